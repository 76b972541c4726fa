"""Who of a list is here already, or stands in it twice: found in bulk, judged by the names, never decided here."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, product

from django.db import connection

from hamsafar.journeys.models import NameForm, Passport, Person
from hamsafar.journeys.rules.filing import dated_code
from hamsafar.journeys.rules.import_days import Day
from hamsafar.journeys.rules.import_keys import RowKeys, pairs_of, words_of
from hamsafar.journeys.rules.imports import NEW, SAME, WHO, Question, Someone
from hamsafar.kit.because import Because
from hamsafar.names.comparing import compare

MOST_OF_A_GROUP = 30  # rows with the same words and day; more are no accident, and each is held against the first ones
MOST_PROBES = 6  # pairs of words by which one person is looked up
_FOUND = """
    select asked.place, entry.person_id from unnest(%s::int[], %s::int[], %s::int[]) as asked(place, one, other)
    join journeys_searchentry entry on entry.codes @> array[asked.one, asked.other]
"""
SAME_NUMBER = Because("the same number of a passport")
SAME_NAME = Because("the name fits, and so does the birth")


class Doubles:
    """Looks up who of a list has a file here."""

    def __init__(self) -> None:
        self.anybody_here = Person.objects.kept().exists()
        self.keys = RowKeys()
        self.seconds = 0.0

    def look_up(self, people: Sequence[Someone]) -> dict[int, Question]:
        """For each row, by its line, that is probably the file of somebody here: the question which of the two."""
        begun = time.perf_counter()
        found = self._here(people) if self.anybody_here else {}
        self.seconds += time.perf_counter() - begun
        return found

    def _here(self, people: Sequence[Someone]) -> dict[int, Question]:
        """By number and by name and birth, those of these rows that fit a file."""
        found: dict[int, Question] = {}
        by_number = defaultdict(list)
        for one in people:
            if one.number:
                by_number[one.number].append(one)
        passports = Passport.objects.filter(number__in=by_number, person__erased_at__isnull=True)
        for number, person in passports.values_list("number", "person_id"):
            for one in by_number[number]:
                found.setdefault(one.line, _question(person=person, reason=SAME_NUMBER))
        for one, person in self._alike(people):
            found.setdefault(one.line, _question(person=person, reason=SAME_NAME))
        return found

    def _alike(self, people: Sequence[Someone]) -> Iterator[tuple[Someone, int]]:
        probes = list(_probes(people))
        if not probes:
            return
        with connection.cursor() as cursor:
            cursor.execute(_FOUND, [list(each) for each in zip(*probes, strict=True)])
            pairs = set(cursor.fetchall())
        persons = Person.objects.kept().in_bulk({person for _place, person in pairs})
        forms = defaultdict(set)
        for person, full in NameForm.objects.standing().filter(person__in=persons).values_list("person_id", "full"):
            forms[person].add(full)
        for place, key in sorted(pairs):
            known = persons.get(key)
            if known and _fits(people[place], known, forms[key] | {known.name}):
                yield people[place], key


def questions_within(people: Sequence[Someone]) -> dict[int, Question]:
    """For each of these rows that is probably an earlier one of them: the question which of the two."""
    found: dict[int, Question] = {}
    groups: Mapping[tuple[str, object], list[Someone]] = defaultdict(list)
    for one in people:
        if one.number:
            groups["number", one.number].append(one)
        for words in pairs_of(one):
            groups["words", words].append(one)
    for (kind, _key), group in groups.items():
        for place, one in enumerate(group):
            for earlier in group[: min(place, MOST_OF_A_GROUP)]:
                if one.line in found:
                    break
                if kind == "number":
                    found[one.line] = _question(line=earlier.line, reason=SAME_NUMBER)
                elif _are_alike(one, earlier):
                    found[one.line] = _question(line=earlier.line, reason=SAME_NAME)
    return found


def _question(*, reason: Because, line: int = 0, person: int = 0) -> Question:
    return Question(WHO, "", (NEW, SAME), line=line, person=person, reasons=(reason,))


def _probes(people: Sequence[Someone]) -> Iterator[tuple[int, int, int]]:
    """For each row with a year of birth, pairs of search codes that a file of the same person has."""
    for place, one in enumerate(people):
        if one.birth is None:
            continue
        words = words_of(one)
        left = 0
        for first, other in combinations(words, 2):
            for a, b in product(first, other):
                if left < MOST_PROBES:
                    yield place, dated_code(a, one.birth.year), dated_code(b, one.birth.year)
                left += 1


def _are_alike(one: Someone, other: Someone) -> bool:
    births = _agree(one.birth, other.birth)
    return births and _sexes_agree(one.sex, other.sex) and compare(one.name, other.name).match


def _fits(one: Someone, person: Person, names: set[str]) -> bool:
    born = Day(person.birth_year, person.birth_month or 0, 0) if person.birth_year else None
    if person.birth_date:
        born = Day(*person.birth_date.timetuple()[:3])
    if not _agree(one.birth, born) or not _sexes_agree(one.sex, person.sex):
        return False
    return any(compare(one.name, name).match for name in names)


def _agree(one: Day | None, other: Day | None) -> bool:
    """Whether two births may be one: as far as both are known they are the same."""
    if one is None or other is None:
        return one is other
    return all(a == b for a, b in zip(one, other, strict=True) if a and b)


def _sexes_agree(one: str, other: str) -> bool:
    return one == other or "X" in (one, other)
