"""`./run people find` and `show`: one search, one file, as text or JSON. Each leaves its line on the ledger."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Callable, Mapping
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from hamsafar.journeys.actions.finding import Hit, find_people
from hamsafar.journeys.actions.looks import open_file_of
from hamsafar.journeys.enums import LookReason
from hamsafar.journeys.models import Person
from hamsafar.kit.actor import SYSTEM
from hamsafar.kit.refs import read_ref
from hamsafar.kit.refusal import Refusal

FINE, FINDING, BAD_INPUT = 0, 1, 2


def add_arguments(commands: Any) -> None:
    """The commands of this module."""
    find: ArgumentParser = commands.add_parser("find", help="find people: any script, part of a name, number or date")
    find.add_argument("query", nargs="+")
    show: ArgumentParser = commands.add_parser("show", help="show one file by its reference")
    show.add_argument("ref")
    for each in (find, show):
        each.add_argument("--format", choices=("text", "json"), default="text")


def find(command: BaseCommand, options: Mapping[str, Any]) -> int:
    """People who fit, the likeliest first. Exit 1 where nobody does."""
    found = find_people(" ".join(options["query"]), by=SYSTEM, at=timezone.now())
    if options["format"] == "json":
        said = {"found": [_hit(each) for each in found.hits], "many": found.many}
        command.stdout.write(json.dumps(said, ensure_ascii=False, indent=2))
    else:
        for hit in found.hits:
            mark = " (synthetic)" if hit.person.synthetic else ""
            command.stdout.write(f"{hit.person.ref}  {hit.person.born or '?':<10}  {hit.person.name}{mark}")
            command.stdout.write(f"{'':>24}{hit.explanation}")
        if not found.hits:
            command.stderr.write("Nobody was found.")
    return FINE if found.hits else FINDING


def show(command: BaseCommand, options: Mapping[str, Any]) -> int:
    """One file: every form of the name with who wrote it, documents, and the files that are the same person's."""
    ref = read_ref(options["ref"])
    person = Person.objects.filter(ref=ref).first() if ref else None
    if person is None:
        command.stderr.write("There is no file with this reference: compare it sign by sign.")
        return BAD_INPUT
    try:
        data = _file(open_file_of(person=person, why=LookReason.HELP, by=SYSTEM, at=timezone.now()).head)
    except Refusal as refusal:
        command.stderr.write(str(refusal))
        return FINDING
    if options["format"] == "json":
        command.stdout.write(json.dumps(data, ensure_ascii=False, indent=2))
    else:
        _write(command, data)
    return FINE


COMMANDS: Mapping[str, Callable[[BaseCommand, Mapping[str, Any]], int]] = {"find": find, "show": show}


def _hit(hit: Hit) -> dict[str, Any]:
    return {
        "ref": hit.person.ref,
        "name": hit.person.name,
        "form": hit.form,
        "born": hit.person.born,
        "score": round(hit.score, 4),
        "explanation": hit.explanation,
        "synthetic": hit.person.synthetic,
    }


def _file(person: Person) -> dict[str, Any]:
    """The file, with the rows of every file that was merged into it."""
    people = list(person.same_as().order_by("pk").prefetch_related("name_forms", "passports"))
    return {
        "ref": person.ref,
        "name": person.name,
        "born": person.born,
        "sex": person.sex,
        "citizenship": person.citizenship,
        "synthetic": person.synthetic,
        "files": [each.ref for each in people],
        "names": [
            {"full": form.full, "script": form.script, "authority": form.authority}
            for each in people
            for form in each.name_forms.all()
            if form.withdrawn_at is None
        ],
        "passports": [
            {
                "number": passport.number,
                "country": passport.country,
                "issued": passport.issued.isoformat() if passport.issued else None,
                "expires": passport.expires.isoformat() if passport.expires else None,
                "replaced": passport.replaced_by_id is not None,
            }
            for each in people
            for passport in each.passports.all()
        ],
    }


def _write(command: BaseCommand, data: Mapping[str, Any]) -> None:
    mark = " (synthetic)" if data["synthetic"] else ""
    command.stdout.write(f"{data['ref']}  {data['born'] or '?'}  {data['name']}{mark}")
    for form in data["names"]:
        command.stdout.write(f"  {form['authority']:<22}{form['full']}")
    for passport in data["passports"]:
        until = f"until {passport['expires']}" if passport["expires"] else ""
        command.stdout.write(
            f"  {passport['country']} {passport['number']:<18}{until}{' renewed' * passport['replaced']}"
        )
    for ref in data["files"][1:]:
        command.stdout.write(f"  the same person's file: {ref}")
