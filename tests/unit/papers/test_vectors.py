"""The verifier against vectors that others made: Base45, COSE, and the certificates of EU DCC.

Exceptions, each for a reason: `common/Q1` is a damaged picture of a sound text, so only its text is asked about here;
six Spanish certificates were made after the clock of their own test and say nothing about it, so they are not yet
valid; signatures with ES384, ES512 and Ed448 are no paper's.
"""

from __future__ import annotations

import base64
import csv
import json
import os
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from hamsafar.papers.enums import Algorithm, Reason
from hamsafar.papers.formats import base45
from hamsafar.papers.formats.checking import Trust, check
from hamsafar.papers.formats.container import Malformed, read_hcert
from hamsafar.papers.formats.keys import TrustedKey, from_certificate

SHARED = Path(os.environ.get("HAMSAFAR_SHARED", Path(__file__).resolve().parents[4] / "shared")) / "data"
CERTIFICATES = sorted((SHARED / "dgc-testdata").glob("*/2DCode/raw/*.json"))
COSE = [path for path in sorted((SHARED / "cose-examples").glob("*/*.json")) if "sign0" in path.read_text()]
BASE45 = list(csv.DictReader((SHARED / "base45" / "vectors.csv").read_text().splitlines())) if CERTIFICATES else []
FOREIGN_ALGORITHMS = {"ES384", "ES512"}
MADE_AFTER_THE_CLOCK = {f"ES/{number}" for number in (1101, 1102, 1103, 2101, 2102, 2103)}
REASONS = {
    "EXPECTEDUNPREFIX": {Reason.MALFORMED},
    "EXPECTEDB45DECODE": {Reason.MALFORMED},
    "EXPECTEDCOMPRESSION": {Reason.MALFORMED},
    "EXPECTEDDECODE": {Reason.MALFORMED},
    "EXPECTEDSCHEMAVALIDATION": {Reason.MALFORMED},
    "EXPECTEDVERIFY": {Reason.FORGED, Reason.UNKNOWN_KEY, Reason.MALFORMED},
    "EXPECTEDKEYUSAGE": {Reason.WRONG_USAGE},
    "EXPECTEDEXPIRATIONCHECK": {Reason.EXPIRED, Reason.NOT_YET_VALID},
}

pytestmark = pytest.mark.skipif(not CERTIFICATES, reason=f"there are no vectors in {SHARED}")


def name_of(path: Path) -> str:
    return f"{path.parts[-4]}/{path.stem}"


@pytest.mark.parametrize("path", CERTIFICATES, ids=name_of)
def test_a_certificate_of_another_country_gives_the_outcome_its_makers_expect(path: Path):
    found = json.loads(path.read_text(encoding="utf-8-sig"))
    if "PREFIX" not in found or "CERTIFICATE" not in found.get("TESTCTX", {}):
        pytest.skip("it holds no text or no certificate")
    key = from_certificate(base64.b64decode(found["TESTCTX"]["CERTIFICATE"]))
    at = datetime.fromisoformat(found["TESTCTX"]["VALIDATIONCLOCK"].replace("Z", "+00:00")).timestamp()

    outcome = check(found["PREFIX"], Trust({key.kid: key}), at=at)

    broken = [name for name, holds in found["EXPECTEDRESULTS"].items() if holds is False]
    if name_of(path) in MADE_AFTER_THE_CLOCK:
        assert outcome.reason is Reason.NOT_YET_VALID
    elif broken and broken != ["EXPECTEDPICTUREDECODE"]:
        assert outcome.reason in REASONS[broken[0]]
    else:
        assert outcome.valid, outcome


@pytest.mark.parametrize("path", COSE, ids=lambda path: path.stem)
def test_a_signed_message_of_the_cose_working_group_verifies_or_fails_as_marked(path: Path):
    found = json.loads(path.read_text())
    said = found["input"]["sign0"]
    key = key_of(said["key"])
    if key is None or said["alg"] in FOREIGN_ALGORITHMS:
        pytest.skip("no paper is signed with this algorithm")

    assert fits(found["output"]["cbor"], said, key) is not bool(found.get("fail"))


@pytest.mark.parametrize("row", BASE45, ids=lambda row: row["note"])
def test_base45_is_read_and_written_as_its_standard_says(row: dict[str, str]):
    if row["kind"] == "invalid":
        with pytest.raises(base45.NotBase45):
            base45.decode(row["encoded"])
        return
    said = row["decoded_utf8_or_hex"]
    data = bytes.fromhex(said[4:]) if said.startswith("hex:") else said.encode()

    assert base45.decode(row["encoded"]) == data
    assert base45.encode(data) == row["encoded"]


def fits(message: str, said: dict[str, Any], key: TrustedKey) -> bool:
    try:
        found = read_hcert(bytes.fromhex(message), external=bytes.fromhex(said.get("external", "")))
    except Malformed:
        return False
    return found.algorithm == key.algorithm and key.fits(found.to_be_signed, found.signature)


def key_of(said: dict[str, str]) -> TrustedKey | None:
    def number(name: str) -> bytes:
        if f"{name}_hex" in said:
            return bytes.fromhex(said[f"{name}_hex"])
        return base64.urlsafe_b64decode(said[name] + "=" * (-len(said[name]) % 4))

    if said["crv"] == "Ed25519":
        return TrustedKey(b"", Algorithm.EDDSA, number("x"))
    return TrustedKey(b"", Algorithm.ES256, b"\x04" + number("x") + number("y")) if said["crv"] == "P-256" else None
