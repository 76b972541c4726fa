"""Everything that can go wrong between two live nodes goes wrong at random: nothing is lost, nothing happens twice."""

from __future__ import annotations

import random
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

import pytest

from tests.twins.disk import InboxDisk
from tests.twins.node import LiveNode, Nodes, until
from tests.twins.wire import Wire

SEED = 27_04_2024
ENVELOPES, ENVELOPES_IN_FULL = 500, 20_000
TO_BE_FELT = 240  # seconds: a worker whose database was killed before may have to start first, on a busy machine
PARTS = 3  # of each round: before the fault, during it, after it
OUT_OF_ORDER = """
with taken as (
    select i.subject, i.position, row_number() over (partition by i.subject order by l.id) as place,
           row_number() over (partition by i.subject order by i.position) as due
    from exchange_inboxenvelope i join ledger_line l on l.about = 'envelope:' || i.message and l.verb = 'ping taken'
    where i.kind = 'exchange.ping')
select count(*) from taken where place <> due
"""
TWICE = "select count(*) - count(distinct about) from ledger_line where verb = 'ping taken'"


@dataclass
class World:
    """Two nodes, the bad wires between them (each named by where it leads), and their inboxes' disks."""

    tj: LiveNode
    ru: LiveNode
    wires: dict[str, Wire]
    disks: dict[str, InboxDisk]

    @property
    def nodes(self) -> tuple[LiveNode, LiveNode]:
        return self.tj, self.ru


@pytest.fixture
def world(mould: Nodes) -> Iterator[World]:
    with tempfile.TemporaryDirectory(prefix="hamsafar-faults-") as folder, ExitStack() as last:
        tj, ru = (LiveNode(each.side, Path(folder) / each.side) for each in mould)
        wires, disks = {}, {}
        for node, each in zip((tj, ru), mould, strict=True):
            last.callback(node.close)
            node.become(each)
            disks[node.side] = InboxDisk(node)
            last.callback(disks[node.side].close)
        for node, other in ((tj, ru), (ru, tj)):
            wires[other.side] = last.enter_context(Wire(other.port, random.Random(SEED)))  # noqa: S311 (of faults)
            node.exchange("address", wires[other.side].address)
        for node in (tj, ru):
            node.start()
        yield World(tj, ru, wires, disks)


@contextmanager
def killed(node: LiveNode, which: str) -> Iterator[None]:
    """kill -9, and started again after the block."""
    node.kill(which)
    try:
        yield
    finally:
        node.revive(which)


@dataclass(frozen=True)
class Fault:
    """One thing that goes wrong, for some seconds at least and until it was really felt."""

    name: str
    happening: Callable[[], AbstractContextManager[None]]
    seconds: float
    felt: Callable[[], int] | None = None  # how often so far; None where its beginning is the fault itself
    sender: LiveNode | None = None  # whose envelopes feel it


def faults(world: World, partition: float) -> list[Fault]:
    """Every fault, at either node and towards either node."""
    found: list[Fault] = []
    bad: dict[str, dict[str, float]] = {
        "cut_request": {"cut_request": 0.6},
        "lose_answer": {"lose_answer": 0.6},
        "repeat": {"repeat": 0.6, "replay": 0.6},
        "arrived late": {"hold": 0.6},
        "delay": {"delay": 0.8},
        "slow": {"speed": 64_000},
        "partition": {"partitioned": True},
    }
    for node, other in ((world.tj, world.ru), (world.ru, world.tj)):
        wire, disk = world.wires[node.side], world.disks[node.side]
        for name, manners in bad.items():
            lasts = partition if name == "partition" else 1.0
            found.append(
                Fault(
                    f"{name} towards {node.side}",
                    lambda w=wire, m=manners: w.being(**m),
                    lasts,
                    lambda w=wire, n=name: w.done[n],
                    other,
                )
            )
        found.append(Fault(f"full disk at {node.side}", disk.full, 1.0, disk.times_full, other))
        found += [
            Fault(f"kill -9 of {which} at {node.side}", lambda n=node, w=which: killed(n, w), 0.5)
            for which in ("web", "worker", "postgres")
        ]
    return found


class Writer:
    """A process of a node that writes when told to."""

    def __init__(self, node: LiveNode) -> None:
        self.node = node
        self.begun = 0
        self.process = node.popen("-m", "tests.twins.writer", stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def begin(self, count: int, words: str) -> None:
        stdin = cast(IO[bytes], self.process.stdin)
        stdin.write(f"{count} {words}\n".encode())
        stdin.flush()
        self.begun += 1

    def finish(self) -> None:
        """Wait until everything that was begun is written."""
        while self.begun:
            assert cast(IO[bytes], self.process.stdout).readline(), f"the writer ended; {self.node.last_words()}"
            self.begun -= 1

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            cast(IO[bytes], pipe).close()


def test_through_every_fault_nothing_is_lost_or_doubled_and_both_logs_are_equal(world: World, full: bool):
    chance = random.Random(SEED)  # noqa: S311 (a schedule of faults, not a secret)
    total = ENVELOPES_IN_FULL if full else ENVELOPES
    rounds = faults(world, partition=120 if full else 5) * (2 if full else 1)
    chance.shuffle(rounds)
    a_part = -(-total // (2 * PARTS * len(rounds)))
    with ExitStack() as last:
        writers = [Writer(node) for node in world.nodes]
        for writer in writers:
            last.callback(writer.close)
        for fault in rounds:
            go_through(world, fault, writers, a_part, chance)

    assert sum(node.written() for node in world.nodes) >= total
    every_envelope_arrives(world)
    both_logs_are_equal_and_each_took_effect_once_in_order(world)


def go_through(world: World, fault: Fault, writers: list[Writer], a_part: int, chance: random.Random) -> None:
    """Write before the fault, during it and after it, and see that it was felt."""
    before = fault.felt() if fault.felt else 0
    for writer in writers:
        writer.begin(a_part, fault.name)
    time.sleep(chance.uniform(0, 0.4))
    with fault.happening():
        for writer in writers:
            writer.begin(a_part, fault.name)
        time.sleep(chance.uniform(fault.seconds / 2, fault.seconds))
        if fault.felt:
            until_felt(world, fault, before, writers)
    for node in world.nodes:
        node.supervise()
    for writer in writers:
        writer.begin(a_part, fault.name)
        writer.finish()


def until_felt(world: World, fault: Fault, before: int, writers: list[Writer]) -> None:
    """Return once the fault was felt; until then both write on.

    A sender that pauses after many failures is nudged, as an operator would.
    """
    deadline = time.monotonic() + TO_BE_FELT
    while time.monotonic() < deadline:
        if fault.felt and fault.felt() > before:
            return
        for writer in writers:
            writer.begin(1, fault.name)
        time.sleep(0.5)
        for node in world.nodes:
            node.supervise()
        if fault.sender and fault.sender.is_pausing():
            fault.sender.exchange("deliver", fine=(0, 1))
    said = "\n".join(node.last_words() for node in world.nodes)
    raise AssertionError(f"This was never felt: {fault.name}\n{said}")


def every_envelope_arrives(world: World) -> None:
    """By the nodes' own clocks and nobody's hand: the longest pause after many failures is a quarter of an hour."""

    def arrived() -> bool:
        for node in world.nodes:
            node.supervise()
        return not any(node.undelivered() for node in world.nodes)

    try:
        until(arrived, "everything has its receipt", patience=1_200)
    except AssertionError as problem:
        said = "\n".join(node.last_words() for node in world.nodes)
        raise AssertionError(f"{problem}\n{said}") from problem


def both_logs_are_equal_and_each_took_effect_once_in_order(world: World) -> None:
    for node, other in ((world.tj, world.ru), (world.ru, world.tj)):
        file = node.folder / "holdings"
        node.exchange("reconcile", "--out", str(file))
        found = other.exchange("reconcile", str(file))
        assert (found["differences"], found["under_way"]) == ([], 0)
        assert other.effects() == node.written()
        assert other.ask(TWICE) == 0
        assert other.ask(OUT_OF_ORDER) == 0
        assert other.ask("select count(*) from exchange_inboxenvelope where state <> 'taken'") == 0
        assert other.ask("select count(*) from exchange_arrival where state = 'early'") == 0
        other.run("ledger", "verify")
