"""Pages for registration clerks: hand in a list of people, look at what it says, decide, import, take back."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

import xlsxwriter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hamsafar.accounts.sign_in import officer_of
from hamsafar.journeys import access
from hamsafar.journeys.actions import importing
from hamsafar.journeys.enums import ImportField, ImportState
from hamsafar.journeys.list_forms import DAYS, ORDERS, Columns, HandInList
from hamsafar.journeys.models import ImportRow, PeopleImport
from hamsafar.journeys.rules.import_columns import Manner
from hamsafar.journeys.rules.imports import LEAVE, NEW, SAME, Question
from hamsafar.kit import formats
from hamsafar.kit.because import said
from hamsafar.kit.language import reader_language
from hamsafar.kit.pages import page_of
from hamsafar.kit.parts import Table
from hamsafar.kit.refusal import Refusal
from hamsafar.kit.verdict import require

LOOK_AGAIN = 4  # seconds after which a page that shows work in progress is asked for again
UNDONE_ON_A_PAGE = 20_000  # files; more are taken back at the command line, since a page would wait too long
ERRORS_SHOWN = 10
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MARKS = {
    ImportState.RECEIVED: "course",
    ImportState.UNREADABLE: "broken",
    ImportState.CHECKED: "open",
    ImportState.APPLYING: "course",
    ImportState.IMPORTED: "done",
    ImportState.UNDONE: "none",
    ImportState.WITHDRAWN: "none",
}


@dataclass(frozen=True)
class Choice:
    """One answer to a question, as the page shows it."""

    value: str
    words: str


@dataclass(frozen=True)
class Asked:
    """One question about a row: its words, what it is about, and the answers."""

    key: str
    words: str
    hint: str
    choices: tuple[Choice, ...]
    chosen: str


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The lists that this office handed in, newest first."""
    by = officer_of(request)
    require(access.may_import(by))
    page = page_of(request, PeopleImport.objects.of_the_office(by.organisation).newest_first())
    return render(
        request, "journeys/lists/index.html", {"page": page, "lists": [(each, _mark_of(each)) for each in page]}
    )


@require_http_methods(["GET", "HEAD", "POST"])
def hand_in(request: HttpRequest) -> HttpResponse:
    """Hand in a list. Nobody of it has a file before the next page's button."""
    by = officer_of(request)
    require(access.may_import(by))
    form = HandInList(request.POST, request.FILES) if request.method == "POST" else HandInList()
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            batch = importing.receive_list(content=file, name=file.name, by=by, at=now(), synthetic=by.synthetic)
        except Refusal as reason:
            form.add_error("file", said(reason, _))
        else:
            return redirect("lists:list", ref=batch.ref)
    return render(request, "journeys/lists/hand_in.html", {"form": form})


@require_safe
def show(request: HttpRequest, ref: str) -> HttpResponse:
    """What a list says, what stays out and why, how far it is, and what can be done with it."""
    by = officer_of(request)
    batch = _batch(request, ref)
    errors = list(batch.set_aside.errors().in_order()[:ERRORS_SHOWN])
    answer = render(
        request,
        "journeys/lists/list.html",
        {
            "batch": batch,
            "mark": _mark_of(batch),
            "why": said(batch.why, _),
            "counts": _counts(batch),
            "samples": _samples(batch),
            "held": _held(batch),
            "errors": Table("", (_("Row"), _("Column"), _("Reason")), tuple(_error_lines(errors)), frozenset({0})),
            "undecided": batch.set_aside.undecided().count(),
            "to_import": batch.set_aside.to_import().count(),
            "working": batch.state in (ImportState.RECEIVED, ImportState.APPLYING),
            "may_columns": access.may_move_list(by, batch, ImportState.RECEIVED) and bool(batch.headings),
            "may_confirm": access.may_move_list(by, batch, ImportState.APPLYING),
            "may_withdraw": access.may_move_list(by, batch, ImportState.WITHDRAWN),
            "may_undo": access.may_move_list(by, batch, ImportState.UNDONE),
        },
    )
    if batch.state in (ImportState.RECEIVED, ImportState.APPLYING):
        answer["Refresh"] = str(LOOK_AGAIN)  # without JavaScript
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
def columns(request: HttpRequest, ref: str) -> HttpResponse:
    """Say what the columns of a list hold; the office remembers it."""
    by, batch = officer_of(request), _batch(request, ref)
    require(access.may_move_list(by, batch, ImportState.RECEIVED))
    data = request.POST if request.method == "POST" else None
    manner = Manner.from_data(batch.manner) if batch.manner.get("columns") else Manner({})
    form = Columns(data, headings=batch.headings, manner=manner)
    if form.is_valid():
        importing.choose_columns(batch=batch, manner=form.cleaned_data["manner"], by=by, at=now())
        return redirect("lists:list", ref=ref)
    return render(request, "journeys/lists/columns.html", {"batch": batch, "form": form})


@require_safe
def rows(request: HttpRequest, ref: str) -> HttpResponse:
    """The rows of a list that somebody must decide about, the undecided first."""
    by, batch = officer_of(request), _batch(request, ref)
    found = batch.set_aside.questions().select_related("like").order_by("settled", "line")
    page = page_of(request, found, rows_on_a_page=10)
    importing.look_at_rows(rows=list(page), by=by, at=now())
    return render(
        request,
        "journeys/lists/rows.html",
        {
            "batch": batch,
            "page": page,
            "rows": [(row, _cells(batch, row), _asked(row)) for row in page],
            "undecided": batch.set_aside.undecided().count(),
            "may_decide": access.may_decide_rows(by, batch),
            "leave": LEAVE,
        },
    )


@require_POST
def decide(request: HttpRequest, ref: str, line: int) -> HttpResponse:
    """Settle one row."""
    batch = _batch(request, ref)
    row = get_object_or_404(ImportRow, batch=batch, line=line)
    answers = {key: str(request.POST.get(key, "")) for key in (*(each.key for each in row.open_questions), LEAVE)}
    importing.answer_row(row=row, answers=answers, by=officer_of(request), at=now())
    messages.info(request, _("Row %(line)s is decided.") % {"line": line})
    return redirect(f"{reverse('lists:rows', args=[ref])}?page={request.POST.get('page', '1')}")


@require_POST
def leave_out(request: HttpRequest, ref: str) -> HttpResponse:
    """Leave out all rows that nobody decided about."""
    importing.leave_out_all(batch=_batch(request, ref), by=officer_of(request), at=now())
    return redirect("lists:list", ref=ref)


@require_POST
def confirm(request: HttpRequest, ref: str) -> HttpResponse:
    """Import what was understood."""
    importing.confirm_list(batch=_batch(request, ref), by=officer_of(request), at=now())
    return redirect("lists:list", ref=ref)


@require_POST
def decided(request: HttpRequest, ref: str) -> HttpResponse:
    """Import the rows that were decided since."""
    importing.import_decided(batch=_batch(request, ref), by=officer_of(request), at=now())
    messages.info(request, _("The decided rows are imported."))
    return redirect("lists:list", ref=ref)


@require_POST
def withdraw(request: HttpRequest, ref: str) -> HttpResponse:
    """Take the list back before anything of it was imported."""
    importing.withdraw_list(batch=_batch(request, ref), by=officer_of(request), at=now())
    messages.info(request, _("The list is withdrawn and erased."))
    return redirect("lists:list", ref=ref)


@require_POST
def undo(request: HttpRequest, ref: str) -> HttpResponse:
    """Take back every file that the list made."""
    batch = _batch(request, ref)
    if batch.people > UNDONE_ON_A_PAGE:
        raise Refusal(
            _("So large a list is undone at the command line: ./run people import-undo %(ref)s") % {"ref": ref}
        )
    importing.undo_list(batch=batch, by=officer_of(request), at=now())
    messages.info(request, _("The import is undone."))
    return redirect("lists:list", ref=ref)


@require_safe
def errors_csv(request: HttpRequest, ref: str) -> HttpResponse:
    """The rows that cannot be read, with the reasons in the reader's language, to be mended and handed in again."""
    batch = _batch(request, ref)
    answer = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="rows-to-mend.csv"'
    writer = csv.writer(answer)
    for row in _to_mend(batch):
        writer.writerow([f"'{cell}" if cell[:1] in "=@\t" and cell else cell for cell in row])
    return answer


@require_safe
def errors_xlsx(request: HttpRequest, ref: str) -> HttpResponse:
    """The same as a spreadsheet."""
    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(_to_mend(_batch(request, ref))):
            for column, cell in enumerate(row):
                sheet.write_string(number, column, cell)
    answer = HttpResponse(packed.getvalue(), content_type=XLSX)
    answer["Content-Disposition"] = 'attachment; filename="rows-to-mend.xlsx"'
    return answer


def _batch(request: HttpRequest, ref: str) -> PeopleImport:
    """The list, where this officer may look at it: the lists of another office are not found."""
    by = officer_of(request)
    require(access.may_import(by))
    return get_object_or_404(PeopleImport.objects.of_the_office(by.organisation), ref=ref)


def _mark_of(batch: PeopleImport) -> tuple[str, str]:
    return MARKS[ImportState(batch.state)], batch.get_state_display()


def _counts(batch: PeopleImport) -> list[tuple[str, str]]:
    language = reader_language()
    counts = (
        (_("Rows"), batch.rows),
        (_("Understood"), batch.ready),
        (_("Cannot be read"), batch.unreadable),
        (_("To decide"), batch.questions),
        (_("Files made"), batch.people),
    )
    return [(words, formats.number(Decimal(count), 0, language)) for words, count in counts]


def _samples(batch: PeopleImport) -> Table:
    headers = (
        _("Row"),
        _("Name"),
        _("Family name · given name · patronymic"),
        _("In Latin letters"),
        _("Born"),
        _("Sex"),
        _("Passport"),
    )
    return Table("", headers, tuple(tuple(map(str, row)) for row in batch.samples), frozenset({0}))


def _held(batch: PeopleImport) -> list[tuple[str, str]]:
    """What each column that is read holds, and in which order names and days are read."""
    if not batch.manner.get("columns"):
        return []
    manner = batch.how
    places = sorted(manner.columns.items(), key=lambda pair: pair[1])
    found = [
        (batch.headings[place], str(ImportField(field).label)) for field, place in places if place < len(batch.headings)
    ]
    if "name" in manner.columns and manner.name_order:
        found.append((_("Names in one column"), str(dict(ORDERS)[manner.name_order])))
    if manner.day_order in dict(DAYS) and manner.day_order:
        found.append((_("Days with numbers only"), str(dict(DAYS)[manner.day_order])))
    return found


def _error_lines(errors: list[ImportRow]) -> Iterator[tuple[str, str, str]]:
    for row in errors:
        for each in row.reasons:
            yield str(row.line), str(ImportField(each.field).label), said(each.reason, _)


def _to_mend(batch: PeopleImport) -> Iterator[list[str]]:
    """Headings and rows as they came, and behind them the row's number and what is wrong with it."""
    yield [*batch.headings, _("Row"), _("What to mend")]
    for row in batch.set_aside.errors().in_order().iterator(chunk_size=500):
        cells = [*row.cells, *[""] * len(batch.headings)][: len(batch.headings)]
        reasons = "; ".join(f"{ImportField(each.field).label}: {said(each.reason, _)}" for each in row.reasons)
        yield [*map(str, cells), str(row.line), reasons]


def _cells(batch: PeopleImport, row: ImportRow) -> list[tuple[str, str]]:
    """The cells of a row by their headings, the filled ones."""
    return [(heading or "—", cell) for heading, cell in zip(batch.headings, row.cells, strict=False) if cell]


def _asked(row: ImportRow) -> list[Asked]:
    return [_question(row, each) for each in row.open_questions]


def _question(row: ImportRow, question: Question) -> Asked:
    words: dict[str, Callable[[], str]] = {
        "day": lambda: _("Which day is meant? (%(column)s)") % {"column": ImportField(question.field).label},
        "order": lambda: _("Which word is the family name?"),
        "person": lambda: _("Is this somebody else?"),
    }
    hint = "; ".join(said(reason, _) for reason in question.reasons)
    if question.line:
        hint = _("Row %(line)s of this list seems to be the same person: %(why)s.") % {
            "line": question.line,
            "why": hint,
        }
    elif question.person and row.like:
        who = f"{row.like.name}, {row.like.born}"
        hint = _("%(who)s has a file here already: %(why)s.") % {"who": who, "why": hint}
    choices = tuple(Choice(each, _reading(question, each)) for each in question.readings)
    return Asked(question.key, words[question.kind](), hint, choices, str(row.answers.get(question.key, "")))


def _reading(question: Question, reading: str) -> str:
    """An answer in the reader's language."""
    if question.kind == "day":
        return formats.period(reading, reader_language())
    if question.kind == "order":
        return str(dict(ORDERS)[reading])
    known = {
        NEW: pgettext("row of a list", "Somebody else: make a new file"),
        SAME: pgettext("row of a list", "The same person: leave the row out"),
    }
    return known[reading]
