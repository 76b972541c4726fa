"""What a supervisor reads of all folders at once."""

from __future__ import annotations

from datetime import date

from hamsafar.medical.formats import locking
from hamsafar.medical.models import Examination
from hamsafar.medical.rules.folders import Folder
from hamsafar.medical.unlocked import Desk


def open_folders(*, desk: Desk, on: date) -> list[Folder]:
    """The folders of the last months that the desk's key opens; those of a key that was lost are left aside."""
    found = []
    for ref, box in Examination.objects.at_office(desk.office).live(on=on).values_list("ref", "folder"):
        try:
            found.append(locking.open_folder(box, desk.key, about=ref))
        except locking.DoesNotOpen:
            continue
    return found
