"""The employer's side: answer about whom the other side nominates, enter our copy, see them arrive.

Where a nomination came on paper, an officer enters what the other side says as well.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hamsafar.corridor.codes import require_code
from hamsafar.exchange.models import Peer
from hamsafar.kit.actor import Actor
from hamsafar.kit.refusal import Refusal
from hamsafar.kit.verdict import require
from hamsafar.ledger.actions import record
from hamsafar.recruitment import access
from hamsafar.recruitment.actions.contracts import is_since_signature, require_settled, terms_of, written_terms
from hamsafar.recruitment.actions.firms import is_demo
from hamsafar.recruitment.actions.settings import days
from hamsafar.recruitment.actions.telling import copy_said, tell_of_nominee
from hamsafar.recruitment.enums import EMPLOYER_RULE, CodeList, Copy, NomineeState, TakenBack, Via
from hamsafar.recruitment.formats import bodies
from hamsafar.recruitment.models import JobOrder, Nominee
from hamsafar.recruitment.rules.terms import Compared, compared


@dataclass(frozen=True)
class NomineeText:
    """What is said of somebody who is nominated: what they can do, and nothing else."""

    years: int = 0
    russian: str = "none"
    skills: Sequence[str] = ()


@transaction.atomic
def enter_nominee(*, order: JobOrder, said: NomineeText, by: Actor, at: datetime) -> Nominee:
    """Enter somebody whom the other side nominates on paper. The employer's days begin."""
    order = JobOrder.objects.locked(order.pk)
    on = timezone.localdate(at)
    require(access.may_enter_nominee(by, order, on=on))
    nominee = Nominee.objects.create(
        peer=Peer.objects.the_other(),
        via=Via.PAPER,
        order=order,
        years=said.years,
        russian=said.russian,
        skills=[each.strip() for each in said.skills if each.strip()],
        nominated_at=at,
        due_on=on + days(EMPLOYER_RULE, on=on),
        synthetic=is_demo(by),
    )
    record("nominee entered", about=nominee, by=by, at=at)
    return nominee


@transaction.atomic
def accept_nominee(*, nominee: Nominee, on: date, by: Actor, at: datetime) -> Nominee:
    """Enter that the employer takes them; the worker is asked by the other side."""
    nominee = Nominee.objects.locked(nominee.pk)
    require(access.may_answer_nominee(by, nominee))
    _require_day(nominee, on, at=at)
    nominee.state, nominee.accepted_on, nominee.due_on = NomineeState.ACCEPTED, on, None
    nominee.save(update_fields=["state", "accepted_on", "due_on"])
    record("nominee accepted", about=nominee, by=by, at=at)
    tell_of_nominee(nominee, bodies.EmployerAnswered(True, on, "", ""), by=by, at=at)
    return nominee


@transaction.atomic
def refuse_nominee(*, nominee: Nominee, code: str, words: str = "", on: date, by: Actor, at: datetime) -> Nominee:
    """Enter that the employer does not take them, with the coded reason that they are shown."""
    nominee = Nominee.objects.locked(nominee.pk)
    require(access.may_answer_nominee(by, nominee))
    require_code(CodeList.REFUSAL, code, on=timezone.localdate(at))
    _require_day(nominee, on, at=at)
    return turn_away(nominee, code=code, words=words.strip(), on=on, by=by, at=at)


def turn_away(nominee: Nominee, *, code: str, words: str = "", on: date, by: Actor, at: datetime) -> Nominee:
    """Note that a nominee that is held is not taken; the other side hears of it."""
    nominee.state, nominee.refusal, nominee.refusal_words = NomineeState.REFUSED, code, words
    nominee.ended_on, nominee.due_on = timezone.localdate(at), None
    nominee.save(update_fields=["state", "refusal", "refusal_words", "ended_on", "due_on"])
    record("nominee refused", about=nominee, by=by, at=at)
    tell_of_nominee(nominee, bodies.EmployerAnswered(False, on, code, words), by=by, at=at)
    return nominee


def _require_day(nominee: Nominee, on: date, *, at: datetime) -> None:
    """An answer is entered for a day between the question and today: neither backdated nor ahead."""
    asked = nominee.agreed_on or nominee.accepted_on or timezone.localdate(nominee.nominated_at)
    if not asked <= on <= timezone.localdate(at):
        raise Refusal(_("An answer is of a day from when it was asked for until today. Enter the true day."))


@transaction.atomic
def enter_agreement(*, nominee: Nominee, name: str, on: date, by: Actor, at: datetime) -> Nominee:
    """Enter what came on paper: the worker takes the place, and this is their name."""
    nominee = Nominee.objects.locked(nominee.pk)
    require(access.may_enter_agreement(by, nominee))
    if not name.strip():
        raise Refusal(_("Write for whom the contract is."))
    _require_day(nominee, on, at=at)
    return agree(nominee, name=name.strip(), on=on, by=by, at=at)


def agree(nominee: Nominee, *, name: str, on: date, by: Actor, at: datetime) -> Nominee:
    """Note the third yes about a nominee that is held."""
    nominee.state, nominee.agreed_on, nominee.name = NomineeState.AGREED, on, name
    nominee.save(update_fields=["state", "agreed_on", "name"])
    record("nominee agreed", about=nominee, by=by, at=at)
    return nominee


@transaction.atomic
def enter_taken_back(*, nominee: Nominee, because: str, by: Actor, at: datetime) -> Nominee:
    """Enter what came on paper: they do not come."""
    nominee = Nominee.objects.locked(nominee.pk)
    require(access.may_enter_taken_back(by, nominee))
    return take_back_nominee(nominee, because=TakenBack(because), by=by, at=at)


def take_back_nominee(nominee: Nominee, *, because: TakenBack, by: Actor, at: datetime) -> Nominee:
    """Note that a nominee that is held does not come."""
    nominee.state, nominee.taken_back = NomineeState.TAKEN_BACK, because
    nominee.ended_on, nominee.due_on = timezone.localdate(at), None
    nominee.save(update_fields=["state", "taken_back", "ended_on", "due_on"])
    record("nominee taken back", about=nominee, by=by, at=at)
    return nominee


def nominee_terms(nominee: Nominee) -> tuple[Compared, ...]:
    """Every term as the offer and both copies say it."""
    return compared(terms_of(nominee.order), nominee.origin, nominee.destination)


@transaction.atomic
def enter_nominee_copy(*, nominee: Nominee, copy: str, terms: Mapping[str, str], by: Actor, at: datetime) -> Nominee:
    """Enter what one state's copy of the contract says; of a nominee by envelope, ours alone."""
    nominee = Nominee.objects.locked(nominee.pk)
    require(access.may_enter_nominee_copy(by, nominee, copy))
    said = written_terms(terms)
    setattr(nominee, Copy(copy).value, said)
    nominee.save(update_fields=[Copy(copy).value])
    record(f"contract copy entered: {Copy(copy).value}", about=nominee, by=by, at=at)
    tell_of_nominee(nominee, copy_said(said), by=by, at=at)
    return nominee


@transaction.atomic
def enter_signature(*, nominee: Nominee, on: date, by: Actor, at: datetime) -> Nominee:
    """Enter that both signed a contract whose papers lie here. Refused while a term differs."""
    nominee = Nominee.objects.locked(nominee.pk)
    require(access.may_enter_signature(by, nominee))
    require_settled(nominee, nominee_terms(nominee))
    _require_day(nominee, on, at=at)
    return sign_nominee(nominee, on=on, by=by, at=at)


def sign_nominee(nominee: Nominee, *, on: date, by: Actor, at: datetime) -> Nominee:
    """Note the signatures on the contract of a nominee that is held."""
    nominee.state, nominee.signed_on = NomineeState.SIGNED, on
    nominee.save(update_fields=["state", "signed_on"])
    record("contract signed", about=nominee, by=by, at=at)
    return nominee


@transaction.atomic
def confirm_nominee_arrival(*, nominee: Nominee, on: date, by: Actor, at: datetime) -> Nominee:
    """Confirm that the worker arrived at the employer; the other side hears of it."""
    nominee = Nominee.objects.locked(nominee.pk)
    require(access.may_confirm_nominee_arrival(by, nominee))
    if not is_since_signature(nominee, on, at=at):
        raise Refusal(_("Somebody arrives on a day between the signature and today."))
    nominee.arrived_on = on
    nominee.save(update_fields=["arrived_on"])
    record("arrival confirmed", about=nominee, by=by, at=at)
    tell_of_nominee(nominee, bodies.WorkerArrived(on), by=by, at=at)
    return nominee


@transaction.atomic
def end_nominee_work(*, nominee: Nominee, on: date, by: Actor, at: datetime) -> Nominee:
    """Note that the work ended, also before its day; the other side hears of it."""
    nominee = Nominee.objects.locked(nominee.pk)
    require(access.may_end_nominee_work(by, nominee))
    if not is_since_signature(nominee, on, at=at):
        raise Refusal(_("Work ends on a day between the signature and today."))
    end_nominee(nominee, on=on, by=by, at=at)
    tell_of_nominee(nominee, bodies.WorkEnded(on), by=by, at=at)
    return nominee


def end_nominee(nominee: Nominee, *, on: date, by: Actor, at: datetime) -> Nominee:
    """Note the end of the work of a nominee that is held."""
    nominee.state, nominee.ended_on = NomineeState.ENDED, on
    nominee.save(update_fields=["state", "ended_on"])
    record("contract ended", about=nominee, by=by, at=at)
    return nominee
