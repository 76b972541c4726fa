"""What a published value leaves open: the interval that its qualifier and its rounding allow.

- exactly v: half a unit of the last significant place to either side. Trailing zeros of a whole number are
  rounding (970 is 965 to 975, 15,000 is 14,500 to 15,500); written decimals count (1.9 is 1.85 to 1.95).
- nearly v: up to v, down by one unit of that place or 10 %, whichever is smaller.
- over v: from v up by one unit of that place.
- about v: one unit of that place or 10 % to either side, whichever is smaller.
- at least, at most: open to one side.

Two values can both hold when their closed intervals touch or overlap.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from hamsafar.figures.rules.values import Fact

QUALIFIERS = ("exactly", "nearly", "over", "about", "at-least", "at-most")
_TENTH = Decimal("0.1")
_SCALES = {"thousand": Decimal(10) ** 3, "mn": Decimal(10) ** 6, "bn": Decimal(10) ** 9}


@dataclass(frozen=True)
class Interval:
    """Closed; None is an open end."""

    low: Decimal | None
    high: Decimal | None

    def touches(self, other: Interval) -> bool:
        """Whether some value lies in both."""
        return _not_above(self.low, other.high) and _not_above(other.low, self.high)

    def times(self, factor: Decimal) -> Interval:
        """The interval in another unit; `factor` is positive."""
        return Interval(*(None if end is None else end * factor for end in (self.low, self.high)))


def last_place(value: Decimal, decimals: int) -> Decimal:
    """One unit of the last significant place: 0.1 for 1.9, 10 for 970, 1000 for 15000, 1 for 1344 and for 0."""
    if decimals > 0:
        return Decimal(1).scaleb(-decimals)
    digits = str(int(abs(value)))
    zeros = len(digits) - len(digits.rstrip("0"))
    return Decimal(10) ** zeros if value else Decimal(1)


def interval(value: Decimal, decimals: int, qualifier: str) -> Interval:
    """What the published value allows, in its own unit. `qualifier` is one of `QUALIFIERS`."""
    place = last_place(value, decimals)
    narrow = min(place, abs(value) * _TENTH)
    allowed = {
        "exactly": Interval(value - place / 2, value + place / 2),
        "nearly": Interval(value - narrow, value),
        "over": Interval(value, value + place),
        "about": Interval(value - narrow, value + narrow),
        "at-least": Interval(value, None),
        "at-most": Interval(None, value),
    }
    return allowed[qualifier]


def base_unit(unit: str) -> tuple[str, Decimal]:
    """The unit without its thousands, millions or billions, and their factor: `usd-bn` is (`usd`, 10⁹)."""
    words = unit.split("-")
    factor = Decimal(1)
    for word in words:
        factor *= _SCALES.get(word, 1)
    return "-".join(word for word in words if word not in _SCALES), factor


def number_of(fact: Fact) -> Decimal:
    """The value of a number fact; `ValueError` for a date or a note."""
    if fact.value is None:
        raise ValueError(f"{fact.key} is not a number.")
    return fact.value


def in_base(fact: Fact) -> Decimal:
    """The published value in its base unit: 1.9 `usd-bn` is 1,900,000,000."""
    return number_of(fact) * base_unit(fact.unit)[1]


def allowed(fact: Fact) -> Interval:
    """What a number fact allows, in its base unit."""
    return interval(number_of(fact), fact.decimals, fact.qualifier).times(base_unit(fact.unit)[1])


def can_both_hold(one: Fact, other: Fact) -> bool:
    """Whether two counts of one thing leave room for each other. Their base units are the same."""
    return allowed(one).touches(allowed(other))


def _not_above(low: Decimal | None, high: Decimal | None) -> bool:
    return low is None or high is None or low <= high
