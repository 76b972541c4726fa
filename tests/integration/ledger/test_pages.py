"""The page of the ledger."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse
from nacl.signing import SigningKey

from hamsafar.accounts.enums import Role
from hamsafar.kit.actor import SYSTEM
from hamsafar.ledger.actions import record, seal
from hamsafar.ledger.models import Line
from tests.factories.accounts import OfficerFactory
from tests.factories.ledger import noon

pytestmark = pytest.mark.django_db
AT = noon(2026, 3, 2)


@pytest.fixture
def reader() -> Client:
    client = Client()
    client.force_login(OfficerFactory(role=Role.OPERATOR))
    return client


def write(count: int, **given: str) -> None:
    for number in range(count):
        record(f"tried {number}", about=given.get("about", "thing:1"), by=SYSTEM, at=AT, person=given.get("person", ""))


def rows(page: str) -> list[str]:
    return re.findall(r"tried \d+", page)


def test_lines_are_shown_newest_first_fifty_a_page(reader: Client):
    write(60)

    first = reader.get(reverse("ledger:lines")).content.decode()
    earlier = re.search(r'href="(\?before=[^"]+)"', first)

    assert rows(first) == [f"tried {number}" for number in range(59, 9, -1)]
    assert earlier
    last = reader.get(reverse("ledger:lines") + earlier.group(1)).content.decode()
    assert rows(last) == [f"tried {number}" for number in range(9, -1, -1)]
    assert "Newest lines" in last
    assert "Earlier lines" not in last


def test_each_line_says_whether_it_is_sealed(reader: Client):
    write(1)
    seal(signer=SigningKey.generate(), by=SYSTEM, at=AT)
    write(1)

    page = reader.get(reverse("ledger:lines")).content.decode()

    assert page.count("in seal 1") == 1
    assert page.count("not yet") == 1


def test_lines_of_one_reference_are_kept_apart(reader: Client):
    write(1, about="thing:2")
    write(2, person="P-1")

    assert len(rows(reader.get(reverse("ledger:lines"), {"about": "thing:2"}).content.decode())) == 1
    assert len(rows(reader.get(reverse("ledger:lines"), {"person": "P-1"}).content.decode())) == 2
    assert "No line answers" in reader.get(reverse("ledger:lines"), {"about": "thing:3"}).content.decode()


def test_a_page_asks_the_same_number_of_questions_however_many_lines_there_are(
    reader: Client, django_assert_max_num_queries
):
    write(120)
    reader.get(reverse("ledger:lines"))

    with django_assert_max_num_queries(8):
        reader.get(reverse("ledger:lines"))


def test_a_line_that_cannot_be_is_not_found(reader: Client):
    assert reader.get(reverse("ledger:lines"), {"before": "x"}).status_code == 404


def test_only_those_who_may_read_the_ledger_see_it(client: Client):
    assert client.get(reverse("ledger:lines")).status_code == 302

    client.force_login(OfficerFactory())

    assert client.get(reverse("ledger:lines")).status_code == 409
    assert Line.objects.filter(verb="refused ledger:lines").exists()
