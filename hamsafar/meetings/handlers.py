"""What meetings take from the other node: offers of agenda items, answers to ours, offers taken back."""

from __future__ import annotations

from datetime import datetime

from hamsafar.exchange.kinds import Delivered, Kind, register
from hamsafar.kit.actor import SYSTEM
from hamsafar.meetings.actions.agenda import ANSWERED, OFFERED, TAKEN_BACK, take_answer, take_offer, take_withdrawal
from hamsafar.meetings.formats.bodies import ItemAnswered, ItemOffered, ItemTakenBack


def item_offered(delivered: Delivered, at: datetime) -> None:
    """Put an offered item on our agenda."""
    take_offer(sender=delivered.sender, case=delivered.subject, offer=delivered.body, by=SYSTEM, at=at)


def item_answered(delivered: Delivered, at: datetime) -> None:
    """Note the answer to our offer."""
    take_answer(case=delivered.subject, answer=delivered.body, by=SYSTEM, at=at)


def item_taken_back(delivered: Delivered, at: datetime) -> None:
    """Note that an offer was taken back."""
    said = delivered.body
    take_withdrawal(case=delivered.subject, meeting=said.meeting, topic=said.item, by=SYSTEM, at=at)


register(Kind(name=OFFERED, schemas={1: ItemOffered}, handler=item_offered))
register(Kind(name=ANSWERED, schemas={1: ItemAnswered}, handler=item_answered))
register(Kind(name=TAKEN_BACK, schemas={1: ItemTakenBack}, handler=item_taken_back))
