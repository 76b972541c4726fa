"""A placement frozen with all that it was made from: one file that anybody can verify years later.

A ZIP archive of the input files as they were, the placement, and `run.json` with the digest of each and what the solver
proved. The digest of `run.json` names the run: whoever noted it can tell that nothing in the file was changed since.
"""

from __future__ import annotations

import csv
import hashlib
import importlib.metadata
import io
import json
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy

from hamsafar.kit.because import Because, about
from hamsafar.recruitment.formats.placement_files import read_market, read_pairs, write_placement
from hamsafar.recruitment.rules.checking import broken
from hamsafar.recruitment.rules.market import BadMarket, Market
from hamsafar.recruitment.rules.placement import Placement, solve
from hamsafar.recruitment.rules.reasons import Difference, difference

VERSION = 1
RUN, PLACED, RULES = "run.json", "placement.csv", "constraints.json"
INPUTS = ("candidates.csv", "vacancies.csv", "eligibility.csv")
SOLVERS = ("ortools", "highspy")
EPOCH = (1980, 1, 1, 0, 0, 0)  # the first moment an archive can hold: the same run gives the same bytes
CLOSE = 1e-6  # as a share: two sums of the same scores in another order


@dataclass(frozen=True)
class Verified:
    """What verifying found: the digest that names the run, and everything that is wrong, in words."""

    digest: str
    objective: float
    findings: tuple[str, ...]


def freeze(file: Path, inputs: Sequence[Path], placed: Sequence[tuple[str, str]], found: Placement) -> str:
    """Write the run and give its digest. `inputs` are candidates, vacancies, eligibility, and constraints if any."""
    contents = {name: _bytes(each) for name, each in zip((*INPUTS, RULES), inputs, strict=False)}
    with tempfile.TemporaryDirectory() as folder:
        write_placement(Path(folder) / PLACED, placed)
        contents[PLACED] = (Path(folder) / PLACED).read_bytes()
    run = {
        "version": VERSION,
        "digests": {name: hashlib.sha256(content).hexdigest() for name, content in sorted(contents.items())},
        "status": found.status.value,
        "objective": found.objective,
        "bound": found.bound,
        "gap": found.gap,
        "placed": len(placed),
        "solvers": {name: importlib.metadata.version(name) for name in SOLVERS},
    }
    contents[RUN] = json.dumps(run, indent=2, sort_keys=True).encode() + b"\n"
    part = file.with_name(file.name + ".part")
    try:
        with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in contents.items():
                archive.writestr(zipfile.ZipInfo(name, EPOCH), content, zipfile.ZIP_DEFLATED)
        part.replace(file)
    except OSError as error:
        raise BadMarket(about(str(file), Because("it cannot be written"))) from error
    return hashlib.sha256(contents[RUN]).hexdigest()


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise BadMarket(about(file.name, Because("it cannot be read"))) from error


def verify(file: Path, *, digest: str = "", again: bool = False) -> Verified:
    """Whether a frozen run is what it was: its digests, its constraints, its total; `again` solves it anew.

    Raises `BadMarket` where the file is no frozen run at all.
    """
    contents = _read(file)
    run = _run_of(file, contents)
    named = hashlib.sha256(contents[RUN]).hexdigest()
    findings = [*_of_digests(run, contents)]
    if digest and digest != named:
        findings.append(Because("The run is named %(named)s, and not as it was noted.", named=named))
    if not findings:
        findings += _of_placement(run, contents, again=again)
    return Verified(named, float(run["objective"]), tuple(findings))


def compare(before: Path, after: Path) -> tuple[float, Difference]:
    """By how much the total of a what-if run is higher than another's, and who is placed otherwise.

    Raises `BadMarket` for a file that is no frozen run, or is not what was frozen.
    """
    totals, placed = [], []
    for file in (before, after):
        contents = _read(file)
        run = _run_of(file, contents)
        if wrong := _of_digests(run, contents):
            raise BadMarket(about(file.name, wrong[0]))
        totals.append(float(run["objective"]))
        rows = csv.DictReader(io.StringIO(contents[PLACED].decode()))
        placed.append({row["candidate"]: row["vacancy"] for row in rows})
    return totals[1] - totals[0], difference(placed[0], placed[1])


def _read(file: Path) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(file) as archive:
            return {name: archive.read(name) for name in archive.namelist()}
    except (OSError, zipfile.BadZipFile, EOFError) as error:
        raise BadMarket(about(file.name, Because("it is no frozen run"))) from error


def _run_of(file: Path, contents: Mapping[str, bytes]) -> Mapping[str, Any]:
    try:
        run = json.loads(contents[RUN])
        if run["version"] == VERSION and {*INPUTS, PLACED} <= set(run["digests"]):
            return {**run, "objective": float(run["objective"]), "bound": float(run["bound"])}
    except (KeyError, TypeError, ValueError) as error:
        raise BadMarket(about(file.name, Because("it is no frozen run"))) from error
    raise BadMarket(about(file.name, Because("it is no frozen run")))


def _of_digests(run: Mapping[str, Any], contents: Mapping[str, bytes]) -> list[str]:
    noted = run["digests"]
    strange = sorted(set(contents) - set(noted) - {RUN})
    changed = [
        name
        for name, digest in noted.items()
        if name not in contents or hashlib.sha256(contents[name]).hexdigest() != digest
    ]
    return [
        *(Because("%(name)s is not what was frozen.", name=name) for name in changed),
        *(Because("%(name)s was added after the run was frozen.", name=name) for name in strange),
    ]


def _of_placement(run: Mapping[str, Any], contents: Mapping[str, bytes], *, again: bool) -> list[str]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for each, content in contents.items():
            (folder / each).write_bytes(content)
        rules = folder / RULES if RULES in contents else None
        candidates, vacancies, eligibility = (folder / each for each in INPUTS)
        market = read_market(candidates, vacancies, eligibility, rules)
        who, where = read_pairs(folder / PLACED, market)
    findings = list(broken(market, who, where))
    total = _total(market, who, where)
    if not _equal(total, run["objective"]):
        findings.append(Because("The scores add up to %(total)s, and not to what the run says.", total=f"{total:g}"))
    if run["bound"] < run["objective"] - CLOSE * max(1.0, abs(run["objective"])):
        findings.append(Because("The bound lies below the total."))
    if again and not findings:
        anew = solve(market)
        if anew.objective > run["bound"] + CLOSE * max(1.0, abs(run["bound"])):
            findings.append(
                Because("Solved again the total is %(total)s, above the bound.", total=f"{anew.objective:g}")
            )
        elif run["status"] == "optimal" and not _equal(anew.objective, total):
            findings.append(Because("Solved again the total is %(total)s.", total=f"{anew.objective:g}"))
    return findings


def _total(market: Market, who: numpy.ndarray, where: numpy.ndarray) -> float:
    width = max(len(market.vacancies), 1)
    chosen = numpy.isin(market.who * width + market.where, who * width + where)
    return float(market.scores[chosen].sum())


def _equal(one: float, other: float) -> bool:
    return abs(one - other) <= CLOSE * max(1.0, abs(one), abs(other))
