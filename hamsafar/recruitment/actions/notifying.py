"""What a candidate is told, where they consented to messages: a place that waits for them, a refusal, a silence."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from hamsafar.corridor.models import Code
from hamsafar.journeys.actions.telling import language_of, write_to
from hamsafar.kit.actor import Actor
from hamsafar.kit.formats import day as written_day
from hamsafar.kit.verdict import require
from hamsafar.recruitment import access
from hamsafar.recruitment.enums import CodeList, ProposalState
from hamsafar.recruitment.models import Proposal

BEFORE = timedelta(days=2)
TEMPLATES = {
    ProposalState.ACCEPTED: "recruitment/place_waits",
    ProposalState.REFUSED: "recruitment/place_refused",
    ProposalState.LAPSED: "recruitment/place_lapsed",
}


def tell_candidate(proposal: Proposal, *, by: Actor, at: datetime, again: bool = False) -> bool:
    """Write where a proposal stands, and what the person can do; False where they are not to be written to."""
    template = TEMPLATES.get(ProposalState(proposal.state))
    if template is None:
        return False
    person = proposal.candidate.person
    language = language_of(person.head)
    reason = Code.objects.of(CodeList.REFUSAL.value).filter(key=proposal.refusal).first()
    context = {
        "work": proposal.order.title,
        "day": written_day(proposal.due_on, language) if proposal.due_on else "",
        "reason": reason.label[language] if reason else "",
        "todo": reason.note[language] if reason else "",
        "again": again,
    }
    made = write_to(
        person=person,
        about=proposal,
        template=template,
        context=context,
        synthetic=proposal.candidate.synthetic,
        by=by,
        at=at,
        once=f"{proposal.ref} {proposal.state}{' again' if again else ''}",
    )
    return made is not None


def remind_workers(*, by: Actor, at: datetime) -> int:
    """Remind workers whose last day for an answer is near; how many. Asked again, nobody is told anew."""
    require(access.may_resolve(by))
    on = timezone.localdate(at)
    near = Proposal.objects.filter(state=ProposalState.ACCEPTED, due_on__range=(on, on + BEFORE))
    related = near.select_related("candidate__person", "order").order_by("pk")
    return sum(tell_candidate(each, by=by, at=at, again=True) for each in related)
