"""What journeys take from the other side: questions before a trip, the answers to ours, and crossings."""

from __future__ import annotations

from datetime import datetime

from hamsafar.exchange.kinds import Delivered, Kind, register
from hamsafar.journeys.actions.crossing import take_crossing
from hamsafar.journeys.actions.trip_checks import answer_question, take_answer
from hamsafar.journeys.formats.trip_bodies import JourneyCrossed, TripCheckAnswered, TripCheckAsked
from hamsafar.kit.actor import SYSTEM


def check_asked(delivered: Delivered, at: datetime) -> None:
    """Answer whether somebody stands on a list of this side."""
    answer_question(asked=delivered.body.question, subject=delivered.subject, by=SYSTEM, at=at)


def check_answered(delivered: Delivered, at: datetime) -> None:
    """Keep the other side's answer and sign its receipt."""
    take_answer(signed=delivered.body.signed, subject=delivered.subject, sender=delivered.sender, by=SYSTEM, at=at)


def crossed(delivered: Delivered, at: datetime) -> None:
    """Note that somebody who holds a paper of ours crossed, if they consented to that."""
    take_crossing(told=delivered.body, subject=delivered.subject, by=SYSTEM, at=at)


register(Kind(name=TripCheckAsked.NAME, schemas={1: TripCheckAsked}, handler=check_asked))
register(Kind(name=TripCheckAnswered.NAME, schemas={1: TripCheckAnswered}, handler=check_answered))
register(Kind(name=JourneyCrossed.NAME, schemas={1: JourneyCrossed}, handler=crossed))
