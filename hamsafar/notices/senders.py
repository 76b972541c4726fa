"""How notices leave the node: by mail, by an SMS gateway, or into the outbox as files.

Without `HAMSAFAR_EMAIL` and `HAMSAFAR_SMS` everything goes into the outbox, one text file each.
"""

from __future__ import annotations

import os
import smtplib
import socket
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

import httpx2
from django.conf import settings
from django.core.mail import EmailMessage

from hamsafar.kit.refusal import Refusal
from hamsafar.notices.enums import Channel, Problem
from hamsafar.notices.models import Notice

SECONDS_TO_CONNECT, SECONDS_TO_ANSWER = 5.0, 20.0
LOOPBACK = {"localhost", "127.0.0.1", "::1"}
# 3GPP TS 23.038, 6.2.1: letters of the GSM 7-bit default alphabet that ASCII has as well.
GSM = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 \n@$_!\"#%&'()*+,-./:;<=>?")


class NotSent(Exception):
    """The notice did not go; `problem` says why in one word."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem


class Unsure(Exception):
    """The line was cut after the notice was handed over: nobody knows whether it went."""


Sender = Callable[[Notice], None]  # hands one notice over, or raises `NotSent` or `Unsure`


def senders() -> Mapping[str, Sender]:
    """How each channel leaves this node, as its settings say."""
    outbox = Outbox(settings.VAR / "outbox")
    return {
        Channel.FILE: outbox,
        Channel.EMAIL: by_mail if settings.EMAIL else outbox,
        Channel.SMS: gateway_at(settings.SMS_GATEWAY) if settings.SMS_GATEWAY else outbox,
    }


class Outbox:
    """One text file a notice, named by its reference: to be printed, read over the telephone, or carried."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, notice: Notice) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lines = [f"To: {notice.address}", f"By: {notice.channel}", f"Language: {notice.language}"]
        text = "\n".join([*lines, f"Subject: {notice.subject}", "", notice.body, ""])
        handle = os.open(self._path(notice), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            out.write(text)

    def remove(self, notice: Notice) -> None:
        """Take the file of one notice away, if there is one."""
        self._path(notice).unlink(missing_ok=True)

    def _path(self, notice: Notice) -> Path:
        return self.folder / f"{notice.ref}.txt"


def by_mail(notice: Notice) -> None:
    """Hand it to the mail server of this node (RFC 5321)."""
    message = EmailMessage(notice.subject, notice.body, to=[notice.address])
    message.extra_headers["Message-ID"] = f"<{notice.ref.lower()}@{settings.EMAIL_DOMAIN}>"  # twice is seen as once
    message.extra_headers["Auto-Submitted"] = "auto-generated"  # RFC 3834: no automatic answers
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as problem:
        codes = [code for code, _words in problem.recipients.values()]
        raise NotSent(Problem.NO_SUCH_ADDRESS if all(_is_final(code) for code in codes) else Problem.BUSY) from None
    except smtplib.SMTPAuthenticationError:
        raise NotSent(Problem.NOT_ALLOWED) from None
    except (smtplib.SMTPConnectError, ConnectionRefusedError, socket.gaierror):
        raise NotSent(Problem.NOT_REACHED) from None
    except smtplib.SMTPResponseException:
        raise NotSent(Problem.BUSY) from None
    except OSError:  # every other error of smtplib is one as well
        raise Unsure from None


def _is_final(code: int) -> bool:
    return code // 100 == 5  # noqa: PLR2004 (RFC 5321, 4.2.1: a permanent negative answer)


class Kannel:
    """A gateway with Kannel's `sendsms` interface (Kannel 1.4 User Guide, "Using the HTTP interface to sms push").

    Playsms, Jasmin, RapidPro's relayers and several operators speak it as well. An answer of 2xx means that the
    gateway took the message; 403 that it never will ("Not routable. Do not try again."); 401 that it does not know us.
    """

    def __init__(self, address: SplitResult) -> None:
        self.address = address

    def __call__(self, notice: Notice) -> None:
        try:
            answer = httpx2.get(
                self.url,
                params=self._parameters(notice),
                timeout=httpx2.Timeout(SECONDS_TO_ANSWER, connect=SECONDS_TO_CONNECT),
                follow_redirects=False,
                trust_env=self.address.hostname not in LOOPBACK,
            )
        except (httpx2.ConnectError, httpx2.ConnectTimeout):
            raise NotSent(Problem.NOT_REACHED) from None
        except httpx2.TransportError:
            raise Unsure from None
        if answer.status_code in _ANSWERS:
            raise NotSent(_ANSWERS[answer.status_code])
        if answer.status_code // 100 != 2:  # noqa: PLR2004
            raise Unsure

    @property
    def url(self) -> str:
        host = self.address.netloc.rpartition("@")[2]
        return f"{self.address.scheme}://{host}{self.address.path}"

    def _parameters(self, notice: Notice) -> dict[str, str]:
        """What one message says, credentials among it. Letters beyond ASCII go as UTF-8 in coding 2 (UCS-2)."""
        said = {
            **dict(parse_qsl(self.address.query)),
            "username": unquote(self.address.username or ""),
            "password": unquote(self.address.password or ""),
            "to": notice.address,
            "text": notice.body,
        }
        return said if set(notice.body) <= GSM else said | {"coding": "2", "charset": "utf8"}


_ANSWERS = {
    400: Problem.NOT_UNDERSTOOD,
    401: Problem.NOT_ALLOWED,
    403: Problem.NO_SUCH_ADDRESS,
    404: Problem.NOT_UNDERSTOOD,
    503: Problem.BUSY,
}


def gateway_at(setting: str) -> Sender:
    """The gateway that `HAMSAFAR_SMS` names: `kannel:https://USER:PASSWORD@HOST/cgi-bin/sendsms?from=NUMBER`.

    Raises `Refusal` for one that is not known, or that would carry messages unprotected over a network.
    """
    kind, _, where = setting.partition(":")
    address = urlsplit(where)
    if kind not in GATEWAYS or not address.hostname:
        raise Refusal(f"HAMSAFAR_SMS names no gateway known here: {', '.join(GATEWAYS)}:https://…")
    if address.scheme != "https" and address.hostname not in LOOPBACK:
        raise Refusal("HAMSAFAR_SMS must be https: over plain http everybody on the way could read the messages.")
    return GATEWAYS[kind](address)


GATEWAYS: Mapping[str, Callable[[SplitResult], Sender]] = {"kannel": Kannel}
