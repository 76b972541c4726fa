"""The demonstration of incidents, made through actions: the replay of published cases, and one of everything.

Every person is generated and marked. Totals come from the pack's published facts; hours are invented. Where a source
says “dozens”, nobody is invented to fill them.
"""

from __future__ import annotations

from datetime import datetime

from hamsafar.incidents.demo.answers import answer
from hamsafar.incidents.demo.examples import make_examples
from hamsafar.incidents.demo.replay import make_replay
from hamsafar.incidents.enums import ReportedBy
from hamsafar.incidents.models import Incident


def make_demo(*, at: datetime, alone: bool = True) -> None:
    """Make what of the demonstration's incidents is missing. Making it twice changes nothing.

    `alone` says that no other node will answer: then an officer enters what the other side said, as it came.
    """
    if Incident.objects.filter(synthetic=True).exclude(reported_via=ReportedBy.OTHER_SIDE).exists():
        return
    make_replay(at=at, alone=alone)
    make_examples(at=at, alone=alone)


def answer_demo(*, at: datetime) -> int:
    """Answer the demonstration's enquiries that have arrived here; how many were answered. Again, it is none."""
    return answer(at=at)
