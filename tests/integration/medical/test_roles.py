"""The web role reads nothing of the centre, and the centre's role does its work with no more than it was given."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import ProgrammingError, connection, transaction

from hamsafar.front import environments, export, roles
from hamsafar.kit.actor import SYSTEM
from hamsafar.kit.refusal import Refusal
from hamsafar.medical.actions.turn import invite, make_round
from hamsafar.medical.models import CentreKey, Examination, KeyHolder, LaboratoryToken, Price, TrayPlace
from tests.factories.journeys import a_journey, traveller
from tests.factories.medical import MONDAY

INSIDE = (CentreKey, Examination, KeyHolder, LaboratoryToken, TrayPlace)


@pytest.fixture
def separated(db) -> None:
    if not roles.separate():
        pytest.skip("this database's role may make no other roles")


@contextmanager
def as_role(name: str) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute(f"set role {name}")
        yield
        cursor.execute("reset role")


@pytest.mark.parametrize("model", INSIDE)
def test_the_web_role_reads_no_table_of_the_centre(separated, model):
    with transaction.atomic(), as_role(roles.WEB):
        assert Price.objects.count() == 0  # what everybody may read
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            model.objects.exists()


def test_the_centre_s_role_reads_nothing_of_incidents_enquiries_files_and_meetings(separated):
    with connection.cursor() as cursor:
        cursor.execute(
            "select distinct split_part(table_name, '_', 1) from information_schema.role_table_grants"
            " where grantee = %s",
            [roles.CENTRE],
        )
        reads = {row[0] for row in cursor.fetchall()}

    assert not reads & {"incidents", "exchange", "files", "meetings", "figures", "programmes", "recruitment"}
    assert {"journeys", "appointments", "ledger", "medical"} <= reads


def test_an_examination_is_done_and_released_with_the_rights_of_the_centre_s_role(separated, centre):
    person = traveller()
    a_journey(person)
    with transaction.atomic(), as_role(roles.CENTRE):
        examination = centre.examine(person)
        centre.through(examination)
        assert make_round(by=SYSTEM, at=MONDAY) == 1
        assert invite(by=SYSTEM, at=MONDAY) == 0


def test_separating_twice_changes_nothing_and_the_same_stands_as_sql(separated):
    assert roles.separate()
    said = StringIO()
    call_command("centre", "roles", stdout=said)

    assert 'revoke all on schema "centre" from "hamsafar_web"' in said.getvalue()
    assert said.getvalue().count(";\n") > 20


def test_an_export_holds_nothing_of_the_centre(centre, tmp_path):
    centre.examine()

    export.write(tmp_path / "out", MONDAY)

    names = {each.stem for each in (tmp_path / "out" / "tables").iterdir()}
    assert "medical.receipt" in names
    assert not names & {model._meta.label_lower for model in INSIDE}


def test_each_process_learns_its_own_way_to_the_database():
    given = {
        "DATABASE_URL": "postgres:///owner",
        "DATABASE_URL_WEB": "postgres:///web",
        "DATABASE_URL_CENTRE": "postgres:///centre",
        "HAMSAFAR_PRODUCTION": "1",
    }

    web, centre = environments.of_web(given), environments.of_centre(given)

    assert (web["DATABASE_URL"], centre["DATABASE_URL"]) == ("postgres:///web", "postgres:///centre")
    assert "postgres:///centre" not in web.values()
    assert (web.get("HAMSAFAR_CENTRE"), centre["HAMSAFAR_CENTRE"]) == (None, "1")


def test_in_production_a_centre_without_a_role_of_its_own_does_not_start():
    with pytest.raises(Refusal, match="roles of its own"):
        environments.of_centre({"DATABASE_URL": "postgres:///one", "HAMSAFAR_PRODUCTION": "1"})
