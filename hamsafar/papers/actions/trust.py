"""Trust lists: asked for here, signed by the root away from the node, published by a second officer; kept of others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _
from nacl.signing import VerifyKey

from hamsafar.accounts.models import User
from hamsafar.exchange.actions.sending import send_envelope
from hamsafar.kit import cose
from hamsafar.kit.actor import Actor
from hamsafar.kit.keys import kid_of
from hamsafar.kit.refusal import Refusal
from hamsafar.kit.verdict import require
from hamsafar.ledger.actions import record
from hamsafar.papers import access
from hamsafar.papers.enums import Algorithm, ListState
from hamsafar.papers.formats.keys import TrustedKey
from hamsafar.papers.formats.lists import BadList, TrustList, read_trust_list
from hamsafar.papers.models import PaperKey, PublishedTrust
from hamsafar.papers.rules.terms import TRUST_LIFE

TRUST = "papers.trust_list"
ROOT_BYTES = 32


@dataclass(frozen=True)
class TrustPublished:
    """A trust list as it was published: public, signed by the sender's root key."""

    signed: bytes


@transaction.atomic
def request_trust_list(*, side: str, roots: tuple[bytes, ...], by: Actor, at: datetime) -> PublishedTrust:
    """Write down the list that the root is to sign: the root keys (the present one first) and every key of this side.

    `roots` empty means those of the newest published list. One list at a time waits.
    """
    require(access.may_approve(by))
    newest = PublishedTrust.objects.newest(side)
    if PublishedTrust.objects.of_side(side).requested().exists():
        raise Refusal(_("A list waits for the root's signature already: publish it or drop it first."))
    if not roots and newest is None:
        raise Refusal(_("This is the first list: give the public half of the root key."))
    if any(len(root) != ROOT_BYTES for root in roots):
        raise Refusal(_("The public half of a root key has 32 bytes: 64 hexadecimal digits."))
    if not PaperKey.objects.exists():
        raise Refusal(_("No key signs papers yet: make the keys first."))
    wanted = TrustList(
        side=side,
        number=(newest.number if newest else 0) + 1,
        issued=int(at.timestamp()),
        expires=int((at + TRUST_LIFE).timestamp()),
        roots=roots or (newest.trusted.roots if newest else ()),
        keys=tuple(_listed(key) for key in PaperKey.objects.to_be_listed()),
    )
    made = PublishedTrust.objects.create(
        side_id=side,
        number=wanted.number,
        payload=wanted.payload(),
        issued_at=at,
        expires_at=at + TRUST_LIFE,
        requested_by=User.objects.get(ref=by.ref),
    )
    record("trust list requested", about=made, by=by, at=at)
    return made


@transaction.atomic
def publish_trust_list(
    *, wanted: PublishedTrust, signed: bytes, heard: str = "", by: Actor, at: datetime
) -> PublishedTrust:
    """Publish a list that came back signed, and send it to the other side.

    Raises `Refusal` where it is not the list that was asked for, or not signed by a root that may. The first list of a
    side is published by an officer who `heard` the digits of the root key from whoever keeps it.
    """
    wanted = PublishedTrust.objects.locked(wanted.pk)
    found = _signed_by_a_root(signed, side=wanted.side_id)
    first = PublishedTrust.objects.newest(wanted.side_id) is None
    require(access.may_publish(by, wanted, root=found.root, heard=heard, first=first))
    if cose.unproven1(signed).payload != bytes(wanted.payload):
        raise Refusal(_("This is not the list that was asked for: sign the file that this node wrote."))
    wanted.state, wanted.signed, wanted.root = ListState.PUBLISHED, signed, found.root
    wanted.published_by, wanted.published_at = User.objects.get(ref=by.ref), at
    wanted.save(update_fields=["state", "signed", "root", "published_by", "published_at"])
    record("trust list published", about=wanted, by=by, at=at)
    send_envelope(kind=TRUST, body=TrustPublished(signed), subject=uuid4(), about=wanted, by=by, at=at)
    return wanted


@transaction.atomic
def drop_trust_list(*, wanted: PublishedTrust, by: Actor, at: datetime) -> PublishedTrust:
    """Give up a list that waits for the root's signature."""
    wanted = PublishedTrust.objects.locked(wanted.pk)
    require(access.may_drop(by, wanted))
    wanted.state = ListState.DROPPED
    wanted.save(update_fields=["state"])
    record("trust list dropped", about=wanted, by=by, at=at)
    return wanted


@transaction.atomic
def keep_trust_list(*, side: str, signed: bytes, by: Actor, at: datetime) -> PublishedTrust:
    """Keep the other side's list. An older one than ours of it, or one of an unknown root, is a `Refusal`."""
    require(access.may_keep_lists(by))
    found = _signed_by_a_root(signed, side=side).list
    newest = PublishedTrust.objects.newest(side)
    if found.side != side:
        raise Refusal(_("The list is of another side than the one that sent it."))
    if newest is not None and found.number <= newest.number:
        if bytes(newest.signed or b"") == signed:
            return newest
        raise Refusal(_("A trust list with this number or a later one is here already."))
    made = PublishedTrust.objects.create(
        side_id=side,
        number=found.number,
        state=ListState.PUBLISHED,
        payload=cose.unproven1(signed).payload,
        signed=signed,
        root=found.roots[0],
        issued_at=datetime.fromtimestamp(found.issued, UTC),
        expires_at=datetime.fromtimestamp(found.expires, UTC),
        published_at=at,
    )
    record("trust list of the other side kept", about=made, by=by, at=at)
    return made


@dataclass(frozen=True)
class _Proved:
    list: TrustList
    root: bytes


def _signed_by_a_root(signed: bytes, *, side: str) -> _Proved:
    """The list, proved by a root that the newest list of this side named; by its own where there is none yet."""
    newest = PublishedTrust.objects.newest(side)
    known = newest.trusted.roots if newest else ()
    try:
        found = read_trust_list(signed, roots=known)
    except BadList as problem:
        raise Refusal(
            _("The list is not one that this side's root key signed: %(why)s") % {"why": problem}
        ) from problem
    kid = cose.unproven1(signed).kid
    return _Proved(found, next(root for root in (known or found.roots) if kid_of(VerifyKey(root)) == kid))


def _listed(key: PaperKey) -> TrustedKey:
    return TrustedKey(
        kid=bytes(key.kid),
        algorithm=Algorithm.EDDSA,
        public=bytes(key.public),
        uses=frozenset({key.use}),
        begins=int(key.begins.timestamp()),
        ends=int(key.ends.timestamp()),
        withdrawn=key.withdrawn_at is not None,
    )
