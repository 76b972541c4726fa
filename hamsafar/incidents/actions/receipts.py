"""The receipt of a check before a trip as evidence of an incident: what somebody was told before they were stopped."""

from __future__ import annotations

import io
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from hamsafar.incidents import access
from hamsafar.incidents.actions.evidence import Handed, add_evidence
from hamsafar.incidents.models import Affected, Evidence, Incident
from hamsafar.journeys.actions.trip_checks import receipt_as_evidence
from hamsafar.journeys.models import TripCheck
from hamsafar.kit.actor import Actor
from hamsafar.kit.refusal import Refusal
from hamsafar.kit.verdict import require


@transaction.atomic
def add_receipt(*, incident: Incident, ref: str, by: Actor, at: datetime) -> Evidence:
    """Put a receipt to an incident by its reference, to the person whose it is.

    Raises `Refusal` in the same words where there is no such receipt and where it is nobody's of this incident.
    """
    require(access.may_change(by, incident))
    check = TripCheck.objects.answered().filter(ref=ref).select_related("person").first()
    whose = None if check is None else _whose(incident, check)
    if check is None or whose is None:
        raise Refusal(_("No receipt with this reference belongs to a person of this incident. Link their file first."))
    pdf = receipt_as_evidence(check=check, by=by, at=at)
    words = f"{check.get_answer_display()}, {check.asked_at:%Y-%m-%d %H:%M} UTC, {check.list_maker}"
    return add_evidence(
        incident=incident,
        file=Handed(io.BytesIO(pdf), f"receipt-{check.ref}.pdf"),
        affected=whose,
        words=words[:300],
        by=by,
        at=at,
    )


def _whose(incident: Incident, check: TripCheck) -> Affected | None:
    """The person of this incident whose receipt it is."""
    return Affected.objects.filter(incident=incident, person__in=check.person.same_as()).first()
