"""Who may do what with people's files."""

from __future__ import annotations

from django.utils.translation import gettext as _

from hamsafar.accounts.enums import Permission
from hamsafar.kit.actor import Actor
from hamsafar.kit.verdict import YES, Verdict, no


def may_read(by: Actor) -> Verdict:
    return YES if by.has(Permission.READ_PEOPLE) else no(_("Only somebody who may read people's files may do this."))
