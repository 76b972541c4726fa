"""What the database refused to do to a frozen run, on the ledger.

A refusal undoes everything that its transaction wrote, a line of the ledger as well. The trigger that refuses therefore
counts in a sequence, which no rollback takes back (PostgreSQL, 9.17), and here the count becomes lines.
"""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction

from hamsafar.kit.actor import Actor
from hamsafar.kit.locks import hold
from hamsafar.kit.verdict import require
from hamsafar.ledger.actions import record_many
from hamsafar.ledger.models import Line
from hamsafar.recruitment import access
from hamsafar.recruitment.models import Run

REFUSED = "edit of a frozen placement run refused"


@transaction.atomic
def note_refused_edits(*, by: Actor, at: datetime) -> int:
    """Write a line for each edit of a frozen run that was refused since the last time; how many. Again: none."""
    require(access.may_resolve(by))
    hold(REFUSED)
    with connection.cursor() as cursor:
        cursor.execute("select last_value from recruitment_run_edits")
        (counted,) = cursor.fetchone()
    about = Run._meta.label_lower
    found = max(counted - Line.objects.filter(about=about, verb=REFUSED).count(), 0)
    record_many(REFUSED, about=[about] * found, by=by, at=at)
    return found
