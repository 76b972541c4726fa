"""The verbs of importing people: receive a list, read it, decide about rows, import, undo.

Reading changes nobody's file. Importing goes in parts, each with the place that was reached in one transaction, so that
whatever ends it, it goes on behind the last whole part and nothing is there twice.
"""

from __future__ import annotations

import time
from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, BinaryIO

from django.db import connection, models, transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from hamsafar.accounts.models import Organisation, User
from hamsafar.files.actions import erase_file, store_file
from hamsafar.files.enums import TABLES
from hamsafar.journeys import access
from hamsafar.journeys.actions.import_doubles import Doubles, questions_within
from hamsafar.journeys.actions.import_processes import Part, processes_for, worked
from hamsafar.journeys.actions.import_reading import Opened, manner_for, with_day_order
from hamsafar.journeys.enums import Channel, ImportState, RowKind
from hamsafar.journeys.models import (
    ColumnMemory,
    Contact,
    ImportPart,
    ImportRow,
    NameForm,
    Passport,
    PeopleImport,
    Person,
    SearchEntry,
)
from hamsafar.journeys.rules.import_bulk import COLUMNS, Firsts, Packed, Packer, chained, form_of
from hamsafar.journeys.rules.import_columns import Manner, fingerprint
from hamsafar.journeys.rules.import_work import SAMPLES, Data, Rows, Task
from hamsafar.journeys.rules.imports import LEAVE, SAME, WHO, Question, RowReader, Someone
from hamsafar.kit.actor import Actor
from hamsafar.kit.because import Because, as_data
from hamsafar.kit.garbage import uncollected
from hamsafar.kit.indexes import made_at_the_end
from hamsafar.kit.locks import hold
from hamsafar.kit.queue import queue
from hamsafar.kit.refusal import Refusal
from hamsafar.kit.tables import NotATable, Row
from hamsafar.kit.verdict import require
from hamsafar.ledger.actions import record

AT_A_TIME = 10_000  # rows of one part
DOUBLES_AT_A_TIME = 5_000
MOST_SET_ASIDE = 10_000
DAYS_KEPT = 14  # that a list lies here which nobody imports or withdraws
LOAD_WHOLE_FROM, LOAD_WHOLE_TIMES = 20_000, 2
MADE = (Person, NameForm, Passport, Contact, SearchEntry)
Progress = Callable[[str, int], None]


def _quiet(_step: str, _done: int) -> None:
    """Nobody watches."""


def office_of(by: Actor) -> Organisation | None:
    """The office that somebody acts for; None for the node itself."""
    return by.organisation if isinstance(by, User) else None


@transaction.atomic
def receive_list(
    *,
    content: bytes | BinaryIO,
    name: str,
    by: Actor,
    at: datetime,
    synthetic: bool = False,
    manner: Manner | None = None,
    queued: bool = True,
) -> PeopleImport:
    """Take a list in, locked, and queue its reading, unless who calls reads it. Nobody of it has a file yet.

    `Refusal` for what is neither CSV nor XLSX, and for exactly the same file where it was imported and not undone.
    """
    require(access.may_import(by))
    until = localdate(at + timedelta(days=DAYS_KEPT))
    file = store_file(content=content, name=name, accept=TABLES, until=until, synthetic=synthetic, by=by, at=at)
    same = PeopleImport.objects.of_the_same_bytes(file.sha256)
    if same.filter(state__in=[ImportState.APPLYING, ImportState.IMPORTED]).exists():
        raise Refusal(_("Exactly this list is imported already."))

    batch = PeopleImport.objects.create(
        organisation=office_of(by),
        name=file.name,
        digest=file.sha256,
        file=file,
        manner=manner.as_data() if manner else {},
        synthetic=synthetic,
        received_by=by.ref,
        received_at=at,
        moved_at=at,
    )

    record("list of people received", about=batch, by=by, at=at)
    if queued:
        queue("journeys.check_list", ref=batch.ref)
    return batch


@dataclass
class Reading:
    """What reading a list has found so far."""

    rows: int = 0
    ready: int = 0
    unreadable: int = 0
    questions: int = 0
    seconds_for_doubles: float = 0.0


class _SetAside:
    """Rows that do not go in by themselves, as many as are kept; the rest is only counted."""

    def __init__(self, batch: PeopleImport) -> None:
        self.batch, self.rows = batch, dict[int, ImportRow]()

    def trouble(self, line: int, cells: list[str], problems: Data, questions: Data) -> None:
        row = self._row(line, cells)
        if row is None:
            return
        row.problems, row.asked = problems, questions
        row.kind = RowKind.ERROR if problems else RowKind.QUESTION

    def question(self, line: int, cells: list[str], question: Question) -> None:
        row = self._row(line, cells)
        if row is None or row.kind == RowKind.ERROR:
            return
        row.kind, row.like_id = RowKind.QUESTION, question.person or None
        row.asked = [*row.asked, question.as_data()]

    def _row(self, line: int, cells: list[str]) -> ImportRow | None:
        if line not in self.rows and len(self.rows) >= MOST_SET_ASIDE:
            return None
        return self.rows.setdefault(line, ImportRow(batch=self.batch, line=line, cells=cells))


@uncollected()
def check_list(*, batch: PeopleImport, by: Actor, at: datetime, progress: Progress = _quiet) -> Reading:
    """Read every row, and keep what cannot be read and what somebody must decide. Doing it again begins anew."""
    require(access.may_move_list(by, batch, ImportState.CHECKED))
    try:
        opened = Opened(batch, by=by, at=at)
        batch.headings = opened.headings
        manner = Manner.from_data(batch.manner) if batch.manner else manner_for(opened.headings, batch.organisation)
        manner.require_sound()
        batch.manner = with_day_order(manner, opened).as_data()
        reading, aside, samples = _read(batch, opened, at=at, progress=progress)
    except Refusal as problem:
        reason = problem.reason if isinstance(problem, NotATable) else problem.args[0]
        line = problem.line if isinstance(problem, NotATable) else 0
        return _unreadable(batch, reason, line, by=by, at=at)
    return _checked(batch, reading, aside, samples, by=by, at=at)


def _read(
    batch: PeopleImport, opened: Opened, *, at: datetime, progress: Progress
) -> tuple[Reading, _SetAside, list[Any]]:
    task = Task(batch.how, localdate(at), at, batch.synthetic)
    reading, aside, doubles, samples = Reading(), _SetAside(batch), Doubles(), list[Any]()
    processes = 0 if doubles.anybody_here else processes_for(opened.size)  # who is looked up must be in this process
    given = deque[list[Row]]()
    for found in worked(task, _to_check(opened, given), processes=processes):
        cells_of = dict(given.popleft())
        for line, problems, questions in found.troubles:
            reading.unreadable += bool(problems)
            reading.questions += not problems
            aside.trouble(line, cells_of[line], problems, questions)
        doubles.keys.join(found.keys)
        doubles.seconds += found.seconds / max(1, processes)
        alike = doubles.look_up(found.people)
        for line, question in alike.items():
            aside.question(line, cells_of[line], question)
        reading.questions += len(alike)
        samples += [each for each in found.samples if int(each[0]) not in alike][: SAMPLES - len(samples)]
        reading.rows += len(cells_of)
        PeopleImport.objects.filter(pk=batch.pk).update(moved_at=Now(), rows=reading.rows)
        progress("read", len(cells_of))
    begun = time.perf_counter()
    _doubles_within(opened, RowReader(task.manner, today=task.today), doubles.keys.shared(), aside, reading)
    reading.ready = reading.rows - reading.unreadable - reading.questions
    reading.seconds_for_doubles = doubles.seconds + time.perf_counter() - begun
    return reading, aside, [each for each in samples if int(each[0]) not in aside.rows]


def _to_check(opened: Opened, given: deque[list[Row]]) -> Iterator[Part]:
    """The rows of the list in parts; each is kept in `given` until what became of it is known."""
    for rows in _in_groups(opened.rows(), DOUBLES_AT_A_TIME):
        given.append(rows)
        yield "check", (rows,)


def _doubles_within(opened: Opened, reader: RowReader, lines: set[int], aside: _SetAside, reading: Reading) -> None:
    """Rows of the list that are like an earlier one. The list is read once more, for those rows alone."""
    if not lines:
        return
    people, cells_of = list[Someone](), dict[int, list[str]]()
    for line, cells in opened.rows():
        found = reader.read(line, cells) if line in lines and line not in aside.rows else None
        if isinstance(found, Someone):
            people.append(found)
            cells_of[line] = cells
    for line, question in questions_within(people).items():
        aside.question(line, cells_of[line], question)
        reading.questions += 1


@transaction.atomic
def _checked(
    batch: PeopleImport, reading: Reading, aside: _SetAside, samples: list[Any], *, by: Actor, at: datetime
) -> Reading:
    ours = PeopleImport.objects.locked(batch.pk)
    require(access.may_move_list(by, ours, ImportState.CHECKED))
    ours.set_aside.all().delete()
    ImportRow.objects.bulk_create(aside.rows.values(), batch_size=1_000)
    for name in ("rows", "ready", "unreadable", "questions"):
        setattr(ours, name, getattr(reading, name))
    ours.headings, ours.manner, ours.samples, ours.problem = batch.headings, batch.manner, samples, None
    ours.state, ours.moved_at = ImportState.CHECKED, at
    ours.save()
    record("list of people read", about=ours, by=by, at=at)
    return reading


@transaction.atomic
def _unreadable(batch: PeopleImport, reason: str, line: int, *, by: Actor, at: datetime) -> Reading:
    ours = PeopleImport.objects.locked(batch.pk)
    require(access.may_move_list(by, ours, ImportState.UNREADABLE))
    placed = Because("Line %(line)s: %(reason)s", line=line, reason=reason) if line else reason
    ours.state, ours.moved_at, ours.problem = ImportState.UNREADABLE, at, as_data(placed)
    ours.headings, ours.manner = batch.headings, batch.manner
    ours.save()
    record("list of people not readable", about=ours, by=by, at=at)
    return Reading()


@transaction.atomic
def choose_columns(*, batch: PeopleImport, manner: Manner, by: Actor, at: datetime) -> PeopleImport:
    """Say how the list is read; the office remembers it for lists with the same headings. The list is read anew."""
    batch = PeopleImport.objects.locked(batch.pk)
    require(access.may_move_list(by, batch, ImportState.RECEIVED))
    manner.require_sound()
    if any(place >= len(batch.headings) for place in manner.columns.values()):
        raise Refusal(_("The list has no such column."))
    ColumnMemory.objects.update_or_create(
        organisation=batch.organisation,
        fingerprint=fingerprint(batch.headings),
        defaults={"manner": manner.as_data(), "chosen_at": at},
    )
    batch.state, batch.manner, batch.moved_at = ImportState.RECEIVED, manner.as_data(), at
    batch.rows = batch.ready = batch.unreadable = batch.questions = 0
    batch.save()
    record("columns of a list chosen", about=batch, by=by, at=at)
    queue("journeys.check_list", ref=batch.ref)
    return batch


@transaction.atomic
def answer_row(*, row: ImportRow, answers: Mapping[str, str], by: Actor, at: datetime) -> ImportRow:
    """Settle a row: an answer to each of its questions, or to leave it out. It can be settled anew until it went in."""
    batch = PeopleImport.objects.locked(row.batch_id)
    row = ImportRow.objects.select_for_update().get(pk=row.pk)
    require(access.may_decide_rows(by, batch))
    if row.kind != RowKind.QUESTION or row.person_id is not None:
        raise Refusal(_("There is nothing to decide about this row any more."))
    asked = {each.key: each for each in row.open_questions}
    leave = LEAVE in answers.values() or answers.get(WHO) == SAME
    if not leave and any(answers.get(key) not in question.readings for key, question in asked.items()):
        raise Refusal(_("Choose an answer to each question, or leave the row out."))
    row.answers = {key: answers[key] for key in asked if key in answers}
    row.settled, row.left_out = True, leave
    row.decided_by, row.decided_at = by.ref, at
    row.save()
    record("row of a list decided", about=batch, by=by, at=at)
    return row


@transaction.atomic
def look_at_rows(*, rows: Sequence[ImportRow], by: Actor, at: datetime) -> None:
    """Note on the ledger whose files were shown beside rows of a list."""
    for row in rows:
        if row.like is not None:
            record("file shown beside a list", about=row.batch, by=by, at=at, person=row.like.ref)


@transaction.atomic
def leave_out_all(*, batch: PeopleImport, by: Actor, at: datetime) -> int:
    """Leave out every row that nobody has decided about, and say how many those were."""
    batch = PeopleImport.objects.locked(batch.pk)
    require(access.may_decide_rows(by, batch))
    done = batch.set_aside.undecided().update(settled=True, left_out=True, decided_by=by.ref, decided_at=at)  # type: ignore[attr-defined]
    record("rows of a list left out", about=batch, by=by, at=at)
    return int(done)


@transaction.atomic
def confirm_list(*, batch: PeopleImport, by: Actor, at: datetime, queued: bool = True) -> PeopleImport:
    """Import the rows that were understood. Rows with questions wait on; rows that cannot be read stay out."""
    batch = PeopleImport.objects.locked(batch.pk)
    require(access.may_move_list(by, batch, ImportState.APPLYING))
    if batch.ready == 0 and not batch.set_aside.to_import().exists():  # type: ignore[attr-defined]
        raise Refusal(_("The list holds nobody who can be imported."))
    if batch.questions + batch.unreadable > MOST_SET_ASIDE:
        raise Refusal(_("Too many rows are in doubt or cannot be read. Look at how the columns are read."))
    same = PeopleImport.objects.of_the_same_bytes(batch.digest).exclude(pk=batch.pk)
    if same.filter(state__in=[ImportState.APPLYING, ImportState.IMPORTED]).exists():
        raise Refusal(_("Exactly this list is imported already."))
    batch.state, batch.moved_at, batch.confirmed_by = ImportState.APPLYING, at, by.ref
    batch.save(update_fields=["state", "moved_at", "confirmed_by"])
    record("import of people confirmed", about=batch, by=by, at=at)
    if queued:
        queue("journeys.apply_list", ref=batch.ref)
    return batch


@uncollected()
def apply_list(*, batch: PeopleImport, by: Actor, at: datetime, progress: Progress = _quiet) -> PeopleImport:
    """Make files of the confirmed rows, from where it stopped. One ledger line at the end holds the digest of the rows.

    A list that is far larger than all that is here is loaded as one transaction, with the indexes made at the end;
    any other goes in part by part, and nobody waits for it.
    """
    batch.refresh_from_db()
    require(access.may_move_list(by, batch, ImportState.IMPORTED))
    if loads_whole(batch.ready, Person.objects.count()):
        with transaction.atomic():
            hold("people: loaded whole")
            with made_at_the_end(MADE):
                _apply_parts(batch, by=by, at=at, progress=progress)
    else:
        _apply_parts(batch, by=by, at=at, progress=progress)
    return _finish(batch, by=by, at=at)


def loads_whole(rows: int, people: int) -> bool:
    """Whether a list is so large beside what is here that loading it in one go is worth keeping others waiting."""
    return rows >= LOAD_WHOLE_FROM and rows >= LOAD_WHOLE_TIMES * people


def _apply_parts(batch: PeopleImport, *, by: Actor, at: datetime, progress: Progress) -> None:
    batch.refresh_from_db()
    done = batch.done
    progress("imported", done)
    latin = "latin" in "".join(batch.how.columns)
    opened, start = Opened(batch, by=by, at=at), reserve(batch.rows - done, latin=latin)
    task = Task(batch.how, localdate(batch.received_at), at, batch.synthetic)
    given = deque[tuple[int, Firsts]]()
    parts = _to_pack(batch, opened, start, given, latin=latin)
    for packed in worked(task, parts, processes=processes_for(opened.size)):
        rows, first = given.popleft()
        _write(batch, packed, first, rows_from=done, rows_to=done + rows, at=at)
        done += rows
        progress("imported", rows)


def _to_pack(
    batch: PeopleImport, opened: Opened, start: Firsts, given: deque[tuple[int, Firsts]], *, latin: bool
) -> Iterator[Part]:
    """The rows that were not dealt with, in parts; how many they are and their first keys are kept in `given`."""
    aside = sorted(batch.set_aside.values_list("line", flat=True))
    passed = 0
    for rows in _in_groups(islice(opened.rows(), batch.done, None), AT_A_TIME):
        first = start.behind(passed, latin=latin)
        given.append((len(rows), first))
        of_these = slice(bisect_left(aside, rows[0][0]), bisect_right(aside, rows[-1][0]))
        yield "pack", (rows, set(aside[of_these]), first)
        passed += len(rows)


def _write(batch: PeopleImport, packed: Packed, first: Firsts, *, rows_from: int, rows_to: int, at: datetime) -> None:
    """One part: its rows, who they became, and the place that was reached, or none of it."""
    with transaction.atomic():
        ours = PeopleImport.objects.locked(batch.pk)
        if ours.state != ImportState.APPLYING or ours.done != rows_from:
            raise Refusal(_("Another process is importing this list at this moment."))
        _write_part(ours, packed, first, rows_to=rows_to, at=at)


def _write_part(ours: PeopleImport, packed: Packed, first: Firsts, *, rows_to: int, at: datetime) -> None:
    with connection.cursor() as cursor:
        for table, lines in packed.tables.items():
            if lines:
                with cursor.copy(f"COPY {table} ({COLUMNS[table]}) FROM STDIN{form_of(table)}") as copy:
                    copy.write(lines)
    digest = chained(ours.rows_digest, packed.digest)
    ImportPart.objects.create(
        batch=ours,
        number=ours.parts.count() + 1,
        rows_to=rows_to,
        people=packed.people,
        first_person=first.person,
        last_person=first.person + packed.people - 1,
        last_form=first.form + packed.forms - 1,
        last_passport=first.passport + packed.passports - 1,
        last_contact=first.contact + packed.contacts - 1,
        digest=digest,
    )
    ours.done, ours.people, ours.rows_digest = rows_to, ours.people + packed.people, digest
    ours.moved_at = at
    ours.save(update_fields=["done", "people", "rows_digest"])
    PeopleImport.objects.filter(pk=ours.pk).update(moved_at=Now())


def reserve(people: int, *, latin: bool) -> Firsts:
    """Keys for so many people that nobody else is given, in each table one run of them."""
    ends = Firsts(0, 0, 0, 0).behind(people, latin=latin)
    wanted = {Person: ends.person, NameForm: ends.form, Passport: ends.passport, Contact: ends.contact}
    firsts = []
    with transaction.atomic(), connection.cursor() as cursor:
        for model, number in wanted.items():
            table = connection.ops.quote_name(model._meta.db_table)
            # Nobody inserts between the two steps of taking a run of keys.
            cursor.execute(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")
            cursor.execute("select nextval(pg_get_serial_sequence(%s, 'id'))", [table])
            first = cursor.fetchone()[0]
            cursor.execute("select setval(pg_get_serial_sequence(%s, 'id'), %s)", [table, first + max(number, 1)])
            firsts.append(first)
    return Firsts(*firsts)


@transaction.atomic
def _finish(batch: PeopleImport, *, by: Actor, at: datetime) -> PeopleImport:
    batch = PeopleImport.objects.locked(batch.pk)
    require(access.may_move_list(by, batch, ImportState.IMPORTED))
    if batch.file is not None:
        erase_file(file=batch.file, by=by, at=at)
    batch.state, batch.ended_at, batch.moved_at, batch.file = ImportState.IMPORTED, at, at, None
    batch.save(update_fields=["state", "ended_at", "moved_at", "file"])
    _import_decided(batch, by=by, at=at)
    record("people imported", about=f"list:{batch.ref}:sha256:{batch.rows_digest}", by=by, at=at)
    return batch


@transaction.atomic
def import_decided(*, batch: PeopleImport, by: Actor, at: datetime) -> int:
    """Make files of the rows that were decided after the list was imported, and say how many."""
    batch = PeopleImport.objects.locked(batch.pk)
    require(access.may_decide_rows(by, batch))
    if batch.state != ImportState.IMPORTED:
        raise Refusal(_("Import the list first: decided rows go in with it."))
    made = _import_decided(batch, by=by, at=at)
    if not made:
        raise Refusal(_("No row is decided that could go in."))
    record("decided rows imported", about=f"list:{batch.ref}:sha256:{batch.rows_digest}", by=by, at=at)
    return made


def _import_decided(batch: PeopleImport, *, by: Actor, at: datetime) -> int:
    reader = RowReader(batch.how, today=localdate(batch.received_at))
    rows = {row.line: row for row in batch.set_aside.to_import().in_order()}  # type: ignore[attr-defined]
    found = [reader.read(row.line, row.cells, row.answers) for row in rows.values()]
    people = [one for one in found if isinstance(one, Someone)]
    if not people:
        return 0
    first = reserve(len(people), latin=True)
    packed = Packer(batch.how, at=at, synthetic=batch.synthetic).packed(people, first)
    _write_part(batch, packed, first, rows_to=batch.done, at=at)
    for place, one in enumerate(people):
        rows[one.line].person_id = first.person + place
    ImportRow.objects.bulk_update(rows.values(), ["person"], batch_size=1_000)
    return len(people)


@transaction.atomic
def withdraw_list(*, batch: PeopleImport, by: Actor, at: datetime) -> PeopleImport:
    """Take a list back before anything of it was imported: its bytes and the rows that were kept are erased."""
    batch = PeopleImport.objects.locked(batch.pk)
    require(access.may_move_list(by, batch, ImportState.WITHDRAWN))
    _forget(batch, ImportState.WITHDRAWN, by=by, at=at)
    record("list of people withdrawn", about=batch, by=by, at=at)
    return batch


@transaction.atomic
def undo_list(*, batch: PeopleImport, by: Actor, at: datetime) -> PeopleImport:
    """Take back every file that the list made, as a whole.

    `Refusal` where somebody has worked with one of them since: a merge, a correction, a paper, a case.
    """
    batch = PeopleImport.objects.locked(batch.pk)
    require(access.may_move_list(by, batch, ImportState.UNDONE))
    parts = list(batch.parts.all())
    touched = [ref for part in parts for ref in _touched_since(batch, part)]
    if touched:
        named = ", ".join(touched[:5])
        raise Refusal(
            _("%(number)s of these files were changed or used since (%(named)s). Undo that first, or keep the list.")
            % {"number": len(touched), "named": named}
        )
    for part in parts:
        _take_back(part)
    _forget(batch, ImportState.UNDONE, by=by, at=at)
    record("import of people undone", about=f"list:{batch.ref}:sha256:{batch.rows_digest}", by=by, at=at)
    return batch


def _forget(batch: PeopleImport, state: ImportState, *, by: Actor, at: datetime) -> None:
    if batch.file is not None:
        erase_file(file=batch.file, by=by, at=at)
    batch.set_aside.all().delete()
    batch.state, batch.ended_at, batch.moved_at, batch.samples, batch.file = state, at, at, [], None
    batch.save(update_fields=["state", "ended_at", "moved_at", "samples", "file"])


def _of(part: ImportPart, name: str = "pk") -> Q:
    return Q(**{f"{name}__gte": part.first_person, f"{name}__lte": part.last_person})


def _touched_since(batch: PeopleImport, part: ImportPart) -> list[str]:
    """References of files of this part that are no longer as they were imported, or that something points at."""
    people = Person.objects.filter(_of(part))
    untouched = Q(merged_into__isnull=True, closed_at__isnull=True, erased_at__isnull=True, channel=Channel.IMPORT)
    keys = set(people.exclude(untouched).values_list("pk", flat=True))
    for relation in Person._meta.related_objects:
        name = relation.field.name
        rows = relation.related_model._base_manager.filter(_of(part, name))
        ours = _made_by(batch, part).get(relation.related_model)
        if ours is not None:
            rows = rows.exclude(ours)
        keys |= set(rows.values_list(relation.field.attname, flat=True))
    return list(Person.objects.filter(pk__in=keys).order_by("pk").values_list("ref", flat=True))


def _made_by(batch: PeopleImport, part: ImportPart) -> dict[type[models.Model], Q]:
    """Of each table, the rows that the import itself made and that are still as it made them."""
    return {
        NameForm: Q(pk__lte=part.last_form, withdrawn_at__isnull=True),
        Passport: Q(pk__lte=part.last_passport, replaced_by__isnull=True),
        Contact: Q(pk__lte=part.last_contact, withdrawn_at__isnull=True, confirmed_at__isnull=True),
        SearchEntry: Q(pk__isnull=False),
        ImportRow: Q(batch=batch),
    }


def _take_back(part: ImportPart) -> None:
    ImportRow.objects.filter(_of(part, "person")).update(person=None)
    for model in (SearchEntry, Contact, Passport, NameForm):
        rows = model._base_manager.filter(_of(part, "person"))
        rows._raw_delete(rows.db)
    people = Person._base_manager.filter(_of(part))
    people._raw_delete(people.db)


def _in_groups(rows: Iterator[Row], size: int) -> Iterator[Rows]:
    while some := Rows(islice(rows, size)):
        yield some
