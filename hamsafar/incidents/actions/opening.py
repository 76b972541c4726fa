"""Incidents: open one, correct it, settle, close, open again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hamsafar.accounts.models import User
from hamsafar.corridor.codes import require_code
from hamsafar.corridor.models import Post
from hamsafar.exchange.models import Peer
from hamsafar.incidents import access
from hamsafar.incidents.actions.numbering import next_incident_number
from hamsafar.incidents.enums import NOT_ESTABLISHED, NOT_STATED, CodeList, IncidentState, ReportedBy
from hamsafar.incidents.models import Affected, BorderMeasure, Incident
from hamsafar.kit.actor import Actor
from hamsafar.kit.refusal import Refusal
from hamsafar.kit.verdict import require
from hamsafar.ledger.actions import record


@dataclass(frozen=True)
class IncidentText:
    """What is known of an incident. `people_said` is a number that somebody said, `people_words` their words."""

    started_at: datetime
    post: Post | None = None
    place: str = ""
    title: str = ""
    day_only: bool = False
    ended_at: datetime | None = None
    ground: str = NOT_STATED
    ground_words: str = ""
    words: str = ""
    mass: bool = False
    people_said: int | None = None
    people_words: str = ""
    language: str = ""

    def as_fields(self) -> dict[str, Any]:
        return {each.name: getattr(self, each.name) for each in fields(self)}


@dataclass(frozen=True)
class Changed:
    """One field that two people changed: what stands now, and what was about to be written over it."""

    field: str
    now: object
    yours: object


class Conflict(Refusal):
    """Somebody else changed the same row meanwhile. `changes` shows both values; nothing was written."""

    def __init__(self, changes: Sequence[Changed]) -> None:
        self.changes = tuple(changes)
        super().__init__(
            _("Somebody changed this while you were writing: %(fields)s. Compare both, then save again.")
            % {"fields": ", ".join(each.field for each in changes)}
        )


@transaction.atomic
def open_incident(
    *,
    said: IncidentText,
    measures: Sequence[str] = (),
    via: str = ReportedBy.CONSUL,
    form_id: UUID | None = None,
    synthetic: bool = False,
    by: Actor,
    at: datetime,
) -> Incident:
    """Open an incident with the measures that were taken. A form that is sent twice opens it once (`form_id`).

    What an officer of the demonstration opens is synthetic.
    """
    require(access.may_report(by))
    known = Incident.objects.filter(form_id=form_id).first() if form_id else None
    if known is not None:
        return known
    _require_sound(said, at=at)
    peer = Peer.objects.the_other()
    incident = Incident.objects.create(
        **said.as_fields(),
        peer=peer,
        number=next_incident_number(peer, at=at),
        reported_via=via,
        form_id=form_id,
        synthetic=synthetic or (isinstance(by, User) and by.synthetic),
        opened_by=by.ref,
        opened_at=at,
    )
    if measures:
        require_code(CodeList.MEASURE, *measures, on=day_of(said.started_at))
    # The same measure is noted once, in the order given.
    for kind in dict.fromkeys(measures):
        began = None if said.day_only else said.started_at
        BorderMeasure.objects.create(incident=incident, kind=kind, started_at=began, recorded_at=at)
    record("incident opened", about=incident, by=by, at=at)
    return incident


@transaction.atomic
def edit_incident(*, incident: Incident, said: IncidentText, version: int, by: Actor, at: datetime) -> Incident:
    """Correct what is known. Raises `Conflict` where somebody saved another version since `version` was read."""
    incident = Incident.objects.locked(incident.pk)
    require(access.may_change(by, incident))
    wanted = said.as_fields()
    require_version(incident, wanted, version)
    _require_sound(said, at=at)
    for name, value in wanted.items():
        setattr(incident, name, value)
    incident.version += 1
    incident.save(update_fields=[*wanted, "version"])
    record("incident corrected", about=incident, by=by, at=at)
    return incident


def require_version(row: Incident | Affected, wanted: Mapping[str, object], version: int) -> None:
    """Raise `Conflict` where the row was saved since `version` and would be written over with other values."""
    if row.version == version:
        return
    changes = [
        Changed(name, getattr(row, name), value) for name, value in wanted.items() if getattr(row, name) != value
    ]
    if changes:
        raise Conflict(changes)


def _require_sound(said: IncidentText, *, at: datetime) -> None:
    if said.post is None and not said.place.strip():
        raise Refusal(_("Say where it happened: choose a post, or write the place."))
    if said.started_at > at:
        raise Refusal(_("An incident cannot begin in the future. Check the day and the hour."))
    if said.ended_at is not None and said.ended_at < said.started_at:
        raise Refusal(_("An incident cannot end before it begins. Check both times."))
    require_ground(said.ground, said.ground_words, on=day_of(said.started_at))


def require_ground(ground: str, words: str, *, on: date) -> None:
    """Raise `Refusal` for a ground that is none of the list, or one outside the list without its words."""
    require_code(CodeList.GROUND, ground, on=on)
    if ground == NOT_ESTABLISHED and not words.strip():
        raise Refusal(_("Write the ground in the words in which it was given."))


@transaction.atomic
def settle_incident(
    *, incident: Incident, channel: str, settlement: str, on: date, by: Actor, at: datetime
) -> Incident:
    """Note by which channel an incident was settled, and how far."""
    incident = Incident.objects.locked(incident.pk)
    require(access.may_move(by, incident, IncidentState.SETTLED))
    require_code(CodeList.CHANNEL, channel, on=on)
    require_code(CodeList.SETTLEMENT, settlement, on=on)
    incident.state, incident.channel, incident.settlement = IncidentState.SETTLED, channel, settlement
    incident.settled_on = on
    incident.save(update_fields=["state", "channel", "settlement", "settled_on"])
    record("incident settled", about=incident, by=by, at=at)
    return incident


@transaction.atomic
def close_incident(*, incident: Incident, by: Actor, at: datetime) -> Incident:
    """Close an incident about which nothing waits. People without outcome stay visible in every sum."""
    incident = Incident.objects.locked(incident.pk)
    require(access.may_move(by, incident, IncidentState.CLOSED))
    incident.state, incident.closed_at = IncidentState.CLOSED, at
    incident.save(update_fields=["state", "closed_at"])
    record("incident closed", about=incident, by=by, at=at)
    return incident


@transaction.atomic
def reopen_incident(*, incident: Incident, by: Actor, at: datetime) -> Incident:
    """Open an incident again that was settled or closed."""
    incident = Incident.objects.locked(incident.pk)
    require(access.may_move(by, incident, IncidentState.OPEN))
    incident.state, incident.closed_at = IncidentState.OPEN, None
    incident.save(update_fields=["state", "closed_at"])
    record("incident opened again", about=incident, by=by, at=at)
    return incident


def require_own(incident: Incident, affected: Affected | None) -> None:
    """Raise `Refusal` where the person stands in another incident."""
    if affected is not None and affected.incident_id != incident.pk:
        raise Refusal(_("This person stands in another incident."))


def day_of(moment: datetime) -> date:
    return timezone.localdate(moment)
