"""Finding people: one box takes any script, a name in part, numbers and dates of birth, in any order."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from django.db import connection
from django.utils.translation import gettext as _

from hamsafar.journeys import access
from hamsafar.journeys.actions.filing import filed_of, with_what_is_filed
from hamsafar.journeys.models import Person, SearchEntry
from hamsafar.journeys.rules.asking import BY_NUMBER, UNLIKELY, Asked, Plan, plans, read_query
from hamsafar.journeys.rules.ranking import CERTAIN, Candidate, Weight, is_same_number, rank, why
from hamsafar.kit.actor import Actor
from hamsafar.kit.because import Because, said
from hamsafar.kit.language import reader_language
from hamsafar.kit.verdict import require
from hamsafar.ledger.actions import record
from hamsafar.names.comparing import PART_THRESHOLD, THRESHOLD
from hamsafar.names.reasons import Reason

SHOWN = 20
# PostgreSQL guesses that many codes fit half of the register, and would read all of it: here it may not. Said together
# with the query, since each word between here and there takes its time.
BY_INDEX, AS_BEFORE = "SET LOCAL enable_seqscan = off; ", "; SET LOCAL enable_seqscan = on"
MOST_OF_A_PLAN = 3_000  # so many files under one plan are looked at; there are more only where little is known
ENOUGH = THRESHOLD  # a best score at which nobody is looked for any further
GOOD = PART_THRESHOLD  # the same for a lone word, and for plans that are unlikely


@dataclass(frozen=True)
class Hit:
    """A file that was found: `score` above 1 where a number is the same; `form` is the form of the name that fits."""

    person: Person
    score: float
    form: str
    reasons: tuple[Reason | Because, ...]

    @property
    def explanation(self) -> str:
        """Why it was found, in the reader's language."""
        language = reader_language()
        return "; ".join(each.words(language) if isinstance(each, Reason) else said(each, _) for each in self.reasons)


@dataclass(frozen=True)
class Found:
    """What was understood of a query, and who was found, the likeliest first. `asked` is false where it was empty.

    `many` says that more files fit than were looked at: the reader adds a word or a year of birth.
    """

    asked: Asked
    hits: tuple[Hit, ...]
    many: bool = False


@dataclass(frozen=True)
class Ranked:
    """The likeliest files of a query; `many` as in `Found`."""

    weights: tuple[Weight, ...]
    many: bool


def find_people(query: str, *, by: Actor, at: datetime) -> Found:
    """Up to `SHOWN` files that fit what was typed. Each search is on the ledger, without what was typed."""
    require(access.may_read(by))
    asked = read_query(query)

    ranked = likeliest(asked)

    record("people searched", about="people", by=by, at=at)
    return Found(asked, tuple(_hits(asked, ranked)), ranked.many)


def look_up(asked: Asked, *, limit: int = SHOWN) -> list[Hit]:
    """The best `limit` files with the reasons; a file that was merged stands for the one it was merged into."""
    return _hits(asked, likeliest(asked, limit=limit))


def likeliest(asked: Asked, *, limit: int = SHOWN) -> Ranked:
    """The best `limit` files by number, then by name and birth; what is unlikely is tried where nothing else fits."""
    found: dict[int, Candidate] = {}
    best: list[Weight] = []
    many, enough = False, ENOUGH if len(asked.words) > 1 else GOOD
    for plan in plans(asked):
        if best and best[0].score >= (GOOD if plan.kind in UNLIKELY else enough):
            break
        candidates = _candidates(plan)
        new = [each for each in candidates if each.person not in found]
        if new:
            many |= len(candidates) == MOST_OF_A_PLAN
            found |= {each.person: each for each in new}
            best = rank(asked, list(found.values()), limit)
    return Ranked(tuple(best), many)


def _candidates(plan: Plan) -> list[Candidate]:
    if not plan.groups:
        return []
    entries = SearchEntry.objects.under(plan.groups).born_in(plan.years)
    query, words = entries.values_list("person", "heard", "birth_year")[:MOST_OF_A_PLAN].query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(BY_INDEX + query + AS_BEFORE, words)
        cursor.nextset()
        rows = cursor.fetchall()
    return [Candidate(person, heard, year, plan.kind == BY_NUMBER) for person, heard, year in rows]


def _hits(asked: Asked, ranked: Ranked) -> list[Hit]:
    kept = Person.objects.kept().filter(pk__in=[weight.person for weight in ranked.weights])
    numbers = any(weight.number for weight in ranked.weights)
    people = {person.pk: person for person in with_what_is_filed(kept, numbers=numbers)}
    hits = [_hit(asked, weight, people[weight.person]) for weight in ranked.weights if weight.person in people]
    heads: dict[int, Hit] = {}
    for hit in sorted(hits, key=lambda each: (-each.score, each.person.pk)):
        heads.setdefault(hit.person.head.pk, replace(hit, person=hit.person.head))
    return list(heads.values())


def _hit(asked: Asked, weight: Weight, person: Person) -> Hit:
    filed = filed_of(person)
    # Two numbers may share a code by chance.
    score = weight.score - (CERTAIN if weight.number and not is_same_number(asked, filed) else 0.0)
    form, reasons = why(asked, filed)
    return Hit(person, score, form, reasons)
