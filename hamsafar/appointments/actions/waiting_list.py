"""The waiting list: join it, leave it, and the fair run that gives its people the places that are free."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from hamsafar.appointments import access
from hamsafar.appointments.actions.booking import SAID, take
from hamsafar.appointments.actions.holders import Wishes, new_code
from hamsafar.appointments.actions.reminding import tell_of
from hamsafar.appointments.enums import WaitingState
from hamsafar.appointments.models import Booking, Office, Service, Slot, WaitingEntry
from hamsafar.appointments.models.bookings import new_waiting_ref
from hamsafar.appointments.rules.allocation import Asking, Place
from hamsafar.appointments.rules.allocation import allocate as allocated
from hamsafar.appointments.rules.distances import how_far
from hamsafar.kit.actor import Actor
from hamsafar.kit.locks import hold
from hamsafar.kit.refusal import Refusal
from hamsafar.kit.verdict import require
from hamsafar.ledger.actions import record


@transaction.atomic
def join_waiting_list(
    *,
    service: Service,
    holder: str = "",
    wishes: Wishes | None = None,
    by: Actor,
    at: datetime,
) -> tuple[WaitingEntry, str]:
    """Wait for a place of a service, at whichever office. Gives the entry and, without a holder, a code."""
    require(access.may_wait(by, service))
    ref, code = new_waiting_ref(), "" if holder else new_code()
    holder = holder or ref
    if Booking.objects.booked().of(service).held_by([holder]).exists():
        raise Refusal(_("A place for this service is booked already. Move or cancel that one first."))
    try:
        with transaction.atomic():
            entry = WaitingEntry.objects.create(
                ref=ref,
                service=service,
                holder=holder,
                secret=make_password(code) if code else "",
                asked_at=at,
                **(wishes or Wishes()).as_fields(),
            )
    except IntegrityError as error:
        raise Refusal(_("You stand in the waiting list already.")) from error
    record("joined the waiting list", about=entry, by=by, at=at, person=holder)
    return entry, code


@transaction.atomic
def leave_waiting_list(*, entry: WaitingEntry, by: Actor, at: datetime) -> WaitingEntry:
    """Wait no longer."""
    entry = WaitingEntry.objects.locked(entry.pk)
    require(access.may_leave(by, entry))
    entry.state, entry.ended_at = WaitingState.LEFT, at
    entry.save(update_fields=["state", "ended_at"])
    record("left the waiting list", about=entry, by=by, at=at, person=entry.holder)
    return entry


@transaction.atomic
def allocate(*, service: Service, first: date, last: date | None = None, by: Actor, at: datetime) -> list[Booking]:
    """Give the free places of these days to those who wait, each with its reasons, and tell them.

    Run again it gives what is still free to who still waits.
    """
    require(access.may_allocate(by))
    hold(f"appointments.allocate:{service.pk}")
    entries = {each.ref: each for each in WaitingEntry.objects.waiting().of(service).select_for_update().in_order()}
    slots = {str(each.pk): each for each in _free(service, first, last or first, at=at)}
    offices = list({slot.office_id: slot.office for slot in slots.values()}.values())
    given = allocated(
        [_asking(each, offices) for each in entries.values()],
        [Place(key, slot.office.day_of(slot.starts), slot.office.key, slot.examiner) for key, slot in slots.items()],
    )
    made = [
        _place(entries[each.asking], slots[each.place], [str(why) for why in each.reasons], by=by, at=at)
        for each in given
    ]
    record("places allocated", about=service, by=by, at=at)
    return made


def _free(service: Service, first: date, last: date, *, at: datetime) -> list[Slot]:
    """The free places of these days at every office, by each office's own clock; locked."""
    found: list[Slot] = []
    for office in Office.objects.giving(service).in_order():
        begins = datetime.combine(first, time.min, tzinfo=office.zone)
        ends = datetime.combine(last + timedelta(days=1), time.min, tzinfo=office.zone)
        rows = Slot.objects.at(office).of(service).between(max(begins, at), ends).free()
        found += rows.select_related("office").select_for_update(of=("self",), skip_locked=True).in_order()
    return found


def _asking(entry: WaitingEntry, offices: list[Office]) -> Asking:
    home = None if entry.latitude is None or entry.longitude is None else (entry.latitude, entry.longitude)
    distances = {each.key: how_far(home, entry.district, _point(each), each.district) for each in offices}
    return Asking(entry.ref, entry.district, localdate(entry.asked_at), distances, entry.examiner)


def _point(office: Office) -> tuple[float, float] | None:
    if office.latitude is None or office.longitude is None:
        return None
    return (office.latitude, office.longitude)


def _place(entry: WaitingEntry, slot: Slot, reasons: list[str], *, by: Actor, at: datetime) -> Booking:
    booking = take(slot, entry.holder, by=by, at=at, reasons=reasons, **{name: getattr(entry, name) for name in SAID})
    if booking is None:  # the places are locked
        raise RuntimeError(f"{slot} was taken while it was held.")
    entry.state, entry.booking, entry.ended_at = WaitingState.PLACED, booking, at
    entry.save(update_fields=["state", "booking", "ended_at"])
    record("place given from the waiting list", about=booking, by=by, at=at, person=entry.holder)
    tell_of(booking, "placed", by=by, at=at)
    return booking
