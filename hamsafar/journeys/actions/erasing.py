"""Erasing a person's file: who is due, who proposes, who confirms, and the proof that nothing personal was left."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.db import models, transaction
from django.db.models import Count, Exists, Max, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from hamsafar.accounts.enums import Permission
from hamsafar.accounts.models import User
from hamsafar.journeys import access
from hamsafar.journeys.actions.blanking import left_in
from hamsafar.journeys.enums import ErasureReason
from hamsafar.journeys.models import Erasure, Journey, Person
from hamsafar.journeys.models.people import PersonQuerySet
from hamsafar.journeys.parts import PersonPart, parts
from hamsafar.journeys.rules.keeping import Holding, all_over, years_after, years_before
from hamsafar.kit.actor import Actor
from hamsafar.kit.privacy import privacy_of, term_of
from hamsafar.kit.refusal import Refusal
from hamsafar.kit.verdict import require
from hamsafar.ledger.actions import record
from hamsafar.notices.actions import send_notice
from hamsafar.notices.models import Recipient

AT_A_TIME = 500
MOST_COUNTED = 1_000  # a notice need not say more exactly


class NotErased(Exception):
    """A part left something personal behind. The message names the part and the model: it is a mistake of the code."""


def holdings_of(people: Sequence[Person]) -> list[Holding]:
    """What every app holds of a person (all files of theirs), and until when."""
    return [_holding(part, model, people) for part in parts() for model in part.models]


def _holding(part: PersonPart, model: type[Any], people: Sequence[Person]) -> Holding:
    term, rows = term_of(model), rows_of(model, people)
    if _goes_with_the_file(model):  # whichever file it hangs on: of a link to a relative, the file that is erased
        return replace(_holding(part, Person, people), model=model._meta.label, rows=rows.count())
    if term is None:
        return Holding(part.name, model._meta.label, 0, None, 0)  # kept for good: it holds references only
    found = rows.aggregate(
        rows=Count("pk"), last=Max(term.path), open=Count("pk", filter=Q(**{f"{term.path}__isnull": True}))
    )
    last = found["last"]
    day = timezone.localdate(last) if isinstance(last, datetime) else last
    return Holding(part.name, model._meta.label, found["rows"], day and years_after(day, term.years), found["open"])


def _goes_with_the_file(model: type[Any]) -> bool:
    along = privacy_of(model).keep.along
    return bool(along) and model._meta.get_field(along).related_model is Person


def rows_of(model: type[Any], people: Sequence[Person]) -> models.QuerySet[Any]:
    """The rows of a model that point at one of these files; of the file itself, its own."""
    keys = [each.pk for each in people]
    if model is Person:
        return Person._base_manager.filter(pk__in=keys)
    if by_reference := {part.by_reference[model] for part in parts() if model in part.by_reference}:
        journeys = Journey.objects.filter(person__in=keys).values_list("ref", flat=True)
        return model._base_manager.filter(**{f"{by_reference.pop()}__in": [each.ref for each in people] + [*journeys]})
    wanted = Q(pk__in=[])
    for name in paths_to_person(model):
        wanted |= Q(**{f"{name}__in": keys})
    return model._base_manager.filter(wanted)


def paths_to_person(model: type[Any]) -> list[str]:
    """The foreign keys of a model that point at a person's file."""
    return [field.name for field in model._meta.concrete_fields if field.related_model is Person]


def due(*, on: date) -> Iterator[Person]:
    """Everybody whose file may not be kept any longer on this day, in the order of their references."""
    for person in _closed_long_ago(on).order_by("ref").iterator(chunk_size=AT_A_TIME):
        if is_due(person, on=on):
            yield person


def is_due(person: Person, *, on: date) -> bool:
    """Whether the time of everything held of the person is over."""
    return all_over(holdings_of(list(person.same_as())), on=on)


def _closed_long_ago(on: date) -> PersonQuerySet:
    """A first, cheap look: files that are closed long enough themselves, with no younger one merged into them."""
    term = term_of(Person)
    if term is None:
        raise ValueError("A person's file is kept for a term.")
    before = years_before(on, term.years)
    younger = Person.objects.filter(merged_into=OuterRef("pk")).filter(
        Q(closed_at__isnull=True) | Q(closed_at__date__gte=before)
    )
    return Person.objects.kept().one_each().filter(closed_at__date__lt=before).exclude(Exists(younger))


def evidence_of(people: Sequence[Person]) -> int:
    """How many records of border cases go with these files."""
    return sum(part.evidence(people) for part in parts())


@transaction.atomic
def propose_erasure(*, person: Person, reason: str, by: Actor, at: datetime) -> Erasure:
    """Propose to erase a person's file with everything that any app holds of them; nothing is erased yet.

    For `retention`, everything must be over; on the person's own `request`, no case of theirs may be open.
    """
    person = _head(person)
    people = list(person.same_as())
    require(access.may_propose_erasure(by, person))
    held = holdings_of(people)
    on = timezone.localdate(at)
    if reason == ErasureReason.RETENTION and not all_over(held, on=on):
        raise Refusal(_("The time of this file is not over yet: something of it must still be kept."))
    if reason == ErasureReason.REQUEST and evidence_of(people) and not _cases_over(held, on=on):
        raise Refusal(_("A border case of this person is open, or its term runs. It can be erased when that is over."))
    made = Erasure.objects.create(
        person=person,
        reason=ErasureReason(reason),
        case_records=evidence_of(people),
        proposed_by=by if isinstance(by, User) else None,
        proposed_at=at,
    )
    record(f"erasure proposed: {made.reason}", about=made, by=by, at=at, person=person.ref)
    return made


def _cases_over(held: Sequence[Holding], *, on: date) -> bool:
    """Whether what other apps hold beyond the file itself may go: that of the file goes on request."""
    files = {f"{model._meta.label}" for model in _file_models()}
    return all_over([each for each in held if each.model not in files], on=on)


def _file_models() -> list[type[Any]]:
    return [model for part in parts() for model in part.models if model._meta.app_label == Person._meta.app_label]


@transaction.atomic
def confirm_erasure(*, erasure: Erasure, by: Actor, at: datetime) -> Erasure:
    """Erase what was proposed: from this moment nobody finds the person in any table, file, search or export.

    Raises `NotErased`, and changes nothing, where a part would leave something personal behind.
    """
    erasure = Erasure.objects.locked(erasure.pk)
    require(access.may_confirm_erasure(by, erasure))
    person = _head(erasure.person)
    people = list(person.same_as())
    erasure.rows = _erase(people, by=by, at=at)
    erasure.confirmed_by, erasure.done_at = (by if isinstance(by, User) else None), at
    erasure.save(update_fields=["rows", "confirmed_by", "done_at"])
    for each in people:
        record("file erased", about=erasure, by=by, at=at, person=each.ref)
    return erasure


@transaction.atomic
def withdraw_erasure(*, erasure: Erasure, by: Actor, at: datetime) -> Erasure:
    """Withdraw a proposal that nobody confirmed."""
    erasure = Erasure.objects.locked(erasure.pk)
    require(access.may_withdraw_erasure(by, erasure))
    erasure.withdrawn_at = at
    erasure.save(update_fields=["withdrawn_at"])
    record("erasure withdrawn", about=erasure, by=by, at=at, person=erasure.person.ref)
    return erasure


@transaction.atomic
def erase_due(*, person: Person, by: Actor, at: datetime) -> Erasure:
    """Erase a file whose time is over; only propose it where records of a case go with it, for a second officer."""
    made = propose_erasure(person=person, reason=ErasureReason.RETENTION, by=by, at=at)
    return made if made.needs_two else confirm_erasure(erasure=made, by=by, at=at)


def tell_of_due_files(*, on: date, by: Actor, at: datetime) -> int:
    """Tell every officer who answers people that files are due, once a month; how many files there are."""
    count = sum(1 for _person in islice(due(on=on), MOST_COUNTED))
    officers = [each for each in User.objects.active() if each.has(Permission.ANSWER_RIGHTS)] if count else []
    for officer in officers:
        send_notice(
            to=Recipient.on_page(officer),
            template="journeys/files_due",
            context={"count": count, "more": count == MOST_COUNTED},
            language=officer.language,
            about="retention",
            by=by,
            at=at,
            url="/rights/due/",
            once=f"files due {on:%Y-%m} {officer.ref}",
            synthetic=officer.synthetic,
        )
    return count


def _erase(people: Sequence[Person], *, by: Actor, at: datetime) -> int:
    """Let every app erase its part, and hold each row against what its model calls personal."""
    before = {
        (part, model): list(rows_of(model, people).values_list("pk", flat=True))
        for part in parts()
        for model in part.models
    }
    rows = sum(part.erased(people, by=by, at=at) for part in parts())
    for (part, model), keys in before.items():
        if left := left_in(model, keys):
            raise NotErased(f"The part {part.name} left something personal in {left} rows of {model._meta.label}.")
    return rows


def _head(person: Person) -> Person:
    """The file that everybody reads, held until the transaction ends."""
    return Person.objects.locked(person.head.pk)
