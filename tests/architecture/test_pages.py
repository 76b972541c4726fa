"""What holds for every page of the node, found by walking it as each reader."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse
from django.template import Context, Template
from django.test import Client, RequestFactory

from tests.site import addresses, strict_templates, watched

# A look may leave its line; a session is how a reader is known, and the rate limits of sign-in count in the cache.
MAY_BE_WRITTEN = {"ledger_line", "django_session", "shared_cache"}


def test_no_link_is_broken_and_no_page_asks_for_a_variable_that_nobody_gives(walks):
    assert [each for found in walks.values() for each in found.broken] == []


def test_an_unknown_variable_is_found():
    with strict_templates(), pytest.raises(AssertionError, match="persn"):
        Template("{{ persn.name }}").render(Context({"person": "x"}))


def test_a_get_writes_to_nothing_but_the_ledger(walks):
    written = {table for found in walks.values() for table in found.written}

    assert written <= MAY_BE_WRITTEN


def test_a_get_that_writes_is_found(db):
    def page(request: HttpRequest) -> HttpResponse:
        get_user_model().objects.filter(pk=0).update(language="en")
        return HttpResponse()

    with watched() as written:
        page(RequestFactory().get("/"))

    assert set(written) - MAY_BE_WRITTEN == {"accounts_user"}


def test_every_address_asks_for_a_sign_in_or_is_marked_public(demo_node):
    closed = [each for each in addresses() if getattr(each.page, "login_required", True)]

    answers = {each.name: Client().get(each.example).status_code for each in closed}

    assert {name: status for name, status in answers.items() if status not in (302, 401, 403, 405)} == {}


@pytest.mark.parametrize("language", ["en", "ru", "tg"])
def test_every_page_is_written_in_the_reader_s_language(walks, demo_node, language):
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language

    for path in sorted(walks[""].pages):
        assert f'<html lang="{language}"' in client.get(path).content.decode(), path
