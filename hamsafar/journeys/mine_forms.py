"""What a person enters to come to their own pages."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from hamsafar.journeys.enums import Direction, JourneyPurpose
from hamsafar.kit.fields import DayField
from hamsafar.kit.refs import read_ref


class ReferenceField(forms.CharField):
    """A reference as it was handed out; a slip shows by its last character."""

    widget = forms.TextInput({"class": "govuk-input--width-20", "autocapitalize": "characters"})

    def clean(self, value: str) -> str:
        ref = read_ref(super().clean(value))
        if ref is None:
            raise forms.ValidationError(_("There is a slip in the reference: compare it with your paper."))
        return ref


class SignIn(forms.Form):
    """Reference and code."""

    ref = ReferenceField(
        label=_("Your reference"), max_length=60, help_text=_("It begins with P and stands on your paper.")
    )
    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        help_text=_("Eight characters, from the SMS or from your printed list."),
        widget=forms.TextInput(
            {"autocomplete": "one-time-code", "autocapitalize": "characters", "class": "govuk-input--width-10"}
        ),
    )


class AskCode(forms.Form):
    """The reference that a code is asked for."""

    prefix = "ask"
    ref = ReferenceField(label=_("Your reference"), max_length=60)


class BeginJourney(forms.Form):
    """What a person says of a journey to come."""

    purpose = forms.ChoiceField(
        label=_("Why do you travel?"),
        choices=JourneyPurpose.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say why you travel: what you need depends on it.")},
    )
    departs_on = DayField(
        label=_("When do you want to leave?"),
        help_text=_("A day that you plan. You can move it."),
        error_messages={"required": _("Write the day, or one that is likely.")},
    )


class Crossed(forms.Form):
    """A crossing of the border as the person tells of it."""

    direction = forms.ChoiceField(
        label=_("What did you do?"),
        choices=[(Direction.ENTRY.value, _("I entered")), (Direction.EXIT.value, _("I left"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say which way you crossed.")},
    )
    on = DayField(label=_("On which day?"))
