"""A pasted list of people, read into rows: what was understood of each line, what is doubtful, who stands in it twice.

Whatever a person copies at night out of a message, a table or a photograph's text: cells parted by tabs, semicolons,
commas or spaces, or not at all; names in Tajik, Russian or Latin letters; passport numbers, birth dates,
machine-readable zones; numbered lines, headings and notes. No line is lost: each becomes part of a row or a remark.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from hamsafar.incidents.rules.list_words import HEADINGS, MARKERS, PURPOSES
from hamsafar.kit.because import Because
from hamsafar.names.folding import fold
from hamsafar.names.mrz.reading import NotAZone, Zone, read

MOST_LINES = 5000  # of one list, pasted or in a file
LONGEST_NAME = 200  # characters
OLDEST = 110  # years

ADULT_AT = 18  # full years: Convention on the Rights of the Child, article 1

_SEPARATORS = ("\t", ";", "|", ",")
_DAY = re.compile(r"(?<![\d./-])(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})(?![\d/-]|\.\d)")
_ISO_DAY = re.compile(r"(?<![\d./-])(\d{4})-(\d{1,2})-(\d{1,2})(?![\d./-])")
_YEAR = re.compile(r"(?<![\w./-])(19[3-9]\d|20[0-4]\d)(?![\w/-]|\.\d)")
_DOCUMENT = re.compile(r"(?<![\w+])([A-ZА-ЯЁ]{1,3}\s?№?\s?)?№?\s?(\d{7,9})(?!\w)")
_LIST_NUMBER = re.compile(r"^\s*(?:№\s*)?(\d{1,4})(?:[.)\]:;,|]\s*|\s+(?:[-–—]\s+)?|$)")
_BULLET = re.compile(r"^\s*[-–—•*·▪]\s+")
_BRACKETS = re.compile(r"[(\[]([^)\]]*)[)\]]")
_DASH = re.compile(r"\s[-–—]\s|:\s")
_ZONE = re.compile(r"[A-Z0-9<]{28,90}")
_LETTERS = re.compile(r"[^\W\d_]")
_PHONE = re.compile(r"(?<!\w)\+\s?\d[\d\s()-]{7,17}\d")
_UNSEEN = re.compile("[\ufeff\u200b-\u200f\u2060\u00ad]")
_WORD = re.compile(r"[^\W\d_]+(?:[-'’ʼ`.][^\W\d_]*)*\.?")
_LATIN, _CYRILLIC = re.compile(r"[A-Za-z]"), re.compile(r"[\u0400-\u04ff]")
_ALIKE = str.maketrans("АВЕКМНОРСТУХ", "ABEKMHOPCTYX")
_LINES_OF_A_ZONE = {44: 2, 36: 2, 30: 3}
_MOST_WORDS = 6  # of one person's name
_TWO_DIGITS, _MONTHS = 2, 12
_LONGEST_LINE = 2000  # characters; a longer one is no line of a list


@dataclass(frozen=True)
class Row:
    """One person of the list. `line` counts from 1; `text` is what was pasted, to the letter.

    `same_as` is the line of an earlier row that seems to be the same person, and `same_by` how: document or name.
    """

    line: int
    text: str
    number: str = ""
    name: str = ""
    document: str = ""
    birth: date | None = None
    birth_year: int | None = None
    purpose: str = ""
    note: str = ""
    doubts: tuple[Because, ...] = ()
    same_as: int | None = None
    same_by: str = ""

    def is_adult(self, *, on: date) -> bool | None:
        """Whether the person had come of age by a day; None where the birth is not known well enough."""
        if self.birth:
            years = on.year - self.birth.year - ((on.month, on.day) < (self.birth.month, self.birth.day))
            return years >= ADULT_AT
        if self.birth_year is None or on.year - self.birth_year == ADULT_AT:
            return None
        return on.year - self.birth_year > ADULT_AT


@dataclass(frozen=True)
class Remark:
    """A line without a person: a heading, a note, a flight number."""

    line: int
    text: str


@dataclass(frozen=True)
class PastedList:
    """All of a paste: who is in it, and the lines that name nobody."""

    rows: tuple[Row, ...]
    remarks: tuple[Remark, ...]

    @property
    def doubtful(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.doubts)

    @property
    def repeated(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.same_as is not None)


@dataclass(frozen=True)
class _Columns:
    """What a heading line says of the columns below it."""

    separator: str
    kinds: tuple[str, ...]


def read_list(text: str, *, today: date) -> PastedList:
    """Everything in a pasted text, in its order: people as rows, the rest as remarks."""
    lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    columns = _heading(_seen(lines[0][1])) if lines else None
    rows: list[Row] = []
    remarks = [Remark(*lines[0])] if columns else []
    waiting = lines[1:] if columns else lines
    place = 0
    while place < len(waiting):
        taken = _zone_at(waiting, place, today)
        if taken:
            row, used = taken
            rows.append(row)
            place += used
            continue
        number, line = waiting[place]
        found = _person(_seen(line), columns, today) if len(line) <= _LONGEST_LINE else None
        if found is None:
            remarks.append(Remark(number, line))
        else:
            rows.append(replace(found, line=number, text=line))
        place += 1
    return PastedList(tuple(_marked(rows)), tuple(remarks))


def _seen(line: str) -> str:
    """A line as it looks: letters in one piece, without signs that nobody sees."""
    return unicodedata.normalize("NFC", _UNSEEN.sub("", line))


def _person(line: str, columns: _Columns | None, today: date) -> Row | None:
    """Who a line names. One word alone names somebody only where a number, a document or a birth stands with it."""
    found = _by_columns(line, columns, today) if columns else _by_looks(line, today)
    if found is None or len(found.name) > LONGEST_NAME:
        return None
    stands = found.number or found.document or found.birth or found.birth_year
    return found if stands or len(found.name.split()) > 1 else None


def document_key(document: str) -> str:
    """A document's number as it is compared: capitals, no spaces, letters that look alike in both scripts as one."""
    return re.sub(r"[^0-9A-Z]", "", document.upper().translate(_ALIKE))


# ---- lines without a heading -----------------------------------------------------------------------------------------


def _by_looks(line: str, today: date) -> Row | None:
    """What can be told of a line from its looks alone; None where it names nobody."""
    number, rest = _list_number(line)
    doubts: list[Because] = []
    aside: list[str] = []
    row = Row(0, line, number=number)
    names: list[str] = []
    rest = _taken_aside(_PHONE, rest, aside)
    for cell in _cells(_brackets_out(rest, aside), _separator(rest)):
        left, row = _values_out(_tail_out(cell, aside), row, doubts, today)
        _sort_words(left, names, aside)
    name = " ".join(names)
    if not name and not row.document:
        return None
    return _finished(replace(row, name=name), aside, doubts)


def _list_number(line: str) -> tuple[str, str]:
    """The list's own number before a name, and the line without it."""
    found = _LIST_NUMBER.match(line)
    if found and _LETTERS.search(line[found.end() :]):
        # A first cell that holds nothing but the number leaves its separator behind.
        return found[1], line[found.end() :].lstrip("\t;|,. ")
    return "", _BULLET.sub("", line)


def _separator(line: str) -> str:
    return next((each for each in _SEPARATORS if each in line), "")


def _cells(line: str, separator: str) -> list[str]:
    """The cells of a line, without their quotation marks and outer spaces."""
    if not separator:
        return [cell for cell in re.split(r"\s{3,}", line.strip()) if cell]
    if '"' in line:
        return [cell.strip() for cell in next(csv.reader([line], delimiter=separator), [])]
    return [cell.strip() for cell in line.split(separator)]


def _taken_aside(pattern: re.Pattern[str], text: str, aside: list[str]) -> str:
    aside += [found.strip() for found in pattern.findall(text)]
    return pattern.sub(" ", text)


def _brackets_out(line: str, aside: list[str]) -> str:
    """The line without what stands in brackets, which is kept aside unless it holds a value."""

    def out(found: re.Match[str]) -> str:
        if _has_value(found[1]):
            return f" {found[1]} "
        aside.append(found[1].strip())
        return " "

    return _BRACKETS.sub(out, line)


def _tail_out(cell: str, aside: list[str]) -> str:
    """The cell without what stands after a dash, which is kept aside unless it holds a value."""
    head, *tail = _DASH.split(cell, maxsplit=1)
    if tail and _LETTERS.search(head) and not _has_value(tail[0]) and not _is_marker(head):
        aside.append(tail[0].strip())
        return head
    return cell


def _has_value(text: str) -> bool:
    return any(pattern.search(text) for pattern in (_DAY, _ISO_DAY, _DOCUMENT, _YEAR))


def _is_marker(text: str) -> bool:
    return all(word in MARKERS for word in _plain(text).split())


def _values_out(text: str, row: Row, doubts: list[Because], today: date) -> tuple[str, Row]:
    """The text without the dates and numbers in it, and the row that has them."""
    days: list[date] = []
    text = _ISO_DAY.sub(lambda found: _day_found(found, (1, 2, 3), days, doubts, today), text)
    text = _DAY.sub(lambda found: _day_found(found, (4, 3, 1), days, doubts, today), text)
    if days:
        if row.birth or len(set(days)) > 1:
            doubts.append(Because("There is more than one date; the earliest was read as the birth date."))
        row = replace(row, birth=min([*days, *([row.birth] if row.birth else [])]))
    documents = [(found[1] or "") + found[2] for found in _DOCUMENT.finditer(text)]
    if documents:
        text = _DOCUMENT.sub(" ", text)
        if row.document or len(documents) > 1:
            doubts.append(Because("There is more than one document number; the first was read."))
            text += " " + " ".join(documents[0 if row.document else 1 :])
        row = replace(row, document=row.document or " ".join(documents[0].replace("№", " ").split()))
    year = _YEAR.search(text)
    if year and not row.birth and not row.birth_year and int(year[1]) <= today.year:
        text = text[: year.start()] + " " + text[year.end() :]
        row = replace(row, birth_year=int(year[1]))
    return text, row


def _day_found(
    found: re.Match[str], order: tuple[int, int, int], days: list[date], doubts: list[Because], today: date
) -> str:
    """Adds the day that was found to `days` and gives a gap; leaves the text as it is where no such day exists."""
    year, month, day = (int(found[place]) for place in order)
    if len(found[order[0]]) == _TWO_DIGITS:
        year += 2000 if 2000 + year <= today.year else 1900
        doubts.append(Because("The year of %(date)s was read as %(year)s.", date=found[0], year=year))
    if month > _MONTHS >= day:
        month, day = day, month
        doubts.append(Because("Day and month of %(date)s seem to be swapped.", date=found[0]))
    elif "/" in found[0] and day <= _MONTHS and day != month:
        doubts.append(Because("%(date)s was read with the day first.", date=found[0]))
    try:
        read_as = date(year, month, day)
    except ValueError:
        doubts.append(Because("%(date)s is no real day.", date=found[0]))
        return found[0]
    if read_as <= today:
        if today.year - year > OLDEST:
            doubts.append(Because("The birth date %(date)s is very early.", date=found[0]))
        days.append(read_as)
        return " "
    return found[0]  # a day to come, such as a passport's last one: it stays in the note


def _sort_words(text: str, names: list[str], aside: list[str]) -> None:
    """Words of a cell: to the name while it may still grow, else to what is kept aside."""
    text = " ".join(text.split())
    kept = [word for word in text.split() if not _is_marker(word)]
    text = " ".join(kept).replace(",", " ").strip(" .:;№#/-–—")
    if not text:
        return
    may_grow = not names or (len(names) < _MOST_WORDS and all(" " not in each for each in names))
    words = text.split()
    until = next((place for place, word in enumerate(words) if not _may_be_of_a_name(word)), len(words))
    if not may_grow or not until or until > _MOST_WORDS or (names and until > 1):
        aside.append(text)
        return
    names.append(" ".join(words[:until]))
    if until < len(words):
        aside.append(" ".join(words[until:]))


def _may_be_of_a_name(word: str) -> bool:
    return bool(_WORD.fullmatch(word.strip("/"))) and not purpose_of(word)


def purpose_of(text: str) -> str:
    """The code of the purpose of travel that a text names, empty where it names none."""
    words = set(_plain(text).split())
    return next((code for code, known in PURPOSES.items() if words & set(known)), "")


def _plain(text: str) -> str:
    return re.sub(r"[.,:;()\s]+", " ", text.lower()).strip()


def _finished(row: Row, aside: Iterable[str], doubts: Sequence[Because]) -> Row:
    """The row with its note, its purpose and everything doubtful about its name."""
    note = "; ".join(each for each in aside if each)
    found = list(doubts)
    words = row.name.replace("/", " ").split()
    if not words:
        found.append(Because("No name was found."))
    elif len(words) == 1:
        found.append(Because("Only one word of the name was found."))
    if any(_LATIN.search(word) and _CYRILLIC.search(word) for word in words):
        found.append(Because("A word of the name mixes Latin and Cyrillic letters."))
    return replace(row, note=note, purpose=row.purpose or purpose_of(note), doubts=tuple(dict.fromkeys(found)))


# ---- lines under a heading -------------------------------------------------------------------------------------------


def _heading(line: str) -> _Columns | None:
    """The columns that a first line names, where at least two of its cells are known headings and none is a value."""
    separator = _separator(line)
    if not separator or _has_value(line):
        return None
    kinds = tuple(_kind(cell) for cell in _cells(line, separator))
    known = [kind for kind in kinds if kind]
    is_heading = len(known) > 1 and {"name", "family", "document"} & set(known)
    return _Columns(separator, kinds) if is_heading else None


def _kind(cell: str) -> str:
    words = _plain(cell)
    exact = next((kind for kind, names in HEADINGS.items() if words in names), "")
    if exact:
        return exact
    longest = sorted(
        ((name, kind) for kind, names in HEADINGS.items() for name in names), key=lambda each: -len(each[0])
    )
    return next((kind for name, kind in longest if len(name) > _TWO_DIGITS and words.startswith(name)), "")


def _by_columns(line: str, columns: _Columns, today: date) -> Row | None:
    """What a line under a heading says; a line of another shape is read by its looks, and said to be one."""
    cells = _cells(line, columns.separator)
    if len(cells) == 1:
        return _by_looks(line, today)
    if len(cells) != len(columns.kinds):
        found = _by_looks(line, today)
        here, there = len(cells), len(columns.kinds)
        doubt = Because("The line has %(here)s columns, the heading has %(there)s.", here=here, there=there)
        return replace(found, doubts=(*found.doubts, doubt)) if found else None
    said: dict[str, str] = {}
    aside: list[str] = []
    for kind, cell in zip(columns.kinds, cells, strict=True):
        if kind in ("", "note") or (kind in said and cell):
            aside.append(cell)
        elif cell:
            said[kind] = " ".join(cell.split())
    name = said.get("name") or " ".join(said[part] for part in ("family", "given", "patronymic") if part in said)
    document = " ".join(said[part] for part in ("series", "document") if part in said)
    if not name and not document:
        return None
    doubts: list[Because] = []
    row = Row(0, line, number=said.get("number", ""), name=name, document=document)
    left, row = _values_out(said.get("birth", ""), row, doubts, today)
    aside.append(" ".join(word for word in left.split() if not _is_marker(word)))
    purpose = said.get("purpose", "")
    if purpose and not purpose_of(purpose):
        aside.append(purpose)
    return _finished(replace(row, purpose=purpose_of(purpose)), aside, doubts)


# ---- machine-readable zones ------------------------------------------------------------------------------------------


def _zone_at(lines: Sequence[tuple[int, str]], place: int, today: date) -> tuple[Row, int] | None:
    """The row of a machine-readable zone that begins here, and how many lines it takes; None where there is none."""
    if not _is_zone_line(lines[place][1]):
        return None
    first, _ = lines[place]
    most = _LINES_OF_A_ZONE.get(len(_packed(lines[place][1])), 1)
    for count in range(most, 0, -1):
        taken = [line for _, line in lines[place : place + count]]
        zone = _zone(taken) if all(map(_is_zone_line, taken)) else None
        if zone:
            return _zone_row(zone, first, "\n".join(taken), today), count
    doubt = Because("Only a part of a machine-readable zone was found.")
    return Row(first, lines[place][1], note=lines[place][1].strip(), doubts=(doubt,)), 1


def _packed(line: str) -> str:
    return re.sub(r"\s", "", line).upper().replace("«", "<<")


def _is_zone_line(line: str) -> bool:
    packed = _packed(line)
    return packed.count("<") > 1 and bool(_ZONE.fullmatch(packed))


def _zone(lines: Sequence[str]) -> Zone | None:
    try:
        # One line is read as text: it may hold a whole zone without a break.
        return read([_packed(line) for line in lines] if len(lines) > 1 else _packed(lines[0]))
    except NotAZone:
        return None


def _zone_row(zone: Zone, line: int, text: str, today: date) -> Row:
    doubts = tuple(
        Because("The machine-readable zone has a slip in: %(field)s.", field=field)
        for field in dict.fromkeys(each.field for each in zone.problems)
    )
    name = " ".join((zone.surname, zone.given)).strip()
    row = Row(line, text, name=name, document=zone.number, birth=zone.born_on(today))
    return _finished(row, [], doubts)


# ---- who stands in the list twice ------------------------------------------------------------------------------------


def _marked(rows: Iterable[Row]) -> Iterator[Row]:
    """The rows, each that repeats an earlier one with its line."""
    by_document: dict[str, Row] = {}
    by_name: dict[str, list[Row]] = {}
    for row in rows:
        document = document_key(row.document)
        name = " ".join(sorted(fold(row.name).split()))
        twin = by_document.get(document) if document else None
        how = "document" if twin else ""
        if twin is None:
            twin = next((each for each in by_name.get(name, ()) if _may_be_one(each, row)), None) if name else None
            how = "name" if twin else ""
        by_document.setdefault(document, row)
        by_name.setdefault(name, []).append(row)
        yield replace(row, same_as=twin.line, same_by=how) if twin else row


def _may_be_one(one: Row, other: Row) -> bool:
    """Whether two rows of the same name may be one person: nothing that both say differs."""
    documents = document_key(one.document), document_key(other.document)
    if all(documents) and documents[0] != documents[1]:
        return False
    if one.birth and other.birth:
        return one.birth == other.birth
    years = [row.birth.year if row.birth else row.birth_year for row in (one, other)]
    return None in years or years[0] == years[1]
