"""A centre of the demonstration at the origin: an examination at every step, made through actions. All is invented.

Each clinician's passphrase is the password of their sign-in. Nothing of it is left when the passwords are made anew:
the centre then says that a key was lost, and goes on with another.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings

from hamsafar.accounts.demo import DemoSignIn
from hamsafar.accounts.models import User
from hamsafar.appointments.actions import attending
from hamsafar.appointments.actions.booking import book_slot
from hamsafar.appointments.models import Office, Slot
from hamsafar.corridor.enums import SideRole
from hamsafar.corridor.models import Side
from hamsafar.journeys.models import Journey, Person
from hamsafar.kit.actor import SYSTEM
from hamsafar.kit.refusal import Refusal
from hamsafar.medical.actions import concluding, examining, keys, laboratory, receiving
from hamsafar.medical.actions.turn import make_round
from hamsafar.medical.enums import SERVICE, Finding, Outcome, Payer, ResultStatus
from hamsafar.medical.formats import fhir
from hamsafar.medical.models import CentreKey, Price
from hamsafar.medical.rules.folders import Result
from hamsafar.medical.unlocked import Desk

RECEPTION, SUPERVISOR, EXAMINER, LABORATORY = "reception", "supervisor", "examiner", "laboratory"
PHYSICIAN, SECOND, THIRD = "physician", "physician-2", "physician-3"
CLINICIANS = (EXAMINER, LABORATORY, PHYSICIAN, SECOND, THIRD)
PRICE, CURRENCY = Decimal("250.00"), "TJS"
AGO = timedelta(days=9)
TRAVEL = 5  # enough conclusions for their number to be published
MINUTES = (69, 81, 93, 105, 0, 12, 24, 27, 30, 33, 45, 57)  # of each person; four of them came too fast to be true
TREATMENT = "Treatment at the district centre, free of charge. (example)"
SEEN = receiving.Seen(
    passport_is_theirs=True, photo_is_theirs=True, language="tg", read_aloud=True, consents=True, payer=Payer.PERSON
)


@dataclass(frozen=True)
class Staff:
    """The centre's people with their unlocked desks."""

    office: Office
    people: Mapping[str, User]
    desks: Mapping[str, Desk]

    def at(self, name: str, ref: str, moment: datetime) -> dict[str, Any]:
        """Who acts on which folder, when."""
        return {"ref": ref, "desk": self.desks[name], "by": self.people[name], "at": moment}


def make_demo(*, sign_ins: Sequence[DemoSignIn], at: datetime) -> None:
    """Make the centre, its staff's keys, and an examination at every step. Making them twice changes nothing."""
    office = Office.objects.filter(synthetic=True, shifts__service__key=SERVICE).in_order().first()
    here = Side.objects.get(pk=settings.THIS_SIDE)
    passphrases = {each.username: each.password for each in sign_ins}
    if office is None or here.role != SideRole.ORIGIN or SUPERVISOR not in passphrases:
        return
    people = {each.username: each for each in User.objects.synthetic().active().filter(username__in=passphrases)}
    if _opens(office, people, passphrases):
        return
    staff = _staff(office, people, passphrases, at=at - AGO)
    if not Price.objects.filter(office=office.key).exists():
        _publish(office, people[SUPERVISOR], at=at - AGO)
    _examinations(staff, at=at - AGO)


def _opens(office: Office, people: Mapping[str, User], passphrases: Mapping[str, str]) -> bool:
    """Whether the supervisor can unlock the centre with the password of this demonstration."""
    if CentreKey.objects.of(office.key) is None:
        return False
    try:
        keys.unlock(office=office.key, passphrase=passphrases[SUPERVISOR], by=people[SUPERVISOR])
    except Refusal:
        return False
    return True


def _staff(office: Office, people: Mapping[str, User], passphrases: Mapping[str, str], *, at: datetime) -> Staff:
    lost = CentreKey.objects.of(office.key) is not None
    first = keys.open_centre(
        office=office.key, passphrase=passphrases[SUPERVISOR], by=people[SUPERVISOR], at=at, lost=lost
    ).desk
    desks = {SUPERVISOR: first}
    for name in CLINICIANS:
        asked = keys.ask_for_key(office=office.key, passphrase=passphrases[name], by=people[name], at=at)
        keys.admit_clinician(holder=asked, desk=first, by=people[SUPERVISOR], at=at)
        desks[name] = Desk(people[name].ref, office.key, first.key)
    return Staff(office, people, desks)


def _publish(office: Office, supervisor: User, *, at: datetime) -> None:
    day = office.day_of(at)
    receiving.publish_price(
        office=office.key, amount=PRICE, currency=CURRENCY, valid_from=day, by=supervisor, at=at, synthetic=True
    )


def _examinations(staff: Staff, *, at: datetime) -> None:
    """One person at every step; some who travel and meet the requirement, one on the way of treatment."""
    travels = [each.person for each in Journey.objects.synthetic().going_on().select_related("person").order_by("pk")]
    others = Person.objects.synthetic().one_each().kept().exclude(pk__in=[each.pk for each in travels]).order_by("pk")
    people = [*travels[:TRAVEL], *others[: len(_STORIES) - TRAVEL]]
    received = [_receive(staff, person, at=at) for person in people]
    for place, (steps, ref) in enumerate(zip(_STORIES, received, strict=False)):
        for hour, step in enumerate(steps):
            step(staff, ref, at + timedelta(hours=hour, minutes=MINUTES[place]))
    make_round(by=SYSTEM, at=at + timedelta(days=3))


def _receive(staff: Staff, person: Person, *, at: datetime) -> str:
    """By a place that was booked, as everybody comes."""
    slot = Slot.objects.at(staff.office).free().after(at).in_order().first()
    if slot is None:
        raise Refusal("The centre of the demonstration has no free place.")
    booked = book_slot(slot=slot, holder=person.ref, by=SYSTEM, at=at)
    reception = staff.people[RECEPTION]
    attending.check_in(booking=booked, by=reception, at=slot.starts)
    attending.serve(booking=booked, by=reception, at=slot.ends)
    visit = receiving.Visit(booked.ref, staff.office.key, person, booked.booked_by)
    return receiving.receive_person(visit=visit, seen=SEEN, by=reception, at=at).ref


def _order(staff: Staff, ref: str, at: datetime) -> None:
    items = receiving.panel(on=staff.office.day_of(at)).items
    examining.order_tests(items=items, specimen=f"S {ref[2:6]}", **staff.at(EXAMINER, ref, at))


def _results(found: Mapping[str, str] | None = None) -> Callable[[Staff, str, datetime], None]:
    """The laboratory sends everything negative but what is said."""

    def step(staff: Staff, ref: str, at: datetime) -> None:
        folder = examining.open_folder(**staff.at(LABORATORY, ref, at))
        order = folder.orders[-1]
        results = [
            Result(order.number, item, (found or {}).get(item, Finding.NEGATIVE), ResultStatus.FINAL, at.isoformat())
            for item in order.items
        ]
        raw, by = fhir.results_bundle(ref, results).encode(), staff.people[LABORATORY]
        laboratory.hand_in_bundle(office=staff.office.key, raw=raw, by=by, at=at)
        examining.take_in(desk=staff.desks[LABORATORY], by=by, at=at)

    return step


def _met(staff: Staff, ref: str, at: datetime) -> None:
    concluding.conclude(outcome=Outcome.MET, **staff.at(PHYSICIAN, ref, at))


def _path(staff: Staff, ref: str, at: datetime) -> None:
    again = staff.office.day_of(at) + timedelta(days=60)
    said = staff.at(PHYSICIAN, ref, at)
    concluding.conclude(outcome=Outcome.PATH, treatment=TREATMENT, retest_on=again, **said)


def _sign(staff: Staff, ref: str, at: datetime) -> None:
    concluding.countersign(**staff.at(SECOND, ref, at))


def _tell(staff: Staff, ref: str, at: datetime) -> None:
    concluding.tell_person(**staff.at(PHYSICIAN, ref, at))


def _disagree(staff: Staff, ref: str, at: datetime) -> None:
    said = staff.at(THIRD, ref, at)
    concluding.note_appeal(words="Another laboratory found nothing. (example)", **said)


def _leave_out(staff: Staff, ref: str, at: datetime) -> None:
    reason = "No X-ray now. (example)"
    examining.exempt_item(item="tuberculosis", reason=reason, **staff.at(EXAMINER, ref, at))
    examining.confirm_exemption(item="tuberculosis", **staff.at(PHYSICIAN, ref, at))


# What happens to each person after the reception; the first ones travel.
_STORIES = (
    *(((_order, _results(), _met, _sign, _tell),) * TRAVEL),
    (),
    (_leave_out, _order),
    (_order, _results()),
    (_order, _results(), _met),
    (_order, _results(), _met, _sign),
    (_order, _results({"tuberculosis": Finding.POSITIVE}), _path, _sign, _tell),
    (_order, _results({"hiv": Finding.POSITIVE}), _path, _sign, _tell, _disagree),
)
