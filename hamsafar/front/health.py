"""Health and metrics, for the operator and for whatever watches the node."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext
from procrastinate.contrib.django.models import ProcrastinateJob
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from hamsafar.accounts.enums import Permission
from hamsafar.accounts.models import User
from hamsafar.kit.pages import public
from hamsafar.kit.verdict import YES, Verdict, no, require
from hamsafar.ledger.models import Line, Seal


@public
def healthz(request: HttpRequest) -> HttpResponse:
    """`{"status": "ok", "side": KEY}` while the node can answer from its database; 503 otherwise."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"status": "the database does not answer", "side": settings.THIS_SIDE}, status=503)
    return JsonResponse({"status": "ok", "side": settings.THIS_SIDE})


@public
def metrics(request: HttpRequest) -> HttpResponse:
    """Counts of the node in the Prometheus text format, for this machine and for officers who operate the node."""
    require(_may_see_metrics(request))
    registry = CollectorRegistry()
    registry.register(_Node())
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _may_see_metrics(request: HttpRequest) -> Verdict:
    user = request.user
    if _is_from_this_machine(request) or (isinstance(user, User) and user.has(Permission.OPERATE_NODE)):
        return YES
    return no(gettext("Metrics are shown on the node's own machine, or to an officer who operates the node."))


def _is_from_this_machine(request: HttpRequest) -> bool:
    """Whether the request comes from loopback and was not handed on by a proxy."""
    if "X-Forwarded-For" in request.headers or "Forwarded" in request.headers:
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


class _Node(Collector):
    """Read from the database at the moment of asking, so every worker process gives the same counts."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        whose = GaugeMetricFamily("hamsafar_node", "The side whose node this is", labels=["side", "role"])
        whose.add_metric([settings.NODE.side.key, settings.NODE.side.role], 1)
        yield whose
        yield GaugeMetricFamily("hamsafar_ledger_lines", "Lines in the ledger", value=Line.objects.count())
        waiting = Line.objects.not_sealed().count()
        yield GaugeMetricFamily("hamsafar_ledger_lines_not_sealed", "Lines that wait for their seal", value=waiting)
        yield GaugeMetricFamily("hamsafar_ledger_seals", "Seals of the ledger", value=Seal.objects.count())
        officers = User.objects.active().count()
        yield GaugeMetricFamily("hamsafar_officers_active", "Officers who can sign in", value=officers)
        jobs = GaugeMetricFamily("hamsafar_jobs", "Jobs in the queue by state", labels=["state"])
        for state in ("todo", "doing", "failed"):
            jobs.add_metric([state], ProcrastinateJob.objects.filter(status=state).count())
        yield jobs
