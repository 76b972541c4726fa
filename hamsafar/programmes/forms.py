"""The forms of programmes: a side's report, a moved or reached milestone, a review day."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from hamsafar.kit.fields import DayField
from hamsafar.programmes.enums import Entry, Progress

LONGEST_REPORT = 600  # characters: a report is a sentence or two


class Report(forms.Form):
    """How a measure stands, in a word and a sentence."""

    progress = forms.ChoiceField(
        label=_("How does the measure stand?"),
        choices=[(value, capfirst(words)) for value, words in Progress.choices],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how the measure stands.")},
    )
    words = forms.CharField(
        label=_("What can be said of it"),
        help_text=_("One or two sentences. Everybody can read them, unless the programme is restricted."),
        max_length=LONGEST_REPORT,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Say in a sentence how the measure stands.")},
    )


class Milestone(forms.Form):
    """A published day that moves a milestone or says that it was reached."""

    entry = forms.ChoiceField(
        label=_("What does the fact say of the milestone?"),
        choices=[(value, capfirst(words)) for value, words in Entry.choices],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what the fact says.")},
    )
    fact = forms.ChoiceField(
        label=_("Published day or term"),
        help_text=_("If the day is not in the list, an analyst imports it first, with its source."),
        error_messages={"required": _("Choose the fact."), "invalid_choice": _("Choose a fact from the list.")},
    )

    def __init__(self, *args: Any, facts: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["fact"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 (declared above)
        field.choices = [("", ""), *facts]


class Review(forms.Form):
    """The day on which the reader's side looks at the programme again."""

    on = DayField(label=_("Next review"), help_text=_("For example 9 10 2027."))
