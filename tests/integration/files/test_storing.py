"""Storing, opening, showing and erasing."""

from __future__ import annotations

import io
import os
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction

from hamsafar.files.actions import (
    erase_file,
    erase_over,
    keep_file,
    open_file,
    read_file,
    renew_key,
    show_picture,
    store_file,
    sweep,
    verify,
)
from hamsafar.files.enums import EVIDENCE, PICTURES, SCANS, MediaType
from hamsafar.files.models import StoredFile
from hamsafar.files.serving import original, shown
from hamsafar.files.vault import Vault
from hamsafar.kit.actor import SYSTEM
from hamsafar.kit.keys import KeyStore, Purpose
from hamsafar.kit.refusal import Refusal
from hamsafar.ledger.models import Line
from tests.factories.accounts import OfficerFactory
from tests.factories.files import AT, PDF, picture, stored

pytestmark = pytest.mark.django_db

WORDS = b"Waited from six in the evening.\n"


@pytest.fixture(autouse=True)
def node(tmp_path: Path, settings) -> Path:
    """A node's folder of its own."""
    settings.VAR, settings.KEYS = tmp_path, tmp_path / "keys"
    return tmp_path


def lies(file: StoredFile) -> Path:
    return settings.VAR / "files" / file.locked_sha256[:2] / file.locked_sha256


def test_a_file_is_known_by_its_bytes_and_lies_locked_on_the_disk():
    made = store_file(content=picture(), name="scan.exe", accept=SCANS, by=SYSTEM, at=AT, person="P-1")

    assert (made.media_type, made.name, made.size) == (MediaType.JPEG, "scan.jpg", len(picture()))
    assert made.kind == "JPEG picture"
    assert made.is_picture
    assert lies(made).stat().st_mode & 0o077 == 0
    assert b"JFIF" not in lies(made).read_bytes()
    assert read_file(file=made, by=SYSTEM, at=AT) == picture()
    assert list(Line.objects.concerning("P-1").values_list("verb", flat=True)) == ["file stored"]


def test_a_look_stands_in_the_ledger_with_the_person_it_concerns():
    officer, made = OfficerFactory(), stored()

    assert b"".join(open_file(file=made, by=officer, at=AT, person="P-2")) == WORDS

    line = Line.objects.concerning("P-2").get()
    assert (line.verb, line.by, line.about) == ("file opened", officer.ref, f"files.storedfile:{made.ref}")


def test_a_stream_that_gives_little_at_a_time_is_recognised():
    class Slow(io.BytesIO):
        def read(self, size: int = -1) -> bytes:
            return super().read(min(size, 7))

    made = store_file(content=Slow(PDF * 20), name="a", accept=SCANS, by=SYSTEM, at=AT)

    assert read_file(file=made, by=SYSTEM, at=AT) == PDF * 20


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"MZ\x90\0" + bytes(600), "not taken here"),
        (WORDS, "Send one of these: HEIC picture, JPEG picture, PDF document"),
        (PDF[:-8], "cut on the way"),
        (b"\xff\xd8\xff" + bytes(600), "damaged"),
        (b"%PDF-" + bytes(30_000_001), "at most 30 MB"),
    ],
    ids=["empty", "program", "text", "cut", "damaged", "large"],
)
def test_what_is_not_taken_is_refused_with_a_sentence_and_leaves_nothing(content: bytes, says: str, node: Path):
    with pytest.raises(Refusal, match=says):
        store_file(content=content, name="a", accept=SCANS, by=SYSTEM, at=AT)

    assert not StoredFile.objects.exists()
    assert not [each for each in node.rglob("*") if each.is_file() and "keys" not in each.parts]


def test_a_text_that_turns_into_something_else_further_on_is_refused():
    with pytest.raises(Refusal, match="plain text"):
        store_file(content=b"a" * 600 + b"\0", name="a", accept=EVIDENCE, by=SYSTEM, at=AT)


def test_a_picture_is_shown_without_its_place_and_the_original_keeps_it():
    made = store_file(content=picture(place=True), name="a", accept=PICTURES, by=SYSTEM, at=AT)

    copy = show_picture(file=made, by=SYSTEM, at=AT)

    assert b"Camera of the witness" not in copy
    assert b"Camera of the witness" in read_file(file=made, by=SYSTEM, at=AT)
    assert shown(copy)["Content-Type"] == "image/jpeg"


def test_what_is_no_picture_is_not_shown():
    with pytest.raises(Refusal, match="Open the original"):
        show_picture(file=stored(), by=SYSTEM, at=AT)


def test_a_picture_whose_end_is_damaged_is_kept_as_evidence_and_not_shown():
    made = store_file(content=picture(size=(800, 600))[:-700], name="a", accept=PICTURES, by=SYSTEM, at=AT)

    with pytest.raises(Refusal, match="damaged"):
        show_picture(file=made, by=SYSTEM, at=AT)


def test_the_original_is_answered_as_a_download_that_no_browser_runs_or_keeps():
    made = stored()

    answer = original(made, open_file(file=made, by=SYSTEM, at=AT))

    assert b"".join(answer) == WORDS
    assert answer["Content-Disposition"] == "attachment; filename*=UTF-8''note.txt"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["Cache-Control"] == "private, no-store"


def test_erasing_destroys_the_key_at_once_and_the_sweep_takes_the_bytes():
    made = stored()

    erased = erase_file(file=made, by=SYSTEM, at=AT, person="P-3")

    assert (erased.wrapped_key, erased.name, erased.sha256, erased.erased_at) == (None, "", "", AT)
    assert erase_file(file=made, by=SYSTEM, at=AT).erased_at == AT
    with pytest.raises(Refusal, match="erased"):
        read_file(file=erased, by=SYSTEM, at=AT)
    with pytest.raises(Refusal, match="erased"):
        show_picture(file=erased, by=SYSTEM, at=AT)
    with pytest.raises(Refusal, match="erased"):
        keep_file(file=erased, until=None, by=SYSTEM, at=AT)
    assert not erased.can_be_shown
    assert sweep(by=SYSTEM, at=AT) == 1
    assert not lies(erased).exists()
    assert Line.objects.concerning("P-3").get().verb == "file erased"


def test_a_file_whose_last_day_is_over_is_erased_and_no_other():
    over, ends, stays = stored(until=date(2026, 3, 1)), stored(until=date(2026, 3, 2)), stored()

    assert erase_over(on=date(2026, 3, 2), by=SYSTEM, at=AT) == 1

    assert list(StoredFile.objects.erased()) == [over]
    keep_file(file=stays, until=date(2026, 1, 1), by=SYSTEM, at=AT)
    assert set(StoredFile.objects.over(on=date(2026, 3, 3))) == {ends, stays}


def test_the_database_promises_that_an_erased_file_has_no_key_and_no_name():
    made = stored()

    with pytest.raises(IntegrityError, match="file_has_its_key_until_it_is_erased"), transaction.atomic():
        StoredFile.objects.filter(pk=made.pk).update(erased_at=AT)


def test_what_a_rolled_back_change_left_on_the_disk_is_swept_after_a_day(node: Path):
    with transaction.atomic():
        stored()
        transaction.set_rollback(True)

    [left] = Vault(node).all()
    assert not StoredFile.objects.exists()
    assert sweep(by=SYSTEM, at=AT) == 0  # the change might still be running
    age(node / "files" / left[:2] / left)
    assert [each.wrong for each in verify(by=SYSTEM, at=AT).findings] == ["extra"]
    assert sweep(by=SYSTEM, at=AT) == 1
    assert verify(by=SYSTEM, at=AT).ok


def test_drafts_that_a_crash_left_are_swept_after_a_day(node: Path):
    assert Vault(node).clear_drafts() == 0
    stored()
    draft = node / ".drafts" / "left"
    draft.write_bytes(b"half")
    assert sweep(by=SYSTEM, at=AT) == 0
    age(draft)

    assert sweep(by=SYSTEM, at=AT) == 1
    assert not draft.exists()


def age(path: Path) -> None:
    os.utime(path, (0, 0))


@pytest.mark.parametrize("wrong", ["missing", "altered", "locked"])
def test_verifying_names_each_file_that_is_not_what_it_was(wrong: str, node: Path):
    stored()
    made = stored(b"Another note.\n")
    assert verify(by=SYSTEM, at=AT, opening=True).ok
    if wrong == "missing":
        lies(made).unlink()
    elif wrong == "altered":
        lies(made).write_bytes(lies(made).read_bytes()[:-1] + b"x")
    else:
        StoredFile.objects.filter(pk=made.pk).update(wrapped_key=bytes(80))

    report = verify(by=SYSTEM, at=AT)

    assert [(each.wrong, each.file) for each in report.findings] == [(wrong, made.ref)]
    assert made.ref in report.findings[0].says
    with pytest.raises(Refusal):
        read_file(file=StoredFile.objects.get(pk=made.pk), by=SYSTEM, at=AT)


def test_opening_finds_what_the_disk_alone_cannot_show():
    made = stored()
    StoredFile.objects.filter(pk=made.pk).update(sha256="0" * 64)
    assert verify(by=SYSTEM, at=AT).ok

    assert [each.wrong for each in verify(by=SYSTEM, at=AT, opening=True).findings] == ["altered"]

    other = stored(b"x\n")
    StoredFile.objects.filter(pk=other.pk).update(locked_sha256="1" * 64)
    held = Vault(settings.VAR)
    StoredFile.objects.filter(pk=made.pk).update(locked_sha256=other.locked_sha256)
    assert held.digest_of(other.locked_sha256)
    assert {each.wrong for each in verify(by=SYSTEM, at=AT, opening=True).findings} == {"altered", "missing"}


def test_a_file_that_is_erased_while_it_is_verified_is_no_finding(monkeypatch):
    made = stored()
    before = Vault.digest_of

    def erased_meanwhile(vault: Vault, digest: str) -> str | None:
        erase_file(file=made, by=SYSTEM, at=AT)
        vault.remove(digest)
        return before(vault, digest)

    monkeypatch.setattr(Vault, "digest_of", erased_meanwhile)

    assert verify(by=SYSTEM, at=AT).ok


def test_under_a_new_key_every_file_still_opens_and_the_earlier_key_is_gone(node: Path):
    files = [stored(f"note {number}\n".encode()) for number in range(3)]
    erase_file(file=files[0], by=SYSTEM, at=AT)
    before = KeyStore(node / "keys").wrapper(Purpose.FILES)

    assert renew_key(by=SYSTEM, at=AT) == 2

    assert KeyStore(node / "keys").wrapper(Purpose.FILES) != before
    assert sorted(each.name for each in (node / "keys").iterdir()) == ["files.key"]
    for file in StoredFile.objects.kept():
        assert read_file(file=file, by=SYSTEM, at=AT).startswith(b"note")


def test_only_the_operator_looks_after_the_files():
    officer = OfficerFactory()

    for act in (verify, sweep, renew_key):
        with pytest.raises(Refusal, match="node operator"):
            act(by=officer, at=AT)
    with pytest.raises(Refusal, match="node operator"):
        erase_over(on=AT.date(), by=officer, at=AT)
    assert verify(by=OfficerFactory(role="operator"), at=AT).checked == 0
