"""What somebody typed into the one search box, taken apart, and the plans by which such a person is looked for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations, pairwise, product

from hamsafar.journeys.rules.filing import (
    PREFIXES,
    code,
    dated_code,
    number_keys,
    pair_code,
    phone_key,
    prefix_code,
    whole_code,
    word_code,
    words_of,
)
from hamsafar.names.letters import VOWELS
from hamsafar.names.parts import Part, parts_of
from hamsafar.names.searching import skeleton

SIGNS_READ = 300
FIRST_YEAR, LAST_YEAR = 1900, 2100
SHORTEST_PHONE, LONGEST_PHONE = 7, 15
LONGEST_SERIES = 2  # the letters before a passport's number, where a space parts them
WORDS_LOOKED_FOR = 4

DAY_FIRST = re.compile(r"(?<![\d-])(\d{1,2})[./-](\d{1,2})[./-](\d{4})(?!\d)")
YEAR_FIRST = re.compile(r"(?<![\d-])(\d{4})[./-](\d{1,2})[./-](\d{1,2})(?!\d)")
TOGETHER = 8  # 12051990 or 19900512
ENDING_BEGUN = re.compile(r"(?<=..)[oeë]v?(?:n|i|i?C)?$")
CONSONANTS = "bvgdJzklmnprsthC"  # as skeletons write them

BY_NUMBER = "number"
UNLIKELY = frozenset({"beginning", "slip of the pen"})
ENOUGH_ELSE = 2  # with so many other words or years, a word with a slip is not needed to find the person

Skeletons = tuple[str, ...]


@dataclass(frozen=True)
class Asked:
    """A query taken apart: the words of a name, what it says of the birth, and every number it may hold.

    `words` holds the skeletons of each whole word, `begun` those that a word may begin with, of which only the
    beginning was typed.
    """

    name: str
    born: date | None = None
    years: tuple[int, ...] = ()
    documents: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    words: tuple[Skeletons, ...] = ()
    begun: tuple[Skeletons, ...] = ()

    def __bool__(self) -> bool:
        """Whether anybody can be looked up by it; a year alone fits too many."""
        return bool(self.words or self.begun or self.born or self.documents or self.phones)


@dataclass(frozen=True)
class Plan:
    """Look at people filed under all the codes of any one group; where `years` are given, born in one of them."""

    kind: str
    groups: tuple[tuple[int, ...], ...]
    years: tuple[int, ...] = ()


# ── Taking a query apart ──


def read_query(text: str) -> Asked:
    """What was typed, in any order and any script. Never raises: what can be neither number nor date is a name."""
    text = unicodedata.normalize("NFKC", text[:SIGNS_READ])
    days, text = _days(text)
    tokens = text.replace(",", " ").replace(";", " ").split()
    series = _with_series(tokens)
    written = [token for token in tokens if not _has_digit(token) and token not in series]
    phones, years = [], [day.year for day in days]
    documents = [before + number for before, number in series.items()]
    for run in _runs_of_digits(tokens):
        phones += _phones(run)
        for token in run if not run[0].startswith("+") else ():
            years += [int(token)] if _is_year(token) else []
            days += _day_together(token)
            documents += [token] if any(number_keys(token)) else []
    documents += [token for token in tokens if _has_digit(token) and any(map(str.isalpha, token))]
    return asked_for(
        " ".join(written),
        born=days[0] if days else None,
        years=(*years, *(day.year for day in days)),
        documents=documents,
        phones=phones,
    )


def asked_for(
    name: str,
    *,
    born: date | None = None,
    years: Iterable[int] = (),
    documents: Iterable[str] = (),
    phones: Iterable[str] = (),
) -> Asked:
    """The same, where what is what is known: a registration, an imported row, a file's twin."""
    begun = [_begun(part) for part in parts_of(name) if not part.initial]
    return Asked(
        name,
        born,
        tuple(dict.fromkeys((*years, *((born.year,) if born else ())))),
        tuple(dict.fromkeys(documents)),
        tuple(dict.fromkeys(phones)),
        tuple(words_of(name)[:WORDS_LOOKED_FOR]),
        tuple([each for each in begun if each][:WORDS_LOOKED_FOR]),
    )


def _days(text: str) -> tuple[list[date], str]:
    """Every date written with signs between, and the text without them; of 31.02.1990 the year is left."""
    found: list[date] = []
    for pattern, order in ((YEAR_FIRST, (1, 2, 3)), (DAY_FIRST, (3, 2, 1))):
        for match in pattern.finditer(text):
            found += _day(*(match[place] for place in order))
        text = pattern.sub(rf" \{order[0]} ", text)
    return found, text


def _day(year: str, month: str, day: str) -> list[date]:
    try:
        return [date(int(year), int(month), int(day))]
    except ValueError:
        return []


def _day_together(token: str) -> list[date]:
    if len(token) != TOGETHER or not token.isdecimal():
        return []
    found = [*_day(token[4:], token[2:4], token[:2]), *_day(token[:4], token[4:6], token[6:])]
    return [day for day in found if FIRST_YEAR <= day.year <= LAST_YEAR]


def _has_digit(token: str) -> bool:
    return any(map(str.isdigit, token))


def _runs_of_digits(tokens: Sequence[str]) -> Iterator[list[str]]:
    """Neighbours that hold no letter, as a telephone number is written: `+992 93 123 45 67`."""
    run: list[str] = []
    for token in (*tokens, ""):
        if _has_digit(token) and not any(map(str.isalpha, token)):
            run.append(token)
        elif run:
            yield run
            run = []


def _phones(run: Sequence[str]) -> list[str]:
    """A run as one number, also without a year at its end, and each part of it that is long enough by itself."""
    without_year = run[:-1] if _is_year(run[-1]) else ()
    return [
        each
        for each in dict.fromkeys(("".join(run), "".join(without_year), *run))
        if SHORTEST_PHONE <= sum(map(str.isdigit, each)) <= LONGEST_PHONE
    ]


def _is_year(token: str) -> bool:
    return token.isdecimal() and FIRST_YEAR <= int(token) <= LAST_YEAR


def _with_series(tokens: Sequence[str]) -> dict[str, str]:
    """The letter or two that stand before a number, with it: `A 12345678`."""
    return {
        before: number
        for before, number in pairwise(tokens)
        if before.isalpha() and len(before) <= LONGEST_SERIES and number.isdecimal() and any(number_keys(number))
    }


def _begun(part: Part) -> Skeletons:
    """The skeletons that a word may begin with of which only the beginning was typed; it may stop inside an ending."""
    bare = (*part.roots, ENDING_BEGUN.sub("", part.heard), *open_ends(part))
    found = dict.fromkeys(skeleton(each) for each in bare if each)
    return tuple(each for each in found if len(each) >= PREFIXES[0] and VOWELS.isdisjoint(each[1:]))


def open_ends(part: Part) -> tuple[str, ...]:
    """What is heard of a word that was only begun: in Latin, its last letters may be the first of one sound (`dzh`)."""
    heard = part.heard
    if part.script != "latin":
        return (heard,)
    return (heard, heard[:-2]) if heard.endswith("dz") else (heard, heard[:-1])


# ── Plans ──


def plans(asked: Asked) -> Iterator[Plan]:
    """Ways to look for this person, the surest first; those of `UNLIKELY` only where the others found nobody good."""
    if asked:
        yield certain(asked)
        yield from likely(asked)
        yield from unlikely(asked)


def certain(asked: Asked) -> Plan:
    """By a number, which belongs to one person or to few."""
    codes = [code("number", key) for number in asked.documents for key in number_keys(number)]
    codes += [code("phone", key) for key in map(phone_key, asked.phones) if key]
    return _any_of(BY_NUMBER, codes)


def likely(asked: Asked) -> Iterator[Plan]:
    """By name and birth, the rarest first; a reader may stop after a plan that found the person."""
    if asked.born:
        yield _any_of("date", [code("date", asked.born.isoformat())])
    pairs = [each for one, other in combinations(asked.words, 2) for each in product(one, other)]
    if asked.years:
        dated = [tuple(dated_code(word, year) for word in pair) for pair in pairs for year in asked.years]
        yield Plan("two words and year", tuple(dict.fromkeys(dated)))
        yield _any_of(
            "word and year", [dated_code(each, y) for word in asked.words for each in word for y in asked.years]
        )
    elif len(asked.words) > 2:  # noqa: PLR2004 (as the plan's name says)
        yield Plan("three words", (*_threes(asked), *((whole_code(*pair),) for pair in pairs)))
    yield _any_of("two words", [pair_code(*pair) for pair in pairs])
    if len(asked.words) == 1:
        yield _any_of("word", [word_code(each) for each in asked.words[0]])


def _threes(asked: Asked) -> Iterator[tuple[int, ...]]:
    """Three words of a name: every two of them stand together. Names that are two words and no more are asked apart."""
    for words in combinations(asked.words, 3):
        for three in product(*words):
            yield tuple(pair_code(*pair) for pair in combinations(three, 2))


def unlikely(asked: Asked) -> Iterator[Plan]:
    """By words of which only the beginning was typed, then by words with a slip of the pen."""
    yield _by_beginnings(asked)
    yield _by_slips(asked)


def _by_beginnings(asked: Asked) -> Plan:
    """Every two words, each as a beginning; or the only one."""
    begins = [[prefix_code(each[: PREFIXES[-1]]) for each in word] for word in asked.begun]
    whole = [[word_code(each) for each in word] for word in asked.begun]
    if len(begins) == 1:
        return Plan("beginning", tuple((each,) for each in (*begins[0], *whole[0])), asked.years)
    either = [[*one, *other] for one, other in zip(begins, whole, strict=True)]
    groups = [group for one, other in combinations(either, 2) for group in product(one, other)]
    return Plan("beginning", tuple(dict.fromkeys(groups)), asked.years)


def _by_slips(asked: Asked) -> Plan:
    """One word with one sound left out, put in, turned or in another's place."""
    codes: list[int] = []
    if len(asked.words) - 1 + bool(asked.years) >= ENOUGH_ELSE:
        return _any_of("slip of the pen", codes)
    for place, word in enumerate(asked.words):
        others = [each for other in (*asked.words[:place], *asked.words[place + 1 :]) for each in other]
        for slip in dict.fromkeys(slip for each in word for slip in slips(each)):
            codes += [dated_code(slip, year) for year in asked.years]
            codes += [pair_code(slip, other) for other in others]
            codes += [] if others or asked.years else [word_code(slip)]
    return _any_of("slip of the pen", codes)


def slips(word: str) -> Iterator[str]:
    """Every skeleton that is one slip away; the word itself is not among them."""
    for place in range(len(word) + 1):
        before, after = word[:place], word[place:]
        yield from (before + sound + after for sound in CONSONANTS)
        if after:
            yield before + after[1:]
            yield from (before + sound + after[1:] for sound in CONSONANTS if sound != after[0])
        if len(after) > 1 and after[0] != after[1]:
            yield before + after[1] + after[0] + after[2:]


def _any_of(kind: str, codes: Iterable[int]) -> Plan:
    return Plan(kind, tuple((each,) for each in dict.fromkeys(codes)))
