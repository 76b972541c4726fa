"""A person signs in to their own pages: with the reference they hold and a code, used once.

Nothing tells a reference that exists from one that does not: neither an answer, nor how long it takes, nor the delay.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hamsafar.journeys import access
from hamsafar.journeys.enums import CodeKind, ContactKind
from hamsafar.journeys.models import AccessCode, Contact, Person, TriesAtSignIn
from hamsafar.journeys.rules import sign_in as rules
from hamsafar.kit.actor import Actor
from hamsafar.kit.keys import KeyStore, Purpose
from hamsafar.kit.locks import hold
from hamsafar.kit.queue import queue
from hamsafar.kit.refusal import Refusal
from hamsafar.kit.verdict import require
from hamsafar.ledger.actions import record
from hamsafar.notices.actions import send_notice
from hamsafar.notices.models import Recipient

TICK = timedelta(minutes=1)


@dataclass(frozen=True)
class TheirOwn:
    """A person at their own pages: holds no permission; what is theirs is asked by reference."""

    ref: str

    def has(self, permission: str) -> bool:
        return False

    def is_cleared_for(self, clearance: int) -> bool:
        return clearance == 0


@transaction.atomic
def print_codes(*, person: Person, by: Actor, at: datetime) -> list[str]:
    """Ten new codes for a person, to be printed and handed over; earlier printed ones are no longer good."""
    require(access.may_give_codes(by, person))
    AccessCode.objects.filter(person=person).of_kind(CodeKind.PRINTED).good(at=at).update(withdrawn_at=at)
    codes = [rules.new_code() for _number in range(rules.CODES_ON_A_LIST)]
    AccessCode.objects.bulk_create(
        AccessCode(person=person, digest=_digest(person.ref, code), kind=CodeKind.PRINTED, made_at=at) for code in codes
    )
    record("codes printed", about=person, by=by, at=at, person=person.ref)
    return codes


def ask_code(*, ref: str, address: str, by: Actor, at: datetime) -> None:
    """Ask for a code by SMS to the confirmed number of the file, if there is one; the answer is the same if not.

    Raises `Refusal` where one was asked for within the last minute for this reference, or dozens from this address.
    """
    by_ref, by_address = _name("sms", ref), _name("sms-from", address)
    with transaction.atomic():
        hold(by_ref)
        before, from_there = _tries(by_ref), _tries(by_address)
        too_soon = before.last_at is not None and before.last_at + rules.BETWEEN_SMS > at
        if too_soon or from_there.left(free=rules.FREE_FOR_AN_ADDRESS, at=at):
            raise Refusal(_("A code was asked for a moment ago. Wait a minute, then ask again."))
        _count(by_ref, before, at=at)
        _count(by_address, from_there, at=at)
        queue("journeys.send_code", ref=ref)


@transaction.atomic
def send_code(*, ref: str, by: Actor, at: datetime) -> AccessCode | None:
    """Send a code to the number that was confirmed at a desk; nothing where there is no such file or number."""
    person = Person.objects.kept().filter(ref=ref).first()
    number = person and _confirmed_number(person)
    if not person or not number:
        return None
    code = rules.new_code()
    AccessCode.objects.filter(person=person).of_kind(CodeKind.SMS).good(at=at).update(withdrawn_at=at)
    made = AccessCode.objects.create(
        person=person, digest=_digest(ref, code), kind=CodeKind.SMS, made_at=at, expires_at=at + rules.GOOD_FOR
    )
    send_notice(
        to=Recipient.by_sms(number, person=ref),
        template="journeys/code",
        context={"code": code, "minutes": int(rules.GOOD_FOR / TICK)},
        language=person.language or "tg",
        about=person,
        by=by,
        at=at,
        synthetic=person.synthetic,
    )
    return made


def _confirmed_number(person: Person) -> str:
    numbers = Contact.objects.standing().filter(
        person__in=person.same_as(), kind=ContactKind.PHONE, confirmed_at__isnull=False
    )
    newest = numbers.order_by("-confirmed_at").first()
    return newest.value if newest else ""


def sign_in(*, ref: str, code: str, address: str, by: Actor, at: datetime) -> Person:
    """The file of whoever holds this reference and a good code, which is used up by it.

    Raises `Refusal` for a wrong pair, in the same words and time whichever of the two is wrong, and while a delay runs.
    """
    found, wait = _tried(ref=ref, code=code, address=address, by=by, at=at)
    if wait:
        minutes = max(1, -(-wait // TICK))
        raise Refusal(
            ngettext(
                "Too many wrong codes. Wait %(n)s minute, then try again.",
                "Too many wrong codes. Wait %(n)s minutes, then try again.",
                minutes,
            )
            % {"n": minutes}
        )
    if found is None:
        raise Refusal(_("The reference or the code is wrong, or the code was used or is too old."))
    return found


@transaction.atomic
def _tried(*, ref: str, code: str, address: str, by: Actor, at: datetime) -> tuple[Person | None, timedelta]:
    """The person, if the pair is good; else the delay that runs. A wrong try is counted, so it is no exception here."""
    by_ref, by_address = _name("ref", ref), _name("from", address)
    hold(by_ref)  # many guesses at once are made one after the other
    tries = {by_ref: _tries(by_ref), by_address: _tries(by_address)}
    free = {by_ref: rules.FREE_FOR_A_REFERENCE, by_address: rules.FREE_FOR_AN_ADDRESS}
    if wait := max(each.left(free=free[name], at=at) for name, each in tries.items()):
        return None, wait
    digest = _digest(ref, code)
    good = AccessCode.objects.good(at=at).select_for_update(of=("self",)).filter(digest=digest).first()
    if good is None:
        for name, each in tries.items():
            _count(name, each, at=at)
        return None, timedelta(0)
    TriesAtSignIn.objects.filter(pk=by_ref).delete()
    good.used_at = at
    good.save(update_fields=["used_at"])
    person = good.person.head
    record("signed in with a code", about=person, by=TheirOwn(person.ref), at=at, person=person.ref)
    return person, timedelta(0)


@transaction.atomic
def forget_tries(*, by: Actor, at: datetime) -> int:
    """Forget wrong tries of more than a day ago; how many counters there were."""
    return TriesAtSignIn.objects.filter(last_at__lt=at - rules.FORGOTTEN_AFTER).delete()[0]


def _tries(name: str) -> rules.Tries:
    found = TriesAtSignIn.objects.filter(pk=name).first()
    return found.tries if found else rules.Tries()


def _count(name: str, before: rules.Tries, *, at: datetime) -> None:
    now = before.failed(at=at)
    TriesAtSignIn.objects.update_or_create(name=name, defaults={"wrong": now.wrong, "last_at": at})


def _name(kind: str, of: str) -> str:
    """The name of a counter: a digest, so that the table holds neither references nor addresses."""
    return hashlib.sha256(f"{kind} {of}".encode()).hexdigest()


def _digest(ref: str, code: str) -> bytes:
    return rules.digest_of(ref, code, KeyStore(settings.KEYS).wrapper(Purpose.PERSON_CODES))
