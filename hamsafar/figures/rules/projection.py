"""A projection of yearly levels with its prediction interval: a straight line through their logarithms.

Ordinary least squares by statsmodels; the interval is that of a new observation, so it widens away from the data.
Source of the method: Hyndman and Athanasopoulos, Forecasting: Principles and Practice, 3rd ed., sections 7.6 and 13.1.
"""

from __future__ import annotations

import importlib
import math
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any, NamedTuple

FEWEST_LEVELS = 3  # two points fix the line and leave nothing to measure its error by
CONFIDENCE = 0.80


class Projected(NamedTuple):
    """The middle of the projection and the ends of its interval, in the unit of the levels."""

    value: Decimal
    low: Decimal
    high: Decimal


@lru_cache(maxsize=256)  # the same few levels are projected for every view
def project(levels: tuple[tuple[int, Decimal], ...], year: int) -> Projected:
    """The level of `year` from at least three positive levels `(year, value)` of different years.

    `ValueError` where there are fewer, or one is not positive.
    """
    if len({when for when, _ in levels}) < FEWEST_LEVELS or any(value <= 0 for _, value in levels):
        raise ValueError(f"A projection needs {FEWEST_LEVELS} positive yearly levels.")
    middle = sum(when for when, _ in levels) / len(levels)  # centred years keep the sums well conditioned
    logs = [math.log(value) for _, value in levels]
    fitted = _least_squares().OLS(logs, [[1.0, when - middle] for when, _ in levels]).fit()
    frame = fitted.get_prediction([[1.0, year - middle]]).summary_frame(alpha=1 - CONFIDENCE)
    mean, low, high = (float(frame[name].iloc[0]) for name in ("mean", "obs_ci_lower", "obs_ci_upper"))
    return Projected(*(Decimal(repr(math.exp(each))) for each in (mean, low, high)))


@cache
def _least_squares() -> Any:
    # Loaded when first asked for: it takes two seconds, and most commands and pages draw no projection.
    return importlib.import_module("statsmodels.regression.linear_model")
