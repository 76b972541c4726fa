"""What must stay on a node stays: markers in drafts, internal notes and reporters' fields are nowhere on the other."""

from __future__ import annotations

import re
import secrets
import subprocess
import sys
from pathlib import Path

import pytest

from hamsafar.front.embedded import Server, client_program
from tests.twins.node import ROOT, LiveNode, until

PLANTED = {
    "tj": 10,  # at least so many different markers must still be found where they were planted
    "ru": 4,
}
CARRIED = {"tj": "words", "ru": "explanation"}  # must be found there, else the search itself finds nothing
LEAK, CROSSES = "leak-", "crosses-"


def step(node: LiveNode, name: str, tag: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "tests.twins.desk_steps", name, tag],
        env=node.environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3_000:]
    return done.stdout


def dump(node: LiveNode) -> bytes:
    command = [client_program("pg_dump"), "-h", str(node.server.socket), "-U", Server.user, "hamsafar"]
    return subprocess.run(command, capture_output=True, check=True).stdout


def everything(node: LiveNode, folder: Path) -> dict[str, bytes]:
    """All that this node holds or gives away: dump, opened envelopes, bundle, export, every file and log."""
    folder.mkdir()
    node.exchange("export-bundle", "--since", "0", "--out", str(folder / "bundle.cbor"))
    node.exchange("return-log", "--out", str(folder / "returned.cbor"))
    node.run("export", str(folder / "export"), "--with-files")
    found = {"dump": dump(node), "opened envelopes": step(node, "opened", "-").encode()}
    places = [
        *folder.rglob("*"),
        *(each for each in node.folder.rglob("*") if "pg" not in each.relative_to(node.folder).parts),
    ]
    found |= {str(path): path.read_bytes() for path in places if path.is_file()}
    return found


def markers(held: dict[str, bytes], prefix: str) -> dict[str, set[str]]:
    """Every marker with this prefix, as text or in hexadecimal, with the places where it stands."""
    found: dict[str, set[str]] = {}
    for place, content in held.items():
        for word in re.findall(re.escape(prefix.encode()) + rb"[a-z0-9-]*", content + b"\n" + _from_hex(content)):
            found.setdefault(word.decode(), set()).add(place)
    return found


def _from_hex(content: bytes) -> bytes:
    """What stands in hexadecimal in a dump, as bytes."""
    pieces = (each.split()[0] for each in content.split(b"\\\\x")[1:] if each.split())
    return b"\n".join(bytes.fromhex(piece.decode()) for piece in pieces if _is_hex(piece))


def _is_hex(piece: bytes) -> bool:
    return len(piece) % 2 == 0 and all(letter in b"0123456789abcdef" for letter in piece)


@pytest.fixture
def desks(nodes: tuple[LiveNode, LiveNode]) -> tuple[LiveNode, LiveNode]:
    office = ("--office", "Desk", "--office-ru", "Отдел", "--office-tg", "Шуъба")
    for node, role in zip(nodes, ("consul", "incident_officer"), strict=True):
        for name, what in (("desk1", role), ("desk2", role), ("secretary", "secretariat")):
            words = ("--name", f"leak-{node.side}-officer-{name}", "--role", what, *office)
            node.run("officer", "add", name, *words)
    return nodes


def test_nothing_of_drafts_notes_and_reporters_is_found_on_the_other_node(desks, tmp_path):
    tags = {node.side: f"{node.side}-{secrets.token_hex(4)}" for node in desks}
    asker, answerer = desks
    for node, name in ((asker, "ask"), (answerer, "answer"), (asker, "reply"), (answerer, "explain")):
        step(node, name, tags[node.side])
        for each in desks:
            until(lambda each=each: each.undelivered() == 0, "everything has crossed")
    for each in desks:
        assert each.ask("select count(*) from exchange_inboxenvelope where state <> 'taken'") == 0

    held = {node.side: everything(node, tmp_path / node.side) for node in desks}

    for ours, theirs in (("tj", "ru"), ("ru", "tj")):
        planted = set(markers(held[ours], f"{LEAK}{tags[ours]}"))
        assert len(planted) >= PLANTED[ours], planted
        assert markers(held[theirs], f"{LEAK}{ours}") == {}
        crossed = markers(held[theirs], f"{CROSSES}{tags[ours]}")
        assert {"dump", "opened envelopes"} <= crossed[f"{CROSSES}{tags[ours]}-{CARRIED[ours]}"]
