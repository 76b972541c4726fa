"""Many clients at once want the last places over HTTP: each place goes to one of them, the others get a sentence.

With `--full` a thousand clients ask a live node (granian, two workers) for the last hundred; else forty ask for eight.
"""

from __future__ import annotations

import http.client
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from urllib.parse import urlencode, urlsplit

import pytest

from hamsafar.appointments.models import Booking
from tests.factories.appointments import last_places
from tests.twins.node import ROOT, LiveNode

CLIENTS, PLACES = {True: 1000, False: 40}, {True: 100, False: 8}
SENTENCES = ("has just been taken", "No place is free on this day")
OPEN = """
import sys, django
django.setup()
from tests.factories.appointments import last_places
print(last_places(int(sys.argv[1])))
"""


@pytest.fixture
def day(full: bool, request: pytest.FixtureRequest, tmp_path) -> Iterator[tuple[str, str]]:
    """The address of a server, and the page of a day on which so many places are left, all at one hour."""
    if not full:
        server = request.getfixturevalue("live_server")
        yield server.url, last_places(PLACES[False])
        return
    node = LiveNode("tj", tmp_path / "node")
    try:
        node.make()
        command = [sys.executable, "-c", OPEN, str(PLACES[True])]
        made = subprocess.run(command, env=node.environment, cwd=ROOT, capture_output=True, text=True, check=True)
        node.start_web()
        yield node.address, made.stdout.split()[-1]
    finally:
        node.close()


def a_client(number: int, address: str, path: str) -> str:
    """One client with an address of its own: opens the day, takes the hour, and says what it was answered."""
    host = urlsplit(address)
    mine = (f"127.{1 + number // 62500}.{number // 250 % 250}.{1 + number % 250}", 0)
    with closing(http.client.HTTPConnection(host.hostname, host.port, timeout=120, source_address=mine)) as wire:
        wire.request("GET", path)
        answer = wire.getresponse()
        page = answer.read().decode()
        hour, token = (
            re.search(r'value="(20[^"]+T09:00:00[^"]*)"', page),
            re.search(r'csrfmiddlewaretoken" value="(\w+)"', page),
        )
        if hour is None or token is None:
            return _said(page)
        cookie = answer.getheader("Set-Cookie", "").partition(";")[0]
        form = urlencode({"starts": hour[1], "csrfmiddlewaretoken": token[1]})
        head = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded", "Referer": address + path}
        wire.request("POST", path, form, head)
        return _said(wire.getresponse().read().decode())


def _said(page: str) -> str:
    if "Code of eight digits" in page:
        return "booked"
    return next((each for each in SENTENCES if each in page), page[-1500:])


@pytest.mark.django_db(transaction=True)
def test_each_of_the_last_places_goes_to_one_client_and_the_others_get_a_sentence(day, full):
    with ThreadPoolExecutor(CLIENTS[full]) as crowd:
        answers = Counter(crowd.map(lambda number: a_client(number, *day), range(CLIENTS[full])))

    assert answers["booked"] == PLACES[full], answers
    assert set(answers) - {"booked"} <= set(SENTENCES)
    assert answers.total() == CLIENTS[full]
    if not full:
        assert len(set(Booking.objects.holding().values_list("slot", flat=True))) == PLACES[full]
