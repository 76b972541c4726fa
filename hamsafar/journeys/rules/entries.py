"""What is entered about a person, as frozen values: by an officer, by the person's phone, or for them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from hamsafar.kit.because import Because
from hamsafar.names.letters import plain, script_of
from hamsafar.names.mrz.reading import NotAZone, Zone, read

EARLIEST_YEAR = 1900


class BadEntry(ValueError):
    """What was entered cannot stand. The message says what to mend."""


@dataclass(frozen=True)
class Birth:
    """A date of birth as far as it is known."""

    day: date | None = None
    year: int | None = None
    month: int | None = None

    @classmethod
    def of(cls, day: int | None, month: int | None, year: int | None, *, today: date) -> Birth:
        """From three boxes, of which the last may stand alone. Raises `BadEntry`."""
        if year is None and day is None and month is None:
            return cls()
        if year is None or (day is not None and month is None):
            raise BadEntry(Because("Write the year of birth, with the month if there is a day."))
        if not EARLIEST_YEAR <= year <= today.year:
            raise BadEntry(Because("Nobody was born in that year. Write it with four digits."))
        try:
            born = date(year, month or 1, day or 1)
        except ValueError as error:
            raise BadEntry(Because("There is no such day.")) from error
        if born > today:
            raise BadEntry(Because("The birth lies in the future."))
        return cls(born if day else None, year, month)

    @classmethod
    def on(cls, day: date) -> Birth:
        return cls(day, day.year, day.month)


@dataclass(frozen=True)
class Written:
    """A name as an authority wrote it: `full`, and its parts where they are known."""

    full: str
    authority: str
    family: str = ""
    given: str = ""
    patronymic: str = ""
    document: str = ""
    on: date | None = None

    @property
    def script(self) -> str:
        return script_of(plain(self.full))

    @classmethod
    def of_parts(cls, family: str, given: str, patronymic: str, authority: str, document: str = "") -> Written:
        """From the boxes of a form; the words stand in the order of a register."""
        parts = [" ".join(part.split()) for part in (family, given, patronymic)]
        return cls(" ".join(filter(None, parts)), authority, parts[0], parts[1], parts[2], document)


@dataclass(frozen=True)
class PassportEntry:
    """A passport as it lies on the table. `mrz` holds the zone's lines, parted by a line break."""

    number: str
    country: str
    mrz: str = ""
    issued: date | None = None
    expires: date | None = None


@dataclass(frozen=True)
class Help:
    """Somebody typed for the person: who spoke for them, in which language, and whether it was read back."""

    language: str
    read_back: bool
    helper: str = ""


@dataclass(frozen=True)
class PersonEntry:
    """Everything a registration says. The first name is the one the file is listed under."""

    names: tuple[Written, ...]
    birth: Birth = field(default_factory=Birth)
    sex: str = "X"
    citizenship: str = ""
    district: str = ""
    language: str = ""
    passport: PassportEntry | None = None
    phone: str = ""
    email: str = ""
    consents: tuple[str, ...] = ()


def require_names(names: tuple[Written, ...]) -> None:
    """Raise `BadEntry` where a name holds no letters or none is given."""
    if not names or not all(any(sign.isalpha() for sign in each.full) for each in names):
        raise BadEntry(Because("Write the name."))


def zone_of(lines: str) -> Zone:
    """The zone from lines that were pasted or scanned. Raises `BadEntry`."""
    try:
        return read(lines)
    except NotAZone as error:
        raise BadEntry(
            Because("These are not the lines of a passport: two lines of 44 signs stand below the photograph.")
        ) from error
