"""What a candidate is told: a place that waits, a refusal with what to do, a silence; each once, if they wish it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hamsafar.journeys.enums import ConsentHow, ContactKind, Purpose
from hamsafar.journeys.models import Consent, Contact
from hamsafar.kit.actor import SYSTEM
from hamsafar.kit.refusal import Refusal
from hamsafar.notices.models import Notice
from hamsafar.recruitment.actions import answering, notifying
from hamsafar.recruitment.actions.person_part import show_recruitment
from hamsafar.recruitment.jobs import end_silence, remind
from hamsafar.recruitment.models import Proposal
from tests.factories.recruitment import MONDAY, TODAY, Office, confirmed

pytestmark = pytest.mark.django_db


def reachable(desk: Office, *, language: str = "en") -> Proposal:
    """A place with the employer, of somebody who wants messages on their telephone."""
    place = confirmed(desk)
    person = place.candidate.person
    person.language = language
    person.save(update_fields=["language"])
    Consent.objects.create(
        person=person, purpose=Purpose.MESSAGES, language=language, how=ConsentHow.SPOKEN, given_at=MONDAY
    )
    Contact.objects.create(
        person=person, kind=ContactKind.PHONE, value="+992000000001", added_at=MONDAY, confirmed_at=MONDAY
    )
    return Proposal.objects.get(pk=place.pk)


def shown(place: Proposal) -> str:
    """All that the person reads of recruitment in their own pages."""
    return " ".join(line.words for line in show_recruitment([place.candidate.person]))


def test_a_worker_is_told_until_when_an_answer_is_awaited_and_reminded_once(desk):
    place = reachable(desk)
    place = answering.accept_for_employer(proposal=place, on=TODAY, by=desk.officer, at=MONDAY)
    told = Notice.objects.get()
    assert place.order.title in told.body
    assert "If you say no, or say nothing, you lose nothing" in told.body
    assert "An answer is awaited until" in shown(place)
    near = MONDAY + (place.due_on - TODAY) - timedelta(days=1)

    assert notifying.remind_workers(by=SYSTEM, at=MONDAY) == 0
    notifying.remind_workers(by=SYSTEM, at=near)
    notifying.remind_workers(by=SYSTEM, at=near)

    assert Notice.objects.count() == 2
    with pytest.raises(Refusal, match="by its own clock"):
        notifying.remind_workers(by=desk.officer, at=near)


def test_a_refusal_is_told_with_its_reason_and_what_can_be_done_in_the_person_s_language(desk):
    place = reachable(desk, language="tg")

    answering.refuse_for_employer(proposal=place, code="skill-not-shown", on=TODAY, by=desk.officer, at=MONDAY)

    told = Notice.objects.get()
    assert "малака нишон дода нашуд" in told.body
    assert "Далели малакаро биёред" in told.body


def test_silence_is_told_and_seen(desk, time_machine):
    place = reachable(desk)
    time_machine.move_to(MONDAY + timedelta(days=30), tick=False)

    end_silence(timestamp=0)
    remind(timestamp=0)

    assert "Nobody answered in time" in Notice.objects.get().body
    assert "you wait on with your points" in shown(place)


def test_who_did_not_consent_is_not_written_to_and_a_turned_down_place_is_not_told(desk):
    place = confirmed(desk)
    answering.accept_for_employer(proposal=place, on=TODAY, by=desk.officer, at=MONDAY)
    assert not Notice.objects.exists()

    assert not notifying.tell_candidate(Proposal(state="turned-down"), by=SYSTEM, at=MONDAY)
