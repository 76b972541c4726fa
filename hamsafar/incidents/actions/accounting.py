"""Accounts: each side states an incident in its own words, signs it, and receives the other's. Never merged."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hamsafar.exchange.actions.sending import send_envelope
from hamsafar.incidents import access
from hamsafar.incidents.actions.asking import case_of, in_person
from hamsafar.incidents.actions.evidence import Handed, keep_evidence
from hamsafar.incidents.actions.opening import require_ground
from hamsafar.incidents.enums import LetterState, Via
from hamsafar.incidents.formats import bodies, statements
from hamsafar.incidents.models import Account, Incident
from hamsafar.incidents.rules.comparing import AccountSaid, Compared, compare
from hamsafar.kit.actor import Actor
from hamsafar.kit.keys import KeyStore, Purpose
from hamsafar.kit.refusal import Refusal
from hamsafar.kit.verdict import require
from hamsafar.ledger.actions import record


@transaction.atomic
def write_account(
    *, incident: Incident, said: AccountSaid, via: str = Via.ENVELOPE, by: Actor, at: datetime
) -> Account:
    """Write our next account of an incident, for a second officer to release. A returned one is written over."""
    incident = Incident.objects.locked(incident.pk)
    require(access.may_state_account(by, incident))
    require_ground(said.ground, said.ground_words, on=timezone.localdate(incident.started_at))
    ours = incident.accounts.of_side(settings.THIS_SIDE)
    if ours.to_release().exists():
        raise Refusal(_("An account waits for a second officer already. Have it released or returned first."))
    ours.filter(state=LetterState.DRAFT).delete()
    made = Account.objects.create(
        incident=incident,
        side_id=settings.THIS_SIDE,
        version=ours.count() + 1,
        state=LetterState.TO_RELEASE,
        via=via,
        written_by=in_person(by),
        written_at=at,
        **_values(said),
    )
    record("account written", about=made, by=by, at=at)
    return made


@transaction.atomic
def release_account(*, account: Account, by: Actor, at: datetime) -> Account:
    """Sign our account with this node's key for accounts and send it to the other side."""
    incident = Incident.objects.locked(account.incident_id)
    account = Account.objects.select_for_update().get(pk=account.pk)
    require(access.may_release_letter(by, account))
    signer = KeyStore(settings.KEYS).signer(Purpose.ACCOUNT)
    account.signed = statements.sign(
        said_by(account), case=incident.subject, side=account.side_id, version=account.version, signer=signer
    )
    account.public_key = bytes(signer.verify_key)
    account.state, account.released_by, account.sent_at = LetterState.SENT, in_person(by), at
    account.save(update_fields=["signed", "public_key", "state", "released_by", "sent_at"])
    record("account signed", about=account, by=by, at=at)
    if account.via == Via.ENVELOPE:
        body = bodies.AccountGiven(case_of(incident), account.version, account.signed, account.public_key, at)
        send_envelope(kind=body.NAME, body=body, subject=incident.subject, about=account, by=by, at=at)
    return account


@transaction.atomic
def enter_account(
    *,
    incident: Incident,
    said: AccountSaid,
    given_at: datetime,
    via: str = Via.PAPER,
    scan: Handed | None = None,
    by: Actor,
    at: datetime,
) -> Account:
    """Enter the other side's account as it came on paper. It bears no key's signature, and says so."""
    incident = Incident.objects.locked(incident.pk)
    require(access.may_state_account(by, incident))
    if via == Via.ENVELOPE or via not in Via.values or given_at > at:
        raise Refusal(_("Say how it came, other than by envelope, and when: not in the future."))
    require_ground(said.ground, said.ground_words, on=timezone.localdate(incident.started_at))
    if scan is not None:
        keep_evidence(incident, scan, words=_("The other side’s account"), by=by, at=at)
    theirs = incident.accounts.of_side(incident.peer_id)
    return keep_account(incident, said, version=theirs.count() + 1, given_at=given_at, via=via, by=by, at=at)


def keep_account(
    incident: Incident,
    said: AccountSaid,
    *,
    version: int,
    given_at: datetime,
    via: str = Via.ENVELOPE,
    signed: bytes | None = None,
    key: bytes | None = None,
    by: Actor,
    at: datetime,
) -> Account:
    """Write the other side's account as received."""
    made = Account.objects.create(
        incident=incident,
        side_id=incident.peer_id,
        version=version,
        state=LetterState.RECEIVED,
        via=via,
        written_at=at,
        sent_at=given_at,
        signed=signed,
        public_key=key,
        **_values(said),
    )
    record("account received", about=made, by=by, at=at)
    return made


def said_by(account: Account) -> AccountSaid:
    """The values of an account, as they are signed."""
    return AccountSaid(**{each.name: getattr(account, each.name) for each in fields(AccountSaid)})


def is_genuine(account: Account) -> bool:
    """Whether the row still says what its side signed; False also where it was never signed."""
    if not account.signed or not account.public_key:
        return False
    try:
        signed = statements.read(
            bytes(account.signed),
            key=bytes(account.public_key),
            case=account.incident.subject,
            side=account.side_id,
            version=account.version,
        )
    except statements.BadStatement:
        return False
    return signed == said_by(account)


def side_by_side(incident: Incident) -> tuple[Account | None, Account | None, tuple[Compared, ...]]:
    """Our newest account that is out, the other side's, and their lines compared; no lines where one is missing."""
    out = incident.accounts.out()
    ours = out.of_side(settings.THIS_SIDE).newest_first().first()
    theirs = out.of_side(incident.peer_id).newest_first().first()
    lines = compare(said_by(ours), said_by(theirs)) if ours and theirs else ()
    return ours, theirs, lines


def _values(said: AccountSaid) -> dict[str, object]:
    return {each.name: getattr(said, each.name) for each in fields(AccountSaid)}
