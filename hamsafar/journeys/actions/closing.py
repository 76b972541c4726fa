"""Closing a file: the person needs nothing more from this office. From that day its term runs."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from hamsafar.journeys import access
from hamsafar.journeys.models import Person
from hamsafar.kit.actor import Actor
from hamsafar.kit.verdict import require
from hamsafar.ledger.actions import record


@transaction.atomic
def close_file(*, person: Person, by: Actor, at: datetime) -> Person:
    """Close a file and every file merged with it; its term runs from now. Opening it again takes nothing back."""
    require(access.may_close_file(by, person))
    for each in person.same_as().select_for_update():
        each.closed_at = at
        each.save(update_fields=["closed_at"])
        record("file closed", about=each, by=by, at=at, person=each.ref)
    return Person.objects.get(pk=person.pk)


@transaction.atomic
def reopen_file(*, person: Person, by: Actor, at: datetime) -> Person:
    """Open a closed file again: the person is back."""
    require(access.may_reopen_file(by, person))
    for each in person.same_as().select_for_update():
        each.closed_at = None
        each.save(update_fields=["closed_at"])
        record("file opened again", about=each, by=by, at=at, person=each.ref)
    return Person.objects.get(pk=person.pk)
