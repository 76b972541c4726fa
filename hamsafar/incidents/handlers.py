"""Envelopes about incidents from the other side: each is handed to the one action that takes it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from hamsafar.exchange.kinds import Delivered, Handler, Kind, register
from hamsafar.incidents.actions import receiving
from hamsafar.incidents.formats import bodies
from hamsafar.kit.actor import SYSTEM


def _of_a_case(action: Callable[..., Any], called: str) -> Handler:
    """A handler that gives the body to `action` under the name it has there, with its subject and its sender."""

    def received(delivered: Delivered, at: datetime) -> None:
        action(**{called: delivered.body}, subject=delivered.subject, sender=delivered.sender, by=SYSTEM, at=at)

    return received


def account_received(delivered: Delivered, at: datetime) -> None:
    """Keep the other side's account beside ours."""
    receiving.take_account(given=delivered.body, sender=delivered.sender, by=SYSTEM, at=at)


TAKEN: tuple[tuple[type[Any], Callable[..., Any], str], ...] = (
    (bodies.EnquiryAsked, receiving.mirror_enquiry, "asked"),
    (bodies.EnquiryRead, receiving.take_read, "read"),
    (bodies.ClarificationAsked, receiving.take_question, "asked"),
    (bodies.ClarificationAnswered, receiving.take_reply, "replied"),
    (bodies.ExtensionTaken, receiving.take_extension, "taken"),
    (bodies.ExplanationGiven, receiving.take_explanation, "given"),
    (bodies.OverdueSaid, receiving.take_claim, "claimed"),
    (bodies.OverdueContested, receiving.take_contest, "contested"),
    (bodies.EnquiryClosed, receiving.take_closed, "closed"),
)
for _body, _action, _called in TAKEN:
    register(Kind(name=_body.NAME, schemas={1: _body}, handler=_of_a_case(_action, _called)))
register(Kind(name=bodies.AccountGiven.NAME, schemas={1: bodies.AccountGiven}, handler=account_received))
