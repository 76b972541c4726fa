"""Lists: an incident and everybody on its list at once; many incidents of one table at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction

from hamsafar.incidents.actions.opening import IncidentText, open_incident
from hamsafar.incidents.actions.people import PersonText, add_people
from hamsafar.incidents.enums import ReportedBy
from hamsafar.incidents.models import Incident
from hamsafar.kit.actor import Actor


@dataclass(frozen=True)
class Listed:
    """One incident of a table: what is known of it, and who is in it. `line` tells it from the others."""

    line: int
    said: IncidentText
    measures: tuple[str, ...]
    people: tuple[PersonText, ...]


@transaction.atomic
def import_incidents(*, incidents: Sequence[Listed], form_id: UUID, by: Actor, at: datetime) -> tuple[Incident, ...]:
    """Open every incident of a table with its people: all or none. The same table sent twice opens each once."""
    return tuple(
        open_with_people(
            said=each.said,
            measures=each.measures,
            people=each.people,
            form_id=uuid5(form_id, str(each.line)),
            via=ReportedBy.IMPORT,
            by=by,
            at=at,
        )
        for each in incidents
    )


@transaction.atomic
def open_with_people(
    *,
    said: IncidentText,
    measures: Sequence[str] = (),
    people: Sequence[PersonText] = (),
    form_id: UUID,
    via: str = ReportedBy.CONSUL,
    by: Actor,
    at: datetime,
) -> Incident:
    """Open an incident with everybody on its list: both or neither. The same form sent twice opens it once."""
    incident = open_incident(said=said, measures=measures, via=via, form_id=form_id, by=by, at=at)
    if people and not incident.affected.exists():
        add_people(incident=incident, people=people, by=by, at=at)
    return incident
