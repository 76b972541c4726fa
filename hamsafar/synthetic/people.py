"""Families: parents and children with names as three generations of law and custom made them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from itertools import count, islice
from random import Random

from hamsafar.synthetic.lists import MEN, WOMEN
from hamsafar.synthetic.spelling import LATIN, WRITERS

VOWELS = "аеёиоуэюяӣӯ"
FIRST_DAY, LAST_DAY = date(1950, 1, 1), date(2007, 12, 31)
MOST_CHILDREN = 5


class Custom(StrEnum):
    """How a family makes its names."""

    SOVIET = "soviet"  # Саидов Фирдавс Раҷабович
    ZODA = "zoda"  # Саидзода Фирдавс Раҷабзода, since the reforms
    OWN = "own"  # Саидӣ Фирдавс Раҷаб
    FATHER = "father"  # Фирдавс Раҷаб: the given name and the father's


CUSTOMS = ((Custom.SOVIET, 70), (Custom.ZODA, 14), (Custom.OWN, 6), (Custom.FATHER, 10))


@dataclass(frozen=True)
class Person:
    """Somebody who does not exist. Names are Tajik Cyrillic; `said` writes them as others do."""

    ref: str
    sex: str
    born: date
    given: str
    father: str
    root: str
    custom: Custom
    household: str

    @property
    def family(self) -> str:
        """The family name; empty where the custom has none."""
        if self.custom is Custom.FATHER:
            return ""
        if self.custom is Custom.ZODA:
            return self.root + "зода"
        if self.custom is Custom.OWN:
            return self.root if self.root[-1] in VOWELS else self.root + "ӣ"
        return with_ending(self.root, "ов", "ев") + ("а" if self.sex == "F" else "")

    @property
    def patronymic(self) -> str:
        """From the father's given name."""
        if self.custom in {Custom.OWN, Custom.FATHER}:
            return self.father
        if self.custom is Custom.ZODA:
            return self.father + "зода"
        return with_ending(self.father, "ов", "ев") + ("на" if self.sex == "F" else "ич")

    def words(self, *, patronymic: bool = True) -> tuple[str, ...]:
        """The words of the name as a Tajik register orders them: family, given, patronymic."""
        if self.custom is Custom.FATHER:
            return (self.given, self.father)
        return (self.family, self.given, self.patronymic) if patronymic else (self.family, self.given)

    def said(self, writer: str, *, patronymic: bool = True) -> str:
        """The name as one of `spelling.WRITERS` writes it."""
        return " ".join(WRITERS[writer](word) for word in self.words(patronymic=patronymic))

    def forms(self) -> dict[str, str]:
        """The name in the three scripts' commonest spellings, and by every Latin standard."""
        return {writer: self.said(writer) for writer in ("tajik", "russian", *LATIN)}


def with_ending(root: str, hard: str, soft: str) -> str:
    """Раҷабов, Мирзоев, Алиев."""
    if root[-1] == "ӣ":
        return root[:-1] + "и" + soft
    return root + (soft if root[-1] in VOWELS else hard)


def people(seed: int) -> Iterator[Person]:
    """People without end, family by family; the same seed gives the same people on every machine."""
    random = Random(seed)  # noqa: S311 (repeatable on purpose)
    numbers = count(1)
    for household in count(1):
        for person in _family(random, f"H{household}"):
            yield replace(person, ref=f"S{next(numbers)}")


def some_people(seed: int, number: int) -> list[Person]:
    return list(islice(people(seed), number))


def _family(random: Random, household: str) -> Iterator[Person]:
    custom = random.choices([each for each, _ in CUSTOMS], [weight for _, weight in CUSTOMS])[0]
    root, father = random.choice(MEN), random.choice(MEN)
    day = FIRST_DAY + timedelta(days=random.randrange((LAST_DAY - FIRST_DAY).days))
    fathers = random.choice(MEN)
    head = Person("", "M", day - timedelta(days=26 * 365), father, fathers, root, custom, household)
    if head.born >= FIRST_DAY:
        yield head
    taken: set[str] = {father}
    for _ in range(random.randint(1, MOST_CHILDREN)):
        sex = random.choice("MF")
        given = random.choice([name for name in (MEN if sex == "M" else WOMEN) if name not in taken])
        taken.add(given)
        yield Person("", sex, day, given, father, root, custom, household)
        day = min(day + timedelta(days=random.randint(400, 1600)), LAST_DAY)
