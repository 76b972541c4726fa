"""What holders and receptions are asked about places."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hamsafar.appointments.enums import Examiner
from hamsafar.appointments.models import Room, Service
from hamsafar.kit.fields import DayField
from hamsafar.kit.language import reader_language
from hamsafar.kit.refs import read_ref
from hamsafar.notices.rules import is_email, is_phone

SEEN_BY = (
    (Examiner.ANY, pgettext_lazy("examiner", "Not said")),
    (Examiner.WOMAN, pgettext_lazy("examiner", "A woman")),
    (Examiner.MAN, pgettext_lazy("examiner", "A man")),
)
HOUR: dict[str, Any] = {
    "input_formats": ["%H:%M", "%H.%M", "%H"],
    "widget": forms.TextInput({"inputmode": "numeric", "class": "govuk-input--width-5"}),
    "error_messages": {"invalid": _("Write the hour like 08:30.")},
    "help_text": _("For example 08:30."),
}


class Wish(forms.Form):
    """What somebody who wants a place says of themselves. Nothing is required, and no name is asked for."""

    contact = forms.CharField(
        label=_("Telephone number or e-mail address"),
        required=False,
        max_length=254,
        help_text=_("We remind you on the day before. Telephone numbers with +992 or +7. You may leave it empty."),
    )
    examiner = forms.ChoiceField(
        label=_("By whom do you want to be seen?"), choices=Examiner.choices, required=False, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, service: Service, **options: Any) -> None:
        super().__init__(*args, **options)
        if not service.asks_examiner:
            del self.fields["examiner"]

    def clean_contact(self) -> str:
        contact = str(self.cleaned_data["contact"]).strip()
        number = "".join(sign for sign in contact if sign.isdigit() or sign == "+")
        if "@" in contact:
            if not is_email(contact):
                raise forms.ValidationError(_("Give a whole e-mail address."))
            return contact
        if contact and not is_phone(number):
            raise forms.ValidationError(_("Give the number with its country code, for example +992 and nine digits."))
        return number


class Hour(Wish):
    """An hour of one day, and the rest."""

    starts = forms.ChoiceField(label=_("At what hour?"), widget=forms.RadioSelect)

    field_order = ("starts", "examiner", "contact")

    def __init__(self, *args: Any, hours: Mapping[datetime, int], **options: Any) -> None:
        super().__init__(*args, **options)
        self.hours = {each.isoformat(): each for each in hours}
        self.fields["starts"].choices = [(key, f"{each:%H:%M}") for key, each in self.hours.items()]  # type: ignore[attr-defined]

    def clean_starts(self) -> datetime:
        return self.hours[self.cleaned_data["starts"]]


class WaitWish(Wish):
    """The same, and where from: the nearest office is given first."""

    district = forms.CharField(
        label=_("In which district or town do you live?"),
        required=False,
        max_length=120,
        help_text=_("So that you get a place near home, and that no district waits longer than others."),
    )

    field_order = ("district", "contact", "examiner")


class SignIn(forms.Form):
    """Reference and code."""

    ref = forms.CharField(label=_("Reference"), max_length=60)
    code = forms.CharField(
        label=_("Code of eight digits"),
        max_length=20,
        widget=forms.TextInput({"inputmode": "numeric", "class": "govuk-input--width-10"}),
    )


class Days(forms.Form):
    """From a day to a day."""

    first = DayField(label=_("From which day?"))
    last = DayField(label=_("Up to and including which day?"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("first"), data.get("last")
        if first and last and last < first:
            self.add_error("last", _("The last day is not before the first."))
        return data


class OfOffice(forms.Form):
    """One of the services that an office gives."""

    service = forms.ModelChoiceField(Service.objects.none(), label=_("For which service?"), empty_label=None)

    def __init__(self, *args: Any, services: QuerySet[Service], **options: Any) -> None:
        super().__init__(*args, **options)
        choice = self.fields["service"]
        choice.queryset = services  # type: ignore[attr-defined]
        choice.label_from_instance = lambda each: each.words[reader_language()]  # type: ignore[attr-defined]


class Group(OfOffice, Days):
    """People with a file who come together, within some days."""

    people = forms.CharField(
        label=_("References of their files"),
        help_text=_("One on a line; each begins with P. Places are taken for all of them or for nobody."),
        widget=forms.Textarea({"rows": 8}),
        max_length=20_000,
    )
    examiner = forms.ChoiceField(label=_("By whom do they want to be seen?"), choices=Examiner.choices, required=False)

    field_order = ("service", "people", "first", "last", "examiner")

    def clean_people(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["people"].splitlines() if line.strip()]
        read = {line: read_ref(line) for line in lines}
        wrong = [line for line, ref in read.items() if not ref or not ref.startswith("P-")]
        if wrong:
            raise forms.ValidationError(_("This is no reference of a file: %(line)s.") % {"line": wrong[0][:60]})
        return list(dict.fromkeys(str(ref) for ref in read.values()))


class NewShift(OfOffice):
    """Who gives which service in which room, from hour to hour on which days of the week."""

    room = forms.ModelChoiceField(Room.objects.none(), label=_("In which room?"), empty_label=None)
    weekdays = forms.TypedMultipleChoiceField(
        label=_("On which days?"),
        choices=list(WEEKDAYS.items()),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )
    begins = forms.TimeField(label=_("From what hour?"), **HOUR)
    ends = forms.TimeField(label=_("Until what hour?"), **HOUR)
    examiner = forms.ChoiceField(label=_("Who sees people, where they may choose?"), choices=SEEN_BY, required=False)

    def __init__(self, *args: Any, rooms: QuerySet[Room], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["room"].queryset = rooms  # type: ignore[attr-defined]


class RoomName(forms.Form):
    """What a room is called."""

    name = forms.CharField(label=_("Name of the room"), max_length=40)


class Closing(forms.Form):
    """A day on which the office is closed."""

    prefix = "closing"
    on = DayField(label=_("On which day?"))
    reason = forms.CharField(label=_("Why?"), max_length=200, required=False)
