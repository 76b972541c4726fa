"""This app's part of a person, registered once all models are loaded."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from hamsafar.documents.actions import person_part
from hamsafar.documents.models import Application
from hamsafar.journeys.parts import PersonPart, register

register(
    PersonPart(
        name="documents",
        title=_("applications at the documents desk"),
        models=(Application,),
        show=person_part.show_applications,
        export=person_part.export_applications,
        erase=person_part.erase_applications,
        evidence=person_part.refusals,
    )
)
