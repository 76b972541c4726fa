"""Who stands twice in a register, beside plain Splink: writes docs/reference/people-linkage.md.

    python -m benchmarks.people linkage            40,000 entries, and FEBRL
    python -m benchmarks.people linkage --full     1.2 million entries, and FEBRL
    … --part generated|febrl                       one of the two; the other stays on the page as it was

Thresholds of every method are fixed on the tuning half (other seed, other people) and measured on the testing half.
"""

from __future__ import annotations

import argparse
import csv
import os
import platform
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import pyarrow
import splink
from splink import Linker, SettingsCreator, block_on
from splink import comparison_library as comparisons
from splink.backends.duckdb import DuckDBAPI

from hamsafar.journeys.linkage import propose
from hamsafar.journeys.rules.likeness import Known
from hamsafar.journeys.rules.linking import NAMES_WORTH_ASKING, WORTH_ASKING, asked_about, link_row
from hamsafar.names.folding import fold
from hamsafar.synthetic import twice

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "reference" / "people-linkage.md"
FEBRL = Path(os.environ.get("HAMSAFAR_SHARED", ROOT.parent / "shared")) / "data" / "febrl"
TUNING, TESTING = 20260505, 20260606
MILLION, SMALL, TUNED_ON = 1_200_000, 40_000, 40_000
ROUNDS = 5  # of small registers; a large one is linked once
ROUNDS_UP_TO = 100_000
GRID = (0.05, 0.2, 0.5, 0.8, 0.9, 0.95, 0.99, 0.999)
OUR_GRID = (0.6, 0.7, 0.8, 0.85, 0.9)

Pairs = dict[tuple[int, int], float]  # which two entries, and how surely


@dataclass(frozen=True)
class Line:
    """One entry of a register as all methods get it; `person` is the truth."""

    person: str
    family: str
    given: str
    patronymic: str
    born: date | None
    sex: str
    number: str = ""

    @property
    def name(self) -> str:
        return " ".join(filter(None, (self.family, self.given, self.patronymic)))


@dataclass(frozen=True)
class Score:
    """How well the claimed pairs fit the true ones."""

    threshold: float
    precision: float
    recall: float

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(frozen=True)
class Outcome:
    """What a method claims, and the seconds it took from the entries to the pairs."""

    method: str
    pairs: Pairs
    seconds: float


Method = Callable[[Sequence[Line]], Iterator[Outcome]]


# ── Methods ──


def ours(lines: Sequence[Line]) -> Iterator[Outcome]:
    """As `./run people link` does: keys and columns of our folding, Splink, and the evidence a clerk is shown."""
    start = time.perf_counter()
    files = [_known(line) for line in lines]
    found = propose(link_row(place, known) for place, known in enumerate(files))
    seconds = time.perf_counter() - start
    weighed = ((pair, asked_about(files[pair.one], files[pair.other])) for pair in found)
    asked = {(pair.one, pair.other): likeness.score for pair, likeness in weighed if likeness is not None}
    yield Outcome(OURS, asked, time.perf_counter() - start)
    yield Outcome(PROPOSED, {(pair.one, pair.other): pair.probability for pair in found}, seconds)


def _known(line: Line) -> Known:
    year, month = (line.born.year, line.born.month) if line.born else (None, None)
    return Known((line.name,), line.born, year, month, line.sex, documents=frozenset({line.number} - {""}))


def folded(lines: Sequence[Line]) -> Iterator[Outcome]:
    start = time.perf_counter()
    yield Outcome(FOLDED, plainly(lines, fold), time.perf_counter() - start)


def raw(lines: Sequence[Line]) -> Iterator[Outcome]:
    start = time.perf_counter()
    yield Outcome(RAW, plainly(lines, str.lower), time.perf_counter() - start)


def plainly(lines: Sequence[Line], write: Callable[[str], str]) -> Pairs:
    """Splink as its own guide has it: name comparisons with term frequencies, births, three blocking rules."""
    numbers = any(line.number for line in lines)
    patronymics = any(line.patronymic for line in lines)
    columns = {
        "unique_id": range(len(lines)),
        "family": [write(line.family) or None for line in lines],
        "given": [write(line.given) or None for line in lines],
        "patronymic": [write(line.patronymic) or None for line in lines],
        "born": [line.born.isoformat() if line.born else None for line in lines],
        "sex": [line.sex or None for line in lines],
        "number": [line.number or None for line in lines],
    }
    compared = [_names("family"), _names("given"), *([_names("patronymic")] if patronymics else [])]
    compared.append(comparisons.DateOfBirthComparison("born", input_is_string=True))
    compared += [comparisons.ExactMatch("sex")] if any(line.sex for line in lines) else []
    compared += [comparisons.LevenshteinAtThresholds("number", 1)] if numbers else []
    rules = [block_on("family", "given"), block_on("given", "born"), block_on("family", "born")]
    rules += [block_on("number")] if numbers else []
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=compared,
        blocking_rules_to_generate_predictions=rules,
        retain_matching_columns=False,
    )
    linker = Linker(DuckDBAPI().register(pyarrow.table(columns)), settings, log_level=None)
    training = linker.training
    training.estimate_probability_two_random_records_match([block_on("family", "given", "born")], recall=0.6)
    training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    training.estimate_parameters_using_expectation_maximisation(block_on("born"), max_pairs=1e6)
    training.estimate_parameters_using_expectation_maximisation(block_on("family", "given"), max_pairs=1e6)
    found = linker.inference.predict(threshold_match_probability=min(GRID)).as_pyarrow_table()
    columns = (found[name].to_pylist() for name in ("unique_id_l", "unique_id_r", "match_probability"))
    return {(min(one, other), max(one, other)): surely for one, other, surely in zip(*columns, strict=True)}


def _names(column: str) -> comparisons.NameComparison:
    return comparisons.NameComparison(column).configure(term_frequency_adjustments=True)


OURS, PROPOSED = "hamsafar: Splink with our keys, then the evidence", "the same without the evidence"
FOLDED, RAW = "plain Splink, folded names", "plain Splink, raw names"
METHODS: tuple[Method, ...] = (ours, folded, raw)


# ── Measuring ──


def scored(pairs: Pairs, lines: Sequence[Line], threshold: float) -> Score:
    claimed = [pair for pair, surely in pairs.items() if surely >= threshold]
    right = sum(lines[one].person == lines[other].person for one, other in claimed)
    true = sum(number * (number - 1) // 2 for number in Counter(line.person for line in lines).values())
    return Score(threshold, right / len(claimed) if claimed else 1.0, right / true)


def grid_of(method: str) -> Sequence[float]:
    return OUR_GRID if method == OURS else GRID


def table(tuning: Sequence[Line], testing: Sequence[Line], rounds: int) -> Iterator[str]:
    """Every method on the same entries, the rounds of all methods interleaved; thresholds of the best F1 in tuning."""
    thresholds = {
        each.method: max(grid_of(each.method), key=lambda at: scored(each.pairs, tuning, at).f1)
        for method in METHODS
        for each in method(tuning)
    }
    seconds: dict[str, list[float]] = {name: [] for name in thresholds}
    found: dict[str, Pairs] = {}
    for _ in range(rounds):
        for method in METHODS:
            for each in method(testing):
                found[each.method] = each.pairs
                seconds[each.method].append(each.seconds)
    limit = statistics.median(seconds[FOLDED])
    yield "| method | threshold | precision | recall | F1 | best F1 | seconds | beside folded Splink | spread |"
    yield "| --- | --- | --- | --- | --- | --- | --- | --- | --- |"
    for name, pairs in found.items():
        score, middle = scored(pairs, testing, thresholds[name]), statistics.median(seconds[name])
        best = max(scored(pairs, testing, threshold).f1 for threshold in grid_of(name))
        spread = f"{min(seconds[name]) / middle:.2f}–{max(seconds[name]) / middle:.2f}" if rounds > 1 else "one run"
        yield (
            f"| {name} | {score.threshold:g} | {score.precision:.4f} | {score.recall:.4f} | **{score.f1:.4f}** "
            f"| {best:.4f} | {middle:.1f} | {middle / limit:.2f} | {spread} |"
        )


def synthetic(seed: int, number: int) -> list[Line]:
    return [
        Line(each.person, each.family, each.given, each.patronymic, each.born, each.sex)
        for each in twice.register(seed, number)
    ]


def febrl(number: int) -> list[Line]:
    """A published set of synthetic Australian records; the truth stands in its identifiers."""
    with (FEBRL / f"dataset{number}.csv").open(encoding="utf-8", newline="") as file:
        return [
            Line(
                row["rec_id"].split("-")[1],
                row["surname"],
                row["given_name"],
                "",
                _day(row["date_of_birth"]),
                "",
                row["soc_sec_id"],
            )
            for row in csv.DictReader(file, skipinitialspace=True)
        ]


def _day(text: str) -> date | None:
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:8]))
    except ValueError:
        return None


# ── The page ──


def head() -> Iterator[str]:
    yield "<!-- Written by `python -m benchmarks.people linkage --full`: change the code, not this page. -->"
    yield ""
    yield "# Who stands twice in a register"
    yield ""
    yield (
        f"Python {platform.python_version()}, Splink {splink.__version__}, DuckDB {duckdb.__version__}, "
        f"{os.cpu_count()} cores. Seconds count everything from the entries to the list of pairs: folding, keys, "
        "training, blocking, weighing. Every method has the threshold of its best F1 on a tuning set of its own; "
        "`best F1` is what it would have reached on the testing set with the threshold that is best there, which "
        "nobody knows beforehand: a plain model's probabilities shift with the size of a register."
    )


def generated(size: int) -> Iterator[str]:
    rounds = ROUNDS if size <= ROUNDS_UP_TO else 1
    yield "## A generated register"
    yield ""
    how = f"Interleaved, median of {rounds} rounds." if rounds > 1 else "One round."
    yield (
        f"{size:,} entries (seed {TESTING}); thresholds from {TUNED_ON:,} others (seed {TUNING}). {twice.TWICE:.0%} of "
        f"the people stand twice. Each entry is written by one of nine spellings; {twice.ERRORS:.0%} have an error of "
        f"writing, {twice.NO_PATRONYMIC:.0%} no patronymic, {twice.GIVEN_NAME_FIRST:.0%} the given name first, "
        f"{twice.WRONG_DAY:.0%} a wrong date (day and month turned, one digit, the first of January). {how}"
    )
    yield ""
    yield from table(synthetic(TUNING, TUNED_ON), synthetic(TESTING, size), rounds)
    yield ""
    yield f"The load of the machine meanwhile, over five minutes, was {os.getloadavg()[1]:.1f}; an idle one has 0."
    yield ""
    yield (
        "What this does not show: the generator has a few hundred given names, so that strangers share names more "
        "often than in life, and its errors are simple. Its given names mostly stand on our list of known names, which "
        "flatters the last step (`names-quality.md` says by how much). It may not import the folding measured here. "
        "Plain Splink is set up as its guide has it, by people who did not write it; a specialist may get more out of "
        "it."
    )


def published() -> Iterator[str]:
    yield "## FEBRL"
    yield ""
    if not FEBRL.exists():
        yield "Not measured: the third-party records are missing (`febrl`)."
        return
    yield (
        "Synthetic Australian records with harsh errors (BSD-3-Clause). All methods get names, date of birth and "
        "social security number, not the addresses; thresholds are fixed on dataset 2, measured on dataset 3. Our "
        "folding was made for names of the corridor and has no rule for these."
    )
    yield ""
    yield from table(febrl(2), febrl(3), ROUNDS)
    yield ""
    yield (
        f"The queue takes a pair where two forms of the names score at least {NAMES_WORTH_ASKING} and the evidence at "
        f"least {WORTH_ASKING}: an officer decides each of them, nobody is merged by a threshold."
    )


def kept(page: Path, part: str) -> Iterator[str]:
    """A part of the page as an earlier run wrote it."""
    parts = page.read_text(encoding="utf-8").split("\n\n## ") if page.exists() else []
    yield from (f"## {each}".rstrip() for each in parts if each.startswith(PARTS[part]))


GENERATED, PUBLISHED = "generated", "febrl"
PARTS = {GENERATED: "A generated register", PUBLISHED: "FEBRL"}


def main(words: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.people linkage", description="Finding people twice.")
    parser.add_argument("--full", action="store_true", help=f"{MILLION:,} entries instead of {SMALL:,}")
    parser.add_argument("--people", type=int, default=0)
    parser.add_argument("--part", choices=[*PARTS], help="measure this part alone")
    parser.add_argument("--out", type=Path, default=None, help="- for standard output")
    options = parser.parse_args(words)
    size = options.people or (MILLION if options.full else SMALL)
    place = options.out or (PAGE if options.full else Path("-"))
    first = kept(place, GENERATED) if options.part == PUBLISHED else generated(size)
    second = kept(place, PUBLISHED) if options.part == GENERATED else published()
    text = "\n\n".join("\n".join(part) for part in (head(), first, second)).rstrip() + "\n"
    if str(place) != "-":
        place.write_text(text, encoding="utf-8")
    sys.stdout.write(text)
    return 0
