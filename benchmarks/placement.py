"""How fast the best placement is found, beside its peers: writes docs/reference/placement-speed.md.

    python -m benchmarks.placement            2,000 candidates on 200 vacancies
    python -m benchmarks.placement --full     15,000 on 1,500, and 100,000 on 10,000

Where the machine is not free for so long: `--size 100000 10000 --scores coarse --only HiGHS` and the like measure it in
pieces, which are kept; `--page` writes the page from them.

Every contender is a process of its own that reads the same files, keeps eligibility, and writes who is placed where.
"""

from __future__ import annotations

import argparse
import csv
import importlib.metadata
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import highspy
import numpy
import pandas
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from hamsafar.recruitment.formats.placement_files import read_market, write_placement
from hamsafar.recruitment.rules.market import BadMarket
from hamsafar.recruitment.rules.placement import pairs, solve

PAGE = Path(__file__).resolve().parents[1] / "docs" / "reference" / "placement-speed.md"
KEPT = Path(__file__).resolve().parents[1] / ".build" / "placement-speed.json"
SMALL, STATED = ((2_000, 200),), ((15_000, 1_500), (100_000, 10_000))
ELIGIBLE, SEED = 20, 20260808
ROUNDS, ROUNDS_OF_LARGE, LARGE = 5, 3, 50_000
ROUNDS_OF_SLOW = 1
TARGET = 1.3
GIBIBYTE = 1 << 30
MOST_SECONDS, MOST_MEMORY = 600, 16 * GIBIBYTE
SCALE = 1_000_000
FILES = ("candidates", "vacancies", "eligibility")

Columns = tuple[list[str], list[str], numpy.ndarray, numpy.ndarray, numpy.ndarray, numpy.ndarray]


# ── Markets ──


def write_market(folder: Path, candidates: int, vacancies: int, *, coarse: bool) -> None:
    """`ELIGIBLE` vacancies for each candidate, places for nine of ten of them; scores of any size or from 1 to 10."""
    random = numpy.random.default_rng((SEED, candidates, coarse))
    places = random.multinomial(candidates * 9 // 10 - vacancies, numpy.full(vacancies, 1 / vacancies)) + 1
    with (folder / "candidates.csv").open("w") as file:
        file.write("id\n" + "".join(f"c{place}\n" for place in range(candidates)))
    with (folder / "vacancies.csv").open("w") as file:
        file.write("id,places\n" + "".join(f"v{place},{number}\n" for place, number in enumerate(places)))
    where = numpy.array([random.choice(vacancies, ELIGIBLE, replace=False) for _ in range(candidates)]).ravel()
    number = candidates * ELIGIBLE
    scores = random.integers(1, 11, number).astype(float) if coarse else random.uniform(0, 10, number)
    who = numpy.repeat(numpy.arange(candidates), ELIGIBLE)
    rows = zip(who.tolist(), where.tolist(), scores.tolist(), strict=True)
    with (folder / "eligibility.csv").open("w") as file:
        file.write("candidate,vacancy,score\n" + "".join(f"c{c},v{v},{score:.6f}\n" for c, v, score in rows))


# ── Contenders, each in a process of its own ──


def hamsafar(folder: Path) -> None:
    """What `./run placement solve` does."""
    market = read_market(*(folder / f"{name}.csv" for name in FILES))
    write_placement(folder / "out.csv", pairs(market, solve(market)))


def read_plainly(folder: Path) -> Columns:
    """The same files by pandas, nothing checked."""
    people, orders, rows = (pandas.read_csv(folder / f"{name}.csv") for name in FILES)
    who = pandas.Index(people["id"]).get_indexer(rows["candidate"])
    where = pandas.Index(orders["id"]).get_indexer(rows["vacancy"])
    return list(people["id"]), list(orders["id"]), orders["places"].to_numpy(), who, where, rows["score"].to_numpy()


def write_plainly(folder: Path, columns: Columns, chosen: numpy.ndarray) -> None:
    people, orders, _, who, where, _ = columns
    with (folder / "out.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("candidate", "vacancy"))
        writer.writerows((people[c], orders[v]) for c, v in zip(who[chosen], where[chosen], strict=True))


def plain_ortools(folder: Path) -> None:
    """OR-Tools as its guide has it: source, candidates, vacancies, sink."""
    columns = read_plainly(folder)
    people, orders, places, who, where, scores = columns
    source, sink = len(people) + len(orders), len(people) + len(orders) + 1
    candidates, vacancies = numpy.arange(len(people)), len(people) + numpy.arange(len(orders))
    flow = SimpleMinCostFlow()
    ones, none = numpy.ones(len(people), int), numpy.zeros(len(people), int)
    flow.add_arcs_with_capacity_and_unit_cost(numpy.full(len(people), source), candidates, ones, none)
    costs = -numpy.rint(scores * SCALE).astype(int)
    arcs = flow.add_arcs_with_capacity_and_unit_cost(who, len(people) + where, numpy.ones(len(who), int), costs)
    flow.add_arcs_with_capacity_and_unit_cost(candidates, numpy.full(len(people), sink), ones, none)
    flow.add_arcs_with_capacity_and_unit_cost(
        vacancies, numpy.full(len(orders), sink), places, numpy.zeros(len(orders), int)
    )
    flow.set_node_supply(source, len(people))
    flow.set_node_supply(sink, -len(people))
    if flow.solve() != flow.OPTIMAL:
        raise SystemExit("no optimum")
    write_plainly(folder, columns, flow.flows(arcs) > 0)


def _sparse(columns: Columns) -> tuple[csr_array, numpy.ndarray]:
    people, _, places, who, where, _ = columns
    edges = numpy.arange(len(who))
    rows = numpy.concatenate([who, len(people) + where])
    matrix = csr_array((numpy.ones(2 * len(who)), (rows, numpy.concatenate([edges, edges]))))
    return matrix, numpy.concatenate([numpy.ones(len(people)), places])


def scipy_milp(folder: Path) -> None:
    columns = read_plainly(folder)
    matrix, most = _sparse(columns)
    found = milp(
        -columns[5], bounds=Bounds(0, 1), constraints=LinearConstraint(matrix, 0, most)
    )  # its vertices are whole
    write_plainly(folder, columns, found.x > 0.5)  # noqa: PLR2004


def highs(folder: Path) -> None:
    columns = read_plainly(folder)
    matrix, most = _sparse(columns)
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(columns[5]), len(most)
    lp.col_cost_, lp.sense_ = columns[5], highspy.ObjSense.kMaximize
    lp.col_lower_, lp.col_upper_ = numpy.zeros(lp.num_col_), numpy.ones(lp.num_col_)
    lp.row_lower_, lp.row_upper_ = numpy.zeros(lp.num_row_), most
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = matrix.indptr, matrix.indices, matrix.data
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.passModel(lp)
    solver.run()
    write_plainly(folder, columns, numpy.array(solver.getSolution().col_value) > 0.5)  # noqa: PLR2004


def greedy(folder: Path) -> None:
    """The best score first, as long as there are places."""
    columns = read_plainly(folder)
    people, _, places, who, where, scores = columns
    left, free, chosen = places.tolist(), [True] * len(people), numpy.zeros(len(who), dtype=bool)
    for edge in numpy.argsort(-scores, kind="stable").tolist():
        if free[who[edge]] and left[where[edge]]:
            free[who[edge]], chosen[edge] = False, True
            left[where[edge]] -= 1
    write_plainly(folder, columns, chosen)


CONTENDERS: dict[str, Callable[[Path], None]] = {
    "hamsafar": hamsafar,
    "plain OR-Tools": plain_ortools,
    "greedy": greedy,
    "scipy.optimize.milp": scipy_milp,
    "HiGHS": highs,
}
PEER = "plain OR-Tools"
QUICK = frozenset({"hamsafar", PEER, "greedy"})  # they run in every round


# ── Measuring ──


@dataclass(frozen=True)
class Run:
    """One process: its seconds, its memory, and the score of what it wrote."""

    seconds: float
    memory: int
    score: float


@dataclass
class Measured:
    """The runs of some contenders on one market; None for a run that did not finish in `most_seconds`."""

    candidates: int
    vacancies: int
    coarse: bool
    most_seconds: int
    runs: dict[str, list[Run | None]]


def timed(name: str, folder: Path, most_seconds: int) -> Run | None:
    """Run a contender and score what it wrote, by a reading of its own."""
    (folder / "out.csv").unlink(missing_ok=True)
    command = [sys.executable, "-m", "benchmarks.placement", "--contender", name, "--folder", str(folder)]
    start = time.perf_counter()
    try:
        done = subprocess.run(
            command,
            check=False,
            timeout=most_seconds,
            capture_output=True,
            text=True,
            preexec_fn=_limited,
        )
    except subprocess.TimeoutExpired:
        return None
    seconds = time.perf_counter() - start
    return Run(seconds, int(done.stdout.split()[-1]), score(folder)) if done.returncode == 0 else None


def _limited() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))


def score(folder: Path) -> float:
    """The total of a written placement. Raises `BadMarket` where it breaks a place, a candidate or an eligibility."""
    rows, placed = pandas.read_csv(folder / "eligibility.csv"), pandas.read_csv(folder / "out.csv")
    places = pandas.read_csv(folder / "vacancies.csv").set_index("id")["places"]
    joined = placed.merge(rows, on=["candidate", "vacancy"])
    filled = placed["vacancy"].value_counts()
    if len(joined) != len(placed) or placed["candidate"].duplicated().any() or (filled > places[filled.index]).any():
        raise BadMarket("A placement was written that nobody may make.")
    return float(joined["score"].sum())


def measure(candidates: int, vacancies: int, *, coarse: bool, contenders: Sequence[str], most_seconds: int) -> Measured:
    """Rounds interleaved, each contender in a process of its own on the same files."""
    rounds = ROUNDS_OF_LARGE if candidates >= LARGE else ROUNDS
    found = Measured(candidates, vacancies, coarse, most_seconds, {name: [] for name in contenders})
    with tempfile.TemporaryDirectory(prefix="hamsafar-placement-") as name:
        folder = Path(name)
        write_market(folder, candidates, vacancies, coarse=coarse)
        for number in range(rounds):
            for contender in contenders:
                if contender in QUICK or number < ROUNDS_OF_SLOW:
                    found.runs[contender].append(timed(contender, folder, most_seconds))
    return found


# ── Keeping and showing ──


def keep(file: Path, found: Measured) -> None:
    """Add one piece to those that were measured before; what is measured again is written over."""
    known = {_key(each): each for each in kept(file)}
    if (older := known.get(_key(found))) is not None:
        found.runs = {**older.runs, **found.runs}
    known[_key(found)] = found
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps([asdict(each) for each in known.values()], indent=1), encoding="utf-8")


def kept(file: Path) -> list[Measured]:
    if not file.exists():
        return []
    pieces = [Measured(**each) for each in json.loads(file.read_text(encoding="utf-8"))]
    for piece in pieces:
        piece.runs = {name: [run and Run(**run) for run in runs] for name, runs in piece.runs.items()}  # type: ignore[arg-type]
    return sorted(pieces, key=_key)


def _key(found: Measured) -> tuple[int, int, bool]:
    return found.candidates, found.vacancies, found.coarse


def table(found: Measured) -> Iterator[str]:
    best = max(run.score for each in found.runs.values() for run in each if run)
    limit = statistics.median(run.seconds for run in found.runs[PEER] if run)
    scores = "scores from 1 to 10" if found.coarse else "continuous scores"
    yield f"**{found.candidates:,} on {found.vacancies:,}, {scores}**"
    yield ""
    yield "| method | seconds | spread | beside plain OR-Tools | memory, MiB | short of the best |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for contender in CONTENDERS:
        if contender not in found.runs:
            yield f"| {contender} | not measured | | | | |"
            continue
        done = [run for run in found.runs[contender] if run]
        if not done:
            yield f"| {contender} | did not finish in {found.most_seconds} | | | | |"
            continue
        seconds = [run.seconds for run in done]
        middle, spread = statistics.median(seconds), "one run"
        if len(seconds) > 1:
            spread = f"{min(seconds) / middle:.2f}–{max(seconds) / middle:.2f}"
        yield (
            f"| {contender} | {middle:.2f} | {spread} | {middle / limit:.2f} "
            f"| {max(run.memory for run in done) / (1 << 20):.0f} | {1 - done[0].score / best:.4%} |"
        )
    yield ""


def page(pieces: Sequence[Measured]) -> Iterator[str]:
    versions = ", ".join(
        f"{name} {importlib.metadata.version(name)}" for name in ("ortools", "highspy", "scipy", "pandas")
    )
    yield "<!-- Written by `python -m benchmarks.placement --full`: change the code, not this page. -->"
    yield ""
    yield "# How fast the best placement is found"
    yield ""
    yield (
        f"From files to a file, each method in a process of its own, its start included; rounds interleaved, medians "
        f"({ROUNDS} rounds, {ROUNDS_OF_LARGE} from {LARGE:,} candidates on, {ROUNDS_OF_SLOW} of HiGHS and SciPy). "
        f"{ELIGIBLE} eligible vacancies a candidate, places for nine of ten. Wanted: at most {TARGET} of plain "
        f"OR-Tools, which reads, keeps eligibility and writes as we do but checks nothing. A method over "
        f"{MOST_SECONDS // 60} minutes or {MOST_MEMORY // GIBIBYTE} GiB did not finish. Every placement is read again "
        "and checked. "
        f"Python {platform.python_version()}, {versions}, {os.cpu_count()} cores."
    )
    yield ""
    for each in pieces:
        yield from table(each)


def main(words: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.placement", description="Speed of placement.")
    parser.add_argument("--full", action="store_true", help="the stated sizes, and the page")
    parser.add_argument("--size", nargs=2, type=int, metavar=("CANDIDATES", "VACANCIES"))
    parser.add_argument("--scores", choices=("continuous", "coarse"), help="one kind of scores in place of both")
    parser.add_argument("--only", nargs="+", choices=CONTENDERS, help="a piece: some methods, kept for --page")
    parser.add_argument("--most-seconds", type=int, default=MOST_SECONDS)
    parser.add_argument("--page", action="store_true", help="write the page from the pieces that were kept")
    parser.add_argument("--contender", choices=CONTENDERS, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args(words)
    if options.contender:
        CONTENDERS[options.contender](options.folder)
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)  # kibibytes, on Linux
        return 0
    if not options.page:
        sizes = (tuple(options.size),) if options.size else STATED if options.full else SMALL
        for candidates, vacancies in sizes:
            for coarse in (False, True) if options.scores is None else (options.scores == "coarse",):
                names = options.only or list(CONTENDERS)
                found = measure(
                    candidates, vacancies, coarse=coarse, contenders=names, most_seconds=options.most_seconds
                )
                keep(KEPT, found)
                if not options.only:
                    sys.stdout.write("\n".join(table(found)) + "\n")
    if options.full or options.page:
        stated = [each for each in kept(KEPT) if (each.candidates, each.vacancies) in STATED]
        PAGE.write_text("\n".join(page(stated)).rstrip() + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
