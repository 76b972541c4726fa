"""The pages of the roster, runs and proposals: from an entry to an agreed place, and what the public sees."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from hamsafar.accounts.enums import Role
from hamsafar.journeys.models import Person
from hamsafar.journeys.parts import parts
from hamsafar.kit.refusal import Refusal
from hamsafar.ledger.models import Line
from hamsafar.recruitment.actions import answering, placing, roster
from hamsafar.recruitment.actions.firms import set_quota
from hamsafar.recruitment.enums import CandidateState, ProposalState
from hamsafar.recruitment.models import Candidate, OfficerFile, Proposal, Run
from tests.factories.accounts import OfficerFactory
from tests.factories.recruitment import MONDAY, TODAY, candidate, confirmed, open_order, person, proposed
from tests.integration.recruitment.test_register_pages import ROOT, day, now, officer, text

__all__ = ["now", "officer"]
pytestmark = pytest.mark.django_db


def test_somebody_is_entered_renewed_and_withdrawn(officer, desk):
    someone = person("Анвари Намунавӣ")
    said = {
        "person": someone.ref,
        "occupation": "7112",
        "years": 4,
        "russian": "basic",
        "skills": "drawings; certificate\nwelding",
        "wishes": ["ru-tul"],
    }
    assert "<form" in text(officer, f"{ROOT}roster/enter/")
    made = officer.post(f"{ROOT}roster/enter/", said)
    found = Candidate.objects.get()
    assert made["Location"] == f"{ROOT}roster/{found.ref}/"

    page = text(officer, f"{ROOT}roster/{found.ref}/")
    assert "drawings (certificate); welding (no evidence)" in page
    assert "No order in their occupation is open." in page
    assert Line.objects.filter(verb="candidate opened", person=someone.ref).count() == 1
    assert "drawings" in text(officer, f"{ROOT}roster/{found.ref}/renew/")
    officer.post(f"{ROOT}roster/{found.ref}/renew/", {**said, "years": 7})
    found.refresh_from_db()
    assert found.years == 7
    for which in ("looking", "expired", "placed", "all"):
        text(officer, f"{ROOT}roster/?show={which}")
    officer.post(f"{ROOT}roster/{found.ref}/withdraw/")
    found.refresh_from_db()
    assert found.state == CandidateState.WITHDRAWN


def test_an_expired_entry_says_so(officer, desk, time_machine):
    candidate(desk)
    time_machine.move_to(MONDAY.replace(month=11), tick=False)
    officer.force_login(desk.officer)

    assert "Expired" in text(officer, f"{ROOT}roster/?show=expired")


def test_a_place_goes_through_every_answer_on_pages(officer, client, desk):
    candidate(desk, years=9)
    open_order(desk)
    assert "<form" in text(officer, f"{ROOT}runs/new/")
    made = officer.post(f"{ROOT}runs/new/", {"words": "First"})
    run = Run.objects.get()
    assert made["Location"] == f"{ROOT}runs/{run.ref}/"
    page = text(officer, f"{ROOT}runs/{run.ref}/")
    assert "the best there is" in page
    assert run.digest in page
    assert "This is the first run." in page
    assert "Verified: nothing was changed" in officer.post(f"{ROOT}runs/{run.ref}/verify/").content.decode()

    place = f"{ROOT}places/{Proposal.objects.get().ref}/"
    assert "Are you a relative" in text(officer, f"{place}confirm/")
    officer.post(f"{place}confirm/", {"interest": "no"})
    desk.second.name = "Namunavi"
    desk.second.save()
    client.force_login(desk.second)
    assert "share a name" in text(client, place)
    client.post(f"{place}confirm/", {"interest": "no"})
    for step in ("accept/", "agree/"):
        assert "<form" in text(client, f"{place}{step}")
        client.post(f"{place}{step}", day("on", TODAY))
    assert Proposal.objects.get().state == ProposalState.AGREED
    assert "Agreed by all three" in text(client, place)
    for which in ("live", "silent", "agreed", "all"):
        text(client, f"{ROOT}places/?show={which}")
    assert "First" in text(client, f"{ROOT}runs/")
    candidate(desk, person("Дигаре"))
    client.post(f"{ROOT}runs/new/", {"what_if": "on", "without_fairness": "on"})
    page = text(client, f"{ROOT}runs/{Run.objects.get(what_if=True).ref}/")
    assert "Placed now and not then" in page
    assert "A what-if run proposes nothing." in page


@pytest.mark.parametrize(("step", "state"), [("refuse/", "refused"), ("decline/", "declined")])
def test_a_refusal_is_entered_with_its_code(officer, desk, step, state):
    place = confirmed(desk)
    path = f"{ROOT}places/{place.ref}/"
    assert "<form" in text(officer, f"{path}{step}")

    officer.post(f"{path}{step}", {"code": "place-gone", "words": "Closed"} | day("on", TODAY))

    assert Proposal.objects.get().state == state
    assert "the place no longer exists Closed" in text(officer, path)


def test_a_place_is_turned_down_on_a_page_and_a_silent_one_says_so(officer, desk, time_machine):
    place = proposed(desk)
    assert "<form" in text(officer, f"{ROOT}places/{place.ref}/turn_down/".replace("_", "-"))
    officer.post(f"{ROOT}places/{place.ref}/turn-down/", {"because": "Too far"})
    assert "Too far" in text(officer, f"{ROOT}places/{place.ref}/")
    roster.withdraw_candidate(candidate=place.candidate, by=desk.officer, at=MONDAY)
    silent = confirmed(desk)
    time_machine.move_to(MONDAY + timedelta(days=12), tick=False)

    assert "Silent past the last day" in text(officer, f"{ROOT}places/{silent.ref}/")


def test_a_relative_is_told_why_they_cannot_confirm(officer, desk):
    place = proposed(desk)
    OfficerFile.objects.create(officer=desk.officer, person=place.candidate.person, said_by="x", said_at=MONDAY)

    assert "A relative of yours is registered here" in text(officer, f"{ROOT}places/{place.ref}/")
    assert officer.post(f"{ROOT}places/{place.ref}/confirm/", {"interest": "no"}).status_code == 409
    assert Line.objects.filter(verb="refused recruitment:confirm", by=desk.officer.ref).exists()


def test_an_insider_s_attempts_are_refused_and_stand_on_the_ledger(officer, desk):
    place, found = confirmed(desk), candidate(desk, person("Дигаре"), years=0)
    asked = answering.ask_exemption(
        candidate=found, order=place.order, misfit="years", because="x", by=desk.officer, at=MONDAY
    )
    yesterday = {"code": "place-gone"} | day("on", TODAY - timedelta(days=1))

    assert officer.post(f"{ROOT}exemptions/{asked.pk}/grant/").status_code == 409
    assert officer.post(f"{ROOT}places/{place.ref}/refuse/", yesterday).status_code == 409

    for name in ("grant", "refuse_place"):
        assert Line.objects.filter(verb=f"refused recruitment:{name}", by=desk.officer.ref).exists()
    assert Proposal.objects.get().state == ProposalState.CONFIRMED


def test_an_exemption_is_asked_on_one_page_and_granted_on_another(officer, client, desk):
    found, order = candidate(desk, years=0), open_order(desk, years_needed=3)
    path = f"{ROOT}roster/{found.ref}/"
    assert "1 would fit with more years" in text(officer, path)
    assert "<form" in text(officer, f"{path}exemption/")
    officer.post(f"{path}exemption/", {"order": order.ref, "misfit": "years", "because": "Papers lost"})
    asked = found.exemptions.get()
    client.force_login(desk.second)
    assert "Papers lost" in text(client, f"{ROOT}exemptions/{asked.pk}/grant/")

    client.post(f"{ROOT}exemptions/{asked.pk}/grant/")

    assert "granted" in text(client, path)
    client.logout()
    assert desk.officer.organisation.name["en"] in text(client, f"{ROOT}report/")


def test_the_public_sees_rates_and_costs_and_no_small_number(client, desk, now):
    assert "no run was made yet" in text(client, f"{ROOT}report/")
    for number in range(6):
        candidate(desk, person(f"Шахси {number}", born=1980 + number, sex="F" if number else "M"), years=number)
    open_order(desk, places=3)
    set_quota(region="ru-tul", year=MONDAY.year, most=3, act="Letter", by=desk.officer, at=MONDAY)
    placing.make_run(by=desk.officer, at=MONDAY)

    page = text(client, f"{ROOT}report/")

    assert "At most 3 places may be filled in Tula region." in page
    assert "The shares placed of any two groups differ by at most 0.5." in page
    assert "hills" in page
    assert "50%" in page
    assert "others, put together" in page
    assert "Such counts stand beside this one" in page
    assert "Шахси" not in page


def test_who_does_not_place_people_sees_no_candidate(client, desk, now):
    place = proposed(desk)
    client.force_login(OfficerFactory(role=Role.ORDER_VERIFIER))

    for path in (
        "roster/",
        "roster/enter/",
        f"roster/{place.candidate.ref}/",
        "runs/",
        f"runs/{place.run.ref}/",
        "places/",
    ):
        assert client.get(f"{ROOT}{path}").status_code == 409
    assert client.get(f"{ROOT}places/{place.ref}/").status_code == 409
    assert "People who look for work" not in text(client, ROOT)


def test_a_person_s_entries_are_exported_and_erased(desk):
    place = confirmed(desk)
    answering.refuse_for_employer(proposal=place, code="place-gone", words="Gone", on=TODAY, by=desk.officer, at=MONDAY)
    someone = Person.objects.get(pk=place.candidate.person_id)
    OfficerFile.objects.create(officer=desk.officer, person=someone, said_by="x", said_at=MONDAY)
    part = next(each for each in parts() if each.name == "recruitment")
    given = part.export([someone])
    assert (given["candidates"][0]["occupation"], given["proposals"][0]["refusal_words"]) == ("7112", "Gone")

    part.erased([someone], by=desk.officer, at=MONDAY)

    left = Candidate.objects.get()
    assert (left.occupation, left.skills, left.state) == ("", [], CandidateState.WITHDRAWN)
    assert (Proposal.objects.get().refusal_words, OfficerFile.objects.count()) == ("", 0)


def test_another_officer_notes_which_file_is_an_officer_s_own(officer, desk):
    place = proposed(desk)
    page = text(officer, f"{ROOT}officers/")
    assert f"{ROOT}officers/{desk.second.ref}/file/" in page
    assert f"{ROOT}officers/{desk.officer.ref}/file/" not in page
    assert "<form" in text(officer, f"{ROOT}officers/{desk.second.ref}/file/")
    assert officer.get(f"{ROOT}officers/{desk.officer.ref}/file/").status_code == 409

    officer.post(f"{ROOT}officers/{desk.second.ref}/file/", {"person": place.candidate.person.ref})

    assert OfficerFile.objects.get().officer == desk.second
    assert "noted" in text(officer, f"{ROOT}officers/")


def test_an_insider_who_edits_a_frozen_run_is_refused_and_the_verification_names_it(officer, desk):
    run = proposed(desk).run
    with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
        Run.objects.filter(pk=run.pk).update(frozen=b"another")
    with connection.cursor() as cursor:
        cursor.execute("alter table recruitment_run disable trigger all")
        Run.objects.filter(pk=run.pk).update(frozen=bytes(run.frozen)[:-20])
        cursor.execute("alter table recruitment_run enable trigger all")

    page = officer.post(f"{ROOT}runs/{run.ref}/verify/").content.decode()

    assert "This run is not what was frozen" in page
    assert Line.objects.filter(verb="placement run found altered", about=f"recruitment.run:{run.ref}").exists()


def test_an_insider_cannot_confirm_twice_nor_resolve_silence_by_hand(officer, desk):
    place = proposed(desk)
    officer.post(f"{ROOT}places/{place.ref}/confirm/", {"interest": "no"})

    assert officer.post(f"{ROOT}places/{place.ref}/confirm/", {"interest": "no"}).status_code == 409
    assert officer.post(f"{ROOT}places/{place.ref}/accept/", day("on", TODAY)).status_code == 409

    assert Proposal.objects.get().second_by is None
    for name in ("confirm", "accept"):
        assert Line.objects.filter(verb=f"refused recruitment:{name}", by=desk.officer.ref).exists()
    with pytest.raises(Refusal, match="by its own clock"):
        answering.resolve_silence(by=desk.officer, at=MONDAY)
