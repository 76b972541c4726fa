"""`./run ledger`, and the job that seals."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone
from nacl.signing import SigningKey

from hamsafar.kit.actor import SYSTEM
from hamsafar.kit.keys import KeyStore, Purpose, write_public_keys
from hamsafar.ledger.actions import record, seal
from hamsafar.ledger.jobs import seal_pending
from hamsafar.ledger.models import Line, Seal
from tests.factories.ledger import noon, trigger_lifted

pytestmark = pytest.mark.django_db
AT = noon(2026, 3, 2)


@pytest.fixture(autouse=True)
def store(settings, tmp_path: Path) -> KeyStore:
    settings.KEYS = tmp_path / "keys"
    return KeyStore(settings.KEYS)


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = 0
    try:
        call_command("ledger", *words)
    except SystemExit as end:
        code = int(end.code or 0)
    out, err = capsys.readouterr()
    return code, out, err


def write(count: int = 2) -> None:
    for number in range(count):
        record("tried", about=f"thing:{number}", by=SYSTEM, at=AT)


def test_an_untouched_ledger_ends_well_and_says_how_many_lines_wait(capsys):
    write()
    assert run(capsys, "seal") == (0, "", "2 lines sealed.\n")
    write(1)

    code, out, err = run(capsys, "verify")

    assert (code, out) == (0, "")
    assert err == "Nothing was changed. 2 lines are sealed. 1 line is not yet sealed.\n"


def test_a_node_that_never_sealed_seals_what_waited_over_a_minute_when_it_is_verified(capsys):
    write()

    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        code, _out, err = run(capsys, "verify")

    assert (code, err) == (0, "Nothing was changed. 2 lines are sealed. 0 lines are not yet sealed.\n")


def test_json_is_all_that_goes_to_standard_output(capsys):
    write()
    run(capsys, "seal")

    code, out, err = run(capsys, "verify", "--format", "json")

    assert (code, err) == (0, "")
    assert json.loads(out) == {"ok": True, "seals": 1, "sealed": 2, "not_sealed": 0, "findings": []}


def test_a_changed_line_ends_with_one_and_is_named(capsys):
    write()
    run(capsys, "seal")
    with trigger_lifted("ledger_line"):
        Line.objects.filter(about="thing:1").update(about="thing:2")
    line = Line.objects.get(about="thing:2")

    code, _out, err = run(capsys, "verify")
    assert code == 1
    assert f"altered: Line {line.pk} says other than it did when seal 1 was made." in err
    code, out, _err = run(capsys, "verify", "--format", "json")
    assert code == 1
    assert json.loads(out)["findings"][0]["line"] == str(line.pk)


def test_keys_from_a_file_are_trusted_and_others_are_not(capsys, store: KeyStore, tmp_path: Path):
    write()
    run(capsys, "seal")
    write_public_keys(store, tmp_path / "ours.json")
    other = KeyStore(tmp_path / "other")
    other.signer(Purpose.LEDGER_SEAL)
    write_public_keys(other, tmp_path / "theirs.json")

    assert run(capsys, "verify", "--keys", str(tmp_path / "ours.json"))[0] == 0
    assert run(capsys, "verify", "--keys", str(tmp_path / "theirs.json"))[0] == 1


def test_a_file_that_holds_no_keys_is_bad_input(capsys, tmp_path: Path):
    code, out, err = run(capsys, "verify", "--keys", str(tmp_path / "none.json"))

    assert (code, out) == (2, "")
    assert "none.json" in err


def test_another_key_is_bad_input_until_it_is_meant(capsys):
    write()
    seal(signer=SigningKey.generate(), by=SYSTEM, at=AT)
    write()

    assert run(capsys, "seal")[0] == 2
    assert run(capsys, "seal", "--new-key")[0] == 0
    assert run(capsys, "seal", "--also-when-empty") == (0, "", "0 lines sealed.\n")
    assert Seal.objects.count() == 3


def test_verifying_makes_no_key_where_seals_were_made_with_one_that_is_gone(capsys, store: KeyStore):
    write()
    seal(signer=SigningKey.generate(), by=SYSTEM, at=AT)

    code, _out, err = run(capsys, "verify")

    assert code == 1
    assert "not signed by a key of this ledger" in err
    assert not store.folder.exists()


def test_the_job_seals_what_was_written_and_twice_is_harmless():
    write(3)

    seal_pending(timestamp=0)
    seal_pending(timestamp=300)

    assert list(Seal.objects.values_list("lines", flat=True)) == [3]
