"""The demonstration's papers: a ceremony held by synthetic officers, and a paper in every state."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from nacl.signing import SigningKey

from hamsafar.accounts.enums import Role
from hamsafar.accounts.models import User
from hamsafar.exchange.rules.fingerprints import fingerprint
from hamsafar.kit.keys import KeyStore
from hamsafar.papers.actions.issuing import Holder, ask_revocation, issue_paper, lapse_papers, revoke_paper
from hamsafar.papers.actions.keys import make_keys, make_next_key, roll_over, withdraw_key
from hamsafar.papers.actions.status import publish_status_lists
from hamsafar.papers.actions.trust import drop_trust_list, publish_trust_list, request_trust_list
from hamsafar.papers.enums import PaperKind, Use
from hamsafar.papers.formats.lists import sign_trust_list
from hamsafar.papers.models import Paper, PaperKey, PublishedTrust
from hamsafar.synthetic.people import Person as Somebody
from hamsafar.synthetic.people import people

ROOT = "demo-paper-root.json"  # beside the demo's sign-ins: a real root never lies on a node
SEED = 2041
PAPERS = 6
AGO = timedelta(days=5)


@dataclass(frozen=True)
class _Office:
    """Two synthetic paper officers, the node's keys, and the demonstration's root."""

    side: str
    store: KeyStore
    root: SigningKey
    first: User
    second: User

    def publish(self, at: datetime) -> None:
        """The whole ceremony of one list."""
        public = bytes(self.root.verify_key)
        wanted = request_trust_list(side=self.side, roots=(public,), by=self.first, at=at)
        signed = sign_trust_list(bytes(wanted.payload), self.root)
        heard = fingerprint(self.side, public, b"")
        publish_trust_list(wanted=wanted, signed=signed, heard=heard, by=self.second, at=at)


def make_demo(*, folder: Path, at: datetime) -> None:
    """Make what is missing: keys, a trust list and papers. Making them twice changes nothing."""
    office = _Office(settings.THIS_SIDE, KeyStore(settings.KEYS), _root(folder), *_officers())
    newest = PublishedTrust.objects.newest(office.side)
    if newest is None:
        _hold_ceremony(office, at - AGO)
    elif newest.expires_at <= at or not _names_every_use(newest):
        _publish_anew(office, at)
    if not Paper.objects.filter(synthetic=True).exists():
        _issue(office, at)
    publish_status_lists(side=office.side, store=office.store, by=office.first, at=at)


def _officers() -> tuple[User, User]:
    """The two synthetic paper officers."""
    found = User.objects.synthetic().active().filter(role=Role.PAPER_OFFICER).order_by("username")
    first, second = found[:2]
    return first, second


def _hold_ceremony(office: _Office, at: datetime) -> None:
    """Keys, a list that was dropped, one that was published; a key that was withdrawn, and one that will follow."""
    make_keys(store=office.store, by=office.first, at=at)
    roots = (bytes(office.root.verify_key),)
    given_up = request_trust_list(side=office.side, roots=roots, by=office.first, at=at)
    drop_trust_list(wanted=given_up, by=office.first, at=at)
    office.publish(at)
    lost = PaperKey.objects.for_use(Use.CLEARANCE).get()
    for _turn in range(2):
        make_next_key(use=Use.CLEARANCE, store=office.store, by=office.first, at=at)
        office.publish(at)
        roll_over(use=Use.CLEARANCE, side=office.side, store=office.store, by=office.first, at=at)
    withdraw_key(key=lost, by=office.first, at=at)
    make_next_key(use=Use.CLEARANCE, store=office.store, by=office.first, at=at)
    office.publish(at)


def _names_every_use(published: PublishedTrust) -> bool:
    """Whether a list names a key for everything that is signed; one of an earlier release may lack a use."""
    return {use.value for use in Use} <= {use for key in published.trusted.keys for use in key.uses}


def _publish_anew(office: _Office, at: datetime) -> None:
    """The ceremony once more, with a key for every use; a list that waited waits again."""
    waiting = PublishedTrust.objects.of_side(office.side).requested().first()
    if waiting is not None:
        drop_trust_list(wanted=waiting, by=office.first, at=at)
    make_keys(store=office.store, by=office.first, at=at)
    office.publish(at)
    if waiting is not None:
        request_trust_list(side=office.side, roots=(), by=office.first, at=at)


def _issue(office: _Office, at: datetime) -> None:
    """Papers in force, revoked, waiting to be revoked and lapsed, and a list that waits for the root."""
    made = [_paper(office, number, who, at - AGO) for number, who in zip(range(PAPERS), people(SEED), strict=False)]
    for paper in made[-2:]:
        ask_revocation(paper=paper, because="issued for another journey (example)", by=office.first, at=at)
    revoke_paper(paper=made[-1], by=office.second, at=at)
    lapse_papers(subject=made[0].subject, by=office.first, at=at)
    request_trust_list(side=office.side, roots=(), by=office.first, at=at)


def _paper(office: _Office, number: int, who: Somebody, at: datetime) -> Paper:
    names = (("tg", who.said("tajik")), ("ru", who.said("russian")), ("la", who.said("icao").upper()))
    return issue_paper(
        subject=f"J-EXAMPLE-{number}",
        kind=PaperKind.CLEARANCE,
        holder=Holder(names, who.born.isoformat(), f"4{number:08d}"),
        purpose="work",
        until=at + timedelta(days=365),
        synthetic=True,
        side=office.side,
        store=office.store,
        by=office.first,
        at=at,
    )


def _root(folder: Path) -> SigningKey:
    """The demonstration's root key, made once and kept in its folder."""
    path = folder / ROOT
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        said = json.dumps({"synthetic": True, "root": bytes(SigningKey.generate()).hex()})
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            out.write(said)
    return SigningKey(bytes.fromhex(json.loads(path.read_text())["root"]))
