"""A served node with the corridor pack and the demo, for stories told in a browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from hamsafar.accounts.demo import DemoSignIn
from tests.demonstration import Demonstration

SignIn = Callable[[str], None]


@pytest.fixture
def sign_ins(live_server, demonstration: Demonstration, demo_node: Path) -> dict[str, DemoSignIn]:
    """The demo's sign-ins by user name, on a node that is served at `live_server.url`."""
    return {each.username: each for each in demonstration.sign_ins}


@pytest.fixture
def sign_in(live_server, page: Page, sign_ins) -> SignIn:
    """Sign in as one persona through the page that everybody uses."""

    def as_persona(username: str) -> None:
        page.goto(f"{live_server.url}/accounts/login/")
        page.fill("input[name=login]", username)
        page.fill("input[name=password]", sign_ins[username].password)
        with page.expect_navigation():
            page.press("input[name=password]", "Enter")  # the page has a second button, for passkeys
        assert not page.url.endswith("/accounts/login/"), f"{username} cannot sign in"

    return as_persona
