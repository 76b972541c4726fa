"""What the node holds of an examined person: receipts. What the centre holds, the centre hands out and erases."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hamsafar.journeys.actions.blanking import delete_rows
from hamsafar.journeys.models import Person
from hamsafar.journeys.parts import PartLine
from hamsafar.journeys.rules.exporting import plain
from hamsafar.kit.actor import Actor
from hamsafar.medical.models import Receipt


def show_receipts(people: Sequence[Person]) -> list[PartLine]:
    """The person's receipts, newest first."""
    rows = Receipt.objects.filter(person__in=people).newest_first()
    words = _("Examination, receipt %(ref)s")
    return [
        PartLine(timezone.make_aware(datetime.combine(each.paid_on, time.min)), words % {"ref": each.ref})
        for each in rows
    ]


def export_receipts(people: Sequence[Person]) -> dict[str, Any]:
    """All that the node holds. The folder itself the person asks the centre for, in person."""
    rows = Receipt.objects.filter(person__in=people).order_by("pk").values()
    return {"receipts": [plain(row) for row in rows]}


@transaction.atomic
def erase_receipts(people: Sequence[Person], *, by: Actor, at: datetime) -> int:
    """Destroy the person's receipts."""
    return delete_rows(rows=Receipt.objects.filter(person__in=people), by=by, at=at)
