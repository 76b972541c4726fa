"""What each letter stands for: tables from Cyrillic, Persian and Latin letters to sounds.

A sound is one character: `b v g d J z y k l m n p r s t f h c C S` and the vowels `a o e i u` and `ë` (ё), where `J`
is both ҷ and ж, `h` both ҳ and х, `c` ц, `C` ч and `S` ш. Letters that scribes interchange share a sound; see
`folding`.
"""

from __future__ import annotations

import unicodedata

VOWELS = frozenset("aoeiuë")

# fmt: off
CYRILLIC = {
    **dict(zip("абвгдезийклмнопрстуф", "abvgdeziyklmnoprstuf", strict=True)),
    "ё": "ë", "ж": "J", "х": "h", "ц": "c", "ч": "C", "ш": "S", "щ": "S", "ъ": "", "ы": "i", "ь": "", "э": "e",
    "ю": "yu", "я": "ya",
    "ғ": "g", "ӣ": "i", "қ": "k", "ӯ": "u", "ҳ": "h", "ҷ": "J",  # Tajik
    "і": "i", "ї": "i", "є": "e", "ґ": "g", "ў": "u", "ә": "a", "ө": "o", "ү": "u", "ұ": "u", "ң": "n", "һ": "h",
}
# fmt: on

# Short vowels are not written in Persian: what is missing here is forgiven when two names are compared.
# fmt: off
PERSIAN = {
    "ا": "o", "آ": "o", "أ": "a", "إ": "i", "ب": "b", "پ": "p", "ت": "t", "ث": "s", "ج": "J", "چ": "C", "ح": "h",
    "خ": "h", "د": "d", "ذ": "z", "ر": "r", "ز": "z", "ژ": "J", "س": "s", "ش": "S", "ص": "s", "ض": "z", "ط": "t",
    "ظ": "z", "ع": "", "غ": "g", "ف": "f", "ق": "k", "ک": "k", "ك": "k", "گ": "g", "ل": "l", "م": "m", "ن": "n",
    "و": "v", "ؤ": "v", "ه": "h", "ة": "a", "ی": "y", "ي": "y", "ى": "y", "ئ": "y", "ء": "",
    "\u064e": "a", "\u0650": "i", "\u064f": "u",  # fatha, kasra, damma, where somebody wrote them
}
# fmt: on

# Two letters may make one sound (`sh`, `kh`); that is decided in `folding`, alike for every script.
# fmt: off
LATIN = {
    **dict(zip("abdefghijklmnoprstuvyz", "abdefghiJklmnoprstuvyz", strict=True)),
    "q": "k", "w": "v", "x": "h",
    "š": "S", "ş": "S", "ș": "S", "ś": "S", "č": "C", "ç": "C", "ć": "C", "ž": "J", "ż": "J", "ǰ": "J", "ǧ": "J",
    "ñ": "n", "ß": "s", "ı": "i", "ë": "ë",
}
# fmt: on

APOSTROPHES = "'’ʼ‘`´ʻʿʾ‛′″\"“”"


def script_of(word: str) -> str:
    """`cyrillic`, `persian` or `latin`, by the first letter that is clearly one of them."""
    for letter in word:
        if letter in CYRILLIC:
            return "cyrillic"
        if "\u0600" <= letter <= "\u06ff":
            return "persian"
        if letter.isalpha():
            return "latin"
    return "latin"


LAST_REMEMBERED = 0xFFFF


class _Kept(dict[int, int | None]):
    """What becomes of each sign when a text is made plain: itself or nothing. Those of living scripts are kept."""

    def __missing__(self, code: int) -> int | None:
        kept = None if chr(code) in APOSTROPHES or unicodedata.category(chr(code)) == "Cf" else code
        if code <= LAST_REMEMBERED:
            self[code] = kept
        return kept


_KEPT = _Kept()


def plain(text: str) -> str:
    """Lower case, composed letters, no apostrophes, no zero-width signs: what all reading begins with."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    return text.lower().replace("ӷ", "ғ").replace("i̇", "i").translate(_KEPT)
