"""Who may do what at the documents desk: each question gives a verdict with its reason."""

from __future__ import annotations

from django.utils.translation import gettext as _

from hamsafar.accounts.enums import Permission
from hamsafar.accounts.models import User
from hamsafar.appointments.models import Office
from hamsafar.documents.enums import APPLICATION_MOVES, HANDED_IN_MOVES, ApplicationState, DecisionState, ExemptionState
from hamsafar.documents.models import Application, Decision, Exemption, HandedIn
from hamsafar.kit.actor import Actor
from hamsafar.kit.moves import can_move
from hamsafar.kit.verdict import YES, Verdict, no


def may_read(by: Actor, office: Office) -> Verdict:
    """See a desk's applications."""
    if not (by.has(Permission.KEEP_APPLICATIONS) or by.has(Permission.CONFIRM_DECISIONS)):
        return no(_("Only officers of the documents desk see its applications."))
    if isinstance(by, User) and by.organisation_id != office.organisation_id:
        return no(_("This is another desk: only its own officers see its applications."))
    return YES


def may_keep(by: Actor, office: Office) -> Verdict:
    """Receive people at the desk and work on applications."""
    if not by.has(Permission.KEEP_APPLICATIONS):
        return no(_("Only a desk officer works on applications."))
    return may_read(by, office)


def may_move(by: Actor, application: Application, to: str) -> Verdict:
    """Work on one application: the officer who has it."""
    if not (verdict := may_keep(by, application.office)):
        return verdict
    if not can_move(APPLICATION_MOVES, application.state, to):
        return no(_("The application is not in a state for that: look at it again."))
    if isinstance(by, User) and application.officer_id not in (None, by.pk):
        return no(_("Another officer works on this application. Have it handed over first."))
    return YES


def may_work(by: Actor, application: Application) -> Verdict:
    """Write into an application that is in work."""
    if not (verdict := may_keep(by, application.office)):
        return verdict
    if application.state not in (ApplicationState.IN_WORK, ApplicationState.ASKED):
        return no(_("The application is not in work. Take it up first."))
    if isinstance(by, User) and application.officer_id != by.pk:
        return no(_("Another officer works on this application. Have it handed over first."))
    return YES


def may_settle(by: Actor, paper: HandedIn, to: str) -> Verdict:
    """Note that a document was checked, or give it back."""
    if not (verdict := may_work(by, paper.application)):
        return verdict
    if not can_move(HANDED_IN_MOVES, paper.state, to):
        return no(_("This document was given back already."))
    return YES


def may_decide(by: Actor, application: Application) -> Verdict:
    """Decide, in person: never the node itself."""
    if not isinstance(by, User):
        return no(_("A decision is written by an officer in person."))
    return may_move(by, application, ApplicationState.TO_CONFIRM)


def may_confirm(by: Actor, decision: Decision) -> Verdict:
    """Confirm or send back what another officer decided."""
    if not (verdict := _second(by, decision.application.office, decision.written_by_id)):
        return verdict
    if decision.state != DecisionState.PROPOSED:
        return no(_("This does not wait for a second officer."))
    return YES


def may_decide_exemption(by: Actor, exemption: Exemption) -> Verdict:
    """Grant or decline an exemption that another officer asked for."""
    if not (verdict := _second(by, exemption.application.office, exemption.asked_by_id)):
        return verdict
    if exemption.state != ExemptionState.ASKED:
        return no(_("This exemption was decided already."))
    return YES


def may_hand_over(by: Actor, application: Application, to: User) -> Verdict:
    """Give an application to another officer: whoever has it, or who confirms decisions at the desk."""
    if not (verdict := may_read(by, application.office)):
        return verdict
    if application.officer_id is None or application.state not in (
        ApplicationState.IN_WORK,
        ApplicationState.ASKED,
    ):
        return no(_("Nobody works on this application: take it up instead."))
    if isinstance(by, User) and by.pk != application.officer_id and not by.has(Permission.CONFIRM_DECISIONS):
        return no(_("Only the officer who has it, or the head of the desk, hands an application over."))
    if to.pk == application.officer_id or not may_keep(to, application.office):
        return no(_("Choose another officer of this desk."))
    return YES


def may_be_theirs(by: Actor, application: Application) -> Verdict:
    """Read, answer or withdraw one's own application: who proved by its code that it is theirs."""
    return YES if by.ref == application.ref else no(_("Only who filed it does this."))


def may_chase(by: Actor) -> Verdict:
    if not by.has(Permission.OPERATE_NODE):
        return no(_("Only the node’s clock or its operator sends reminders."))
    return YES


def _second(by: Actor, office: Office, first: int) -> Verdict:
    if not isinstance(by, User) or not by.has(Permission.CONFIRM_DECISIONS):
        return no(_("Only an officer who confirms decisions does this."))
    if not (verdict := may_read(by, office)):
        return verdict
    if by.pk == first:
        return no(_("A second officer must confirm it: the one who wrote it cannot."))
    return YES
