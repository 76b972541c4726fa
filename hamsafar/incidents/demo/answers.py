"""What the demonstration's answering side answers: the published explanation to the replay, two of three to others."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from hamsafar.corridor.models import Side
from hamsafar.incidents.actions.accounting import release_account, write_account
from hamsafar.incidents.actions.answering import release_explanation, take_enquiry, write_explanation
from hamsafar.incidents.demo.cast import Desk, desk
from hamsafar.incidents.demo.published import MASS, published
from hamsafar.incidents.demo.replay import explained_at, general_explanation
from hamsafar.incidents.enums import EnquiryState, ExplanationKind, MeasureNow, Party, Substance, Via
from hamsafar.incidents.models import Enquiry
from hamsafar.incidents.rules.answering import AnswerText, ExplanationText, OutcomeText, PromiseText
from hamsafar.incidents.rules.comparing import AccountSaid

MINUTE = timedelta(minutes=1)
PROMISE_DAYS = 20


@transaction.atomic
def answer(*, at: datetime) -> int:
    """Answer each of the demonstration's enquiries that came by envelope and that nobody has opened yet."""
    waiting = Enquiry.objects.filter(
        we_are=Party.ANSWERER,
        state=EnquiryState.ASKED,
        via=Via.ENVELOPE,
        incident__synthetic=True,
        read_at__isnull=True,
    )
    found = list(waiting.order_by("asked_at", "pk"))
    officers = desk() if found else None
    for enquiry in found:
        _answer(enquiry, officers or desk(), at)
    return len(found)


def _answer(enquiry: Enquiry, officers: Desk, at: datetime) -> None:
    known = published(settings.PACK)
    here = Side.objects.get(pk=settings.THIS_SIDE)
    is_replay = known is not None and enquiry.incident.mass and enquiry.incident.post_id == known[MASS].post
    if is_replay and known is not None:
        at = explained_at(known, ZoneInfo(here.time_zone))
    take_enquiry(enquiry=enquiry, by=officers.officer, at=at)
    said = general_explanation(known) if is_replay and known is not None else _in_part(enquiry, at)
    written = write_explanation(enquiry=enquiry, said=said, by=officers.officer, at=at)
    release_explanation(explanation=written, by=officers.second_officer, at=at + MINUTE)
    if not is_replay:
        account = write_account(incident=enquiry.incident, said=_account(enquiry), by=officers.officer, at=at)
        release_account(account=account, by=officers.second_officer, at=at + MINUTE)


def _in_part(enquiry: Enquiry, at: datetime) -> ExplanationText:
    """All points but the last, an outcome for all people but the last, and one promise with its day."""
    points = list(enquiry.points.values_list("number", flat=True))
    people = list(enquiry.incident.affected.in_order().values_list("number", flat=True))
    return ExplanationText(
        kind=ExplanationKind.INDIVIDUAL,
        answers=(
            *(AnswerText(number, Substance.ANSWERED, "Synthetic answer.") for number in points[:-1]),
            AnswerText(points[-1], Substance.OPEN),
        ),
        measure_now=MeasureNow.LIFTED,
        lifted_on=timezone.localdate(at),
        words="Synthetic explanation.",
        promises=(PromiseText("Synthetic promise.", timezone.localdate(at) + timedelta(days=PROMISE_DAYS)),),
        outcomes=tuple(OutcomeText(number, "admitted", at) for number in people[:-1]),
    )


def _account(enquiry: Enquiry) -> AccountSaid:
    """An account that agrees in most and differs in when it began and how many there were."""
    incident = enquiry.incident
    return AccountSaid(
        place=str(incident.post or incident.place),
        started_at=incident.started_at + 100 * MINUTE,
        ended_at=incident.ended_at,
        people=max(incident.affected.counted().count() - 1, 0),
        measures="Extra check of documents (synthetic).",
        measure_now=MeasureNow.LIFTED,
        words="Synthetic account.",
    )
