"""Placement runs: what each found and proved, what it proposes; the published report. Exemptions by office."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hamsafar.accounts.sign_in import officer_of
from hamsafar.journeys.enums import Sex
from hamsafar.kit.because import from_data
from hamsafar.kit.because import said as in_words
from hamsafar.kit.language import reader_language
from hamsafar.kit.pages import page_of, public
from hamsafar.kit.parts import Link
from hamsafar.kit.verdict import require
from hamsafar.kit.words import Words
from hamsafar.recruitment import access, forms
from hamsafar.recruitment.actions import placing, sums
from hamsafar.recruitment.actions.labels import labels
from hamsafar.recruitment.models import Exemption, Run
from hamsafar.recruitment.pages.looking import (
    GET_AND_POST,
    Cell,
    Deed,
    Row,
    Section,
    allowed,
    day,
    form_page,
    list_page,
    number,
    trail,
)
from hamsafar.recruitment.pages.placing import proposal_state
from hamsafar.recruitment.rules.reporting import SMALLEST


@require_safe
def runs(request: HttpRequest) -> HttpResponse:
    """Placement runs, newest first."""
    by = officer_of(request)
    require(access.may_place(by))
    page = page_of(
        request, Run.objects.defer("frozen").annotate(proposed=Count("proposals")).order_by("-made_at", "-pk")
    )
    rows = [
        Row(
            reverse("recruitment:run", args=[each.ref]),
            each.words or _("Run of %(day)s") % {"day": day(timezone.localdate(each.made_at))},
            (
                Cell(day(timezone.localdate(each.made_at))),
                Cell(number(each.report["placed"]), number=True),
                Cell(number(each.report["eligible"]), number=True),
                Cell(_("what-if"), "none") if each.what_if else Cell(_("proposed"), "course"),
            ),
            synthetic=each.synthetic,
        )
        for each in page
    ]
    return list_page(
        request,
        page,
        rows,
        title=_("Placement runs"),
        lead=_("Each run is frozen with what it was made from, and can be verified years later."),
        headers=(
            Cell(_("Run")),
            Cell(_("Made")),
            Cell(_("Placed"), number=True),
            Cell(_("Eligible"), number=True),
            Cell(_("Kind")),
        ),
        empty=_("No run was made yet."),
        deeds=allowed((access.may_place(by), Deed(reverse("recruitment:new_run"), _("Make a run")))),
        links=[
            Link(_("Proposed places"), reverse("recruitment:proposals")),
            Link(_("Published report"), reverse("recruitment:report")),
        ],
    )


@require_http_methods(GET_AND_POST)
def new_run(request: HttpRequest) -> HttpResponse:
    """Make a run."""
    by = officer_of(request)
    require(access.may_place(by))
    form = forms.RunForm(request.POST or None)
    if form.is_valid():
        made = placing.make_run(**form.cleaned_data, by=by, at=now())
        return redirect("recruitment:run", ref=made.ref)
    way = trail(Link(_("Placement runs"), reverse("recruitment:runs")))
    hint = _("Everybody who looks and every open order. Nobody is placed before officers, employer and worker say yes.")
    return form_page(request, form, title=_("Make a run"), button=_("Make it"), way=way, hint=hint)


@require_safe
def run(request: HttpRequest, ref: str) -> HttpResponse:
    """One run: what it found, its proof, its report, what it proposes, and what an earlier run would change."""
    by, found = officer_of(request), get_object_or_404(Run, ref=ref)
    require(access.may_place(by))
    deeds = allowed(
        (access.may_place(by), Deed(reverse("recruitment:verify_run", args=[found.ref]), _("Verify it"), post=True)),
    )
    context = {
        "title": found.words or _("Run of %(day)s") % {"day": day(timezone.localdate(found.made_at))},
        "caption": _("Placement run"),
        "mark": "none" if found.what_if else "course",
        "state": _("what-if") if found.what_if else _("proposed"),
        "synthetic": found.synthetic,
        "facts": _run_facts(found),
        "sections": [_beside_the_last(found), *_report_sections(found), _proposed(found)],
        "deeds": deeds,
        "trail": trail(Link(_("Placement runs"), reverse("recruitment:runs"))),
    }
    return render(request, "recruitment/record.html", context)


def _run_facts(found: Run) -> list[tuple[str, str]]:
    gap = max(0.0, found.bound - found.objective) / max(abs(found.objective), 1e-9)
    proof = (
        _("the best there is")
        if found.status == "optimal"
        else _("at most %(gap)s short of the best") % {"gap": f"{gap:.2%}"}
    )
    return [
        (_("Made"), day(timezone.localdate(found.made_at))),
        (_("Placed"), _("%(placed)s of %(eligible)s eligible, of %(people)s in the roster") % _counts(found)),
        (_("Total score"), f"{found.objective:g}"),
        (_("Proof"), proof),
        (_("Name of what was frozen"), found.digest),
    ]


def _counts(found: Run) -> dict[str, str]:
    return {name: number(found.report[name]) for name in ("placed", "eligible", "people")}


def _report_sections(found: Run) -> list[Section]:
    words = {"district": _("Home district"), "sex": _("Sex"), "age": _("Age")}
    sections = [_rates(heading, found.report[kind], kind) for kind, heading in words.items()]
    names = labels()
    rows = tuple(
        ((Cell(names.said(from_data(each["words"]))), Cell(_cost(each), number=True)), ())
        for each in found.report["costs"]
    )
    hint = _("By how much the total would be higher without it.")
    headers = (_("Constraint"), _("Cost in score"))
    return [*sections, Section(_("What each constraint cost"), headers, rows, _("There was none."), hint)]


def _cost(each: dict[str, Any]) -> str:
    least, most = f"{each['least']:g}", f"{each['most']:g}"
    return least if least == most else f"{least}–{most}"


def _rates(heading: str, some: list[dict[str, Any]], kind: str) -> Section:
    rows = tuple(
        (
            (
                Cell(_key(kind, each["key"])),
                Cell(number(each["placed"]), number=True),
                Cell(number(each["eligible"]), number=True),
                Cell(f"{each['placed'] / each['eligible']:.0%}" if each["eligible"] else "–", number=True),
            ),
            (),
        )
        for each in some
    )
    headers = (heading, _("Placed"), _("Eligible"), _("Rate"))
    hint = _("Lines with fewer than five eligible people are put together.")
    return Section(heading, headers, rows, _("Too few people to be shown."), hint)


def _key(kind: str, key: str) -> str:
    if not key:
        return _("others, put together")
    if kind == "sex":
        return str(Sex(key).label)
    return pgettext("age", "not known") if key == "not-known" else key


def _beside_the_last(found: Run) -> Section:
    """What changes from the run that was made before this one."""
    last = Run.objects.filter(made_at__lte=found.made_at, pk__lt=found.pk).order_by("-made_at", "-pk").first()
    heading, headers = _("Beside the run before it"), (_("What"), _("How much"))
    if last is None:
        return Section(heading, headers, (), _("This is the first run."))
    higher, changed = placing.compare_runs(last, found)
    said = (
        (_("Total score"), f"{higher:+g}"),
        (_("Placed"), f"{changed.placed:+d}"),
        (_("Placed now and not then"), number(len(changed.joined))),
        (_("Placed then and not now"), number(len(changed.left_out))),
        (_("Placed elsewhere"), number(len(changed.moved))),
    )
    rows = tuple(((Cell(what), Cell(much, number=True)), ()) for what, much in said)
    return Section(heading, headers, rows, "", last.words)


def _proposed(found: Run) -> Section:
    rows = []
    for each in found.proposals.newest_first()[:100]:
        deed = Deed(reverse("recruitment:proposal", args=[each.ref]), _("Open"))
        cells = (Cell(each.candidate.person.name), Cell(each.order.title), Cell(*proposal_state(each)))
        rows.append((cells, (deed,)))
    return Section(
        _("Proposed places"),
        (_("Person"), _("Job order"), _("State")),
        tuple(rows),
        _("A what-if run proposes nothing."),
    )


@require_POST
def verify_run(request: HttpRequest, ref: str) -> HttpResponse:
    """Verify a frozen run, and show what was found."""
    found = get_object_or_404(Run, ref=ref)
    result = placing.verify_run(run=found, again=True, by=officer_of(request), at=now())
    ok = not result.findings
    rows = tuple(((Cell(in_words(each, _), "broken"),), ()) for each in result.findings)
    context = {
        "title": _("Verified: nothing was changed") if ok else _("This run is not what was frozen"),
        "caption": found.words or found.ref,
        "mark": "done" if ok else "broken",
        "state": _("inputs, constraints, sum, and solved again") if ok else _("Tell the operator of the node"),
        "synthetic": found.synthetic,
        "facts": _run_facts(found),
        "sections": [Section(_("Findings"), (_("What is wrong"),), rows, _("None."))],
        "trail": trail(Link(_("Placement run"), reverse("recruitment:run", args=[ref]))),
    }
    return render(request, "recruitment/record.html", context)


@public
@require_safe
def report(request: HttpRequest) -> HttpResponse:
    """The published report of the newest run, and exemptions by office. Open to everybody."""
    found = Run.objects.defer("frozen").filter(what_if=False).order_by("-made_at", "-pk").first()
    granted = (
        Exemption.objects.filter(granted_at__isnull=False)
        .values_list("office__name")
        .annotate(number=Count("pk"))
        .order_by("-number")
    )
    rows = tuple(
        ((Cell(str(Words.of(name)[reader_language()])), Cell(number(count), number=True)), ())
        for name, count in granted
    )
    exemptions = Section(_("Exemptions by office"), (_("Office"), _("Exemptions")), rows, _("None was granted."))
    facts = [(_("Made"), day(timezone.localdate(found.made_at))), (_("Placed"), _placed(found))] if found else []
    context = {
        "title": _("Who is placed"),
        "caption": _("Organised recruitment"),
        "mark": "course" if found else "none",
        "state": _("the newest run") if found else _("no run was made yet"),
        "synthetic": bool(found and found.synthetic),
        "facts": facts,
        "sections": [*(_report_sections(found) if found else []), _departures(found), exemptions],
        "trail": [],
    }
    return render(request, "recruitment/record.html", context)


def _departures(found: Run | None) -> Section:
    """How many left for an agreed place, by this node's own count, and why others count otherwise."""
    count = sums.departures(synthetic=bool(found and found.synthetic))
    much = number(count) if count >= SMALLEST or not count else _("fewer than five")
    deed = Deed(reverse("figures:recruited"), _("Beside published counts"))
    rows = (
        ((Cell(_("People who left for an agreed place, by this node's records")), Cell(much, number=True)), (deed,)),
    )
    hint = _(
        "A published count may be of applications, of contracts or of another office. Such counts stand beside this "
        "one and are never added to it."
    )
    return Section(_("Departures"), (_("What"), _("How much")), rows, "", hint)


def _placed(found: Run) -> str:
    return _("%(placed)s of %(eligible)s eligible, of %(people)s in the roster") % _counts(found)
