"""The physician's part: a conclusion, a second signature, the person told in person, and what they may do then."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hamsafar.corridor.models import Rule
from hamsafar.kit.actor import Actor
from hamsafar.kit.refusal import Refusal
from hamsafar.kit.verdict import require
from hamsafar.medical import access
from hamsafar.medical.actions import tray
from hamsafar.medical.actions.examining import BROUGHT
from hamsafar.medical.actions.folders import act, put_back, taken_out
from hamsafar.medical.enums import VALIDITY_RULE, ExaminationState, Outcome
from hamsafar.medical.models import Examination
from hamsafar.medical.rules import folders
from hamsafar.medical.rules.folders import Conclusion, Folder
from hamsafar.medical.rules.panels import NoRule, met_until
from hamsafar.medical.unlocked import Desk


@transaction.atomic
def conclude(
    *,
    ref: str,
    outcome: Outcome,
    desk: Desk,
    by: Actor,
    at: datetime,
    treatment: str = "",
    retest_on: date | None = None,
) -> Folder:
    """Draw a conclusion: the requirement is met until the day that the rule gives, or a treatment and a day to come."""
    examination, folder = taken_out(ref, desk)
    today, done = timezone.localdate(at), act("conclusion drawn", by=by, at=at)
    drawn = Conclusion(
        outcome=outcome,
        by=by.ref,
        at=done.at,
        until=_until(today).isoformat() if outcome == Outcome.MET else "",
        treatment=treatment.strip() if outcome == Outcome.PATH else "",
        retest_on=retest_on.isoformat() if outcome == Outcome.PATH and retest_on else "",
    )
    require(access.may_conclude_so(by, desk, folder, drawn, on=today))
    return put_back(examination, folders.concluded(folder, drawn, done), desk, by=by, at=at)


@transaction.atomic
def countersign(*, ref: str, desk: Desk, by: Actor, at: datetime) -> Folder:
    """Sign the conclusion as the second physician."""
    examination, folder = taken_out(ref, desk)
    require(access.may_countersign(by, desk, folder))
    signed = folders.countersigned(folder, by.ref, act("conclusion signed by a second physician", by=by, at=at))
    return put_back(examination, signed, desk, by=by, at=at)


@transaction.atomic
def send_back(*, ref: str, reason: str, desk: Desk, by: Actor, at: datetime) -> Folder:
    """Send the conclusion back to the physician who drew it, with the reason."""
    examination, folder = taken_out(ref, desk)
    require(access.may_countersign(by, desk, folder))
    if not reason.strip():
        raise Refusal(_("Write the reason: the physician who concluded reads it."))
    back = folders.returned(folder, act("conclusion sent back", by=by, at=at, note=reason.strip()))
    return put_back(examination, back, desk, by=by, at=at)


@transaction.atomic
def tell_person(*, ref: str, desk: Desk, by: Actor, at: datetime) -> Folder:
    """Note that the person sat here and was told, before anybody else. Only now may the evening's release tell more."""
    examination, folder = taken_out(ref, desk)
    require(access.may_tell(by, desk, folder))
    done = act("person told", by=by, at=at)
    return put_back(examination, folders.moved(folder, ExaminationState.TOLD, done), desk, by=by, at=at)


@transaction.atomic
def note_appeal(*, ref: str, words: str, desk: Desk, by: Actor, at: datetime) -> Folder:
    """Note that the person disagrees. A physician who has not signed concludes anew."""
    examination, folder = taken_out(ref, desk)
    require(access.may_note_appeal(by, desk, folder))
    if not words.strip():
        raise Refusal(_("Write what the person says."))
    done = act("person disagrees", by=by, at=at)
    appealed = folders.moved(folder, ExaminationState.APPEALED, done, appeal=words.strip())
    return put_back(examination, appealed, desk, by=by, at=at)


@transaction.atomic
def send_along(*, ref: str, to: Examination, words: str, desk: Desk, by: Actor, at: datetime) -> Folder:
    """On the person's word, send what was found to the other centre where they were received for a second opinion.

    It goes from process to process as a box of that centre's key, into its tray; the other centre concludes for itself.
    """
    examination, folder = taken_out(ref, desk)
    require(access.may_send_along(by, desk, folder))
    if to.person != examination.person or to.office == examination.office:
        raise Refusal(_("The person is not received at another centre yet. They book there first."))
    if not words.strip():
        raise Refusal(_("Write what the other centre is to know."))
    tray.put(office=to.office, content={"kind": BROUGHT, "ref": to.ref, "words": words.strip()}, by=by, at=at)
    return put_back(examination, folders.noted(folder, act("sent to another centre", by=by, at=at)), desk, by=by, at=at)


def _until(day: date) -> date:
    try:
        return met_until(list(Rule.objects.filter(key=VALIDITY_RULE)), VALIDITY_RULE, on=day)
    except NoRule:
        raise Refusal(_("The pack does not establish how long a conclusion of this day holds.")) from None
