"""Telling holders: of a place they were given, and of tomorrow. To who left a number or an address, once each."""

from __future__ import annotations

from datetime import datetime, timedelta

from hamsafar.appointments import access
from hamsafar.appointments.models import Booking
from hamsafar.kit import formats
from hamsafar.kit.actor import Actor
from hamsafar.kit.verdict import require
from hamsafar.notices.actions import send_notice
from hamsafar.notices.models import Recipient

AHEAD = timedelta(hours=36)


def remind(*, by: Actor, at: datetime) -> int:
    """Remind everybody whose place is within a day and a half; how many. Asked again, nobody is told twice."""
    require(access.may_remind(by))
    ahead = Booking.objects.booked().between(at, at + AHEAD).exclude(contact="")
    return sum(tell_of(each, "tomorrow", by=by, at=at) for each in ahead.select_related("slot__office", "service"))


def tell_of(booking: Booking, what: str, *, by: Actor, at: datetime) -> bool:
    """Write to the holder about their place; False where they left no way to reach them."""
    if not booking.contact:
        return False
    reach = Recipient.by_email if "@" in booking.contact else Recipient.by_sms
    language, office = booking.language, booking.slot.office
    send_notice(
        to=reach(booking.contact, person=booking.holder),
        template=f"appointments/{what}",
        context={
            "service": booking.service.words[language],
            "office": office.words[language],
            "address": office.address[language],
            "when": formats.moment(booking.slot.local_start, language),
            "ref": booking.ref,
        },
        language=language,
        about=booking,
        by=by,
        at=at,
        once=f"{booking.ref} {what}",
        synthetic=office.synthetic,
    )
    return True
