"""Making a node what the code and the pack say: tables, corridor, demo."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.core.management import call_command

from hamsafar.accounts.demo import DemoSignIn
from hamsafar.front import demo, nodes, packs, roles
from hamsafar.kit.actor import SYSTEM


def prepare(*, with_demo: bool, at: datetime, alone: bool = True) -> tuple[DemoSignIn, ...]:
    """Bring the node up to date, and give the demo's sign-ins if it has any. Doing it twice is harmless."""
    nodes.remember_side(settings.VAR, settings.THIS_SIDE)
    call_command("migrate", verbosity=0)
    roles.separate()
    packs.load_where_changed(by=SYSTEM, at=at)
    return demo.make(at=at, alone=alone) if with_demo and not settings.PRODUCTION else ()
