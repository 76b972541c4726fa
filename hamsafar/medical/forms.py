"""What a centre's staff are asked."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from hamsafar.kit.fields import DayField
from hamsafar.medical.enums import Outcome, Payer


def _passphrase(label: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=200, widget=forms.PasswordInput({"autocomplete": "off"}))


def _words(label: Any, hint: Any = "", *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=hint, max_length=1500, required=required, widget=forms.Textarea({"rows": 3})
    )


class Unlock(forms.Form):
    passphrase = _passphrase(_("Your passphrase"))


class NewPassphrase(forms.Form):
    passphrase = _passphrase(_("A new passphrase"))
    again = _passphrase(_("The same again"))

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("passphrase") != said.pop("again", None):
            self.add_error("again", _("The two are not the same. Type both again."))
        return said


class Recover(NewPassphrase):
    first = _words(_("The words of one share"))
    second = _words(_("The words of another share"))

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        said["shares"] = [said.pop("first", ""), said.pop("second", "")]
        return said


class Receive(forms.Form):
    """The reception's form."""

    person = forms.CharField(label=_("Reference of the person’s file"), max_length=40)
    passport_is_theirs = forms.BooleanField(label=_("The passport is that of this person’s file"), required=False)
    photo_is_theirs = forms.BooleanField(label=_("The person looks like the photograph"), required=False)
    language = forms.ChoiceField(label=_("In which language was consent asked?"), choices=settings.LANGUAGES)
    read_aloud = forms.BooleanField(label=_("It was read aloud to them"), required=False)
    consents = forms.BooleanField(label=_("The person consents to the examination"), required=False)
    payer = forms.ChoiceField(label=_("Who paid?"), choices=Payer.choices, widget=forms.RadioSelect)


class OrderTests(forms.Form):
    items = forms.MultipleChoiceField(label=_("What is tested?"), widget=forms.CheckboxSelectMultiple)
    specimen = forms.CharField(label=_("Label of the specimen"), max_length=40)


class Exempt(forms.Form):
    item = forms.ChoiceField(label=_("Which test is left out?"), widget=forms.RadioSelect)
    reason = _words(_("Why"), _("A second clinician signs it, or it does not count."))


class Confirm(forms.Form):
    item = forms.ChoiceField(label=_("Which exemption do you sign?"), widget=forms.RadioSelect)


class Conclude(forms.Form):
    outcome = forms.ChoiceField(label=_("What do you conclude?"), choices=Outcome.choices, widget=forms.RadioSelect)
    treatment = _words(_("Treatment"), _("Where the person goes, and what it costs them."), required=False)
    retest_on = DayField(label=_("The day to come again"), required=False)


class Reason(forms.Form):
    reason = _words(_("Why"), _("The physician who concluded reads it."))


class Saying(forms.Form):
    words = _words(_("In their words"))


class SendAlong(forms.Form):
    to = forms.ChoiceField(label=_("To which examination?"), widget=forms.RadioSelect)
    words = _words(_("What the other centre is to know"), _("The person agreed to these words."))


class Price(forms.Form):
    amount = forms.DecimalField(label=_("Price"), min_value=0, max_digits=10, decimal_places=2)
    currency = forms.RegexField(label=_("Currency"), regex="^[A-Za-z]{3}$", help_text=_("Three letters, such as TJS."))
    valid_from = DayField(label=_("From which day?"))


class Results(forms.Form):
    bundle = forms.FileField(label=_("A file of results (FHIR R4, JSON)"))
