"""A walk through the site as each reader takes it: every link is followed; and every address of the resolver."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import Resolver404, URLResolver, get_resolver, resolve

VISITOR = ""
OFFICE = ("secretariat", "coordinator", "analyst", "adviser", "desk")  # whose work are the pages that everybody reads
DESKS = (
    *("operator", "clerk", "consul", "incidents", "papers", "reception", "planner"),
    *("documents", "documents-head", "recruitment", "orders"),
)
OK = 200
SAMPLES = 3  # pages of one kind that are looked at
MADE_UP = {"int": "1", "uuid": "00000000-0000-0000-0000-000000000000"}
WRITE = re.compile(r"^\s*(insert\s+into|update|delete\s+from|truncate|alter|create|drop)\s+\"?(\w+)", re.IGNORECASE)


@dataclass
class Walk:
    """What a walk found: paths by view name, those that are pages or files, links that led nowhere, tables written."""

    paths: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    pages: set[str] = field(default_factory=set)
    files: set[str] = field(default_factory=set)
    broken: list[str] = field(default_factory=list)
    written: set[str] = field(default_factory=set)


def walked() -> dict[str, Walk]:
    """What each reader finds on the node; a page whose template asks for what nobody gives is a broken one.

    What visitors see is mostly what officers see: the office looks at two of each kind of page and takes one of each
    kind of file, a desk looks at one and takes none.
    """
    with strict_templates():
        visitor = _walked(VISITOR)
        office = {reader: _walked(reader, visitor=visitor, again=2) for reader in OFFICE}
        desks = {reader: _walked(reader, visitor=visitor, again=1) for reader in DESKS}
    return {VISITOR: visitor} | office | desks


def _walked(reader: str, **limits: Any) -> Walk:
    client = signed_in(reader)
    with watched() as written:
        found = walk(client, **limits)
    found.written = set(written)
    return found


def signed_in(reader: str) -> Client:
    """A client of one reader; of a visitor where the name is empty."""
    client = Client()
    if reader:
        client.force_login(get_user_model().objects.get(username=reader))
    return client


class Unknown(str):
    """Stands for a template variable that nobody gave, and says which."""

    def __contains__(self, part: object) -> bool:
        return part == "%s"

    def __mod__(self, name: object) -> str:
        raise AssertionError(f"a template asks for {name!r}, which nobody gives it")


def strict_templates() -> override_settings:
    """Templates that fail where they ask for a variable that nobody gives."""
    templates = [
        {**each, "OPTIONS": {**each["OPTIONS"], "string_if_invalid": Unknown("%s")}} for each in settings.TEMPLATES
    ]
    return override_settings(TEMPLATES=templates)


@contextmanager
def watched() -> Iterator[list[str]]:
    """Every table that is written inside the block."""
    written: list[str] = []

    def note(execute, sql, parameters, many, context):
        if match := WRITE.match(str(sql)):
            written.append(match.group(2))
        return execute(sql, parameters, many, context)

    with connection.execute_wrapper(note):
        yield written


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.found += [value for name, value in attributes if name == "href" and value]


def walk(client: Client, start: str = "/", *, visitor: Walk | None = None, again: int = SAMPLES) -> Walk:
    """Follow every link of the site from `start`, up to `SAMPLES` of a kind; of what the visitor saw so many again.

    Of files it is one less.
    """
    visitor = visitor or Walk()
    client.raise_request_exception = False
    most = {view_name(path): again for path in visitor.pages} | {view_name(path): again - 1 for path in visitor.files}
    found, waiting, seen = Walk(), [(start, "the start")], {start}
    while waiting:
        path, came_from = waiting.pop(0)
        name = view_name(path)
        if name is None or len(found.paths.get(name, ())) >= most.get(name, SAMPLES):
            found.broken += [f"{came_from} links to {path}, which is no address"] * (name is None)
            continue
        answer = client.get(path)
        if answer.status_code >= 400:
            why = getattr(answer, "exc_info", None) or ("", answer.status_code)
            found.broken.append(f"{came_from} links to {path}: {why[1]}")
            continue
        found.paths[name].append(path)
        if answer.status_code == OK:
            (found.pages if "html" in answer.get("Content-Type", "") else found.files).add(path)
        for link in links(answer, path):
            if link not in seen:
                seen.add(link)
                waiting.append((link, path))
    return found


def links(answer: HttpResponse, path: str) -> list[str]:
    """The addresses of this site that a page, or a redirect, leads to."""
    if 300 <= answer.status_code < 400:
        hrefs = [answer["Location"]]
    elif "html" in answer.get("Content-Type", "") and not answer.streaming:
        parser = _Links()
        parser.feed(answer.content.decode())
        hrefs = parser.found
    else:
        hrefs = []
    whole = (urldefrag(urljoin(f"http://testserver{path}", href)).url for href in hrefs)
    parts = [urlsplit(each) for each in whole]
    return [
        each.path + (f"?{each.query}" if each.query else "")
        for each in parts
        if each.netloc == "testserver" and not each.path.startswith("/static/")
    ]


def view_name(path: str) -> str | None:
    """The name of the page at a path; None where there is none."""
    try:
        return resolve(urlsplit(path).path).view_name
    except Resolver404:
        return None


@dataclass(frozen=True)
class Address:
    """One address of the resolver: its name with namespaces, its whole route, and the page behind it."""

    name: str
    route: str
    page: Callable[..., HttpResponse]

    @property
    def example(self) -> str:
        """A path of this kind, with made-up words where it asks for some."""
        path = re.sub(r"\(\?P<\w+>(?:(\w[\w-]*)\|[^)]*|[^)]*)\)", lambda part: part.group(1) or "x", self.route)
        path = re.sub(r"<(?:(\w+):)?\w+>", lambda part: MADE_UP.get(part.group(1), "x"), path)
        return "/" + re.sub(r"[\^$\\]", "", path)


def addresses() -> Iterator[Address]:
    """Every address of the resolver."""
    yield from _below(get_resolver(), "", "")


def _below(resolver: URLResolver, names: str, route: str) -> Iterator[Address]:
    for pattern in resolver.url_patterns:
        whole = route + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _below(pattern, f"{names}{pattern.namespace}:" if pattern.namespace else names, whole)
        else:
            yield Address(f"{names}{pattern.name}", whole, pattern.callback)
