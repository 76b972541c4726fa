"""Back up, wipe, restore, verify; leave with everything; a pack is loaded whole or not at all."""

from __future__ import annotations

import csv
import io
import json
import shutil
import tarfile
from pathlib import Path

import pytest
import sdmx
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils.timezone import now

from hamsafar.accounts.models import User
from hamsafar.corridor.models import Side
from hamsafar.figures.models import Observation
from hamsafar.front import archive, demo, export, nodes, packs
from hamsafar.kit.actor import SYSTEM
from hamsafar.kit.keys import KeyStore, Purpose
from hamsafar.kit.refusal import Refusal
from hamsafar.ledger.actions import seal, verify
from hamsafar.ledger.models import Line


@pytest.fixture
def node(demo_node: Path) -> Path:
    """The folder of a node with a pack, the demo and a sealed ledger."""
    seal(signer=_store(demo_node).signer(Purpose.LEDGER_SEAL), by=SYSTEM, at=now())
    return demo_node


def test_what_was_backed_up_comes_back_and_verifies(node, tmp_path):
    lines, figures = Line.objects.count(), Observation.objects.count()
    archive.write(tmp_path / "node.tar", node, at=now())
    _wipe(node)

    archive.restore(tmp_path / "node.tar", node, force=False)

    assert (Line.objects.count(), Observation.objects.count()) == (lines, figures)
    assert User.objects.get(username="analyst").check_password(_password(node, "analyst"))
    store = _store(node)
    report = verify(keys=store.public_keys(), by=SYSTEM, at=now(), signer=store.signer(Purpose.LEDGER_SEAL))
    assert report.ok
    assert report.sealed >= lines


def test_an_archive_is_for_its_owner_only(node, tmp_path):
    archive.write(tmp_path / "node.tar", node, at=now())

    assert (tmp_path / "node.tar").stat().st_mode & 0o077 == 0


def test_a_node_in_use_is_not_replaced_by_mistake(node, tmp_path):
    archive.write(tmp_path / "node.tar", node, at=now())

    with pytest.raises(Refusal, match="--force"):
        archive.restore(tmp_path / "node.tar", node, force=False)


def test_a_damaged_archive_is_refused_before_anything_is_touched(node, tmp_path):
    archive.write(tmp_path / "node.tar", node, at=now())
    _spoil(tmp_path / "node.tar", "node/keys/ledger-seal.key")
    users = User.objects.count()

    with pytest.raises(Refusal, match="key is not what was written"):
        archive.restore(tmp_path / "node.tar", node, force=True)

    assert User.objects.count() == users


def test_the_other_side_s_backup_is_refused_before_anything_is_touched(node, tmp_path):
    nodes.remember_side(node, "ru")
    archive.write(tmp_path / "node.tar", node, at=now())
    nodes.remember_side(node, "tj")

    with pytest.raises(Refusal, match="backup of the node of “ru”"):
        archive.restore(tmp_path / "node.tar", node, force=True)

    assert User.objects.exists()
    assert (node / nodes.SIDE_FILE).read_text() == "tj"


@pytest.mark.parametrize("text", ["", "not a tar"])
def test_what_is_no_archive_is_refused(node, tmp_path, text):
    (tmp_path / "node.tar").write_text(text)

    with pytest.raises(Refusal, match="no backup of a node"):
        archive.restore(tmp_path / "node.tar", node, force=True)


def test_an_archive_that_reaches_out_of_its_folder_is_refused(node, tmp_path):
    with tarfile.open(tmp_path / "node.tar", "w") as tar:
        tar.addfile(tarfile.TarInfo("../stolen"), io.BytesIO())

    with pytest.raises(Refusal, match="does not belong into a backup"):
        archive.restore(tmp_path / "node.tar", node, force=True)


def test_a_restore_that_was_cut_short_is_done_again_by_the_same_call(node, tmp_path, monkeypatch):
    archive.write(tmp_path / "node.tar", node, at=now())
    _wipe(node)
    with monkeypatch.context() as broken:
        broken.setattr(archive, "_replace_files", _no_more_power)
        with pytest.raises(OSError, match="power"):
            archive.restore(tmp_path / "node.tar", node, force=False)

    archive.restore(tmp_path / "node.tar", node, force=False)

    assert (node / "keys" / "ledger-seal.key").exists()
    assert not (node / archive.UNFINISHED).exists()


def test_an_export_holds_every_row_and_no_secret(node, tmp_path):
    export.write(tmp_path / "out", at=now())

    package = json.loads((tmp_path / "out" / "datapackage.json").read_text())
    for resource in package["resources"]:
        rows = list(csv.DictReader(io.StringIO((tmp_path / "out" / resource["path"]).read_text(), newline="")))
        assert len(rows) == resource["rows"]
        assert all(set(row) == {each["name"] for each in resource["schema"]["fields"]} for row in rows)
    everything = "".join(file.read_text() for file in (tmp_path / "out").rglob("*.*") if file.is_file())
    assert _password(node, "analyst") not in everything
    assert User.objects.first().password not in everything
    assert (tmp_path / "out" / "pack" / "figures.csv").exists()


def test_exported_figures_are_read_back_by_another_library(node, tmp_path):
    export.write(tmp_path / "out.zip", at=now())
    shutil.unpack_archive(tmp_path / "out.zip", tmp_path)

    with (tmp_path / "out" / "figures" / "structure.xml").open("rb") as opened:
        message = sdmx.read_sdmx(opened)

    assert message.structure


def test_an_export_overwrites_nothing(node, tmp_path):
    with pytest.raises(Refusal, match="exists already"):
        export.write(tmp_path, at=now())


def test_a_pack_with_a_bad_date_is_refused_with_file_and_line_and_nothing_is_written(node, tmp_path):
    shutil.copytree(settings.PACK, tmp_path / "pack")
    sources = tmp_path / "pack" / "sources.csv"
    text = sources.read_text().splitlines(keepends=True)
    header = next(csv.reader([text[0]]))
    row = next(csv.reader([text[3]])) if text[3].count('"') % 2 == 0 else []
    row[header.index("date")] = "31.12.2024"
    out = io.StringIO()
    csv.writer(out).writerow(row)
    text[3] = out.getvalue()
    sources.write_text("".join(text))
    figures, lines = Observation.objects.count(), Line.objects.count()

    with pytest.raises(Refusal, match=r"sources\.csv:4: "):
        packs.load(tmp_path / "pack", by=SYSTEM, at=now())

    assert (Observation.objects.count(), Line.objects.count()) == (figures, lines)


def test_checking_a_pack_keeps_nothing_of_it(transactional_db):
    packs.check(settings.PACK, by=SYSTEM, at=now())

    assert not Side.objects.exists()


def test_the_demo_made_twice_is_the_same_demo(node):
    first, second = demo.make(at=now()), demo.make(at=now())

    assert first == second


def test_a_node_with_demo_sign_ins_stays_on_this_machine(node):
    demo.require_safe(loopback=True)
    with pytest.raises(Refusal, match="stays on 127"):
        demo.require_safe(loopback=False)


def test_a_node_in_production_has_no_demo(node, settings):
    settings.PRODUCTION = True

    with pytest.raises(Refusal, match="production"):
        demo.make(at=now())


def _store(node: Path) -> KeyStore:
    return KeyStore(node / "keys")


def _password(node: Path, login: str) -> str:
    sign_ins = json.loads((node / "demo-signins.json").read_text())
    return next(each["password"] for each in sign_ins if each["username"] == login)


def _wipe(node: Path) -> None:
    call_command("flush", interactive=False, verbosity=0)
    connection.close()
    shutil.rmtree(node)


def _spoil(tar: Path, name: str) -> None:
    """Change one byte of one file of the archive."""
    with tarfile.open(tar) as opened:
        offset = opened.getmember(name).offset_data
    content = bytearray(tar.read_bytes())
    content[offset] ^= 1
    tar.write_bytes(content)


def _no_more_power(*_: object) -> None:
    raise OSError("power failure")
