"""Writes envelopes of a few cases when told to, whatever happens to the database: `python -m tests.twins.writer`.

For each line `COUNT WORDS` that it reads it writes so many pings, and answers with their number once they are written.
A try whose commit nobody confirmed may have been written or not: the node's own outbox says which.
"""

from __future__ import annotations

import sys
import time
from uuid import UUID

import django

django.setup()

from django.db import Error, connection  # noqa: E402 (after the set-up)
from django.utils.timezone import now  # noqa: E402
from procrastinate.exceptions import ConnectorException  # noqa: E402

from hamsafar.exchange.actions.sending import send_envelope  # noqa: E402
from hamsafar.exchange.actions.witness import PING, Ping  # noqa: E402
from hamsafar.kit.actor import SYSTEM  # noqa: E402

CASES = tuple(UUID(int=(4 << 76) | (2 << 62) | number) for number in range(1, 13))
PATIENCE = 180  # seconds for a database that was killed to come back


def write(number: int, words: str) -> None:
    """Write one ping of one of the cases, trying again while the database is away."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            body = Ping(f"{words} {number}")
            send_envelope(kind=PING, body=body, subject=CASES[number % len(CASES)], about="faults", by=SYSTEM, at=now())
            return
        except (Error, ConnectorException):
            connection.close()
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


for line in sys.stdin:
    count, words = line.strip().split(" ", 1)
    for number in range(int(count)):
        write(number, words)
    sys.stdout.write(f"{count}\n")
    sys.stdout.flush()
