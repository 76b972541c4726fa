"""What the clock does for journeys: reads the law of each anew, and reminds before something lapses or is due."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import override

from hamsafar.journeys import access
from hamsafar.journeys.actions.needs import read_law_anew
from hamsafar.journeys.actions.telling import language_of, tell_person
from hamsafar.journeys.enums import RequirementKind, Standing
from hamsafar.journeys.models import Journey, Requirement
from hamsafar.journeys.rules.journeys import SOON
from hamsafar.kit.actor import Actor
from hamsafar.kit.formats import day as written_day
from hamsafar.kit.verdict import require

BEFORE_DUE = timedelta(days=7)


def look_at_journeys(*, by: Actor, at: datetime) -> int:
    """Read the law anew for every journey that has not begun, and remind; how many reminders there were.

    Each journey is a transaction of its own. Asked again on the same day, nobody is told anew.
    """
    require(access.may_run_journeys(by))
    for key in Journey.objects.at_home().order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            read_law_anew(journey=Journey.objects.locked(key), by=by, at=at)
    return remind_people(by=by, at=at)


def remind_people(*, by: Actor, at: datetime) -> int:
    """Remind people of what lapses within two weeks, or is due within one; how many were to be reminded."""
    require(access.may_run_journeys(by))
    on, told = localdate(at), 0
    near = Requirement.objects.near(on=on, lapses=SOON, due=BEFORE_DUE).waived_too().select_related("journey__person")
    for asked in near.order_by("pk"):
        day = _day(asked, on=on)
        if day is not None and _tell(asked, day, by=by, at=at):
            told += 1
    return told


def _day(asked: Requirement, *, on: date) -> date | None:
    """The day to remind of: the last on which it holds, or the one by which it is due; None where there is none."""
    stands = asked.standing(on=on)
    if stands is Standing.LAPSES_SOON and asked.until is not None:
        return asked.until - timedelta(days=1)
    return asked.due_on if stands in (Standing.MISSING, Standing.LAPSED) else None


def _tell(asked: Requirement, day: date, *, by: Actor, at: datetime) -> bool:
    journey = asked.journey
    language = language_of(journey.person.head)
    with override(language):
        what = str(RequirementKind(asked.kind).label)
    made = tell_person(
        journey=journey,
        template="journeys/requirement_lapses",
        context={"what": what, "day": written_day(day, language), "lapses": asked.is_met(on=localdate(at))},
        by=by,
        at=at,
        once=f"{journey.ref} {asked.kind} {day}",
    )
    return made is not None
