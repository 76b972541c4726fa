"""The sources of one page, numbered in the order in which the page first names them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from django.utils.translation import gettext as _

from hamsafar.figures.enums import GRADES, Quality
from hamsafar.figures.rules import sentences
from hamsafar.figures.rules.book import Book
from hamsafar.figures.rules.sentences import COMPUTED_MARK, Segment
from hamsafar.figures.rules.values import Fact, Source
from hamsafar.kit import formats
from hamsafar.kit.parts import Note, Piece
from hamsafar.kit.words import Words

Pieces = tuple[Piece, ...]


class Notes:
    """Gives every source and every formula its number, and in the end the list of them.

    Sentences come out as pieces for `kit/pieces.html`; a sentence that names a fact which is not visible comes out
    empty.
    """

    def __init__(self, book: Book, lang: str, sides: Mapping[str, str]) -> None:
        self.book, self.lang, self.sides = book, lang, sides
        self._sources: dict[str, str] = {}
        self._formulas: dict[str, str] = {}
        self._computed_here: dict[str, Fact] = {}  # figures that are not in the book

    def number(self, fact: str) -> str:
        """The number that stands after a fact: its source's, or ƒ where it was computed; empty without a source."""
        known = self._known(fact)
        if known is None:
            return ""
        if known.formula:
            return self._formulas.setdefault(fact, _nth_formula(len(self._formulas)))
        return self._source(known.source.key) if known.source else ""

    def marks(self, *facts: str) -> Pieces:
        """The numbers of several facts, each once."""
        return tuple(Piece("source", each) for each in dict.fromkeys(map(self.number, facts)) if each)

    def sentence(self, words: Words | None) -> Pieces:
        """A sentence of the pack with its figures and their numbers."""
        rendered = sentences.render(words[self.lang], self.book, self.lang) if words else None
        return self._pieces(rendered.segments) if rendered else ()

    def figure(self, fact: Fact) -> Pieces:
        """A fact as a figure: qualifier, number, unit and its number in the list."""
        if fact.key not in self.book.facts:
            self._computed_here[fact.key] = fact
        return self._pieces(sentences.figure(fact, self.book, self.lang))

    def words(self, fact: Fact, beside: date | None = None) -> Pieces:
        """What a fact is, its figure or day, and its number in the list; no day where the same stands `beside` it."""
        if fact.kind == "note":
            return self.figure(fact)
        if beside is not None and (fact.day, fact.until) == (beside, None):
            return (Piece("text", fact.words[self.lang]), *self.marks(fact.key))
        return (Piece("text", f"{fact.words[self.lang]}: "), *self.figure(fact))

    def listed(self) -> tuple[Note, ...]:
        """Every source and formula that the page named."""
        by_key = {fact.source.key: fact.source for fact in self.book.facts.values() if fact.source}
        sources = (self._note(no, by_key[key]) for key, no in self._sources.items())
        formulas = (Note(no, self._formula(key)) for key, no in self._formulas.items())
        return (*sources, *formulas)

    def _known(self, fact: str) -> Fact | None:
        return self.book.get(fact) or self._computed_here.get(fact)

    def _source(self, key: str) -> str:
        return self._sources.setdefault(key, str(len(self._sources) + 1))

    def _pieces(self, segments: Iterable[Segment]) -> Pieces:
        return tuple(
            Piece("source", self.number(each.fact) if each.fact else self._source(each.text))
            if each.kind == "source"
            else Piece(each.kind, each.text)
            for each in segments
        )

    def _note(self, no: str, source: Source) -> Note:
        where = {"mirror": _("mirror of the page"), "unrelated": _("on another site")}.get(source.host, "")
        day = formats.day(source.published_on, self.lang) if source.published_on else _("undated")
        text = ", ".join(part for part in (source.title, where, day) if part)
        return Note(no, text, address=source.address, grade=_grade(source))

    def _formula(self, key: str) -> str:
        fact = self._known(key)
        return f"{fact.words[self.lang]}: {fact.formula}" if fact else ""


def _nth_formula(already: int) -> str:
    return COMPUTED_MARK + (str(already + 1) if already else "")


def _grade(source: Source) -> str:
    if source.quality not in Quality.values:
        return ""
    quality = Quality(source.quality)
    return f"{GRADES[quality]} {quality.label}"
