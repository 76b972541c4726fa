"""How fast envelopes cross between two live nodes, beside PostgreSQL's own commits: docs/reference/exchange-speed.md.

    python -m benchmarks.exchange            a small run, to standard output
    python -m benchmarks.exchange --full     five rounds of 6,000 envelopes in batches; writes the page

Both nodes, their databases and pgbench share one machine and one run; each round measures every workload once, so that
whatever else the machine does falls on all of them.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, cast

from hamsafar.front.embedded import Server, binaries
from tests.twins.node import LiveNode, introduced, until

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "reference" / "exchange-speed.md"
MANY, MOST_TIMES = 32, 10.0
SCALE = 32  # of pgbench: as many branches as clients, else its clients wait for one row
BARE = "insert into bare (said) values ('benchmark');\n"


@dataclass(frozen=True)
class Size:
    """How much one run does."""

    rounds: int
    envelopes: int  # of a round, in batches
    beside: int  # of those, each written in turn with a bare commit
    singly: int  # of a round, each in a delivery of its own
    followed: int  # from commit to effect, one after the other
    seconds: int  # of each run of pgbench


SMALL = Size(rounds=2, envelopes=2_000, beside=100, singly=20, followed=10, seconds=2)
FULL = Size(rounds=5, envelopes=6_000, beside=200, singly=20, followed=20, seconds=3)


@dataclass
class Measured:
    """One value a round, in the order of the rounds."""

    batches: list[float] = field(default_factory=list)  # envelopes a second
    pgbench: dict[tuple[str, int], list[float]] = field(default_factory=dict)  # commits a second
    ours: list[float] = field(default_factory=list)  # ms
    bare: list[float] = field(default_factory=list)  # ms
    singly: list[float] = field(default_factory=list)  # envelopes a second
    singly_ms: list[float] = field(default_factory=list)
    followed: list[float] = field(default_factory=list)  # ms


def run(size: Size, folder: Path) -> tuple[Measured, list[str]]:
    """Measure everything, and hold both logs against each other: the figures, and what was found to agree."""
    tj, ru = introduced(folder)
    try:
        ru.start_web()
        bench = Pgbench(ru.server, folder)
        step(tj, "write", 50)
        step(tj, "deliver")  # what a first batch costs beyond others is nobody's speed
        found = Measured()
        for number in range(size.rounds):
            say(f"round {number + 1} of {size.rounds}")
            _round(tj, bench, size, found)
        tj.start_worker()
        found.followed = list(followed(tj, ru, size.followed))
        return found, agreement(tj, ru)
    finally:
        for node in (tj, ru):
            node.close()


def _round(tj: LiveNode, bench: Pgbench, size: Size, found: Measured) -> None:
    written = step(tj, "write", size.beside)
    step(tj, "fill", size.envelopes - size.beside)
    found.ours.append(written["ours"])
    found.bare.append(written["bare"])
    for what in ("tpcb-like", "bare"):
        for clients in (1, MANY):
            found.pgbench.setdefault((what, clients), []).append(bench.commits(what, clients, size.seconds))
        if what == "tpcb-like":  # between the two runs of pgbench
            delivered = step(tj, "deliver")
            must(delivered["envelopes"] == size.envelopes and not delivered["problem"], delivered)
            found.batches.append(delivered["envelopes"] / delivered["seconds"])
    alone = step(tj, "singly", size.singly)
    found.singly.append(alone["a_second"])
    found.singly_ms.append(alone["median"])


class Pgbench:
    """PostgreSQL's own benchmark on the receiver's cluster, in a database of its own."""

    def __init__(self, server: Server, folder: Path) -> None:
        server.ensure("pgbench")
        self.script = folder / "bare.sql"
        self.script.write_text(BARE)
        self.words = ("-h", str(server.socket), "-U", server.user)
        self._run("pgbench", "--initialize", "--quiet", "--scale", str(SCALE), "pgbench")
        self._run("psql", "--quiet", "-c", "create table bare (id bigserial primary key, said text)", "pgbench")

    def commits(self, what: str, clients: int, seconds: int) -> float:
        """Commits a second: of the built-in TPC-B-like transaction, or of one that inserts one row."""
        script = ("--builtin", what) if what != "bare" else ("--file", str(self.script))
        threads = min(clients, os.cpu_count() or 1)
        words = ("--no-vacuum", "--client", str(clients), "--jobs", str(threads), "--time", str(seconds))
        said = self._run("pgbench", *words, *script, "pgbench")
        found = re.search(r"tps = ([0-9.]+)", said)
        must(found is not None, said)
        return float(found[1]) if found else 0

    def _run(self, name: str, *words: str) -> str:
        command = [str(binaries() / name), *self.words, *words]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        must(done.returncode == 0, done.stderr)
        return done.stdout


def step(node: LiveNode, *words: object) -> dict[str, Any]:
    """One step of the benchmark, as a process of that node."""
    command = [sys.executable, "-m", "benchmarks.exchange_steps", *map(str, words)]
    done = subprocess.run(command, env=node.environment, cwd=ROOT, capture_output=True, text=True, check=False)
    must(done.returncode == 0, done.stderr[-2_000:])
    said: dict[str, Any] = json.loads(done.stdout)
    return said


def followed(sender: LiveNode, receiver: LiveNode, count: int) -> Iterator[float]:
    """The time from the sender's commit to the effect at the other node, in ms, by the sender's own worker."""
    command = [sys.executable, "-m", "benchmarks.exchange_steps", "on-demand"]
    with subprocess.Popen(
        command, env=sender.environment, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as writer:
        asking, answering = cast(IO[str], writer.stdin), cast(IO[str], writer.stdout)
        for _ in range(count):
            before = receiver.effects()
            asking.write("\n")
            asking.flush()
            committed = json.loads(answering.readline())["committed"]
            while receiver.effects() == before:
                time.sleep(0.001)
            yield (time.time() - committed) * 1_000
        asking.close()


def agreement(tj: LiveNode, ru: LiveNode) -> list[str]:
    """What holds after everything: nothing lost, nothing twice, both logs equal line by line."""
    until(lambda: tj.undelivered() == 0, "everything has its receipt")
    file = tj.folder / "holdings"
    tj.exchange("reconcile", "--out", str(file))
    compared = ru.exchange("reconcile", str(file))
    written, effects = tj.written(), ru.effects()
    must(compared["differences"] == [] and compared["under_way"] == 0, compared)
    must(written == effects, (written, effects))
    return [
        f"{written:,} envelopes written, {effects:,} took effect, each once.",
        f"{compared['agree']:,} lines of both logs compared by digest: no difference.",
    ]


# ── The page ──


def page(found: Measured, held: Sequence[str], size: Size) -> Iterator[str]:
    batches = statistics.median(found.batches)
    peers = {key: statistics.median(values) for key, values in found.pgbench.items()}
    ours, bare = statistics.median(found.ours), statistics.median(found.bare)
    yield "<!-- Written by `python -m benchmarks.exchange --full`: change the code, not this page. -->"
    yield ""
    yield "# How fast envelopes cross"
    yield ""
    yield (
        f"Two live nodes, each with its own PostgreSQL, and pgbench on the receiver's cluster, on one machine with "
        f"{os.cpu_count()} cores (Python {platform.python_version()}); {size.rounds} rounds of {size.envelopes:,} "
        "envelopes, each round measuring everything once. Medians of the rounds. PostgreSQL as it comes: every commit "
        "is on disk before it is answered. "
        f"Load of the machine over the last quarter of an hour: {os.getloadavg()[2]:.1f}; whatever else it did "
        "meanwhile fell on all figures."
    )
    yield ""
    yield "## In batches"
    yield ""
    yield (
        "From envelopes that wait without a number to their signed receipt: numbering, chain, Merkle root, signature, "
        "encryption, HTTP, and at the other node proof, decryption, log, effect and ledger line."
    )
    yield ""
    yield "| | a second | envelopes for each commit |"
    yield "| --- | --- | --- |"
    yield f"| **envelopes in batches** | {batches:,.0f} | |"
    for (what, clients), value in sorted(peers.items(), reverse=True):
        words = "pgbench, its own transaction (TPC-B-like)" if what != "bare" else "pgbench, one inserted row"
        yield f"| {words}, {clients} client{'s' if clients > 1 else ''} | {value:,.0f} | {batches / value:.2f} |"
    yield ""
    ratio = batches / peers["tpcb-like", MANY]
    yield f"Wanted: at least 1.0 for pgbench's own transaction with {MANY} clients. Reached: **{ratio:.2f}**."
    yield (
        "Each round: "
        + ", ".join(f"{value:,.0f}" for value in found.batches)
        + " envelopes beside "
        + ", ".join(f"{value:,.0f}" for value in found.pgbench["tpcb-like", MANY])
        + " commits."
    )
    yield (
        "A row inserted alone is the cheapest commit there is; no target is set beside it. It is printed because it "
        "is the ceiling of what one commit for each envelope could reach."
    )
    yield ""
    yield "## What it costs the sender"
    yield ""
    yield (
        f"The transaction that writes an envelope (place in its case, encryption, outbox row, ledger line, job): "
        f"{ours:.2f} ms at the median. A bare commit of one inserted row through the same connection, in turn with it: "
        f"{bare:.2f} ms. Wanted: at most {MOST_TIMES:.0f} times. Measured: **{ours / bare:.1f} times**."
    )
    yield ""
    yield "## One by one"
    yield ""
    yield (
        "Each envelope in a delivery of its own, connection included: "
        f"{statistics.median(found.singly):,.0f} a second, "
        f"{statistics.median(found.singly_ms):.1f} ms at the median. No target."
    )
    yield ""
    yield (
        f"From the sender's commit to the effect at the other node, by the sender's own worker: "
        f"{statistics.median(found.followed):.0f} ms at the median of {len(found.followed)}. No target."
    )
    yield ""
    yield "## And it is right"
    yield ""
    yield "In the same run:"
    yield ""
    for line in held:
        yield f"- {line}"


def must(holds: bool, said: object) -> None:
    """End the run where what it measures is not right: the speed of something wrong is no figure."""
    if not holds:
        raise SystemExit(f"Not right: {said}")


def say(words: str) -> None:
    sys.stderr.write(f"· {words}\n")
    sys.stderr.flush()


def main(words: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description="How fast envelopes cross, beside PostgreSQL's own commits.")
    parser.add_argument("--full", action="store_true", help="the stated sizes; writes the page")
    parser.add_argument("--out", type=Path, help="where to write instead; - for standard output")
    options = parser.parse_args(words)
    size = FULL if options.full else SMALL
    out = options.out or (PAGE if options.full else Path("-"))
    with tempfile.TemporaryDirectory(prefix="hamsafar-bench-") as folder:
        found, held = run(size, Path(folder))
    text = "\n".join(page(found, held, size)) + "\n"
    if str(out) == "-":
        sys.stdout.write(text)
    else:
        out.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
