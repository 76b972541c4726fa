"""Reminders of enquiries, to the officers whose turn it is. Each is told the same thing once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from hamsafar.accounts.enums import ROLES, Permission
from hamsafar.accounts.models import User
from hamsafar.incidents import access
from hamsafar.incidents.actions.clockwork import answering_side, calendar_of, day_at
from hamsafar.incidents.enums import Party
from hamsafar.incidents.models import Enquiry
from hamsafar.incidents.rules.clocks import Reminder, reminder_of
from hamsafar.kit.actor import Actor
from hamsafar.kit.formats import day as written_day
from hamsafar.kit.verdict import require
from hamsafar.notices.actions import send_notice
from hamsafar.notices.models import Recipient

TURN = {Party.ANSWERER: Permission.ANSWER_ENQUIRIES, Party.ASKER: Permission.ASK_ENQUIRIES}
ABOUT = {
    Party.ANSWERER: frozenset({Reminder.ARRIVED, Reminder.DUE, Reminder.OVERDUE}),
    Party.ASKER: frozenset({Reminder.OVERDUE}),
}


def remind(*, by: Actor, at: datetime) -> int:
    """Tell officers what has arrived, falls due within two working days, or is overdue; how many were to be told.

    Asked again on the same day, nobody is told anew.
    """
    require(access.may_remind(by))
    told = 0
    for enquiry in Enquiry.objects.with_the_answerer().select_related("incident"):
        reason = _reason(enquiry, at=at)
        if reason in ABOUT[Party(enquiry.we_are)]:
            for officer in _officers(TURN[Party(enquiry.we_are)]):
                _tell(enquiry, officer, str(reason), by=by, at=at)
                told += 1
    return told


def _reason(enquiry: Enquiry, *, at: datetime) -> Reminder | None:
    side = answering_side(enquiry)
    return reminder_of(
        enquiry.due_on or date.max, on=day_at(side, at), calendar=calendar_of(side), read=bool(enquiry.read_at)
    )


def _officers(permission: str) -> Iterator[User]:
    roles = [role for role, holds in ROLES.items() if permission in holds]
    yield from User.objects.active().filter(role__in=roles).in_order()


def _tell(enquiry: Enquiry, officer: User, reason: str, *, by: Actor, at: datetime) -> None:
    day = written_day(enquiry.due_on, officer.language) if enquiry.due_on else ""
    send_notice(
        to=Recipient.on_page(officer),
        template=f"incidents/{reason}",
        context={"number": enquiry.number, "day": day},
        language=officer.language,
        about=enquiry,
        by=by,
        at=at,
        url=f"/incidents/enquiries/{enquiry.ref}/",
        once=f"{enquiry.ref} {reason} {enquiry.due_on} {officer.ref}",
        synthetic=enquiry.incident.synthetic,
    )
