"""The demonstration reaches every state of bookings, the waiting list and the queue."""

from __future__ import annotations

import pytest

from hamsafar.accounts.demo import make_demo as make_officers
from hamsafar.appointments.actions.published import waiting_times
from hamsafar.appointments.demo import make_demo
from hamsafar.appointments.enums import BookingState, TicketState, WaitingState
from hamsafar.appointments.models import Booking, Office, Ticket, WaitingEntry
from hamsafar.ledger.models import Line
from tests.factories.incidents import load_the_corridor
from tests.factories.ledger import noon

pytestmark = pytest.mark.django_db
AT = noon(2026, 3, 4)


@pytest.fixture
def made(db, tmp_path):
    load_the_corridor()
    make_officers(folder=tmp_path, at=AT)
    make_demo(at=AT)


def test_every_state_of_every_machine_is_there(made):
    assert set(Booking.objects.values_list("state", flat=True)) == set(BookingState.values)
    assert set(WaitingEntry.objects.values_list("state", flat=True)) == set(WaitingState.values)
    assert set(Ticket.objects.values_list("state", flat=True)) == set(TicketState.values)
    assert Booking.objects.exclude(reasons=[]).exists()
    assert waiting_times(at=AT)["centre-a", "examination"].days is not None


def test_everything_in_it_is_marked_and_making_it_twice_changes_nothing(made):
    before = Line.objects.count()
    make_demo(at=AT)

    assert not Office.objects.filter(synthetic=False).exists()
    assert Line.objects.count() == before
