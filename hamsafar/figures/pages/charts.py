"""The chart of a series: published yearly levels, a line for each authority."""

from __future__ import annotations

from collections import defaultdict

from django.utils.translation import gettext as _

from hamsafar.figures.pages.showing import View, plain, side_of, who
from hamsafar.figures.rules.disagreements import counter_of, is_comparable
from hamsafar.figures.rules.periods import parse
from hamsafar.figures.rules.precision import base_unit, in_base
from hamsafar.figures.rules.values import Fact
from hamsafar.kit import charts

FEWEST_YEARS = 2


def levels_by_counter(view: View, key: str) -> charts.Drawing | None:
    """The yearly levels of a series in its most counted scope; None where fewer than two years have one."""
    series = view.book.series.get(key)
    if series is None or series.kind not in {"level", "stock"}:
        return None
    by_scope: dict[str, list[Fact]] = defaultdict(list)
    for fact in view.book.of_series(key):
        if is_comparable(fact) and fact.period and parse(fact.period).is_a_year:
            by_scope[fact.scope].append(fact)
    facts = max(by_scope.values(), key=len, default=[])
    years = sorted({parse(fact.period).year for fact in facts})
    if len(years) < FEWEST_YEARS:
        return None
    unit = series.unit or facts[0].unit
    lines: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        lines[counter_of(fact)].append(fact)
    title = _("%(series)s, full years") % {"series": series.name[view.lang]}
    short = view.book.codes.short("unit", unit, view.lang)
    sub = _("In %(unit)s. A line joins values of one authority only; a value alone is a lozenge.") % {"unit": short}
    said = "; ".join(f"{fact.period}: {plain(fact, view)}" for fact in facts)
    heading = charts.Heading(title, f"{title}. {said}.", sub, (_("Year"), _("Count"), _("Who says so")))
    drawn = tuple(
        charts.Line(side_of(own[0]), tuple((float(parse(fact.period).year), _count(view, fact, unit)) for fact in own))
        for own in lines.values()
    )
    return charts.drawing(charts.PathToTarget(heading, view.lang, years[0], years[-1], drawn), charts.COLUMN)


def _count(view: View, fact: Fact, unit: str) -> charts.Count:
    value = in_base(fact) / base_unit(unit)[1]
    label = view.book.codes.short("qualifier", fact.qualifier, view.lang) if fact.qualifier != "exactly" else ""
    return charts.Count(
        value=float(value),
        shown=view.number(value, decimals=fact.decimals if fact.unit == unit else None),
        who=who(fact, view),
        side=side_of(fact),
        qualifier=label,
        note=view.note_of(fact),
        row=(fact.period, plain(fact, view), who(fact, view)),
    )
