"""What came on paper is entered by hand on pages, with its scan; files are given out to those who may, on record."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.timezone import localdate, now

from hamsafar.accounts.enums import Role
from hamsafar.files.models import StoredFile
from hamsafar.incidents.actions import asking
from hamsafar.incidents.enums import EnquiryState, Via, Wish
from hamsafar.incidents.models import Affected, Enquiry, Evidence, Incident
from hamsafar.ledger.models import Line
from tests.factories import incidents as made
from tests.factories.accounts import OfficerFactory
from tests.factories.files import PDF, picture
from tests.factories.people import bare_person


@pytest.fixture
def desk(desks, settings, tmp_path):
    settings.VAR, settings.KEYS = tmp_path, settings.KEYS
    asker, _answerer = desks
    with asker.here():
        yield asker


@pytest.fixture
def on_paper(desk) -> Enquiry:
    """An enquiry that an officer carried there three days ago."""
    return made.asked(desk, via=Via.PAPER, at=now() - timedelta(days=3))


def client_of(officer) -> Client:
    client = Client()
    client.force_login(officer)
    return client


def came(**changed):
    day = localdate() - timedelta(days=1)
    return {"came_on_day": day.day, "came_on_month": day.month, "came_on_year": day.year, "via": "paper"} | changed


def scan(content: bytes = PDF, name: str = "letter.pdf") -> dict[str, SimpleUploadedFile]:
    return {"scan": SimpleUploadedFile(name, content)}


def again(enquiry: Enquiry) -> Enquiry:
    return made.again(enquiry)


def test_every_letter_of_the_other_side_is_entered_from_its_paper(desk, on_paper):
    client, base = client_of(desk.writer), f"/incidents/enquiries/{on_paper.ref}/"
    page = client.get(base).content.decode()
    assert "It came on paper or was said" in page
    assert "on paper" in page

    client.post(f"{base}enter/read/", came() | scan())
    assert again(on_paper).read_at is not None
    assert client.post(f"{base}enter/read/", came()).status_code == 409  # acknowledged already

    client.post(f"{base}enter/question/", came(question="Which flight?", via="telephone"))
    assert again(on_paper).state == EnquiryState.CLARIFYING
    asked = on_paper.clarifications.get()
    asking.write_reply(clarification=asked, reply="Flight 203.", by=desk.writer, at=now())
    asking.release_reply(clarification=asked, by=desk.second, at=now())

    before = again(on_paper).due_on
    client.post(f"{base}enter/days/", came(days="4", reason="The post is far."))
    assert again(on_paper).due_on > before
    assert on_paper.extensions.get().via == Via.PAPER


def test_an_answer_on_paper_is_coded_with_its_decision_and_promise_and_its_scan_stands_beside_it(desk, on_paper):
    client, base = client_of(desk.writer), f"/incidents/enquiries/{on_paper.ref}/"
    part = {
        "substance_1": "answered",
        "answer_1": "All were let in.",
        "substance_2": "open",
        "substance_3": "declined",
        "kind": "individual",
        "ground": "not-stated",
        "measure_now": "lifted",
        "promise": "The phones are given back.",
    }

    client.post(f"{base}enter/answer/", came(**part) | scan(picture(), "letter.jpg"))

    assert again(on_paper).state == EnquiryState.PARTLY_ANSWERED
    given = on_paper.explanations.get()
    assert (given.via, given.written_by, given.measure_now) == (Via.PAPER, desk.writer, "lifted")
    assert given.promises.get().words == "The phones are given back."
    page = client.get(base).content.decode()
    assert "Entered here by hand" in page
    assert desk.writer.ref in page
    assert "letter.jpg" in page

    point = on_paper.points.get(number=1)
    client.post(f"/incidents/points/{point.pk}/", {"read_as": "in-part"}, follow=True)
    whole = part | {"substance_2": "answered", "answer_2": "By order.", "substance_3": "answered", "answer_3": "Yes."}
    client.post(f"{base}enter/answer/", came(**whole, via="in-person"))
    assert again(on_paper).state == EnquiryState.ANSWERED


def test_what_goes_by_envelope_offers_no_hand_entry_but_an_answer(desk):
    enquiry = made.asked(desk, at=now() - timedelta(days=3))
    client, base = client_of(desk.writer), f"/incidents/enquiries/{enquiry.ref}/"

    page = client.get(base).content.decode()

    assert "An answer came" in page  # by telephone, before the envelope
    assert "A question back came" not in page
    assert client.get(f"{base}enter/question/").status_code == 409
    assert client.get(f"{base}enter/nothing/").status_code == 404


def test_the_claim_that_it_is_overdue_may_be_contested_on_paper(desk):
    enquiry = made.asked(desk, via=Via.PAPER, at=now() - timedelta(days=90))
    client, base = client_of(desk.writer), f"/incidents/enquiries/{enquiry.ref}/"
    assert client.get(f"{base}enter/contest/").status_code == 409

    client.post(f"{base}overdue/")
    client.post(f"{base}enter/contest/", came(reason="It was sent in time."))

    claim = enquiry.overdue_claims.get()
    assert (claim.contested, claim.reason) == (True, "It was sent in time.")


def test_an_enquiry_of_the_other_side_on_paper_is_entered_answered_and_closed(desk):
    incident = made.incident(by=desk.writer, at=now() - timedelta(days=5))
    client = client_of(desk.writer)
    form = came(asked_number="MFA-77", points=["phones"], own="Who decided?", days="10")

    nothing = client.post(f"/incidents/{incident.ref}/enter/", form | {"points": [], "own": ""})
    assert "Ask at least one point." in nothing.content.decode()
    answer = client.post(f"/incidents/{incident.ref}/enter/", form | scan())

    theirs = Enquiry.objects.theirs().get()
    assert answer["Location"] == f"/incidents/enquiries/{theirs.ref}/"
    assert (theirs.number, theirs.incident, theirs.points.count()) == ("MFA-77", incident, 2)
    assert client.post(f"/incidents/{incident.ref}/enter/", form).status_code == 409  # of this number once

    base = answer["Location"]
    client.post(f"{base}ask-back/", {"question": "Whose phones?"})
    question = theirs.clarifications.get()
    client_of(desk.second).post(f"/incidents/release/question/{question.pk}/")
    today = localdate()
    at_once = {"came_on_day": today.day, "came_on_month": today.month, "came_on_year": today.year}
    client.post(f"{base}enter/reply/", came(reply="Of all.") | at_once)
    question.refresh_from_db()
    assert question.reply == "Of all."
    assert client.get(f"{base}enter/reply/").status_code == 409

    client.post(f"{base}enter/overdue/", came())
    assert theirs.overdue_claims.count() == 1
    client.post(f"{base}enter/closed/", came(closed_for="no-longer-needed"))
    assert again(theirs).state == EnquiryState.CLOSED


def test_the_other_side_s_account_on_paper_stands_beside_ours(desk):
    incident = made.incident(by=desk.writer, at=now() - timedelta(days=5))
    client, base = client_of(desk.writer), f"/incidents/{incident.ref}/accounts/"
    assert "Enter the other side" in client.get(base).content.decode()

    client.post(f"{base}enter/", came(place="Hall B", ground="not-stated", measure_now="kept") | scan())

    page = client.get(base).content.decode()
    assert "Hall B" in page
    assert "Given on paper" in page
    assert incident.evidence.count() == 1


def test_an_enquiry_goes_on_paper_where_the_officer_says_so_and_is_dropped_unsent(desk):
    incident = made.incident(by=desk.writer)
    client = client_of(desk.writer)

    asked = client.post(f"/incidents/{incident.ref}/ask/", {"points": ["phones"], "via": "paper"})
    assert Enquiry.objects.get().via == Via.PAPER
    client_of(desk.second).post(f"/incidents/return/enquiry/{Enquiry.objects.get().pk}/", {"because": "Too early."})
    client.post(f"{asked['Location']}drop/")

    assert Enquiry.objects.get().state == EnquiryState.DROPPED


# ---- files -----------------------------------------------------------------------------------------------------------


def handed_in(client: Client, incident: Incident, content: bytes, name: str, **more) -> StoredFile:
    client.post(f"/incidents/{incident.ref}/evidence/", {"file": SimpleUploadedFile(name, content)} | more)
    return Evidence.objects.latest("pk").file


def test_a_file_is_handed_in_looked_at_and_given_out_on_record(desk):
    incident = made.incident(by=desk.writer, people=2)
    people = bare_person()
    Affected.objects.filter(incident=incident, number=2).update(person=people)
    client = client_of(desk.writer)
    content = picture(place=True)

    file = handed_in(client, incident, content, "passport.jpg.exe", number="2", words="Her passport")
    base = f"/incidents/{incident.ref}/evidence/{file.ref}/"
    page = client.get(f"/incidents/{incident.ref}/").content.decode()
    assert "passport.jpg.jpg" in page
    assert "not searched for malware" in page

    given = client.get(base)
    assert b"".join(given.streaming_content) == content
    assert given["Content-Disposition"].startswith("attachment")
    assert given["X-Content-Type-Options"] == "nosniff"
    shown = client.get(f"{base}picture/")
    assert shown["Content-Type"] == "image/jpeg"
    assert b"Camera of the witness" not in shown.content
    verbs = set(Line.objects.filter(person=people.ref).values_list("verb", flat=True))
    assert {"file stored", "file given out", "picture shown"} <= verbs


def test_a_file_is_not_given_to_who_has_nothing_to_do_with_incidents(desk):
    incident = made.incident(by=desk.writer)
    file = handed_in(client_of(desk.writer), incident, PDF, "note.pdf")

    answer = client_of(OfficerFactory(role=Role.ANALYST)).get(f"/incidents/{incident.ref}/evidence/{file.ref}/")

    assert answer.status_code == 409
    assert client_of(desk.writer).get(f"/incidents/{incident.ref}/evidence/F-none/").status_code == 404


def test_what_no_scanner_looked_through_waits_in_quarantine_once_there_is_one(desk, settings):
    incident = made.incident(by=desk.writer)
    client = client_of(desk.writer)
    file = handed_in(client, incident, PDF, "note.pdf")
    settings.SCANNER = "clamd:/nowhere"

    refused = client.get(f"/incidents/{incident.ref}/evidence/{file.ref}/")

    assert refused.status_code == 409
    assert "quarantine" in refused.content.decode()


def test_the_files_of_who_is_against_telling_the_consul_are_destroyed_with_the_name(desk):
    incident = made.incident(by=desk.writer, people=1)
    client = client_of(desk.writer)
    file = handed_in(client, incident, PDF, "passport.pdf", number="1", words="Her passport")

    client.post(f"/incidents/{incident.ref}/people/1/wishes/", {"notice": Wish.OPPOSED, "family": Wish.NOT_ASKED})

    assert made.again(file).erased_at is not None
    assert incident.evidence.get().words == ""
    assert "A file that was erased" in client.get(f"/incidents/{incident.ref}/").content.decode()


# ---- what is noted of one person -------------------------------------------------------------------------------------


def moment(day=None, hour="", **names):
    day = day or localdate()
    return {"on_day": day.day, "on_month": day.month, "on_year": day.year, "hour": hour} | names


def test_measures_phones_notices_and_counts_are_noted_for_everybody_or_one_person(desk):
    incident = made.incident(by=desk.writer, people=2, at=now())
    client, base = client_of(desk.writer), f"/incidents/{incident.ref}/"
    day = made.BEGAN.date()

    client.post(f"{base}measures/", moment(day, "21:00", kind="papers-taken", number="2", ground="not-stated"))
    measure = incident.measures.get(kind="papers-taken")
    client.post(f"{base}measures/{measure.pk}/end/", moment(day, "23:00"))
    client.post(f"{base}phones/", moment(day, "21:00", devices="1", number="2", ground="not-stated"))
    check = incident.phone_checks.get()
    client.post(f"{base}phones/{check.pk}/back/", moment(day, "23:30"))
    client.post(f"{base}notice/", moment(day, "23:00", told_by="post", via="paper", number="2", words="fax") | scan())
    client.post(f"{base}counts/", moment(day, "23:00", words="dozens", source="an agency"))

    measure.refresh_from_db()
    check.refresh_from_db()
    assert (measure.affected.number, measure.ended_at is not None) == (2, True)
    assert (check.affected.number, check.returned_at is not None) == (2, True)
    told = incident.notices.get()
    assert b"".join(client.get(f"{base}notice/{told.pk}/proof/").streaming_content) == PDF
    page = client.get(base).content.decode()
    for words in ("dozens", "See the proof", "(0002)"):
        assert words in page
    person = client.get(f"{base}people/2/").content.decode()
    for words in ("Measures against this person", "Told", "given back"):
        assert words in person
    assert client.post(f"{base}measures/", moment(kind="holding", number="9", ground="not-stated")).status_code == 409
    assert 'value="2"' in client.get(f"{base}phones/?person=2").content.decode()


def test_a_row_is_linked_to_a_file_marked_as_a_double_and_the_family_told(desk):
    incident = made.incident(by=desk.writer, people=2, at=now())
    people = bare_person()
    client, base = client_of(desk.writer), f"/incidents/{incident.ref}/people/1/"

    client.post(f"{base}file/", {"ref": people.ref.lower()})
    client.post(f"{base}same/", {"number": "2"})
    client.post(f"{base}family-told/", moment())

    row = made.affected(incident)
    assert (row.person, row.same_as.number, row.family_told_at is not None) == (people, 2, True)
    page = client.get(base).content.decode()
    for words in (people.ref, "Same person as", "told"):
        assert words in page
    assert "Stands twice" in client.get(f"/incidents/{incident.ref}/people/2/").content.decode()
    assert client.post(f"{base}file/", {"ref": "P-0000"}).status_code == 409
    client.post(f"{base}file/", {"ref": ""})
    client.post(f"{base}same/", {"number": ""})
    row = made.affected(incident)
    assert (row.person, row.same_as) == (None, None)


# ---- lists as files --------------------------------------------------------------------------------------------------

LISTED = "№;ФИО;Паспорт;Дата рождения;Цель\n1;Раҳимов Далер;400000001;12.03.1999;учёба\n2;Каримова Зарина;400000002;;\n"


def test_a_list_in_a_file_is_shown_as_it_was_read_and_opens_the_incident_once(desk):
    client = client_of(desk.writer)
    form = moment(made.BEGAN.date(), "21:30", form_id="5b0f7cf2-9d5e-4b88-8a5b-111111111111", post="vnukovo")

    looked = client.post("/incidents/new/", form | {"file": SimpleUploadedFile("list.csv", LISTED.encode("utf-16"))})

    page = looked.content.decode()
    assert "How the list was read" in page
    assert "Каримова Зарина" in page
    assert not Incident.objects.exists()
    carried = looked.context["form"].data["people"]
    for _again in range(2):
        client.post("/incidents/new/", form | {"people": carried, "sure": "yes"})
    rows = Incident.objects.get().affected.order_by("number")
    assert [(each.name_given, each.document_given, each.purpose) for each in rows] == [
        ("Раҳимов Далер", "400000001", "study"),
        ("Каримова Зарина", "400000002", "not-stated"),
    ]


def test_a_file_that_is_no_table_is_refused_with_its_reason(desk):
    incident = made.incident(by=desk.writer)
    client, url = client_of(desk.writer), f"/incidents/{incident.ref}/paste/"

    broken = client.post(url, {"file": SimpleUploadedFile("list.xlsx", b"PK\x03\x04 not one")})
    assert "list.xlsx" in broken.content.decode()
    neither = client.post(url, {"people": " "})
    assert "Paste a list, or choose a file." in neither.content.decode()

    together = client.post(
        url, {"people": "Саидов Умед, 400000009", "file": SimpleUploadedFile("a.csv", LISTED.encode())}
    )
    assert len(together.context["sound"] + together.context["doubtful"]) == 3


CASES = (
    "место;дата;час;мера;фио;паспорт\n"
    "Vnukovo airport;01.03.2026;21:30;holding;Раҳимов Далер;400000001\n"
    "vnukovo;2026-03-01;21:30;;Каримова Зарина;400000002\n"
    "a road;2026-03-01;;;;\n"
    "Vnukovo airport;tomorrow;;;;\n"
)


def test_incidents_of_a_file_are_shown_as_they_were_read_and_opened_once(desk):
    client, form_id = client_of(desk.writer), "5b0f7cf2-9d5e-4b88-8a5b-222222222222"

    looked = client.post(
        "/incidents/import/", {"form_id": form_id, "file": SimpleUploadedFile("c.csv", CASES.encode())}
    )
    page = looked.content.decode()
    for words in ("2 incidents are opened.", "2 people are added.", "tomorrow", "Lines that are left out"):
        assert words in page, words
    assert not Incident.objects.exists()
    carried = looked.context["form"].data["rows"]
    for _again in range(2):
        client.post("/incidents/import/", {"form_id": form_id, "rows": carried, "sure": looked.context["seen"]})

    first, second = Incident.objects.order_by("number")
    assert (first.post_id, first.reported_via, first.mass, first.affected.count()) == ("vnukovo", "import", True, 2)
    assert first.measures.get().kind == "holding"
    assert (second.place, second.day_only, second.affected.count()) == ("a road", True, 0)
    assert "Choose a file." in client.post("/incidents/import/", {"form_id": form_id}).content.decode()
    broken = {"form_id": form_id, "file": SimpleUploadedFile("c.xlsx", b"PK\x03\x04 not one")}
    assert "c.xlsx" in client.post("/incidents/import/", broken).content.decode()


def test_an_officer_says_what_the_columns_hold_and_sees_it_before_anything_is_opened(desk):
    client, form_id = client_of(desk.writer), "5b0f7cf2-9d5e-4b88-8a5b-333333333333"
    table = "when;who;spot\n2026-03-01;Раҳимов Далер;vnukovo\n"
    url, carried = "/incidents/import/", {"form_id": form_id}

    unread = client.post(url, carried | {"file": SimpleUploadedFile("c.csv", table.encode())})
    assert "say below which columns hold them" in unread.content.decode()
    carried["rows"] = unread.context["form"].data["rows"]
    half = client.post(url, carried | {"column-place": "2", "column-day": ""})
    assert (half.context["cases"], half.context["columns"].errors.keys()) == ([], {"day"})
    chosen = {"column-place": "2", "column-day": "0"}
    read = client.post(url, carried | chosen)
    assert "1 incident is opened." in read.content.decode()

    client.post(url, carried | {"column-place": "1", "column-day": "0", "sure": read.context["seen"]})
    assert not Incident.objects.exists()  # the columns were changed after they were looked at
    client.post(url, carried | chosen | {"sure": read.context["seen"]})
    opened = Incident.objects.get()
    assert (opened.post_id, opened.affected.get().name_given) == ("vnukovo", "Раҳимов Далер")
