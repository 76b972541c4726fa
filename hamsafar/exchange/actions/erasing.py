"""Erasure: the content of one envelope is gone for good, and everything that proves its place still holds."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from hamsafar.exchange import access
from hamsafar.exchange.enums import InboxState
from hamsafar.exchange.formats.batches import without_keys
from hamsafar.exchange.models import Arrival, InboxEnvelope, OutboxEnvelope
from hamsafar.kit.actor import Actor
from hamsafar.kit.refusal import Refusal
from hamsafar.kit.verdict import require
from hamsafar.ledger.actions import record


@transaction.atomic
def erase_sent(*, envelope: OutboxEnvelope, by: Actor, at: datetime) -> OutboxEnvelope:
    """Destroy the content key of an envelope of ours. Sent later, it arrives without content."""
    require(access.may_operate(by))
    envelope = OutboxEnvelope.objects.select_for_update().get(pk=envelope.pk)
    if envelope.erased_at is None:
        envelope.wrapped_key, envelope.erased_at = None, at
        envelope.save(update_fields=["wrapped_key", "erased_at"])
        record("content of a sent envelope erased", about=envelope, by=by, at=at)
    return envelope


@transaction.atomic
def erase_received(*, envelope: InboxEnvelope, by: Actor, at: datetime) -> InboxEnvelope:
    """Destroy the content key of an envelope of the other side, here and in every message kept that may hold it."""
    require(access.may_operate(by))
    envelope = InboxEnvelope.objects.locked(envelope.pk)
    if envelope.state == InboxState.WAITING:
        raise Refusal(_("This envelope waits to be taken. Settle the refused one before it, then erase."))
    for arrival in Arrival.objects.not_logged_around(envelope.peer, envelope.number):
        arrival.raw = without_keys(bytes(arrival.raw))
        arrival.save(update_fields=["raw"])
    if envelope.erased_at is None:
        envelope.wrapped_key, envelope.erased_at = None, at
        envelope.save(update_fields=["wrapped_key", "erased_at"])
        record("content of a received envelope erased", about=envelope, by=by, at=at)
    return envelope


@transaction.atomic
def erase_case(*, subject: UUID, by: Actor, at: datetime) -> int:
    """Destroy the content keys of every envelope of one case, sent and received; how many there were.

    Whether the case may go is asked by the app that holds it. What the other side holds, it holds under its own rules.
    """
    sent = OutboxEnvelope.objects.select_for_update().filter(subject=subject, erased_at__isnull=True)
    received = InboxEnvelope.objects.select_for_update().filter(subject=subject, erased_at__isnull=True)
    for envelope in received:
        for arrival in Arrival.objects.not_logged_around(envelope.peer, envelope.number):
            arrival.raw = without_keys(bytes(arrival.raw))
            arrival.save(update_fields=["raw"])
    erased = sent.update(wrapped_key=None, erased_at=at) + received.update(wrapped_key=None, erased_at=at)
    if erased:
        record(f"content of {erased} envelopes of a case erased", about=f"case:{subject}", by=by, at=at)
    return erased
