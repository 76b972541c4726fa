"""What this app holds of a person: where they were affected, what became of them, and the evidence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from hamsafar.exchange.actions.erasing import erase_case
from hamsafar.incidents.models import Affected, AffectedOutcome, Enquiry, Evidence, Incident, Report
from hamsafar.journeys.actions.blanking import blank_rows
from hamsafar.journeys.models import Person
from hamsafar.journeys.parts import PartLine
from hamsafar.journeys.rules.exporting import plain
from hamsafar.kit.actor import Actor


def show_incidents(people: Sequence[Person]) -> list[PartLine]:
    """The incidents the person was affected by, newest first."""
    rows = _affected(people).select_related("incident").order_by("-added_at")
    return [PartLine(each.added_at, _("Border incident %(ref)s") % {"ref": each.incident.ref}) for each in rows]


def export_incidents(people: Sequence[Person]) -> dict[str, Any]:
    """The person's own rows: what was noted of them, what became of them. Others' rows of the same incident are not."""
    affected = _affected(people)
    return {
        "affected": [plain(row) for row in affected.order_by("pk").values()],
        "outcomes": [
            plain(row) for row in AffectedOutcome.objects.filter(affected__in=affected).order_by("pk").values()
        ],
    }


@transaction.atomic
def erase_in_incidents(people: Sequence[Person], *, by: Actor, at: datetime) -> int:
    """Empty the incidents of the person, whose time is over for everybody in them, and destroy the keys of their
    envelopes. What remains are counts, dates and codes that name nobody."""
    affected = _affected(people)
    incidents = list(Incident.objects.filter(affected__in=affected).distinct())
    keys = [each.pk for each in incidents]
    subjects = {each.subject for each in incidents}
    subjects |= set(Enquiry.objects.filter(incident__in=keys).values_list("subject", flat=True))
    touched = 0
    for model in (Evidence, Report):
        touched += blank_rows(rows=_rows(model, keys), by=by, at=at)
    touched += blank_rows(rows=_rows(Incident, keys), by=by, at=at)
    for subject in subjects:
        erase_case(subject=subject, by=by, at=at)
    affected.update(person=None)
    return touched


def case_records(people: Sequence[Person]) -> int:
    """How many records of border cases go with the person."""
    return _affected(people).count()


def _affected(people: Sequence[Person]) -> models.QuerySet[Affected]:
    return Affected.objects.filter(person__in=[each.pk for each in people])


def _rows(model: type[Any], incidents: Sequence[Any]) -> models.QuerySet[Any]:
    wanted = (
        Q(pk__in=incidents) if model is Incident else Q(incident__in=incidents) | Q(affected__incident__in=incidents)
    )
    return model._base_manager.filter(pk__in=model._base_manager.filter(wanted).values("pk"))
