"""`./run`: the nodes of this machine, kept running and introduced to each other until ctrl-C; without Django."""

from __future__ import annotations

import os
import select
import subprocess
import sys
from argparse import ArgumentParser
from dataclasses import dataclass
from typing import Any

from hamsafar.front import nodes, talking
from hamsafar.front.children import COURTESY, Child, stop
from hamsafar.front.serving import Address, require_free
from hamsafar.kit.refusal import Refusal

TWICE = 2 * COURTESY + 5  # a node's own children have their courtesy before the node ends


@dataclass
class Served:
    """One node while it is served: its first process, and what it has said so far."""

    node: nodes.Node
    address: Address
    child: Child
    ear: talking.Ear | None = None
    serves: bool = False
    keys: str = ""  # its public keys, empty on a node without the demonstration
    sign_ins: str = ""
    centre: str = ""  # where its examination centre is, empty where it has none
    introduced: str = ""  # the other node's keys, once it was told them
    met: bool = False  # whether it knows the other node, and has offered it what waited
    asked: bool = False  # whether it was asked to answer what the demonstration asks
    answered: bool = False
    said: bool = False  # whether the person was told where it is


def main(words: list[str], side: str = "") -> int:
    """Serve until we are stopped; the exit code where it does not come to serving."""
    options = _options(words)
    served = _served(_chosen(side, one=options.one), options)
    for each in served:
        require_free(each.address, f"./run serve --port {each.address.port + 1}")
    try:
        for each in served:
            _start(each)
        return _keep(served)
    finally:
        stop([each.child for each in served], TWICE)


def _options(words: list[str]) -> Any:
    parser = ArgumentParser(
        prog="./run serve",
        description="Serve both nodes of the corridor, origin and destination, or one of them, until ctrl-C.",
    )
    parser.add_argument("--one", action="store_true", help="one node: the origin's, or the one that --side names")
    parser.add_argument("--host", default="127.0.0.1", help="another address than this machine's own: one node only")
    parser.add_argument("--port", type=int, help="8000 for the origin's node; the other one takes the next")
    parser.add_argument("--no-demo", action="store_true", help="make no demo sign-ins and records")
    return parser.parse_args(words)


def _chosen(side: str, *, one: bool) -> tuple[nodes.Node, ...]:
    """Both nodes, unless one is asked for, or the environment names one."""
    if one or side or nodes.is_alone(os.environ):
        return (nodes.this_node(os.environ, side),)
    chosen = nodes.both(os.environ)
    urls = [each.database_url for each in chosen if each.database_url]
    if len(set(urls)) < len(urls):
        raise nodes.NoSuchNode("Each node needs a database of its own: DATABASE_URL_DESTINATION names the origin's.")
    return chosen


def _served(chosen: tuple[nodes.Node, ...], options: Any) -> list[Served]:
    """The nodes with their addresses: the port asked for is the first one's, and the second takes the next."""
    if len(chosen) > 1 and not Address(options.host, 0).is_loopback:
        raise Refusal("Two nodes on one machine are for trying out and stay on it: serve one with ./run serve --one.")
    served = []
    for place, node in enumerate(chosen):
        address = Address(options.host, node.port if options.port is None else options.port + place)
        words = ["--host", address.host, "--port", str(address.port), "--web-processes", str(2 // len(chosen))]
        words += ["--no-demo"] * options.no_demo + ["--beside"] * (len(chosen) > 1)
        child = Child(
            f"the node of the {node.side.role}",
            [sys.executable, "-m", "hamsafar.front", "node", *words],
            environment=node.environment(os.environ),
            options={"stdin": subprocess.PIPE, "stdout": subprocess.PIPE},
        )
        served.append(Served(node, address, child))
    return served


def _start(each: Served) -> None:
    each.child.start()
    _begin(each)


def _begin(each: Served) -> None:
    """Listen to a process that was just started; what the one before it said holds no longer."""
    each.ear = talking.Ear(_process(each).stdout)  # type: ignore[arg-type]  # a pipe, as `options` says
    each.keys = each.introduced = ""
    each.serves = each.met = False


def _keep(served: list[Served]) -> int:
    """Keep the nodes running and introduced; a node that ends before it first served ends everything."""
    while True:
        ears = [each.ear for each in served if each.ear is not None and not each.ear.left]
        ready, _, _ = select.select(ears, [], [], talking.BREATH)
        for each in served:
            if each.ear in ready:
                for word in each.ear.take():
                    _hear(each, word)
            if each.child.ended and not each.said:
                return each.child.code or 1
            if each.child.tend():
                _begin(each)
        _introduce(served)
        if all(each.serves and (each.answered or not _has_partner(each, served)) for each in served):
            _say_where(served)


def _hear(each: Served, word: dict[str, Any]) -> None:
    if "sessions" in word:
        each.child.sessions = tuple(word["sessions"])
    if "serves" in word:
        each.serves, each.keys, each.sign_ins = True, word["keys"], word["sign_ins"]
        each.centre = word.get("centre", "")
    each.met = each.met or "met" in word
    each.answered = each.answered or "answered" in word


def _has_partner(each: Served, served: list[Served]) -> bool:
    """Whether it shares a demonstration with another node."""
    return len(served) > 1 and bool(each.keys)


def _introduce(served: list[Served]) -> None:
    """Hand each node the other's public keys and address, again when it was started anew; then have it answer, once."""
    if not all(each.serves and _has_partner(each, served) for each in served):
        return
    for each, other in (served, served[::-1]):
        if each.introduced != other.keys:
            each.introduced = other.keys
            talking.say(_process(each).stdin, meet={"keys": other.keys, "address": other.address.url})  # type: ignore[arg-type]
        if each.met and other.met and not each.asked:
            each.asked = True
            talking.say(_process(each).stdin, answer={})  # type: ignore[arg-type]


def _say_where(served: list[Served]) -> None:
    """Where the nodes are and how to sign in, once all of them serve."""
    if all(each.said for each in served):
        return
    several = len(served) > 1
    where = "both nodes" if several else served[0].address.url
    print(f"\nHamsafar serves {where}   (ctrl-C ends {'them' if several else 'it'})")
    for each in served * several:
        print("\n" * (each is served[0]) + f"  {each.node.side.role:<12} {each.node.side.name:<16} {each.address.url}")
    for each in served:
        if each.centre:
            print(f"\n  Its examination centre, a process of its own: {each.centre}")
        each.said = True
        if each.sign_ins:
            whose = f"{each.node.side.role} ({each.node.side.name}), {each.address.url}"
            print(f"\nDemo sign-ins of this clone only{': ' + whose if several else ':'}\n{each.sign_ins}")
    sys.stdout.flush()


def _process(each: Served) -> subprocess.Popen[bytes]:
    if each.child.process is None:
        raise RuntimeError("A node is spoken to before it was started.")
    return each.child.process
