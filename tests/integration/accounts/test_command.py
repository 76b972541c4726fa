"""`./run officer`: the first officer of a node."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from hamsafar.accounts.models import Organisation, User
from hamsafar.ledger.models import Line
from tests.factories.accounts import OfficerFactory, OrganisationFactory, SideFactory

pytestmark = pytest.mark.django_db
ADD = ("add", "First", "--name", "first operator", "--role", "operator", "--office")


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = 0
    try:
        call_command("officer", *words)
    except SystemExit as end:
        code = int(end.code or 0)
    out, err = capsys.readouterr()
    return code, out.strip(), err.strip()


def test_the_first_officer_is_added_with_an_organisation_of_their_own(capsys):
    SideFactory(key="tj")

    code, password, err = run(capsys, *ADD, "Node office", "--office-ru", "Б", "--office-tg", "В")

    officer = User.objects.get()
    assert (code, err) == (0, "")
    assert officer.check_password(password)
    assert (officer.login, officer.role, str(officer.organisation)) == ("first", "operator", "Node office")
    assert list(Line.objects.order_by("pk").values_list("by", "verb")) == [
        ("system", "organisation added"),
        ("system", "officer added"),
    ]


def test_an_organisation_that_is_there_is_used(capsys):
    office = OrganisationFactory()

    run(capsys, *ADD, "Office (example)")

    assert User.objects.get().organisation == office


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((*ADD, "Nowhere"), "no organisation called Nowhere"),
        ((*ADD, "Nowhere", "--office-ru", "Б", "--office-tg", "В", "--of", "kz"), "no side called kz"),
        (("password", "nobody"), "no officer called nobody"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_half_done(capsys, words: tuple[str, ...], says: str):
    code, out, err = run(capsys, *words)

    assert (code, out) == (2, "")
    assert says in err
    assert not Organisation.objects.exists()


def test_a_name_that_is_taken_is_bad_input(capsys):
    OfficerFactory(username="first", organisation=OrganisationFactory())

    assert run(capsys, *ADD, "Office (example)")[0] == 2


def test_an_officer_gets_a_new_password(capsys):
    officer = OfficerFactory(username="first")

    _code, password, _err = run(capsys, "password", "First")

    officer.refresh_from_db()
    assert officer.check_password(password)
