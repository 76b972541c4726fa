"""Taking what is personal out of rows, as each model's `Privacy` says; their stored files with them.

Apps call this from the `erase` of their part; what is not personal stays, so that counts and proofs still hold.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import models, transaction

from hamsafar.files.actions import erase_file
from hamsafar.files.models import StoredFile
from hamsafar.kit.actor import Actor
from hamsafar.kit.privacy import blanks, kept_along, privacy_of

Rows = models.QuerySet[Any]


@transaction.atomic
def blank_rows(*, rows: Rows, by: Actor, at: datetime, person: str = "") -> int:
    """Empty every personal field of these rows and of all rows kept along with them; how many rows there were.

    Files that the rows hold are erased. A row with a personal field that cannot be empty is deleted.
    """
    model, keys = rows.model, list(rows.values_list("pk", flat=True))
    if not keys:
        return 0
    held = model._base_manager.filter(pk__in=keys)
    touched = len(keys)
    for child in kept_along(model):
        along = privacy_of(child).keep.along
        children = child._base_manager.filter(**{f"{along}__in": keys})
        touched += blank_rows(rows=children, by=by, at=at, person=person)
    _erase_files(model, held, by=by, at=at, person=person)
    values = blanks(model)
    if values is None:
        held.delete()
    elif values:
        held.update(**values)
    return touched


@transaction.atomic
def delete_rows(*, rows: Rows, by: Actor, at: datetime, person: str = "") -> int:
    """Delete these rows and all that are kept along with them, and erase their files; how many rows there were."""
    model, keys = rows.model, list(rows.values_list("pk", flat=True))
    if not keys:
        return 0
    held = model._base_manager.filter(pk__in=keys)
    touched = len(keys)
    for child in kept_along(model):
        along = privacy_of(child).keep.along
        children = child._base_manager.filter(**{f"{along}__in": keys})
        touched += delete_rows(rows=children, by=by, at=at, person=person)
    _erase_files(model, held, by=by, at=at, person=person)
    held.delete()
    return touched


def filled(model: type[Any]) -> models.Q:
    """What finds the rows of a model that hold something personal: all of them where a field cannot be empty."""
    values = blanks(model)
    if values is None:
        return models.Q()
    found = models.Q(pk__in=[])
    for name, empty in values.items():
        found |= models.Q(**{f"{name}__isnull": False}) if empty is None else ~models.Q(**{name: empty})
    return found


def left_in(model: type[Any], keys: Iterable[Any]) -> int:
    """How many of these rows still hold something personal."""
    return int(model._base_manager.filter(filled(model), pk__in=list(keys)).count())


def _erase_files(model: type[Any], rows: Rows, *, by: Actor, at: datetime, person: str) -> None:
    for field in model._meta.concrete_fields:
        if field.related_model is StoredFile:
            keys = rows.exclude(**{field.name: None}).values_list(field.attname, flat=True)
            for file in StoredFile.objects.kept().filter(pk__in=list(keys)):
                erase_file(file=file, by=by, at=at, person=person)
