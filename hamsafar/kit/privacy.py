"""What each model says about people: which fields are personal, and how long they are kept (house rule 13)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


class NoPrivacy(Exception):
    """A model does not say what is personal and for how long. The message names the model."""


@dataclass(frozen=True)
class Keep:
    """How long a row is kept: `years` after a day, until a day, along with another row, or for good.

    `Keep(years=7, after="closed_on")`, `Keep(until="until")`, `Keep(along="person")` (a foreign key), or
    `Keep(for_good="The record of what was done.")`.
    """

    years: int = 0
    after: str = ""
    for_good: str = ""
    along: str = ""
    until: str = ""

    def __post_init__(self) -> None:
        said = (self.for_good, self.along, self.until, self.years and self.after)
        if len([each for each in said if each]) != 1:
            raise ValueError(
                "Say how many years after which field, until which, along with which row, or why for good."
            )


@dataclass(frozen=True)
class PrivacyOf:
    """What one model says: its personal fields and its keeping."""

    keep: Keep
    personal: frozenset[str] = field(default=frozenset())


def privacy_of(model: type[Any]) -> PrivacyOf:
    """What `model` says in its inner class `Privacy`.

    Raises `NoPrivacy` where it says nothing, names a field it does not have, or keeps by a field it does not have.
    """
    said = model.__dict__.get("Privacy")
    keep = getattr(said, "keep", None)
    personal = getattr(said, "personal", None)
    if not isinstance(keep, Keep) or not isinstance(personal, frozenset):
        raise NoPrivacy(f"{model.__name__} needs an inner class Privacy with `personal` (a frozenset) and `keep`.")
    fields = {each.name for each in model._meta.get_fields()}
    unknown = sorted((personal | {each for each in (keep.after, keep.along, keep.until) if each}) - fields)
    if unknown:
        raise NoPrivacy(f"{model.__name__}.Privacy names fields that do not exist: {', '.join(unknown)}.")
    return PrivacyOf(keep=keep, personal=personal)
