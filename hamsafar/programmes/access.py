"""Who may load, report on, move and read what was promised."""

from __future__ import annotations

from django.utils.translation import gettext as _

from hamsafar.accounts.enums import Permission
from hamsafar.accounts.models import User
from hamsafar.kit.actor import SYSTEM, Actor
from hamsafar.kit.verdict import YES, Verdict, no
from hamsafar.programmes.enums import CLEARANCE_FOR, Classification


def clearance_of(reader: object) -> int:
    """What a reader may see: an officer's clearance, and nothing restricted for the public or the system."""
    return reader.clearance if isinstance(reader, User) and reader.is_active else 0


def is_synthetic(by: Actor) -> bool:
    """Whether the actor belongs to a demonstration, so that what they do is marked so."""
    return isinstance(by, User) and by.synthetic


def side_of(by: Actor) -> str:
    """The side an officer works for; empty for the system."""
    return str(by.organisation.side_id) if isinstance(by, User) else ""


def may_load(by: Actor) -> Verdict:
    if not by.has(Permission.LOAD_PACK):
        return no(_("Only the node operator can load a corridor pack."))
    return YES


def may_report(by: Actor, *, side: str, classification: str = Classification.OPEN) -> Verdict:
    if not by.has(Permission.REPORT_MILESTONES):
        return no(_("Only a desk officer or a programme coordinator can report on a measure."))
    if by is SYSTEM:  # hands over what the other side sent
        return YES
    if side_of(by) != side:
        return no(_("You can report for your own side only."))
    if not by.is_cleared_for(CLEARANCE_FOR[Classification(classification)]):
        return no(_("This programme is restricted; ask an officer who is cleared for it to report."))
    return YES


def may_edit(by: Actor, *, classification: str = Classification.OPEN) -> Verdict:
    if not by.has(Permission.EDIT_PROGRAMMES):
        return no(_("Only a programme coordinator can change a programme."))
    if by is not SYSTEM and not by.is_cleared_for(CLEARANCE_FOR[Classification(classification)]):
        return no(_("This programme is restricted; ask a coordinator who is cleared for it."))
    return YES


def may_answer_offer(by: Actor, *, offered_by: str, classification: str = Classification.OPEN) -> Verdict:
    """Whether the actor may accept or decline: an offer is answered by the side it was made to."""
    if side_of(by) == offered_by:
        return no(_("Your side made this offer; the other side answers it."))
    return may_edit(by, classification=classification)


def may_set_review(by: Actor, *, side: str, classification: str = Classification.OPEN) -> Verdict:
    if by is not SYSTEM and side_of(by) != side:
        return no(_("You can set the review day of your own side only."))
    return may_edit(by, classification=classification)


def may_read_indicators(by: Actor) -> Verdict:
    """Whether the actor may note where the indicators stand: the node's own clock, or a coordinator."""
    return YES if by is SYSTEM else may_edit(by)
