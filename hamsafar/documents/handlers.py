"""Envelopes of the other side's documents desk."""

from __future__ import annotations

from datetime import datetime

from hamsafar.documents.actions.deciding import take_decision
from hamsafar.documents.formats.bodies import DecisionTold
from hamsafar.exchange.kinds import Delivered, Kind, register
from hamsafar.kit.actor import SYSTEM


def decision_told(delivered: Delivered, at: datetime) -> None:
    """Note the decision on the journey that its owner named."""
    take_decision(told=delivered.body, by=SYSTEM, at=at)


register(Kind(name=DecisionTold.NAME, schemas={1: DecisionTold}, handler=decision_told))
