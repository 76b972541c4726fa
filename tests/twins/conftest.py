"""Two live nodes take minutes: they run with `--twins` at a small size, and with `--full` at the stated one."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.demonstration import kept_once
from tests.twins.node import LiveNode, Nodes, introduced
from tests.twins.pair import Pair


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--full") or config.getoption("--twins"):
        return
    for item in items:
        if "tests/twins/" in item.path.as_posix():
            item.add_marker(pytest.mark.skip(reason="two live nodes: ./run test --twins tests/twins"))


@pytest.fixture(scope="session")
def mould(of_the_run: Path) -> Iterator[Nodes]:
    """The origin's node and the destination's, introduced and at rest, made once a run.

    What every story begins with is a copy.
    """

    def make() -> Path:
        for node in introduced(Path(own)):
            node.rest()
        return Path(own)

    with tempfile.TemporaryDirectory(prefix="hamsafar-mould-") as own, kept_once(of_the_run / "mould", make) as folder:
        yield LiveNode("tj", folder / "tj"), LiveNode("ru", folder / "ru")


@pytest.fixture(scope="module")
def nodes(mould: Nodes) -> Iterator[Nodes]:
    """The origin's node and the destination's, serving, with confirmed keys and each other's address."""
    with tempfile.TemporaryDirectory(prefix="hamsafar-twins-") as folder, ExitStack() as last:
        tj, ru = (LiveNode(each.side, Path(folder) / each.side) for each in mould)
        for node, each in zip((tj, ru), mould, strict=True):
            last.callback(node.close)
            node.become(each)
        for node, other in ((tj, ru), (ru, tj)):
            node.exchange("address", other.address)
            node.start()
        yield tj, ru


@pytest.fixture(scope="module")
def twins() -> Iterator[Pair]:
    """Both nodes as `./run` serves them: with the demonstration, introduced to each other."""
    with tempfile.TemporaryDirectory(prefix="hamsafar-pair-") as folder:
        pair = Pair(Path(folder))
        try:
            yield pair.wait()
        finally:
            pair.close()
