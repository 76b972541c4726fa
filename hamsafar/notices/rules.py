"""How far a notice has come, how long to wait before the next try, and what an address must look like. Plain Python."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from hamsafar.notices.enums import NoticeState

# Quiet: the waits between tries. After the last one nobody tries again by itself.
WAITS = tuple(timedelta(minutes=each) for each in (1, 5, 15, 60, 180, 360, 720))
UNSURE_AFTER = timedelta(minutes=10)  # a sending that has said nothing for so long was cut short
LONGEST_SMS = 670  # letters: ten parts of 67, as 3GPP TS 23.040 cuts a text in UCS-2
_PHONE = re.compile(r"\+[1-9]\d{6,14}")  # E.164
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")


@dataclass(frozen=True)
class Facts:
    """The instants of a notice, each None where it has not come."""

    claimed_at: datetime | None
    sent_at: datetime | None
    read_at: datetime | None
    given_up_at: datetime | None


def state_of(facts: Facts, now: datetime) -> NoticeState:
    """How far a notice has come on an instant."""
    if facts.read_at is not None:
        return NoticeState.READ
    if facts.sent_at is not None:
        return NoticeState.SENT
    if facts.given_up_at is not None:
        return NoticeState.GIVEN_UP
    if facts.claimed_at is not None:
        return NoticeState.UNSURE if facts.claimed_at + UNSURE_AFTER <= now else NoticeState.SENDING
    return NoticeState.QUEUED


def wait_after(tries: int) -> timedelta | None:
    """How long to wait after so many tries that failed; None where it is given up."""
    return WAITS[tries - 1] if 1 <= tries <= len(WAITS) else None


def is_phone(address: str) -> bool:
    """Whether it is a number with its country code: + and 7 to 15 digits."""
    return bool(_PHONE.fullmatch(address))


def is_email(address: str) -> bool:
    return bool(_EMAIL.fullmatch(address))


def subject_and_body(text: str) -> tuple[str, str]:
    """The first line of a written template, and the rest without empty lines around it."""
    subject, _, body = text.strip().partition("\n")
    return " ".join(subject.split()), body.strip()
