"""What an enquiry and an explanation must contain, how two accounts compare, and the consular clock."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import cbor2
import pytest
from nacl.signing import SigningKey

from hamsafar.incidents.enums import ExplanationKind, MeasureNow, Substance
from hamsafar.incidents.formats import bodies, statements
from hamsafar.incidents.formats.statements import BadStatement, read, sign
from hamsafar.incidents.rules.answering import (
    LONGEST_ANSWER,
    LONGEST_POINT,
    MOST_POINTS,
    AnswerText,
    ExplanationText,
    OutcomeText,
    PointText,
    PromiseText,
    is_last,
    standing_after,
    wrong_with_explanation,
    wrong_with_points,
)
from hamsafar.incidents.rules.comparing import AccountSaid, Mark, compare
from hamsafar.incidents.rules.consular import consular_clock, notice_rule
from hamsafar.kit import cose

AT = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
GROUNDS, OUTCOMES = {"not-stated", "not-established", "law"}, {"admitted"}
FINE = ExplanationText(kind=ExplanationKind.GENERAL, answers=(AnswerText(1, Substance.ANSWERED, "Yes."),))


@pytest.mark.parametrize(
    ("points", "why"),
    [
        ([], "at least one"),
        ([PointText("phones")] * (MOST_POINTS + 1), "at most"),
        ([PointText()], "is empty"),
        ([PointText("nonsense")], "does not hold"),
        ([PointText(words="x" * (LONGEST_POINT + 1))], "longer"),
    ],
)
def test_points_that_cannot_be_asked(points, why):
    assert why in wrong_with_points(points, codes={"phones"})


def test_points_may_be_coded_or_in_words():
    assert wrong_with_points([PointText("phones"), PointText(words="Why?")], codes={"phones"}) is None


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"answers": (*FINE.answers, *FINE.answers)}, "twice"),
        ({"answers": (AnswerText(9, Substance.ANSWERED, "Yes."),)}, "was not asked"),
        ({"answers": (AnswerText(1, Substance.OPEN),)}, "at least one point"),
        ({"answers": (AnswerText(1, "well"),)}, "Say how point"),
        ({"answers": (AnswerText(1, Substance.ANSWERED, " "),)}, "Write the answer"),
        ({"answers": (AnswerText(1, Substance.ANSWERED, "x" * (LONGEST_ANSWER + 1)),)}, "longer"),
        ({"ground": "whim"}, "not one of the list"),
        ({"ground": "not-established"}, "in the words"),
        ({"kind": "mixed"}, "individual or general"),
        ({"measure_now": "perhaps"}, "kept or lifted"),
        ({"measure_now": MeasureNow.KEPT, "lifted_on": date(2026, 3, 1)}, "Only a measure that is lifted"),
        ({"promises": (PromiseText(" "),)}, "promise is empty"),
        ({"outcomes": (OutcomeText(1, "vanished", AT),)}, "not one of the list"),
    ],
)
def test_explanations_that_cannot_be_written(changed, why):
    said = replace(FINE, **changed)
    assert why in wrong_with_explanation(said, points={1, 2}, grounds=GROUNDS, outcomes=OUTCOMES)


def test_a_general_partial_explanation_can_be_written():
    said = replace(FINE, ground="not-established", ground_words="orders", outcomes=(OutcomeText(1, "admitted", AT),))
    assert wrong_with_explanation(said, points={1, 2}, grounds=GROUNDS, outcomes=OUTCOMES) is None


def test_the_newest_answer_to_a_point_holds_and_silence_changes_nothing():
    before = {1: Substance.GENERAL, 2: Substance.OPEN}
    after = standing_after(before, [AnswerText(1, Substance.ANSWERED, "Yes."), AnswerText(2, Substance.OPEN)])
    assert after == {1: Substance.ANSWERED, 2: Substance.OPEN}
    assert not is_last(after)
    assert is_last(standing_after(after, [AnswerText(2, Substance.DECLINED)]))


def test_two_accounts_are_compared_line_by_line():
    one = AccountSaid(place="Hall  A", people=64, ground="not-established", ground_words="orders", started_at=AT)
    other = AccountSaid(place="Hall A", people=61, ground="law", measures="check")
    marks = {each.line: each.mark for each in compare(one, other)}
    assert marks["place"] is Mark.SAME
    assert marks["people"] is marks["ground"] is Mark.DIFFERS
    assert marks["started_at"] is marks["measures"] is Mark.ONE_SILENT
    assert marks["words"] is Mark.BOTH_SILENT


CASE = UUID(int=7)
SIGNER = SigningKey(b"k" * 32)
KEY = bytes(SIGNER.verify_key)
SAID = AccountSaid(place="Hall A", started_at=AT, people=3)


def test_a_signed_account_reads_back_as_it_was_said():
    signed = sign(SAID, case=CASE, side="tj", version=2, signer=SIGNER)
    assert read(signed, key=KEY, case=CASE, side="tj", version=2) == SAID


@pytest.mark.parametrize("changed", [{"case": UUID(int=8)}, {"side": "ru"}, {"version": 3}])
def test_an_account_of_another_case_side_or_version_is_refused(changed):
    signed = sign(SAID, case=CASE, side="tj", version=2, signer=SIGNER)
    with pytest.raises(BadStatement, match="another"):
        read(signed, **({"key": KEY, "case": CASE, "side": "tj", "version": 2} | changed))


@pytest.mark.parametrize("key", [bytes(SigningKey(b"x" * 32).verify_key), b"short"])
def test_an_account_of_another_key_is_refused(key):
    signed = sign(SAID, case=CASE, side="tj", version=2, signer=SIGNER)
    with pytest.raises(BadStatement):
        read(signed, key=key, case=CASE, side="tj", version=2)


def values() -> dict[str, object]:
    signed = sign(SAID, case=CASE, side="tj", version=2, signer=SIGNER)
    return cbor2.loads(cose.read1(signed, {cose.kid_of(SIGNER.verify_key): SIGNER.verify_key}).payload)[-1]


@pytest.mark.parametrize(
    "payload",
    [
        b"\xff",
        cbor2.dumps([1]),
        cbor2.dumps([statements.FORM, CASE.bytes, "tj", 2, {"place": "x"}]),
        cbor2.dumps([statements.FORM, CASE.bytes, "tj", 2, values() | {"people": "three"}]),
        cbor2.dumps([statements.FORM, CASE.bytes, "tj", 2, values() | {"started_at": "soon"}]),
        cbor2.dumps(7),
    ],
)
def test_a_signed_message_that_is_no_account_is_refused(payload):
    signed = cose.sign1(payload, signer=SIGNER, content_type=statements.CONTENT)
    with pytest.raises(BadStatement):
        read(signed, key=KEY, case=CASE, side="tj", version=2)


def test_another_signed_document_is_no_account():
    signed = cose.sign1(b"", signer=SIGNER, content_type="text/plain")
    with pytest.raises(BadStatement, match="no account"):
        read(signed, key=KEY, case=CASE, side="tj", version=2)


@dataclass(frozen=True)
class Rule:
    key: str
    status: str
    value: str = "24"
    unit: str = "hours"
    act: str = ""
    source: str = ""
    valid_from: date | None = None
    valid_to: date | None = None


PRACTICE = Rule("consular-notice-practice", "practice")


def test_an_established_rule_goes_before_practice_and_says_so():
    law = Rule("consular-notice", "established", "3", "days", "an act", "a source")
    rule = notice_rule([PRACTICE, law], on=AT.date())
    assert (rule.limit, rule.is_practice, rule.source) == (timedelta(days=3), False, "a source")


@pytest.mark.parametrize(
    "row",
    [
        Rule("consular-notice", "not-established", ""),
        Rule("consular-notice", "proposed"),
        Rule("consular-notice", "established", "soon"),
        Rule("consular-notice", "established", "3", "moons"),
        Rule("consular-notice", "established", valid_from=date(2030, 1, 1)),
    ],
)
def test_what_is_not_established_is_no_law_and_practice_says_so(row):
    assert notice_rule([row, PRACTICE], on=AT.date()).is_practice
    assert notice_rule([row], on=AT.date()) is None


def test_the_consular_clock_runs_until_the_first_proven_notice():
    rule = notice_rule([PRACTICE], on=AT.date())
    clock = consular_clock(
        began_at=AT, told=[AT + 30 * HOUR, AT + 6 * HOUR, AT + 90 * HOUR], rule=rule, at=AT + 40 * HOUR
    )
    assert (clock.told_at, clock.took, clock.is_late) == (AT + 6 * HOUR, 6 * HOUR, False)


def test_without_notice_the_clock_still_runs_and_is_late_once_due():
    rule = notice_rule([PRACTICE], on=AT.date())
    assert consular_clock(began_at=AT, told=[], rule=rule, at=AT + 25 * HOUR).is_late is True
    early = consular_clock(began_at=AT, told=[AT - HOUR], rule=rule, at=AT)
    assert (early.took, early.is_late) == (timedelta(0), False)


def test_where_nothing_says_when_it_is_due_nothing_is_called_late():
    clock = consular_clock(began_at=AT, told=[], rule=None, at=AT + 900 * HOUR)
    assert (clock.due_at, clock.is_late) == (None, None)


CASE_SAID = bodies.CaseSaid(CASE, "vnukovo", "", AT, False, None, ("holding",), False, 1, False)
PERSON = bodies.PersonAsked(1, "A", "", "work", "adult")
POINT = bodies.PointAsked(1, "phones", "")
ASKED = (CASE_SAID, "2026-001", "ru", "", (POINT,), (PERSON,), AT, 10, None)


def asked(**changed):
    return replace(bodies.EnquiryAsked(*ASKED), **changed)


@pytest.mark.parametrize(
    "make",
    [
        lambda: replace(CASE_SAID, post=""),
        lambda: replace(CASE_SAID, ended_at=AT - HOUR),
        lambda: replace(CASE_SAID, place="x" * 300),
        lambda: replace(PERSON, number=0),
        lambda: replace(PERSON, name="x" * 300),
        lambda: replace(POINT, code=""),
        lambda: replace(POINT, words="x" * 2000),
        lambda: asked(points=()),
        lambda: asked(points=(POINT, POINT)),
        lambda: asked(persons=(PERSON, PERSON)),
        lambda: asked(persons=(PERSON,) * (bodies.MOST_PEOPLE + 1)),
        lambda: asked(days=0),
        lambda: bodies.ClarificationAsked(1, "", AT),
        lambda: bodies.ClarificationAnswered(1, "", AT),
        lambda: bodies.ExtensionTaken(0, "x", AT),
        lambda: bodies.ExtensionTaken(1, "", AT),
        lambda: bodies.PointAnswered(1, "well", ""),
        lambda: bodies.PointAnswered(1, "answered", "x" * 5000),
        lambda: bodies.Promised("", None),
        lambda: bodies.OverdueContested(AT.date(), "", AT),
        lambda: bodies.EnquiryClosed("whim", AT),
        lambda: bodies.AccountGiven(CASE_SAID, 0, b"", b"k" * 32, AT),
        lambda: bodies.AccountGiven(CASE_SAID, 1, b"", b"k", AT),
    ],
)
def test_a_body_that_its_kind_does_not_allow_cannot_even_be_made(make):
    with pytest.raises(ValueError, match=r"\w"):
        make()


@pytest.mark.parametrize(
    "changed",
    [
        {"kind": "mixed"},
        {"measure_now": "perhaps"},
        {"lifted_on": AT.date()},
        {"words": "x" * 9000},
        {"ground_words": "x" * 3000},
    ],
)
def test_an_explanation_body_is_checked(changed):
    fine = bodies.ExplanationGiven(1, "general", (), "law", "", "kept", None, "", (), (), False, AT)
    with pytest.raises(ValueError, match=r"\w"):
        replace(fine, **changed)
