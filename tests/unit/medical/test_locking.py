"""Boxes of one size, keys under a passphrase, and shares of which two are enough."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nacl.public import PrivateKey

from hamsafar.medical.formats import locking
from hamsafar.medical.formats.locking import DoesNotOpen, TooMuch
from hamsafar.medical.rules.folders import Act, Folder

CENTRE = PrivateKey.generate()
SIZE = 512


def test_every_box_is_as_long_as_every_other():
    empty = Folder(panel=(), language="", read_aloud=False)
    acts = tuple(Act("2026-03-02T12:00:00+00:00", "O-1", "ҳама чиз " * 9) for _act in range(60))
    full = Folder(panel=("hiv",) * 9, language="tg", read_aloud=True, acts=acts)

    boxes = [locking.seal_folder(each, to=CENTRE.public_key, about="X-1") for each in (empty, full)]

    assert {len(box) for box in boxes} == {locking.FOLDER_BYTES + locking.SEALED}
    assert locking.open_folder(boxes[1], CENTRE, about="X-1") == full


@settings(max_examples=30)
@given(st.binary(max_size=SIZE - 36))
def test_what_was_padded_comes_back(content):
    assert locking.unpadded(locking.padded(content, SIZE, about="x"), about="x") == content


def test_more_than_a_box_holds_is_refused():
    with pytest.raises(TooMuch):
        locking.padded(bytes(SIZE - 35), SIZE, about="x")


def test_a_box_opens_for_its_key_and_its_row_alone():
    box = locking.seal({"a": 1}, SIZE, to=CENTRE.public_key, about="X-1")

    assert locking.unseal(box, CENTRE, about="X-1") == {"a": 1}
    with pytest.raises(DoesNotOpen):
        locking.unseal(box, CENTRE, about="X-2")
    with pytest.raises(DoesNotOpen):
        locking.unseal(box, PrivateKey.generate(), about="X-1")


def test_a_passphrase_opens_a_clinician_s_key_at_its_real_cost():
    own, salt = PrivateKey.generate(), locking.new_salt()
    locked = locking.lock_key(own, "apricot mountain slow river", salt)

    assert bytes(locking.unlock_key(locked, " apricot mountain slow river ", salt)) == bytes(own)
    with pytest.raises(DoesNotOpen):
        locking.unlock_key(locked, "apricot mountain slow rivers", salt)
    assert (locking.MEMORY, locking.PASSES) == (64 * 1024, 3)


def test_the_centre_s_key_is_wrapped_for_one_clinician():
    own = PrivateKey.generate()
    wrapped = locking.give_key(CENTRE, to=own.public_key)

    assert bytes(locking.take_key(wrapped, own)) == bytes(CENTRE)
    with pytest.raises(DoesNotOpen):
        locking.take_key(wrapped, PrivateKey.generate())


def test_any_two_of_three_shares_give_the_key_and_one_gives_nothing():
    shares = locking.split_key(CENTRE)

    for two in combinations(shares, 2):
        assert bytes(locking.join_key([each.upper() for each in two])) == bytes(CENTRE)
    for wrong in ([shares[0]], [shares[0], shares[0]], [shares[0], locking.split_key(CENTRE)[1]], ["apricot", ""]):
        with pytest.raises(DoesNotOpen):
            locking.join_key(wrong)
