"""Status lists: a place for each paper, and the signed bits that say which were revoked."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from hamsafar.exchange.actions.sending import send_envelope
from hamsafar.kit.actor import Actor
from hamsafar.kit.keys import KeyStore, Purpose, kid_of
from hamsafar.kit.locks import hold
from hamsafar.kit.refusal import Refusal
from hamsafar.kit.verdict import require
from hamsafar.ledger.actions import record
from hamsafar.papers import access
from hamsafar.papers.actions.keys import require_listed
from hamsafar.papers.formats.lists import BadList, StatusList, bits_of, read_status_list
from hamsafar.papers.models import PublishedTrust, StatusPlace, StatusRegister
from hamsafar.papers.rules.terms import STATUS_LIFE

STATUS = "papers.status_list"


@dataclass(frozen=True)
class StatusPublished:
    """A status list as it was published: public, signed by a key on the sender's trust list."""

    signed: bytes


def place_drawn(*, side: str, by: Actor, at: datetime) -> StatusPlace:
    """A place that nobody had, drawn at random: part of the issue of a paper, which leaves the line in the ledger."""
    hold(f"papers.places:{side}")
    register = StatusRegister.objects.with_room(side)
    if register is None:
        register = StatusRegister.objects.create(side_id=side, number=StatusRegister.objects.of_side(side).count() + 1)
    index = secrets.randbelow(register.size)
    while register.places.filter(index=index).exists():
        index = secrets.randbelow(register.size)
    register.taken += 1
    register.save(update_fields=["taken"])
    return StatusPlace.objects.create(register=register, index=index)


@transaction.atomic
def publish_status_lists(*, side: str, store: KeyStore, by: Actor, at: datetime) -> list[StatusRegister]:
    """Sign every status list of this side anew, and send each to the other side. Twice is harmless.

    Refused while the published trust list does not name the key that signs: no verifier would believe them.
    """
    require(access.may_keep_lists(by))
    if PublishedTrust.objects.newest(side) is None:
        return []
    signer = store.signer(Purpose.PAPER_STATUS)
    require_listed(kid_of(signer.verify_key), side=side)
    registers = list(StatusRegister.objects.of_side(side).select_for_update().order_by("number"))
    for register in registers:
        revoked = register.places.filter(revoked_at__isnull=False).values_list("index", flat=True)
        status = StatusList(
            side=side,
            list=register.number,
            issued=int(at.timestamp()),
            expires=int((at + STATUS_LIFE).timestamp()),
            bits=bits_of(register.size, frozenset(revoked)),
        )
        register.signed, register.issued_at, register.expires_at = status.signed(signer), at, at + STATUS_LIFE
        register.save(update_fields=["signed", "issued_at", "expires_at"])
        record("status list published", about=register, by=by, at=at)
        send_envelope(kind=STATUS, body=StatusPublished(register.signed), subject=uuid4(), about=register, by=by, at=at)
    return registers


@transaction.atomic
def keep_status_list(*, side: str, signed: bytes, by: Actor, at: datetime) -> StatusRegister:
    """Keep a status list of the other side. One that its trust list does not vouch for is a `Refusal`."""
    require(access.may_keep_lists(by))
    newest = PublishedTrust.objects.newest(side)
    if newest is None:
        raise Refusal(_("The other side's trust list has not arrived yet: its status list is read after it."))
    try:
        found = read_status_list(signed, newest.trusted)
    except BadList as problem:
        raise Refusal(_("The status list cannot be used: %(why)s") % {"why": problem}) from problem
    if found.side != side:
        raise Refusal(_("The list is of another side than the one that sent it."))
    issued = datetime.fromtimestamp(found.issued, UTC)
    register, _new = StatusRegister.objects.select_for_update().get_or_create(side_id=side, number=found.list)
    if register.issued_at is None or register.issued_at < issued:
        register.size, register.signed = len(found.bits) * 8, signed
        register.issued_at, register.expires_at = issued, datetime.fromtimestamp(found.expires, UTC)
        register.save(update_fields=["size", "signed", "issued_at", "expires_at"])
        record("status list of the other side kept", about=register, by=by, at=at)
    return register
