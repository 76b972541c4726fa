"""The kinds of envelopes that this node knows. Each app registers its own in `apps.py`; nobody edits a list here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True)
class Delivered:
    """One envelope as its handler gets it: genuine, in the order of its case, its body of the schema's type.

    `sender` is the side it came from; `message` is its id, the same on both nodes.
    """

    sender: str
    message: UUID
    kind: str
    version: int
    subject: UUID
    made_at: datetime
    body: Any


Handler = Callable[[Delivered, datetime], None]
HandlerOfMany = Callable[[Sequence[Delivered], datetime], None]


@dataclass(frozen=True)
class Kind:
    """One kind of envelope: the schema of each version this node reads, and the action that takes it.

    The newest version is the one that is sent. The handler is called as `handler(delivered, at)` inside the
    transaction that logs the envelope; it raises `Refusal` to decline, and must not act outside the database.

    `many`, where given, takes several that stand together in the log at once, in their order, to the same effect as
    one after the other. Where it raises, nothing of it stays, and each is handed to `handler` by itself.
    """

    name: str
    schemas: Mapping[int, type[Any]]
    handler: Handler
    many: HandlerOfMany | None = None

    @property
    def newest(self) -> int:
        return max(self.schemas)


_known: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Make a kind known. Registering another kind under the same name is a mistake."""
    if _known.get(kind.name, kind) != kind:
        raise ValueError(f"Two kinds of envelopes are called {kind.name}.")
    _known[kind.name] = kind


def kind_called(name: str) -> Kind | None:
    """The kind of this name; None where this node does not know it."""
    return _known.get(name)


def all_kinds() -> tuple[Kind, ...]:
    """Every kind this node knows, by name."""
    return tuple(_known[name] for name in sorted(_known))
