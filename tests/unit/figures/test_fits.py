"""Whether what a counter said beside its count fits the other published counts."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal as D

from hamsafar.figures.rules.fits import own_words
from tests.factories.figures import count, level, source

TRADE = level("trade", unit="usd-bn", parts="exhaustive")
GROWTH = level("growth", kind="growth", unit="percent", measures="trade")
INCREASE = level("increase", kind="event", unit="usd-bn", measures="trade")
PARTS = (level("imports", part_of="trade"), level("exports", part_of="trade"))
GSV = source("gsv")
NOW = count("trade", "1.5", unit="usd-bn", origin=GSV, said_by="aide")
BEFORE = count("trade", "1.7", unit="usd-bn", period="2023", counted_by="office-b")


def checks(*facts, series=(TRADE, GROWTH, INCREASE)):
    return own_words([NOW], [NOW, *facts], {each.key: each for each in series})


def growth(value="7", **given):
    return count("growth", value, unit="percent", **given)


def test_growth_said_with_a_level_gives_the_year_before():
    (fit,) = checks(growth(), BEFORE)

    assert (fit.kind, fit.period) == ("growth", "2023")
    assert round(fit.result, 2) == D("1.40")
    assert fit.matches == ()
    assert fit.compared == (BEFORE,)


def test_a_count_of_the_year_before_that_it_allows_fits():
    near = count("trade", "1.4", unit="usd-bn", period="2023", counted_by="office-b")

    (fit,) = checks(growth(), near)

    assert fit.matches == (near,)


def test_an_increase_said_with_a_level_gives_the_year_before():
    (fit,) = checks(count("increase", "200", unit="usd-mn"), BEFORE)

    assert (fit.kind, fit.result) == ("increase", D("1.3"))
    assert fit.matches == ()


def test_one_breath_of_one_source_counts_as_said_together():
    elsewhere = growth(counted_by="not-stated", origin=GSV, said_by="aide")

    assert checks(elsewhere)
    assert not checks(replace(elsewhere, said_by="minister"))
    assert not checks(replace(elsewhere, source=source("herald")))


def test_what_was_said_of_another_thing_is_not_used():
    for other in (
        growth(period="2023"),
        growth(period=""),
        growth(scope="abroad"),
        count("unheard", "7", unit="percent"),
    ):
        assert not checks(other)
    assert not checks(growth(), series=(TRADE, replace(GROWTH, measures="recruits")))
    assert not checks(growth(), series=(TRADE, replace(GROWTH, kind="share")))
    assert not checks(count("increase", "5", unit="persons"))


def test_a_level_without_period_or_lower_end_is_not_checked():
    series = {each.key: each for each in (TRADE, GROWTH)}

    for odd in (replace(NOW, period=""), replace(NOW, qualifier="at-most")):
        assert not own_words([odd], [odd, growth()], series)


def test_open_ends_leave_the_check_open():
    for qualifier in ("at-least", "at-most"):
        assert checks(growth(qualifier=qualifier), BEFORE)[0].matches in {(), (BEFORE,)}
        assert checks(count("increase", "0.2", unit="usd-bn", qualifier=qualifier), BEFORE)
    open_ended = replace(NOW, qualifier="at-least")
    series = {each.key: each for each in (TRADE, GROWTH, INCREASE)}
    facts = [open_ended, growth(), count("increase", "0.2", unit="usd-bn")]
    assert len(own_words([open_ended], facts, series)) == 2


def part(series, value, **given):
    return count(series, value, unit="usd-bn", **given)


def test_parts_that_sum_to_the_level_fit():
    (fit,) = checks(part("imports", "1.4"), part("exports", "0.1"), series=(TRADE, *PARTS))

    assert (fit.kind, fit.result, fit.period) == ("parts", D("1.5"), "2024")
    assert fit.matches == (NOW,)


def test_parts_that_miss_the_level_do_not():
    (fit,) = checks(part("imports", "1.0"), part("exports", "0.1"), series=(TRADE, *PARTS))

    assert (fit.matches, fit.compared) == ((), (NOW,))


def test_parts_with_open_ends_are_checked_by_what_they_say():
    for qualifier in ("at-least", "at-most"):
        (fit,) = checks(part("imports", "1.4", qualifier=qualifier), part("exports", "0.1"), series=(TRADE, *PARTS))
        assert fit.matches == (NOW,)


def test_parts_are_summed_only_where_all_are_given_and_none_may_overlap():
    both = (part("imports", "1.4"), part("exports", "0.1"))

    assert not checks(both[0], series=(TRADE, *PARTS))
    assert not checks(*both, series=(TRADE, PARTS[0], replace(PARTS[1], parts="may-overlap")))
    assert not checks(*both, series=(replace(TRADE, parts="outcomes"), *PARTS))
    assert not checks(*both, series=PARTS)
    assert not checks(both[0], replace(both[1], counted_by="office-b"), series=(TRADE, *PARTS))
