"""What journeys hold of a person: each journey, what it asked and what was met, crossings, grounds of stay."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from hamsafar.journeys.actions.blanking import blank_rows
from hamsafar.journeys.models import Attestation, Crossing, Journey, Person, Requirement, StayPeriod, Waiver
from hamsafar.journeys.parts import PartLine
from hamsafar.journeys.rules.exporting import plain
from hamsafar.kit.actor import Actor


def show_journeys(people: Sequence[Person]) -> list[PartLine]:
    """Each journey as it began, was cleared or lost its paper, newest first."""
    lines = []
    for journey in _journeys(people):
        happened = (
            (journey.opened_at, _("Journey %(ref)s opened: %(purpose)s")),
            (journey.first_cleared_at, _("Journey %(ref)s: papers in hand")),
            (journey.lost_at, _("Journey %(ref)s: something is missing again")),
            (journey.cancelled_at, _("Journey %(ref)s cancelled")),
        )
        said = {"ref": journey.ref, "purpose": journey.get_purpose_display()}
        lines += [PartLine(at, words % said, f"/journeys/{journey.ref}/") for at, words in happened if at]
    return sorted(lines, key=lambda line: line.at, reverse=True)


def export_journeys(people: Sequence[Person]) -> dict[str, Any]:
    """Every row of every journey, by table."""
    journeys = _journeys(people)
    requirements = Requirement.objects.filter(journey__in=journeys)
    return {
        "journeys": _rows(journeys),
        "requirements": _rows(requirements),
        "attestations": _rows(Attestation.objects.filter(requirement__in=requirements)),
        "waivers": _rows(Waiver.objects.filter(requirement__in=requirements)),
        "crossings": _rows(Crossing.objects.filter(journey__in=journeys)),
        "stay_periods": _rows(StayPeriod.objects.filter(journey__in=journeys)),
    }


@transaction.atomic
def erase_journeys(people: Sequence[Person], *, by: Actor, at: datetime) -> int:
    """Empty the journeys. That there was one, and how many days it took to clear it, stays and names nobody."""
    return blank_rows(rows=_journeys(people), by=by, at=at)


def _journeys(people: Sequence[Person]) -> models.QuerySet[Journey]:
    return Journey.objects.filter(person__in=[each.pk for each in people])


def _rows(rows: models.QuerySet[Any]) -> list[dict[str, Any]]:
    return [plain(row) for row in rows.order_by("pk").values()]
