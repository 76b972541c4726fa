"""What each model says about people: which fields are personal, and how long they are kept (house rule 13)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models


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
    becomes: Mapping[str, Any] = field(default_factory=dict)


def privacy_of(model: type[Any]) -> PrivacyOf:
    """What `model` says in its inner class `Privacy`: `personal`, `keep` and, of a field that is never empty, what
    it `becomes` when the row is erased.

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
    return PrivacyOf(keep=keep, personal=personal, becomes=getattr(said, "becomes", {}))


def blanks(model: type[Any]) -> dict[str, Any] | None:
    """What each personal field becomes when the row is erased; None where one cannot be empty: then the row must go."""
    said = privacy_of(model)
    values: dict[str, Any] = dict(said.becomes)
    for name in said.personal - set(values):
        each = model._meta.get_field(name)
        if each.unique or each.is_relation:
            return None
        if each.null:
            values[name] = None
        elif each.has_default():
            values[name] = each.get_default()
        elif isinstance(each, (models.CharField, models.TextField)):
            values[name] = ""
        elif isinstance(each, models.BinaryField):
            values[name] = b""
        else:
            return None
    return values


@dataclass(frozen=True)
class Term:
    """When the time of a model's rows is over: `years` after what stands at `path`, a lookup from the row."""

    path: str
    years: int


def term_of(model: type[Any]) -> Term | None:
    """The term of a model's rows, followed along to the row that has one; None where they are kept for good."""
    keep = privacy_of(model).keep
    if keep.along:
        beyond = term_of(model._meta.get_field(keep.along).related_model)
        return beyond and Term(f"{keep.along}__{beyond.path}", beyond.years)
    if keep.until:
        return Term(keep.until, 0)
    return Term(keep.after, keep.years) if keep.after else None


def kept_along(model: type[Any]) -> tuple[type[Any], ...]:
    """The models whose rows are kept exactly as long as the row of `model` that they point at."""
    return tuple(
        relation.related_model
        for relation in model._meta.related_objects
        if "Privacy" in relation.related_model.__dict__
        and privacy_of(relation.related_model).keep.along == relation.field.name
    )
