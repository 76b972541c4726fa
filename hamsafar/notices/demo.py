"""Notices of the demonstration, in every state, made through actions. No number and no address leads anywhere."""

from __future__ import annotations

from datetime import datetime, timedelta

from hamsafar.accounts.models import User
from hamsafar.kit.actor import SYSTEM
from hamsafar.notices import actions
from hamsafar.notices.enums import Problem
from hamsafar.notices.models import Notice, Recipient

READER, OTHER = "operator", "operator-2"
NOWHERE = "+99200000000{}"  # no such numbers are given out


def make_demo(*, at: datetime) -> None:
    """Make the notices that are missing. Making them twice changes nothing."""
    for number, username in enumerate((READER, READER, OTHER)):
        officer = User.objects.get(username=username, synthetic=True)
        made = _trial(Recipient.on_page(officer), f"demo page {number}", at)
        if number == 0 and made.read_at is None:
            actions.mark_read(notice=made, by=officer, at=at)
    _trial(Recipient.by_file("Front desk (example)"), "demo queued", at)
    sent = _trial(Recipient.by_sms(NOWHERE.format(1)), "demo sent", at)
    if sent.sent_at is None and actions.claim(notice=sent, by=SYSTEM, at=at):
        actions.note_sent(notice=sent, by=SYSTEM, at=at)
    refused = _trial(Recipient.by_sms(NOWHERE.format(2)), "demo given up", at)
    if refused.given_up_at is None and actions.claim(notice=refused, by=SYSTEM, at=at):
        actions.note_failure(notice=refused, problem=Problem.NO_SUCH_ADDRESS, by=SYSTEM, at=at)
    for number, past in enumerate((timedelta(0), timedelta(hours=1)), 3):  # one is being sent, one was cut short
        claimed = _trial(Recipient.by_sms(NOWHERE.format(number)), f"demo claimed {number}", at - past)
        if claimed.claimed_at is None and claimed.sent_at is None:
            actions.claim(notice=claimed, by=SYSTEM, at=at - past)


def _trial(to: Recipient, once: str, at: datetime) -> Notice:
    language = to.officer.language if to.officer else "tg"
    return actions.send_notice(
        to=to,
        template="notices/trial",
        context={},
        language=language,
        about="demo",
        by=SYSTEM,
        at=at,
        once=once,
        synthetic=True,
    )
