"""The demonstration's people, made through actions: generated, marked, and with everything a registry meets.

One person stands in three files as three clerks wrote the name; two files are merged, two were parted again, two were
called different people's; passports were renewed, families are linked, and three people registered on their phones.
Each node has people of its own.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.timezone import localdate
from PIL import Image

from hamsafar.accounts.models import User
from hamsafar.corridor.enums import SideRole
from hamsafar.corridor.models import Side
from hamsafar.journeys.actions import documents as documents_of
from hamsafar.journeys.actions import keeping
from hamsafar.journeys.actions.merging import call_different, merge_people, reopen_pair, undo_merge
from hamsafar.journeys.actions.registering import (
    confirm_registration,
    enter_registration,
    register_person,
    turn_away_registration,
)
from hamsafar.journeys.actions.sign_in import TheirOwn
from hamsafar.journeys.actions.wishes import decline_wish, wish_correction
from hamsafar.journeys.enums import ConsentHow, ContactKind, DocumentKind, FileField, Kinship, Purpose
from hamsafar.journeys.models import Duplicate, Passport, Person
from hamsafar.journeys.rules.entries import Birth, Help, PassportEntry, PersonEntry, Written
from hamsafar.kit.actor import VISITOR
from hamsafar.synthetic import documents, people

SEEDS = {SideRole.ORIGIN: 2031, SideRole.DESTINATION: 2037}
PEOPLE = 30
CLERK, SECOND_CLERK = "clerk", "clerk-2"
AGO = timedelta(days=40)
DISTRICTS = ("district A (example)", "district B (example)", "district C (example)")
SAME = "Same date of birth; he showed both papers at the desk. (example)"
OTHERS = "Both came to the desk together. (example)"
SEEMS_OTHER = "Says that he was never here. (example)"
CERTIFICATE = "certificate of the registry (example)"

# How each of three clerks writes one name: the spelling, and who wrote it so.
TYPED = (("tajik", "tj-civil-registry"), ("russian", "ru-migration"), ("icao", "carrier"))

Made = tuple[people.Person, Person]


def make_demo(*, at: datetime) -> None:
    """Make the people that are missing. Making them twice changes nothing."""
    if Person.objects.synthetic().exists():
        return
    origin = Side.objects.get(key=settings.THIS_SIDE).role == SideRole.ORIGIN
    seed = SEEDS[SideRole.ORIGIN if origin else SideRole.DESTINATION]
    clerk = User.objects.get(username=CLERK, synthetic=True)
    cast = people.some_people(seed, PEOPLE)
    typed = TYPED[0] if origin else TYPED[1]

    files = [_registered(each, typed, seed, place, by=clerk, at=at) for place, each in enumerate(cast)]
    made = list(zip(cast, files, strict=True))

    _link_families(made, by=clerk, at=at)
    _typed_again(made, seed, by=clerk, at=at)
    _by_phone(seed, by=clerk, at=at)
    _changed_since(made, by=clerk, at=at)
    _scans(made, by=clerk, at=at)
    _wishes(made, by=clerk, at=at)


def _scans(made: Sequence[Made], *, by: User, at: datetime) -> None:
    """A photograph and a passport's scan in one file: grey squares, since nobody is in them."""
    file = made[0][1]
    for kind, passport in ((DocumentKind.PHOTO, None), (DocumentKind.PASSPORT, file.passports.first())):
        documents_of.add_document(
            person=file,
            kind=kind,
            passport=passport,
            content=_grey_square(),
            name=f"{kind.value}.png",
            words="(example)",
            by=by,
            at=at - AGO,
        )


def _grey_square() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (240, 320), "#c9cfdb").save(out, "PNG")
    return out.getvalue()


def _wishes(made: Sequence[Made], *, by: User, at: datetime) -> None:
    """What people asked to have corrected on their own pages: one waits, one was corrected, one was left as it is."""
    for place, (_one, file) in enumerate(made[1:4]):
        day = at - timedelta(days=place + 1)
        words = "The district is written otherwise. (example)"
        wish = wish_correction(person=file, field=FileField.DISTRICT, words=words, by=TheirOwn(file.head.ref), at=day)
        if place == 1:
            reason = "As the house register says. (example)"
            keeping.correct_file(
                person=file.head, reason=reason, district="district E (example)", wish=wish, by=by, at=at
            )
        elif place > 1:
            decline_wish(wish=wish, answer="The house register says what stands here. (example)", by=by, at=at)


def _registered(one: people.Person, typed: tuple[str, str], seed: int, place: int, *, by: User, at: datetime) -> Person:
    """A file with its passports, each renewal after the one before it."""
    papers = documents.passports(one, seed, until=localdate(at))
    first = papers[0] if papers else None
    names = (_written(one, *typed), *([_latin(first)] if first else []))
    person = register_person(
        entry=_entry(one, names, passport=_passport(first) if first else None, place=place),
        helped=Help("tg", read_back=True, helper="a neighbour (example)") if place % 7 == 0 else None,
        despite=OTHERS,
        by=by,
        at=at - AGO + timedelta(hours=place),
        synthetic=True,
    )
    for paper in papers[1:]:
        before = Passport.objects.filter(person=person).present().first()
        keeping.add_passport(person=person, passport=_passport(paper), replaces=before, by=by, at=at - AGO)
        if not person.name_forms.standing().filter(full=_latin(paper).full).exists():
            keeping.add_name_form(person=person, name=_latin(paper), by=by, at=at - AGO)
    return person


def _entry(
    one: people.Person, names: Sequence[Written], *, passport: PassportEntry | None = None, place: int = 0
) -> PersonEntry:
    # A day of birth that nobody knew is a year alone, as many older papers have it.
    birth = Birth(None, one.born.year, None) if place % 11 == 10 else Birth.on(one.born)  # noqa: PLR2004 (every eleventh)
    consents = tuple(Purpose)[: place % 4]
    return PersonEntry(
        names=tuple(names),
        birth=birth,
        sex=one.sex,
        citizenship="TJK",
        district=DISTRICTS[place % len(DISTRICTS)],
        language=("tg", "ru")[place % 2],
        passport=passport,
        email=f"{one.ref.lower()}@people.example",
        consents=consents,
    )


def _written(one: people.Person, writer: str, authority: str) -> Written:
    return Written(one.said(writer), authority)


def _latin(paper: documents.Passport) -> Written:
    return Written(f"{paper.surname} {paper.given}", "tj-passport", paper.surname, paper.given, document=paper.number)


def _passport(paper: documents.Passport) -> PassportEntry:
    return PassportEntry(paper.number, "TJK", "\n".join(paper.lines), paper.issued, paper.expires)


def _link_families(made: Sequence[Made], *, by: User, at: datetime) -> None:
    """Father and child, as the household has them."""
    for one, father in made:
        for other, child in made:
            if other.household == one.household and other.father == one.given and other.born > one.born:
                keeping.link_family(
                    person=child, relative=father, kinship=Kinship.PARENT, document=CERTIFICATE,
                    since=other.born, by=by, at=at - AGO,
                )  # fmt: skip


def _typed_again(made: Sequence[Made], seed: int, *, by: User, at: datetime) -> None:
    """The same people once more, by other clerks: in every state that a pair of files can be in."""
    men = [each for each in made if each[1].birth_date and len(each[0].words()) > 2][:5]  # noqa: PLR2004 (whole names)
    thrice, merged, parted, different, reopened = men
    for place, (writer, authority) in enumerate(TYPED[1:], 1):
        _again(thrice, writer, authority, by=by, at=at - timedelta(days=9 - place))
    second = _again(merged, *TYPED[2], by=by, at=at - timedelta(days=8))
    merge_people(kept=merged[1], merged=second, reason=SAME, by=by, at=at - timedelta(days=7))
    again = _again(parted, *TYPED[1], by=by, at=at - timedelta(days=6))
    merge = merge_people(kept=parted[1], merged=again, reason=SAME, by=by, at=at - timedelta(days=5))
    undo_merge(merge=merge, reason=OTHERS, by=by, at=at - timedelta(days=4))
    for one, back in ((different, False), (reopened, True)):
        twin = _again(one, *TYPED[2], by=by, at=at - timedelta(days=3))
        pair = Duplicate.objects.touching(Person.objects.filter(pk=twin.pk)).open().likeliest_first()[0]
        call_different(duplicate=pair, words=OTHERS, by=by, at=at - timedelta(days=2))
        if back:
            reopen_pair(duplicate=pair, by=by, at=at - timedelta(days=1))


def _again(made: Made, writer: str, authority: str, *, by: User, at: datetime) -> Person:
    one, _file = made
    entry = _entry(one, [_written(one, writer, authority)])
    return register_person(entry=entry, despite=SEEMS_OTHER, by=by, at=at, synthetic=True)


def _by_phone(seed: int, *, by: User, at: datetime) -> None:
    """What three people typed on their phones: one waits, one showed the passport, one did not come."""
    for place, one in enumerate(people.some_people(seed + 1, 3)):
        papers = documents.passports(one, seed + 1, until=localdate(at))
        passport = PassportEntry(papers[0].number, "TJK") if papers else None
        entry = _entry(one, [Written(one.said("tajik"), "self")], passport=passport, place=place)
        registration = enter_registration(entry=entry, by=VISITOR, at=at - timedelta(days=3), synthetic=True)
        if place == 1:
            confirm_registration(registration=registration, entry=entry, despite=OTHERS, by=by, at=at)
        elif place > 1:
            reason = "The number is not that of the passport. (example)"
            turn_away_registration(registration=registration, reason=reason, by=by, at=at)


def _changed_since(made: Sequence[Made], *, by: User, at: datetime) -> None:
    """A correction, a contact taken back, a consent withdrawn, one given at the desk."""
    day = at - timedelta(days=1)
    file = made[6][1]
    keeping.correct_file(person=file, reason="The passport says so. (example)", district="district D (example)",
                         by=by, at=day)  # fmt: skip
    found = file.contacts.standing().filter(kind=ContactKind.EMAIL).first()
    if found is not None:
        keeping.confirm_contact(contact=found, by=by, at=day)
        keeping.withdraw_contact(contact=found, by=by, at=at)
    for purpose in (Purpose.MESSAGES, Purpose.FAMILY):
        if not file.consents.standing().to(purpose).exists():
            keeping.give_consent(person=file, purpose=purpose, language="tg", how=ConsentHow.SPOKEN, by=by, at=day)
    keeping.withdraw_consent(person=file, purpose=Purpose.FAMILY, by=by, at=at)
