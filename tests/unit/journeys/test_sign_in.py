"""What a code is, and how long to wait after wrong ones."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from hamsafar.journeys.rules.sign_in import (
    CODE_CHARACTERS,
    FIRST_WAIT,
    FREE_FOR_A_REFERENCE,
    LONGEST_WAIT,
    Tries,
    digest_of,
    new_code,
    read_code,
    wait_after,
)
from tests.factories.ledger import noon

AT = noon(2026, 3, 2)
NOTHING = timedelta(0)


def test_a_code_has_eight_characters_and_is_read_however_it_is_typed():
    code = new_code()

    assert len(read_code(code)) == CODE_CHARACTERS
    assert new_code() != code
    assert read_code(" o1l-i 7k3f ") == "01117K3F"
    assert digest_of("P-1", "7K3F-9XQ2", b"k") == digest_of("P-1", "7k3f 9xq2", b"k")


def test_what_is_kept_of_a_code_depends_on_reference_and_key():
    kept = digest_of("P-1", "7K3F-9XQ2", b"k")

    assert kept != digest_of("P-2", "7K3F-9XQ2", b"k")
    assert kept != digest_of("P-1", "7K3F-9XQ2", b"other")


def test_five_tries_are_free_then_the_delay_rises_and_nobody_is_locked_out():
    waits = [wait_after(wrong, free=FREE_FOR_A_REFERENCE) for wrong in range(40)]

    assert waits[:5] == [NOTHING] * 5
    assert waits[5] == FIRST_WAIT
    assert waits == sorted(waits)
    assert waits[-1] == LONGEST_WAIT


@given(st.integers(0, 200), st.integers(0, 2_000))
def test_a_delay_ends(wrong: int, seconds: int):
    tries = Tries(wrong, AT)
    left = tries.left(free=FREE_FOR_A_REFERENCE, at=AT + timedelta(seconds=seconds))

    assert NOTHING <= left <= LONGEST_WAIT
    assert tries.left(free=FREE_FOR_A_REFERENCE, at=AT + LONGEST_WAIT) == NOTHING
    assert Tries().left(free=0, at=AT) == NOTHING
    assert tries.failed(at=AT) == Tries(wrong + 1, AT)
