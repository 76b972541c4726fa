"""This app's parts of a person, registered once all models are loaded."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from hamsafar.appointments.models import Booking, WaitingEntry
from hamsafar.journeys.actions import journeys_part, own_part
from hamsafar.journeys.models import Journey
from hamsafar.journeys.parts import PersonPart, register
from hamsafar.notices.models import Notice
from hamsafar.papers.models import Paper

register(
    PersonPart(
        name="file",
        title=_("the file"),
        models=own_part.file_models(),
        show=own_part.show_file,
        export=own_part.export_file,
        erase=own_part.erase_the_file,
    )
)
register(
    PersonPart(
        name="journeys",
        title=_("journeys"),
        models=(Journey,),
        show=journeys_part.show_journeys,
        export=journeys_part.export_journeys,
        erase=journeys_part.erase_journeys,
    )
)
register(
    PersonPart(
        name="lists",
        title=_("lists that were imported"),
        models=own_part.LISTS,
        show=own_part.show_lists,
        export=own_part.export_lists,
        erase=own_part.erase_in_lists,
    )
)
register(
    PersonPart(
        name="notices",
        title=_("notices"),
        models=(Notice,),
        show=own_part.show_notices,
        export=own_part.export_notices,
        erase=own_part.erase_in_notices,
        by_reference={Notice: "person"},
    )
)
register(
    PersonPart(
        name="appointments",
        title=_("appointments"),
        models=(Booking, WaitingEntry),
        show=own_part.show_appointments,
        export=own_part.export_appointments,
        erase=own_part.erase_appointments,
        by_reference={Booking: "holder", WaitingEntry: "holder"},
    )
)
register(
    PersonPart(
        name="papers",
        title=_("papers"),
        models=(Paper,),
        show=own_part.show_papers,
        export=own_part.export_papers,
        erase=own_part.erase_papers,
        by_reference={Paper: "subject"},
    )
)
