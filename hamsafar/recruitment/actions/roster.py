"""The roster: enter somebody who looks for work, renew, withdraw; say which file is an officer's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hamsafar.accounts.models import User
from hamsafar.corridor.codes import require_code
from hamsafar.journeys.models import FamilyLink, Person
from hamsafar.kit.actor import Actor
from hamsafar.kit.refusal import Refusal
from hamsafar.kit.verdict import require
from hamsafar.ledger.actions import record
from hamsafar.recruitment import access
from hamsafar.recruitment.actions.ending import end_proposal
from hamsafar.recruitment.actions.settings import days, points
from hamsafar.recruitment.enums import OTHER_PLANS, VALIDITY_RULE, CandidateState, CodeList, ProposalState
from hamsafar.recruitment.models import Candidate, OfficerFile
from hamsafar.recruitment.rules.fitting import Seeker


@dataclass(frozen=True)
class CandidateText:
    """What somebody can do and wishes. `skills` are pairs of words and evidence; of health there is one day."""

    occupation: str
    years: int = 0
    russian: str = "none"
    skills: Sequence[tuple[str, str]] = ()
    wishes: Sequence[str] = ()
    not_regions: Sequence[str] = ()
    medical_until: date | None = None


@transaction.atomic
def enter_candidate(
    *, person: Person, said: CandidateText, together_with: Candidate | None = None, by: Actor, at: datetime
) -> Candidate:
    """Enter a person who consented to it. The entry expires; the person renews it or withdraws, at no loss."""
    person = Person.objects.locked(person.head.pk)
    require(access.may_enter(by, person))
    on = timezone.localdate(at)
    _require_sound(said, on=on)
    if together_with is not None:
        require_related(person, together_with.person, on=on)
    candidate = Candidate(
        person=person,
        together_with=together_with,
        synthetic=person.synthetic,
        entered_by=by.ref,
        entered_at=at,
        expires_on=on + days(VALIDITY_RULE, on=on),
        points_on=on,
    )
    _put(candidate, said, on=on)
    candidate.save()
    record("candidate entered", about=candidate, by=by, at=at, person=person.ref)
    return candidate


@transaction.atomic
def renew_candidate(*, candidate: Candidate, said: CandidateText, by: Actor, at: datetime) -> Candidate:
    """Say again, or anew, what somebody can do and wishes: the entry holds from today, also after a withdrawal."""
    candidate = Candidate.objects.locked(candidate.pk)
    require(access.may_renew(by, candidate))
    on = timezone.localdate(at)
    _require_sound(said, on=on)
    _put(candidate, said, on=on)
    candidate.expires_on = on + days(VALIDITY_RULE, on=on)
    if candidate.state == CandidateState.WITHDRAWN:
        candidate.state, candidate.withdrawn_at = CandidateState.WAITING, None
    candidate.save()
    record("candidate renewed", about=candidate, by=by, at=at, person=candidate.person.ref)
    return candidate


def _require_sound(said: CandidateText, *, on: date) -> None:
    require_code(CodeList.OCCUPATION, said.occupation, on=on)
    for region in (*said.wishes, *said.not_regions):
        require_code(CodeList.REGION, region, on=on)
    if set(said.wishes) & set(said.not_regions):
        raise Refusal(_("A region is wished and not wanted at once. Leave it in one of the two lists."))


def _put(candidate: Candidate, said: CandidateText, *, on: date) -> None:
    candidate.occupation, candidate.years, candidate.russian = said.occupation, said.years, said.russian
    candidate.skills = [[words.strip(), evidence.strip()] for words, evidence in said.skills if words.strip()]
    candidate.wishes, candidate.not_regions = list(said.wishes), list(said.not_regions)
    candidate.medical_until = said.medical_until
    candidate.points, candidate.points_on = points(on=on).of(seeker(candidate)), on


def seeker(candidate: Candidate) -> Seeker:
    """A candidate without a name, as the rules see them. Only a skill with evidence counts."""
    return Seeker(
        key=candidate.ref,
        occupation=candidate.occupation,
        district=candidate.person.district,
        years=candidate.years,
        russian=candidate.russian,
        skills=sum(1 for _words, evidence in candidate.skills if evidence),
        wishes=frozenset(candidate.wishes),
        not_regions=frozenset(candidate.not_regions),
        together_with=candidate.together_with.ref if candidate.together_with else "",
        medical_until=candidate.medical_until,
    )


def require_related(one: Person, other: Person, *, on: date) -> None:
    """Raise `Refusal` unless the two are registered relatives on that day."""
    if not related(one, other, on=on):
        raise Refusal(_("No family link between the two is registered. Enter the link with its certificate first."))


def related(one: Person, other: Person, *, on: date) -> bool:
    """Whether a family link between two people holds on a day, whichever of their files it stands in."""
    return (
        FamilyLink.objects.standing(on=on)
        .of(one.same_as())
        .filter(person__in=[*one.same_as(), *other.same_as()], relative__in=[*one.same_as(), *other.same_as()])
        .of(other.same_as())
        .exists()
    )


@transaction.atomic
def withdraw_candidate(*, candidate: Candidate, by: Actor, at: datetime) -> Candidate:
    """Take somebody from the roster as they wish. A proposed place is free again; nothing is held against them."""
    candidate = Candidate.objects.locked(candidate.pk)
    require(access.may_withdraw(by, candidate))
    for proposal in candidate.proposals.live():
        proposal.refusal = OTHER_PLANS
        end_proposal(proposal, ProposalState.DECLINED, by=by, at=at)
    candidate.state, candidate.withdrawn_at = CandidateState.WITHDRAWN, at
    candidate.save(update_fields=["state", "withdrawn_at"])
    record("candidate withdrew", about=candidate, by=by, at=at, person=candidate.person.ref)
    return candidate


@transaction.atomic
def say_own_file(*, officer: User, person: Person, by: Actor, at: datetime) -> OfficerFile:
    """Say which file is an officer's own, so that relatives of theirs are known. Never said by the officer alone."""
    require(access.may_say_own_file(by, officer))
    said = {"person": person.head, "said_by": by.ref, "said_at": at}
    found, _made = OfficerFile.objects.update_or_create(officer=officer, defaults=said)
    record("file of an officer noted", about=officer, by=by, at=at, person=person.head.ref)
    return found


@transaction.atomic
def open_candidate(*, candidate: Candidate, by: Actor, at: datetime) -> Candidate:
    """Note that an officer looks at a candidate: the person sees it in their own pages."""
    require(access.may_place(by))
    record("candidate opened", about=candidate, by=by, at=at, person=candidate.person.ref)
    return candidate
