"""A person asks to have their file corrected; an officer corrects it (`correct_file`), or says why not."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from hamsafar.accounts.models import User
from hamsafar.journeys import access
from hamsafar.journeys.enums import FileField, WishState
from hamsafar.journeys.models import CorrectionWish, Person
from hamsafar.kit.actor import Actor
from hamsafar.kit.refusal import Refusal
from hamsafar.kit.verdict import require
from hamsafar.ledger.actions import record

MOST_WAITING = 10  # of one person: an office reads them all


@transaction.atomic
def wish_correction(*, person: Person, field: str, words: str, by: Actor, at: datetime) -> CorrectionWish:
    """Keep what a person asks to have corrected, for an officer to settle. Nothing is changed by it."""
    person = Person.objects.locked(person.head.pk)
    require(access.may_wish(by, person))
    if field not in FileField.values or not words.strip():
        raise Refusal(_("Say what is wrong, and what it should say."))
    if person.wishes.waiting().count() >= MOST_WAITING:
        raise Refusal(_("The office has not answered your earlier wishes yet. Come to the desk."))
    made = CorrectionWish.objects.create(person=person, field=field, words=words.strip()[:500], wished_at=at)
    record("correction wished", about=made, by=by, at=at, person=person.ref)
    return made


@transaction.atomic
def decline_wish(*, wish: CorrectionWish, answer: str, by: Actor, at: datetime) -> CorrectionWish:
    """Say why the file stays as it is. The person reads the answer on their own pages."""
    wish = CorrectionWish.objects.locked(wish.pk)
    require(access.may_settle_wish(by, wish))
    if not answer.strip():
        raise Refusal(_("Write the reason: the person is told it."))
    settle_wish(wish, WishState.DECLINED, answer=answer.strip(), by=by, at=at)
    record("correction declined", about=wish, by=by, at=at, person=wish.person.ref)
    return wish


def settle_wish(wish: CorrectionWish, state: WishState, *, answer: str, by: Actor, at: datetime) -> None:
    """Write what became of a wish that is held."""
    wish.state, wish.answer, wish.settled_at = state, answer, at
    wish.settled_by = by if isinstance(by, User) else None
    wish.save(update_fields=["state", "answer", "settled_at", "settled_by"])
