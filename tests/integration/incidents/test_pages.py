"""Pages of incidents: from a pasted list to a sent enquiry and both accounts, and what each reader is refused."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from hamsafar.accounts.enums import Role
from hamsafar.incidents.enums import EnquiryState, IncidentState, ReportState, Wish
from hamsafar.incidents.models import Account, Enquiry, Incident, Report
from tests.factories import incidents as made
from tests.factories.accounts import OfficerFactory
from tests.factories.files import picture

NIGHT = {"on_day": "2", "on_month": "3", "on_year": "2026"}
LIST = "1. Раҳимов Далер 400000001 12.03.1999 студент\n2. Каримова Зарина, 400000002\nрейс 203\n3. Rahimov D, 400000001"


@pytest.fixture
def desk(desks, settings):
    asker, _answerer = desks
    with asker.here():
        yield asker


def client_of(officer) -> Client:
    client = Client()
    client.force_login(officer)
    return client


def open_form(**changed):
    return NIGHT | {"form_id": str(uuid4()), "post": "vnukovo", "hour": "21:30", "measures": ["holding"]} | changed


def test_a_pasted_list_is_shown_before_anything_is_written_and_opened_once(desk):
    client, form = client_of(desk.writer), open_form(people=LIST)

    looked = client.post("/incidents/new/", form)
    assert "How the list was read" in looked.content.decode()
    assert "The same document as in line 1: left out." in looked.content.decode()
    assert "рейс 203" in looked.content.decode()
    assert not Incident.objects.exists()

    carried = looked.content.decode()
    for name in ("form_id", "post", "on_day", "on_month", "on_year", "hour", "measures", "people"):
        assert f'name="{name}"' in carried  # what was written goes on to the button of this page
    for _again in range(2):
        answer = client.post("/incidents/new/", form | {"sure": "yes"})
    incident = Incident.objects.get()
    assert answer["Location"] == f"/incidents/{incident.ref}/"
    assert incident.mass
    assert [each.name_given for each in incident.affected.order_by("number")] == ["Раҳимов Далер", "Каримова Зарина"]
    assert incident.affected.get(number=1).purpose == "study"

    page = client.get(answer["Location"]).content.decode()
    assert "people without an outcome, of 2" in page


def test_who_stands_in_the_incident_already_is_not_added_again(desk):
    client = client_of(desk.writer)
    client.post("/incidents/new/", open_form(people=LIST, sure="yes"))
    incident = Incident.objects.get()

    looked = client.post(f"/incidents/{incident.ref}/paste/", {"people": LIST + "\nСаидов Умед, 400000009"})
    assert "Stands in the incident already: left out." in looked.content.decode()
    client.post(f"/incidents/{incident.ref}/paste/", {"people": LIST + "\nСаидов Умед, 400000009", "sure": "yes"})

    assert incident.affected.count() == 3


def test_a_form_without_a_place_says_what_is_missing(desk):
    answer = client_of(desk.writer).post("/incidents/new/", open_form(post="", hour="late"))

    assert "Choose the post, or say the place in words." in answer.content.decode()
    assert "Write the hour like 21:30." in answer.content.decode()
    assert not Incident.objects.exists()


def test_one_tap_sets_an_outcome_and_the_same_tap_counts_once(desk):
    incident = made.incident(people=2, by=desk.writer)
    client, url = client_of(desk.writer), f"/incidents/{incident.ref}/people/1/tap/"
    tapped = {
        "outcome": "admitted",
        "at": (now() - timedelta(minutes=5)).isoformat(),
        "back": f"/incidents/{incident.ref}/",
    }

    for _again in range(2):
        answer = client.post(url, tapped)

    assert answer["Location"] == f"/incidents/{incident.ref}/#people"
    assert incident.affected.get(number=1).outcomes.count() == 1
    assert incident.affected.without_outcome().count() == 1
    assert client.post(url, {"outcome": "made-up", "at": "nonsense"}).status_code == 409
    assert client.post(url, tapped | {"back": "https://elsewhere.example/"})["Location"] == "/incidents/"


def test_a_person_is_added_corrected_and_asked_for_their_wishes(desk):
    incident = made.incident(by=desk.writer)
    client, base = client_of(desk.writer), f"/incidents/{incident.ref}/people"

    client.post(f"{base}/new/", {"name_given": "Саидов Умед", "purpose": "work", "age": "adult"})
    version = incident.affected.get().version
    client.post(f"{base}/1/edit/", {"name_given": "Саидов У.", "purpose": "work", "age": "adult", "version": version})
    late = client.post(
        f"{base}/1/edit/", {"name_given": "Саидов Умар", "purpose": "work", "age": "adult", "version": version}
    )

    assert "Somebody changed this meanwhile" in late.content.decode()
    assert incident.affected.get().name_given == "Саидов У."

    client.post(f"{base}/1/outcome/", {"outcome": "returned", "source": "the family"})
    client.post(f"{base}/1/wishes/", {"notice": Wish.OPPOSED, "family": Wish.NOT_ASKED})
    page = client.get(f"{base}/1/").content.decode()
    assert incident.affected.get().name_given == ""
    assert "Person 0001, not named" in page
    assert "went back" in page


def test_what_two_officers_changed_stands_side_by_side(desk):
    incident = made.incident(by=desk.writer)
    client, url = client_of(desk.writer), f"/incidents/{incident.ref}/edit/"
    form = NIGHT | {"post": "vnukovo", "ground": "not-stated", "version": incident.version}

    client.post(url, form | {"title": "First words"})
    late = client.post(url, form | {"title": "Second words"}).content.decode()
    assert "First words" in late
    assert "Second words" in late
    incident.refresh_from_db()
    assert incident.title == "First words"

    client.post(url, form | {"title": "Second words", "version": incident.version})
    incident.refresh_from_db()
    assert incident.title == "Second words"


def test_a_conflict_names_what_differs_and_not_the_seconds_that_no_box_shows(desk):
    incident = made.incident(by=desk.writer, started_at=made.BEGAN.replace(second=42))
    client, url = client_of(desk.writer), f"/incidents/{incident.ref}/edit/"
    there = incident.started_at.astimezone(ZoneInfo("Europe/Moscow"))
    day = {"on_day": there.day, "on_month": there.month, "on_year": there.year, "hour": f"{there:%H:%M}"}
    form = day | {"post": "vnukovo", "ground": "not-stated", "version": incident.version}

    client.post(url, form | {"title": "First words"})
    late = client.post(url, form | {"title": "Second words"})

    assert [what for what, _now, _yours in late.context["changes"]] == ["Short name"]
    incident.refresh_from_db()
    assert incident.started_at.second == 42


def test_notice_phones_files_and_settlement_are_noted(desk):
    incident = made.incident(people=2, by=desk.writer)
    client, base = client_of(desk.writer), f"/incidents/{incident.ref}"

    client.post(f"{base}/notice/", NIGHT | {"hour": "23:10", "told_by": "duty officer", "via": "telephone"})
    client.post(
        f"{base}/phones/", NIGHT | {"devices": "17", "ground": "not-stated", "code_asked": "true", "questions": "whose"}
    )
    client.post(f"{base}/settle/", NIGHT | {"channel": "consular", "settlement": "part"})
    client.post(f"{base}/close/")
    page = client.get(f"{base}/").content.decode()

    incident.refresh_from_db()
    assert incident.state == IncidentState.CLOSED
    assert incident.phone_checks.get().devices == 17
    assert "duty officer" in page
    assert "17 devices" in page
    client.post(f"{base}/reopen/")
    incident.refresh_from_db()
    assert incident.state == IncidentState.OPEN


def test_an_enquiry_goes_from_one_page_through_a_second_officer(desk):
    incident = made.incident(people=2, by=desk.writer)
    first, second = client_of(desk.writer), client_of(desk.second)

    page = first.get(f"/incidents/{incident.ref}/ask/").content.decode()
    assert page.count("checked") >= 3  # the usual points are ticked
    asked = first.post(
        f"/incidents/{incident.ref}/ask/",
        {"points": ["outcome-of-each", "phones"], "own": "Who decided?", "names_people": "on"},
    )
    enquiry = Enquiry.objects.get()
    url = asked["Location"]
    assert "A second officer must release it" in first.get(url).content.decode()

    second.post(f"/incidents/return/enquiry/{enquiry.pk}/", {"because": "Add the ground."})
    assert "Add the ground." in first.get(url).content.decode()
    first.post(f"{url}change/", {"points": ["outcome-of-each", "ground-of-each"]})
    second.post(f"/incidents/release/enquiry/{enquiry.pk}/")

    enquiry.refresh_from_db()
    assert enquiry.state == EnquiryState.ASKED
    page = first.get(url).content.decode()
    assert "Their turn" in page
    assert "writes next" in page
    first.post(f"{url}close/", {"closed_for": "no-longer-needed"})
    enquiry.refresh_from_db()
    assert enquiry.state == EnquiryState.CLOSED
    assert first.post("/incidents/release/nothing/1/").status_code == 404


def test_the_answering_side_asks_back_takes_days_and_explains_through_two_officers(desks):
    asker, answerer = desks
    with asker.here():
        made.asked(asker)
    asker.tell(answerer)
    with answerer.here():
        theirs = Enquiry.objects.theirs().get()
        first, second = client_of(answerer.writer), client_of(answerer.second)
        url = f"/incidents/enquiries/{theirs.ref}/"
        assert "Our turn" in first.get("/incidents/enquiries/").content.decode()
        first.post(f"{url}take/")
        first.post(f"{url}ask-back/", {"question": "Which flight?"})
        assert "Which flight?" in second.get(url).content.decode()
        second.post(f"/incidents/release/question/{theirs.clarifications.get().pk}/")
        first.post(f"{url}extend/", {"days": "5", "reason": "The post is far."})
        second.post(f"/incidents/release/extension/{theirs.extensions.get().pk}/")
        answers = {
            "substance_1": "answered",
            "answer_1": "All were let in.",
            "substance_2": "open",
            "substance_3": "open",
        }
        first.post(f"/incidents/{theirs.incident.ref}/people/2/tap/", {"outcome": "admitted"})
        assert "Send what became of 1 person" in first.get(f"{url}explain/").content.decode()
        fixed = {"kind": "individual", "ground": "not-stated", "measure_now": "lifted", "outcomes": "on"}
        promises = {"promise": "A list by name", "promise_2": "A call", "promise_2_by_day": "1"}
        promises |= {"promise_2_by_month": "4", "promise_2_by_year": "2026"}
        first.post(f"{url}explain/", answers | fixed | promises)
        given = theirs.explanations.get()
        assert [(each.words, each.due_on) for each in given.promises.order_by("pk")] == [
            ("A list by name", None),
            ("A call", date(2026, 4, 1)),
        ]
        waits = second.get(url).content.decode()
        for words in ("All were let in.", "Promise: A list by name", "A call (1 Apr 2026)", "1 let in"):
            assert words in waits, words
        second.post(f"/incidents/release/explanation/{given.pk}/")

        theirs.refresh_from_db()
        assert theirs.state == EnquiryState.CLARIFYING  # the question back still waits for its reply
        page = first.get(url).content.decode()
        assert "Partial answer" in page
        assert "Send what became" not in first.get(f"{url}explain/").content.decode()  # it was told
        assert "Asks back" in page


def test_our_account_is_signed_by_a_second_officer(desk):
    incident = made.incident(people=2, by=desk.writer)
    first, second = client_of(desk.writer), client_of(desk.second)
    base = f"/incidents/{incident.ref}/accounts"

    assert "No account yet" in first.get(f"{base}/").content.decode()
    first.post(
        f"{base}/new/", NIGHT | {"place": "Hall A", "hour": "21:30", "ground": "not-stated", "measure_now": "kept"}
    )
    account = Account.objects.get()
    assert "waits for a second officer" in second.get(f"{base}/").content.decode()
    second.post(f"/incidents/release/account/{account.pk}/")

    page = first.get(f"{base}/").content.decode()
    assert "Hall A" in page
    assert "Fingerprint" in page


# ---- people and families ---------------------------------------------------------------------------------------------


def report_form(**changed):
    return {
        "form_id": str(uuid4()),
        "relation": "family",
        "words": "Held since noon",
        "purpose": "not-stated",
    } | changed


def test_anybody_reports_and_follows_with_two_secrets(corridor, client):
    form = report_form(contact="+992 000")
    sent = client.post("/incidents/report/", form)
    again = client.post("/incidents/report/", form)

    report = Report.objects.get()
    assert report.ref in sent.content.decode()
    assert "was shown when the report arrived the first time" in again.content.decode()
    assert sent["Cache-Control"] == "no-store"
    secret = sent.context["secret"]
    found = client.post("/incidents/report/follow/", {"ref": report.ref, "secret": secret})
    assert found.context["report"] == report
    for wrong in ({"ref": report.ref, "secret": "00000000"}, {"ref": "B-0000", "secret": secret}):
        missed = client.post("/incidents/report/follow/", wrong)
        assert missed.context["report"] is None
        assert "do not belong together" in missed.content.decode()


def test_a_picture_comes_with_a_report_and_only_the_desk_opens_it(desk, client):
    shot = SimpleUploadedFile("hall.png", picture("PNG"))
    client.post("/incidents/report/", report_form() | {"file": shot})
    report = Report.objects.get()
    url = f"/incidents/{report.ref}/evidence/{report.evidence.get().file.ref}/"
    officer = client_of(desk.writer)

    assert url in officer.get(f"/incidents/reports/{report.ref}/").content.decode()
    assert b"".join(officer.get(url)) == picture("PNG")
    assert client_of(OfficerFactory(role=Role.ANALYST)).get(url).status_code == 409
    assert client.get(url).status_code == 302


def test_a_file_that_is_not_taken_is_told_on_the_form_which_stays_filled(corridor, client):
    answer = client.post("/incidents/report/", report_form() | {"file": SimpleUploadedFile("x.jpg", b"MZ\x90\0")})

    assert answer.status_code == 422
    assert "file" in answer.context["form"].errors
    assert "Held since noon" in answer.content.decode()
    assert not Report.objects.exists()


def test_a_report_of_nothing_is_sent_back_with_a_sentence(corridor, client):
    answer = client.post("/incidents/report/", report_form(words=""))

    assert answer.status_code == 422
    assert "one of the two is enough" in answer.content.decode()
    assert not Report.objects.exists()


def test_who_reports_without_end_is_asked_for_patience(corridor, client, monkeypatch):
    monkeypatch.setattr("hamsafar.incidents.pages.public.REPORTS_AN_HOUR", 2)

    answers = [client.post("/incidents/report/", report_form()) for _ in range(3)]

    assert [each.status_code for each in answers] == [200, 200, 409]


def test_a_report_is_taken_up_or_set_aside_by_the_desk(desk, client):
    for _ in range(2):
        client.post("/incidents/report/", report_form(post="vnukovo", name_given="Саидов Умед"))
    one, other = Report.objects.order_by("pk")
    officer = client_of(desk.writer)

    assert "Vnukovo" in officer.get("/incidents/reports/").content.decode()
    assert "Held since noon" in officer.get(f"/incidents/reports/{one.ref}/").content.decode()
    officer.post(f"/incidents/reports/{one.ref}/take/")
    officer.post(f"/incidents/reports/{other.ref}/aside/")

    one.refresh_from_db()
    other.refresh_from_db()
    assert one.incident.affected.get().name_given == "Саидов Умед"
    assert (one.state, other.state) == (ReportState.TAKEN, ReportState.SET_ASIDE)
    officer.post(f"/incidents/reports/{other.ref}/take/", {"incident": one.incident.ref})
    assert one.incident.affected.count() == 2


# ---- refusals and lists ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["", "new/", "enquiries/", "without-outcome/", "reports/"])
def test_who_has_nothing_to_do_with_incidents_is_refused_with_a_sentence(desk, path):
    answer = client_of(OfficerFactory(role=Role.ANALYST)).get(f"/incidents/{path}")

    assert answer.status_code == 409
    assert "incident" in answer.content.decode()


def test_a_visitor_is_asked_to_sign_in(desk, client):
    assert client.get("/incidents/").status_code == 302


def test_lists_ask_the_same_number_of_questions_whatever_their_length(desk):
    client = client_of(desk.writer)

    def questions(path: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(path).status_code == 200
        return len(asked)

    lists = ("/incidents/?show=", "/incidents/?show=open", "/incidents/?show=without", "/incidents/without-outcome/")
    small = made.incident(people=2, by=desk.writer)
    questions(lists[0])  # what is remembered between pages is asked for once
    before = {path: questions(path) for path in lists}
    for _ in range(3):
        made.incident(people=4, by=desk.writer)
    big = made.incident(people=30, by=desk.writer)

    assert {path: questions(path) for path in lists} == before
    assert questions(f"/incidents/{big.ref}/") == questions(f"/incidents/{small.ref}/")
