"""Two live nodes: by wire, through kill -9 of either in the middle, and by bundle while the wire is cut."""

from __future__ import annotations

import random
import time

from tests.twins.node import LiveNode, Nodes, until


def all_arrived(sender: LiveNode, receiver: LiveNode) -> None:
    """Wait until everything has its receipt, by the nodes' own clocks and nobody's hand."""

    def arrived() -> bool:
        for node in (sender, receiver):
            node.supervise()
        return sender.undelivered() == 0

    try:
        until(arrived, f"everything {sender.side} sent has a receipt")
    except AssertionError as problem:
        raise AssertionError(f"{problem}\n{sender.last_words()}\n{receiver.last_words()}") from problem


def both_logs_are_equal(tj: LiveNode, ru: LiveNode) -> None:
    """Line by line, as the two operators would, and each effect exactly once."""
    for node, other in ((tj, ru), (ru, tj)):
        file = node.folder / "holdings"
        node.exchange("reconcile", "--out", str(file))
        found = other.exchange("reconcile", str(file))
        assert found["differences"] == []
        assert found["under_way"] == 0
        assert other.effects() == node.written()


def test_what_one_writes_the_other_takes_by_wire(nodes: Nodes):
    tj, ru = nodes

    for node in (tj, ru):
        assert node.write(20).wait() == 0
    all_arrived(tj, ru)
    all_arrived(ru, tj)

    both_logs_are_equal(tj, ru)
    status = tj.exchange("status")
    assert (status["undelivered"], status["refused"], status["agrees"]) == (0, 0, True)


def test_nothing_is_lost_or_doubled_when_either_is_killed_in_the_middle(nodes: Nodes, full: bool):
    tj, ru = nodes
    chance = random.Random(27_04_2024)  # noqa: S311 (a schedule of faults, not a secret)
    victims = [(ru, "web"), (tj, "worker"), (ru, "postgres"), (tj, "postgres"), (tj, "web"), (ru, "worker")]
    for round_, (node, which) in enumerate(victims * (5 if full else 1)):
        writers = [each.write(60, f"round {round_}") for each in (tj, ru) if (each, "postgres") != (node, which)]
        time.sleep(chance.uniform(0.8, 2.5))
        node.kill(which)
        time.sleep(chance.uniform(0.1, 1.0))
        node.revive(which)
        for writer in writers:
            writer.wait()

    for node in (tj, ru):
        until(lambda node=node: node.write(1, "after").wait() == 0, "the node writes again")
    all_arrived(tj, ru)
    all_arrived(ru, tj)

    both_logs_are_equal(tj, ru)


def test_a_bundle_carries_what_the_wire_cannot_and_nothing_is_doubled_when_it_returns(nodes: Nodes, full: bool):
    tj, ru = nodes
    ru.kill("web")
    count = 1_000 if full else 200
    assert tj.write(count, "while the wire is cut").wait() == 0
    before = ru.effects()
    bundle = tj.folder / "bundle.cbor"

    made = tj.exchange("export-bundle", "--out", str(bundle))
    first = ru.exchange("import-bundle", str(bundle))
    again = ru.exchange("import-bundle", str(bundle))

    carried = made["last"] - made["first"] + 1  # at a full hour also the newest root of the ledger
    assert carried in (count, count + 1)
    assert (first["taken"], first["had"], first["waiting"], first["refused"]) == (carried, 0, 0, 0)
    assert (again["taken"], again["had"]) == (0, carried)
    assert ru.effects() == before + count
    back = ru.folder / "back.cbor"
    ru.exchange("export-bundle", "--out", str(back))
    assert tj.exchange("import-bundle", str(back))["receipt"] == "taken"
    assert tj.acknowledged() >= made["last"]

    ru.revive("web")
    assert tj.write(1, "the wire is back").wait() == 0
    until(lambda: ru.effects() == before + count + 1, "the wire works again")
    all_arrived(tj, ru)
    both_logs_are_equal(tj, ru)


def test_each_keeps_the_roots_of_the_other_s_ledger(nodes: Nodes):
    tj, ru = nodes
    tj.exchange("send-root")
    all_arrived(tj, ru)
    file = ru.folder / "roots.json"

    assert ru.exchange("witness", "--out", str(file))["roots"] >= 1

    tj.run("ledger", "verify", "--witness", str(file))
    ru.run("ledger", "verify", "--witness", str(file), fine=(1,))
