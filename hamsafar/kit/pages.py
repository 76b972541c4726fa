"""What every page may use: the mark of a public page, and a list cut into pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

View = TypeVar("View", bound=Callable[..., Any])
ROWS_ON_A_PAGE = 25


def public(view: View) -> View:
    """Mark a page as open to everybody. Every page without this mark asks for a sign-in."""
    view.public = True  # type: ignore[attr-defined]
    return login_not_required(view)


def page_of(
    request: HttpRequest, rows: QuerySet[Any] | Sequence[Any], *, rows_on_a_page: int = ROWS_ON_A_PAGE
) -> Page[Any]:
    """The page of `rows` that `?page=` asks for; a number out of range gives the nearest page."""
    return Paginator(rows, rows_on_a_page).get_page(request.GET.get("page"))
