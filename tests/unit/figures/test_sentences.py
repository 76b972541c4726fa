from dataclasses import replace
from datetime import date
from decimal import Decimal as D

import pytest

from hamsafar.figures.rules.conditions import all_hold, holds
from hamsafar.figures.rules.sentences import Segment, day_written, figure, named, render, written
from tests.factories.figures import LABELS, book, computed, count, day_fact, note, source

GSV = source("gsv", date(2025, 2, 13))
VIEW = book(
    count("turnover", "2.0", key="turnover", qualifier="nearly", unit="usd-bn", origin=GSV, said_by="minister"),
    count("recruits", "15000", key="recruits", period="2023", counted_by="office-a", origin=source("herald")),
    count("target", "2.5", key="target", unit="multiple", period="2030"),
    count("session", "20", key="session", unit="", period=""),
    day_fact("signed", "2025-10-09"),
    note("said", "The borders stay open"),
    derived=(computed("growth", "required_growth", "target", base="turnover", unit="percent", decimals=1),),
)


@pytest.mark.parametrize(
    ("template", "lang", "text"),
    [
        ("Turnover was {turnover}.", "en", "Turnover was nearly 2.0\u00a0bn USD."),
        ("Оборот — {turnover}.", "ru", "Оборот — почти 2,0\u00a0млрд долл. США."),
        ("Гардиш {turnover} буд.", "tg", "Гардиш қариб 2,0\u00a0млрд долл. ИМА буд."),
        ("{recruits:value} sent in {recruits:year}", "en", "15,000 sent in 2023"),
        ("{recruits:bare}", "ru", "15\u202f000"),
        ("{turnover:value}, {turnover:bare}", "en", "nearly 2.0, 2.0"),
        ("{target} by {target:year}", "en", "×2.5 by 2030"),
        ("{growth} a year", "en", "16.5\u00a0% a year"),
        ("{growth:formula}", "en", "(2.5^(1/6) − 1) × 100"),
        (
            "{signed}; {signed:date}; {signed:year}; {signed:value}; {signed:period}",
            "en",
            "9 October 2025; 9 October 2025; 2025; 9 October 2025; 9 October 2025",
        ),
        ("{turnover:period}", "en", "2024"),
        ("{session:period}{session}", "en", "20"),
        ("{turnover:said} on {recruits:count}", "en", "the minister on Office A"),
        ("{said}: {said:value}", "en", "The borders stay open: The borders stay open"),
        ("No figure at all.", "en", "No figure at all."),
    ],
)
def test_a_sentence_takes_its_numbers_from_the_book(template, lang, text):
    assert render(template, VIEW, lang).text == text


def test_a_rendered_sentence_says_what_came_from_where():
    rendered = render("Needed: {growth}, from {turnover}.", VIEW, "en")

    assert rendered.facts == ("growth", "turnover")
    assert rendered.sources == ("gsv",)
    assert rendered.segments == (
        Segment("text", "Needed: "),
        Segment("number", "16.5", "growth"),
        Segment("unit", "\u00a0%", "growth"),
        Segment("source", "ƒ", "growth"),
        Segment("text", ", from "),
        Segment("qualifier", "nearly ", "turnover"),
        Segment("number", "2.0", "turnover"),
        Segment("unit", "\u00a0bn USD", "turnover"),
        Segment("source", "gsv", "turnover"),
        Segment("text", "."),
    )


def test_the_ends_of_an_interval_can_be_named():
    rest = replace(count("rest", "299", qualifier="at-least"), key="rest", low=D(299), high=D(326))

    assert render("{rest:low} or {rest:high}", book(rest), "en").text == "299 or 326"
    with pytest.raises(ValueError, match="no such number"):
        render("{recruits:high}", VIEW, "en")


def test_a_sentence_that_names_a_fact_not_visible_vanishes():
    assert render("{turnover} and {absent}", VIEW, "en") is None


@pytest.mark.parametrize(
    ("template", "reason"),
    [("{turnover:loud}", "no form"), ("{turnover:date}", "not a date"), ("{session:year}", "neither day nor period")],
)
def test_a_form_that_a_fact_cannot_give_is_an_error(template, reason):
    with pytest.raises(ValueError, match=reason):
        render(template, VIEW, "en")


def test_the_places_of_a_sentence_can_be_listed():
    assert named("{a-1} of {b:value}, {a-1}") == (("a-1", ""), ("b", "value"), ("a-1", ""))


def test_a_figure_can_be_written_alone():
    assert written(VIEW.facts["turnover"], VIEW, "en") == "nearly 2.0\u00a0bn USD"
    assert figure(VIEW.facts["session"], VIEW, "en") == (Segment("number", "20", "session"),)


@pytest.mark.parametrize(
    ("when", "text"),
    [
        ("2025-01-22/2025-01-24", "22–24 January 2025"),
        ("2025-09", "September 2025"),
        ("2025", "2025"),
        ("2025/2029", "2025–2029"),
        ("2024-H1", "first half of 2024"),
        ("2025-06-30/2026-06-30", "30 June 2025 – 30 June 2026"),
    ],
)
def test_a_date_fact_is_written_as_precisely_as_it_was_published(when, text):
    assert day_written(day_fact("d", when), "en") == text


def test_conditions_ask_the_book_and_what_is_handed_in():
    view = book(
        count("turnover", "2.0", key="a", unit="usd-bn"),
        count("turnover", "1.5", key="b", unit="usd-bn"),
        day_fact("signed", "2025-02-13"),
        as_of=date(2025, 2, 14),
    )
    extra = {"slipped:border/stage-1": True, "done:border/stage-1": False}

    true = ["a", "disagrees:turnover", "disagrees:turnover@2024", "after:signed", "slipped:border/stage-1"]
    false = [
        "absent",
        "disagrees:recruits",
        "disagrees:turnover@2023",
        "after:absent",
        "after:a",
        "done:border/stage-1",
        "slipped:other/none",
    ]
    assert all(holds(each, view, extra) for each in true)
    assert not any(holds(each, view, extra) for each in false)
    assert all_hold(true, false, view, extra)
    assert not all_hold(true, [*false, "a"], view, extra)
    with pytest.raises(ValueError, match="is no condition"):
        holds("sometimes:a", view, extra)


def test_the_day_of_a_date_fact_itself_is_not_after_it():
    assert not holds("after:signed", book(day_fact("signed", "2025-02-13"), as_of=date(2025, 2, 13)), {})


def test_a_term_has_a_last_day_and_days_left_until_it():
    view = book(day_fact("term", "2025/2026"), day_fact("signed", "2025-02-13"), as_of=date(2026, 11, 23))

    assert render("{term:end}, {term:left}", view, "en").text == "31 December 2026, 38"
    assert render("{signed:end}", view, "en").text == "13 February 2025"
    with pytest.raises(ValueError, match="not a date"):
        render("{turnover:end}", VIEW, "en")


@pytest.mark.parametrize(
    ("on", "ending", "ended"),
    [
        (date(2026, 11, 22), False, False),
        (date(2026, 11, 23), True, False),
        (date(2026, 12, 31), True, False),
        (date(2027, 1, 1), False, True),
    ],
)
def test_a_term_is_ending_until_its_last_day_and_ended_after_it(on, ending, ended):
    view = book(day_fact("term", "2025/2026"), count("turnover", "2.0", key="level"), as_of=on)

    assert holds("ending:term@38", view, {}) is ending
    assert holds("ended:term", view, {}) is ended
    assert not any(holds(each, view, {}) for each in ("ended:absent", "ending:absent@38", "ended:level"))


def test_the_labels_of_the_tests_cover_three_languages():
    assert LABELS.short("qualifier", "nearly", "tg") == "қариб"
