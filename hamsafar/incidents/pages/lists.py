"""Lists of people: pasted or handed in as a file, shown as they were read, then added. Nothing is written before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from hamsafar.accounts.sign_in import officer_of
from hamsafar.corridor.models import Code, Post
from hamsafar.incidents import access, forms
from hamsafar.incidents.actions import mass, opening, people
from hamsafar.incidents.enums import NOT_STATED, Age, CodeList
from hamsafar.incidents.models import Incident
from hamsafar.incidents.pages.incidents import GET_AND_POST, load
from hamsafar.incidents.pages.looking import form_page, labels, there, today, trail
from hamsafar.incidents.rules.cases import Case, Fault, columns_of, read_cases
from hamsafar.incidents.rules.lists import MOST_LINES, PastedList, Row, document_key, read_list
from hamsafar.kit.because import said
from hamsafar.kit.refusal import Refusal
from hamsafar.kit.tables import Limits
from hamsafar.kit.tables.reading import read_rows
from hamsafar.kit.verdict import require

LIMITS = Limits(size=forms.LARGEST_LIST, rows=MOST_LINES, columns=60, cell=2_000)


@require_http_methods(GET_AND_POST)
def new(request: HttpRequest) -> HttpResponse:
    """Open an incident. A list of people is shown as it was read before anything is written."""
    by = officer_of(request)
    require(access.may_report(by))
    options: Any = {"measures": labels().choices(CodeList.MEASURE), "initial": today()}
    form = forms.Open(request.POST or None, request.FILES or None, **options)
    if form.is_valid() and _takes_file_in(form):
        data = form.cleaned_data
        pasted = read_list(data["people"], today=timezone.localdate())
        if pasted.rows and "sure" not in request.POST:
            return _look_at_list(request, pasted, form=form, start=data["on"], known=frozenset())
        incident = mass.open_with_people(
            said=opening.IncidentText(
                started_at=forms.moment_of(data["on"], data["hour"], data["post"]) or now(),
                post=data["post"],
                place=data["place"],
                day_only=data["hour"] is None,
                words=data["words"],
                mass=bool(pasted.rows),
            ),
            measures=data["measures"],
            people=_people(pasted, data["on"], frozenset()),
            form_id=data["form_id"],
            by=by,
            at=now(),
        )
        return redirect("incidents:incident", ref=incident.ref)
    return form_page(request, form, title=_("Open an incident"), button=_("Open the incident"))


@require_http_methods(GET_AND_POST)
def paste(request: HttpRequest, ref: str) -> HttpResponse:
    """Add a list to an incident. Who stands in the incident already is left out."""
    by, incident = officer_of(request), load(ref)
    require(access.may_change(by, incident))
    form = forms.Paste(request.POST or None, request.FILES or None)
    if form.is_valid() and _takes_file_in(form):
        known = _documents(incident)
        start = there(incident).date()
        pasted = read_list(form.cleaned_data["people"], today=timezone.localdate())
        if "sure" not in request.POST:
            return _look_at_list(request, pasted, form=form, start=start, known=known, incident=incident)
        added = people.add_people(incident=incident, people=_people(pasted, start, known), by=by, at=now())
        count = len(added)
        messages.success(request, ngettext("%(n)s person was added.", "%(n)s people were added.", count) % {"n": count})
        return redirect("incidents:incident", ref=ref)
    return form_page(request, form, title=_("Add a list of people"), button=_("Look at the list"), incident=incident)


@require_http_methods(GET_AND_POST)
def import_incidents(request: HttpRequest) -> HttpResponse:
    """Open many incidents from one table. What is read, and which lines are left out and why, is shown before."""
    by = officer_of(request)
    require(access.may_report(by))
    form = forms.IncidentList(request.POST or None, request.FILES or None)
    if form.is_valid() and _takes_table_in(form):
        rows = [(int(line), cells) for line, *cells in _cells(form.cleaned_data["rows"])]
        columns = _columns(request, rows[0][1] if rows else ())
        cases, faults = read_cases(rows, places=columns.places(), **_known_words())
        if request.POST.get("sure") != _seen(columns):
            return _look_at_cases(request, form, columns, cases, faults)
        listed = [_listed(each) for each in cases]
        made = mass.import_incidents(incidents=listed, form_id=form.cleaned_data["form_id"], by=by, at=now())
        said_so = ngettext("%(n)s incident was opened.", "%(n)s incidents were opened.", len(made)) % {"n": len(made)}
        messages.success(request, said_so)
        return redirect("incidents:index")
    return form_page(request, form, title=_("Incidents from a file"), button=_("Look at the file"))


def _cells(table: str) -> Iterator[list[str]]:
    return (line.split("\t") for line in table.splitlines())


def _columns(request: HttpRequest, headings: Sequence[str]) -> forms.Columns:
    """Which column holds what: as the officer says, before that by the headings."""
    chosen = request.POST if f"{forms.Columns.prefix}-place" in request.POST else None
    return forms.Columns(chosen, headings=headings, initial=columns_of(headings))


def _seen(columns: forms.Columns) -> str:
    """Which columns were read as what, as the button says it: nothing is opened that was not shown."""
    return " ".join(f"{name}:{place}" for name, place in sorted(columns.places().items()))


def _takes_table_in(form: Any) -> bool:
    """Put the rows of the file into the form, each behind its number; whether the file could be read."""
    file = form.cleaned_data.get("file")
    if file is None:
        return True
    try:
        found = list(read_rows(file.name, file.chunks, LIMITS))
    except Refusal as problem:
        form.add_error("file", said(problem, _))
        return False
    text = "\n".join("\t".join([str(line), *(" ".join(cell.split()) for cell in cells)]) for line, cells in found)
    form.cleaned_data["rows"], form.data = text, form.data.copy()
    form.data["rows"] = text
    return True


def _known_words() -> dict[str, Any]:
    """Every word that stands for a post or a measure, with its key."""
    posts: dict[str, str] = {}
    for post in Post.objects.all():
        names = (post.pk, post.iata, *post.words.as_dict().values())
        posts |= {part.lower(): post.pk for name in names for part in (name, name.split(",")[0]) if part}
    measures: dict[str, str] = {}
    codes = Code.objects.of(CodeList.MEASURE).in_force(on=timezone.localdate()).values_list("key", "label")
    for key, label in codes:
        measures |= {words.lower(): key for words in (key, *label.values())}
    return {"posts": posts, "measures": measures, "today": timezone.localdate()}


def _listed(case: Case) -> mass.Listed:
    post = Post.objects.select_related("side").filter(pk=case.post).first()
    text = opening.IncidentText(
        started_at=forms.moment_of(case.day, case.hour, post) or now(),
        post=post,
        place="" if post else case.place,
        day_only=case.hour is None,
        words=case.words,
        mass=len(case.people) > 1,
    )
    return mass.Listed(case.line, text, case.measures, tuple(_person(row, case.day) for row in case.people))


def _look_at_cases(
    request: HttpRequest, form: Any, columns: forms.Columns, cases: Sequence[Case], faults: Sequence[Fault]
) -> HttpResponse:
    words = labels()
    context = {
        "form": form,
        "columns": columns,
        "seen": _seen(columns),
        "cases": [(each, [words.word(CodeList.MEASURE, kind) for kind in each.measures]) for each in cases],
        "faults": [(each.line, said(each.reason, _)) for each in faults],
        "people": sum(len(each.people) for each in cases),
        "trail": trail(),
    }
    return render(request, "incidents/import.html", context)


def _takes_file_in(form: Any) -> bool:
    """Put the rows of the file, whose headings come first, before what was pasted; whether the file could be read."""
    file = form.cleaned_data.get("file")
    if file is None:
        return True
    try:
        rows = [
            "\t".join(" ".join(cell.split()) for cell in cells)
            for _line, cells in read_rows(file.name, file.chunks, LIMITS)
        ]
    except Refusal as problem:
        form.add_error("file", said(problem, _))
        return False
    form.cleaned_data["people"] = "\n".join([*rows, *form.cleaned_data["people"].splitlines()])
    form.data = form.data.copy()
    form.data["people"] = form.cleaned_data["people"]
    return True


def _documents(incident: Incident) -> frozenset[str]:
    given = incident.affected.exclude(document_given="").values_list("document_given", flat=True)
    return frozenset(map(document_key, given))


def _stands_already(row: Row, known: frozenset[str]) -> bool:
    return bool(row.document) and document_key(row.document) in known


def _is_added(row: Row, known: frozenset[str]) -> bool:
    """Whether a row is added: not who stands in it twice by document, nor who stands in the incident already."""
    return row.same_by != "document" and not _stands_already(row, known)


def _people(pasted: PastedList, start: date, known: frozenset[str]) -> tuple[people.PersonText, ...]:
    return tuple(_person(row, start) for row in pasted.rows if _is_added(row, known))


def _person(row: Row, start: date) -> people.PersonText:
    adult = row.is_adult(on=start)
    year = f"{row.birth_year}" if row.birth_year else ""
    return people.PersonText(
        name_given=row.name,
        document_given=row.document[:60],
        birth_given=row.birth,
        purpose=row.purpose or NOT_STATED,
        age=Age.NOT_KNOWN if adult is None else Age.ADULT if adult else Age.MINOR,
        note="; ".join(each for each in (year, row.note) if each)[:400],
    )


def _look_at_list(
    request: HttpRequest,
    pasted: PastedList,
    *,
    form: Any,
    start: date,
    known: frozenset[str],
    incident: Incident | None = None,
) -> HttpResponse:
    """How a list was read: who is added, what is doubtful, who is left out and why, which lines name nobody."""
    words = labels()
    rows = [
        {
            "row": row,
            "purpose": words.word(CodeList.PURPOSE, row.purpose),
            "doubts": [said(doubt, _) for doubt in row.doubts],
            "known": _stands_already(row, known),
            "added": _is_added(row, known),
        }
        for row in pasted.rows
    ]
    context = {
        "form": form,
        "doubtful": [each for each in rows if each["doubts"] or each["row"].same_by or each["known"]],  # type: ignore[attr-defined]
        "sound": [each for each in rows if not (each["doubts"] or each["row"].same_by or each["known"])],  # type: ignore[attr-defined]
        "remarks": pasted.remarks,
        "count": sum(bool(each["added"]) for each in rows),
        "trail": trail(incident),
        "incident": incident,
    }
    return render(request, "incidents/list.html", context)
