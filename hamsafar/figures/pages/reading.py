"""Pages that everybody may read: the lists, one series, all counts of one thing, one fact, downloads."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hamsafar.accounts.models import User
from hamsafar.figures import access, measures
from hamsafar.figures.formats.exports import CONTENT, ENDINGS, FORMATS
from hamsafar.figures.forms import AsOf, Filter
from hamsafar.figures.models import Observation
from hamsafar.figures.pages import counts as mirror_view
from hamsafar.figures.pages.charts import levels_by_counter
from hamsafar.figures.pages.showing import (
    NO_PERIOD,
    NO_SERIES,
    FactRow,
    View,
    fact_row,
    finding_row,
    grade_of,
    plain,
    source_words,
    web_address,
    who,
)
from hamsafar.figures.rules.book import Book
from hamsafar.figures.rules.disagreements import CANNOT_BOTH_HOLD, PARTS_DO_NOT_ADD_UP, is_comparable
from hamsafar.figures.rules.periods import NotAPeriod, canonical, parse
from hamsafar.figures.rules.precision import interval
from hamsafar.figures.rules.values import Fact
from hamsafar.kit.pages import page_of, public
from hamsafar.kit.parts import Link

DOWNLOADS = (("csv", "CSV"), ("json", "JSON"), ("sdmx-csv", "SDMX-CSV"), ("sdmx-json", "SDMX-JSON"))


@dataclass(frozen=True)
class SeriesRow:
    """One series in the list."""

    name: str
    url: str
    topic: str
    latest: str
    period: str
    facts: int
    differs: bool


@dataclass(frozen=True)
class Download:
    """A link to a file, and what kind it is."""

    words: str
    url: str


@public
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every series by topic; with a search, every fact that holds the word."""
    everything = Observation.objects.facts()
    topics = [
        (key, everything.codes.long("topic", key, View(everything.book(None)).lang))
        for key in _topics(everything.series.values())
    ]
    form = Filter(request.GET, topics=topics)
    view = View(everything.book(form.day(), today=localdate()))
    asked = form.cleaned_data if form.is_valid() else {}
    words, topic = str(asked.get("q", "")).strip(), str(asked.get("topic", ""))
    found = [fact_row(fact, view) for fact in _matching(view, words, topic)] if words else []
    rows = found or ([] if words else _series_rows(view, topic))
    may_import = access.may_import(request.user) if isinstance(request.user, User) else None
    return render(
        request,
        "figures/index.html",
        {
            "form": form,
            "view": view,
            "words": words,
            "page": page_of(request, rows),
            "rows_found": len(rows),
            "notes": view.notes(),
            "disagreements": len(view.book.disagreements),
            "disagreements_url": view.address("disagreements"),
            "measures": measures.live(view.book) + (() if view.book.as_of else measures.of_desks()),
            "downloads": _downloads(view),
            "may_import": may_import,
        },
    )


@public
@require_safe
def series(request: HttpRequest, key: str) -> HttpResponse:
    """Every fact of one series, newest period first."""
    form, view = _view(request)
    if key != NO_SERIES and key not in view.book.series:
        raise Http404
    facts = view.book.of_series("" if key == NO_SERIES else key)
    ordered = sorted(facts, key=lambda fact: (_order(fact), fact.key), reverse=True)
    names = Counter((fact.period, fact.scope) for fact in facts if is_comparable(fact))
    page = page_of(request, ordered)
    rows = [(fact_row(fact, view), _all_counts(view, fact, names)) for fact in page]
    return render(
        request,
        "figures/series.html",
        {
            "form": form,
            "name": view.series_name("" if key == NO_SERIES else key),
            "about": _about_series(view, key),
            "page": page,
            "rows": rows,
            "findings": [finding_row(each, view) for each in view.book.findings(key)],
            "chart": levels_by_counter(view, key),
            "notes": view.notes(),
            "downloads": _downloads(view, series=key),
            "trail": [_home(view)],
        },
    )


@public
@require_safe
def mirror(request: HttpRequest, key: str, period: str) -> HttpResponse:
    """All counts of one thing side by side; none is chosen."""
    form, view = _view(request)
    if key not in view.book.series:
        raise Http404
    spelt = _period_or_404(period)
    scopes = mirror_view.scopes_of(view, key, spelt)
    wanted = request.GET.get("scope", next(iter(scopes), ""))
    if scopes and wanted not in scopes:
        raise Http404
    counts = scopes.get(wanted, ())
    findings = [each for each in view.book.findings(key, spelt) if each.scope == wanted]
    apart = next((each for each in findings if each.rule == CANNOT_BOTH_HOLD), None)
    uncovered = next((each for each in findings if each.rule == PARTS_DO_NOT_ADD_UP), None)
    title = mirror_view.title(view, key, spelt, counts)
    context = {
        "form": form,
        "title": title,
        "scope": view.label("scope", wanted),
        "lead": mirror_view.which_hold(view, counts) if counts else _("No count was public on this day."),
        "uncovered": mirror_view.what_parts_leave(view, uncovered) if uncovered else "",
        "chart": mirror_view.picture(view, title, counts, apart) if counts else None,
        "parts": mirror_view.cut_into_parts(view, uncovered) if uncovered else None,
        "counts": mirror_view.table(view, counts),
        "fits": mirror_view.own_words(view, counts),
        "others": mirror_view.others(view, key, spelt),
        "other_scopes": [
            Link(view.label("scope", scope), view.address("mirror", key, period, scope=scope))
            for scope in scopes
            if scope != wanted
        ],
        "here": view.period(spelt) or _("all counts"),
        "trail": [_home(view), Link(view.series_name(key), view.address("series", key))],
        "downloads": _downloads(view, series=key, period=spelt),
    }
    return render(request, "figures/mirror.html", {**context, "notes": view.notes()})


@public
@require_safe
def fact(request: HttpRequest, key: str) -> HttpResponse:
    """One fact with everything that is known about it."""
    form, view = _view(request)
    found = view.book.get(key)
    if found is None:
        raise Http404
    inputs = [fact_row(each, view) for each in view.book.with_inputs(found.inputs)]
    used_by = [fact_row(each, view) for each in view.book.facts.values() if key in each.inputs]
    trail = [_home(view), Link(view.series_name(found.series), view.address("series", found.series or NO_SERIES))]
    return render(
        request,
        "figures/fact.html",
        {
            "form": form,
            "fact": found,
            "pieces": view.pieces(found),
            "title": found.words[view.lang],
            "rows": _about_fact(view, found),
            "note": found.note[view.lang] if found.note else "",
            "source": found.source,
            "source_words": source_words(found.source, view.lang) if found.source else "",
            "source_url": web_address(found.source) if found.source else "",
            "grade": grade_of(found.source.quality) if found.source else "",
            "inputs": inputs,
            "used_by": used_by,
            "mirror_url": view.mirror(found.series, found.period) if is_comparable(found) else "",
            "notes": view.notes(),
            "trail": trail,
        },
    )


@public
@require_safe
def disagreements(request: HttpRequest) -> HttpResponse:
    """Every disagreement found by rule."""
    form, view = _view(request)
    rows = [finding_row(each, view) for each in view.book.disagreements]
    page = page_of(request, rows)
    return render(
        request,
        "figures/disagreements.html",
        {"form": form, "page": page, "notes": view.notes(), "trail": [_home(view)], "number": len(rows)},
    )


@public
@require_safe
def download(request: HttpRequest, kind: str) -> HttpResponse:
    """The figures as a file; `series` and `period` of the address narrow it, `as-of` cuts it."""
    if kind not in FORMATS:
        raise Http404
    form = AsOf(request.GET)
    if not form.is_valid():
        return HttpResponse(
            _("Write the day as year, month and day: 2025-02-13."), status=400, content_type="text/plain"
        )
    book = Observation.objects.all().book(form.day())
    name = "figures"
    if wanted := request.GET.get("series", ""):
        book, name = _narrowed(book, wanted, request.GET.get("period", "")), wanted
    response = HttpResponse(FORMATS[kind](book, now()), content_type=CONTENT[kind])
    response["Content-Disposition"] = f'attachment; filename="{name}.{ENDINGS[kind]}"'
    return response


def _view(request: HttpRequest) -> tuple[AsOf, View]:
    form = AsOf(request.GET)
    return form, View(Observation.objects.all().book(form.day()))


def _home(view: View) -> Link:
    return Link(_("Figures"), view.address("index"))


def _period_or_404(text: str) -> str:
    try:
        return "" if text == NO_PERIOD else canonical(parse(text))
    except NotAPeriod as problem:
        raise Http404 from problem


def _topics(every: Iterable[object]) -> list[str]:
    return sorted({str(getattr(each, "topic", "")) for each in every} - {""})


def _order(fact: Fact) -> str:
    return parse(fact.period).end.isoformat() if fact.period else (fact.day.isoformat() if fact.day else "")


def _series_rows(view: View, topic: str) -> list[SeriesRow]:
    by_series: dict[str, list[Fact]] = defaultdict(list)
    for each in view.book.facts.values():
        by_series[each.series].append(each)
    torn = {finding.series for finding in view.book.disagreements}
    keys = [*view.book.series, ""]
    rows = []
    for key in keys:
        facts = by_series.get(key, [])
        its_topic = view.book.series[key].topic if key else ""
        if facts and (not topic or its_topic == topic):
            newest = max(facts, key=lambda each: (_order(each), each.key))
            rows.append(
                SeriesRow(
                    name=view.series_name(key),
                    url=view.address("series", key or NO_SERIES),
                    topic=view.label("topic", its_topic),
                    latest=plain(newest, view) if newest.kind != "note" else newest.words[view.lang],
                    period=view.period(newest.period),
                    facts=len(facts),
                    differs=key in torn,
                )
            )
    return rows


def _matching(view: View, words: str, topic: str) -> list[Fact]:
    wanted = words.casefold().split()
    found = []
    for each in view.book.facts.values():
        its_topic = view.book.series[each.series].topic if each.series else ""
        text = " ".join(
            [
                each.words[view.lang],
                view.series_name(each.series),
                plain(each, view),
                each.period,
                who(each, view),
                each.source.title if each.source else "",
                each.source.address if each.source else "",
                each.key,
            ]
        ).casefold()
        if all(word in text for word in wanted) and (not topic or its_topic == topic):
            found.append(each)
    return sorted(found, key=lambda each: (each.series, _order(each), each.key))


def _all_counts(view: View, fact: Fact, counts: Counter[tuple[str, str]]) -> str:
    """The address of the mirror view where the fact stands beside others."""
    alone = counts[fact.period, fact.scope] < 2  # noqa: PLR2004 - one count stands beside nothing
    return "" if alone or not is_comparable(fact) else view.mirror(fact.series, fact.period)


def _about_series(view: View, key: str) -> list[tuple[str, str]]:
    found = view.book.series.get(key)
    if found is None:
        return []
    rows = [
        (_("Topic"), view.label("topic", found.topic)),
        (_("Unit"), view.label("unit", found.unit)),
        (_("Measures"), view.series_name(found.measures) if found.measures else ""),
        (_("Part of"), view.series_name(found.part_of) if found.part_of else ""),
        (_("Key"), found.key),
    ]
    return [row for row in rows if row[1]]


def _about_fact(view: View, fact: Fact) -> list[tuple[str, str]]:
    counted = view.label("authority", fact.counted_by)
    rows = [
        (_("Value") if fact.formula else _("As published"), plain(fact, view) if fact.kind != "note" else ""),
        (_("What this leaves open"), _open(view, fact)),
        (_("Period"), view.period(fact.period)),
        (_("Of whom or where"), view.label("scope", fact.scope)),
        (_("Whose count"), counted),
        (_("Who said it"), view.label("authority", fact.said_by)),
        (
            _("Became public"),
            view.period(fact.published_on.isoformat())
            if fact.published_on
            else _("undated: in no edition as of a day"),
        ),
        (_("Formula"), fact.formula),
        (
            _("Interval"),
            f"{view.number(fact.low)} – {view.number(fact.high)}"
            if fact.low is not None and fact.high is not None
            else "",
        ),
        (_("Line of the list it came from"), fact.found),
        (_("Key"), fact.key),
    ]
    return [row for row in rows if row[1]]


def _open(view: View, fact: Fact) -> str:
    if fact.kind != "number" or fact.value is None or fact.formula:
        return ""
    ends = interval(fact.value, fact.decimals, fact.qualifier or "exactly")
    short = view.book.codes.short("unit", fact.unit, view.lang)
    if ends.low is None or ends.high is None:
        return plain(fact, view)
    return f"{view.number(ends.low)} – {view.number(ends.high)}\u00a0{short}"


def _downloads(view: View, **query: str) -> list[Download]:
    return [
        Download(words, view.address("download", kind, **{k: v for k, v in query.items() if v}))
        for kind, words in DOWNLOADS
    ]


def _narrowed(book: Book, series_key: str, period: str) -> Book:
    """The facts of one series, and of one period, with what its computed ones were computed from."""
    if series_key != NO_SERIES and series_key not in book.series:
        raise Http404
    spelt = _period_or_404(period) if period else ""
    chosen = book.of_series("" if series_key == NO_SERIES else series_key, spelt)
    kept = {fact.key: fact for fact in book.with_inputs(fact.key for fact in chosen)}
    return replace(book, facts=kept)


__all__ = ["FactRow", "disagreements", "download", "fact", "index", "mirror", "series"]
