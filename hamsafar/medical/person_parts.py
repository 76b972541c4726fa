"""This app's part of a person, registered once all models are loaded."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from hamsafar.journeys.parts import PersonPart, register
from hamsafar.medical.actions import person_part
from hamsafar.medical.models import Receipt

register(
    PersonPart(
        name="examinations",
        title=_("receipts for examinations"),
        models=(Receipt,),
        show=person_part.show_receipts,
        export=person_part.export_receipts,
        erase=person_part.erase_receipts,
    )
)
