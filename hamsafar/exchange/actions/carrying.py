"""Bundle files: the same envelopes by mail or by stick, out and in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from hamsafar.exchange import access
from hamsafar.exchange.actions.delivering import NotCarried, take_receipt
from hamsafar.exchange.actions.receiving import Received, receipt_for, receive_batch
from hamsafar.exchange.actions.sending import messages_after, seal_waiting
from hamsafar.exchange.enums import Reason, Via
from hamsafar.exchange.formats import bundles
from hamsafar.exchange.formats.reading import Unreadable
from hamsafar.exchange.models import Peer, receipted_upto, sent_log
from hamsafar.kit.actor import Actor
from hamsafar.kit.keys import KeyStore, Purpose
from hamsafar.kit.refusal import Refusal
from hamsafar.kit.verdict import require
from hamsafar.ledger.actions import record


@dataclass(frozen=True)
class Exported:
    """What a bundle holds: batches, and the envelopes `first` to `last` (0 and 0 where there are none)."""

    batches: int
    first: int
    last: int


@dataclass(frozen=True)
class Imported:
    """What became of a bundle: the envelopes, the reasons of batches refused whole, what is wrong with the file."""

    taken: int
    had: int
    waiting: int
    refused: int
    reasons: tuple[str, ...]
    receipt: str  # "taken", "none", or why it was not
    cut: bool  # the file ends before its end; what was whole is taken


@transaction.atomic
def export_bundle(*, path: Path, peer: Peer, since: int | None, store: KeyStore, by: Actor, at: datetime) -> Exported:
    """Write everything behind number `since` (by default: behind what receipts cover), and our own receipt.

    Seals first what waits. Nothing counts as delivered by this: only a receipt says so.
    """
    require(access.may_operate(by))
    signer = store.signer(Purpose.ENVELOPE_SIGNING)
    seal_waiting(peer=peer, signer=signer, by=by, at=at)
    since = receipted_upto(peer) if since is None else since
    # A first pass counts, so that the header is true and no more than one batch lies in memory at a time.
    count = sum(1 for _message in messages_after(since, peer=peer, signer=signer, by=by, at=at))
    header = bundles.Header(sender=settings.THIS_SIDE, recipient=peer.pk, made_at=at, batches=count)
    receipt = receipt_for(peer, store=store, at=at)
    try:
        bundles.write(path, header, receipt, messages_after(since, peer=peer, signer=signer, by=by, at=at))
    except OSError as problem:
        raise Refusal(_("The bundle cannot be written to %(file)s.") % {"file": path}) from problem
    record("bundle written", about=peer, by=by, at=at)
    return Exported(batches=count, first=since + 1 if count else 0, last=sent_log(peer).upto if count else 0)


def import_bundle(*, path: Path, peer: Peer, store: KeyStore, by: Actor, at: datetime) -> Imported:
    """Take every batch of a bundle, each in a transaction of its own, and the receipt in it.

    In any order, twice, after weeks: the outcome is the same. Raises `Refusal` where the file is no bundle for us.
    """
    require(access.may_operate(by))
    total, reasons, cut = Received(), [], False
    try:
        with path.open("rb") as file:
            header, receipt = bundles.read_header(file)
            if (header.sender, header.recipient) != (peer.pk, settings.THIS_SIDE):
                raise Refusal(_("This bundle is from %(sender)s for %(recipient)s.") % _ends(header))
            found = bundles.read_batches(file)
            receipt_said = _take_receipt(receipt, peer=peer, by=by, at=at)
            try:
                for raw in found:
                    outcome = receive_batch(raw=raw, via=Via.FILE, store=store, by=by, at=at)
                    total = total.plus(outcome)
                    reasons += [outcome.reason] if outcome.reason else []
            except Unreadable:
                cut = True
    except OSError as problem:
        raise Refusal(_("The file %(file)s cannot be read.") % {"file": path}) from problem
    except Unreadable as problem:
        raise Refusal(_("The file %(file)s is no bundle: %(why)s") % _why(path, problem)) from problem
    record("bundle read", about=peer, by=by, at=at)
    return Imported(
        taken=total.taken,
        had=total.had,
        waiting=total.waiting,
        refused=total.refused,
        reasons=tuple(reasons),
        receipt=receipt_said,
        cut=cut,
    )


def _ends(header: bundles.Header) -> dict[str, str]:
    return {"sender": header.sender[:20], "recipient": header.recipient[:20]}


def _why(path: Path, problem: Unreadable) -> dict[str, object]:
    return {"file": path, "why": problem.detail or Reason(problem.reason).label}


def _take_receipt(receipt: bytes, *, peer: Peer, by: Actor, at: datetime) -> str:
    if not receipt:
        return "none"
    try:
        take_receipt(peer=peer, signed=receipt, via=Via.FILE, by=by, at=at)
    except NotCarried as problem:
        return str(problem)
    return "taken"
