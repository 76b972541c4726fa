"""What the pack says of a service: its checklist, windows, term, fee, appeal, coded grounds. Readers only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import cast
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from hamsafar.corridor.clocks import Clock, Stop, due_on
from hamsafar.corridor.enums import RuleStatus
from hamsafar.corridor.models import Code, Holiday, Rule, Side
from hamsafar.corridor.rules import in_force
from hamsafar.documents.enums import (
    APPEAL_RULE,
    CHECKLIST,
    FEE_RULE,
    GROUNDS,
    TERM_PRACTICE,
    TERM_RULE,
    WINDOW_RULE,
)
from hamsafar.documents.models import Application
from hamsafar.documents.rules.checklists import Line, Needed, Paper, checklist
from hamsafar.kit.refusal import Refusal

WORKING_DAYS, DAYS = "working days", "days"


@dataclass(frozen=True)
class Terms:
    """What is published of a service on a day. None stands for what is not established."""

    days: int | None
    is_practice: bool
    fee: str | None
    appeal: str | None


def rules_on(*, on: date) -> Mapping[str, Rule]:
    """Every rule of the desk that holds on a day and is established, or is said to be practice."""
    rows = list(Rule.objects.filter(key__startswith="desk-"))
    found = {row.key: in_force(rows, row.key, on=on) for row in rows}
    sure = (RuleStatus.ESTABLISHED, RuleStatus.PRACTICE)
    return {key: row for key, row in found.items() if row is not None and row.status in sure}


def terms(service: str, *, on: date) -> Terms:
    """Term, fee and appeal of a service. A term that is practice is said to be so."""
    rules = rules_on(on=on)
    own, practice = rules.get(f"{TERM_RULE}-{service}"), rules.get(TERM_PRACTICE)
    term = own or practice
    fee, appeal = rules.get(f"{FEE_RULE}-{service}"), rules.get(APPEAL_RULE)
    return Terms(
        days=int(term.value) if term is not None and term.unit == WORKING_DAYS else None,
        is_practice=own is None,
        fee=f"{fee.value} {fee.unit}" if fee is not None else None,
        appeal=f"{appeal.value} {appeal.unit}" if appeal is not None else None,
    )


def days_promised(service: str, *, on: date) -> int:
    """The working days within which the desk decides. Raises `Refusal` where the pack says nothing."""
    days = terms(service, on=on).days
    if days is None:
        raise Refusal(_("The pack says neither by rule nor as practice how long the desk takes. Load one that does."))
    return days


def needed(service: str, *, on: date) -> tuple[Needed, ...]:
    """The documents a service needs on a day, as the pack lists them; none where no checklist is established."""
    rules = rules_on(on=on)
    keys = Code.objects.of(f"{CHECKLIST}-{service}").in_force(on=on).values_list("key", flat=True)
    return tuple(Needed(key, _window(rules.get(WINDOW_RULE + key))) for key in keys)


def _window(rule: Rule | None) -> int | None:
    return int(rule.value) if rule is not None and rule.unit == DAYS else None


def standing(application: Application, *, on: date) -> tuple[Line, ...]:
    """How the checklist of an application stands on a day."""
    papers = [
        Paper(each.code, each.state == "checked", each.issued_on, each.expires_on)
        for each in application.handed_in.exclude(state="returned")
    ]
    exempt = frozenset(application.exemptions.granted().values_list("code", flat=True))
    return checklist(needed(application.service, on=on), papers, exempt=exempt, on=on)


def require_ground(ground: str, *, on: date) -> None:
    """Raise `Refusal` where a ground is not one of the dated list on that day."""
    if not Code.objects.of(GROUNDS).in_force(on=on).filter(key=ground).exists():
        raise Refusal(_("Choose a ground of the list. A refusal without a coded ground is none."))


def clock_of(application: Application) -> Clock:
    """The clock of an application in work: working days of the desk's own side, less the days a question was open."""
    side = cast("Side", application.office.side)
    zone = ZoneInfo(side.time_zone)
    rows = application.questions.values_list("asked_at", "answered_at")
    stops = tuple(
        Stop(asked.astimezone(zone).date(), answered.astimezone(zone).date() if answered else None)
        for asked, answered in rows
    )
    taken_up = application.taken_up_at or application.filed_at
    calendar = Holiday.objects.calendar(side)
    return Clock(taken_up.astimezone(zone).date(), application.days or 1, calendar, stops)


def renewed_due(application: Application) -> date | None:
    """The last promised day as it stands now; while the clock stands, what it was before."""
    return due_on(clock_of(application)) or application.due_on
