"""Writing the zone of a passport (TD3, ICAO Doc 9303 part 4)."""

from __future__ import annotations

import re
from datetime import date

from anyascii import anyascii

from hamsafar.names.letters import APOSTROPHES
from hamsafar.names.mrz.digits import check_digit
from hamsafar.names.mrz.layout import FILLER, TD3

NAMES = TD3.field("names").end - TD3.field("names").start
GAP = FILLER * 2


class CannotWrite(ValueError):
    """A value has no place in the zone. The message says which and why."""


def write_td3(
    *,
    surname: str,
    given: str,
    number: str,
    nationality: str,
    birth: date,
    sex: str,
    expiry: date,
    issuer: str = "",
    code: str = "P",
    optional: str = "",
) -> tuple[str, str]:
    """The two lines of a passport. Names in Latin letters, as in the visual zone; `sex` is M, F or X.

    `issuer` is the nationality where nothing else is said. Raises `CannotWrite`.
    """
    states = _padded(issuer or nationality, 3, "issuer"), _padded(nationality, 3, "nationality")
    if sex not in {"M", "F", "X"}:
        raise CannotWrite(f"The sex is M, F or X, not {sex}.")
    held = [_padded(number, 9, "number"), f"{birth:%y%m%d}", f"{expiry:%y%m%d}", _padded(optional, 14, "optional data")]
    number_, birth_, expiry_ = (text + check_digit(text) for text in held[:3])
    optional_ = held[3] + (check_digit(held[3]) if optional else FILLER)
    composite = check_digit(number_ + birth_ + expiry_ + optional_)
    upper = _padded(code, 2, "code") + states[0] + names_field(surname, given, NAMES)
    return upper, f"{number_}{states[1]}{birth_}{sex.replace('X', FILLER)}{expiry_}{optional_}{composite}"


def names_field(surname: str, given: str, room: int) -> str:
    """Both names in `room` places, cut by the rules of truncation where they are longer.

    Part 4: the surname is kept as far as one letter of the given names still finds room; a field that
    was cut ends in a letter, never in a filler, so that a reader sees it.
    """
    first, second = words(surname), words(given)
    if not first:
        first, second = second, []  # who has one name only has it as the surname
    if not first:
        raise CannotWrite("There is no name to write.")
    primary, secondary = FILLER.join(first), FILLER.join(second)
    if len(primary) + bool(secondary) * (len(GAP) + len(secondary)) <= room:
        return (primary + GAP + secondary if secondary else primary).ljust(room, FILLER)
    if not secondary:
        return _cut(primary, room)
    kept = primary if len(primary) <= room - len(GAP) - 1 else _cut(primary, room - len(GAP) - 1)
    return kept + GAP + _cut(secondary, room - len(kept) - len(GAP))


def _cut(text: str, room: int) -> str:
    """The first `room` signs; where that would end in a filler, the word before it gives up its last letter.

    A word of one letter has none to give: then the filler goes, and two words stand as one.
    """
    if len(text) <= room or text[room - 1] != FILLER:
        return text[:room]
    before = text[: room - 1].rpartition(FILLER)[2]
    return (text[: room - 2] + text[room - 1 : room + 1]) if len(before) > 1 else text[: room - 1] + text[room]


def words(name: str) -> list[str]:
    """The words of a name in the signs of a zone: apostrophes fall away, hyphens part (part 3)."""
    bare = "".join(sign for sign in name if sign not in APOSTROPHES)
    return re.findall("[A-Z]+", anyascii(bare).upper().replace("'", ""))


def _padded(text: str, room: int, what: str) -> str:
    signs = re.sub(r"[ \-]", FILLER, text.upper())
    if len(signs) > room or not re.fullmatch("[A-Z0-9<]*", signs):
        raise CannotWrite(f"The {what} “{text}” does not fit: at most {room} letters and digits.")
    return signs.ljust(room, FILLER)
