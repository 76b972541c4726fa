"""How clerks write a Tajik name: in Russian, and in Latin letters by several standards and by none.

Written apart from `hamsafar.names` and from its tests. Every writer takes Tajik Cyrillic. Tables: Russian letters for
Tajik ones as in Russian documents of Tajik citizens; ICAO Doc 9303 part 3; BGN/PCGN 1994 for Tajik as listed by the
UNGEGN Working Group on Romanization Systems; Russian passports by the rules of 1997 and by GOST R 52535.1-2006; French
spelling as in Soviet foreign passports.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random

VOWELS = "аеёиоуэюяӣӯ"

TO_RUSSIAN = {"ғ": "г", "ӣ": "и", "қ": "к", "ӯ": "у", "ҳ": "х", "ҷ": "дж"}

# fmt: off
DIRECT = {
    **dict(zip("абвгдезийклмнопрстуф", "abvgdeziyklmnoprstuf", strict=True)),
    "ё": "yo", "ж": "zh", "х": "kh", "ч": "ch", "ш": "sh", "ъ": "", "э": "e", "ю": "yu", "я": "ya",
    "ғ": "gh", "ӣ": "i", "қ": "q", "ӯ": "u", "ҳ": "h", "ҷ": "j",
}
# fmt: on
BGN = {**DIRECT, "ъ": "’", "ӣ": "í", "ӯ": "ŭ", "э": "ė"}
INFORMAL = {**DIRECT, "х": "x", "ғ": "g", "ж": "j"}

# fmt: off
ICAO = {
    **dict(zip("абвгдезийклмнопрстуф", "abvgdeziiklmnoprstuf", strict=True)),
    "ё": "e", "ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "ie", "ы": "y", "ь": "",
    "э": "e", "ю": "iu", "я": "ia",
}
# fmt: on
GOST_2006 = {**ICAO, "ъ": "", "ц": "tc"}
RULES_1997 = {**ICAO, "й": "y", "ё": "yo", "ъ": "", "ь": "'", "ю": "yu", "я": "ya"}
# fmt: off
FRENCH = {
    **dict(zip("абвгдезийклмнопрстф", "abvgdeziyklmnoprstf", strict=True)),
    "ё": "yo", "ж": "j", "у": "ou", "х": "kh", "ц": "ts", "ч": "tch", "ш": "ch", "щ": "chtch", "ъ": "", "ы": "y",
    "ь": "", "э": "e", "ю": "iou", "я": "ia",
}
# fmt: on


def russian(tajik: str) -> str:
    """In Russian letters, as a Russian clerk writes it."""
    return _cased(tajik, _russian(tajik.lower()))


def direct(tajik: str) -> str:
    """Letter for letter into Latin, without a detour through Russian."""
    return _cased(tajik, _by(DIRECT, tajik.lower()))


def bgn(tajik: str) -> str:
    return _cased(tajik, _by(BGN, tajik.lower()))


def icao(tajik: str) -> str:
    """Capitals, made from the Russian spelling."""
    return _by(ICAO, _russian(tajik.lower())).upper()


def gost_2006(tajik: str) -> str:
    return _by(GOST_2006, _russian(tajik.lower())).upper()


def rules_1997(tajik: str) -> str:
    """е is `ye` at the start and after a vowel."""
    return _by(RULES_1997, _iotated(_russian(tajik.lower()))).upper()


def french(tajik: str) -> str:
    """As in Soviet foreign passports: ou for у, tch for ч, dj for дж, a silent e after a final -in."""
    word = _by(FRENCH, _russian(tajik.lower()).replace("дж", "dж"))
    return _cased(tajik, word + "e" if word.endswith("in") else word)


def informal(tajik: str) -> str:
    """As people write themselves in messages."""
    return _cased(tajik, _by(INFORMAL, tajik.lower()))


Writer = Callable[[str], str]
# fmt: off
LATIN: Mapping[str, Writer] = {
    "direct": direct, "icao": icao, "bgn": bgn, "gost-2006": gost_2006, "rules-1997": rules_1997,
    "french": french, "informal": informal,
}
# fmt: on
WRITERS: Mapping[str, Writer] = {"tajik": str, "russian": russian, **LATIN}


def somebody(random: Random) -> str:
    """The name of a writer, about as often as their papers are met."""
    return random.choices(
        ("tajik", "russian", "icao", "direct", "gost-2006", "rules-1997", "bgn", "french", "informal"),
        (24, 24, 18, 14, 5, 5, 3, 3, 4),
    )[0]


def _russian(word: str) -> str:
    return "".join(TO_RUSSIAN.get(letter, letter) for letter in word)


def _by(table: Mapping[str, str], word: str) -> str:
    return "".join(table.get(letter, letter) for letter in word)


def _iotated(word: str) -> str:
    return "".join(
        "ye" if letter == "е" and (not place or word[place - 1] in VOWELS or not word[place - 1].isalpha()) else letter
        for place, letter in enumerate(word)
    )


def _cased(like: str, word: str) -> str:
    return " ".join(each[:1].upper() + each[1:] for each in word.split(" ")) if like[:1].isupper() else word
