"""One strict reader of CBOR for everything that comes from the other side."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import cbor2

from hamsafar.exchange.enums import Reason

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Unreadable(Exception):
    """What arrived cannot be taken. `reason` is a key of `enums.Reason`, the message a detail for the operator."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(detail or str(reason.value))
        self.reason, self.detail = reason, detail


def read_cbor(data: bytes) -> Any:
    """The one CBOR value that fills `data`. Raises `Unreadable`, which tells a cut from rubbish."""
    stream = io.BytesIO(data)
    try:
        value = cbor2.load(stream)
    except cbor2.CBORDecodeEOF as problem:
        raise Unreadable(Reason.TRUNCATED) from problem
    except (cbor2.CBORDecodeError, RecursionError, ValueError, TypeError, OverflowError) as problem:
        raise Unreadable(Reason.NOT_A_BATCH, "it is not CBOR") from problem
    if stream.read(1):
        raise Unreadable(Reason.NOT_A_BATCH, "bytes follow its end")
    return value


def read_parts(value: Any, name: str, version: int, types: Sequence[type]) -> list[Any]:
    """The parts of a list that begins with `name` and `version`, each of its type. Raises `Unreadable`.

    A version above ours is told from a message that is none of this kind.
    """
    if not isinstance(value, list) or value[:1] != [name] or len(value) < 2:  # noqa: PLR2004 (name and version)
        raise Unreadable(Reason.NOT_A_BATCH, f"it is not a {name}")
    if type(value[1]) is int and value[1] > version:
        raise Unreadable(Reason.NEWER_FORM, f"form {value[1]}, and this node reads form {version}")
    parts = value[2:]
    if value[1] != version or len(parts) != len(types) or [type(each) for each in parts] != list(types):
        raise Unreadable(Reason.NOT_A_BATCH, f"its parts are not those of a {name}")
    return parts


def microseconds(at: datetime) -> int:
    """An instant as microseconds of UTC since 1970."""
    return (at - _EPOCH) // _MICROSECOND


def instant(said: int) -> datetime:
    """The instant that `microseconds` wrote. Raises `Unreadable` where it lies outside every calendar."""
    try:
        return _EPOCH + said * _MICROSECOND
    except OverflowError as problem:
        raise Unreadable(Reason.NOT_A_BATCH, "an instant is out of range") from problem
