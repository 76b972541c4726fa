"""Two live nodes take minutes: they run with `--full`, which is how continuous integration calls this folder."""

from __future__ import annotations

import pytest


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--full"):
        for item in items:
            if "tests/twins/" in item.path.as_posix():
                item.add_marker(pytest.mark.skip(reason="two live nodes: ./run test --full tests/twins"))
