"""Incidents: open one, correct it, note measures, notices, counts and phone checks; settle, close, open again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hamsafar.accounts.models import User
from hamsafar.corridor.models import Post
from hamsafar.exchange.models import Peer
from hamsafar.files.models import StoredFile
from hamsafar.incidents import access
from hamsafar.incidents.actions.codes import require_code
from hamsafar.incidents.actions.numbering import next_incident_number
from hamsafar.incidents.enums import NOT_ESTABLISHED, NOT_STATED, CodeList, IncidentState, ReportedBy, Via
from hamsafar.incidents.models import (
    Affected,
    BorderMeasure,
    ConsularNotice,
    Evidence,
    Incident,
    PhoneCheck,
    Report,
    StatedCount,
)
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
        require_code(CodeList.MEASURE, *measures, on=_day(said.started_at))
    # The same measure is noted once, in the order given.
    for kind in dict.fromkeys(measures):
        _note_measure(incident, kind=kind, started_at=None if said.day_only else said.started_at, at=at)
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
    require_ground(said.ground, said.ground_words, on=_day(said.started_at))


def require_ground(ground: str, words: str, *, on: date) -> None:
    """Raise `Refusal` for a ground that is none of the list, or one outside the list without its words."""
    require_code(CodeList.GROUND, ground, on=on)
    if ground == NOT_ESTABLISHED and not words.strip():
        raise Refusal(_("Write the ground in the words in which it was given."))


@transaction.atomic
def add_measure(
    *,
    incident: Incident,
    kind: str,
    affected: Affected | None = None,
    started_at: datetime | None = None,
    ended_at: datetime | None = None,
    ground: str = NOT_STATED,
    ground_words: str = "",
    by: Actor,
    at: datetime,
) -> BorderMeasure:
    """Note a measure that was taken, against everybody in the incident or one person."""
    incident = Incident.objects.locked(incident.pk)
    require(access.may_change(by, incident))
    require_own(incident, affected)
    require_code(CodeList.MEASURE, kind, on=_day(started_at or incident.started_at))
    require_ground(ground, ground_words, on=_day(started_at or incident.started_at))
    _require_order(started_at, ended_at)
    made = _note_measure(
        incident,
        kind=kind,
        affected=affected,
        started_at=started_at,
        ended_at=ended_at,
        ground=ground,
        ground_words=ground_words,
        at=at,
    )
    record("measure noted", about=incident, by=by, at=at)
    return made


@transaction.atomic
def end_measure(*, measure: BorderMeasure, ended_at: datetime, by: Actor, at: datetime) -> BorderMeasure:
    """Note when a measure ended."""
    incident = Incident.objects.locked(measure.incident_id)
    require(access.may_change(by, incident))
    measure.refresh_from_db()
    _require_order(measure.started_at, ended_at)
    measure.ended_at = ended_at
    measure.save(update_fields=["ended_at"])
    record("measure ended", about=incident, by=by, at=at)
    return measure


def _note_measure(incident: Incident, *, kind: str, at: datetime, **more: Any) -> BorderMeasure:
    return BorderMeasure.objects.create(incident=incident, kind=kind, recorded_at=at, **more)


@dataclass(frozen=True)
class PhoneText:
    """What is known of a check of devices. There is no field for what was on them, and there will be none."""

    devices: int = 1
    taken_at: datetime | None = None
    returned_at: datetime | None = None
    code_asked: bool | None = None
    ground: str = NOT_STATED
    ground_words: str = ""
    questions: str = ""


@transaction.atomic
def record_phone_check(
    *, incident: Incident, said: PhoneText, affected: Affected | None = None, by: Actor, at: datetime
) -> PhoneCheck:
    """Note that devices were checked: taken, returned, on what ground, what was asked; never what was on them."""
    incident = Incident.objects.locked(incident.pk)
    require(access.may_change(by, incident))
    require_own(incident, affected)
    require_ground(said.ground, said.ground_words, on=_day(said.taken_at or incident.started_at))
    if said.devices < 1:
        raise Refusal(_("Say how many devices were checked: at least one."))
    _require_order(said.taken_at, said.returned_at)
    made = PhoneCheck.objects.create(
        incident=incident,
        affected=affected,
        **{each.name: getattr(said, each.name) for each in fields(said)},
        recorded_by=by.ref,
        recorded_at=at,
    )
    record("phone check noted", about=incident, by=by, at=at)
    return made


@transaction.atomic
def return_phone(*, check: PhoneCheck, returned_at: datetime, by: Actor, at: datetime) -> PhoneCheck:
    """Note when a device was given back."""
    incident = Incident.objects.locked(check.incident_id)
    require(access.may_change(by, incident))
    check.refresh_from_db()
    _require_order(check.taken_at, returned_at)
    check.returned_at = returned_at
    check.save(update_fields=["returned_at"])
    record("phone returned", about=incident, by=by, at=at)
    return check


@transaction.atomic
def record_notice(
    *,
    incident: Incident,
    told_at: datetime,
    told_by: str,
    via: str = Via.TELEPHONE,
    affected: Affected | None = None,
    proof: StoredFile | None = None,
    words: str = "",
    by: Actor,
    at: datetime,
) -> ConsularNotice:
    """Note that the consul was told: when, by which authority, how, and what proves it."""
    incident = Incident.objects.locked(incident.pk)
    require(access.may_change(by, incident))
    require_own(incident, affected)
    if told_at > at:
        raise Refusal(_("The consul cannot have been told in the future. Check the day and the hour."))
    made = ConsularNotice.objects.create(
        incident=incident,
        affected=affected,
        told_at=told_at,
        told_by=told_by,
        via=via,
        proof=proof,
        words=words,
        recorded_by=by if isinstance(by, User) else None,
        recorded_at=at,
    )
    record("consular notice noted", about=incident, by=by, at=at)
    return made


@dataclass(frozen=True)
class CountText:
    """How many people somebody said were in one state at a moment; words where no number was said."""

    at: datetime
    source: str
    people: int | None = None
    words: str = ""
    outcome: str = field(default="")


@transaction.atomic
def state_counts(*, incident: Incident, said: Sequence[CountText], by: Actor, at: datetime) -> tuple[StatedCount, ...]:
    """Keep counts as they were stated, beside the list of people and never mixed with it."""
    incident = Incident.objects.locked(incident.pk)
    require(access.may_change(by, incident))
    for each in said:
        if each.people is None and not each.words.strip():
            raise Refusal(_("Give the number that was said, or the words."))
        if each.outcome:
            require_code(CodeList.OUTCOME, each.outcome, on=_day(each.at))
    made = StatedCount.objects.bulk_create(
        StatedCount(incident=incident, recorded_at=at, **{f.name: getattr(each, f.name) for f in fields(each)})
        for each in said
    )
    record("stated counts kept", about=incident, by=by, at=at)
    return tuple(made)


@transaction.atomic
def add_evidence(
    *,
    incident: Incident,
    file: StoredFile,
    affected: Affected | None = None,
    report: Report | None = None,
    words: str = "",
    by: Actor,
    at: datetime,
) -> Evidence:
    """Put a stored file to an incident, as an officer received it. `files` keeps its bytes locked."""
    incident = Incident.objects.locked(incident.pk)
    require(access.may_change(by, incident))
    require_own(incident, affected)
    made = Evidence.objects.create(
        incident=incident, affected=affected, report=report, file=file, words=words, added_by=by.ref, added_at=at
    )
    record("evidence added", about=incident, by=by, at=at)
    return made


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


def _require_order(first: datetime | None, last: datetime | None) -> None:
    if first is not None and last is not None and last < first:
        raise Refusal(_("The end lies before the beginning. Check both times."))


def _day(moment: datetime) -> date:
    return timezone.localdate(moment)
