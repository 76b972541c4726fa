"""What a journey asks follows from the law of its day of entry; a law that changes is a new row and nothing else."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest
from django.conf import settings

from hamsafar.corridor.formats.pack import Pack
from hamsafar.corridor.rules import Calendar
from hamsafar.journeys.enums import JourneyPurpose, Phase, RequirementKind
from hamsafar.journeys.rules import requirements as rules
from hamsafar.journeys.rules.law import Law, last_day, law_on
from hamsafar.journeys.rules.requirements import Need, Trip, requirements_for, term_of

DAY = date(2026, 3, 12)
Kind = RequirementKind


@cache
def pack_laws() -> tuple[Law, ...]:
    return tuple(
        Law(each.key, each.value, each.unit, each.valid_from, each.valid_to, each.status, each.act, each.source)
        for each in Pack(settings.PACK).rules
    )


def needs(purpose: str = "worker", *, on: date = DAY, citizenship: str = "TJK", more=()) -> dict[str, Need]:
    changed = {each.key for each in more}
    laws = [each for each in pack_laws() if each.key not in changed] + list(more)
    return {each.kind: each for each in requirements_for(Trip(purpose, citizenship, on), laws)}


def in_force(key: str, value: str = "yes", unit: str = "", since: date = DAY) -> Law:
    return Law(key, value, unit, since, None, "established", "an act", "a-source")


def test_a_worker_needs_before_departure_a_passport_and_the_check_only():
    first = [kind for kind, need in needs().items() if need.needed and need.phase == Phase.BEFORE_DEPARTURE]

    assert first == [Kind.PASSPORT, Kind.PRE_TRIP]


def test_every_kind_stands_once_and_in_the_order_of_its_phase():
    found = requirements_for(Trip("worker", "TJK", DAY), pack_laws())

    assert sorted(each.kind for each in found) == sorted(RequirementKind)
    assert [each.phase for each in found] == sorted((each.phase for each in found), key=list(Phase).index)


def test_what_is_asked_names_the_rule_behind_it_and_its_source():
    for need in needs().values():
        if need.needed:
            assert need.law is not None
            assert need.law.source or need.because == rules.BY_PRACTICE


def test_the_examination_is_due_after_entry_while_the_agreement_is_not_known_to_be_in_force():
    need = needs()[Kind.EXAMINATION]

    assert (need.phase, need.needed, need.because) == (Phase.AFTER_ENTRY, True, rules.AFTER)
    assert need.law is not None
    assert need.law.key == "medical-first-work"


def test_once_the_agreement_is_in_force_the_examination_comes_before_departure():
    law = in_force("medical-at-origin")

    on_the_day, before = needs(more=[law])[Kind.EXAMINATION], needs(on=date(2026, 3, 11), more=[law])[Kind.EXAMINATION]

    assert (on_the_day.phase, on_the_day.because, on_the_day.law) == (Phase.BEFORE_DEPARTURE, rules.BEFORE, law)
    assert before.phase == Phase.AFTER_ENTRY


def test_others_have_ninety_days_where_workers_have_thirty():
    assert needs("student")[Kind.FINGERPRINTS].law.number == 90
    assert needs("worker")[Kind.FINGERPRINTS].law.number == 30


def test_a_student_needs_no_patent_and_is_told_why():
    need = needs("student")[Kind.PATENT]

    assert (need.needed, need.because) == (False, rules.OTHER_PURPOSE)


def test_tajik_citizens_have_fifteen_days_to_register_and_others_seven_working_days():
    assert needs()[Kind.REGISTRATION].law.number == 15
    assert needs(citizenship="UZB")[Kind.REGISTRATION].law.unit == "working days"


@pytest.mark.parametrize(
    ("on", "because", "established"),
    [
        (date(2025, 3, 1), rules.NOT_IN_FORCE, True),
        (date(2025, 7, 1), rules.VOLUNTARY, True),
        (date(2026, 7, 1), rules.NOT_READ, False),
    ],
)
def test_the_notice_of_entry_is_not_needed_and_the_reason_follows_the_law_of_the_day(on, because, established):
    need = needs(on=on)[Kind.ENTRY_NOTICE]

    assert (need.needed, need.because, need.established) == (False, because, established)


def test_going_home_asks_nothing():
    assert not any(need.needed for need in needs(JourneyPurpose.RETURNEE).values())


@pytest.mark.parametrize(
    ("kind", "key", "because"),
    [(Kind.CONTRACT, "recruitment-contract", rules.RECRUITED_ONLY), (Kind.DECISION, "stay-limit", rules.NO_VISA)],
)
def test_what_only_a_desk_notes_names_the_row_that_says_why_it_is_not_asked(kind, key, because):
    need, home = needs()[kind], needs(JourneyPurpose.RETURNEE)[kind]

    assert need.law is not None
    assert (need.needed, need.because, need.law.key) == (False, because, key)
    assert need.law.source
    assert home.because == rules.GOES_HOME


def test_a_practice_is_called_a_practice():
    assert needs()[Kind.PRE_TRIP].because == rules.BY_PRACTICE


def test_what_belongs_to_the_patent_is_due_with_it():
    found, laws = needs(), pack_laws()

    assert term_of(found[Kind.INSURANCE], laws, entry=DAY).key == "patent-filing"
    assert term_of(found[Kind.FINGERPRINTS], laws, entry=DAY).key == "fingerprints-work"
    assert term_of(found[Kind.PASSPORT], laws, entry=DAY) is None
    assert term_of(found[Kind.ENTRY_NOTICE], laws, entry=DAY) is None


def test_the_day_of_entry_is_the_first_day_of_a_term():
    days, working = in_force("a", "15", "days from entry"), in_force("b", "7", "working days")
    monday, none = date(2026, 3, 2), in_force("c", "90/180", "days")

    assert last_day(days, start=monday, calendar=Calendar()) == date(2026, 3, 16)
    assert last_day(working, start=monday, calendar=Calendar()) == date(2026, 3, 10)
    assert last_day(none, start=monday, calendar=Calendar()) is None


def test_the_law_of_a_day_is_the_row_that_held_on_it():
    assert law_on(pack_laws(), "stay-limit", on=date(2024, 12, 31)).value == "90/180"
    assert law_on(pack_laws(), "stay-limit", on=date(2025, 1, 1)).value == "90"
    assert law_on(pack_laws(), "no-such-rule", on=DAY) is None
