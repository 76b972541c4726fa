"""The demonstration of the employer's side: nominations that came on paper, one in every state, through actions."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from hamsafar.accounts.models import User
from hamsafar.journeys.models import Person
from hamsafar.recruitment.actions import nominees
from hamsafar.recruitment.actions.contracts import terms_of
from hamsafar.recruitment.actions.nominees import NomineeText
from hamsafar.recruitment.enums import Copy, OrderState, TakenBack
from hamsafar.recruitment.models import JobOrder, Nominee

SKILLS = ("works from scaffolding (example)", "reads drawings (example)")


def make_nominees(*, officer: User, start: datetime, at: datetime) -> None:
    """Eight people for the orders that are open: one in each state, and one who arrived."""
    orders = JobOrder.objects.filter(state=OrderState.OPEN, synthetic=True, peer=None).order_by("pk")
    names = [each.name for each in Person.objects.synthetic().one_each().kept().order_by("-pk")[:5]]
    made = [
        nominees.enter_nominee(
            order=orders[number % 2],
            said=NomineeText(years=number, russian="basic" if number % 2 else "none", skills=SKILLS[: number % 3]),
            by=officer,
            at=start,
        )
        for number in range(8)
    ]
    _asked, accepted, agreed, signed, arrived, ended, refused, back = made
    began = timezone.localdate(start)
    for each in (accepted, agreed, signed, arrived, ended):
        nominees.accept_nominee(nominee=each, on=began + timedelta(days=2), by=officer, at=at)
    for each, name in zip((agreed, signed, arrived, ended), names, strict=False):
        nominees.enter_agreement(nominee=each, name=name, on=began + timedelta(days=4), by=officer, at=at)
    _copies(agreed, officer, differ=True, at=at)
    for each in (signed, arrived, ended):
        _copies(each, officer, differ=False, at=at)
        nominees.enter_signature(nominee=each, on=began + timedelta(days=6), by=officer, at=at)
    for each in (arrived, ended):
        nominees.confirm_nominee_arrival(nominee=each, on=began + timedelta(days=16), by=officer, at=at)
    nominees.end_nominee_work(nominee=ended, on=began + timedelta(days=18), by=officer, at=at)
    nominees.refuse_nominee(nominee=refused, code="skill-not-shown", on=began + timedelta(days=3), by=officer, at=at)
    nominees.enter_taken_back(nominee=back, because=TakenBack.LAPSED, by=officer, at=at)


def _copies(nominee: Nominee, officer: User, *, differ: bool, at: datetime) -> None:
    terms = terms_of(nominee.order)
    other = terms | {"wage": "61000.00"} if differ else terms
    for copy, said in ((Copy.ORIGIN, terms), (Copy.DESTINATION, other)):
        nominees.enter_nominee_copy(nominee=nominee, copy=copy, terms=said, by=officer, at=at)
