"""Keeping a file: forms of the name, passports through renewals, contacts, consents, corrections, family."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from hamsafar.accounts.models import User
from hamsafar.journeys import access
from hamsafar.journeys.actions.filing import refile_person
from hamsafar.journeys.actions.registering import (
    form_of,
    note_help,
    passport_of,
    regions,
    require_passport,
)
from hamsafar.journeys.actions.wishes import settle_wish
from hamsafar.journeys.enums import KINSHIP_BACK, ConsentHow, ContactKind, FileField, Kinship, Purpose, WishState
from hamsafar.journeys.models import (
    Consent,
    Contact,
    Correction,
    CorrectionWish,
    FamilyLink,
    NameForm,
    Passport,
    Person,
)
from hamsafar.journeys.models.people import plain_number
from hamsafar.journeys.rules.alphabet import sort_key
from hamsafar.journeys.rules.entries import BadEntry, Birth, Help, PassportEntry, Written, require_names
from hamsafar.journeys.rules.phones import NotAPhone, read_phone
from hamsafar.kit.actor import Actor
from hamsafar.kit.because import said
from hamsafar.kit.refusal import Refusal
from hamsafar.kit.verdict import require
from hamsafar.ledger.actions import record

CORRECTED = (FileField.NAME, FileField.BIRTH, FileField.SEX, FileField.DISTRICT, FileField.LANGUAGE)


@transaction.atomic
def add_name_form(*, person: Person, name: Written, by: Actor, at: datetime) -> NameForm:
    """Keep a form of the name with the authority that wrote it; the same form of one authority stands once."""
    person = _locked(person, by)
    try:
        require_names((name,))
    except BadEntry as problem:
        raise Refusal(said(problem.args[0], _)) from problem
    if person.name_forms.standing().filter(full=name.full, authority=name.authority).exists():
        raise Refusal(_("This form of the name stands in the file already."))
    form = form_of(person, name, at)
    form.save()
    refile_person(person=person, by=by, at=at)
    record("name form added", about=person, by=by, at=at, person=person.ref)
    return form


@transaction.atomic
def withdraw_name_form(*, form: NameForm, by: Actor, at: datetime) -> NameForm:
    """Take back a form of the name that does not belong into the file. It stays on record as withdrawn."""
    person = _locked(form.person, by)
    form = person.name_forms.select_for_update().get(pk=form.pk)
    if form.withdrawn_at is not None:
        raise Refusal(_("This form was taken back already."))
    form.withdrawn_at = at
    form.save(update_fields=["withdrawn_at"])
    refile_person(person=person, by=by, at=at)
    record("name form withdrawn", about=person, by=by, at=at, person=person.ref)
    return form


@transaction.atomic
def add_passport(
    *, person: Person, passport: PassportEntry, replaces: Passport | None = None, by: Actor, at: datetime
) -> Passport:
    """Keep a passport; with `replaces`, as the renewal of an earlier one, which stays in the file."""
    person = _locked(person, by)
    passport = PassportEntry(
        plain_number(passport.number), passport.country, passport.mrz, passport.issued, passport.expires
    )
    require_passport(passport)
    if person.passports.filter(number=passport.number, country=passport.country).exists():
        raise Refusal(_("This passport stands in the file already."))
    if replaces is not None and (replaces.person_id != person.pk or replaces.replaced_by_id is not None):
        raise Refusal(_("That passport was renewed already, or belongs to another file."))
    made = passport_of(person, passport, at)
    made.save()
    if replaces is not None:
        Passport.objects.filter(pk=replaces.pk).update(replaced_by=made)
    refile_person(person=person, by=by, at=at)
    record("passport renewed" if replaces else "passport added", about=person, by=by, at=at, person=person.ref)
    return made


@transaction.atomic
def add_contact(*, person: Person, kind: ContactKind, value: str, whose: str = "", by: Actor, at: datetime) -> Contact:
    """Keep a way to reach the person. A number that the person showed at a desk is confirmed by `confirm_contact`."""
    person = _locked(person, by)
    try:
        value = read_phone(value, regions=regions()) if kind == ContactKind.PHONE else value.strip()
    except NotAPhone as problem:
        raise Refusal(said(problem.args[0], _)) from problem
    if not value:
        raise Refusal(_("Write the number or the address."))
    if person.contacts.standing().filter(kind=kind, value=value).exists():
        raise Refusal(_("This stands in the file already."))
    contact = Contact.objects.create(person=person, kind=kind, value=value, whose=whose.strip(), added_at=at)
    refile_person(person=person, by=by, at=at)
    record("contact added", about=person, by=by, at=at, person=person.ref)
    return contact


@transaction.atomic
def confirm_contact(*, contact: Contact, by: Actor, at: datetime) -> Contact:
    """Note that the person showed at a desk that this number or address reaches them."""
    person = _locked(contact.person, by)
    contact = person.contacts.select_for_update().get(pk=contact.pk)
    if contact.withdrawn_at is not None or contact.confirmed_at is not None:
        raise Refusal(_("This was confirmed or taken back already."))
    contact.confirmed_at = at
    contact.save(update_fields=["confirmed_at"])
    record("contact confirmed", about=person, by=by, at=at, person=person.ref)
    return contact


@transaction.atomic
def withdraw_contact(*, contact: Contact, by: Actor, at: datetime) -> Contact:
    """Take back a way to reach the person."""
    person = _locked(contact.person, by)
    contact = person.contacts.select_for_update().get(pk=contact.pk)
    if contact.withdrawn_at is not None:
        raise Refusal(_("This was taken back already."))
    contact.withdrawn_at = at
    contact.save(update_fields=["withdrawn_at"])
    refile_person(person=person, by=by, at=at)
    record("contact withdrawn", about=person, by=by, at=at, person=person.ref)
    return contact


@transaction.atomic
def give_consent(
    *,
    person: Person,
    purpose: Purpose,
    language: str,
    how: ConsentHow,
    helped: Help | None = None,
    by: Actor,
    at: datetime,
) -> Consent:
    """Note the person's consent to one purpose, explained in their language."""
    person = _locked(person, by)
    if person.consents.standing().to(purpose).exists():
        raise Refusal(_("The person consented to this already."))
    made = Consent.objects.create(person=person, purpose=purpose, language=language, how=how, given_at=at)
    if helped is not None:
        note_help(person, "consent", helped, by=by, at=at)
    record("consent given", about=person, by=by, at=at, person=person.ref)
    return made


@transaction.atomic
def withdraw_consent(*, person: Person, purpose: Purpose, by: Actor, at: datetime) -> Consent:
    """Note that the person takes a consent back. What was done under it stays done; nothing more is."""
    person = _locked(person, by)
    consent = person.consents.standing().to(purpose).select_for_update().first()
    if consent is None:
        raise Refusal(_("There is no consent to this that could be taken back."))
    consent.withdrawn_at = at
    consent.save(update_fields=["withdrawn_at"])
    record("consent withdrawn", about=person, by=by, at=at, person=person.ref)
    return consent


@transaction.atomic
def correct_file(
    *,
    person: Person,
    reason: str,
    name: str | None = None,
    birth: Birth | None = None,
    sex: str | None = None,
    district: str | None = None,
    language: str | None = None,
    wish: CorrectionWish | None = None,
    helped: Help | None = None,
    by: Actor,
    at: datetime,
) -> Person:
    """Correct what the file says, and keep what it said before and why. What is None stays as it is.

    With `wish`, what the person asked for on their own pages is settled by it, and they read so there.
    """
    person = _locked(person, by)
    if not reason.strip():
        raise Refusal(_("Write why the file is corrected."))
    before = _said(person)
    if name is not None and name.strip():
        person.name = " ".join(name.split())
        person.sort_key = sort_key(person.name)
    if birth is not None:
        person.birth_date, person.birth_year, person.birth_month = birth.day, birth.year, birth.month
    person.sex, person.district = sex or person.sex, person.district if district is None else district.strip()
    person.language = person.language if language is None else language
    after = _said(person)
    changed = [field for field in before if before[field] != after[field]]
    if not changed:
        raise Refusal(_("Nothing was changed."))
    person.save()
    officer = by if isinstance(by, User) else None
    Correction.objects.bulk_create(
        Correction(
            person=person,
            field=field,
            before=before[field],
            after=after[field],
            reason=reason.strip(),
            corrected_by=officer,
            corrected_at=at,
        )
        for field in changed
    )
    refile_person(person=person, by=by, at=at)
    if helped is not None:
        note_help(person, "correction", helped, by=by, at=at)
    if wish is not None:
        wish = CorrectionWish.objects.locked(wish.pk)
        require(access.may_settle_wish(by, wish))
        settle_wish(wish, WishState.DONE, answer="", by=by, at=at)
    record("file corrected", about=person, by=by, at=at, person=person.ref)
    return person


def _said(person: Person) -> dict[str, str]:
    """The lines of a file that can be corrected, as a correction keeps them."""
    values = (person.name, person.born, person.sex, person.district, person.language)
    return dict(zip(map(str, CORRECTED), values, strict=True))


@transaction.atomic
def link_family(
    *,
    person: Person,
    relative: Person,
    kinship: Kinship,
    document: str,
    since: date | None = None,
    by: Actor,
    at: datetime,
) -> FamilyLink:
    """Note that `relative` is the `kinship` of `person`, as a document says it. Said once, read from both files."""
    person = _locked(person, by)
    if person.pk == relative.pk:
        raise Refusal(_("Nobody is their own relative."))
    if not document.strip():
        raise Refusal(_("Write which document says so."))
    said_back = FamilyLink.objects.filter(person=relative, relative=person, kinship=KINSHIP_BACK[kinship])
    if said_back.exists() or person.family_links.filter(relative=relative, kinship=kinship).exists():
        raise Refusal(_("This stands in the file already."))
    made = FamilyLink.objects.create(
        person=person, relative=relative, kinship=kinship, document=document.strip(), since=since, added_at=at
    )
    for file in (person, relative):
        record("family link added", about=file, by=by, at=at, person=file.ref)
    return made


@transaction.atomic
def end_family_link(*, link: FamilyLink, on: date, by: Actor, at: datetime) -> FamilyLink:
    """Note on which day a family link ended. It stays on record, in both files."""
    link = FamilyLink.objects.select_for_update(of=("self",)).get(pk=link.pk)
    require(access.may_register(by))
    if link.ended_on is not None:
        raise Refusal(_("This link is noted as ended already."))
    if on > localdate(at) or (link.since is not None and on < link.since):
        raise Refusal(_("It ended after it began, and not in the future. Check the day."))
    link.ended_on = on
    link.save(update_fields=["ended_on"])
    for file in (link.person, link.relative):
        record("family link ended", about=file, by=by, at=at, person=file.ref)
    return link


def _locked(person: Person, by: Actor) -> Person:
    person = Person.objects.locked(person.pk)
    require(access.may_change(by, person))
    return person
