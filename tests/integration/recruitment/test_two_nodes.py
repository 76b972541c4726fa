"""Two nodes, one placement: the order is verified on one, the person is known on the other, and little crosses."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import timedelta
from uuid import uuid4

import pytest

from hamsafar.accounts.models import Organisation
from hamsafar.journeys.enums import Kinship
from hamsafar.journeys.models import FamilyLink
from hamsafar.kit.actor import SYSTEM
from hamsafar.kit.refusal import Refusal
from hamsafar.ledger.models import Line
from hamsafar.recruitment.actions import answering, contracts, nominees, orders, placing, receiving, roster
from hamsafar.recruitment.actions.person_part import erase_recruitment
from hamsafar.recruitment.actions.telling import order_said
from hamsafar.recruitment.enums import (
    CandidateState,
    ContractState,
    NomineeState,
    OrderState,
    PlacingPen,
    ProposalState,
    Register,
    TakenBack,
)
from hamsafar.recruitment.formats import bodies
from hamsafar.recruitment.models import Contract, Firm, JobOrder, Nominee, Proposal
from tests.factories.incidents import load_the_corridor
from tests.factories.recruitment import (
    MONDAY,
    TODAY,
    There,
    candidate,
    elsewhere,
    firm,
    offer,
    open_order,
    person,
    two_offices,
)

LATER = MONDAY + timedelta(days=9)
SAID = {"sender": "ru", "by": SYSTEM, "at": MONDAY}


@pytest.fixture
def sides(db: None, tmp_path) -> tuple[There, There]:
    load_the_corridor()
    return two_offices(tmp_path)


@pytest.fixture
def offered(sides) -> JobOrder:
    """An order that was verified on the employer's side and is known on both nodes: the row of the other one."""
    home, abroad = sides
    with abroad.here():
        open_order(abroad.desk)
    abroad.tell(home)
    return JobOrder.objects.get(peer="ru")


def nominated(home: There, abroad: There, *people) -> list[Proposal]:
    """Everybody on the roster, proposed, confirmed by two officers, and known to the employer's side."""
    own = JobOrder.objects.get(peer=None)
    with home.here(), elsewhere(own):
        for each in people or [{"years": 4, "skills": (("reads drawings", "certificate 5"),)}]:
            candidate(home.desk, **each)
        found = list(placing.make_run(by=home.desk.officer, at=MONDAY).proposals.order_by("pk"))
        for place in found:
            for officer in (home.desk.officer, home.desk.second):
                answering.confirm_proposal(proposal=place, interest=False, by=officer, at=MONDAY)
    home.tell(abroad)
    return [again(place) for place in found]


def accepted(home: There, abroad: There) -> tuple[Proposal, Nominee]:
    place = nominated(home, abroad)[0]
    nominee = Nominee.objects.get(subject=place.subject)
    with abroad.here():
        nominees.accept_nominee(nominee=nominee, on=TODAY, by=abroad.desk.officer, at=MONDAY)
    abroad.tell(home)
    return again(place), again(nominee)


def agreed(home: There, abroad: There) -> tuple[Proposal, Nominee]:
    place, nominee = accepted(home, abroad)
    with home.here():
        answering.agree_for_worker(proposal=place, on=TODAY, by=home.desk.officer, at=MONDAY)
    home.tell(abroad)
    return again(place), again(nominee)


def signed(home: There, abroad: There) -> tuple[Contract, Nominee]:
    place, nominee = agreed(home, abroad)
    terms = contracts.terms_of(place.order)
    with abroad.here():
        nominees.enter_nominee_copy(nominee=nominee, copy="destination", terms=terms, by=abroad.desk.officer, at=MONDAY)
    abroad.tell(home)
    contract = Contract.objects.get()
    with home.here():
        contracts.enter_copy(contract=contract, copy="origin", terms=terms, by=home.desk.officer, at=MONDAY)
        contracts.sign_contract(contract=contract, on=TODAY, by=home.desk.officer, at=MONDAY)
    home.tell(abroad)
    return again(contract), again(nominee)


def again(row):
    return type(row).objects.get(pk=row.pk)


def test_an_order_is_verified_on_one_node_and_open_on_the_other(sides, offered):
    home, _abroad = sides
    own = JobOrder.objects.get(peer=None)

    assert (offered.subject, offered.state, offered.title) == (own.subject, OrderState.OPEN, own.title)
    assert (offered.wage, offered.pays, offered.employer) == (own.wage, own.pays, own.employer)
    assert (offered.first_office, offered.second_office) == (own.first_office, own.second_office)
    assert Organisation.objects.filter(side="ru").count() == 3  # two of the office, and one of the node's operators
    with home.here(), pytest.raises(Refusal, match="The other side verified this order"):
        orders.close_order(order=offered, because="x", by=home.desk.officer, at=MONDAY)


def test_an_order_of_an_employer_of_the_other_side_is_kept_here_alone(sides):
    home, abroad = sides
    with home.here():
        order = open_order(home.desk)
        orders.close_order(order=order, because="Done", by=home.desk.officer, at=MONDAY)
    home.tell(abroad)

    assert JobOrder.objects.count() == 1


def test_a_firm_and_an_institution_that_are_not_known_yet_are_entered_with_the_order(sides):
    home, abroad = sides
    with abroad.here():
        employer, recruiter = firm(abroad.desk.officer), firm(abroad.desk.officer, register=Register.RECRUITER)
        changed = {"housing": "paid", "housing_cost": "5000"}
        order = orders.write_order(
            employer=employer, recruiter=recruiter, said=offer(**changed), by=abroad.desk.officer, at=MONDAY
        )
        for verifier in (abroad.desk.verifier, abroad.desk.other_verifier):
            order = orders.verify_order(order=order, by=verifier, at=MONDAY)
        said = order_said(again(order))
    new = replace(
        said,
        employer=replace(said.employer, number="99"),
        verified=(replace(said.verified[0], en="Labour office"), said.verified[1]),
    )
    with home.here():
        made = receiving.mirror_order(said=new, subject=uuid4(), **SAID)

    assert (made.employer.number, made.recruiter, str(made.housing_cost)) == ("99", recruiter, "5000.00")
    assert made.first_office.words.en == "Labour office"
    with home.here(), pytest.raises(Refusal, match="taken before"):
        receiving.mirror_order(said=new, subject=made.subject, **SAID)
    wrong = replace(new, employer=replace(new.employer, side="xx"))
    with home.here(), pytest.raises(Refusal, match="of no side"):
        receiving.mirror_order(said=wrong, subject=uuid4(), **SAID)


def test_an_employer_is_asked_without_a_name(sides, offered):
    home, abroad = sides
    place = nominated(home, abroad)[0]
    nominee = Nominee.objects.get()

    assert {each.name for each in fields(bodies.Nominated)} == {
        "order", "years", "russian", "skills", "family", "due_on", "synthetic"
    }  # fmt: skip
    assert (nominee.subject, nominee.state, nominee.pen) == (place.subject, NomineeState.ASKED, PlacingPen.EMPLOYER)
    assert (nominee.name, nominee.years, nominee.skills) == ("", 4, ["reads drawings"])
    assert nominee.due_on == place.due_on
    assert str(nominee) == nominee.ref
    with home.here(), pytest.raises(Refusal, match="the answer comes by envelope"):
        answering.accept_for_employer(proposal=place, on=TODAY, by=home.desk.officer, at=MONDAY)


def test_the_name_follows_once_all_have_said_yes(sides, offered):
    home, abroad = sides
    place, nominee = accepted(home, abroad)
    assert (place.state, place.accepted_on, nominee.name) == (ProposalState.ACCEPTED, TODAY, "")
    with home.here():
        answering.agree_for_worker(proposal=place, on=TODAY, by=home.desk.officer, at=MONDAY)
    home.tell(abroad)

    nominee = again(nominee)
    assert (nominee.state, nominee.name) == (NomineeState.AGREED, place.candidate.person.name)


def test_copies_that_differ_are_seen_on_both_nodes_and_not_signed(sides, offered):
    home, abroad = sides
    place, nominee = agreed(home, abroad)
    terms = contracts.terms_of(place.order)
    entered = {"nominee": nominee, "by": abroad.desk.officer, "at": MONDAY}
    with abroad.here(), pytest.raises(Refusal, match="The other side says this itself"):
        nominees.enter_nominee_copy(copy="origin", terms=terms, **entered)
    with abroad.here():
        nominees.enter_nominee_copy(copy="destination", terms=terms | {"wage": "61000.00"}, **entered)
    abroad.tell(home)
    contract = Contract.objects.get()
    with home.here():
        written = {"contract": contract, "by": home.desk.officer, "at": MONDAY}
        with pytest.raises(Refusal, match="The other side enters its own copy"):
            contracts.enter_copy(copy="destination", terms=terms, **written)
        contracts.enter_copy(copy="origin", terms=terms, **written)
        with pytest.raises(Refusal, match="The copies differ"):
            contracts.sign_contract(on=TODAY, **written)
    home.tell(abroad)

    differ = [each.term for each in nominees.nominee_terms(again(nominee)) if each.differs]
    assert differ == ["wage"] == [each.term for each in contracts.terms_beside(again(contract)) if each.differs]


def test_a_worker_arrives_and_the_work_ends_by_envelope(sides, offered):
    home, abroad = sides
    contract, nominee = signed(home, abroad)
    assert (contract.state, nominee.state) == (ContractState.SIGNED, NomineeState.SIGNED)
    with home.here(), pytest.raises(Refusal, match="The other side confirms the arrival"):
        contracts.confirm_arrival(contract=contract, on=TODAY, by=home.desk.officer, at=MONDAY)
    seen = {"nominee": nominee, "by": abroad.desk.officer, "at": LATER}
    with abroad.here():
        with pytest.raises(Refusal, match="between the signature and today"):
            nominees.confirm_nominee_arrival(on=LATER.date() + timedelta(days=1), **seen)
        nominees.confirm_nominee_arrival(on=LATER.date(), **seen)
        with pytest.raises(Refusal, match="confirmed already"):
            nominees.confirm_nominee_arrival(on=LATER.date(), **seen)
    abroad.tell(home, at=LATER)
    assert again(contract).arrived_on == LATER.date()
    with abroad.here():
        with pytest.raises(Refusal, match="between the signature and today"):
            nominees.end_nominee_work(on=TODAY - timedelta(days=1), **seen)
        nominees.end_nominee_work(on=LATER.date(), **seen)
    abroad.tell(home, at=LATER)

    assert (again(contract).state, again(nominee).state) == (ContractState.ENDED, NomineeState.ENDED)


def test_an_end_that_both_noted_stands_as_each_noted_it(sides, offered):
    home, abroad = sides
    contract, nominee = signed(home, abroad)
    with abroad.here():
        nominees.end_nominee_work(nominee=nominee, on=TODAY, by=abroad.desk.officer, at=MONDAY)
    with home.here():
        contracts.end_contract(contract=contract, on=TODAY, because="Went home", by=home.desk.officer, at=MONDAY)
    abroad.tell(home)
    home.tell(abroad)

    assert again(contract).ended_because == "Went home"
    assert again(nominee).state == NomineeState.ENDED


def test_an_end_noted_at_home_is_known_at_the_employer_s_side(sides, offered):
    home, abroad = sides
    contract, nominee = signed(home, abroad)
    with home.here():
        contracts.end_contract(contract=contract, on=TODAY, because="Went home", by=home.desk.officer, at=MONDAY)
    home.tell(abroad)

    assert (again(nominee).state, again(nominee).ended_on) == (NomineeState.ENDED, TODAY)


def test_a_copy_after_the_signature_changes_nothing(sides, offered):
    home, abroad = sides
    contract, nominee = signed(home, abroad)
    late = bodies.CopyEntered(bodies.TermsSaid(*["x"] * 10))

    receiving.take_copy(said=late, subject=nominee.subject, **SAID)
    receiving.take_copy(said=late, subject=nominee.subject, **SAID | {"sender": "tj"})

    assert (again(contract).destination, again(nominee).origin) == (contract.destination, nominee.origin)
    assert Line.objects.filter(verb="contract copy came too late").count() == 2


def test_a_refusal_comes_with_its_code_and_the_candidate_waits_on(sides, offered):
    home, abroad = sides
    place = nominated(home, abroad)[0]
    answer = {"nominee": Nominee.objects.get(), "by": abroad.desk.officer, "at": MONDAY}
    with abroad.here():
        with pytest.raises(Refusal, match="not a code"):
            nominees.refuse_nominee(code="no", on=TODAY, **answer)
        with pytest.raises(Refusal, match="Enter the true day"):
            nominees.refuse_nominee(code="place-gone", on=TODAY - timedelta(days=1), **answer)
        nominees.refuse_nominee(code="skill-not-shown", words="No test", on=TODAY, **answer)
        with pytest.raises(Refusal, match="not asked at this moment"):
            nominees.accept_nominee(nominee=answer["nominee"], on=TODAY, by=abroad.desk.officer, at=MONDAY)
    abroad.tell(home)

    place = again(place)
    assert (place.state, place.refusal, place.refusal_words) == (ProposalState.REFUSED, "skill-not-shown", "No test")
    assert place.candidate.state == CandidateState.WAITING
    assert (again(answer["nominee"]).state, again(answer["nominee"]).name) == (NomineeState.REFUSED, "")


def test_silence_ends_on_both_nodes_and_a_late_answer_is_only_put_on_record(sides, offered):
    home, abroad = sides
    place = nominated(home, abroad)[0]
    nominee = Nominee.objects.get()
    over = place.due_on + timedelta(days=1)
    assert nominee.is_silent(on=over)
    later = MONDAY.replace(year=over.year, month=over.month, day=over.day)
    with abroad.here():
        nominees.accept_nominee(nominee=nominee, on=TODAY, by=abroad.desk.officer, at=later)
    with home.here():
        assert answering.resolve_silence(by=SYSTEM, at=later) == 1
    abroad.tell(home, at=later)
    home.tell(abroad, at=later)

    assert again(place).state == ProposalState.LAPSED
    assert Line.objects.filter(verb="answer of the employer came too late").count() == 1
    assert (again(nominee).state, again(nominee).taken_back) == (NomineeState.TAKEN_BACK, TakenBack.LAPSED)


def test_a_withdrawal_and_an_erasure_take_somebody_back(sides, offered):
    home, abroad = sides
    one, other = nominated(home, abroad, {"someone": person("Якум")}, {"someone": person("Дуюм")})
    with home.here():
        roster.withdraw_candidate(candidate=one.candidate, by=home.desk.officer, at=MONDAY)
        erase_recruitment([other.candidate.person], by=home.desk.officer, at=MONDAY)
    home.tell(abroad)

    assert set(Nominee.objects.values_list("state", "taken_back")) == {(NomineeState.TAKEN_BACK, TakenBack.DECLINED)}
    with abroad.here():
        back = bodies.NomineeTakenBack(TakenBack.LAPSED, TODAY)
        receiving.take_back(said=back, subject=one.subject, **SAID | {"sender": "tj"})
    assert Line.objects.filter(verb="nominee taken back too late").count() == 1


def test_a_family_is_nominated_under_one_name_of_its_own(sides):
    home, abroad = sides
    with abroad.here():
        open_order(abroad.desk, family="spouse", places=3)
    abroad.tell(home)
    husband, wife = person("Якум"), person("Дуюм", sex="F")
    FamilyLink.objects.create(
        person=husband, relative=wife, kinship=Kinship.SPOUSE, document="certificate", added_at=MONDAY
    )
    first = candidate(home.desk, husband)

    nominated(home, abroad, {"someone": wife, "together_with": first}, {"someone": person("Сеюм")})

    families = list(Nominee.objects.order_by("pk").values_list("family", flat=True))
    assert sorted(map(bool, families)) == [False, True, True]
    assert len(set(filter(None, families))) == 1


@pytest.mark.parametrize("expired", [False, True])
def test_an_order_that_takes_nobody_any_more_refuses_at_once(sides, offered, expired):
    home, abroad = sides
    own = JobOrder.objects.get(peer=None)
    if expired:
        JobOrder.objects.filter(pk=own.pk).update(expires_on=TODAY)
        own.expires_on = TODAY
    else:
        with abroad.here():
            orders.close_order(order=own, because="The site was stopped", by=abroad.desk.officer, at=MONDAY)
    place = nominated(home, abroad)[0]
    abroad.tell(home)

    assert (again(place).state, again(place).refusal) == (ProposalState.REFUSED, "place-gone")
    assert Nominee.objects.get().state == NomineeState.REFUSED
    if not expired:
        assert again(offered).state == OrderState.CLOSED
        assert "The site was stopped" not in again(offered).closed_because
        with home.here():
            receiving.take_order_closed(said=bodies.OrderClosed(TODAY), subject=offered.subject, **SAID)


def test_what_belongs_to_nothing_known_is_declined(sides, offered):
    home, abroad = sides
    place, _nominee = accepted(home, abroad)
    nobody = {**SAID, "subject": uuid4()}
    case = {**SAID, "subject": place.subject}
    asked = bodies.Nominated(uuid4(), 0, "none", (), None, TODAY, False)
    for take, said, where, sentence in (
        (receiving.take_order_closed, bodies.OrderClosed(TODAY), nobody, "no order that"),
        (receiving.take_nomination, asked, nobody, "no order that"),
        (receiving.take_nomination, replace(asked, order=offered.subject), case, "taken before"),
        (receiving.take_answer, bodies.EmployerAnswered(True, TODAY, "", ""), nobody, "no proposal that"),
        (receiving.take_agreement, bodies.WorkerAgreed(TODAY, "x"), nobody, "no nominee that"),
        (receiving.take_arrival, bodies.WorkerArrived(TODAY), case, "all three have agreed"),
        (receiving.take_signature, bodies.ContractSigned(TODAY), case | {"sender": "tj"}, "Only an agreed contract"),
    ):
        with pytest.raises(Refusal, match=sentence):
            take(said=said, **where)
    with home.here():
        answering.agree_for_worker(proposal=place, on=TODAY, by=home.desk.officer, at=MONDAY)
    home.tell(abroad)
    with pytest.raises(Refusal, match="has not accepted"):
        receiving.take_agreement(said=bodies.WorkerAgreed(TODAY, "x"), **case | {"sender": "tj"})
    with pytest.raises(Refusal, match="before the contract is signed"):
        receiving.take_arrival(said=bodies.WorkerArrived(TODAY), **case)


def body_of(change: dict[str, object]) -> bodies.OrderOffered:
    office = bodies.VerifiedSaid("One", "Один", "Як", TODAY)
    known: dict[str, object] = {
        "employer": bodies.FirmSaid("ru", "77", "Works", "", None, None),
        "recruiter": None,
        "verified": (office, replace(office, en="Two")),
        "pays": (),
        "synthetic": False,
        "housing_cost": "",
    }
    text = offer()
    for name in (each.name for each in fields(bodies.OrderOffered)):
        known.setdefault(name, getattr(text, name, None))
    return bodies.OrderOffered(**known | {"wage": "90000.00"} | change)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"places": 0}, "places"),
        ({"wage": "0"}, "pays nothing"),
        ({"wage": "much"}, "no number"),
        ({"housing": "paid"}, "housing"),
        ({"housing": "paid", "housing_cost": "-1"}, "below nothing"),
        ({"hours_a_week": 400}, "hours"),
        ({"ends_on": TODAY}, "ends before"),
        ({"years_needed": 100}, "years"),
        ({"title": "x" * 999}, "too long"),
        ({"verified": ()}, "two institutions"),
        ({"pays": (None,) * 99}, "too many costs"),
    ],
)
def test_a_body_that_cannot_be_is_no_body(change, why):
    body_of({})

    with pytest.raises(ValueError, match=why):
        body_of(change)


@pytest.mark.parametrize(
    "make",
    [
        lambda: bodies.FirmSaid("ru", "", "Works", "", None, None),
        lambda: bodies.VerifiedSaid("One", "", "Як", TODAY),
        lambda: bodies.Nominated(uuid4(), 0, "none", ("",), None, TODAY, False),
        lambda: bodies.EmployerAnswered(True, TODAY, "place-gone", ""),
        lambda: bodies.EmployerAnswered(False, TODAY, "", ""),
        lambda: bodies.WorkerAgreed(TODAY, ""),
        lambda: bodies.TermsSaid(*["x" * 99] * 10),
    ],
)
def test_a_small_body_that_cannot_be_is_none_either(make):
    with pytest.raises(ValueError, match=" "):
        make()


def test_a_firm_of_the_register_is_never_named_anew(sides, offered):
    assert Firm.objects.filter(register=Register.EMPLOYER).count() == 1
