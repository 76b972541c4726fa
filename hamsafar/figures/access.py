"""Who may change what is known. Reading figures is everybody's right."""

from __future__ import annotations

from django.utils.translation import gettext as _

from hamsafar.accounts.enums import Permission
from hamsafar.figures.enums import MOVES, ImportState
from hamsafar.kit.actor import Actor
from hamsafar.kit.verdict import YES, Verdict, no


def may_load_pack(by: Actor) -> Verdict:
    """Replacing the pack's figures by those of another version of the pack."""
    if not by.has(Permission.LOAD_PACK):
        return no(_("Only a node operator can load a corridor pack."))
    return YES


def may_import(by: Actor) -> Verdict:
    """Handing in a file of figures, and looking at its preview."""
    if not by.has(Permission.IMPORT_FIGURES):
        return no(_("Only an analyst can import figures."))
    return YES


def may_move(by: Actor, state: str, to: str) -> Verdict:
    """Confirming or undoing an import that stands in `state`."""
    if not may_import(by):
        return may_import(by)
    if to not in MOVES[state]:
        said = {
            ImportState.CONFIRMED: _("This file is already imported."),
            ImportState.UNDONE: _("This import was undone. Hand the file in again."),
            ImportState.PREVIEWED: _("This file is not imported yet, so there is nothing to undo."),
        }
        return no(said[ImportState(state)])
    return YES
