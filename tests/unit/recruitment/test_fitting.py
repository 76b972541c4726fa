"""Whether an order fits, for how many points, what one change would open, and what of it all is published."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from hamsafar.recruitment.rules.fitting import Misfit, Offer, Points, Seeker, advice, misfits
from hamsafar.recruitment.rules.reporting import Line, age_group, as_data, lines, together

SEEKER = Seeker("K1", "7112", years=3, russian="basic")
OFFER = Offer("V1", "7112", "ru-tul", "construction", 2, date(2026, 5, 1))
POINTS = Points(year=2, skill=3, russian=4, wish=10)


@pytest.mark.parametrize(
    ("seeker", "offer", "wrong"),
    [
        ({}, {}, ()),
        ({}, {"occupation": "5120"}, (Misfit.OCCUPATION,)),
        ({}, {"years": 4}, (Misfit.YEARS,)),
        ({}, {"russian": "good"}, (Misfit.RUSSIAN,)),
        ({"not_regions": frozenset({"ru-tul"})}, {}, (Misfit.REGION,)),
        ({"together_with": "K2"}, {}, (Misfit.FAMILY,)),
        ({"together_with": "K2"}, {"family": "spouse"}, ()),
        ({"medical_until": date(2026, 5, 1)}, {}, (Misfit.MEDICAL,)),
        ({"medical_until": date(2026, 5, 2)}, {}, ()),
    ],
)
def test_everything_that_does_not_fit_is_found(seeker, offer, wrong):
    assert misfits(replace(SEEKER, **seeker), replace(OFFER, **offer)) == wrong


def test_an_exemption_is_of_one_requirement():
    demanding = replace(OFFER, years=9, russian="good")

    assert misfits(SEEKER, demanding, exempt=("years",)) == (Misfit.RUSSIAN,)


def test_points_follow_the_rule_and_a_wish_counts_in_its_region_alone():
    wishful = replace(SEEKER, years=40, skills=2, wishes=frozenset({"ru-tul"}))

    assert POINTS.of(wishful) == 20 + 6 + 4
    assert POINTS.for_order(wishful, OFFER) == 1 + 30 + 10
    assert POINTS.for_order(wishful, replace(OFFER, region="ru-tve")) == 1 + 30


def test_somebody_is_told_what_one_change_would_open():
    picky = replace(SEEKER, not_regions=frozenset({"ru-tul"}))
    offers = [OFFER, replace(OFFER, key="V2"), replace(OFFER, key="V3", region="ru-tve", years=9, russian="good")]

    assert advice(picky, offers) == ("2 would fit if they accept ru-tul.",)
    assert advice(picky, [replace(OFFER, occupation="5120")]) == ("No order in their occupation is open.",)
    assert advice(SEEKER, [OFFER]) == ()


@pytest.mark.parametrize(
    ("seeker", "offer", "said"),
    [
        ({}, {"years": 9}, "1 would fit with more years of experience."),
        ({}, {"russian": "good"}, "1 would fit with better Russian."),
        ({"together_with": "K2"}, {}, "1 would fit if they went alone."),
        ({"medical_until": date(2026, 1, 1)}, {}, "1 would fit with a medical certificate that lasts longer."),
    ],
)
def test_each_other_change_has_its_sentence(seeker, offer, said):
    assert advice(replace(SEEKER, **seeker), [replace(OFFER, **offer)]) == (said,)


def test_only_who_was_eligible_is_counted_in_a_rate():
    keys, may, has = ["hills"] * 7 + ["town"] * 6, [True] * 12 + [False], [True] * 3 + [False] * 10

    found = lines(keys, may, has)

    assert found == (Line("hills", 7, 3), Line("town", 5, 0))
    assert found[0].rate == 3 / 7
    assert Line("", 0, 0).rate == 0.0
    assert as_data({"district": found})["district"][1] == {"key": "town", "eligible": 5, "placed": 0}


def test_a_small_line_is_put_together_so_that_nobody_can_subtract_it():
    assert together([Line("a", 9, 1), Line("b", 2, 1), Line("c", 7, 0)]) == (Line("a", 9, 1), Line("", 9, 1))
    assert together([Line("a", 9, 1), Line("b", 3, 1), Line("c", 3, 1)]) == (Line("a", 9, 1), Line("", 6, 2))
    assert together([Line("a", 3, 1)]) == ()
    assert together([Line("a", 5, 1)]) == (Line("a", 5, 1),)


def test_ages_are_counted_in_groups():
    assert [age_group(years) for years in (None, 18, 24, 25, 44, 45, 70)] == [
        "not-known",
        "18-24",
        "18-24",
        "25-34",
        "35-44",
        "45+",
        "45+",
    ]
