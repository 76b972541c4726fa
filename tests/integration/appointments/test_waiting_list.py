"""The waiting list gives its places by the fair rule, with reasons, and tells who left a number."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from hamsafar.accounts.enums import Role
from hamsafar.appointments.actions import booking, holders
from hamsafar.appointments.actions.holders import Holder, Wishes
from hamsafar.appointments.actions.waiting_list import allocate, join_waiting_list, leave_waiting_list
from hamsafar.appointments.enums import Reason, WaitingState
from hamsafar.appointments.jobs import allocate_places, remind_holders
from hamsafar.appointments.models import Booking, WaitingEntry
from hamsafar.kit.actor import SYSTEM, VISITOR
from hamsafar.kit.refusal import Refusal
from hamsafar.notices.models import Notice
from tests.factories.accounts import OfficerFactory
from tests.factories.appointments import MONDAY, a_service, an_office, reception_of, with_places

pytestmark = pytest.mark.django_db
TUESDAY = date(2026, 3, 3)


@pytest.fixture
def service():
    return a_service()


def wait(service, holder, **wishes):
    return join_waiting_list(service=service, holder=holder, wishes=Wishes(**wishes), by=SYSTEM, at=MONDAY)[0]


def test_places_go_to_who_waits_near_home_with_reasons_and_a_notice(service):
    here, there = an_office("a", point=(38.5, 68.8)), an_office("b", district="far")
    with_places(here, service)
    with_places(there, service)
    near = wait(service, "P-1", point=(38.5, 68.8), contact="+992000000001")
    far = wait(service, "P-2", district="far")

    made = allocate(service=service, first=TUESDAY, by=reception_of(here, Role.PLANNER), at=MONDAY)

    places = {each.holder: (each.slot.office.key, each.reasons) for each in made}
    assert places["P-1"] == ("a", [Reason.ORDER, Reason.NEAREST])
    assert places["P-2"] == ("b", [Reason.ORDER, Reason.NEAREST])
    assert {WaitingEntry.objects.get(pk=each.pk).state for each in (near, far)} == {WaitingState.PLACED}
    assert Notice.objects.get().person == "P-1"
    assert allocate(service=service, first=TUESDAY, by=SYSTEM, at=MONDAY) == []


def test_who_waits_without_a_file_follows_the_entry_to_the_place(service):
    with_places(an_office(), service)
    entry, code = join_waiting_list(service=service, by=VISITOR, at=MONDAY)

    assert holders.find(ref=entry.ref, code=code) == entry
    made = allocate(service=service, first=TUESDAY, last=TUESDAY + timedelta(days=1), by=SYSTEM, at=MONDAY)

    assert holders.find(ref=entry.ref, code=code) == made[0]
    moved = booking.cancel_booking(booking=made[0], by=Holder(entry.ref), at=MONDAY)
    assert moved.state == "cancelled"


def test_nobody_stands_in_the_list_twice_or_with_a_place(service):
    slot = with_places(an_office(), service)[0]
    booking.book_slot(slot=slot, holder="P-1", by=SYSTEM, at=MONDAY)
    wait(service, "P-2")

    with pytest.raises(Refusal, match="booked already"):
        wait(service, "P-1")
    with pytest.raises(Refusal, match="already"):
        wait(service, "P-2")
    with pytest.raises(Refusal, match="Only the reception"):
        join_waiting_list(service=service, holder="P-3", by=OfficerFactory(), at=MONDAY)


def test_who_waits_leaves_the_list_once(service):
    entry = wait(service, "P-1")

    with pytest.raises(Refusal, match="Only who waits"):
        leave_waiting_list(entry=entry, by=Holder("P-2"), at=MONDAY)
    leave_waiting_list(entry=entry, by=Holder("P-1"), at=MONDAY)
    with pytest.raises(Refusal, match="no longer"):
        leave_waiting_list(entry=entry, by=SYSTEM, at=MONDAY)


def test_only_who_plans_gives_places(service):
    office = an_office()

    with pytest.raises(Refusal, match="plans the work"):
        allocate(service=service, first=TUESDAY, by=reception_of(office), at=MONDAY)


def test_every_evening_the_node_gives_places_and_every_hour_it_reminds(service, time_machine):
    time_machine.move_to(MONDAY)
    with_places(an_office(), service)
    wait(service, "P-1", contact="+992000000001")

    allocate_places(0)
    remind_holders(0)

    assert Booking.objects.booked().get().holder == "P-1"
    assert Notice.objects.count() == 2
