"""The vectors of docs/reference/check-lists.md, made with the keys that stand there and read by this program."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from pathlib import Path

from nacl.signing import SigningKey

from hamsafar.journeys.enums import CheckAnswer, CheckVia
from hamsafar.journeys.formats.check_lists import CheckListSaid, Entry, read_check_list
from hamsafar.journeys.formats.receipts import ListSaid, Receipt, check_receipt
from hamsafar.kit.keys import kid_of
from hamsafar.papers.enums import Algorithm
from hamsafar.papers.formats.keys import TrustedKey
from hamsafar.papers.formats.lists import TrustList, read_trust_list

PAGE = Path(__file__).resolve().parents[3] / "docs" / "reference" / "check-lists.md"
AT, DAY = 1_772_000_000, 86_400
MAKER, RECEIPTS, WITHDRAWN, STATUS, ROOT = (SigningKey(digit * 32) for digit in (b"4", b"5", b"6", b"2", b"3"))
LIST = CheckListSaid(
    side="ru",
    maker="Authority of lists (example)",
    number=7,
    as_of=AT - DAY,
    expires=AT + 9 * DAY,
    entries=(
        Entry(("Намунаев Фаридун", "NAMUNAEV FARIDUN"), "1990-01-31", ("400000123",)),
        Entry(("Образцова Сафина",), "1991", ()),
    ),
    synthetic=True,
)
DIGEST = hashlib.sha256(LIST.signed(MAKER)).digest()
RECEIPT = Receipt(
    ref="K-EXAMPLE",
    side="tj",
    asked_by="",
    names=("Намуна Фаридун", "NAMUNA FARIDUN"),
    born="1992-07-01",
    documents=("400000777",),
    via=CheckVia.LIST,
    list=ListSaid("ru", LIST.maker, LIST.number, DIGEST, LIST.as_of),
    answer=CheckAnswer.NOT_FOUND,
    asked=AT - 60,
    answered=AT - 60,
    until=AT + 3 * DAY,
    theirs=b"",
    synthetic=True,
)


def _trusted(signer: SigningKey, use: str, *, withdrawn: bool = False) -> TrustedKey:
    key = TrustedKey(kid_of(signer.verify_key), Algorithm.EDDSA, bytes(signer.verify_key), frozenset({use}))
    return replace(key, withdrawn=withdrawn)


TRUST = TrustList(
    "tj",
    1,
    AT - DAY,
    AT + 90 * DAY,
    (bytes(ROOT.verify_key),),
    (_trusted(RECEIPTS, "receipt"), _trusted(WITHDRAWN, "receipt", withdrawn=True), _trusted(STATUS, "status")),
)
WRITTEN = {
    "good": (RECEIPT, RECEIPTS),
    "of an earlier day": (replace(RECEIPT, asked=AT - 9 * DAY, answered=AT - 9 * DAY, until=AT - 6 * DAY), RECEIPTS),
    "of a moment to come": (replace(RECEIPT, answered=AT + DAY), RECEIPTS),
    "signed with a key that was withdrawn": (RECEIPT, WITHDRAWN),
    "signed with a key for something else": (RECEIPT, STATUS),
    "signed by nobody on the list": (RECEIPT, SigningKey(b"9" * 32)),
}


def test_the_published_list_and_trust_list_are_those_that_the_keys_beside_them_sign():
    signed, trust = (base64.b64decode(block) for block in re.findall(r"```\n([A-Za-z0-9+/=\n]+)```", PAGE.read_text()))

    assert signed == LIST.signed(MAKER)
    assert trust == TRUST.signed(ROOT)
    assert read_check_list(signed, {kid_of(MAKER.verify_key): MAKER.verify_key}) == LIST
    assert read_trust_list(trust) == TRUST


def test_each_published_receipt_gets_the_reason_that_stands_beside_it():
    rows = re.findall(r"^\| ([^|]+) \| `(\w+)` \| `(HR1:[^`]+)` \|$", PAGE.read_text(), re.MULTILINE)
    found = {what: check_receipt(text, TRUST.keys, at=AT) for what, _reason, text in rows}

    assert [found[what].reason.value for what, _reason, _text in rows] == [reason for _what, reason, _text in rows]
    assert set(found) == {*WRITTEN, "one bit of the signature turned", "cut"}
    assert {each.receipt for what, each in found.items() if what in WRITTEN and each.genuine} == {
        WRITTEN[what][0] for what in ("good", "of an earlier day", "of a moment to come")
    }
