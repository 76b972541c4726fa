"""The doors: the inbox for the other node, the wire to it, the operator's pages, the jobs."""

from __future__ import annotations

from pathlib import Path

import httpx2
import pytest
from django.test import Client, override_settings
from django.utils.timezone import now
from procrastinate.contrib.django.models import ProcrastinateJob

from hamsafar.exchange import jobs, kinds, transport
from hamsafar.exchange.actions import peers
from hamsafar.exchange.actions.delivering import NotCarried
from hamsafar.exchange.enums import InboxState, Reason
from hamsafar.exchange.formats import batches, key_documents, receipts
from hamsafar.exchange.models import Arrival, Peer, PeerKeys
from hamsafar.kit.actor import SYSTEM
from hamsafar.kit.refusal import Refusal
from tests.factories.accounts import OfficerFactory
from tests.factories.exchange import AT, Node, two_nodes

pytestmark = pytest.mark.django_db


@pytest.fixture
def nodes(tmp_path: Path) -> tuple[Node, Node]:
    return two_nodes(tmp_path)


def signed_in(node: Node, officer=None) -> Client:
    client = Client()
    client.force_login(officer or node.first)
    return client


def post(raw: bytes, content_type: str = batches.CONTENT_TYPE):
    return Client(enforce_csrf_checks=True).post("/exchange/inbox", raw, content_type=content_type)


def test_the_inbox_answers_a_known_node_with_a_receipt(nodes):
    tj, ru = nodes
    tj.ping()
    (message,) = tj.messages()

    with ru.here():
        answer = post(message)

    assert (answer.status_code, answer["Content-Type"]) == (200, receipts.CONTENT_TYPE)
    assert ru.taken() == 1


def test_the_inbox_answers_anybody_else_with_one_sentence(nodes, monkeypatch):
    _tj, ru = nodes
    with ru.here():
        assert post(b"\xff").status_code == 409
        assert post(b"\xff").content.decode() == str(Reason.NOT_A_BATCH.label)
        assert post(b"x", "text/plain").status_code == 415
        assert Client().get("/exchange/inbox").status_code == 405
        monkeypatch.setattr(batches, "LARGEST_MESSAGE", 10)
        assert post(b"x" * 11).status_code == 413


def answering(monkeypatch, status: int, content: bytes = b"", content_type: str = receipts.CONTENT_TYPE):
    def answer(request: httpx2.Request) -> httpx2.Response:
        assert request.url.path == "/exchange/inbox"
        return httpx2.Response(status, content=content, headers={"Content-Type": content_type})

    client = httpx2.Client
    monkeypatch.setattr(
        transport.httpx2, "Client", lambda **options: client(transport=httpx2.MockTransport(answer), timeout=1)
    )


@pytest.mark.parametrize(
    ("status", "content", "content_type", "says"),
    [
        (409, b"Not for us.", "text/plain", "refuses: Not for us."),
        (500, b"", "text/html", "status 500"),
        (302, b"", "text/html", "status 302"),
        (200, b"hello", "text/html", "status 200"),
        (200, b"x" * 20_000, receipts.CONTENT_TYPE, "more than a receipt"),
    ],
)
def test_the_wire_takes_a_receipt_and_nothing_else(monkeypatch, status, content, content_type, says):
    answering(monkeypatch, status, content, content_type)

    with transport.wire_to("http://127.0.0.1:9") as carrier, pytest.raises(NotCarried, match=says):
        carrier(b"message")()


def test_the_wire_refuses_an_address_that_could_be_read_on_the_way():
    for address in ("http://example.org", ""):
        with pytest.raises(Refusal), transport.wire_to(address):
            pass


def test_a_node_that_does_not_answer_is_a_failure_in_words():
    with transport.wire_to("http://127.0.0.1:9") as carrier, pytest.raises(NotCarried, match="does not answer"):
        carrier(b"message")()


def test_a_delivery_that_fails_is_queued_for_later_and_pauses(nodes):
    tj, _ru = nodes
    with tj.here() as peer:
        peers.set_address(peer=peer, address="http://127.0.0.1:9", by=SYSTEM, at=AT)
        tj.ping()

        jobs.deliver(peer=peer.pk)
        jobs.deliver(peer=peer.pk)

        peer.refresh_from_db()
        assert peer.failures == 1
        later = ProcrastinateJob.objects.filter(task_name="exchange.deliver", scheduled_at__isnull=False)
        assert [each.scheduled_at for each in later] == [peer.next_try_at]
        before = ProcrastinateJob.objects.count()
        jobs.deliver_due(0)
        assert ProcrastinateJob.objects.count() == before
        Peer.objects.filter(pk=peer.pk).update(next_try_at=AT)
        jobs.deliver_due(0)
        assert ProcrastinateJob.objects.count() == before + 1


def test_the_root_is_sent_by_the_clock(nodes):
    tj, ru = nodes
    with tj.here():
        jobs.send_root_hourly(0)

    tj.deliver(ru, at=now())

    assert ru.states() == [InboxState.TAKEN]


def test_the_operator_sees_queues_and_tries_again_what_was_refused(nodes, monkeypatch):
    tj, ru = nodes
    tj.ping()
    (message,) = tj.messages()
    cut = message[:-5]
    known = dict(kinds._known)
    monkeypatch.setattr(kinds, "_known", {})
    ru.receive(message)
    ru.receive(cut)
    client = signed_in(ru)

    with ru.here():
        page = client.get("/exchange/").content.decode()
        assert "This node does not know this kind of envelope." in page
        assert "it was cut on the way" in page
        (held,) = ru.inbox()
        again = client.post(f"/exchange/envelopes/{held.pk}/retry/", follow=True)
        assert "exchange.ping" in again.content.decode()
        monkeypatch.setattr(kinds, "_known", known)
        again = client.post(f"/exchange/envelopes/{held.pk}/retry/", follow=True)
        assert "The envelope was taken." in again.content.decode()
        batch = Arrival.objects.turned_away().get()
        client.post(f"/exchange/batches/{batch.pk}/retry/")
        assert Arrival.objects.turned_away().get().times == 2

    assert ru.taken() == 1


def test_the_ceremony_runs_on_the_pages(tmp_path):
    tj, ru = two_nodes(tmp_path, trusting=False)
    with ru.here():
        handed = signed_in(ru).get("/exchange/keys/ours.json")
    document = key_documents.read(handed.content)
    (tmp_path / "ru.json").write_bytes(handed.content)

    with tj.here():
        first, second = signed_in(tj), signed_in(tj, tj.second)
        with (tmp_path / "ru.json").open("rb") as file:
            first.post("/exchange/keys/propose/", {"document": file})
        keys = PeerKeys.objects.get()
        assert document.fingerprint not in second.get("/exchange/keys/").content.decode()
        assert first.post(f"/exchange/keys/{keys.pk}/confirm/", {"heard": document.fingerprint}).status_code == 409
        assert second.post(f"/exchange/keys/{keys.pk}/confirm/", {"heard": "1"}).status_code == 409
        assert second.post(f"/exchange/keys/{keys.pk}/confirm/", {"heard": ""}).status_code == 422
        assert second.post(f"/exchange/keys/{keys.pk}/confirm/", {"heard": document.fingerprint}).status_code == 302
        assert document.fingerprint in second.get("/exchange/keys/").content.decode()
        first.post(f"/exchange/keys/{keys.pk}/revoke/")
        keys.refresh_from_db()
        assert keys.revoked_by == tj.first
        with (tmp_path / "nothing").open("wb+") as file:
            file.write(b"no keys")
            file.seek(0)
            assert first.post("/exchange/keys/propose/", {"document": file}).status_code == 422


def test_the_address_and_a_delivery_by_hand(nodes):
    tj, _ru = nodes
    with tj.here():
        client = signed_in(tj)
        client.post("/exchange/address/", {"address": "http://127.0.0.1:9"})
        assert Peer.objects.get(pk="ru").address == "http://127.0.0.1:9"
        assert client.post("/exchange/address/", {"address": "http://example.org"}).status_code == 409
        tj.ping()
        page = client.post("/exchange/deliver/", follow=True).content.decode()
        assert "does not answer" in page
        assert "cannot be reached" in page


def test_nobody_but_the_operator_enters(nodes):
    tj, _ru = nodes
    for path in ("/exchange/", "/exchange/keys/", "/exchange/keys/ours.json"):
        with tj.here():
            assert signed_in(tj, OfficerFactory()).get(path).status_code == 409
            assert Client().get(path).status_code == 302


def test_a_node_alone_has_a_page_that_says_what_comes_first(nodes):
    tj, _ru = nodes
    PeerKeys.objects.all().delete()
    Peer.objects.all().delete()

    with override_settings(THIS_SIDE="tj", KEYS=tj.store.folder):
        page = signed_in(tj).get("/exchange/").content.decode()

    assert "No keys are confirmed" in page
    assert not Peer.objects.exists()  # a page that is only looked at makes no row
