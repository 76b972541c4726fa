"""What journeys are counted by: papers, days from opening to cleared, waivers by office. Readers only.

Generated journeys and real ones are each counted by themselves.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import median

from django.db.models import Count

from hamsafar.accounts.models import Organisation
from hamsafar.journeys.models import Journey, Waiver
from hamsafar.kit.words import Words
from hamsafar.papers.models import Paper


@dataclass(frozen=True)
class OfOffice:
    """The waivers that two officers of one office granted."""

    ref: str
    words: Words
    granted: int


def papers_issued(*, synthetic: bool) -> int:
    """How many papers of journeys were issued, each renewal among them."""
    return Paper.objects.filter(
        synthetic=synthetic, subject__in=Journey.objects.exclude(first_cleared_at=None).values("ref")
    ).count()


def days_to_cleared(*, synthetic: bool) -> float | None:
    """Median days from opening to the first paper; None where no journey was cleared."""
    rows = Journey.objects.filter(synthetic=synthetic, first_cleared_at__isnull=False)
    days = [(cleared - opened).days for opened, cleared in rows.values_list("opened_at", "first_cleared_at") if cleared]
    return median(days) if days else None


def journeys_cleared(*, synthetic: bool) -> int:
    """How many journeys were cleared at least once."""
    return Journey.objects.filter(synthetic=synthetic, first_cleared_at__isnull=False).count()


def waivers_by_office(*, synthetic: bool) -> tuple[OfOffice, ...]:
    """How many waivers each office granted, offices in the order of their references."""
    rows = Waiver.objects.granted().filter(synthetic=synthetic).values("office").annotate(granted=Count("pk"))
    granted: Mapping[int, int] = dict(rows.values_list("office", "granted"))
    offices = Organisation.objects.filter(pk__in=list(granted)).order_by("ref")
    return tuple(OfOffice(each.ref, each.words, granted[each.pk]) for each in offices)
