"""Panels, days, folders and rushes, without a database."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import pytest

from hamsafar.medical.enums import EXAMINATION_MOVES, EXAMINATION_PEN, ExaminationState, Finding, Outcome, ResultStatus
from hamsafar.medical.rules import folders, panels
from hamsafar.medical.rules.folders import Act, Conclusion, Exemption, Folder, NotNow, Order, Result
from hamsafar.medical.rules.throughput import Rush, rushes

State = ExaminationState
ACT = Act("2026-03-02T12:00:00+00:00", "O-1", "did")
DAY = date(2026, 3, 2)
PATH = Conclusion(Outcome.PATH, "O-1", ACT.at, treatment="treatment", retest_on="2026-05-01")
MET = Conclusion(Outcome.MET, "O-1", ACT.at, until="2027-03-02")
LABELS = {"HIV": "hiv", "drugs": "drugs", "hepatitis B": "hepatitis-b"}


@dataclass(frozen=True)
class Rule:
    key: str
    value: str
    status: str = "established"
    valid_from: date | None = None
    valid_to: date | None = None


def folder(*, state: str = State.RESULTS_IN, **findings: str) -> Folder:
    results = tuple(Result("D-1", item, finding, "final", ACT.at) for item, finding in findings.items())
    return Folder(panel=("hiv", "drugs"), language="tg", read_aloud=True, state=state, results=results)


def test_a_panel_holds_what_is_established_and_names_what_is_proposed():
    rules = [Rule("panel", "HIV; drugs"), Rule("more", "hepatitis B", status="proposed")]

    assert panels.panel_on(rules, ["panel", "more"], LABELS, on=DAY) == panels.Panel(("hiv", "drugs"), ("hepatitis-b",))


def test_a_panel_that_is_only_proposed_is_none():
    with pytest.raises(panels.NoRule):
        panels.panel_on([Rule("panel", "HIV", status="proposed")], ["panel"], LABELS, on=DAY)


def test_a_conclusion_holds_as_long_as_the_rule_of_its_day_says():
    rules = [Rule("valid", "3", valid_to=DAY), Rule("valid", "12", valid_from=DAY)]

    assert panels.met_until(rules, "valid", on=DAY - timedelta(days=1)) == date(2026, 6, 1)
    assert panels.met_until(rules, "valid", on=DAY) == date(2027, 3, 2)
    for unknown in ([], [Rule("valid", "12", status="not-established")]):
        with pytest.raises(panels.NoRule):
            panels.met_until(unknown, "valid", on=DAY)


def test_a_month_without_that_day_gives_the_first_of_the_next():
    assert panels.after_months(date(2026, 11, 30), 3) == date(2027, 3, 1)
    assert panels.after_months(date(2024, 2, 29), 12) == date(2025, 3, 1)


def test_everybody_received_on_a_day_comes_back_from_the_same_day():
    assert panels.come_from(DAY) == DAY + timedelta(days=2)


def test_every_state_has_its_moves_and_its_pen_and_every_state_is_reached():
    assert set(EXAMINATION_MOVES) == set(EXAMINATION_PEN) == set(State)
    assert {to for moves in EXAMINATION_MOVES.values() for to in moves} == set(State) - {State.RECEIVED}


def test_a_step_that_the_table_does_not_have_is_refused():
    with pytest.raises(NotNow):
        folders.concluded(folder(state=State.ORDERED), MET, ACT)


def test_a_folder_is_the_same_after_it_was_plain_data():
    whole = replace(
        folder(hiv=Finding.NEGATIVE),
        orders=(Order("D-1", ("hiv", "drugs"), "S 1", ACT.at, "O-1"),),
        exemptions=(Exemption("drugs", "reason", "O-1", ACT.at),),
        conclusions=(PATH,),
        acts=(ACT,),
    )

    assert folders.of_data(folders.as_data(whole)) == whole


@pytest.mark.parametrize(
    ("found", "conclusion", "reason"),
    [
        ({"hiv": "NEG"}, MET, "missing"),
        ({"hiv": "NEG", "drugs": "NEG"}, MET, ""),
        ({"hiv": "POS", "drugs": "NEG"}, MET, "not-all-negative"),
        ({"hiv": "IND", "drugs": "NEG"}, MET, "not-all-negative"),
        ({"hiv": "POS", "drugs": "NEG"}, PATH, ""),
        ({"hiv": "POS", "drugs": "NEG"}, replace(PATH, treatment=" "), "no-path"),
        ({"hiv": "POS", "drugs": "NEG"}, replace(PATH, retest_on=""), "no-path"),
        ({"hiv": "POS", "drugs": "NEG"}, replace(PATH, retest_on="2026-03-02"), "retest-in-the-past"),
    ],
)
def test_a_conclusion_follows_from_the_results(found, conclusion, reason):
    assert folders.why_not(folder(**found), conclusion, on=DAY) == reason


def test_nothing_leaves_before_the_person_was_told_that_the_requirement_is_met():
    drawn = folders.concluded(folder(hiv="NEG", drugs="NEG"), MET, ACT)
    signed = folders.countersigned(drawn, "O-2", ACT)
    told = folders.moved(signed, State.TOLD, ACT)

    assert [folders.released_until(each) for each in (drawn, signed, told)] == ["", "", "2027-03-02"]
    other = replace(told, conclusions=(replace(PATH, second="O-2"),))
    assert folders.released_until(other) == ""


def test_results_that_come_later_take_a_conclusion_back():
    drawn = folders.concluded(folder(hiv="NEG", drugs="NEG"), MET, ACT)

    later = folders.with_results(drawn, [Result("D-1", "hiv", "POS", ResultStatus.AMENDED, ACT.at)], ACT)

    assert (later.state, later.conclusion, later.signers) == (State.RESULTS_IN, None, {"O-1"})


MORNING = datetime(2026, 3, 2, 8, tzinfo=UTC)


def minutes(*numbers: int, officer: str = "O-1") -> list[tuple[str, datetime]]:
    return [(officer, MORNING + timedelta(minutes=number)) for number in numbers]


def test_three_people_within_ten_minutes_are_too_fast_to_be_true():
    assert rushes(minutes(0, 10, 20, 30)) == []
    assert rushes(minutes(0, 4, 9)) == [Rush("O-1", MORNING, MORNING + timedelta(minutes=9), 3)]


def test_a_long_run_is_one_and_two_officers_are_two():
    acts = minutes(0, 3, 6, 9, 12, 90, 93, 96) + minutes(0, 20, 40, officer="O-2")

    found = rushes(acts)

    assert [(each.officer, each.count) for each in found] == [("O-1", 5), ("O-1", 3)]
