"""One node's first process, as `./run` starts it: told on standard input, answering on standard output."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand
from django.db import connections
from django.db.models import Exists, OuterRef, Q
from django.utils.timezone import now

from hamsafar.appointments.models import Office
from hamsafar.exchange.actions.peers import our_keys
from hamsafar.exchange.demo import introduce
from hamsafar.exchange.formats import key_documents
from hamsafar.exchange.models import Peer
from hamsafar.exchange.transport import deliver_by_wire
from hamsafar.front import demo, node, serving, talking
from hamsafar.front.nodes import TO_CENTRE
from hamsafar.kit.actor import SYSTEM
from hamsafar.kit.keys import KeyStore
from hamsafar.medical.enums import SERVICE
from hamsafar.medical.models import CentreKey


class Command(BaseCommand):
    help = "Not for people: ./run starts one for each node."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", required=True)
        parser.add_argument("--port", type=int, required=True)
        parser.add_argument("--web-processes", type=int, default=2)
        parser.add_argument("--no-demo", action="store_true")
        parser.add_argument("--beside", action="store_true", help="the other node runs on this machine as well")

    def handle(self, *, host: str, port: int, web_processes: int, no_demo: bool, beside: bool, **_: Any) -> None:
        address = serving.Address(host, port)
        sign_ins = node.prepare(with_demo=address.is_loopback and not no_demo, at=now(), alone=not beside)
        demo.require_safe(loopback=address.is_loopback)
        keys = key_documents.write(our_keys(KeyStore(settings.KEYS))) if sign_ins else ""
        centre = serving.Address(host, port + TO_CENTRE) if has_centre() else None
        connections.close_all()
        with serving.running(address, web_processes=web_processes, centre=centre) as children:
            talking.say(sys.stdout, sessions=[child.process.pid for child in children if child.process])
            serving.wait_for_answer(address, children)
            at_centre = centre.url if centre else ""
            talking.say(sys.stdout, serves=True, sign_ins=demo.as_lines(sign_ins), keys=keys, centre=at_centre)
            for word in talking.heard(sys.stdin):
                if "meet" in word:
                    _meet(**word["meet"])
                if "answer" in word:
                    _answer()
                if _tend(children):
                    talking.say(sys.stdout, sessions=[child.process.pid for child in children if child.process])


def has_centre() -> bool:
    """Whether somebody is examined on this node; at an invented centre, once it has a key."""
    has_key = CentreKey.objects.filter(office=OuterRef("key"))
    centres = Office.objects.filter(shifts__service__key=SERVICE)
    return centres.filter(Q(synthetic=False) | Exists(has_key)).exists()


def _meet(*, keys: str, address: str) -> None:
    """Know the other node, and offer it what waits for it."""
    peer = introduce(document=key_documents.read(keys.encode()), address=address, at=now())
    deliver_by_wire(peer=peer, by=SYSTEM, at=now())
    connections.close_all()
    talking.say(sys.stdout, met=True)


def _answer() -> None:
    """Answer what the demonstration's other node asked, and offer it the answers."""
    count = demo.answer(at=now())
    deliver_by_wire(peer=Peer.objects.the_other(), by=SYSTEM, at=now())
    connections.close_all()
    talking.say(sys.stdout, answered=count)


def _tend(children: list[serving.Child]) -> bool:
    """Start again what ended: the database first, since the others end without it."""
    if settings.EMBEDDED is not None and not settings.EMBEDDED.answers():
        settings.EMBEDDED.start()
    started = [child.tend() for child in children]
    return any(started)
