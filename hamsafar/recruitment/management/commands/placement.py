"""`./run placement solve`: who is placed where, from files and without a database."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from hamsafar.recruitment.formats.placement_files import read_market, write_placement
from hamsafar.recruitment.rules.market import BadMarket
from hamsafar.recruitment.rules.placement import Placement, Status, pairs, solve

FINE, FINDING, BAD_INPUT = 0, 1, 2
AN_HOUR = 3_600.0


class Command(BaseCommand):
    help = "Place candidates on vacancies with the highest total score. Exit 0 fine, 1 none can be found, 2 bad input."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        commands = parser.add_subparsers(dest="what", required=True)
        solving = commands.add_parser("solve", help="the best placement, with a proven bound")
        solving.add_argument("--candidates", type=Path, required=True, help="CSV: id[,group]")
        solving.add_argument("--vacancies", type=Path, required=True, help="CSV: id,places[,region,sector]")
        solving.add_argument("--eligibility", type=Path, required=True, help="CSV: candidate,vacancy,score")
        solving.add_argument("--constraints", type=Path, help="JSON: quotas, reserved, families, fairness")
        solving.add_argument("--out", type=Path, required=True, help="CSV: candidate,vacancy")
        solving.add_argument("--seconds", type=float, default=AN_HOUR, help="with constraints: stop after so many")

    def handle(self, **options: Any) -> None:
        try:
            market = read_market(
                options["candidates"], options["vacancies"], options["eligibility"], options["constraints"]
            )
            found = solve(market, seconds=options["seconds"])
            if found.status in {Status.OPTIMAL, Status.FEASIBLE}:
                write_placement(options["out"], pairs(market, found))
        except BadMarket as problem:
            raise CommandError(str(problem), returncode=BAD_INPUT) from problem
        self.stdout.write(json.dumps(said(found), ensure_ascii=False))
        if found.status in {Status.INFEASIBLE, Status.UNKNOWN}:
            sys.exit(FINDING)


def said(found: Placement) -> dict[str, Any]:
    """What standard output says: without a placement there is no score and no gap."""
    none = found.status in {Status.INFEASIBLE, Status.UNKNOWN}
    answer = {
        "status": found.status.value,
        "objective": None if none else found.objective,
        "bound": None if found.status is Status.INFEASIBLE else found.bound,
        "gap": None if none else found.gap,
        "placed": len(found.who),
    }
    return answer | ({"conflict": list(found.conflict)} if found.conflict else {})
