"""Who may do what with people's files."""

from __future__ import annotations

from django.utils.translation import gettext as _

from hamsafar.accounts.enums import Permission
from hamsafar.accounts.models import User
from hamsafar.journeys.enums import ERASURE_MOVES, ErasureState
from hamsafar.journeys.models import Erasure, Person
from hamsafar.kit.actor import Actor
from hamsafar.kit.moves import can_move
from hamsafar.kit.verdict import YES, Verdict, no


def may_read(by: Actor) -> Verdict:
    return YES if by.has(Permission.READ_PEOPLE) else no(_("Only somebody who may read people's files may do this."))


def may_link(by: Actor) -> Verdict:
    """Whether somebody may lay all files beside each other."""
    return (
        YES if by.has(Permission.MERGE_PEOPLE) else no(_("Only somebody who may merge files may compare all of them."))
    )


def may_answer_rights(by: Actor) -> Verdict:
    """Whether somebody may answer people about their own files: who looked, all that is held, its end."""
    if not by.has(Permission.ANSWER_RIGHTS):
        return no(_("Only an officer who answers people about their files may do this."))
    return YES


def may_close_file(by: Actor, person: Person) -> Verdict:
    if not (verdict := may_answer_rights(by)):
        return verdict
    if person.erased_at is not None:
        return no(_("This file was erased."))
    if person.closed_at is not None:
        return no(_("This file is closed already."))
    return YES


def may_reopen_file(by: Actor, person: Person) -> Verdict:
    if not (verdict := may_answer_rights(by)):
        return verdict
    if person.erased_at is not None:
        return no(_("This file was erased."))
    if person.closed_at is None:
        return no(_("This file is open."))
    return YES


def may_export(by: Actor, person: Person) -> Verdict:
    """Whether somebody may take out all that is held on a person: an officer for them, or the person."""
    if by.ref != person.ref and not (verdict := may_answer_rights(by)):
        return verdict
    if person.erased_at is not None:
        return no(_("This file was erased."))
    return YES


def may_propose_erasure(by: Actor, person: Person) -> Verdict:
    if not (verdict := may_answer_rights(by)):
        return verdict
    if person.erased_at is not None:
        return no(_("This file was erased."))
    if person.erasures.filter(done_at__isnull=True, withdrawn_at__isnull=True).exists():
        return no(_("The erasure of this file is proposed already and waits for a second officer."))
    return YES


def may_confirm_erasure(by: Actor, erasure: Erasure) -> Verdict:
    if not (verdict := may_answer_rights(by)):
        return verdict
    if not can_move(ERASURE_MOVES, erasure.state, ErasureState.DONE):
        return no(_("This erasure was decided already."))
    if erasure.needs_two and (not isinstance(by, User) or by.pk == erasure.proposed_by_id):
        return no(_("A second officer must confirm this: records of a case go with it, or the person asked for it."))
    return YES


def may_withdraw_erasure(by: Actor, erasure: Erasure) -> Verdict:
    if not (verdict := may_answer_rights(by)):
        return verdict
    if not can_move(ERASURE_MOVES, erasure.state, ErasureState.WITHDRAWN):
        return no(_("This erasure was decided already."))
    return YES
