"""Whatever is personal has an end: a model that no part of a person and no term covers fails the build."""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path

from django.apps import apps
from django.db import models

from hamsafar.front import retention
from hamsafar.journeys.actions.erasing import paths_to_person
from hamsafar.journeys.models import Person
from hamsafar.journeys.parts import parts
from hamsafar.journeys.rules.looks import BEGINNINGS, SENTENCES
from hamsafar.kit.privacy import Keep, kept_along, privacy_of, term_of

ROOT = Path(__file__).resolve().parents[2]
ABOUT_OFFICERS = {
    "officer",
    "role",
    "clearance",
    "language",
    "password",
    "signed",
    "authenticator",
    "recovery",
    "passkey",
}


def own_models() -> list[type[models.Model]]:
    return [each for each in apps.get_models() if each.__module__.startswith("hamsafar.")]


def not_covered(found: list[type[models.Model]]) -> list[str]:
    """Models with something personal that goes with no person's file and at no term."""
    covered = {model for part in parts() for model in part.models}
    covered |= {apps.get_model(label) for label in [*retention.ERASERS, *retention.CASES, *retention.BY_THE_CENTRE]}
    reached, waiting = set(covered), list(covered)
    while waiting:
        along = [each for each in kept_along(waiting.pop()) if each not in reached]
        reached |= set(along)
        waiting += along
    return [each._meta.label for each in found if privacy_of(each).personal and each not in reached]


def test_every_model_that_points_at_a_person_stands_in_exactly_one_part():
    held = Counter(model for part in parts() for model in part.models)

    pointing = [each for each in own_models() if paths_to_person(each)]

    assert [each._meta.label for each in pointing if held[each] != 1] == []
    assert [model._meta.label for model, times in held.items() if times > 1] == []
    assert len(pointing) > 12


def test_everything_personal_goes_with_a_file_or_at_its_own_term():
    assert not_covered(own_models()) == []


def test_a_model_that_nobody_erases_is_found():
    class _Meta:
        label = "parades.Float"
        related_objects: tuple[object, ...] = ()

        @staticmethod
        def get_fields() -> list[models.Field]:
            name, kept = models.CharField(), models.DateField()
            name.name, kept.name = "name", "kept_on"
            return [name, kept]

    class Float:
        _meta = _Meta

        class Privacy:
            personal = frozenset({"name"})
            keep = Keep(years=1, after="kept_on")

    assert not_covered([Float]) == ["parades.Float"]


def test_what_is_personal_is_never_kept_for_good():
    for_good = [each._meta.label for each in own_models() if privacy_of(each).personal and term_of(each) is None]

    assert for_good == []


def test_every_term_that_runs_by_itself_has_an_eraser():
    runs = [
        each._meta.label
        for each in own_models()
        if privacy_of(each).personal and not privacy_of(each).keep.along and each is not Person
    ]

    assert sorted(runs) == sorted([*retention.ERASERS, *retention.CASES, *retention.BY_THE_CENTRE])
    assert {Person._meta.label} == retention.PEOPLE


def test_every_verb_that_concerns_a_person_has_a_sentence_that_the_person_understands():
    unsaid = [
        f"{place}: {verb}"
        for place, verb in verbs_with_a_person()
        if verb not in SENTENCES
        and not verb.startswith(tuple(beginning for beginning, _ in BEGINNINGS))
        and verb.split()[0] not in ABOUT_OFFICERS
        and not verb.startswith("new password")
    ]

    assert unsaid == []


def verbs_with_a_person() -> list[tuple[str, str]]:
    """Every verb recorded with `person=`; of one that is put together, its beginning."""
    found = []
    for file in sorted((ROOT / "hamsafar").rglob("*.py")):
        for call in ast.walk(ast.parse(file.read_text())):
            if _records_a_person(call):
                found += [(str(file.relative_to(ROOT)), verb) for verb in _verbs(call.args[0])]
    return found


def _records_a_person(call: ast.AST) -> bool:
    is_record = isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "record"
    return is_record and any(each.arg == "person" for each in call.keywords)


def _verbs(said: ast.expr) -> list[str]:
    if isinstance(said, ast.Constant):
        return [str(said.value)]
    if isinstance(said, ast.IfExp):
        return [*_verbs(said.body), *_verbs(said.orelse)]
    if isinstance(said, ast.JoinedStr) and isinstance(said.values[0], ast.Constant):
        beginning = str(said.values[0].value)
        known = [each for each in SENTENCES if each.startswith(beginning)]
        return known or [beginning]
    return []
