"""How the other side will spell a name: one name by every standard in use on the corridor.

Sources of the tables: Russian letters for Tajik ones as Russian documents write them; BGN/PCGN 1994 and ISO 9:1995
for Tajik as listed by the UNGEGN Working Group on Romanization Systems (version 2.2, January 2003); ICAO Doc 9303 as
quoted in the Russian rules on travel documents (Cyrillic characters, extract); GOST R 52535.1-2006 as quoted in order
26 of the Federal Migration Service of 3 February 2010; the French spelling and that of 1997 as extracts quote them
from order 310 of the Ministry of Internal Affairs of 26 May 1997. BGN/PCGN for Russian is from memory of its use: its
row says `practice`, as do those that no rule prescribes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from hamsafar.names.letters import plain, script_of

VOWELS = "аеёиоуыэюяӣӯ"

IN_RUSSIAN = {"ғ": "г", "ӣ": "и", "қ": "к", "ӯ": "у", "ҳ": "х", "ҷ": "дж"}

# fmt: off
_COMMON = {
    **dict(zip("абвгдезиклмнопрстуф", "abvgdeziklmnoprstuf", strict=True)),
    "ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e",
}
# fmt: on
_SPOKEN = {**_COMMON, "й": "y", "ё": "yo", "ю": "yu", "я": "ya"}
_TAJIK = {"ғ": "gh", "ӣ": "i", "қ": "q", "ӯ": "u", "ҳ": "h", "ҷ": "j"}

DIRECT = {**_SPOKEN, **_TAJIK}
BGN_TAJIK = {**DIRECT, "ӣ": "í", "ӯ": "ŭ", "ъ": "’", "э": "ė", "щ": "sh", "ы": "i"}
BGN_RUSSIAN = {**_SPOKEN, "ё": "yë", "ъ": "”", "ь": "’"}
# fmt: off
ISO_9 = {
    **_COMMON, "й": "j", "ё": "ë", "ж": "ž", "х": "h", "ц": "c", "ч": "č", "ш": "š", "щ": "ŝ", "ъ": "ʺ", "ь": "ʹ",
    "э": "è", "ю": "û", "я": "â", "ғ": "ġ", "ӣ": "ī", "қ": "ķ", "ӯ": "ū", "ҳ": "ḩ", "ҷ": "ç",
}
# fmt: on
ICAO = {**_COMMON, "й": "i", "ё": "e", "ъ": "ie", "ю": "iu", "я": "ia"}
GOST_2006 = {**ICAO, "ц": "tc", "ъ": ""}
# fmt: off
FRENCH = {
    **_COMMON, "ж": "j", "у": "ou", "ч": "tch", "ш": "ch", "щ": "chtch", "й": "i", "ё": "e", "ю": "iou", "я": "ia",
}
# fmt: on
INFORMAL = {**DIRECT, "х": "x", "ғ": "g", "қ": "k"}


@dataclass(frozen=True)
class Standard:
    """One way of spelling. `kind` is `rule` where a table was read, `practice` where none was."""

    key: str
    name: Mapping[str, str]
    kind: str
    write: Callable[[str], str]


@dataclass(frozen=True)
class Form:
    """A name by one standard; `guess` where the name was given in Latin letters, or with дж for ҷ."""

    standard: str
    spelling: str
    kind: str
    name: Mapping[str, str]
    guess: bool = False

    def as_dict(self) -> dict[str, object]:
        return {**vars(self), "name": dict(self.name)}


class CannotSpell(ValueError):
    """The script does not say enough to spell the name in another. The message says why."""


def forms(name: str) -> list[Form]:
    """A name given in Tajik letters by every standard; from Russian or Latin letters some are guesses.

    Raises `CannotSpell` for Persian script, which leaves out the short vowels, and where there are no letters.
    """
    text = " ".join(name.split())
    script = script_of(plain(text))
    if not any(letter.isalpha() for letter in text):
        raise CannotSpell("There are no letters in this name.")
    if script == "persian":
        raise CannotSpell("Persian script leaves out the short vowels: give the name in Tajik or Russian letters.")
    source = _cyrillic_guess(text) if script == "latin" else text
    source = re.sub("дж", "ҷ", re.sub("Д[жЖ]", "Ҷ", source))  # Russian has no ҷ; Tajik has hardly a дж
    guess = source != text
    return [Form(each.key, each.write(source), each.kind, each.name, guess) for each in STANDARDS]


def russian(name: str) -> str:
    """In Russian letters: ҷ becomes дж, a final ӣ и."""
    return _cased(name, lambda word: _by(IN_RUSSIAN, word))


def _by(table: Mapping[str, str], word: str) -> str:
    return "".join(table.get(letter, letter) for letter in word)


def _iotated(word: str, table: Mapping[str, str], hard: str = "") -> str:
    """By a table, with е as `ye` at the start of a word and after a vowel or a sign."""
    found = ""
    for place, letter in enumerate(word):
        opens = letter == "е" and (not place or word[place - 1] in VOWELS + "ъь")
        found += "ye" if opens else table.get(letter, letter)
    return found


def _cased(name: str, write: Callable[[str], str]) -> str:
    """Word by word, each with the case it had: capitals stay capitals, a capital at the start stays one."""
    return re.sub(r"[^\W\d_]+", lambda found: _case_of(found[0], write(found[0].lower())), name)


def _case_of(like: str, word: str) -> str:
    if len(like) > 1 and like.isupper():
        return word.upper()
    return word[:1].upper() + word[1:] if like[:1].isupper() else word


def _tajik_by(table: Mapping[str, str]) -> Callable[[str], str]:
    return lambda name: _cased(name, lambda word: _by(table, word))


def _russian_by(table: Mapping[str, str]) -> Callable[[str], str]:
    """Through the Russian spelling, in capitals, as a passport prints it."""
    return lambda name: _cased(russian(name), lambda word: _by(table, word)).upper()


def _french(name: str) -> str:
    def write(word: str) -> str:
        spelled = _by(FRENCH, word.replace("дж", "dj"))
        return re.sub("in$", "ine", spelled)

    return _cased(russian(name), write)


def _rules_1997(name: str) -> str:
    return _cased(russian(name), lambda word: _iotated(word, {**_SPOKEN, "ь": "'"})).upper()


def _bgn_russian(name: str) -> str:
    return _cased(russian(name), lambda word: _iotated(word, BGN_RUSSIAN))


def _informal(name: str) -> str:
    return re.sub(r"([^\W\d_])\1", r"\1", _tajik_by(INFORMAL)(name))


def _words(en: str, ru: str, tg: str) -> Mapping[str, str]:
    return {"en": en, "ru": ru, "tg": tg}


STANDARDS = (
    Standard("tajik", _words("Tajik letters", "таджикское письмо", "хати тоҷикӣ"), "rule", str),
    Standard("russian", _words("Russian letters", "русское письмо", "хати русӣ"), "practice", russian),
    Standard(
        "icao-9303",
        _words("ICAO Doc 9303, from Russian letters", "ИКАО Doc 9303, с русского", "ИКАО Doc 9303, аз хати русӣ"),
        "rule",
        _russian_by(ICAO),
    ),
    Standard(
        "direct",
        _words("letter for letter from Tajik", "буква за букву с таджикского", "ҳарф ба ҳарф аз тоҷикӣ"),
        "practice",
        _tajik_by(DIRECT),
    ),
    Standard(
        "bgn-pcgn-tajik",
        _words("BGN/PCGN 1994 for Tajik", "BGN/PCGN 1994 для таджикского", "BGN/PCGN 1994 барои тоҷикӣ"),
        "rule",
        _tajik_by(BGN_TAJIK),
    ),
    Standard(
        "bgn-pcgn-russian",
        _words("BGN/PCGN for Russian", "BGN/PCGN для русского", "BGN/PCGN барои русӣ"),
        "practice",
        _bgn_russian,
    ),
    Standard(
        "iso-9",
        _words("ISO 9:1995", "ИСО 9:1995", "ISO 9:1995"),
        "rule",
        _tajik_by(ISO_9),
    ),
    Standard(
        "ru-passport-1997",
        _words("Russian passports from 1997", "российские паспорта с 1997 года", "шиносномаҳои Русия аз соли 1997"),
        "rule",
        _rules_1997,
    ),
    Standard(
        "ru-passport-2010",
        _words(
            "Russian passports from 2010 (GOST R 52535.1-2006)",
            "российские паспорта с 2010 года (ГОСТ Р 52535.1-2006)",
            "шиносномаҳои Русия аз соли 2010 (ГОСТ Р 52535.1-2006)",
        ),
        "rule",
        _russian_by(GOST_2006),
    ),
    Standard(
        "french",
        _words(
            "French style of older passports",
            "французский стиль старых паспортов",
            "услуби фаронсавии шиносномаҳои кӯҳна",
        ),
        "rule",
        _french,
    ),
    Standard(
        "informal",
        _words("as people write themselves", "как пишут сами люди", "чунон ки одамон худ менависанд"),
        "practice",
        _informal,
    ),
)

# Latin letters back into Russian ones, longest first; what each stands for most often in names of this corridor.
_BACK = (
    *(("shch", "щ"), ("dzh", "дж"), ("tch", "ч"), ("zh", "ж"), ("kh", "х"), ("gh", "г"), ("sh", "ш"), ("ch", "ч")),
    *(("ts", "ц"), ("dj", "дж"), ("ou", "у"), ("yo", "ё"), ("yu", "ю"), ("ya", "я"), ("ye", "е"), ("iu", "ю")),
    *(("ia", "ия"), ("iy", "ий"), ("ay", "ай"), ("ey", "ей"), ("oy", "ой"), ("uy", "уй"), ("oo", "у"), ("ee", "и")),
    *zip("abcdefghijklmnopqrstuvwxyz", "абкдефгхиджклмнопкрстуввхйз".replace("дж", "ҷ"), strict=True),
)


def _cyrillic_guess(name: str) -> str:
    def write(word: str) -> str:
        found, place = "", 0
        while place < len(word):
            sign, letters = next(((a, b) for a, b in _BACK if word.startswith(a, place)), (word[place], word[place]))
            found, place = found + letters, place + len(sign)
        return re.sub("^е", "э", found)

    return _cased("".join(letter for letter in name if letter not in "'’ʼ"), write)


def distinct(found: list[Form]) -> Iterator[str]:
    """Every spelling once."""
    yield from dict.fromkeys(each.spelling for each in found)
