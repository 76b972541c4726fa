"""The mirror view: all counts of one thing side by side, which can both hold, and do their own words fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.translation import gettext as _

from hamsafar.figures.pages.showing import (
    FindingRow,
    View,
    counter,
    distinct,
    finding_row,
    gap_words,
    grade_of,
    many_counts,
    plain,
    side_of,
    web_address,
    who,
)
from hamsafar.figures.rules import fits
from hamsafar.figures.rules.disagreements import is_comparable
from hamsafar.figures.rules.periods import same
from hamsafar.figures.rules.precision import allowed, base_unit, can_both_hold, in_base
from hamsafar.figures.rules.values import Fact, Finding
from hamsafar.kit import charts, formats

OTHERS_SHOWN = 6
ALSO_SHOWN = 2
_OPENS = {"nearly": "down", "over": "up"}


@dataclass(frozen=True)
class CountRow:
    """One count in the table of a mirror view."""

    number: str
    qualifier: str
    who: str
    counted: str
    side: str
    also: str
    source: str
    source_url: str
    grade: str
    note: str
    url: str
    synthetic: bool


@dataclass(frozen=True)
class FitRow:
    """One check of a counter's own words."""

    words: str
    note: str
    mark: str
    verdict: str


def scopes_of(view: View, series: str, period: str) -> dict[str, tuple[Fact, ...]]:
    """The published counts of a series in a period, by scope; those that disagree and those with most counts first."""
    groups: dict[str, list[Fact]] = {}
    for fact in view.book.of_series(series, period):
        if is_comparable(fact) and (period or not fact.period):
            groups.setdefault(fact.scope, []).append(fact)
    torn = {finding.scope for finding in view.book.findings(series, period)}
    order = sorted(groups, key=lambda scope: (scope not in torn, -len(groups[scope]), scope))
    return {scope: tuple(sorted(groups[scope], key=lambda fact: (-in_base(fact), fact.key))) for scope in order}


def title(view: View, series: str, period: str, counts: Sequence[Fact]) -> str:
    """What is counted, when, and how many counts there are."""
    name, words = view.series_name(series), view.period(period)
    subject = f"{name}, {words}" if words else name
    return f"{subject}: {many_counts(len(counts))}"


def which_hold(view: View, counts: Sequence[Fact]) -> str:
    """Which counts can both hold and which cannot, each told of its neighbour in size."""
    different = sorted(distinct(counts), key=lambda fact: (in_base(fact), fact.key))
    if len(different) < 2:  # noqa: PLR2004 - one count cannot disagree
        return _("Only one value was published.") if len(counts) > 1 else _("One count was found, and no other.")
    if all(can_both_hold(one, other) for one in different for other in different):
        return _("All of them can hold at once, allowing for rounding.")
    can, cannot = [], []
    for lower, upper in pairwise(different):
        pair = {"one": plain(lower, view), "other": plain(upper, view)}
        if can_both_hold(lower, upper):
            can.append(_("%(one)s and %(other)s can both hold.") % pair)
        else:
            cannot.append(_("%(one)s and %(other)s cannot both hold, even allowing for rounding.") % pair)
    return " ".join([*can, *cannot, _("We show every published count and choose none.")])


def what_parts_leave(view: View, finding: Finding) -> str:
    """How much of a whole no published part covers, in one sentence."""
    return _("No published part covers %(gap)s.") % {"gap": gap_words(finding, view)}


def table(view: View, counts: Sequence[Fact]) -> tuple[CountRow, ...]:
    """The rows of the table, largest count first."""
    return tuple(_row(view, fact) for fact in counts)


def _row(view: View, fact: Fact) -> CountRow:
    source = fact.source
    qualifier = "" if fact.qualifier == "exactly" else view.book.codes.short("qualifier", fact.qualifier, view.lang)
    return CountRow(
        number=f"{formats.number(fact.value or in_base(fact), fact.decimals, view.lang)}\u00a0"
        f"{view.book.codes.short('unit', fact.unit, view.lang)}",
        qualifier=qualifier,
        who=who(fact, view),
        counted=view.label("authority", fact.counted_by),
        side=side_of(fact).upper(),
        also=_also_said(view, fact),
        source=source.title if source else "",
        source_url=web_address(source) if source else "",
        grade=grade_of(source.quality) if source else "",
        note=view.note_of(fact),
        url=view.address("fact", fact.key),
        synthetic=fact.synthetic,
    )


def _also_said(view: View, fact: Fact) -> str:
    """What the same speaker said of the same subject in the same source."""
    topic = view.book.series[fact.series].topic
    others = [
        other
        for other in view.book.facts.values()
        if is_comparable(other)
        and other.key != fact.key
        and fact.source is not None
        and other.source == fact.source
        and other.said_by == fact.said_by
        and view.book.series[other.series].topic == topic
        and (other.series != fact.series or not same(other.period, fact.period))
    ]
    near = sorted(others, key=lambda other: (not same(other.period, fact.period), other.key))[:ALSO_SHOWN]
    said = []
    for other in near:
        name = view.series_name(other.series)
        when = "" if same(other.period, fact.period) else f", {view.period(other.period)}"
        said.append(f"{name}{when}: {plain(other, view)}")
    return "; ".join(said)


def picture(view: View, heading: str, counts: Sequence[Fact], finding: Finding | None) -> charts.Drawing | None:
    """All counts on one axis; None where only one value was published, which needs no picture."""
    if len(distinct(counts)) < 2:  # noqa: PLR2004 - one value has nothing beside it
        return None
    unit = counts[0].unit
    factor = base_unit(unit)[1]
    headers = (_("Count"), _("Who says so"), _("Whose count"), _("Published"))
    drawn = []
    for fact in distinct(counts):
        ends = allowed(fact)
        qualifier = "" if fact.qualifier == "exactly" else view.book.codes.short("qualifier", fact.qualifier, view.lang)
        drawn.append(
            charts.Count(
                value=float(in_base(fact) / factor),
                shown=view.number(in_base(fact) / factor, decimals=fact.decimals if fact.unit == unit else None),
                who=counter(fact, view),
                side=side_of(fact),
                qualifier=qualifier,
                note=view.note_of(fact),
                low=None if ends.low is None else float(ends.low / factor),
                high=None if ends.high is None else float(ends.high / factor),
                opens=_OPENS.get(fact.qualifier, ""),
                row=(
                    plain(fact, view),
                    who(fact, view),
                    view.label("authority", fact.counted_by),
                    formats.day(fact.published_on, view.lang) if fact.published_on else _("undated"),
                ),
            )
        )
    short = view.book.codes.short("unit", unit, view.lang)
    sub = _("In %(unit)s. The tint is what rounding allows; an arrow is what “nearly” or “over” leaves open.")
    texts = "; ".join(f"{plain(fact, view)} ({counter(fact, view)})" for fact in distinct(counts))
    mirror = charts.Mirror(
        charts.Heading(heading, f"{heading}. {texts}.", sub % {"unit": short}, headers),
        view.lang,
        tuple(sorted(drawn, key=lambda count: count.value)),
        gap=_gap(view, counts, finding) if finding else "",
    )
    return charts.drawing(mirror)


def cut_into_parts(view: View, finding: Finding) -> charts.Drawing:
    """A whole cut into the parts that were published, and the rest that no source covers."""
    wholes = [fact for fact in finding.values if fact.series == finding.series]
    parts = distinct(fact for fact in finding.values if fact.series != finding.series)
    factor = base_unit(finding.unit)[1]
    drawn = [
        charts.Part(
            value=float(in_base(fact) / factor),
            shown=view.number(in_base(fact) / factor),
            words=view.series_name(fact.series),
            note=view.note_of(fact),
            row=(view.series_name(fact.series), plain(fact, view)),
        )
        for fact in parts
    ]
    rest = gap_words(finding, view)
    uncovered = _("No published part covers them")
    drawn.append(
        charts.Part(
            value=float(finding.gap),
            shown=view.number(finding.gap),
            words=uncovered,
            tone="broken",
            rest=True,
            qualifier=view.book.codes.short("qualifier", "at-least", view.lang),
            row=(uncovered, rest),
        )
    )
    heading = _("%(whole)s, and the parts that were published") % {"whole": plain(wholes[0], view)}
    sentence = "; ".join(f"{part.words}: {part.shown}" for part in drawn)
    headers = (_("Part"), _("Published"))
    return charts.drawing(
        charts.Parts(charts.Heading(heading, f"{heading}. {sentence}.", rest, headers), view.lang, tuple(drawn))
    )


def _gap(view: View, counts: Sequence[Fact], finding: Finding) -> str:
    least = min(in_base(fact) for fact in counts)
    gap = gap_words(finding, view)
    if least <= 0:
        return _("The gap: %(gap)s") % {"gap": gap}
    share = finding.gap * base_unit(finding.unit)[1] / least * 100
    words = _("The gap: %(gap)s, %(share)s of the lowest count")
    return words % {"gap": gap, "share": f"{view.number(share, decimals=0)}\u00a0%"}


def own_words(view: View, counts: Sequence[Fact]) -> tuple[FitRow, ...]:
    """Whether what each counter said beside its count fits the counts of the year before, and its parts the whole."""
    return tuple(_fit_row(view, fit) for fit in fits.own_words(counts, view.book.facts.values(), view.book.series))


def _fit_row(view: View, fit: fits.Fit) -> FitRow:
    level, result = plain(fit.level, view), view.number(fit.result, fit.level.unit)
    beside = [plain(fact, view) for fact in fit.beside]
    if fit.kind == fits.PARTS:
        parts = " + ".join(f"{view.series_name(fact.series)} {plain(fact, view)}" for fact in fit.beside)
        words = _("%(parts)s: together %(result)s") % {"parts": parts, "result": result}
    else:
        sentence = (
            _("%(level)s at %(growth)s growth gives %(result)s for %(period)s")
            if fit.kind == fits.GROWTH
            else _("%(level)s less %(growth)s gives %(result)s for %(period)s")
        )
        period = view.period(fit.period)
        words = sentence % {"level": level, "growth": beside[0], "result": result, "period": period}
    note = view.note_of(fit.beside[0])
    if fit.matches:
        fitting = _("Fits “%(count)s”") % {"count": plain(fit.matches[0], view)}
        return FitRow(words, note, "done", fitting)
    if fit.compared:
        return FitRow(words, note, "differ", _("No such count found"))
    return FitRow(words, note, "none", _("Nothing to compare it with"))


def others(view: View, series: str, period: str) -> tuple[FindingRow, ...]:
    """Other counts that disagree."""
    rest = [each for each in view.book.disagreements if (each.series, each.period) != (series, period)]
    return tuple(finding_row(each, view) for each in rest[:OTHERS_SHOWN])
