"""What waits for a clinician: results of laboratories, a folder from another centre. Every place is always full.

A place holds the centre's box, and around it a box of the clock's key that says whether anything is in it: the process
finds a free place, and opens nothing. Without both keys a free place looks like a taken one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from nacl.public import PrivateKey, PublicKey

from hamsafar.kit.actor import Actor
from hamsafar.kit.keys import BadKeyFile, KeyStore, Purpose
from hamsafar.kit.locks import hold
from hamsafar.kit.refusal import Refusal
from hamsafar.kit.wrapping import Locker
from hamsafar.medical.formats import locking
from hamsafar.medical.models import CentreKey, TrayPlace
from hamsafar.medical.unlocked import Desk

PLACES = 32  # what a laboratory sends between two looks of a clinician; more is refused, and sent again
ABOUT = "tray"
FREE, TAKEN = b"\x00", b"\x01"


@dataclass(frozen=True)
class Waiting:
    """One thing in the tray, opened: what it is, and its place."""

    place: TrayPlace
    content: Mapping[str, Any]


def clock() -> Locker:
    """The locker of the centre's own clock: it lies in the centre's folder, and opens no folder of a person."""
    return Locker(KeyStore(settings.CENTRE_KEYS), Purpose.CENTRE_CLOCK)


@transaction.atomic
def lay_out(*, office: str, to: PublicKey, by: Actor, at: datetime) -> None:
    """Make a centre's places, all of them free, in the place of any that a lost key locked."""
    TrayPlace.objects.at_office(office).delete()
    made = [TrayPlace(office=office) for _place in range(PLACES)]
    locker = clock()
    for each in made:
        each.locked = _box(locker, {}, to, each)
    TrayPlace.objects.bulk_create(made)


@transaction.atomic
def put(*, office: str, content: Mapping[str, Any], by: Actor, at: datetime) -> None:
    """Lay something into a free place. Raises `Refusal` where the centre has no key, or its tray is full."""
    key = CentreKey.objects.of(office)
    if key is None:
        raise Refusal(_("This centre has no key yet. Its supervisor makes it."))
    hold(f"medical.tray:{office}")
    locker = clock()
    free = next((each for each in TrayPlace.objects.at_office(office) if _opened(locker, each)[:1] != TAKEN), None)
    if free is None:
        raise Refusal(_("The centre’s tray is full. Have a clinician take in what waits, and send this again."))
    try:
        free.locked = _box(locker, content, PublicKey(bytes(key.public)), free)
    except locking.TooMuch:
        raise Refusal(_("This is longer than the centre takes at once. Send it in parts.")) from None
    free.save(update_fields=["locked"])


def waiting(desk: Desk) -> list[Waiting]:
    """Everything in the tray of the desk's centre, opened."""
    locker, found = clock(), []
    for each in TrayPlace.objects.at_office(desk.office):
        plain = _opened(locker, each)
        if plain[:1] == TAKEN:
            found.append(Waiting(each, locking.unseal(plain[1:], desk.key, about=ABOUT)))
    return found


@transaction.atomic
def empty(*, taken: list[TrayPlace], desk: Desk, by: Actor, at: datetime) -> None:
    """Make places free again, once what lay in them is in its folder."""
    locker = clock()
    for each in taken:
        each.locked = _box(locker, {}, desk.key.public_key, each)
        each.save(update_fields=["locked"])


@transaction.atomic
def move(*, desk: Desk, to: PrivateKey, by: Actor, at: datetime) -> None:
    """Lock everything in the tray anew, for the centre's next key."""
    found, locker = {each.place.pk: each.content for each in waiting(desk)}, clock()
    for each in TrayPlace.objects.at_office(desk.office):
        each.locked = _box(locker, found.get(each.pk, {}), to.public_key, each)
        each.save(update_fields=["locked"])


@transaction.atomic
def write_anew(*, by: Actor, at: datetime) -> None:
    """Write every place of every centre anew, so that none shows that it was used today."""
    locker = clock()
    for each in TrayPlace.objects.order_by("?"):
        if plain := _opened(locker, each):
            each.locked = locker.lock(plain, about=str(each.pk))
            each.save(update_fields=["locked"])


def _box(locker: Locker, content: Mapping[str, Any], to: PublicKey, place: TrayPlace) -> bytes:
    inner = locking.seal(content, locking.TRAY_BYTES, to=to, about=ABOUT)
    return locker.lock((TAKEN if content else FREE) + inner, about=str(place.pk))


def _opened(locker: Locker, place: TrayPlace) -> bytes:
    """What is in the clock's box: a flag, then the centre's box. Nothing where an earlier clock's key was lost."""
    try:
        return locker.open(bytes(place.locked), about=str(place.pk))
    except BadKeyFile:
        return b""
