"""Telling an applicant, where they left a number or an address: they are asked, reminded, or it is decided."""

from __future__ import annotations

from datetime import datetime

from hamsafar.documents.models import Application
from hamsafar.kit.actor import Actor
from hamsafar.notices.actions import send_notice
from hamsafar.notices.models import Recipient


def tell_applicant(application: Application, what: str, *, once: str, by: Actor, at: datetime) -> bool:
    """Write that something waits for them; never what. False where they left no way to reach them."""
    if not application.contact:
        return False
    reach = Recipient.by_email if "@" in application.contact else Recipient.by_sms
    send_notice(
        to=reach(application.contact, person=application.person.ref if application.person else ""),
        template=f"documents/{what}",
        context={"ref": application.ref, "office": application.office.words[application.language]},
        language=application.language,
        about=application,
        by=by,
        at=at,
        once=once,
        synthetic=application.synthetic,
    )
    return True
