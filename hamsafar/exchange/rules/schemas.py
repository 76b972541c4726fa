"""Bodies of envelopes: frozen dataclasses written to plain CBOR values and read back with every type checked.

A field is a `str`, `int`, `bool`, `bytes`, `UUID`, `date` or aware `datetime`, a `StrEnum`, another frozen dataclass,
a `tuple[X, ...]` of those, or one of those or nothing (`X | None`). Nothing is coerced and no field is left over.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import cache
from typing import Any
from uuid import UUID

PLAIN = (str, int, bool, bytes)
# The first that fits: an instant is also a date, and a word of an enumeration also a text.
WRITTEN: tuple[tuple[Any, Callable[[Any], Any]], ...] = (
    (datetime, lambda at: at.astimezone(UTC).isoformat()),
    (date, date.isoformat),
    (UUID, lambda id_: id_.bytes),
    (StrEnum, lambda word: word.value),
    ((*PLAIN, type(None)), lambda value: value),
)


class BadBody(Exception):
    """A body is not what its schema says. The message names the field and what is wrong with it."""


def plain(value: Any) -> Any:
    """A body, or a part of one, as plain values: maps, lists, texts, whole numbers, truth values, byte strings."""
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, tuple):
        return [plain(each) for each in value]
    for kind, written in WRITTEN:
        if isinstance(value, kind):
            return written(value)
    raise TypeError(f"{type(value).__name__} cannot stand in the body of an envelope.")


def read_body(schema: type[Any], said: Any) -> Any:
    """The body as an instance of `schema`, a frozen dataclass. Raises `BadBody`."""
    return _record(schema, said, "the body")


@cache
def _hints(schema: type[Any]) -> Mapping[str, Any]:
    """The type of each field of a schema, in the order of its fields."""
    hints = typing.get_type_hints(schema)
    return {each.name: hints[each.name] for each in fields(schema)}


def _record(schema: type[Any], said: Any, where: str) -> Any:
    if not isinstance(said, Mapping):
        raise BadBody(f"{where} is not a map.")
    hints = _hints(schema)  # type: ignore[arg-type]  # a class is hashable
    if said.keys() != hints.keys():
        if unknown := sorted(str(name) for name in said if name not in hints):
            raise BadBody(f"{where} holds a field that its schema does not have: {unknown[0][:60]}.")
        raise BadBody(f"{where} lacks the field {next(name for name in hints if name not in said)}.")
    try:
        return schema(**{name: _value(kind, said[name], name) for name, kind in hints.items()})
    except ValueError as problem:  # what the schema itself checks
        raise BadBody(f"{where}: {problem}") from problem


def _value(kind: Any, said: Any, where: str) -> Any:
    if kind in PLAIN:
        if type(said) is not kind:
            raise BadBody(f"{where} is not of the type {kind.__name__}.")
        return said
    if isinstance(kind, types.UnionType) or typing.get_origin(kind) is typing.Union:
        inner = [each for each in typing.get_args(kind) if each is not type(None)]
        return None if said is None else _value(inner[0], said, where)
    if typing.get_origin(kind) is tuple:
        if not isinstance(said, list):
            raise BadBody(f"{where} is not a list.")
        return tuple(_value(typing.get_args(kind)[0], each, where) for each in said)
    if is_dataclass(kind):
        return _record(typing.cast(type[Any], kind), said, where)
    return _parsed(kind, said, where)


def _parsed(kind: Any, said: Any, where: str) -> Any:
    read = {UUID: _uuid, datetime: _instant, date: date.fromisoformat}.get(kind, kind)
    if not isinstance(said, bytes if kind is UUID else str):
        raise BadBody(f"{where} is not of the type {kind.__name__}.")
    try:
        return read(said)
    except ValueError as problem:
        raise BadBody(f"{where} is not of the type {kind.__name__}.") from problem


def _uuid(said: bytes) -> UUID:
    return UUID(bytes=said)


def _instant(said: str) -> datetime:
    at = datetime.fromisoformat(said)
    if at.tzinfo is None:
        raise ValueError("an instant without a time zone")
    return at.astimezone(UTC)
