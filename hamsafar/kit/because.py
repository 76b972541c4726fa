"""A sentence made where nobody knows the reader's language: it is English, and remembers how it was made.

Readers of files and rules say with it what is wrong, without Django. A page says it in its reader's language.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

_PLACED = "%(place)s: %(reason)s"


class Because(str):
    """A reason, in English: `Because("%(column)s is empty.", column="unit")`. A value may be a reason itself.

    The first argument is written out, never composed: `./run translations` finds it by that.
    """

    __slots__ = ("message", "values")
    message: str
    values: Mapping[str, str | int]

    def __new__(cls, message: str, **values: str | int) -> Because:
        reason = super().__new__(cls, _filled(message, values))
        reason.message, reason.values = message, MappingProxyType(values)
        return reason


def about(place: str, reason: str) -> Because:
    """`PLACE: reason`; the place is a name, the same in every language."""
    return Because(_PLACED, place=place, reason=reason)


def said(sentence: str | Exception, translate: Callable[[str], str]) -> str:
    """A sentence, or that of an exception, as `translate` (Django's gettext) says it; no reason, as it is."""
    if isinstance(sentence, Exception):
        whole = sentence.args[0] if sentence.args else ""
        return said(whole if isinstance(whole, str) else str(sentence), translate)
    if not isinstance(sentence, Because):
        return sentence
    values = {
        name: said(value, translate) if isinstance(value, str) else value for name, value in sentence.values.items()
    }
    return _filled(translate(sentence.message), values)


def renamed(sentence: str, name: Callable[[str, str], str]) -> str:
    """The sentence with `name(of, value)` for each value that is a plain text: a code by its words, say."""
    if not isinstance(sentence, Because):
        return sentence
    values = {
        of: (renamed(value, name) if isinstance(value, Because) else name(of, value))
        if isinstance(value, str)
        else value
        for of, value in sentence.values.items()
    }
    return Because(sentence.message, **values)


def as_data(sentence: str) -> Any:
    """A sentence as JSON data; `from_data` gives it back with all that `said` needs."""
    if not isinstance(sentence, Because):
        return sentence
    values = {name: as_data(value) if isinstance(value, str) else value for name, value in sentence.values.items()}
    return {"message": sentence.message, "values": values}


def from_data(data: Any) -> Any:
    """The sentence, or the value of one, that `as_data` wrote."""
    if not isinstance(data, Mapping):
        return data
    message, values = data["message"], data["values"]
    return Because(message, **{name: from_data(value) for name, value in values.items()})


def _filled(message: str, values: Mapping[str, str | int]) -> str:
    return message % values if values else message
