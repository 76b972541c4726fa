"""Template tags of the page components: marks, and numbers and days in the reader's language."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.core.paginator import Page
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from hamsafar.kit import formats, marks
from hamsafar.kit.language import reader_language
from hamsafar.kit.words import Words

register = template.Library()


@register.simple_tag
def mark(kind: str, words: str) -> SafeString:
    """A status mark: lozenge and word. Kinds: done, course, late, soon, open, broken, differ, none."""
    drawing = mark_safe(marks.svg(kind))  # noqa: S308 (our own shapes, no input)
    return format_html('<span class="mark mark--{}">{}{}</span>', kind, drawing, words)


@register.simple_tag
def wordmark() -> SafeString:
    """The mark and the word Hamsafar, to stand inside a link."""
    return format_html("{}<span>Hamsafar</span>", mark_safe(marks.two_lozenges()))  # noqa: S308


@register.simple_tag
def ikat() -> SafeString:
    """The ikat band of a front sheet."""
    return mark_safe(marks.ikat())  # noqa: S308


@register.filter
def day(when: date) -> str:
    """A day written out in the reader's language."""
    return formats.day(when, reader_language())


@register.filter
def moment(when: datetime) -> str:
    """A day and hour by this node's clock, in the reader's language."""
    return formats.moment(timezone.localtime(when), reader_language())


@register.filter
def day_short(when: date) -> str:
    """A day in short form in the reader's language."""
    return formats.day_short(when, reader_language())


@register.filter
def period(canonical: str) -> str:
    """A canonical period in words."""
    return formats.period(canonical, reader_language())


@register.filter
def number(value: Decimal | int, decimals: int = 0) -> str:
    """A number with so many decimals, as the reader writes it."""
    return formats.number(Decimal(value), int(decimals), reader_language())


@register.filter
def words(text: Words | dict[str, str]) -> str:
    """The reader's language of a text that has three."""
    return str(text[reader_language()])


@register.filter
def cells(row: tuple[Any, ...], headers: tuple[str, ...]) -> list[tuple[str, Any]]:
    """Each cell of a row with the heading of its column."""
    return list(zip(headers, row, strict=True))


@register.simple_tag(takes_context=True)
def page_address(context: dict[str, Any], number: int) -> str:
    """The address of this list's page `number`, with every filter kept."""
    request: HttpRequest = context["request"]
    query = request.GET.copy()
    query["page"] = str(number)
    return f"{request.path}?{query.urlencode()}"


@register.simple_tag
def page_numbers(page: Page[Any]) -> list[int | str]:
    """Page numbers to show, with an ellipsis where some are left out."""
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))
