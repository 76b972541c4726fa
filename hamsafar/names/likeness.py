"""How alike two words sound: an alignment of their sounds in which known habits of scribes cost little.

The costs are judgements, not statistics: what a standard or a neighbour language does by rule (о for а, у for ӯ) is
cheap, what tells two names apart (a final -a, another consonant) is dear. `docs/reference/names-quality.md` says how
well they do.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from rapidfuzz.distance import OSA

from hamsafar.names.folding import Sound
from hamsafar.names.letters import VOWELS

NEAR = 1e-9
HOPELESS = 0.34
LONGEST = 60  # no word of a name has more sounds
OTHER, DEAR, TURNED = 1.0, 1.5, 0.8


def _both_ways(costs: dict[str, float]) -> dict[tuple[str, str], float]:
    return {(pair[0], pair[1]): cost for both, cost in costs.items() for pair in (both, both[::-1])}


INSTEAD = _both_ways(
    {
        "ao": 0.25,
        "ei": 0.3,
        "ou": 0.3,
        "ae": 0.45,
        "eo": 0.5,
        "iu": 0.7,
        "ai": 0.9,
        "au": 0.9,
        "eu": 0.9,
        "io": 1,
        "ëe": 0.15,
        "ëo": 0.25,
        "ëa": 0.7,
        "ëu": 0.7,
        "ëi": 0.7,  # ICAO writes ё as E
        "yi": 0.1,
        "yJ": 0.5,
        "vu": 0.3,
        "ye": 0.6,
        "SC": 0.25,
        "CJ": 0.4,
        "kh": 0.5,
        "gh": 0.5,
        "kg": 0.6,
        "vf": 0.5,
        "bv": 0.7,
        "dt": 0.7,
        "bp": 0.7,
        "cs": 0.4,
        "Jz": 0.7,
    }
)
# Against Persian, which writes only some vowels and one letter for v, u and o.
INSTEAD_IN_PERSIAN = {**INSTEAD, **_both_ways({"vo": 0.2, "vu": 0.1, "yi": 0.05, "ye": 0.1, "ai": 0.2, "au": 0.2})}
ABSENT = {"y": 0.2, "h": 0.45, **dict.fromkeys(VOWELS, 0.65)}
ABSENT_IN_PERSIAN = {**ABSENT, **dict.fromkeys(VOWELS, 0.12)}
FINAL_H, SILENT_E, HIATUS = 0.15, 0.15, 0.3


class Step(NamedTuple):
    """One place of an alignment: what each side wrote there (empty where it wrote nothing)."""

    left: Sound | None
    right: Sound | None


@lru_cache(maxsize=1 << 18)
def likeness(left: str, right: str, *, persian: bool = False) -> float:
    """From 0 to 1; 1 only where every sound is the same. `left` and `right` are rows of sounds."""
    if left == right:
        return 1.0
    if not left or not right:
        return 0.0
    if left > right:
        left, right = right, left
    plainly = OSA.normalized_similarity(left, right)
    if (plainly < HOPELESS and not persian) or max(len(left), len(right)) > LONGEST:
        return plainly  # no habit of any scribe explains so much, and most pairs of words are such
    cost = _table(left, right, persian)[len(left)][len(right)]
    return max(0.0, 1.0 - cost / ((len(left) + len(right)) / 2))


def aligned(left: tuple[Sound, ...], right: tuple[Sound, ...], *, persian: bool = False) -> list[Step]:
    """The cheapest way to lay one word beside the other; nothing for words that no name holds."""
    if max(len(left), len(right)) > LONGEST:
        return []
    first, second = "".join([each.sound for each in left]), "".join([each.sound for each in right])
    if first == second:
        return list(map(Step, left, right))
    table = _table(first, second, persian)
    instead, absent = _costs(persian)
    row, column = len(left), len(right)
    steps: list[Step] = []
    while row or column:
        here = table[row][column]
        if row and column and _near(here, table[row - 1][column - 1] + _swap(first, second, row, column, instead)):
            row, column = row - 1, column - 1
            steps.append(Step(left[row], right[column]))
        elif row and _near(here, table[row - 1][column] + _lack(first, row, absent, persian)):
            row -= 1
            steps.append(Step(left[row], None))
        elif column and _near(here, table[row][column - 1] + _lack(second, column, absent, persian)):
            column -= 1
            steps.append(Step(None, right[column]))
        else:  # two neighbours have changed places
            row, column = row - 2, column - 2
            steps += [Step(left[row + 1], right[column + 1]), Step(left[row], right[column])]
    return steps[::-1]


def _table(left: str, right: str, persian: bool) -> list[list[float]]:
    """The cheapest cost of laying each beginning of one word beside each beginning of the other."""
    instead, absent = _costs(persian)
    lacks = [_lack(right, place, absent, persian) for place in range(1, len(right) + 1)]
    table = [[0.0, *accumulate(lacks)]]
    before = ""
    for row, one in enumerate(left, 1):
        above, lack = table[-1], _lack(left, row, absent, persian)
        diagonal, cost = above[0], above[0] + lack
        line = [cost]
        for column, other in enumerate(right):
            over = above[column + 1]
            # Written out: a call of `min` takes as long as all the rest of the place.
            cost += lacks[column]
            cost = cost if cost < over + lack else over + lack
            if one == other:
                cost = cost if cost < diagonal else diagonal
            else:
                swapped = diagonal + instead.get((one, other), OTHER)
                cost = cost if cost < swapped else swapped
                if row > 1 and column and before == other and one == right[column - 1]:
                    cost = min(cost, table[row - 2][column - 1] + TURNED)
            line.append(cost)
            diagonal = over
        table.append(line)
        before = one
    return table


def _costs(persian: bool) -> tuple[dict[tuple[str, str], float], dict[str, float]]:
    return (INSTEAD_IN_PERSIAN, ABSENT_IN_PERSIAN) if persian else (INSTEAD, ABSENT)


def _swap(left: str, right: str, row: int, column: int, instead: dict[tuple[str, str], float]) -> float:
    one, other = left[row - 1], right[column - 1]
    return 0.0 if one == other else instead.get((one, other), OTHER)


def _lack(word: str, place: int, absent: dict[str, float], persian: bool) -> float:
    """What it costs that the other side does not write the sound at `place`, counted from 1."""
    sound = word[place - 1]
    if place == len(word):
        if sound == "h":
            return FINAL_H
        if sound == "e" and word[place - 2 : place - 1] == "n":
            return SILENT_E  # French: Sirodjiddine
        if sound == "a" and not persian:
            return DEAR  # Фарид and Фарида are a man and a woman
    if sound == "e" and (word[place : place + 1] in VOWELS or word[place - 2 : place - 1] in VOWELS):
        return HIATUS  # ICAO writes ъ as IE: Ҷумъа, DZHUMIEA
    return absent.get(sound, OTHER)


def _near(one: float, other: float) -> bool:
    return abs(one - other) < NEAR
