"""The pure decisions of the exchange."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from uuid import UUID, uuid4

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl.signing import SigningKey

from hamsafar.exchange.enums import KeysState, Reason
from hamsafar.exchange.formats import batches, proofs, receipts
from hamsafar.exchange.formats.batches import Sealed
from hamsafar.exchange.formats.reading import Unreadable
from hamsafar.exchange.rules import chain
from hamsafar.exchange.rules.compare import Difference, compare
from hamsafar.exchange.rules.contents import (
    BadContent,
    Content,
    read_content,
    write_content,
    wrong_with_clock,
    wrong_with_kind,
    wrong_with_place,
)
from hamsafar.exchange.rules.fingerprints import fingerprint, same_digits
from hamsafar.exchange.rules.pace import (
    LONGEST_WAIT,
    KeysFacts,
    are_trusted,
    keys_state,
    wait_after,
)
from hamsafar.exchange.rules.schemas import BadBody, plain, read_body
from hamsafar.kit.keys import kid_of

ONE_BYTE_MORE = [at + beside for at in (24, 1 << 8, 1 << 16, 1 << 32, 1 << 64) for beside in (-1, 0)]
AT = datetime(2026, 3, 2, 12, tzinfo=UTC)
SIGNER = SigningKey(bytes(range(32)))
KEYS = {kid_of(SIGNER.verify_key): SIGNER.verify_key}


class Measure(StrEnum):
    HELD = "held"


@dataclass(frozen=True)
class Point:
    asked: str
    answered: bool


@dataclass(frozen=True)
class Enquiry:
    """A body with a field of every type a schema may have."""

    reference: str
    number: int
    case: UUID
    on: date
    at: datetime
    digest: bytes
    measure: Measure
    points: tuple[Point, ...]
    note: str | None


ENQUIRY = Enquiry("E-1", 3, uuid4(), date(2026, 3, 2), AT, b"\x01", Measure.HELD, (Point("why", False),), None)


def test_a_body_is_read_back_as_it_was_written():
    assert read_body(Enquiry, plain(ENQUIRY)) == ENQUIRY


@pytest.mark.parametrize(
    ("field", "said", "words"),
    [
        ("reference", 1, "reference is not of the type str"),
        ("number", True, "number is not of the type int"),
        ("number", "3", "number"),
        ("case", b"short", "case"),
        ("case", "text", "case"),
        ("on", "2026-02-30", "on is not of the type date"),
        ("at", "2026-03-02T12:00:00", "at is not of the type datetime"),
        ("digest", "text", "digest"),
        ("measure", "freed", "measure"),
        ("points", {}, "points is not a list"),
        ("points", [{"asked": "why"}], "points lacks the field answered"),
        ("points", [1], "points is not a map"),
        ("note", 5, "note"),
    ],
)
def test_a_body_with_one_wrong_field_is_refused_by_its_name(field, said, words):
    with pytest.raises(BadBody, match=words):
        read_body(Enquiry, plain(ENQUIRY) | {field: said})


def test_a_body_with_a_field_too_many_or_too_few_is_refused():
    with pytest.raises(BadBody, match="does not have: spare"):
        read_body(Enquiry, plain(ENQUIRY) | {"spare": 1})
    with pytest.raises(BadBody, match="lacks the field reference"):
        read_body(Enquiry, {})
    with pytest.raises(TypeError, match="float"):
        plain((1.5,))


def test_content_is_read_back_and_rubbish_is_not():
    content = Content(uuid4(), "incident.enquiry", 2, uuid4(), 7, AT, {"a": [1, None]})

    assert read_content(write_content(content)) == content
    for rubbish in (b"", b"\xff", write_content(content) + b"\x00", write_content(content)[:-1], b"\x80"):
        with pytest.raises(BadContent):
            read_content(rubbish)


@pytest.mark.parametrize(
    "said",
    [
        ["hamsafar content 1", b"short", "k", 1, bytes(16), 1, 1, None],
        ["hamsafar content 1", bytes(16), "k", 1, b"short", 1, 1, None],
        ["hamsafar content 1", bytes(16), "k", 1, bytes(16), 1, 1 << 62, None],
        ["hamsafar content 1", bytes(16), "k", 1, bytes(16), 1, True, None],
    ],
)
def test_content_with_a_part_out_of_range_is_none(said):
    with pytest.raises(BadContent):
        read_content(cbor2.dumps(said))


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reader(data):
    for read in (batches.read, lambda raw: receipts.read(raw, KEYS), lambda raw: proofs.check(raw, KEYS)):
        with pytest.raises(Unreadable):
            read(data)


@given(
    st.integers(min_value=1) | st.sampled_from(ONE_BYTE_MORE),
    st.binary(min_size=32, max_size=32),
    st.binary(min_size=32, max_size=32),
)
def test_a_link_and_a_leaf_are_what_the_format_says(number, before, digest):
    said = cbor2.dumps(["hamsafar link 1", before, number, digest], canonical=True)
    leaf = cbor2.dumps([number, digest], canonical=True)

    assert chain.link_after(before, number, digest) == hashlib.sha256(said).digest()
    assert chain.leaf_of(number, digest) == hashlib.sha256(b"\x00" + leaf).digest()


def test_each_envelope_of_a_batch_is_proved_alone_and_no_other():
    envelopes = [Sealed(chain.commitment_of(b"%d" % n), b"words %d" % n) for n in range(7)]
    said = batches.state(envelopes, sender="tj", recipient="ru", first=11, before=bytes(32), made_at=AT)
    signed = batches.sign(said, SIGNER)
    digests = [each.digest for each in envelopes]

    for place, envelope in enumerate(envelopes):
        path = chain.path_of(11 + place, 11, digests)
        statement, _proof = proofs.check(proofs.write(proofs.Proof(signed, 11 + place, envelope, path)), KEYS)
        assert statement == said
        for wrong in (
            proofs.Proof(signed, 11 + (place + 1) % 7, envelope, path),
            proofs.Proof(signed, 11 + place, Sealed(envelope.commitment, b"other words"), path),
            proofs.Proof(signed, 11 + place, Sealed(bytes(32), envelope.ciphertext), path),
        ):
            with pytest.raises(Unreadable) as refused:
                proofs.check(proofs.write(wrong), KEYS)
            assert refused.value.reason is Reason.ALTERED


def test_a_fingerprint_is_forty_digits_and_changes_with_everything_it_covers():
    ours = fingerprint("tj", bytes(32), bytes(32))

    assert len(ours.replace(" ", "")) == 40
    assert len(ours.split()) == 8
    others = {fingerprint("ru", bytes(32), bytes(32)), fingerprint("tj", bytes([1] * 32), bytes(32))}
    assert ours not in others
    assert same_digits(ours.replace(" ", "-"), ours)
    assert not same_digits(ours[:-1], ours)


def test_waits_double_up_to_a_quarter_hour():
    waits = [wait_after(failures) for failures in (1, 2, 3, 4)]

    assert [each.total_seconds() for each in waits] == [2, 4, 8, 16]
    assert wait_after(100) == wait_after(10_000) == LONGEST_WAIT


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        (KeysFacts(None, None, None), KeysState.PROPOSED),
        (KeysFacts(AT + timedelta(1), None, None), KeysState.PROPOSED),
        (KeysFacts(AT, None, None), KeysState.ACTIVE),
        (KeysFacts(AT, AT + timedelta(1), None), KeysState.ENDING),
        (KeysFacts(AT, AT, None), KeysState.ENDED),
        (KeysFacts(AT, None, AT), KeysState.REVOKED),
        (KeysFacts(AT, None, AT + timedelta(1)), KeysState.ACTIVE),
    ],
)
def test_what_keys_are_good_for(facts, state):
    assert keys_state(facts, AT) is state
    assert are_trusted(state) == (state in (KeysState.ACTIVE, KeysState.ENDING))


def test_kinds_clocks_and_places():
    assert wrong_with_kind(1, None) is Reason.UNKNOWN_KIND
    assert wrong_with_kind(1, {1, 2}) is None
    assert wrong_with_kind(3, {1, 2}) is Reason.NEWER_SCHEMA
    assert wrong_with_kind(1, {2, 3}) is Reason.OLDER_SCHEMA
    assert wrong_with_place(2, 1) is None
    assert wrong_with_place(1, 1) is Reason.OUT_OF_ORDER
    assert not wrong_with_clock(AT + timedelta(minutes=10), AT)
    assert wrong_with_clock(AT + timedelta(minutes=10, seconds=1), AT)


def test_holdings_are_compared_line_by_line():
    found = compare("sent", [b"a", b"b", b"c", b"d"], [b"a", b"x"])
    beyond = compare("sent", [b"a"], [b"a", b"b"])

    assert (found.agree, found.under_way, found.differences) == (1, 2, (Difference("sent", 2, "differs"),))
    assert (beyond.agree, beyond.under_way) == (1, 0)
    assert beyond.differences == (Difference("sent", 2, "sender lacks it"),)
