"""The demonstration's journeys: in every state, on the corridor's real rules, with words that wait and were decided."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.timezone import localdate

from hamsafar.accounts.models import User
from hamsafar.corridor.models import Post
from hamsafar.journeys.actions.crossing import note_stay_ground, report_crossing
from hamsafar.journeys.actions.journeys import (
    cancel_journey,
    clear_for_departure,
    meet_requirement,
    open_journey,
    unmeet_requirement,
)
from hamsafar.journeys.actions.recording import confirm_requirement, decline_requirement, record_requirement
from hamsafar.journeys.actions.waiving import ask_waiver, decide_waiver
from hamsafar.journeys.enums import Direction, JourneyPurpose, RequirementKind, StayGround
from hamsafar.journeys.models import Journey, Person
from hamsafar.kit.actor import SYSTEM

CLERKS, OFFICERS = ("clerk", "clerk-2"), ("papers", "papers-2")
BRICKLAYER = "7112"
ANSWER = "answer of the pre-trip check no. 7 (example)"
BAN = "The list of that day names somebody else with this document. (example)"
DAY = timedelta(days=1)
(CLEARED, LOST, OPEN, WAIVED, ABROAD, STUDENT, RETURNED, HOME, CANCELLED) = range(9)
PURPOSES = {STUDENT: JourneyPurpose.STUDENT, RETURNED: JourneyPurpose.FAMILY, HOME: JourneyPurpose.RETURNEE}


def make_demo(*, at: datetime) -> None:
    """Make the journeys that are missing. Making them twice changes nothing."""
    if Journey.objects.synthetic().exists():
        return
    clerk, second = (User.objects.get(username=name, synthetic=True) for name in CLERKS)
    officer, other = (User.objects.get(username=name, synthetic=True) for name in OFFICERS)
    made = [_opened(person, place, by=clerk, at=at) for place, person in enumerate(_people(at))]
    for place in (CLEARED, LOST, ABROAD, STUDENT, RETURNED):
        _confirmed(made[place], first=clerk, second=second, at=at - 20 * DAY)
    for place in (CLEARED, LOST):
        clear_for_departure(journey=made[place], by=officer, at=at - 2 * DAY)
    unmeet_requirement(journey=made[LOST], kind=RequirementKind.PRE_TRIP, because=BAN, by=clerk, at=at)
    _words(made[OPEN], clerk=clerk, second=second, at=at)
    _waivers(made, officer=officer, other=other, at=at)
    _abroad(made, by=clerk, at=at)
    cancel_journey(journey=made[CANCELLED], because="Stays at home. (example)", by=clerk, at=at)


def _people(at: datetime) -> list[Person]:
    """Generated people whose passport is in force, so many as there are journeys."""
    held = Person.objects.synthetic().kept().one_each().filter(closed_at__isnull=True)
    later = localdate(at) + 60 * DAY
    good = held.filter(passports__expires__gt=later, passports__replaced_by__isnull=True).distinct()
    return list(good.order_by("pk")[: CANCELLED + 1])


def _opened(person: Person, place: int, *, by: User, at: datetime) -> Journey:
    purpose = PURPOSES.get(place, JourneyPurpose.WORKER)
    departs_in = {LOST: 1, ABROAD: -14, STUDENT: -10, RETURNED: -18}.get(place, 5 + place)
    return open_journey(
        person=person,
        purpose=purpose,
        departs_on=localdate(at) + departs_in * DAY,
        occupation=BRICKLAYER if purpose == JourneyPurpose.WORKER else "",
        by=by,
        at=at - 21 * DAY,
    )


def _confirmed(journey: Journey, *, first: User, second: User, at: datetime) -> None:
    made = record_requirement(
        journey=journey, kind=RequirementKind.PRE_TRIP, on=localdate(at), words=ANSWER, by=first, at=at
    )
    confirm_requirement(attestation=made, by=second, at=at + DAY)


def _words(journey: Journey, *, clerk: User, second: User, at: datetime) -> None:
    """One document that was not confirmed, and one that waits."""
    wrong = record_requirement(
        journey=journey, kind=RequirementKind.PRE_TRIP, on=localdate(at), words=ANSWER, by=clerk, at=at - DAY
    )
    decline_requirement(attestation=wrong, because="It names another document. (example)", by=second, at=at - DAY)
    record_requirement(journey=journey, kind=RequirementKind.PRE_TRIP, on=localdate(at), words=ANSWER, by=clerk, at=at)


def _waivers(made: list[Journey], *, officer: User, other: User, at: datetime) -> None:
    """One granted, one refused, one that waits."""
    for place, grant in ((WAIVED, True), (CLEARED, False), (CANCELLED, None)):
        kind = RequirementKind.PRE_TRIP if place == WAIVED else RequirementKind.LANGUAGE_TEST
        asked = made[place].requirements.get(kind=kind)
        waiver = ask_waiver(requirement=asked, because="The office was closed. (example)", by=officer, at=at - DAY)
        if grant is not None:
            decide_waiver(waiver=waiver, grant=grant, by=other, at=at)


def _abroad(made: list[Journey], *, by: User, at: datetime) -> None:
    today = localdate(at)
    post = Post.objects.order_by("key").first()
    for place, days in ((ABROAD, 14), (STUDENT, 10), (RETURNED, 18)):
        on = today - days * DAY
        report_crossing(journey=made[place], direction=Direction.ENTRY, on=on, post=post, by=by, at=at)
    report_crossing(journey=made[RETURNED], direction=Direction.EXIT, on=today - 2 * DAY, post=post, by=by, at=at)
    until = today + 300 * DAY
    note_stay_ground(journey=made[STUDENT], ground=StayGround.STUDY, starts=today, until=until, by=by, at=at)
    meet_requirement(journey=made[ABROAD], kind=RequirementKind.REGISTRATION, on=today - 5 * DAY, by=SYSTEM, at=at)
