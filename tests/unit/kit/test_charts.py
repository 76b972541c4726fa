"""Charts are pure: frozen values in, SVG text out, the same for screen and paper."""

import re
from datetime import UTC, date, datetime
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamsafar.kit import charts
from hamsafar.kit.charts import measure

NAMESPACE = "{http://www.w3.org/2000/svg}"
FRAMES = (charts.PAGE, charts.COLUMN, charts.PHONE, charts.PAPER, charts.PAPER_HALF)


def heading(title="Turnover <2024> & after"):
    return charts.Heading(title, f"{title}: a sentence", "How to read it", ("Value", "Who"))


def count(value, who="an office", **more):
    return charts.Count(value, f"{value}", who, row=(f"{value}", who), **more)


def a_mirror(*values):
    return charts.Mirror(
        heading(), "en", tuple(count(value, low=value - 1, high=value + 1) for value in values), "A gap"
    )


def a_path():
    lines = (
        charts.Line("tj", ((2022, count(3.0, side="tj", qualifier="over")), (2023, count(4.0, side="tj")))),
        charts.Line("ru", ((2024, count(5.0, side="ru", qualifier="nearly")),)),
    )
    ways = (
        charts.Path(
            (2024, 5.0), (2030, 9.0), "9.0", "5.0, one", "ru", before="from", qualifier="nearly", row=("9", "a")
        ),
        charts.Path((2024, 4.0), (2030, 7.0), "7.0", "4.0, other", "tj", row=("7", "b")),
        charts.Path((2024, 5.0), (2030, 6.0), "6.0", "forecast", kind="forecast", low=4.0, high=8.0, row=("6", "c")),
    )
    missing = (charts.Missing(2025, "2025: no full-year figure found"),)
    return charts.PathToTarget(
        heading(), "en", 2021, 2030, lines, ways, "needed: so much every year", "2 apart", missing, (2024, 2030)
    )


def growth(*values):
    dots = tuple(count(value, f"somebody {value}", side="tj") for value in values)
    return charts.GrowthDots(heading(), "ru", dots, 16.0, "16 % needed")


def some_parts(*values):
    told = [charts.Part(value, f"{value}", "told", "under", "done", row=(f"{value}", "told")) for value in values[:-1]]
    rest = charts.Part(values[-1], f"{values[-1]}", "not told", rest=True, qualifier="at least", row=("rest", "-"))
    return charts.Parts(heading(), "tg", (*told, rest))


def a_slippage(today=date(2026, 11, 23)):
    terms = (
        charts.Term("Adopted", actual=date(2024, 11, 28), actual_words="28 Nov 2024", note="1", row=("adopted", "x")),
        charts.Term(
            "Stage one",
            "a long word under it",
            (date(2025, 1, 1), date(2025, 12, 31)),
            stated=(charts.Stated(date(2025, 12, 17), "a list", "3"), charts.Stated(date(2026, 1, 31), "running", "4")),
            row=("one", "y"),
        ),
        charts.Term(
            "Stage two", planned=(date(2026, 1, 1), date(2027, 12, 31)), words="not reported", row=("two", "z")
        ),
        charts.Term("Late", planned=(date(2025, 3, 1), date(2025, 3, 1)), actual=date(2025, 9, 1), actual_words="done"),
        charts.Term(
            "Put off",
            planned=(date(2025, 1, 1), date(2025, 6, 30)),
            replanned=(date(2025, 7, 1), date(2026, 6, 30)),
            words="put off by a year and told in so many words that no line holds them beside the bar",
        ),
    )
    overlap = (charts.Overlap(date(2026, 1, 1), date(2026, 6, 30), "both", (2, 4)),)
    return charts.Slippage(heading(), "en", terms, today, "today", "nothing later", overlap)


def a_calendar(today=date(2025, 2, 13)):
    april, may, september = (date(2025, month, 11) for month in (4, 5, 9))
    events = (
        charts.Event("Ministers", "Almaty", (april, april), (april, april), "", "held", "1", row=("m", "a")),
        charts.Event("Heads of government", "", (may, may), (september, september), "", "held later than planned", "2"),
        charts.Event(
            "Heads of state", "", (date(2025, 10, 1), date(2025, 10, 31)), None, "planned for October", "", "3"
        ),
    )
    return charts.Calendar(heading(), "tg", events, today, "today")


EVERY_CHART = (
    a_mirror(10, 20, 21),
    a_mirror(5),
    a_path(),
    growth(10, 13, 17, 40),
    growth(12, 12.1, 12.2, 12.3, 12.4, 12.5),
    some_parts(322, 306, 27, 299),
    some_parts(5, 2, 1),
    a_slippage(),
    a_calendar(),
)


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("chart", EVERY_CHART)
def test_every_chart_is_a_well_formed_picture_that_a_reader_can_hear(chart, frame):
    picture = ElementTree.fromstring(charts.svg(chart, frame))  # noqa: S314 (our own text)

    assert picture.get("role") == "img"
    assert picture.find(f"{NAMESPACE}title").text == chart.heading.sentence
    assert float(picture.get("width")) == frame.width
    assert float(picture.get("height")) > 0


@pytest.mark.parametrize("chart", EVERY_CHART)
def test_a_picture_for_paper_needs_no_style_sheet(chart):
    text = charts.picture(chart)

    assert "var(" not in text
    assert "class=" not in text
    assert " style=" not in text


@pytest.mark.parametrize("chart", EVERY_CHART)
def test_no_word_stands_outside_the_picture(chart):
    for frame in FRAMES:
        picture = ElementTree.fromstring(charts.svg(chart, frame))  # noqa: S314
        for words in picture.iter(f"{NAMESPACE}text"):
            written = "".join(words.itertext()).replace("\u200b", "")
            width = measure.text_width(written, float(words.get("font-size")))
            x, anchor = float(words.get("x")), words.get("text-anchor")
            left = {"start": x, "middle": x - width / 2, "end": x - width}[anchor]
            assert left > -14, written
            assert left + width < frame.width + 14, written


def test_the_words_handed_in_come_out_escaped():
    assert "Turnover &lt;2024&gt; &amp; after: a sentence</title>" in charts.picture(a_mirror(1, 2))


def test_a_requirement_and_a_forecast_never_share_a_style():
    dashes = set(re.findall(r'stroke-dasharray="([^"]+)"', charts.picture(a_path())))

    assert {"5 4", "1.5 4"} <= dashes


def test_what_no_source_covers_is_hatched():
    assert 'fill="url(#hatch-' in charts.picture(some_parts(5, 2, 1))


def test_the_table_beneath_holds_the_values_of_the_picture():
    table = charts.rows(a_path())

    assert table.headers == ("Value", "Who")
    assert table.rows == (
        ("3.0", "an office"),
        ("4.0", "an office"),
        ("5.0", "an office"),
        ("9", "a"),
        ("7", "b"),
        ("6", "c"),
    )


@pytest.mark.parametrize(("chart", "rows"), [(a_slippage(), 3), (a_calendar(), 1), (growth(1, 2), 2), (a_mirror(1), 1)])
def test_a_value_without_a_row_of_its_own_stays_out_of_the_table(chart, rows):
    assert len(charts.rows(chart).rows) == rows


def test_a_drawing_has_a_picture_for_the_page_and_one_for_the_phone():
    drawing = charts.drawing(some_parts(5, 2, 1))

    assert 'width="1120"' in drawing.wide
    assert 'width="328"' in drawing.phone
    assert drawing.table.caption == drawing.title


def test_today_outside_the_plan_draws_no_rule():
    chart = a_calendar(today=date(2031, 1, 1))

    assert ">today<" not in charts.picture(chart)


@given(
    st.lists(st.tuples(st.floats(0, 700), st.floats(5, 120)), min_size=1, max_size=9),
    st.floats(0, 12),
)
def test_labels_on_one_line_never_cover_one_another(labels, gap):
    centres, widths = zip(*labels, strict=True)

    placed = measure.spread(centres, widths, (0, 700), gap)

    if placed is None:
        assert sum(widths) + gap * (len(widths) - 1) > 700
        return
    spans = sorted((middle - width / 2, middle + width / 2) for middle, width in zip(placed, widths, strict=True))
    assert spans[0][0] >= -1e-6
    assert spans[-1][1] <= 700 + 1e-6
    assert all(first[1] <= second[0] + 1e-6 for first, second in pairwise(spans))


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6), st.integers(3, 9))
def test_an_axis_has_no_more_ticks_than_asked_and_covers_its_values(low, length, most):
    marks = measure.ticks(low, low + length, most)

    assert 2 <= len(marks) <= most
    assert marks[0] <= low + 1e-6 * max(abs(low), length, 1)
    assert marks[-1] >= low + length - 1e-6 * max(abs(low), length, 1)


def test_a_long_sentence_breaks_between_words():
    lines = measure.wrap("one two three four five six", 10, 60)

    assert len(lines) > 1
    assert " ".join(lines) == "one two three four five six"


def a_tally(*values):
    bars = tuple(
        charts.Bar(value, f"{hour}:00", f"{value}", (f"{hour}:00", f"{value}")) for hour, value in enumerate(values)
    )
    return charts.Tally(heading(), "tg", bars)


def test_a_tally_draws_a_bar_for_each_hour_that_counted_somebody():
    for frame in FRAMES:
        picture = charts.svg(a_tally(3, 0, 150, 7), frame)

        assert picture.count("<rect") == 3
        assert ">150<" in picture
    assert charts.rows(a_tally(3, 0)).rows == (("0:00", "3"), ("1:00", "0"))


def test_a_tally_of_nobody_has_its_axis_and_no_bar():
    assert charts.svg(a_tally(0, 0), charts.PHONE).count("<rect") == 0
    assert "<line" in charts.svg(a_tally(), charts.PHONE)


def moment(day):
    return datetime(2026, 10, day, 12, tzinfo=UTC)


def a_pen_line(*days, pen=1, due=29, today=25):
    words = ("Sent", "Asks back", "Clarified", "Answered in part", "Answered")
    handings = tuple(
        charts.Handing(
            moment(day), place % 2, (place + 1) % 2, words[place % 5], f"{day} Oct", (f"{day}", words[place % 5])
        )
        for place, day in enumerate(days)
    )
    stops = (charts.Standstill(moment(days[1]), moment(days[2]), "clock stopped", "5 days"),) if len(days) > 2 else ()
    return charts.PenLine(
        heading(), "en", (("Dushanbe", "tj"), ("Moscow", "ru")), handings, stops, pen, "Moscow writes next",
        moment(today), "today", moment(due), 1, "Due", f"{due} Oct",
    )  # fmt: skip


def test_a_pen_line_colours_the_lane_that_holds_the_pen_and_says_where_the_clock_stood():
    picture = charts.svg(a_pen_line(1, 8, 14), charts.PAPER)

    assert 'stroke="#1f3f7f" stroke-width="3"' in picture
    assert 'stroke="#a3193f" stroke-width="3"' in picture
    for words in ("Sent", "Asks back", "Clarified", "clock stopped", "Moscow writes next", "Due", "today"):
        assert words in picture
    assert "stroke-dasharray" in picture  # the way to the due day


def test_a_pen_line_without_the_pen_has_no_way_ahead():
    chart = a_pen_line(1, 8, pen=None, due=20)

    assert "stroke-dasharray" not in charts.svg(chart, charts.PAPER)
    assert "Moscow writes next" not in charts.svg(chart, charts.PAPER)


def test_where_labels_do_not_fit_a_pen_line_runs_down():
    crowded = a_pen_line(1, 1, 1, 2, 2, 2, 2, 3, 3, 3)

    assert "Moscow · 1 Oct" in charts.svg(crowded, charts.PAPER_HALF)
    assert "Moscow · 8 Oct" in charts.svg(a_pen_line(1, 8, 14), charts.PHONE)
    assert charts.rows(a_pen_line(1, 8)).rows == (("1", "Sent"), ("8", "Asks back"))


@given(st.lists(st.integers(1, 25), min_size=1, max_size=8).map(sorted), st.sampled_from(FRAMES))
def test_a_pen_line_of_any_days_is_drawn_within_its_frame(days, frame):
    picture = charts.svg(a_pen_line(*days), frame)

    places = [float(x) for x in re.findall(r' x[12]?="(-?[\d.]+)"', picture)]
    assert min(places) >= -1
    assert max(places) <= frame.width + 1
