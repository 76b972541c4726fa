"""Desks that are unlocked: the centre's key of a signed-in clinician, in the memory of this one process.

Nothing of it is ever written. When the process ends, or half an hour after a clinician's last act, they unlock again.
"""

from __future__ import annotations

import secrets
import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from nacl.public import PrivateKey

IDLE = timedelta(minutes=30)


@dataclass(frozen=True)
class Desk:
    """One clinician at one centre, with the centre's key in hand."""

    officer: str
    office: str
    key: PrivateKey = field(repr=False)


@dataclass
class _Place:
    desk: Desk
    last_at: datetime
    shown: set[str] = field(default_factory=set)


_places: dict[str, _Place] = {}
_lock = threading.Lock()


def remember(desk: Desk, *, at: datetime) -> str:
    """Keep a desk open; the word that the clinician's session finds it by."""
    word = secrets.token_urlsafe(32)
    with _lock:
        _sweep(at)
        _places[word] = _Place(desk, at)
    return word


def desk_of(word: str, *, at: datetime) -> Desk | None:
    """The open desk of a session; none where it was closed, or nobody sat at it for half an hour."""
    with _lock:
        _sweep(at)
        place = _places.get(word)
        if place is None:
            return None
        place.last_at = at
        return place.desk


def show(word: str, ref: str) -> None:
    """Let this session read one folder: the clinician opened it, and the folder says so."""
    with _lock:
        if word in _places:
            _places[word].shown.add(ref)


def shows(word: str, ref: str) -> bool:
    """Whether this session opened the folder."""
    with _lock:
        return word in _places and ref in _places[word].shown


def forget(word: str) -> None:
    """Lock the desk."""
    with _lock:
        _places.pop(word, None)


def _sweep(at: datetime) -> None:
    for word in [word for word, place in _places.items() if at - place.last_at > IDLE]:
        del _places[word]
