"""The evening's round, at one hour for everybody: what may be told is told, and every envelope is written anew.

It runs in the centre's own process with the clock's key alone. It opens envelopes, never folders. Whoever compares the
database of two days sees that all envelopes changed, in no order, and not which of them say something. Which folders
somebody worked on can be seen; a folder is worked on whatever was found.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from hamsafar.accounts.models import Organisation
from hamsafar.journeys.actions.journeys import meet_requirement
from hamsafar.journeys.enums import ContactKind, Purpose, RequirementKind
from hamsafar.journeys.models import Contact, Journey, Person
from hamsafar.kit.actor import Actor
from hamsafar.medical.actions import tray
from hamsafar.medical.actions.envelopes import Release, envelope, opened
from hamsafar.medical.models import Examination, Receipt
from hamsafar.notices.actions import send_notice
from hamsafar.notices.models import Recipient

KEPT = timedelta(days=5 * 365)  # practice of the centre, as `Examination.Privacy` has it


@transaction.atomic
def make_round(*, by: Actor, at: datetime) -> int:
    """Release what was told, and write every envelope and the tray anew; how many requirements were met."""
    today, locker, met = timezone.localdate(at), tray.clock(), 0
    for each in Examination.objects.live(on=today).defer("folder").select_for_update().order_by("?"):
        release = opened(each, locker)
        if release is not None and _meet(each, release, by=by, at=at):
            release, met = None, met + 1
        each.envelope = envelope(each.ref, release, locker)
        each.save(update_fields=["envelope"])
    tray.write_anew(by=by, at=at)
    Examination.objects.filter(received_on__lt=today - KEPT).delete()
    return met


def _meet(examination: Examination, release: Release, *, by: Actor, at: datetime) -> bool:
    """Tell the person's journey the one thing that leaves the centre. Without a journey it waits for one."""
    person = Person.objects.kept().filter(ref=examination.person).first()
    journey = Journey.objects.of(person).going_on().newest_first().first() if person else None
    if journey is None:
        return False
    meet_requirement(
        journey=journey, kind=RequirementKind.EXAMINATION, on=release.on, until=release.until, by=by, at=at
    )
    return True


@transaction.atomic
def invite(*, by: Actor, at: datetime) -> int:
    """Ask everybody who may come from tomorrow on to come in person, in the same words; how many were asked."""
    due = Receipt.objects.filter(come_from=timezone.localdate(at) + timedelta(days=1)).select_related("person")
    return sum(_invite(each, by=by, at=at) for each in due.order_by("pk"))


def _invite(receipt: Receipt, *, by: Actor, at: datetime) -> bool:
    person = receipt.person.head
    agrees = person.consents.standing().to(Purpose.MESSAGES).exists()
    phone = Contact.objects.standing().filter(person__in=person.same_as(), kind=ContactKind.PHONE).first()
    if phone is None or not agrees:
        return False
    office = Organisation.objects.filter(ref=receipt.office).first()
    language = person.language or "en"
    send_notice(
        to=Recipient.by_sms(phone.value, person=person.ref),
        template="medical/come",
        context={"day": receipt.come_from, "office": office.words[language] if office else ""},
        language=language,
        about=receipt,
        by=by,
        at=at,
        once=f"come in person {receipt.ref}",
        synthetic=receipt.synthetic,
    )
    return True
