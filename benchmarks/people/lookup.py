"""How fast and how well people are looked up: writes docs/reference/people-lookup.md.

    python -m benchmarks.people lookup            40,000 people
    python -m benchmarks.people lookup --full     1.2 million

Beside `pg_trgm` on folded names, which only this benchmark uses: the node's schema needs no extension.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import rapidfuzz
from django.db import connection

from benchmarks.names import written
from benchmarks.people.register import everybody, load, passport_number
from hamsafar.front.sweeping import sweep_seldom
from hamsafar.journeys.actions.finding import SHOWN, look_up
from hamsafar.journeys.models import SearchEntry
from hamsafar.journeys.rules.asking import read_query
from hamsafar.names.folding import fold
from hamsafar.synthetic.errors import miswritten
from hamsafar.synthetic.pairs import ERRORS, NO_PATRONYMIC
from hamsafar.synthetic.people import LAST_DAY, Person

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "people-lookup.md"
MILLION, SMALL = 1_200_000, 40_000
REGISTER_SEED, ASKING_SEED = 20260303, 20260404
WARMING, FEW = 300, 20
TARGET_P99, TARGET_RECALL = 0.05, 0.98

Asks = Callable[[str, int | None], list[int]]


@dataclass(frozen=True)
class Question:
    """What is asked, and who is meant."""

    name: str
    year: int | None
    person: int
    really: str  # the name as filed


@dataclass
class Answers:
    """What one method made of all questions of a kind."""

    seconds: list[float] = field(default_factory=list)
    found: int = 0
    by_name: int = 0  # somebody of the very name was found
    first: int = 0  # who stands first bears the very name

    def per_mille(self, share: float) -> float:
        """The time below which this share of the answers lies, in milliseconds."""
        return sorted(self.seconds)[min(len(self.seconds) - 1, int(len(self.seconds) * share))] * 1_000


KINDS = {
    "full name and year of birth": (True, False),
    "name as given and year of birth": (True, True),
    "full name": (False, False),
    "name as given": (False, True),
}


def questions(register: Sequence[Person], number: int, kind: str) -> list[Question]:
    """People of the register as another clerk writes them, `ERRORS` of the names with an error of writing."""
    dated, short = KINDS.get(kind, (False, False))
    random = Random(f"{ASKING_SEED} {kind}")  # noqa: S311 (repeatable on purpose)
    return [
        Question(
            written(register[place], Random(f"{kind} {place}"), short=short),  # noqa: S311
            register[place].born.year if dated else None,
            place + 1,
            " ".join(register[place].words()),
        )
        for place in random.sample(range(len(register)), number)
    ]


def ours(name: str, year: int | None) -> list[int]:
    """The search box itself, with everything an officer is shown: files, names, reasons."""
    return [hit.person.pk for hit in look_up(read_query(f"{name} {year or ''}")) if hit.explanation]


def trigrams(name: str, year: int | None) -> list[int]:
    """The same by pg_trgm: the most similar folded names, of that year where it is known."""
    born = "AND birth_year = %s" if year else ""
    words = [fold(name), *([year] if year else []), fold(name), SHOWN]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT person FROM folded WHERE name %% %s {born} ORDER BY similarity(name, %s) DESC LIMIT %s",  # noqa: S608
            words,
        )
        return [row[0] for row in cursor.fetchall()]


METHODS: dict[str, Asks] = {"hamsafar": ours, "pg_trgm on folded names": trigrams}


def asked(register: Sequence[Person], kind: str, number: int) -> dict[str, Answers]:
    """Every question by every method, one after the other, so that both meet the same machine."""
    answers = {method: Answers() for method in METHODS}
    for question in questions(register, number, kind):
        for method, ask in METHODS.items():
            start = time.perf_counter()
            found = ask(question.name, question.year)
            answers[method].seconds.append(time.perf_counter() - start)
            answers[method].found += question.person in found
            names = [" ".join(register[person - 1].words()) for person in found]
            answers[method].by_name += question.really in names
            answers[method].first += question.really in names[:1]
    return answers


def table(register: Sequence[Person], number: int) -> Iterator[str]:
    yield f"| asked | method | p50, ms | p99, ms | p99 beside pg_trgm | recall@{SHOWN} | of the very name | first |"
    yield "| --- | --- | --- | --- | --- | --- | --- | --- |"
    for kind in KINDS:
        answers = asked(register, kind, number)
        limit = answers["pg_trgm on folded names"].per_mille(0.99)
        for method, each in answers.items():
            p99 = each.per_mille(0.99)
            yield (
                f"| {kind} | {method} | {each.per_mille(0.5):.1f} | {p99:.1f} | {p99 / limit:.3f} "
                f"| {each.found / number:.3f} | {each.by_name / number:.3f} | {each.first / number:.3f} |"
            )


def box_table(register: Sequence[Person], number: int) -> Iterator[str]:
    """What else the one box takes; ours alone."""
    yield f"| asked | p50, ms | p99, ms | recall@{SHOWN} |"
    yield "| --- | --- | --- | --- |"
    random = Random(f"{ASKING_SEED} box")  # noqa: S311
    # The generator has everybody who would be younger born on its last day: that crowd is its own, and no register's.
    places = random.sample([place for place, person in enumerate(register) if person.born < LAST_DAY], number)
    for kind, make in BOX.items():
        answers = Answers()
        for place in places:
            start = time.perf_counter()
            hits = look_up(read_query(make(register[place], place, random)))
            answers.seconds.append(time.perf_counter() - start)
            answers.found += place + 1 in {hit.person.pk for hit in hits}
        share = answers.found / number
        yield f"| {kind} | {answers.per_mille(0.5):.1f} | {answers.per_mille(0.99):.1f} | {share:.3f} |"


def _begun(person: Person, _place: int, random: Random) -> str:
    """The first letters of two words, and the year."""
    words = [word[: random.randint(4, max(4, len(word) - 1))] for word in person.words()[:2]]
    return f"{' '.join(words)} {person.born.year}"


def _mistaken(person: Person, _place: int, random: Random) -> str:
    """Two words, one of them with an error of writing, without a year."""
    first, *rest = person.words(patronymic=False)
    return " ".join((miswritten(first, random), *rest, *(person.words()[2:])))


BOX: dict[str, Callable[[Person, int, Random], str]] = {
    "number of the passport": lambda person, place, _: passport_number(place + 1),
    "date of birth and given name": lambda person, place, _: f"{person.born:%d.%m.%Y} {person.given}",
    "year of birth before the name": lambda person, place, _: (
        f"{person.born.year} {' '.join(person.words(patronymic=False))}"
    ),
    "two words begun, and the year": _begun,
    "full name, one word with an error": _mistaken,
}


def sizes() -> Iterator[str]:
    yield "| what | size, MB |"
    yield "| --- | --- |"
    for words, name in (
        ("search entries: one row for each person", "journeys_searchentry"),
        ("their index of codes", "search_entry_by_code"),
        ("pg_trgm: table of folded names", "folded"),
        ("pg_trgm: its index", "folded_by_trigram"),
    ):
        yield f"| {words} | {_scalar('SELECT pg_relation_size(%s)', name) / 1e6:.0f} |"


def _scalar(statement: str, *words: object) -> float:
    with connection.cursor() as cursor:
        cursor.execute(statement, words)
        return float(cursor.fetchall()[0][0])


def prepare(number: int) -> dict[str, float]:
    """The register and its peer, and how many seconds each took."""
    seconds = {}
    if SearchEntry.objects.exists():
        return seconds  # a folder that was kept
    start = time.perf_counter()
    load(number, REGISTER_SEED)
    seconds["making and loading"] = time.perf_counter() - start
    start = time.perf_counter()
    _run("CREATE EXTENSION pg_trgm")
    _run("CREATE TABLE folded AS SELECT person_id AS person, heard AS name, birth_year FROM journeys_searchentry")
    _run("CREATE INDEX folded_by_trigram ON folded USING gin (name gin_trgm_ops)")
    seconds["the peer's table and index"] = time.perf_counter() - start
    start = time.perf_counter()
    _run("VACUUM ANALYZE")
    seconds["vacuum and statistics"] = time.perf_counter() - start
    return seconds


def _run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def page(size: int, number: int) -> Iterator[str]:
    seconds = prepare(size)
    register = list(everybody(size, REGISTER_SEED))
    sweep_seldom()  # as a node that serves does
    version = f"{int(_scalar('SHOW server_version_num')) // 10_000}"
    for place, question in enumerate(questions(register, WARMING, "warming")):  # as on any day but the first
        for ask in METHODS.values() if place < FEW else [ours]:
            ask(question.name, question.year)
    yield "<!-- Written by `python -m benchmarks.people lookup --full`: change the code, not this page. -->"
    yield ""
    yield "# How people are looked up"
    yield ""
    yield (
        f"{size:,} synthetic people; {number} questions of each kind, every question by both methods one after the "
        f"other, on one connection, warm. Wanted: p99 at most {TARGET_P99} of pg_trgm's in the same run, recall at "
        f"least {TARGET_RECALL}. Python {platform.python_version()}, PostgreSQL {version} as the embedded server sets "
        f"it, rapidfuzz {rapidfuzz.__version__}, {os.cpu_count()} cores. "
        + (
            "; ".join(f"{words} {value:.0f} s" for words, value in seconds.items())
            or "The register is an earlier run's"
        )
        + "."
    )
    yield ""
    yield from table(register, number)
    yield ""
    yield f"The load of the machine meanwhile, over five minutes, was {os.getloadavg()[1]:.1f}; an idle one has 0."
    yield ""
    yield (
        f"Names are written by another clerk, in one of nine spellings, {ERRORS:.0%} with an error of writing. `As "
        f"given` leaves out {NO_PATRONYMIC:.0%} of the patronymics: then hundreds of namesakes may fit, no {SHOWN} "
        "lines can hold them; `of the very name` counts a namesake as found, `first` asks whether whoever stands first "
        "bears the very name. Our time is that of the search box with "
        "all it shows, files, names and reasons; pg_trgm's is that of its query, which gives numbers of rows. Both "
        "know the same folded names. The generator has a few hundred given names, so that words are commoner than in "
        "life and namesakes more; `hamsafar.synthetic` may not import the folding that is measured here."
    )
    yield ""
    yield "## What else the box takes"
    yield ""
    yield from box_table(register, number)
    yield ""
    yield (
        "Two words of which only some letters were typed fit many people of a year; those who fit as well stand before "
        "or after the one who is meant."
    )
    yield ""
    yield "## What it costs"
    yield ""
    yield from sizes()


def main(words: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.people lookup", description="Looking people up.")
    parser.add_argument("--full", action="store_true", help=f"{MILLION:,} people instead of {SMALL:,}")
    parser.add_argument("--people", type=int, default=0)
    parser.add_argument("--questions", type=int, default=200)
    parser.add_argument("--out", type=Path, default=None, help="- for standard output")
    options = parser.parse_args(words)
    size = options.people or (MILLION if options.full else SMALL)
    text = "\n".join(page(size, options.questions)) + "\n"
    if options.out is None and options.full:
        PAGE.write_text(text, encoding="utf-8")
    elif options.out is not None and str(options.out) != "-":
        options.out.write_text(text, encoding="utf-8")
    sys.stdout.write(text)
    return 0
