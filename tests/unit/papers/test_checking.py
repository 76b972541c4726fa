"""What a verifier says of papers: each reason, what two implementations agree on, and what strangers may send."""

from __future__ import annotations

import base64
import re
import struct
import zlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import cbor2
import cwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.hashes import SHA256
from hypothesis import given
from hypothesis import strategies as st
from nacl.signing import SigningKey

from hamsafar.kit.keys import kid_of
from hamsafar.papers.enums import Algorithm, KeyState, PaperKind, Reason
from hamsafar.papers.formats import base45
from hamsafar.papers.formats.checking import Trust, check, trust_of
from hamsafar.papers.formats.claims import PAPER, Claims, Foreign, Standing, read_ours
from hamsafar.papers.formats.container import (
    HCERT,
    LONGEST_TEXT,
    OURS,
    Malformed,
    header_of,
    message_of,
    opened,
    text_of,
    to_be_signed,
)
from hamsafar.papers.formats.keys import NotAKey, TrustedKey, by_kid, from_certificate, plain_key
from hamsafar.papers.formats.lists import (
    BadList,
    StatusList,
    TrustList,
    bits_of,
    read_status_list,
    read_trust_list,
    sign_trust_list,
)
from hamsafar.papers.formats.root import BadRoot, make_root, open_root
from hamsafar.papers.formats.sealing import sealed
from hamsafar.papers.formats.sound import Unsound, require_sound
from hamsafar.papers.rules.terms import days_over, key_state, paper_expires

AT = 1_772_000_000
DAY = 86_400
SIGNER = SigningKey(b"1" * 32)
STATUS_SIGNER = SigningKey(b"2" * 32)
ROOT = SigningKey(b"3" * 32)
CLAIMS = Claims(
    issuer="tj",
    number=b"0123456789",
    kind=PaperKind.CLEARANCE,
    issued=AT - DAY,
    expires=AT + DAY,
    names=(("tg", "Намуна"), ("ru", "Образец"), ("la", "SPECIMEN")),
    born="1990-01-01",
    document="400000000",
    purpose="work",
    standing=Standing(1, 7),
    synthetic=True,
)


def trusted(signer: SigningKey, use: str, **changes: object) -> TrustedKey:
    key = TrustedKey(kid_of(signer.verify_key), Algorithm.EDDSA, bytes(signer.verify_key), frozenset({use}))
    return replace(key, **changes)


def trust_list(**changes: object) -> TrustList:
    keys = (trusted(SIGNER, "clearance"), trusted(STATUS_SIGNER, "status"))
    return replace(TrustList("tj", 1, AT - DAY, AT + DAY, (bytes(ROOT.verify_key),), keys), **changes)


def status_list(*revoked: int, **changes: object) -> StatusList:
    return replace(StatusList("tj", 1, AT - DAY, AT + DAY, bits_of(64, frozenset(revoked))), **changes)


def reason_of(
    claims: Claims = CLAIMS, *, at: float = AT, trust: TrustList | None = None, status: StatusList | None = None
) -> Reason:
    return check(
        sealed(claims, signer=SIGNER), trust_of([trust or trust_list()], [status or status_list()]), at=at
    ).reason


def test_a_good_paper_is_valid_and_says_what_was_signed():
    outcome = check(sealed(CLAIMS, signer=SIGNER), trust_of([trust_list()]), at=AT)

    assert outcome.valid
    assert outcome.claims == CLAIMS
    assert outcome.as_data()["claims"]["names"] == {"tg": "Намуна", "ru": "Образец", "la": "SPECIMEN"}


@pytest.mark.parametrize(
    ("claims", "at", "changes", "reason"),
    [
        ({}, AT + DAY, {}, Reason.EXPIRED),
        ({}, AT + DAY - 1, {}, Reason.OK),
        ({}, AT - DAY - 1, {}, Reason.NOT_YET_VALID),
        ({"not_before": AT + 1}, AT, {}, Reason.NOT_YET_VALID),
        ({}, AT, {"expires": AT}, Reason.STALE_LIST),
        ({}, AT, {"keys": ()}, Reason.UNKNOWN_KEY),
        ({}, AT, {"keys": (trusted(SIGNER, "status"),)}, Reason.WRONG_USAGE),
        ({}, AT, {"keys": (trusted(SIGNER, "clearance", begins=AT),)}, Reason.WRONG_USAGE),
        ({}, AT, {"keys": (trusted(SIGNER, "clearance", ends=AT - DAY),)}, Reason.WRONG_USAGE),
        ({}, AT, {"keys": (trusted(SIGNER, "clearance", withdrawn=True),)}, Reason.REVOKED),
        ({}, AT, {"keys": (trusted(SIGNER, "clearance", public=bytes(ROOT.verify_key)),)}, Reason.FORGED),
        ({}, AT, {"keys": (trusted(SIGNER, "clearance", algorithm=Algorithm.ES256),)}, Reason.FORGED),
    ],
)
def test_each_reason_has_its_cause(claims, at, changes, reason):
    assert reason_of(replace(CLAIMS, **claims), at=at, trust=trust_list(**changes)) is reason


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (status_list(7), Reason.REVOKED),
        (status_list(6, 8), Reason.OK),
        (status_list(expires=AT), Reason.STALE_LIST),
        (status_list(7, expires=AT), Reason.REVOKED),
        (status_list(list=2), Reason.STALE_LIST),
        (status_list(side="ru"), Reason.STALE_LIST),
        (status_list(bits=b""), Reason.STALE_LIST),
    ],
)
def test_a_status_list_says_revoked_or_nothing_and_an_old_one_never_says_good(status, reason):
    assert reason_of(status=status) is reason


def test_two_sides_lists_count_together_and_expire_with_the_first():
    other = SigningKey.generate()
    theirs = trust_list(side="ru", keys=(trusted(other, "clearance"),), expires=AT + 10)
    trust = trust_of([trust_list(), theirs])

    assert check(sealed(replace(CLAIMS, issuer="ru"), signer=other), trust, at=AT).valid
    assert check(sealed(CLAIMS, signer=SIGNER), trust, at=AT + 10).reason is Reason.STALE_LIST


def test_another_implementation_reads_the_same_paper():
    message = opened_bytes(sealed(replace(CLAIMS, expires=2**33), signer=SIGNER))
    key = cwt.COSEKey.new({1: 1, 3: -8, -1: 6, -2: bytes(SIGNER.verify_key), 2: kid_of(SIGNER.verify_key)})

    found = cwt.decode(message, keys=[key])

    assert found[1] == "tj"
    assert found[PAPER][2] == dict(CLAIMS.names)
    with pytest.raises(cwt.VerifyError):
        cwt.decode(message[:-1] + bytes((message[-1] ^ 1,)), keys=[key])


def test_a_paper_of_ours_may_be_signed_with_p_256():
    secret = ec.generate_private_key(ec.SECP256R1())
    algorithm, public = plain_key(secret.public_key())
    header, payload = header_of(Algorithm.ES256, b"p256-key"), CLAIMS.as_bytes()
    r, s = utils.decode_dss_signature(secret.sign(to_be_signed(header, payload), ec.ECDSA(SHA256())))
    text = text_of(message_of(header, payload, r.to_bytes(32, "big") + s.to_bytes(32, "big")))

    trust = Trust({b"p256-key": TrustedKey(b"p256-key", algorithm, public, frozenset({"clearance"}))})

    assert check(text, trust, at=AT).valid
    assert not check(text, Trust({b"p256-key": trusted(SIGNER, "clearance")}), at=AT).valid


@given(st.integers(min_value=0), st.integers(min_value=1, max_value=255))
def test_no_changed_byte_goes_unnoticed(at: int, by: int):
    message = bytearray(opened_bytes(sealed(CLAIMS, signer=SIGNER)))
    message[at % len(message)] ^= by

    assert not check(text_of(bytes(message)), trust_of([trust_list()]), at=AT).valid


@given(st.text() | st.text(alphabet="0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"))
def test_any_text_gets_an_answer(text: str):
    for prefix in (OURS, HCERT, ""):
        assert check(prefix + text, trust_of([trust_list()]), at=AT).reason is Reason.MALFORMED


@given(st.binary(max_size=300))
def test_any_bytes_get_an_answer(data: bytes):
    for body in (data, zlib.compress(data)):
        for prefix in (OURS, HCERT):
            assert not check(prefix + base45.encode(body), trust_of([trust_list()]), at=AT).valid


@given(st.binary(max_size=200))
def test_base45_gives_back_what_it_was_given(data: bytes):
    assert base45.decode(base45.encode(data)) == data


HOSTILE = {
    "nested too deeply": b"\x81" * 400 + b"\x00",
    "nested in tags": b"\xd2" * 400 + b"\x00",
    "a length beyond its end": b"\x5b" + struct.pack(">Q", 2**63),
    "an array of a length beyond its end": b"\x9b" + struct.pack(">Q", 2**40),
    "a map of a length beyond its end": b"\xbb" + struct.pack(">Q", 2**40),
    "a key twice": b"\xa2\x01\x02\x01\x03",
    "a key twice without a length": b"\xbf\x01\x02\x01\x03\xff",
    "a tag of shared values": b"\xd8\x1c\x80",
    "a number as large as wished": b"\xc2\x58\x20" + b"\xff" * 32,
    "a text that is not UTF-8": b"\x61\xff",
    "half an item": b"\x83\x01\x02",
    "half a length": b"\x59\x01",
    "two items": b"\x01\x02",
    "a length that does not exist": b"\x1c",
    "an end without a beginning": b"\xff",
    "a number without an end": b"\x1f\x00\xff",
    "a string of other parts": b"\x5f\x01\xff",
    "a simple value without meaning": b"\xf8\x20",
    "nothing": b"",
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE)
def test_hostile_cbor_is_refused_before_it_is_decoded(data: bytes):
    with pytest.raises(Unsound):
        require_sound(data)
    assert check(HCERT + base45.encode(zlib.compress(data)), Trust({}), at=AT).reason is Reason.MALFORMED


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.text() | st.binary() | st.floats(),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
        max_leaves=12,
    )
)
def test_whatever_is_well_written_is_sound(value: object):
    require_sound(cbor2.dumps(value))


def test_items_without_a_length_of_their_own_are_sound():
    require_sound(b"\xbf\x61a\x9f\x01\x02\xff\x61b\x5f\x41x\xff\xff")


def test_a_compressed_text_that_would_fill_the_memory_is_refused():
    bomb = OURS + base45.encode(zlib.compress(b"\x00" * 2**20, 9))

    assert len(bomb) < LONGEST_TEXT
    assert check(bomb, Trust({}), at=AT).reason is Reason.MALFORMED
    assert check(OURS + "0" * LONGEST_TEXT, Trust({}), at=AT).reason is Reason.MALFORMED


@pytest.mark.parametrize("protected", [b"", b"\xa0", b"\x81\x01"])
def test_a_message_without_a_signed_algorithm_of_ours_is_refused(protected: bytes):
    message = cbor2.dumps(cbor2.CBORTag(18, [protected, {1: -8, 4: kid_of(SIGNER.verify_key)}, b"", b"0" * 64]))

    assert check(text_of(message), trust_of([trust_list()]), at=AT).reason is Reason.MALFORMED


@pytest.mark.parametrize("payload", [b"\x05", b"\x65claim", b"\x58\x01x", b"\x5f\x41x\xff", b"\x5c", b""])
def test_a_message_whose_payload_is_no_byte_string_in_its_shortest_form_is_refused(payload: bytes):
    header = header_of(Algorithm.EDDSA, kid_of(SIGNER.verify_key))

    assert check(text_of(b"\xd2\x84\x4d" + header + b"\xa0" + payload), trust_of([trust_list()]), at=AT).reason is (
        Reason.MALFORMED
    )


def signed_payload(value: object, **options: bool) -> str:
    header, payload = header_of(Algorithm.EDDSA, kid_of(SIGNER.verify_key)), cbor2.dumps(value, **options)
    signature = SIGNER.sign(to_be_signed(header, payload)).signature
    return text_of(message_of(header, payload, signature))


@pytest.mark.parametrize(
    "change",
    [
        {1: 5},
        {4: "soon"},
        {4: -1},
        {5: True},
        {6: 2**60},
        {7: b"short"},
        {8: 1},
        {PAPER: {}},
        {PAPER: {9: 1}},
        {PAPER: {2: {}}},
        {PAPER: {2: {"en": "x"}}},
        {PAPER: {6: [1]}},
        {PAPER: {6: [1, -1]}},
        {PAPER: {7: 1}},
        {PAPER: {1: 99}},
    ],
)
def test_claims_of_a_wrong_kind_are_malformed_even_if_signed(change: dict[int, object]):
    claims = cbor2.loads(CLAIMS.as_bytes())
    for key, value in change.items():
        claims[key] = {**claims[key], **value} if key == PAPER and value else value

    text = signed_payload(claims, canonical=True)
    assert check(text, trust_of([trust_list()]), at=AT).reason is Reason.MALFORMED
    with pytest.raises(Malformed):
        read_ours(cbor2.dumps(claims, canonical=True))


whole = st.integers(0, 253402300799)
words = st.text(max_size=300)
some_claims = st.builds(
    Claims,
    issuer=words,
    number=st.binary(min_size=10, max_size=10),
    kind=st.just(PaperKind.CLEARANCE),
    issued=whole,
    expires=whole,
    names=st.fixed_dictionaries({"la": words}, optional={"tg": words, "ru": words}).map(
        lambda names: tuple((script, names[script]) for script in ("tg", "ru", "la") if script in names)
    ),
    born=words,
    document=words,
    purpose=words,
    standing=st.builds(Standing, whole, whole),
    not_before=st.none() | whole,
    synthetic=st.booleans(),
)


@given(some_claims)
def test_claims_are_read_as_they_were_written(claims: Claims):
    assert read_ours(claims.as_bytes()) == claims


@given(some_claims, st.data())
def test_no_part_of_the_claims_is_the_claims(claims: Claims, data: st.DataObject):
    written = claims.as_bytes()
    with pytest.raises(Malformed):
        read_ours(written[: data.draw(st.integers(0, len(written) - 1))])


def other_ways() -> dict[str, bytes]:
    """The same claims in CBOR that says the same, but is not the one canonical form."""
    written = CLAIMS.as_bytes()
    claims = cbor2.loads(written)
    issued = CLAIMS.issued.to_bytes(4, "big")
    names = dict(CLAIMS.names)
    return {
        "in another order": cbor2.dumps(dict(reversed(claims.items()))),
        "names in another order": cbor2.dumps(claims | {PAPER: claims[PAPER] | {2: dict(sorted(names.items())[::-1])}}),
        "a number in a longer form": written.replace(b"\x1a" + issued, b"\x1b" + bytes(4) + issued, 1),
        "a text with a longer length": written.replace(b"\x62tj", b"\x78\x02tj", 1),
        "a claim twice": b"\xa6" + written[1:] + b"\x01\x62tj",
        "a byte more": written + b"\x00",
        "a map without a length": b"\xbf" + written[1:] + b"\xff",
    }


@pytest.mark.parametrize("way", other_ways())
def test_claims_written_in_another_way_are_malformed_even_if_signed(way: str):
    payload = other_ways()[way]
    assert payload != CLAIMS.as_bytes()

    with pytest.raises(Malformed):
        read_ours(payload)


@pytest.mark.parametrize("value", [[], 1, {1: "tj"}, "x"])
def test_signed_bytes_that_are_no_claims_are_malformed(value: object):
    assert check(signed_payload(value), trust_of([trust_list()]), at=AT).reason is Reason.MALFORMED


def test_the_claims_of_a_health_certificate_are_told_as_plain_data():
    claims = Foreign("AT", 1.0, None, None, "v", {"dob": datetime(2020, 1, 1, tzinfo=UTC), "x": [b"\x01", 1.5]})

    assert claims.as_data()["certificate"] == {"dob": "2020-01-01T00:00:00+00:00", "x": ["01", "1.5"]}


def test_a_trust_list_is_believed_only_when_a_root_signed_it():
    signed = trust_list().signed(ROOT)

    assert read_trust_list(signed) == trust_list()
    assert read_trust_list(signed, roots=(bytes(ROOT.verify_key),)) == trust_list()
    for wrong in (trust_list().signed(SIGNER), b"", signed[:-1], status_list().signed(ROOT)):
        with pytest.raises(BadList):
            read_trust_list(wrong)
    with pytest.raises(BadList):
        read_trust_list(signed, roots=(bytes(SIGNER.verify_key),))


@pytest.mark.parametrize("roots", [7, None, cbor2.CBORTag(18, []), ["text"], [b"short"]])
def test_a_trust_list_whose_roots_are_no_keys_is_damaged(roots: object):
    said = {**cbor2.loads(trust_list().payload()), "roots": roots}

    with pytest.raises(BadList, match="damaged"):
        read_trust_list(sign_trust_list(cbor2.dumps(said, canonical=True), ROOT))


def test_a_status_list_is_believed_only_when_a_key_for_status_lists_signed_it():
    assert read_status_list(status_list(3).signed(STATUS_SIGNER), trust_list()).is_revoked(3)
    withdrawn = trust_list(keys=(trusted(STATUS_SIGNER, "status", withdrawn=True),))
    for signer, trust in ((SIGNER, trust_list()), (STATUS_SIGNER, withdrawn)):
        with pytest.raises(BadList):
            read_status_list(status_list().signed(signer), trust)


def test_two_keys_of_one_id_are_refused():
    with pytest.raises(NotAKey):
        by_kid([trusted(SIGNER, "clearance"), trusted(SIGNER, "status")])
    with pytest.raises(NotAKey):
        from_certificate(b"0")


def test_the_root_key_opens_to_both_passphrases_in_their_order():
    first, second = "river stone cloud bridge", "mountain tea paper lamp"
    data, public = make_root(first, second, cheap=True)

    assert open_root(data, first, second).verify_key == public
    for wrong in ((second, first), (first, first), (first, "")):
        with pytest.raises(BadRoot, match="do not open"):
            open_root(data, *wrong)
    for damaged in (b"", b"{}", data[:-40], b'{"form": "another"}'):
        with pytest.raises(BadRoot):
            open_root(damaged, first, second)
    with pytest.raises(BadRoot, match="16 characters"):
        make_root("short", second, cheap=True)
    with pytest.raises(BadRoot, match="of their own"):
        make_root(first, first, cheap=True)


def test_a_key_is_next_then_present_then_earlier_and_withdrawn_at_any_time():
    now, before = datetime(2026, 3, 2, tzinfo=UTC), datetime(2026, 3, 1, tzinfo=UTC)

    assert key_state(used_from=None, superseded=None, withdrawn=None, at=now) is KeyState.NEXT
    assert key_state(used_from=before, superseded=None, withdrawn=None, at=now) is KeyState.PRESENT
    assert key_state(used_from=before, superseded=now, withdrawn=None, at=now) is KeyState.EARLIER
    assert key_state(used_from=before, superseded=now, withdrawn=now, at=now) is KeyState.WITHDRAWN


def test_a_paper_ends_with_the_first_thing_that_lapses():
    issued = datetime(2026, 3, 2, tzinfo=UTC)

    assert paper_expires(issued=issued, until=issued + timedelta(days=3)) == issued + timedelta(days=3)
    assert paper_expires(issued=issued, until=issued + timedelta(days=300)) == issued + timedelta(days=30)


@pytest.mark.parametrize(("seconds", "days"), [(0, 0), (DAY - 1, 0), (DAY, 1), (12 * DAY + 5, 12)])
def test_a_term_ended_so_many_whole_days_ago(seconds: int, days: int):
    assert days_over(expires=AT, at=AT + seconds) == days


def opened_bytes(text: str) -> bytes:
    """The COSE message behind a text."""
    assert opened(text).ours
    data = base45.decode(text[len(OURS) :])
    return data if data[:1] == b"\xd2" else zlib.decompress(data)


def test_the_published_vectors_give_the_reason_that_stands_beside_them():
    page = (Path(__file__).resolve().parents[3] / "docs" / "reference" / "papers.md").read_text()
    vectors = re.findall(r"^\| [^|]+ \| `(\w+)` \| `(HF1:[^`]+)` \|$", page, re.MULTILINE)
    trust, status = (base64.b64decode(block) for block in re.findall(r"```\n([A-Za-z0-9+/=\n]+)```", page))
    trusted = read_trust_list(trust)

    found = trust_of([trusted], [read_status_list(status, trusted)])

    assert len(vectors) == 6
    assert [check(text, found, at=AT).reason.value for _reason, text in vectors] == [
        reason for reason, _text in vectors
    ]
