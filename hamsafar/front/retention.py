"""Rows whose time is over, in every table of the node: what each model's `Privacy` says, done.

A person's own file is erased by `journeys.actions.erasing`; here goes what has a term of its own: notices, lists,
papers, envelopes, officers who left. A model with something personal and a term that stands in none of these tables
fails the build (tests/architecture/test_privacy.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.utils import timezone

from hamsafar.accounts.actions import forget_officer
from hamsafar.exchange.actions.erasing import erase_received, erase_sent
from hamsafar.exchange.enums import InboxState
from hamsafar.files.actions import erase_file
from hamsafar.journeys.actions.blanking import blank_rows, delete_rows, filled
from hamsafar.journeys.rules.keeping import years_before
from hamsafar.kit.actor import Actor
from hamsafar.kit.privacy import term_of

Rows = models.QuerySet[Any]
AT_A_TIME = 500


def _one_by_one(erase: Callable[..., object], name: str) -> Callable[..., int]:
    """An eraser of rows from one of a single row that is given under this name."""

    def erased(*, rows: Rows, by: Actor, at: datetime) -> int:
        found = list(rows)
        for row in found:
            erase(**{name: row}, by=by, at=at)
        return len(found)

    return erased


# What becomes of a row whose time is over.
ERASERS: Mapping[str, Callable[..., int]] = {
    "accounts.User": _one_by_one(forget_officer, "officer"),
    "appointments.Booking": blank_rows,
    "appointments.WaitingEntry": blank_rows,
    "documents.Application": blank_rows,
    "exchange.Arrival": blank_rows,
    "exchange.InboxEnvelope": _one_by_one(erase_received, "envelope"),
    "exchange.OutboxEnvelope": _one_by_one(erase_sent, "envelope"),
    "files.StoredFile": _one_by_one(erase_file, "file"),
    "journeys.Listed": delete_rows,
    "journeys.PeopleImport": blank_rows,
    "journeys.Registration": delete_rows,
    "meetings.AnnexLine": delete_rows,
    "notices.Notice": delete_rows,
    "papers.Paper": delete_rows,
    "recruitment.Nominee": blank_rows,
}
# Evidence of a case goes only by two officers: `./run retention erase --cases --officer ONE --second OTHER`.
CASES: Mapping[str, Callable[..., int]] = {
    "incidents.Evidence": blank_rows,
    "incidents.Incident": blank_rows,
    "incidents.Report": blank_rows,
}
# In the centre's schema, which this process has no right to: its own clock erases (`medical.actions.turn`).
BY_THE_CENTRE = frozenset({"medical.Examination"})
# Where a row says itself that it was erased.
NOT_YET_ERASED: Mapping[str, Q] = {
    "accounts.User": ~Q(name=""),
    "exchange.InboxEnvelope": Q(erased_at__isnull=True) & ~Q(state=InboxState.WAITING),
    "exchange.OutboxEnvelope": Q(erased_at__isnull=True),
    "files.StoredFile": Q(erased_at__isnull=True),
}
PEOPLE = frozenset({"journeys.Person"})  # by `journeys.actions.erasing`, part by part


@dataclass(frozen=True)
class Over:
    """How many rows of one table still hold something personal though their time is over."""

    model: str
    rows: int
    case: bool


def due(*, on: date) -> Iterator[Over]:
    """Every table with rows whose time is over on this day."""
    for label in [*ERASERS, *CASES]:
        if count := _over(apps.get_model(label), on=on).count():
            yield Over(label, count, label in CASES)


def erase_over(*, on: date, by: Actor, at: datetime, cases: bool = False) -> dict[str, int]:
    """Erase rows whose time is over, of cases only where that is asked; how many rows of each table there were."""
    erasers = CASES if cases else ERASERS
    erased = {label: _erase(apps.get_model(label), erase, on=on, by=by, at=at) for label, erase in erasers.items()}
    return {label: count for label, count in erased.items() if count}


def _erase(model: type[Any], erase: Callable[..., int], *, on: date, by: Actor, at: datetime) -> int:
    count, before = 0, None
    while keys := list(_over(model, on=on).order_by("pk").values_list("pk", flat=True)[:AT_A_TIME]):
        if keys == before:
            raise RuntimeError(f"Rows of {model._meta.label} still hold something personal after they were erased.")
        erase(rows=model._base_manager.filter(pk__in=keys), by=by, at=at)
        count, before = count + len(keys), keys
    return count


def _over(model: type[Any], *, on: date) -> Rows:
    """Rows whose last day was before this one, and which hold something personal."""
    term = term_of(model)
    if term is None:
        raise ValueError(f"{model._meta.label} is kept for good.")
    day = years_before(on, term.years)
    is_instant = isinstance(_last_field(model, term.path), models.DateTimeField)
    before = timezone.make_aware(datetime.combine(day, time.min)) if is_instant else day
    holds = NOT_YET_ERASED.get(model._meta.label, filled(model))
    return model._base_manager.filter(holds, **{f"{term.path}__lt": before})


def _last_field(model: type[Any], path: str) -> models.Field[Any, Any]:
    first, _, rest = path.partition("__")
    found = model._meta.get_field(first)
    return _last_field(found.related_model, rest) if rest else found
