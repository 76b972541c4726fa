"""What papers take from the other side: its trust lists and its status lists."""

from __future__ import annotations

from datetime import datetime

from hamsafar.exchange.kinds import Delivered, Kind, register
from hamsafar.kit.actor import SYSTEM
from hamsafar.papers.actions.status import STATUS, StatusPublished, keep_status_list
from hamsafar.papers.actions.trust import TRUST, TrustPublished, keep_trust_list


def trust_list_received(delivered: Delivered, at: datetime) -> None:
    """Keep the other side's trust list."""
    keep_trust_list(side=delivered.sender, signed=delivered.body.signed, by=SYSTEM, at=at)


def status_list_received(delivered: Delivered, at: datetime) -> None:
    """Keep a status list of the other side."""
    keep_status_list(side=delivered.sender, signed=delivered.body.signed, by=SYSTEM, at=at)


register(Kind(name=TRUST, schemas={1: TrustPublished}, handler=trust_list_received))
register(Kind(name=STATUS, schemas={1: StatusPublished}, handler=status_list_received))
