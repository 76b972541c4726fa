"""Search keys: short strings under which one person is filed and found, whoever spelled the name.

A key is made of skeletons: the consonants of a word without its ending, since vowels are what scribes change most. Two
words of a name make one key whatever their order; with the year of birth it is rare enough to find one among a million.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from hamsafar.names.letters import VOWELS
from hamsafar.names.parts import Part, parts_of

SHORTEST = 2
OPENING = VOWELS | {"y"}
ALIKE = str.maketrans({"S": "C", "f": "v", "c": "s"})  # ш and ч by French, в and ф at the end of a syllable


@dataclass(frozen=True)
class Keys:
    """`pairs` of two words, the same `dated` with the year of birth, each `single` word, and single words `dated`."""

    pairs: frozenset[str]
    dated_pairs: frozenset[str]
    singles: frozenset[str]
    dated_singles: frozenset[str]

    def __iter__(self) -> Iterator[str]:
        yield from sorted(self.pairs | self.dated_pairs | self.singles | self.dated_singles)


def keys_of(name: str, birth_year: int | None = None) -> Keys:
    """The keys to file a person under, and the same to look one up by. Initials make no key."""
    words = [skeletons(part) for part in parts_of(name) if not part.initial]
    singles = frozenset(skeleton for word in words for skeleton in word)
    pairs = frozenset(
        " ".join(sorted((left, right))) for one, other in combinations(words, 2) for left in one for right in other
    )
    if birth_year is None:
        return Keys(pairs, frozenset(), singles, frozenset())
    dated = (frozenset(f"{key} {birth_year}" for key in keys) for keys in (pairs, singles))
    return Keys(pairs, next(dated), singles, next(dated))


@lru_cache(maxsize=1 << 17)
def skeletons(part: Part) -> tuple[str, ...]:
    """What is left of a word: one skeleton, or two where an ending or the Persian و leaves it open."""
    roots = part.roots
    if part.script == "persian":
        roots = (*roots, *(root.replace("u", "v") for root in roots))
    return tuple(dict.fromkeys(skeleton(root) for root in roots))


def skeleton(root: str) -> str:
    """The consonants of a row of sounds; a first vowel as a; all of a word that is too short without its vowels."""
    bare = "".join(sound for sound in root if sound not in VOWELS and sound != "y")
    bare = bare.rstrip("h") or bare
    found = ("a" if root[:1] in OPENING else "") + bare
    return (found if len(found) >= SHORTEST else root).translate(ALIKE)
