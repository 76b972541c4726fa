"""What may be counted of examinations outside the centre: the conclusions that it released. Readers only.

How many people were examined is counted nowhere outside, and no share is made of it: the rest would say with how many
something was found.
"""

from __future__ import annotations

from hamsafar.journeys.enums import RequirementKind
from hamsafar.journeys.models import Requirement
from hamsafar.kit.actor import SYSTEM


def conclusions_issued(*, synthetic: bool) -> int:
    """How many journeys had their examination met by the evening's release; an officer's own word is not among them."""
    met = Requirement.objects.filter(kind=RequirementKind.EXAMINATION, met_on__isnull=False, met_by=SYSTEM.ref)
    return met.filter(journey__synthetic=synthetic).count()
