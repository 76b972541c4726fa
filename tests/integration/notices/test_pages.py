"""The pages of notices."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.test import Client

from hamsafar.accounts.models import User
from hamsafar.kit.actor import SYSTEM
from hamsafar.notices import actions, demo
from hamsafar.notices.enums import NoticeState, Problem
from hamsafar.notices.models import Notice, Recipient
from tests.factories.accounts import OfficerFactory

pytestmark = pytest.mark.django_db

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


def signed_in(officer: User) -> Client:
    client = Client()
    client.force_login(officer)
    return client


def write(to: Recipient, **more) -> Notice:
    return actions.send_notice(
        to=to, template="notices/trial", context={}, language="en", about="x", by=SYSTEM, at=AT, **more
    )


@pytest.fixture(autouse=True)
def node(tmp_path: Path, settings) -> None:
    settings.VAR = tmp_path


def test_an_officer_reads_what_was_said_to_them_and_nobody_else_s():
    officer = OfficerFactory()
    made = write(Recipient.on_page(officer), url="/figures/")
    write(Recipient.on_page(OfficerFactory()))
    client = signed_in(officer)

    page = client.get("/notices/").content.decode()
    assert page.count("Trial notice from Hamsafar") == 1
    assert "1 notice is not read." in page

    answer = client.post(f"/notices/{made.ref}/read/")
    assert answer["Location"] == "/figures/"
    assert "Everything is read." in client.get("/notices/").content.decode()


def test_everything_is_marked_as_read_at_once():
    officer = OfficerFactory()
    for _ in range(30):
        write(Recipient.on_page(officer))
    client = signed_in(officer)

    assert client.post("/notices/read/").status_code == 302
    assert not Notice.objects.for_officer(officer).unread().exists()
    assert "?page=2" in client.get("/notices/").content.decode()


def test_an_officer_without_notices_is_told_so():
    assert "No notice was written to you yet." in signed_in(OfficerFactory()).get("/notices/").content.decode()


def test_the_operator_sees_what_got_stuck_and_sends_it_again():
    made = write(Recipient.by_sms("+992900000001"))
    actions.claim(notice=made, by=SYSTEM, at=AT)
    actions.note_failure(notice=made, problem=Problem.NO_SUCH_ADDRESS, by=SYSTEM, at=AT)
    client = signed_in(OfficerFactory(role="operator"))

    page = client.get("/notices/delivery/").content.decode()
    assert "The gateway does not deliver to this address." in page
    assert "files in the outbox" in page
    assert "+992900000001" not in page

    assert client.post(f"/notices/delivery/{made.ref}/again/").status_code == 302
    assert "Nothing waits" in client.get("/notices/delivery/").content.decode()


def test_the_ways_are_named_as_the_settings_say(settings):
    settings.EMAIL, settings.SMS_GATEWAY = "smtp://mail.example", "kannel:https://sms.example/s"

    page = signed_in(OfficerFactory(role="operator")).get("/notices/delivery/").content.decode()

    assert "the mail server" in page
    assert "the SMS gateway" in page


def test_a_trial_notice_shows_whether_a_channel_works():
    client = signed_in(OfficerFactory(role="operator"))

    wrong = client.post("/notices/delivery/trial/", {"channel": "pigeon", "address": "", "language": "tg"})
    assert wrong.status_code == 200
    assert not Notice.objects.exists()
    said = {"channel": "sms", "address": " +992900000001 ", "language": "tg"}
    assert client.post("/notices/delivery/trial/", said).status_code == 302
    assert Notice.objects.get().body.startswith("Ин санҷиш аст.")


def test_an_officer_who_does_not_operate_the_node_is_refused():
    client = signed_in(OfficerFactory())

    assert client.get("/notices/delivery/").status_code == 409
    said = {"channel": "sms", "address": "+992900000001", "language": "tg"}
    assert client.post("/notices/delivery/trial/", said).status_code == 409
    assert not Notice.objects.exists()


def test_the_demonstration_shows_a_notice_in_every_state():
    for username in (demo.READER, demo.OTHER):
        OfficerFactory(username=username, role="operator")

    demo.make_demo(at=AT)
    made = Notice.objects.count()
    demo.make_demo(at=AT)

    assert Notice.objects.count() == made
    assert {each.state(at=AT) for each in Notice.objects.all()} == set(NoticeState)
    assert all(Notice.objects.values_list("synthetic", flat=True))
