"""Laying all files beside each other: what is read for it, and the queue that its pairs go into."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice

from django.db import transaction
from django.db.models import Count, Max, Q, Sum

from hamsafar.journeys import access
from hamsafar.journeys.enums import ContactKind, FoundBy
from hamsafar.journeys.models import Contact, Correction, Duplicate, NameForm, Passport, Person
from hamsafar.journeys.rules.likeness import Known, Likeness
from hamsafar.journeys.rules.linking import asked_about
from hamsafar.kit.actor import Actor
from hamsafar.kit.verdict import require
from hamsafar.ledger.actions import record

FILES_AT_A_TIME, PAIRS_AT_A_TIME = 5_000, 1_000
FIELDS = ("pk", "name", "birth_date", "birth_year", "birth_month", "sex", "citizenship", "district")

Pair = tuple[int, int]  # the file with the smaller key first
Progress = Callable[[int], None]


def files(keys: Sequence[int] | None = None) -> Iterator[tuple[int, Known]]:
    """Every file that was neither merged nor erased, or those of `keys`, in order, with all that is compared."""
    people = Person.objects.one_each().kept().order_by("pk")
    rows = (people if keys is None else people.filter(pk__in=keys)).values_list(*FIELDS).iterator(FILES_AT_A_TIME)
    while chunk := list(islice(rows, FILES_AT_A_TIME)):
        yield from _known(chunk)


def _known(rows: Sequence[tuple[int, ...]]) -> Iterator[tuple[int, Known]]:
    keys = [row[0] for row in rows]
    names = _gathered(NameForm.objects.standing().order_by("pk").filter(person__in=keys).values_list("person", "full"))
    passports = _gathered(Passport.objects.filter(person__in=keys).values_list("person", "number"))
    standing = Contact.objects.standing().filter(kind=ContactKind.PHONE, person__in=keys)
    phones = _gathered(standing.values_list("person", "value"))
    for key, name, *rest in rows:
        listed = tuple(dict.fromkeys((str(name), *names[key])))
        numbers = frozenset(passports[key]), frozenset(phones[key])
        yield key, Known(listed, *rest, *numbers)  # type: ignore[call-arg, arg-type]  # the fields in their order


def _gathered(rows: Iterable[tuple[int, str]]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for key, value in rows:
        found[key].append(value)
    return found


def queue_pairs(*, pairs: Iterable[Pair], by: Actor, at: datetime, progress: Progress | None = None) -> int:
    """Put every pair that a clerk should be asked about into the queue, and say how many are new there.

    A pair that stands in the queue already, waiting or decided, stays as it is. Each `PAIRS_AT_A_TIME` pairs are a
    transaction of their own: stopped, it goes on; done twice, it adds nothing. `progress` is told of each batch.
    """
    require(access.may_link(by))
    waiting, total = iter(pairs), 0
    while batch := list(islice(waiting, PAIRS_AT_A_TIME)):
        total += _queue(batch, by=by, at=at)
        if progress:
            progress(len(batch))
    record("files compared", about=f"new-pairs:{total}", by=by, at=at)
    return total


@transaction.atomic
def _queue(batch: Sequence[Pair], *, by: Actor, at: datetime) -> int:
    standing = Q(one__in=[one for one, _ in batch], other__in=[other for _, other in batch])
    known_pairs = set(Duplicate.objects.filter(standing).values_list("one", "other"))
    new = [pair for pair in batch if pair not in known_pairs]
    known = dict(files(sorted({key for pair in new for key in pair})))
    weighed = ((pair, asked_about(known[pair[0]], known[pair[1]])) for pair in new if known.keys() >= set(pair))
    found = [_duplicate(pair, likeness, at) for pair, likeness in weighed if likeness is not None]
    Duplicate.objects.bulk_create(found, ignore_conflicts=True)
    return len(found)


def _duplicate(pair: Pair, found: Likeness, at: datetime) -> Duplicate:
    return Duplicate(
        one_id=pair[0],
        other_id=pair[1],
        score=found.score,
        reasons=[
            {"code": reason.code, "a": reason.a, "b": reason.b, "via": reason.via} for reason in found.names.reasons
        ],
        found_by=FoundBy.BULK,
        found_at=at,
    )


def state_of_files() -> str:
    """A word that changes when a file does: what was proposed for one state is not taken for another."""
    tables = (
        Person.objects.one_each().kept(),
        NameForm.objects.standing(),
        Passport.objects.all(),
        Contact.objects.standing(),
    )
    counts = [table.aggregate(number=Count("pk"), last=Max("pk"), total=Sum("pk")) for table in tables]
    corrected = Correction.objects.aggregate(last=Max("pk"))
    return hashlib.sha256(repr((counts, corrected)).encode()).hexdigest()[:20]
