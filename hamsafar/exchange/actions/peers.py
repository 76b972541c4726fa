"""The other node and its keys: who it is, where it answers, which keys two officers confirmed."""

from __future__ import annotations

import ipaddress
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from nacl.signing import VerifyKey

from hamsafar.accounts.models import User
from hamsafar.exchange import access
from hamsafar.exchange.formats.key_documents import KeyDocument
from hamsafar.exchange.models import Peer, PeerKeys
from hamsafar.exchange.rules.pace import OVERLAP
from hamsafar.kit.actor import Actor
from hamsafar.kit.keys import KeyStore, Purpose, kid_of
from hamsafar.kit.refusal import Refusal
from hamsafar.kit.verdict import require
from hamsafar.ledger.actions import record


def our_keys(store: KeyStore, *, following: bool = False) -> KeyDocument:
    """This node's public keys as they are handed over; with `following`, those that it will roll over to."""
    signer = store.next_signer if following else store.signer
    opener = store.next_opener if following else store.opener
    return KeyDocument(
        side=settings.THIS_SIDE,
        signing=bytes(signer(Purpose.ENVELOPE_SIGNING).verify_key),
        locking=bytes(opener(Purpose.ENVELOPE_OPENING).public_key),
    )


@transaction.atomic
def set_address(*, peer: Peer, address: str, by: Actor, at: datetime) -> Peer:
    """Say where the other node answers: https, or plain http on this machine only. Nothing takes the address away."""
    require(access.may_operate(by))
    peer = Peer.objects.locked(peer.pk)
    peer.address = checked_address(address)
    peer.failures, peer.failing_since, peer.next_try_at, peer.problem = 0, None, None, ""
    peer.save(update_fields=["address", "failures", "failing_since", "next_try_at", "problem"])
    record("address of the other node set", about=peer, by=by, at=at)
    return peer


def checked_address(address: str) -> str:
    """The address of a node, without a path. Raises `Refusal` where what is sent there could be read on the way."""
    address = address.strip().rstrip("/")
    try:
        parts = urlsplit(address)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        host, parts = "", urlsplit("")
    if not address:
        return ""
    if parts.scheme not in ("http", "https") or not host or parts.path or parts.query or parts.username:
        raise Refusal(_("Give the other node's address as https://name or https://name:port."))
    if parts.scheme == "http" and not _is_loopback(host):
        raise Refusal(_("Plain http serves on this machine only. Give an address that begins with https://."))
    return address


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@transaction.atomic
def propose_keys(*, document: KeyDocument, by: Actor, at: datetime) -> PeerKeys:
    """Note the keys in a file that the other node handed over. Nothing is trusted before a second officer confirms."""
    require(access.may_propose_keys(by))
    peer = Peer.objects.the_other()
    if document.side != peer.pk:
        raise Refusal(
            _("These keys are of the side “%(side)s”; the other side here is “%(other)s”.")
            % {"side": document.side[:20], "other": peer.pk}
        )
    key_id = kid_of(VerifyKey(document.signing))
    if PeerKeys.objects.filter(peer=peer, key_id=key_id).exists():
        raise Refusal(_("These keys were handed over before. Confirm those that wait, or make new ones."))
    made = PeerKeys.objects.create(
        peer=peer,
        signing=document.signing,
        locking=document.locking,
        key_id=key_id,
        fingerprint=document.fingerprint,
        proposed_by=User.objects.get(ref=by.ref),
        proposed_at=at,
    )
    record("keys of the other node proposed", about=f"key:{key_id.hex()}", by=by, at=at)
    return made


@transaction.atomic
def confirm_keys(*, keys: PeerKeys, heard: str, by: Actor, at: datetime) -> PeerKeys:
    """Trust proposed keys, having heard their fingerprint read aloud. Earlier keys are taken for a while longer."""
    Peer.objects.locked(keys.peer_id)
    keys = PeerKeys.objects.locked(keys.pk)
    require(access.may_confirm_keys(by, keys, heard=heard, at=at))

    earlier = PeerKeys.objects.trusted(at=at).filter(peer_id=keys.peer_id, ends_at__isnull=True)
    earlier.update(ends_at=at + OVERLAP)
    keys.confirmed_by, keys.confirmed_at = User.objects.get(ref=by.ref), at
    keys.save(update_fields=["confirmed_by", "confirmed_at"])

    record("keys of the other node confirmed", about=f"key:{bytes(keys.key_id).hex()}", by=by, at=at)
    return keys


@transaction.atomic
def revoke_keys(*, keys: PeerKeys, by: Actor, at: datetime) -> PeerKeys:
    """Take nothing more that these keys signed, from now on, and lock nothing more for them."""
    keys = PeerKeys.objects.locked(keys.pk)
    require(access.may_revoke_keys(by, keys))
    keys.revoked_by, keys.revoked_at = User.objects.get(ref=by.ref), at
    keys.save(update_fields=["revoked_by", "revoked_at"])
    record("keys of the other node revoked", about=f"key:{bytes(keys.key_id).hex()}", by=by, at=at)
    return keys


@transaction.atomic
def make_next_keys(*, store: KeyStore, by: Actor, at: datetime) -> KeyDocument:
    """Make the keys that will follow this node's own, for the other node to confirm before they are used."""
    require(access.may_operate(by))
    document = our_keys(store, following=True)
    record("next exchange keys made", about=f"key:{_kid(document)}", by=by, at=at)
    return document


@transaction.atomic
def roll_over(*, store: KeyStore, by: Actor, at: datetime) -> KeyDocument:
    """Use the keys that were made to follow. The earlier signing key is gone; the earlier opening key still opens."""
    require(access.may_operate(by))
    if not store.has_next(Purpose.ENVELOPE_SIGNING) or not store.has_next(Purpose.ENVELOPE_OPENING):
        raise Refusal(_("No next keys were made: make them, and have the other node confirm them first."))
    record("exchange keys rolled over", about=f"key:{_kid(our_keys(store, following=True))}", by=by, at=at)
    store.roll(Purpose.ENVELOPE_OPENING)
    store.roll(Purpose.ENVELOPE_SIGNING)
    return our_keys(store)


@transaction.atomic
def forget_earlier_keys(*, store: KeyStore, by: Actor, at: datetime) -> int:
    """Destroy opening keys that were rolled over; what was locked for them alone stays locked. How many there were."""
    require(access.may_operate(by))
    record("earlier exchange keys destroyed", about=f"key:{_kid(our_keys(store))}", by=by, at=at)
    return store.forget_earlier(Purpose.ENVELOPE_OPENING)


def _kid(document: KeyDocument) -> str:
    return kid_of(VerifyKey(document.signing)).hex()
