"""How long to wait before trying again, and what of a key holds on an instant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from hamsafar.exchange.enums import KeysState

FIRST_WAIT = timedelta(seconds=2)
LONGEST_WAIT = timedelta(minutes=15)
OVERLAP = timedelta(days=30)  # how long keys that were rolled over still serve: bundles travel by post
_DOUBLINGS = 20


def wait_after(failures: int) -> timedelta:
    """How long to wait after so many failures in a row: two seconds, doubled each time, a quarter hour at most."""
    doublings = min(max(failures - 1, 0), _DOUBLINGS)
    return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)


@dataclass(frozen=True)
class KeysFacts:
    """The instants of a set of keys, each None where it has not come."""

    confirmed_at: datetime | None
    ends_at: datetime | None
    revoked_at: datetime | None


def keys_state(facts: KeysFacts, now: datetime) -> KeysState:
    """What a set of keys is good for on an instant."""
    if facts.revoked_at is not None and facts.revoked_at <= now:
        return KeysState.REVOKED
    if facts.confirmed_at is None or facts.confirmed_at > now:
        return KeysState.PROPOSED
    if facts.ends_at is None:
        return KeysState.ACTIVE
    return KeysState.ENDING if now < facts.ends_at else KeysState.ENDED


def are_trusted(state: KeysState) -> bool:
    """Whether what these keys signed is taken."""
    return state in (KeysState.ACTIVE, KeysState.ENDING)
