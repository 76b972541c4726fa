"""What the pages of recruitment share: words of codes, lists and records as values, the form page, the way back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from django import forms
from django.core.paginator import Page
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from hamsafar.kit import formats
from hamsafar.kit.language import reader_language
from hamsafar.kit.parts import Link
from hamsafar.kit.verdict import Verdict
from hamsafar.recruitment.enums import OrderState

AForm = TypeVar("AForm", bound=forms.Form)
GET_AND_POST = ("GET", "POST", "HEAD")
ORDER_MARKS: Mapping[str, str] = {
    OrderState.DRAFT: "none",
    OrderState.TO_VERIFY: "soon",
    OrderState.HALF_VERIFIED: "late",
    OrderState.OPEN: "course",
    OrderState.REFUSED: "broken",
    OrderState.CLOSED: "done",
}


@dataclass(frozen=True)
class Cell:
    """One cell of a list: words, and the mark before them where it is a state. A number stands at the right."""

    words: str
    mark: str = ""
    number: bool = False


@dataclass(frozen=True)
class Row:
    """One row of a list: what it leads to, how it is called, and its cells."""

    url: str
    name: str
    cells: tuple[Cell, ...]
    hint: str = ""
    synthetic: bool = False


@dataclass(frozen=True)
class Deed:
    """Something an officer may do with a record: on a page of its own, or at once (`post`)."""

    url: str
    words: str
    post: bool = False
    second: bool = False


@dataclass(frozen=True)
class Section:
    """A part of a record: rows under a heading, each with the verdict and page of what may be done with it."""

    heading: str
    headers: tuple[str, ...]
    rows: tuple[tuple[tuple[Cell, ...], tuple[Deed, ...]], ...]
    empty: str
    hint: str = ""

    @property
    def heads(self) -> list[tuple[str, bool]]:
        """Each header, and whether its column holds numbers, which stand at the right."""
        first = self.rows[0][0] if self.rows else ()
        return [(head, place < len(first) and first[place].number) for place, head in enumerate(self.headers)]

    @property
    def has_deeds(self) -> bool:
        return any(deeds for _cells, deeds in self.rows)


def list_page(
    request: HttpRequest,
    page: Page[Any],
    rows: Sequence[Row],
    *,
    title: str,
    lead: str,
    headers: Sequence[Cell],
    empty: str,
    shows: Sequence[tuple[str, str]] = (),
    which: str = "",
    deeds: Sequence[Deed] = (),
    links: Sequence[Link] = (),
    **more: Any,
) -> HttpResponse:
    """A list of a register. `headers` names the first column too; its numbers say which columns stand right."""
    context = {
        "title": title,
        "lead": lead,
        "page": page,
        "rows": rows,
        "headers": headers,
        "headers_of_cells": headers[1:],
        "empty": empty,
        "shows": shows,
        "which": which,
        "deeds": deeds,
        "links": links,
        "trail": trail() if request.path != reverse("recruitment:index") else (),
    }
    return render(request, "recruitment/list.html", context | more)


def allowed(*deeds: tuple[Verdict, Deed]) -> tuple[Deed, ...]:
    """Those deeds that the officer may do."""
    return tuple(deed for verdict, deed in deeds if verdict)


def why_not(*verdicts: Verdict) -> str:
    """Why the reader can do nothing: the first reason, where no verdict allows."""
    return "" if any(verdicts) else next((each.reason for each in verdicts if each.reason), "")


def trail(*links: Link) -> list[Link]:
    """The way back."""
    return [Link(_("Recruitment"), reverse("recruitment:index")), *links]


def form_page(
    request: HttpRequest,
    form: forms.Form,
    *,
    title: str,
    button: str,
    way: Sequence[Link],
    hint: str = "",
    facts: Sequence[tuple[str, str]] = (),
) -> HttpResponse:
    """One form about one record."""
    context = {
        "form": form,
        "title": title,
        "button": button,
        "hint": hint,
        "facts": facts,
        "subject": way[-1].words,
        "trail": way,
        "back": way[-1].url,
    }
    return render(request, "recruitment/form.html", context)


def dated(request: HttpRequest, form: type[AForm], **more: Any) -> AForm:
    """A form about something that happened on a day: at first today."""
    return form(request.POST or None, initial={"on": timezone.localdate()}, **more)


def day(when: date | None) -> str:
    return formats.day_short(when, reader_language()) if when else "–"


def number(value: int) -> str:
    return formats.number(Decimal(value), 0, reader_language())


def money(value: Decimal | None, currency: str) -> str:
    return "–" if value is None else f"{formats.number(value, 0, reader_language())} {currency}"
