"""What desks do, for everybody: promises reported broken, exemptions by office, departures to work by channel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from hamsafar.corridor.models import Code
from hamsafar.figures import measures
from hamsafar.figures.models import Observation, Source
from hamsafar.figures.pages.showing import View, fact_row, grade_of, source_words, web_address
from hamsafar.incidents.enums import CodeList
from hamsafar.kit.language import reader_language
from hamsafar.kit.pages import public
from hamsafar.kit.parts import Note


@dataclass(frozen=True)
class Told:
    """How often something was reported: `incidents` is None where it happened too seldom to be published."""

    incidents: int | None
    synthetic: bool


@dataclass(frozen=True)
class PromiseRow:
    """One promise: in words, since which day, the number of its source; and how often it was reported broken.

    It is established where it names a source. `source` is that one's number on the page.
    """

    key: str
    words: str
    note: str
    since: date | None
    is_established: bool
    source: str
    told: tuple[Told, ...]


@public
@require_safe
def promises(request: HttpRequest) -> HttpResponse:
    """What treaties promise to people who travel, with its source, and how often it was reported broken."""
    rows = list(Code.objects.of(CodeList.PROMISE.value).in_force(on=timezone.localdate()))
    keys = dict.fromkeys(each.source for each in rows if each.source)
    sources = {each.key: each.as_value() for each in Source.objects.filter(key__in=list(keys))}
    numbers = {key: str(n) for n, key in enumerate(keys, start=1) if key in sources}
    reader = reader_language()
    broken = {synthetic: measures.broken_promises(synthetic=synthetic) for synthetic in (False, True)}
    context = {
        "rows": [_promise(each, numbers.get(each.source, ""), broken, reader) for each in rows],
        "notes": [
            Note(numbers[key], source_words(each, reader), web_address(each), grade_of(each.quality))
            for key, each in sorted(sources.items(), key=lambda pair: int(numbers[pair[0]]))
        ],
    }
    return render(request, "figures/promises.html", context)


def _promise(promise: Code, source: str, broken: Mapping[bool, Mapping[str, int | None]], reader: str) -> PromiseRow:
    told = [
        Told(counts.get(promise.key, 0), synthetic)
        for synthetic, counts in broken.items()
        if promise.source and (counts or not synthetic)
    ]
    words, note = promise.label[reader], promise.note[reader]
    return PromiseRow(promise.key, words, note, promise.valid_from, bool(promise.source), source, tuple(told))


@public
@require_safe
def exemptions(request: HttpRequest) -> HttpResponse:
    """How many exemptions each office granted, each of them by two officers."""
    return render(request, "figures/exemptions.html", {"rows": measures.exemptions()})


RECRUITS = "recruits"  # the series of published counts


@public
@require_safe
def recruited(request: HttpRequest) -> HttpResponse:
    """What this node counts of organised recruitment, beside every published count; why they may differ."""
    view = View(Observation.objects.facts().book(None))
    facts = sorted(view.book.of_series(RECRUITS), key=lambda fact: (fact.period or "", fact.key), reverse=True)
    context = {
        "measures": measures.of_recruitment(),
        "rows": [fact_row(fact, view) for fact in facts],
        "notes": view.notes(),
    }
    return render(request, "figures/recruited.html", context)
