"""What people type about papers."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from hamsafar.papers.formats.container import LONGEST_TEXT


class Paste(forms.Form):
    """The text of a paper's code, as a scanner app gives it."""

    text = forms.CharField(
        label=_("The text of the code"),
        help_text=_("It begins with HF1: and stands beside the code on the printed sheet as well."),
        max_length=LONGEST_TEXT,
        strip=True,
        widget=forms.Textarea({"rows": 4, "spellcheck": "false", "autocapitalize": "off", "autocomplete": "off"}),
        error_messages={
            "required": _("Paste the text of the code."),
            "max_length": _("This is longer than any code. Paste the text of one code alone."),
        },
    )


class Because(forms.Form):
    """Why a paper is to be revoked: for the second officer alone."""

    because = forms.CharField(
        label=_("Why the paper is to be revoked"),
        help_text=_("The second officer reads it. It is published nowhere."),
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        error_messages={
            "required": _("Say why this paper is to be revoked. The reason stays here and is never published.")
        },
    )
