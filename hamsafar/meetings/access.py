"""Who may prepare a meeting, record its outcomes, write and read what is restricted, and freeze a dossier."""

from __future__ import annotations

from django.utils.translation import gettext as _

from hamsafar.accounts.enums import Permission
from hamsafar.accounts.models import User
from hamsafar.kit.actor import Actor
from hamsafar.kit.verdict import YES, Verdict, no
from hamsafar.meetings.rules.edition import clearance_of


def is_synthetic(by: Actor) -> bool:
    """Whether the actor belongs to a demonstration, so that what they do is marked so."""
    return isinstance(by, User) and by.synthetic


def clearance_held(reader: object) -> int:
    """What a reader may see: an officer's clearance, and nothing restricted for the public or the system."""
    return reader.clearance if isinstance(reader, User) and reader.is_active else 0


def may_load(by: Actor) -> Verdict:
    if not by.has(Permission.LOAD_PACK):
        return no(_("Only the node operator can load a corridor pack."))
    return YES


def may_prepare(by: Actor) -> Verdict:
    if not by.has(Permission.PREPARE_MEETINGS):
        return no(_("Only the minister's secretariat can prepare a meeting."))
    return YES


def may_take_envelopes(by: Actor) -> Verdict:
    """Whether `by` does what the other node's envelopes ask: the system, and the operator who tries one again."""
    if not by.has(Permission.OPERATE_NODE):
        return no(_("Only the node itself takes what the other node sends."))
    return YES


def may_see_restricted(reader: object) -> Verdict:
    """Whether a reader sees items of an agenda that no open edition holds."""
    if isinstance(reader, User) and reader.is_active and (reader.has(Permission.PREPARE_MEETINGS) or reader.clearance):
        return YES
    return no(_("This item is for officers who prepare the meeting."))


def may_record_outcome(by: Actor) -> Verdict:
    if not by.has(Permission.RECORD_OUTCOMES):
        return no(_("Only the minister's secretariat can record what a meeting decided."))
    return YES


def may_write_annex(by: Actor, *, clearance: int) -> Verdict:
    if not by.has(Permission.WRITE_ANNEX):
        return no(_("Only the minister's secretariat can write a restricted annex."))
    if not by.is_cleared_for(clearance):
        return no(_("You are not cleared for this annex; ask an officer who is."))
    return YES


def may_read_edition(by: Actor | None, edition: str) -> Verdict:
    """Whether a reader may open an edition. Everybody may open one that needs no clearance."""
    needed = clearance_of(edition)
    if not needed:
        return YES
    if by is None or not by.is_cleared_for(needed):
        return no(_("The restricted edition is for readers with clearance."))
    return YES


def may_freeze(by: Actor, *, edition: str) -> Verdict:
    if not by.has(Permission.FREEZE_DOSSIER):
        return no(_("Only the minister's secretariat can freeze and sign a dossier."))
    return may_read_edition(by, edition)


def may_erase_copy(by: Actor, *, edition: str) -> Verdict:
    """Whether a frozen copy may be erased: a restricted one, by who may freeze it. An open one is public for good."""
    if not clearance_of(edition):
        return no(_("An open copy was published: it stays."))
    return may_freeze(by, edition=edition)
