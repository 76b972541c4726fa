"""Two live nodes take minutes: they run with `--twins` at a small size, and with `--full` at the stated one."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.twins.node import LiveNode
from tests.twins.pair import Pair


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--full") or config.getoption("--twins"):
        return
    for item in items:
        if "tests/twins/" in item.path.as_posix():
            item.add_marker(pytest.mark.skip(reason="two live nodes: ./run test --twins tests/twins"))


@pytest.fixture(scope="module")
def nodes() -> Iterator[tuple[LiveNode, LiveNode]]:
    """The origin's node and the destination's, serving, with confirmed keys and each other's address."""
    with tempfile.TemporaryDirectory(prefix="hamsafar-twins-") as folder:
        tj, ru = (LiveNode(side, Path(folder) / side) for side in ("tj", "ru"))
        try:
            for node in (tj, ru):
                node.folder.mkdir()
                node.make()
            tj.meet(ru)
            ru.meet(tj)
            for node in (tj, ru):
                node.start()
            yield tj, ru
        finally:
            for node in (tj, ru):
                node.close()


@pytest.fixture(scope="module")
def twins() -> Iterator[Pair]:
    """Both nodes as `./run` serves them: with the demonstration, introduced to each other."""
    with tempfile.TemporaryDirectory(prefix="hamsafar-pair-") as folder:
        pair = Pair(Path(folder))
        try:
            yield pair.wait()
        finally:
            pair.close()
