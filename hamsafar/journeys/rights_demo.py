"""Files whose time is over, and erasures in every state, for the demonstration. All of these people are generated."""

from __future__ import annotations

from datetime import datetime, timedelta

from hamsafar.accounts.models import User
from hamsafar.journeys.actions.closing import close_file
from hamsafar.journeys.actions.erasing import erase_due, propose_erasure, withdraw_erasure
from hamsafar.journeys.actions.registering import register_person
from hamsafar.journeys.enums import ErasureReason
from hamsafar.journeys.models import Erasure, Person
from hamsafar.journeys.rules.entries import Birth, PersonEntry, Written
from hamsafar.synthetic import people

SEED = 2041
CLERK = "clerk"
EIGHT_YEARS = timedelta(days=8 * 366)
OTHERS = "Somebody else, the officer saw both. (example)"
DUE, ERASED, WAITS, WITHDRAWN = range(4)


def make_demo(*, at: datetime) -> None:
    """Make one file that is due, one that was erased, and two wishes. Making them twice changes nothing."""
    if Erasure.objects.filter(person__synthetic=True).exists():
        return
    clerk = User.objects.get(username=CLERK, synthetic=True)
    cast = people.some_people(SEED, 4)
    files = [_registered(each, by=clerk, at=at - EIGHT_YEARS) for each in cast]
    for place in (DUE, ERASED):
        close_file(person=files[place], by=clerk, at=at - EIGHT_YEARS)
    erase_due(person=files[ERASED], by=clerk, at=at)
    propose_erasure(person=files[WAITS], reason=ErasureReason.REQUEST, by=clerk, at=at)
    wish = propose_erasure(person=files[WITHDRAWN], reason=ErasureReason.REQUEST, by=clerk, at=at)
    withdraw_erasure(erasure=wish, by=clerk, at=at)


def _registered(one: people.Person, *, by: User, at: datetime) -> Person:
    entry = PersonEntry(
        names=(Written(one.said("tajik"), "tj-civil-registry"),),
        birth=Birth.on(one.born),
        sex=one.sex,
        citizenship="TJK",
        language="tg",
    )
    return register_person(entry=entry, despite=OTHERS, by=by, at=at, synthetic=True)
