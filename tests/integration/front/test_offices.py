"""What waits for officers of offices that receive people, on their first page."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hamsafar.accounts.enums import Role
from hamsafar.appointments.actions.booking import book_slot
from hamsafar.appointments.actions.waiting_list import join_waiting_list
from hamsafar.documents.actions import working
from hamsafar.documents.actions.law import needed
from hamsafar.front import offices
from hamsafar.kit.actor import SYSTEM
from tests.factories.accounts import OfficerFactory
from tests.factories.appointments import MONDAY, a_service, an_office, reception_of, with_places
from tests.factories.documents import Desk, a_desk

pytestmark = pytest.mark.django_db
TODAY = MONDAY.date()
DAY = timedelta(days=1)


@pytest.fixture
def desk() -> Desk:
    return a_desk()


def waits(officer) -> list[str]:
    return [each.what for each in offices.things(officer, on=TODAY)]


def queued(officer) -> dict[str, tuple[int, int]]:
    return {each.name: (each.waiting, each.late) for each in offices.queues(officer, on=TODAY + 90 * DAY)}


def test_an_officer_of_the_desk_finds_what_nobody_has_and_what_they_work_on(desk):
    desk.filed()
    mine = desk.in_work()

    (nobody_has, at_work) = offices.things(desk.officer, on=TODAY)

    assert nobody_has.what == "1 application that nobody has"
    assert (at_work.what, at_work.until) == ("Work on an application: Visa", mine.due_on)
    assert waits(desk.second) == ["1 application that nobody has"]
    assert queued(desk.officer)["Applications with the desk"] == (2, 1)


def test_a_second_pair_of_eyes_is_asked_of_the_head_of_the_same_desk_alone(desk):
    desk.refusal(desk.in_work())
    application = desk.in_work("patent")
    code = needed(application.service, on=TODAY)[0].code
    working.ask_exemption(application=application, code=code, because="Of age 70.", by=desk.officer, at=MONDAY)
    elsewhere = OfficerFactory(role=Role.DOCUMENTS_HEAD)

    assert [each.split(":")[0] for each in waits(desk.head)] == ["Second pair of eyes"] * 2
    assert waits(elsewhere) == []
    assert "Second pair of eyes: a decision on Visa" not in waits(desk.officer)


def test_who_plans_is_told_before_the_open_places_end(desk):
    office, service = an_office("plans"), a_service()
    planner = reception_of(office, Role.PLANNER)
    with_places(office, service, day=TODAY + 3 * DAY)

    (thing,) = offices.things(planner, on=TODAY)
    assert (thing.what.split(":")[0], thing.until) == ("Open places", TODAY + 3 * DAY)

    office.slots.all().delete()
    (thing,) = offices.things(planner, on=TODAY)
    assert (thing.why, thing.until) == ("No place is open.", TODAY)


def test_nothing_waits_while_places_are_open_for_two_weeks(desk):
    office = an_office("plans")
    with_places(office, a_service(), day=TODAY + 14 * DAY)

    assert waits(reception_of(office, Role.PLANNER)) == []


def test_the_queues_of_a_reception_and_of_who_plans_it(desk):
    office, service = an_office("queues"), a_service()
    slots = with_places(office, service, day=TODAY + 3650 * DAY)
    book_slot(slot=slots[0], holder="P-1", by=SYSTEM, at=slots[0].starts - DAY)
    join_waiting_list(service=service, holder="P-2", by=SYSTEM, at=MONDAY)

    assert queued(reception_of(office)) == {"Places that are booked": (1, 0)}
    planner = queued(reception_of(office, Role.PLANNER))
    assert planner == {"Places that are booked": (1, 0), "Waiting list: Examination": (1, 0)}
