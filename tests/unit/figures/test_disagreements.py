from dataclasses import replace
from decimal import Decimal as D

import pytest

from hamsafar.figures.rules.disagreements import disagreements
from tests.factories.figures import count, day_fact, level, source


def found(*facts, series=()):
    return disagreements(facts, {each.key: each for each in series})


def test_three_counts_of_one_year_are_one_finding_with_the_widest_gap():
    counts = [
        count("turnover", "2.0", qualifier="nearly", unit="usd-bn", counted_by="not-stated"),
        count("turnover", "1.9", unit="usd-bn", counted_by="tj"),
        count("turnover", "1500", unit="usd-mn", counted_by="ru"),
    ]

    (finding,) = found(*counts)

    assert finding.rule == "cannot_both_hold"
    assert (finding.series, finding.period, finding.scope) == ("turnover", "2024", "to-russia")
    assert [fact.value for fact in finding.values] == [D("1500"), D("1.9"), D("2.0")]
    assert (finding.gap, finding.unit) == (D("0.5"), "usd-bn")


def test_counts_that_leave_room_for_each_other_are_no_finding():
    assert not found(count("share", "45.3", unit="percent"), count("share", "45.4", unit="percent"))
    assert not found(count("turnover", "968.5", unit="usd-mn"), count("turnover", "970", unit="usd-mn"))
    assert not found(count("held", "954"), count("held", "1000", qualifier="about"))


def test_two_spellings_of_one_period_are_compared():
    (finding,) = found(count("turnover", "900", period="2024-H1"), count("turnover", "100", period="2024-01/2024-06"))

    assert finding.period == "2024-H1"


@pytest.mark.parametrize("other", [{"scope": "abroad"}, {"period": "2023"}, {"unit": "percent"}, {"series": "jobs"}])
def test_counts_of_different_things_are_not_compared(other):
    given = {"series": "recruits", "period": "2024", "scope": "to-russia"} | other
    series = given.pop("series")

    assert not found(count("recruits", "15000"), count(series, "5000", **given))


def test_only_published_quantities_of_a_series_are_compared():
    real = count("recruits", "15000")

    for odd in (
        replace(count("recruits", "5000"), formula="1 + 1"),
        replace(count("recruits", "5000"), synthetic=True),
        replace(count("recruits", "5000"), series=""),
        day_fact("signed", "2024", series="recruits", scope="to-russia"),
    ):
        assert not found(real, odd)
    assert not found(count("order", "384", unit="number", period=""), count("order", "1079", unit="number", period=""))


def test_a_length_without_a_period_is_compared_too():
    (finding,) = found(count("border", "1344", unit="km", period=""), count("border", "1374.2", unit="km", period=""))

    assert finding.period == ""
    assert finding.gap == D("30.2")


HELD = level("held", parts="outcomes")
LET_IN, LISTED = level("let-in", part_of="held"), level("listed", part_of="held")
REMOVED = level("removed", part_of="held", parts="may-overlap")
OF_THE_HELD = (HELD, LET_IN, LISTED, REMOVED)


def test_outcomes_that_cover_less_than_the_whole_leave_a_remainder_with_two_ends():
    facts = [count("held", "954"), count("let-in", "322"), count("listed", "306"), count("removed", "27")]
    repeated = [replace(fact, key=fact.key + "-again") for fact in facts]
    headline = count("held", "1000", qualifier="about")

    (finding,) = found(*facts, *repeated, headline, series=OF_THE_HELD)

    assert finding.rule == "parts_do_not_add_up"
    assert (finding.gap, finding.gap_high, finding.unit) == (D(299), D(326), "persons")
    assert len(finding.facts) == 9


def test_outcomes_of_another_counter_day_or_place_are_not_subtracted():
    whole = count("held", "954")

    for other in ({"counted_by": "office-b"}, {"period": "2023"}, {"scope": "abroad"}):
        assert not found(whole, count("let-in", "322", **other), series=OF_THE_HELD)


def test_outcomes_that_cover_the_whole_are_no_finding():
    assert not found(count("held", "954"), count("let-in", "954"), series=OF_THE_HELD)


def test_parts_without_overlap_have_one_gap():
    (finding,) = found(count("held", "954"), count("let-in", "322"), series=OF_THE_HELD)

    assert (finding.gap, finding.gap_high) == (D(632), None)


TRADE = level("trade", unit="usd-bn", parts="exhaustive")
PARTS = (TRADE, level("imports", part_of="trade"), level("exports", part_of="trade"))


def test_exhaustive_parts_that_sum_to_the_whole_within_rounding_are_no_finding():
    assert not found(
        count("trade", "1.7", unit="usd-bn", qualifier="over"),
        count("imports", "1.58", unit="usd-bn"),
        count("exports", "134.7", unit="usd-mn"),
        series=PARTS,
    )


@pytest.mark.parametrize("exports", ["99.0", "300.0"])
def test_exhaustive_parts_that_miss_the_whole_are_found(exports):
    (finding,) = found(
        count("trade", "1.8", unit="usd-bn"),
        count("imports", "1.58", unit="usd-bn"),
        count("exports", exports, unit="usd-mn"),
        series=PARTS,
    )

    assert finding.unit == "usd-bn"
    assert finding.gap == abs(D("1.8") - D("1.58") - D(exports) / 1000)


def test_while_a_part_is_missing_only_too_much_is_a_finding():
    whole = count("trade", "1.8", unit="usd-bn")

    assert not found(whole, count("imports", "1.0", unit="usd-bn"), series=PARTS)
    assert found(whole, count("imports", "2.0", unit="usd-bn"), series=PARTS)


def test_parts_that_may_overlap_cannot_be_too_much():
    assert not found(count("held", "954"), count("let-in", "940"), count("removed", "27"), series=OF_THE_HELD)


def test_open_ended_parts_and_wholes_say_only_what_they_say():
    low = count("trade", "1.0", unit="usd-bn", qualifier="at-least")
    imports = count("imports", "1.58", unit="usd-bn", qualifier="at-most")
    exports = count("exports", "0.1", unit="usd-bn", qualifier="at-least")

    assert not found(low, imports, exports, series=PARTS)
    assert found(count("trade", "1.0", unit="usd-bn"), imports, exports, series=PARTS) == ()


def test_parts_whose_manner_is_said_by_nobody_are_exhaustive():
    bare = (level("part", part_of="whole"),)

    assert found(count("whole", "12"), count("part", "7"), series=bare)


def test_a_whole_whose_counter_is_not_stated_is_compared_with_parts_of_its_own_source():
    gazette, herald = source("gazette"), source("herald")
    whole = count("trade", "1.8", unit="usd-bn", counted_by="not-stated", origin=gazette)
    parts = [
        count(name, "0.5", unit="usd-bn", counted_by="not-stated", origin=gazette) for name in ("imports", "exports")
    ]

    assert found(whole, *parts, series=PARTS)
    assert not found(whole, *(replace(part, source=herald) for part in parts), series=PARTS)
    assert not found(whole, *(replace(part, source=None) for part in parts), series=PARTS)


GROWTH = level("growth", kind="growth", unit="percent", measures="trade")
LEVELS = (count("trade", "1.6", unit="usd-bn", period="2022"), count("trade", "1.7", unit="usd-bn", period="2023"))


def growth(value, **given):
    return count("growth", value, unit="percent", **({"period": "2023"} | given))


def test_growth_that_its_own_levels_allow_is_no_finding():
    assert not found(*LEVELS, growth("2.5"), series=(GROWTH,))  # 1.65 to 1.75 over 1.55 to 1.65


def test_growth_that_its_own_levels_do_not_allow_is_found():
    (finding,) = found(*LEVELS, growth("25"), series=(GROWTH,))

    assert finding.rule == "growth_contradicts_levels"
    assert finding.series == "growth"
    assert (finding.gap, finding.unit) == (D("18.8"), "percent")
    assert [fact.value for fact in finding.values] == [D(25), D("1.6"), D("1.7")]


def test_growth_by_another_counter_or_over_another_period_contradicts_nothing():
    assert not found(*LEVELS, growth("25", counted_by="office-b"), series=(GROWTH,))
    assert not found(*LEVELS, growth("25", period="2022"), series=(GROWTH,))
    assert not found(*LEVELS, growth("25", period=""), series=(GROWTH,))
    assert not found(*LEVELS, growth("25"), series=(replace(GROWTH, measures=""),))


def test_levels_that_say_too_little_contradict_nothing():
    for qualifier in ("at-least", "at-most"):
        old = replace(LEVELS[0], qualifier=qualifier)
        assert not found(old, LEVELS[1], growth("-90"), series=(GROWTH,))
    assert not found(LEVELS[0], replace(LEVELS[1], qualifier="at-most"), growth("-90"), series=(GROWTH,))
    assert found(LEVELS[0], replace(LEVELS[1], qualifier="at-least"), growth("-90"), series=(GROWTH,))


def test_of_several_levels_one_fitting_pair_is_enough():
    other = count("trade", "1.36", key="other", unit="usd-bn", period="2022")

    assert not [
        each
        for each in found(*LEVELS, other, growth("25"), series=(GROWTH,))
        if each.rule == "growth_contradicts_levels"
    ]
