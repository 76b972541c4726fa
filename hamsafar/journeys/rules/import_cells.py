"""What single cells of a list say: a name, a sex, a country, a number, an address. Each word is read once.

A reader gives the value, or raises `BadCell` with the sentence that the officer who hands the list in can act on.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from zlib import crc32

from hamsafar.journeys.rules.alphabet import sort_key
from hamsafar.journeys.rules.filing import words_of
from hamsafar.journeys.rules.phones import NotAPhone, read_phone
from hamsafar.kit.because import Because
from hamsafar.names.folding import fold
from hamsafar.names.letters import plain, script_of
from hamsafar.names.parts import MEN, PATRONYMICS, WOMEN, Ending, part_of

LONGEST_PART, LONGEST_NAME, LONGEST_DISTRICT, LONGEST_NUMBER, LONGEST_EMAIL = 100, 200, 120, 20, 254
MOST_WORDS = 10
SHOWN = 40
FAMILY_ENDINGS = (MEN | WOMEN | {Ending.ZODA, Ending.PUR, Ending.YON}) - PATRONYMICS
_NAME = re.compile(r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f\u064b-\u0655 .,'’ʼ‘`´ʻʿʾ′-])*")
_NUMBER = re.compile(r"[^\W_]+")
USUAL_NUMBER = re.compile("[A-Z]{0,4}[0-9]{5,12}")
_CUT_NUMBER = re.compile(r"\d(?:[.,]\d+)?E\+\d+", re.IGNORECASE)
_EMAIL = re.compile(r"[^@\s<>\"',;]+@[^@\s<>\"',;]+\.[^@\s<>\"',;.]{2,}")
WELL_KNOWN_PHONE = re.compile(r"\+(?:992[0-9]{9}|79[0-9]{9})")
_PHONE_SIGNS = re.compile(r"[\s().-]+")
_LETTERS = re.compile("[A-Z]{3}")

# fmt: off
SEXES = {
    **dict.fromkeys(("m", "male", "man", "м", "муж", "мужской", "мужчина", "мард", "мардона", "писар", "1"), "M"),
    **dict.fromkeys(("f", "female", "woman", "ж", "жен", "женский", "женщина", "зан", "занона", "духтар", "2"), "F"),
    **dict.fromkeys(("x", "-", "—", ""), "X"),
}
COUNTRIES = {
    **dict.fromkeys((
        "tj", "tjk", "таджикистан", "тоҷикистон", "точикистон", "tajikistan", "рт", "ҷт", "ҷумҳурии тоҷикистон",
        "республика таджикистан", "republic of tajikistan", "таджик", "тоҷик", "таджикское",
    ), "TJK"),
    **dict.fromkeys((
        "ru", "rus", "россия", "русия", "russia", "рф", "российская федерация", "федератсияи россия",
        "федератсияи русия", "russian federation", "российское",
    ), "RUS"),
    **dict.fromkeys(("uz", "uzb", "узбекистан", "ӯзбекистон", "узбекистон", "uzbekistan"), "UZB"),
    **dict.fromkeys(("kg", "kgz", "кыргызстан", "киргизия", "қирғизистон", "kyrgyzstan"), "KGZ"),
    **dict.fromkeys(("kz", "kaz", "казахстан", "қазоқистон", "kazakhstan"), "KAZ"),
    **dict.fromkeys(("af", "afg", "афганистан", "афғонистон", "afghanistan"), "AFG"),
    "": "",
}
# fmt: on


class BadCell(ValueError):
    """One cell cannot be read. The message says why."""

    def __init__(self, reason: Because) -> None:
        self.reason = reason
        super().__init__(reason)


@dataclass(frozen=True, eq=False)
class NameCell:
    """One cell of a name and all that follows from it."""

    text: str
    script: str
    sort_key: str
    heard: str
    words: tuple[tuple[str, ...], ...]  # the skeletons of each word
    first: int  # the first skeleton as a whole number, the same in every process; 0 where there is none
    count: int
    endings: tuple[Ending, ...]


def name_cell(text: str) -> NameCell:
    """A cell that holds a name or a part of one; raises `BadCell` for anything else."""
    text = " ".join(unicodedata.normalize("NFC", text).split())
    if not text:
        return NOTHING
    if not _NAME.fullmatch(text):
        raise BadCell(Because("%(value)s is no name; write letters only.", value=_shown(text)))
    words = text.replace(",", " ").split()
    if len(text) > LONGEST_NAME or len(words) > MOST_WORDS:
        raise BadCell(Because("a name has at most %(most)s letters and signs.", most=LONGEST_NAME))
    endings = tuple(part_of(plain(word)).ending for word in words)
    skeletons = tuple(words_of(text))
    first = crc32(skeletons[0][0].encode()) if skeletons else 0
    return NameCell(text, script_of(plain(text)), sort_key(text), fold(text), skeletons, first, len(words), endings)


NOTHING = NameCell("", "", "", "", (), 0, 0, ())


def name_part(text: str) -> NameCell:
    """The same for a cell that holds a family name, a given name or a patronymic."""
    cell = name_cell(text)
    if len(cell.text) > LONGEST_PART:
        raise BadCell(Because("a name has at most %(most)s letters and signs.", most=LONGEST_PART))
    return cell


def sex_cell(text: str) -> str:
    """`F`, `M`, or `X` where nothing is said."""
    found = SEXES.get(text.lower().strip(" ."))
    if found is None:
        raise BadCell(Because("%(value)s is no sex; write F or M.", value=_shown(text)))
    return found


def country_cell(text: str) -> str:
    """The three letters of ICAO Doc 9303; empty where nothing is said."""
    found = COUNTRIES.get(" ".join(text.lower().replace(".", "").split()))
    if found is None and _LETTERS.fullmatch(text):
        return text
    if found is None:
        raise BadCell(Because("%(value)s is no country that we know; write its three letters.", value=_shown(text)))
    return found


def number_cell(text: str) -> str:
    """A passport's number as it is filed: capitals and digits."""
    if not text or USUAL_NUMBER.fullmatch(text):
        return text
    if _CUT_NUMBER.fullmatch(text):
        raise BadCell(
            Because("%(value)s is a number that a spreadsheet cut; write the cell as text.", value=_shown(text))
        )
    plain_text = "".join(_NUMBER.findall(text.upper().replace("№", "")))
    if not plain_text:
        return ""
    digits = sum(sign.isdigit() for sign in plain_text)
    if not digits >= 4 or not 5 <= len(plain_text) <= LONGEST_NUMBER:  # noqa: PLR2004 (no shorter ones are issued)
        raise BadCell(Because("%(value)s is no number of a passport.", value=_shown(text)))
    return plain_text


def phone_cell(text: str, regions: Sequence[str]) -> str:
    """A telephone number as E.164 writes it; empty where nothing is said."""
    if not text or WELL_KNOWN_PHONE.fullmatch(text):
        return text
    bare = _PHONE_SIGNS.sub("", text)
    if not bare or WELL_KNOWN_PHONE.fullmatch(bare):
        return bare
    try:
        return read_phone(bare, regions=regions)
    except NotAPhone as problem:
        raise BadCell(Because("%(value)s is no telephone number.", value=_shown(text))) from problem


def email_cell(text: str) -> str:
    if text and (len(text) > LONGEST_EMAIL or not _EMAIL.fullmatch(text)):
        raise BadCell(Because("%(value)s is no e-mail address.", value=_shown(text)))
    return text


def district_cell(text: str) -> str:
    text = " ".join(text.split())
    if len(text) > LONGEST_DISTRICT or not text.isprintable():
        raise BadCell(Because("a district has at most %(most)s letters.", most=LONGEST_DISTRICT))
    return text


def _shown(text: str) -> str:
    """A cell as an error quotes it."""
    return Because("“%(text)s”", text=f"{text[:SHOWN]}…" if len(text) > SHOWN else text)
