"""Two files of one person: decided by an officer, merged without re-pointing anything, undone at will."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from hamsafar.accounts.models import User
from hamsafar.journeys import access
from hamsafar.journeys.enums import DuplicateState
from hamsafar.journeys.models import Duplicate, Merge, Person
from hamsafar.kit.actor import Actor
from hamsafar.kit.refusal import Refusal
from hamsafar.kit.verdict import require
from hamsafar.ledger.actions import record


@transaction.atomic
def merge_people(*, kept: Person, merged: Person, reason: str, by: Actor, at: datetime) -> Merge:
    """Say that two files are one person's: readers see `kept` from now on. Every row stays where it is."""
    first, second = sorted((kept.pk, merged.pk))
    locked = {pk: Person.objects.locked(pk) for pk in dict.fromkeys((first, second))}
    kept, merged = locked[kept.pk], locked[merged.pk]
    require(access.may_merge(by, kept, merged))
    if not reason.strip():
        raise Refusal(_("Write why these files are one person's."))

    merged.merged_into = kept
    merged.save(update_fields=["merged_into"])
    made = Merge.objects.create(kept=kept, merged=merged, reason=reason.strip(), merged_by=_officer(by), merged_at=at)
    pair = Duplicate.objects.filter(one_id=first, other_id=second)
    pair.update(state=DuplicateState.SAME, decided_by=_officer(by), decided_at=at, merge=made, words=reason.strip())

    record("files merged", about=kept, by=by, at=at, person=kept.ref)
    record("file merged into another", about=merged, by=by, at=at, person=merged.ref)
    return made


@transaction.atomic
def undo_merge(*, merge: Merge, reason: str, by: Actor, at: datetime) -> Merge:
    """Part two files again. Each has what it had: nothing was moved. The pair waits for a decision once more."""
    merge = Merge.objects.locked(merge.pk)
    require(access.may_undo_merge(by, merge))
    if not reason.strip():
        raise Refusal(_("Write why these files are parted."))

    Person.objects.filter(pk=merge.merged_id).update(merged_into=None)
    merge.undone_at, merge.undone_by, merge.undone_reason = at, _officer(by), reason.strip()
    merge.save(update_fields=["undone_at", "undone_by", "undone_reason"])
    merge.duplicates.update(state=DuplicateState.OPEN, decided_by=None, decided_at=None, merge=None)

    record("merge undone", about=merge.kept, by=by, at=at, person=merge.kept.ref)
    record("merge undone", about=merge.merged, by=by, at=at, person=merge.merged.ref)
    return merge


@transaction.atomic
def call_different(*, duplicate: Duplicate, words: str, by: Actor, at: datetime) -> Duplicate:
    """Decide that two files are two people's. The pair leaves the queue and does not come back by itself."""
    duplicate = Duplicate.objects.locked(duplicate.pk)
    require(access.may_decide_duplicate(by, duplicate, DuplicateState.DIFFERENT))
    if not words.strip():
        raise Refusal(_("Write what tells these two people apart."))
    duplicate.state, duplicate.words = DuplicateState.DIFFERENT, words.strip()
    duplicate.decided_by, duplicate.decided_at = _officer(by), at
    duplicate.save(update_fields=["state", "words", "decided_by", "decided_at"])
    record("pair called different", about=duplicate, by=by, at=at)
    return duplicate


@transaction.atomic
def reopen_pair(*, duplicate: Duplicate, by: Actor, at: datetime) -> Duplicate:
    """Take back that two files are two people's: the pair waits for a decision again."""
    duplicate = Duplicate.objects.locked(duplicate.pk)
    require(access.may_decide_duplicate(by, duplicate, DuplicateState.OPEN))
    if duplicate.merge_id is not None:
        raise Refusal(_("These files are merged: undo the merge instead."))
    duplicate.state, duplicate.decided_by, duplicate.decided_at = DuplicateState.OPEN, None, None
    duplicate.save(update_fields=["state", "decided_by", "decided_at"])
    record("pair opened again", about=duplicate, by=by, at=at)
    return duplicate


def _officer(by: Actor) -> User | None:
    return by if isinstance(by, User) else None
