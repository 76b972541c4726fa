"""Incidents for tests, in desk words, through the app's own actions; two desks on two nodes of one database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from hamsafar.accounts.enums import Role
from hamsafar.accounts.models import User
from hamsafar.corridor.actions import load_corridor
from hamsafar.corridor.formats.pack import Pack
from hamsafar.corridor.models import Post
from hamsafar.incidents.actions.answering import release_explanation, write_explanation
from hamsafar.incidents.actions.asking import ask_enquiry, release_enquiry
from hamsafar.incidents.actions.opening import IncidentText, open_incident
from hamsafar.incidents.actions.people import PersonText, add_people
from hamsafar.incidents.enums import ExplanationKind, Substance
from hamsafar.incidents.models import Affected, Enquiry, Explanation, Incident
from hamsafar.incidents.rules.answering import AnswerText, ExplanationText, PointText
from hamsafar.kit.actor import SYSTEM
from tests.factories.accounts import OfficerFactory
from tests.factories.exchange import Node, two_nodes
from tests.factories.ledger import noon

MONDAY = noon(2026, 3, 2)
BEGAN = MONDAY - timedelta(hours=10)
POINTS = (PointText("outcome-of-each"), PointText("ground-of-each"), PointText("phones", "Were 17 phones returned?"))


@cache
def the_pack() -> Pack:
    return Pack(settings.PACK)


def load_the_corridor() -> None:
    """The real pack's sides, posts, codes, rules and calendars."""
    load_corridor(the_pack(), by=SYSTEM, at=noon(2026, 1, 1))


@dataclass
class Desk:
    """One node with the officers of its desk: each letter needs two."""

    node: Node
    writer: User
    second: User

    def here(self):
        return self.node.here()

    def tell(self, other: Desk, *, at: datetime = MONDAY) -> None:
        """Carry what waits to the other desk's node; everything must be taken."""
        assert not self.node.deliver(other.node, at=at).problem
        assert set(other.node.states()) <= {"taken"}, other.node.inbox()[-1].reason


def two_desks(folder: Path) -> tuple[Desk, Desk]:
    """Asker and answerer, in this order; their nodes trust each other."""
    load_the_corridor()
    return tuple(_desk(node) for node in two_nodes(folder))  # type: ignore[return-value]


def _desk(node: Node) -> Desk:
    office = node.first.organisation
    # Not of the demonstration, whose officers open synthetic incidents only.
    writer, second = (
        OfficerFactory(role=Role.INCIDENT_OFFICER, organisation=office, synthetic=False) for _ in range(2)
    )
    return Desk(node=node, writer=writer, second=second)


def said(**changed: Any) -> IncidentText:
    known: dict[str, Any] = {"started_at": BEGAN, "post": Post.objects.get(pk="vnukovo"), "language": "tg"}
    return IncidentText(**(known | changed))


def incident(*, by: Any = SYSTEM, people: int = 0, at: datetime = MONDAY, **changed: Any) -> Incident:
    """An open incident with so many invented people, numbered from 1."""
    made = open_incident(said=said(**changed), measures=["holding"], by=by, at=at)
    if people:
        add_people(incident=made, people=[person(n) for n in range(1, people + 1)], by=by, at=at)
    return made


def person(number: int, **changed: Any) -> PersonText:
    known: dict[str, Any] = {"name_given": f"Synthetic person {number:04}", "document_given": f"40{number:07}"}
    return PersonText(**(known | changed))


def affected(of: Incident, number: int = 1) -> Affected:
    return Affected.objects.get(incident=of, number=number)


def asked(
    desk: Desk, *, people: int = 3, points: Sequence[PointText] = POINTS, at: datetime = MONDAY, **changed: Any
) -> Enquiry:
    """An enquiry that left the asker's desk, released by its second officer."""
    with desk.here():
        about = incident(by=desk.writer, people=people, at=at)
        written = ask_enquiry(incident=about, points=points, by=desk.writer, at=at, **changed)
        return release_enquiry(enquiry=written, by=desk.second, at=at)


def arrived(enquiry: Enquiry) -> Enquiry:
    """The same enquiry as it stands on the answering node."""
    return Enquiry.objects.theirs().get(subject=enquiry.subject)


def again(row: Any) -> Any:
    """The row as it stands now."""
    return type(row)._default_manager.get(pk=row.pk)


def explanation(*answers: AnswerText, **changed: Any) -> ExplanationText:
    whole = answers or tuple(AnswerText(n, Substance.ANSWERED, f"Answer {n}") for n in (1, 2, 3))
    return ExplanationText(**({"kind": ExplanationKind.INDIVIDUAL, "answers": whole} | changed))


def explained(desk: Desk, enquiry: Enquiry, what: ExplanationText, *, at: datetime = MONDAY) -> Explanation:
    """An explanation that left the answering desk, released by its second officer."""
    with desk.here():
        written = write_explanation(enquiry=enquiry, said=what, by=desk.writer, at=at)
        return release_explanation(explanation=written, by=desk.second, at=at)
