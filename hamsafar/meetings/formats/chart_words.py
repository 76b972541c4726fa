"""The words inside drawings and over their tables, in each language."""

from __future__ import annotations

from django.utils.translation import override, pgettext

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
        gap=pgettext("chart", "gap: {gap}"),
        cannot=pgettext("chart", "{one} and {other} cannot both hold"),
        needed=pgettext("chart", "needed: {rate}"),
        starts=pgettext("chart", "from"),
        apart=pgettext("chart", "{gap} apart in {year}"),
        missing=pgettext("chart", "{year}: no full-year figure found"),
        no_source=pgettext("chart", "no source"),
        today=pgettext("chart", "as of {day}"),
        unknown=pgettext("chart", "nothing later found"),
        planned=pgettext("chart", "planned {term}"),
        held=pgettext("chart", "held {term}"),
        done=pgettext("chart", "done {day}"),
        count_headers=(
            pgettext("chart", "Who says so"),
            pgettext("chart", "Value"),
            pgettext("chart", "Period"),
            pgettext("chart", "Source"),
        ),
        part_headers=(pgettext("chart", "Part"), pgettext("chart", "Number"), pgettext("chart", "Source")),
        term_headers=(
            pgettext("chart", "What"),
            pgettext("chart", "Planned"),
            pgettext("chart", "Last word"),
            pgettext("chart", "Happened"),
        ),
        event_headers=(pgettext("chart", "What"), pgettext("chart", "Planned"), pgettext("chart", "Held")),
    )
