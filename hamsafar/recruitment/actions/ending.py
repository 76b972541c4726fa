"""How a proposed place ends without anybody placed: one place for every way, so that the other side hears of each."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from hamsafar.kit.actor import Actor
from hamsafar.recruitment.actions.notifying import tell_candidate
from hamsafar.recruitment.actions.telling import tell_taken_back
from hamsafar.recruitment.enums import CandidateState, ContractState, ProposalState, TakenBack
from hamsafar.recruitment.models import Candidate, Proposal

TOLD = {ProposalState.DECLINED: TakenBack.DECLINED, ProposalState.LAPSED: TakenBack.LAPSED}


def end_proposal(proposal: Proposal, state: ProposalState, *, by: Actor, at: datetime) -> None:
    """End a proposal that is held: the place is free, and the candidate waits on, or works on, as before."""
    proposal.state, proposal.ended_on, proposal.due_on = state, timezone.localdate(at), None
    proposal.save(update_fields=["state", "ended_on", "due_on", "refusal", "refusal_words"])
    works = proposal.follows is not None and proposal.follows.state == ContractState.SIGNED
    as_before = CandidateState.PLACED if works else CandidateState.WAITING
    Candidate.objects.filter(pk=proposal.candidate_id, state=CandidateState.PROPOSED).update(state=as_before)
    if state in TOLD:
        tell_taken_back(proposal, TOLD[state], by=by, at=at)
    tell_candidate(proposal, by=by, at=at)
