"""How every act on a folder opens it and puts it back: locked for the transaction, whole, with its envelope."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from hamsafar.kit.actor import Actor
from hamsafar.kit.refusal import Refusal
from hamsafar.medical.actions.envelopes import Release, envelope
from hamsafar.medical.formats import locking
from hamsafar.medical.models import Examination
from hamsafar.medical.rules.folders import Act, Folder, released_until
from hamsafar.medical.unlocked import Desk


def taken_out(ref: str, desk: Desk) -> tuple[Examination, Folder]:
    """One examination of the desk's centre, held until the transaction ends, and its folder."""
    examination = Examination.objects.at_office(desk.office).locked(ref)
    return examination, read(examination, desk)


def read(examination: Examination, desk: Desk) -> Folder:
    """The folder of an examination. Raises `Refusal` where the desk's key does not open it."""
    try:
        return locking.open_folder(examination.folder, desk.key, about=examination.ref)
    except locking.DoesNotOpen:
        raise Refusal(
            _("This folder was locked with a key of the centre that was lost. The person is examined again.")
        ) from None


def put_back(examination: Examination, folder: Folder, desk: Desk, *, by: Actor, at: datetime) -> Folder:
    """Lock the folder, and with it the envelope, whether or not that changed: the two are always written together."""
    until, conclusion = released_until(folder), folder.conclusion
    release = None
    if until and conclusion is not None:
        release = Release(timezone.localdate(datetime.fromisoformat(conclusion.at)), date.fromisoformat(until))
    try:
        examination.folder = locking.seal_folder(folder, to=desk.key.public_key, about=examination.ref)
    except locking.TooMuch:
        raise Refusal(_("This folder is full. Write less, or receive the person anew.")) from None
    examination.envelope = envelope(examination.ref, release)
    examination.save(update_fields=["folder", "envelope"])
    return folder


def act(verb: str, *, by: Actor, at: datetime, note: str = "") -> Act:
    return Act(at.isoformat(timespec="seconds"), by.ref, verb, note)
