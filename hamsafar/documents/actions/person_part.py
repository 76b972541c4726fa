"""What this app holds of a person: their applications at the desk and what became of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import models, transaction

from hamsafar.documents.enums import ApplicationState
from hamsafar.documents.models import Application, Decision, HandedIn, Question
from hamsafar.exchange.actions.erasing import erase_case
from hamsafar.journeys.actions.blanking import blank_rows
from hamsafar.journeys.models import Person
from hamsafar.journeys.parts import PartLine
from hamsafar.journeys.rules.exporting import plain
from hamsafar.kit.actor import Actor


def show_applications(people: Sequence[Person]) -> list[PartLine]:
    """The applications of the person, newest first."""
    rows = _applications(people).order_by("-filed_at")
    return [PartLine(each.filed_at, f"{each.get_service_display()}: {each.get_state_display()}") for each in rows]


def export_applications(people: Sequence[Person]) -> dict[str, Any]:
    """Every application with its documents, questions and decisions."""
    mine = _applications(people)
    return {
        "applications": [
            plain({name: value for name, value in row.items() if name != "secret"})
            for row in mine.order_by("pk").values()
        ],
        **{
            model._meta.model_name or "": [
                plain(row) for row in model._default_manager.filter(application__in=mine).order_by("pk").values()
            ]
            for model in (HandedIn, Question, Decision)
        },
    }


@transaction.atomic
def erase_applications(people: Sequence[Person], *, by: Actor, at: datetime) -> int:
    """Empty the applications of the person and destroy the keys of their envelopes; counts and dates stay."""
    mine = _applications(people)
    for subject in list(mine.values_list("subject", flat=True)):
        erase_case(subject=subject, by=by, at=at)
    return blank_rows(rows=mine, by=by, at=at)


def refusals(people: Sequence[Person]) -> int:
    """How many refusals go with the person: they may yet be appealed."""
    return _applications(people).filter(state=ApplicationState.REFUSED).count()


def _applications(people: Sequence[Person]) -> models.QuerySet[Application]:
    return Application.objects.filter(person__in=[each.pk for each in people])
