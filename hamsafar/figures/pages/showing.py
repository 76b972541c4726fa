"""Facts, findings and sources written for a reader: what the templates of this app show."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from hamsafar.figures.enums import GRADES, Quality
from hamsafar.figures.formats.pack_figures import decimals_of
from hamsafar.figures.rules.book import Book
from hamsafar.figures.rules.disagreements import CANNOT_BOTH_HOLD, NOT_STATED, PARTS_DO_NOT_ADD_UP
from hamsafar.figures.rules.sentences import figure, written
from hamsafar.figures.rules.values import Fact, Finding, Source
from hamsafar.kit import formats
from hamsafar.kit.language import reader_language
from hamsafar.kit.parts import Note, Piece

NO_PERIOD = "all"  # stands in an address for “measures no period”
NO_SERIES = "none"
MOST_DECIMALS = 2  # of a number that we compute for a sentence


class View:
    """One reader's view of a book: labels, addresses that keep the as-of day, numbered sources."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.lang = reader_language()
        self._sources: dict[str, Source] = {}
        self._formulas: dict[str, Fact] = {}

    def address(self, name: str, *args: str, **query: str) -> str:
        """The address of a page of ours, with the as-of day of this view."""
        if self.book.as_of:
            query = {**query, "as-of": self.book.as_of.isoformat()}
        address = reverse(f"figures:{name}", args=args)
        return f"{address}?{urlencode(query)}" if query else address

    def mirror(self, series: str, period: str) -> str:
        """The address of all counts of a series in a period."""
        return self.address("mirror", series, period or NO_PERIOD)

    def label(self, code_list: str, key: str) -> str:
        """The long name of a code, empty for none."""
        return self.book.codes.long(code_list, key, self.lang) if key else ""

    def series_name(self, key: str) -> str:
        """The name of a series."""
        series = self.book.series.get(key)
        return series.name[self.lang] if series else _("Not filed under a series")

    def period(self, canonical: str) -> str:
        """A period in words, empty for none."""
        return formats.period(canonical, self.lang)

    def number(self, value: Decimal, unit: str = "", *, decimals: int | None = None) -> str:
        """A number of ours in the reader's writing, with its short unit."""
        if decimals is None:
            exact = value.normalize()
            decimals = min(decimals_of(f"{exact:f}"), MOST_DECIMALS)
        rounded = value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
        text = formats.number(rounded, decimals, self.lang)
        return f"{text}\u00a0{self.book.codes.short('unit', unit, self.lang)}" if unit else text

    def note_of(self, fact: Fact) -> str:
        """The number of a fact's source in this page's list; ƒ for a computed figure, empty where there is none."""
        if fact.formula:
            self._formulas[fact.key] = fact
            for each in self.book.sources_of(fact.key):
                self._sources.setdefault(each.key, each)
            return "ƒ"
        if fact.source is None:
            return ""
        self._sources.setdefault(fact.source.key, fact.source)
        return str(list(self._sources).index(fact.source.key) + 1)

    def pieces(self, fact: Fact) -> tuple[Piece, ...]:
        """A fact as a sentence's pieces, its source number at the end."""
        return tuple(
            Piece(segment.kind, self.note_of(fact) if segment.kind == "source" else segment.text)
            for segment in figure(fact, self.book, self.lang)
        )

    def notes(self) -> tuple[Note, ...]:
        """Every source that was numbered on this page, and the formulas of what was computed."""
        sources = [
            Note(str(place), source_words(source, self.lang), web_address(source), grade_of(source.quality))
            for place, source in enumerate(self._sources.values(), start=1)
        ]
        formulas = [Note("ƒ", f"{fact.words[self.lang]}: {fact.formula}") for fact in self._formulas.values()]
        return (*sources, *formulas)


@dataclass(frozen=True)
class FactRow:
    """One fact in a list."""

    pieces: tuple[Piece, ...]
    words: str
    said: str
    counted: str
    side: str
    period: str
    published: str
    url: str
    synthetic: bool


@dataclass(frozen=True)
class FindingRow:
    """One disagreement in a list: its subject, its counts as a sentence, its gap, and what the rule says."""

    subject: str
    scope: str
    pieces: tuple[Piece, ...]
    gap: str
    says: str
    url: str


def fact_row(fact: Fact, view: View) -> FactRow:
    """A fact for a list."""
    return FactRow(
        pieces=view.pieces(fact),
        words=fact.words[view.lang],
        said=view.label("authority", fact.said_by),
        counted=view.label("authority", fact.counted_by),
        side=_side(fact.said_by).upper(),
        period=view.period(fact.period),
        published=day_or_not(fact.published_on, view.lang),
        url=view.address("fact", fact.key),
        synthetic=fact.synthetic,
    )


def finding_row(finding: Finding, view: View) -> FindingRow:
    """A disagreement for a list."""
    period = view.period(finding.period)
    name = view.series_name(finding.series)
    return FindingRow(
        subject=f"{name}, {period}" if period else name,
        scope=view.label("scope", finding.scope),
        pieces=counts_of(finding, view),
        gap=gap_words(finding, view),
        says=rule_words(finding.rule),
        url=view.mirror(finding.series, finding.period),
    )


def counts_of(finding: Finding, view: View) -> tuple[Piece, ...]:
    """What a finding lists: counts joined by “or”, a whole with what its parts leave, growth beside its levels."""
    own = [fact for fact in distinct(finding.values) if fact.series == finding.series]
    others = [fact for fact in distinct(finding.values) if fact.series != finding.series]
    if finding.rule == PARTS_DO_NOT_ADD_UP:
        words = _("%(parts)s have a published part") % {"parts": joined([plain(fact, view) for fact in others])}
        return (*view.pieces(own[0]), Piece("text", f"; {words}"))
    pieces = _in_a_row(own, pgettext("between counts", "or"), view)
    if others:
        beside = pgettext("growth and its levels", "beside")
        levels = _in_a_row(others, pgettext("between levels", "and"), view)
        return (*pieces, Piece("text", f" {beside} "), *levels)
    return pieces


def _in_a_row(facts: Sequence[Fact], between: str, view: View) -> tuple[Piece, ...]:
    pieces: tuple[Piece, ...] = ()
    for fact in facts:
        pieces = (*pieces, Piece("text", f" {between} "), *view.pieces(fact)) if pieces else view.pieces(fact)
    return pieces


def distinct(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """The facts without those that repeat value, qualifier, unit and series of an earlier one."""
    found: dict[tuple[object, ...], Fact] = {}
    for fact in facts:
        found.setdefault((fact.series, fact.value, fact.qualifier, fact.unit), fact)
    return tuple(found.values())


def rule_words(rule: str) -> str:
    """What a rule found, in one sentence."""
    if rule == CANNOT_BOTH_HOLD:
        return _("These counts cannot all hold, even allowing for rounding.")
    if rule == PARTS_DO_NOT_ADD_UP:
        return _("The parts do not add up to the whole.")
    return _("This growth does not follow from the same counter’s own levels.")


def gap_words(finding: Finding, view: View) -> str:
    """The gap of a finding: one number, or its two ends where parts may overlap."""
    gap = view.number(finding.gap, finding.unit)
    if finding.gap_high is not None:
        both = _("at least %(low)s; %(high)s if the smaller part is among the others")
        return both % {"low": gap, "high": view.number(finding.gap_high)}
    if finding.rule == PARTS_DO_NOT_ADD_UP:
        return _("at least %(low)s") % {"low": gap}
    return gap


def many_counts(number: int) -> str:
    """How many counts, in words while they are few."""
    few = {
        1: _("one count"),
        2: _("two counts"),
        3: _("three counts"),
        4: _("four counts"),
        5: _("five counts"),
        6: _("six counts"),
    }
    return few.get(number) or ngettext("%(n)s count", "%(n)s counts", number) % {"n": number}


def side_of(fact: Fact) -> str:
    """The side whose authority counted it, or else said it (`tj`, `ru`); empty for others."""
    return _side(fact.counted_by) or _side(fact.said_by)


def _side(authority: str) -> str:
    """A side's own authorities carry its key as their first word."""
    first, dash, _rest = authority.partition("-")
    return first if dash and first in {"tj", "ru"} else ""


def who(fact: Fact, view: View) -> str:
    """Who says so."""
    return view.label("authority", fact.said_by) or view.label("authority", fact.counted_by)


def counter(fact: Fact, view: View) -> str:
    """Whose count it is; where that is not stated, who says so."""
    return who(fact, view) if fact.counted_by in {"", NOT_STATED} else view.label("authority", fact.counted_by)


def grade_of(quality: str) -> str:
    """The grade of a publisher and its name: `B agency`."""
    return f"{GRADES[Quality(quality)]} {Quality(quality).label}" if quality in GRADES else ""


def source_words(source: Source, language: str) -> str:
    """Title and date of a source, and whether it is a mirror."""
    hosts = {"mirror": _("read on a mirror"), "unrelated": _("read on an unrelated host")}
    day = formats.day(source.published_on, language) if source.published_on else _("undated")
    return ", ".join(filter(None, (source.title, day, hosts.get(source.host, ""))))


def web_address(source: Source) -> str:
    """The address as a link may take it, empty where it is none."""
    first = source.address.split(" ")[0]
    return first if first.startswith(("http://", "https://")) else ""


def day_or_not(day: date | None, language: str) -> str:
    """A day in short form, or the word for undated."""
    return formats.day_short(day, language) if day else _("undated")


def joined(texts: Sequence[str]) -> str:
    """Words in a row: a, b and c."""
    if len(texts) < 2:  # noqa: PLR2004 - nothing to join
        return "".join(texts)
    return pgettext("two things in a row", "%(first)s and %(last)s") % {
        "first": ", ".join(texts[:-1]),
        "last": texts[-1],
    }


def plain(fact: Fact, view: View) -> str:
    """A fact as plain text."""
    return written(fact, view.book, view.lang)
