"""The day at the office: who came, who was seen, who did not come; and the queue of those without an appointment."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from hamsafar.appointments import access
from hamsafar.appointments.enums import BookingState, TicketState
from hamsafar.appointments.models import Booking, Office, Service, Ticket
from hamsafar.kit.actor import Actor
from hamsafar.kit.locks import hold
from hamsafar.kit.refusal import Refusal
from hamsafar.kit.verdict import require
from hamsafar.ledger.actions import record


@transaction.atomic
def check_in(*, booking: Booking, by: Actor, at: datetime) -> Booking:
    """Note that the holder came, on the day of the place."""
    booking = Booking.objects.locked(booking.pk)
    require(access.may_receive(by, booking, BookingState.CAME, at=at))
    booking.state, booking.came_at = BookingState.CAME, at
    booking.save(update_fields=["state", "came_at"])
    record("came to the appointment", about=booking, by=by, at=at, person=booking.holder)
    return booking


@transaction.atomic
def serve(*, booking: Booking, by: Actor, at: datetime) -> Booking:
    """Note that the holder was seen."""
    booking = Booking.objects.locked(booking.pk)
    require(access.may_receive(by, booking, BookingState.SERVED, at=at))
    booking.state, booking.ended_at = BookingState.SERVED, at
    booking.save(update_fields=["state", "ended_at"])
    record("seen at the appointment", about=booking, by=by, at=at, person=booking.holder)
    return booking


@transaction.atomic
def mark_no_show(*, booking: Booking, by: Actor, at: datetime) -> Booking:
    """Note that nobody came at the hour."""
    booking = Booking.objects.locked(booking.pk)
    require(access.may_receive(by, booking, BookingState.NO_SHOW, at=at))
    booking.state, booking.ended_at = BookingState.NO_SHOW, at
    booking.save(update_fields=["state", "ended_at"])
    record("did not come to the appointment", about=booking, by=by, at=at, person=booking.holder)
    return booking


@transaction.atomic
def draw_ticket(*, office: Office, service: Service, by: Actor, at: datetime) -> Ticket:
    """The next number of today's queue, for somebody who came without an appointment."""
    require(access.may_keep(by, office))
    today = office.day_of(at)
    hold(f"appointments.queue:{office.pk}:{today}")
    last = Ticket.objects.at(office).filter(on=today).aggregate(last=Max("number"))["last"] or 0
    ticket = Ticket.objects.create(office=office, service=service, on=today, number=last + 1, drawn_at=at)
    record("number drawn", about=ticket, by=by, at=at)
    return ticket


@transaction.atomic
def call_next(*, office: Office, room: str, by: Actor, at: datetime) -> Ticket:
    """Call the lowest number that waits today to a room. Two rooms that call at once call two numbers."""
    require(access.may_keep(by, office))
    if not office.rooms.filter(name=room).exists():
        raise Refusal(_("This office has no room “%(room)s”.") % {"room": room})
    waiting = Ticket.objects.at(office).waiting().filter(on=office.day_of(at))
    ticket = waiting.select_for_update(skip_locked=True, of=("self",)).in_order().first()
    if ticket is None:
        raise Refusal(_("Nobody waits in the queue."))
    ticket.state, ticket.room, ticket.called_at = TicketState.CALLED, room, at
    ticket.save(update_fields=["state", "room", "called_at"])
    record("number called", about=ticket, by=by, at=at)
    return ticket


@transaction.atomic
def settle_ticket(*, ticket: Ticket, to: str, by: Actor, at: datetime) -> Ticket:
    """What became of a number: seen, gone, or back in the queue, since nobody answered the call."""
    ticket = Ticket.objects.locked(ticket.pk)
    require(access.may_call(by, ticket, to))
    ticket.state, ticket.ended_at = to, None if to == TicketState.WAITING else at
    ticket.save(update_fields=["state", "ended_at"])
    record(f"number {to}", about=ticket, by=by, at=at)
    return ticket
