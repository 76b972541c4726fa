"""How far a notice has come, and what an address must look like."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from hamsafar.notices.enums import NoticeState
from hamsafar.notices.rules import (
    UNSURE_AFTER,
    WAITS,
    Facts,
    is_email,
    is_phone,
    state_of,
    subject_and_body,
    wait_after,
)
from tests.factories.ledger import noon

AT = noon(2026, 3, 2)
NEW = Facts(None, None, None, None)


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        (NEW, NoticeState.QUEUED),
        (replace(NEW, claimed_at=AT), NoticeState.SENDING),
        (replace(NEW, claimed_at=AT - UNSURE_AFTER), NoticeState.UNSURE),
        (replace(NEW, given_up_at=AT), NoticeState.GIVEN_UP),
        (replace(NEW, sent_at=AT), NoticeState.SENT),
        (replace(NEW, sent_at=AT, read_at=AT), NoticeState.READ),
    ],
)
def test_the_state_follows_from_the_instants(facts: Facts, state: NoticeState):
    assert state_of(facts, AT) is state


def test_tries_grow_rarer_and_end_after_about_a_day():
    waits = [wait_after(tries) for tries in range(1, len(WAITS) + 1)]

    assert waits == sorted(waits)
    assert timedelta(hours=20) < sum(waits, timedelta()) < timedelta(hours=36)
    assert wait_after(len(WAITS) + 1) is None
    assert wait_after(0) is None


@pytest.mark.parametrize(
    ("typed", "fits"),
    [("+992900000000", True), ("+79990000000", True), ("900000000", False), ("+0992", False), ("+992 90", False)],
)
def test_a_number_has_its_country_code(typed: str, fits: bool):
    assert is_phone(typed) is fits


@pytest.mark.parametrize(("typed", "fits"), [("a@b.tj", True), ("a@b", False), ("a b@c.tj", False), ("@b.tj", False)])
def test_an_e_mail_address_is_whole(typed: str, fits: bool):
    assert is_email(typed) is fits


def test_the_first_line_is_the_subject():
    assert subject_and_body("\n Your  answer \n\nIt is due.\nSoon.\n") == ("Your answer", "It is due.\nSoon.")
    assert subject_and_body("Only this") == ("Only this", "")
