"""Until a desk reports by itself: one officer records with a scan that a requirement is met, a second confirms it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from hamsafar.accounts.models import User
from hamsafar.files.actions import store_file
from hamsafar.files.enums import MediaType
from hamsafar.files.models import StoredFile
from hamsafar.journeys import access
from hamsafar.journeys.actions.journeys import write_as_met
from hamsafar.journeys.enums import AttestationState, RequirementKind
from hamsafar.journeys.models import Attestation, Journey, Requirement
from hamsafar.kit.actor import Actor
from hamsafar.kit.refusal import Refusal
from hamsafar.kit.verdict import require
from hamsafar.ledger.actions import record, ref_of

SCANS = frozenset({MediaType.JPEG, MediaType.PNG, MediaType.PDF})


@dataclass(frozen=True)
class Scan:
    """A scanned document as it was handed in."""

    content: bytes
    name: str


@transaction.atomic
def record_requirement(
    *,
    journey: Journey,
    kind: RequirementKind,
    on: date,
    until: date | None = None,
    words: str,
    scan: Scan | None = None,
    by: Actor,
    at: datetime,
) -> Attestation:
    """Record as the first officer that a document shows a requirement as met. It counts once a second confirms it."""
    journey = Journey.objects.locked(journey.pk)
    require(access.may_record(by, journey))
    asked = Requirement.objects.select_for_update().filter(journey=journey, kind=kind).first()
    if asked is None:
        raise Refusal(_("This journey does not ask for that."))
    if until is not None and until <= on:
        raise Refusal(_("It would have ended before it began: the day it ends must be later."))
    if not words.strip():
        raise Refusal(_("Write what the document is, with its number."))
    if asked.attestations.waiting().exists():
        raise Refusal(_("One record of this waits for a second officer already."))
    made = Attestation.objects.create(
        requirement=asked,
        met_on=on,
        until=until,
        words=words.strip(),
        scan=_stored(scan, journey, by=by, at=at) if scan else None,
        recorded_by=User.objects.get(ref=by.ref),
        recorded_at=at,
    )
    record("requirement recorded", about=made, by=by, at=at, person=journey.person.ref)
    return made


def _stored(scan: Scan, journey: Journey, *, by: Actor, at: datetime) -> StoredFile:
    return store_file(
        content=scan.content,
        name=scan.name,
        accept=SCANS,
        person=journey.person.ref,
        synthetic=journey.synthetic,
        by=by,
        at=at,
    )


@transaction.atomic
def confirm_requirement(*, attestation: Attestation, by: Actor, at: datetime) -> Requirement:
    """Confirm as the second officer what the first recorded: from now on the requirement is met."""
    journey = Journey.objects.locked(attestation.requirement.journey_id)
    attestation = Attestation.objects.locked(attestation.pk)
    require(access.may_decide_attestation(by, attestation, AttestationState.CONFIRMED))
    _decide(attestation, AttestationState.CONFIRMED, "", by=by, at=at)
    record("requirement confirmed", about=attestation, by=by, at=at, person=journey.person.ref)
    kind, on = RequirementKind(attestation.requirement.kind), attestation.met_on
    if on is None:
        raise ValueError("A word that waits says from when.")
    evidence = ref_of(attestation)
    return write_as_met(journey=journey, kind=kind, on=on, until=attestation.until, evidence=evidence, by=by, at=at)


@transaction.atomic
def decline_requirement(*, attestation: Attestation, because: str, by: Actor, at: datetime) -> Attestation:
    """Say as the second officer that the document does not show it."""
    journey = Journey.objects.locked(attestation.requirement.journey_id)
    attestation = Attestation.objects.locked(attestation.pk)
    require(access.may_decide_attestation(by, attestation, AttestationState.DECLINED))
    if not because.strip():
        raise Refusal(_("Write why it is not confirmed."))
    _decide(attestation, AttestationState.DECLINED, because.strip(), by=by, at=at)
    record("requirement not confirmed", about=attestation, by=by, at=at, person=journey.person.ref)
    return attestation


def _decide(attestation: Attestation, state: AttestationState, because: str, *, by: Actor, at: datetime) -> None:
    attestation.state, attestation.decided_because = state, because
    attestation.decided_by, attestation.decided_at = User.objects.get(ref=by.ref), at
    attestation.save(update_fields=["state", "decided_because", "decided_by", "decided_at"])
