"""`./run files`, and stored files in backup and export."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils.timezone import now

from hamsafar.files.actions import erase_file, read_file
from hamsafar.files.models import StoredFile
from hamsafar.front import archive, export
from hamsafar.kit.actor import SYSTEM
from hamsafar.ledger.models import Line
from tests.factories.files import AT, stored

WORDS = b"Waited from six in the evening.\n"


@pytest.fixture(autouse=True)
def node(tmp_path: Path, settings) -> Path:
    settings.VAR, settings.KEYS = tmp_path / "node", tmp_path / "node" / "keys"
    settings.VAR.mkdir()
    return settings.VAR


@pytest.mark.django_db
def test_verify_says_that_all_is_well_and_that_nobody_searches_for_malware(capsys):
    stored()

    call_command("files", "verify", "--open", "--format", "json")

    out, err = capsys.readouterr()
    assert json.loads(out) == {"ok": True, "checked": 1, "erased": 0, "scanner": "", "findings": []}
    assert "1 file was checked." in err
    assert "no file was searched for malware" in err


@pytest.mark.django_db
def test_verify_ends_with_1_where_a_file_is_gone(capsys, node: Path):
    made = stored()
    (node / "files" / made.locked_sha256[:2] / made.locked_sha256).unlink()

    with pytest.raises(SystemExit) as end:
        call_command("files", "verify")

    assert end.value.code == 1
    assert f"missing: The bytes of {made.ref} are gone from the disk." in capsys.readouterr().err


@pytest.mark.django_db
def test_sweep_and_renew_key_say_what_they_did(capsys):
    stored()
    erase_file(file=stored(b"x\n"), by=SYSTEM, at=AT)

    call_command("files", "sweep")
    call_command("files", "renew-key")

    assert capsys.readouterr().err == "1 removed.\n1 file is locked under the new key.\n"


@pytest.mark.django_db
def test_a_damaged_key_is_one_sentence_and_bad_input(capsys, node: Path):
    stored()
    (node / "keys" / "files.key").write_bytes(b"short")

    with pytest.raises(SystemExit) as end:
        call_command("files", "renew-key")

    assert end.value.code == 2
    assert "restore it from the backup" in capsys.readouterr().err


@pytest.mark.django_db
def test_an_unknown_word_is_bad_input():
    with pytest.raises(CommandError):
        call_command("files", "shred")


@pytest.mark.django_db(transaction=True)
def test_a_backup_brings_stored_files_back(node: Path, tmp_path: Path):
    made = stored()
    archive.write(tmp_path / "node.tar", node, at=now())
    StoredFile.objects.all().delete()
    for file in (node / "files").rglob("*"):
        file.is_file() and file.unlink()

    archive.restore(tmp_path / "node.tar", node, force=True)

    assert read_file(file=StoredFile.objects.get(ref=made.ref), by=SYSTEM, at=AT) == WORDS
    call_command("files", "verify", "--open")


@pytest.mark.django_db
def test_an_export_holds_stored_files_only_where_they_were_asked_for(tmp_path: Path):
    made = stored()
    erase_file(file=stored(b"x\n"), by=SYSTEM, at=AT)

    export.write(tmp_path / "plain", at=AT)
    export.write(tmp_path / "whole", at=AT, with_files=True)

    assert not (tmp_path / "plain" / "files").exists()
    assert "stored files" in json.loads((tmp_path / "plain" / "datapackage.json").read_text())["left_out"]
    assert [each.name for each in (tmp_path / "whole" / "files").iterdir()] == [f"{made.ref}.txt"]
    assert (tmp_path / "whole" / "files" / f"{made.ref}.txt").read_bytes() == WORDS
    assert Line.objects.filter(verb="file opened", about=f"files.storedfile:{made.ref}").count() == 1
    assert settings.SCANNER == ""
