"""What holders and receptions are asked about places."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hamsafar.appointments.enums import Examiner
from hamsafar.appointments.models import Service
from hamsafar.kit.fields import DayField
from hamsafar.notices.rules import is_email, is_phone


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


class Closing(forms.Form):
    """A day on which the office is closed."""

    prefix = "closing"
    on = DayField(label=_("On which day?"))
    reason = forms.CharField(label=_("Why?"), max_length=200, required=False)
