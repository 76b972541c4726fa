"""Turning a chart of the pack into the values that are drawn: every point a visible fact, every word handed in.

The facts are chosen first (`chosen`), so that the page can number their sources; then the chart is made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from hamsafar.figures.rules import precision, sentences
from hamsafar.figures.rules.book import Book
from hamsafar.figures.rules.periods import parse
from hamsafar.figures.rules.values import Fact, Finding
from hamsafar.kit import formats
from hamsafar.kit.charts import values as drawn
from hamsafar.meetings.rules.notes import NOT_STATED, Numbering, outlet, voice_of
from hamsafar.meetings.rules.plan import ChartPlan
from hamsafar.meetings.rules.speech import World, proof_of, say
from hamsafar.meetings.rules.values import NOTHING, Chart, Line, Table
from hamsafar.programmes.rules.pictures import ProgrammePicture

TONES = ("done", "late", "broken")
YEARS_BEFORE_THE_BASE = 2
OPENS = {"nearly": "down", "at-most": "down", "over": "up", "at-least": "up"}


@dataclass(frozen=True)
class ChartWords:
    """The words inside drawings and over their tables, in one language; `{}` places take written numbers."""

    gap: str  # {gap}
    cannot: str  # {one} {other}
    needed: str  # {rate}
    starts: str  # stands before the value it starts from
    apart: str  # {gap} {year}
    missing: str  # {year}
    no_source: str
    today: str  # {day}
    unknown: str
    planned: str  # {term}
    held: str  # {term}
    done: str  # {day}
    count_headers: tuple[str, str, str, str]  # who, value, period, source
    part_headers: tuple[str, str, str]  # part, number, source
    term_headers: tuple[str, str, str, str]  # what, planned, stated, happened
    event_headers: tuple[str, str, str]  # what, planned, held


@dataclass(frozen=True)
class ChartWorld:
    """What charts need beside the book: the programmes as of the day, and the words of each language."""

    as_of: date
    words: Mapping[str, ChartWords]
    programmes: Mapping[str, ProgrammePicture] = field(default_factory=dict)


@dataclass(frozen=True)
class Maker:
    """Everything at hand while one chart is made."""

    plan: ChartPlan
    around: ChartWorld
    world: World
    lang: str
    page: Numbering

    @property
    def book(self) -> Book:
        return self.world.book

    @property
    def words(self) -> ChartWords:
        return self.around.words[self.lang]

    def said(self, which: str) -> Line:
        return say(getattr(self.plan, which), self.world, self.lang) or NOTHING

    def heading(self, headers: Sequence[str], subject: str) -> drawn.Heading:
        title = self.said("title").text
        sentence = f"{title}: {subject}" if subject else title
        return drawn.Heading(title, sentence, self.said("sub").text, tuple(headers))

    def note(self, fact: Fact) -> str:
        key = fact.key if fact.formula else fact.source.key if fact.source else ""
        return self.page.labels.get(key, "")

    def who(self, fact: Fact) -> str:
        return self.book.codes.short("authority", voice_of(fact, self.world.sides), self.lang)

    def side(self, fact: Fact) -> str:
        """The side whose office stands behind it: the first word of the office's key."""
        side = voice_of(fact, self.world.sides).partition("-")[0]
        return side if side in self.world.sides else ""

    def written(self, fact: Fact) -> str:
        return sentences.written(fact, self.book, self.lang)

    def source(self, fact: Fact) -> str:
        if fact.formula:
            return fact.formula
        if fact.source is None:
            return self.words.no_source
        day = formats.day_short(fact.source.published_on, self.lang) if fact.source.published_on else ""
        return ", ".join(part for part in (outlet(fact.source), day) if part)


def chosen(plan: ChartPlan, around: ChartWorld, world: World) -> tuple[Fact, ...]:
    """The facts that the chart would draw; none where there is nothing to draw."""
    return CHOOSERS[plan.kind](plan.args, around, world)


def facts_line(facts: Iterable[Fact], book: Book) -> Line:
    """The facts of a chart as a line without words, so that a page numbers their sources with the others."""
    named = tuple(fact.key for fact in facts)
    return Line("", tuple(run for key in named for run in proof_of(key, book)), named)


def make(plan: ChartPlan, number: str, *, around: ChartWorld, world: World, lang: str, page: Numbering) -> Chart | None:
    """The chart as values, numbered as its page numbers it; None where there is nothing to draw."""
    facts = chosen(plan, around, world)
    maker = Maker(plan, around, world, lang, page)
    picture = MAKERS[plan.kind](maker, facts) if facts or plan.kind in OF_PROGRAMMES else None
    if picture is None:
        return None
    sources = tuple(source.key for source in world.book.sources_of(*(fact.key for fact in facts)))
    table = Table(picture.heading.headers, tuple(_rows(picture)))
    title, sub = maker.said("title"), maker.said("sub")
    return Chart(number, plan.kind, title, sub, picture, picture.heading.sentence, table, sources)


def _rows(picture: drawn.Chart) -> Iterable[tuple[str, ...]]:
    """The rows of the table beneath, in the order of the drawing."""
    for name in ("counts", "dots", "parts", "terms", "events"):
        yield from (each.row for each in getattr(picture, name, ()))
    for line in getattr(picture, "lines", ()):
        yield from (count.row for _, count in line.points)
    yield from (path.row for path in getattr(picture, "paths", ()))


# --- which facts -----------------------------------------------------------------------------------------------


def _counts_of(args: Mapping[str, Any], around: ChartWorld, world: World) -> tuple[Fact, ...]:
    facts = world.book.of_series(str(args["series"]), str(args.get("period", "")))
    scope = args.get("scope")
    counts = tuple(f for f in facts if f.value is not None and not f.formula and (not scope or f.scope == scope))
    return counts if len(counts) > 1 else ()


def _levels_of(args: Mapping[str, Any], around: ChartWorld, world: World) -> tuple[Fact, ...]:
    bases = [fact for key in args["base"] if (fact := world.book.get(key))]
    multiple = world.book.get(str(args["multiple"]))
    if not bases or multiple is None:
        return ()
    year = min(parse(fact.period).year for fact in bases) - YEARS_BEFORE_THE_BASE
    levels = [
        fact
        for fact in world.book.of_series(str(args["series"]))
        if fact.value is not None
        and not fact.formula
        and fact.scope == bases[0].scope
        and fact.period
        and parse(fact.period).is_a_year
        and parse(fact.period).year >= year
    ]
    return (*levels, multiple)


def _rates_of(args: Mapping[str, Any], around: ChartWorld, world: World) -> tuple[Fact, ...]:
    first = str(args.get("from", ""))
    rates = world.book.of_series(str(args["series"]))
    return tuple(f for f in rates if f.value is not None and not f.formula and f.period >= first)


def _parts_of(args: Mapping[str, Any], around: ChartWorld, world: World) -> tuple[Fact, ...]:
    keys = (args["whole"], *args["parts"], args["remainder"])
    facts = tuple(fact for key in keys if (fact := world.book.get(str(key))))
    return facts if len(facts) == len(keys) else ()


def _facts_of_programme(args: Mapping[str, Any], around: ChartWorld, world: World) -> tuple[Fact, ...]:
    picture = around.programmes.get(str(args["programme"]))
    keys: list[str] = []
    for point in picture.milestones if picture else ():
        keys += [term.fact for term in (point.planned, *point.replanned, point.actual) if term]
        keys += [each.fact for each in point.stated]
    for event in picture.events if picture else ():
        keys += [term.fact for term in (event.planned, event.held) if term]
    return tuple(fact for key in dict.fromkeys(keys) if (fact := world.book.get(key)))


CHOOSERS: Mapping[str, Callable[[Mapping[str, Any], ChartWorld, World], tuple[Fact, ...]]] = {
    "mirror": _counts_of,
    "path_to_target": _levels_of,
    "growth_dots": _rates_of,
    "parts": _parts_of,
    "slippage": _facts_of_programme,
    "calendar": _facts_of_programme,
}
OF_PROGRAMMES = frozenset({"slippage", "calendar"})


# --- how they are drawn ----------------------------------------------------------------------------------------


def _count(maker: Maker, fact: Fact, unit: str, *, who: str = "") -> drawn.Count:
    factor = precision.base_unit(unit)[1]
    value, room = precision.in_base(fact) / factor, precision.allowed(fact)
    low, high = (None if end is None else float(end / factor) for end in (room.low, room.high))
    exact = fact.qualifier in ("", "exactly")
    return drawn.Count(
        value=float(value),
        shown=formats.number(value, fact.decimals if fact.unit == unit else _decimals(value), maker.lang),
        who=who or maker.who(fact),
        side=maker.side(fact),
        qualifier="" if exact else maker.book.codes.short("qualifier", fact.qualifier, maker.lang),
        note=maker.note(fact),
        low=low,
        high=high,
        opens=OPENS.get(fact.qualifier, ""),
        row=(maker.who(fact), maker.written(fact), formats.period(fact.period, maker.lang), maker.source(fact)),
    )


def _decimals(value: Decimal) -> int:
    return max(0, -int(value.normalize().as_tuple().exponent))


def _mirror(maker: Maker, facts: Sequence[Fact]) -> drawn.Mirror:
    unit = facts[0].unit
    counts = tuple(_count(maker, fact, unit) for fact in facts)
    findings = maker.book.findings(facts[0].series, str(maker.plan.args.get("period", "")))
    finding = next((each for each in findings if {f.key for f in each.values} & {f.key for f in facts}), None)
    subject = ", ".join(f"{count.who}: {count.qualifier} {count.shown}".replace("  ", " ") for count in counts)
    return drawn.Mirror(
        heading=maker.heading(maker.words.count_headers, subject),
        lang=maker.lang,
        counts=counts,
        gap=_gap(maker, finding, unit) if finding else "",
        under=_cannot(maker, facts) if finding else "",
    )


def _gap(maker: Maker, finding: Finding, unit: str) -> str:
    gap = finding.gap * precision.base_unit(finding.unit)[1] / precision.base_unit(unit)[1]
    return maker.words.gap.format(gap=_with_unit(maker, gap, unit))


def _with_unit(maker: Maker, value: Decimal, unit: str) -> str:
    label = maker.book.codes.short("unit", unit, maker.lang)
    return f"{formats.number(value, _decimals(value), maker.lang)}{sentences.NO_BREAK_SPACE}{label}"


def _cannot(maker: Maker, facts: Sequence[Fact]) -> str:
    """The pair furthest apart of those that cannot both hold."""
    pairs = [(a, b) for n, a in enumerate(facts) for b in facts[n + 1 :] if not precision.can_both_hold(a, b)]
    if not pairs:
        return ""
    one, other = max(pairs, key=lambda pair: abs(precision.in_base(pair[0]) - precision.in_base(pair[1])))
    low, high = sorted((one, other), key=precision.in_base)
    shown = [sentences.render("{" + f.key + ":value}", maker.book, maker.lang) for f in (low, high)]
    return maker.words.cannot.format(one=shown[0].text if shown[0] else "", other=shown[1].text if shown[1] else "")


def _path_to_target(maker: Maker, facts: Sequence[Fact]) -> drawn.PathToTarget | None:
    args, book = maker.plan.args, maker.book
    levels, multiple = facts[:-1], facts[-1]
    bases = [fact for key in args["base"] if (fact := book.get(key))]
    unit, target = bases[0].unit, parse(multiple.period).year
    years = [parse(fact.period).year for fact in levels]
    rate = _needed_rate(maker)
    paths = tuple(_path(maker, base, multiple, unit, target) for base in bases)
    ends = [path.end[1] for path in paths]
    apart = Decimal(str(max(ends) - min(ends)))
    base_year = parse(bases[0].period).year
    return drawn.PathToTarget(
        heading=maker.heading(maker.words.count_headers, ", ".join(f"{p.words}: {p.shown}" for p in paths)),
        lang=maker.lang,
        first_year=min(years),
        last_year=target,
        lines=_lines(maker, levels, unit),
        paths=paths,
        needed=maker.words.needed.format(rate=maker.written(rate)) if rate else "",
        apart=maker.words.apart.format(gap=_with_unit(maker, apart, unit), year=target) if len(paths) > 1 else "",
        missing=tuple(
            drawn.Missing(float(year), maker.words.missing.format(year=year))
            for year in range(base_year + 1, min(maker.around.as_of.year, target))
            if year not in years
        ),
        heavy_years=(base_year, target),
    )


def _path(maker: Maker, base: Fact, multiple: Fact, unit: str, target: int) -> drawn.Path:
    start = precision.in_base(base) / precision.base_unit(unit)[1]
    end = start * precision.number_of(multiple)
    count = _count(maker, base, unit)
    shown = formats.number(end, max(base.decimals, _decimals(end)), maker.lang)
    words = f"{count.shown}, {count.who}"
    label = maker.book.codes.short("unit", unit, maker.lang)
    spoken = " ".join(part for part in (maker.words.starts, count.qualifier, words) if part)
    return drawn.Path(
        start=(float(parse(base.period).year), float(start)),
        end=(float(target), float(end)),
        shown=shown,
        words=words,
        side=maker.side(base),
        before=maker.words.starts,
        qualifier=count.qualifier,
        row=(spoken, f"{shown}{sentences.NO_BREAK_SPACE}{label}", str(target), _product(maker, count, multiple)),
    )


def _product(maker: Maker, count: drawn.Count, multiple: Fact) -> str:
    return f"{count.shown} {maker.written(multiple)}"


def _lines(maker: Maker, levels: Sequence[Fact], unit: str) -> tuple[drawn.Line, ...]:
    """Published levels by the authority whose count they are: only those are joined."""
    by_authority: dict[tuple[str, str], list[Fact]] = {}
    for fact in levels:
        known = fact.counted_by if fact.counted_by not in ("", NOT_STATED) else fact.said_by
        by_authority.setdefault((maker.side(fact), known), []).append(fact)
    return tuple(
        drawn.Line(side, tuple((float(parse(f.period).year), _count(maker, f, unit)) for f in facts))
        for (side, _), facts in by_authority.items()
    )


def _needed_rate(maker: Maker) -> Fact | None:
    """The computed yearly growth that the pack names beside this chart."""
    return maker.book.get(str(maker.plan.args.get("needed", "")))


def _growth_dots(maker: Maker, facts: Sequence[Fact]) -> drawn.GrowthDots:
    dots = tuple(
        _count(maker, f, f.unit, who=f"{formats.period_short(f.period, maker.lang)}, {maker.who(f)}") for f in facts
    )
    needed = _needed_rate(maker)
    subject = ", ".join(f"{dot.who}: {dot.qualifier} {dot.shown}".replace("  ", " ") for dot in dots)
    return drawn.GrowthDots(
        heading=maker.heading(maker.words.count_headers, subject),
        lang=maker.lang,
        dots=dots,
        needed=float(needed.value) if needed and needed.value is not None else None,
        needed_words=maker.words.needed.format(rate=maker.written(needed)) if needed else "",
    )


def _parts(maker: Maker, facts: Sequence[Fact]) -> drawn.Parts:
    _whole, *published, rest = facts
    pieces = [_part(maker, fact, TONES[min(n, len(TONES) - 1)]) for n, fact in enumerate(published)]
    pieces.append(_part(maker, rest, "plain", rest=True))
    subject = ", ".join(f"{piece.words}: {piece.qualifier} {piece.shown}".replace("  ", " ") for piece in pieces)
    return drawn.Parts(maker.heading(maker.words.part_headers, subject), maker.lang, tuple(pieces))


def _part(maker: Maker, fact: Fact, tone: str, *, rest: bool = False) -> drawn.Part:
    series = maker.book.series.get(fact.series)
    name = series.name[maker.lang] if series else fact.words[maker.lang]
    name = name.rpartition(": ")[2]  # the series' name says of what it is a part; the chart's title says so already
    count = _count(maker, fact, fact.unit)
    row = (name, maker.written(fact), maker.source(fact))
    return drawn.Part(count.value, count.shown, name, "", tone, rest, count.qualifier, count.note, row)


def _slippage(maker: Maker, facts: Sequence[Fact]) -> drawn.Slippage | None:
    picture = maker.around.programmes.get(str(maker.plan.args["programme"]))
    points = [point for point in picture.milestones if point.planned] if picture else []
    if not points:
        return None
    terms = tuple(_term(maker, point) for point in points)
    return drawn.Slippage(
        heading=maker.heading(maker.words.term_headers, ", ".join(f"{term.name}: {term.words}" for term in terms)),
        lang=maker.lang,
        terms=terms,
        today=maker.around.as_of,
        today_words=maker.words.today.format(day=formats.day_short(maker.around.as_of, maker.lang)),
        unknown=maker.words.unknown,
    )


def _term(maker: Maker, point: Any) -> drawn.Term:
    written = _span_written(maker, point.planned)
    stated = tuple(
        drawn.Stated(each.day, formats.day_short(each.day, maker.lang), _note_of(maker, each.fact))
        for each in point.stated
    )
    actual = point.actual.last if point.actual else None
    later = point.replanned[-1] if point.replanned else None
    said = "; ".join(formats.day(each.on, maker.lang) for each in stated) or "–"
    return drawn.Term(
        name=point.name[maker.lang],
        planned=(point.planned.first, point.planned.last),
        replanned=(later.first, later.last) if later else None,
        stated=stated,
        actual=actual,
        actual_words=maker.words.done.format(day=formats.day_short(actual, maker.lang)) if actual else "",
        note=_note_of(maker, point.planned.fact),
        words=maker.words.planned.format(term=written),
        row=(point.name[maker.lang], written, said, formats.day(actual, maker.lang) if actual else "–"),
    )


def _note_of(maker: Maker, key: str) -> str:
    fact = maker.book.get(key)
    return maker.note(fact) if fact else ""


def _span_written(maker: Maker, term: Any) -> str:
    fact = maker.book.get(term.fact)
    if fact is not None and fact.day is not None:
        return sentences.day_written(fact, maker.lang)
    return formats.day_range(term.first, term.last, maker.lang)


def _calendar(maker: Maker, facts: Sequence[Fact]) -> drawn.Calendar | None:
    picture = maker.around.programmes.get(str(maker.plan.args["programme"]))
    events = tuple(_event(maker, each) for each in picture.events if each.planned or each.held) if picture else ()
    if not events:
        return None
    subject = ", ".join(f"{each.name}: {each.held_words or each.planned_words}" for each in events)
    return drawn.Calendar(
        heading=maker.heading(maker.words.event_headers, subject),
        lang=maker.lang,
        events=events,
        today=maker.around.as_of,
        today_words=maker.words.today.format(day=formats.day_short(maker.around.as_of, maker.lang)),
    )


def _event(maker: Maker, event: Any) -> drawn.Event:
    planned = _span_written(maker, event.planned) if event.planned else ""
    held = _span_written(maker, event.held) if event.held else ""
    return drawn.Event(
        name=event.name[maker.lang],
        under=event.place[maker.lang] if event.place else "",
        planned=(event.planned.first, event.planned.last) if event.planned else None,
        held=(event.held.first, event.held.last) if event.held else None,
        planned_words=maker.words.planned.format(term=planned) if planned else "",
        held_words=maker.words.held.format(term=held) if held else "",
        note=_note_of(maker, (event.held or event.planned).fact),
        row=(event.name[maker.lang], planned or "–", held or "–"),
    )


MAKERS: Mapping[str, Callable[[Maker, Sequence[Fact]], drawn.Chart | None]] = {
    "mirror": _mirror,
    "path_to_target": _path_to_target,
    "growth_dots": _growth_dots,
    "parts": _parts,
    "slippage": _slippage,
    "calendar": _calendar,
}
