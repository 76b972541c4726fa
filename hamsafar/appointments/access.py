"""Who may do what about appointments: each question gives a verdict with its reason."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from hamsafar.accounts.enums import Permission
from hamsafar.accounts.models import User
from hamsafar.appointments.enums import (
    BOOKING_MOVES,
    TICKET_MOVES,
    WAITING_MOVES,
    BookingState,
    TicketState,
    WaitingState,
)
from hamsafar.appointments.models import Booking, Office, Service, Slot, Ticket, WaitingEntry
from hamsafar.kit.actor import Actor
from hamsafar.kit.moves import can_move
from hamsafar.kit.verdict import YES, Verdict, no


def may_keep(by: Actor, office: Office) -> Verdict:
    """See an office's day and its queue, and receive people."""
    return _of_the_office(by, office, Permission.KEEP_APPOINTMENTS, _("Only the reception of an office does this."))


def may_manage(by: Actor, office: Office) -> Verdict:
    """Say how an office works: rooms, shifts, days off, places."""
    why = _("Only who plans the work of an office does this.")
    return _of_the_office(by, office, Permission.PLAN_APPOINTMENTS, why)


def may_set_up(by: Actor) -> Verdict:
    """Add offices and services."""
    if not by.has(Permission.OPERATE_NODE):
        return no(_("Only the node’s operator adds offices and services."))
    return YES


def may_allocate(by: Actor) -> Verdict:
    """Give places to those who wait, at every office of a service."""
    if not by.has(Permission.PLAN_APPOINTMENTS):
        return no(_("Only who plans the work of an office does this."))
    return YES


def may_book(by: Actor, slot: Slot, *, at: datetime) -> Verdict:
    """Take a place that lies ahead: anybody for themselves, an officer of the office for others."""
    if slot.closed_at is not None:
        return no(_("This place was taken back. Choose another hour."))
    if slot.starts <= at:
        return no(_("This hour has passed. Choose a later one."))
    if slot.starts > at + timedelta(days=slot.service.days_ahead + 1):
        return no(_("This day cannot be booked yet. Choose an earlier one."))
    return may_keep(by, slot.office) if isinstance(by, User) else YES


def may_wait(by: Actor, service: Service) -> Verdict:
    """Join the waiting list: anybody for themselves, an officer for others."""
    if isinstance(by, User) and not by.has(Permission.KEEP_APPOINTMENTS):
        return no(_("Only the reception of an office does this."))
    return YES


def may_change(by: Actor, booking: Booking, to: str) -> Verdict:
    """Cancel or move a booking: its holder, or an officer of the office."""
    if isinstance(by, User):
        if not (verdict := may_keep(by, booking.slot.office)):
            return verdict
    elif not by.has(Permission.KEEP_APPOINTMENTS) and by.ref not in (booking.holder, booking.ref):
        return no(_("Only who holds this place, or the office, changes it."))
    if not can_move(BOOKING_MOVES, booking.state, to):
        return no(_("This booking is over: it cannot be changed any more."))
    return YES


def may_leave(by: Actor, entry: WaitingEntry) -> Verdict:
    """Leave the waiting list."""
    if not by.has(Permission.KEEP_APPOINTMENTS) and by.ref not in (entry.holder, entry.ref):
        return no(_("Only who waits, or the office, changes this."))
    if not can_move(WAITING_MOVES, entry.state, WaitingState.LEFT):
        return no(_("You are no longer in the waiting list."))
    return YES


def may_receive(by: Actor, booking: Booking, to: str, *, at: datetime) -> Verdict:
    """Note that somebody came, was seen, or did not come."""
    if not (verdict := may_keep(by, booking.slot.office)):
        return verdict
    if not can_move(BOOKING_MOVES, booking.state, to):
        return no(_("This booking is not in a state for that: look at it again."))
    if to == BookingState.CAME and booking.slot.office.day_of(at) != booking.slot.office.day_of(booking.slot.starts):
        return no(_("The place is of another day. Move the booking first."))
    if to == BookingState.NO_SHOW and at < booking.slot.starts:
        return no(_("The hour has not come yet."))
    return YES


def may_call(by: Actor, ticket: Ticket, to: str) -> Verdict:
    """Call a number of the queue, or note what became of it."""
    if not (verdict := may_keep(by, ticket.office)):
        return verdict
    if not can_move(TICKET_MOVES, ticket.state, TicketState(to)):
        return no(_("This number was called or closed already."))
    return YES


def may_remind(by: Actor) -> Verdict:
    if not by.has(Permission.OPERATE_NODE):
        return no(_("Only the node’s clock or its operator sends reminders."))
    return YES


def _of_the_office(by: Actor, office: Office, permission: str, why: str) -> Verdict:
    if not by.has(permission):
        return no(why)
    if isinstance(by, User) and by.organisation_id != office.organisation_id:
        return no(_("This is another office: only its own officers do this."))
    return YES
