"""From the roster to a place: runs that are frozen, three who say yes, silence that ends, insiders who are refused."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import translation

from hamsafar.corridor.models import Rule
from hamsafar.journeys.enums import Kinship
from hamsafar.journeys.models import FamilyLink, Person
from hamsafar.kit.actor import SYSTEM
from hamsafar.kit.refusal import Refusal
from hamsafar.ledger.models import Line
from hamsafar.recruitment import access
from hamsafar.recruitment.actions import answering, edits, placing, roster
from hamsafar.recruitment.actions.firms import remark_firm, set_quota, strike_firm
from hamsafar.recruitment.actions.person_part import show_recruitment
from hamsafar.recruitment.actions.roster import CandidateText
from hamsafar.recruitment.enums import CandidateState, PlacingPen, ProposalState
from hamsafar.recruitment.models import Candidate, Exemption, Proposal, Run
from hamsafar.recruitment.rules import conflicts
from hamsafar.recruitment.rules.market import Quota
from hamsafar.recruitment.rules.placement import NOBODY, Placement, Status
from tests.factories.ledger import noon
from tests.factories.people import bare_person
from tests.factories.recruitment import (
    MONDAY,
    TODAY,
    candidate,
    confirmed,
    firm,
    open_order,
    person,
    proposed,
)

LATER = MONDAY + timedelta(days=1)


def relatives(one: Person, other: Person) -> FamilyLink:
    return FamilyLink.objects.create(
        person=one, relative=other, kinship=Kinship.SPOUSE, document="certificate", added_at=MONDAY
    )


# ── The roster ──


def test_nobody_is_entered_without_consent_or_twice(desk):
    with pytest.raises(Refusal, match="not consented to recruitment"):
        candidate(desk, bare_person())
    someone = person()
    candidate(desk, someone)
    with pytest.raises(Refusal, match="stands in the roster"):
        candidate(desk, someone)
    with pytest.raises(Refusal, match="This file is closed"):
        candidate(desk, bare_person(closed_at=MONDAY))
    with pytest.raises(Refusal, match="Only a placement officer"):
        roster.enter_candidate(person=person(), said=CandidateText("7112"), by=desk.verifier, at=MONDAY)


def test_points_are_those_of_the_published_rule(desk):
    found = candidate(
        desk, years=12, russian="good", skills=(("drawings", "certificate"), ("welding", ""), ("", "nothing"))
    )

    assert found.points == 10 * 2 + 1 * 3 + 2 * 4
    assert found.expires_on == TODAY + timedelta(days=180)
    assert found.pen is PlacingPen.OFFICER
    Rule.objects.filter(key="recruitment-points-skill").delete()
    with pytest.raises(Refusal, match="has no rule “recruitment-points-skill”"):
        candidate(desk)


def test_a_region_is_not_wished_and_unwanted_at_once(desk):
    with pytest.raises(Refusal, match="wished and not wanted"):
        candidate(desk, wishes=["ru-tul"], not_regions=["ru-tul"])
    with pytest.raises(Refusal, match="not a code"):
        candidate(desk, wishes=["ru-xx"])


def test_only_registered_relatives_are_placed_together(desk):
    one, other = person("Якум"), person("Дуюм")
    first = candidate(desk, one)
    with pytest.raises(Refusal, match="No family link"):
        candidate(desk, other, together_with=first)
    relatives(one, other)

    assert candidate(desk, other, together_with=first).together_with == first


def test_an_entry_expires_and_is_renewed_and_withdrawal_costs_nothing(desk):
    found = candidate(desk)
    over = found.expires_on
    assert found.is_expired(on=over)
    assert list(Candidate.objects.expired(on=over)) == [found]
    assert not Candidate.objects.looking(on=over).exists()

    roster.withdraw_candidate(candidate=found, by=desk.officer, at=MONDAY)
    with pytest.raises(Refusal, match="withdrew already"):
        roster.withdraw_candidate(candidate=found, by=desk.officer, at=MONDAY)
    again = roster.renew_candidate(candidate=found, said=CandidateText("7112", years=3), by=desk.officer, at=LATER)

    assert (again.state, again.points, again.withdrawn_at) == (CandidateState.WAITING, found.points, None)
    assert again.expires_on == over + timedelta(days=1)
    for verdict in (access.may_renew, access.may_withdraw):
        assert not verdict(desk.verifier, found)


def test_an_entry_is_not_changed_while_somebody_answers_about_it(desk):
    place = proposed(desk)

    with pytest.raises(Refusal, match="A place is proposed or agreed"):
        roster.renew_candidate(candidate=place.candidate, said=CandidateText("7112"), by=desk.officer, at=MONDAY)
    roster.withdraw_candidate(candidate=place.candidate, by=desk.officer, at=MONDAY)
    place.refresh_from_db()
    assert (place.state, place.refusal) == (ProposalState.DECLINED, "other-plans")


# ── Runs ──


def test_a_run_proposes_the_best_places_with_reasons_and_freezes_what_it_was_made_from(desk):
    good, weak = candidate(desk, years=9), candidate(desk, years=1)
    order = open_order(desk, places=1)

    run = placing.make_run(by=desk.officer, at=MONDAY)

    place = run.proposals.get()
    assert (place.candidate, place.order, place.score) == (good, order, 19.0)
    assert (run.status, run.objective, run.bound) == ("optimal", 19.0, 19.0)
    assert place.reasons[0]["message"].startswith("Score %(score)s: no vacancy")
    assert run.report["placed"] == 1
    assert weak in Candidate.objects.looking(on=TODAY)
    assert Line.objects.filter(verb=f"placement run frozen: {run.digest}").count() == 1
    assert placing.verify_run(run=run, again=True, by=desk.officer, at=LATER).findings == ()
    assert bytes(run.frozen).count(good.person.name.encode()) == 0


def test_a_run_keeps_quotas_families_and_fairness_and_says_what_each_cost(desk):
    one, other = person("Якум"), person("Дуюм", district="town")
    relatives(one, other)
    first = candidate(desk, one, years=9)
    second = candidate(desk, other, years=2, together_with=first)
    third = candidate(desk, person("Сеюм", district="town"), years=5)
    employer = firm(desk.officer)
    open_order(desk, employer, places=3, family="spouse")
    set_quota(region="ru-tul", year=2026, most=2, act="Letter", by=desk.officer, at=MONDAY)

    run = placing.make_run(by=desk.officer, at=MONDAY)

    placed = {each.candidate for each in run.proposals.all()}
    assert placed == {first, second}
    assert third not in placed
    costs = {each["words"]["message"]: each["most"] for each in run.report["costs"]}
    assert costs["At most %(number)s places may be filled in %(scope)s."] == 11.0
    assert costs["Families are placed together, or none of them."] == 6.0


def test_a_what_if_run_proposes_nothing_and_the_same_run_is_not_made_twice(desk):
    candidate(desk)
    open_order(desk)

    run = placing.make_run(what_if=True, without_fairness=True, words="What if", by=desk.officer, at=MONDAY)

    assert not run.proposals.exists()
    with pytest.raises(Refusal, match="Nothing has changed since an earlier run"):
        placing.make_run(what_if=True, without_fairness=True, by=desk.officer, at=LATER)
    assert placing.make_run(without_fairness=True, by=desk.officer, at=LATER).proposals.count() == 1


def test_a_run_of_nobody_and_a_run_that_cannot_be_are_refused(desk, monkeypatch):
    with pytest.raises(Refusal, match="nothing to place"):
        placing.make_run(by=desk.officer, at=MONDAY)
    candidate(desk)
    open_order(desk)
    too_few = conflicts.words(Quota("ru-tul", None, least=9))
    none = Placement(Status.INFEASIBLE, NOBODY, NOBODY, 0.0, 0.0, (too_few,))
    monkeypatch.setattr(placing, "solve", lambda market, seconds: none)
    with (
        translation.override("ru"),
        pytest.raises(Refusal, match=r"все ограничения: Должно быть .* 9 мест: Тульская область"),
    ):
        placing.make_run(by=desk.officer, at=MONDAY)
    assert not Run.objects.exists()


def test_generated_people_are_placed_on_no_real_order(desk):
    someone = person()
    Person.objects.filter(pk=someone.pk).update(synthetic=True)
    candidate(desk, Person.objects.get(pk=someone.pk))
    open_order(desk)

    with pytest.raises(Refusal, match="Nobody waits for a place"):
        placing.make_run(by=desk.officer, at=MONDAY)


def test_an_order_is_not_filled_twice(desk):
    place = confirmed(desk)
    candidate(desk, years=9)
    place.order.places = 1
    place.order.save(update_fields=["places"])

    again = placing.make_run(by=desk.officer, at=LATER)

    assert not again.proposals.exists()


# ── Three who say yes ──


def test_nobody_is_placed_before_two_officers_the_employer_and_the_worker_said_yes(desk):
    place = confirmed(desk)
    assert (place.state, place.pen, place.due_on) == (
        ProposalState.CONFIRMED,
        PlacingPen.EMPLOYER,
        TODAY + timedelta(days=10),
    )
    with pytest.raises(Refusal, match="once the employer has accepted"):
        answering.agree_for_worker(proposal=place, on=TODAY, by=desk.officer, at=MONDAY)

    accepted = answering.accept_for_employer(proposal=place, on=TODAY, by=desk.officer, at=MONDAY)
    assert (accepted.pen, accepted.due_on) == (PlacingPen.WORKER, TODAY + timedelta(days=5))
    agreed = answering.agree_for_worker(proposal=place, on=TODAY, by=desk.officer, at=MONDAY)

    assert agreed.state == ProposalState.AGREED
    assert (agreed.journey.departs_on, agreed.journey.occupation) == (agreed.order.begins_on, "7112")
    assert Candidate.objects.get().state == CandidateState.PLACED
    with pytest.raises(Refusal, match="employer is not asked"):
        answering.accept_for_employer(proposal=place, on=TODAY, by=desk.officer, at=MONDAY)
    with pytest.raises(Refusal, match="Nobody waits for an answer"):
        answering.decline_for_worker(proposal=place, code="other-plans", on=TODAY, by=desk.officer, at=MONDAY)


def test_a_refusal_is_coded_and_shown_to_the_person_with_what_to_do(desk):
    place = confirmed(desk)
    with pytest.raises(Refusal, match="not a code"):
        answering.refuse_for_employer(proposal=place, code="face", on=TODAY, by=desk.officer, at=MONDAY)

    answering.refuse_for_employer(proposal=place, code="language-too-little", on=TODAY, by=desk.officer, at=MONDAY)

    lines = " ".join(line.words for line in show_recruitment([place.candidate.person]))
    assert "Russian is not enough for this work. Ask for a course" in lines
    assert Candidate.objects.get().state == CandidateState.WAITING
    for asks in (access.may_answer_for_employer, access.may_answer_for_worker, access.may_decline):
        assert not asks(desk.verifier, place)


def test_silence_resolves_itself_once(desk):
    place = confirmed(desk)
    on = place.due_on + timedelta(days=1)
    assert place.is_silent(on=on)
    assert not place.is_silent(on=place.due_on)
    at = noon(on.year, on.month, on.day)
    with pytest.raises(Refusal, match="by its own clock"):
        answering.resolve_silence(by=desk.officer, at=at)

    assert answering.resolve_silence(by=SYSTEM, at=MONDAY) == 0
    assert answering.resolve_silence(by=SYSTEM, at=at) == 1
    assert answering.resolve_silence(by=SYSTEM, at=at) == 0

    place.refresh_from_db()
    assert (place.state, place.candidate.state) == (ProposalState.LAPSED, CandidateState.WAITING)


def test_a_place_is_turned_down_with_a_reason(desk):
    place = proposed(desk)
    with pytest.raises(Refusal, match="Say why"):
        answering.turn_down_proposal(proposal=place, because=" ", by=desk.officer, at=MONDAY)
    answering.turn_down_proposal(proposal=place, because="Too far", by=desk.officer, at=MONDAY)
    with pytest.raises(Refusal, match="does not wait to be confirmed"):
        answering.turn_down_proposal(proposal=place, because="Again", by=desk.officer, at=MONDAY)


# ── Insiders ──


def test_an_officer_does_not_place_a_registered_relative_or_themselves(desk):
    place = proposed(desk)
    own = bare_person("Корманд")
    with pytest.raises(Refusal, match="Another officer notes which file is yours"):
        roster.say_own_file(officer=desk.officer, person=own, by=desk.officer, at=MONDAY)
    noted = roster.say_own_file(officer=desk.officer, person=own, by=desk.second, at=MONDAY)
    assert not access.may_say_own_file(desk.verifier, desk.officer)
    relatives(place.candidate.person, own)

    with pytest.raises(Refusal, match="A relative of yours is registered here"):
        answering.confirm_proposal(proposal=place, interest=False, by=desk.officer, at=MONDAY)
    noted.person = place.candidate.person
    noted.save()
    with pytest.raises(Refusal, match="A relative of yours"):
        answering.confirm_proposal(proposal=place, interest=False, by=desk.officer, at=MONDAY)
    answering.confirm_proposal(proposal=place, interest=False, by=desk.second, at=MONDAY)
    assert str(noted).startswith("file of officer")


def test_one_officer_does_not_confirm_twice(desk):
    place = proposed(desk)
    answering.confirm_proposal(proposal=place, interest=False, by=desk.officer, at=MONDAY)

    with pytest.raises(Refusal, match="a second officer comes now"):
        answering.confirm_proposal(proposal=place, interest=False, by=desk.officer, at=MONDAY)


def test_a_declared_interest_stands_on_the_ledger_and_another_officer_takes_it_up(desk):
    place = proposed(desk)

    answering.confirm_proposal(proposal=place, interest=True, by=desk.officer, at=MONDAY)

    place.refresh_from_db()
    assert place.state == ProposalState.PROPOSED
    assert Line.objects.filter(verb="interest declared", by=desk.officer.ref).count() == 1
    with pytest.raises(Refusal, match="You declared an interest"):
        answering.confirm_proposal(proposal=place, interest=False, by=desk.officer, at=MONDAY)


def test_a_shared_name_warns_and_decides_nothing(desk):
    place = proposed(desk)
    assert not answering.shares_a_name(desk.officer, place)
    desk.officer.name = "Namunavi Karim"

    assert answering.shares_a_name(desk.officer, place)
    answering.confirm_proposal(proposal=place, interest=False, by=desk.officer, at=MONDAY)


def test_nobody_exempts_alone(desk):
    someone, order = candidate(desk, years=0), open_order(desk, years_needed=5)
    asked = answering.ask_exemption(
        candidate=someone, order=order, misfit="years", because="Papers lost", by=desk.officer, at=MONDAY
    )
    what_if = placing.make_run(what_if=True, by=desk.officer, at=MONDAY)
    assert what_if.report["eligible"] == 0

    with pytest.raises(Refusal, match="a second officer grants it"):
        answering.grant_exemption(exemption=asked, by=desk.officer, at=MONDAY)
    assert not access.may_grant(desk.verifier, asked)
    answering.grant_exemption(exemption=asked, by=desk.second, at=MONDAY)

    assert placing.make_run(by=desk.officer, at=MONDAY).proposals.count() == 1
    with pytest.raises(Refusal, match="granted already"):
        answering.grant_exemption(exemption=asked, by=desk.second, at=MONDAY)
    with pytest.raises(Refusal, match="asked for already"):
        answering.ask_exemption(candidate=someone, order=order, misfit="years", because="x", by=desk.officer, at=MONDAY)
    for misfit, because, said in (("medical", "x", "nobody can be exempted"), ("family", " ", "Say why")):
        with pytest.raises(Refusal, match=said):
            answering.ask_exemption(
                candidate=someone, order=order, misfit=misfit, because=because, by=desk.officer, at=MONDAY
            )
    assert Exemption.objects.get().office == desk.officer.organisation


def test_a_frozen_run_is_not_edited_and_one_that_was_is_found(desk):
    run = proposed(desk).run
    with pytest.raises(IntegrityError, match="A placement run is frozen"), transaction.atomic():
        Run.objects.filter(pk=run.pk).update(objective=99.0)

    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE recruitment_run DISABLE TRIGGER recruitment_run_stays")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    try:
        candidate(desk, person("Дигар"), years=1)
        other = placing.make_run(what_if=True, by=desk.officer, at=LATER)
        Run.objects.filter(pk=run.pk).update(frozen=bytes(other.frozen))
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE recruitment_run ENABLE TRIGGER recruitment_run_stays")
    run.refresh_from_db()
    found = placing.verify_run(run=run, by=desk.officer, at=LATER)

    assert found.findings[0].endswith("and not as it was noted.")
    assert Line.objects.filter(verb="placement run found altered").count() == 1


def test_each_refused_edit_of_a_frozen_run_stands_on_the_ledger_once_though_it_was_undone(desk):
    run = proposed(desk).run
    edits.note_refused_edits(by=SYSTEM, at=MONDAY)
    before = Line.objects.filter(verb=edits.REFUSED).count()
    for _try in range(2):
        with pytest.raises(IntegrityError, match="A placement run is frozen"), transaction.atomic():
            Run.objects.filter(pk=run.pk).update(objective=99.0)
    with pytest.raises(IntegrityError, match="A placement run is frozen"), transaction.atomic():
        Run.objects.filter(pk=run.pk)._raw_delete("default")

    assert edits.note_refused_edits(by=SYSTEM, at=LATER) == 3
    assert edits.note_refused_edits(by=SYSTEM, at=LATER) == 0
    assert Line.objects.filter(verb=edits.REFUSED, about="recruitment.run").count() == before + 3
    with pytest.raises(Refusal):
        edits.note_refused_edits(by=desk.officer, at=LATER)


def test_a_run_that_the_ledger_knows_nothing_of_is_found(desk):
    run = proposed(desk).run
    unknown = Run(ref="R-unknown", frozen=bytes(run.frozen))

    assert placing.verify_run(run=unknown, by=desk.officer, at=LATER).findings == (
        "The ledger knows nothing of this run.",
    )


def test_a_refusal_is_not_backdated(desk):
    place = confirmed(desk)
    for on in (TODAY - timedelta(days=1), TODAY + timedelta(days=1)):
        with pytest.raises(Refusal, match="Enter the true day"):
            answering.refuse_for_employer(proposal=place, code="place-gone", on=on, by=desk.officer, at=MONDAY)
    assert Proposal.objects.get().state == ProposalState.CONFIRMED


def test_nobody_is_placed_with_an_employer_who_was_struck_off_or_is_under_a_sanction(desk):
    for number in range(2):
        candidate(desk, person(f"Шахси {number}"))
    bad, struck = open_order(desk), open_order(desk)
    good = open_order(desk, places=1)
    done = {"by": desk.officer, "at": MONDAY}
    remark_firm(firm=bad.employer, kind="sanction", words="Wages were late", since=TODAY, **done)
    strike_firm(firm=struck.employer, because="It no longer exists", **done)

    assert [each.order for each in placing.make_run(**done).proposals.all()] == [good]
