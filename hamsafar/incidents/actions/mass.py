"""A mass event: an incident and everybody on its list at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from hamsafar.incidents.actions.opening import IncidentText, open_incident
from hamsafar.incidents.actions.people import PersonText, add_people
from hamsafar.incidents.models import Incident
from hamsafar.kit.actor import Actor


@transaction.atomic
def open_with_people(
    *,
    said: IncidentText,
    measures: Sequence[str] = (),
    people: Sequence[PersonText] = (),
    form_id: UUID,
    by: Actor,
    at: datetime,
) -> Incident:
    """Open an incident with everybody on its list: both or neither. The same form sent twice opens it once."""
    incident = open_incident(said=said, measures=measures, form_id=form_id, by=by, at=at)
    if people and not incident.affected.exists():
        add_people(incident=incident, people=people, by=by, at=at)
    return incident
