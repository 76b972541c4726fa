"""What the evening's release may tell: “until this day”, or nothing. Locked for the centre's own clock.

Nothing is what everybody's envelope says until they were told in person that the requirement is met, and what it says
for good of everybody else. So who opens all envelopes still does not know whom anything was found with.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

from hamsafar.kit.keys import BadKeyFile
from hamsafar.kit.wrapping import Locker
from hamsafar.medical.actions.tray import clock
from hamsafar.medical.formats.locking import ENVELOPE_BYTES, padded, unpadded
from hamsafar.medical.models import Examination


@dataclass(frozen=True)
class Release:
    """The requirement is met, by a conclusion of this day, until that."""

    on: date
    until: date


def empty_envelope(ref: str) -> bytes:
    """An envelope that tells nothing."""
    return envelope(ref, None)


def envelope(ref: str, release: Release | None, locker: Locker | None = None) -> bytes:
    """An envelope for the examination with this reference."""
    content = {"on": release.on.isoformat(), "until": release.until.isoformat()} if release else {}
    plain = padded(json.dumps(content).encode(), ENVELOPE_BYTES, about=ref)
    return (locker or clock()).lock(plain, about=f"envelope {ref}")


def opened(examination: Examination, locker: Locker) -> Release | None:
    """What an envelope tells; nothing where it was written with a clock's key that was lost."""
    try:
        plain = locker.open(bytes(examination.envelope), about=f"envelope {examination.ref}")
    except BadKeyFile:
        return None
    content = json.loads(unpadded(plain, about=examination.ref))
    return Release(date.fromisoformat(content["on"]), date.fromisoformat(content["until"])) if content else None
