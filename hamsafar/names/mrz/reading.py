"""Reading a zone: every field, which check digits hold, and what a scanner may have misread."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from hamsafar.names.mrz.digits import VALUES, check_digit
from hamsafar.names.mrz.layout import DIGITS, FILLER, LAYOUTS, LETTERS, TD3, Field, Layout

SEXES = {"M": "M", "F": "F", FILLER: "X"}
SHAPES = ", ".join(f"{each.lines} lines of {each.width} ({each.name})" for each in LAYOUTS)

# Signs that scanners take for one another, by what may stand in the field.
AS_DIGIT = {"O": "0", "Q": "0", "D": "0", "I": "1", "L": "1", "Z": "2", "S": "5", "G": "6", "T": "7", "B": "8"}
AS_LETTER = {"0": "O", "1": "I", "2": "Z", "5": "S", "6": "G", "8": "B"}
EITHER = {**AS_DIGIT, **AS_LETTER}


class NotAZone(ValueError):
    """The text has not the shape of any zone. The message says which shapes there are."""


@dataclass(frozen=True)
class Problem:
    """What is wrong, in one field. Codes: `sign`, `check_digit`, `date`, `sex`, `names`, `code`."""

    code: str
    field: str
    words: str


@dataclass(frozen=True)
class Suggestion:
    """A sign that may have been misread; line and place count from 1. Nothing is changed unless a person agrees."""

    field: str
    line: int
    place: int
    read: str
    perhaps: str
    rule: str


@dataclass(frozen=True)
class Zone:
    """What a zone says. `surname` and `given` have spaces for fillers; dates are as written, YYMMDD.

    `checks` says for each check digit present whether it holds; `truncated` that names may have been cut short.
    """

    format: str
    lines: tuple[str, ...]
    code: str
    issuer: str
    number: str
    surname: str
    given: str
    nationality: str
    birth: str
    sex: str
    expiry: str
    optional: str
    optional2: str
    truncated: bool
    checks: Mapping[str, bool]
    problems: tuple[Problem, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def valid(self) -> bool:
        return not self.problems

    def born_on(self, today: date) -> date | None:
        """The day of birth, in the latest century that is not in the future; `None` where it is partly unknown."""
        return _latest(self.birth, not_after=today)

    def expires_on(self) -> date | None:
        """The day of expiry, in this century."""
        return _day(self.expiry, 2000)

    def as_dict(self) -> dict[str, object]:
        """For JSON."""
        said: dict[str, object] = {"valid": self.valid, **vars(self), "checks": dict(self.checks)}
        lists = {"problems": self.problems, "suggestions": self.suggestions}
        return said | {name: [vars(each) for each in found] for name, found in lists.items()}


def read(text: str | Sequence[str]) -> Zone:
    """One zone, from its lines or from text that holds them. Raises `NotAZone`; wrong content is told in `problems`."""
    lines = lines_of(text)
    layout = _layout(lines)
    zone = _read(layout, lines)
    return replace(zone, suggestions=tuple(_suggestions(layout, lines, zone))) if zone.problems else zone


def lines_of(text: str | Sequence[str]) -> tuple[str, ...]:
    """The lines of one zone; also where they follow one another without a break, or « and spaces stand for fillers."""
    parts = re.split(r"[\s|;,\\]+", text.strip()) if isinstance(text, str) else [part.strip() for part in text]
    lines = tuple(part.upper().replace("«", "<<").replace("‹", FILLER) for part in parts if part)
    if len(lines) == 1:
        for layout in LAYOUTS:
            if len(lines[0]) == layout.lines * layout.width:
                places = range(0, len(lines[0]), layout.width)
                return tuple(lines[0][place : place + layout.width] for place in places)
    return lines


def _layout(lines: tuple[str, ...]) -> Layout:
    for layout in LAYOUTS:
        if len(lines) == layout.lines and all(len(line) == layout.width for line in lines):
            if layout.name == "TD2" and _is_old_french(lines):
                raise NotAZone("This is a French identity card of the old kind, which ICAO Doc 9303 does not describe.")
            return layout
    widths = " and ".join(str(len(line)) for line in lines) or "nothing"
    raise NotAZone(f"A zone has {SHAPES}; here: {widths}.")


def _is_old_french(lines: tuple[str, ...]) -> bool:
    """Its second line begins with year and month of issue, and carries the given names."""
    second = lines[1]
    return lines[0].startswith("IDFRA") and second[-1:].isdigit() and second[27:33].isdigit() and second[34] in "MF"


def _read(layout: Layout, lines: tuple[str, ...]) -> Zone:
    said = {each.name: each.of(lines) for each in layout.fields}
    number, optional, checks, notes = _document_number(layout, said)
    (surname, given), wrong_names = _names(said["names"])
    checks |= {name: _holds(said[name], said[f"{name}_check"]) for name in ("birth", "expiry")}
    if layout is TD3:
        checks["optional"] = _holds(said["optional"], said["optional_check"], may_be_empty=True)
    checks["composite"] = _holds("".join(lines[line][a:b] for line, a, b in layout.composite), said["composite_check"])
    return Zone(
        format=layout.name,
        lines=lines,
        code=said["code"].rstrip(FILLER),
        issuer=said["issuer"].rstrip(FILLER),
        number=number,
        surname=surname,
        given=given,
        nationality=said["nationality"].rstrip(FILLER),
        birth=said["birth"],
        sex=SEXES.get(said["sex"], said["sex"]),
        expiry=said["expiry"],
        optional=optional,
        optional2=said.get("optional2", "").rstrip(FILLER),
        truncated=not said["names"].endswith(FILLER),
        checks=checks,
        problems=(*_wrong_signs(layout, lines), *wrong_names, *_wrong_values(said), *_wrong_checks(checks)),
        notes=tuple(notes),
    )


def _holds(text: str, digit: str, *, may_be_empty: bool = False) -> bool:
    if may_be_empty and digit == FILLER:
        return not text.strip(FILLER)  # part 4: a filler may stand for the check digit of an empty field
    return all(sign in VALUES for sign in text) and check_digit(text) == digit


def _document_number(layout: Layout, said: Mapping[str, str]) -> tuple[str, str, dict[str, bool], list[str]]:
    """Number, optional data, its check, and notes. A number of more than nine signs runs on into the optional data.

    Parts 5 and 6: a filler then stands for the check digit, and the rest of the number, its check digit and a filler
    begin the optional data. Issuers differ in whether that first filler is counted; both ways are accepted.
    """
    number, digit, optional = said["number"], said["number_check"], said["optional"]
    if digit == FILLER and layout is not TD3 and optional.strip(FILLER):
        rest = optional.split(FILLER)[0]
        whole, last = number + rest[:-1], rest[-1:]
        left = optional[len(rest) :].strip(FILLER)
        if rest and _holds(whole, last):
            return whole, left, {"number": True}, ["long document number"]
        counted = bool(rest) and _holds(number + FILLER + rest[:-1], last)
        notes = ["long document number", "the filler was counted for the check digit"][: 1 + counted]
        return whole, left, {"number": counted}, notes
    return number.rstrip(FILLER), optional.rstrip(FILLER), {"number": _holds(number, digit)}, []


def _names(text: str) -> tuple[tuple[str, str], list[Problem]]:
    """Surname and given names, and what is wrong with them.

    Parts 3 to 6: two fillers part the surname from the given names, one parts the words of
    each; a name that fills its field to the last place may have been truncated.
    """
    surname, _, given = text.rstrip(FILLER).partition(FILLER * 2)
    wrong = []
    if not surname.strip(FILLER):
        wrong.append(Problem("names", "names", "no surname stands before the given names"))
    elif FILLER * 2 in given:
        wrong.append(Problem("names", "names", "more than one gap of two fillers stands among the names"))
    return (_spaced(surname), _spaced(given)), wrong


def _spaced(names: str) -> str:
    return " ".join(names.replace(FILLER, " ").split())


def _wrong_signs(layout: Layout, lines: tuple[str, ...]) -> list[Problem]:
    found = []
    for each in layout.fields:
        bad = "".join(sorted({sign for sign in each.of(lines) if not _may_stand(sign, each)}))
        if bad:
            what = {LETTERS: "only letters", DIGITS: "only digits"}.get(each.holds, "only capitals and digits")
            found.append(Problem("sign", each.name, f"{what} may stand here, not {bad}"))
    return found


def _may_stand(sign: str, field: Field) -> bool:
    if sign not in VALUES:
        return False
    if sign == FILLER or field.holds not in {LETTERS, DIGITS}:
        return True
    return sign.isdigit() == (field.holds == DIGITS)


def _wrong_values(said: Mapping[str, str]) -> list[Problem]:
    found = []
    if not said["code"][:1].isalpha():
        found.append(Problem("code", "code", "a zone begins with a letter for the kind of document"))
    if said["sex"] not in SEXES:
        found.append(Problem("sex", "sex", "M, F or a filler may stand here"))
    for name in ("birth", "expiry"):
        text = said[name]
        if text.isdigit() and _day(text, 2000) is None and _day(text, 1900) is None:
            found.append(Problem("date", name, f"{text} is no day"))
    return found


def _wrong_checks(checks: Mapping[str, bool]) -> list[Problem]:
    return [
        Problem("check_digit", name, "the check digit does not hold") for name, holds in checks.items() if not holds
    ]


def _day(text: str, century: int) -> date | None:
    if not re.fullmatch("[0-9]{6}", text):
        return None
    try:
        return date(century + int(text[:2]), int(text[2:4]), int(text[4:]))
    except ValueError:
        return None


def _latest(text: str, *, not_after: date) -> date | None:
    days = [day for century in (1900, 2000) if (day := _day(text, century)) is not None and day <= not_after]
    return max(days, default=None)


# ── Suggestions ──


def _suggestions(layout: Layout, lines: tuple[str, ...], zone: Zone) -> list[Suggestion]:
    """First signs that cannot stand where they were read; then single signs that would make a check digit hold."""
    found = [each for field in layout.fields for each in _impossible(field, lines)]
    mended = _with(lines, found)
    broken = {problem.field for problem in _read(layout, mended).problems if problem.code == "check_digit"}
    for name in sorted(broken - {"composite"}):
        found += _one_sign(layout, mended, name)
    if broken == {"composite"}:
        found += _one_sign(layout, mended, "composite")
    return found


def _impossible(field: Field, lines: tuple[str, ...]) -> list[Suggestion]:
    table, rule = {
        DIGITS: (AS_DIGIT, "only digits stand here (ICAO Doc 9303 part 3)"),
        LETTERS: (AS_LETTER, "only letters stand here (ICAO Doc 9303 part 3)"),
    }.get(field.holds, ({}, ""))
    return [
        Suggestion(field.name, field.line + 1, place + 1, sign, table[sign], rule)
        for place, sign in enumerate(lines[field.line])
        if field.start <= place < field.end and not _may_stand(sign, field) and sign in table
    ]


def _one_sign(layout: Layout, lines: tuple[str, ...], name: str) -> list[Suggestion]:
    """Every exchange of one look-alike that makes this check digit hold and none fail that held."""
    before = {key for key, holds in _read(layout, lines).checks.items() if holds}
    names = (name, f"{name}_check") if name != "composite" else ("optional", "optional2", "composite_check")
    found = []
    for field in (layout.field(each) for each in names if layout.has(each)):
        for place in range(field.start, field.end):
            sign = lines[field.line][place]
            perhaps = EITHER.get(sign)
            if perhaps is None or not _may_stand(perhaps, field):
                continue
            rule = f"then the check digit of {name} holds (ICAO Doc 9303 part 3)"
            one = Suggestion(field.name, field.line + 1, place + 1, sign, perhaps, rule)
            checks = _read(layout, _with(lines, [one])).checks
            if checks[name] and before <= {key for key, holds in checks.items() if holds}:
                found.append(one)
    return found


def _with(lines: tuple[str, ...], suggestions: Sequence[Suggestion]) -> tuple[str, ...]:
    signs = [list(line) for line in lines]
    for each in suggestions:
        signs[each.line - 1][each.place - 1] = each.perhaps
    return tuple("".join(line) for line in signs)


def mended(zone: Zone) -> tuple[str, ...]:
    """The lines as they would read if every suggestion were taken."""
    return _with(zone.lines, zone.suggestions)
