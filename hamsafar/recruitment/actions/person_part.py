"""What this app holds of a person: entries in the roster, places proposed to them, and why one was refused."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hamsafar.corridor.models import Code
from hamsafar.journeys.actions.blanking import blank_rows
from hamsafar.journeys.models import Person
from hamsafar.journeys.parts import PartLine
from hamsafar.journeys.rules.exporting import plain
from hamsafar.kit.actor import Actor
from hamsafar.kit.formats import day
from hamsafar.kit.language import reader_language
from hamsafar.recruitment.actions.ending import end_proposal
from hamsafar.recruitment.enums import OTHER_PLANS, CandidateState, CodeList, ProposalState
from hamsafar.recruitment.models import Candidate, Complaint, Contract, Exemption, OfficerFile, Proposal


def show_recruitment(people: Sequence[Person]) -> list[PartLine]:
    """Entries and proposals, newest first; a refusal with its reason and what to do."""
    candidates = _candidates(people)
    lines = [
        PartLine(each.entered_at, _("Recruitment: %(state)s") % {"state": each.get_state_display()})
        for each in candidates
    ]
    reader = reader_language()
    rows = Code.objects.of(CodeList.REFUSAL.value).in_force(on=timezone.localdate())
    codes = {key: (label, note) for key, label, note in rows.values_list("key", "label", "note")}
    for each in Proposal.objects.filter(candidate__in=candidates).newest_first():
        words = f"{each.order.title}: {each.get_state_display()}"
        if each.due_on:
            words += ". " + _("An answer is awaited until %(day)s; after it the place lapses by itself.") % {
                "day": day(each.due_on, reader)
            }
        if each.state == ProposalState.LAPSED:
            words += ". " + _("You need not do anything: you wait on with your points.")
        if each.refusal in codes:
            words += "".join(f". {said[reader]}" for said in codes[each.refusal])
        lines.append(PartLine(each.proposed_at, words))
    complaints = Complaint.objects.filter(contract__proposal__candidate__in=candidates)
    for complaint in complaints:
        words = f"{complaint.get_kind_display()}. {complaint.get_state_display()}. {complaint.answer}"
        lines.append(PartLine(complaint.taken_at, _("Complaint: %(words)s") % {"words": words.strip()}))
    return sorted(lines, key=lambda line: line.at, reverse=True)


def export_recruitment(people: Sequence[Person]) -> dict[str, Any]:
    """Every row of the person's own."""
    candidates = _candidates(people)
    return {
        "candidates": [plain(row) for row in candidates.order_by("pk").values()],
        "proposals": [plain(row) for row in Proposal.objects.filter(candidate__in=candidates).order_by("pk").values()],
        "exemptions": [
            plain(row) for row in Exemption.objects.filter(candidate__in=candidates).order_by("pk").values()
        ],
        "contracts": [
            plain(row) for row in Contract.objects.filter(proposal__candidate__in=candidates).order_by("pk").values()
        ],
        "complaints": [
            plain(row)
            for row in Complaint.objects.filter(contract__proposal__candidate__in=candidates).order_by("pk").values()
        ],
        "officer files": [plain(row) for row in OfficerFile.objects.filter(person__in=_keys(people)).values()],
    }


@transaction.atomic
def erase_recruitment(people: Sequence[Person], *, by: Actor, at: datetime) -> int:
    """Empty the person's entries; places and days stay, so that runs and sums still hold."""
    candidates = _candidates(people)
    for proposal in Proposal.objects.live().filter(candidate__in=candidates).select_related("order"):
        proposal.refusal = OTHER_PLANS
        end_proposal(proposal, ProposalState.DECLINED, by=by, at=at)
    touched = blank_rows(rows=candidates, by=by, at=at)
    candidates.exclude(state__in=[CandidateState.WITHDRAWN]).update(state=CandidateState.WITHDRAWN, withdrawn_at=at)
    deleted, _kinds = OfficerFile.objects.filter(person__in=_keys(people)).delete()
    return touched + deleted


def _candidates(people: Sequence[Person]) -> models.QuerySet[Candidate]:
    return Candidate.objects.filter(person__in=_keys(people))


def _keys(people: Sequence[Person]) -> list[int]:
    return [each.pk for each in people]
