"""`./run` serves, says how to sign in, and leaves nothing behind."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 90


@pytest.fixture
def node(tmp_path: Path) -> dict[str, str]:
    """The environment of a node of its own."""
    without = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    return without | {"HAMSAFAR_VAR": str(tmp_path / "узел с пробелом"), "PYTHONPATH": str(ROOT)}


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_it_serves_and_leaves_no_process_behind(node, how):
    port = _free_port()
    served = subprocess.Popen(_run("serve", "--port", str(port)), env=node, stdout=subprocess.PIPE, text=True)
    try:
        said = _until_it_serves(served)
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=10) as answer:
            assert answer.status == 200
        assert f"http://127.0.0.1:{port}/" in said
        children = _descendants(served.pid)
        taken = subprocess.run(
            _run("serve", "--port", str(port)), env=node, capture_output=True, text=True, check=False
        )
    finally:
        served.send_signal(how)
        served.communicate(timeout=PATIENCE)

    assert taken.returncode == 2
    assert taken.stderr.startswith(f"Cannot listen on 127.0.0.1:{port}")
    assert taken.stderr.count("\n") == 1
    assert len(children) > 2
    assert [pid for pid in children if Path(f"/proc/{pid}").exists()] == []
    assert _postmasters(node["HAMSAFAR_VAR"]) == []


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


def _until_it_serves(served: subprocess.Popen[str]) -> str:
    said, deadline = "", time.monotonic() + PATIENCE
    while "ctrl-C" not in said and time.monotonic() < deadline:
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
