"""What an officer says about a list of people: the file, what its columns hold, and how it writes things."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from hamsafar.corridor.models import Code
from hamsafar.files.enums import TABLES
from hamsafar.files.forms import HandedIn
from hamsafar.journeys.enums import ImportField
from hamsafar.journeys.rules.import_columns import AS_WRITTEN, DAY_FIRST, FAMILY_FIRST, GIVEN_FIRST, MONTH_FIRST, Manner
from hamsafar.kit.because import said
from hamsafar.kit.language import reader_language
from hamsafar.kit.refusal import Refusal

ORDERS = (
    ("", _("Ask about each name that leaves it open")),
    (FAMILY_FIRST, _("Family name first")),
    (GIVEN_FIRST, _("Given name first")),
    (AS_WRITTEN, _("Keep the name as it is written, without parts")),
)
DAYS = (
    ("", _("Ask about each day that can be read two ways")),
    (DAY_FIRST, _("Day first: 03/04 is 3 April")),
    (MONTH_FIRST, _("Month first: 03/04 is 4 March")),
)


class HandInList(forms.Form):
    """A list of people."""

    file = HandedIn(
        accept=TABLES,
        label=_("File"),
        help_text=_("CSV or XLSX with headings in the first row. Nobody of it has a file before you confirm."),
    )


class Columns(forms.Form):
    """What each column holds, and how the list writes names and days."""

    def __init__(self, *args: Any, headings: Sequence[str], manner: Manner, **options: Any) -> None:
        super().__init__(*args, **options)
        self.headings = headings
        held = {place: field for field, place in manner.columns.items()}
        choices = [("", _("Not read")), *ImportField.choices]
        for place, heading in enumerate(headings):
            self.fields[f"column_{place}"] = forms.ChoiceField(
                label=heading or _now("Column %(number)s") % {"number": place + 1},
                choices=choices,
                required=False,
                initial=held.get(place, ""),
            )
        self.fields["name_order"] = forms.ChoiceField(
            label=_("Names in one column"),
            choices=ORDERS,
            required=False,
            initial=manner.name_order,
            widget=forms.RadioSelect,
        )
        self.fields["day_order"] = forms.ChoiceField(
            label=_("Days with numbers only"),
            choices=DAYS,
            required=False,
            initial=manner.day_order if manner.day_order in dict(DAYS) else "",
            widget=forms.RadioSelect,
        )
        self.fields["citizenship"] = forms.RegexField(
            "^[A-Z]{3}$",
            label=_("Citizenship of everybody whose row says none"),
            help_text=_("Three letters as in a passport, such as TJK. Leave it empty if you do not know."),
            required=False,
            initial=manner.citizenship,
            error_messages={"invalid": _("Write three capital letters, such as TJK.")},
        )
        codes = Code.objects.filter(list="name-writer").order_by("position")
        writers = [(key, label[reader_language()]) for key, label in codes.values_list("key", "label")]
        writers = writers or [(each, each) for each in (manner.authority, manner.latin_authority)]
        for name, label in (
            ("authority", _("Who wrote the names so")),
            ("latin_authority", _("Who wrote the names in Latin letters so")),
        ):
            self.fields[name] = forms.ChoiceField(label=label, choices=writers, initial=getattr(manner, name))

    def clean(self) -> dict[str, Any]:
        """The manner as a whole, under `manner`."""
        found = super().clean() or {}
        columns: dict[str, int] = {}
        for place in range(len(self.headings)):
            field = found.get(f"column_{place}")
            if field and field in columns:
                raise forms.ValidationError(
                    _("Two columns are said to hold “%(what)s”. Choose one."), params={"what": ImportField(field).label}
                )
            if field:
                columns[field] = place
        words = {name: found.get(name) or "" for name in ("name_order", "day_order", "citizenship")}
        writers = {name: found[name] for name in ("authority", "latin_authority") if name in found}
        manner = Manner(columns, **words, **writers)
        try:
            manner.require_sound()
        except Refusal as problem:
            raise forms.ValidationError(said(problem, _now)) from problem
        return found | {"manner": manner}
