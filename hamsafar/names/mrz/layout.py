"""Where each field of a zone stands, after ICAO Doc 9303: TD3 in part 4, TD1 in part 5, TD2 in part 6."""

from __future__ import annotations

from dataclasses import dataclass

FILLER = "<"
LETTERS, DIGITS, ANY = "letters", "digits", "any"


@dataclass(frozen=True)
class Field:
    """A run of places in one line; `holds` says which signs may stand there beside the filler."""

    name: str
    line: int
    start: int
    end: int
    holds: str

    def of(self, lines: tuple[str, ...]) -> str:
        return lines[self.line][self.start : self.end]


@dataclass(frozen=True)
class Layout:
    """One format: how many lines of which width, their fields, and the places the composite check digit covers."""

    name: str
    lines: int
    width: int
    fields: tuple[Field, ...]
    composite: tuple[tuple[int, int, int], ...]

    def field(self, name: str) -> Field:
        return next(field for field in self.fields if field.name == name)

    def has(self, name: str) -> bool:
        return any(field.name == name for field in self.fields)


def _dates(line: int, birth: int, sex: int, expiry: int) -> tuple[Field, ...]:
    return (
        Field("birth", line, birth, birth + 6, DIGITS),
        Field("birth_check", line, birth + 6, birth + 7, DIGITS),
        Field("sex", line, sex, sex + 1, LETTERS),
        Field("expiry", line, expiry, expiry + 6, DIGITS),
        Field("expiry_check", line, expiry + 6, expiry + 7, DIGITS),
    )


def _number(line: int, start: int) -> tuple[Field, ...]:
    return (
        Field("number", line, start, start + 9, ANY),
        Field("number_check", line, start + 9, start + 10, DIGITS),
    )


_HEAD = (Field("code", 0, 0, 2, LETTERS), Field("issuer", 0, 2, 5, LETTERS))

TD1 = Layout(
    name="TD1",
    lines=3,
    width=30,
    fields=(
        *_HEAD,
        *_number(0, 5),
        Field("optional", 0, 15, 30, ANY),
        *_dates(1, birth=0, sex=7, expiry=8),
        Field("nationality", 1, 15, 18, LETTERS),
        Field("optional2", 1, 18, 29, ANY),
        Field("composite_check", 1, 29, 30, DIGITS),
        Field("names", 2, 0, 30, LETTERS),
    ),
    composite=((0, 5, 30), (1, 0, 7), (1, 8, 15), (1, 18, 29)),
)
TD2 = Layout(
    name="TD2",
    lines=2,
    width=36,
    fields=(
        *_HEAD,
        Field("names", 0, 5, 36, LETTERS),
        *_number(1, 0),
        Field("nationality", 1, 10, 13, LETTERS),
        *_dates(1, birth=13, sex=20, expiry=21),
        Field("optional", 1, 28, 35, ANY),
        Field("composite_check", 1, 35, 36, DIGITS),
    ),
    composite=((1, 0, 10), (1, 13, 20), (1, 21, 35)),
)
TD3 = Layout(
    name="TD3",
    lines=2,
    width=44,
    fields=(
        *_HEAD,
        Field("names", 0, 5, 44, LETTERS),
        *_number(1, 0),
        Field("nationality", 1, 10, 13, LETTERS),
        *_dates(1, birth=13, sex=20, expiry=21),
        Field("optional", 1, 28, 42, ANY),
        Field("optional_check", 1, 42, 43, DIGITS),
        Field("composite_check", 1, 43, 44, DIGITS),
    ),
    composite=((1, 0, 10), (1, 13, 20), (1, 21, 43)),
)
LAYOUTS = (TD1, TD2, TD3)
