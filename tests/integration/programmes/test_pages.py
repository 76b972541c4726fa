"""The pages of programmes, as the public and officers see them."""

from __future__ import annotations

import csv
import io
from datetime import date
from http import HTTPStatus

import pytest

from hamsafar.accounts.enums import Role
from hamsafar.figures.models import Observation, Source
from hamsafar.kit.actor import SYSTEM
from hamsafar.programmes import actions
from hamsafar.programmes.demo import make_demo
from hamsafar.programmes.enums import OfferState, Progress
from hamsafar.programmes.formats.downloads import safe
from hamsafar.programmes.models import Measure, MilestoneEntry, OfferMove, Programme, Report, Review
from hamsafar.programmes.rules.plans import IndicatorPlan, TextPlan
from tests.factories.accounts import OfficerFactory, OrganisationFactory, SideFactory
from tests.factories.ledger import noon
from tests.factories.programmes import DayFactory, added, count_in_database, event, offer, programme, stage, step

pytestmark = pytest.mark.django_db
NOW = noon(2026, 2, 1)


@pytest.fixture(autouse=True)
def _clock(time_machine):
    time_machine.move_to(NOW)


@pytest.fixture
def sides():
    return SideFactory(key="tj", name=same("Tajikistan")), SideFactory(key="ru", name=same("Russia"))


def same(text):
    return {"en": text, "ru": text, "tg": text}


@pytest.fixture
def world(sides):
    """One programme with a late stage, an indicator, an offer, a treaty and a source."""
    gazette = Source.objects.create(
        key="gazette", title="The gazette", address="https://gazette.example/1", published_on=date(2025, 1, 2),
        quality="official",
    )  # fmt: skip
    DayFactory(key="plan", day=date(2025, 1, 1), until=date(2025, 12, 31), source=gazette)
    DayFactory(key="moved", day=date(2026, 6, 30), own_day=date(2026, 1, 15))
    DayFactory(key="signed", day=date(2025, 2, 13), own_day=date(2025, 2, 14), source=gazette)
    Observation.objects.create(key="word", kind="note", words=same("Still running"), own_day=date(2026, 1, 31))
    Observation.objects.create(key="agreed", kind="note", words=same("Agreed"), own_day=date(2025, 2, 1))
    count_in_database("base", "2.0")
    count_in_database("other", "1.5", counted_by="office-b")
    count_in_database("target", "2.5", unit="multiple", period="2030", series="target")
    indicator = IndicatorPlan("turnover", "turnover", baseline="base", target="target")
    return (
        added(
            programme(
                stage("one", planned="plan", stated=("word",), indicators=(indicator,)),
                statements=("word", "signed"),
                events=(event(planned="moved", offers=(offer(fact="word"),)),),
                forum="csto",
                topic="border",
            )
        ),
        added(
            programme(
                key="pact",
                kind="treaty",
                steps=(step("agreed", "agreed"), step("signed", "signed")),
                texts=(TextPlan("en", "The pact"),),
                statements=("signed",),
                forum="ministers",
                topic="border",
            )
        ),
    )


@pytest.fixture
def coordinator(client, sides):
    officer = OfficerFactory(role=Role.COORDINATOR, synthetic=False)
    client.force_login(officer)
    return officer


def page(client, address, status=HTTPStatus.OK):
    answer = client.get(address)
    assert answer.status_code == status, address
    return answer.content.decode()


def test_the_list_shows_state_slip_and_what_comes_next(client, world):
    shown = page(client, "/programmes/")

    assert "At least 1 month late" in shown
    assert "30 June 2026: summit" in shown
    assert "/programmes/treaties/" in shown


def test_an_earlier_day_shows_only_what_was_known_then(client, world):
    assert "No programme was known on that day." in page(client, "/programmes/?as-of=2024-01-01")
    shown = page(client, "/programmes/border/?as-of=2026-01-20")
    assert "As of 20 January 2026" in shown
    assert "Still running" not in shown
    assert "No report" in shown
    page(client, "/programmes/border/?as-of=2024-01-01", HTTPStatus.NOT_FOUND)
    page(client, "/programmes/?as-of=yesterday", HTTPStatus.BAD_REQUEST)


def test_a_programme_shows_plan_and_fact_reports_differences_and_sources(client, world):
    shown = page(client, "/programmes/border/")

    assert shown.count('role="img"') >= 2
    assert "nothing later found" in shown
    assert "turnover, 2024: " in shown
    assert "No report" in shown
    assert "Not set" in shown
    assert "The gazette, 2 January 2025" in shown
    assert "A official" in shown
    assert "16.5" in shown
    assert "First raised" in shown


def test_a_treaty_shows_steps_what_is_missing_and_its_texts(client, world):
    shown = page(client, "/programmes/pact/")

    assert "13 February 2025" in shown
    assert "day not found" in shown
    assert "no source was found for: Ratified by Tajikistan; Ratified by Russia; In force." in shown
    assert "The pact" in shown
    assert "13 February 2025" in page(client, "/programmes/treaties/")
    assert "No treaty was known on that day." in page(client, "/programmes/treaties/?as-of=2024-01-01")


def test_an_indicator_shows_figure_target_and_what_that_needs(client, world):
    actions.take_readings(by=SYSTEM, at=NOW)

    shown = page(client, "/programmes/border/indicators/turnover/")

    assert "needed: 16.5" in shown
    assert "Where it stood, month by month" in shown
    assert "ƒ" in shown
    page(client, "/programmes/border/indicators/weather/", HTTPStatus.NOT_FOUND)


def test_a_programme_comes_as_json_and_csv(client, world):
    data = client.get("/programmes/border.json").json()
    rows = list(csv.DictReader(io.StringIO(client.get("/programmes/border.csv").content.decode())))

    assert data["measures"][0]["milestones"][0]["slip"] == {"days": 31, "at_least": True, "known_until": "2026-01-31"}
    assert data["events"][0]["offers"][0]["turn"] == "receiver"
    assert data["measures"][0]["indicators"][0]["required_growth"]["value"] == "16.5"
    assert [row["part"] for row in rows] == ["milestone", "event"]
    assert (rows[0]["slip_days"], rows[0]["at_least"], rows[0]["sources"]) == ("31", "yes", "gazette")
    assert client.get("/programmes/pact.json").json()["treaty"]["missing"][0] == {"state": "ratified", "side": "tj"}
    assert "step,signed" in client.get("/programmes/pact.csv").content.decode()


def test_reports_come_with_the_file_and_are_no_formulas(client, world, coordinator):
    measure = Measure.objects.get(key="one")
    actions.report_on_measure(measure=measure, side="tj", progress=Progress.LATE, words="=1+1", by=coordinator, at=NOW)

    assert "'=1+1" in client.get("/programmes/border.csv").content.decode()
    assert client.get("/programmes/border.json").json()["measures"][0]["reports"]["tj"]["words"] == "=1+1"
    assert safe("plain") == "plain"


def test_the_public_sees_no_buttons_and_cannot_report(client, world):
    assert "/report/" not in page(client, "/programmes/border/")
    for address in ("measures/one/report/", "milestones/one-end/", "review/", "offers/"):
        assert client.get(f"/programmes/border/{address}").status_code == HTTPStatus.FOUND


def test_a_coordinator_reports_for_the_own_side(client, world, coordinator):
    assert "/programmes/border/measures/one/report/" in page(client, "/programmes/border/")
    assert "/report/" not in page(client, "/programmes/border/?as-of=2026-01-31")
    address = "/programmes/border/measures/one/report/"

    assert "Choose how the measure stands." in client.post(address, {"words": ""}).content.decode()
    sent = client.post(address, {"progress": "late", "words": "Contracts are being agreed."})

    assert sent.status_code == HTTPStatus.FOUND
    assert Report.objects.get().side == "tj"
    shown = page(client, "/programmes/border/")
    assert "Contracts are being agreed." in shown
    assert "1 February 2026" in shown


def test_a_coordinator_moves_a_milestone_by_a_published_day(client, world, coordinator):
    address = "/programmes/border/milestones/one-end/"

    assert "30 June 2026: moved" in page(client, address)
    assert client.post(address, {"entry": "replanned", "fact": "nothing"}).status_code == HTTPStatus.OK
    assert client.post(address, {"entry": "replanned", "fact": "moved"}).status_code == HTTPStatus.FOUND

    assert MilestoneEntry.objects.get().fact == "moved"
    assert "Moved, " in page(client, "/programmes/border/")
    client.post(address, {"entry": "actual", "fact": "signed"})
    assert "Done" in page(client, "/programmes/border/")


def test_a_coordinator_sets_the_next_review(client, world, coordinator):
    address = "/programmes/border/review/"

    assert "Set the next review" in page(client, address)
    client.post(address, {"on_day": "1", "on_month": "9", "on_year": "2026"})

    assert Review.objects.get().on == date(2026, 9, 1)
    assert "1 September 2026" in page(client, "/programmes/border/")


def test_a_coordinator_answers_an_offer_step_by_step(client, world, coordinator):
    address, given = "/programmes/border/offers/", {"event": "summit", "side": "ru", "fact": "word"}

    assert "Accept" in page(client, "/programmes/border/")
    client.post(address, given | {"answer": "wave"})
    client.post(address, given | {"answer": "accept"})
    assert "Record that it was given" in page(client, "/programmes/border/")
    client.post(address, given | {"answer": "deliver"})

    assert list(OfferMove.objects.order_by("pk").values_list("state", flat=True)) == [
        OfferState.ACCEPTED,
        OfferState.DELIVERED,
    ]
    refused = client.post(address, given | {"answer": "decline"})
    assert refused.status_code == HTTPStatus.CONFLICT


def test_who_may_not_is_told_why(client, world):
    client.force_login(OfficerFactory(role=Role.ANALYST))

    refused = client.get("/programmes/border/measures/one/report/")

    assert refused.status_code == HTTPStatus.CONFLICT
    assert "Only a desk officer or a programme coordinator can report on a measure." in refused.content.decode()


def test_a_restricted_programme_is_a_thin_tile_until_a_cleared_reader_comes(client, sides):
    office = OrganisationFactory(side=sides[0])
    OfficerFactory(username="coordinator", role=Role.COORDINATOR, organisation=office)
    make_demo(at=NOW)

    shown = page(client, "/programmes/demo-restricted/")
    assert "This programme is restricted." in shown
    assert "Invented report" not in shown
    assert "Measures and owners" not in shown
    client.force_login(OfficerFactory(role=Role.ADVISER, cleared=True))
    assert "Invented report" in page(client, "/programmes/demo-restricted/")


def test_every_page_of_the_demonstration_opens_in_three_languages(client, sides):
    OfficerFactory(username="coordinator", role=Role.COORDINATOR)
    make_demo(at=NOW)
    keys = list(Programme.objects.values_list("key", flat=True))

    for lang in ("en", "ru", "tg"):
        client.cookies["django_language"] = lang
        for address in ("/programmes/", "/programmes/treaties/", *(f"/programmes/{key}/" for key in keys)):
            assert f'<html lang="{lang}"' in page(client, address)
            assert "specimen" in page(client, address)


def test_a_page_takes_a_bounded_number_of_queries(client, world, django_assert_max_num_queries):
    page(client, "/programmes/border/")

    with django_assert_max_num_queries(26):
        page(client, "/programmes/border/")


def test_programs_read_the_same(client, world):
    every = client.get("/api/programmes").json()

    assert [each["key"] for each in every] == ["border", "pact"]
    assert client.get("/api/programmes/border?as_of=2026-01-20").json()["measures"][0]["milestones"][0]["slip"] is None
    assert client.get("/api/programmes/nothing").status_code == HTTPStatus.NOT_FOUND
