"""What holds for every page of the node, found by walking it as each persona."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.template import Context, Template
from django.test import Client, RequestFactory, override_settings
from django.utils.timezone import now

from hamsafar.front import demo, packs
from hamsafar.kit.actor import SYSTEM
from tests.site import Walk, addresses, walk

# Without a marked test pytest-django makes no database for tests, and the node's own would be walked.
pytestmark = pytest.mark.django_db

READERS = (
    "",
    "secretariat",
    "coordinator",
    "analyst",
    "adviser",
    "operator",
    "desk",
    "clerk",
    "consul",
    "reception",
    "planner",
    "documents",
    "documents-head",
    "recruitment",
)
WRITE = re.compile(r"^\s*(insert\s+into|update|delete\s+from|truncate|alter|create|drop)\s+\"?(\w+)", re.IGNORECASE)
# A look may leave its line; a session is how a reader is known, and the rate limits of sign-in count in the cache.
MAY_BE_WRITTEN = {"ledger_line", "django_session", "shared_cache"}


@pytest.fixture(scope="module")
def node(django_db_setup, django_db_blocker) -> Iterator[None]:
    """A node with the corridor pack and the demo, for all tests here."""
    with django_db_blocker.unblock(), transaction.atomic():
        assert connection.settings_dict["NAME"].startswith("test_")
        packs.load(settings.PACK, by=SYSTEM, at=now())
        demo.make(at=datetime(2026, 1, 31, 9, tzinfo=UTC))
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def walks(node) -> dict[str, tuple[Walk, list[str]]]:
    """For each reader what they found, and every table that was written meanwhile."""
    return {reader: _walk_and_watch(reader) for reader in READERS}


def test_no_link_is_broken(walks):
    assert [each for found, _ in walks.values() for each in found.broken] == []


def test_a_get_writes_to_nothing_but_the_ledger(walks):
    written = {table for _, tables in walks.values() for table in tables}

    assert written <= MAY_BE_WRITTEN


def test_a_get_that_writes_is_found(node):
    def page(request: HttpRequest) -> HttpResponse:
        get_user_model().objects.filter(pk=0).update(language="en")
        return HttpResponse()

    with _watch() as written:
        page(RequestFactory().get("/"))

    assert set(written) - MAY_BE_WRITTEN == {"accounts_user"}


def test_every_address_asks_for_a_sign_in_or_is_marked_public(node):
    closed = [each for each in addresses() if getattr(each.page, "login_required", True)]

    answers = {each.name: Client().get(each.example).status_code for each in closed}

    assert {name: status for name, status in answers.items() if status not in (302, 401, 403, 405)} == {}


@pytest.mark.parametrize("language", ["en", "ru", "tg"])
def test_every_page_is_written_in_the_reader_s_language(walks, language):
    found, _ = walks[""]
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language

    for path in (path for path in found.paths() if "html" in found.answers[path].get("Content-Type", "")):
        answer = client.get(path)
        if answer.status_code == 200:
            assert f'<html lang="{language}"' in answer.content.decode(), path


class Unknown(str):
    """Stands for a template variable that nobody gave, and says which."""

    def __contains__(self, part: object) -> bool:
        return part == "%s"

    def __mod__(self, name: object) -> str:
        raise AssertionError(f"a template asks for {name!r}, which nobody gives it")


def _strict() -> override_settings:
    templates = [
        {**each, "OPTIONS": {**each["OPTIONS"], "string_if_invalid": Unknown("%s")}} for each in settings.TEMPLATES
    ]
    return override_settings(TEMPLATES=templates)


def test_no_page_asks_for_a_variable_that_nobody_gives(walks):
    with _strict():
        for reader, (found, _) in walks.items():
            client = _client(reader)
            for paths in found.pages.values():
                client.get(paths[0])


def test_an_unknown_variable_is_found():
    with _strict(), pytest.raises(AssertionError, match="persn"):
        Template("{{ persn.name }}").render(Context({"person": "x"}))


def _client(reader: str) -> Client:
    client = Client()
    if reader:
        client.force_login(get_user_model().objects.get(username=reader))
    return client


def _walk_and_watch(reader: str) -> tuple[Walk, list[str]]:
    client = _client(reader)
    with _watch() as written:
        return walk(client), written


class _watch:
    """Every table that is written inside the block."""

    def __enter__(self) -> list[str]:
        self.written: list[str] = []
        self.wrapper = connection.execute_wrapper(self._note)
        self.wrapper.__enter__()
        return self.written

    def __exit__(self, *problem: object) -> None:
        self.wrapper.__exit__(*problem)

    def _note(self, execute, sql, parameters, many, context):
        if match := WRITE.match(str(sql)):
            self.written.append(match.group(2))
        return execute(sql, parameters, many, context)
