"""Who may change the corridor's reference data."""

from __future__ import annotations

from django.utils.translation import gettext as _

from hamsafar.corridor.enums import LOAD_PACK
from hamsafar.kit.actor import Actor
from hamsafar.kit.verdict import YES, Verdict, no


def may_load_pack(by: Actor) -> Verdict:
    if not by.has(LOAD_PACK):
        return no(_("Only the node operator can load a corridor pack."))
    return YES
