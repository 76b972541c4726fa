"""The corridor's rules and calendars as the rules of journeys read them. Readers only."""

from __future__ import annotations

from datetime import date

from hamsafar.corridor.enums import HolidayKind, SideRole
from hamsafar.corridor.models import Holiday, Rule
from hamsafar.corridor.rules import Calendar
from hamsafar.journeys.rules.law import Law


def laws() -> tuple[Law, ...]:
    """Every dated rule of the pack."""
    return tuple(law_of(each) for each in Rule.objects.order_by("key", "valid_from"))


def law_of(row: Rule) -> Law:
    return Law(row.key, row.value, row.unit, row.valid_from, row.valid_to, row.status, row.act, row.source)


def calendar_of_entry() -> Calendar:
    """The days on which offices work in the state that is travelled to."""
    days: dict[str, set[date]] = {kind: set() for kind in HolidayKind.values}
    found = Holiday.objects.filter(side__role=SideRole.DESTINATION)
    for day, kind in found.values_list("date", "kind"):
        days[kind].add(day)
    return Calendar(frozenset(days[HolidayKind.HOLIDAY]), frozenset(days[HolidayKind.MOVED_WORKING_DAY]))
