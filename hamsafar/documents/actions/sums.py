"""The sums of the desk, once each. Demonstration and real rows are never summed together. Readers only."""

from __future__ import annotations

from collections.abc import Mapping
from statistics import median

from django.db.models import Count, QuerySet

from hamsafar.appointments.models import Office
from hamsafar.documents.models import Application, Exemption
from hamsafar.documents.rules.checklists import share_in_time


def decided_in_time(*, synthetic: bool, office: Office | None = None) -> Mapping[str, int]:
    """Of decided applications with a promised day how many were decided on it or before: `part` of `whole`."""
    rows = _decided(synthetic, office).select_related("office")
    return share_in_time([(each.office.day_of(each.ended_at), each.due_on) for each in rows if each.ended_at])


def median_days(*, synthetic: bool, office: Office | None = None) -> float | None:
    """The middle number of days from filing to decision; None where nothing is decided."""
    rows = _decided(synthetic, office).values_list("filed_at", "ended_at")
    days = [(ended - filed).days for filed, ended in rows if ended is not None]
    return median(days) if days else None


def _decided(synthetic: bool, office: Office | None) -> QuerySet[Application]:
    rows = Application.objects.decided().filter(synthetic=synthetic)
    return rows.at(office) if office is not None else rows


def exemptions_by_office(*, synthetic: bool) -> Mapping[str, int]:
    """Exemptions that two officers granted, by key of the office."""
    rows = Exemption.objects.granted().filter(application__synthetic=synthetic)
    return dict(
        rows.values_list("application__office__key").annotate(n=Count("pk")).order_by("application__office__key")
    )


def by_officer(office_key: str) -> list[dict[str, object]]:
    """Of one office: how many applications each officer has in work and has decided."""
    rows = Application.objects.filter(office__key=office_key, officer__isnull=False)
    counted = rows.values("officer__name", "state").annotate(n=Count("pk")).order_by("officer__name")
    return [{"officer": row["officer__name"], "state": row["state"], "count": row["n"]} for row in counted]
