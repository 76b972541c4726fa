"""Incidents and enquiries for programs, with an officer's sign-in. No name and no document leaves by this door.

People are told by their number in the incident. What is written is written by the same actions as on the pages.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.timezone import localdate, now
from ninja import Field, Router, Schema, Status
from ninja.security import django_auth

from hamsafar.accounts.sign_in import officer_of
from hamsafar.incidents import access
from hamsafar.incidents.actions import people as crowd
from hamsafar.incidents.actions import sums
from hamsafar.incidents.actions.people import Became, PersonText
from hamsafar.incidents.enums import NOT_STATED, Age
from hamsafar.incidents.models import Affected, AffectedOutcome, Enquiry, Incident
from hamsafar.incidents.rules import counting
from hamsafar.kit.verdict import require

PAGE = 50
router = Router(tags=["incidents"], auth=django_auth)
Page = Annotated[int, Field(ge=1, le=10_000)]


class PersonIn(Schema):
    """One person as given."""

    name: Annotated[str, Field(max_length=200)] = ""
    document: Annotated[str, Field(max_length=60)] = ""
    birth: date | None = None
    purpose: str = NOT_STATED
    age: Age = Age.NOT_KNOWN


class OutcomeIn(Schema):
    """What became of the person with this number, as of an instant with its time zone."""

    person: int
    outcome: str
    at: datetime
    source: Annotated[str, Field(max_length=200)]


@router.get("", summary="Incidents, newest first")
def incidents(request: HttpRequest, page: Page = 1) -> dict[str, Any]:
    """Fifty incidents a page with how many people stand in each, and how many of them without an outcome."""
    require(access.may_read(officer_of(request)))
    rows = Incident.objects.with_counts().newest_first()[(page - 1) * PAGE : page * PAGE]
    return {"page": page, "incidents": [_line(each) for each in rows.prefetch_related("measures")]}


@router.get("/sums", summary="The sums of this desk")
def desk_sums(request: HttpRequest, synthetic: bool = False) -> dict[str, Any]:
    """Days to explain, answers with substance, incidents by post and measure, people by purpose and outcome."""
    require(access.may_read(officer_of(request)))
    days = sums.days_to_explain(synthetic=synthetic)
    shares = sums.substance_by_side(synthetic=synthetic)
    return {
        "synthetic": synthetic,
        "as_of": localdate().isoformat(),
        "days_to_explain": [
            {"side": each.side, "kind": each.kind, "median": str(each.median), "explained": each.explained}
            for each in days
        ],
        "answered_with_substance": {side: {"part": each.part, "whole": each.whole} for side, each in shares.items()},
        "incidents_by_post": dict(sums.incidents_by_post(synthetic=synthetic)),
        "incidents_by_measure": dict(sums.incidents_by_measure(synthetic=synthetic)),
        "people_by_purpose": dict(sums.people_by_purpose(synthetic=synthetic)),
        "people_by_outcome": dict(sums.people_by_outcome(synthetic=synthetic)),
        "people_without_outcome": sums.people_without_outcome(synthetic=synthetic),
        "overdue": sums.overdue_now(on=localdate(), synthetic=synthetic),
    }


@router.get("/enquiries", summary="Enquiries, newest first")
def enquiries(request: HttpRequest, page: Page = 1, our_turn: bool = False) -> dict[str, Any]:
    """Fifty enquiries a page, of both directions; with `our_turn` only those for which this node holds the pen."""
    require(access.may_read(officer_of(request)))
    rows = Enquiry.objects.our_turn() if our_turn else Enquiry.objects.all()
    found = rows.newest_first().select_related("incident").prefetch_related("points")
    return {"page": page, "enquiries": [_enquiry(each) for each in found[(page - 1) * PAGE : page * PAGE]]}


@router.get("/{ref}", summary="One incident")
def incident(request: HttpRequest, ref: str) -> dict[str, Any]:
    """One incident with its measures, its tally and what became of its people by number."""
    require(access.may_read(officer_of(request)))
    found = get_object_or_404(Incident.objects.with_counts().prefetch_related("measures"), ref=ref)
    people = found.affected.counted().with_latest().in_order()
    return _line(found) | {
        "tally": _tally(found),
        "enquiries": [each.ref for each in found.enquiries.newest_first()],
        "people_in_it": [
            {"person": each.number, "purpose": each.purpose, "age": each.age, "outcome": getattr(each, "latest", None)}
            for each in people
        ],
    }


@router.post("/{ref}/people", summary="Add people to an incident", response={201: dict[str, list[int]]})
def add_people(request: HttpRequest, ref: str, people: list[PersonIn]) -> Status[dict[str, list[int]]]:
    """Add people, all or none; their numbers in the order given."""
    found = get_object_or_404(Incident, ref=ref)
    texts = [
        PersonText(
            name_given=each.name,
            document_given=each.document,
            birth_given=each.birth,
            purpose=each.purpose,
            age=each.age,
        )
        for each in people
    ]
    added = crowd.add_people(incident=found, people=texts, by=officer_of(request), at=now())
    return Status(201, {"numbers": [each.number for each in added]})


@router.post("/{ref}/outcomes", summary="Record what became of people")
def record_outcomes(request: HttpRequest, ref: str, outcomes: list[OutcomeIn]) -> dict[str, int]:
    """Record outcomes, all or none; how many were new. Sending the same again records nothing twice."""
    found = get_object_or_404(Incident, ref=ref)
    became = [Became(each.person, each.outcome, each.at, each.source) for each in outcomes]
    return {"new": crowd.record_outcomes(incident=found, became=became, by=officer_of(request), at=now())}


def _line(row: Any) -> dict[str, Any]:
    return {
        "ref": row.ref,
        "number": row.number,
        "state": row.state,
        "post": row.post_id,
        "place": row.place,
        "started_at": row.started_at.isoformat(),
        "day_only": row.day_only,
        "ended_at": row.ended_at.isoformat() if row.ended_at else None,
        "measures": sorted({each.kind for each in row.measures.all()}),
        "ground": row.ground,
        "mass": row.mass,
        "people": row.people,
        "people_without_outcome": row.without,
        "people_said": row.people_said,
        "people_words": row.people_words,
        "channel": row.channel,
        "settlement": row.settlement,
        "synthetic": row.synthetic,
    }


def _tally(found: Incident) -> list[dict[str, Any]]:
    added = Affected.objects.counted().filter(incident=found).values_list("added_at", flat=True)
    became = AffectedOutcome.objects.filter(affected__incident=found, affected__same_as__isnull=True)
    steps = counting.tally(added, (counting.Became(*each) for each in became.values_list("affected", "at", "outcome")))
    return [
        {
            "until": each.until.isoformat(),
            "people": each.people,
            "added": each.added,
            "outcomes": dict(each.outcomes),
            "without": each.without,
        }
        for each in steps
    ]


def _enquiry(row: Enquiry) -> dict[str, Any]:
    return {
        "ref": row.ref,
        "number": row.number,
        "incident": row.incident.ref,
        "we_are": row.we_are,
        "state": row.state,
        "pen": row.pen.value,
        "our_turn": row.is_our_turn,
        "asked_at": row.asked_at.isoformat() if row.asked_at else None,
        "due_on": row.due_on.isoformat() if row.due_on else None,
        "answered_at": row.answered_at.isoformat() if row.answered_at else None,
        "points": [{"number": each.number, "code": each.code, "standing": each.standing} for each in row.points.all()],
        "synthetic": row.incident.synthetic,
    }
