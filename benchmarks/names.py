"""How well and how fast names are compared: writes docs/reference/names-quality.md.

    python -m benchmarks.names            pairs, lone tokens, ratios of speed
    python -m benchmarks.names --full     also rank 1 among 1.2 million synthetic people

The generated set comes from `hamsafar.synthetic`, which may not import `hamsafar.names`. The threshold of every method
is fixed on one half (other seed, other people) and its figures are measured on the other half.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from random import Random

import rapidfuzz
from anyascii import anyascii
from rapidfuzz import fuzz

from hamsafar.names import comparing, folding, known, likeness, parts, searching
from hamsafar.synthetic.errors import miswritten
from hamsafar.synthetic.pairs import ERRORS, NO_PATRONYMIC, NamePair, name_pairs
from hamsafar.synthetic.people import Person, people
from hamsafar.synthetic.spelling import WRITERS, somebody

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "reference" / "names-quality.md"
SHARED = Path(os.environ.get("HAMSAFAR_SHARED", ROOT.parent / "shared"))
TOKENS = SHARED / "data" / "name-translit-en-ru" / "wd_russian_16"
TUNING, TESTING, PAIRS = 20260101, 20260202, 30_000
WANTED_PRECISION, WANTED_RECALL = 0.99, 0.97
MILLION, LOOKUPS, WEIGHED = 1_200_000, 1_000, 400
ROUNDS = 5

Score = Callable[[str, str], float]


@dataclass(frozen=True)
class Measured:
    """Recall and precision at one threshold."""

    threshold: float
    recall: float
    precision: float


def methods() -> dict[str, Score]:
    """Ours and the peers, each a score from 0 to 1."""
    return {
        "hamsafar.names": comparing.score,
        "rapidfuzz token_sort_ratio, raw": lambda a, b: fuzz.token_sort_ratio(a.lower(), b.lower()) / 100,
        "anyascii, equal letters in any order of words": lambda a, b: float(_plain(a) == _plain(b)),
        "anyascii + rapidfuzz token_sort_ratio": lambda a, b: fuzz.token_sort_ratio(_plain(a), _plain(b)) / 100,
        "anyascii + rapidfuzz token_set_ratio": lambda a, b: fuzz.token_set_ratio(_plain(a), _plain(b)) / 100,
    }


def _plain(name: str) -> str:
    return " ".join(sorted(anyascii(name).lower().replace("'", "").split()))


# ── Pairs ──


def tuned(scores: Sequence[float], truth: Sequence[bool]) -> float:
    """The threshold with the most recall among those of the wanted precision; else the one of the best F1."""
    order = sorted(zip(scores, truth, strict=True), reverse=True)
    total, right, best, fallback = sum(truth), 0, (0.0, 1.0), (0.0, 1.0)
    for place, (score, same) in enumerate(order, 1):
        right += same
        if place < len(order) and order[place][0] == score:
            continue
        recall, precision = right / total, right / place
        best = max(best, (recall if precision >= WANTED_PRECISION else 0.0, score))
        fallback = max(fallback, (2 * recall * precision / (recall + precision) if right else 0.0, score))
    return best[1] if best[0] else fallback[1]


def measured(scores: Sequence[float], truth: Sequence[bool], threshold: float) -> Measured:
    claimed = [same for score, same in zip(scores, truth, strict=True) if score >= threshold]
    right = sum(claimed)
    return Measured(threshold, right / sum(truth), right / len(claimed) if claimed else 1.0)


def pair_table(tuning: Sequence[NamePair], testing: Sequence[NamePair]) -> Iterator[str]:
    """Every method on the same pairs, each with its own best threshold; ours also at the one that is shipped."""
    yield "| method | threshold | recall | precision |"
    yield "| --- | --- | --- | --- |"
    truth = [pair.same for pair in testing]
    for name, score in methods().items():
        threshold = tuned([score(pair.a, pair.b) for pair in tuning], [pair.same for pair in tuning])
        yield _row(name, measured([score(pair.a, pair.b) for pair in testing], truth, threshold))
    verdicts = [float(comparing.compare(pair.a, pair.b).match) for pair in testing]
    shipped = measured(verdicts, truth, 1.0)
    yield _row("**hamsafar.names, as shipped**", Measured(comparing.THRESHOLD, shipped.recall, shipped.precision))
    for share, words in ((0.5, "with half of the known names"), (0.0, "without the known names")):
        with only_known(share):
            own = tuned([comparing.score(pair.a, pair.b) for pair in tuning], [pair.same for pair in tuning])
            scores = [comparing.score(pair.a, pair.b) for pair in testing]
        yield _row(f"hamsafar.names, {words}", measured(scores, truth, comparing.THRESHOLD))
        yield _row(f"hamsafar.names, {words}, threshold of its own", measured(scores, truth, own))


def _row(name: str, found: Measured) -> str:
    return f"| {name} | {found.threshold:.3f} | {found.recall:.4f} | {found.precision:.4f} |"


@contextmanager
def only_known(share: float) -> Iterator[None]:
    """Compare as if only a part of the list of given names were known."""
    whole, random = known.HEARD, Random(1)  # noqa: S311
    known.HEARD = frozenset(name for name in sorted(whole) if random.random() < share)
    forget()
    yield
    known.HEARD = whole
    forget()


def kind_table(testing: Sequence[NamePair]) -> Iterator[str]:
    """Where the mistakes are, by how a pair was made."""
    total, wrong = Counter(pair.kind for pair in testing), Counter[str]()
    for pair in testing:
        wrong[pair.kind] += comparing.compare(pair.a, pair.b).match is not pair.same
    yield "| kind of pair | pairs | judged wrongly |"
    yield "| --- | --- | --- |"
    for kind, number in total.most_common():
        yield f"| {kind} | {number} | {wrong[kind]} ({wrong[kind] / number:.2%}) |"


# ── Lone tokens of all nations ──


def token_table() -> Iterator[str]:
    if not TOKENS.exists():
        yield f"Not measured: the third-party tokens are missing (`{TOKENS.name}`)."
        return
    same = list(_tokens())
    random = Random(3)  # noqa: S311
    others = [cyrillic for _, cyrillic in same]
    random.shuffle(others)
    pairs = [(latin, cyrillic, True) for latin, cyrillic in same]
    pairs += [(latin, other, False) for (latin, own), other in zip(same, others, strict=True) if own != other]
    yield f"{len(same):,} pairs of tokens, and as many with a token of somebody else."
    yield ""
    yield "| method | threshold | recall | precision |"
    yield "| --- | --- | --- | --- |"
    halves = pairs[::2], pairs[1::2]
    for name, score in methods().items():
        tuning, testing = ([score(a, b) for a, b, _ in half] for half in halves)
        threshold = tuned(tuning, [same for *_, same in halves[0]])
        yield _row(name, measured(testing, [same for *_, same in halves[1]], threshold))
    equal = sum(folding.fold(latin) == folding.fold(cyrillic) for latin, cyrillic in same)
    yield ""
    yield f"Folded alike, letter for letter: {equal / len(same):.1%} of the pairs."


def _tokens() -> Iterator[tuple[str, str]]:
    for line in TOKENS.read_text(encoding="utf-8").splitlines():
        latin, cyrillic, _ = line.split("\t")
        yield latin, cyrillic.replace(" ", "")


# ── Speed ──


def speed_table(pairs: Sequence[NamePair]) -> Iterator[str]:
    """Interleaved rounds; the median of each method beside that of raw rapidfuzz in the same run."""
    runs: dict[str, list[float]] = defaultdict(list)
    contenders = {**methods(), "hamsafar.names, with reasons": lambda a, b: comparing.compare(a, b).score}
    for _ in range(ROUNDS):
        for name, score in contenders.items():
            forget()
            runs[name].append(_seconds(score, pairs))
        comparing_again = "hamsafar.names, the words met before"
        _seconds(comparing.score, pairs)
        runs[comparing_again].append(_seconds(comparing.score, pairs))
    limit = statistics.median(runs["rapidfuzz token_sort_ratio, raw"])
    yield "| method | × the time of raw rapidfuzz | spread |"
    yield "| --- | --- | --- |"
    for name, seconds in runs.items():
        middle = statistics.median(seconds)
        yield f"| {name} | {middle / limit:.1f} | {min(seconds) / middle:.2f}–{max(seconds) / middle:.2f} |"


def _seconds(score: Score, pairs: Sequence[NamePair]) -> float:
    start = time.process_time()
    for pair in pairs:
        score(pair.a, pair.b)
    return time.process_time() - start


def forget() -> None:
    """Empty every cache, so that a round begins cold."""
    for remembered in (
        *(folding.sounds_of, parts.part_of, parts._parts_of),
        *(likeness.likeness, comparing._pair, searching.skeletons),
    ):
        remembered.cache_clear()


# ── Rank 1 among a million ──


def rank_table(size: int) -> Iterator[str]:
    """Look up people under another spelling, with and without the year of birth."""
    register = list(islice(people(7), size))
    index = _filed(register)
    random = Random(9)  # noqa: S311
    asked = random.sample(range(size), LOOKUPS)
    yield f"{size:,} people, {LOOKUPS:,} lookups, names as another clerk writes them, errors of writing included."
    yield ""
    yield "| lookup | found among the candidates | rank 1 is the person | rank 1 bears the person's very name |"
    yield "| --- | --- | --- | --- |"
    for words, dated, short in (
        ("name and year of birth", True, True),
        ("name with patronymic and year of birth", True, False),
        ("name without year", False, True),
        ("name with patronymic, without year", False, False),
    ):
        found = [_looked_up(register, index, place, dated=dated, short=short) for place in asked]
        shares = (sum(each[column] for each in found) / LOOKUPS for column in range(3))
        yield f"| {words} | " + " | ".join(f"{share:.3f}" for share in shares) + " |"


def _filed(register: Sequence[Person]) -> dict[str, list[int]]:
    index: dict[str, list[int]] = defaultdict(list)
    for place, person in enumerate(register):
        keys = searching.keys_of(person.said("tajik"), person.born.year)
        for key in (*keys.pairs, *keys.dated_pairs, *keys.dated_singles):
            index[key].append(place)
    return index


def _looked_up(
    register: Sequence[Person], index: dict[str, list[int]], place: int, *, dated: bool, short: bool
) -> tuple[bool, bool, bool]:
    person = register[place]
    asked = written(person, Random(place), short=short)  # noqa: S311
    keys = searching.keys_of(asked, person.born.year)
    tries = (keys.dated_pairs, keys.dated_singles) if dated else (keys.pairs,)
    candidates = Counter[int]()
    for kind in tries:
        for key in kind:
            candidates.update(index.get(key, ()))
        if candidates:
            break
    near = sorted(candidates, key=lambda each: (-candidates[each], each))
    likely = [each for each in near if candidates[each] == candidates[near[0]]] if near else []
    likely = near if len(likely) < WEIGHED else likely
    best = max(likely, key=lambda each: (comparing.score(asked, register[each].said("tajik")), -each), default=None)
    first = best is not None and register[best].said("tajik") == person.said("tajik")
    return place in candidates, best == place, first


def written(person: Person, random: Random, *, short: bool) -> str:
    """The name as another clerk writes it, now and then with an error; `short` leaves some patronymics out."""
    write = WRITERS[somebody(random)]
    words = [write(word) for word in person.words(patronymic=not (short and random.random() < NO_PATRONYMIC))]
    if random.random() < ERRORS:
        at = random.randrange(len(words))
        words[at] = miswritten(words[at], random)
    return " ".join(words)


# ── The page ──


def page(*, full: bool, number: int, size: int) -> Iterator[str]:
    tuning, testing = name_pairs(TUNING, number), name_pairs(TESTING, number)
    yield "<!-- Written by `python -m benchmarks.names --full`: change the code, not this page. -->"
    yield ""
    yield "# How well names are compared"
    yield ""
    yield (
        f"Wanted on whole names: recall at least {WANTED_RECALL} at a precision of at least {WANTED_PRECISION}. "
        f"Measured with Python {platform.python_version()}, rapidfuzz {rapidfuzz.__version__}, "
        f"{os.cpu_count()} cores; seeds {TUNING} (tuning) and {TESTING} (testing)."
    )
    yield ""
    yield "## Generated pairs in three scripts"
    yield ""
    yield (
        f"{number:,} pairs to fix the threshold, {number:,} others to measure; half are one person as two clerks "
        f"write them (Tajik, Russian, seven Latin spellings; {ERRORS:.0%} of names with an error of writing, "
        f"{NO_PATRONYMIC:.0%} without the patronymic on one side), half are two people who are easily confused. "
        "Every method has the threshold that serves it best on the first half; the one that is "
        "shipped is the lowest, in steps of a hundredth, that keeps a precision of 0.999 on the first half."
    )
    yield ""
    yield from pair_table(tuning, testing)
    yield ""
    yield (
        "The given names of the generator are common ones, and most stand on the list of known names as well, which "
        "flatters the list. The last four rows say what is reached for people whose names are not on it: at the "
        "threshold that is shipped they are confused with people of a very similar name more often than wanted."
    )
    yield ""
    yield from kind_table(testing)
    yield ""
    yield "## Lone tokens of all nations"
    yield ""
    yield "Third-party pairs (name-translit-en-ru), which follow pronunciation more than spelling. No target."
    yield ""
    yield from token_table()
    yield ""
    yield "## Speed"
    yield ""
    yield f"{number // 5:,} pairs, one core, {ROUNDS} interleaved rounds, caches emptied before each unless said."
    yield ""
    yield from speed_table(testing[: number // 5])
    yield ""
    yield "## The right person first"
    yield ""
    if full:
        yield from rank_table(size)
        yield ""
        yield (
            "Search keys are skeletons (`hamsafar/names/searching.py`) in a plain dictionary; candidates are ranked by "
            "score alone. Namesakes born in one year cannot be told apart by name: the last column counts them as "
            "right; without a year, the first of several namesakes is as good as any. "
            "Speed of lookup belongs to the register's own benchmark and is not measured here."
        )
    else:
        yield "Not measured in this run: `python -m benchmarks.names --full`."


def main(words: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description="Quality and speed of comparing names.")
    parser.add_argument("--full", action="store_true", help="also the right person first among 1.2 million")
    parser.add_argument("--pairs", type=int, default=PAIRS)
    parser.add_argument("--people", type=int, default=MILLION)
    parser.add_argument("--out", type=Path, default=PAGE, help="- for standard output")
    options = parser.parse_args(words)
    text = "\n".join(page(full=options.full, number=options.pairs, size=options.people)) + "\n"
    if str(options.out) == "-":
        sys.stdout.write(text)
    else:
        options.out.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
