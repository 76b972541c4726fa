"""Registering people: by an officer, or by the person's phone and confirmed against the passport."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from hamsafar.accounts.models import User
from hamsafar.corridor.models import Side
from hamsafar.journeys import access
from hamsafar.journeys.actions.filing import refile_person
from hamsafar.journeys.actions.finding import look_up
from hamsafar.journeys.actions.linking import files
from hamsafar.journeys.enums import Channel, ConsentHow, ContactKind, FoundBy, Purpose, RegistrationState
from hamsafar.journeys.models import (
    Consent,
    Contact,
    Duplicate,
    HelpedEntry,
    NameForm,
    Passport,
    Person,
    Registration,
)
from hamsafar.journeys.models.people import plain_number
from hamsafar.journeys.rules.alphabet import sort_key
from hamsafar.journeys.rules.asking import read_query
from hamsafar.journeys.rules.entries import BadEntry, Help, PassportEntry, PersonEntry, Written, require_names
from hamsafar.journeys.rules.likeness import Known, Likeness, likeness
from hamsafar.journeys.rules.phones import NotAPhone, read_phone
from hamsafar.kit.actor import Actor
from hamsafar.kit.because import said
from hamsafar.kit.refusal import Refusal
from hamsafar.kit.verdict import require
from hamsafar.ledger.actions import record

LOOKED_AT = 10  # files that a new entry is laid beside


@dataclass(frozen=True)
class Alike:
    """A file that looks like the person being registered, and what speaks for it."""

    person: Person
    found: Likeness


class ProbablyRegistered(Refusal):
    """Somebody very like this person has a file. `alike` holds those files, the likeliest first."""

    def __init__(self, alike: Sequence[Alike]) -> None:
        super().__init__(
            _("This person probably has a file already. Look at it first; register anew only with a reason.")
        )
        self.alike = tuple(alike)


@transaction.atomic
def register_person(
    *,
    entry: PersonEntry,
    by: Actor,
    at: datetime,
    despite: str = "",
    helped: Help | None = None,
    channel: Channel = Channel.OFFICER,
    synthetic: bool = False,
) -> Person:
    """Open a file. Raises `ProbablyRegistered` where one exists, unless `despite` says why this is somebody else.

    A pair that was passed over so goes into the queue of duplicates, with the reason. Whom an officer of the
    demonstration registers is synthetic.
    """
    require(access.may_register(by))
    entry = checked(entry)
    alike = look_alike(entry)
    if any(each.found.is_probable for each in alike) and not despite.strip():
        raise ProbablyRegistered(alike)

    person = _opened(entry, channel, synthetic or (isinstance(by, User) and by.synthetic), at)
    for name in entry.names:
        _add_form(person, name, at)
    _add_rest(person, entry, how=ConsentHow.WRITING, at=at)
    if helped is not None:
        note_help(person, "registration", helped, by=by, at=at)
    refile_person(person=person, by=by, at=at)

    record("person registered", about=person, by=by, at=at, person=person.ref)
    for each in alike:
        if each.found.is_possible:
            _queue_pair(person, each, despite.strip(), by=by, at=at)
    return person


def look_alike(entry: PersonEntry) -> list[Alike]:
    """Files that look like what is entered, the likeliest first: to be shown before anybody is registered."""
    mine = _known_of(entry)
    year = entry.birth.year
    queries = [f"{each.full} {year or ''}" for each in entry.names]
    queries += [plain_number(entry.passport.number)] if entry.passport else []
    people = {hit.person.pk: hit.person for query in queries for hit in look_up(read_query(query), limit=LOOKED_AT)}
    beside = ((people[key], likeness(mine, known)) for key, known in files(sorted(people)) if key in people)
    alike = [Alike(person, found) for person, found in beside if found.is_possible]
    return sorted(alike, key=lambda each: (-each.found.score, each.person.pk))


def checked(entry: PersonEntry) -> PersonEntry:
    """The entry as it will be filed: words joined by single spaces, telephone as E.164. Raises `Refusal`."""
    try:
        require_names(entry.names)
        phone = read_phone(entry.phone, regions=regions()) if entry.phone.strip() else ""
    except (BadEntry, NotAPhone) as problem:
        raise Refusal(said(problem.args[0], _)) from problem
    passport = entry.passport
    if passport is not None:
        passport = PassportEntry(
            plain_number(passport.number), passport.country, passport.mrz, passport.issued, passport.expires
        )
        require_passport(passport)
    names = tuple(_tidy(each) for each in entry.names)
    return PersonEntry(
        names=names,
        birth=entry.birth,
        sex=entry.sex,
        citizenship=entry.citizenship,
        district=" ".join(entry.district.split()),
        language=entry.language,
        passport=passport,
        phone=phone,
        email=entry.email.strip(),
        consents=tuple(dict.fromkeys(Purpose(each) for each in entry.consents)),
    )


def require_passport(passport: PassportEntry) -> None:
    """Raise `Refusal` where a passport has no number or its days cannot be."""
    if not passport.number or not passport.country:
        raise Refusal(_("Write the number of the passport and the country that issued it."))
    if passport.issued and passport.expires and passport.expires <= passport.issued:
        raise Refusal(_("The passport expires before it was issued: check both days."))


def regions() -> list[str]:
    """The countries of the corridor, this node's own first: how a telephone number without a country's code is read."""
    sides = dict(Side.objects.values_list("key", "country"))
    return sorted(sides.values(), key=lambda country: country != sides.get(settings.THIS_SIDE))


@transaction.atomic
def enter_registration(
    *, entry: PersonEntry, helper: str = "", by: Actor, at: datetime, synthetic: bool = False
) -> Registration:
    """Keep what a person typed on a phone until an officer has seen the passport. Anybody may; nothing is searched.

    What is typed on a node with a demonstration is synthetic.
    """
    entry = checked(entry)
    if entry.birth.day is None or not entry.citizenship:
        raise Refusal(_("Write the whole date of birth and the citizenship, as the passport has them."))
    made = Registration.objects.create(
        name=entry.names[0].full,
        sex=entry.sex,
        birth_date=entry.birth.day,
        citizenship=entry.citizenship,
        district=entry.district,
        passport_number=entry.passport.number if entry.passport else "",
        phone=entry.phone,
        language=entry.language,
        helper=helper.strip(),
        consents=list(entry.consents),
        synthetic=synthetic or User.objects.synthetic().active().exists(),
        entered_at=at,
    )
    record("registration entered", about=made, by=by, at=at)
    return made


@transaction.atomic
def confirm_registration(
    *, registration: Registration, entry: PersonEntry, by: Actor, at: datetime, despite: str = ""
) -> Person:
    """Open the file of somebody who registered by phone, as the passport on the table says it."""
    registration = Registration.objects.locked(registration.pk)
    require(access.may_settle_registration(by, registration))
    person = register_person(
        entry=entry, by=by, at=at, despite=despite, channel=Channel.PHONE, synthetic=registration.synthetic
    )
    if registration.helper:
        help_ = Help(registration.language, read_back=False, helper=registration.helper)
        note_help(person, "registration by phone", help_, by=by, at=at)
    _decide(registration, RegistrationState.CONFIRMED, by=by, at=at, person=person)
    record("registration confirmed", about=registration, by=by, at=at, person=person.ref)
    return person


@transaction.atomic
def turn_away_registration(*, registration: Registration, reason: str, by: Actor, at: datetime) -> Registration:
    """Decide that a registration by phone is not confirmed, with the reason that the person is told."""
    registration = Registration.objects.locked(registration.pk)
    require(access.may_settle_registration(by, registration))
    if not reason.strip():
        raise Refusal(_("Write the reason: the person is told it."))
    _decide(registration, RegistrationState.TURNED_AWAY, by=by, at=at, reason=reason.strip())
    record("registration turned away", about=registration, by=by, at=at)
    return registration


def note_help(person: Person, what: str, helped: Help, *, by: Actor, at: datetime) -> None:
    """Keep on record that somebody typed for the person."""
    HelpedEntry.objects.create(
        person=person,
        what=what,
        typed_by=by if isinstance(by, User) else None,
        helper=helped.helper.strip(),
        language=helped.language,
        read_back=helped.read_back,
        at=at,
    )


def form_of(person: Person, name: Written, at: datetime) -> NameForm:
    """A form of the name as a row, not yet saved."""
    return NameForm(
        person=person,
        full=name.full,
        family=name.family,
        given=name.given,
        patronymic=name.patronymic,
        script=name.script,
        authority=name.authority,
        document=name.document,
        written_on=name.on,
        added_at=at,
    )


def passport_of(person: Person, passport: PassportEntry, at: datetime) -> Passport:
    """A passport as a row, not yet saved."""
    return Passport(
        person=person,
        number=passport.number,
        country=passport.country,
        mrz=passport.mrz,
        issued=passport.issued,
        expires=passport.expires,
        added_at=at,
    )


def _opened(entry: PersonEntry, channel: Channel, synthetic: bool, at: datetime) -> Person:
    return Person.objects.create(
        name=entry.names[0].full,
        sort_key=sort_key(entry.names[0].full),
        sex=entry.sex,
        birth_date=entry.birth.day,
        birth_year=entry.birth.year,
        birth_month=entry.birth.month,
        citizenship=entry.citizenship,
        district=entry.district,
        language=entry.language,
        channel=channel,
        synthetic=synthetic,
        registered_at=at,
    )


def _add_form(person: Person, name: Written, at: datetime) -> None:
    if not person.name_forms.standing().filter(full=name.full, authority=name.authority).exists():
        form_of(person, name, at).save()


def _add_rest(person: Person, entry: PersonEntry, *, how: ConsentHow, at: datetime) -> None:
    if entry.passport is not None:
        passport_of(person, entry.passport, at).save()
    for kind, value in ((ContactKind.PHONE, entry.phone), (ContactKind.EMAIL, entry.email)):
        if value:
            Contact.objects.create(person=person, kind=kind, value=value, added_at=at)
    language = entry.language or settings.LANGUAGE_CODE
    Consent.objects.bulk_create(
        Consent(person=person, purpose=purpose, language=language, how=how, given_at=at) for purpose in entry.consents
    )


def _queue_pair(person: Person, alike: Alike, words: str, *, by: Actor, at: datetime) -> None:
    one, other = sorted((person, alike.person), key=lambda each: each.pk)
    Duplicate.objects.get_or_create(
        one=one,
        other=other,
        defaults={
            "score": alike.found.score,
            "reasons": [
                {"code": each.code, "a": each.a, "b": each.b, "via": each.via} for each in alike.found.names.reasons
            ],
            "found_by": FoundBy.REGISTRATION,
            "found_at": at,
            "words": words,
        },
    )
    record("likely duplicate noted", about=person, by=by, at=at, person=person.ref)


def _known_of(entry: PersonEntry) -> Known:
    return Known(
        names=tuple(each.full for each in entry.names),
        born=entry.birth.day,
        birth_year=entry.birth.year,
        birth_month=entry.birth.month,
        sex=entry.sex,
        citizenship=entry.citizenship,
        district=entry.district,
        documents=frozenset({plain_number(entry.passport.number)} if entry.passport else ()),
        phones=frozenset({entry.phone} if entry.phone else ()),
    )


def _tidy(name: Written) -> Written:
    return Written(
        " ".join(name.full.split()), name.authority, name.family, name.given, name.patronymic, name.document, name.on
    )


def _decide(
    registration: Registration,
    state: RegistrationState,
    *,
    by: Actor,
    at: datetime,
    person: Person | None = None,
    reason: str = "",
) -> None:
    registration.state, registration.decided_at, registration.person, registration.reason = state, at, person, reason
    registration.decided_by = by if isinstance(by, User) else None
    registration.save(update_fields=["state", "decided_at", "decided_by", "person", "reason"])
