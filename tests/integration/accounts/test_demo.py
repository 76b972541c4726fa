"""The demonstration's officers."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from hamsafar.accounts.demo import PERSONAS, SIGN_INS, demo_exists, make_demo
from hamsafar.accounts.enums import Role
from hamsafar.accounts.models import ClearanceProposal, Organisation, User
from hamsafar.ledger.models import Line
from tests.factories.accounts import OfficerFactory, SideFactory
from tests.factories.ledger import noon

pytestmark = pytest.mark.django_db
AT = noon(2026, 3, 2)


@pytest.fixture(autouse=True)
def _sides() -> None:
    SideFactory(key="tj")
    SideFactory(key="ru")


def test_every_role_has_a_persona_that_is_synthetic_and_can_sign_in(tmp_path: Path):
    assert not demo_exists()

    sign_ins = make_demo(folder=tmp_path, at=AT)

    assert demo_exists()
    assert {each.role for each in sign_ins} == set(Role)
    for each in sign_ins:
        officer = User.objects.get(username=each.username)
        assert officer.check_password(each.password)
        assert officer.synthetic
        assert officer.is_cleared_for(1) == each.cleared
    assert Organisation.objects.filter(synthetic=False).count() == 0


def test_the_demo_reaches_every_state_of_a_clearance_and_of_an_account(tmp_path: Path):
    make_demo(folder=tmp_path, at=AT)

    assert ClearanceProposal.objects.waiting().count() == 1
    assert ClearanceProposal.objects.filter(confirmed_at__isnull=False).count() == 2
    assert User.objects.filter(is_active=False).count() == 1


def test_only_the_owner_reads_the_sign_ins(tmp_path: Path):
    (tmp_path / SIGN_INS).touch(0o644)

    sign_ins = make_demo(folder=tmp_path, at=AT)

    assert stat.S_IMODE((tmp_path / SIGN_INS).stat().st_mode) == 0o600
    assert [each["username"] for each in json.loads((tmp_path / SIGN_INS).read_text())] == [
        each.username for each in sign_ins
    ]
    assert not any(each.disabled for each in PERSONAS if each.username in {name.username for name in sign_ins})


def test_making_the_demo_twice_changes_nothing(tmp_path: Path):
    first = make_demo(folder=tmp_path, at=AT)
    lines = Line.objects.count()

    assert make_demo(folder=tmp_path, at=AT) == first
    assert Line.objects.count() == lines


def test_passwords_are_random_for_each_clone_and_new_where_the_file_is_gone(tmp_path: Path):
    first = make_demo(folder=tmp_path / "one", at=AT)
    second = make_demo(folder=tmp_path / "two", at=AT)

    assert not {each.password for each in first} & {each.password for each in second}
    assert User.objects.get(username="analyst").check_password(
        next(each.password for each in second if each.username == "analyst")
    )
    assert User.objects.synthetic().count() == len(PERSONAS)


def test_a_node_with_real_officers_alone_runs_no_demo():
    OfficerFactory(synthetic=False)
    OfficerFactory(synthetic=True, disabled=True)

    assert not demo_exists()
