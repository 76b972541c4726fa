"""The employer's side alone: a nomination that came on paper, from the question to the arrival; and its pages."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hamsafar.exchange.models import OutboxEnvelope
from hamsafar.kit.refusal import Refusal
from hamsafar.recruitment import access
from hamsafar.recruitment.actions import contracts, nominees
from hamsafar.recruitment.actions.nominees import NomineeText
from hamsafar.recruitment.enums import NomineeState, TakenBack
from hamsafar.recruitment.models import JobOrder, Nominee
from tests.factories.exchange import AT
from tests.factories.recruitment import MONDAY, TODAY, Office, open_order
from tests.integration.recruitment.test_register_pages import ROOT, day, now, officer, text

__all__ = ["now", "officer"]


def entered(desk: Office, order: JobOrder | None = None) -> Nominee:
    said = NomineeText(years=6, russian="basic", skills=("reads drawings", " "))
    return nominees.enter_nominee(order=order or open_order(desk), said=said, by=desk.officer, at=MONDAY)


def test_what_came_on_paper_goes_its_way_and_nothing_is_sent(desk):
    found = entered(desk)
    step = {"nominee": found, "by": desk.officer, "at": MONDAY}
    assert (found.skills, found.due_on > TODAY, found.name) == (["reads drawings"], True, "")
    with pytest.raises(Refusal, match="once the employer has accepted"):
        nominees.enter_agreement(name="Анвар", on=TODAY, **step)
    nominees.accept_nominee(on=TODAY, **step)
    with pytest.raises(Refusal, match="for whom"):
        nominees.enter_agreement(name=" ", on=TODAY, **step)
    with pytest.raises(Refusal, match="Copies follow"):
        nominees.enter_signature(on=TODAY, **step)
    nominees.enter_agreement(name="Анвари Намунавӣ", on=TODAY, **step)
    with pytest.raises(Refusal, match="Nobody waits"):
        nominees.enter_taken_back(because=TakenBack.DECLINED, **step)
    terms = contracts.terms_of(found.order)
    nominees.enter_nominee_copy(copy="origin", terms=terms, **step)
    with pytest.raises(Refusal, match="Enter both copies"):
        nominees.enter_signature(on=TODAY, **step)
    nominees.enter_nominee_copy(copy="destination", terms=terms | {"wage": "1.00"}, **step)
    with pytest.raises(Refusal, match="The copies differ"):
        nominees.enter_signature(on=TODAY, **step)
    nominees.enter_nominee_copy(copy="destination", terms=terms, **step)
    nominees.enter_signature(on=TODAY, **step)
    nominees.confirm_nominee_arrival(on=TODAY, **step)
    ended = nominees.end_nominee_work(on=TODAY, **step)

    assert (ended.state, ended.name) == (NomineeState.ENDED, "Анвари Намунавӣ")
    assert not OutboxEnvelope.objects.exclude(kind__startswith="ledger").exists()


def test_nobody_is_nominated_for_an_order_that_is_not_open(desk):
    order = open_order(desk)
    late = MONDAY + timedelta(days=400)
    with pytest.raises(Refusal, match="not open"):
        nominees.enter_nominee(order=order, said=NomineeText(), by=desk.officer, at=late)
    with pytest.raises(Refusal, match="Only a placement officer"):
        nominees.enter_nominee(order=order, said=NomineeText(), by=desk.verifier, at=AT)


def test_only_a_placement_officer_answers(desk):
    found = entered(desk)

    assert not access.may_answer_nominee(desk.verifier, found)
    assert not access.may_enter_agreement(desk.verifier, found)
    assert not access.may_enter_taken_back(desk.verifier, found)
    assert not access.may_enter_nominee_copy(desk.verifier, found, "origin")
    assert not access.may_enter_signature(desk.verifier, found)
    assert not access.may_confirm_nominee_arrival(desk.verifier, found)


def test_a_nominee_goes_their_way_on_pages(officer, desk):
    order = open_order(desk)
    assert "<form" in text(officer, f"{ROOT}orders/{order.ref}/nominate/")
    said = {"years": 6, "russian": "basic", "skills": "reads drawings\n"}
    path = officer.post(f"{ROOT}orders/{order.ref}/nominate/", said)["Location"]
    assert "6 years of experience, reads drawings" in text(officer, path)
    assert "Nominated by the other side" in text(officer, f"{ROOT}orders/{order.ref}/")
    terms = contracts.terms_of(order)
    name = {"name": "Анвари Намунавӣ"}
    for step, answer in (
        ("accept/", day("on", TODAY)),
        ("agreed/", name | day("on", TODAY)),
        ("origin/", terms),
        ("destination/", terms),
        ("signed/", day("on", TODAY)),
        ("arrived/", day("on", TODAY)),
        ("ended/", day("on", TODAY)),
    ):
        assert "<form" in text(officer, f"{path}{step}")
        officer.post(f"{path}{step}", answer)
        page = text(officer, path)
    assert "Анвари Намунавӣ" in page
    assert Nominee.objects.get().state == NomineeState.ENDED
    for which in ("asked", "expected", "all"):
        text(officer, f"{ROOT}nominees/?show={which}")


def test_a_nominee_is_refused_or_taken_back_on_pages(officer, desk, time_machine):
    order = open_order(desk)
    refused, back = entered(desk, order), entered(desk, order)
    Nominee.objects.update(family=refused.subject)
    path = f"{ROOT}nominees/{refused.ref}/"
    assert "A family asked to be placed together" in text(officer, path)
    assert "<form" in text(officer, f"{path}refuse/")
    officer.post(f"{path}refuse/", {"code": "place-gone", "words": "Full"} | day("on", TODAY))
    assert "the place no longer exists Full" in text(officer, path)
    path = f"{ROOT}nominees/{back.ref}/"
    assert "<form" in text(officer, f"{path}taken-back/")
    time_machine.move_to(MONDAY + timedelta(days=12), tick=False)
    officer.force_login(desk.officer)
    assert "Silent past the last day" in text(officer, path)
    officer.post(f"{path}taken-back/", {"because": "lapsed"})
    assert "nobody answered in time" in text(officer, path)
