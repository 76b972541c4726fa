"""What the exchange takes for itself: roots to witness, and pings."""

from __future__ import annotations

from datetime import datetime

from hamsafar.exchange.actions.witness import PING, ROOT, LedgerRoot, Ping, keep_root, take_ping
from hamsafar.exchange.kinds import Delivered, Kind, register
from hamsafar.kit.actor import SYSTEM


def root_received(delivered: Delivered, at: datetime) -> None:
    """Keep a root of the other node's ledger."""
    keep_root(sender=delivered.sender, root=delivered.body, by=SYSTEM, at=at)


def ping_received(delivered: Delivered, at: datetime) -> None:
    """Note that a ping was taken."""
    take_ping(message=str(delivered.message), by=SYSTEM, at=at)


register(Kind(name=ROOT, schemas={1: LedgerRoot}, handler=root_received))
register(Kind(name=PING, schemas={1: Ping}, handler=ping_received))
