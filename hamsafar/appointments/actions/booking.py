"""Taking a place, for oneself, for others or for a group; moving it and giving it back.

Nobody counts free places and then hopes: the row of a place is locked, and the database refuses a second holder.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hamsafar.accounts.models import User
from hamsafar.appointments import access
from hamsafar.appointments.actions.holders import Wishes, new_code
from hamsafar.appointments.enums import BookingState
from hamsafar.appointments.models import Booking, Office, Service, Slot, WaitingEntry
from hamsafar.kit.actor import SYSTEM, Actor
from hamsafar.kit.refs import new_ref
from hamsafar.kit.refusal import Refusal
from hamsafar.kit.verdict import require
from hamsafar.ledger.actions import record

LARGEST_GROUP = 200
# What a holder said, and what goes along to the next place they get.
SAID = ("secret", "language", "contact", "district", "latitude", "longitude", "examiner", "asked_at")
HELD_ONCE, ONE_AHEAD = "place_is_held_once", "holder_has_one_place_of_a_service_ahead"


@dataclass(frozen=True)
class Booked:
    """A place taken without a file, and the code by which its holder finds it again. It is shown once."""

    booking: Booking
    code: str


@transaction.atomic
def book_slot(
    *,
    slot: Slot,
    holder: str,
    wishes: Wishes | None = None,
    group: str = "",
    by: Actor,
    at: datetime,
) -> Booking:
    """Give this place to this holder. Refused with a sentence where somebody holds it, or the holder has another."""
    slot = Slot.objects.select_related("office", "service").select_for_update(of=("self",)).get(pk=slot.pk)
    require(access.may_book(by, slot, at=at))
    _require_nobody_waits(slot.service, by)
    taken = take(slot, holder, by=by, at=at, group=group, asked_at=at, **(wishes or Wishes()).as_fields())
    if taken is None:
        raise Refusal(_("This place has just been taken. Choose another hour."))
    record("place booked", about=taken, by=by, at=at, person=holder)
    return taken


def _require_nobody_waits(service: Service, by: Actor) -> None:
    """Whoever books for themselves does not pass those who wait: places then go by the list."""
    stands_above = isinstance(by, User) or by.ref == SYSTEM.ref
    if not stands_above and WaitingEntry.objects.waiting().of(service).exists():
        raise Refusal(_("Others wait for a place already. Join the waiting list: places are given from it every day."))


def take(slot: Slot, holder: str, *, by: Actor, at: datetime, **said: Any) -> Booking | None:
    """The booking, written down by whoever asked who may; None where the database says that another holds the place."""
    try:
        with transaction.atomic():
            return Booking.objects.create(
                slot=slot, service=slot.service, holder=holder, booked_by=by.ref, booked_at=at, **said
            )
    except IntegrityError as error:
        if _broken(error) == ONE_AHEAD:
            raise Refusal(_("A place for this service is booked already. Move or cancel that one first.")) from error
        if _broken(error) != HELD_ONCE:
            raise
        return None


def _broken(error: IntegrityError) -> str:
    """The name of the constraint that refused."""
    return str(getattr(getattr(error.__cause__, "diag", None), "constraint_name", ""))


@transaction.atomic
def book_hour(
    *, office: Office, service: Service, starts: datetime, wishes: Wishes | None = None, by: Actor, at: datetime
) -> Booked:
    """Take any free place of this hour for somebody without a file; they get a reference and a code."""
    wishes = wishes or Wishes()
    wanted = Slot.objects.at(office).of(service).filter(starts=starts).with_examiner(wishes.examiner)
    if not wanted.exists():
        raise Refusal(_("There is no such hour here. Choose one of the list."))
    _require_nobody_waits(service, by)
    ref, code = new_ref("T"), new_code()
    # Who finds a place held between looking and taking looks again: each round somebody else has got one.
    while (
        slot := wanted.free()
        .select_related("office", "service")
        .select_for_update(of=("self",), skip_locked=True)
        .order_by("room_id")
        .first()
    ):
        require(access.may_book(by, slot, at=at))
        taken = take(slot, ref, by=by, at=at, ref=ref, asked_at=at, **wishes.as_fields())
        if taken is not None:
            taken.secret = make_password(code)
            taken.save(update_fields=["secret"])
            record("place booked", about=taken, by=by, at=at, person=ref)
            return Booked(taken, code)
    raise Refusal(_("The last place of this hour has just been taken. Choose another hour, or join the waiting list."))


@transaction.atomic
def book_group(
    *,
    office: Office,
    service: Service,
    holders: Sequence[str],
    group: str,
    first: datetime,
    last: datetime,
    wishes: Wishes | None = None,
    by: Actor,
    at: datetime,
) -> list[Booking]:
    """Take the earliest free places from one moment on, before another, one for each holder: for all or for nobody."""
    if not 0 < len(holders) <= LARGEST_GROUP:
        raise Refusal(
            ngettext("Book for at most %(n)s person.", "Book for at most %(n)s people.", LARGEST_GROUP)
            % {"n": LARGEST_GROUP}
        )
    require(access.may_keep(by, office))
    wanted = Slot.objects.at(office).of(service).between(max(first, at), last)
    if wishes is not None:
        wanted = wanted.with_examiner(wishes.examiner)
    rows = wanted.free().select_for_update(of=("self",), skip_locked=True).in_order()
    free = list(rows[: len(holders)])
    if len(free) < len(holders):
        raise Refusal(
            ngettext("Only %(n)s place is free in these days.", "Only %(n)s places are free in these days.", len(free))
            % {"n": len(free)}
        )
    return [
        book_slot(slot=slot, holder=holder, wishes=wishes, group=group, by=by, at=at)
        for slot, holder in zip(free, holders, strict=True)
    ]


@transaction.atomic
def move_booking(*, booking: Booking, slot: Slot, by: Actor, at: datetime) -> Booking:
    """Give up a place for another of the same service. The earlier booking says which one follows it."""
    booking = Booking.objects.locked(booking.pk)
    require(access.may_change(by, booking, BookingState.MOVED))
    slot = Slot.objects.select_related("office", "service").select_for_update(of=("self",)).get(pk=slot.pk)
    if slot.service_id != booking.service_id:
        raise Refusal(_("This place is for another service."))
    require(access.may_book(by, slot, at=at))
    booking.state, booking.ended_at = BookingState.MOVED, at
    booking.save(update_fields=["state", "ended_at"])
    same = {name: getattr(booking, name) for name in SAID}
    taken = take(slot, booking.holder, by=by, at=at, group=booking.group, **same)
    if taken is None:
        raise Refusal(_("This place has just been taken. Choose another hour."))
    booking.moved_to = taken
    booking.save(update_fields=["moved_to"])
    record("booking moved", about=booking, by=by, at=at, person=booking.holder)
    return taken


@transaction.atomic
def cancel_booking(*, booking: Booking, by: Actor, at: datetime) -> Booking:
    """Give a place back; somebody else can have it at once."""
    booking = Booking.objects.locked(booking.pk)
    require(access.may_change(by, booking, BookingState.CANCELLED))
    booking.state, booking.ended_at = BookingState.CANCELLED, at
    booking.save(update_fields=["state", "ended_at"])
    record("booking cancelled", about=booking, by=by, at=at, person=booking.holder)
    return booking
