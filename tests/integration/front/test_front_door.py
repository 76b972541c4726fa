"""The front door: first pages, language, refusals, health, what went wrong."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.db import DatabaseError
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.urls import resolve

from hamsafar.accounts.enums import Role
from hamsafar.accounts.models import User
from hamsafar.front import errors, health, today
from hamsafar.front.logs import frames_only, only_what_is_listed, without_the_path
from hamsafar.front.middleware import RefusalPage
from hamsafar.journeys.models import Journey
from hamsafar.kit.refusal import Refusal
from hamsafar.ledger.models import Line
from tests.factories.accounts import OfficerFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_remembered():
    cache.clear()


def signed_in(officer: User) -> Client:
    client = Client()
    client.force_login(officer)
    return client


def test_a_visitor_sees_where_things_stand_without_a_sign_in(demo_node, client):
    page = client.get("/").content.decode()

    assert "Where things stand between Tajikistan and Russia" in page
    assert "15,000 people" in page or "more that disagree" in page
    assert 'class="mark mark--late"' in page


def test_an_empty_node_has_a_first_page_too(client):
    assert client.get("/").status_code == 200


@pytest.mark.parametrize("role", Role.values)
def test_each_persona_has_a_day_of_its_own(demo_node, role):
    officer = User.objects.filter(role=role).first()

    day = today.for_officer(officer, on=date(2026, 1, 31))

    assert day.title == "Saturday 31 January 2026"
    assert day.lead.endswith(".")
    assert all(todo.what and todo.why and todo.url and todo.button for todo in day.things)
    assert all("{" not in todo.what for todo in day.things)
    assert signed_in(officer).get("/").status_code == 200


@pytest.mark.parametrize(
    ("role", "waits"), [(Role.COORDINATOR, True), (Role.DESK_OFFICER, True), (Role.ANALYST, False)]
)
def test_a_late_stage_waits_for_those_who_report_on_it(demo_node, role, waits):
    officer = User.objects.filter(role=role).first()

    things = today.for_officer(officer, on=date(2026, 1, 31)).things

    assert any("border" in todo.what and todo.urgent for todo in things) is waits


@pytest.mark.parametrize(("role", "waits"), [(Role.REGISTRATION_CLERK, True), (Role.ANALYST, False)])
def test_a_journey_that_lost_its_paper_waits_for_those_who_keep_journeys(demo_node, role, waits):
    lost = Journey.objects.exclude(lost_at=None).get()
    officer = User.objects.filter(role=role).first()

    things = today.for_officer(officer, on=lost.departs_on).things
    after = today.for_officer(officer, on=lost.departs_on + timedelta(days=1)).things

    assert any(lost.ref in todo.what and todo.urgent and "names somebody else" in todo.why for todo in things) is waits
    assert not any(lost.ref in todo.what for todo in after)


def test_what_ends_first_stands_first(demo_node):
    coordinator = User.objects.filter(role=Role.COORDINATOR).first()

    things = today.for_officer(coordinator, on=date(2026, 1, 31)).things

    urgent = [todo.urgent for todo in things]
    assert urgent == sorted(urgent, reverse=True)


def test_a_reader_changes_the_language_and_stays_on_the_page(client):
    answer = client.post("/language/", {"language": "tg", "next": "/about/translation/"})

    assert answer.url == "/about/translation/"
    assert "Матни тоҷикӣ" in client.get("/about/translation/").content.decode()


@pytest.mark.parametrize("elsewhere", ["https://elsewhere.example/", "//elsewhere.example", ""])
def test_changing_the_language_leads_nowhere_else(client, elsewhere):
    assert client.post("/language/", {"language": "ru", "next": elsewhere}).url == "/"


def test_a_language_that_does_not_exist_changes_nothing(client):
    assert "django_language" not in client.post("/language/", {"language": "xx"}).cookies


def test_an_officer_s_choice_of_language_is_remembered_and_recorded():
    officer = OfficerFactory(language="en")

    signed_in(officer).post("/language/", {"language": "tg"})

    officer.refresh_from_db()
    assert officer.language == "tg"
    assert Line.objects.filter(by=officer.ref, verb="language set to tg").exists()


def test_an_officer_reads_in_their_own_language_on_a_new_machine():
    page = signed_in(OfficerFactory(language="tg")).get("/").content.decode()

    assert '<html lang="tg"' in page
    assert "Имрӯз" in page


def test_a_page_that_is_not_public_asks_for_a_sign_in(client):
    answer = client.get("/account/")

    assert answer.status_code == 302
    assert answer.url.startswith("/accounts/login/")


def test_an_officer_sees_their_own_account():
    officer = OfficerFactory()

    assert officer.username in signed_in(officer).get("/account/").content.decode()


def test_a_refusal_is_one_sentence_with_status_409_and_a_line_in_the_ledger():
    officer = OfficerFactory(role=Role.ANALYST)

    answer = signed_in(officer).get("/accounts/officers/")

    assert answer.status_code == 409
    assert "<h1>" in answer.content.decode()
    line = Line.objects.get(by=officer.ref, verb__startswith="refused")
    assert line.verb == "refused accounts:officers"
    assert line.about == "page:accounts:officers"


def test_a_visitor_who_is_refused_leaves_no_line(client):
    assert client.get("/metrics", REMOTE_ADDR="203.0.113.7").status_code == 409
    assert not Line.objects.exists()


def test_other_exceptions_are_not_refusals():
    assert RefusalPage(lambda request: None).process_exception(HttpRequest(), ValueError()) is None


def test_the_api_answers_with_problems(client):
    answer = client.get("/api/programmes/no-such-programme")

    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == 404


def test_health_is_said_in_one_word_with_the_side(client):
    assert client.get("/healthz").json() == {"status": "ok", "side": "tj"}


def test_a_node_without_its_database_is_not_well(monkeypatch):
    def broken():
        raise DatabaseError

    monkeypatch.setattr(health.connection, "cursor", broken)

    assert health.healthz(RequestFactory().get("/healthz")).status_code == 503


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({}, 200),
        ({"REMOTE_ADDR": "::1"}, 200),
        ({"REMOTE_ADDR": "203.0.113.7"}, 409),
        ({"HTTP_X_FORWARDED_FOR": "203.0.113.7"}, 409),
        ({"REMOTE_ADDR": "a socket"}, 409),
    ],
)
def test_metrics_are_for_the_node_s_own_machine(client, sent, status):
    assert client.get("/metrics", **sent).status_code == status


def test_an_operator_sees_metrics_from_anywhere():
    answer = signed_in(OfficerFactory(role=Role.OPERATOR)).get("/metrics", REMOTE_ADDR="203.0.113.7")

    assert answer.status_code == 200
    assert "hamsafar_ledger_lines_not_sealed" in answer.content.decode()
    assert 'hamsafar_jobs{state="todo"}' in answer.content.decode()


def test_an_address_without_a_page_says_so(client):
    answer = client.get("/no-such-page/")

    assert answer.status_code == 404
    assert "Nothing is kept at this address" in answer.content.decode()


def test_a_form_without_its_token_is_not_sent():
    answer = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "a"})

    assert answer.status_code == 403
    assert "too old" in answer.content.decode()


@pytest.mark.parametrize(
    ("page", "status"), [(errors.not_understood, 400), (errors.not_allowed, 403), (errors.not_found, 404)]
)
def test_every_error_has_its_page_and_its_problem(page, status, rf):
    for path in ("/somewhere/", "/api/somewhere"):
        request = rf.get(path)
        request.resolver_match = resolve("/")
        assert page(request, Exception()).status_code == status


def test_a_broken_page_is_said_without_the_layout(rf):
    for path in ("/somewhere/", "/api/somewhere"):
        assert errors.broken(rf.get(path)).status_code == 500


def test_a_log_line_holds_only_what_is_listed():
    event = {"event": "request", "route": "front:home", "status": 200, "name": "somebody", "path": "/x/"}

    assert only_what_is_listed(None, "info", event) == {"event": "request", "route": "front:home", "status": 200}


def test_a_logged_error_quotes_neither_the_path_nor_what_was_entered():
    try:
        raise ValueError("a secret")
    except ValueError as error:
        place = frames_only((type(error), error, error.__traceback__))

    assert place.startswith("ValueError < test_front_door.py:")
    assert "secret" not in place
    line = without_the_path(None, "error", {"logger": "django.request", "event": "Not Found: /people/7/"})
    assert line["event"] == "django.request: error while answering"
    assert without_the_path(None, "info", {"logger": "hamsafar.requests", "event": "request"})["event"] == "request"


def test_a_refusal_says_its_sentence():
    with pytest.raises(Refusal, match="own machine"):
        health.metrics(_from_elsewhere())


def _from_elsewhere() -> HttpRequest:
    request = RequestFactory().get("/metrics", REMOTE_ADDR="203.0.113.7")
    request.user = OfficerFactory(role=Role.ANALYST)
    return request
