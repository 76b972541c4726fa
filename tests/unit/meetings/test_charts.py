from datetime import date

from hamsafar.kit import charts
from hamsafar.meetings.formats.chart_words import chart_words
from hamsafar.meetings.rules.charts import ChartWorld, chosen
from hamsafar.meetings.rules.dossier import build
from hamsafar.meetings.rules.plan import Topic
from hamsafar.programmes.rules.pictures import Promises
from tests.factories.figures import computed, count, day_fact, known, level, source
from tests.factories.meetings import MEETING_DAY, material, statement, topic, words
from tests.factories.programmes import event, programme, stage

PAPER = source("paper", date(2025, 1, 1))
OTHER = source("other", date(2025, 1, 2))
EARLY = {"published": date(2025, 1, 1), "origin": PAPER}


def charted(kind: str, **args: object) -> Topic:
    chart = {"kind": kind, "title": words("A chart"), "sub": words("How to read it"), "args": args}
    return topic("t", statement("s", "A line."), chart=[chart])


def drawn(plan: Topic, around, *, as_of=MEETING_DAY, programmes=None):
    held = material(plan, around=around, as_of=as_of)
    world = ChartWorld(as_of=as_of, words=chart_words(), programmes=programmes or {})
    held = type(held)(**(vars(held) | {"charts": world}))
    (item,) = build(held, lang="en", edition="open").items
    return item.charts


def test_a_mirror_shows_every_count_its_gap_and_which_cannot_both_hold():
    facts = (
        count("trade", "2.0", key="a", unit="usd-bn", qualifier="nearly", said_by="minister", **EARLY),
        count("trade", "1500", key="b", unit="usd-mn", counted_by="tj-stat", published=date(2025, 1, 2), origin=OTHER),
        count("trade", "7", key="other-scope", unit="usd-bn", scope="world", **EARLY),
    )

    (chart,) = drawn(
        charted("mirror", series="trade", period="2024", scope="to-russia"), known(*facts, series=(level("trade"),))
    )

    assert [(each.shown, each.qualifier, each.side, each.note) for each in chart.picture.counts] == [
        ("2.0", "nearly", "", "1"),
        ("1.5", "", "tj", "2"),
    ]
    assert chart.picture.gap.startswith("gap: 0.5")
    assert "cannot both hold" in chart.picture.under
    assert chart.table.rows[0][1] == "nearly 2.0\u00a0bn USD"
    assert "<svg" in charts.picture(chart.picture, charts.PAPER_HALF)


def test_counts_that_agree_have_no_gap_and_a_single_count_no_chart():
    agree = (
        count("trade", "2.0", key="a", **EARLY),
        count("trade", "2.0", key="b", published=date(2025, 1, 2), origin=OTHER),
    )
    one = charted("mirror", series="trade", period="2024")

    (chart,) = drawn(one, known(*agree, series=(level("trade"),)))

    assert (chart.picture.gap, chart.picture.under) == ("", "")
    assert drawn(one, known(agree[0], series=(level("trade"),))) == ()


def test_the_path_to_a_target_joins_one_authority_and_names_what_is_needed():
    facts = (
        count("trade", "1.6", key="x", unit="usd-bn", period="2023", **EARLY),
        count("trade", "2.0", key="base", unit="usd-bn", **EARLY),
        count("trade", "1.5", key="low", unit="usd-bn", counted_by="not-stated", said_by="minister", **EARLY),
        count("trade", "9", key="half", unit="usd-bn", period="2024-H1", **EARLY),
        count("target", "2.5", key="times", unit="multiple", period="2030", **EARLY),
    )
    growth = computed("rate", "required_growth", "times", base="base", unit="percent", decimals=1)
    around = known(*facts, series=(level("trade"), level("target", kind="multiple")), derived=(growth,))
    plan = charted("path_to_target", series="trade", multiple="times", base=["base", "low", "gone"], needed="rate")

    (chart,) = drawn(plan, around, as_of=date(2026, 3, 1))

    picture = chart.picture
    assert [len(line.points) for line in picture.lines] == [2, 1]
    assert [(path.shown, path.end) for path in picture.paths] == [("5.0", (2030.0, 5.0)), ("3.75", (2030.0, 3.75))]
    assert picture.needed == "needed: 16.5\u00a0%"
    assert picture.apart.startswith("1.25")
    assert [each.year for each in picture.missing] == [2025.0]


def test_a_path_without_its_base_is_not_drawn():
    plan = charted("path_to_target", series="trade", multiple="times", base=["gone"])

    assert drawn(plan, known(series=(level("trade"),))) == ()


def test_growth_is_drawn_beside_what_is_needed_where_that_is_known():
    rate = count("growth", "14.1", key="g", unit="percent", period="2025-H1", published=date(2025, 8, 1), origin=OTHER)
    old = count("growth", "2.5", key="old", unit="percent", period="2023", **EARLY)
    around = known(rate, old, series=(level("growth", kind="growth"),))

    (chart,) = drawn(charted("growth_dots", series="growth", **{"from": "2025"}), around, as_of=date(2026, 1, 1))

    assert [dot.who for dot in chart.picture.dots] == ["H1 2025, Office A"]
    assert (chart.picture.needed, chart.picture.needed_words) == (None, "")


def test_a_whole_is_cut_into_its_outcomes_and_the_rest():
    facts = tuple(
        count(series, value, key=series, period="2024-04-27", **EARLY)
        for series, value in (("held", "954"), ("let-in", "322"), ("listed", "306"), ("removed", "27"), ("more", "1"))
    )
    series = (level("let-in"),)
    rest = computed("rest", "remainder", "held let-in listed removed more", series="rest")
    plan = charted("parts", whole="held", parts=["let-in", "listed", "removed", "more"], remainder="rest")

    (chart,) = drawn(plan, known(*facts, series=series, derived=(rest,)))

    assert [part.value for part in chart.picture.parts] == [322, 306, 27, 1, 298]
    assert [part.tone for part in chart.picture.parts] == ["done", "late", "broken", "broken", "plain"]
    assert chart.picture.parts[-1].rest
    assert chart.picture.parts[-1].note == "ƒ"
    incomplete = charted("parts", whole="held", parts=["let-in", "missing"], remainder="rest")
    assert drawn(incomplete, known(*facts, series=series, derived=(rest,))) == ()


def test_plan_and_fact_of_a_programme_are_drawn_as_of_the_day():
    facts = (
        day_fact("plan", "2024", published=date(2024, 1, 1)),
        day_fact("moved", "2025-06-30", published=date(2024, 6, 1)),
        day_fact("reached", "2025-01-20", published=date(2025, 1, 21)),
        count("stages", "1", key="period-only", period="2026", **EARLY),
    )
    plan = programme(
        stage("one", planned="plan", replanned=("moved",), actual="reached"),
        stage("two", planned="period-only"),
        stage("three", planned="nobody-knows"),
        events=(
            event("held", planned="plan", held="reached"),
            event("ahead", planned="moved"),
            event("blank", planned="x"),
        ),
    )
    around = known(*facts)
    pictures = {plan.key: Promises((plan,), ("tj", "ru")).picture(plan.key, around.book(MEETING_DAY), MEETING_DAY)}

    (slippage,) = drawn(charted("slippage", programme=plan.key), around, programmes=pictures)
    (calendar,) = drawn(charted("calendar", programme=plan.key), around, programmes=pictures)

    assert [term.actual for term in slippage.picture.terms] == [date(2025, 1, 20), None]
    assert slippage.picture.terms[0].replanned == (date(2025, 6, 30), date(2025, 6, 30))
    assert slippage.table.rows[1][1] == "1 January – 31 December 2026"
    assert [bool(each.held) for each in calendar.picture.events] == [True, False]
    assert "<svg" in charts.picture(slippage.picture)
    assert "<svg" in charts.picture(calendar.picture)


def test_a_programme_that_is_not_known_draws_nothing():
    for kind in ("slippage", "calendar"):
        assert drawn(charted(kind, programme="nowhere"), known()) == ()


def test_a_fact_without_a_source_says_so_in_the_table():
    facts = (count("trade", "2", key="a", published=date(2025, 1, 1)), count("trade", "9", key="b", **EARLY))
    around = known(*facts, series=(level("trade"),))
    plan = charted("mirror", series="trade")

    (chart,) = drawn(plan, around)
    held = material(plan, around=around)

    assert "no source" in {row[-1] for row in chart.table.rows}
    assert len(chosen(plan.charts[0], held.charts, held.world)) == 2
