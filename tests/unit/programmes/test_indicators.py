"""Whether a promise in numbers is on its way."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hamsafar.programmes.enums import Track
from hamsafar.programmes.rules.indicators import highest, picture_of
from hamsafar.programmes.rules.plans import IndicatorPlan
from tests.factories.figures import book, computed, count, level

TURNOVER = IndicatorPlan("turnover", "turnover", baseline="base", target="target")
BASE = count("turnover", "2.0", key="base", unit="usd-bn", qualifier="nearly", said_by="ambassador")
TARGET = count("target", "2.5", key="target", unit="multiple", period="2030")
SERIES = (level("turnover"),)


def later(value, period="2026", **given):
    return count("turnover", value, unit="usd-bn", period=period, **given)


def look(*facts, plan=TURNOVER, **given):
    return picture_of(plan, book(*facts, series=SERIES, **given))


def test_the_path_leads_from_the_base_to_the_target_by_equal_growth():
    panel = look(BASE, TARGET)

    assert panel.required.value == Decimal("16.5")
    assert panel.required.unit == "percent"
    assert [point.year for point in panel.path] == [2024, 2025, 2026, 2027, 2028, 2029, 2030]
    assert panel.path[0].level == Decimal("2.0e9")
    assert round(panel.path[-1].level / 10**9, 2) == Decimal("5.00")
    assert panel.track == Track.NO_LATER_FIGURE


def test_the_books_own_required_growth_is_taken_where_it_has_one():
    own = computed("needed", "required_growth", "target", base="base", unit="percent", decimals=2)

    assert look(BASE, TARGET, derived=(own,)).required.key == "needed"


def test_a_target_may_be_a_level():
    goal = count("turnover", "5.0", key="target", unit="usd-bn", period="2030")

    assert look(BASE, goal).required.value == Decimal("16.5")


def test_without_base_or_target_there_is_no_path():
    assert look(TARGET).track == Track.NO_PATH
    assert look(BASE).required is None
    assert look(BASE, TARGET, plan=IndicatorPlan("turnover", "turnover")).path == ()


def test_a_target_before_its_base_gives_no_path():
    assert look(BASE, count("target", "2.5", key="target", unit="multiple", period="2020")).track == Track.NO_PATH


def test_a_base_that_is_no_full_year_gives_no_path():
    half = count("turnover", "0.9", key="base", unit="usd-bn", period="2024-H1")

    assert look(half, TARGET).track == Track.NO_PATH


def test_the_same_authoritys_next_figure_is_held_against_the_path():
    below, on_it = later("2.4"), later("2.8")

    assert look(BASE, TARGET, below).track == Track.OFF
    assert look(BASE, TARGET, on_it).track == Track.ON
    assert look(BASE, TARGET, below).compared == below


def test_what_a_figures_precision_allows_counts_for_it():
    # On the path to 2026 stand 2.714 bn; "over 2.7" allows up to 2.8.
    assert look(BASE, TARGET, later("2.7", qualifier="over")).track == Track.ON
    assert look(BASE, TARGET, later("2.7", qualifier="nearly")).track == Track.OFF
    assert look(BASE, TARGET, later("2.0", qualifier="at-least")).track == Track.ON


def test_another_authoritys_count_is_not_compared():
    other = later("2.1", counted_by="office-b")

    panel = look(BASE, TARGET, other)

    assert panel.track == Track.NOT_COMPARABLE
    assert panel.compared is None
    assert panel.latest == other


def test_counts_of_nobody_are_joined_only_where_the_same_speaker_gives_them():
    base = count("turnover", "2.0", key="base", unit="usd-bn", counted_by="not-stated", said_by="ambassador")
    same = later("2.4", counted_by="not-stated", said_by="ambassador")
    other = later("2.4", counted_by="not-stated", said_by="minister")

    assert look(base, TARGET, same).track == Track.OFF
    assert look(base, TARGET, other).track == Track.NOT_COMPARABLE


def test_a_count_without_a_period_is_no_yearly_level():
    undated = count("turnover", "3.0", key="undated", unit="usd-bn", period="")

    assert look(BASE, TARGET, undated).latest == BASE


def test_halves_and_computed_figures_are_no_yearly_levels():
    product = computed("product", "product", "base target", series="turnover", period="2026", unit="usd-bn")

    panel = look(BASE, TARGET, later("1.0", period="2026-H1"), derived=(product,))

    assert panel.latest == BASE
    assert panel.track == Track.NO_LATER_FIGURE


def test_a_figure_after_the_target_year_is_held_against_the_target():
    assert look(BASE, TARGET, later("4.0", period="2031")).track == Track.OFF


def test_nothing_is_visible_before_it_was_published():
    assert look(BASE, TARGET, as_of=date(2025, 1, 1)).baseline is None


def test_a_zero_allows_no_more_than_itself():
    assert highest(later("0")) == 0
