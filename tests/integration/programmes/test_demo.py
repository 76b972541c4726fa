"""The demonstration reaches every state of every machine, so that each page has something to show."""

from __future__ import annotations

from datetime import date

import pytest

from hamsafar.accounts.enums import Role
from hamsafar.figures.models import Observation
from hamsafar.programmes.demo import make_demo
from hamsafar.programmes.enums import EventState, MilestoneState, OfferState, Progress, ReportState, TreatyState
from hamsafar.programmes.models import Programme, Report
from tests.factories.accounts import OfficerFactory, OrganisationFactory, SideFactory
from tests.factories.ledger import noon

TODAY = date(2026, 11, 23)


@pytest.fixture
def made(db):
    SideFactory(key="ru")
    office = OrganisationFactory(side=SideFactory(key="tj"))
    OfficerFactory(username="coordinator", role=Role.COORDINATOR, organisation=office)
    make_demo(at=noon(2026, 11, 23))


def pictures(clearance=0):
    return Programme.objects.pictures(Observation.objects.book(), TODAY, clearance)


def test_every_state_of_every_machine_is_there(made):
    seen = pictures(clearance=1)
    reporting = [measure.reporting for picture in seen for measure in picture.measures]

    assert {point.state for picture in seen for point in picture.milestones} == set(MilestoneState)
    assert {event.state for picture in seen for event in picture.events} == set(EventState)
    offers = {offer.state for picture in seen for event in picture.events for offer in event.offers}
    assert offers == set(OfferState)
    assert {picture.treaty.state for picture in seen if picture.treaty} == set(TreatyState)
    assert {each.state for each in reporting} == set(ReportState)
    assert {row.progress for row in Report.objects.all()} == set(Progress.values)


def test_everything_in_it_is_marked_synthetic_and_stays_out_of_what_is_real(made):
    assert all(picture.synthetic for picture in pictures())
    assert all(report.synthetic for report in Report.objects.all())
    assert Programme.objects.real_promises().plans == ()


def test_a_restricted_programme_is_thin_for_the_public(made):
    thin = [picture for picture in pictures() if picture.thin]

    assert [picture.key for picture in thin] == ["demo-restricted"]
    assert thin[0].measures[0].reporting is None


def test_making_it_twice_changes_nothing(made):
    before = Programme.objects.promises()

    make_demo(at=noon(2026, 11, 24))

    assert Programme.objects.promises() == before


def test_the_day_before_it_was_made_there_was_nothing_of_it(made):
    assert Programme.objects.pictures(Observation.objects.book(), date(2026, 11, 22)) == ()
