"""Who may do what with notices. Who may send one, the action that calls asks."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from hamsafar.accounts.enums import Permission
from hamsafar.accounts.models import User
from hamsafar.kit.actor import Actor
from hamsafar.kit.verdict import YES, Verdict, no
from hamsafar.notices.enums import NoticeState
from hamsafar.notices.models import Notice


def may_read(by: Actor, notice: Notice) -> Verdict:
    """Only the officer on whose page it stands."""
    if not isinstance(by, User) or notice.officer_id != by.pk:
        return no(_("This notice stands on another officer's page."))
    return YES


def may_operate(by: Actor) -> Verdict:
    """See what could not be sent, and send it again."""
    if not by.has(Permission.OPERATE_NODE):
        return no(_("Only the node operator looks after what is sent."))
    return YES


def may_send_again(by: Actor, notice: Notice, *, at: datetime) -> Verdict:
    if not (verdict := may_operate(by)):
        return verdict
    if notice.state(at=at) not in (NoticeState.GIVEN_UP, NoticeState.UNSURE):
        return no(_("This notice was sent, or is still being tried."))
    if not notice.address:
        return no(_("The address of this notice was erased: there is nobody left to send it to."))
    return YES
