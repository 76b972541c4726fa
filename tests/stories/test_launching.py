"""`./run` serves, says how to sign in, and leaves nothing behind."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 300
TO_SERVE = 300  # two nodes make their clusters, tables and demos on a machine that tests keep busy


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    """The folder of a clone's two nodes, made by whichever test comes first."""
    return tmp_path_factory.mktemp("два узла")


@pytest.fixture
def node(home) -> dict[str, str]:
    """The environment of one of them alone."""
    return _home(home) | {"HAMSAFAR_VAR": str(home / "origin")}


def test_one_node_serves_and_leaves_no_process_behind(node):
    port = _free_port()
    served = subprocess.Popen(_run("serve", "--port", str(port)), env=node, stdout=subprocess.PIPE, text=True)
    try:
        said = _until_it_serves(served)
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=PATIENCE) as answer:
            assert answer.status == 200
        assert f"http://127.0.0.1:{port}/" in said
        children = _descendants(served.pid)
        taken = subprocess.run(
            _run("serve", "--port", str(port)), env=node, capture_output=True, text=True, check=False
        )
    finally:
        served.send_signal(signal.SIGTERM)
        served.communicate(timeout=PATIENCE)

    assert taken.returncode == 2
    assert taken.stderr.startswith(f"Cannot listen on 127.0.0.1:{port}")
    assert taken.stderr.count("\n") == 1
    assert len(children) > 2
    assert [pid for pid in children if Path(f"/proc/{pid}").exists()] == []
    assert _postmasters(node["HAMSAFAR_VAR"]) == []


def test_both_nodes_serve_know_each_other_outlive_kill_9_and_leave_nothing_behind(home):
    port = _free_port()
    served = subprocess.Popen(_run("serve", "--port", str(port)), env=_home(home), stdout=subprocess.PIPE, text=True)
    try:
        said = _until_it_serves(served, "Demo sign-ins of this clone only: destination")
        origin, destination = (f"http://127.0.0.1:{each}/healthz" for each in (port, port + 1))
        assert (_health(origin)["side"], _health(destination)["side"]) == ("tj", "ru")
        children = _descendants(served.pid)
        for victim in ("front node", "front worker"):
            os.kill(_first(children, victim), signal.SIGKILL)
        _until(lambda: len(_descendants(served.pid)) == len(children))
        _until(lambda: _health(origin)["status"] == "ok")
        _exchange(home, "ping", "--side", "destination")
        _until(lambda: _exchange(home, "status", "--side", "destination")["undelivered"] == 0)
        children += _descendants(served.pid)
    finally:
        served.send_signal(signal.SIGINT)
        rest, _ = served.communicate(timeout=PATIENCE)

    assert f"http://127.0.0.1:{port + 1}/" in said + rest
    assert served.returncode == 130
    assert [pid for pid in children if Path(f"/proc/{pid}").exists()] == []
    assert _postmasters(str(home)) == []


def test_a_refusal_is_one_sentence_and_exit_2(node, tmp_path):
    (tmp_path / "pack").mkdir()

    said = subprocess.run(
        _run("pack", "check", "--pack", str(tmp_path / "pack")), env=node, capture_output=True, text=True, check=False
    )

    assert said.returncode == 2
    assert "pack.toml" in said.stderr
    assert "Traceback" not in said.stderr


def _run(*words: str) -> list[str]:
    return [sys.executable, "-m", "hamsafar.front", *words]


def _home(home: Path) -> dict[str, str]:
    """The environment of a clone of its own, with both nodes."""
    ours = ("HAMSAFAR_VAR", "HAMSAFAR_SIDE", "DATABASE_URL", "DATABASE_URL_ORIGIN", "DATABASE_URL_DESTINATION")
    without = {key: value for key, value in os.environ.items() if key not in ours}
    return without | {"HAMSAFAR_HOME": str(home), "PYTHONPATH": str(ROOT)}


def _health(url: str) -> dict[str, str]:
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:  # noqa: S310 (our own http address)
            return json.loads(answer.read())
    except OSError:
        return {"status": "no answer"}


def _exchange(home: Path, *words: str) -> dict[str, object]:
    command = _run("exchange", "--format", "json", *words)
    done = subprocess.run(command, env=_home(home), capture_output=True, check=False)
    assert done.returncode in (0, 1), done.stderr  # 1: a delivery failed meanwhile, and is tried again
    return json.loads(done.stdout)


def _first(children: list[int], words: str) -> int:
    """The first of the processes whose command holds the words."""
    commands = {pid: Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ") for pid in children}
    return next(pid for pid, command in commands.items() if words in command)


def _until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.2)


def _until_it_serves(served: subprocess.Popen[str], words: str = "ctrl-C") -> str:
    said, deadline = "", time.monotonic() + TO_SERVE
    while words not in said and time.monotonic() < deadline:
        line = served.stdout.readline()
        if not line:
            break
        said += line
    return said


def _descendants(pid: int) -> list[int]:
    parents = {int(entry.name): _parent(entry) for entry in Path("/proc").iterdir() if entry.name.isdigit()}
    found = [pid]
    for each in found:
        found += [child for child, parent in parents.items() if parent == each]
    return found


def _parent(process: Path) -> int:
    try:
        return int((process / "stat").read_text().rsplit(")", 1)[1].split()[1])
    except (OSError, IndexError):
        return 0


def _postmasters(home: str) -> list[str]:
    found = []
    for process in Path("/proc").iterdir():
        if process.name.isdigit():
            try:
                command = (process / "cmdline").read_text()
            except OSError:
                continue
            if home in command and "postgres" in command:
                found.append(command)
    return found


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
