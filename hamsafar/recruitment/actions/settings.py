"""The published, dated rules of the pack that this desk reads. Readers only."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

from django.utils.translation import gettext as _

from hamsafar.corridor.models import Rule
from hamsafar.kit.refusal import Refusal
from hamsafar.recruitment.enums import FAIRNESS_RULE, POINTS
from hamsafar.recruitment.rules.fitting import Points


def rule(key: str, *, on: date) -> str:
    """The value of one rule on a day. Raises `Refusal` where the pack has none."""
    found = Rule.objects.filter(key=key).in_force(on=on).exclude(value="").first()
    if found is None:
        raise Refusal(
            _("The corridor pack has no rule “%(key)s” for this day. Load a pack that has it.") % {"key": key}
        )
    return str(found.value)


def days(key: str, *, on: date) -> timedelta:
    return timedelta(days=int(rule(key, on=on)))


def points(*, on: date) -> Points:
    """What the published rule gives on a day."""
    return Points(**{each: int(rule(key, on=on)) for each, key in POINTS.items()})


def fairness(*, on: date) -> Fraction:
    """How far the shares placed of two districts may lie apart."""
    return Fraction(rule(FAIRNESS_RULE, on=on))
