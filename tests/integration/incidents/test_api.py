"""Incidents for programs: signed in, paged, without names, by the same actions."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from hamsafar.accounts.enums import Role
from hamsafar.incidents.models import Incident
from tests.factories.accounts import OfficerFactory
from tests.factories.incidents import MONDAY, asked, incident

pytestmark = pytest.mark.django_db
ROOT = "/api/incidents"


def client(role: str = Role.CONSUL) -> Client:
    signed_in = Client()
    signed_in.force_login(OfficerFactory(role=role))
    return signed_in


def post(address: str, data: object, *, role: str = Role.CONSUL):
    return client(role).post(ROOT + address, json.dumps(data), content_type="application/json")


@pytest.fixture
def event(corridor) -> Incident:
    return incident(people=3)


def test_without_a_sign_in_nothing_is_told(event):
    assert Client().get(ROOT).status_code == 401
    assert client(Role.ANALYST).get(ROOT).status_code == 409


def test_incidents_are_listed_with_those_without_outcome_and_no_name(event):
    found = client().get(ROOT).json()["incidents"]
    assert [(each["number"], each["people"], each["people_without_outcome"]) for each in found] == [
        (event.number, 3, 3)
    ]
    assert "Synthetic person" not in client().get(f"{ROOT}/{event.ref}").content.decode()


def test_an_incident_tells_its_tally_and_its_people_by_number(event):
    post(
        f"/{event.ref}/outcomes",
        [{"person": 2, "outcome": "admitted", "at": MONDAY.isoformat(), "source": "the consul"}],
    )
    found = client().get(f"{ROOT}/{event.ref}").json()
    assert [each["outcome"] for each in found["people_in_it"]] == [None, "admitted", None]
    assert found["tally"][-1]["without"] == 2


def test_people_are_added_all_or_none(event):
    added = post(f"/{event.ref}/people", [{"name": "Synthetic person 9", "purpose": "study"}])
    assert (added.status_code, added.json()) == (201, {"numbers": [4]})
    assert post(f"/{event.ref}/people", [{"purpose": "study"}, {"purpose": "whim"}]).status_code == 409
    assert event.affected.count() == 4


def test_an_outcome_of_nobody_is_refused_with_a_sentence(event):
    refused = post(
        f"/{event.ref}/outcomes", [{"person": 77, "outcome": "admitted", "at": MONDAY.isoformat(), "source": "x"}]
    )
    assert refused.status_code == 409
    assert "77" in refused.json()["detail"]


def test_enquiries_say_whose_turn_it_is(desks):
    asker, _ = desks
    enquiry = asked(asker)
    found = client().get(f"{ROOT}/enquiries").json()["enquiries"]
    assert [(each["ref"], each["pen"], each["our_turn"]) for each in found] == [(enquiry.ref, "answerer", False)]
    assert client().get(f"{ROOT}/enquiries?our_turn=true").json()["enquiries"] == []


def test_the_sums_of_the_desk_say_what_they_are_of(event):
    found = client().get(f"{ROOT}/sums").json()
    assert (found["synthetic"], found["people_without_outcome"]) == (False, 3)


def test_the_number_of_queries_does_not_grow_with_the_list(corridor, django_assert_max_num_queries):
    for _ in range(8):
        incident(people=2)
    consul = client()
    with django_assert_max_num_queries(8):
        assert len(consul.get(ROOT).json()["incidents"]) == 8
