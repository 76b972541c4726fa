"""The picture of a programme on a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from hamsafar.programmes.enums import Pen, Progress, ReportState, Track
from hamsafar.programmes.rules.chains import Mention
from hamsafar.programmes.rules.pictures import Promises, conditions, raised
from hamsafar.programmes.rules.plans import IndicatorPlan, Record, Report, Review
from tests.factories.figures import book, count, day_fact, level, note
from tests.factories.programmes import SIDES, event, offer, programme, seen, stage, step

TERM = day_fact("term", "2025/2029", published=date(2024, 12, 4))
ONE = day_fact("plan-1", "2025", published=date(2024, 11, 28))
TWO = day_fact("plan-2", "2026/2027", published=date(2024, 11, 28))
THREE = day_fact("plan-3", "2027/2029", published=date(2024, 11, 28))
JANUARY = note("january", published=date(2026, 1, 31))
FACTS = (TERM, ONE, TWO, THREE, JANUARY)
BORDER = programme(
    stage("one", planned="plan-1", stated=("january",)),
    stage("two", planned="plan-2"),
    stage("three", planned="plan-3"),
    begins="term",
    ends="term",
    topic="border",
    forum="csto",
    statements=("january", "plan-1", "nothing"),
)
TODAY = date(2026, 11, 23)


def report(side="tj", measure="one", day=date(2026, 5, 1), **given):
    moment = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
    return Report(measure, side, Progress.LATE, "Contracts are being agreed.", moment, day, **given)


def test_the_worst_slip_marks_the_programme():
    picture = seen(BORDER, book(*FACTS), TODAY)

    assert picture.mark == "late"
    assert picture.worst.key == "one-end"
    assert picture.next.day == date(2027, 12, 31)
    assert (picture.begins.first, picture.ends.last) == (date(2025, 1, 1), date(2029, 12, 31))


def test_what_is_unknown_is_not_called_on_course():
    assert seen(BORDER, book(*FACTS, as_of=date(2026, 1, 15)), date(2026, 1, 15)).mark == "none"
    assert seen(BORDER, book(*FACTS, as_of=date(2025, 6, 1)), date(2025, 6, 1)).mark == "course"


def test_stages_that_run_into_each_other_are_named():
    picture = seen(BORDER, book(*FACTS), TODAY)

    (overlap,) = picture.overlaps
    assert (overlap.first.key, overlap.second.key) == ("two-end", "three-end")
    assert (overlap.days.first, overlap.days.last) == (date(2027, 1, 1), date(2027, 12, 31))


def test_terms_that_do_not_follow_each_other_do_not_count_as_overlap():
    same = programme(stage("a", planned="plan-2"), stage("b", planned="plan-2"))
    backwards = programme(stage("a", planned="plan-3"), stage("b", planned="plan-2"))

    assert seen(same, book(TWO), TODAY).overlaps == ()
    assert seen(backwards, book(TWO, THREE), TODAY).overlaps == ()


def test_statements_stand_in_order_and_unknown_facts_are_left_out():
    picture = seen(BORDER, book(*FACTS), TODAY)

    assert [said.fact.key for said in picture.statements] == ["plan-1", "january"]


def test_a_forerunner_does_not_mark_the_programme():
    earlier = day_fact("plan-0", "2022", published=date(2022, 1, 1))
    plan = programme(stage("old", planned="plan-0"), stage("new", planned="plan-3"), begins="term", ends="term")

    assert seen(plan, book(earlier, *FACTS), TODAY).mark == "course"


def test_what_later_facts_alone_would_tell_is_hidden_from_an_earlier_day():
    late = programme(stage("plan", actual="signed"), stage("open"), key="later", statements=("signed",))
    facts = book(day_fact("signed", "2025-10-09", published=date(2025, 10, 9)), as_of=date(2025, 2, 13))
    promises = Promises((late,), SIDES)

    assert promises.pictures(facts, date(2025, 2, 13)) == ()
    assert promises.picture("later", facts, date(2025, 2, 13)) is None
    assert promises.picture("nothing", facts, date(2025, 2, 13)) is None
    assert promises.conditions(facts, date(2025, 2, 13)) == {
        "slipped:later/plan-end": False,
        "done:later/plan-end": False,
    }


def test_a_treaty_is_known_from_its_first_step_not_from_talk_of_it():
    treaty = programme(key="pact", kind="treaty", steps=(step("signed"),), statements=("plans",))
    signed = day_fact("signed", "2025-10-09", published=date(2025, 10, 9))
    plans = note("plans", published=date(2024, 12, 1))
    promises = Promises((treaty,), SIDES)

    before, after = date(2025, 2, 13), date(2025, 11, 1)
    assert promises.picture("pact", book(signed, plans, as_of=before), before) is None
    pact = promises.picture("pact", book(signed, plans, as_of=after), after)
    assert pact.mark == "course"
    assert pact.conditions == {"done:pact/signed": True}
    assert promises.conditions(book(signed, plans), after)["done:pact/in-force"] is False


def test_measures_and_events_of_which_nothing_is_visible_are_not_there():
    plan = programme(
        stage("one", planned="plan-1"),
        stage("two", planned="later"),
        stage("bare"),
        events=(event("seen", planned="plan-1"), event("unseen", held="later")),
    )

    picture = seen(plan, book(ONE), TODAY)

    assert [each.key for each in picture.measures] == ["one", "bare"]
    assert [each.key for each in picture.events] == ["seen"]


def test_conditions_answer_for_milestones_events_and_steps():
    plan = replace(BORDER, events=(event(planned="plan-1", held="held"),), steps=(step("signed"),))
    held = day_fact("held", "2026-03-01", published=date(2026, 3, 1))
    signed = day_fact("signed", "2025-02-13", published=date(2025, 2, 13))

    answers = conditions([seen(plan, book(*FACTS, held, signed), TODAY)])

    assert answers["slipped:border/one-end"] is True
    assert answers["done:border/one-end"] is False
    assert answers["slipped:border/three-end"] is False
    assert answers["slipped:border/summit"] is True
    assert answers["done:border/summit"] is True
    assert answers["done:border/signed"] is True


def test_an_event_plan_is_marked_by_its_events():
    held = day_fact("held", "2025-03-01", published=date(2025, 3, 1))
    plan = programme(key="year", kind="event-plan", events=(event(planned="plan-1", held="held"),))

    assert seen(plan, book(ONE), date(2025, 2, 1)).mark == "course"
    assert seen(plan, book(ONE, held), TODAY).mark == "done"
    assert seen(plan, book(ONE), TODAY).mark == "none"


def test_a_programme_whose_milestones_are_all_reached_is_done():
    reached = day_fact("reached", "2025-12-01", published=date(2025, 12, 1))
    plan = programme(stage("one", planned="plan-1", actual="reached"))

    assert seen(plan, book(ONE, reached), TODAY).mark == "done"


def test_an_indicator_below_its_path_marks_the_programme():
    base = count("turnover", "2.0", key="base", unit="usd-bn")
    goal = count("target", "2.5", key="target", unit="multiple", period="2030")
    low = count("turnover", "1.0", key="low", unit="usd-bn", period="2025")
    plan = programme(stage("trade", indicators=(IndicatorPlan("turnover", "turnover", "base", "target"),)))

    picture = seen(plan, book(base, goal, low, series=(level("turnover"),)), TODAY)

    assert picture.indicators[0].track == Track.OFF
    assert picture.mark == "late"
    assert {"base", "target", "low"} <= set(picture.facts)


def test_an_indicator_whose_counts_disagree_marks_the_programme_so():
    counts = [
        count("turnover", "2.0", key="base", unit="usd-bn", counted_by="a"),
        count("turnover", "1.5", unit="usd-bn", counted_by="b"),
    ]
    measure = stage("trade", planned="plan-3", indicators=(IndicatorPlan("turnover", "turnover", "base", "target"),))

    assert seen(programme(measure), book(*counts, THREE, series=(level("turnover"),)), TODAY).mark == "differ"


def test_sources_differ_where_the_topics_series_disagrees():
    lengths = [
        count("border-length", "1344", counted_by="a", period="", unit="km"),
        count("border-length", "1374.2", counted_by="b", period="", unit="km"),
    ]
    series = (level("border-length", topic="border", unit="km"), level("elsewhere", topic="trade"))

    picture = seen(BORDER, book(*FACTS, *lengths, series=series), TODAY)

    assert [each.series for each in picture.differ] == ["border-length"]
    assert seen(replace(BORDER, topic=""), book(*FACTS, *lengths, series=series), TODAY).differ == ()


def test_each_sides_report_stands_in_its_own_column():
    record = Record(reports=(report(), report(side="tj", day=date(2026, 6, 1)), report(measure="two", side="ru")))

    one, two, three = (each.reporting for each in seen(BORDER, book(*FACTS), TODAY, record=record).measures)

    assert one.by_side["tj"].day == date(2026, 6, 1)
    assert one.by_side["ru"] is None
    assert (one.state, one.pen, one.owed_by) == (ReportState.ONE, Pen.OTHER_SIDE, ("ru",))
    assert two.owed_by == ("tj",)
    assert (three.state, three.pen) == (ReportState.NEITHER, Pen.BOTH_SIDES)


def test_a_review_day_begins_a_new_round_of_reports():
    reports = (report(), report(side="ru"))
    review = Review("tj", on=date(2026, 7, 1), day=date(2026, 5, 2))
    record = Record(reports=reports, reviews=(review, Review("tj", date(2027, 1, 1), date(2026, 7, 2))))

    before = seen(BORDER, book(*FACTS), date(2026, 6, 1), record=record)
    assert before.measures[0].reporting.state == ReportState.BOTH
    assert before.measures[0].reporting.pen == Pen.NOBODY
    assert before.next_reviews == {"tj": date(2026, 7, 1), "ru": None}
    after = seen(BORDER, book(*FACTS), TODAY, record=record)
    assert after.measures[0].reporting.state == ReportState.NEITHER
    assert after.measures[0].reporting.by_side["tj"].words == "Contracts are being agreed."
    assert after.next.what == "review"


def test_reports_of_later_days_are_not_there():
    assert seen(BORDER, book(*FACTS), date(2026, 4, 30), record=Record(reports=(report(),))).measures[
        0
    ].reporting.by_side == {"tj": None, "ru": None}


def test_a_restricted_programme_shows_a_thin_tile_without_clearance():
    plan = replace(
        BORDER, classification="restricted", events=(event(planned="plan-1", offers=(offer(fact="january"),)),)
    )
    record = Record(reports=(report(classification="restricted"),))

    thin = seen(plan, book(*FACTS), TODAY, record=record)
    assert thin.thin
    assert thin.measures[0].reporting is None
    assert thin.measures[0].owners == {}
    assert thin.events[0].offers == ()
    assert thin.milestones[0].slipped
    whole = seen(plan, book(*FACTS), TODAY, record=record, clearance=1)
    assert not whole.thin
    assert whole.measures[0].reporting.by_side["tj"].words
    assert whole.events[0].offers


def test_a_restricted_report_on_an_open_programme_needs_clearance():
    record = Record(reports=(report(classification="restricted"),))

    assert seen(BORDER, book(*FACTS), TODAY, record=record).measures[0].reporting.by_side["tj"] is None
    cleared = seen(BORDER, book(*FACTS), TODAY, record=record, clearance=1)
    assert cleared.measures[0].reporting.by_side["tj"] is not None


def test_the_next_thing_is_the_nearest_of_milestones_events_and_the_end():
    summit = day_fact("summit", "2026-12-01", published=date(2026, 1, 1))
    plan = replace(BORDER, events=(event(planned="summit"),))

    assert seen(plan, book(*FACTS, summit), TODAY).next.what == "event"
    assert seen(programme(begins="term", ends="term"), book(TERM), TODAY).next.what == "end"
    assert seen(programme(), book(), TODAY).next is None
    assert seen(programme(), book(), TODAY).worst is None


def test_a_subject_is_followed_from_forum_to_forum():
    meeting = Mention("border", "ministers", date(2025, 2, 13), "", "review-possible")
    steps = programme(key="pact", steps=(step("signed"), step("agreed")), topic="border", forum="governments")
    facts = (
        *FACTS,
        day_fact("signed", "2026-03-01", published=date(2026, 3, 1)),
        note("agreed", published=date(2026, 2, 1)),
        note("undated", published=None),
    )
    pictures = [
        seen(replace(BORDER, statements=(*BORDER.statements, "undated")), book(*facts), TODAY),
        seen(steps, book(*facts), TODAY),
    ]

    chain = raised("border", pictures, [meeting, replace(meeting, topic="trade")])

    assert chain.first.day == date(2024, 11, 28)
    assert [each.forum for each in chain.again] == ["ministers", "csto", "governments"]
    assert chain.forums == ("csto", "ministers", "governments")
    assert raised("", pictures) is None
    assert raised("weather", pictures) is None
