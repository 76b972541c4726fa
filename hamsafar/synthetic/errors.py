"""Errors of writing: what tired hands and hurried clerks make of a name. Each takes one word and gives one word."""

from __future__ import annotations

from random import Random

SHORTEST = 5
# fmt: off
ALPHABETS = ("абвгдезиклмнопрстуфхчш", "abdefghijklmnoprstuvyz")
NEIGHBOURS = {
    "а": "о", "о": "а", "е": "и", "и": "е", "у": "о", "т": "д", "д": "т", "б": "п", "п": "б", "м": "н", "н": "м",
    "a": "o", "o": "a", "e": "i", "i": "e", "u": "o", "t": "d", "d": "t", "b": "p", "p": "b", "m": "n", "n": "m",
}
# fmt: on


def left_out(word: str, random: Random) -> str:
    place = random.randrange(1, len(word) - 1)
    return word[:place] + word[place + 1 :]


def doubled(word: str, random: Random) -> str:
    place = random.randrange(1, len(word) - 1)
    return word[:place] + word[place] + word[place:]


def turned(word: str, random: Random) -> str:
    """Two neighbours in each other's place."""
    place = random.randrange(1, len(word) - 2)
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]


def misheard(word: str, random: Random) -> str:
    places = [place for place, letter in enumerate(word) if place and letter.lower() in NEIGHBOURS]
    if not places:
        return word
    place = random.choice(places)
    return word[:place] + _as(word[place], NEIGHBOURS[word[place].lower()]) + word[place + 1 :]


def mistyped(word: str, random: Random) -> str:
    """Any other letter of the same script."""
    place = random.randrange(1, len(word))
    alphabet = ALPHABETS[word[place].lower() in ALPHABETS[1]]
    return word[:place] + _as(word[place], random.choice(alphabet)) + word[place + 1 :]


KINDS = ((left_out, 25), (doubled, 15), (turned, 15), (misheard, 30), (mistyped, 15))


def miswritten(word: str, random: Random) -> str:
    """One error in one word; short words are left alone, since one letter there makes another name."""
    if len(word) < SHORTEST:
        return word
    kind = random.choices([each for each, _ in KINDS], [weight for _, weight in KINDS])[0]
    return kind(word, random)


def _as(like: str, letter: str) -> str:
    return letter.upper() if like.isupper() else letter
