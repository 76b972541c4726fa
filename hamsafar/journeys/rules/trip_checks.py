"""Does a person stand on a list? What the name engine and the documents say together, without a guess."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from itertools import combinations

from hamsafar.journeys.enums import CheckAnswer
from hamsafar.journeys.rules.filing import Filed, code, dated_code, number_keys, pair_code, word_code, words_of
from hamsafar.journeys.rules.likeness import Agreement, Known, closest, of_births

# Practice of the office, not law: an answer is a statement about one day.
GOOD_FOR = timedelta(days=3)
MOST_A_DAY = 3  # checks of one person
MOST_OF_AN_OFFICER = 60  # checks in an hour
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SURE = {Agreement.SAME, Agreement.SILENT}
GRAVITY = (CheckAnswer.NOT_FOUND, CheckAnswer.UNCLEAR, CheckAnswer.FOUND)


def answer_of(asked: Known, listed: Iterable[Known]) -> CheckAnswer:
    """What the entries of a list say of one person: the gravest of what each says."""
    return max((_beside(asked, each) for each in listed), key=GRAVITY.index, default=CheckAnswer.NOT_FOUND)


def _beside(asked: Known, listed: Known) -> CheckAnswer:
    """Found only where the document is the same and neither name nor birth speaks against it.

    One document under two names, or one name and birth under two documents, may be two people or one: that is seen at
    a desk, with the passport.
    """
    names = closest(asked.names, listed.names)[0].match
    birth = of_births(asked, listed)
    if asked.documents & listed.documents:
        return CheckAnswer.FOUND if names and birth in SURE else CheckAnswer.UNCLEAR
    return CheckAnswer.UNCLEAR if names and birth is not Agreement.DIFFERENT else CheckAnswer.NOT_FOUND


def codes_to_look_under(filed: Filed) -> tuple[int, ...]:
    """Under which codes an entry of a list is filed, and a person looked for.

    By number, by any two words of a name, by each word with the year of birth, and by a word that is the whole name.
    """
    year = filed.born.year if filed.born else filed.birth_year
    found = {code("number", key) for number in filed.documents for key in number_keys(number)}
    for name in filed.names:
        words = words_of(name)
        found |= {pair_code(left, right) for one, other in combinations(words, 2) for left in one for right in other}
        if year is not None:
            found |= {dated_code(skeleton, year) for word in words for skeleton in word}
        if len(words) == 1:
            found |= {word_code(skeleton) for skeleton in words[0]}
    return tuple(sorted(found))


def known_of(filed: Filed, *, month: int | None = None) -> Known:
    """The same as evidence to be laid beside other evidence."""
    born = filed.born
    return Known(
        names=filed.names,
        born=born,
        birth_year=born.year if born else filed.birth_year,
        birth_month=born.month if born else month,
        documents=frozenset(key for number in filed.documents for key in number_keys(number)),
    )


def birth_of(said: str) -> tuple[date | None, int | None, int | None]:
    """Day, year and month of a birth written as ISO 8601 writes it, as far as it is known. Raises `ValueError`."""
    parts = [int(part) for part in said.split("-")] if said else []
    match parts:
        case []:
            return None, None, None
        case [year]:
            return None, year, None
        case [year, month] if month in range(1, 13):
            return None, year, month
        case _:
            day = date.fromisoformat(said)
            return day, day.year, day.month


def good_until(*, asked: datetime, list_expires: datetime) -> datetime:
    """How long an answer may be relied on: for its short life, and no longer than the list that gave it."""
    return min(asked + GOOD_FOR, list_expires)
