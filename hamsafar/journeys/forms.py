"""What a registration clerk, or the person on a phone, types about a person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.timezone import localdate
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hamsafar.corridor.models import Code
from hamsafar.files.enums import SCANS
from hamsafar.files.forms import HandedIn
from hamsafar.journeys.enums import ConsentHow, ContactKind, DocumentKind, FileField, Kinship, Purpose, Sex
from hamsafar.journeys.models import Passport, Person
from hamsafar.journeys.rules.entries import (
    BadEntry,
    Birth,
    Help,
    PassportEntry,
    PersonEntry,
    Written,
    zone_of,
)
from hamsafar.kit.because import said
from hamsafar.kit.fields import DayField
from hamsafar.kit.language import reader_language
from hamsafar.names.mrz.reading import Zone

NAME_WRITER = "name-writer"
LONGEST_NAME = 100
SELF = "self"


class BirthField(DayField):
    """A date of birth as far as it is known: the year may stand alone."""

    def compress(self, data_list: list[int | None]) -> Any:
        day, month, year = data_list or [None, None, None]
        try:
            return Birth.of(day, month, year, today=localdate())
        except BadEntry as problem:
            raise forms.ValidationError(said(problem.args[0], _now), code="invalid") from problem


def _words(label: Any, *, help_text: Any = "", required: bool = False, most: int = LONGEST_NAME) -> forms.CharField:
    return forms.CharField(label=label, help_text=help_text, required=required, max_length=most)


class Name(forms.Form):
    """One form of a name: its parts as the document has them, and who wrote it."""

    family = _words(_("Family name"))
    given = _words(_("Given name"), required=True)
    patronymic = _words(_("Patronymic or father's name"))
    authority = forms.ChoiceField(label=_("Who wrote the name so"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        writers = Code.objects.of(NAME_WRITER).values_list("key", "label")
        choices = [(key, label[reader_language()]) for key, label in writers]
        self.fields["authority"] = forms.ChoiceField(label=_("Who wrote the name so"), choices=choices)

    def written(self) -> Written:
        """The name as it was typed."""
        found = self.cleaned_data
        return Written.of_parts(found["family"], found["given"], found["patronymic"], found["authority"])


class PassportForm(forms.Form):
    """A passport as it lies on the table."""

    mrz = forms.CharField(
        label=_("The two lines of signs at the foot of the photograph"),
        help_text=_("Paste or scan them, and press “Read the lines”: they fill the boxes below. They may stay empty."),
        required=False,
        max_length=200,
        widget=forms.Textarea({"rows": 2, "spellcheck": "false", "autocapitalize": "characters"}),
    )
    number = _words(_("Number of the passport"), most=40)
    country = _words(_("Country that issued it"), help_text=_("Three letters, as in the passport: TJK"), most=3)
    issued = DayField(label=_("Issued on"), required=False)
    expires = DayField(label=_("Expires on"), required=False)

    def zone(self) -> Zone | None:
        """The zone from the lines; None where none were given. Raises `BadEntry`."""
        lines = str(self.data.get(self.add_prefix("mrz"), "")).strip()
        return zone_of(lines) if lines else None

    def passport(self) -> PassportEntry | None:
        """The passport, or None where no number was typed."""
        found = self.cleaned_data
        if not found["number"].strip():
            return None
        mrz = "\n".join(found["mrz"].split())
        return PassportEntry(found["number"], found["country"].upper(), mrz, found["issued"], found["expires"])


class Register(Name, PassportForm):
    """Everything a registration says, in the order in which a clerk asks it."""

    latin_family = _words(_("Family name in Latin letters, as in the passport"))
    latin_given = _words(_("Given name in Latin letters, as in the passport"))
    birth = BirthField(label=_("Date of birth"), required=False, help_text=_("The year alone, where no more is known"))
    sex = forms.ChoiceField(label=_("Sex, as in the passport"), choices=Sex.choices, widget=forms.RadioSelect)
    citizenship = _words(_("Citizenship"), help_text=_("Three letters, as in the passport: TJK"), most=3)
    district = _words(_("Home district"), most=120)
    language = forms.ChoiceField(label=_("Language of the person"), choices=settings.LANGUAGES)
    phone = _words(_("Telephone number"), most=30)
    email = forms.EmailField(label=_("E-mail address"), required=False)
    consents = forms.MultipleChoiceField(
        label=_("The person consents to"),
        help_text=_("Ask for each alone, in the person's language. Nothing here is a condition for help."),
        choices=Purpose.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    helper = _words(
        _("Who spoke or typed for the person"), help_text=_("Empty where the person did it alone"), most=120
    )
    read_back = forms.BooleanField(label=_("It was read back to the person"), required=False)
    despite = forms.CharField(
        label=_("Why this is somebody else"),
        help_text=_("Only where a file above looks like this person and is not theirs."),
        required=False,
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
    )

    def entry(self) -> PersonEntry:
        """What was typed, ready to be registered."""
        found = self.cleaned_data
        names = [self.written()]
        if found["latin_given"].strip() or found["latin_family"].strip():
            latin = Written.of_parts(found["latin_family"], found["latin_given"], "", found["authority"])
            names.append(latin)
        return PersonEntry(
            names=tuple(names),
            birth=found["birth"] or Birth(),
            sex=found["sex"],
            citizenship=found["citizenship"].upper(),
            district=found["district"],
            language=found["language"],
            passport=self.passport(),
            phone=found["phone"],
            email=found["email"],
            consents=tuple(found["consents"]),
        )

    def helped(self) -> Help | None:
        """Who typed for the person, or None where nobody did."""
        found = self.cleaned_data
        if not found["helper"].strip():
            return None
        return Help(found["language"], found["read_back"], found["helper"])

    def from_zone(self, zone: Zone) -> dict[str, Any]:
        """The boxes as the zone fills them; what was typed and is not in it stays."""
        kept = {name: self.data.get(name, "") for name in self.fields if name not in ("birth", "issued", "expires")}
        return kept | {
            "latin_family": zone.surname,
            "latin_given": zone.given,
            "number": zone.number,
            "country": zone.issuer,
            "citizenship": zone.nationality,
            "sex": zone.sex or kept["sex"],
            "birth": zone.born_on(localdate()),
            "expires": zone.expires_on(),
        }


class Helped(forms.Form):
    """Who typed or spoke for the person, where somebody did: it stays on record."""

    helper = _words(
        _("Who spoke or typed for the person"), help_text=_("Empty where the person did it alone"), most=120
    )
    read_back = forms.BooleanField(label=_("It was read back to the person"), required=False)

    def helped(self, language: str) -> Help | None:
        """Who helped; None where nobody did."""
        found = self.cleaned_data
        return Help(language, found["read_back"], found["helper"]) if found["helper"].strip() else None


class ByPhone(forms.Form):
    """What a person types on a phone, before anybody saw the passport: no more than the office needs to find them."""

    family = _words(_("Family name"))
    given = _words(_("Given name"), required=True)
    patronymic = _words(_("Patronymic or father's name"))
    birth = DayField(label=_("Date of birth"))
    sex = forms.ChoiceField(label=_("Sex, as in the passport"), choices=Sex.choices, widget=forms.RadioSelect)
    citizenship = _words(_("Citizenship"), help_text=_("Three letters, as in the passport: TJK"), required=True, most=3)
    number = _words(_("Number of the passport"), most=40)
    district = _words(_("Home district"), most=120)
    phone = _words(_("Telephone number"), most=30)
    helper = _words(
        _("Who spoke or typed for the person"), help_text=_("Empty where the person did it alone"), most=120
    )

    def entry(self) -> PersonEntry:
        """What was typed, as the person's own words."""
        found = self.cleaned_data
        number = found["number"].strip()
        return PersonEntry(
            names=(Written.of_parts(found["family"], found["given"], found["patronymic"], SELF),),
            birth=Birth.on(found["birth"]),
            sex=found["sex"],
            citizenship=found["citizenship"].upper(),
            district=found["district"],
            language=reader_language(),
            passport=PassportEntry(number, found["citizenship"].upper()) if number else None,
            phone=found["phone"],
        )


class ContactForm(forms.Form):
    """A way to reach the person."""

    kind = forms.ChoiceField(label=_("How"), choices=ContactKind.choices)
    value = _words(_("Number or address"), required=True, most=254)
    whose = _words(_("Whose it is, where not the person's own"), most=120)


class ConsentForm(Helped):
    """Consent to one purpose."""

    purpose = forms.ChoiceField(label=_("The person consents to"), choices=Purpose.choices)
    language = forms.ChoiceField(label=_("Explained in"), choices=settings.LANGUAGES)
    how = forms.ChoiceField(label=_("How it was given"), choices=ConsentHow.choices[:2])

    field_order = ("purpose", "language", "how")


class Reason(forms.Form):
    """Why something is decided about two files."""

    reason = forms.CharField(
        label=pgettext_lazy("two files", "What it was decided by"), max_length=300, widget=forms.Textarea({"rows": 2})
    )


class Correct(Helped):
    """What a file is to say, and why."""

    name = _words(_("Name, as the file is listed"), required=True, most=200)
    birth = BirthField(label=_("Date of birth"), required=False, help_text=_("The year alone, where no more is known"))
    sex = forms.ChoiceField(label=_("Sex, as in the passport"), choices=Sex.choices, widget=forms.RadioSelect)
    district = _words(_("Home district"), most=120)
    language = forms.ChoiceField(
        label=_("Language of the person"), choices=[("", "–"), *settings.LANGUAGES], required=False
    )
    reason = forms.CharField(
        label=_("Why it is corrected"),
        help_text=_("Which document says so. It is kept beside what stood there before, and the person reads it."),
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
    )

    field_order = ("name", "birth", "sex", "district", "language", "reason", "helper", "read_back")

    def changes(self, person: Person) -> dict[str, Any]:
        """What was changed, as the action takes it; of the birth only where another was typed."""
        found = self.cleaned_data
        birth = found["birth"]
        known = (person.birth_date, person.birth_year, person.birth_month)
        same_birth = birth is None or (birth.day, birth.year, birth.month) == known
        return {
            "birth": None if same_birth else birth,
            "helped": self.helped(found["language"] or person.language or settings.LANGUAGE_CODE),
            **{name: found[name] for name in ("name", "sex", "district", "language", "reason")},
        }


class Relative(forms.Form):
    """A relative who has a file, as a document says it."""

    kinship = forms.ChoiceField(label=_("The relative is the person’s"), choices=Kinship.choices)
    ref = _words(_("Reference of the relative’s file"), help_text=_("It begins with P."), required=True, most=60)
    document = _words(
        _("Document that says so"), help_text=_("For example a marriage certificate"), required=True, most=120
    )
    since = DayField(label=_("Since which day"), required=False)


class Ended(forms.Form):
    """On which day something ended."""

    on = DayField(label=_("On which day did it end?"))


class DocumentForm(forms.Form):
    """A photograph or scan: what it shows, and of which passport."""

    kind = forms.ChoiceField(label=_("What does it show?"), choices=DocumentKind.choices, widget=forms.RadioSelect)
    of_passport = forms.ChoiceField(label=_("Of which passport?"), required=False)
    file = HandedIn(
        accept=SCANS,
        label=_("File"),
        help_text=_("A picture or a PDF. It is locked under a key of its own and erased with the person’s file."),
    )
    words = _words(_("What else is to be known of it"), most=200)

    def __init__(self, *args: Any, passports: Sequence[Passport], **options: Any) -> None:
        super().__init__(*args, **options)
        self.passports = {str(each.pk): each for each in passports}
        choices = [("", "–"), *((key, f"{each.country} {each.number}") for key, each in self.passports.items())]
        self.fields["of_passport"].choices = choices  # type: ignore[attr-defined]

    def passport(self) -> Passport | None:
        """The passport that was chosen."""
        return self.passports.get(self.cleaned_data["of_passport"])


class WishForm(forms.Form):
    """What is wrong in one's own file, and what it should say."""

    field = forms.ChoiceField(label=_("What is wrong?"), choices=FileField.choices, widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("What should it say?"),
        help_text=_("In your own words. An officer compares it with your document."),
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
    )
