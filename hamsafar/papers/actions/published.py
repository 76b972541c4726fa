"""What both sides published, as a check on this node stands on it."""

from __future__ import annotations

from hamsafar.corridor.models import Side
from hamsafar.papers.formats.checking import Trust, trust_of
from hamsafar.papers.formats.lists import TrustList, read_status_list
from hamsafar.papers.models import PublishedTrust, StatusRegister


def published_trust() -> Trust:
    """Everything that both sides published, as this node's own check uses it."""
    lists: list[TrustList] = []
    statuses = []
    for side in Side.objects.values_list("pk", flat=True):
        newest = PublishedTrust.objects.newest(side)
        if newest is not None:
            lists.append(newest.trusted)
            signed = StatusRegister.objects.of_side(side).signed().values_list("signed", flat=True)
            statuses += [read_status_list(bytes(each or b""), lists[-1]) for each in signed]
    return trust_of(lists, statuses) if lists else Trust({}, statuses={})
