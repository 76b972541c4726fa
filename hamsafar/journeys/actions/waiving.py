"""Doing without a requirement: one officer asks with a reason, another decides. The public sees how many, by office."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from hamsafar.accounts.models import User
from hamsafar.journeys import access
from hamsafar.journeys.enums import WaiverState
from hamsafar.journeys.models import Journey, Requirement, Waiver
from hamsafar.kit.actor import Actor
from hamsafar.kit.refusal import Refusal
from hamsafar.kit.verdict import require
from hamsafar.ledger.actions import record


@transaction.atomic
def ask_waiver(*, requirement: Requirement, because: str, by: Actor, at: datetime) -> Waiver:
    """Ask a second officer to do without a requirement of a journey. Nothing changes before they decide."""
    journey = Journey.objects.locked(requirement.journey_id)
    require(access.may_ask_waiver(by, requirement))
    if not because.strip():
        raise Refusal(_("Write why this requirement should be waived."))
    officer = User.objects.select_related("organisation").get(ref=by.ref)
    made = Waiver.objects.create(
        requirement=requirement,
        because=because.strip(),
        office=officer.organisation,
        synthetic=journey.synthetic,
        asked_by=officer,
        asked_at=at,
    )
    record("waiver asked", about=made, by=by, at=at, person=journey.person.ref)
    return made


@transaction.atomic
def decide_waiver(*, waiver: Waiver, grant: bool, by: Actor, at: datetime) -> Waiver:
    """Grant as the second officer what the first asked, or refuse it."""
    journey = Journey.objects.locked(waiver.requirement.journey_id)
    waiver = Waiver.objects.locked(waiver.pk)
    to = WaiverState.GRANTED if grant else WaiverState.REFUSED
    require(access.may_decide_waiver(by, waiver, to))
    waiver.state, waiver.decided_by, waiver.decided_at = to, User.objects.get(ref=by.ref), at
    waiver.save(update_fields=["state", "decided_by", "decided_at"])
    record("waiver granted" if grant else "waiver refused", about=waiver, by=by, at=at, person=journey.person.ref)
    return waiver
