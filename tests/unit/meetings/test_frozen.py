"""Freezing, signing and checking a dossier, all without a database."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.conf import settings
from nacl.signing import SigningKey

from hamsafar.kit import cose
from hamsafar.kit.keys import kid_of
from hamsafar.kit.refusal import Refusal
from hamsafar.meetings.formats import frozen
from hamsafar.meetings.formats.pack_material import material_from_pack

SLUG, DAY, AT = "2025-02-13-moscow", date(2025, 2, 13), datetime(2026, 11, 23, 12, tzinfo=UTC)
SIGNER = SigningKey(b"k" * 32)
KEYS = {kid_of(SIGNER.verify_key): SIGNER.verify_key}
NODE = {"en": "Dushanbe", "ru": "Душанбе", "tg": "Душанбе"}


@pytest.fixture(scope="module")
def signed() -> frozen.Frozen:
    material = material_from_pack(settings.PACK, SLUG, DAY)
    return frozen.freeze(material, edition="open", langs=("en", "tg"), node=NODE, signer=SIGNER, at=AT)


@pytest.fixture
def folder(signed: frozen.Frozen, tmp_path: Path) -> Path:
    frozen.write(signed, tmp_path / "copy")
    return tmp_path / "copy"


def found(folder: Path) -> list[tuple[str, str, str]]:
    return [(each.kind, each.file, each.part) for each in frozen.verify(folder, KEYS).findings]


def test_a_copy_that_nobody_touched_is_genuine(folder):
    checked = frozen.verify(folder, KEYS)

    assert checked.genuine
    assert (checked.about["meeting"], checked.about["as_of"], checked.about["edition"]) == (SLUG, "2025-02-13", "open")


def test_the_same_material_gives_the_same_files_and_manifest(signed):
    again = frozen.freeze(
        material_from_pack(settings.PACK, SLUG, DAY),
        edition="open",
        langs=("en", "tg"),
        node=NODE,
        signer=SIGNER,
        at=AT,
    )

    assert again == signed


def test_a_changed_statement_is_named_with_what_it_says_now(folder):
    path = folder / "dossier.en.json"
    document = json.loads(path.read_text(encoding="utf-8"))
    document["items"][1]["statements"][0]["text"] = "Nobody was sent."
    path.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")

    (finding,) = frozen.verify(folder, KEYS).findings

    assert (finding.kind, finding.file) == ("changed", "dossier.en.json")
    assert (finding.part, finding.text) == ("statement 2.1", "Nobody was sent.")


def test_a_changed_figure_of_a_statement_is_named_by_the_statement(folder):
    path = folder / "dossier.tg.json"
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r'"value": 15000,', '"value": 14999,', text, count=1), encoding="utf-8")

    assert [kind for kind, _file, part in found(folder) if part.startswith("statement")] == ["changed"]


def test_changed_missing_and_added_files_are_named(folder):
    pdf = folder / "dossier.en.pdf"
    pdf.write_bytes(pdf.read_bytes() + b" ")
    (folder / "dossier.tg.docx").unlink()
    (folder / "note.txt").write_text("added", encoding="utf-8")

    assert found(folder) == [
        ("changed", "dossier.en.pdf", ""),
        ("missing", "dossier.tg.docx", ""),
        ("extra", "note.txt", ""),
    ]


@pytest.mark.parametrize("content", [b"{", b"[]", b'"text"'])
def test_a_json_file_that_is_no_dossier_any_more_is_named(folder, content):
    (folder / "dossier.en.json").write_bytes(content)

    assert ("changed", "dossier.en.json") in {(kind, file) for kind, file, _ in found(folder)}


def test_only_other_spaces_are_said_to_be_that(folder):
    path = folder / "dossier.en.json"
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8"))), encoding="utf-8")

    (finding,) = frozen.verify(folder, KEYS).findings

    assert "only its writing" in finding.text


def test_a_manifest_signed_by_another_key_is_not_genuine(folder):
    forger = SigningKey(b"f" * 32)
    payload = cose.verify1((folder / "manifest.cose").read_bytes(), KEYS)
    (folder / "manifest.cose").write_bytes(cose.sign1(payload, signer=forger))

    assert found(folder) == [("signature", "manifest.cose", "")]


def test_a_manifest_with_one_byte_changed_is_not_genuine(folder):
    path = folder / "manifest.cose"
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 1
    path.write_bytes(bytes(raw))

    assert found(folder) == [("signature", "manifest.cose", "")]


def test_a_folder_without_a_manifest_is_refused(tmp_path):
    with pytest.raises(Refusal, match=r"manifest\.cose"):
        frozen.verify(tmp_path, KEYS)


def test_a_copy_is_written_into_a_new_folder_only(signed, folder):
    with pytest.raises(Refusal, match="not empty"):
        frozen.write(signed, folder)


def test_two_copies_are_read_by_language_and_anything_else_is_refused(folder, tmp_path):
    assert set(frozen.read_json(folder)) == {"en", "tg"}
    assert set(frozen.read_json(folder / "dossier.en.json")) == {"en"}
    (tmp_path / "empty").mkdir()
    for wrong in (tmp_path / "empty", folder / "dossier.en.pdf", tmp_path / "nowhere.json"):
        with pytest.raises(Refusal):
            frozen.read_json(wrong)
