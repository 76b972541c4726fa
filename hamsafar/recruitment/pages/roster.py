"""The roster: who looks for work, one candidate with their reasons, and what is entered about them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hamsafar.accounts.enums import ROLES, Permission
from hamsafar.accounts.models import User
from hamsafar.accounts.sign_in import officer_of
from hamsafar.journeys.models import Person
from hamsafar.kit.language import reader_language
from hamsafar.kit.pages import page_of
from hamsafar.kit.parts import Link
from hamsafar.kit.verdict import require
from hamsafar.recruitment import access, forms
from hamsafar.recruitment.actions import answering, roster
from hamsafar.recruitment.actions.labels import Labels, labels
from hamsafar.recruitment.actions.placing import offer
from hamsafar.recruitment.enums import EXEMPTIONS, CandidateState, CodeList
from hamsafar.recruitment.models import Candidate, Exemption, JobOrder
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
from hamsafar.recruitment.rules.fitting import advice

MARKS = {
    CandidateState.WAITING: "open",
    CandidateState.PROPOSED: "soon",
    CandidateState.PLACED: "done",
    CandidateState.WITHDRAWN: "none",
}
ORDERS_SHOWN = 200  # open orders of one occupation that an exemption is asked of


def load(ref: str) -> Candidate:
    return get_object_or_404(Candidate.objects.select_related("person", "together_with__person"), ref=ref)


def way_to(candidate: Candidate) -> list[Link]:
    """The way back to one candidate."""
    lists = Link(_("People who look for work"), reverse("recruitment:roster"))
    return trail(lists, Link(candidate.person.name, reverse("recruitment:candidate", args=[candidate.ref])))


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The roster, most points first."""
    by = officer_of(request)
    require(access.may_place(by))
    words, today = labels(), timezone.localdate()
    which = request.GET.get("show", "looking")
    every = Candidate.objects.most_points_first()
    some = {
        "looking": every.looking(on=today),
        "expired": every.expired(on=today),
        "placed": every.filter(state=CandidateState.PLACED),
    }
    page = page_of(request, some.get(which, every))
    rows = [
        Row(
            reverse("recruitment:candidate", args=[each.ref]),
            each.person.name,
            (
                Cell(words.word(CodeList.OCCUPATION, each.occupation)),
                Cell(number(each.points), number=True),
                Cell(day(each.expires_on)),
                Cell(*_state(each)),
            ),
            hint=each.person.district,
            synthetic=each.synthetic,
        )
        for each in page
    ]
    return list_page(
        request,
        page,
        rows,
        deeds=allowed((access.may_place(by), Deed(reverse("recruitment:enter"), _("Enter a person")))),
        title=_("People who look for work"),
        lead=_("Who consented to be placed, with points by the published rule. An entry expires and is renewed."),
        headers=(
            Cell(_("Person")),
            Cell(_("Occupation")),
            Cell(_("Points"), number=True),
            Cell(_("Holds until")),
            Cell(_("State")),
        ),
        empty=_("Nobody is in this list."),
        shows=(
            ("looking", _("Looking")),
            ("expired", _("Expired")),
            ("placed", _("Placed")),
            ("all", _("All")),
        ),
        which=which,
        links=[
            Link(_("Placement runs"), reverse("recruitment:runs")),
            Link(_("Officers and their own files"), reverse("recruitment:officers")),
        ],
    )


def _state(candidate: Candidate) -> tuple[str, str]:
    if candidate.is_expired(on=timezone.localdate()):
        return _("Expired"), "late"
    return str(candidate.get_state_display()), MARKS[CandidateState(candidate.state)]


@require_safe
def candidate(request: HttpRequest, ref: str) -> HttpResponse:
    """One candidate: what they can do and wish, what was proposed, and why nothing was. The look is recorded."""
    by, found = officer_of(request), load(ref)
    roster.open_candidate(candidate=found, by=by, at=now())
    words = labels()
    state, mark = _state(found)
    address = [found.ref]
    context = {
        "title": found.person.name,
        "caption": words.word(CodeList.OCCUPATION, found.occupation),
        "mark": mark,
        "state": state,
        "pen": found.pen.label,
        "synthetic": found.synthetic,
        "facts": _facts(found, words),
        "sections": [_could_be(found, words), _proposals(found), _exemptions(found, by)],
        "deeds": allowed(
            (access.may_renew(by, found), Deed(reverse("recruitment:renew", args=address), _("Renew the entry"))),
            (
                access.may_place(by),
                Deed(reverse("recruitment:ask_exemption", args=address), _("Ask for an exemption"), second=True),
            ),
            (
                access.may_withdraw(by, found),
                Deed(
                    reverse("recruitment:withdraw", args=address),
                    _("Withdraw as the person wishes"),
                    post=True,
                    second=True,
                ),
            ),
        ),
        "trail": way_to(found)[:-1],
    }
    return render(request, "recruitment/record.html", context)


def _facts(found: Candidate, words: Labels) -> list[tuple[str, str]]:
    def regions(keys: list[str]) -> str:
        return ", ".join(words.word(CodeList.REGION, key) for key in keys) or "–"

    skills = [f"{skill} ({evidence or _('no evidence')})" for skill, evidence in found.skills]
    return [
        (_("Reference"), found.ref),
        (_("Home district"), found.person.district or "–"),
        (_("Points"), number(found.points)),
        (_("Years of experience"), number(found.years)),
        (_("Russian"), str(found.get_russian_display())),
        (_("Skills"), "; ".join(skills) or "–"),
        (_("Wishes"), regions(found.wishes)),
        (_("Not wanted"), regions(found.not_regions)),
        (_("Together with"), found.together_with.person.name if found.together_with else "–"),
        (_("Medical certificate holds until"), day(found.medical_until)),
        (_("The entry holds until"), day(found.expires_on)),
    ]


def _could_be(found: Candidate, words: Labels) -> Section:
    """What would fit today if the person changed one thing."""
    rows: tuple[tuple[tuple[Cell, ...], tuple[Deed, ...]], ...] = ()
    if found.state == CandidateState.WAITING:
        open_orders = JobOrder.objects.open(on=timezone.localdate()).filter(occupation=found.occupation)
        offers = [offer(each) for each in open_orders[:ORDERS_SHOWN]]
        said = advice(roster.seeker(found), offers)
        rows = tuple(((Cell(words.said(each)),), ()) for each in said)
    return Section(_("What could be changed"), (_("Today"),), rows, _("Nothing that one change would open."))


def _proposals(found: Candidate) -> Section:
    rows = []
    for each in found.proposals.newest_first()[:ORDERS_SHOWN]:
        deed = Deed(reverse("recruitment:proposal", args=[each.ref]), _("Open"))
        rows.append(((Cell(each.order.title), Cell(*proposal_state(each))), (deed,)))
    return Section(_("Places proposed"), (_("Job order"), _("State")), tuple(rows), _("None so far."))


def _exemptions(found: Candidate, by: User) -> Section:
    names = {key: str(words) for key, words in EXEMPTIONS}
    rows = []
    for each in found.exemptions.select_related("order").order_by("-asked_at"):
        state = (_("granted"), "done") if each.granted_at else (_("waits for a second officer"), "soon")
        grant = Deed(reverse("recruitment:grant", args=[each.pk]), _("Grant"))
        cells = (Cell(each.order.title), Cell(names[each.misfit]), Cell(each.because), Cell(*state))
        rows.append((cells, allowed((access.may_grant(by, each), grant))))
    headers = (_("Job order"), _("Requirement"), _("Why"), _("State"))
    return Section(_("Exemptions"), headers, tuple(rows), _("None."))


@require_http_methods(GET_AND_POST)
def enter(request: HttpRequest) -> HttpResponse:
    """Enter a person in the roster, by the reference of their file."""
    by = officer_of(request)
    require(access.may_place(by))
    form = _form(request)
    if form.is_valid():
        person = get_object_or_404(Person, ref=form.cleaned_data["person"].strip())
        given = form.cleaned_data["together_with"].strip()
        relative = get_object_or_404(Candidate.objects.select_related("person"), ref=given) if given else None
        made = roster.enter_candidate(person=person, said=form.said, together_with=relative, by=by, at=now())
        return redirect("recruitment:candidate", ref=made.ref)
    way = trail(Link(_("People who look for work"), reverse("recruitment:roster")))
    return form_page(request, form, title=_("Enter in the roster"), button=_("Enter it"), way=way)


@require_http_methods(GET_AND_POST)
def renew(request: HttpRequest, ref: str) -> HttpResponse:
    """Renew an entry, or change what it says."""
    by, found = officer_of(request), load(ref)
    require(access.may_renew(by, found))
    form = _form(request, found)
    if form.is_valid():
        roster.renew_candidate(candidate=found, said=form.said, by=by, at=now())
        return redirect("recruitment:candidate", ref=ref)
    return form_page(request, form, title=_("Renew the entry"), button=_("Renew it"), way=way_to(found))


def _form(request: HttpRequest, found: Candidate | None = None) -> forms.CandidateForm:
    words = labels()
    initial = None
    if found is not None:
        names = ("occupation", "years", "russian", "wishes", "not_regions", "medical_until")
        initial = {name: getattr(found, name) for name in names}
        initial["skills"] = "\n".join("; ".join(pair) for pair in found.skills)
    return forms.CandidateForm(
        request.POST or None,
        occupations=words.choices(CodeList.OCCUPATION),
        regions=words.choices(CodeList.REGION),
        fresh=found is None,
        initial=initial,
    )


@require_POST
def withdraw(request: HttpRequest, ref: str) -> HttpResponse:
    """Take somebody from the roster, as they wish."""
    roster.withdraw_candidate(candidate=load(ref), by=officer_of(request), at=now())
    return redirect("recruitment:candidate", ref=ref)


@require_http_methods(GET_AND_POST)
def ask_exemption(request: HttpRequest, ref: str) -> HttpResponse:
    """Ask that one requirement of an order is not asked of this candidate."""
    by, found = officer_of(request), load(ref)
    require(access.may_place(by))
    orders = JobOrder.objects.open(on=timezone.localdate()).filter(occupation=found.occupation).order_by("title", "pk")
    choices = [(each.ref, each.title) for each in orders[:ORDERS_SHOWN]]
    form = forms.ExemptionForm(request.POST or None, orders=choices)
    if form.is_valid():
        data = form.cleaned_data
        order = get_object_or_404(orders, ref=data.pop("order"))
        answering.ask_exemption(candidate=found, order=order, **data, by=by, at=now())
        return redirect("recruitment:candidate", ref=ref)
    hint = _("A second officer grants it. The public sees how many there were, by office.")
    return form_page(
        request, form, title=_("Ask for an exemption"), button=_("Ask for it"), way=way_to(found), hint=hint
    )


@require_http_methods(GET_AND_POST)
def grant(request: HttpRequest, pk: int) -> HttpResponse:
    """Grant an exemption that another officer asked for."""
    by = officer_of(request)
    found = get_object_or_404(Exemption.objects.select_related("candidate__person", "order"), pk=pk)
    require(access.may_grant(by, found))
    if request.method == "POST":
        answering.grant_exemption(exemption=found, by=by, at=now())
        return redirect("recruitment:candidate", ref=found.candidate.ref)
    facts = [(_("Job order"), found.order.title), (_("Why"), found.because)]
    form = forms.forms.Form()
    return form_page(
        request, form, title=_("Grant the exemption"), button=_("Grant it"), way=way_to(found.candidate), facts=facts
    )


@require_safe
def officers(request: HttpRequest) -> HttpResponse:
    """Officers who place people, and whether their own file is noted: only then are their relatives known."""
    by = officer_of(request)
    require(access.may_place(by))
    roles = [role for role, holds in ROLES.items() if Permission.PLACE_PEOPLE in holds]
    some = (
        User.objects.active().filter(role__in=roles).select_related("organisation", "own_file").order_by("name", "pk")
    )
    page = page_of(request, some)
    rows = [
        Row(
            reverse("recruitment:own_file", args=[each.ref]) if access.may_say_own_file(by, each) else "",
            each.name,
            (Cell(*((_("noted"), "done") if hasattr(each, "own_file") else (_("not noted"), "late"))),),
            hint=each.organisation.words[reader_language()],
            synthetic=each.synthetic,
        )
        for each in page
    ]
    return list_page(
        request,
        page,
        rows,
        title=_("Officers and their own files"),
        lead=_("Whoever is a registered relative of an officer is not placed by them. Another officer notes the file."),
        headers=(Cell(_("Officer")), Cell(_("Own file"))),
        empty=_("Nobody is in this list."),
    )


@require_http_methods(GET_AND_POST)
def own_file(request: HttpRequest, ref: str) -> HttpResponse:
    """Note which file is another officer's own."""
    by, officer = officer_of(request), get_object_or_404(User.objects.active(), ref=ref)
    require(access.may_say_own_file(by, officer))
    form = forms.OwnFileForm(request.POST or None)
    if form.is_valid():
        person = get_object_or_404(Person, ref=form.cleaned_data["person"].strip())
        roster.say_own_file(officer=officer, person=person, by=by, at=now())
        return redirect("recruitment:officers")
    way = trail(
        Link(_("Officers and their own files"), reverse("recruitment:officers")),
        Link(officer.name, reverse("recruitment:own_file", args=[ref])),
    )
    hint = _("The person sees in their own pages that it was noted.")
    return form_page(request, form, title=_("Note the officer's own file"), button=_("Note it"), way=way, hint=hint)
