"""Papers: issued with minimum claims, revoked by two officers, ended when what they prove no longer holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from hamsafar.accounts.models import User
from hamsafar.kit.actor import Actor
from hamsafar.kit.keys import KeyStore, Purpose, kid_of
from hamsafar.kit.queue import queue
from hamsafar.kit.refusal import Refusal
from hamsafar.kit.verdict import require
from hamsafar.ledger.actions import record
from hamsafar.papers import access
from hamsafar.papers.actions.keys import require_listed
from hamsafar.papers.actions.status import place_drawn
from hamsafar.papers.enums import PaperKind, PaperState
from hamsafar.papers.formats.claims import Claims, Standing, read_ours
from hamsafar.papers.formats.container import opened
from hamsafar.papers.formats.sealing import sealed
from hamsafar.papers.formats.sheet import Later, sheet_pdf
from hamsafar.papers.models import Paper, PaperKey, StatusPlace, new_number
from hamsafar.papers.rules.terms import paper_expires


@dataclass(frozen=True)
class Holder:
    """What a paper says of the person who carries it: no more than a border officer compares with the passport.

    `names` are pairs of script (tg, ru, la) and name; `born` is a day, a month or a year as ISO 8601 writes it.
    """

    names: tuple[tuple[str, str], ...]
    born: str
    document: str


@transaction.atomic
def issue_paper(
    *,
    subject: str,
    kind: PaperKind,
    holder: Holder,
    purpose: str,
    until: datetime,
    synthetic: bool,
    side: str,
    store: KeyStore,
    by: Actor,
    at: datetime,
) -> Paper:
    """Sign a paper about `subject` (a reference) that holds for its short life, and no longer than `until`.

    Called by what clears a journey, never by a page. Refused while no published trust list names the key that signs.
    """
    require(access.may_issue(by))
    if until <= at:
        raise Refusal(_("What the paper would prove has lapsed already."))
    signer = store.signer(Purpose.PAPER_SIGNING)
    kid = kid_of(signer.verify_key)
    require_listed(kid, side=side)
    key = PaperKey.objects.present(at=at).filter(kid=kid).first()
    if key is None:
        raise Refusal(_("The key that signs papers was withdrawn or has ended: roll over to the next one first."))
    place, number, expires = place_drawn(side=side, by=by, at=at), new_number(), paper_expires(issued=at, until=until)
    claims = Claims(
        issuer=side,
        number=number,
        kind=kind,
        issued=int(at.timestamp()),
        expires=int(expires.timestamp()),
        names=holder.names,
        born=holder.born,
        document=holder.document,
        purpose=purpose,
        standing=Standing(place.register.number, place.index),
        synthetic=synthetic,
    )
    paper = Paper.objects.create(
        number=number,
        subject=subject,
        kind=kind,
        key=key,
        place=place,
        text=sealed(claims, signer=signer),
        issued_at=at,
        expires_at=expires,
        issued_by=by.ref,
        synthetic=synthetic,
    )
    record("paper issued", about=paper, by=by, at=at)
    return paper


def sheet_of(
    *,
    paper: Paper,
    forms: tuple[tuple[str, str], ...] = (),
    later: tuple[Later, ...] = (),
    by: Actor,
    at: datetime,
) -> bytes:
    """The printable sheet of a paper, as PDF. That it was printed is on record.

    `forms` are further forms of the name with who wrote them, `later` what is still due: who keeps the journey knows.
    """
    require(access.may_issue(by))
    record("paper sheet printed", about=paper, by=by, at=at)
    return sheet_pdf(read_ours(opened(paper.text).payload), paper.text, forms=forms, later=later)


@transaction.atomic
def ask_revocation(*, paper: Paper, because: str, by: Actor, at: datetime) -> Paper:
    """Ask a second officer to revoke a paper. Nothing changes before they decide."""
    paper = Paper.objects.locked(paper.pk)
    require(access.may_ask_revocation(by, paper, because=because))
    paper.state, paper.revoke_because = PaperState.TO_REVOKE, because.strip()
    paper.revoke_asked_by, paper.revoke_asked_at = User.objects.get(ref=by.ref), at
    paper.save(update_fields=["state", "revoke_because", "revoke_asked_by", "revoke_asked_at"])
    record("paper revocation asked", about=paper, by=by, at=at)
    return paper


@transaction.atomic
def leave_paper(*, paper: Paper, by: Actor, at: datetime) -> Paper:
    """Decide as the second officer that a paper is not revoked."""
    paper = Paper.objects.locked(paper.pk)
    require(access.may_settle_revocation(by, paper))
    paper.state, paper.revoke_because = PaperState.ISSUED, ""
    paper.revoke_asked_by = paper.revoke_asked_at = None
    paper.save(update_fields=["state", "revoke_because", "revoke_asked_by", "revoke_asked_at"])
    record("paper revocation declined", about=paper, by=by, at=at)
    return paper


@transaction.atomic
def revoke_paper(*, paper: Paper, by: Actor, at: datetime) -> Paper:
    """Revoke a paper as the second officer: its place is set on the next status list, which is signed at once."""
    paper = Paper.objects.locked(paper.pk)
    require(access.may_settle_revocation(by, paper))
    paper.state, paper.revoked_by, paper.revoked_at = PaperState.REVOKED, User.objects.get(ref=by.ref), at
    paper.save(update_fields=["state", "revoked_by", "revoked_at"])
    paper.place.revoked_at = at
    paper.place.save(update_fields=["revoked_at"])
    record("paper revoked", about=paper, by=by, at=at)
    queue("papers.publish_status")
    return paper


@transaction.atomic
def lapse_papers(*, subject: str, by: Actor, at: datetime) -> int:
    """End every paper about `subject` that still holds, because what they prove no longer does; how many there were.

    Called by what cleared the journey, never by a page. That is no judgement on the paper, so it takes no second
    officer: whoever took the fact back stands on record with it. Their places are set on the next status list.
    """
    found = Paper.objects.about(subject).holding(at=at).select_for_update(of=("self",)).select_related("place")
    lapsed = list(found)
    for paper in lapsed:
        paper.state, paper.revoked_at = PaperState.LAPSED, at
        paper.save(update_fields=["state", "revoked_at"])
        paper.place.revoked_at = at
        paper.place.save(update_fields=["revoked_at"])
        record("paper lapsed", about=paper, by=by, at=at)
    if lapsed:
        queue("papers.publish_status")
    return len(lapsed)


@transaction.atomic
def withdraw_places(*, papers: QuerySet[Paper], by: Actor, at: datetime) -> int:
    """Put papers that would still hold on the next status list, since their person's file is erased; how many.

    Asked by whoever erases the file, who may. A place is a number drawn at random: the list says neither whose paper
    it was nor why it ended.
    """
    holding = Paper.objects.filter(pk__in=papers.values("pk"), expires_at__gt=at)
    places = list(StatusPlace.objects.select_for_update().filter(paper__in=holding, revoked_at=None))
    for place in places:
        place.revoked_at = at
        place.save(update_fields=["revoked_at"])
        record("place of an erased paper set", about=place, by=by, at=at)
    if places:
        queue("papers.publish_status")
    return len(places)
