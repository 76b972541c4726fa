"""The wire: one POST a batch to the other node's inbox, over TLS or within this machine, and nothing else."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime

import httpx2
from django.conf import settings
from django.utils.translation import gettext as _

from hamsafar.exchange.actions.delivering import Carrier, Delivery, NotCarried, deliver_to
from hamsafar.exchange.actions.peers import checked_address
from hamsafar.exchange.formats import batches, receipts
from hamsafar.exchange.models import Peer
from hamsafar.kit.actor import Actor
from hamsafar.kit.keys import KeyStore, Purpose
from hamsafar.kit.refusal import Refusal

INBOX = "/exchange/inbox"
SECONDS_TO_CONNECT, SECONDS_TO_ANSWER = 5.0, 60.0
LARGEST_ANSWER = 16_384


def deliver_by_wire(*, peer: Peer, by: Actor, at: datetime) -> Delivery:
    """Offer what waits for one peer over the wire. Raises `Refusal` where it has no address to be offered to."""
    with wire_to(peer.address) as carrier:
        signer = KeyStore(settings.KEYS).signer(Purpose.ENVELOPE_SIGNING)
        return deliver_to(peer=peer, carrier=carrier, signer=signer, by=by, at=at)


@contextmanager
def wire_to(address: str) -> Iterator[Carrier]:
    """A carrier of batches to the node at `address`, for the time of the block; one connection for all of them.

    It carries in a thread of its own, one batch after the other, so that the next can be made ready meanwhile.

    Redirects are not followed, and no proxy of the environment is used for this machine. Raises `Refusal` where the
    address is neither https nor on this machine.
    """
    checked = checked_address(address)
    if not checked:
        raise Refusal(_("The other node has no address: set one, or carry a bundle."))
    timeout = httpx2.Timeout(SECONDS_TO_ANSWER, connect=SECONDS_TO_CONNECT)
    plain = checked.startswith("http://")
    trust = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT) if plain else _trust()  # the first trusts nobody, and costs nothing
    with (
        httpx2.Client(timeout=timeout, follow_redirects=False, verify=trust, trust_env=not plain) as client,
        ThreadPoolExecutor(max_workers=1, thread_name_prefix="exchange") as carriers,
    ):
        yield lambda message: carriers.submit(_offer, client, checked + INBOX, message).result


def _trust() -> ssl.SSLContext:
    """Who vouches for the other node: the authority in a file, where one is set, else those of the machine."""
    return ssl.create_default_context(cafile=settings.EXCHANGE_CA or None)


def _offer(client: httpx2.Client, url: str, message: bytes) -> bytes:
    try:
        with client.stream("POST", url, content=message, headers={"Content-Type": batches.CONTENT_TYPE}) as answer:
            body = b""
            for part in answer.iter_bytes():
                body += part
                if len(body) > LARGEST_ANSWER:
                    raise NotCarried(_("The other node answers with more than a receipt."))
    except httpx2.HTTPError as problem:
        raise NotCarried(
            _("The other node does not answer: %(why)s") % {"why": str(problem) or type(problem).__name__}
        ) from problem
    if answer.headers.get("Content-Type") == receipts.CONTENT_TYPE:
        return body
    if answer.status_code == httpx2.codes.CONFLICT:
        raise NotCarried(_("The other node refuses: %(why)s") % {"why": body.decode(errors="replace")[:300]})
    raise NotCarried(_("The other node answers with status %(status)s.") % {"status": answer.status_code})
