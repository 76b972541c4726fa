"""COSE signatures, held against a second implementation and against published examples."""

from __future__ import annotations

import json
import os
from pathlib import Path

import cbor2
import cwt
import pytest
from cwt import COSEHeaders, COSEKey
from hypothesis import given
from hypothesis import strategies as st
from nacl.signing import SigningKey, VerifyKey

from hamsafar.kit.cose import ALG, CONTENT_TYPE, CRIT, EDDSA, KID, BadSignature, kid_said, read1, sign1, verify1
from hamsafar.kit.cose import to_be_signed as structure
from hamsafar.kit.keys import kid_of

SIGNER = SigningKey(bytes(range(32)))
KEYS = {kid_of(SIGNER.verify_key): SIGNER.verify_key}
SHARED = Path(os.environ.get("HAMSAFAR_SHARED", Path(__file__).resolve().parents[4] / "shared"))
EXAMPLES = SHARED / "data" / "cose-examples"


def second_key(signer: SigningKey = SIGNER) -> COSEKey:
    parts = {1: 1, 2: kid_of(signer.verify_key), 3: EDDSA, -1: 6, -2: bytes(signer.verify_key), -4: bytes(signer)}
    return COSEKey.new(parts)


def message(header: object, *, unprotected: object = None, payload: object = b"p", signature: object = None) -> bytes:
    """A message with the given parts, signed with our key unless a signature is handed in."""
    protected = header if isinstance(header, bytes) else cbor2.dumps(header, canonical=True)
    if signature is None:
        signature = SIGNER.sign(structure(protected, b"p", b"")).signature
    return cbor2.dumps(cbor2.CBORTag(18, [protected, unprotected or {}, payload, signature]), canonical=True)


GOOD = {ALG: EDDSA, KID: kid_of(SIGNER.verify_key)}


def test_what_was_signed_is_read_back():
    signed = sign1(b"payload", signer=SIGNER, content_type="text/plain")

    read = read1(signed, KEYS)

    assert (read.payload, read.kid, read.content_type) == (b"payload", kid_of(SIGNER.verify_key), "text/plain")
    assert verify1(signed, KEYS) == b"payload"
    assert kid_said(signed) == kid_of(SIGNER.verify_key)


@given(st.binary(max_size=300))
def test_any_bytes_can_be_signed(payload: bytes):
    assert verify1(sign1(payload, signer=SIGNER), KEYS) == payload


def test_a_second_implementation_reads_ours():
    signed = sign1(b"payload", signer=SIGNER, content_type="text/plain")

    assert cwt.COSE.new().decode(signed, second_key()) == b"payload"


def test_we_read_what_a_second_implementation_wrote():
    context = cwt.COSE.new()
    header = {COSEHeaders.ALG: EDDSA, COSEHeaders.KID: kid_of(SIGNER.verify_key)}

    signed = context.encode(b"payload", second_key(), protected=header)

    assert verify1(signed, KEYS) == b"payload"


def test_every_flipped_bit_is_refused():
    signed = sign1(b"payload", signer=SIGNER)

    for place in range(len(signed) * 8):
        flipped = bytearray(signed)
        flipped[place // 8] ^= 1 << place % 8
        with pytest.raises(BadSignature):
            verify1(bytes(flipped), KEYS)


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        (b"", "not CBOR"),
        (b"\xff", "not a tagged|not CBOR"),
        (message(GOOD) + b"\x00", "Bytes follow"),
        (cbor2.dumps([b"", {}, b"", b""]), "not a tagged"),
        (cbor2.dumps(cbor2.CBORTag(17, [b"", {}, b"", b""])), "not a tagged"),
        (cbor2.dumps(cbor2.CBORTag(18, [b"", {}, b""])), "four parts"),
        (message(GOOD, payload=None), "not of the kinds"),
        (message(GOOD, signature=b"short"), "64 bytes"),
        (message(GOOD, signature=7), "64 bytes"),
        (message(GOOD, signature=bytes(64)), "does not fit"),
        (message(GOOD, unprotected={KID: b"other"}), "nobody signed"),
        (message({**GOOD, CRIT: [99], 99: 1}), "critical"),
        (message({**GOOD, 99: 1}), "does not know"),
        (message({**GOOD, ALG: -7}), "not signed with EdDSA"),
        (message({KID: GOOD[KID]}), "not signed with EdDSA"),
        (message({ALG: EDDSA}), "not known here"),
        (message({**GOOD, KID: b"stranger"}), "not known here"),
        (message({**GOOD, CONTENT_TYPE: 0}), "content type"),
        (message([1]), "not a map"),
        (message(b"\xa1\x01\x38\x07"), "canonical"),  # -8 written in two bytes where one does
        (message(b"\xa2\x04\x40\x01\x27"), "canonical"),  # the key id before the algorithm
        (message(b"\xa2\x01\x27\x01\x27"), "canonical"),  # the algorithm twice
        (message(b""), "not CBOR"),
        (message(GOOD).replace(b"\xd2\x84", b"\xd8\x12\x84", 1), "canonical"),  # tag 18 written in two bytes
    ],
)
def test_a_message_that_another_program_could_read_differently_is_refused(bad: bytes, says: str):
    with pytest.raises(BadSignature, match=says):
        verify1(bad, KEYS)


def test_a_message_that_names_no_key_says_so():
    with pytest.raises(BadSignature, match="names no key"):
        kid_said(message({ALG: EDDSA}))


def test_a_key_of_another_holder_is_refused():
    forged = sign1(b"payload", signer=SigningKey(bytes(32)))

    with pytest.raises(BadSignature, match="not known here"):
        verify1(forged, KEYS)


def examples(folder: str) -> list[Path]:
    return sorted((EXAMPLES / folder).glob("*.json"))


needs_examples = pytest.mark.skipif(
    not EXAMPLES.exists(), reason="the COSE working group's examples are not on this machine (HAMSAFAR_SHARED)"
)


def parts_of(example: Path) -> tuple[dict[str, object], bytes]:
    document = json.loads(example.read_text())
    return document, bytes.fromhex(document["output"]["cbor"])


@needs_examples
def test_the_published_example_is_signed_over_the_bytes_that_we_sign():
    document, signed = parts_of(EXAMPLES / "eddsa-examples" / "eddsa-sig-01.json")
    protected, _unprotected, payload, signature = cbor2.loads(signed).value

    covered = structure(protected, payload, b"")

    assert covered.hex() == document["intermediates"]["ToBeSign_hex"].lower()
    key = VerifyKey(bytes.fromhex(document["input"]["sign0"]["key"]["x_hex"]))
    assert key.verify(covered, signature) == covered
    signer = SigningKey(bytes.fromhex(document["input"]["sign0"]["key"]["d_hex"]))
    assert signer.sign(covered).signature == signature


@needs_examples
def test_every_published_example_is_refused_for_it_is_not_in_our_one_form():
    """They carry the key's id in the unprotected header, or sign with another curve."""
    found = examples("eddsa-examples") + examples("sign1-tests")
    assert len(found) > 10
    for example in found:
        _document, signed = parts_of(example)
        with pytest.raises(BadSignature):
            verify1(signed, {b"11": SIGNER.verify_key, **KEYS})


@needs_examples
@pytest.mark.parametrize("name", ["sign-pass-02", "sign-pass-03"])  # 01 has an empty header, which ours never is
def test_the_sig_structure_of_the_published_sign1_tests_is_ours(name: str):
    document, signed = parts_of(EXAMPLES / "sign1-tests" / f"{name}.json")
    decoded = cbor2.loads(signed)
    protected, _unprotected, payload, _signature = getattr(decoded, "value", decoded)
    external = bytes.fromhex(document["input"]["sign0"].get("external", ""))

    assert structure(protected, payload, external).hex() == document["intermediates"]["ToBeSign_hex"].lower()
