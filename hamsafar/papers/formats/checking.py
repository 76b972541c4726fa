"""The whole check of a paper: from the text of its QR code to one reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from hamsafar.papers.enums import Reason
from hamsafar.papers.formats.claims import Claims, Foreign, read_foreign, read_ours
from hamsafar.papers.formats.container import Malformed, Message, opened
from hamsafar.papers.formats.keys import TrustedKey, by_kid
from hamsafar.papers.formats.lists import BadList, StatusList, TrustList
from hamsafar.papers.rules.verdicts import fresh, in_time, signed_in_term


@dataclass(frozen=True, slots=True)
class Trust:
    """Whom a verifier believes. `expires` is None where certificates were given instead of a list.

    `statuses` is None where no status list was asked about; then a paper's standing is not checked.
    """

    keys: Mapping[bytes, TrustedKey]
    expires: float | None = None
    statuses: Mapping[tuple[str, int], StatusList] | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a check found. `claims` are given for whatever is genuinely signed, valid or not; else None."""

    reason: Reason
    claims: Claims | Foreign | None = None
    detail: str = ""

    @property
    def valid(self) -> bool:
        return self.reason is Reason.OK

    def as_data(self) -> dict[str, Any]:
        claims = None if self.claims is None else self.claims.as_data()
        return {"valid": self.valid, "reason": str(self.reason), "claims": claims}


def trust_of(lists: Iterable[TrustList], statuses: Iterable[StatusList] | None = None) -> Trust:
    """What several trust lists, one of each side, say together. They expire with the first of them."""
    lists = tuple(lists)
    found = None if statuses is None else {(each.side, each.list): each for each in statuses}
    return Trust(
        keys=by_kid(key for each in lists for key in each.keys),
        expires=min(each.expires for each in lists),
        statuses=found,
    )


def check(text: str, trust: Trust, *, at: float) -> Outcome:
    """Whether the paper with this text holds at a moment. Never raises, whatever the text is."""
    try:
        message = opened(text.strip())
    except Malformed as problem:
        return Outcome(Reason.MALFORMED, detail=str(problem))
    key = trust.keys.get(message.kid)
    if key is None:
        return Outcome(Reason.UNKNOWN_KEY)
    if key.algorithm != message.algorithm or not key.fits(message.to_be_signed, message.signature):
        return Outcome(Reason.FORGED)
    try:
        claims = _claims(message)
    except Malformed as problem:
        return Outcome(Reason.MALFORMED, detail=str(problem))
    return Outcome(_reason(claims, key, trust, at), claims)


def _claims(message: Message) -> Claims | Foreign:
    return read_ours(message.payload) if message.ours else read_foreign(message.payload)


def _reason(claims: Claims | Foreign, key: TrustedKey, trust: Trust, at: float) -> Reason:
    """The first thing that speaks against a genuine paper; what cannot change with time comes first."""
    ours = isinstance(claims, Claims)
    if (key.uses or ours) and claims.use not in key.uses:
        return Reason.WRONG_USAGE
    if claims.issued is not None and not signed_in_term(issued=claims.issued, begins=key.begins, ends=key.ends):
        return Reason.WRONG_USAGE
    if key.withdrawn:
        return Reason.REVOKED
    times = {"not_before": claims.not_before, "issued": claims.issued, "expires": claims.expires}
    timely = in_time(**times, at=at, last_second=not ours)
    if timely is not Reason.OK:
        return timely
    if trust.expires is not None and not fresh(expires=trust.expires, at=at):
        return Reason.STALE_LIST
    return _standing(claims, trust, at)


def _standing(claims: Claims | Foreign, trust: Trust, at: float) -> Reason:
    """Revoked, not, or not to be told: a list that is missing or too old cannot say that a paper was not revoked."""
    if trust.statuses is None or not isinstance(claims, Claims):
        return Reason.OK
    status = trust.statuses.get((claims.issuer, claims.standing.list))
    if status is None:
        return Reason.STALE_LIST
    try:
        revoked = status.is_revoked(claims.standing.index)
    except BadList:
        return Reason.STALE_LIST
    if revoked:
        return Reason.REVOKED
    return Reason.OK if fresh(expires=status.expires, at=at) else Reason.STALE_LIST
