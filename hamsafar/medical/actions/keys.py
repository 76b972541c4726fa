"""The centre's key: made, wrapped for each clinician, kept in three shares, renewed, recovered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from nacl.public import PrivateKey, PublicKey

from hamsafar.accounts.models import User
from hamsafar.kit.actor import Actor
from hamsafar.kit.refusal import Refusal
from hamsafar.kit.verdict import require
from hamsafar.ledger.actions import record
from hamsafar.medical import access
from hamsafar.medical.actions import tray
from hamsafar.medical.formats import locking
from hamsafar.medical.models import CentreKey, Examination, KeyHolder
from hamsafar.medical.unlocked import Desk

SHORTEST = 12


@dataclass(frozen=True)
class Opened:
    """A centre's new key: the desk of the first to hold it, and the three shares, which are shown this once."""

    desk: Desk
    shares: tuple[str, ...]


@transaction.atomic
def open_centre(*, office: str, passphrase: str, by: Actor, at: datetime, lost: bool = False) -> Opened:
    """Make a centre's key. With `lost`, in the place of one that nobody can unlock or recover any more.

    What the lost key locked stays locked for good: who was not told yet is examined again.
    """
    require(access.may_supervise(by))
    present = CentreKey.objects.locked(office)
    if present is not None and not lost:
        raise Refusal(_("This centre has a key. Unlock it, or recover it from two shares."))
    if present is not None:
        _retire(present, at)
    centre = PrivateKey.generate()
    key = _keep(centre, office, at)
    _hold(key, by.ref, centre, passphrase, admitted_by=by.ref, at=at)
    tray.lay_out(office=office, to=centre.public_key, by=by, at=at)
    record("centre key made", about=f"centre:{office}", by=by, at=at)
    return Opened(Desk(by.ref, office, centre), locking.split_key(centre))


@transaction.atomic
def ask_for_key(*, office: str, passphrase: str, by: Actor, at: datetime) -> KeyHolder:
    """A clinician makes a key of their own and asks to hold the centre's; somebody who holds it admits them."""
    require(access.may_hold_key(by))
    key = _present(office)
    own, salt = PrivateKey.generate(), locking.new_salt()
    KeyHolder.objects.standing().filter(key=key, officer=by.ref).update(ended_at=at)
    asked = KeyHolder.objects.create(
        key=key,
        officer=by.ref,
        salt=salt,
        own=locking.lock_key(own, _long_enough(passphrase), salt),
        public=bytes(own.public_key),
        wrapped=b"",
        admitted_by="",
        admitted_at=at,
    )
    record("centre key asked for", about=by.ref, by=by, at=at)
    return asked


@transaction.atomic
def admit_clinician(*, holder: KeyHolder, desk: Desk, by: Actor, at: datetime) -> KeyHolder:
    """Wrap the centre's key for a clinician who asked."""
    holder = KeyHolder.objects.select_for_update().get(pk=holder.pk)
    require(access.may_supervise_at(by, desk))
    if holder.officer == by.ref:
        raise Refusal(_("You asked for the key yourself: somebody else who holds it admits you."))
    holder.wrapped = locking.give_key(desk.key, to=PublicKey(bytes(holder.public)))
    holder.admitted_by, holder.admitted_at = by.ref, at
    holder.save(update_fields=["wrapped", "admitted_by", "admitted_at"])
    record("clinician admitted to the centre key", about=holder.officer, by=by, at=at)
    return holder


@transaction.atomic
def end_holding(*, holder: KeyHolder, desk: Desk, by: Actor, at: datetime) -> KeyHolder:
    """Take the centre's key back from a clinician. Renew the key where they may have kept it."""
    require(access.may_supervise_at(by, desk))
    holder.ended_at = at
    holder.save(update_fields=["ended_at"])
    record("clinician no longer holds the centre key", about=holder.officer, by=by, at=at)
    return holder


def unlock(*, office: str, passphrase: str, by: User) -> Desk:
    """The clinician's desk, unlocked by their passphrase. Raises `Refusal`."""
    require(access.may_hold_key(by))
    holder = KeyHolder.objects.standing().filter(officer=by.ref, key__office=office).first()
    if holder is None:
        raise Refusal(_("You do not hold this centre’s key. Ask for it, and have somebody who holds it admit you."))
    try:
        own = locking.unlock_key(holder.own, passphrase, holder.salt)
    except locking.DoesNotOpen:
        raise Refusal(_("This passphrase does not open your key.")) from None
    if not holder.wrapped:
        raise Refusal(_("You asked for the centre’s key, and nobody has admitted you yet."))
    return Desk(by.ref, office, locking.take_key(holder.wrapped, own))


@transaction.atomic
def change_passphrase(*, desk: Desk, passphrase: str, by: Actor, at: datetime) -> KeyHolder:
    """A new key of one's own under a new passphrase, while the desk is unlocked."""
    require(access.may_open_folder(by, desk))
    key = _present(desk.office)
    KeyHolder.objects.standing().filter(key=key, officer=by.ref).update(ended_at=at)
    record("passphrase to the centre key changed", about=by.ref, by=by, at=at)
    return _hold(key, by.ref, desk.key, passphrase, admitted_by=by.ref, at=at)


@transaction.atomic
def recover_centre(*, office: str, shares: list[str], passphrase: str, by: Actor, at: datetime) -> Desk:
    """Hold the centre's key again from two of its three shares."""
    require(access.may_supervise(by))
    key = _present(office)
    try:
        centre = locking.join_key(shares)
    except locking.DoesNotOpen:
        raise Refusal(_("These are not two shares of one key: compare every word with the paper.")) from None
    if bytes(centre.public_key) != bytes(key.public):
        raise Refusal(_("These shares are of another key than this centre’s."))
    KeyHolder.objects.standing().filter(key=key, officer=by.ref).update(ended_at=at)
    _hold(key, by.ref, centre, passphrase, admitted_by="shares", at=at)
    record("centre key recovered from shares", about=f"centre:{office}", by=by, at=at)
    return Desk(by.ref, office, centre)


@transaction.atomic
def renew_key(*, desk: Desk, by: Actor, at: datetime) -> Opened:
    """A new key for the centre: every folder is locked anew for it, every clinician who holds the old one holds it."""
    require(access.may_supervise_at(by, desk))
    present = CentreKey.objects.locked(desk.office)
    if present is None or bytes(present.public) != bytes(desk.key.public_key):
        raise Refusal(_("This desk holds an earlier key of the centre. Unlock again."))
    centre = PrivateKey.generate()
    holders = list(present.holders.filter(ended_at__isnull=True).exclude(wrapped=b""))
    _retire(present, at)
    key = _keep(centre, desk.office, at)
    for each in holders:
        each.pk, each.key, each.admitted_at, each._state.adding = None, key, at, True
        each.id = KeyHolder._meta.get_field("id").get_default()
        each.wrapped = locking.give_key(centre, to=PublicKey(bytes(each.public)))
    KeyHolder.objects.bulk_create(holders)
    _lock_anew(desk, centre)
    tray.move(desk=desk, to=centre, by=by, at=at)
    record("centre key renewed", about=f"centre:{desk.office}", by=by, at=at)
    return Opened(Desk(desk.officer, desk.office, centre), locking.split_key(centre))


def _lock_anew(desk: Desk, centre: PrivateKey) -> None:
    """What an earlier key locked and nobody can open stays as it is."""
    for each in Examination.objects.at_office(desk.office).select_for_update().order_by("pk"):
        try:
            folder = locking.open_folder(each.folder, desk.key, about=each.ref)
        except locking.DoesNotOpen:
            continue
        each.folder = locking.seal_folder(folder, to=centre.public_key, about=each.ref)
        each.save(update_fields=["folder"])


def _keep(centre: PrivateKey, office: str, at: datetime) -> CentreKey:
    return CentreKey.objects.create(office=office, public=bytes(centre.public_key), made_at=at)


def _retire(key: CentreKey, at: datetime) -> None:
    key.retired_at = at
    key.save(update_fields=["retired_at"])


def _hold(
    key: CentreKey, officer: str, centre: PrivateKey, passphrase: str, *, admitted_by: str, at: datetime
) -> KeyHolder:
    own, salt = PrivateKey.generate(), locking.new_salt()
    return KeyHolder.objects.create(
        key=key,
        officer=officer,
        salt=salt,
        own=locking.lock_key(own, _long_enough(passphrase), salt),
        public=bytes(own.public_key),
        wrapped=locking.give_key(centre, to=own.public_key),
        admitted_by=admitted_by,
        admitted_at=at,
    )


def _present(office: str) -> CentreKey:
    key = CentreKey.objects.of(office)
    if key is None:
        raise Refusal(_("This centre has no key yet. Its supervisor makes it."))
    return key


def _long_enough(passphrase: str) -> str:
    if len(passphrase.strip()) < SHORTEST:
        raise Refusal(_("A passphrase has at least 12 characters: several words are easier to keep in mind."))
    return passphrase
