"""The sums of this desk, once each. Readers only. Demonstration and real rows are never summed together."""

from __future__ import annotations

import statistics
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count
from django.utils import timezone

from hamsafar.recruitment.enums import LIVE, ProposalState
from hamsafar.recruitment.models import Exemption, Proposal


@dataclass(frozen=True)
class Acceptance:
    """Of the places that came to an end, how many were agreed by all three."""

    agreed: int
    ended: int

    @property
    def percent(self) -> float:
        return 100 * self.agreed / self.ended if self.ended else 0.0


@dataclass(frozen=True)
class DaysToPlace:
    """Days from a verified order to an agreed place: the median, and of how many."""

    median: float
    placed: int


def acceptance(*, synthetic: bool) -> Acceptance:
    """Places agreed among those that nobody still has to answer."""
    ended = Proposal.objects.filter(candidate__synthetic=synthetic).exclude(state__in=LIVE)
    return Acceptance(ended.filter(state=ProposalState.AGREED).count(), ended.count())


def days_to_place(*, synthetic: bool) -> DaysToPlace:
    """Calendar days from the second institution's yes to the worker's."""
    agreed = Proposal.objects.filter(candidate__synthetic=synthetic, state=ProposalState.AGREED)
    rows = agreed.values_list("order__second_at", "agreed_on")
    days = [(on - timezone.localdate(verified)).days for verified, on in rows if on and verified]
    return DaysToPlace(statistics.median(days) if days else 0.0, len(days))


def departures(*, synthetic: bool) -> int:
    """People who left on a journey for which an agreed place stands: this node's own count of organised recruitment.

    A published count may be of applications, of contracts, or of a whole year's lists, and of another office: the two
    stand side by side and are never added or corrected by each other.
    """
    left = Proposal.objects.filter(candidate__synthetic=synthetic, journey__left_on__isnull=False)
    return left.values("candidate__person").distinct().count()


def exemptions_by_office(*, synthetic: bool) -> Mapping[int, int]:
    """Exemptions from a requirement of an order that two officers granted, by number of their organisation."""
    rows = Exemption.objects.filter(granted_at__isnull=False, candidate__synthetic=synthetic)
    return dict(rows.values_list("office").annotate(n=Count("pk")).order_by("office"))
