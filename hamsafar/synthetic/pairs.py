"""Pairs of names that are known to be one person's, as others write them, or of strangers easily confused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from random import Random

from hamsafar.synthetic.errors import miswritten
from hamsafar.synthetic.lists import CLOSE_MEN, CLOSE_WOMEN, MEN, WOMEN
from hamsafar.synthetic.people import Custom, Person, people
from hamsafar.synthetic.spelling import WRITERS, somebody

HALF = 0.5
ERRORS, NO_PATRONYMIC, OTHER_ORDER, GIVEN_NAME_FIRST, REFORMED = 0.06, 0.25, 0.3, 0.7, 0.03

STRANGERS = (
    ("sibling", 25),
    ("brother and sister", 20),
    ("close given name", 20),
    ("other patronymic", 20),
    ("parent and child", 5),
    ("same given name", 10),
)


@dataclass(frozen=True)
class NamePair:
    """Two names; `kind` says how they were made."""

    a: str
    b: str
    same: bool
    kind: str


def name_pairs(seed: int, number: int) -> list[NamePair]:
    """Half of them one person twice, half of them two people; repeatable by seed."""
    return list(islice(_pairs(seed), number))


def _pairs(seed: int) -> Iterator[NamePair]:
    random = Random(f"pairs {seed}")  # noqa: S311 (repeatable on purpose)
    for person in people(seed):
        if random.random() < HALF:
            yield _same(person, random)
        else:
            yield _strangers(person, random)


def _same(person: Person, random: Random) -> NamePair:
    first, second = person, person
    kind = "one person"
    if person.custom is Custom.SOVIET and random.random() < REFORMED:
        second, kind = replace(person, custom=random.choice((Custom.ZODA, Custom.OWN))), "one person, name reformed"
    short = random.random() < NO_PATRONYMIC
    a, b = _written(first, random, patronymic=True), _written(second, random, patronymic=not short)
    return NamePair(*((a, b) if random.random() < HALF else (b, a)), True, kind)


def _strangers(person: Person, random: Random) -> NamePair:
    kind = random.choices([each for each, _ in STRANGERS], [weight for _, weight in STRANGERS])[0]
    first, second = _other(person, kind, random)
    short = random.random() < NO_PATRONYMIC and kind not in {"other patronymic", "parent and child"}
    return NamePair(
        _written(first, random, patronymic=not short), _written(second, random, patronymic=not short), False, kind
    )


def _other(person: Person, kind: str, random: Random) -> tuple[Person, Person]:
    """Two people who are easily taken for each other."""
    if kind == "brother and sister":
        return _man_and_woman(person, random)
    if kind == "close given name":
        names = random.choice(CLOSE_MEN if person.sex == "M" else CLOSE_WOMEN)
        one, other = random.sample(names, 2)
        return replace(person, given=one), replace(person, given=other)
    if kind == "other patronymic":
        return person, replace(person, father=_another(MEN, person.father, random))
    if kind == "parent and child":
        return replace(person, sex="M", given=person.father, father=_another(MEN, person.father, random)), person
    if kind == "same given name":
        father = _another(MEN, person.father, random)
        return person, replace(person, root=_another(MEN, person.root, random), father=father)
    return person, replace(person, given=_another(MEN if person.sex == "M" else WOMEN, person.given, random))


def _man_and_woman(person: Person, random: Random) -> tuple[Person, Person]:
    """Саидов Фирӯз and Саидова Фирӯза: half of them with the name of the one made from the other's."""
    man, woman = replace(person, sex="M"), replace(person, sex="F")
    if random.random() < HALF:
        given = random.choice([name for name in MEN if name + "а" in WOMEN])
        return replace(man, given=given), replace(woman, given=given + "а")
    return replace(man, given=random.choice(MEN)), replace(woman, given=random.choice(WOMEN))


def _another(names: tuple[str, ...], than: str, random: Random) -> str:
    return random.choice([name for name in names if name != than])


def _written(person: Person, random: Random, *, patronymic: bool) -> str:
    """The name as somebody wrote it, in some order, with an error now and then."""
    write = WRITERS[somebody(random)]
    words = [write(word) for word in person.words(patronymic=patronymic)]
    if random.random() < ERRORS:
        place = random.randrange(len(words))
        words[place] = miswritten(words[place], random)
    if random.random() < OTHER_ORDER and len(words) > 1:
        words = (
            [words[1], *words[2:], words[0]] if random.random() < GIVEN_NAME_FIRST else [words[1], words[0], *words[2:]]
        )
    return " ".join(words)
