"""A synthetic person with something in every table of the file, each value a mark that a search would find."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count

from hamsafar.journeys.actions.documents import add_document
from hamsafar.journeys.actions.filing import refile_person
from hamsafar.journeys.enums import (
    AttestationState,
    ConsentHow,
    ContactKind,
    Direction,
    FoundBy,
    JourneyPurpose,
    Kinship,
    Phase,
    Purpose,
    RegistrationState,
    RequirementKind,
    Script,
    Sex,
    StayGround,
    ToldBy,
)
from hamsafar.journeys.models import (
    Attestation,
    Consent,
    Contact,
    Correction,
    CorrectionWish,
    Crossing,
    Duplicate,
    FamilyLink,
    HelpedEntry,
    Journey,
    Merge,
    NameForm,
    Passport,
    Person,
    Registration,
    Requirement,
    StayPeriod,
    Waiver,
)
from hamsafar.kit.actor import SYSTEM
from hamsafar.notices.actions import send_notice
from hamsafar.notices.models import Recipient
from tests.factories.accounts import OfficerFactory
from tests.factories.ledger import noon

AT = noon(2018, 3, 2)
_numbers = count(1)


@dataclass
class Marked:
    """A person, and every value of theirs that nothing may hold once they are erased."""

    person: Person
    values: list[str] = field(default_factory=list)
    inside: list[str] = field(default_factory=list)  # of stored files


def bare_person(name: str = "Ҳамроҳи Намунавӣ", *, closed_at: datetime | None = None, **more) -> Person:
    """A file with a name and nothing else."""
    return Person.objects.create(
        name=name, sort_key=name.lower(), synthetic=True, registered_at=AT, closed_at=closed_at, **more
    )


def marked_person(*, closed_at: datetime | None = None) -> Marked:
    """A person with a row in every table of the file, and every value written so that it is found by a search."""
    number = next(_numbers)
    made = Marked(bare_person(f"Ҳамроҳзода{number}X Намуна", closed_at=closed_at, sex=Sex.WOMAN, citizenship="TJK"))
    person, other = made.person, bare_person(f"Хеши {number}")
    made.values += [person.name, f"Ҳамроҳзода{number}X"]
    person.birth_date, person.birth_year, person.birth_month = date(1991, 5, 17), 1991, 5
    person.district = _mark(made, "district")
    person.save()
    NameForm.objects.create(
        person=person,
        full=_mark(made, "HAMROHZODA"),
        family=_mark(made, "FAMILY"),
        script=Script.LATIN,
        authority="tj-passport",
        document=_mark(made, "booklet"),
        added_at=AT,
    )
    Passport.objects.create(
        person=person, number=_mark(made, "P"), country="TJK", mrz=_mark(made, "MRZ<<"), added_at=AT
    )
    phone = f"+9929{number:08}"
    made.values.append(phone[1:])
    Contact.objects.create(person=person, kind=ContactKind.PHONE, value=phone, whose=_mark(made, "whose"), added_at=AT)
    Consent.objects.create(person=person, purpose=Purpose.MESSAGES, language="tg", how=ConsentHow.SPOKEN, given_at=AT)
    Correction.objects.create(
        person=person, field="name", before=_mark(made, "before"), after=_mark(made, "after"),
        reason=_mark(made, "reason"), corrected_at=AT,
    )  # fmt: skip
    HelpedEntry.objects.create(
        person=person, what="name", helper=_mark(made, "helper"), language="tg", read_back=True, at=AT
    )
    CorrectionWish.objects.create(
        person=person, field="name", words=_mark(made, "wish"), answer=_mark(made, "answer"), wished_at=AT
    )
    made.inside.append(f"scan-of-{person.ref[-9:]}".replace("*", "S").replace("~", "T"))
    add_document(
        person=person,
        kind="passport",
        passport=person.passports.get(),
        content=f"%PDF-1.7\n{made.inside[0]}\n%%EOF\n".encode(),
        name=f"{_mark(made, 'name')}.pdf",
        words=_mark(made, "page"),
        by=SYSTEM,
        at=AT,
    )
    FamilyLink.objects.create(
        person=other, relative=person, kinship=Kinship.SIBLING, document=_mark(made, "certificate"), added_at=AT
    )
    one, two = sorted((person, other), key=lambda each: each.pk)
    Duplicate.objects.create(
        one=one, other=two, score=0.7, reasons=[_mark(made, "evidence")], found_by=FoundBy.BULK, found_at=AT
    )
    Merge.objects.create(
        kept=person, merged=other, reason=_mark(made, "merge"), merged_at=AT,
        undone_at=AT, undone_reason=_mark(made, "un"),
    )  # fmt: skip
    Registration.objects.create(
        person=person, name=_mark(made, "typed"), sex=Sex.WOMAN, birth_date=date(1991, 5, 17), citizenship="TJK",
        phone=phone, language="tg", state=RegistrationState.CONFIRMED, entered_at=AT, decided_at=AT,
    )  # fmt: skip
    _marked_journey(made)
    refile_person(person=person, by=SYSTEM, at=AT)
    send_notice(
        to=Recipient.by_sms(phone, person=person.ref), template="notices/trial", context={}, language="tg",
        about=person, by=SYSTEM, at=AT,
    )  # fmt: skip
    return made


def _marked_journey(made: Marked) -> None:
    """A journey with a row in each of its tables."""
    officer, second = OfficerFactory.create_batch(2)
    journey = Journey.objects.create(
        person=made.person, purpose=JourneyPurpose.WORKER, departs_on=date(2018, 4, 1), occupation="7112",
        opened_by=officer.ref, opened_at=AT, cleared_at=AT, first_cleared_at=AT, cleared_until=AT + timedelta(days=9),
        lost_at=AT, lost_because={"kind": "examination", "because": _mark(made, "lost")}, left_on=date(2018, 4, 1),
        cancelled_because=_mark(made, "cancelled"),
    )  # fmt: skip
    asked = Requirement.objects.create(
        journey=journey, kind=RequirementKind.EXAMINATION, phase=Phase.AFTER_ENTRY, needed=True, met_on=AT.date(),
        evidence=_mark(made, "evidence"), unmet_because=_mark(made, "unmet"),
    )  # fmt: skip
    Attestation.objects.create(
        requirement=asked, state=AttestationState.DECLINED, met_on=AT.date(), words=_mark(made, "document"),
        recorded_by=officer, recorded_at=AT, decided_by=second, decided_at=AT, decided_because=_mark(made, "declined"),
    )  # fmt: skip
    Waiver.objects.create(
        requirement=asked, because=_mark(made, "waiver"), office=officer.organisation, asked_by=officer, asked_at=AT
    )
    Crossing.objects.create(
        journey=journey, direction=Direction.ENTRY, on=date(2018, 4, 1), told_by=ToldBy.PERSON, told_at=AT
    )
    StayPeriod.objects.create(
        journey=journey, ground=StayGround.PATENT, starts=AT.date(), until=date(2018, 9, 1), noted_by="-", noted_at=AT
    )


def _mark(made: Marked, what: str) -> str:
    """A value that stands nowhere else: a search for it finds it if it is anywhere."""
    value = f"{what}-{len(made.values)}-{made.person.ref[-9:]}".replace("*", "S").replace("~", "T")
    made.values.append(value)
    return value
