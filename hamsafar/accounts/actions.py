"""The verbs of accounts: the only writers of organisations, officers and clearances."""

from __future__ import annotations

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from hamsafar.accounts import access
from hamsafar.accounts.enums import Clearance, Role
from hamsafar.accounts.models import ClearanceProposal, Organisation, User
from hamsafar.corridor.models import Side
from hamsafar.kit.actor import Actor
from hamsafar.kit.locks import hold
from hamsafar.kit.refusal import Refusal
from hamsafar.kit.verdict import require
from hamsafar.kit.words import LANGUAGES, Words
from hamsafar.ledger.actions import record

# Held while an officer may lose the right to manage accounts, so that two officers never disable each other at once.
MANAGERS = "accounts.managers"


@transaction.atomic
def add_organisation(*, side: Side, name: Words, by: Actor, at: datetime, synthetic: bool = False) -> Organisation:
    """Add an office of one side, named in three languages."""
    require(access.may_manage(by))
    if not all(name.as_dict().values()):
        raise Refusal(_("Give the organisation's name in English, Russian and Tajik."))
    made = Organisation.objects.create(side=side, name=name.as_dict(), synthetic=synthetic, added_at=at)
    record("organisation added", about=made, by=by, at=at)
    return made


@transaction.atomic
def add_officer(
    *,
    username: str,
    name: str,
    organisation: Organisation,
    role: str,
    password: str,
    by: Actor,
    at: datetime,
    language: str = "en",
    synthetic: bool = False,
) -> User:
    """Add an officer who can sign in from now on, with no clearance. Raises `Refusal` for a weak password."""
    require(access.may_manage(by))
    username = username.strip().lower()
    _require_role(role)
    _require_language(language)
    if not username or not name.strip():
        raise Refusal(_("Give the officer a sign-in name and a name."))
    if User.objects.filter(username=username).exists():
        raise Refusal(_("The sign-in name %(name)s is taken. Choose another.") % {"name": username})
    officer = User(
        username=username,
        name=name.strip(),
        organisation=organisation,
        role=role,
        language=language,
        synthetic=synthetic,
        added_at=at,
    )
    _set_password(officer, password)
    officer.save()
    record("officer added", about=officer, by=by, at=at, person=officer.ref)
    return officer


@transaction.atomic
def change_role(*, officer: User, role: str, by: Actor, at: datetime) -> User:
    """Give the officer another role, and with it other permissions. A waiting clearance proposal is withdrawn."""
    hold(MANAGERS)
    officer = User.objects.locked(officer.pk)
    _require_role(role)
    require(access.may_change_role(by, officer, role))

    officer.role = role
    officer.save(update_fields=["role"])
    ClearanceProposal.objects.waiting().filter(officer=officer).update(withdrawn_at=at)

    record(f"role changed to {role}", about=officer, by=by, at=at, person=officer.ref)
    return officer


@transaction.atomic
def disable_officer(*, officer: User, by: Actor, at: datetime) -> User:
    """End the officer's access: signed out everywhere at once, no clearance, no waiting proposal."""
    hold(MANAGERS)
    officer = User.objects.locked(officer.pk)
    require(access.may_disable(by, officer))

    officer.is_active, officer.disabled_at, officer.clearance = False, at, Clearance.OPEN
    officer.save(update_fields=["is_active", "disabled_at", "clearance"])
    ClearanceProposal.objects.waiting().filter(officer=officer).update(withdrawn_at=at)

    record("officer disabled", about=officer, by=by, at=at, person=officer.ref)
    return officer


@transaction.atomic
def enable_officer(*, officer: User, by: Actor, at: datetime) -> User:
    """Let a disabled officer sign in again, without the clearance they once had."""
    officer = User.objects.locked(officer.pk)
    require(access.may_enable(by, officer))

    officer.is_active, officer.disabled_at = True, None
    officer.save(update_fields=["is_active", "disabled_at"])

    record("officer enabled", about=officer, by=by, at=at, person=officer.ref)
    return officer


@transaction.atomic
def forget_officer(*, officer: User, by: Actor, at: datetime) -> User:
    """Take the names out of the account of an officer who left long ago; the reference stays in the ledger."""
    officer = User.objects.locked(officer.pk)
    require(access.may_forget(by, officer))

    officer.username, officer.name, officer.last_login = f"gone-{officer.pk}", "", None
    officer.set_unusable_password()
    officer.save(update_fields=["username", "name", "last_login", "password"])
    Authenticator.objects.filter(user=officer).delete()

    record("officer forgotten", about=officer, by=by, at=at, person=officer.ref)
    return officer


@transaction.atomic
def give_new_password(*, officer: User, password: str, by: Actor, at: datetime) -> User:
    """Set another officer's password, take away their second factor, and sign them out everywhere.

    For an officer who lost the password or the device: somebody who knows them hands over the new one.
    """
    officer = User.objects.locked(officer.pk)
    require(access.may_give_new_password(by, officer))

    _set_password(officer, password)
    officer.save(update_fields=["password"])
    Authenticator.objects.filter(user=officer).delete()

    record("new password given", about=officer, by=by, at=at, person=officer.ref)
    return officer


@transaction.atomic
def propose_clearance(*, officer: User, clearance: int, by: Actor, at: datetime) -> ClearanceProposal:
    """Propose that the officer be cleared; nothing changes until a second officer confirms."""
    officer = User.objects.locked(officer.pk)
    require(access.may_propose_clearance(by, officer, clearance))

    level = Clearance(clearance)
    proposal = ClearanceProposal.objects.create(
        officer=officer, clearance=level, proposed_by=User.objects.get(ref=by.ref), proposed_at=at
    )

    record(f"clearance {level.name.lower()} proposed", about=officer, by=by, at=at, person=officer.ref)
    return proposal


@transaction.atomic
def confirm_clearance(*, proposal: ClearanceProposal, by: Actor, at: datetime) -> ClearanceProposal:
    """Confirm what another officer proposed: the officer is cleared from now on."""
    officer = User.objects.locked(proposal.officer_id)
    proposal = ClearanceProposal.objects.locked(proposal.pk)
    require(access.may_confirm_clearance(by, proposal))

    proposal.confirmed_by, proposal.confirmed_at = User.objects.get(ref=by.ref), at
    proposal.save(update_fields=["confirmed_by", "confirmed_at"])
    officer.clearance = proposal.clearance
    officer.save(update_fields=["clearance"])

    level = Clearance(proposal.clearance).name.lower()
    record(f"clearance {level} confirmed", about=officer, by=by, at=at, person=officer.ref)
    return proposal


@transaction.atomic
def withdraw_clearance(*, proposal: ClearanceProposal, by: Actor, at: datetime) -> ClearanceProposal:
    """Withdraw a proposal that nobody confirmed yet."""
    proposal = ClearanceProposal.objects.locked(proposal.pk)
    require(access.may_withdraw_clearance(by, proposal))

    proposal.withdrawn_at = at
    proposal.save(update_fields=["withdrawn_at"])

    record("clearance proposal withdrawn", about=proposal.officer, by=by, at=at, person=proposal.officer.ref)
    return proposal


@transaction.atomic
def lower_clearance(*, officer: User, by: Actor, at: datetime) -> User:
    """Take the officer's clearance away at once."""
    officer = User.objects.locked(officer.pk)
    require(access.may_lower_clearance(by, officer))

    officer.clearance = Clearance.OPEN
    officer.save(update_fields=["clearance"])

    record("clearance lowered", about=officer, by=by, at=at, person=officer.ref)
    return officer


@transaction.atomic
def set_language(*, officer: User, language: str, by: Actor, at: datetime) -> User:
    """Remember the language in which the officer reads."""
    require(access.may_set_language(by, officer))
    _require_language(language)

    officer.language = language
    officer.save(update_fields=["language"])

    record(f"language set to {language}", about=officer, by=by, at=at, person=officer.ref)
    return officer


def _set_password(officer: User, password: str) -> None:
    try:
        validate_password(password, officer)
    except ValidationError as problem:
        raise Refusal(" ".join(problem.messages)) from problem
    officer.set_password(password)


def _require_role(role: str) -> None:
    if role not in Role.values:
        raise Refusal(
            _("There is no role %(role)s. Choose one of: %(roles)s.") % {"role": role, "roles": ", ".join(Role.values)}
        )


def _require_language(language: str) -> None:
    if language not in LANGUAGES:
        raise Refusal(_("Choose English, Russian or Tajik (en, ru, tg)."))
