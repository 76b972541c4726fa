"""`./run papers`: what papers are worth without a node, the ceremonies, and every failure as the guide tells it."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from django.core.management import call_command
from django.utils.timezone import now

from hamsafar.accounts.enums import Role
from hamsafar.kit.keys import Purpose
from hamsafar.kit.refusal import Refusal
from hamsafar.papers.enums import Use
from hamsafar.papers.models import Paper, PaperKey, StatusRegister
from tests.factories.accounts import OfficerFactory, SideFactory
from tests.factories.papers import PaperOffice, paper_office

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
AT = now() - 4 * DAY  # of the first ceremony; the command acts by the clock of its machine
TWO = "one passphrase of many words\nanother passphrase of many words\n"
Run = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def run(capsys, monkeypatch) -> Run:
    def said(*words: object, typed: str = "", fails: int = 0) -> list[dict[str, Any]]:
        """What the command answers, one JSON document a line; `fails` is the exit status that is expected."""
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        call = (
            ["papers", *map(str, words)] if words[0] == "verify" else ["papers", "--format", "json", *map(str, words)]
        )
        if fails:
            with pytest.raises(SystemExit, match=str(fails)):
                call_command(*call)
        else:
            call_command(*call)
        out = capsys.readouterr().out
        return [json.loads(line) for line in out.splitlines()] if words[0] == "verify" else [json.loads(out or "{}")]

    return said


@pytest.fixture
def office(settings, tmp_path: Path) -> PaperOffice:
    settings.KEYS, settings.THIS_SIDE = tmp_path / "keys", "tj"
    return paper_office(settings.KEYS, at=AT)


@pytest.fixture
def files(office: PaperOffice, tmp_path: Path) -> Callable[[], tuple[str, ...]]:
    """The published lists as the files that a verifier away from every node has, for its command line."""

    def written() -> tuple[str, ...]:
        trust, status = tmp_path / "trust.cose", tmp_path / "status.cose"
        trust.write_bytes(office.trust_list().signed(office.root))
        status.write_bytes(bytes(StatusRegister.objects.get().signed or b""))
        return "--trust", str(trust), "--status", str(status)

    return written


def _reasons(found: list[dict[str, Any]]) -> list[str]:
    return [each["reason"] for each in found]


def _at(moment: datetime) -> tuple[str, str]:
    return "--at", moment.isoformat()


def test_one_code_or_one_a_line_gets_a_verdict_in_json(office, files, run: Run):
    paper = office.issue(at=AT)
    office.publish_status(at=AT)

    (good,) = run("verify", paper.text, *files(), *_at(AT))
    both = run("verify", "-", *files(), *_at(AT), typed=f"{paper.text}\n\nHF1:AAAA\n", fails=1)

    assert (good["valid"], good["reason"], good["claims"]["names"]["la"]) == (True, "ok", "SPECIMEN")
    assert [(each["valid"], each["reason"]) for each in both] == [(True, "ok"), (False, "malformed")]
    assert both[1]["claims"] is None
    assert run("verify", paper.text, *files()[:2], "--at", AT.timestamp())[0]["valid"]
    assert run("verify", paper.text, *files()[:2])[0]["valid"]  # now


def test_a_certificate_is_a_trust_list_too(office, run: Run, tmp_path: Path):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "example")])
    made = x509.CertificateBuilder(name, name, key.public_key(), 7, AT, AT + DAY).sign(key, hashes.SHA256())
    for number, encoding in enumerate((Encoding.PEM, Encoding.DER)):
        file = tmp_path / f"certificate-{number}"
        file.write_bytes(made.public_bytes(encoding))
        assert _reasons(run("verify", office.issue(at=AT).text, "--trust", file, fails=1)) == ["unknown_key"]


def test_what_cannot_be_read_is_bad_input(files, office, run: Run, tmp_path: Path):
    office.issue(at=AT)
    office.publish_status(at=AT)

    assert run("verify", "HF1:AAAA", "--trust", tmp_path / "missing", fails=2) == []
    assert run("verify", "HF1:AAAA", *files(), "--at", "yesterday", fails=2) == []
    assert run("trust", "publish", tmp_path / "missing", "--officer", office.first.username, fails=2) == [{}]
    assert run("trust", "drop", "--officer", office.first.username, fails=2) == [{}]
    assert run("keys", "withdraw", "00", "--officer", office.first.username, fails=2) == [{}]
    assert run("keys", "next", "--officer", "nobody", fails=2) == [{}]


# ---- what the guide says of each failure -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("off", "reasons"),
    [
        # of papers that are signed now, hold for an hour more, and ended an hour ago
        (timedelta(), ["ok", "ok", "expired"]),
        (-DAY, ["not_yet_valid", "ok", "ok"]),
        (DAY, ["ok", "expired", "expired"]),
    ],
)
def test_with_a_clock_that_is_a_day_off_papers_are_good_a_day_late_or_early(off, reasons, office, files, run: Run):
    hour, today = timedelta(hours=1), AT + 3 * DAY
    fresh = office.issue(at=today)
    ending = [office.issue(at=AT, until=today + more) for more in (hour, -hour)]
    office.publish_status(at=today)
    fails = int(reasons != ["ok"] * len(reasons))

    found = run("verify", "-", *files(), *_at(today + off), typed=_lines(fresh, *ending), fails=fails)

    assert _reasons(found) == reasons


def test_when_the_trust_list_has_ended_nothing_is_called_good_and_what_is_bad_stays_bad(office, files, run: Run):
    late = AT + 91 * DAY
    over, renewed = office.issue(at=AT), office.issue(at=late - DAY)
    office.publish_status(at=late)

    found = run("verify", "-", *files(), *_at(late), typed=_lines(renewed, over), fails=1)
    assert _reasons(found) == ["stale_list", "expired"]
    office.publish_trust(at=late)
    assert _reasons(run("verify", renewed.text, *files(), *_at(late))) == ["ok"]


def test_after_a_lost_key_nothing_is_signed_until_the_next_is_listed_and_what_was_issued_holds(office, files, run: Run):
    before = office.issue(at=now() - 3 * DAY)
    officer = ("--officer", office.first.username)
    for purpose in (Purpose.PAPER_SIGNING, Purpose.PAPER_STATUS):
        (office.store.folder / f"{purpose}.key").unlink()  # the disk is gone

    for act in (office.issue, office.publish_status):
        with pytest.raises(Refusal, match="does not name this key"):
            act(at=now())
    for use in (Use.CLEARANCE, Use.STATUS):
        run("keys", "next", "--use", use, *officer)
    office.publish_trust(at=now())
    for use in (Use.CLEARANCE, Use.STATUS):
        run("keys", "roll", "--use", use, *officer)
    after = office.issue(at=now())
    run("status")

    assert _reasons(run("verify", "-", *files(), typed=_lines(before, after))) == ["ok", "ok"]


def test_a_stolen_key_is_withdrawn_and_its_papers_are_revoked_with_the_next_list(office, files, run: Run):
    paper = office.issue(at=now() - DAY)
    office.publish_status(at=now())
    kid = str(PaperKey.objects.for_use(Use.CLEARANCE).get())

    (said,) = run("keys", "withdraw", kid.upper(), "--officer", office.second.username)
    assert said == {kid: "Withdrawn; its papers do not hold"}
    assert "Withdrawn" in run("keys", "show")[0][kid]
    assert _reasons(run("verify", paper.text, *files())) == ["ok"]
    office.publish_trust(at=now())

    assert _reasons(run("verify", paper.text, *files(), fails=1)) == ["revoked"]


def test_the_whole_ceremony_goes_by_commands_and_the_next_list_too(settings, run: Run, tmp_path: Path):
    settings.KEYS, settings.THIS_SIDE = tmp_path / "keys", "tj"
    for side in ("tj", "ru"):
        SideFactory(key=side)
    first, second = (each.username for each in OfficerFactory.create_batch(2, role=Role.PAPER_OFFICER))
    root, asked, signed = tmp_path / "root.key", tmp_path / "asked.cbor", tmp_path / "signed.cose"

    (made,) = run("root", "make", "--of", "tj", "--out", root, typed=TWO)
    assert root.stat().st_mode & 0o777 == 0o600
    assert set(run("keys", "make", "--officer", first)[0].values()) == set(Use)
    request = ("trust", "request", "--officer", first, "--out", asked)
    assert run(*request, "--root", "zz", fails=2) == [{}]
    run(*request, "--root", made["public"])
    run("root", "sign", asked, "--root", root, "--out", signed, typed=TWO)
    assert run("root", "sign", asked, "--root", root, "--out", signed, typed=TWO, fails=2) == [{}]  # never written over
    publish = ("trust", "publish", signed, "--officer", second)
    assert run(*publish, "--heard", "1234", fails=2) == [{}]
    assert run(*publish, "--heard", made["read_aloud"])[0]["published"] == 1

    asked.unlink()
    assert run(*request)[0]["number"] == 2
    assert run("trust", "drop", "--officer", first) == [{"dropped": 2}]
    assert run("status") == [{"signed": 0}]


def _lines(*papers: Paper) -> str:
    return "\n".join(paper.text for paper in papers)
