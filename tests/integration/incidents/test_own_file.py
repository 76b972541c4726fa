"""What a person sees and takes along of incidents: their own rows, and nobody else's."""

from __future__ import annotations

import pytest

from hamsafar.incidents.actions import people as crowd
from hamsafar.incidents.actions.person_part import export_incidents, show_incidents
from hamsafar.journeys.models import Person
from hamsafar.kit.actor import SYSTEM
from tests.factories.incidents import BEGAN, MONDAY, affected, incident

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("corridor")]
DONE = {"by": SYSTEM, "at": MONDAY}


def test_a_person_finds_their_own_rows_in_their_file_and_takes_no_other_along():
    event = incident(people=2)
    person = Person.objects.create(name="Synthetic", sort_key="s", synthetic=True, registered_at=MONDAY)
    crowd.link_person(affected=affected(event, 2), person=person, **DONE)
    became = [crowd.Became(number, "admitted", BEGAN, "the consul") for number in (1, 2)]
    crowd.record_outcomes(incident=event, became=became, **DONE)

    assert [event.ref in line.words for line in show_incidents([person])] == [True]
    taken = export_incidents([person])
    assert [row["name_given"] for row in taken["affected"]] == [affected(event, 2).name_given]
    assert [row["outcome"] for row in taken["outcomes"]] == ["admitted"]
