"""Papers for tests: a paper office whose ceremony was held, so that it can issue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from nacl.signing import SigningKey

from hamsafar.accounts.enums import Role
from hamsafar.accounts.models import User
from hamsafar.exchange.rules.fingerprints import fingerprint
from hamsafar.kit.keys import KeyStore
from hamsafar.papers.actions.issuing import Holder, issue_paper
from hamsafar.papers.actions.keys import make_keys
from hamsafar.papers.actions.status import publish_status_lists
from hamsafar.papers.actions.trust import publish_trust_list, request_trust_list
from hamsafar.papers.enums import PaperKind
from hamsafar.papers.formats.checking import Outcome, check, trust_of
from hamsafar.papers.formats.lists import TrustList, read_status_list, read_trust_list, sign_trust_list
from hamsafar.papers.models import Paper, PublishedTrust, StatusRegister
from tests.factories.accounts import OfficerFactory, SideFactory
from tests.factories.exchange import Node
from tests.factories.ledger import noon

AT = noon(2026, 3, 2)
SIDE = "tj"


@dataclass
class PaperOffice:
    """Two paper officers, the node's keys, and the root key that they keep away from it."""

    store: KeyStore
    first: User
    second: User
    root: SigningKey
    side: str = SIDE

    def publish_trust(
        self, *, at: datetime = AT, roots: tuple[bytes, ...] = (), root: SigningKey | None = None
    ) -> PublishedTrust:
        """The whole ceremony: asked for, signed away from the node, heard, published."""
        root = root or self.root
        wanted = request_trust_list(side=self.side, roots=roots, by=self.first, at=at)
        signed = sign_trust_list(bytes(wanted.payload), root)
        digits = fingerprint(self.side, bytes(root.verify_key), b"")
        return publish_trust_list(wanted=wanted, signed=signed, heard=digits, by=self.second, at=at)

    def issue(self, *, at: datetime = AT, until: datetime | None = None, subject: str = "J-1") -> Paper:
        return issue_paper(
            subject=subject,
            kind=PaperKind.CLEARANCE,
            holder=Holder((("tg", "Намуна"), ("ru", "Образец"), ("la", "SPECIMEN")), "1990-01-01", "400000000"),
            purpose="work",
            until=until or at + timedelta(days=365),
            synthetic=True,
            side=self.side,
            store=self.store,
            by=self.first,
            at=at,
        )

    def publish_status(self, *, at: datetime = AT) -> list[StatusRegister]:
        return publish_status_lists(side=self.side, store=self.store, by=self.first, at=at)

    def check(self, paper: Paper, *, at: datetime) -> Outcome:
        """What a verifier says who has everything that was published."""
        trust = self.trust_list()
        signed = StatusRegister.objects.of_side(self.side).signed().values_list("signed", flat=True)
        statuses = [read_status_list(bytes(each), trust) for each in signed]
        return check(paper.text, trust_of([trust], statuses), at=at.timestamp())

    def trust_list(self) -> TrustList:
        newest = PublishedTrust.objects.newest(self.side)
        assert newest is not None
        return read_trust_list(bytes(newest.signed or b""))


def paper_office(folder: Path, *, at: datetime = AT) -> PaperOffice:
    """An office that can issue: keys made, trust list and status list published."""
    SideFactory(key="tj")
    SideFactory(key="ru")
    first, second = OfficerFactory.create_batch(2, role=Role.PAPER_OFFICER)
    office = PaperOffice(KeyStore(folder), first, second, SigningKey.generate())
    make_keys(store=office.store, by=first, at=at)
    office.publish_trust(at=at, roots=(bytes(office.root.verify_key),))
    return office


def office_at(node: Node, *, at: datetime = AT) -> PaperOffice:
    """The same at one of two nodes, with keys of its own."""
    first, second = OfficerFactory.create_batch(2, role=Role.PAPER_OFFICER)
    office = PaperOffice(node.store, first, second, SigningKey.generate(), node.side)
    make_keys(store=office.store, by=first, at=at)
    office.publish_trust(at=at, roots=(bytes(office.root.verify_key),))
    return office
