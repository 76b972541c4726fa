"""One live node for the tests of two: its own folder, PostgreSQL, keys, web server and worker, all as processes."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import psycopg

from hamsafar.front.embedded import Server

ROOT = Path(__file__).resolve().parents[2]
WRITE_PINGS = """
import sys, django
django.setup()
from django.utils.timezone import now
from hamsafar.exchange.actions.witness import send_ping
from hamsafar.kit.actor import SYSTEM
for number in range(int(sys.argv[1])):
    send_ping(words=f"{sys.argv[2]} {number}", by=SYSTEM, at=now())
"""
ACKNOWLEDGED = "coalesce((select upto from exchange_receipt where agrees order by said_at desc, id desc limit 1), 0)"


class LiveNode:
    """A node as an operator has it. What is started here is ended by `close`, however roughly it was treated."""

    def __init__(self, side: str, folder: Path) -> None:
        self.side, self.folder = side, folder
        self.host, self.port = "127.0.0.1", _free_port()
        self.certificate: tuple[Path, Path] | None = None  # and its key: the node then answers by TLS
        self.inside: tuple[str, ...] = ()  # a command that runs the node's commands in a network of its own
        self.server = Server(folder / "pg")
        without = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        self.environment = without | {
            "HAMSAFAR_VAR": str(folder),
            "HAMSAFAR_SIDE": side,
            "PYTHONPATH": str(ROOT),
            "DJANGO_SETTINGS_MODULE": "hamsafar.front.settings",
        }
        self.web: subprocess.Popen[bytes] | None = None
        self.worker: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"{'https' if self.certificate else 'http'}://{self.host}:{self.port}"

    def make(self) -> None:
        """Database, tables, pack, two operators."""
        self.folder.mkdir()
        self.server.join()  # as a guest, so that no process that ends takes the cluster with it
        self.run("prepare", "--no-demo")
        office = ("--office", "Node", "--office-ru", "Узел", "--office-tg", "Гиреҳ")
        for name in ("first", "second"):
            self.run("officer", "add", name, "--name", name, "--role", "operator", *office)

    def meet(self, other: LiveNode) -> None:
        """The key ceremony, as the command line has it: the file is handed over, the digits are heard."""
        file = self.folder / "handed-over.json"
        shown = other.exchange("ceremony", "show", "--out", str(file))
        proposed = self.exchange("ceremony", "propose", str(file), "--officer", "first")
        heard = ("--heard", shown["fingerprint"], "--officer", "second")
        assert self.exchange("ceremony", "confirm", proposed["key"], *heard)["state"] == "active"
        self.exchange("address", other.address)

    def rest(self) -> None:
        """End the database in order, so that the node can be copied."""
        self.server.stop()
        self.server.leave()

    def become(self, other: LiveNode) -> None:
        """A copy of a node at rest: its database, its keys and whom it knows."""
        _copy(other.folder, self.folder)
        for each in (self, other):
            each.server._prepare()
        if not self.server.data.is_relative_to(self.folder):  # where PostgreSQL runs as nobody
            _copy(other.server.data, self.server.data)
        self.server.join()

    def start(self) -> None:
        self.start_web()
        self.start_worker()

    def start_web(self) -> None:
        words = ["granian", "--interface", "wsgi", "--no-ws", "--host", self.host, "--port", str(self.port)]
        if self.certificate:
            words += ["--ssl-certificate", str(self.certificate[0]), "--ssl-keyfile", str(self.certificate[1])]
        more = ("--workers", "1", "--blocking-threads", "2", "--log-level", "error", "hamsafar.front.wsgi:application")
        self.web = self.popen("-m", *words, *more)
        until(self.answers, "the web server answers")

    def start_worker(self) -> None:
        self.worker = self.popen("-m", "hamsafar.front", "worker")

    def answers(self) -> bool:
        probe = f"import socket; socket.create_connection(({self.host!r}, {self.port}), 5)"
        if self.inside or self.certificate:
            return (
                subprocess.run([*self.inside, sys.executable, "-c", probe], capture_output=True, check=False).returncode
                == 0
            )
        try:
            with urllib.request.urlopen(self.address + "/healthz", timeout=5):  # noqa: S310 (our own http address)
                return True
        except urllib.error.HTTPError:
            return True
        except OSError:
            return False

    def kill(self, which: str) -> None:
        """kill -9 of the web server or the worker with all its children, or of PostgreSQL's own first process."""
        if which == "postgres":
            first = int((self.server.data / "postmaster.pid").read_text().split()[0])
            os.kill(first, signal.SIGKILL)
            return
        process = getattr(self, which)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def revive(self, which: str) -> None:
        """Start again what was killed."""
        if which == "postgres":
            until(self._postgres_answers, "PostgreSQL answers again")
        elif which == "web":
            self.start_web()
        else:
            self.start_worker()

    def _postgres_answers(self) -> bool:
        # A first process that was killed a moment ago may still look alive, and then nothing is started: look again.
        self.server.start()
        return self.ask("select 1") == 1

    def supervise(self) -> None:
        """Start again what ended by itself, as whatever supervises a node does: a worker without its database ends."""
        for which in ("web", "worker"):
            process = getattr(self, which)
            if process is not None and process.poll() is not None:
                self.revive(which)

    def last_words(self) -> str:
        """The end of what the node's processes said, for a test that failed."""
        return f"{self.side}: " + (self.folder / "processes.log").read_text(errors="replace")[-2_000:]

    def close(self) -> None:
        for which in ("web", "worker"):
            if getattr(self, which) is not None:
                self.kill(which)
        self.server.stop(at_once=True)
        self.server.leave()

    def run(self, *words: str, fine: tuple[int, ...] = (0,)) -> str:
        """A command of this node; its standard output."""
        done = subprocess.run(
            [*self.inside, sys.executable, "-m", "hamsafar.front", *words],
            env=self.environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode in fine, f"{words}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def exchange(self, *words: str, fine: tuple[int, ...] = (0,)) -> dict[str, Any]:
        """`./run exchange --format json …`."""
        said: dict[str, Any] = json.loads(self.run("exchange", "--format", "json", *words, fine=fine))
        return said

    def write(self, count: int, words: str = "ping") -> subprocess.Popen[bytes]:
        """Write so many pings in one process, which the caller waits for."""
        return self.popen("-c", WRITE_PINGS, str(count), words)

    def ask(self, query: str) -> int:
        """One number from the node's database."""
        with psycopg.connect(host=str(self.server.socket), user=Server.user, dbname="hamsafar") as link:
            found = link.execute(query).fetchone()  # type: ignore[call-overload]
            assert found is not None
            return int(found[0])

    def written(self) -> int:
        return self.ask("select count(*) from exchange_outboxenvelope where kind = 'exchange.ping'")

    def effects(self) -> int:
        """How often a ping took effect, as the ledger has it."""
        return self.ask("select count(*) from ledger_line where verb = 'ping taken'")

    def is_pausing(self) -> bool:
        """Whether deliveries failed, and the next one waits."""
        return bool(self.ask("select count(*) from exchange_peer where next_try_at > now()"))

    def acknowledged(self) -> int:
        """The number of the last envelope that has its receipt."""
        return self.ask(f"select {ACKNOWLEDGED}")

    def undelivered(self) -> int:
        return self.ask(
            f"select count(*) from exchange_outboxenvelope where number is null or number > {ACKNOWLEDGED}"  # noqa: S608
        )

    def popen(self, *words: str, **pipes: Any) -> subprocess.Popen[bytes]:
        """A process of this node with a session of its own; what it says goes to the node's log."""
        command = [*self.inside, sys.executable, *words]
        with (self.folder / "processes.log").open("ab") as log:
            return subprocess.Popen(
                command,
                env=self.environment,
                cwd=ROOT,
                start_new_session=True,
                **{"stdout": log, "stderr": log} | pipes,
            )


def until(holds: Callable[[], bool], what: str, patience: float = 300) -> None:
    """Return once it holds; fail with its words where it does not come to hold."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        with contextlib.suppress(psycopg.OperationalError):
            if holds():
                return
        time.sleep(0.2)
    raise AssertionError(f"This did not come to hold: {what}")


def introduced(folder: Path) -> Nodes:
    """The origin's node and the destination's, made and introduced to each other; only their databases run."""
    tj, ru = LiveNode("tj", folder / "tj"), LiveNode("ru", folder / "ru")
    with ExitStack() as undone, ThreadPoolExecutor() as hands:
        for node in (tj, ru):
            undone.callback(node.close)
        list(hands.map(LiveNode.make, (tj, ru)))
        list(hands.map(LiveNode.meet, (tj, ru), (ru, tj)))
        undone.pop_all()
    return tj, ru


def _copy(source: Path, target: Path) -> None:
    target.mkdir(exist_ok=True)
    subprocess.run(["cp", "-a", f"{source}/.", str(target)], check=True)  # with owners, which Python's own leaves out


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


Nodes = tuple[LiveNode, LiveNode]
