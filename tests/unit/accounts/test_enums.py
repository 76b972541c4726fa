"""The table of roles and permissions."""

from __future__ import annotations

import pytest

from hamsafar.accounts.enums import ROLES, Permission, Role
from hamsafar.corridor import enums as corridor
from hamsafar.ledger import enums as ledger


def test_every_role_has_its_permissions_and_every_permission_somebody_who_holds_it():
    assert set(ROLES) == set(Role)
    assert frozenset().union(*ROLES.values()) == set(Permission)


def test_every_officer_reads_the_offices_own_pages():
    assert all(Permission.READ_OFFICE in permissions for permissions in ROLES.values())


@pytest.mark.parametrize("word", [ledger.READ_LEDGER, ledger.OPERATE_NODE, corridor.LOAD_PACK])
def test_the_words_that_lower_floors_ask_for_are_permissions(word: str):
    assert word in Permission.values


def test_who_operates_the_node_writes_nothing_that_a_minister_reads():
    written = {Permission.PREPARE_MEETINGS, Permission.WRITE_ANNEX, Permission.FREEZE_DOSSIER}

    assert not ROLES[Role.OPERATOR] & written
