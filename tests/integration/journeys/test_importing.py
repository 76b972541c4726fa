"""Lists of people: received, read without guessing, imported, taken back; stopped anywhere, they go on."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import transaction

from hamsafar.accounts.enums import Role
from hamsafar.files.models import StoredFile
from hamsafar.journeys.actions import import_processes, importing
from hamsafar.journeys.actions.filing import filed_of, not_filed, with_what_is_filed
from hamsafar.journeys.actions.import_processes import LONG, processes_for, worked
from hamsafar.journeys.actions.importing import (
    answer_row,
    apply_list,
    check_list,
    choose_columns,
    confirm_list,
    import_decided,
    leave_out_all,
    receive_list,
    undo_list,
    withdraw_list,
)
from hamsafar.journeys.enums import ImportState
from hamsafar.journeys.models import (
    ColumnMemory,
    Contact,
    Correction,
    ImportRow,
    NameForm,
    Passport,
    PeopleImport,
    Person,
    SearchEntry,
)
from hamsafar.journeys.rules.filing import codes_of, heard
from hamsafar.journeys.rules.import_columns import Manner
from hamsafar.journeys.rules.import_work import Task
from hamsafar.kit.actor import SYSTEM
from hamsafar.kit.refs import read_ref
from hamsafar.kit.refusal import Refusal
from hamsafar.ledger.models import Line
from tests.factories.accounts import OfficerFactory
from tests.factories.ledger import noon
from tests.factories.lists import HEADINGS, csv_of, rows_of, xlsx_of

AT = noon(2026, 11, 24)
TABLES = (Person, NameForm, Passport, Contact, SearchEntry)


@pytest.fixture
def clerk(db):
    return OfficerFactory(role=Role.REGISTRATION_CLERK)


def received(by, rows, *, manner=None, **options):
    return receive_list(content=csv_of(rows, **options), name="list.csv", by=by, at=AT, synthetic=True, manner=manner)


def checked(by, rows, **options):
    batch = received(by, rows, **options)
    check_list(batch=batch, by=by, at=AT)
    batch.refresh_from_db()
    return batch


def imported(by, rows, **options):
    batch = confirm_list(batch=checked(by, rows, **options), by=by, at=AT)
    return apply_list(batch=batch, by=by, at=AT)


def held() -> list[object]:
    """All that the tables of people hold, but for keys and references."""
    people = with_what_is_filed(Person.objects.order_by("pk"))
    return [
        (
            *(each.name, each.sort_key, each.sex, each.birth_date, each.birth_year, each.citizenship, each.synthetic),
            *(
                (form.full, form.family, form.given, form.patronymic, form.script, form.authority)
                for form in each.name_forms.all()
            ),
            *((passport.number, passport.country, passport.expires) for passport in each.passports.all()),
            *((contact.kind, contact.value) for contact in each.contacts.all()),
            *(sorted(each.search_entry.codes), each.search_entry.heard, each.search_entry.birth_year),
        )
        for each in people
    ]


def counts():
    return [model.objects.count() for model in TABLES]


def test_a_list_is_read_before_anybody_of_it_has_a_file(clerk):
    batch = checked(clerk, rows_of(1, 30))

    assert (batch.state, batch.rows, batch.ready, batch.unreadable, batch.questions) == ("checked", 30, 30, 0, 0)
    assert len(batch.samples) == 10
    assert counts() == [0, 0, 0, 0, 0]


def test_an_imported_person_is_as_one_who_was_registered(clerk):
    rows = rows_of(2, 25)

    batch = imported(clerk, rows)

    assert (batch.state, batch.people, batch.done) == ("imported", 25, 25)
    person = Person.objects.order_by("pk").first()
    assert person.name == " ".join(filter(None, rows[0][:3]))
    assert (person.channel, person.citizenship, person.synthetic) == ("import", "TJK", True)
    assert read_ref(person.ref) == person.ref
    assert person.passports.get().number == rows[0][6]
    assert person.contacts.get().value == rows[0][7]
    assert not not_filed().exists()
    for each in with_what_is_filed(Person.objects.all()):
        filed = filed_of(each)
        assert sorted(each.search_entry.codes) == sorted(codes_of(filed))
        assert each.search_entry.heard == heard(filed.names)


def test_one_line_stands_for_an_import_and_holds_the_digest_of_its_rows(clerk):
    before = Line.objects.count()

    batch = imported(clerk, rows_of(3, 12))

    lines = list(Line.objects.filter(verb="people imported"))
    assert [line.about for line in lines] == [f"list:{batch.ref}:sha256:{batch.rows_digest}"]
    assert Line.objects.count() - before < 12
    assert not any(row[0] in str(line.values) for line in Line.objects.all() for row in rows_of(3, 12))


def test_the_list_itself_is_erased_once_it_is_imported(clerk):
    batch = imported(clerk, rows_of(4, 5))

    assert batch.file is None
    assert not StoredFile.objects.kept().exists()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_every_usual_encoding_and_delimiter_says_the_same(clerk, encoding):
    rows = rows_of(5, 6)
    imported(clerk, rows)
    first = held()
    undo_list(batch=PeopleImport.objects.get(), by=clerk, at=AT)

    imported(clerk, rows, encoding=encoding, delimiter=";")

    assert held() == first


def test_a_spreadsheet_says_the_same(clerk):
    rows = rows_of(5, 6)
    imported(clerk, rows)
    first = held()
    undo_list(batch=PeopleImport.objects.get(), by=clerk, at=AT)

    batch = receive_list(content=xlsx_of(rows), name="list.xlsx", by=clerk, at=AT, synthetic=True)
    check_list(batch=batch, by=clerk, at=AT)
    apply_list(batch=confirm_list(batch=batch, by=clerk, at=AT), by=clerk, at=AT)

    assert held() == first


def test_a_row_that_cannot_be_read_is_kept_with_its_column_and_reason_and_stays_out(clerk):
    rows = rows_of(6, 8)
    rows[2][3] = "31.02.1990"
    rows[4][0] = rows[4][1] = rows[4][2] = ""
    rows[5][6] = "4,01E+08"

    batch = checked(clerk, rows)

    errors = {row.line: [(each.field, str(each.reason)) for each in row.reasons] for row in batch.set_aside.errors()}
    assert set(errors) == {4, 6, 7}
    assert errors[4] == [("birth", "“31.02.1990” is no day that can be meant; write it as 1990-04-03.")]
    assert errors[6] == [("name", "the name is missing.")]
    assert errors[7][0][0] == "number"
    apply_list(batch=confirm_list(batch=batch, by=clerk, at=AT), by=clerk, at=AT)
    assert Person.objects.count() == 5


def test_a_day_with_two_readings_is_set_aside_and_goes_in_as_decided(clerk):
    rows = rows_of(7, 4)
    for row in rows:
        row[3] = "03/04/1990"

    batch = checked(clerk, rows)

    assert (batch.ready, batch.questions) == (0, 4)
    row = batch.set_aside.order_by("line").first()
    assert row.open_questions[0].readings == ("1990-04-03", "1990-03-04")
    with pytest.raises(Refusal, match="Choose an answer"):
        answer_row(row=row, answers={"day:birth": "1990-01-01"}, by=clerk, at=AT)
    answer_row(row=row, answers={"day:birth": "1990-04-03"}, by=clerk, at=AT)
    batch = apply_list(batch=confirm_list(batch=batch, by=clerk, at=AT), by=clerk, at=AT)
    assert Person.objects.get().birth_date == date(1990, 4, 3)
    assert batch.people == 1


def test_the_order_of_day_and_month_is_told_by_other_rows_of_the_list(clerk):
    rows = rows_of(7, 4)
    for row, day in zip(rows, ("03/04/1990", "25/04/1990", "01/02/1991", "2001-02-03"), strict=True):
        row[3] = day

    imported(clerk, rows)

    assert Person.objects.order_by("pk").first().birth_date == date(1990, 4, 3)


def test_where_rows_tell_both_orders_every_other_day_is_asked_about(clerk):
    rows = rows_of(7, 3)
    for row, day in zip(rows, ("03/04/1990", "25/04/1990", "04/25/1991"), strict=True):
        row[3] = day

    batch = checked(clerk, rows)

    assert (batch.ready, batch.questions) == (2, 1)


def test_an_order_that_the_officer_chooses_is_remembered_by_the_office_for_these_headings(clerk):
    rows = rows_of(8, 3)
    for row in rows:
        row[3] = "03/04/1990"
    batch = checked(clerk, rows)
    manner = Manner.from_data({**batch.manner, "day_order": "month-first"})

    batch = choose_columns(batch=batch, manner=manner, by=clerk, at=AT)
    check_list(batch=batch, by=clerk, at=AT)

    batch.refresh_from_db()
    assert (batch.ready, batch.questions) == (3, 0)
    withdraw_list(batch=batch, by=clerk, at=AT)
    assert checked(clerk, rows).ready == 3
    assert ColumnMemory.objects.count() == 1
    elsewhere = OfficerFactory(role=Role.REGISTRATION_CLERK)
    assert checked(elsewhere, rows).ready == 0


def test_a_name_whose_order_nobody_can_tell_is_asked_about(clerk):
    rows = [["Раҳим Карим", "1990-05-06"], ["Саидов Карим", "1991-05-06"], ["Анвар Саидов", "1992-05-06"]]

    batch = checked(clerk, rows, headings=("Name", "Born"))

    assert (batch.ready, batch.questions) == (2, 1)
    answer_row(row=batch.set_aside.get(), answers={"order:name": "given-first"}, by=clerk, at=AT)
    apply_list(batch=confirm_list(batch=batch, by=clerk, at=AT), by=clerk, at=AT)
    parts = {form.full: (form.family, form.given) for form in NameForm.objects.all()}
    assert parts["Раҳим Карим"] == ("Карим", "Раҳим")
    assert parts["Саидов Карим"] == ("Саидов", "Карим")
    assert parts["Анвар Саидов"] == ("Саидов", "Анвар")


def test_a_row_like_somebody_here_or_like_another_row_waits_for_a_decision(clerk):
    rows = rows_of(9, 6)
    imported(clerk, rows[:3])
    again = [*rows[3:], [*rows[0][:6], "XS9999991", ""], [*rows[5][:6], "XS9999992", ""]]

    batch = checked(clerk, again, headings=(*HEADINGS[:7], "Телефон 2"))

    asked = {row.line: row for row in batch.set_aside.questions()}
    assert set(asked) == {5, 6}
    assert asked[5].like == Person.objects.order_by("pk").first()
    assert asked[6].open_questions[0].line == 4
    answer_row(row=asked[5], answers={"person": "same"}, by=clerk, at=AT)
    answer_row(row=asked[6], answers={"person": "new"}, by=clerk, at=AT)
    apply_list(batch=confirm_list(batch=batch, by=clerk, at=AT), by=clerk, at=AT)
    assert Person.objects.count() == 3 + 3 + 1


def test_the_same_number_of_a_passport_is_asked_about_whatever_the_name(clerk):
    rows = rows_of(10, 5)
    imported(clerk, rows[:2])
    rows[2][6], rows[4][6] = rows[0][6], rows[3][6]

    batch = checked(clerk, rows[2:])

    assert [row.line for row in batch.set_aside.questions().in_order()] == [2, 4]
    assert batch.set_aside.get(line=2).open_questions[0].reasons == ("the same number of a passport",)


def test_rows_decided_after_the_import_go_in_later_and_are_undone_with_it(clerk):
    rows = rows_of(11, 3)
    rows[0][3] = "03/04/1990"
    batch = imported(clerk, rows)
    assert batch.people == 2
    with pytest.raises(Refusal, match="No row is decided"):
        import_decided(batch=batch, by=clerk, at=AT)
    answer_row(row=batch.set_aside.get(), answers={"day:birth": "1990-04-03"}, by=clerk, at=AT)

    assert import_decided(batch=batch, by=clerk, at=AT) == 1

    with pytest.raises(Refusal, match="nothing to decide"):
        answer_row(row=batch.set_aside.get(), answers={"day:birth": "1990-04-03"}, by=clerk, at=AT)
    batch.refresh_from_db()
    undo_list(batch=batch, by=clerk, at=AT)
    assert counts() == [0, 0, 0, 0, 0]


class Killed(BaseException):
    """The process is gone, as after kill -9: nothing tidies up."""


@pytest.mark.django_db(transaction=True)
def test_a_crash_at_any_step_and_a_resume_equal_an_import_without_one(monkeypatch):
    monkeypatch.setattr(importing, "AT_A_TIME", 4)
    clerk, rows = OfficerFactory(role=Role.REGISTRATION_CLERK), rows_of(12, 14)
    rows[5][3] = "31.02.1990"
    whole = imported(clerk, rows)
    wanted, digest = held(), whole.rows_digest
    undo_list(batch=whole, by=clerk, at=AT)
    real = importing._write_part

    for step in range(8):
        batch, left = confirm_list(batch=checked(clerk, rows), by=clerk, at=AT), [step]

        def crashing(*args, left=left, step=step, **options):
            if left[0] == 0:
                raise Killed
            left[0] -= 1
            real(*args, **options)
            if left[0] == 0 and step % 2:  # killed after the rows and before the end of the transaction
                raise Killed

        monkeypatch.setattr(importing, "_write_part", crashing)
        try:
            apply_list(batch=batch, by=clerk, at=AT)
        except Killed:
            monkeypatch.setattr(importing, "_write_part", real)
            batch.refresh_from_db()
            assert Person.objects.count() == batch.people
            batch = apply_list(batch=batch, by=clerk, at=AT)
        monkeypatch.setattr(importing, "_write_part", real)
        batch.refresh_from_db()
        assert held() == wanted, step
        assert (batch.rows_digest, batch.people) == (digest, 13)
        undo_list(batch=batch, by=clerk, at=AT)


def test_processes_that_share_a_list_make_the_same_of_it(clerk, monkeypatch):
    rows = [*rows_of(21, 30), ["Саидов1", "Карим", "", "", "", "", "", ""], *rows_of(21, 1)]
    monkeypatch.setattr(importing, "AT_A_TIME", 7)
    monkeypatch.setattr(importing, "DOUBLES_AT_A_TIME", 7)
    alone = checked(clerk, rows)
    monkeypatch.setattr(importing, "processes_for", lambda _size: 2)

    batch = checked(clerk, rows)

    said = ("rows", "ready", "unreadable", "questions", "samples")
    assert [getattr(batch, name) for name in said] == [getattr(alone, name) for name in said]
    assert list(batch.set_aside.values_list("line", "problems", "asked")) == list(
        alone.set_aside.values_list("line", "problems", "asked")
    )
    together = apply_list(batch=confirm_list(batch=batch, by=clerk, at=AT), by=clerk, at=AT)
    wanted, digest = held(), together.rows_digest
    undo_list(batch=together, by=clerk, at=AT)
    monkeypatch.undo()
    monkeypatch.setattr(importing, "AT_A_TIME", 7)
    alone = apply_list(batch=confirm_list(batch=alone, by=clerk, at=AT), by=clerk, at=AT)
    assert (held(), alone.rows_digest) == (wanted, digest)


def test_a_list_is_shared_where_it_is_long_and_there_are_processors(monkeypatch):
    monkeypatch.setattr(import_processes.os, "sched_getaffinity", lambda _: range(2), raising=False)
    assert [processes_for(size) for size in (1, LONG)] == [0, 2]
    monkeypatch.setattr(import_processes.os, "sched_getaffinity", lambda _: range(1), raising=False)
    assert processes_for(LONG) == 0


def test_where_a_process_that_shares_in_a_list_is_killed_the_work_stops(monkeypatch):
    monkeypatch.setattr(import_processes, "PROCESS", "this")
    task = Task(Manner({"name": 0}), AT.date(), AT, synthetic=True)

    with pytest.raises(RuntimeError, match="ended before"):
        list(worked(task, iter([("check", ([(2, ["Саидов"])],))]), processes=1))


@pytest.mark.django_db(transaction=True)
def test_a_crash_while_all_is_loaded_at_once_leaves_nothing_and_every_index(monkeypatch):
    monkeypatch.setattr(importing, "LOAD_WHOLE_FROM", 5)
    monkeypatch.setattr(importing, "AT_A_TIME", 4)
    clerk, rows = OfficerFactory(role=Role.REGISTRATION_CLERK), rows_of(13, 14)
    before, real = _indexes(), importing._write_part
    batch = confirm_list(batch=checked(clerk, rows), by=clerk, at=AT)
    calls = iter(range(10))

    def crashing(*args, **options):
        if next(calls) == 2:
            raise Killed
        real(*args, **options)

    monkeypatch.setattr(importing, "_write_part", crashing)
    with pytest.raises(Killed):
        apply_list(batch=batch, by=clerk, at=AT)
    monkeypatch.setattr(importing, "_write_part", real)
    assert (Person.objects.count(), _indexes()) == (0, before)

    apply_list(batch=batch, by=clerk, at=AT)

    assert (Person.objects.count(), _indexes()) == (14, before)


def _indexes():
    with transaction.atomic(), importing.connection.cursor() as cursor:
        cursor.execute("select indexdef from pg_indexes where tablename like 'journeys_%' order by 1")
        indexes = cursor.fetchall()
        cursor.execute(
            "select conname, pg_get_constraintdef(oid) from pg_constraint"
            " where conrelid::regclass::text like 'journeys_%' order by 1"
        )
        return indexes, cursor.fetchall()


def test_two_processes_cannot_import_one_list_at_once(clerk, monkeypatch):
    monkeypatch.setattr(importing, "AT_A_TIME", 4)
    batch = confirm_list(batch=checked(clerk, rows_of(14, 10)), by=clerk, at=AT)
    real = importing._write_part

    def meanwhile(ours, *args, **options):
        real(ours, *args, **options)
        PeopleImport.objects.filter(pk=ours.pk).update(done=9)

    monkeypatch.setattr(importing, "_write_part", meanwhile)
    with pytest.raises(Refusal, match="Another process"):
        apply_list(batch=batch, by=clerk, at=AT)


def test_an_undone_list_leaves_what_was_there_before(clerk):
    imported(clerk, rows_of(15, 5))
    before = held(), counts()
    batch = imported(clerk, rows_of(16, 7))

    batch = undo_list(batch=batch, by=clerk, at=AT)

    assert (held(), counts()) == before
    assert batch.state == ImportState.UNDONE
    assert not ImportRow.objects.filter(batch=batch).exists()


@pytest.mark.parametrize("change", ["merged", "corrected", "closed", "another name", "confirmed contact"])
def test_a_list_is_not_undone_once_somebody_worked_with_one_of_its_files(clerk, change):
    batch = imported(clerk, rows_of(17, 3))
    one, other, _third = Person.objects.order_by("pk")
    if change == "merged":
        Person.objects.filter(pk=one.pk).update(merged_into=other)
    if change == "closed":
        Person.objects.filter(pk=one.pk).update(closed_at=AT)
    if change == "corrected":
        Correction.objects.create(person=one, field="name", reason="asked for", corrected_at=AT)
    if change == "another name":
        NameForm.objects.create(person=one, full="X", script="latin", authority="self", added_at=AT)
    if change == "confirmed contact":
        one.contacts.update(confirmed_at=AT)
    before = counts()

    with pytest.raises(Refusal, match=r"changed or used since \(P-"):
        undo_list(batch=batch, by=clerk, at=AT)

    assert counts() == before


def test_the_same_bytes_are_imported_once(clerk):
    rows = rows_of(18, 3)
    waiting = checked(clerk, rows)
    imported(clerk, rows)

    with pytest.raises(Refusal, match="Exactly this list"):
        received(clerk, rows)
    with pytest.raises(Refusal, match="Exactly this list"):
        confirm_list(batch=waiting, by=clerk, at=AT)


def test_a_withdrawn_list_is_erased(clerk):
    rows = rows_of(19, 3)
    rows[0][3] = "nonsense"
    batch = withdraw_list(batch=checked(clerk, rows), by=clerk, at=AT)

    assert (batch.state, batch.samples, batch.file) == ("withdrawn", [], None)
    assert not ImportRow.objects.exists()
    assert not StoredFile.objects.kept().exists()
    with pytest.raises(Refusal, match="in the state “Withdrawn”"):
        confirm_list(batch=batch, by=clerk, at=AT)


def test_a_list_whose_columns_nobody_knows_waits_for_somebody_to_say(clerk):
    rows = [["Саидов", "Карим", "x"]]
    batch = checked(clerk, rows, headings=("A", "B", "C"))

    assert batch.state == ImportState.UNREADABLE
    assert "No column holds a name" in batch.why
    with pytest.raises(Refusal, match="no such column"):
        choose_columns(batch=batch, manner=Manner({"family": 0, "given": 9}), by=clerk, at=AT)
    batch = choose_columns(batch=batch, manner=Manner({"family": 0, "given": 1}), by=clerk, at=AT)
    check_list(batch=batch, by=clerk, at=AT)
    batch.refresh_from_db()
    assert (batch.state, batch.ready) == ("checked", 1)


def test_a_file_that_breaks_off_is_refused_with_its_line(clerk):
    content = csv_of(rows_of(20, 3)) + "Саидов,Карим\r\n".encode("cp1251")
    batch = receive_list(content=content, name="list.csv", by=clerk, at=AT)

    check_list(batch=batch, by=clerk, at=AT)

    batch.refresh_from_db()
    assert batch.state == ImportState.UNREADABLE
    assert batch.why == (
        "Line 5: this line is in another encoding than the lines above it; "
        "open both parts rightly and save the file as UTF-8."
    )


def test_only_a_registration_clerk_imports_and_only_for_their_own_office(clerk):
    officer, elsewhere = OfficerFactory(role=Role.ANALYST), OfficerFactory(role=Role.REGISTRATION_CLERK)
    rows = rows_of(21, 3)
    rows[0][3] = "03/04/1990"
    batch = checked(clerk, rows)
    row = batch.set_aside.get()

    with pytest.raises(Refusal, match="Only a registration clerk"):
        received(officer, rows)
    for act, options in (
        (check_list, {"batch": batch}),
        (confirm_list, {"batch": batch}),
        (withdraw_list, {"batch": batch}),
        (undo_list, {"batch": batch}),
        (apply_list, {"batch": batch}),
        (leave_out_all, {"batch": batch}),
        (import_decided, {"batch": batch}),
        (choose_columns, {"batch": batch, "manner": batch.how}),
        (answer_row, {"row": row, "answers": {}}),
    ):
        with pytest.raises(Refusal, match="Only a registration clerk"):
            act(**options, by=officer, at=AT)
        with pytest.raises(Refusal, match="another office"):
            act(**options, by=elsewhere, at=AT)


def test_what_nobody_decides_can_be_left_out_at_once(clerk):
    rows = rows_of(22, 3)
    for row in rows:
        row[3] = "03/04/1990"
    batch = checked(clerk, rows)

    assert leave_out_all(batch=batch, by=clerk, at=AT) == 3

    with pytest.raises(Refusal, match="holds nobody"):
        confirm_list(batch=batch, by=clerk, at=AT)
    with pytest.raises(Refusal, match="Import the list first"):
        import_decided(batch=batch, by=SYSTEM, at=AT)


def test_a_list_of_which_too_much_is_in_doubt_is_not_imported(clerk, monkeypatch):
    monkeypatch.setattr(importing, "MOST_SET_ASIDE", 2)
    rows = rows_of(23, 5)
    for row in rows[:4]:
        row[3] = "03/04/1990"

    batch = checked(clerk, rows)

    assert batch.questions == 4
    assert batch.set_aside.count() == 2
    with pytest.raises(Refusal, match="Too many rows"):
        confirm_list(batch=batch, by=clerk, at=AT)
