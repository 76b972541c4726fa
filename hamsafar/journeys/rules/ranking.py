"""Who of the people that were found comes first, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from hamsafar.journeys.rules.asking import Asked, open_ends
from hamsafar.journeys.rules.filing import Filed, number_keys, phone_key
from hamsafar.kit.because import Because
from hamsafar.names import comparing
from hamsafar.names.comparing import THRESHOLD
from hamsafar.names.folding import fold
from hamsafar.names.parts import Part, parts_of
from hamsafar.names.reasons import Reason

WEIGHED = 30  # so many different names are compared in full; the others are far behind
SAME_DAY, SAME_YEAR, NEXT_YEAR, OTHER_YEAR, NOT_KNOWN = 1.0, 1.0, 0.9, 0.6, 0.95
BEGUN = 0.95  # of a name of which a word was only begun
SHORTEST_BEGUN = 2
WORTH_SHOWING = 0.6  # of the best score: what is further off would only be read in vain
CERTAIN = 1.0  # what a number that is the same adds


@dataclass(frozen=True)
class Candidate:
    """A person as filed: `heard` holds the forms of the name, one a line; `number` says that a number led here."""

    person: int
    heard: str
    birth_year: int | None
    number: bool = False


@dataclass(frozen=True)
class Weight:
    """How well a candidate fits, from 0 to 1, and above where a `number` led here."""

    person: int
    score: float
    number: bool


def rank(asked: Asked, candidates: Sequence[Candidate], limit: int) -> list[Weight]:
    """The best of the candidates, the best first; equal ones in the order of their files."""
    likeliest = _likeliest(asked, candidates, max(limit, WEIGHED))
    heard = list(dict.fromkeys(each.heard for each in likeliest))
    scores = {each: score_of(asked.name, each.split("\n")) for each in heard}
    if max(scores.values(), default=0.0) < THRESHOLD:
        scores = {each: max(scores[each], score_of_begun(asked.name, each.split("\n"))) for each in heard}
    weights = sorted(
        (_weighed(asked, each, scores[each.heard]) for each in likeliest),
        key=lambda weight: (-weight.score, weight.person),
    )
    return [weight for weight in weights[:limit] if weight.score >= weights[0].score * WORTH_SHOWING]


def _likeliest(asked: Asked, candidates: Sequence[Candidate], most: int) -> list[Candidate]:
    """Those whose letters are nearest, by a quick measure; a number or the year of birth comes first."""
    if len(candidates) <= most:
        return list(candidates)
    names = list(dict.fromkeys(each.heard for each in candidates))
    near = dict(zip(names, process.cdist([fold(asked.name)], names, scorer=fuzz.token_ratio)[0].tolist(), strict=True))
    years = set(asked.years)
    return sorted(
        candidates,
        key=lambda each: (not each.number, -near[each.heard] * _of_year(years, each.birth_year), each.person),
    )[:most]


def _weighed(asked: Asked, candidate: Candidate, score: float) -> Weight:
    year = _of_year(set(asked.years), candidate.birth_year)
    return Weight(candidate.person, score * year + CERTAIN * candidate.number, candidate.number)


def _of_year(years: set[int], year: int | None) -> float:
    if not years or year in years:
        return SAME_YEAR
    if year is None:
        return NOT_KNOWN
    return NEXT_YEAR if {year - 1, year + 1} & years else OTHER_YEAR


def score_of(name: str, forms: Iterable[str]) -> float:
    """How well a name fits the best of somebody's forms."""
    return max((comparing.score(name, form) for form in forms), default=0.0)


def score_of_begun(name: str, forms: Iterable[str]) -> float:
    """The same for a name of which words were only begun; 0 where none of them begins a word of a form."""
    completed = ((complete(name, form), form) for form in forms)
    return max((comparing.score(whole, form) * BEGUN for (whole, begun), form in completed if begun), default=0.0)


def complete(name: str, form: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """A name with each word that begins a word of `form` written out, and the pairs of begun and whole words."""
    left = list(parts_of(form))
    words, begun = [], []
    for part in parts_of(name):
        whole = next((each for each in left if _begins(part, each)), None)
        if whole is not None:
            left.remove(whole)
            begun.append((part.shown, whole.shown))
        words.append(whole.text if whole is not None else part.text)
    return " ".join(words), tuple(begun)


def _begins(part: Part, whole: Part) -> bool:
    if len(part.heard) >= len(whole.heard):
        return False
    return any(len(each) >= SHORTEST_BEGUN and whole.heard.startswith(each) for each in open_ends(part))


# ── Why ──


def why(asked: Asked, filed: Filed) -> tuple[str, tuple[Reason | Because, ...]]:
    """The form of the name that fits best, and what there is to say: numbers first, then the name, then the birth."""
    form = filed.names[0] if filed.names else ""
    if len(filed.names) > 1:
        form = max(filed.names, key=lambda each: max(score_of(asked.name, [each]), score_of_begun(asked.name, [each])))
    named = _of_name(asked.name, form) if asked.name and form else ()
    return form, (*_of_numbers(asked, filed), *named, *_of_birth(asked, filed))


def _of_name(name: str, form: str) -> Iterator[Reason]:
    """What the two spellings say; where words were only begun, what they begin first."""
    plain = comparing.compare(name, form)
    completed, begun = complete(name, form) if plain.score < THRESHOLD else (name, ())
    whole = comparing.compare(completed, form) if begun else plain
    if not begun or whole.score * BEGUN <= plain.score:
        yield from plain.reasons
        return
    yield from (Reason("begins", short, long) for short, long in begun)
    yield from (each for each in whole.reasons if each.code != "same")


def is_same_number(asked: Asked, filed: Filed) -> bool:
    """Whether a document or a telephone number was asked for that this person has."""
    return any(_of_numbers(asked, filed))


def _of_numbers(asked: Asked, filed: Filed) -> Iterator[Because]:
    if _keys(asked.documents) & _keys(filed.documents):
        yield Because("the document has this number")
    if {phone_key(each) for each in asked.phones} & {phone_key(each) for each in filed.phones} - {""}:
        yield Because("the telephone has this number")


def _keys(numbers: Iterable[str]) -> set[str]:
    return {key for number in numbers for key in number_keys(number)}


def _of_birth(asked: Asked, filed: Filed) -> Iterator[Because]:
    year = filed.born.year if filed.born else filed.birth_year
    if not asked.years:
        return
    if asked.born and asked.born == filed.born:
        yield Because("born on this day")
    elif year is None:
        yield Because("the year of birth is not known")
    elif year in asked.years:
        yield Because("born in this year")
    else:
        yield Because("born in %(year)s, another year", year=str(year))
