"""Who wants a place: what they wish, the code by which they find it again, and the actor they are. No name."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.hashers import check_password, make_password

from hamsafar.appointments.models import Booking, WaitingEntry
from hamsafar.appointments.rules.distances import Point
from hamsafar.kit.language import reader_language
from hamsafar.kit.refs import read_ref

CODE_DIGITS = 8


@dataclass(frozen=True)
class Wishes:
    """What a holder wishes and says of themselves, as far as a place depends on it."""

    language: str = ""
    contact: str = ""
    district: str = ""
    point: Point | None = None
    examiner: str = ""

    def as_fields(self) -> dict[str, Any]:
        """The fields of `models.bookings.Wished`."""
        latitude, longitude = self.point or (None, None)
        return {
            "language": self.language or reader_language(),
            "contact": self.contact,
            "district": self.district,
            "latitude": latitude,
            "longitude": longitude,
            "examiner": self.examiner,
        }


@dataclass(frozen=True)
class Holder:
    """Somebody who proved by a code that a place is theirs: may change it, and nothing else."""

    ref: str

    def has(self, permission: str) -> bool:
        return False

    def is_cleared_for(self, clearance: int) -> bool:
        return clearance == 0


def new_code() -> str:
    """Eight digits, to be shown once."""
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"


def find(*, ref: str, code: str) -> Booking | WaitingEntry | None:
    """What stands under a reference, where the code that was given with it fits; else None, after as long.

    Of a booking that was moved it is the newest, of somebody from the waiting list the place they were given.
    """
    written = read_ref(ref)
    found = _of(written) if written else None
    if found is None or not found.secret:
        make_password(code)  # a wrong reference is answered as slowly as a wrong code
        return None
    return newest(found) if check_password(code, found.secret) else None


def held(ref: str) -> Booking | WaitingEntry | None:
    """What stands under a reference today, for who signed in with its code."""
    found = _of(ref)
    return newest(found) if found is not None else None


def _of(ref: str) -> Booking | WaitingEntry | None:
    booking = Booking.objects.select_related("slot__office", "service").filter(ref=ref).first()
    return booking or WaitingEntry.objects.select_related("service").filter(ref=ref).first()


def newest(found: Booking | WaitingEntry) -> Booking | WaitingEntry:
    """The booking that something led to: of who waited the place given, of a moved booking the last one."""
    if isinstance(found, WaitingEntry):
        if found.booking_id is None:
            return found
        found = Booking.objects.select_related("slot__office", "service").get(pk=found.booking_id)
    while found.moved_to_id is not None:
        found = Booking.objects.select_related("slot__office", "service").get(pk=found.moved_to_id)
    return found
