"""The people in an incident: add one or a whole list, correct, record wishes and outcomes, mark doubles."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hamsafar.corridor.codes import require_code
from hamsafar.incidents import access
from hamsafar.incidents.actions.opening import require_own, require_version
from hamsafar.incidents.enums import NOT_STATED, Age, CodeList, Wish
from hamsafar.incidents.models import Affected, AffectedOutcome, Incident
from hamsafar.journeys.actions.blanking import blank_rows
from hamsafar.journeys.models import Person
from hamsafar.kit.actor import Actor
from hamsafar.kit.locks import hold
from hamsafar.kit.refusal import Refusal
from hamsafar.kit.verdict import require
from hamsafar.ledger.actions import record

MOST_AT_ONCE = 5000  # people of one list
_AT_A_TIME = 1000
NOBODY: dict[str, Any] = {"name_given": "", "document_given": "", "birth_given": None, "note": "", "person": None}


@dataclass(frozen=True)
class PersonText:
    """One person as given: nothing of it is checked against any register."""

    name_given: str = ""
    document_given: str = ""
    birth_given: date | None = None
    purpose: str = NOT_STATED
    age: str = Age.NOT_KNOWN
    language: str = ""
    note: str = ""


@dataclass(frozen=True)
class Became:
    """What became of one person, by their number in the incident, and who says so."""

    number: int
    outcome: str
    at: datetime
    source: str


@transaction.atomic
def add_people(*, incident: Incident, people: Sequence[PersonText], by: Actor, at: datetime) -> tuple[Affected, ...]:
    """Add people to an incident, each with the next number. All of the list or, where a code is wrong, none."""
    incident = Incident.objects.locked(incident.pk)
    require(access.may_change(by, incident))
    if len(people) > MOST_AT_ONCE:
        raise Refusal(_("A list may hold %(n)s people at once. Split it.") % {"n": MOST_AT_ONCE})
    if people:
        require_code(CodeList.PURPOSE, *{each.purpose for each in people}, on=timezone.localdate(at))
    made = _added(incident, people, at=at)
    record("people added to incident", about=incident, by=by, at=at)
    return made


def _added(incident: Incident, people: Sequence[PersonText], *, at: datetime) -> tuple[Affected, ...]:
    last = incident.affected.order_by("-number").values_list("number", flat=True).first() or 0
    rows = (
        Affected(incident=incident, number=number, added_at=at, **_values(each))
        for number, each in enumerate(people, last + 1)
    )
    return tuple(Affected.objects.bulk_create(rows, batch_size=_AT_A_TIME))


def _values(said: PersonText) -> dict[str, Any]:
    return {each.name: getattr(said, each.name) for each in fields(said)}


@transaction.atomic
def edit_affected(*, affected: Affected, said: PersonText, version: int, by: Actor, at: datetime) -> Affected:
    """Correct one person's row. Raises `Conflict` where somebody saved it since `version` was read."""
    affected = _locked(affected)
    require(access.may_change(by, affected.incident))
    wanted = _values(said)
    require_version(affected, wanted, version)
    if affected.notice_wish == Wish.OPPOSED and (said.name_given or said.document_given or said.note):
        raise Refusal(_("This person was against telling the consul: they are counted, and not named."))
    require_code(CodeList.PURPOSE, said.purpose, on=timezone.localdate(at))
    for name, value in wanted.items():
        setattr(affected, name, value)
    affected.version += 1
    affected.save(update_fields=[*wanted, "version"])
    record("person in incident corrected", about=_about(affected), by=by, at=at)
    return affected


@transaction.atomic
def record_wish(
    *, affected: Affected, notice: str, family: str, asked_at: datetime | None, by: Actor, at: datetime
) -> Affected:
    """Keep what a held person answered about telling the consul and the family.

    Who is against telling the consul is from then on counted and not named: name, document, link and the files that
    show them are destroyed.
    """
    affected = _locked(affected)
    require(access.may_change(by, affected.incident))
    if notice not in Wish.values or family not in Wish.values:
        raise Refusal(_("Choose one of the answers."))
    affected.notice_wish, affected.family_wish, affected.notice_asked_at = notice, family, asked_at
    changed = ["notice_wish", "family_wish", "notice_asked_at", "version"]
    if notice == Wish.OPPOSED:
        for name, value in NOBODY.items():
            setattr(affected, name, value)
        changed += NOBODY
        blank_rows(rows=affected.evidence.all(), by=by, at=at)
    affected.version += 1
    affected.save(update_fields=changed)
    record("wish recorded", about=_about(affected), by=by, at=at)
    return affected


@transaction.atomic
def tell_family(*, affected: Affected, told_at: datetime, by: Actor, at: datetime) -> Affected:
    """Note that the family was told. Refused where the person was against it."""
    affected = _locked(affected)
    require(access.may_change(by, affected.incident))
    if affected.family_wish == Wish.OPPOSED:
        raise Refusal(_("This person was against telling the family."))
    affected.family_told_at = told_at
    affected.save(update_fields=["family_told_at"])
    record("family told", about=_about(affected), by=by, at=at)
    return affected


@transaction.atomic
def record_outcomes(*, incident: Incident, became: Iterable[Became], by: Actor, at: datetime) -> int:
    """Keep what became of people, by their numbers; how many were new. The same outcome twice is kept once."""
    incident = Incident.objects.locked(incident.pk)
    require(access.may_change(by, incident))
    new = keep_outcomes(incident, became, by=by, at=at)
    record("outcomes recorded", about=incident, by=by, at=at)
    return new


def keep_outcomes(incident: Incident, became: Iterable[Became], *, by: Actor, at: datetime) -> int:
    """Write outcomes of an incident that is held. Raises `Refusal` for a number that nobody has, or a wrong code."""
    wanted = tuple(became)
    for code in {each.outcome for each in wanted}:
        require_code(CodeList.OUTCOME, code, on=timezone.localdate(at))
    hold(f"incidents.outcomes:{incident.pk}")
    people = dict(incident.affected.values_list("number", "pk"))
    if unknown := sorted({each.number for each in wanted} - set(people)):
        raise Refusal(_("Nobody in this incident has the number %(n)s.") % {"n": unknown[0]})
    known = set(AffectedOutcome.objects.filter(affected__incident=incident).values_list("affected_id", "outcome", "at"))
    fresh: dict[tuple[int, str, datetime], AffectedOutcome] = {}
    for each in wanted:
        key = (people[each.number], each.outcome, each.at)
        if key not in known:
            fresh[key] = AffectedOutcome(
                affected_id=key[0],
                outcome=each.outcome,
                at=each.at,
                source=each.source,
                recorded_by=by.ref,
                recorded_at=at,
            )
    AffectedOutcome.objects.bulk_create(fresh.values(), batch_size=_AT_A_TIME)
    return len(fresh)


@transaction.atomic
def mark_same(*, affected: Affected, same_as: Affected | None, by: Actor, at: datetime) -> Affected:
    """Say that two rows of one incident are one person, or (None) that they are not. Both rows stay visible."""
    affected = _locked(affected)
    require(access.may_change(by, affected.incident))
    if same_as is not None:
        same_as = Affected.objects.locked(same_as.pk)
        require_own(affected.incident, same_as)
        if same_as.pk == affected.pk or same_as.same_as_id is not None or affected.doubles.exists():
            raise Refusal(_("Point each double to the one row that is counted, and to no other double."))
    affected.same_as = same_as
    affected.save(update_fields=["same_as"])
    record("double marked" if same_as else "double unmarked", about=_about(affected), by=by, at=at)
    return affected


@transaction.atomic
def link_person(*, affected: Affected, person: Person | None, by: Actor, at: datetime) -> Affected:
    """Say whose file this row belongs to, or (None) that it belongs to none. Only an officer says so."""
    affected = _locked(affected)
    require(access.may_change(by, affected.incident))
    if person is not None and affected.notice_wish == Wish.OPPOSED:
        raise Refusal(_("This person was against telling the consul: they are counted, and not named."))
    concerned = person or affected.person
    affected.person = person
    affected.save(update_fields=["person"])
    ref = concerned.ref if concerned else ""
    record("file linked" if person else "file unlinked", about=_about(affected), by=by, at=at, person=ref)
    return affected


def _locked(affected: Affected) -> Affected:
    """The row and its incident, both held: the incident first, as everybody does."""
    incident = Incident.objects.locked(affected.incident_id)
    held = Affected.objects.locked(affected.pk)
    held.incident = incident
    return held


def _about(affected: Affected) -> str:
    """How the ledger names a row: by its incident's reference and its number there."""
    return f"incidents.affected:{affected.incident.ref}/{affected.number}"
