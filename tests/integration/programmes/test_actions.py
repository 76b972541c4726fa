"""What officers do to programmes, and what they are refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from hamsafar.accounts.enums import Role
from hamsafar.figures.models import Observation
from hamsafar.kit.actor import SYSTEM
from hamsafar.kit.refusal import Refusal
from hamsafar.ledger.models import Line
from hamsafar.programmes import actions, jobs
from hamsafar.programmes.access import clearance_of
from hamsafar.programmes.enums import MilestoneState, OfferState, Progress, ReportState, Track
from hamsafar.programmes.models import Measure, Milestone, Offer, Programme, Reading, Report
from hamsafar.programmes.rules.plans import IndicatorPlan
from tests.factories.accounts import OfficerFactory, OrganisationFactory, SideFactory
from tests.factories.ledger import noon
from tests.factories.programmes import DayFactory, added, count_in_database, event, offer, programme, stage

pytestmark = pytest.mark.django_db
NOW = noon(2026, 2, 1)


@pytest.fixture
def sides():
    return SideFactory(key="tj"), SideFactory(key="ru")


@pytest.fixture
def ours(sides):
    return OfficerFactory(role=Role.COORDINATOR, synthetic=False)


@pytest.fixture
def theirs(sides):
    office = OrganisationFactory(side=sides[1])
    return OfficerFactory(role=Role.COORDINATOR, organisation=office, synthetic=False)


@pytest.fixture
def border(sides):
    DayFactory(key="plan", day=date(2025, 1, 1), until=date(2025, 12, 31))
    DayFactory(key="moved", day=date(2026, 6, 30))
    DayFactory(key="reached", day=date(2026, 1, 20))
    Observation.objects.create(key="word", kind="note", words={"en": "x", "ru": "x", "tg": "x"})
    return added(programme(stage("one", planned="plan"), events=(event(planned="plan", offers=(offer(fact="word"),)),)))


@pytest.fixture
def one():
    return lambda: Milestone.objects.get(key="one-end")


def seen(on=date(2026, 2, 1), clearance=0):
    return Programme.objects.picture("border", Observation.objects.book(), on, clearance)


def report(officer, side="tj", **given):
    given = {"progress": Progress.LATE, "words": "Contracts are being agreed.", "at": NOW} | given
    return actions.report_on_measure(measure=Measure.objects.get(key="one"), side=side, by=officer, **given)


def test_each_side_reports_for_itself(border, ours, theirs):
    report(ours)
    report(theirs, side="ru", progress=Progress.ON_COURSE, words="On course.")

    reporting = seen().measures[0].reporting
    assert reporting.state == ReportState.BOTH
    assert reporting.by_side["ru"].progress == Progress.ON_COURSE
    assert Line.objects.filter(verb="measure reported on for tj", about="measure:border/one", by=ours.ref).exists()


def test_an_officer_of_a_demonstration_marks_what_they_write(border, sides):
    report(OfficerFactory(synthetic=True))

    assert seen().measures[0].reporting.by_side["tj"].synthetic
    real = Programme.objects.real_promises().picture("border", Observation.objects.book(), date(2026, 2, 1))
    assert real.measures[0].reporting.by_side["tj"] is None


def test_nobody_reports_for_the_other_side_or_without_the_right(border, ours):
    with pytest.raises(Refusal, match="own side"):
        report(ours, side="ru")
    with pytest.raises(Refusal, match="desk officer"):
        report(OfficerFactory(role=Role.ANALYST))
    with pytest.raises(Refusal, match="Choose how"):
        report(ours, words="  ")
    with pytest.raises(Refusal, match="Choose how"):
        report(ours, progress="splendid")
    with pytest.raises(Refusal, match="called kz"):
        report(SYSTEM, side="kz")
    assert not Report.objects.exists()


def test_the_clock_hands_over_what_the_other_side_sent(border):
    assert report(SYSTEM, side="ru").by == "system"


def test_a_report_on_a_restricted_programme_is_restricted_and_needs_clearance(border, ours):
    Programme.objects.update(classification="restricted")

    with pytest.raises(Refusal, match="restricted"):
        report(ours)
    cleared = OfficerFactory(role=Role.COORDINATOR, cleared=True)
    assert report(cleared).classification == "restricted"
    assert seen(clearance=clearance_of(cleared)).measures[0].reporting.by_side["tj"]
    assert seen(clearance=clearance_of(None)).measures[0].reporting is None


def test_a_milestone_is_moved_by_a_published_fact(border, ours, one):
    assert seen().milestones[0].state == MilestoneState.UNKNOWN

    actions.replan_milestone(milestone=one(), fact="moved", by=ours, at=NOW)

    (point,) = seen().milestones
    assert (point.state, point.slip_days) == (MilestoneState.PLANNED, 181)
    assert point.planned.last == date(2025, 12, 31)
    assert seen(on=date(2026, 1, 31)).milestones[0].replanned == ()
    assert Line.objects.filter(verb="milestone re-planned by fact moved", about="milestone:border/one-end").exists()


def test_a_milestone_is_not_moved_without_right_fact_or_need(border, ours, one):
    with pytest.raises(Refusal, match="coordinator"):
        actions.replan_milestone(milestone=one(), fact="moved", by=OfficerFactory(), at=NOW)
    with pytest.raises(Refusal, match="No published fact"):
        actions.replan_milestone(milestone=one(), fact="nothing", by=ours, at=NOW)
    with pytest.raises(Refusal, match="No published fact"):
        actions.replan_milestone(milestone=one(), fact="word", by=ours, at=NOW)
    with pytest.raises(Refusal, match="that day already"):
        actions.replan_milestone(milestone=one(), fact="plan", by=ours, at=NOW)


def test_a_milestone_is_reached_once(border, ours, one):
    actions.record_actual(milestone=one(), fact="reached", by=ours, at=NOW)

    (point,) = seen().milestones
    assert (point.state, point.slip_days) == (MilestoneState.LATE, 20)
    with pytest.raises(Refusal, match="on record already"):
        actions.record_actual(milestone=one(), fact="reached", by=ours, at=NOW)
    with pytest.raises(Refusal, match="no longer moves"):
        actions.replan_milestone(milestone=one(), fact="moved", by=ours, at=NOW)


def test_what_is_still_to_come_was_not_reached(border, ours, one):
    with pytest.raises(Refusal, match="still to come"):
        actions.record_actual(milestone=one(), fact="moved", by=ours, at=NOW)
    with pytest.raises(Refusal, match="coordinator"):
        actions.record_actual(milestone=one(), fact="reached", by=OfficerFactory(), at=NOW)


def test_a_milestone_of_which_nothing_is_visible_can_still_be_reached(ours, one):
    DayFactory(key="reached", day=date(2026, 1, 20))
    added(programme(stage("one", planned="unknown")))

    actions.record_actual(milestone=one(), fact="reached", by=ours, at=NOW)
    actions.replan_milestone(milestone=one(), fact="reached", by=ours, at=NOW)

    assert Line.objects.filter(verb="milestone reached by fact reached").exists()


def test_the_side_that_was_offered_help_accepts_it_and_it_is_delivered(border, ours):
    help_offered = Offer.objects.get()

    actions.accept_offer(offer=help_offered, by=ours, at=NOW)
    assert seen().events[0].offers[0].state == OfferState.ACCEPTED
    actions.deliver_offer(offer=help_offered, by=ours, at=NOW)

    assert seen().events[0].offers[0].state == OfferState.DELIVERED
    verbs = Line.objects.filter(about="offer:border/summit/ru/word").values_list("verb", flat=True)
    assert list(verbs.order_by("pk")) == ["offer accepted", "offer delivered"]


def test_an_offer_is_answered_by_the_other_side_and_once(border, ours, theirs):
    help_offered = Offer.objects.get()

    with pytest.raises(Refusal, match="Your side made this offer"):
        actions.accept_offer(offer=help_offered, by=theirs, at=NOW)
    with pytest.raises(Refusal, match="coordinator"):
        actions.decline_offer(offer=help_offered, by=OfficerFactory(), at=NOW)
    with pytest.raises(Refusal, match="The offer is offered; it cannot become delivered"):
        actions.deliver_offer(offer=help_offered, by=ours, at=NOW)
    actions.decline_offer(offer=help_offered, by=ours, at=NOW)
    with pytest.raises(Refusal, match="The offer is declined"):
        actions.accept_offer(offer=help_offered, by=ours, at=NOW)


def test_a_side_sets_its_own_next_review(border, ours):
    actions.set_next_review(programme=border, side="tj", on=date(2026, 9, 1), by=ours, at=NOW)
    actions.set_next_review(programme=border, side="tj", on=date(2026, 7, 1), by=ours, at=NOW)

    assert seen().next_reviews == {"tj": date(2026, 7, 1), "ru": None}


def test_a_review_is_not_set_for_others_in_the_past_or_without_right(border, ours):
    with pytest.raises(Refusal, match="your own side"):
        actions.set_next_review(programme=border, side="ru", on=date(2026, 9, 1), by=ours, at=NOW)
    with pytest.raises(Refusal, match="still to come"):
        actions.set_next_review(programme=border, side="tj", on=date(2026, 1, 31), by=ours, at=NOW)
    with pytest.raises(Refusal, match="coordinator"):
        actions.set_next_review(programme=border, side="tj", on=date(2026, 9, 1), by=OfficerFactory(), at=NOW)


def test_a_restricted_programme_is_changed_by_a_cleared_coordinator_only(border, ours):
    Programme.objects.update(classification="restricted")
    border.refresh_from_db()

    with pytest.raises(Refusal, match="cleared"):
        actions.set_next_review(programme=border, side="tj", on=date(2026, 9, 1), by=ours, at=NOW)
    cleared = OfficerFactory(role=Role.COORDINATOR, cleared=True)
    actions.set_next_review(programme=border, side="tj", on=date(2026, 9, 1), by=cleared, at=NOW)


def test_a_programme_of_the_office_needs_a_coordinator(ours):
    with pytest.raises(Refusal, match="coordinator"):
        actions.add_programme(programme(), by=OfficerFactory(), at=NOW)
    made = actions.add_programme(replace(programme(key="demonstration"), synthetic=True), by=ours, at=NOW)

    assert not made.from_pack
    assert list(Programme.objects.real()) == []
    assert list(Programme.objects.of_the_pack()) == []


def test_an_offices_own_day_serves_in_its_own_programme_and_nowhere_else(border, ours, one):
    actions.record_actual(milestone=one(), fact="2026-01-20", by=ours, at=NOW)
    assert seen().milestones[0].actual.last == date(2026, 1, 20)
    assert seen().milestones[0].actual.fact == ""

    Programme.objects.update(from_pack=True, added_on=None)
    with pytest.raises(Refusal, match="No published fact"):
        actions.replan_milestone(milestone=one(), fact="2026-09-01", by=ours, at=NOW)


def test_a_programme_is_added_once(border, ours):
    with pytest.raises(Refusal, match="called border exists already"):
        actions.add_programme(programme(key="border"), by=ours, at=NOW)


def test_indicators_are_read_once_a_month(sides):
    count_in_database("base", "2.0")
    count_in_database("low", "2.1", period="2025")
    count_in_database("target", "2.5", unit="multiple", period="2030", series="target")
    indicator = IndicatorPlan("turnover", "turnover", baseline="base", target="target")
    added(programme(stage("trade", indicators=(indicator, replace(indicator, key="bare", target="")))))

    jobs.take_readings(timestamp=0)
    assert actions.take_readings(by=SYSTEM, at=noon(2026, 2, 15)) == 2
    assert actions.take_readings(by=SYSTEM, at=noon(2026, 2, 20)) == 2

    readings = Reading.objects.of("border").filter(month=date(2026, 2, 1))
    assert [(each.indicator, each.fact, each.track, each.on) for each in readings] == [
        ("bare", "low", Track.NO_PATH, date(2026, 2, 20)),
        ("turnover", "low", Track.OFF, date(2026, 2, 20)),
    ]
    with pytest.raises(Refusal, match="coordinator"):
        actions.take_readings(by=OfficerFactory(), at=NOW)


def test_rows_say_what_they_are(border, ours, one):
    report(ours)
    actions.replan_milestone(milestone=one(), fact="moved", by=ours, at=NOW)
    actions.accept_offer(offer=Offer.objects.get(), by=ours, at=NOW)
    actions.set_next_review(programme=border, side="tj", on=date(2026, 9, 1), by=ours, at=NOW)

    said = {str(row) for row in Programme.objects.promises().records["border"].reports}
    assert said
    assert str(one()) == "border/one-end"
    assert str(Offer.objects.get()) == "border/summit/ru/word"
