"""What is noted of an incident while it goes on: measures, checks of devices, notices to the consul, counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from hamsafar.accounts.models import User
from hamsafar.corridor.codes import require_code
from hamsafar.incidents import access
from hamsafar.incidents.actions.evidence import Handed, keep_file_of
from hamsafar.incidents.actions.opening import day_of, require_ground, require_own
from hamsafar.incidents.enums import NOT_STATED, CodeList, Via
from hamsafar.incidents.models import (
    Affected,
    BorderMeasure,
    ConsularNotice,
    Incident,
    PhoneCheck,
    StatedCount,
)
from hamsafar.kit.actor import Actor
from hamsafar.kit.refusal import Refusal
from hamsafar.kit.verdict import require
from hamsafar.ledger.actions import record


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
    require_code(CodeList.MEASURE, kind, on=day_of(started_at or incident.started_at))
    require_ground(ground, ground_words, on=day_of(started_at or incident.started_at))
    _require_order(started_at, ended_at)
    made = BorderMeasure.objects.create(
        incident=incident,
        kind=kind,
        affected=affected,
        started_at=started_at,
        ended_at=ended_at,
        ground=ground,
        ground_words=ground_words,
        recorded_at=at,
    )
    record("measure noted", about=incident, by=by, at=at)
    return made


@transaction.atomic
def end_measure(*, measure: BorderMeasure, ended_at: datetime, by: Actor, at: datetime) -> BorderMeasure:
    """Note when a measure ended."""
    incident = _held(measure, by)
    _require_order(measure.started_at, ended_at)
    measure.ended_at = ended_at
    measure.save(update_fields=["ended_at"])
    record("measure ended", about=incident, by=by, at=at)
    return measure


def _held(row: BorderMeasure | PhoneCheck, by: Actor) -> Incident:
    """The incident of a row that may be changed, held, with the row as it stands now."""
    incident = Incident.objects.locked(row.incident_id)
    require(access.may_change(by, incident))
    row.refresh_from_db()
    return incident


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
    require_ground(said.ground, said.ground_words, on=day_of(said.taken_at or incident.started_at))
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
    incident = _held(check, by)
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
    proof: Handed | None = None,
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
        proof=keep_file_of(incident, proof, affected=affected, by=by, at=at) if proof else None,
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
            require_code(CodeList.OUTCOME, each.outcome, on=day_of(each.at))
    made = StatedCount.objects.bulk_create(
        StatedCount(incident=incident, recorded_at=at, **{f.name: getattr(each, f.name) for f in fields(each)})
        for each in said
    )
    record("stated counts kept", about=incident, by=by, at=at)
    return tuple(made)


def _require_order(first: datetime | None, last: datetime | None) -> None:
    if first is not None and last is not None and last < first:
        raise Refusal(_("The end lies before the beginning. Check both times."))
