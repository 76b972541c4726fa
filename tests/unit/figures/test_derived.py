from dataclasses import replace
from datetime import date
from decimal import Decimal as D

import pytest

from hamsafar.figures.rules.derived import NotComputed, compute, derive
from hamsafar.figures.rules.projection import project
from tests.factories.figures import computed, count, day_fact, same_words

TURNOVER = count("turnover", "2.0", key="turnover-2024", qualifier="nearly", unit="usd-bn", period="2024")
TARGET = count("target", "2.5", key="target", unit="multiple", period="2030")


def run(derivation, *facts):
    return derive(derivation, {fact.key: fact for fact in facts})


def test_the_growth_a_multiple_requires_every_year_from_its_base():
    row = computed("needed", "required_growth", "target", base="turnover-2024", unit="percent", decimals=1)

    fact = run(row, TURNOVER, TARGET)

    assert fact.value == D("16.5")
    assert fact.formula == "(2.5^(1/6) − 1) × 100"
    assert fact.inputs == ("target", "turnover-2024")
    assert (fact.qualifier, fact.unit, fact.counted_by) == ("exactly", "percent", "computed")


def test_the_growth_a_level_requires_every_year():
    goal = count("turnover", "5.0", key="goal", unit="usd-bn", period="2030")
    row = computed("needed", "required_growth", "goal", base="old", target="goal", unit="percent", decimals=1)

    fact = run(row, count("turnover", "2000", key="old", unit="usd-mn", period="2024"), goal)

    assert fact.value == D("16.5")
    assert fact.formula == "((5.0 ÷ 2)^(1/6) − 1) × 100"


@pytest.mark.parametrize(
    ("formula", "inputs", "unit", "decimals", "value", "shown"),
    [
        ("product", "turnover-2024 target", "usd-bn", 1, "5.0", "2.0 × 2.5"),
        ("sum", "imports exports", "usd-bn", 2, "1.71", "1.58 + 0.1347"),
        ("difference", "imports exports", "usd-mn", 0, "1445", "1580 − 134.7"),
        ("difference", "exports imports", "usd-mn", 0, "-1445", "134.7 − 1580"),
        ("gap", "exports imports", "usd-bn", 1, "1.4", "1.58 − 0.1347"),
        ("ratio", "imports exports", "", 1, "11.7", "1580000000 ÷ 134700000"),
        ("ratio", "imports imports", "", 0, "1", "1.58 ÷ 1.58"),
        ("growth", "imports turnover-2024", "percent", 0, "-21", "(1.58 ÷ 2.0 − 1) × 100"),
        ("share", "exports turnover-2024", "percent", 1, "6.7", "134.7 ÷ 2000 × 100"),
        ("remainder", "turnover-2024 imports", "usd-bn", 2, "0.42", "2.0 − 1.58"),
        ("days_between", "signed held", "days", 0, "238", "2025-10-09 − 2025-02-13"),
        ("months_between", "signed held", "months", 0, "7", "2025-10-09 − 2025-02-13"),
    ],
)
def test_each_formula_gives_its_value_and_shows_itself(formula, inputs, unit, decimals, value, shown):  # noqa: PLR0917
    facts = [
        TURNOVER,
        TARGET,
        count("imports", "1.58", key="imports", unit="usd-bn"),
        count("exports", "134.7", key="exports", unit="usd-mn"),
        day_fact("signed", "2025-02-13"),
        day_fact("held", "2025-10-09"),
    ]

    fact = run(computed("result", formula, inputs, unit=unit, decimals=decimals), *facts)

    assert fact.value == D(value)
    assert fact.formula == shown


def test_a_qualifier_survives_scaling_and_becomes_about_elsewhere():
    imports = count("imports", "1.58", key="imports", unit="usd-bn")
    over = replace(imports, key="over", qualifier="over")

    assert run(computed("r", "product", "turnover-2024 target"), TURNOVER, TARGET).qualifier == "nearly"
    assert run(computed("r", "sum", "turnover-2024 over"), TURNOVER, over).qualifier == "about"
    assert run(computed("r", "difference", "turnover-2024 imports"), TURNOVER, imports).qualifier == "about"


def test_a_remainder_whose_parts_may_overlap_is_at_least_and_has_two_ends():
    facts = [count("held", value, key=key) for key, value in (("w", "954"), ("a", "322"), ("b", "306"), ("c", "27"))]
    row = computed("rest", "remainder", "w a b c", note=same_words("The last may be among the others."))

    fact = run(row, *facts)

    assert (fact.value, fact.low, fact.high, fact.qualifier) == (D(299), D(299), D(326), "at-least")
    assert run(computed("rest", "remainder", "w", note=same_words("n")), *facts).high is None


def test_a_projection_has_an_interval_and_needs_three_levels_of_one_counter():
    levels = [
        count("t", value, key=f"t{year}", unit="usd-bn", period=str(year), counted_by="tj-stat")
        for year, value in ((2021, "1.2"), (2022, "1.6"), (2023, "1.7"), (2024, "1.9"))
    ]
    row = computed("ahead", "projection", "t2021 t2022 t2023 t2024", unit="usd-bn", period="2030", decimals=1)

    fact = run(row, *levels)

    assert fact.low < fact.value < fact.high
    assert fact.qualifier == "about"
    assert "2030" in fact.formula
    assert run(replace(row, period=""), *levels).value < fact.value

    for refused, reason in (
        ((computed("ahead", "projection", "t2021 t2022"), *levels), "at least three"),
        ((row, *levels[:3], replace(levels[3], counted_by="ru")), "more than one authority"),
        ((row, *levels[:3], replace(levels[3], value=D(0))), "at least three"),
        ((row, *levels[:3], replace(levels[3], period="2024-H1")), "full year"),
    ):
        with pytest.raises(NotComputed, match=reason):
            run(*refused)


def test_a_projection_refuses_two_levels_whoever_asks():
    with pytest.raises(ValueError, match="needs 3"):
        project(((2023, D(1)), (2024, D(2))), 2030)


def test_a_projection_of_even_growth_goes_on_with_it():
    assert round(project(((2021, D(1)), (2022, D(2)), (2023, D(4)), (2024, D(8))), 2026).value, 6) == D(32)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (computed("r", "sum", ""), "no input"),
        (computed("r", "sum", "signed"), "not a number"),
        (computed("r", "product", "signed"), "not a number"),
        (computed("r", "sum", "turnover-2024 target"), "units"),
        (computed("r", "difference", "turnover-2024"), "exactly two"),
        (computed("r", "days_between", "turnover-2024 signed"), "not a day"),
        (computed("r", "required_growth", "target"), "no base"),
        (computed("r", "required_growth", "target", base="target"), "does not lie after"),
        (computed("r", "required_growth", "target", base="signed"), "full year"),
        (computed("r", "ratio", "turnover-2024 zero"), "divide by zero"),
    ],
)
def test_what_cannot_be_computed_is_refused_with_a_reason(row, reason):
    facts = [TURNOVER, TARGET, day_fact("signed", "2025-02-13"), count("z", "0", key="zero", unit="usd-bn")]

    with pytest.raises(NotComputed, match=reason):
        run(row, *facts)


def test_a_formula_that_shows_a_date_as_a_number_is_refused():
    row = computed("r", "required_growth", "signed", base="turnover-2024", unit="percent")

    with pytest.raises(NotComputed, match="not a number"):
        run(row, TURNOVER, day_fact("signed", "2025", period="2030"))


def test_a_computed_figure_is_as_old_as_its_latest_input_and_synthetic_with_any():
    old = replace(TURNOVER, published_on=date(2024, 1, 1))
    row = computed("r", "product", "turnover-2024 target")

    assert run(row, old, TARGET).published_on == date(2025, 2, 1)
    assert run(row, replace(old, published_on=None), TARGET).published_on is None
    assert run(row, replace(old, synthetic=True), TARGET).synthetic
    assert not run(row, old, TARGET).synthetic


def test_a_later_row_uses_an_earlier_one_and_vanishes_with_its_inputs():
    rows = [
        computed("a", "product", "turnover-2024 target", unit="usd-bn", decimals=1),
        computed("b", "difference", "a turnover-2024", unit="usd-bn", decimals=1),
        computed("c", "sum", "absent"),
        computed("d", "days_between", "target target"),
    ]

    found, refused = compute(rows, {fact.key: fact for fact in (TURNOVER, TARGET)})

    assert found["b"].value == D("3.0")
    assert set(found) == {"a", "b"}
    assert refused["d"].ru == "Одно из исходных значений не является датой."
    assert compute(rows, {"target": TARGET})[0] == {}
