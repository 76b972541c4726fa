"""The terms of a contract on a page: three copies side by side, and the form for one of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from hamsafar.kit import formats
from hamsafar.kit.language import reader_language
from hamsafar.kit.parts import Link
from hamsafar.recruitment import forms
from hamsafar.recruitment.actions.labels import Labels
from hamsafar.recruitment.enums import CodeList, Copy, Housing, PaidHow, WagePer
from hamsafar.recruitment.pages.looking import Cell, Section, day, form_page
from hamsafar.recruitment.rules.terms import Compared


def terms_section(beside: Sequence[Compared], words: Labels) -> Section:
    """Every term as the offer and both copies say it; those that differ are marked."""
    names = term_names()
    rows = tuple(
        (
            (
                Cell(names[each.term], "differ" if each.differs else "done"),
                *(
                    Cell(said_in_words(each.term, value, words))
                    for value in (each.offer, each.origin, each.destination)
                ),
            ),
            (),
        )
        for each in beside
    )
    term = pgettext("of a contract", "Term")
    headers = (term, _("Offer"), _("Copy of the state of origin"), _("Copy of the state of work"))
    return Section(_("Terms side by side"), headers, rows, "")


def term_names() -> dict[str, str]:
    """How each term is called, in the order in which they are read out."""
    return {
        "occupation": _("Occupation"),
        "region": _("Region"),
        "wage": _("Wage"),
        "wage_per": _("Counted by"),
        "paid_how": _("How paid"),
        "hours_a_week": _("Hours a week"),
        "housing": _("Housing"),
        "housing_cost": _("Housing a month"),
        "begins_on": _("First day"),
        "ends_on": _("Last day"),
    }


def said_in_words(term: str, value: str, words: Labels) -> str:
    """A term's value in words where it is a code, as a number or a day where the copy says one."""
    if shown := _as_number_or_day(term, value):
        return shown
    choices = {"wage_per": WagePer, "paid_how": PaidHow, "housing": Housing}
    if term in choices and value in choices[term].values:
        return str(choices[term](value).label)
    lists = {"occupation": CodeList.OCCUPATION, "region": CodeList.REGION}
    return words.word(lists[term], value) if term in lists and value else value or "–"


def _as_number_or_day(term: str, value: str) -> str:
    """A copy says what its paper says: what is no number or day stands as it was entered."""
    try:
        if term in {"wage", "housing_cost"}:
            return formats.number(Decimal(value), 0 if value.endswith(".00") else 2, reader_language())
        return day(date.fromisoformat(value)) if term in {"begins_on", "ends_on"} else ""
    except (ValueError, InvalidOperation):
        return ""


def copy_form(request: HttpRequest, initial: Mapping[str, str]) -> forms.CopyForm:
    """What one copy says; at first what it says already, or the offer."""
    return forms.CopyForm(request.POST or None, initial=dict(initial))


def copy_page(request: HttpRequest, form: forms.CopyForm, whose: str, *, way: Sequence[Link]) -> HttpResponse:
    """The page on which one state's copy is entered."""
    hint = _("As the paper says it, also where it differs from the offer.")
    title = _("Enter the origin's copy") if whose == Copy.ORIGIN else _("Enter the copy of the state of work")
    return form_page(request, form, title=title, button=_("Enter it"), way=way, hint=hint)
