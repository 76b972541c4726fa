"""Are two files one person's? What speaks for it and against it, line by line, and whether a clerk must be asked.

Nobody is merged by a score: it only orders the queue, and stops a second registration until an officer has looked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import product

from hamsafar.names.comparing import Comparison, Extent, compare

# The name counts most; a birth date that is not known speaks neither for nor against.
NAME, BIRTH = 0.6, 0.4
PROBABLE, POSSIBLE = 0.85, 0.65
SAME_DOCUMENT = 0.97
SAME_PHONE = 0.05
MAN_AND_WOMAN = 0.6
MOST_FORMS = 12  # of each file: more forms than this are spellings of spellings


class Agreement(StrEnum):
    """What one line of evidence says."""

    SAME = "="
    NEAR = "≈"
    DIFFERENT = "≠"
    SILENT = "·"


OF_BIRTH = {Agreement.SAME: 1.0, Agreement.NEAR: 0.8, Agreement.SILENT: 0.5, Agreement.DIFFERENT: 0.0}


@dataclass(frozen=True)
class Known:
    """What one file says of a person, ready to be laid beside another. Documents and phones in the form filed."""

    names: tuple[str, ...]
    born: date | None = None
    birth_year: int | None = None
    birth_month: int | None = None
    sex: str = ""
    citizenship: str = ""
    district: str = ""
    documents: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Likeness:
    """How alike two files are. `names` compares the two most alike forms, `pair`; `lines` holds the other evidence."""

    score: float
    names: Comparison
    pair: tuple[str, str]
    lines: Mapping[str, Agreement]

    @property
    def is_probable(self) -> bool:
        """Whether a second registration is stopped until an officer has looked at both."""
        same_document = self.lines["documents"] is Agreement.SAME
        return same_document or (self.names.match and self.names.extent is Extent.WHOLE and self.score >= PROBABLE)

    @property
    def is_possible(self) -> bool:
        """Whether the pair is worth a look at all."""
        return self.is_probable or (self.names.match and self.score >= POSSIBLE)


def likeness(one: Known, other: Known) -> Likeness:
    """The evidence of two files, and the score that orders a queue of such pairs."""
    names, pair = closest(one.names, other.names)
    lines = {
        "birth": of_births(one, other),
        "sex": _of_words(one.sex.replace("X", ""), other.sex.replace("X", "")),
        "citizenship": _of_words(one.citizenship, other.citizenship),
        "district": _of_words(one.district.casefold(), other.district.casefold()),
        "documents": _of_sets(one.documents, other.documents),
        "phones": _of_sets(one.phones, other.phones),
    }
    return Likeness(_score(names.score, lines), names, pair, lines)


def closest(one: Sequence[str], other: Sequence[str]) -> tuple[Comparison, tuple[str, str]]:
    """The two most alike forms of two names: a whole name that matches before a part that does."""
    best: tuple[Comparison, tuple[str, str]] | None = None
    for left, right in product(one[:MOST_FORMS], other[:MOST_FORMS]):
        found = compare(left, right)
        if best is None or _rank(found) > _rank(best[0]):
            best = found, (left, right)
        if found.match and found.score == 1.0 and found.extent is Extent.WHOLE:
            break
    return best or (compare("", ""), ("", ""))


def of_births(one: Known, other: Known) -> Agreement:
    """Near: day and month swapped, one digit slipped, a first of January for a day nobody knew, or known in part."""
    if one.born and other.born:
        if one.born == other.born:
            return Agreement.SAME
        return Agreement.NEAR if _is_slip(one.born, other.born) else Agreement.DIFFERENT
    if one.birth_year is None or other.birth_year is None:
        return Agreement.SILENT
    months = {each.birth_month for each in (one, other)} - {None}
    return Agreement.NEAR if one.birth_year == other.birth_year and len(months) < 2 else Agreement.DIFFERENT  # noqa: PLR2004 (two months that differ)


def _is_slip(one: date, other: date) -> bool:
    if one.year == other.year and (one.month, one.day) == (other.day, other.month):
        return True
    if one.year == other.year and (1, 1) in {(one.month, one.day), (other.month, other.day)}:
        return True
    left, right = f"{one:%Y%m%d}", f"{other:%Y%m%d}"
    wrong = [place for place in range(8) if left[place] != right[place]]
    if len(wrong) == 1:
        return True
    first, last = wrong[0], wrong[-1]
    swapped = len(wrong) == 2 and last == first + 1  # noqa: PLR2004 (two neighbours)
    return swapped and (left[first], left[last]) == (right[last], right[first])


def _of_words(one: str, other: str) -> Agreement:
    if not one or not other:
        return Agreement.SILENT
    return Agreement.SAME if one == other else Agreement.DIFFERENT


def _of_sets(one: frozenset[str], other: frozenset[str]) -> Agreement:
    if not one or not other:
        return Agreement.SILENT
    return Agreement.SAME if one & other else Agreement.DIFFERENT


def _score(names: float, lines: Mapping[str, Agreement]) -> float:
    score = NAME * names + BIRTH * OF_BIRTH[lines["birth"]]
    if lines["sex"] is Agreement.DIFFERENT:
        score *= MAN_AND_WOMAN
    if lines["phones"] is Agreement.SAME:
        score = min(1.0, score + SAME_PHONE)
    if lines["documents"] is Agreement.SAME:
        score = max(score, SAME_DOCUMENT)
    return round(score, 4)


def _rank(found: Comparison) -> tuple[bool, bool, float]:
    return found.match, found.extent is Extent.WHOLE, found.score
