"""How fast lists of people are imported: writes docs/reference/import-speed.md.

    python -m benchmarks.imports            50,000 people, a spreadsheet of 20,000
    python -m benchmarks.imports --full     1,000,000 people, a spreadsheet of 50,000

Everything is timed in one run on a node of its own, in a folder that is removed. The limit beside the import is what
PostgreSQL does with the very same rows when they are ready: COPY into tables without indexes, then make the indexes,
unique constraints and foreign keys of the real tables.
"""

from __future__ import annotations

import os
import sys
import tempfile

FOLDER = tempfile.TemporaryDirectory(prefix="hamsafar-benchmark-")
os.environ |= {"HAMSAFAR_VAR": FOLDER.name, "DJANGO_SETTINGS_MODULE": "hamsafar.front.settings"}

import django  # noqa: E402 (the node's folder is chosen before Django reads its settings)

django.setup()

import argparse  # noqa: E402
import csv  # noqa: E402
import gc  # noqa: E402
import platform  # noqa: E402
import resource  # noqa: E402
import statistics  # noqa: E402
import time  # noqa: E402
from collections.abc import Callable, Iterator  # noqa: E402
from itertools import islice  # noqa: E402
from pathlib import Path  # noqa: E402

import openpyxl  # noqa: E402
import xlsxwriter  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.utils.timezone import now  # noqa: E402

from hamsafar.journeys.actions import importing  # noqa: E402
from hamsafar.journeys.actions.filing import filed_of, with_what_is_filed  # noqa: E402
from hamsafar.journeys.actions.import_reading import LIMITS  # noqa: E402
from hamsafar.journeys.models import PeopleImport, Person  # noqa: E402
from hamsafar.journeys.rules.filing import codes_of, heard  # noqa: E402
from hamsafar.journeys.rules.import_bulk import COLUMNS, form_of  # noqa: E402
from hamsafar.kit.actor import SYSTEM  # noqa: E402
from hamsafar.kit.tables.reading import read_rows  # noqa: E402
from hamsafar.synthetic.people import people  # noqa: E402

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "reference" / "import-speed.md"
HEADINGS = ("Фамилия", "Имя", "Отчество", "Дата рождения", "Пол", "Гражданство", "Серия и номер паспорта", "Телефон")
WANTED, WANTED_XLSX = 0.7, 10
ROUNDS, LIMITS_TAKEN = 5, 2
HELD_AGAINST = 2_000  # people whose files are held against the list, cell by cell


def rows(number: int, *, first: int = 0) -> Iterator[list[str]]:
    """So many synthetic people as rows; numbers of passports begin with XS, telephone numbers are nobody's."""
    for place, person in enumerate(islice(people(first + 7), number), first):
        family, given, patronymic = person.family or person.father, person.given, person.patronymic
        born = person.born.strftime("%d.%m.%Y")
        yield [family, given, patronymic, born, person.sex, "TJK", f"XS{place:07}", f"+99255{place:07}"]


def written(number: int, *, first: int = 0) -> Path:
    path = Path(FOLDER.name) / f"list-{first}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADINGS)
        writer.writerows(rows(number, first=first))
    return path


def must(right: bool) -> None:
    """End the benchmark where something is not right: a figure of a wrong import says nothing."""
    if not right:
        raise SystemExit("The import is not right: no figure is written.")


def timed(act: Callable[[], object]) -> tuple[float, object]:
    begun = time.perf_counter()
    result = act()
    return time.perf_counter() - begun, result


def processor_seconds() -> float:
    """What this process and those that shared in the list have used."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in used)


def imported(path: Path) -> tuple[PeopleImport, dict[str, float]]:
    """A list from the disk into files of people, and the seconds of each step."""
    found: dict[str, float] = {}
    used = processor_seconds()
    with path.open("rb") as content:
        found["received"], batch = timed(
            lambda: importing.receive_list(
                content=content, name=path.name, by=SYSTEM, at=now(), synthetic=True, queued=False
            )
        )
    found["read"], reading = timed(lambda: importing.check_list(batch=batch, by=SYSTEM, at=now()))
    found["doubles"] = reading.seconds_for_doubles
    found["read"] -= found["doubles"]
    batch.refresh_from_db()
    importing.leave_out_all(batch=batch, by=SYSTEM, at=now())
    importing.MOST_SET_ASIDE = max(importing.MOST_SET_ASIDE, batch.questions)
    batch = importing.confirm_list(batch=batch, by=SYSTEM, at=now(), queued=False)
    found["imported"], batch = timed(lambda: importing.apply_list(batch=batch, by=SYSTEM, at=now()))
    found["processor"] = processor_seconds() - used
    return batch, found


def require_right(batch: PeopleImport, number: int) -> None:
    """Every row is a person or stands aside, and the files say what the list said."""
    must(batch.rows == number)
    must(batch.people == Person.objects.count() == batch.ready)
    must(batch.ready + batch.questions + batch.unreadable == number)
    wanted = {row[6]: row for row in islice(rows(number), HELD_AGAINST)}
    held = with_what_is_filed(Person.objects.filter(passports__number__in=wanted).distinct())
    for person in held:
        row = wanted[person.passports.get().number]
        must(person.name == " ".join(filter(None, row[:3])))
        must(f"{person.birth_date:%d.%m.%Y}" == row[3])
        must(person.contacts.get().value == row[7])
        filed = filed_of(person)
        must(sorted(person.search_entry.codes) == sorted(codes_of(filed)))
        must(person.search_entry.heard == heard(filed.names))


# ── The limit: the same rows, ready made, by COPY and then indexes ──


def copied_then_indexed() -> float:
    """Seconds that PostgreSQL takes for the rows that the import made, in tables like the real ones."""
    with connection.cursor() as cursor:
        cursor.execute("drop schema if exists beside cascade")
        cursor.execute("create schema beside")
        files = {table: _out(cursor, table, columns) for table, columns in COLUMNS.items()}
        definitions = list(_definitions(cursor))
        for table in COLUMNS:
            cursor.execute(f"create table beside.{table} (like public.{table} including defaults)")
        begun = time.perf_counter()
        cursor.execute("set search_path = beside, public")
        for table, columns in COLUMNS.items():
            into = f"COPY beside.{table} ({columns}) FROM STDIN{form_of(table)}"
            with files[table].open("rb") as file, cursor.copy(into) as copy:
                while piece := file.read(1 << 20):
                    copy.write(piece)
        cursor.execute("set maintenance_work_mem = '256MB'")
        for statement in definitions:
            cursor.execute(statement)
        seconds = time.perf_counter() - begun
        cursor.execute("set search_path = public")
        for table in COLUMNS:
            cursor.execute(f"select count(*) from beside.{table}")  # noqa: S608 (a table of our own)
            (theirs,) = cursor.fetchone()
            cursor.execute(f"select count(*) from public.{table}")  # noqa: S608
            must(cursor.fetchone() == (theirs,))
        cursor.execute("drop schema beside cascade")
    return seconds


def _out(cursor, table: str, columns: str) -> Path:
    path = Path(FOLDER.name) / f"{table}.copy"
    with path.open("wb") as file, cursor.copy(f"COPY {table} ({columns}) TO STDOUT{form_of(table)}") as copy:
        for piece in copy:
            file.write(piece)
    return path


def _definitions(cursor) -> Iterator[str]:
    """Statements that make the indexes and constraints of the real tables on those beside them, in a fit order."""
    tables = list(COLUMNS)
    cursor.execute(
        "select c.conname, t.relname, pg_get_constraintdef(c.oid) from pg_constraint c join pg_class t"
        " on t.oid = c.conrelid where t.relname = any(%s) and t.relnamespace = 'public'::regnamespace"
        " and c.contype in ('p', 'u', 'c', 'f') order by array_position(array['p','u','c','f']::\"char\"[], c.contype)",
        [tables],
    )
    constraints = cursor.fetchall()
    cursor.execute(
        "select pg_get_indexdef(x.indexrelid) from pg_index x join pg_class t on t.oid = x.indrelid"
        " where t.relname = any(%s) and t.relnamespace = 'public'::regnamespace and not exists"
        " (select 1 from pg_constraint c where c.conindid = x.indexrelid and c.contype in ('p', 'u'))",
        [tables],
    )
    yield from (row[0].replace(" ON public.", " ON beside.") for row in cursor.fetchall())
    for name, table, definition in constraints:
        yield f'alter table beside.{table} add constraint "{name}" {definition}'


# ── Spreadsheets ──


def spreadsheet(number: int) -> Path:
    """The same people as a spreadsheet, with shared texts and real days as office programs write them."""
    path = Path(FOLDER.name) / "list.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet, day = book.add_worksheet(), book.add_format({"num_format": "dd.mm.yyyy"})
        sheet.write_row(0, 0, HEADINGS)
        for place, (person, row) in enumerate(zip(people(7), rows(number), strict=False), 1):
            for column, cell in enumerate(row):
                if column == 3:  # noqa: PLR2004 (the day of birth)
                    sheet.write_datetime(place, column, person.born, day)
                else:
                    sheet.write_string(place, column, cell)
    return path


def ours(path: Path) -> list[list[str]]:
    content = path.read_bytes()
    return [cells for _line, cells in read_rows(path.name, lambda: [content], LIMITS)]


def theirs(path: Path, *, read_only: bool) -> list[list[str]]:
    book = openpyxl.load_workbook(path, read_only=read_only)
    return [
        [cell.isoformat()[:10] if hasattr(cell, "isoformat") else str(cell or "") for cell in row]
        for row in book.active.iter_rows(values_only=True)
    ]


def spreadsheets(number: int) -> list[str]:
    path = spreadsheet(number)
    readers: dict[str, Callable[[], list[list[str]]]] = {
        "`hamsafar.kit.tables` (looked at for bombs, read in a process of its own)": lambda: ours(path),
        "openpyxl, as its documentation begins": lambda: theirs(path, read_only=False),
        "openpyxl, `read_only=True`": lambda: theirs(path, read_only=True),
    }
    taken: dict[str, list[float]] = {words: [] for words in readers}
    for _ in range(ROUNDS):
        cells = []
        for words, read in readers.items():
            gc.collect()  # a book that the reader before left behind is not taken away in this one's time
            seconds, found = timed(read)
            taken[words].append(seconds)
            cells.append(found)
        must(cells[0] == cells[1] == cells[2])
    mine, *_ = (statistics.median(each) for each in taken.values())
    table = ["| reader | rows/s | ours is | spread |", "| --- | --- | --- | --- |"]
    for words, each in taken.items():
        middle = statistics.median(each)
        spread = f"{min(each) / middle:.2f}–{max(each) / middle:.2f}"
        table.append(f"| {words} | {number / middle:,.0f} | {middle / mine:.1f} × | {spread} |")
    return table


def main(words: list[str]) -> int:
    options = argparse.ArgumentParser(prog="python -m benchmarks.imports")
    options.add_argument("--full", action="store_true", help="a million people")
    full = options.parse_args(words).full
    number, in_use, in_sheet = (1_000_000, 50_000, 50_000) if full else (50_000, 5_000, 20_000)
    before = os.getloadavg()[0]
    call_command("migrate", verbosity=0)
    batch, seconds = imported(written(number))
    require_right(batch, number)
    limits = [copied_then_indexed() for _ in range(LIMITS_TAKEN)]
    later, beside = imported(written(in_use, first=number + 1))
    must(later.rows == in_use)
    memory = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) // 1024
    undone, _batch = timed(lambda: importing.undo_list(batch=later, by=SYSTEM, at=now()))
    text = page(
        number=number,
        batch=batch,
        seconds=seconds,
        limits=limits,
        in_use=in_use,
        in_sheet=in_sheet,
        beside=beside,
        undone=undone,
        memory=memory,
        sheets=spreadsheets(in_sheet),
        before=before,
    )
    print(text)
    if full:
        PAGE.write_text(text, encoding="utf-8")
    return 0


def page(*, number, batch, seconds, limits, in_use, in_sheet, beside, undone, memory, sheets, before) -> str:
    limit = statistics.mean(limits)
    total = seconds["read"] + seconds["imported"]
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    lines = [
        "# Speed of importing people",
        "",
        "Written by `python -m benchmarks.imports --full`; without `--full` the sizes are smaller. One run on one"
        f" machine ({cores} processors, {platform.system()}, Python {platform.python_version()}, embedded PostgreSQL).",
        "",
        f"## {number:,} people from CSV into an empty register",
        "",
        "Target columns: the file, the name by authority, the passport, the telephone number, and the row that the"
        " search asks (codes with their GIN index). All rows are read, checked, folded, given their codes and"
        " written with every index, unique constraint and foreign key in force at the end.",
        "",
        "| step | seconds | rows/s | beside the limit |",
        "| --- | --- | --- | --- |",
        f"| the limit: COPY of ready rows, then indexes | {limit:.1f} | {number / limit:,.0f} | 1.00 |",
        f"| **checked, folded, keyed and imported** | {seconds['imported']:.1f} |"
        f" {number / seconds['imported']:,.0f} | **{limit / seconds['imported']:.2f}** |",
        f"| before it, read and checked for the preview | {seconds['read']:.1f} | {number / seconds['read']:,.0f} | |",
        f"| the preview and the import together | {total:.1f} | {number / total:,.0f} | {limit / total:.2f} |",
        f"| duplicate check, apart | {seconds['doubles']:.1f} | {number / seconds['doubles']:,.0f} | |",
        f"| received: locked and written to the disk | {seconds['received']:.1f} | | |",
        "",
        f"Wanted: {WANTED} × the limit for the checked import. An import trusts no preview, and reads and checks all"
        f" rows anew. {batch.questions:,} rows were like another row and set aside; every other one"
        f" is a file. Names, days and search codes of {HELD_AGAINST:,} people were held against it."
        f" The largest process took {memory:,} MB. The limit is the mean of {LIMITS_TAKEN}: "
        f"{', '.join(f'{each:.1f}' for each in limits)} s. Python's share, from reading to packing, was"
        f" {seconds['processor']:.0f} s of processor time ({seconds['processor'] / number * 1e6:.0f} µs a row), to be"
        f" shared by {cores} processors; what PostgreSQL does with the rows comes on top, and is the limit. The load"
        f" of the machine before the run was {before:.1f}; an idle one has 0.",
        "",
        f"## {in_use:,} more people into a register in use",
        "",
        "Part by part, with all indexes in place, so that nobody waits: "
        f"{in_use / beside['imported']:,.0f} rows/s; duplicate check against everybody who is here"
        f" {in_use / beside['doubles']:,.0f} rows/s; taken back as a whole in {undone:.1f} s.",
        "",
        "## Spreadsheets",
        "",
        f"Wanted: {WANTED_XLSX} × openpyxl. {in_sheet:,} rows, {ROUNDS} interleaved rounds, medians. The same cells"
        " came out of all of them.",
        "",
        *sheets,
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
