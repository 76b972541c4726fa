"""Officers are added, changed and disabled by officers who may, and every act leaves a line."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction

from hamsafar.accounts import actions
from hamsafar.accounts.enums import Clearance, Permission, Role
from hamsafar.accounts.models import ClearanceProposal, Organisation, User
from hamsafar.kit.actor import SYSTEM
from hamsafar.kit.refs import read_ref
from hamsafar.kit.refusal import Refusal
from hamsafar.kit.words import Words
from hamsafar.ledger.models import Line
from tests.factories.accounts import PASSWORD, OfficerFactory, OrganisationFactory, SideFactory
from tests.factories.ledger import noon

pytestmark = pytest.mark.django_db
AT = noon(2026, 3, 2)
NAME = Words(en="Office (example)", ru="Управление (пример)", tg="Раёсат (намуна)")


@pytest.fixture
def manager() -> User:
    return OfficerFactory(role=Role.OPERATOR)


@pytest.fixture
def second() -> User:
    return OfficerFactory(role=Role.OPERATOR)


@pytest.fixture
def officer() -> User:
    return OfficerFactory()


def lines() -> list[tuple[str, str, str]]:
    return [(line.verb, line.by, line.person) for line in Line.objects.order_by("pk")]


def add(by: User, **changed: object) -> User:
    given = {"username": "New.Officer", "name": "new officer", "role": Role.ANALYST, "password": PASSWORD}
    office = changed.pop("organisation", None) or OrganisationFactory()
    return actions.add_officer(**{**given, **changed}, organisation=office, by=by, at=AT)


# Organisations


def test_an_organisation_is_added_in_three_languages(manager: User):
    made = actions.add_organisation(side=SideFactory(), name=NAME, by=manager, at=AT)

    assert (str(made), made.words.tg, made.synthetic) == ("Office (example)", "Раёсат (намуна)", False)
    assert read_ref(made.ref) == made.ref
    assert lines() == [("organisation added", manager.ref, "")]


def test_an_organisation_needs_all_three_languages(manager: User):
    with pytest.raises(Refusal, match="English, Russian and Tajik"):
        actions.add_organisation(side=SideFactory(), name=Words("A", "Б", ""), by=manager, at=AT)


def test_an_officer_who_does_not_manage_accounts_adds_no_organisation(officer: User):
    with pytest.raises(Refusal, match="manages accounts"):
        actions.add_organisation(side=SideFactory(), name=NAME, by=officer, at=AT)

    assert not Organisation.objects.filter(added_at=AT).exists()


# Adding officers


def test_an_officer_is_added_without_clearance(manager: User):
    made = add(manager, language="tg")

    assert (made.login, str(made), made.role, made.language) == ("new.officer", "new officer", "analyst", "tg")
    assert made.check_password(PASSWORD)
    assert read_ref(made.ref) == made.ref
    assert made.has(Permission.IMPORT_FIGURES)
    assert not made.has(Permission.MANAGE_ACCOUNTS)
    assert made.is_cleared_for(0)
    assert not made.is_cleared_for(1)
    assert lines() == [("officer added", manager.ref, made.ref)]


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"username": " "}, "sign-in name and a name"),
        ({"name": ""}, "sign-in name and a name"),
        ({"role": "king"}, "no role king"),
        ({"language": "de"}, "English, Russian or Tajik"),
        ({"password": "short"}, "too short"),
        ({"password": "new.officer.1"}, "too similar"),
    ],
)
def test_what_an_officer_needs_is_asked_for(manager: User, changed: dict[str, str], says: str):
    with pytest.raises(Refusal, match=says):
        add(manager, **changed)

    assert not User.objects.filter(added_at=AT).exists()


def test_a_sign_in_name_is_given_once_however_it_is_written(manager: User):
    add(manager)

    with pytest.raises(Refusal, match=r"new\.officer is taken"):
        add(manager, username="NEW.officer")


def test_an_officer_who_does_not_manage_accounts_adds_nobody(officer: User):
    with pytest.raises(Refusal, match="manages accounts"):
        add(officer)


# Roles


def test_a_new_role_brings_its_permissions_and_ends_a_waiting_proposal(manager: User, officer: User):
    proposal = actions.propose_clearance(officer=officer, clearance=1, by=manager, at=AT)

    changed = actions.change_role(officer=officer, role=Role.COORDINATOR, by=manager, at=AT)

    proposal.refresh_from_db()
    assert changed.has(Permission.EDIT_PROGRAMMES)
    assert proposal.withdrawn_at == AT
    assert lines()[-1] == ("role changed to coordinator", manager.ref, officer.ref)


def test_nobody_changes_their_own_role(manager: User):
    with pytest.raises(Refusal, match="their own role"):
        actions.change_role(officer=manager, role=Role.ANALYST, by=manager, at=AT)


def test_a_role_is_changed_only_by_who_manages_accounts_and_only_to_one_that_exists(manager: User, officer: User):
    with pytest.raises(Refusal, match="manages accounts"):
        actions.change_role(officer=manager, role=Role.ANALYST, by=officer, at=AT)
    with pytest.raises(Refusal, match="no role"):
        actions.change_role(officer=officer, role="king", by=manager, at=AT)


def test_a_disabled_officer_gets_no_role(manager: User):
    with pytest.raises(Refusal, match="Enable the account first"):
        actions.change_role(officer=OfficerFactory(disabled=True), role=Role.ANALYST, by=manager, at=AT)


def test_the_last_officer_who_manages_accounts_keeps_that_role(manager: User):
    with pytest.raises(Refusal, match="last officer who manages"):
        actions.change_role(officer=manager, role=Role.ANALYST, by=SYSTEM, at=AT)
    with pytest.raises(Refusal, match="last officer who manages"):
        actions.disable_officer(officer=manager, by=SYSTEM, at=AT)


def test_one_of_two_who_manage_accounts_may_lose_that_role(manager: User, second: User):
    assert actions.change_role(officer=second, role=Role.ANALYST, by=manager, at=AT).role == Role.ANALYST
    assert actions.change_role(officer=second, role=Role.OPERATOR, by=manager, at=AT).role == Role.OPERATOR


# Disabling


def test_a_disabled_officer_has_no_permission_no_clearance_and_no_proposal(manager: User):
    officer = OfficerFactory(cleared=True)
    other = OfficerFactory()
    actions.propose_clearance(officer=other, clearance=1, by=manager, at=AT)

    gone = [actions.disable_officer(officer=each, by=manager, at=AT) for each in (officer, other)]

    assert not gone[0].has(Permission.READ_OFFICE)
    assert not gone[0].is_cleared_for(0)
    assert (gone[0].clearance, gone[0].disabled_at) == (Clearance.OPEN, AT)
    assert not ClearanceProposal.objects.waiting().exists()
    assert lines()[-1] == ("officer disabled", manager.ref, other.ref)


def test_nobody_disables_themselves_or_somebody_twice_or_without_permission(manager: User, officer: User):
    with pytest.raises(Refusal, match="their own account"):
        actions.disable_officer(officer=manager, by=manager, at=AT)
    with pytest.raises(Refusal, match="disabled already"):
        actions.disable_officer(officer=OfficerFactory(disabled=True), by=manager, at=AT)
    with pytest.raises(Refusal, match="manages accounts"):
        actions.disable_officer(officer=manager, by=officer, at=AT)


def test_an_officer_who_is_enabled_again_has_no_clearance(manager: User):
    officer = actions.enable_officer(officer=OfficerFactory(disabled=True), by=manager, at=AT)

    assert (officer.is_active, officer.disabled_at, officer.clearance) == (True, None, Clearance.OPEN)
    assert lines() == [("officer enabled", manager.ref, officer.ref)]


def test_only_a_disabled_officer_is_enabled_and_only_by_who_manages_accounts(manager: User, officer: User):
    with pytest.raises(Refusal, match="not disabled"):
        actions.enable_officer(officer=officer, by=manager, at=AT)
    with pytest.raises(Refusal, match="manages accounts"):
        actions.enable_officer(officer=OfficerFactory(disabled=True), by=officer, at=AT)


# Passwords


def test_a_new_password_takes_the_lost_device_away(manager: User, officer: User):
    Authenticator.objects.create(user=officer, type=Authenticator.Type.TOTP, data={})

    changed = actions.give_new_password(officer=officer, password="another way over the pass", by=manager, at=AT)

    assert changed.check_password("another way over the pass")
    assert not Authenticator.objects.filter(user=officer).exists()
    assert lines() == [("new password given", manager.ref, officer.ref)]


def test_a_new_password_is_given_to_others_by_who_manages_accounts_and_is_strong(manager: User, officer: User):
    with pytest.raises(Refusal, match="your account's page"):
        actions.give_new_password(officer=manager, password=PASSWORD, by=manager, at=AT)
    with pytest.raises(Refusal, match="manages accounts"):
        actions.give_new_password(officer=manager, password=PASSWORD, by=officer, at=AT)
    with pytest.raises(Refusal, match="too short"):
        actions.give_new_password(officer=officer, password="1", by=manager, at=AT)


# Clearance


def test_two_officers_clear_a_third(manager: User, second: User, officer: User):
    proposal = actions.propose_clearance(officer=officer, clearance=1, by=manager, at=AT)
    officer.refresh_from_db()
    assert not officer.is_cleared_for(1)
    assert str(proposal) == f"clearance 1 for officer {officer.pk}"

    actions.confirm_clearance(proposal=proposal, by=second, at=AT)

    officer.refresh_from_db()
    assert officer.is_cleared_for(1)
    assert [verb for verb, _by, _person in lines()] == [
        "clearance restricted proposed",
        "clearance restricted confirmed",
    ]


def test_the_one_who_proposed_cannot_confirm(manager: User, officer: User):
    proposal = actions.propose_clearance(officer=officer, clearance=1, by=manager, at=AT)

    with pytest.raises(Refusal, match="second officer must confirm"):
        actions.confirm_clearance(proposal=proposal, by=manager, at=AT)
    with pytest.raises(Refusal, match="second officer must confirm"):
        actions.confirm_clearance(proposal=proposal, by=SYSTEM, at=AT)


def test_nobody_clears_themselves(manager: User, second: User):
    with pytest.raises(Refusal, match="Nobody clears themselves"):
        actions.propose_clearance(officer=manager, clearance=1, by=manager, at=AT)
    proposal = actions.propose_clearance(officer=manager, clearance=1, by=second, at=AT)
    with pytest.raises(Refusal, match="Nobody clears themselves"):
        actions.confirm_clearance(proposal=proposal, by=manager, at=AT)


def test_what_cannot_be_proposed(manager: User, officer: User):
    with pytest.raises(Refusal, match="in person"):
        actions.propose_clearance(officer=officer, clearance=1, by=SYSTEM, at=AT)
    with pytest.raises(Refusal, match="has that clearance already"):
        actions.propose_clearance(officer=OfficerFactory(cleared=True), clearance=1, by=manager, at=AT)
    with pytest.raises(Refusal, match="Enable the account first"):
        actions.propose_clearance(officer=OfficerFactory(disabled=True), clearance=1, by=manager, at=AT)
    with pytest.raises(Refusal, match="manages accounts"):
        actions.propose_clearance(officer=manager, clearance=1, by=officer, at=AT)
    actions.propose_clearance(officer=officer, clearance=1, by=manager, at=AT)
    with pytest.raises(Refusal, match="waits already"):
        actions.propose_clearance(officer=officer, clearance=1, by=manager, at=AT)


def test_a_proposal_is_decided_once(manager: User, second: User, officer: User):
    proposal = actions.propose_clearance(officer=officer, clearance=1, by=manager, at=AT)
    actions.withdraw_clearance(proposal=proposal, by=manager, at=AT)

    with pytest.raises(Refusal, match="confirmed or withdrawn already"):
        actions.confirm_clearance(proposal=proposal, by=second, at=AT)
    with pytest.raises(Refusal, match="confirmed or withdrawn already"):
        actions.withdraw_clearance(proposal=proposal, by=second, at=AT)
    assert lines()[-1] == ("clearance proposal withdrawn", manager.ref, officer.ref)


def test_a_proposal_of_somebody_who_no_longer_manages_accounts_is_void(manager: User, second: User, officer: User):
    proposal = actions.propose_clearance(officer=officer, clearance=1, by=manager, at=AT)
    actions.change_role(officer=manager, role=Role.ANALYST, by=second, at=AT)

    with pytest.raises(Refusal, match="no longer manages accounts"):
        actions.confirm_clearance(proposal=proposal, by=second, at=AT)
    with pytest.raises(Refusal, match="manages accounts"):
        actions.withdraw_clearance(proposal=proposal, by=officer, at=AT)


def test_one_officer_is_enough_to_take_a_clearance_away(manager: User):
    lowered = actions.lower_clearance(officer=OfficerFactory(cleared=True), by=manager, at=AT)

    assert not lowered.is_cleared_for(1)
    assert lines() == [("clearance lowered", manager.ref, lowered.ref)]


def test_only_a_clearance_that_is_there_is_lowered_and_only_by_who_manages_accounts(manager: User, officer: User):
    with pytest.raises(Refusal, match="no clearance to lower"):
        actions.lower_clearance(officer=officer, by=manager, at=AT)
    with pytest.raises(Refusal, match="manages accounts"):
        actions.lower_clearance(officer=OfficerFactory(cleared=True), by=officer, at=AT)


def test_the_database_itself_wants_two_different_officers(manager: User, second: User, officer: User):
    given = {"officer": officer, "clearance": 1, "proposed_by": manager, "proposed_at": AT, "confirmed_at": AT}
    with pytest.raises(IntegrityError, match="second_officer"), transaction.atomic():
        ClearanceProposal.objects.create(**given, confirmed_by=manager)
    with pytest.raises(IntegrityError, match="their_own"), transaction.atomic():
        ClearanceProposal.objects.create(**given, confirmed_by=officer)


# Language


def test_an_officer_chooses_their_own_language(officer: User, manager: User):
    actions.set_language(officer=officer, language="tg", by=officer, at=AT)

    officer.refresh_from_db()
    assert officer.language == "tg"
    with pytest.raises(Refusal, match="own language"):
        actions.set_language(officer=officer, language="ru", by=manager, at=AT)
    with pytest.raises(Refusal, match="English, Russian or Tajik"):
        actions.set_language(officer=officer, language="de", by=officer, at=AT)


def test_officers_are_listed_in_order_with_their_office(django_assert_num_queries):
    for name in ("b", "a"):
        OfficerFactory(username=name)

    with django_assert_num_queries(1):
        assert [(each.username, str(each.organisation)) for each in User.objects.in_order()] == [
            ("a", "Office (example)"),
            ("b", "Office (example)"),
        ]
