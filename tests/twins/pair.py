"""Two live nodes with their demonstration, introduced to each other: exactly what `./run` serves, in a home of its own.

def test_something(twins: Pair):
    page.goto(twins.origin.url)
    twins.destination.password("incident")
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from playwright.sync_api import Browser, Page

from hamsafar.front.embedded import Server, client_program

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 400  # seconds for both to be made and served, on a machine that is busy with other tests
NOT_OURS = ("HAMSAFAR_VAR", "HAMSAFAR_SIDE", "DATABASE_URL", "DATABASE_URL_ORIGIN", "DATABASE_URL_DESTINATION")


@dataclass(frozen=True)
class Served:
    """One of the two: where it answers, and where it keeps what it knows."""

    side: str
    url: str
    folder: Path
    environment: dict[str, str]

    def password(self, username: str) -> str:
        """The demonstration's password of one officer of this node."""
        sign_ins = json.loads((self.folder / "demo-signins.json").read_text())
        return str(next(each["password"] for each in sign_ins if each["username"] == username))

    def run(self, *words: str, fine: tuple[int, ...] = (0,)) -> str:
        """`./run WORDS --side …`; its standard output."""
        command = [sys.executable, "-m", "hamsafar.front", *words, "--side", self.side]
        done = subprocess.run(command, env=self.environment, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode in fine, f"{words}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def exchange(self, *words: str) -> dict[str, Any]:
        """`./run exchange --format json WORDS --side …`; finding something is fine."""
        said: dict[str, Any] = json.loads(self.run("exchange", "--format", "json", *words, fine=(0, 1)))
        return said

    def open(self, browser: Browser, username: str = "", *, width: int = 1280, height: int = 900) -> Page:
        """A browser of its own on this node, signed in as one officer where a name is given."""
        context = browser.new_context(viewport={"width": width, "height": height}, base_url=self.url, locale="en-GB")
        context.set_default_timeout(PATIENCE * 1000)
        page = context.new_page()
        if username:
            page.goto("/accounts/login/")
            page.fill("input[name=login]", username)
            page.fill("input[name=password]", self.password(username))
            with page.expect_navigation():
                page.press("input[name=password]", "Enter")
            assert "/accounts/login/" not in page.url, f"{username} cannot sign in to the node of the {self.side}"
        return page

    def ask(self, query: str) -> int:
        """One number from the node's database."""
        return int(self.read(query))

    def read(self, query: str) -> Any:
        """One value from the node's database, read as its owner does."""
        with self._database() as link:
            found = link.execute(query).fetchone()  # type: ignore[call-overload]
            assert found is not None, query
            return found[0]

    def change(self, statement: str) -> None:
        """Let time go by in the node's database."""
        with self._database() as link:
            link.execute(statement)  # type: ignore[call-overload]

    def _database(self) -> psycopg.Connection:
        cluster = Server(self.folder / "pg")
        return psycopg.connect(host=str(cluster.socket), user=Server.user, dbname="hamsafar")

    def dump(self) -> bytes:
        """All that the node's database holds, as SQL."""
        server = Server(self.folder / "pg")
        command = [client_program("pg_dump"), f"--host={server.socket}", f"--username={Server.user}", "hamsafar"]
        return subprocess.run(command, capture_output=True, check=True).stdout

    def has_sent_all(self) -> bool:
        """Whether the other node has said for everything sent from here that it arrived."""
        status = self.exchange("status")
        return bool(status["queued"] == 0 and status["undelivered"] == 0)


class Pair:
    """Both nodes, served until `close`."""

    def __init__(self, home: Path) -> None:
        port = _two_free_ports()
        environment = {name: value for name, value in os.environ.items() if name not in NOT_OURS}
        environment |= {"HAMSAFAR_HOME": str(home), "PYTHONPATH": str(ROOT)}
        self.origin, self.destination = (
            Served(side, f"http://127.0.0.1:{port + place}", home / side, environment)
            for place, side in enumerate(("origin", "destination"))
        )
        home.mkdir(parents=True, exist_ok=True)
        self.log = home / ".said.log"  # a name with a dot: what else lies here would be carried over
        command = [sys.executable, "-m", "hamsafar.front", "serve", "--port", str(port)]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                command, env=environment, cwd=ROOT, stdout=log, stderr=log, start_new_session=True
            )

    def wait(self) -> Pair:
        """Return once both serve, are introduced, and the demonstration's case has gone to and fro."""
        until(self._is_ready, "both nodes serve", self.said)
        return self

    def _is_ready(self) -> bool:
        assert self.process.poll() is None, self.said()
        return "Demo sign-ins of this clone only: destination" in self.said()

    def said(self) -> str:
        return self.log.read_text(errors="replace")

    def close(self) -> None:
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(180)
        except subprocess.TimeoutExpired:
            self.process.kill()


def until(holds: Any, what: str, said: Any = lambda: "", patience: float = PATIENCE) -> None:
    """Return once it holds; fail with its words, and with what was said meanwhile, where it does not come to hold."""
    deadline = time.monotonic() + patience
    while not holds():
        assert time.monotonic() < deadline, f"This did not come to hold: {what}\n{said()[-4_000:]}"
        time.sleep(0.3)


def _two_free_ports() -> int:
    """The first of two ports in a row that nobody uses."""
    while True:
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port = int(first.getsockname()[1])
            try:
                second.bind(("127.0.0.1", port + 1))
            except (OSError, OverflowError):
                continue
            return port
