"""A register in which some people stand twice: as two offices wrote them, with the errors of both.

Truth is known, so that finding them again can be measured. Nothing here knows how names are folded or compared.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from random import Random

from hamsafar.synthetic.errors import miswritten
from hamsafar.synthetic.people import LAST_DAY as YOUNGEST
from hamsafar.synthetic.people import Person, people
from hamsafar.synthetic.spelling import WRITERS, somebody

TWICE = 0.2  # of the people
ERRORS, NO_PATRONYMIC, GIVEN_NAME_FIRST = 0.06, 0.2, 0.1
WRONG_DAY = 0.05
LAST_DAY = 28  # every month has it
# What becomes of a date that is written wrongly, and how often.
SLIPS = (("day and month in each other's place", 35), ("one digit", 40), ("the first of January", 25))


@dataclass(frozen=True)
class Entry:
    """One line of the register. Entries of one `person` are the same person's; nobody but the measure may look."""

    number: int
    person: str
    family: str
    given: str
    patronymic: str
    born: date
    sex: str

    @property
    def name(self) -> str:
        return " ".join(filter(None, (self.family, self.given, self.patronymic)))


def register(seed: int, number: int) -> Iterator[Entry]:
    """`number` entries, `TWICE` of the people with a second one; the same seed gives the same register everywhere."""
    return islice(_entries(seed), number)


def _entries(seed: int) -> Iterator[Entry]:
    random = Random(f"twice {seed}")  # noqa: S311 (repeatable on purpose)
    number = 0
    for person in people(seed):
        if person.born == YOUNGEST:  # the generator's own crowd: whoever would be younger is born on that day
            continue
        for _ in range(2 if random.random() < TWICE else 1):
            number += 1
            yield _entry(number, person, random)


def _entry(number: int, person: Person, random: Random) -> Entry:
    """As one office wrote the person: its spelling, perhaps without the patronymic, perhaps with an error."""
    write = WRITERS[somebody(random)]
    family, given = (person.family, person.given) if person.family else (person.father, person.given)
    words = [family, given, person.patronymic if person.family else ""]
    if random.random() < NO_PATRONYMIC:
        words[2] = ""
    words = [write(word) if word else "" for word in words]
    if random.random() < ERRORS:
        place = random.randrange(2)
        words[place] = miswritten(words[place], random)
    if random.random() < GIVEN_NAME_FIRST:
        words[0], words[1] = words[1], words[0]
    born = miswritten_day(person.born, random) if random.random() < WRONG_DAY else person.born
    return Entry(number, person.ref, words[0], words[1], words[2], born, person.sex)


def miswritten_day(day: date, random: Random) -> date:
    """A date with one of the `SLIPS`; some days stay as they are under one of them."""
    slip = random.choices([each for each, _ in SLIPS], [weight for _, weight in SLIPS])[0]
    if slip == "the first of January":
        return date(day.year, 1, 1)
    if slip == "one digit":
        if random.random() < 0.5:  # noqa: PLR2004 (as often the one as the other)
            return day.replace(day=random.randint(1, LAST_DAY))
        return day.replace(year=day.year - day.year % 10 + random.randrange(10), day=min(day.day, LAST_DAY))
    return date(day.year, day.day, day.month) if day.day <= 12 else day  # noqa: PLR2004 (months)
