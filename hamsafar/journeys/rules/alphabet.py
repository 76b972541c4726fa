"""The order of the Tajik alphabet, made here: no collation of the databases we serve knows it.

Thirty-five letters; letters of Russian only stand where Russian has them.
Latin names follow, then Persian ones. The key is compared byte by byte (collation C).
"""

from __future__ import annotations

from hamsafar.names.letters import plain

TAJIK = "абвгғдеёжзиӣйкқлмнопрстуӯфхҳчҷшъэюя"
CYRILLIC = "абвгғдеёжзиӣйкқлмнопрстуӯфхҳцчҷшщъыьэюя"  # with the four that only Russian writes
LATIN = "abcdefghijklmnopqrstuvwxyz"
PERSIAN = "آابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی"
GAP, ELSE = "!", "~"
FIRST = ord("0")
PLACES = {letter: chr(FIRST + place) for place, letter in enumerate(CYRILLIC + LATIN)} | {
    letter: chr(0xC0 + place) for place, letter in enumerate(PERSIAN)
}
LONGEST = 200


def sort_key(name: str) -> str:
    """What to sort a name by: words parted by a gap that comes before every letter."""
    words = "".join(letter if letter.isalpha() else " " for letter in plain(name)).split()
    return GAP.join("".join(PLACES.get(letter, ELSE) for letter in word) for word in words)[:LONGEST]
