"""The demonstration of a whole node: every app's own, in the order of the floors."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction

from hamsafar.accounts.demo import DemoSignIn, demo_exists
from hamsafar.accounts.demo import make_demo as make_officers
from hamsafar.appointments.demo import make_demo as make_appointments
from hamsafar.documents.demo import make_demo as make_documents
from hamsafar.exchange.demo import make_demo as make_exchange
from hamsafar.figures.demo import make_demo as make_figures
from hamsafar.incidents.demo import answer_demo as answer_incidents
from hamsafar.incidents.demo import make_demo as make_incidents
from hamsafar.journeys.check_demo import make_demo as make_checks
from hamsafar.journeys.demo import make_demo as make_people
from hamsafar.journeys.journeys_demo import make_demo as make_journeys
from hamsafar.journeys.rights_demo import make_demo as make_rights
from hamsafar.kit.refusal import Refusal
from hamsafar.medical.demo import make_demo as make_examinations
from hamsafar.meetings.demo import make_demo as make_meetings
from hamsafar.notices.demo import make_demo as make_notices
from hamsafar.papers.demo import make_demo as make_papers
from hamsafar.programmes.demo import make_demo as make_programmes
from hamsafar.recruitment.demo import make_demo as make_recruitment


def make(*, at: datetime, alone: bool = True) -> tuple[DemoSignIn, ...]:
    """Make what of the demonstration is missing, and give its sign-ins. Making it twice changes nothing.

    `alone` says that no other node of this machine will answer what the demonstration asks.
    """
    if settings.PRODUCTION:
        raise Refusal("A node in production has no demonstration: unset HAMSAFAR_PRODUCTION on a node of your own.")
    with transaction.atomic():
        sign_ins = make_officers(folder=settings.VAR, at=at)
        make_exchange(at=at)
        make_notices(at=at)
        make_papers(folder=settings.VAR, at=at)
        make_appointments(at=at)
        make_people(at=at)
        make_journeys(at=at)
        make_rights(at=at)
        make_checks(at=at)
        make_documents(at=at)
        make_examinations(sign_ins=sign_ins, at=at)
        make_figures(at=at)
        make_programmes(at=at)
        make_incidents(at=at, alone=alone)
        make_recruitment(at=at)
        make_meetings(at=at)
    return sign_ins


def answer(*, at: datetime) -> int:
    """Answer what the demonstration of the other node asked this one; how many answers. Again, it is none."""
    return answer_incidents(at=at)


def require_safe(*, loopback: bool) -> None:
    """Raise `Refusal` where others could reach a node whose demo passwords were printed on a screen."""
    if not loopback and demo_exists():
        raise Refusal(
            "This node has demo sign-ins and stays on 127.0.0.1: "
            "serve to others from a node of its own (HAMSAFAR_VAR=DIR ./run serve --no-demo --host …)."
        )


def as_lines(sign_ins: tuple[DemoSignIn, ...]) -> str:
    """The sign-ins as a list to copy from: role, sign-in name, password."""
    width = max((len(each.role) for each in sign_ins), default=0)
    return "\n".join(
        f"  {each.role.replace('_', ' '):<{width}}  {each.username:<12} {each.password}"
        + ("   cleared for restricted" if each.cleared else "")
        for each in sign_ins
    )
