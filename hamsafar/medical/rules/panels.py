"""What is examined on a day, and until when a conclusion holds: what the pack's dated rules say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from hamsafar.corridor.rules import DatedUnderKey, in_force

# A unit is refused unless it is the one that this kind of test is read in, in UCUM. Laboratory practice, no act.
# An item without one is read by a person from a picture or the skin, and has no number.
UNITS: Mapping[str, str] = {
    "hiv": "{S_CO}",
    "syphilis": "{S_CO}",
    "hepatitis-b": "{S_CO}",
    "hepatitis-c": "{S_CO}",
    "drugs": "ng/mL",
}
ESTABLISHED = "established"
DAYS_TO_CONCLUSION = 2  # practice: everybody is asked to come back after so many days, whatever was found
_MONTHS = 12


class PanelRule(DatedUnderKey, Protocol):
    """A dated rule of the pack."""

    @property
    def value(self) -> str: ...

    @property
    def status(self) -> str: ...


class NoRule(ValueError):
    """The pack has no rule that was established on the day."""


@dataclass(frozen=True)
class Panel:
    """The items that are examined on a day, and those that are only proposed."""

    items: tuple[str, ...]
    proposed: tuple[str, ...] = ()


def panel_on(rules: Sequence[PanelRule], keys: Sequence[str], labels: Mapping[str, str], *, on: date) -> Panel:
    """The panel of a day. `labels` gives the key of an item for its name in the rules. Raises `NoRule`."""
    found = [rule for key in keys if (rule := in_force(rules, key, on=on)) is not None]
    items = _items((rule for rule in found if rule.status == ESTABLISHED), labels)
    if not items:
        raise NoRule("No examination panel is established on this day.")
    return Panel(items, tuple(_items((rule for rule in found if rule.status != ESTABLISHED), labels)))


def _items(rules: Iterable[PanelRule], labels: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(labels[name.strip()] for rule in rules for name in rule.value.split(";"))


def met_until(rules: Sequence[PanelRule], key: str, *, on: date) -> date:
    """The first day on which a conclusion of this day no longer holds, by the rule of that day. Raises `NoRule`."""
    rule = in_force(rules, key, on=on)
    if rule is None or rule.status != ESTABLISHED:
        raise NoRule("How long a conclusion holds is not established on this day.")
    return after_months(on, int(rule.value))


def after_months(day: date, months: int) -> date:
    """The same day so many months later; the first of the month after where that month has no such day."""
    whole = day.month - 1 + months
    year, month = day.year + whole // _MONTHS, whole % _MONTHS + 1
    try:
        return day.replace(year=year, month=month)
    except ValueError:
        return after_months(day.replace(day=1), months + 1)


def come_from(day: date) -> date:
    """The day from which a person is asked to come back to be told: the same for everybody received on a day."""
    return day + timedelta(days=DAYS_TO_CONCLUSION)
