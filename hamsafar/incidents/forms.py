"""What officers, people and families are asked about incidents. Choices come from the pack's lists, in their order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from hamsafar.corridor.models import Post
from hamsafar.files.enums import EVIDENCE, SCANS, TABLES
from hamsafar.files.forms import HandedIn
from hamsafar.incidents import enums
from hamsafar.incidents.models import EnquiryPoint
from hamsafar.incidents.rules.answering import AnswerText, ExplanationText, OutcomeText, PromiseText
from hamsafar.incidents.rules.comparing import AccountSaid
from hamsafar.kit.fields import DayField
from hamsafar.kit.language import reader_language
from hamsafar.kit.refs import read_ref

Choices = Sequence[tuple[str, Any]]
LONGEST_LIST = 500_000  # characters: far more than a thousand people take
LARGEST_LIST = 10_000_000  # bytes of a list in a file
LARGEST_OF_A_REPORT = 20_000_000  # bytes of what anybody may hand in without an account
OWN_POINTS = 3  # boxes for points in words
PROMISES = ("promise", "promise_2", "promise_3")  # boxes for promises, each with its day
HOUR_HINT = _("For example 21:30. Leave it empty if nobody knows.")


def hour_field(label: Any) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        required=False,
        help_text=HOUR_HINT,
        input_formats=["%H:%M", "%H.%M", "%H"],
        widget=forms.TextInput({"inputmode": "numeric", "class": "govuk-input--width-5"}),
        error_messages={"invalid": _("Write the hour like 21:30.")},
    )


def long_field(label: Any, *, rows: int = 3, longest: int = 2000, required: bool = False, hint: Any = "") -> Any:
    return forms.CharField(
        label=label, required=required, max_length=longest, help_text=hint, widget=forms.Textarea({"rows": rows})
    )


def moment_of(day: date | None, hour: time | None, post: Post | None = None) -> datetime | None:
    """The moment of a day and hour as a clock at the post shows them; midnight where the hour is not known."""
    if day is None:
        return None
    zone = ZoneInfo(post.side.time_zone) if post else timezone.get_current_timezone()
    return datetime.combine(day, hour or time.min, tzinfo=zone)


class _PostField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A post of the pack, named in the reader's language."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.words[reader_language()])


def list_field() -> HandedIn:
    """A list of people as a file, in place of pasting it."""
    return HandedIn(
        accept=TABLES,
        most=LARGEST_LIST,
        label=_("Or hand in the list as a file"),
        required=False,
        help_text=_("CSV or XLSX. It is read like a pasted list, and you see how first."),
    )


class WithPlace(forms.Form):
    """Where it happened: a post of the pack, or words."""

    post = _PostField(Post.objects.none(), label=_("Where is it?"), required=False, empty_label="")
    place = forms.CharField(
        label=_("Another place, or where exactly"),
        max_length=200,
        required=False,
        help_text=_("Airport, hall, road: as you would say it."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["post"].queryset = Post.objects.select_related("side").order_by("-side", "pk")  # type: ignore[attr-defined]


def _with_choices(form: forms.Form, **choices: Choices) -> None:
    for name, known in choices.items():
        form.fields[name].choices = list(known)  # type: ignore[attr-defined]


class Open(WithPlace):
    """A new incident; with a list of people it is a mass event."""

    form_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    on = DayField(label=_("On which day did it begin?"), help_text=_("For example 9 10 2026."))
    hour = hour_field(_("At what hour, by the clock there?"))
    measures = forms.MultipleChoiceField(label=_("What was done?"), widget=forms.CheckboxSelectMultiple, required=False)
    people = long_field(
        _("Paste the list of people"),
        rows=5,
        longest=LONGEST_LIST,
        hint=_("One person on a line, in any form: name, passport, birth date. You see how it was read first."),
    )
    file = list_field()
    words = long_field(_("What else is known"), longest=8000)

    field_order = ("form_id", "post", "place", "on", "hour", "measures", "people", "file", "words")

    def __init__(self, *args: Any, measures: Choices, **options: Any) -> None:
        super().__init__(*args, **options)
        _with_choices(self, measures=measures)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("post") and not data.get("place"):
            self.add_error("post", _("Choose the post, or say the place in words."))
        return data


class Edit(WithPlace):
    """What is known of an incident, corrected. The version says which state was read before."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    title = forms.CharField(label=_("Short name"), max_length=160, required=False)
    on = DayField(label=_("On which day did it begin?"))
    hour = hour_field(_("At what hour, by the clock there?"))
    end_on = DayField(label=_("On which day did it end?"), required=False)
    end_hour = hour_field(_("At what hour did it end?"))
    ground = forms.ChoiceField(label=_("Which ground was stated?"))
    ground_words = long_field(_("The ground in the words that were used"))
    people_said = forms.IntegerField(label=_("How many people, as somebody said"), required=False, min_value=0)
    words = long_field(_("What else is known"), longest=8000, rows=5)

    field_order = ("version", "title", "post", "place")

    def __init__(self, *args: Any, grounds: Choices, **options: Any) -> None:
        super().__init__(*args, **options)
        _with_choices(self, ground=grounds)


class Paste(forms.Form):
    """A list of people, to be read before anything is written."""

    people = long_field(
        _("Paste the list of people"),
        rows=12,
        longest=LONGEST_LIST,
        hint=_("One person on a line, in any form: name, passport, birth date. You see how it was read first."),
    )
    file = list_field()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not (data.get("people", "").strip() or data.get("file")):
            self.add_error("people", _("Paste a list, or choose a file."))
        return data


class IncidentList(forms.Form):
    """Incidents in a file: one line for each person, those of one place and hour together."""

    form_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    rows = forms.CharField(widget=forms.HiddenInput, required=False, max_length=LONGEST_LIST, strip=False)
    file = HandedIn(
        accept=TABLES,
        most=LARGEST_LIST,
        label=_("File"),
        required=False,
        help_text=_("CSV or XLSX with headings: place, day, hour, measure, name, passport, birth, purpose, words."),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not (data.get("rows") or data.get("file")):
            self.add_error("file", _("Choose a file."))
        return data


class Columns(forms.Form):
    """Which column of a table of incidents holds what. Every other column says who the person is."""

    prefix = "column"
    place = forms.ChoiceField(label=_("Where"))
    day = forms.ChoiceField(label=_("Day"))
    hour = forms.ChoiceField(label=_("Hour"), required=False)
    measure = forms.ChoiceField(label=_("Measure"), required=False)
    words = forms.ChoiceField(label=_("What happened, in words"), required=False)

    def __init__(self, *args: Any, headings: Sequence[str], **options: Any) -> None:
        super().__init__(*args, **options)
        columns = [("", "–"), *((str(place), heading or f"{place + 1}") for place, heading in enumerate(headings))]
        _with_choices(self, **dict.fromkeys(self.fields, columns))

    def places(self) -> dict[str, int]:
        """What was chosen, or what was known before anything was."""
        said = self.cleaned_data if self.is_valid() else self.initial
        return {name: int(place) for name, place in said.items() if place != ""}


class PersonForm(forms.Form):
    """One person, as given."""

    name_given = forms.CharField(label=_("Name, as given"), max_length=200, required=False)
    document_given = forms.CharField(label=_("Passport or other document"), max_length=60, required=False)
    birth_given = DayField(label=_("Day of birth"), required=False)
    purpose = forms.ChoiceField(label=_("Why do they travel?"))
    age = forms.ChoiceField(label=_("Of age?"), choices=enums.Age.choices, initial=enums.Age.NOT_KNOWN)
    language = forms.ChoiceField(
        label=_("Which language do they speak best?"), choices=[("", "–"), *settings.LANGUAGES], required=False
    )
    note = forms.CharField(label=_("Note"), max_length=400, required=False)

    def __init__(self, *args: Any, purposes: Choices, **options: Any) -> None:
        super().__init__(*args, **options)
        _with_choices(self, purpose=purposes)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not (data.get("name_given") or data.get("document_given") or data.get("note")):
            self.add_error("name_given", _("Write a name, a document or a note."))
        return data


class EditPerson(PersonForm):
    version = forms.IntegerField(widget=forms.HiddenInput)


class OfPerson(forms.Form):
    """Whom something concerns: everybody in the incident, or one person."""

    number = forms.IntegerField(
        label=_("Whom does it concern?"),
        help_text=_("The person’s number in the list. Empty: everybody in the incident."),
        required=False,
        min_value=1,
        widget=forms.NumberInput({"class": "govuk-input--width-5"}),
    )


class Moment(forms.Form):
    """One moment."""

    on = DayField(label=_("On which day?"))
    hour = hour_field(_("At what hour?"))


class Measure(OfPerson):
    """A measure that was taken, with its own beginning and end."""

    kind = forms.ChoiceField(label=_("What was done?"), widget=forms.RadioSelect)
    on = DayField(label=_("On which day did it begin?"), required=False)
    hour = hour_field(_("At what hour?"))
    end_on = DayField(label=_("On which day did it end?"), required=False)
    end_hour = hour_field(_("At what hour did it end?"))
    ground = forms.ChoiceField(label=_("Which ground was stated?"))
    ground_words = forms.CharField(label=_("The ground in the words that were used"), max_length=500, required=False)

    field_order = ("kind", "number")

    def __init__(self, *args: Any, measures: Choices, grounds: Choices, **options: Any) -> None:
        super().__init__(*args, **options)
        _with_choices(self, kind=measures, ground=grounds)


class Count(forms.Form):
    """How many people somebody said were in one state."""

    people = forms.IntegerField(label=_("How many people?"), required=False, min_value=0)
    words = forms.CharField(
        label=_("Or in the words that were used"), help_text=_("Where no number was said."), max_length=200,
        required=False,
    )  # fmt: skip
    outcome = forms.ChoiceField(label=_("Who is counted?"), required=False)
    on = DayField(label=_("As of which day?"))
    hour = hour_field(_("At what hour?"))
    source = forms.CharField(label=_("Who says so?"), max_length=200)

    def __init__(self, *args: Any, outcomes: Choices, **options: Any) -> None:
        super().__init__(*args, **options)
        _with_choices(self, outcome=[("", _("everybody there")), *outcomes])


class Same(forms.Form):
    """Which other row of the incident is the same person."""

    number = forms.IntegerField(
        label=_("Which number in the list is the same person?"),
        help_text=_("Both rows stay visible; the person is counted once. Empty: this row is a person of its own."),
        required=False,
        min_value=1,
        widget=forms.NumberInput({"class": "govuk-input--width-5"}),
    )


class TheirFile(forms.Form):
    """Whose file a row belongs to."""

    ref = forms.CharField(
        label=_("Reference of the person’s file"),
        help_text=_("It begins with P. Empty: the row belongs to no file."),
        max_length=60,
        required=False,
    )


class Outcome(forms.Form):
    """What became of one person, when, and who says so."""

    outcome = forms.ChoiceField(label=_("What became of the person?"), widget=forms.RadioSelect)
    on = DayField(label=_("On which day?"), required=False)
    hour = hour_field(_("At what hour?"))
    source = forms.CharField(label=_("Who says so?"), max_length=200, required=False)

    def __init__(self, *args: Any, outcomes: Choices, **options: Any) -> None:
        super().__init__(*args, **options)
        _with_choices(self, outcome=outcomes)


class Wishes(forms.Form):
    """What a held person answered."""

    notice = forms.ChoiceField(
        label=_("Should the consul be told?"),
        choices=enums.Wish.choices,
        widget=forms.RadioSelect,
        help_text=_("Whoever is against it is counted from now on and not named: name and document are destroyed."),
    )
    family = forms.ChoiceField(
        label=_("Should the family be told?"), choices=enums.Wish.choices, widget=forms.RadioSelect
    )
    on = DayField(label=_("On which day were they asked?"), required=False)
    hour = hour_field(_("At what hour?"))


class Phone(OfPerson):
    """That a device was checked; never what was on it."""

    devices = forms.IntegerField(label=_("How many devices?"), min_value=1, max_value=10_000, initial=1)
    on = DayField(label=_("On which day were they taken?"), required=False)
    hour = hour_field(_("At what hour?"))
    back_on = DayField(label=_("On which day were they given back?"), required=False)
    back_hour = hour_field(_("At what hour?"))
    code_asked = forms.NullBooleanField(
        label=_("Was the code asked for?"),
        widget=forms.RadioSelect(choices=[("true", _("Yes")), ("false", _("No")), ("unknown", _("Not known"))]),
    )
    ground = forms.ChoiceField(label=_("Which ground was stated?"))
    ground_words = forms.CharField(label=_("The ground in the words that were used"), max_length=500, required=False)
    questions = long_field(
        _("What was asked"), hint=_("The questions only. What was on the device is never written down here.")
    )

    def __init__(self, *args: Any, grounds: Choices, **options: Any) -> None:
        super().__init__(*args, **options)
        _with_choices(self, ground=grounds)


class Notice(OfPerson):
    """That the consul was told."""

    on = DayField(label=_("On which day was the consul told?"))
    hour = hour_field(_("At what hour?"))
    told_by = forms.CharField(label=_("Who told the consul?"), max_length=200)
    via = forms.ChoiceField(label=_("How?"), choices=enums.Via.choices, initial=enums.Via.TELEPHONE)
    words = forms.CharField(label=_("What proves it?"), max_length=500, required=False)
    scan = HandedIn(accept=SCANS, label=_("Scan or photograph of the proof"), required=False)


class EvidenceFile(OfPerson):
    """A file that shows something."""

    file = HandedIn(
        accept=EVIDENCE,
        label=_("File"),
        help_text=_("A picture, a recording, a PDF or text. It is locked under a key of its own."),
    )
    words = forms.CharField(label=_("What does it show?"), max_length=300, required=False)

    field_order = ("file", "words", "number")


class ReceiptRef(forms.Form):
    """The reference of a receipt."""

    receipt = forms.CharField(
        label=_("Reference of the receipt"),
        help_text=_("It begins with K and stands on the receipt that the person carries."),
        max_length=60,
    )

    def clean_receipt(self) -> str:
        """The reference as it was handed out."""
        ref = read_ref(self.cleaned_data["receipt"])
        if ref is None:
            raise forms.ValidationError(_("There is a slip in the reference: compare it with the receipt."))
        return ref


class Settle(forms.Form):
    """By which channel an incident was settled, and how far."""

    channel = forms.ChoiceField(label=_("By which channel?"), widget=forms.RadioSelect)
    settlement = forms.ChoiceField(label=_("How far?"), widget=forms.RadioSelect)
    on = DayField(label=_("On which day?"))

    def __init__(self, *args: Any, channels: Choices, settlements: Choices, **options: Any) -> None:
        super().__init__(*args, **options)
        _with_choices(self, channel=channels, settlement=settlements)


class Ask(forms.Form):
    """An enquiry: the points of the list, and points in words."""

    points = forms.MultipleChoiceField(label=_("What do we ask?"), widget=forms.CheckboxSelectMultiple, required=False)
    own = long_field(_("Other points, one on a line"), rows=2)
    words = long_field(_("Words to the other side"), rows=3, longest=4000)
    names_people = forms.BooleanField(label=_("Send the names of the people with it"), required=False, initial=True)
    note = long_field(_("Note of this desk; it never leaves it"), rows=2, longest=4000)
    via = forms.ChoiceField(
        label=_("How does it go?"),
        choices=enums.Via.choices,
        initial=enums.Via.ENVELOPE,
        required=False,
        help_text=_("On paper you carry it there, and enter here by hand what comes back. The clock runs alike."),
    )

    def __init__(self, *args: Any, points: Choices, **options: Any) -> None:
        super().__init__(*args, **options)
        _with_choices(self, points=points)


class Because(forms.Form):
    """Why something is given back to its writer."""

    because = forms.CharField(label=_("What is to be changed?"), max_length=500)


class Question(forms.Form):
    question = long_field(
        _("What must we know before we can answer?"), required=True, hint=_("While it waits, the clock stands.")
    )


class Reply(forms.Form):
    reply = long_field(_("Our reply"), rows=5, longest=4000, required=True)


class MoreDays(forms.Form):
    days = forms.IntegerField(label=_("How many working days more?"), min_value=1, max_value=60)
    reason = long_field(_("Why?"), longest=1000, required=True)


class Contest(forms.Form):
    reason = long_field(_("Why is the answer not overdue?"), required=True)


class CloseEnquiry(forms.Form):
    closed_for = forms.ChoiceField(
        label=_("Why is it closed?"), choices=enums.ClosedFor.choices, widget=forms.RadioSelect
    )


class Explain(forms.Form):
    """An explanation, coded: each point, the ground, the measure, promises, what became of people."""

    kind = forms.ChoiceField(
        label=_("Whom is the explanation about?"),
        choices=enums.ExplanationKind.choices,
        widget=forms.RadioSelect,
    )
    ground = forms.ChoiceField(label=_("Which ground is cited?"))
    ground_words = forms.CharField(
        label=_("Act, article and point, or the ground in words"), max_length=2000, required=False
    )
    measure_now = forms.ChoiceField(
        label=_("Is the measure kept or lifted?"), choices=enums.MeasureNow.choices, widget=forms.RadioSelect,
        initial=enums.MeasureNow.NOT_SAID,
        help_text=_("The other side sees this answer, your office and the date. It does not see your name."),
    )  # fmt: skip
    lifted_on = DayField(label=_("On which day was it lifted?"), required=False)
    promise = forms.CharField(label=_("What is promised?"), max_length=1000, required=False)
    promise_by = DayField(label=_("By which day?"), required=False)
    promise_2 = forms.CharField(label=_("A second promise"), max_length=1000, required=False)
    promise_2_by = DayField(label=_("By which day?"), required=False)
    promise_3 = forms.CharField(label=_("A third promise"), max_length=1000, required=False)
    promise_3_by = DayField(label=_("By which day?"), required=False)
    outcomes = forms.BooleanField(required=False, initial=True)
    words = long_field(_("Words to the other side"), rows=4, longest=8000)

    def __init__(
        self,
        *args: Any,
        points: Sequence[tuple[EnquiryPoint, str]],
        grounds: Choices,
        became: Sequence[OutcomeText] = (),
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.points, self.became = points, tuple(became)
        _with_choices(self, ground=grounds)
        if self.became:
            self.fields["outcomes"].label = ngettext(
                "Send what became of %(n)s person, as it is noted here",
                "Send what became of %(n)s people, as it is noted here",
                len(self.became),
            ) % {"n": len(self.became)}
        else:
            del self.fields["outcomes"]
        asked: dict[str, forms.Field] = {}
        for point, words in points:
            asked[f"substance_{point.number}"] = forms.ChoiceField(
                label=_("Point %(n)s: %(words)s") % {"n": point.number, "words": words},
                choices=enums.Substance.choices,
                initial=enums.Substance.OPEN,
                widget=forms.RadioSelect({"class": "govuk-radios--inline"}),
            )
            asked[f"answer_{point.number}"] = long_field(
                _("Answer to point %(n)s") % {"n": point.number}, rows=2, longest=4000
            )
        self.fields = {**asked, **self.fields}

    def said(self) -> ExplanationText:
        """What was written, as the action takes it."""
        data = self.cleaned_data
        answers = tuple(
            AnswerText(point.number, data[f"substance_{point.number}"], data[f"answer_{point.number}"])
            for point, _words in self.points
        )
        promises = tuple(PromiseText(data[name], data[f"{name}_by"]) for name in PROMISES if data[name])
        outcomes = self.became if data.get("outcomes") else ()
        fixed = ("kind", "ground", "ground_words", "measure_now", "lifted_on", "words")
        return ExplanationText(
            answers=answers, promises=promises, outcomes=outcomes, **{name: data[name] for name in fixed}
        )


class Came(forms.Form):
    """When and how something came that no envelope brought, and its scan."""

    came_on = DayField(label=_("On which day was it written or said?"))
    came_hour = hour_field(_("At what hour?"))
    via = forms.ChoiceField(
        label=_("How did it come?"),
        choices=[each for each in enums.Via.choices if each[0] != enums.Via.ENVELOPE],
        initial=enums.Via.PAPER,
    )
    scan = HandedIn(
        accept=SCANS,
        label=_("Scan or photograph of it"),
        required=False,
        help_text=_("It is kept as evidence, locked under a key of its own."),
    )

    def came_at(self, *, now: datetime) -> datetime:
        """When it was written or said; where the hour is not known at the end of that day, and never later than now."""
        day, hour = self.cleaned_data["came_on"], self.cleaned_data["came_hour"]
        moment = moment_of(day, hour or time.max)
        return min(moment, now) if moment and hour is None else moment or now


class EnterQuestion(Came):
    question = long_field(_("The question, in the words of the other side"), required=True)

    field_order = ("question",)


class EnterReply(Came):
    reply = long_field(_("The reply, in the words of the other side"), rows=5, longest=4000, required=True)

    field_order = ("reply",)


class EnterDays(Came, MoreDays):
    """More days that the other side took."""


class EnterContest(Came, Contest):
    """Why the other side says that its answer is not overdue."""


class EnterClosed(Came, CloseEnquiry):
    """Why the other side closed its enquiry."""


class EnterAnswer(Came, Explain):
    """An explanation as it came, coded by whoever enters it."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["words"].label = _("The words of the other side")
        self.fields["measure_now"].help_text = _("As the letter says it, point by point. What it does not say is open.")


class EnterEnquiry(Came):
    """An enquiry that the other side sent on paper."""

    asked_number = forms.CharField(label=_("Number of the enquiry, as the other side gave it"), max_length=30)
    points = forms.MultipleChoiceField(label=_("What is asked?"), widget=forms.CheckboxSelectMultiple, required=False)
    own = long_field(_("Other points, one on a line"), rows=2)
    words = long_field(_("The words of the other side"), rows=3, longest=4000)
    days = forms.IntegerField(label=_("In how many working days is an answer due?"), min_value=1, max_value=366)

    field_order = ("asked_number", "points", "own", "words", "days")

    def __init__(self, *args: Any, points: Choices, **options: Any) -> None:
        super().__init__(*args, **options)
        _with_choices(self, points=points)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not (data.get("points") or data.get("own", "").strip()):
            self.add_error("points", _("Ask at least one point."))
        return data


class AccountForm(forms.Form):
    """What our side states of an incident. What stays empty, our side is silent about."""

    place = forms.CharField(label=_("Where"), max_length=300, required=False)
    on = DayField(label=_("On which day did it begin?"), required=False)
    hour = hour_field(_("At what hour?"))
    end_on = DayField(label=_("On which day did it end?"), required=False)
    end_hour = hour_field(_("At what hour did it end?"))
    people = forms.IntegerField(label=_("How many people?"), min_value=0, required=False)
    students = forms.IntegerField(label=_("How many of them students?"), min_value=0, required=False)
    measures = forms.CharField(label=_("Which measures?"), max_length=1000, required=False)
    ground = forms.ChoiceField(label=_("On which ground?"))
    ground_words = forms.CharField(label=_("The ground in words"), max_length=1000, required=False)
    told_on = DayField(label=_("On which day was the consul told?"), required=False)
    told_hour = hour_field(_("At what hour?"))
    outcomes = forms.CharField(label=_("What became of the people?"), max_length=1000, required=False)
    measure_now = forms.ChoiceField(label=_("Is the measure kept or lifted?"), choices=enums.MeasureNow.choices)
    words = long_field(_("Further words"), rows=4, longest=8000)

    def __init__(self, *args: Any, grounds: Choices, post: Post | None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.post = post
        _with_choices(self, ground=grounds)

    def said(self) -> AccountSaid:
        data = self.cleaned_data
        same = ("place", "people", "students", "measures", "ground", "ground_words", "outcomes", "measure_now", "words")
        return AccountSaid(
            started_at=moment_of(data["on"], data["hour"], self.post),
            ended_at=moment_of(data["end_on"], data["end_hour"], self.post),
            consul_told_at=moment_of(data["told_on"], data["told_hour"], self.post),
            **{name: data[name] for name in same},
        )


class EnterAccount(Came, AccountForm):
    """The other side's account as it came on paper."""


class Public(WithPlace):
    """A report of a person or their family: one short page, to be filled in with one thumb at night."""

    form_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    relation = forms.ChoiceField(
        label=_("Who are you?"),
        choices=[
            (enums.ReportedBy.PERSON, _("It is happening to me")),
            (enums.ReportedBy.FAMILY, _("I am family")),
            (enums.ReportedBy.OTHER, _("Somebody else")),
        ],
        widget=forms.RadioSelect,
        initial=enums.ReportedBy.FAMILY,
    )
    words = long_field(_("What is happening?"), rows=3, longest=4000, hint=_("In your own words, in any language."))
    measure = forms.ChoiceField(label=_("What was done?"), required=False)
    on = DayField(label=_("Since which day?"), required=False)
    hour = hour_field(_("Since what hour?"))
    name_given = forms.CharField(label=_("Name of the person"), max_length=200, required=False)
    document_given = forms.CharField(
        label=_("Passport number"), max_length=60, required=False, help_text=_("If you know it.")
    )
    purpose = forms.ChoiceField(label=_("Why do they travel?"), required=False)
    file = HandedIn(
        accept=EVIDENCE,
        most=LARGEST_OF_A_REPORT,
        label=_("A picture, a recording or a paper"),
        required=False,
        help_text=_("If you have one. It is locked, and only the officers of this desk open it."),
    )
    contact = forms.CharField(
        label=_("How can we reach you?"),
        max_length=200,
        required=False,
        help_text=_("Telephone or e-mail, if you want. Nobody outside this office sees it."),
    )

    field_order = (
        *("form_id", "relation", "words", "post", "place", "measure", "name_given", "document_given", "purpose"),
        *("on", "hour", "file", "contact"),
    )

    def __init__(self, *args: Any, measures: Choices, purposes: Choices, **options: Any) -> None:
        super().__init__(*args, **options)
        _with_choices(self, measure=[("", ""), *measures], purpose=purposes)
        self.fields["purpose"].initial = enums.NOT_STATED

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not (data.get("post") or data.get("place") or (data.get("words") or "").strip()):
            self.add_error("words", _("Say what is happening, or where: one of the two is enough."))
        return data


class Follow(forms.Form):
    """The two things that a reporter was given."""

    ref = forms.CharField(label=_("Reference"), max_length=60, widget=forms.TextInput({"autocomplete": "off"}))
    secret = forms.CharField(
        label=_("Code of eight digits"),
        max_length=20,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off", "class": "govuk-input--width-10"}),
    )
