"""The dossier as HTML: the printed sheets on a screen, as a part of a page or as one file that needs nothing else."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import override

from hamsafar.kit import charts
from hamsafar.meetings.formats.sheet import sheet
from hamsafar.meetings.formats.wording import Seal, wording_of
from hamsafar.meetings.rules.values import Dossier


def dossier_html(dossier: Dossier, seal: Seal) -> bytes:
    """The dossier as one HTML file with its style inside."""
    css = settings.BUILD / "assets" / "site.css"
    style = css.read_text(encoding="utf-8") if css.exists() else ""
    with override(dossier.lang):
        context = sheets_context(dossier, seal) | {"style": mark_safe(style)}  # noqa: S308 (our own style sheet)
        return render_to_string("meetings/dossier_file.html", context).encode()


def sheets_context(dossier: Dossier, seal: Seal) -> dict[str, Any]:
    """What `meetings/sheets.html` shows; every string is escaped there, drawings were escaped as they were made."""
    data = sheet(dossier, wording_of(dossier), seal)
    for item, shown in zip(dossier.items, data["items"], strict=True):
        for chart, drawn in zip(item.charts, shown["charts"], strict=True):
            frame = charts.SHEET if drawn["wide"] else charts.SHEET_HALF
            drawn["drawing"] = charts.drawing(chart.picture, frame)
    data["qr"] = mark_safe(data["seal"]["qr"])  # noqa: S308 (drawn by segno from our own text)
    return {"d": data, "w": data["words"], "lang": dossier.lang}
