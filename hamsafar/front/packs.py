"""The corridor pack into the database, every app's part of it in one transaction."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.db import transaction

from hamsafar.corridor.actions import load_corridor
from hamsafar.corridor.formats.pack import Pack
from hamsafar.corridor.models import Side
from hamsafar.figures.actions import load_figures
from hamsafar.kit.actor import Actor
from hamsafar.meetings.actions.preparing import load_meetings
from hamsafar.programmes.actions import load_programmes


class Loader(Protocol):
    def __call__(self, pack: Pack, *, by: Actor, at: datetime) -> object: ...


# From the ground up: each part may point at what the parts before it loaded.
LOADERS: tuple[Loader, ...] = (load_corridor, load_figures, load_programmes, load_meetings)


def load(folder: Path, *, by: Actor, at: datetime, on_part: Callable[[], None] = lambda: None) -> Pack:
    """Load the whole pack in `folder`, or raise `PackError` with file, line and reason and load nothing."""
    pack = Pack(folder)
    with transaction.atomic():
        for loader in LOADERS:
            loader(pack, by=by, at=at)
            on_part()
    return pack


def check(folder: Path, *, by: Actor, at: datetime) -> Pack:
    """Read the whole pack as `load` would, and keep nothing of it."""
    with transaction.atomic():
        pack = load(folder, by=by, at=at)
        transaction.set_rollback(True)
    return pack


def load_where_changed(*, by: Actor, at: datetime) -> None:
    """Load the node's own pack unless exactly this one was loaded last."""
    stamp = settings.VAR / "pack.sha256"
    digest = Pack(settings.PACK).digest()
    if Side.objects.exists() and stamp.exists() and stamp.read_text() == digest:
        return
    load(settings.PACK, by=by, at=at)
    stamp.write_text(digest)
