"""Two live nodes take minutes: they run with `--twins` at a small size, and with `--full` at the stated one."""

from __future__ import annotations

import pytest


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--full") or config.getoption("--twins"):
        return
    for item in items:
        if "tests/twins/" in item.path.as_posix():
            item.add_marker(pytest.mark.skip(reason="two live nodes: ./run test --twins tests/twins"))
