"""A bad wire between two live nodes: a proxy that loses, repeats, reorders, delays and cuts what it carries.

It carries whole HTTP requests, since what the nodes exchange are whole messages: a repeated request is what a sender's
second try looks like, an old one that comes again late is what reordering looks like.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import re
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

HOST = "127.0.0.1"
CHUNK = 8_192
KEPT = 12  # earlier requests that may come again
PATIENCE = 90  # seconds for one request on the far side


@dataclass
class Manners:
    """How the wire behaves now: chances from 0 to 1, seconds, bytes a second (0 is without limit)."""

    cut_request: float = 0  # the request ends in its middle
    lose_answer: float = 0  # the request arrives, its answer does not
    repeat: float = 0  # the request arrives twice
    replay: float = 0  # an earlier request comes again after it
    hold: float = 0  # the request is held back, its sender cut off; it arrives after the next one
    delay: float = 0
    speed: int = 0
    partitioned: bool = False


class Wire:
    """A proxy in a thread of its own, from a port of its own to the node's."""

    def __init__(self, target: int, chance: random.Random) -> None:
        self.target, self.chance = target, chance
        self.manners = Manners()
        self.done: Counter[str] = Counter()  # how often each fault really came about
        self.port = 0
        self._earlier: list[bytes] = []
        self._held: list[bytes] = []
        self._open: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)

    @property
    def address(self) -> str:
        return f"http://{HOST}:{self.port}"

    def __enter__(self) -> Wire:
        self._thread.start()
        self._ready.wait()
        return self

    def __exit__(self, *_problem: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    @contextlib.contextmanager
    def being(self, **manners: Any) -> Iterator[None]:
        """Behave so inside the block, and well after it."""
        self._behave(Manners(**manners))
        try:
            yield
        finally:
            self._behave(Manners())

    def _behave(self, manners: Manners) -> None:
        for each in fields(Manners):
            setattr(self.manners, each.name, getattr(manners, each.name))
        if manners.partitioned:
            self._loop.call_soon_threadsafe(self._cut_all)

    def _cut_all(self) -> None:
        for each in list(self._open):
            each.transport.abort()

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(asyncio.start_server(self._client, HOST, 0, limit=1 << 24))
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        self._loop.run_forever()
        server.close()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(asyncio.sleep(0))
        self._loop.close()

    async def _client(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry the requests of one connection, one after the other, until either end or a fault closes it."""
        self._open.add(writer)
        try:
            while (request := await _message(reader)) and not self._partition():
                answer = await self._carry(request)
                if answer is None:
                    writer.transport.abort()
                    return
                writer.write(answer)
                await writer.drain()
        except (OSError, asyncio.IncompleteReadError, TimeoutError):
            writer.transport.abort()
        finally:
            self._open.discard(writer)
            writer.close()

    def _partition(self) -> bool:
        if self.manners.partitioned:
            self.done["partition"] += 1
        return self.manners.partitioned

    async def _carry(self, request: bytes) -> bytes | None:
        """The answer to a request; None where the caller is to be cut off."""
        if self.manners.delay:
            self.done["delay"] += 1
            await asyncio.sleep(self.chance.uniform(0, self.manners.delay))
        if self._happens("cut_request"):
            await self._offer(request[: self.chance.randrange(1, len(request))])
            return None
        if self._happens("hold"):
            self._held.append(request)
            return None
        answer = await self._offer(request)
        if self._happens("repeat"):
            await self._offer(request)
        if self._earlier and self._happens("replay"):
            await self._offer(self.chance.choice(self._earlier))
        while self._held:
            self.done["arrived late"] += 1
            await self._offer(self._held.pop())
        self._earlier = [*self._earlier[-KEPT:], request]
        return None if self._happens("lose_answer") else answer

    def _happens(self, what: str) -> bool:
        happens = self.chance.random() < getattr(self.manners, what)
        self.done[what] += happens
        return happens

    async def _offer(self, request: bytes) -> bytes | None:
        """What the node answers to a request; None where it does not, or the request was cut."""
        writer = None
        try:
            async with asyncio.timeout(PATIENCE):
                reader, writer = await asyncio.open_connection(HOST, self.target, limit=1 << 24)
                for at in range(0, len(request), CHUNK):
                    writer.write(request[at : at + CHUNK])
                    await writer.drain()
                    if self.manners.speed:
                        self.done["slow"] += 1
                        await asyncio.sleep(CHUNK / self.manners.speed)
                whole = _length(request) is not None and len(request) == _length(request)
                return (await _message(reader) or None) if whole else None  # a node that was killed answers nothing
        except (OSError, asyncio.IncompleteReadError, TimeoutError):
            return None
        finally:
            if writer is not None:
                writer.close()


async def _message(reader: asyncio.StreamReader) -> bytes:
    """One whole HTTP request or answer; nothing where the connection ends before it."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return b""
    length = _length(head)
    return head + await reader.readexactly((length or len(head)) - len(head))


def _length(message: bytes) -> int | None:
    """How long the whole message is by its own word; None where even its head was cut."""
    head, found, _body = message.partition(b"\r\n\r\n")
    if not found:
        return None
    said = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
    return len(head) + 4 + (int(said[1]) if said else 0)
