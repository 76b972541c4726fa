"""The demonstration's imports, made through actions: one file in every state, its figures invented and marked so."""

from __future__ import annotations

from datetime import datetime

from hamsafar.accounts.models import User
from hamsafar.figures.actions import confirm_import, start_import, undo_import
from hamsafar.figures.enums import ImportState
from hamsafar.figures.models import ImportBatch

ANALYST = "analyst"
HEADER = "topic,fact,value,unit,period,source,quality\n"
FILES = {
    ImportState.PREVIEWED: "example-waiting.csv",
    ImportState.CONFIRMED: "example-imported.csv",
    ImportState.UNDONE: "example-undone.csv",
}
ROWS = {
    ImportState.PREVIEWED: (
        "example,Example count of people (synthetic),~120,persons,2026,Office (example),secondary\n"
        "example,Example row that cannot be read (synthetic),12.3.4,persons,2026,Office (example),secondary\n"
    ),
    ImportState.CONFIRMED: (
        "example-kept,Example count of people (synthetic),>100,persons,2025,Office (example),secondary\n"
        "example-kept,Example outcomes (synthetic),30 / 20,persons,2025,Office (example),secondary\n"
    ),
    ImportState.UNDONE: "example-undone,Example count (synthetic),7,persons,2025,Office (example),secondary\n",
}


def make_demo(*, at: datetime) -> None:
    """Make what of the demonstration's imports is missing. Making it twice changes nothing."""
    by = User.objects.get(username=ANALYST)
    for state, name in FILES.items():
        if ImportBatch.objects.filter(name=name).exists():
            continue
        batch = start_import(name=name, content=(HEADER + ROWS[state]).encode(), by=by, at=at)
        if state != ImportState.PREVIEWED:
            batch = confirm_import(batch=batch, by=by, at=at, synthetic=True)
        if state == ImportState.UNDONE:
            undo_import(batch=batch, by=by, at=at)
