"""Names, zones, the search box, lists and codes of papers are fed with whatever a fuzzer comes up with."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FEW, MANY = 1_500, 150_000
# A run that takes ten seconds hangs, one that takes more than this memory blows up: libFuzzer ends with an error. The
# program itself, with a counter at every branch, takes more than a gigabyte before the first input.
LIMITS = ("-timeout=10", "-rss_limit_mb=2048", "-max_len=8000", "-len_control=0", "-seed=20260707", "-verbosity=0")


@pytest.mark.skipif(find_spec("atheris") is None, reason="atheris has wheels for Linux only")
@pytest.mark.parametrize("target", ["names", "folding", "zones", "box", "lists", "sheets", "papers", "signed"])
def test_nothing_crashes_hangs_or_swallows_memory(target: str, full: bool, tmp_path: Path):
    runs = MANY if full else FEW
    command = [sys.executable, "-m", "tests.fuzz.target", target, *LIMITS, f"-runs={runs}"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "ASAN_OPTIONS": "detect_leaks=0"}
    fuzzing = subprocess.run(
        [*command, f"-artifact_prefix={tmp_path}/"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert fuzzing.returncode == 0, fuzzing.stdout[-2000:] + fuzzing.stderr[-2000:]
