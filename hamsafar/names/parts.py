"""The words of a name and what their endings tell: family name or patronymic, man or woman."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from hamsafar.names.folding import WORD, Sound, sounds_of
from hamsafar.names.letters import plain, script_of

SHORTEST_ROOT = 2
LONGEST_INITIAL, LONGEST_SHOWN = 4, 40
SIGNS_READ, WORDS_READ = 1000, 16  # no name is longer; what follows is not looked at


class Ending(StrEnum):
    """What a word of a name ends in; `PLAIN` where it ends in nothing telling."""

    PLAIN = ""
    OV = "-ов"
    OVA = "-ова"
    OVICH = "-ович"
    OVNA = "-овна"
    SKI = "-ский"
    SKAYA = "-ская"
    ZODA = "-зода"
    PUR = "-пур"
    YON = "-иён"
    I = "-ӣ"  # noqa: E741 (the letter itself)


MEN, WOMEN = {Ending.OV, Ending.OVICH, Ending.SKI}, {Ending.OVA, Ending.OVNA, Ending.SKAYA}
PATRONYMICS = {Ending.OVICH, Ending.OVNA}

# On what is heard, longest first; ë is ё.
ENDINGS = (
    (Ending.OVICH, re.compile(r"[oeë]vi?C$")),
    (Ending.OVNA, re.compile(r"[oeë]vna$")),
    (Ending.SKAYA, re.compile(r"skaya$")),
    (Ending.SKI, re.compile(r"ski$")),
    (Ending.OVA, re.compile(r"[oeë]va$")),
    (Ending.OV, re.compile(r"[oeë][vf]$")),
    (Ending.ZODA, re.compile(r"z[oa]d[aeo]h?$")),
    (Ending.PUR, re.compile(r"pu?r$")),
    (Ending.YON, re.compile(r"(?:ë|ya)n$")),
    (Ending.I, re.compile(r"(?<=....)i$")),
)
ENDINGS_IN_PERSIAN = (
    (Ending.OVA, re.compile(r"v+[oa]$")),
    (Ending.OV, re.compile(r"[uov]+f$")),
    *(each for each in ENDINGS if each[0] in {Ending.ZODA, Ending.PUR}),
)


@dataclass(frozen=True, eq=False, slots=True)
class Part:
    """One word of a name. Each word is read once, so that parts may be told apart by identity, which is quick."""

    text: str
    script: str
    sounds: tuple[Sound, ...]
    heard: str  # the sounds alone
    roots: tuple[str, ...]  # what may be heard without the ending: one, or two where the ending swallowed a sound
    ending: Ending
    initial: bool

    @property
    def shown(self) -> str:
        """As a sentence names it."""
        return self.text[:LONGEST_SHOWN].capitalize()

    @property
    def gender(self) -> str:
        """`m`, `f`, or nothing where the ending does not tell."""
        return "m" if self.ending in MEN else "f" if self.ending in WOMEN else ""


@lru_cache(maxsize=1 << 17)
def part_of(word: str) -> Part:
    """A word of a name, lower case, with a dot behind it where one was written."""
    letters = word.rstrip(".")
    sounds = sounds_of(letters)
    heard = "".join(each.sound for each in sounds)
    script = script_of(letters)
    ending, roots = _ending_of(heard, ENDINGS_IN_PERSIAN if script == "persian" else ENDINGS)
    initial = (word.endswith(".") and len(letters) <= LONGEST_INITIAL) or (len(letters) == 1 and script != "persian")
    return Part(letters, script, sounds, heard, roots, ending, initial)


def parts_of(name: str) -> tuple[Part, ...]:
    """The words of a name in the order written; signs without a sound fall away."""
    return _parts_of(name[:SIGNS_READ])


@lru_cache(maxsize=1 << 14)
def _parts_of(name: str) -> tuple[Part, ...]:
    text = plain(name)
    found: list[Part] = []
    for match in WORD.finditer(text):
        dot = "." if text[match.end() : match.end() + 1] == "." else ""
        part = part_of(match[0] + dot)
        if part.sounds and len(found) < WORDS_READ:
            found.append(part)
    return tuple(found)


def _ending_of(heard: str, endings: tuple[tuple[Ending, re.Pattern[str]], ...]) -> tuple[Ending, tuple[str, ...]]:
    for ending, pattern in endings:
        match = pattern.search(heard)
        if match and match.start() >= SHORTEST_ROOT:
            root = heard[: match.start()]
            if ending is Ending.ZODA:
                return ending, (root, root + "z")  # Фирӯззода
            if ending in MEN | WOMEN and match[0][0] == "e":
                return ending, (root, root + "i")  # Ғаниев
            return ending, (root,)
    return Ending.PLAIN, (heard,)
