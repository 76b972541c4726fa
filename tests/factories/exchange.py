"""Two nodes for tests. Both live in one database: every row names the other side, so they never meet in a row."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID, uuid4

from django.test import override_settings

from hamsafar.accounts.enums import Role
from hamsafar.accounts.models import User
from hamsafar.exchange.actions import delivering, peers, receiving, sending
from hamsafar.exchange.actions.witness import PING, Ping
from hamsafar.exchange.enums import InboxState, Via
from hamsafar.exchange.models import InboxEnvelope, OutboxEnvelope, Peer, PeerKeys
from hamsafar.kit.actor import SYSTEM
from hamsafar.kit.keys import KeyStore, Purpose
from tests.factories.accounts import OfficerFactory, OrganisationFactory, SideFactory
from tests.factories.ledger import noon

AT = noon(2026, 3, 2)


@dataclass
class Node:
    """One side's node: its keys, and its two operators."""

    side: str
    store: KeyStore
    first: User
    second: User

    @contextmanager
    def here(self) -> Iterator[Peer]:
        """Be this node inside the block, and get the other one as its peer."""
        with override_settings(THIS_SIDE=self.side, KEYS=self.store.folder):
            yield Peer.objects.the_other()

    def trust(self, other: Node, *, following: bool = False, at: datetime = AT) -> PeerKeys:
        """The whole ceremony: propose the other's keys, hear the digits, confirm."""
        with other.here():
            document = peers.our_keys(other.store, following=following)
        with self.here():
            proposed = peers.propose_keys(document=document, by=self.first, at=at)
            return peers.confirm_keys(keys=proposed, heard=document.fingerprint, by=self.second, at=at)

    def ping(self, words: str = "salom", *, subject: UUID | None = None, at: datetime = AT) -> OutboxEnvelope:
        with self.here():
            body = Ping(words)
            about = f"test:{words[:20]}"
            return sending.send_envelope(
                kind=PING, body=body, subject=subject or uuid4(), about=about, by=SYSTEM, at=at
            )

    def seal(self, *, at: datetime = AT) -> None:
        with self.here() as peer:
            sending.seal_waiting(peer=peer, signer=self.signer, by=SYSTEM, at=at)

    def messages(self, after: int = 0, *, at: datetime = AT) -> list[bytes]:
        """Everything behind a number, sealed and whole, as it would travel."""
        self.seal(at=at)
        with self.here() as peer:
            return list(sending.messages_after(after, peer=peer, signer=self.signer, by=SYSTEM, at=at))

    def receive(self, raw: bytes, *, at: datetime = AT) -> receiving.Received:
        with self.here():
            return receiving.receive_batch(raw=raw, via=Via.WIRE, store=self.store, by=SYSTEM, at=at)

    def deliver(self, other: Node, *, at: datetime = AT) -> delivering.Delivery:
        """Offer what waits to the other node as the wire would."""

        def carrier(message: bytes) -> Callable[[], bytes]:
            with other.here():
                answer = receiving.receive_batch(raw=message, via=Via.WIRE, store=other.store, by=SYSTEM, at=at)
            if not answer.receipt:
                raise delivering.NotCarried(answer.reason)
            return lambda: answer.receipt

        with self.here() as peer:
            return delivering.deliver_to(peer=peer, carrier=carrier, signer=self.signer, by=SYSTEM, at=at)

    @property
    def signer(self):
        return self.store.signer(Purpose.ENVELOPE_SIGNING)

    def inbox(self) -> list[InboxEnvelope]:
        with self.here() as peer:
            return list(InboxEnvelope.objects.filter(peer=peer).order_by("number"))

    def states(self) -> list[str]:
        return [each.state for each in self.inbox()]

    def taken(self) -> int:
        return self.states().count(InboxState.TAKEN)


def two_nodes(folder: Path, *, trusting: bool = True) -> tuple[Node, Node]:
    """The origin's node and the destination's; they know each other's keys unless said otherwise."""
    nodes = tuple(_node(side, folder) for side in ("tj", "ru"))
    if trusting:
        nodes[0].trust(nodes[1])
        nodes[1].trust(nodes[0])
    return nodes


def _node(side: str, folder: Path) -> Node:
    office = OrganisationFactory(side=SideFactory(key=side))
    first, second = (OfficerFactory(role=Role.OPERATOR, organisation=office) for _ in range(2))
    return Node(side=side, store=KeyStore(folder / side), first=first, second=second)
