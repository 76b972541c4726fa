"""One target of the fuzzer: `python -m tests.fuzz.target NAME [libFuzzer's options]`.

Whatever bytes it is fed, a target ends: quickly, in little memory, with an answer or with the one error it promises.
"""

from __future__ import annotations

import contextlib
import io
import sys
import zipfile
import zlib
from collections.abc import Callable
from datetime import UTC, date, datetime

import atheris
from nacl.signing import SigningKey

with atheris.instrument_imports(
    include=[
        *("hamsafar.names", "hamsafar.journeys.rules", "hamsafar.journeys.formats"),
        *("hamsafar.kit.tables", "hamsafar.kit.cose", "hamsafar.papers.formats"),
    ]
):
    from hamsafar.journeys.enums import CheckAnswer, CheckVia
    from hamsafar.journeys.formats import check_lists, receipts
    from hamsafar.journeys.rules.asking import plans, read_query
    from hamsafar.journeys.rules.filing import Filed, codes_of, heard
    from hamsafar.journeys.rules.import_bulk import PERSONS, Firsts, Packer
    from hamsafar.journeys.rules.import_columns import Manner, guess
    from hamsafar.journeys.rules.import_many import ManyReader
    from hamsafar.journeys.rules.imports import RowReader, Someone
    from hamsafar.kit import cose
    from hamsafar.kit.keys import kid_of
    from hamsafar.kit.tables import Limits, NotATable
    from hamsafar.kit.tables.guard import TooMuch, look
    from hamsafar.kit.tables.reading import read_rows
    from hamsafar.names.comparing import compare
    from hamsafar.names.folding import fold
    from hamsafar.names.mrz.reading import NotAZone, read
    from hamsafar.names.mrz.writing import CannotWrite, names_field
    from hamsafar.names.reasons import LANGUAGES
    from hamsafar.names.searching import keys_of
    from hamsafar.names.spelling import CannotSpell, forms
    from hamsafar.papers.enums import Algorithm
    from hamsafar.papers.formats import base45, claims, lists
    from hamsafar.papers.formats.checking import Trust, check
    from hamsafar.papers.formats.container import HCERT, OURS, Malformed, decoded, read_hcert, read_ours
    from hamsafar.papers.formats.keys import TrustedKey

MRZ_SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<\n"
WIDTHS = (30, 36, 44)
FIELD = 39
LISTS = Limits(size=100_000, rows=500, columns=20, cell=500, unpacked=1_000_000)
TAGS = [
    *(b"<", b">", b'"', b"<row ", b'r="', b"<c ", b"<c>", b":c ", b"AAAA1", b'<x:row r="', b"999999999", b"&#1234;"),
    *(b"<v>1</v></c>", b'<row r="7">', b'<row r="900000">', b'<row r="99999999">', b'<c r="A7"/>', b'<c r="ZZ7"/>'),
]
MOST_OF_A_SHEET = 3_000_000  # more than `LISTS` lets a package unpack to
TODAY = date(2026, 11, 24)
NOW = 1_772_000_000
FIRSTS = Firsts(1, 1, 1, 1)
SIGNER = SigningKey(b"1" * 32)
KEY = SIGNER.verify_key
TRUSTED = TrustedKey(kid_of(KEY), Algorithm.EDDSA, bytes(KEY), frozenset({"receipt", "status"}))
TRUST = lists.TrustList("tj", 1, NOW, NOW + 1, (bytes(KEY),), (TRUSTED,))
LIST = receipts.ListSaid("ru", "A", 1, bytes(32), NOW)
RECEIPT = receipts.Receipt(
    *("K-1", "tj", "", ("N",), "1990", ("4",), CheckVia.LIST, LIST, CheckAnswer.NOT_FOUND, NOW, NOW, NOW + 1, b"", True)
)
ANSWER = receipts.Answer(bytes(32), CheckAnswer.NOT_FOUND, LIST, NOW, NOW + 1)
CHECK_LIST = check_lists.CheckListSaid("ru", "A", 1, NOW, NOW + 1, (check_lists.Entry(("N",), "1990", ("4",)),))
# Of each kind of signed file its type, a sound content, and what reads it.
SIGNED: tuple[tuple[str, bytes, Callable[[bytes], object]], ...] = tuple(
    (kind, cose.unproven1(sound).payload, reader)
    for kind, sound, reader in (
        (lists.TRUST_TYPE, TRUST.signed(SIGNER), lists.read_trust_list),
        (
            lists.STATUS_TYPE,
            lists.StatusList("tj", 1, NOW, NOW + 1, bytes(8)).signed(SIGNER),
            lambda file: lists.read_status_list(file, TRUST),
        ),
        (receipts.ANSWER_TYPE, ANSWER.signed(SIGNER), lambda file: receipts.read_answer(file, TRUST.keys)),
        (
            receipts.RECEIPT_TYPE,
            zlib.decompress(base45.decode(RECEIPT.text(SIGNER).removeprefix(receipts.PREFIX))),
            lambda file: receipts.read_receipt(file, {kid_of(KEY): KEY}),
        ),
        (
            check_lists.TYPE,
            CHECK_LIST.signed(SIGNER),
            lambda file: check_lists.read_check_list(file, {kid_of(KEY): KEY}),
        ),
    )
)


def _names(feed: atheris.FuzzedDataProvider) -> None:
    one, other = feed.ConsumeUnicode(2_000), feed.ConsumeUnicode(2_000)
    found = compare(one, other)
    if not 0 <= found.score <= 1 or compare(other, one).match is not found.match:
        raise AssertionError((one, other, found))
    for language in LANGUAGES:
        found.explained(language)


def _folding(feed: atheris.FuzzedDataProvider) -> None:
    text = feed.ConsumeUnicode(20_000)
    folded = fold(text)
    if fold(folded) != folded:
        raise AssertionError(text)
    list(keys_of(text, 1990))
    with contextlib.suppress(CannotSpell):
        forms(text)


def _zones(feed: atheris.FuzzedDataProvider) -> None:
    if feed.ConsumeBool():
        width = WIDTHS[feed.ConsumeIntInRange(0, len(WIDTHS) - 1)]
        signs = [
            MRZ_SIGNS[feed.ConsumeIntInRange(0, len(MRZ_SIGNS) - 2)]
            for _ in range(width * (3 if width == WIDTHS[0] else 2))
        ]
        text = "\n".join("".join(signs[at : at + width]) for at in range(0, len(signs), width))
    else:
        text = feed.ConsumeUnicode(2_000)
    with contextlib.suppress(NotAZone):
        read(text).as_dict()
    with contextlib.suppress(CannotWrite):
        names_field(feed.ConsumeUnicode(200), feed.ConsumeUnicode(200), FIELD)


def _box(feed: atheris.FuzzedDataProvider) -> None:
    text = feed.ConsumeUnicode(2_000)
    list(plans(read_query(text)))
    codes_of(Filed((text,), documents=(text,), phones=(text,)))
    heard([text])


def _lists(feed: atheris.FuzzedDataProvider) -> None:
    """A list as CSV, of which every row becomes somebody, whose rows are made ready to be copied, or trouble."""
    content = feed.ConsumeBytes(8_000).removeprefix(b"PK\x03\x04")
    with contextlib.suppress(NotATable):
        rows = list(read_rows("list", lambda: [content], LISTS))
        manner = guess(rows[0][1])
        manner = manner if manner.columns else Manner({"family": 0, "birth": 1})
        one_by_one, read_at_once = RowReader(manner, today=TODAY), ManyReader(manner, today=TODAY).read(rows)
        for (line, cells), found in zip(rows, read_at_once, strict=True):
            if type(one_by_one.read(line, cells)) is not type(found):
                raise AssertionError(cells)
        people = [found for found in read_at_once if isinstance(found, Someone)]
        packed = Packer(manner, at=datetime.fromtimestamp(NOW, UTC), synthetic=True).packed(people, FIRSTS)
        if packed.tables.get(PERSONS, b"").count(b"\n") != len(people):
            raise AssertionError(people)


def _sheets(feed: atheris.FuzzedDataProvider) -> None:
    """What is looked at before a spreadsheet is opened: bytes of any kind, and a package whose sheet holds them."""
    if feed.ConsumeBool():
        with contextlib.suppress(TooMuch), zipfile.ZipFile(io.BytesIO(_package(feed))) as packed:
            look(packed, LISTS)
        return
    with (
        contextlib.suppress(
            TooMuch, zipfile.BadZipFile, zlib.error, OSError, NotImplementedError, RuntimeError, ValueError
        ),
        zipfile.ZipFile(io.BytesIO(feed.ConsumeBytes(8_000))) as packed,
    ):
        look(packed, LISTS)


def _package(feed: atheris.FuzzedDataProvider) -> bytes:
    """A spreadsheet as a program packs it; its sheet is made of tags, numbers and whatever else, some many times."""
    sheet = io.BytesIO()
    while feed.remaining_bytes() > 1:
        tag, more = feed.PickValueInList(TAGS), feed.ConsumeBytes(feed.ConsumeIntInRange(0, 20))
        sheet.write((tag + more) * feed.PickValueInList([1, 1, 1, 30, 20_000]))
        if sheet.tell() > MOST_OF_A_SHEET:
            break
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        package.writestr("xl/workbook.xml", b"<workbook/>")
        package.writestr("xl/worksheets/sheet1.xml", sheet.getvalue())
    return packed.getvalue()


def _papers(feed: atheris.FuzzedDataProvider) -> None:
    """The text of a code, and every layer below it fed by itself: an answer, never an error that nobody promised."""
    trust = Trust({})
    if feed.ConsumeBool():
        check(feed.ConsumeUnicode(6_000), trust, at=NOW)
    data = feed.ConsumeBytes(4_000)
    for packed in (data, zlib.compress(data)):
        for prefix in (OURS, HCERT):
            check(prefix + base45.encode(packed), trust, at=NOW)
    for read_layer in (decoded, read_ours, read_hcert, claims.read_ours, claims.read_foreign):
        with contextlib.suppress(Malformed):
            read_layer(data)


def _signed(feed: atheris.FuzzedDataProvider) -> None:
    """Receipts and lists: any text of a code, any file, and sound contents with some bytes changed, signed as sound."""
    kind, content, read_file = SIGNED[feed.ConsumeIntInRange(0, len(SIGNED) - 1)]
    for _change in range(feed.ConsumeIntInRange(0, 3)):
        at = feed.ConsumeIntInRange(0, len(content))
        content = content[:at] + feed.ConsumeBytes(8) + content[at + feed.ConsumeIntInRange(0, 12) :]
    data = feed.ConsumeBytes(2_000)
    receipts.check_receipt(receipts.PREFIX + base45.encode(data), TRUST.keys, at=NOW)
    for file in (data, cose.sign1(content, signer=SIGNER, content_type=kind)):
        with contextlib.suppress(Malformed, cose.BadSignature, lists.BadList, check_lists.BadCheckList):
            read_file(file)


TARGETS: dict[str, Callable[[atheris.FuzzedDataProvider], None]] = {
    "names": _names,
    "folding": _folding,
    "zones": _zones,
    "box": _box,
    "lists": _lists,
    "sheets": _sheets,
    "papers": _papers,
    "signed": _signed,
}


def main() -> None:
    target = TARGETS[sys.argv.pop(1)]
    atheris.Setup(sys.argv, lambda data: target(atheris.FuzzedDataProvider(data)))
    atheris.Fuzz()


if __name__ == "__main__":
    main()
