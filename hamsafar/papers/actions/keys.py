"""Keys that sign for this side: made, rolled over, withdrawn."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from hamsafar.accounts.models import User
from hamsafar.kit.actor import Actor
from hamsafar.kit.keys import KeyStore, Purpose, kid_of
from hamsafar.kit.refusal import Refusal
from hamsafar.kit.verdict import require
from hamsafar.ledger.actions import record
from hamsafar.papers import access
from hamsafar.papers.enums import Use
from hamsafar.papers.models import PaperKey, PublishedTrust
from hamsafar.papers.rules.terms import KEY_TERM

PURPOSES = {
    Use.CLEARANCE: Purpose.PAPER_SIGNING,
    Use.STATUS: Purpose.PAPER_STATUS,
    Use.RECEIPT: Purpose.PAPER_RECEIPTS,
}


@transaction.atomic
def make_keys(*, store: KeyStore, by: Actor, at: datetime) -> list[PaperKey]:
    """Make the first key of every use; twice is harmless. They sign once a published trust list names them."""
    require(access.may_approve(by))
    made = []
    for use, purpose in PURPOSES.items():
        public = store.verify_key(purpose)
        key, new = PaperKey.objects.get_or_create(
            kid=kid_of(public),
            defaults={"public": bytes(public), "use": use, "begins": at, "ends": at + KEY_TERM, "used_from": at},
        )
        if new:
            record("paper key made", about=f"key:{key}", by=by, at=at)
        made.append(key)
    return made


@transaction.atomic
def make_next_key(*, use: Use, store: KeyStore, by: Actor, at: datetime) -> PaperKey:
    """Make the key that will follow, to be named on a trust list before it signs; twice is harmless."""
    require(access.may_approve(by))
    public = store.next_signer(PURPOSES[use]).verify_key
    key, new = PaperKey.objects.get_or_create(
        kid=kid_of(public),
        defaults={"public": bytes(public), "use": use, "begins": at, "ends": at + KEY_TERM},
    )
    if new:
        record("next paper key made", about=f"key:{key}", by=by, at=at)
    return key


@transaction.atomic
def roll_over(*, use: Use, side: str, store: KeyStore, by: Actor, at: datetime) -> PaperKey:
    """Sign with the next key from now on. Papers that the earlier one signed hold as before.

    Refused while no published trust list names the next key: its papers would be called unknown.
    """
    require(access.may_approve(by))
    purpose = PURPOSES[use]
    if not store.has_next(purpose):
        raise Refusal(_("No next key was made: make it, and publish a trust list that names it."))
    kid = kid_of(store.next_signer(purpose).verify_key)
    require_listed(kid, side=side)
    following = PaperKey.objects.select_for_update().get(kid=kid)
    PaperKey.objects.for_use(use).filter(used_from__isnull=False, superseded_at__isnull=True).update(superseded_at=at)
    following.used_from = at
    following.save(update_fields=["used_from"])
    record("paper key rolled over", about=f"key:{following}", by=by, at=at)
    # Last: a failure above leaves the present key in its place, and the key file cannot be rolled back.
    store.roll(purpose)
    return following


@transaction.atomic
def withdraw_key(*, key: PaperKey, by: Actor, at: datetime) -> PaperKey:
    """Say that a key was lost or stolen: nothing it signed holds any longer, once the next trust list is out."""
    key = PaperKey.objects.locked(key.pk)
    require(access.may_withdraw(by, key, at=at))
    key.withdrawn_at, key.withdrawn_by = at, User.objects.get(ref=by.ref)
    key.save(update_fields=["withdrawn_at", "withdrawn_by"])
    record("paper key withdrawn", about=f"key:{key}", by=by, at=at)
    return key


def require_listed(kid: bytes, *, side: str) -> None:
    """Raise `Refusal` where the newest published trust list of this side does not name the key."""
    newest = PublishedTrust.objects.newest(side)
    if newest is None or newest.trusted.key(kid) is None:
        raise Refusal(_("The published trust list does not name this key: publish one that does first."))
