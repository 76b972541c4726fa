"""What one node does in the benchmark of the exchange, each step a process with that node's own settings.

    python -m benchmarks.exchange_steps write 200       write so many envelopes, each beside a bare commit
    python -m benchmarks.exchange_steps fill 8000       write so many, many to a transaction, as an import does
    python -m benchmarks.exchange_steps deliver         offer everything that waits
    python -m benchmarks.exchange_steps singly 100      write and deliver one after the other
    python -m benchmarks.exchange_steps on-demand       write one for each line that is read

Each step prints one JSON document a result to standard output.
"""

from __future__ import annotations

import json
import statistics
import sys
import time

import django
from django.db import connection, transaction

MILLISECONDS = 1_000
AN_IMPORT = 500  # envelopes of one transaction: each holds the lock of its case to the end, and locks are counted

django.setup()

from django.utils.timezone import now  # noqa: E402 (after the set-up)

from hamsafar.exchange.actions.witness import send_ping  # noqa: E402
from hamsafar.exchange.models import Peer, receipted_upto  # noqa: E402
from hamsafar.exchange.transport import deliver_by_wire  # noqa: E402
from hamsafar.kit.actor import SYSTEM  # noqa: E402


def write(count: int) -> dict[str, float]:
    """The median of a sender's whole transaction and of a bare commit, in ms, one after the other in turn."""
    with connection.cursor() as cursor:
        cursor.execute("create table if not exists bench_bare (id bigserial primary key, said text)")
    ours, bare = [], []
    for number in range(count):
        ours.append(_timed(lambda n=number: send_ping(words=f"benchmark {n}", by=SYSTEM, at=now())))
        bare.append(_timed(_bare_commit))
    return {"ours": statistics.median(ours), "bare": statistics.median(bare)}


def fill(count: int) -> dict[str, int]:
    """Write envelopes that then wait, not timed."""
    for first in range(0, count, AN_IMPORT):
        with transaction.atomic():
            for number in range(first, min(first + AN_IMPORT, count)):
                send_ping(words=f"benchmark {number}", by=SYSTEM, at=now())
    return {"written": count}


def _bare_commit() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("insert into bench_bare (said) values ('benchmark')")


def deliver() -> dict[str, float | str]:
    """How many envelopes got their receipt, in how many seconds."""
    before = receipted_upto(Peer.objects.the_other())
    start = time.perf_counter()
    outcome = deliver_by_wire(peer=Peer.objects.the_other(), by=SYSTEM, at=now())
    return {
        "envelopes": outcome.upto - before,
        "batches": outcome.offered,
        "seconds": time.perf_counter() - start,
        "problem": outcome.problem,
    }


def singly(count: int) -> dict[str, float]:
    """The median, in ms, of writing one envelope and having its receipt, each in a delivery of its own."""
    spent = [_timed(_one) for _ in range(count)]
    return {"median": statistics.median(spent), "a_second": count / sum(spent) * MILLISECONDS}


def _one() -> None:
    send_ping(words="benchmark", by=SYSTEM, at=now())
    outcome = deliver_by_wire(peer=Peer.objects.the_other(), by=SYSTEM, at=now())
    if outcome.problem:
        raise SystemExit(outcome.problem)


def on_demand() -> None:
    """Write an envelope for each line read, and say when it was committed."""
    for _line in sys.stdin:
        send_ping(words="benchmark", by=SYSTEM, at=now())
        _say({"committed": time.time()})


def _timed(act: object) -> float:
    start = time.perf_counter()
    act()  # type: ignore[operator]
    return (time.perf_counter() - start) * MILLISECONDS


def _say(result: object) -> None:
    sys.stdout.write(json.dumps(result) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    step, *rest = sys.argv[1:]
    if step == "on-demand":
        on_demand()
    else:
        _say({"write": write, "fill": fill, "deliver": deliver, "singly": singly}[step](*map(int, rest)))
