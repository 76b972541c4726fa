"""Notices to a person: only where they consented to messages, in their language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import models, transaction

from hamsafar.journeys.enums import ContactKind, Purpose
from hamsafar.journeys.models import Consent, Contact, Journey, Person
from hamsafar.kit.actor import Actor
from hamsafar.notices.actions import send_notice
from hamsafar.notices.models import Notice, Recipient

LANGUAGE = "tg"


def language_of(person: Person) -> str:
    return person.language or LANGUAGE


@transaction.atomic
def tell_person(
    *, journey: Journey, template: str, context: Mapping[str, object], by: Actor, at: datetime, once: str = ""
) -> Notice | None:
    """Write the person a notice about their journey; None where they did not consent, or cannot be reached."""
    return write_to(
        person=journey.person,
        about=journey,
        template=template,
        context={**context, "ref": journey.ref},
        synthetic=journey.synthetic,
        by=by,
        at=at,
        once=once,
    )


@transaction.atomic
def write_to(
    *,
    person: Person,
    about: models.Model,
    template: str,
    context: Mapping[str, object],
    synthetic: bool,
    by: Actor,
    at: datetime,
    once: str = "",
) -> Notice | None:
    """Write a person a notice for a desk; None where they did not consent, or cannot be reached.

    A number or address that an officer confirmed at a desk is used, the newest first; a telephone before e-mail.
    """
    person = person.head
    people = person.same_as()
    if not Consent.objects.standing().to(Purpose.MESSAGES).filter(person__in=people).exists():
        return None
    to = _recipient(person)
    if to is None:
        return None
    return send_notice(
        to=to,
        template=template,
        context=context,
        language=language_of(person),
        about=about,
        by=by,
        at=at,
        once=once,
        synthetic=synthetic,
    )


def _recipient(person: Person) -> Recipient | None:
    reached = Contact.objects.standing().filter(person__in=person.same_as(), confirmed_at__isnull=False)
    newest = sorted(reached, key=lambda each: (each.kind == ContactKind.PHONE, each.confirmed_at), reverse=True)
    if not newest:
        return None
    best = newest[0]
    make = Recipient.by_sms if best.kind == ContactKind.PHONE else Recipient.by_email
    return make(best.value, person=person.ref)
