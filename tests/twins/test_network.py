"""Two nodes with TLS between them: on two machines with a cable that is cut, or on this machine's loopback."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, nullcontext
from pathlib import Path

import pytest

from tests.twins.network import Authority, Network
from tests.twins.node import LiveNode, Nodes, until


@pytest.fixture
def network() -> Iterator[Network | None]:
    """A network of two machines; None where this machine permits none."""
    laid = Network()
    if not laid.lay():
        yield None
        return
    yield laid
    laid.clear()


@pytest.fixture
def nodes(network: Network | None, mould: Nodes) -> Iterator[Nodes]:
    """Two nodes that answer by TLS, each with a certificate of one authority, which neither is told of yet."""
    with tempfile.TemporaryDirectory(prefix="hamsafar-tls-") as folder, ExitStack() as last:
        authority = Authority(Path(folder))
        made = []
        for place, each in enumerate(mould):
            node = LiveNode(each.side, Path(folder) / each.side)
            last.callback(node.close)
            node.become(each)
            if network:
                node.host, node.inside = network.hosts[place], network.inside(place)
            node.certificate = authority.vouch_for(node.host, node.side)
            node.environment["ALLOWED_HOSTS"] = node.host
            made.append(node)
        tj, ru = made
        for node, other in ((tj, ru), (ru, tj)):
            node.exchange("address", other.address)
            node.start_web()
        yield tj, ru


def test_nothing_crosses_before_the_authority_is_known_and_everything_after_it(
    network: Network | None, nodes: Nodes, full: bool
):
    tj, ru = nodes
    assert tj.write(5, "by TLS").wait() == 0
    problem = tj.exchange("deliver", fine=(1,))["problem"]
    assert "certificate" in problem.lower()
    assert ru.effects() == 0

    for node in nodes:
        node.environment["HAMSAFAR_EXCHANGE_CA"] = str(node.folder.parent / "authority.pem")
        node.start_worker()
    assert not tj.exchange("deliver")["problem"]
    assert ru.effects() == 5
    if network:
        network.make_bad()  # where this kernel has no netem, the cable is only cut

    with network.cut() if network else nullcontext():
        writers = [node.write(100 if full else 30, "while the cable is out") for node in nodes]
        time.sleep(120 if full else 6)
        for writer in writers:
            assert writer.wait() == 0
        if network:
            assert tj.undelivered() > 0
            assert ru.undelivered() > 0

    for node in nodes:
        until(lambda node=node: node.undelivered() == 0, "everything has its receipt", patience=400)
    for node, other in ((tj, ru), (ru, tj)):
        file = str(node.folder / "holdings")
        node.exchange("reconcile", "--out", file)
        assert other.exchange("reconcile", file)["differences"] == []
        assert other.effects() == node.written()
