"""Lists of synthetic people as an office would hand them in: CSV or XLSX, in any encoding."""

from __future__ import annotations

import io
from collections.abc import Sequence

import xlsxwriter

from hamsafar.synthetic.people import Person, some_people

HEADINGS = ("Фамилия", "Имя", "Отчество", "Дата рождения", "Пол", "Гражданство", "Серия и номер паспорта", "Телефон")


def row_of(person: Person, number: int) -> list[str]:
    """One person as a row; numbers of passports begin with XS, and telephone numbers are nobody's."""
    return [
        person.family or person.father,
        person.given,
        person.patronymic if person.family else "",
        person.born.strftime("%d.%m.%Y"),
        person.sex,
        "TJK",
        f"XS{number:07}",
        f"+99255{number:07}",
    ]


def rows_of(seed: int, number: int) -> list[list[str]]:
    """So many people who are not alike: each has a name and birth of their own."""
    known, found = set(), []
    for person in some_people(seed, number * 3):
        key = (person.family, person.given, person.born)
        if key not in known and len(found) < number:
            known.add(key)
            found.append(row_of(person, seed * 100_000 + len(found)))
    return found


def csv_of(
    rows: Sequence[Sequence[str]], *, headings: Sequence[str] = HEADINGS, encoding: str = "utf-8", delimiter: str = ","
) -> bytes:
    """The rows as CSV; a cell with a delimiter, a quotation mark or a line's end is quoted."""
    lines = [delimiter.join(map(_quoted, row)) for row in (headings, *rows)]
    return ("\r\n".join(lines) + "\r\n").encode(encoding)


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if set(cell) & set(',;\t|"\r\n') else cell


def xlsx_of(rows: Sequence[Sequence[str]], *, headings: Sequence[str] = HEADINGS) -> bytes:
    """The rows as a spreadsheet."""
    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate((headings, *rows)):
            for column, cell in enumerate(row):
                sheet.write_string(number, column, cell)
    return packed.getvalue()
