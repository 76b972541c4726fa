"""Envelopes of recruitment from the other side: each is handed to the one action that takes it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from hamsafar.exchange.kinds import Delivered, Handler, Kind, register
from hamsafar.kit.actor import SYSTEM
from hamsafar.recruitment.actions import receiving
from hamsafar.recruitment.formats import bodies


def _of_a_case(action: Callable[..., Any]) -> Handler:
    """A handler that gives the body to `action` with its case and its sender."""

    def received(delivered: Delivered, at: datetime) -> None:
        action(said=delivered.body, subject=delivered.subject, sender=delivered.sender, by=SYSTEM, at=at)

    return received


TAKEN: tuple[tuple[type[Any], Callable[..., Any]], ...] = (
    (bodies.OrderOffered, receiving.mirror_order),
    (bodies.OrderClosed, receiving.take_order_closed),
    (bodies.Nominated, receiving.take_nomination),
    (bodies.EmployerAnswered, receiving.take_answer),
    (bodies.WorkerAgreed, receiving.take_agreement),
    (bodies.NomineeTakenBack, receiving.take_back),
    (bodies.CopyEntered, receiving.take_copy),
    (bodies.ContractSigned, receiving.take_signature),
    (bodies.WorkerArrived, receiving.take_arrival),
    (bodies.WorkEnded, receiving.take_end),
)
for _body, _action in TAKEN:
    register(Kind(name=_body.NAME, schemas={1: _body}, handler=_of_a_case(_action)))
