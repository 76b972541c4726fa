"""The demonstration's roster, a run, and a proposal in every state, made through actions."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from hamsafar.accounts.models import User
from hamsafar.journeys.actions.crossing import report_crossing
from hamsafar.journeys.actions.keeping import give_consent, link_family
from hamsafar.journeys.enums import ConsentHow, Direction, JourneyPurpose, Kinship, Purpose
from hamsafar.journeys.models import Consent, Crossing, FamilyLink, Person
from hamsafar.kit.actor import SYSTEM
from hamsafar.recruitment.actions import answering, contracts, placing, roster, working
from hamsafar.recruitment.actions.roster import CandidateText
from hamsafar.recruitment.enums import ComplaintKind, Copy, ProposalState
from hamsafar.recruitment.models import Candidate, Contract, JobOrder, Proposal

COMPLAIN = 2  # so many complain, and the last of them goes home
# A couple and two others whom no order of the demonstration fits: an order that arrives may.
PAINTERS = (
    ("7131", 5, "none", (), ()),
    ("7131", 3, "none", (), ()),
    ("7131", 2, "none", (), ()),
    ("7131", 1, "none", (), ()),
)
# Occupation, years of experience, Russian, regions that are wished, regions that are not wanted.
WORK = (
    ("7112", 6, "basic", ("ru-tul",), ()),
    ("7112", 4, "none", (), ()),
    ("7112", 9, "good", ("ru-tul",), ("ru-tve",)),
    ("7112", 2, "basic", (), ()),
    ("7112", 1, "none", (), ("ru-tul",)),
    ("9211", 3, "none", ("ru-tve",), ()),
    ("9211", 5, "basic", (), ()),
    ("9211", 1, "none", (), ()),
    ("9211", 8, "none", ("ru-tve",), ()),
    ("9211", 2, "none", (), ()),
    ("9211", 4, "none", (), ()),
    ("9211", 6, "basic", (), ()),
    ("9211", 7, "none", (), ()),
    ("5120", 7, "good", ("ru-tul",), ()),
    ("5120", 3, "basic", (), ()),
    ("8332", 1, "basic", (), ()),
    ("9112", 2, "none", (), ()),
)


def make_places(*, officer: User, second: User, start: datetime, at: datetime) -> None:
    """Enter people, make a run, and take its proposals as far as each may come."""
    entered = _entered(officer, start)
    placing.make_run(
        what_if=True, without_fairness=True, words="What if fairness were left out? (example)", by=officer, at=start
    )
    made = placing.make_run(words="First run of the month (example)", by=officer, at=start)
    _answered(list(made.proposals.order_by("pk")), officer, second, start=start, at=at)
    _exempted(entered, officer, second, at=at)
    roster.say_own_file(officer=second, person=entered[-1].person, by=officer, at=at)
    _contracted(officer, at=at)
    waiting = [each for each in entered if not each.proposals.exists()]
    roster.withdraw_candidate(candidate=waiting[-1], by=officer, at=at)


def _entered(officer: User, at: datetime) -> list[Candidate]:
    """Generated people with their consent; relatives among them go together."""
    clerk = User.objects.get(username="clerk", synthetic=True)
    born = timezone.localdate(at).year - 18
    people = Person.objects.synthetic().one_each().kept().filter(closed_at__isnull=True, birth_year__lt=born)
    link = FamilyLink.objects.standing(on=timezone.localdate(at)).filter(person__in=people, relative__in=people).first()
    pair = [link.person, link.relative] if link else []
    others = [each for each in people.order_by("pk") if each not in pair]
    skills = (("reads drawings (example)", "certificate of a course (example)"),)
    entered: list[Candidate] = []
    for person in pair:
        _consent(person, clerk, at)
        said = CandidateText("7115", years=3, russian="basic", skills=skills)
        together = entered[0] if entered else None
        entered.append(roster.enter_candidate(person=person, said=said, together_with=together, by=officer, at=at))
    couple = others[:2]
    link_family(
        person=couple[0],
        relative=couple[1],
        kinship=Kinship.SPOUSE,
        document="certificate of the registry (example)",
        by=clerk,
        at=at,
    )
    for person, (occupation, years, russian, wishes, not_regions) in zip(others, PAINTERS + WORK, strict=False):
        _consent(person, clerk, at)
        said = CandidateText(occupation, years, russian, skills if russian == "good" else (), wishes, not_regions)
        together = entered[-1] if person == couple[1] else None
        entered.append(roster.enter_candidate(person=person, said=said, together_with=together, by=officer, at=at))
    return entered


def _consent(person: Person, clerk: User, at: datetime) -> None:
    if not Consent.objects.standing().to(Purpose.RECRUITMENT).filter(person=person).exists():
        give_consent(person=person, purpose=Purpose.RECRUITMENT, language="tg", how=ConsentHow.SPOKEN, by=clerk, at=at)


def _answered(proposals: list[Proposal], officer: User, second: User, *, start: datetime, at: datetime) -> None:
    """One stays as proposed, one as confirmed by one officer, and so on; one employer is silent for too long."""
    _proposed, half, silent, with_employer, refused, with_worker, agreed, declined, turned, *rest = proposals
    today, began = timezone.localdate(at), timezone.localdate(start)
    answering.confirm_proposal(proposal=half, interest=False, by=officer, at=at)
    answering.turn_down_proposal(proposal=turned, because="The work is too far from home (example)", by=officer, at=at)
    for each in (silent, refused, with_worker, agreed, declined, *rest):
        _confirmed(each, officer, second, at=start)
    _confirmed(with_employer, officer, second, at=at)
    answering.refuse_for_employer(
        proposal=refused, code="skill-not-shown", on=began + timedelta(days=3), by=officer, at=at
    )
    answering.accept_for_employer(proposal=with_worker, on=today, by=officer, at=at)
    for each in (agreed, *rest):
        answering.accept_for_employer(proposal=each, on=began + timedelta(days=2), by=officer, at=at)
        answering.agree_for_worker(proposal=each, on=began + timedelta(days=4), by=officer, at=at)
    answering.decline_for_worker(proposal=declined, code="family-apart", on=today, by=officer, at=at)
    answering.resolve_silence(by=SYSTEM, at=at)


def _confirmed(proposal: Proposal, officer: User, second: User, *, at: datetime) -> None:
    for each in (officer, second):
        answering.confirm_proposal(proposal=proposal, interest=False, by=each, at=at)


def _exempted(entered: list[Candidate], officer: User, second: User, *, at: datetime) -> None:
    """One exemption that two officers granted, and one that waits for the second."""
    order = JobOrder.objects.filter(occupation="7112").order_by("pk")[0]
    because = "Two years abroad are not in the papers (example)"
    first, other = entered[-2], entered[-1]
    for candidate, granted in ((first, True), (other, False)):
        asked = answering.ask_exemption(
            candidate=candidate, order=order, misfit="years", because=because, by=officer, at=at
        )
        if granted:
            answering.grant_exemption(exemption=asked, by=second, at=at)


def _contracted(officer: User, *, at: datetime) -> None:
    """One contract whose copies differ, others signed and mostly arrived; complaints, and work that ended early."""
    today = timezone.localdate(at)
    agreed = Proposal.objects.filter(state=ProposalState.AGREED).order_by("pk")
    for number, place in enumerate(agreed):
        contract = contracts.open_contract(proposal=place, by=officer, at=at)
        terms = contracts.terms_of(place.order)
        other = terms | {"wage": "61000.00"} if number == 0 else terms
        for copy, said in ((Copy.ORIGIN, terms), (Copy.DESTINATION, other)):
            contracts.enter_copy(contract=contract, copy=copy, terms=said, by=officer, at=at)
        if number:
            contracts.sign_contract(contract=contract, on=today, by=officer, at=at)
            for cost, payer in (("travel", "employer"), ("medical", "worker")):
                contracts.note_cost(
                    contract=contract,
                    cost=cost,
                    payer=payer,
                    amount=Decimal(3_500),
                    paid_on=today,
                    evidence="receipt (example)",
                    by=officer,
                    at=at,
                )
            working.note_orientation(contract=contract, on=today, by=officer, at=at)
            if number <= COMPLAIN:
                _complained(contract, officer, answered=number == COMPLAIN, at=at)
        if number > 1:
            _left(contract, officer, at=at)
            contracts.confirm_arrival(contract=contract, on=today, by=officer, at=at)
        if number == COMPLAIN:
            because = "Went home to their family (example)"
            contracts.end_contract(contract=contract, on=today, because=because, by=officer, at=at)


def _complained(contract: Contract, officer: User, *, answered: bool, at: datetime) -> None:
    made = working.take_complaint(
        contract=contract,
        kind=ComplaintKind.HOUSING if answered else ComplaintKind.HOURS,
        words="Eight people in one room (example)" if answered else "Sixty hours in the first week (example)",
        on=timezone.localdate(at),
        by=officer,
        at=at,
    )
    if answered:
        working.answer_complaint(complaint=made, answer="Moved to another house (example)", by=officer, at=at)


def _left(contract: Contract, officer: User, *, at: datetime) -> None:
    """Note the departure, unless another story of the demonstration sent this person abroad before, or home now."""
    journey = contract.proposal.journey
    goes_home = journey is not None and journey.purpose == JourneyPurpose.RETURNEE
    if journey is not None and not goes_home and not Crossing.objects.of(journey.person).exists():
        report_crossing(journey=journey, direction=Direction.ENTRY, on=timezone.localdate(at), by=officer, at=at)
