"""What everybody may read: the meetings, one meeting, its open dossier, a comparison of two days."""

from __future__ import annotations

import hashlib
import json
from datetime import date

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hamsafar.kit.language import reader_language
from hamsafar.kit.pages import page_of, public
from hamsafar.kit.parts import Link
from hamsafar.kit.verdict import require
from hamsafar.meetings import access, forms
from hamsafar.meetings.actions import preparing
from hamsafar.meetings.enums import Edition
from hamsafar.meetings.formats.as_html import sheets_context
from hamsafar.meetings.formats.as_json import as_document, dossier_json
from hamsafar.meetings.formats.render import FORMATS, rendered
from hamsafar.meetings.formats.wording import seal_of
from hamsafar.meetings.models import FrozenDossier, FrozenFile, Meeting
from hamsafar.meetings.pages import looking, shown
from hamsafar.meetings.rules.compare import Change, compare
from hamsafar.meetings.rules.dossier import build

TYPES = {
    "json": "application/json",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html; charset=utf-8",
    "cose": "application/cose",
}


@public
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every meeting, the newest first."""
    page = page_of(request, Meeting.objects.newest_first())
    rows = [shown.meeting_row(each, on=localdate()) for each in page]
    return render(request, "meetings/index.html", {"page": page, "rows": rows})


@public
@require_safe
def meeting(request: HttpRequest, slug: str) -> HttpResponse:
    """One meeting: its agenda, what each side says, documents to sign, what was decided, signed copies."""
    row = get_object_or_404(Meeting, slug=slug)
    reader, day = looking.reader_of(request), looking.as_of(request)
    material = Meeting.objects.material(slug, day)
    dossier = build(material, lang=reader_language(), edition=Edition.OPEN)
    context = shown.meeting_page(row, dossier, material, reader)
    return render(request, "meetings/meeting.html", context | {"build": forms.Build(initial={"as_of": day})})


@public
@require_safe
def dossier(request: HttpRequest, slug: str) -> HttpResponse:
    """The dossier as sheets. The restricted edition is for cleared readers, and opening it is on record."""
    row = get_object_or_404(Meeting, slug=slug)
    day, edition = looking.as_of(request), looking.edition(request)
    material = preparing.open_edition(meeting=row, as_of=day, edition=edition, by=looking.reader_of(request), at=now())
    made = build(material, lang=reader_language(), edition=edition)
    seal = seal_of(made, hashlib.sha256(dossier_json(made)).hexdigest())
    query = f"as_of={day}&edition={edition}&lang={reader_language()}"
    downloads = [
        (fmt.upper(), f"{reverse('meetings:download', args=[slug, fmt])}?{query}") for fmt in ("pdf", "docx", "json")
    ]
    trail = [*shown.trail(), Link(row.words[reader_language()], reverse("meetings:meeting", args=[slug]))]
    context = sheets_context(made, seal) | {"meeting": row, "downloads": downloads, "trail": trail, "day": day}
    return render(request, "meetings/dossier.html", context)


@public
@require_safe
def download(request: HttpRequest, slug: str, fmt: str) -> HttpResponse:
    """The dossier as a file."""
    row = get_object_or_404(Meeting, slug=slug)
    lang = request.GET.get("lang", reader_language())
    if fmt not in FORMATS or lang not in ("en", "ru", "tg"):
        raise Http404(_("There is no such format or language."))
    day, edition = looking.as_of(request), looking.edition(request)
    material = preparing.open_edition(meeting=row, as_of=day, edition=edition, by=looking.reader_of(request), at=now())
    content = rendered(build(material, lang=lang, edition=edition), fmt)
    return _file(f"{slug}.{day}.{edition}.{lang}.{fmt}", content)


@public
@require_safe
def frozen_file(request: HttpRequest, slug: str, copy: str, name: str) -> HttpResponse:
    """One file of a signed copy, byte for byte as it was signed."""
    frozen = get_object_or_404(FrozenDossier, meeting_id=slug, pk=copy)
    require(access.may_read_edition(looking.reader_of(request), frozen.edition))
    if name == "manifest.cose":
        return _file(name, bytes(frozen.manifest))
    return _file(name, get_object_or_404(FrozenFile, dossier=frozen, name=name).bytes)


@public
@require_safe
def compared(request: HttpRequest, slug: str) -> HttpResponse:
    """What changed between the dossiers of two days, or between a signed copy and another."""
    row = get_object_or_404(Meeting, slug=slug)
    reader = looking.reader_of(request)
    copies = FrozenDossier.objects.filter(meeting=row).readable_at(access.clearance_held(reader)).newest_first()
    form = forms.Compare(request.GET or None, copies=[(str(each.pk), shown.copy_name(each)) for each in copies])
    changes: list[Change] | None = None
    if form.is_valid():
        old, new = (_document(row, form.cleaned_data[side], copies) for side in ("old", "new"))
        changes = list(compare(old, new))
    trail = [*shown.trail(), Link(row.words[reader_language()], reverse("meetings:meeting", args=[slug]))]
    return render(request, "meetings/compare.html", {"meeting": row, "form": form, "changes": changes, "trail": trail})


def _document(row: Meeting, chosen: str, copies: QuerySet[FrozenDossier]) -> dict[str, object]:
    """The dossier in the reader's language: of a signed copy, or as it stands on the meeting's day or today."""
    lang = reader_language()
    days = {forms.TODAY: localdate(), forms.OF_THE_DAY: row.on}
    if chosen in days:
        return _built(row, days[chosen], lang)
    copy = get_object_or_404(copies, pk=chosen)
    file = get_object_or_404(FrozenFile, dossier=copy, name=f"dossier.{lang}.json")
    document: dict[str, object] = json.loads(file.bytes)
    return document


def _built(row: Meeting, day: date, lang: str) -> dict[str, object]:
    return as_document(build(Meeting.objects.material(row.slug, day), lang=lang, edition=Edition.OPEN))


def _file(name: str, content: bytes) -> HttpResponse:
    kind = TYPES.get(name.rpartition(".")[2], "application/octet-stream")
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
