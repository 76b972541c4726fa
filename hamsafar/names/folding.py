"""Folding: a word of a name as the sounds that are heard, whichever script and standard wrote it.

Every word becomes a row of `Sound`s, each with the letters that wrote it, so that a comparison can say which letters
differ. The rules work on sounds and not on letters, which is why `дж`, `dzh` and `dj` need no list of their own: they
are a d and a ж. Some sounds are merged on purpose, because a common standard writes them alike: BGN/PCGN itself notes
that `sh` is both ш and сҳ.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from anyascii import anyascii

from hamsafar.names.letters import CYRILLIC, LATIN, PERSIAN, VOWELS, plain, script_of

WORD = re.compile(r"[^\W\d_]+(?:[\u0300-\u036f\u064b-\u0655][^\W\d_]*)*")

# Two sounds that standards write like one: the left pair is heard, or may be meant, as the right one.
# fmt: off
MERGED = {
    ("s", "h"): "S", ("z", "h"): "J", ("k", "h"): "h", ("g", "h"): "g", ("p", "h"): "f",
    ("d", "J"): "J", ("t", "C"): "C", ("s", "C"): "S", ("S", "C"): "S", ("t", "s"): "c", ("t", "c"): "c",
    ("o", "u"): "u", ("y", "e"): "e", ("y", "i"): "i", ("y", "o"): "ë", ("y", "ë"): "ë", ("ë", "o"): "ë",
}
# fmt: on
SHORTEST_WITH_FINAL_A = 3
LATIN_PAIRS = {"ee": "i", "oo": "u", "ch": "C", "ck": "k", "tc": "c"}  # tc is ц by GOST R 52535.1-2006
OPEN_VOWELS = VOWELS - {"i"}
ISO_9 = frozenset("ëûâèŝḩķġ")  # letters that only ISO 9 writes here; its j is й
SPELLED = {"J": "j", "C": "č", "S": "š", "c": "ts", "ë": "yo"}


class Sound(NamedTuple):
    """One sound and the letters that wrote it."""

    sound: str
    written: str


@lru_cache(maxsize=1 << 17)
def sounds_of(word: str) -> tuple[Sound, ...]:
    """The sounds of one word; empty where it holds no letter."""
    word = plain(word)
    script = script_of(word)
    if script == "cyrillic":
        return _settled(_by_table(word, CYRILLIC))
    if script == "persian":
        return _settled(_persian(word))
    return _settled(_latin(word))


def spelled(sounds: tuple[Sound, ...]) -> str:
    """Sounds as a string that folds to itself."""
    return "".join(SPELLED.get(each.sound, each.sound) for each in sounds)


def fold(text: str) -> str:
    """A name as comparable text: each word folded, in the order written; `fold(fold(x)) == fold(x)`."""
    folded = (spelled(sounds_of(word)) for word in words_of(text))
    return " ".join(word for word in folded if word)


def words_of(text: str) -> list[str]:
    """The words of a name; hyphens, commas and the fillers of a machine-readable zone separate."""
    return WORD.findall(plain(text))


def _by_table(word: str, table: dict[str, str]) -> list[Sound]:
    found: list[Sound] = []
    for letter in word:
        sounds = table[letter] if letter in table else _unknown(letter)
        found += [Sound(sound, letter if not place else "") for place, sound in enumerate(sounds)]
        if not sounds and found:  # a hard or soft sign belongs to the letter before it
            found[-1] = Sound(found[-1].sound, found[-1].written + letter)
    return found


def _unknown(letter: str) -> str:
    """The sounds of a letter outside our tables (Greek, Georgian, accents), by its usual Latin spelling."""
    return "".join(each.sound for each in _latin_letters(anyascii(letter).lower()))


def _latin(word: str) -> list[Sound]:
    found: list[Sound] = []
    if not ISO_9.isdisjoint(word):
        word = word.replace("j", "y")
    for letter in word:
        base = letter if letter in LATIN or letter == "c" else anyascii(letter).lower()
        found += [Sound(sign, letter if not place else "") for place, sign in enumerate(base)]
    return _latin_letters("".join(each.sound for each in found), [each.written for each in found])


def _latin_letters(word: str, written: list[str] | None = None) -> list[Sound]:
    """Latin letters as sounds; `c` depends on what follows, `ee` and `oo` are English for i and u."""
    written = list(word) if written is None else written
    found: list[Sound] = []
    place = 0
    while place < len(word):
        letter, pair = word[place], word[place : place + 2]
        if pair in LATIN_PAIRS and not (pair == "tc" and word[place + 2 : place + 3] == "h"):
            found.append(Sound(LATIN_PAIRS[pair], "".join(written[place : place + 2])))
            place += 2
            continue
        sound = ("s" if word[place + 1 : place + 2] in {"e", "i", "y"} else "k") if letter == "c" else ""
        sound = sound or LATIN.get(letter, "")
        if sound:
            found.append(Sound(sound, written[place]))
        place += 1
    return found


def _persian(word: str) -> list[Sound]:
    """Persian letters as sounds: و and ی are vowels between consonants, a final ه is the vowel a."""
    found = _by_table(word, PERSIAN)
    if len(found) >= SHORTEST_WITH_FINAL_A and found[-1].written == "ه":
        found[-1] = Sound("a", "ه")
    if found and found[0].written == "ا":
        found[0] = Sound("a", "ا")
    for place in range(1, len(found)):
        between = found[place - 1].sound not in VOWELS and (
            place + 1 == len(found) or found[place + 1].sound not in VOWELS
        )
        if between and found[place].written in {"و", "ی", "ي"}:
            found[place] = Sound("u" if found[place].written == "و" else "i", found[place].written)
    return found


def _settled(sounds: list[Sound]) -> tuple[Sound, ...]:
    """Apply the rules until nothing changes. Each either shortens the row or settles an i or y for good."""
    while True:
        after = _glides(_merged(sounds))
        if after == sounds:
            return tuple(after)
        sounds = after


def _merged(sounds: list[Sound]) -> list[Sound]:
    """Doubled sounds as one, and pairs that are written like one sound as that sound."""
    found: list[Sound] = []
    for each in sounds:
        before = found[-1].sound if found else ""
        if (before, each.sound) == ("ë", "u"):  # Yousouf is y and ou, not yo and u
            found[-1] = Sound("y", found[-1].written)
            before = "y"
        sound = before if before == each.sound else MERGED.get((before, each.sound), "")
        if sound:
            found[-1] = Sound(sound, found[-1].written + each.written)
        else:
            found.append(each)
    return found


def _glides(sounds: list[Sound]) -> list[Sound]:
    """i beside another vowel is y (Ҳайдар: HAIDAR, Haydar); y beside none is i; i and y together are one of them."""
    found: list[Sound] = []
    around = ["", *(each.sound for each in sounds), ""]
    for place, each in enumerate(sounds, 1):
        before, after, sound = around[place - 1], around[place + 1], each.sound
        if sound == "i" and ({before, after} & OPEN_VOWELS):
            sound = "y"
        elif sound == "y" and not ({before, after} & VOWELS):
            sound = "i"
        found.append(Sound(sound, each.written))
    return _one_of_i_and_y(found)


def _one_of_i_and_y(sounds: list[Sound]) -> list[Sound]:
    """i and y side by side are y before a vowel (Зулфия: ZULFIIA) and i elsewhere (Раҷабӣ: Rajabiy)."""
    found: list[Sound] = []
    for place, each in enumerate(sounds):
        if found and {found[-1].sound, each.sound} == {"i", "y"}:
            opens = place + 1 < len(sounds) and sounds[place + 1].sound in OPEN_VOWELS
            found[-1] = Sound("y" if opens else "i", found[-1].written + each.written)
        else:
            found.append(each)
    return found
