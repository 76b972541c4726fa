"""Linking whole registers by Splink: which files may be one person's, and how probably. The only module that needs it.

The backend is one setting. Splink writes SQL, so Spark or another database takes the place of DuckDB without a change
of the model; what differs between dialects is named in `Backend`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy
import pyarrow
from pyarrow import compute, parquet
from splink import Linker, SettingsCreator, block_on
from splink import comparison_level_library as levels
from splink import comparison_library as comparisons
from splink.backends.duckdb import DuckDBAPI

from hamsafar.journeys.rules.linking import LinkRow

logging.getLogger("splink").setLevel(logging.ERROR)
SEED, SAMPLED = 1, 1_000_000
A_CHUNK = 100_000
RARE = 10  # files may share two words of a name without a date before those words are too common to mean anything
HARDLY, WORTH_WEIGHING = 0.0001, 0.02  # probabilities: below the one never, from the other on always looked at again
EXPECTED = 0.1  # of the files have a second one; the model learns the rest

NAMES_ALIKE, NAMES_NEAR = 0.95, 0.85
COLUMNS = pyarrow.schema(
    [
        ("unique_id", pyarrow.int64()),
        ("keys", pyarrow.list_(pyarrow.int64())),
        ("pairs", pyarrow.list_(pyarrow.int64())),
        ("roots", pyarrow.list_(pyarrow.string())),
        ("words", pyarrow.list_(pyarrow.string())),
        ("name", pyarrow.string()),
        ("first_word", pyarrow.string()),
        ("born", pyarrow.string()),
        ("sex", pyarrow.string()),
        ("numbers", pyarrow.list_(pyarrow.int64())),
    ]
)
PAIRS = pyarrow.schema([("one", pyarrow.int64()), ("other", pyarrow.int64()), ("probability", pyarrow.float64())])


@dataclass(frozen=True, order=True)
class Proposal:
    """Two files that may be one person's, the one with the smaller key first."""

    one: int
    other: int
    probability: float


@dataclass(frozen=True)
class Backend:
    """Where Splink runs: how to reach it, and how it says what dialects say differently."""

    connect: Callable[[], Any]
    common: str
    similarity: str
    distance: str


BACKENDS: Mapping[str, Backend] = {
    "duckdb": Backend(
        DuckDBAPI,
        common="len(list_intersect({0}_l, {0}_r))",
        similarity="jaro_winkler_similarity({0}_l, {0}_r)",
        distance="damerau_levenshtein({0}_l, {0}_r)",
    ),
}


def propose(rows: Iterable[LinkRow], *, backend: str = "duckdb") -> Sequence[Proposal]:
    """Every pair that meets under a key and is not improbable, each once, in the order of its files."""
    table = with_rare_pairs(table_of(rows))
    if not table.num_rows:
        return []
    place = BACKENDS[backend]
    linker = Linker(place.connect().register(table), settings(place, files=table.num_rows), log_level=None)
    train(linker)
    found = linker.inference.predict(threshold_match_probability=HARDLY)
    return sorted(_proposals(found.as_pyarrow_table()))


def _proposals(pairs: pyarrow.Table) -> Iterator[Proposal]:
    """The pairs that are likely enough, and all that share a number, whatever their names say."""
    names = ("unique_id_l", "unique_id_r", "match_probability", "numbers_l", "numbers_r")
    columns = (pairs[name].to_pylist() for name in names)
    for one, other, probability, *numbers in zip(*columns, strict=True):
        if probability >= WORTH_WEIGHING or (all(numbers) and not set(numbers[0]).isdisjoint(numbers[1])):
            yield Proposal(min(one, other), max(one, other), probability)


def kept(folder: Path, state: str, make: Callable[[], Sequence[Proposal]]) -> Sequence[Proposal]:
    """The proposals for one state of the register: read where they were made before it was stopped, else made and kept.

    The folder holds keys of files and probabilities, nothing of a person. `forget` removes it when all is done.
    """
    place = folder / f"{state}.parquet"
    if place.exists():
        return [Proposal(*row.values()) for row in parquet.read_table(place).to_pylist()]
    forget(folder)
    found = make()
    folder.mkdir(parents=True, exist_ok=True)
    part = place.with_suffix(".part")
    parquet.write_table(pyarrow.Table.from_pylist([asdict(each) for each in found], PAIRS), part)
    part.rename(place)
    return found


def forget(folder: Path) -> None:
    """Remove what was kept."""
    for each in folder.glob("*.par*"):
        each.unlink()


def table_of(rows: Iterable[LinkRow]) -> pyarrow.Table:
    """The files as columns, in pieces, so that a million of them never lie in memory as rows."""
    pieces, waiting = [], []
    for row in rows:
        waiting.append(row)
        if len(waiting) == A_CHUNK:
            pieces.append(_piece(waiting))
            waiting = []
    return pyarrow.Table.from_batches([*pieces, _piece(waiting)], COLUMNS)


def _piece(rows: list[LinkRow]) -> pyarrow.RecordBatch:
    columns = {
        "unique_id": [row.key for row in rows],
        "keys": [row.keys for row in rows],
        "pairs": [row.pairs for row in rows],
        "roots": [row.roots for row in rows],
        "words": [row.words for row in rows],
        "name": [row.name for row in rows],
        "first_word": [row.roots[0] if row.roots else None for row in rows],
        "born": [row.born or None for row in rows],
        "sex": [row.sex or None for row in rows],
        "numbers": [row.numbers or None for row in rows],
    }
    return pyarrow.RecordBatch.from_pydict(columns, COLUMNS)


def with_rare_pairs(table: pyarrow.Table) -> pyarrow.Table:
    """The files with those of their `pairs` among their `keys` that no more than `RARE` files share."""
    pairs = table["pairs"].combine_chunks()
    counts = compute.value_counts(pairs.flatten())
    often = counts.field("counts")
    rare = counts.field("values").filter(compute.and_(compute.greater(often, 1), compute.less_equal(often, RARE)))
    shared = compute.is_in(pairs.flatten(), value_set=rare)
    keys = table["keys"].combine_chunks()
    owners = [compute.list_parent_indices(keys), compute.list_parent_indices(pairs).filter(shared)]
    values = [keys.flatten(), pairs.flatten().filter(shared)]
    together = pyarrow.table({"owner": pyarrow.chunked_array(owners), "key": pyarrow.chunked_array(values)})
    together = together.sort_by("owner")
    owner = together["owner"].to_numpy()
    starts = numpy.searchsorted(owner, numpy.arange(table.num_rows + 1))
    joined = pyarrow.ListArray.from_arrays(pyarrow.array(starts, pyarrow.int32()), together["key"].combine_chunks())
    return table.set_column(table.schema.get_field_index("keys"), "keys", joined).drop_columns("pairs")


def settings(place: Backend, *, files: int) -> SettingsCreator:
    """Names by their words and letters, births with the slips of offices, sex, numbers; pairs that share a key."""
    roots, words = (place.common.format(column) for column in ("roots", "words"))
    all_roots, all_words = (f"least(len({column}_l), len({column}_r))" for column in ("roots", "words"))
    similarity = place.similarity.format("name")
    same_year = "substr(born_l, 1, 4) = substr(born_r, 1, 4)"
    swapped = "substr(born_l, 5, 2) = substr(born_r, 7, 2) and substr(born_l, 7, 2) = substr(born_r, 5, 2)"
    unknown_day = "'0101' in (substr(born_l, 5), substr(born_r, 5)) or least(length(born_l), length(born_r)) < 8"
    return SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            _comparison(
                "name",
                f"{roots} = {all_roots} and {all_roots} > 2",
                f"{words} = {all_words} and {all_words} > 2",
                f"{roots} = {all_roots} and {all_roots} > 1",
                f"{words} = {all_words} and {all_words} > 1",
                f"{similarity} >= {NAMES_ALIKE}",
                f"{words} > 1",
                f"{similarity} >= {NAMES_NEAR}",
            ),
            _comparison(
                "born",
                "born_l = born_r",
                f"{place.distance.format('born')} <= 1 or ({same_year} and ({swapped} or {unknown_day}))",
                same_year,
            ),
            comparisons.ExactMatch("sex"),
            _comparison("numbers", f"{place.common.format('numbers')} > 0"),
        ],
        blocking_rules_to_generate_predictions=[block_on("keys", arrays_to_explode=["keys"])],
        probability_two_random_records_match=min(0.5, 2 * EXPECTED / max(files, 1)),
        retain_matching_columns=False,
        additional_columns_to_retain=["numbers"],
    )


def _comparison(column: str, *conditions: str) -> Any:
    """Levels from the one that says most to the one that says nothing."""
    told = [levels.CustomLevel(condition, f"{column} {place}") for place, condition in enumerate(conditions, 1)]
    every: list[Any] = [levels.NullLevel(column), *told, levels.ElseLevel()]
    return comparisons.CustomComparison(output_column_name=column, comparison_levels=every)


def train(linker: Linker) -> None:
    """Learn from the files themselves: what strangers share by chance, and what two files of one person share."""
    linker.training.estimate_u_using_random_sampling(max_pairs=SAMPLED, seed=SEED)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("born", "first_word"))
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("name"))
