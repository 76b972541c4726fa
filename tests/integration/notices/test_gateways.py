"""The ways out, held against what is published about them.

SMS: Kannel's `sendsms` interface, with the requests and answers of RapidPro's own tests of its Kannel channel
(nyaruka/courier, handlers/kannel). Mail: a server that speaks RFC 5321.
"""

from __future__ import annotations

import logging
import smtplib
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core import mail

from hamsafar.kit.refusal import Refusal
from hamsafar.notices.enums import Channel, Problem
from hamsafar.notices.models import Notice
from hamsafar.notices.senders import NotSent, Unsure, by_mail, gateway_at, senders

TO = "+250788383383"


def notice(text: str, *, to: str = TO, channel: str = Channel.SMS) -> Notice:
    return Notice(channel=channel, address=to, subject="About", body=text, language="en")


class Gateway(HTTPServer):
    """Answers as it is told, and keeps what it was asked."""

    answer: tuple[int, str] = (202, "0: Accepted for delivery")
    asked: dict[str, str]


class Handler(BaseHTTPRequestHandler):
    server: Gateway

    def do_GET(self) -> None:
        split = urlsplit(self.path)
        self.server.asked = {name: value[0] for name, value in parse_qs(split.query).items()} | {"": split.path}
        code, words = self.server.answer
        if not code:
            self.wfile.close()
            return
        self.send_response(code)
        self.end_headers()
        self.wfile.write(words.encode())

    def log_message(self, *words: object) -> None:
        pass


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    server = Gateway(("127.0.0.1", 0), Handler)
    running = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    running.start()
    yield server
    server.shutdown()
    running.join()
    server.server_close()


def send(gateway: Gateway, text: str, extra: str = "") -> dict[str, str]:
    address = f"http://Username:Pass%40word@127.0.0.1:{gateway.server_port}/cgi-bin/sendsms?from=2020{extra}"
    gateway_at(f"kannel:{address}")(notice(text))
    return gateway.asked


def test_a_plain_message_is_asked_for_as_published(gateway: Gateway):
    assert send(gateway, "Simple Message") == {
        "": "/cgi-bin/sendsms",
        "text": "Simple Message",
        "to": TO,
        "from": "2020",
        "username": "Username",
        "password": "Pass@word",
    }


@pytest.mark.parametrize("text", ["☺", "Рамзи шумо: 7K3F9XQ2", "Ҷавоб омад."])
def test_letters_beyond_ascii_go_in_utf_8_as_unicode(gateway: Gateway, text: str):
    asked = send(gateway, text)

    assert (asked["text"], asked["coding"], asked["charset"]) == (text, "2", "utf8")


def test_what_an_operator_asks_for_besides_is_passed_on(gateway: Gateway):
    assert send(gateway, "Custom Params", "&auth=foo&smsc=tcell")["auth"] == "foo"


@pytest.mark.parametrize(
    "answer", [(200, "0: Accepted for delivery"), (201, "0: Accepted"), (202, "3: Queued for later delivery")]
)
def test_an_answer_of_2xx_means_that_the_gateway_has_it(gateway: Gateway, answer: tuple[int, str]):
    gateway.answer = answer

    assert send(gateway, "x")


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        ((403, "Not routable. Do not try again."), Problem.NO_SUCH_ADDRESS),
        ((401, "1: Unknown channel"), Problem.NOT_ALLOWED),
        ((503, "Temporal failure, try again later."), Problem.BUSY),
        ((400, "Missing receiver number, rejected"), Problem.NOT_UNDERSTOOD),
        ((404, "Unknown request."), Problem.NOT_UNDERSTOOD),
    ],
)
def test_each_published_refusal_says_what_it_means(gateway: Gateway, answer: tuple[int, str], problem: Problem):
    gateway.answer = answer

    with pytest.raises(NotSent) as reason:
        send(gateway, "x")

    assert reason.value.problem is problem


@pytest.mark.parametrize("answer", [(500, "?"), (302, ""), (0, "")], ids=["error", "redirect", "cut"])
def test_where_the_gateway_may_have_it_nobody_claims_to_know(gateway: Gateway, answer: tuple[int, str]):
    gateway.answer = answer

    with pytest.raises(Unsure):
        send(gateway, "x")


def test_a_gateway_that_is_not_there_has_nothing():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

    with pytest.raises(NotSent) as reason:
        gateway_at(f"kannel:http://127.0.0.1:{port}/cgi-bin/sendsms")(notice("x"))

    assert reason.value.problem is Problem.NOT_REACHED


@pytest.mark.parametrize("setting", ["kannel", "pigeon:https://sms.example/send", "kannel:https:///send"])
def test_a_setting_that_names_no_gateway_is_refused(setting: str):
    with pytest.raises(Refusal, match="no gateway"):
        gateway_at(setting)


def test_a_gateway_beyond_this_machine_is_reached_by_tls_or_not_at_all():
    with pytest.raises(Refusal, match="https"):
        gateway_at("kannel:http://sms.example/cgi-bin/sendsms")

    assert gateway_at("kannel:https://sms.example/cgi-bin/sendsms")


def test_neither_a_number_nor_a_message_reaches_a_log(gateway: Gateway, settings, caplog):
    for name in ("httpx2", "httpx", "httpcore2", "httpcore"):
        assert settings.LOGGING["loggers"][name]["level"] == "WARNING"
        logging.getLogger(name).setLevel("WARNING")

    with caplog.at_level("INFO", logger=""):
        send(gateway, "Your code is 7K3F9XQ2")

    assert "7K3F9XQ2" not in caplog.text
    assert TO[1:] not in caplog.text


def test_the_settings_say_which_way_each_channel_goes(settings, tmp_path):
    settings.VAR, settings.EMAIL, settings.SMS_GATEWAY = tmp_path, "", ""
    assert len({id(way) for way in senders().values()}) == 1

    settings.EMAIL, settings.SMS_GATEWAY = "smtp://mail.example", "kannel:https://sms.example/s"
    assert senders()[Channel.EMAIL] is by_mail
    assert len({id(way) for way in senders().values()}) == 3


def test_a_mail_says_that_a_program_wrote_it():
    by_mail(notice("Body", to="a@b.tj", channel=Channel.EMAIL))

    [sent] = mail.outbox
    assert (sent.to, sent.subject, sent.body) == (["a@b.tj"], "About", "Body")
    assert sent.extra_headers["Auto-Submitted"] == "auto-generated"


def _refused(code: int) -> Exception:
    return smtplib.SMTPRecipientsRefused({"a@b.tj": (code, b"no")})


@pytest.mark.parametrize(
    ("raised", "problem"),
    [
        (_refused(550), Problem.NO_SUCH_ADDRESS),
        (_refused(450), Problem.BUSY),
        (smtplib.SMTPAuthenticationError(535, b"no"), Problem.NOT_ALLOWED),
        (smtplib.SMTPConnectError(421, b"no"), Problem.NOT_REACHED),
        (ConnectionRefusedError(), Problem.NOT_REACHED),
        (socket.gaierror(), Problem.NOT_REACHED),
        (smtplib.SMTPDataError(451, b"later"), Problem.BUSY),
    ],
)
def test_what_a_mail_server_says_is_understood(raised: Exception, problem: Problem, monkeypatch):
    monkeypatch.setattr(mail.EmailMessage, "send", _raising(raised))

    with pytest.raises(NotSent) as reason:
        by_mail(notice("x", to="a@b.tj"))

    assert reason.value.problem is problem


@pytest.mark.parametrize("raised", [smtplib.SMTPServerDisconnected(), TimeoutError()])
def test_a_line_that_is_cut_while_the_mail_passes_leaves_it_open(raised: Exception, monkeypatch):
    monkeypatch.setattr(mail.EmailMessage, "send", _raising(raised))

    with pytest.raises(Unsure):
        by_mail(notice("x", to="a@b.tj"))


def _raising(problem: Exception):
    def send(self: mail.EmailMessage) -> int:
        raise problem

    return send
