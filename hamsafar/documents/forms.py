"""What applicants and desk officers are asked. Choices come from the pack's lists, in their order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hamsafar.accounts.models import User
from hamsafar.documents.enums import Outcome, Service
from hamsafar.journeys.enums import ConsentHow
from hamsafar.kit.fields import DayField

Choices = Sequence[tuple[str, Any]]


def long_field(label: Any, *, hint: Any = "", required: bool = True, longest: int = 2000) -> forms.CharField:
    widget = forms.Textarea({"rows": 3})
    return forms.CharField(label=label, help_text=hint, required=required, max_length=longest, widget=widget)


class Apply(forms.Form):
    """An application, as short as it can be: the rest is brought to the desk."""

    service = forms.ChoiceField(label=_("What do you come for?"), choices=Service.choices, widget=forms.RadioSelect)
    name = forms.CharField(label=_("Your name, as it stands in the passport"), max_length=200)
    document = forms.CharField(label=_("Number of the passport"), max_length=60, required=False)
    born = DayField(label=_("Day of birth"), required=False)
    contact = forms.CharField(
        label=_("Telephone number or e-mail address"),
        max_length=254,
        required=False,
        help_text=_("So that the desk can say that it asks you something, or that it has decided. Never what."),
    )
    journey_ref = forms.CharField(
        label=_("Reference of your journey"),
        max_length=60,
        required=False,
        help_text=_("It begins with J and stands on your paper. You may leave it empty."),
    )
    tells_origin = forms.BooleanField(
        label=_("Tell the office that keeps my journey when it is granted"),
        required=False,
        help_text=_("Without this wish nobody else learns that you were here."),
    )


class SignIn(forms.Form):
    """Reference and code."""

    ref = forms.CharField(label=_("Reference"), max_length=60)
    code = forms.CharField(
        label=_("Code of eight digits"),
        max_length=20,
        widget=forms.TextInput({"inputmode": "numeric", "class": "govuk-input--width-10"}),
    )


class Answer(forms.Form):
    answer = long_field(_("Your answer"), longest=4000)


class Because(forms.Form):
    because = long_field(_("Why?"), longest=300)


class Ask(forms.Form):
    words = long_field(
        _("What do you ask the applicant?"), hint=_("The clock stands until they answer. They read it on their page.")
    )


class PaperIn(forms.Form):
    """A document that is handed in."""

    code = forms.ChoiceField(label=_("Which document?"))
    number = forms.CharField(label=_("Its number"), max_length=60, required=False)
    issued_on = DayField(label=_("Issued on"), required=False)
    expires_on = DayField(label=_("Last day of validity"), required=False)

    def __init__(self, *args: Any, choices: Choices, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["code"].choices = list(choices)  # type: ignore[attr-defined]


class Exempt(Because):
    """A document that is to be done without."""

    code = forms.ChoiceField(label=_("Which document?"))
    field_order = ("code", "because")

    def __init__(self, *args: Any, choices: Choices, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["code"].choices = list(choices)  # type: ignore[attr-defined]


class Decide(forms.Form):
    """What is decided."""

    outcome = forms.ChoiceField(label=_("What do you decide?"), choices=Outcome.choices, widget=forms.RadioSelect)
    ground = forms.ChoiceField(label=_("Ground of a refusal"), required=False)
    words = long_field(_("In your words, for the letter"), required=False, longest=4000)
    until = DayField(label=_("Good until and including"), required=False)

    def __init__(self, *args: Any, choices: Choices, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["ground"].choices = [("", ""), *choices]  # type: ignore[attr-defined]


class HandOver(Because):
    to = forms.ModelChoiceField(User.objects.none(), label=_("To whom?"))
    field_order = ("to", "because")

    def __init__(self, *args: Any, officers: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["to"].queryset = officers  # type: ignore[attr-defined]


class WhosePassport(forms.Form):
    """Whose application it is."""

    ref = forms.CharField(label=_("Reference of their file"), max_length=60)


class Fingers(forms.Form):
    on = DayField(label=_("On which day were the fingerprints taken?"))


class Consent(forms.Form):
    consent = forms.ChoiceField(
        label=_("How did the applicant agree to the check?"), choices=ConsentHow.choices, widget=forms.RadioSelect
    )
