"""The import contracts of pyproject.toml hold, and break where somebody breaks them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINT = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as lint; lint()", "--no-cache"]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Our source, to be spoiled."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    shutil.copytree(ROOT / "hamsafar", tmp_path / "hamsafar", ignore=shutil.ignore_patterns("*.mo", "__pycache__"))
    return tmp_path


def test_every_import_stands_on_its_floor():
    lint = _lint(ROOT)

    assert lint.returncode == 0, lint.stdout


@pytest.mark.parametrize(
    ("file", "mistake"),
    [
        ("kit/words.py", "import hamsafar.ledger.models"),  # a circle: ledger stands on kit
        ("corridor/models.py", "import hamsafar.figures.rules.values"),
        ("meetings/rules/__init__.py", "import hamsafar.meetings.formats"),
        ("ledger/rules.py", "import django.db"),
        ("names/folding.py", "import django.conf"),
        ("synthetic/spelling.py", "import hamsafar.names.letters"),
    ],
)
def test_an_import_from_a_higher_floor_or_room_fails(copy: Path, file: str, mistake: str):
    spoiled = copy / "hamsafar" / file
    spoiled.write_text(f"{spoiled.read_text()}\n{mistake}\n")

    lint = _lint(copy)

    assert lint.returncode != 0
    assert "BROKEN" in lint.stdout


def test_a_new_app_must_choose_its_floor(copy: Path):
    (copy / "hamsafar" / "parades").mkdir()
    (copy / "hamsafar" / "parades" / "__init__.py").touch()

    lint = _lint(copy)

    assert lint.returncode != 0
    assert "parades" in lint.stdout


def test_no_package_stands_outside_the_floors():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    floors = {name for layer in contracts[0]["layers"] for name in re.findall(r"[a-z]+", layer)}

    packages = {entry.name for entry in (ROOT / "hamsafar").iterdir() if entry.is_dir() and entry.name != "__pycache__"}

    assert packages <= floors


def _lint(root: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(root), "COLUMNS": "200"}
    return subprocess.run(LINT, cwd=root, env=environment, capture_output=True, text=True, check=False)
