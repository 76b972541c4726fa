"""What a reader may ask of the lists, and what an analyst hands in."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hamsafar.figures.formats.tables import LARGEST_FILE
from hamsafar.files.enums import TABLES
from hamsafar.files.forms import HandedIn


class AsOf(forms.Form):
    """The day of the view: only what was public by its end. Empty is today's view."""

    as_of = forms.DateField(
        label=_("As of"),
        required=False,
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Only what was public by the end of this day. Empty: everything known today."),
        error_messages={"invalid": _("Write the day as year, month and day: 2025-02-13.")},
    )

    def add_prefix(self, field_name: str) -> str:
        """The name in the address: `as-of`."""
        return super().add_prefix(field_name).replace("_", "-")

    def day(self) -> date | None:
        """The day that was asked for, None for today's view and for a day that is none."""
        found: date | None = self.cleaned_data.get("as_of") if self.is_valid() else None
        return found


class Filter(AsOf):
    """Which figures to list."""

    q = forms.CharField(
        label=_("Search"), required=False, max_length=100, help_text=_("A word of a figure or a source")
    )
    topic = forms.ChoiceField(label=_("Topic"), required=False)

    field_order = ("q", "topic", "as_of")

    def __init__(self, *args: Any, topics: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["topic"] = forms.ChoiceField(
            label=_("Topic"),
            required=False,
            choices=[("", _("All topics")), *topics],
            error_messages={"invalid_choice": _("Choose one of the topics.")},
        )
        self.order_fields(self.field_order)


class HandIn(forms.Form):
    """A file of figures."""

    file = HandedIn(
        accept=TABLES,
        most=LARGEST_FILE,
        label=_("File"),
        help_text=_("CSV in UTF-8, XLSX or SDMX-CSV: a list as found, rows of a pack, or an export."),
    )
