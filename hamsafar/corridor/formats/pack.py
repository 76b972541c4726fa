"""The corridor's part of a pack, read and checked as a whole (docs/reference/pack.md). Pure: no database."""

from __future__ import annotations

import hashlib
import zoneinfo
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

from hamsafar.corridor.formats.reading import (
    KEY,
    Document,
    PackError,
    PackErrors,
    Row,
    not_a_day,
    read_rows,
    read_toml,
    shown,
)
from hamsafar.corridor.rules import Calendar, overlapping
from hamsafar.kit.because import Because
from hamsafar.kit.words import LANGUAGES, Words

Built = TypeVar("Built")
Lined = TypeVar("Lined", "PackCode", "PackRule")


def columns(text: str) -> tuple[str, ...]:
    """Column names from a sentence of the reference: `name_*` becomes the three language columns."""
    return tuple(
        each
        for name in text.replace(",", " ").split()
        for each in ([name[:-1] + lang for lang in LANGUAGES] if name.endswith("_*") else [name])
    )


SIDE = columns("key role country name_* adjective_* capital_* time_zone")
POST = columns("key side kind iata icao unlocode name_* source")
CODE = columns("list key label_* short_* valid_from valid_to source note_*")
RULE = columns("key name_* value unit valid_from valid_to status act source note_*")
HOLIDAY = columns("date name_* kind source")
ABOUT = ("key", "name", "version", "origin", "destination")

ROLES = ("origin", "destination")
POST_KINDS = ("airport", "land", "rail")
STATUSES = ("established", "proposed", "not-established", "practice")
HOLIDAY_KINDS = ("holiday", "moved-working-day")
# How long a code is that a timetable or a register uses; all of them are capital letters and digits.
POST_CODES = {"iata": 3, "icao": 4, "unlocode": 5}
_COUNTRY = 2
# The most characters a cell may have, where the database keeps it as a short text.
MOST = {"key": 60, "list": 40, "value": 200, "unit": 60, "act": 300, "source": 80}


@dataclass(frozen=True)
class PackSide:
    key: str
    role: str
    country: str
    name: Words
    adjective: Words
    capital: Words
    time_zone: str


@dataclass(frozen=True)
class PackPost:
    key: str
    side: str
    kind: str
    iata: str
    icao: str
    unlocode: str
    name: Words
    source: str


@dataclass(frozen=True)
class PackCode:
    """One entry of a code list. `short` is the label where the pack gives no shorter one."""

    list: str
    key: str
    label: Words
    short: Words
    note: Words
    valid_from: date | None
    valid_to: date | None
    source: str
    line: int


@dataclass(frozen=True)
class PackRule:
    """One dated rule. `value` is text as in the source's unit; empty where the number is not established."""

    key: str
    name: Words
    value: str
    unit: str
    valid_from: date | None
    valid_to: date | None
    status: str
    act: str
    source: str
    note: Words
    line: int


@dataclass(frozen=True)
class PackHoliday:
    side: str
    date: date
    kind: str
    name: Words
    source: str


class Pack:
    """One corridor pack's sides, posts, code lists, dated rules and calendars, all checked.

    Raises `PackErrors` with everything that is wrong. The other parts of a pack are read by the apps above, which
    use `path`, `words` and `code`.
    """

    def __init__(self, folder: Path | str) -> None:
        self.path = Path(folder)
        reader = _Reader(self.path)
        self.key, self.name, self.version, origin, destination = reader.about()
        self.sides = reader.sides(origin=origin, destination=destination)
        # Where the sides themselves are in error, nothing that names one is held against them.
        known = frozenset() if reader.errors else frozenset(side.key for side in self.sides)
        self.posts = reader.posts(known)
        self.codes = reader.codes()
        self.rules = reader.rules()
        self.holidays = reader.holidays(known)
        if reader.errors:
            raise PackErrors(reader.errors)
        self._by_code: dict[tuple[str, str], list[PackCode]] = defaultdict(list)
        for code in self.codes:
            self._by_code[code.list, code.key].append(code)

    @staticmethod
    def words(row: Row, name: str) -> Words:
        """The three language columns of a row. Raises `PackError` naming the missing language."""
        return row.words(name)

    def has_code(self, code_list: str, key: str) -> bool:
        return (code_list, key) in self._by_code

    def code(self, code_list: str, key: str, *, row: Row | None = None) -> PackCode:
        """The latest entry for a key of a code list.

        Raises `PackError` where the list has no such key: at `row` where one is given, else at the code lists' file.
        """
        if not self.has_code(code_list, key):
            reason = Because(
                "%(key)s is not in the code list “%(list)s”; add it to codes.csv.", key=shown(key), list=code_list
            )
            raise row.error(reason) if row else PackError(self.path / "codes.csv", 0, reason)
        return max(self._by_code[code_list, key], key=lambda code: code.valid_from or date.min)

    def codes_of(self, code_list: str) -> tuple[PackCode, ...]:
        """The entries of one list, in the file's order."""
        return tuple(code for code in self.codes if code.list == code_list)

    def side(self, key: str) -> PackSide:
        """One side by key; `KeyError` where there is none."""
        return {side.key: side for side in self.sides}[key]

    def calendar(self, side: str) -> Calendar:
        """The working days of a side."""
        days = [day for day in self.holidays if day.side == side]
        return Calendar(
            holidays=frozenset(day.date for day in days if day.kind == "holiday"),
            moved_working_days=frozenset(day.date for day in days if day.kind != "holiday"),
        )

    def digest(self) -> str:
        """SHA-256 over every CSV and TOML file of the pack, by name and content, in hexadecimal."""
        whole = hashlib.sha256()
        for file in sorted([*self.path.rglob("*.csv"), *self.path.rglob("*.toml")]):
            name = file.relative_to(self.path).as_posix().encode()
            content = file.read_bytes()
            for part in (name, content):
                whole.update(len(part).to_bytes(8, "big") + part)
        return whole.hexdigest()


def check_pack(folder: Path | str) -> tuple[PackError, ...]:
    """Everything that is wrong with the corridor's part of a pack; empty where nothing is."""
    try:
        Pack(folder)
    except PackErrors as problem:
        return problem.errors
    return ()


class _Reader:
    """Reads file after file and keeps the errors, so that a person sees all of them at once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.errors: list[PackError] = []

    def about(self) -> tuple[str, Words, str, str, str]:
        try:
            return _about(read_toml(self.folder / "pack.toml"))
        except PackError as problem:
            self.errors.append(problem)
            return "", Words("", "", ""), "", "", ""

    def sides(self, *, origin: str, destination: str) -> tuple[PackSide, ...]:
        file = self.folder / "sides.csv"
        sides = self._each("sides.csv", SIDE, _side, unique=("key", "role"))
        if self.errors:
            return tuple(sides)
        wanted = {"origin": origin, "destination": destination}
        for role, key in wanted.items():
            if key not in {side.key for side in sides if side.role == role}:
                reason = Because("pack.toml names %(key)s as %(role)s; no such row is here.", key=shown(key), role=role)
                self.errors.append(PackError(file, 0, reason))
        return tuple(sides)

    def posts(self, sides: frozenset[str]) -> tuple[PackPost, ...]:
        unique = ("key", "iata", "icao")
        return tuple(self._each("posts.csv", POST, lambda row: _post(row, sides), unique=unique))

    def codes(self) -> tuple[PackCode, ...]:
        codes = self._each("codes.csv", CODE, _code)
        by_list: dict[str, list[PackCode]] = defaultdict(list)
        for code in codes:
            by_list[code.list].append(code)
        for entries in by_list.values():
            self._refuse_overlaps("codes.csv", entries)
        return tuple(codes)

    def rules(self) -> tuple[PackRule, ...]:
        rules = self._each("rules.csv", RULE, _rule)
        self._refuse_overlaps("rules.csv", rules)
        return tuple(rules)

    def holidays(self, sides: frozenset[str]) -> tuple[PackHoliday, ...]:
        found: list[PackHoliday] = []
        for file in sorted((self.folder / "calendars").glob("*.csv")):
            if sides and file.stem not in sides:
                reason = Because("no side is called %(name)s; name the file by a side.", name=shown(file.stem))
                self.errors.append(PackError(file, 0, reason))
            name = f"calendars/{file.name}"
            found += self._each(name, HOLIDAY, lambda row, side=file.stem: _holiday(row, side), unique=("date",))  # type: ignore[misc]
        return tuple(found)

    def _each(
        self, name: str, wanted: Sequence[str], build: Callable[[Row], Built], *, unique: Sequence[str] = ()
    ) -> list[Built]:
        """What `build` makes of every row of a file; errors are kept and the other rows still read."""
        try:
            rows = read_rows(self.folder / name, wanted)
        except PackError as problem:
            self.errors.append(problem)
            return []
        self.errors += [error for column in unique for error in duplicates(rows, column)]
        built = []
        for row in rows:
            try:
                refuse_long_cells(row)
                built.append(build(row))
            except PackError as problem:
                self.errors.append(problem)
        return built

    def _refuse_overlaps(self, name: str, rows: Sequence[Lined]) -> None:
        for one, other in overlapping(rows):
            reason = Because(
                "%(key)s is in force twice on the same day; the other row is line %(line)s.",
                key=shown(other.key),
                line=one.line,
            )
            self.errors.append(PackError(self.folder / name, other.line, reason))


def refuse_long_cells(row: Row) -> None:
    """Raise `PackError` for a cell that is longer than `MOST` allows its column."""
    for column, most in MOST.items():
        if len(row.get(column, "")) > most:
            reason = Because(
                "%(column)s has %(count)s characters; it may have %(most)s at most.",
                column=column,
                count=len(row[column]),
                most=most,
            )
            raise row.error(reason)


def duplicates(rows: Sequence[Row], column: str) -> list[PackError]:
    """An error for each row whose filled cell in `column` was already used above."""
    first: dict[str, int] = {}
    errors = []
    for row in rows:
        value = row[column]
        if value and value in first:
            reason = Because(
                "%(column)s %(value)s is already used in line %(line)s.",
                column=column,
                value=shown(value),
                line=first[value],
            )
            errors.append(row.error(reason))
        first.setdefault(value, row.line)
    return errors


def _about(document: Document) -> tuple[str, Words, str, str, str]:
    for name in ABOUT:
        if name not in document:
            reason = Because("“%(name)s” is missing; a pack says: %(names)s.", name=name, names=", ".join(ABOUT))
            raise document.error(reason)
    unknown = [name for name in document if name not in ABOUT]
    if unknown:
        raise document.error(Because("unknown entry: %(names)s.", names=", ".join(unknown)), unknown[0])
    name = document["name"]
    missing = [lang for lang in LANGUAGES if not isinstance(name, dict) or not name.get(lang)]
    if missing:
        reason = Because(
            "name has no %(languages)s; every text needs all three languages.", languages=", ".join(missing)
        )
        raise document.error(reason, "name")
    texts = {each: document[each] for each in ABOUT if each != "name"}
    for each, text in texts.items():
        if not isinstance(text, str) or not text or (each != "version" and not KEY.fullmatch(text)):
            reason = Because(
                "%(name)s must be a key in quotation marks, not %(value)s.", name=each, value=shown(str(text))
            )
            raise document.error(reason, each)
    return texts["key"], Words.of(name), texts["version"], texts["origin"], texts["destination"]


def _side(row: Row) -> PackSide:
    if len(row["country"]) != _COUNTRY or not row["country"].isupper():
        raise row.error(
            Because(
                "country is %(value)s; write the two letters of ISO 3166-1, such as TJ.", value=shown(row["country"])
            )
        )
    if row["time_zone"] not in zoneinfo.available_timezones():
        raise row.error(
            Because("time_zone is %(value)s; write a zone such as Asia/Dushanbe.", value=shown(row["time_zone"]))
        )
    return PackSide(
        key=row.key(),
        role=row.one_of("role", ROLES),
        country=row["country"],
        name=row.words("name"),
        adjective=row.words("adjective"),
        capital=row.words("capital"),
        time_zone=row["time_zone"],
    )


def _post(row: Row, sides: frozenset[str]) -> PackPost:
    for column, length in POST_CODES.items():
        code = row[column]
        if code and (len(code) != length or not code.isalnum() or code != code.upper()):
            reason = Because(
                "%(column)s is %(value)s; it has %(length)s capital letters or digits.",
                column=column,
                value=shown(code),
                length=length,
            )
            raise row.error(reason)
    return PackPost(
        key=row.key(),
        side=row.one_of("side", sorted(sides)) if sides else row["side"],
        kind=row.one_of("kind", POST_KINDS),
        iata=row["iata"],
        icao=row["icao"],
        unlocode=row["unlocode"],
        name=row.words("name"),
        source=row["source"],
    )


def _code(row: Row) -> PackCode:
    label, short = row.words("label"), row.words_or_empty("short")
    valid_from, valid_to = _period(row)
    return PackCode(
        list=row.key("list"),
        key=row.key(),
        label=label,
        short=short if short.en else label,
        note=row.words_or_empty("note"),
        valid_from=valid_from,
        valid_to=valid_to,
        source=row["source"],
        line=row.line,
    )


def _rule(row: Row) -> PackRule:
    status = row.one_of("status", STATUSES)
    if status == "established" and not row["source"]:
        raise row.error(
            Because("a rule that is established needs the source that was read; else its status is not-established.")
        )
    if status == "not-established" and row["value"]:
        raise row.error(Because("a rule that is not established has no value; leave the value empty."))
    valid_from, valid_to = _period(row)
    return PackRule(
        key=row.key(),
        name=row.words("name"),
        value=row["value"],
        unit=row["unit"],
        valid_from=valid_from,
        valid_to=valid_to,
        status=status,
        act=row["act"],
        source=row["source"],
        note=row.words_or_empty("note"),
        line=row.line,
    )


def _holiday(row: Row, side: str) -> PackHoliday:
    day = row.day("date")
    if day is None:
        raise row.error(not_a_day("date", ""))
    kind, name = row.one_of("kind", HOLIDAY_KINDS), row.words("name")
    return PackHoliday(side=side, date=day, kind=kind, name=name, source=row["source"])


def _period(row: Row) -> tuple[date | None, date | None]:
    valid_from, valid_to = row.day("valid_from"), row.day("valid_to")
    if valid_from and valid_to and valid_to <= valid_from:
        reason = Because(
            "valid_to %(end)s is not later than valid_from %(start)s; it is the first day after.",
            end=valid_to.isoformat(),
            start=valid_from.isoformat(),
        )
        raise row.error(reason)
    return valid_from, valid_to
