"""What a job order must say before anybody looks at it."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from hamsafar.recruitment.rules.orders import paid_by_worker, wrong_with_order
from tests.factories.recruitment import COSTS, TODAY, offer


def test_a_sound_order_has_nothing_wrong():
    assert wrong_with_order(offer(), costs=COSTS, on=TODAY) is None


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"places": 0}, "for how many people"),
        ({"wage": Decimal(0)}, "what is paid"),
        ({"ends_on": TODAY, "begins_on": TODAY}, "cannot end before it begins"),
        ({"expires_on": TODAY}, "hold after today"),
        ({"expires_on": TODAY + timedelta(days=301)}, "no longer than the work lasts"),
        ({"housing": "paid"}, "what the housing costs"),
        ({"housing_cost": Decimal(5)}, "has no price"),
        ({"pays": dict.fromkeys(COSTS[1:], "employer")}, "Say who pays: recruitment-fee"),
        ({"pays": dict.fromkeys(COSTS, "employer") | {"recruitment-fee": "worker"}}, "No worker pays"),
    ],
)
def test_what_is_wrong_with_an_order_is_said(changed, said):
    assert said in str(wrong_with_order(offer(**changed), costs=COSTS, on=TODAY))


def test_costs_left_to_the_worker_are_named():
    assert paid_by_worker({"travel": "worker", "medical": "employer", "tests": "worker"}) == ("tests", "travel")
