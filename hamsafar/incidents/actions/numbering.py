"""Numbers for officers: they count within a year. Whatever a person outside holds is random instead."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models.functions import Length
from django.utils import timezone

from hamsafar.exchange.models import Peer
from hamsafar.incidents.enums import Party
from hamsafar.incidents.models import Enquiry, Incident
from hamsafar.kit.locks import hold


def next_incident_number(peer: Peer, *, at: datetime) -> str:
    """The next number of this year, such as `2026-0142`; held until the transaction ends."""
    hold(f"incidents.number:{peer.pk}")
    return _next(Incident.objects.of_node(peer), year=timezone.localdate(at).year, digits=4)


def next_enquiry_number(peer: Peer, *, at: datetime) -> str:
    """The next number of our own enquiries this year, such as `2026-014`; held until the transaction ends."""
    hold(f"enquiries.number:{peer.pk}")
    rows = Enquiry.objects.of_node(peer).filter(we_are=Party.ASKER)
    return _next(rows, year=timezone.localdate(at).year, digits=3)


def _next(rows: models.QuerySet[models.Model], *, year: int, digits: int) -> str:
    last = rows.filter(number__regex=rf"^{year}-\d+$").annotate(length=Length("number"))
    newest = last.order_by("-length", "-number").values_list("number", flat=True).first()
    count = int(str(newest).partition("-")[2]) + 1 if newest else 1
    return f"{year}-{count:0{digits}}"
