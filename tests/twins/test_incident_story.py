"""The story of one incident over two live nodes, in a browser: from a relative's report to the open point's meeting."""

from __future__ import annotations

import csv
from pathlib import Path

from django.conf import settings

from tests.twins.pair import Pair

MASS = "select count(*) from incidents_affected a join incidents_incident i on i.id = a.incident_id where i.mass"


def published(key: str) -> int:
    """One number of the pack's published facts: no test types one."""
    with Path(settings.PACK, "figures.csv").open(encoding="utf-8") as rows:
        return next(int(row["value"]) for row in csv.DictReader(rows) if row["key"] == key)


def test_the_published_case_went_to_and_fro_between_the_demonstration_s_nodes(twins: Pair):
    held = published("held-vko-2024-04-27")
    answered = "select count(*) from incidents_explanation e join incidents_enquiry q on q.id = e.enquiry_id "
    answered += "join incidents_incident i on i.id = q.incident_id where i.mass and q.via = 'envelope' and e.state = "

    assert twins.origin.ask(MASS) == twins.destination.ask(MASS) == held
    assert twins.destination.ask(answered + "'sent'") == 1
    assert twins.origin.ask(answered + "'received'") == 1
    for node in (twins.origin, twins.destination):
        status = node.exchange("status")
        assert (status["undelivered"], status["refused"], status["agrees"]) == (0, 0, True)
