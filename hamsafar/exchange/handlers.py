"""What the exchange takes for itself: roots to witness, and pings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from hamsafar.exchange.actions.witness import PING, ROOT, LedgerRoot, Ping, keep_root, take_pings
from hamsafar.exchange.kinds import Delivered, Kind, register
from hamsafar.kit.actor import SYSTEM


def root_received(delivered: Delivered, at: datetime) -> None:
    """Keep a root of the other node's ledger."""
    keep_root(sender=delivered.sender, root=delivered.body, by=SYSTEM, at=at)


def ping_received(delivered: Delivered, at: datetime) -> None:
    """Note that a ping was taken."""
    take_pings(messages=[delivered.message], by=SYSTEM, at=at)


def pings_received(delivered: Sequence[Delivered], at: datetime) -> None:
    """Note that pings were taken, a line for each."""
    take_pings(messages=[each.message for each in delivered], by=SYSTEM, at=at)


register(Kind(name=ROOT, schemas={1: LedgerRoot}, handler=root_received))
register(Kind(name=PING, schemas={1: Ping}, handler=ping_received, many=pings_received))
