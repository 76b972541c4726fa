"""Lists that people are checked against: whose are taken, and the loading of one. Nothing goes out from here."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from nacl.signing import VerifyKey

from hamsafar.accounts.models import User
from hamsafar.exchange.rules.fingerprints import fingerprint
from hamsafar.journeys import access
from hamsafar.journeys.enums import MakerState
from hamsafar.journeys.formats.check_lists import BadCheckList, CheckListSaid, Entry, moment, read_check_list
from hamsafar.journeys.models import CheckList, Listed, ListMaker
from hamsafar.journeys.rules.trip_checks import codes_to_look_under
from hamsafar.kit.actor import Actor
from hamsafar.kit.keys import kid_of
from hamsafar.kit.refusal import Refusal
from hamsafar.kit.verdict import require
from hamsafar.ledger.actions import record

KEY_BYTES = 32
AT_A_TIME = 5_000


@transaction.atomic
def propose_maker(
    *, side: str, name: str, public: bytes, by: Actor, at: datetime, synthetic: bool = False
) -> ListMaker:
    """Name an authority whose lists are to be taken, with the public half of its key."""
    require(access.may_keep_check_lists(by))
    if len(public) != KEY_BYTES:
        raise Refusal(_("The public half of the key has 32 bytes: 64 hexadecimal digits."))
    if ListMaker.objects.filter(public=public).exists():
        raise Refusal(_("This key stands here already."))
    made = ListMaker.objects.create(
        side_id=side,
        name=name.strip(),
        public=public,
        synthetic=synthetic,
        proposed_by=User.objects.get(ref=by.ref),
        proposed_at=at,
    )
    record("maker of lists proposed", about=made, by=by, at=at)
    return made


@transaction.atomic
def accept_maker(*, maker: ListMaker, heard: str, by: Actor, at: datetime) -> ListMaker:
    """Take an authority's lists, as the second officer, who `heard` the digits of its key from it."""
    maker = ListMaker.objects.locked(maker.pk)
    require(access.may_accept_maker(by, maker, heard=heard, digits=digits_of(maker)))
    maker.state, maker.accepted_by, maker.accepted_at = MakerState.ACCEPTED, User.objects.get(ref=by.ref), at
    maker.save(update_fields=["state", "accepted_by", "accepted_at"])
    record("maker of lists accepted", about=maker, by=by, at=at)
    return maker


@transaction.atomic
def withdraw_maker(*, maker: ListMaker, by: Actor, at: datetime) -> ListMaker:
    """Take an authority's lists no longer. Whom its list names is dropped at once."""
    maker = ListMaker.objects.locked(maker.pk)
    require(access.may_withdraw_maker(by, maker))
    maker.state, maker.withdrawn_at = MakerState.WITHDRAWN, at
    maker.save(update_fields=["state", "withdrawn_at"])
    Listed.objects.filter(of_list__maker=maker).delete()
    record("maker of lists withdrawn", about=maker, by=by, at=at)
    return maker


@transaction.atomic
def load_check_list(*, data: bytes, by: Actor, at: datetime) -> CheckList:
    """Load a list in the place of its maker's last one, whose entries are dropped.

    Raises `Refusal` for one that no accepted maker signed, that is over or of a day to come, or older than ours.
    """
    require(access.may_keep_check_lists(by))
    makers = {kid_of(VerifyKey(bytes(each.public))): each for each in ListMaker.objects.accepted().select_for_update()}
    said, maker = _proved(data, makers)
    newest = CheckList.objects.filter(maker=maker, replaced_at__isnull=True).first()
    _require_of(said, maker, newest, at=at)
    if newest is not None:
        newest.replaced_at = at
        newest.save(update_fields=["replaced_at"])
        newest.listed.all().delete()
    made = CheckList.objects.create(
        maker=maker,
        number=said.number,
        digest=hashlib.sha256(data).digest(),
        entries=len(said.entries),
        as_of=moment(said.as_of),
        expires_at=moment(said.expires),
        loaded_by=by.ref,
        loaded_at=at,
    )
    _write(made, said.entries)
    record("check list loaded", about=made, by=by, at=at)
    return made


def digits_of(maker: ListMaker) -> str:
    """The digits of an authority's key, to be read aloud."""
    return fingerprint(maker.side_id, bytes(maker.public), b"")


def _proved(data: bytes, makers: dict[bytes, ListMaker]) -> tuple[CheckListSaid, ListMaker]:
    for kid, maker in makers.items():
        try:
            return read_check_list(data, {kid: VerifyKey(bytes(maker.public))}), maker
        except BadCheckList as problem:
            why = problem
            if "not known here" not in str(problem):
                break
    else:
        raise Refusal(_("The list is signed by no authority whose lists are taken here."))
    raise Refusal(_("The list cannot be used: %(why)s") % {"why": why})


def _require_of(said: CheckListSaid, maker: ListMaker, newest: CheckList | None, *, at: datetime) -> None:
    if said.side != maker.side_id or said.maker != maker.name or said.synthetic != maker.synthetic:
        raise Refusal(_("The list names another maker than the one whose key signed it."))
    if moment(said.as_of) > at:
        raise Refusal(_("The list is of a day that has not come: look whether the clock of this node is right."))
    if moment(said.expires) <= at:
        raise Refusal(_("The list is over: ask its maker for a newer one."))
    if newest is not None and said.number <= newest.number:
        raise Refusal(_("A list with this number or a later one is here already."))


def _write(made: CheckList, entries: Sequence[Entry]) -> None:
    for start in range(0, len(entries), AT_A_TIME):
        Listed.objects.bulk_create(
            Listed(
                of_list=made,
                names=list(each.names),
                born=each.born,
                documents=list(each.documents),
                codes=list(codes_to_look_under(each.filed)),
                until=made.expires_at,
            )
            for each in entries[start : start + AT_A_TIME]
        )
