"""What a stranger learns by guessing references and codes: writes docs/reference/people-guessing.md.

    python -m benchmarks.people guessing            2,000 guesses
    python -m benchmarks.people guessing --full     100,000

Half of the guesses name a reference that exists, half one that does not, in random order, each from an address of its
own; two processes guess side by side. A commit does not wait for the disk, so that nothing hides in its noise. Compared
are the answers, and how long they take: the chance that a stranger who sees only the time tells a reference that exists
from one that does not (the area under the ROC curve; 0.5 is a coin).
"""

from __future__ import annotations

import argparse
import bisect
import platform
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from random import Random
from statistics import median

from django.db import connection, connections

from benchmarks.people.register import load
from hamsafar.journeys.actions.sign_in import sign_in
from hamsafar.journeys.models import AccessCode, Person
from hamsafar.journeys.models.people import new_person_ref
from hamsafar.journeys.rules.sign_in import new_code
from hamsafar.kit.actor import VISITOR
from hamsafar.kit.refusal import Refusal

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "people-guessing.md"
SMALL, FULL = 2_000, 100_000
PEOPLE, SEED, WARMING, PROCESSES = 5_000, 20260505, 200, 2
AT = datetime(2026, 3, 2, 12, tzinfo=UTC)
COIN, NO_MORE_THAN = 0.5, {SMALL: 0.06, FULL: 0.01}  # how far from a coin's toss: five deviations of chance


@dataclass
class Heard:
    """What guesses were answered with, and how many seconds each took, by whether the reference exists."""

    said: dict[bool, set[str]] = field(default_factory=lambda: {True: set(), False: set()})
    seconds: dict[bool, list[float]] = field(default_factory=lambda: {True: [], False: []})

    def add(self, other: Heard) -> None:
        for exists in (True, False):
            self.said[exists] |= other.said[exists]
            self.seconds[exists] += other.seconds[exists]


def main(words: list[str]) -> int:
    """Run it and write the page; 1 where an answer or its time tells anything."""
    asked = argparse.ArgumentParser(prog="benchmarks.people guessing")
    asked.add_argument("--full", action="store_true")
    number = FULL if asked.parse_args(words).full else SMALL
    load(PEOPLE, SEED)
    # As many of one as of the other, so that each is guessed as often: a counter that is there already takes longer.
    refs = {True: list(Person.objects.values_list("ref", flat=True)), False: [new_person_ref() for _ in range(PEOPLE)]}
    connections.close_all()
    heard = Heard()
    with get_context("fork").Pool(PROCESSES) as pool:
        shares = [(refs, number // PROCESSES, place) for place in range(PROCESSES)]
        for share in pool.starmap(_share, shares):
            heard.add(share)
    tells = _area(heard.seconds[True], heard.seconds[False])
    fine = heard.said[True] == heard.said[False] and abs(tells - COIN) <= NO_MORE_THAN[number]
    page = _page(number, heard, tells)
    print(page)
    PAGE.write_text(page)
    return 0 if fine and not AccessCode.objects.exists() else 1


def _share(refs: dict[bool, list[str]], number: int, process: int) -> Heard:
    """One process's guesses, after some that warm it."""
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
    draw, heard = Random(SEED + process), Heard()  # noqa: S311 (repeatable on purpose)
    for place in range(number + WARMING):
        exists = draw.random() < COIN
        words, took = _guess(draw.choice(refs[exists]), process, place)
        if place >= WARMING:
            heard.said[exists].add(words)
            heard.seconds[exists].append(took)
    return heard


def _guess(ref: str, process: int, place: int) -> tuple[str, float]:
    """What one guess is answered with, and how many seconds that takes. Each comes later, so that no delay runs."""
    at, address = AT + timedelta(days=place), f"guess {process} {place}"
    began = time.perf_counter()
    try:
        sign_in(ref=ref, code=new_code(), address=address, by=VISITOR, at=at)
    except Refusal as reason:
        return str(reason), time.perf_counter() - began
    raise AssertionError("a guess was right")


def _area(ones: list[float], others: list[float]) -> float:
    """The chance that one of `ones` took longer than one of `others`."""
    ordered = sorted(others)
    longer = sum((bisect.bisect_left(ordered, each) + bisect.bisect_right(ordered, each)) / 2 for each in ones)
    return longer / (len(ones) * len(others))


def _page(number: int, heard: Heard, tells: float) -> str:
    said, seconds = heard.said, heard.seconds
    rows = "".join(
        f"| {name} | {len(seconds[key]):,} | {len(said[key])} | {median(seconds[key]) * 1e3:.3f} |"
        f" {sorted(seconds[key])[len(seconds[key]) * 99 // 100] * 1e3:.3f} |\n"
        for key, name in ((True, "exists"), (False, "does not exist"))
    )
    same = "the same" if said[True] == said[False] else "NOT the same"
    return (
        "<!-- Written by `python -m benchmarks.people guessing [--full]`. -->\n\n# Guessing references and codes\n\n"
        f"{number:,} guesses by {PROCESSES} processes against a register of {PEOPLE:,} generated people, "
        f"Python {platform.python_version()}. Commits do not wait for the disk.\n\n"
        "| reference | guesses | different answers | median, ms | 99th percentile, ms |\n"
        f"| --- | ---: | ---: | ---: | ---: |\n{rows}\n"
        f"The answers are {same}. Whoever sees only the time is right {tells:.1%} of the time (a coin: 50.0%).\n"
        "No guess was right.\n"
    )
