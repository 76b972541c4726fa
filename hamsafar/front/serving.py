"""The web server and the worker of one node, as children of the command that serves."""

from __future__ import annotations

import contextlib
import ipaddress
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hamsafar.kit.refusal import Refusal

PATIENCE = 60  # seconds for the first answer; a slow disk needs some
COURTESY = 15  # seconds for a child to end by itself


@dataclass(frozen=True)
class Address:
    """Where the node listens."""

    host: str
    port: int

    @property
    def url(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}/"

    @property
    def is_loopback(self) -> bool:
        if self.host == "localhost":
            return True
        with contextlib.suppress(ValueError):
            return ipaddress.ip_address(self.host).is_loopback
        return False


def require_free(address: Address) -> None:
    """Raise `Refusal` where something else listens there already, or where this machine has no such address."""
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address.host, address.port))
        except OSError as reason:
            raise Refusal(
                f"Cannot listen on {address.host}:{address.port} ({reason.strerror}): "
                f"stop what runs there, or choose another port with ./run serve --port {address.port + 1}"
            ) from None


@contextlib.contextmanager
def running(address: Address) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Server and worker, running inside the block and gone after it."""
    children: list[subprocess.Popen[bytes]] = []
    try:
        for command in (_server(address), _worker()):
            # A session of their own: ctrl-C reaches them through us, one after the other, and not from the terminal.
            # Their standard output only says that they live; what goes wrong is on standard error.
            children.append(subprocess.Popen(command, start_new_session=True, stdout=subprocess.DEVNULL))
        yield children
    finally:
        stop(children)


def wait_for_answer(address: Address, children: Sequence[subprocess.Popen[bytes]]) -> None:
    """Return once the server answers, whatever it says; raise `Refusal` where it ended or stays silent."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and not ended(children):
        try:
            with urllib.request.urlopen(address.url + "healthz", timeout=10):  # noqa: S310 (our own http address)
                return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
    raise Refusal(f"The server did not answer on {address.url}: its own words above say why.")


def wait_until_one_ends(children: Sequence[subprocess.Popen[bytes]]) -> None:
    while not ended(children):
        time.sleep(0.5)


def ended(children: Sequence[subprocess.Popen[bytes]]) -> bool:
    return any(child.poll() is not None for child in children)


def stop(children: Sequence[subprocess.Popen[bytes]]) -> None:
    """Ask all to end, then make those end that did not."""
    for child in children:
        child.terminate()
    for child in children:
        try:
            child.wait(COURTESY)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def _server(address: Address) -> list[str]:
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws"),
        *("--host", address.host, "--port", str(address.port), "--workers", "2", "--blocking-threads", "4"),
        *("--log-level", "warning", "--workers-kill-timeout", "5", "hamsafar.front.wsgi:application"),
    ]


def _worker() -> list[str]:
    return [sys.executable, "-m", "hamsafar.front", "procrastinate", "--verbosity", "0", "worker"]
