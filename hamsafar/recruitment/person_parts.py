"""This app's part of a person, registered once all models are loaded."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from hamsafar.journeys.parts import PersonPart, register
from hamsafar.recruitment.actions import person_part
from hamsafar.recruitment.models import Candidate, OfficerFile

register(
    PersonPart(
        name="recruitment",
        title=_("recruitment"),
        models=(Candidate, OfficerFile),
        show=person_part.show_recruitment,
        export=person_part.export_recruitment,
        erase=person_part.erase_recruitment,
    )
)
