"""Who may do what with stored files. Whose file it is, and who may read it, the app that holds it decides."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _

from hamsafar.accounts.enums import Permission
from hamsafar.files.models import StoredFile
from hamsafar.kit.actor import Actor
from hamsafar.kit.verdict import YES, Verdict, no


def may_open(file: StoredFile) -> Verdict:
    """Whether there is anything left to open."""
    if file.erased_at is not None:
        return no(_("This file was erased: its time was over, or an officer ended it. Nothing of it is left."))
    return YES


def may_give(file: StoredFile) -> Verdict:
    """Whether the original may be handed to a reader: where this node has a scanner, only after it has looked."""
    if not (verdict := may_open(file)):
        return verdict
    if settings.SCANNER and not file.scanned_by:
        return no(_("This file waits in quarantine until it is searched for malware. That is done every night."))
    return YES


def may_show(file: StoredFile) -> Verdict:
    """Whether it can be drawn as a picture on a page."""
    if not (verdict := may_give(file)):
        return verdict
    if not file.can_be_shown:
        return no(_("This file cannot be shown here as a picture. Open the original."))
    return YES


def may_operate(by: Actor) -> Verdict:
    """Verify what lies on the disk, remove what belongs to no file, change the key."""
    if not by.has(Permission.OPERATE_NODE):
        return no(_("Only the node operator looks after the stored files."))
    return YES
