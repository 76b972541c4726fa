"""The words inside drawings and over their tables, in each language."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import override

from hamsafar.kit.words import LANGUAGES
from hamsafar.meetings.rules.charts import ChartWords


def chart_words() -> dict[str, ChartWords]:
    """The words of charts by language."""
    found = {}
    for lang in LANGUAGES:
        with override(lang):
            found[lang] = _words()
    return found


def _words() -> ChartWords:
    return ChartWords(
        gap=_("gap: {gap}"),
        cannot=_("{one} and {other} cannot both hold"),
        needed=_("needed: {rate}"),
        starts=_("from"),
        apart=_("{gap} apart in {year}"),
        missing=_("{year}: no full-year figure found"),
        no_source=_("no source"),
        today=_("as of {day}"),
        unknown=_("nothing later found"),
        planned=_("planned {term}"),
        held=_("held {term}"),
        done=_("done {day}"),
        count_headers=(_("Who says so"), _("Value"), _("Period"), _("Source")),
        part_headers=(_("Part"), _("Number"), _("Source")),
        term_headers=(_("What"), _("Planned"), _("Last word"), _("Happened")),
        event_headers=(_("What"), _("Planned"), _("Held")),
    )
