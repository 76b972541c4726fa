"""A walk through the site as a reader takes it: every link is followed, and every address of the resolver is known."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

from django.http import HttpResponse
from django.test import Client
from django.urls import Resolver404, URLResolver, get_resolver, resolve

SAMPLES = 3  # pages of one kind that are looked at
MADE_UP = {"int": "1", "uuid": "00000000-0000-0000-0000-000000000000"}


@dataclass
class Walk:
    """What a walk found: pages by view name, and every link that led nowhere."""

    pages: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    answers: dict[str, HttpResponse] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)

    def paths(self) -> list[str]:
        return sorted(path for paths in self.pages.values() for path in paths)


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.found += [value for name, value in attributes if name == "href" and value]


def walk(client: Client, start: str = "/", **headers: str) -> Walk:
    """Follow every link of the site from `start`, up to `SAMPLES` pages of a kind."""
    client.raise_request_exception = False
    found, waiting, seen = Walk(), [(start, "the start")], {start}
    while waiting:
        path, came_from = waiting.pop(0)
        name = view_name(path)
        if name is None or len(found.pages.get(name, ())) >= SAMPLES:
            found.broken += [f"{came_from} links to {path}, which is no address"] * (name is None)
            continue
        answer = client.get(path, headers=headers)
        if answer.status_code >= 400:
            found.broken.append(f"{came_from} links to {path}: {answer.status_code}")
            continue
        found.pages[name].append(path)
        found.answers[path] = answer
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
