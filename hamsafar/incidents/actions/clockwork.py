"""The clocks of an enquiry and of consular notice, read from rows and the pack. Readers only."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import cast
from zoneinfo import ZoneInfo

from django.db.models import Sum
from django.utils.translation import gettext as _

from hamsafar.corridor.clocks import Clock, Stop, due_on
from hamsafar.corridor.models import Holiday, Rule, Side
from hamsafar.corridor.rules import Calendar, in_force
from hamsafar.incidents.enums import ANSWER_PRACTICE, ANSWER_RULE, NOTICE_PRACTICE, NOTICE_RULE
from hamsafar.incidents.models import Affected, Enquiry, Extension, Incident
from hamsafar.incidents.rules.consular import (
    ESTABLISHED,
    PRACTICE,
    ConsularClock,
    consular_clock,
    notice_rule,
)
from hamsafar.kit.refusal import Refusal

WORKING_DAYS = "working days"


def calendar_of(side: Side) -> Calendar:
    """The days on which a side's offices work, as the pack knows them."""
    return Holiday.objects.calendar(side)


def answering_side(enquiry: Enquiry) -> Side:
    """The side that is asked: the corridor has two."""
    return Side.objects.exclude(pk=enquiry.asker_id).get()


def day_at(side: Side, moment: datetime) -> date:
    """The day a moment falls on where the side has its capital."""
    return moment.astimezone(ZoneInfo(side.time_zone)).date()


def days_allowed(*, on: date) -> tuple[int, bool]:
    """How many working days an answer may take on a day, and whether that is practice rather than an agreed rule.

    Raises `Refusal` where the pack says neither.
    """
    rows = list(Rule.objects.filter(key__in=[ANSWER_RULE, ANSWER_PRACTICE]))
    for key, basis in ((ANSWER_RULE, ESTABLISHED), (ANSWER_PRACTICE, PRACTICE)):
        row = in_force(rows, key, on=on)
        if row is not None and row.status == basis and row.value.isdecimal() and row.unit == WORKING_DAYS:
            return int(row.value), basis == PRACTICE
    raise Refusal(
        _("The pack says neither by rule nor as practice how long an answer may take. Load a pack that does.")
    )


def clock_of(enquiry: Enquiry) -> Clock:
    """The clock of an enquiry that was asked, by the answering side's calendar."""
    side = answering_side(enquiry)
    return Clock(
        asked_on=day_at(side, cast("datetime", enquiry.asked_at)),  # a constraint says that it is there
        days=enquiry.days + _extended(enquiry),
        calendar=calendar_of(side),
        stops=_stops(enquiry, side),
    )


def _stops(enquiry: Enquiry, side: Side) -> tuple[Stop, ...]:
    rows = enquiry.clarifications.filter(asked_at__isnull=False).values_list("asked_at", "replied_at")
    return tuple(
        Stop(day_at(side, asked), day_at(side, replied) if replied else None)
        for asked, replied in cast("list[tuple[datetime, datetime | None]]", rows)
    )


def _extended(enquiry: Enquiry) -> int:
    return Extension.objects.filter(enquiry=enquiry).out().aggregate(n=Sum("days"))["n"] or 0


def renewed_due(enquiry: Enquiry) -> date | None:
    """The last day for an answer as it stands now; while the clock stands, what it was before."""
    return due_on(clock_of(enquiry)) or enquiry.due_on


def clock_of_notice(
    incident: Incident, *, at: datetime, affected: Affected | None = None, rules: Iterable[Rule] | None = None
) -> ConsularClock:
    """How consular notice stands for an incident, or for one person in it.

    A notice about the whole incident counts for everybody in it. `rules` spares a query where many are asked.
    """
    rows = list(Rule.objects.filter(key__in=[NOTICE_RULE, NOTICE_PRACTICE]) if rules is None else rules)
    told = [
        each.told_at
        for each in incident.notices.all()
        if each.affected_id is None or (affected is not None and each.affected_id == affected.pk)
    ]
    zone = ZoneInfo(incident.post.side.time_zone) if incident.post else incident.started_at.tzinfo
    day = incident.started_at.astimezone(zone).date()
    began = incident.started_at
    if incident.day_only:
        began = datetime.combine(day + timedelta(days=1), time.min, tzinfo=zone)
    return consular_clock(began_at=began, told=told, rule=notice_rule(rows, on=day), at=at, at_least=incident.day_only)
