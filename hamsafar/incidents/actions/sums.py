"""The sums of this desk, once each: by side, by kind, by post, by measure, by purpose. Readers only.

Demonstration and real rows are never summed together: `synthetic` says which of the two is counted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Max, QuerySet
from django.utils import timezone

from hamsafar.corridor.models import Side
from hamsafar.incidents.actions.clockwork import day_at
from hamsafar.incidents.models import Affected, BorderMeasure, Enquiry, EnquiryPoint, Explanation, Incident
from hamsafar.incidents.rules.counting import Share, answered_with_substance, median_days


@dataclass(frozen=True)
class DaysToExplain:
    """How long one side took to give explanations of one kind: median in days, and of how many."""

    side: str
    kind: str
    median: Decimal
    explained: int


def days_to_explain(
    *, synthetic: bool, since: date | None = None, until: date | None = None
) -> tuple[DaysToExplain, ...]:
    """Median days from asking to the first explanation of each kind, by answering side and kind.

    Days are calendar days where the answering side has its capital. `since` and `until` bound the day of asking.
    """
    days: dict[tuple[str, str], list[int]] = defaultdict(list)
    sides = {side.pk: side for side in Side.objects.all()}
    seen: set[tuple[int, str]] = set()
    rows = Explanation.objects.out().filter(enquiry__incident__synthetic=synthetic).select_related("enquiry")
    for each in rows.order_by("sent_at", "pk"):
        side = next(found for key, found in sides.items() if key != each.enquiry.asker_id)
        asked, given = (day_at(side, moment) for moment in (each.enquiry.asked_at, each.sent_at) if moment)
        if (each.enquiry_id, each.kind) in seen or not _within(asked, since, until):
            continue
        seen.add((each.enquiry_id, each.kind))
        days[side.pk, each.kind].append((given - asked).days)
    return tuple(
        DaysToExplain(side, kind, median_days(known) or Decimal(0), len(known))
        for (side, kind), known in sorted(days.items())
    )


def _within(day: date, since: date | None, until: date | None) -> bool:
    return (since is None or since <= day) and (until is None or day <= until)


def substance_by_side(*, synthetic: bool) -> Mapping[str, Share]:
    """The share of points answered with substance, by answering side; points of enquiries that were sent."""
    standings: dict[str, list[str]] = defaultdict(list)
    sides = list(Side.objects.values_list("pk", flat=True))
    rows = EnquiryPoint.objects.of_sent().filter(enquiry__incident__synthetic=synthetic)
    for asker, standing in rows.values_list("enquiry__asker", "standing"):
        standings[next(side for side in sides if side != asker)].append(standing)
    return {side: answered_with_substance(known) for side, known in sorted(standings.items())}


def incidents_by_post(*, synthetic: bool) -> Mapping[str, int]:
    """Incidents by key of their post; those known by words only stand under the empty key."""
    rows = _incidents(synthetic).values_list("post").annotate(n=Count("pk")).order_by("post")
    return {post or "": n for post, n in rows}


def incidents_by_measure(*, synthetic: bool) -> Mapping[str, int]:
    """Incidents by measure; one with several measures counts once under each."""
    rows = BorderMeasure.objects.filter(incident__synthetic=synthetic).values_list("kind")
    return dict(rows.annotate(n=Count("incident", distinct=True)).order_by("kind"))


@dataclass(frozen=True)
class Broken:
    """How many incidents break one promise of a treaty, as reported, and the day on which the last of them began."""

    promise: str
    incidents: int
    last_on: date


def promises_broken(*, synthetic: bool, known: date | None = None) -> tuple[Broken, ...]:
    """The promises of treaties that were reported broken, as far as was noted by the end of the day `known`."""
    rows = BorderMeasure.objects.breaking_promises().filter(incident__synthetic=synthetic)
    if known is not None:
        rows = rows.filter(recorded_at__date__lte=known)
    counted = rows.values_list("kind").annotate(n=Count("incident", distinct=True), last=Max("incident__started_at"))
    return tuple(Broken(kind, n, timezone.localdate(last)) for kind, n, last in counted.order_by("kind"))


def people_by_purpose(*, synthetic: bool) -> Mapping[str, int]:
    """People by purpose of travel, each counted once in each incident."""
    rows = Affected.objects.counted().filter(incident__synthetic=synthetic).values_list("purpose")
    return dict(rows.annotate(n=Count("pk")).order_by("purpose"))


def people_by_outcome(*, synthetic: bool, incident: Incident | None = None) -> Mapping[str, int]:
    """People by newest outcome; those without one stand under the empty key, which is always there."""
    rows = Affected.objects.counted().filter(incident__synthetic=synthetic)
    if incident is not None:
        rows = rows.filter(incident=incident)
    counted = dict(rows.with_latest().order_by().values_list("latest").annotate(n=Count("pk")))  # type: ignore[misc]
    without = counted.pop(None, 0)
    return {"": without} | {key: counted[key] for key in sorted(counted)}


def people_without_outcome(*, synthetic: bool) -> int:
    """People for whom no outcome is known, in all incidents, closed ones included."""
    return Affected.objects.without_outcome().filter(incident__synthetic=synthetic).count()


def overdue_now(*, on: date, synthetic: bool) -> int:
    """Enquiries whose answer is overdue on a day."""
    return Enquiry.objects.overdue(on=on).filter(incident__synthetic=synthetic).count()


def _incidents(synthetic: bool) -> QuerySet[Incident]:
    return Incident.objects.filter(synthetic=synthetic)
