"""This app's part of a person, registered once all models are loaded."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from hamsafar.incidents.actions import person_part
from hamsafar.incidents.models import Affected
from hamsafar.journeys.parts import PersonPart, register

register(
    PersonPart(
        name="incidents",
        title=_("border incidents"),
        models=(Affected,),
        show=person_part.show_incidents,
        export=person_part.export_incidents,
        erase=person_part.erase_in_incidents,
        evidence=person_part.case_records,
    )
)
