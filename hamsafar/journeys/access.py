"""Who may do what with people's files."""

from __future__ import annotations

from django.utils.translation import gettext as _

from hamsafar.accounts.enums import Permission
from hamsafar.kit.actor import Actor
from hamsafar.kit.verdict import YES, Verdict, no


def may_read(by: Actor) -> Verdict:
    return YES if by.has(Permission.READ_PEOPLE) else no(_("Only somebody who may read people's files may do this."))


def may_link(by: Actor) -> Verdict:
    """Whether somebody may lay all files beside each other."""
    return (
        YES if by.has(Permission.MERGE_PEOPLE) else no(_("Only somebody who may merge files may compare all of them."))
    )
