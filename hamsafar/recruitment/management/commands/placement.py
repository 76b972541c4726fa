"""`./run placement`: solve, explain, compare, freeze and verify placements, from files and without a database."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from hamsafar.recruitment.formats.frozen_runs import compare, freeze, verify
from hamsafar.recruitment.formats.placement_files import read_market, write_placement
from hamsafar.recruitment.rules.checking import by_group
from hamsafar.recruitment.rules.market import BadMarket, Market
from hamsafar.recruitment.rules.placement import FOUND, Placement, Status, pairs, solve
from hamsafar.recruitment.rules.reasons import Reasons, costs, why_not

FINE, FINDING, BAD_INPUT = 0, 1, 2
AN_HOUR = 3_600.0
FILES = ("candidates", "vacancies", "eligibility")


class Command(BaseCommand):
    help = "Place candidates on vacancies with the highest total score. Exit 0 fine, 1 a finding, 2 bad input."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        commands = parser.add_subparsers(dest="what", required=True)
        solving = commands.add_parser("solve", help="the best placement, with a proven bound")
        _add_market(solving)
        solving.add_argument("--out", type=Path, required=True, help="CSV: candidate,vacancy")
        solving.add_argument("--report", type=Path, help="JSON: reasons, shares of each group, cost of each constraint")
        solving.add_argument("--freeze", type=Path, help="ZIP: the inputs and the placement, to be verified later")
        asking = commands.add_parser("why", help="why one candidate is placed where they are, or nowhere")
        _add_market(asking)
        asking.add_argument("--candidate", required=True)
        comparing = commands.add_parser("compare", help="what changes from one frozen run to another")
        comparing.add_argument("before", type=Path, help="ZIP, as solve --freeze writes it")
        comparing.add_argument("after", type=Path, help="ZIP, as solve --freeze writes it")
        verifying = commands.add_parser("verify", help="whether a frozen run is what it was")
        verifying.add_argument("run", type=Path, help="ZIP, as solve --freeze writes it")
        verifying.add_argument("--digest", default="", help="the name that was noted when it was frozen")
        verifying.add_argument("--again", action="store_true", help="solve it again")

    def handle(self, **options: Any) -> None:
        try:
            answer, code = DOES[options["what"]](options)
        except BadMarket as problem:
            raise CommandError(str(problem), returncode=BAD_INPUT) from problem
        self.stdout.write(json.dumps(answer, ensure_ascii=False))
        if code != FINE:
            sys.exit(code)


Answer = tuple[dict[str, Any], int]


def _add_market(parser: ArgumentParser) -> None:
    parser.add_argument("--candidates", type=Path, required=True, help="CSV: id[,group]")
    parser.add_argument("--vacancies", type=Path, required=True, help="CSV: id,places[,region,sector]")
    parser.add_argument("--eligibility", type=Path, required=True, help="CSV: candidate,vacancy,score")
    parser.add_argument("--constraints", type=Path, help="JSON: quotas, reserved, families, fairness")
    parser.add_argument("--seconds", type=float, default=AN_HOUR, help="with constraints: stop after so many")


def _solved(options: Mapping[str, Any]) -> tuple[Market, Placement]:
    candidates, vacancies, eligibility = (options[name] for name in FILES)
    market = read_market(candidates, vacancies, eligibility, options["constraints"])
    return market, solve(market, seconds=options["seconds"])


def _solve(options: Mapping[str, Any]) -> Answer:
    market, found = _solved(options)
    answer = said(found)
    if found.status not in FOUND:
        return answer, FINDING
    placed = pairs(market, found)
    write_placement(options["out"], placed)
    if options["freeze"]:
        inputs = [options[name] for name in (*FILES, "constraints") if options[name]]
        answer["run"] = freeze(options["freeze"], inputs, placed, found)
    if options["report"]:
        _write(options["report"], answer | report(market, found))
    return answer, FINE


def _why(options: Mapping[str, Any]) -> Answer:
    market, found = _solved(options)
    if options["candidate"] not in market.candidates:
        raise BadMarket(f"There is no candidate {options['candidate']}.")
    if found.status not in FOUND:
        return said(found), FINDING
    placed = dict(pairs(market, found))
    answer = {"candidate": options["candidate"], "vacancy": placed.get(options["candidate"])}
    return answer | {"reasons": list(why_not(market, found, options["candidate"]))}, FINE


def _compare(options: Mapping[str, Any]) -> Answer:
    higher, changed = compare(options["before"], options["after"])
    names = {name: list(getattr(changed, name)) for name in ("joined", "left_out", "moved")}
    return {"objective": higher, "placed": changed.placed, **names}, FINE


def _verify(options: Mapping[str, Any]) -> Answer:
    found = verify(options["run"], digest=options["digest"], again=options["again"])
    answer = {"ok": not found.findings, "run": found.digest, "objective": found.objective}
    return answer | {"findings": list(found.findings)}, FINDING if found.findings else FINE


DOES: Mapping[str, Callable[[Mapping[str, Any]], Answer]] = {
    "solve": _solve,
    "why": _why,
    "compare": _compare,
    "verify": _verify,
}


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


def report(market: Market, found: Placement) -> dict[str, Any]:
    """Reasons for everybody, the share placed of each group beside who is eligible, and what each constraint costs."""
    placed, reasons = dict(pairs(market, found)), Reasons(market, found)
    return {
        "groups": [
            {"group": name, "placed": some, "eligible": of} for name, (some, of) in by_group(market, found.who).items()
        ],
        "constraints": [
            {"words": each.words, "cost_at_least": each.least, "cost_at_most": each.most}
            for each in costs(market, found)
        ],
        "candidates": [
            {"candidate": name, "vacancy": placed.get(name), "reasons": list(reasons.of(name))}
            for name in market.candidates
        ],
    }


def _write(file: Path, data: Mapping[str, Any]) -> None:
    try:
        file.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise BadMarket(f"{file}: it cannot be written") from error
