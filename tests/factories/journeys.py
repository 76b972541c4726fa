"""Journeys for tests, through the app's own actions: `a_journey(ready=True)` has everything for the first phase."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils.timezone import localdate

from hamsafar.accounts.enums import Role
from hamsafar.accounts.models import User
from hamsafar.journeys.actions.journeys import meet_requirement, open_journey
from hamsafar.journeys.actions.needs import read_law_anew
from hamsafar.journeys.enums import ConsentHow, ContactKind, JourneyPurpose, Purpose, RequirementKind, Script
from hamsafar.journeys.models import Consent, Contact, Journey, NameForm, Passport, Person
from hamsafar.kit.actor import SYSTEM
from tests.factories.accounts import OfficerFactory
from tests.factories.incidents import load_the_corridor
from tests.factories.ledger import noon
from tests.factories.people import bare_person

NOON = noon(2026, 3, 2)
TODAY = NOON.date()


def traveller(*, passport_until: date | None = date(2031, 5, 1), told: bool = True, at: datetime = NOON) -> Person:
    """A file with a name in three scripts, a passport, and (if `told`) consent to messages and a confirmed number."""
    person = bare_person(citizenship="TJK", birth_date=date(1991, 5, 17), birth_year=1991, birth_month=5, language="tg")
    forms = (
        ("Ҳамроҳи Намунавӣ", Script.CYRILLIC, "tj-civil-registry"),
        ("Намунави Хамрох", Script.CYRILLIC, "ru-migration"),
        ("HAMROHI NAMUNAVI", Script.LATIN, "tj-passport"),
    )
    for full, script, authority in forms:
        NameForm.objects.create(person=person, full=full, script=script, authority=authority, added_at=at)
    if passport_until is not None:
        Passport.objects.create(person=person, number="400000001", country="TJK", expires=passport_until, added_at=at)
    if told:
        Contact.objects.create(
            person=person, kind=ContactKind.PHONE, value="+992550000001", confirmed_at=at, added_at=at
        )
        Consent.objects.create(
            person=person, purpose=Purpose.MESSAGES, language="tg", how=ConsentHow.SPOKEN, given_at=at
        )
    return person


def a_journey(
    person: Person | None = None,
    *,
    purpose: JourneyPurpose = JourneyPurpose.WORKER,
    departs_in: int = 10,
    ready: bool = False,
    at: datetime = NOON,
) -> Journey:
    """A journey on the real pack's rules, opened by a clerk."""
    load_the_corridor()
    journey = open_journey(
        person=person or traveller(at=at),
        purpose=purpose,
        departs_on=localdate(at) + timedelta(days=departs_in),
        occupation="7112" if purpose == JourneyPurpose.WORKER else "",
        by=clerk(),
        at=at,
    )
    if ready:
        meet(journey, RequirementKind.PRE_TRIP, at=at)
    return journey


def meet(
    journey: Journey, kind: RequirementKind, *, on: date | None = None, until: date | None = None, at: datetime = NOON
) -> None:
    """Met as a desk says it."""
    meet_requirement(journey=journey, kind=kind, on=on or localdate(at), until=until, by=SYSTEM, at=at)


def law_changed(journey: Journey, *, at: datetime = NOON) -> Journey:
    """The journey after its law was read anew, as the clock does it."""
    return read_law_anew(journey=Journey.objects.get(pk=journey.pk), by=SYSTEM, at=at)


def clerk() -> User:
    return OfficerFactory(role=Role.REGISTRATION_CLERK)
