from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal as D

from hypothesis import given
from hypothesis import strategies as st

from hamsafar.figures.rules.labels import Labels
from hamsafar.figures.rules.visibility import dated, is_visible
from tests.factories.figures import book, computed, count, day_fact, known, level, note, source

MEETING = date(2025, 2, 13)


def test_without_a_day_everything_is_visible_undated_facts_too():
    assert is_visible(count("s", "1", published=None), None)


def test_an_undated_fact_enters_no_as_of_view():
    assert not is_visible(count("s", "1", published=None), MEETING)


def test_on_an_ordinary_day_what_was_public_by_its_end_is_visible():
    assert is_visible(count("s", "1", published=MEETING), MEETING)
    assert not is_visible(count("s", "1", published=MEETING + timedelta(days=1)), MEETING)


def test_on_the_day_of_the_meeting_only_the_source_document_of_that_day_is_visible():
    document = source("gsv", MEETING, is_the_source_document=True)

    assert is_visible(count("s", "1", published=MEETING - timedelta(days=1)), MEETING, MEETING)
    assert not is_visible(count("s", "1", published=MEETING), MEETING, MEETING)
    assert not is_visible(count("s", "1", published=MEETING, origin=source()), MEETING, MEETING)
    assert is_visible(count("s", "1", published=MEETING, origin=document), MEETING, MEETING)
    assert not is_visible(count("s", "1", published=MEETING + timedelta(days=1), origin=document), MEETING, MEETING)


days = st.dates(date(2023, 1, 1), date(2026, 12, 31))


@given(st.lists(st.tuples(st.none() | days, st.sampled_from(["1.5", "1.9", "2.0"])), max_size=8), days, days)
def test_no_fact_finding_or_computed_figure_shows_before_its_day(published, as_of, meeting_day):
    facts = [
        count("turnover", value, key=f"f{place}", published=when, unit="usd-bn", origin=source(f"s{place}", when))
        for place, (when, value) in enumerate(published)
    ]
    rows = (computed("total", "sum", " ".join(fact.key for fact in facts)),) if facts else ()

    view = known(*facts, derived=rows).book(as_of, meeting_day)

    assert all(fact.published_on is not None and fact.published_on <= as_of for fact in view.facts.values())
    assert all(key in view.facts for finding in view.disagreements for key in finding.facts)
    if as_of == meeting_day:
        assert all(fact.published_on < as_of for fact in view.facts.values())
    later = known(*facts, derived=rows).book(as_of + timedelta(days=400), meeting_day)
    assert set(view.facts) <= set(later.facts)


def test_a_count_published_later_makes_its_disagreement_later():
    early = count("turnover", "2.0", unit="usd-bn", published=date(2025, 2, 1))
    late = count("turnover", "1.5", unit="usd-bn", published=date(2025, 10, 1))

    assert not book(early, late, as_of=date(2025, 2, 13)).disagreements
    assert book(early, late, as_of=date(2025, 10, 1)).findings("turnover", "2024")
    assert not book(early, late).findings("turnover", "2023")


def test_a_fact_is_never_older_than_what_its_page_measures():
    page = source("page", date(2025, 3, 1))
    first = count("turnover", "1.0", key="first", period="2024", origin=page)
    second = count("turnover", "0.9", key="second", period="2025-01/2025-09", origin=page)
    target = count("goal", "2.5", key="goal", period="2030", unit="multiple", origin=page)
    series = {"goal": level("goal", kind="multiple"), "turnover": level("turnover")}
    facts = {fact.key: fact for fact in (first, second, target)}

    found = dated(facts, {}, series)

    assert {fact.published_on for fact in found.values()} == {date(2025, 9, 30)}
    assert dated(facts, {"first": date(2026, 1, 5)}, series)["first"].published_on == date(2026, 1, 5)


def test_a_fact_without_a_dated_source_is_undated():
    undated = count("turnover", "1.0", key="undated", origin=source("page", None))
    alone = replace(undated, key="alone", source=None)

    found = dated({fact.key: fact for fact in (undated, alone)}, {}, {})

    assert {fact.published_on for fact in found.values()} == {None}
    assert dated({"alone": alone}, {"alone": date(2024, 5, 1)}, {})["alone"].published_on == date(2024, 12, 31)


def test_dates_and_notes_measure_no_period():
    day = day_fact("planned", "2030-01-01", period="2030")
    page = source("page", date(2025, 3, 1))

    found = dated({fact.key: replace(fact, source=page) for fact in (day, note("said", period="2030"))}, {}, {})

    assert {fact.published_on for fact in found.values()} == {date(2025, 3, 1)}


def test_a_book_gives_facts_by_series_and_period():
    first, second = count("s", "1", period="2024-H1"), count("s", "2", period="2023")
    view = book(first, second, count("other", "3"))

    assert view.of_series("s") == (second, first)
    assert view.of_series("s", "2024-01/2024-06") == (first,)
    assert view.get("absent") is None


def test_the_sources_of_a_computed_figure_are_those_of_its_inputs():
    gazette, herald = source("gazette"), source("herald")
    view = book(
        count("s", "1", key="a", origin=gazette),
        count("s", "2", key="b", origin=herald),
        count("s", "3", key="c", origin=gazette),
        count("s", "4", key="d"),
        derived=(computed("sum", "sum", "a b"), computed("more", "sum", "sum c d")),
    )

    assert [each.key for each in view.sources_of("more")] == ["gazette", "herald"]
    assert [fact.key for fact in view.with_inputs(["more", "a", "absent"])] == ["more", "sum", "a", "b", "c", "d"]
    assert view.facts["more"].value == D(10)


def test_a_view_speaks_from_its_day_or_from_today():
    everything = known(count("s", "1"))

    assert everything.book(MEETING).on == MEETING
    assert everything.book(None, today=MEETING).on == MEETING
    assert everything.book(None).on == date.max


def test_a_code_without_a_label_is_shown_as_its_own_words():
    labels = Labels()

    assert labels.short("unit", "at-sea", "ru") == labels.long("unit", "at-sea", "tg") == "at sea"
    assert labels.keys("unit") == ()
