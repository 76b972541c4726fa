"""The laboratory's door: an order as a bundle, results from a file or from a machine, and the machine's token."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from hamsafar.accounts.enums import Permission
from hamsafar.kit.actor import Actor
from hamsafar.kit.because import Because
from hamsafar.kit.verdict import require
from hamsafar.ledger.actions import record
from hamsafar.medical import access
from hamsafar.medical.actions.examining import hand_in_results
from hamsafar.medical.actions.receiving import panel
from hamsafar.medical.formats import fhir
from hamsafar.medical.models import Examination, LaboratoryToken
from hamsafar.medical.unlocked import Desk


@dataclass(frozen=True)
class Machine:
    """A laboratory's own system, known by its token. It hands in results, and may do nothing else."""

    ref: str

    def has(self, permission: str) -> bool:
        return permission == Permission.ENTER_RESULTS

    def is_cleared_for(self, clearance: int) -> bool:
        return clearance == 0


@transaction.atomic
def hand_in_bundle(*, office: str, raw: bytes, by: Actor, at: datetime) -> int:
    """Take a bundle of results into the centre's tray; how many results it held. Raises `fhir.BadBundle`."""
    require(access.may_hand_in(by))
    bundle = fhir.read_bundle(raw)
    number = fhir.order_number(bundle)
    live = Examination.objects.at_office(office).live(on=timezone.localdate(at))
    found = live.filter(numbers__contains=[number]).first()
    if found is None:
        raise fhir.BadBundle("Bundle.entry", Because("This centre has no such order."))
    results = fhir.read_results(bundle, fhir.Expected(found.ref, panel(on=found.received_on).items))
    hand_in_results(office=office, ref=found.ref, results=results, by=by, at=at)
    return len(results)


@transaction.atomic
def give_token(*, desk: Desk, by: Actor, at: datetime) -> str:
    """A token for a laboratory's machine, shown this once. The one that was given before ends."""
    require(access.may_supervise_at(by, desk))
    LaboratoryToken.objects.good().filter(office=desk.office).update(ended_at=at)
    token = secrets.token_urlsafe(32)
    LaboratoryToken.objects.create(office=desk.office, digest=_digest(token), made_by=by.ref, made_at=at)
    record("laboratory token given", about=f"centre:{desk.office}", by=by, at=at)
    return token


def machine_of(token: str) -> tuple[Machine, str] | None:
    """The machine that a token belongs to, and its centre."""
    found = LaboratoryToken.objects.good().filter(digest=_digest(token)).first()
    return (Machine(f"laboratory:{found.pk}"), found.office) if found else None


def _digest(token: str) -> bytes:
    return hashlib.sha256(b"hamsafar laboratory " + token.encode()).digest()
