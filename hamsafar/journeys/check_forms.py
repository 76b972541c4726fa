"""What is entered about checks before a trip."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from hamsafar.journeys.enums import ConsentHow
from hamsafar.papers.formats.container import LONGEST_TEXT

MOST_BYTES = 200 * 1024 * 1024
AGREED_BEFORE_AN_OFFICER = [(each.value, each.label) for each in (ConsentHow.SPOKEN, ConsentHow.WRITING)]


class AskForThem(forms.Form):
    """An officer asks for a person who stands at the desk."""

    how = forms.ChoiceField(
        label=_("How the person agreed"),
        help_text=_("Ask only at the person's own wish. They see who asked, and get the receipt."),
        choices=AGREED_BEFORE_AN_OFFICER,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say how the person agreed.")},
    )


class ListFile(forms.Form):
    """A signed list."""

    file = forms.FileField(
        label=_("Signed list"),
        help_text=_("The file as its maker signed it. The list before it is dropped."),
        error_messages={"required": _("Choose the file of the list.")},
    )

    def clean_file(self) -> object:
        """The file, unless it is larger than any list."""
        given = self.cleaned_data["file"]
        if given.size > MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than any list."))
        return given


class ReceiptText(forms.Form):
    """The text of a receipt's code."""

    text = forms.CharField(
        label=_("The text of the code"),
        help_text=_("It begins with HR1: and stands at the foot of the printed receipt as well."),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea({"rows": 4, "spellcheck": "false", "autocapitalize": "off", "autocomplete": "off"}),
        error_messages={
            "required": _("Paste the text of the code."),
            "max_length": _("This is longer than any code. Paste the text of one code alone."),
        },
    )
