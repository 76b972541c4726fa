"""Who answers whether a person stands on a list: a signed list on this node, the other side's node, or a register.

A state register is joined by a class with the one method of `Source`, named by the setting `HAMSAFAR_TRIP_REGISTER`;
`docs/reference/check-register.md` says what it is handed and what it must give back.
"""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from hamsafar.exchange.actions.sending import send_envelope
from hamsafar.exchange.models import Peer, PeerKeys
from hamsafar.journeys.enums import CheckVia
from hamsafar.journeys.formats.receipts import Answer, ListSaid, Question, seconds
from hamsafar.journeys.formats.trip_bodies import TripCheckAsked
from hamsafar.journeys.models import CheckList, Listed, TripCheck
from hamsafar.journeys.rules.filing import Filed
from hamsafar.journeys.rules.likeness import Known
from hamsafar.journeys.rules.trip_checks import answer_of, birth_of, codes_to_look_under, good_until, known_of
from hamsafar.kit.actor import Actor
from hamsafar.kit.refusal import Refusal


class Source(Protocol):
    """Whoever can answer."""

    @property
    def via(self) -> CheckVia: ...

    def ask(self, question: Question, *, check: TripCheck, by: Actor, at: datetime) -> Answer | None:
        """The answer; None where it comes later. Raises `Refusal` where nobody can answer now."""


class SignedLists:
    """The lists that a side's authorities signed and that were loaded on this node."""

    via = CheckVia.LIST

    def __init__(self, side: str) -> None:
        self.side = side

    def ask(self, question: Question, *, check: TripCheck | None = None, by: Actor, at: datetime) -> Answer:
        lists = CheckList.objects.in_force(at=at).filter(maker__side=self.side, maker__synthetic=question.synthetic)
        found = list(lists.select_related("maker").order_by("as_of"))
        if not found:
            raise Refusal(_("No list is in force on this node: nobody can answer now. Ask again later."))
        filed, month = _filed(question)
        entries = Listed.objects.filter(of_list__in=found).under(codes_to_look_under(filed))
        answer = answer_of(known_of(filed, month=month), map(_known, entries))
        # Several lists answer as one; the receipt names the one that is of the earliest day, which promises least.
        first = found[0]
        until = good_until(asked=at, list_expires=min(each.expires_at for each in found))
        return Answer(question.digest, answer, _said(first), seconds(at), seconds(until))


class OtherNode:
    """The other side's node, asked by envelope: it answers from its own lists and signs what it says."""

    via = CheckVia.NODE

    def ask(self, question: Question, *, check: TripCheck, by: Actor, at: datetime) -> None:
        body = TripCheckAsked(question)
        send_envelope(kind=body.NAME, body=body, subject=check.subject, about=check, by=by, at=at)


def source_now(*, at: datetime) -> Source:
    """Who answers on this node: the register it is set to, else the other node where it is joined, else lists."""
    if settings.TRIP_REGISTER:
        register: Source = import_string(settings.TRIP_REGISTER)()
        return register
    other = Peer.objects.the_other()
    if PeerKeys.objects.filter(peer=other).trusted(at=at).exists():
        return OtherNode()
    return SignedLists(other.pk)


def _filed(question: Question) -> tuple[Filed, int | None]:
    day, year, month = birth_of(question.born)
    return Filed(question.names, day, year, question.documents), month


def _known(entry: Listed) -> Known:
    day, year, month = birth_of(entry.born)
    return known_of(Filed(tuple(entry.names), day, year, tuple(entry.documents)), month=month)


def _said(found: CheckList) -> ListSaid:
    maker = found.maker
    return ListSaid(maker.side_id, maker.name, found.number, bytes(found.digest), seconds(found.as_of))
