"""The arithmetic of the ledger."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamsafar.kit.ids import new_id
from hamsafar.ledger import rules

LINE = rules.LineValues(
    id=uuid.UUID(int=1), at=datetime(2026, 3, 2, 12, 0, 0, 7, UTC), by="O-1", verb="tried", about="x:1", person=""
)
leaves_of_a_tree = st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=70)


def largest_power_below(size: int) -> int:
    return 1 << (size - 1).bit_length() - 1


def root_by_the_book(entries: list[bytes]) -> bytes:
    """RFC 6962, section 2.1, word for word: split at the largest power of two below the size."""
    if not entries:
        return hashlib.sha256(b"").digest()
    if len(entries) == 1:
        return hashlib.sha256(b"\x00" + entries[0]).digest()
    split = largest_power_below(len(entries))
    left, right = root_by_the_book(entries[:split]), root_by_the_book(entries[split:])
    return hashlib.sha256(b"\x01" + left + right).digest()


@given(st.lists(st.binary(max_size=8), max_size=70))
def test_the_root_is_that_of_the_standard(entries: list[bytes]):
    assert rules.root_of([rules.leaf_digest(each) for each in entries]) == root_by_the_book(entries)


def test_the_root_is_that_of_the_published_examples_of_certificate_transparency():
    entries = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]

    root = rules.root_of([rules.leaf_digest(bytes.fromhex(each)) for each in entries])

    assert root.hex() == "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"


@given(leaves_of_a_tree, st.data())
def test_every_leaf_is_proven_by_its_path_and_no_other_leaf_is(leaves: list[bytes], data: st.DataObject):
    place = data.draw(st.integers(0, len(leaves) - 1))
    root, path = rules.root_of(leaves), rules.path_to(leaves, place)

    assert rules.is_under(root, leaves[place], position=place, size=len(leaves), path=path)
    assert not rules.is_under(root, bytes(32), position=place, size=len(leaves), path=path) or leaves[place] == bytes(
        32
    )
    assert not rules.is_under(root, leaves[place], position=len(leaves), size=len(leaves), path=path)
    assert not rules.is_under(root, leaves[place], position=place, size=len(leaves), path=[*path, bytes(32)])
    assert not path or not rules.is_under(root, leaves[place], position=place, size=len(leaves), path=path[:-1])


@given(leaves_of_a_tree, st.data())
def test_a_path_with_one_flipped_bit_proves_nothing(leaves: list[bytes], data: st.DataObject):
    place = data.draw(st.integers(0, len(leaves) - 1))
    path = list(rules.path_to(leaves, place))
    if not path:
        return
    step, bit = data.draw(st.integers(0, len(path) - 1)), data.draw(st.integers(0, 255))
    path[step] = (int.from_bytes(path[step], "big") ^ 1 << bit).to_bytes(32, "big")

    assert not rules.is_under(rules.root_of(leaves), leaves[place], position=place, size=len(leaves), path=path)


@given(leaves_of_a_tree, leaves_of_a_tree)
def test_other_leaves_give_another_root(some: list[bytes], others: list[bytes]):
    assert (rules.root_of(some) == rules.root_of(others)) == (some == others)


@pytest.mark.parametrize("place", [-1, 1])
def test_there_is_no_path_to_a_leaf_that_is_not_there(place: int):
    with pytest.raises(IndexError):
        rules.path_to([bytes(32)], place)


@pytest.mark.parametrize(
    "other",
    [
        replace(LINE, id=uuid.UUID(int=2)),
        replace(LINE, at=LINE.at + timedelta(microseconds=1)),
        replace(LINE, by="O-2"),
        replace(LINE, verb="tried again"),
        replace(LINE, about="x:2"),
        replace(LINE, person="P-1"),
    ],
)
def test_the_digest_of_a_line_covers_everything_it_says(other: rules.LineValues):
    assert rules.digest_of(other) != rules.digest_of(LINE)


def test_the_digest_does_not_depend_on_the_zone_in_which_an_instant_is_written():
    dushanbe = LINE.at.astimezone(timezone(timedelta(hours=5)))

    assert rules.digest_of(replace(LINE, at=dushanbe)) == rules.digest_of(LINE)


def test_what_a_seal_signs_covers_everything_it_says():
    at = datetime(2026, 3, 2, tzinfo=UTC)
    seal = rules.SealValues(1, bytes(32), bytes(32), 1, at, at, at)
    later = at + timedelta(seconds=1)
    others = [
        replace(seal, number=2),
        replace(seal, previous=b"\x01" * 32),
        replace(seal, root=b"\x01" * 32),
        replace(seal, lines=2),
        replace(seal, first_at=None),
        replace(seal, last_at=later),
        replace(seal, sealed_at=later),
    ]

    assert len({rules.seal_payload(each) for each in [seal, *others]}) == len(others) + 1


def test_the_lowest_id_of_an_instant_is_below_every_id_made_then():
    row = new_id()
    made = rules.made_at(row)

    assert abs(datetime.now(UTC) - made) < timedelta(minutes=1)
    assert rules.earliest_id(made) <= row < rules.earliest_id(made + timedelta(milliseconds=1))
    assert rules.earliest_id(made).version == 7
