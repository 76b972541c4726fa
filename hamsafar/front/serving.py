"""The web server and the worker of one node, as children of the node's first process."""

from __future__ import annotations

import contextlib
import ipaddress
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hamsafar.front import environments
from hamsafar.front.children import Child, stop
from hamsafar.kit.refusal import Refusal

PATIENCE = 120  # seconds for the first answer; a slow disk needs some, and two nodes that start at once


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


def require_free(address: Address, otherwise: str) -> None:
    """Raise `Refusal` where something else listens there already, or where this machine has no such address."""
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address.host, address.port))
        except (OSError, OverflowError) as reason:
            why = reason.strerror if isinstance(reason, OSError) else "no such port"
            raise Refusal(
                f"Cannot listen on {address.host}:{address.port} ({why}): "
                f"stop what runs there, or choose another port with {otherwise}"
            ) from None


@contextlib.contextmanager
def running(address: Address, *, web_processes: int = 2, centre: Address | None = None) -> Iterator[list[Child]]:
    """Server and worker, running inside the block and gone after it; with an address, the centre's two as well."""
    # Their standard output only says that they live; what goes wrong is on standard error.
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL}
    children = [
        Child("the web server", _server(address, web_processes), environments.of_web(os.environ), options=quiet),
        Child("the worker", _worker(), environments.of_web(os.environ), options=quiet),
    ]
    if centre is not None:
        # One process, since an unlocked desk lies in its memory.
        own = environments.of_centre(os.environ)
        children += [
            Child("the examination centre", _server(centre, 1), own, options=quiet),
            Child("the examination centre's worker", [*_worker(), "--centre"], own, options=quiet),
        ]
    try:
        for child in children:
            child.start()
        yield children
    finally:
        stop(children)


def wait_for_answer(address: Address, children: Sequence[Child]) -> None:
    """Return once the server answers, whatever it says; raise `Refusal` where it ended or stays silent."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and not any(child.ended for child in children):
        try:
            with urllib.request.urlopen(address.url + "healthz", timeout=10):  # noqa: S310 (our own http address)
                return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
    raise Refusal(f"The server did not answer on {address.url}: its own words above say why.")


def _server(address: Address, processes: int) -> list[str]:
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws"),
        *("--host", address.host, "--port", str(address.port)),
        *("--workers", str(processes), "--respawn-failed-workers", "--blocking-threads", "4"),
        *("--log-level", "warning", "--workers-kill-timeout", "5", "hamsafar.front.wsgi:application"),
    ]


def _worker() -> list[str]:
    return [sys.executable, "-m", "hamsafar.front", "worker"]
