"""The officers of the demonstration's desk, and the people who do not exist."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from hamsafar.accounts.models import User
from hamsafar.incidents.actions.people import PersonText
from hamsafar.incidents.enums import STUDY, Age
from hamsafar.synthetic.people import Person, some_people

PURPOSES = (STUDY, "work", "work", "work", "family", "visit")
ADULT_YEARS = 18


@dataclass(frozen=True)
class Desk:
    """Two officers who ask and two who answer, so that each letter has its second pair of eyes."""

    consul: User
    second_consul: User
    officer: User
    second_officer: User


def desk() -> Desk:
    names = ("consul", "consul-2", "incidents", "incidents-2")
    return Desk(*(User.objects.get(username=name, synthetic=True) for name in names))


def people(seed: int, number: int, *, on: date) -> Sequence[PersonText]:
    """So many generated people, the same for the same seed. Each note says what they are."""
    random = Random(seed)  # noqa: S311 - a demonstration is to be the same each time
    return [_person(each, random, on) for each in some_people(seed, number)]


def _person(person: Person, random: Random, on: date) -> PersonText:
    years = on.year - person.born.year - ((on.month, on.day) < (person.born.month, person.born.day))
    return PersonText(
        name_given=" ".join(person.words()),
        document_given=f"4{random.randrange(10**8):08}",
        birth_given=person.born,
        purpose=random.choice(PURPOSES),
        age=Age.ADULT if years >= ADULT_YEARS else Age.MINOR,
        language="tg",
        note="synthetic",
    )
