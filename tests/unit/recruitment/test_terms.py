"""Terms side by side, and what a worker paid to be recruited."""

from __future__ import annotations

from decimal import Decimal

import pytest

from hamsafar.recruitment.rules.terms import Paid, borne_by_worker, compared, is_forbidden, monthly, months_of_wage

OFFER = {"wage": "90000.00", "housing": "free"}


def test_a_term_differs_only_where_two_copies_that_are_there_say_different_things():
    found = {each.term: each for each in compared(OFFER, {"wage": "90000.00"}, {"wage": "61000.00", "housing": "free"})}

    assert found["wage"].differs
    assert not found["housing"].differs
    assert not found["begins_on"].differs


@pytest.mark.parametrize(
    ("per", "earned"), [("month", Decimal(1_000)), ("hour", Decimal(1_000) * 40 * 52 / 12), ("shift", None)]
)
def test_what_is_earned_in_a_month_is_known_by_month_and_by_hour(per, earned):
    assert monthly(Decimal(1_000), per, 40) == earned


def test_what_the_worker_bore_is_counted_in_months_of_their_wage():
    paid = [Paid("medical", "worker", Decimal(3_500)), Paid("travel", "employer", Decimal(9_000))]

    assert borne_by_worker(paid) == 3_500
    assert months_of_wage(Decimal(3_500), Decimal(70_000)) == Decimal("0.05")
    assert months_of_wage(Decimal(3_500), None) is None


def test_a_fee_for_being_recruited_is_forbidden_to_the_worker_alone():
    assert is_forbidden(Paid("recruitment-fee", "worker", Decimal(1)))
    assert not is_forbidden(Paid("recruitment-fee", "employer", Decimal(1)))
    assert not is_forbidden(Paid("travel", "worker", Decimal(1)))
