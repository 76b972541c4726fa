"""What becomes of a proposed place: two officers confirm, the employer accepts, the worker agrees; silence ends it."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hamsafar.accounts.models import User
from hamsafar.corridor.codes import require_code
from hamsafar.journeys.actions.journeys import open_journey
from hamsafar.journeys.enums import JourneyPurpose
from hamsafar.journeys.models import Journey
from hamsafar.kit.actor import Actor
from hamsafar.kit.refusal import Refusal
from hamsafar.kit.verdict import require
from hamsafar.ledger.actions import record
from hamsafar.names.folding import fold, words_of
from hamsafar.recruitment import access
from hamsafar.recruitment.actions.ending import end_proposal
from hamsafar.recruitment.actions.notifying import tell_candidate
from hamsafar.recruitment.actions.roster import related
from hamsafar.recruitment.actions.settings import days
from hamsafar.recruitment.actions.telling import nominate, tell_agreed
from hamsafar.recruitment.enums import (
    EMPLOYER_RULE,
    WORKER_RULE,
    CandidateState,
    CodeList,
    ProposalState,
)
from hamsafar.recruitment.models import Candidate, Exemption, Interest, JobOrder, OfficerFile, Proposal
from hamsafar.recruitment.rules.fitting import CAN_BE_EXEMPTED

LONG_ENOUGH = 4  # letters of a word of a name that two people may share


@transaction.atomic
def confirm_proposal(*, proposal: Proposal, interest: bool, by: User, at: datetime) -> Proposal:
    """Confirm a place as the first or the second officer. `interest` answers the question that is always asked.

    An officer with an interest confirms nothing; their answer stays on record, and another officer takes it up.
    """
    proposal = Proposal.objects.locked(proposal.pk)
    on = timezone.localdate(at)
    require(access.may_confirm(by, proposal, relative=is_relative(by, proposal, on=on)))
    Interest.objects.update_or_create(proposal=proposal, officer=by, defaults={"declared": interest, "at": at})
    if interest:
        record("interest declared", about=proposal, by=by, at=at)
        return proposal
    if proposal.state == ProposalState.PROPOSED:
        proposal.state, proposal.first_by, proposal.first_at = ProposalState.HALF_CONFIRMED, by, at
        proposal.save(update_fields=["state", "first_by", "first_at"])
        record("place confirmed by one officer", about=proposal, by=by, at=at, person=proposal.candidate.person.ref)
        return proposal
    proposal.state, proposal.second_by, proposal.second_at = ProposalState.CONFIRMED, by, at
    proposal.due_on = on + days(EMPLOYER_RULE, on=on)
    proposal.save(update_fields=["state", "second_by", "second_at", "due_on"])
    record("place confirmed by a second officer", about=proposal, by=by, at=at, person=proposal.candidate.person.ref)
    nominate(proposal, due_on=proposal.due_on, by=by, at=at)
    return proposal


def is_relative(officer: User, proposal: Proposal, *, on: date) -> bool:
    """Whether a registered family link ties the officer to the candidate, or the file is the officer's own."""
    own = OfficerFile.objects.filter(officer=officer).select_related("person").first()
    if own is None:
        return False
    person = proposal.candidate.person
    return person.same_as().filter(pk__in=own.person.same_as()).exists() or related(own.person, person, on=on)


def shares_a_name(officer: User, proposal: Proposal) -> bool:
    """Whether a long word of both names sounds alike: it warns the second officer and decides nothing."""
    mine, theirs = ({fold(each) for each in words_of(name)} for name in (officer.name, proposal.candidate.person.name))
    return any(len(each) >= LONG_ENOUGH for each in mine & theirs)


@transaction.atomic
def turn_down_proposal(*, proposal: Proposal, because: str, by: User, at: datetime) -> Proposal:
    """Not confirm a place, with the reason; the candidate waits on as before."""
    proposal = Proposal.objects.locked(proposal.pk)
    require(access.may_turn_down(by, proposal))
    if not because.strip():
        raise Refusal(_("Say why it is not confirmed."))
    proposal.refusal_words = because.strip()
    end_proposal(proposal, ProposalState.TURNED_DOWN, by=by, at=at)
    record("place not confirmed", about=proposal, by=by, at=at, person=proposal.candidate.person.ref)
    return proposal


@transaction.atomic
def accept_for_employer(*, proposal: Proposal, on: date, by: Actor, at: datetime) -> Proposal:
    """Enter that the employer takes the worker. The worker's days begin."""
    proposal = Proposal.objects.locked(proposal.pk)
    require(access.may_answer_for_employer(by, proposal))
    _require_day(proposal, on, at=at)
    return accept_proposal(proposal, on=on, by=by, at=at)


def accept_proposal(proposal: Proposal, *, on: date, by: Actor, at: datetime) -> Proposal:
    """Note on a proposal that is held that the employer takes the worker."""
    proposal.state, proposal.accepted_on = ProposalState.ACCEPTED, on
    proposal.due_on = timezone.localdate(at) + days(WORKER_RULE, on=timezone.localdate(at))
    proposal.save(update_fields=["state", "accepted_on", "due_on"])
    record("place accepted by the employer", about=proposal, by=by, at=at, person=proposal.candidate.person.ref)
    tell_candidate(proposal, by=by, at=at)
    return proposal


@transaction.atomic
def agree_for_worker(*, proposal: Proposal, on: date, by: Actor, at: datetime) -> Proposal:
    """Enter that the worker agrees. With this, the third yes, they have the place, and their journey is prepared."""
    proposal = Proposal.objects.locked(proposal.pk)
    require(access.may_answer_for_worker(by, proposal))
    _require_day(proposal, on, at=at)
    proposal.state, proposal.agreed_on, proposal.due_on = ProposalState.AGREED, on, None
    proposal.journey = _journey(proposal, by=by, at=at)
    proposal.save(update_fields=["state", "agreed_on", "due_on", "journey"])
    Candidate.objects.filter(pk=proposal.candidate_id).update(state=CandidateState.PLACED)
    record("place agreed by the worker", about=proposal, by=by, at=at, person=proposal.candidate.person.ref)
    tell_agreed(proposal, on=on, by=by, at=at)
    return proposal


def _journey(proposal: Proposal, *, by: Actor, at: datetime) -> Journey:
    """The journey that goes on already, or one that is opened for the first day of the work."""
    person, order = proposal.candidate.person, proposal.order
    going_on = Journey.objects.of(person).going_on().newest_first().first()
    return going_on or open_journey(
        person=person.head,
        purpose=JourneyPurpose.WORKER,
        departs_on=max(order.begins_on, timezone.localdate(at)),
        occupation=order.occupation,
        by=by,
        at=at,
    )


@transaction.atomic
def refuse_for_employer(
    *, proposal: Proposal, code: str, words: str = "", on: date, by: Actor, at: datetime
) -> Proposal:
    """Enter that the employer does not take the worker, with the coded reason that the worker is shown."""
    proposal = Proposal.objects.locked(proposal.pk)
    require(access.may_answer_for_employer(by, proposal))
    return _refused(proposal, ProposalState.REFUSED, code, words, on=on, by=by, at=at)


@transaction.atomic
def decline_for_worker(
    *, proposal: Proposal, code: str, words: str = "", on: date, by: Actor, at: datetime
) -> Proposal:
    """Enter that the worker does not want the place. Nothing is held against them: they wait on with their points."""
    proposal = Proposal.objects.locked(proposal.pk)
    require(access.may_decline(by, proposal))
    return _refused(proposal, ProposalState.DECLINED, code, words, on=on, by=by, at=at)


def _refused(
    proposal: Proposal, state: ProposalState, code: str, words: str, *, on: date, by: Actor, at: datetime
) -> Proposal:
    require_code(CodeList.REFUSAL, code, on=timezone.localdate(at))
    _require_day(proposal, on, at=at)
    proposal.refusal, proposal.refusal_words = code, words.strip()
    end_proposal(proposal, state, by=by, at=at)
    record(f"place {state}", about=proposal, by=by, at=at, person=proposal.candidate.person.ref)
    return proposal


def _require_day(proposal: Proposal, on: date, *, at: datetime) -> None:
    """An answer is entered for a day between the question and today: neither backdated nor ahead."""
    asked = proposal.accepted_on or (proposal.second_at and timezone.localdate(proposal.second_at))
    first = asked or timezone.localdate(proposal.proposed_at)
    if not first <= on <= timezone.localdate(at):
        raise Refusal(_("An answer is of a day from when it was asked for until today. Enter the true day."))


def resolve_silence(*, by: Actor, at: datetime) -> int:
    """End each proposal whose last day passed in silence: the place is free, the candidate waits on. Again: none."""
    require(access.may_resolve(by))
    on, ended = timezone.localdate(at), 0
    for pk in Proposal.objects.silent(on=on).order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            proposal = Proposal.objects.locked(pk)
            if proposal.is_silent(on=on):
                end_proposal(proposal, ProposalState.LAPSED, by=by, at=at)
                record("place lapsed in silence", about=proposal, by=by, at=at, person=proposal.candidate.person.ref)
                ended += 1
    return ended


@transaction.atomic
def ask_exemption(
    *, candidate: Candidate, order: JobOrder, misfit: str, because: str, by: User, at: datetime
) -> Exemption:
    """Ask that one requirement of an order is not asked of a candidate. It is, until a second officer agrees."""
    candidate = Candidate.objects.locked(candidate.pk)
    require(access.may_place(by))
    if misfit not in CAN_BE_EXEMPTED:
        raise Refusal(_("From this nobody can be exempted."))
    if not because.strip():
        raise Refusal(_("Say why."))
    if candidate.exemptions.filter(order=order, misfit=misfit).exists():
        raise Refusal(_("This exemption was asked for already."))
    made = Exemption.objects.create(
        candidate=candidate,
        order=order,
        misfit=misfit,
        because=because.strip(),
        office=by.organisation,
        asked_by=by,
        asked_at=at,
    )
    record("recruitment exemption asked", about=made, by=by, at=at, person=candidate.person.ref)
    return made


@transaction.atomic
def grant_exemption(*, exemption: Exemption, by: User, at: datetime) -> Exemption:
    """Grant what another officer asked for. The public sees how many there were, by office."""
    exemption = (
        Exemption.objects.select_for_update(of=("self",)).select_related("candidate__person").get(pk=exemption.pk)
    )
    require(access.may_grant(by, exemption))
    exemption.granted_by, exemption.granted_at = by, at
    exemption.save(update_fields=["granted_by", "granted_at"])
    record("recruitment exemption granted", about=exemption, by=by, at=at, person=exemption.candidate.person.ref)
    return exemption
