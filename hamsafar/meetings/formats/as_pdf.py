"""The dossier as PDF: tagged, PDF/UA-1, the same bytes for the same dossier."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hamsafar.kit.typesetting import typeset
from hamsafar.meetings.formats.sheet import sheet
from hamsafar.meetings.formats.wording import Seal, wording_of
from hamsafar.meetings.rules.values import Dossier

TEMPLATES = Path(__file__).resolve().parents[1] / "templates" / "typst"
FAMILY = "Noto Sans"


def dossier_pdf(dossier: Dossier, seal: Seal) -> bytes:
    """The dossier as it prints on A4, front sheet first. Its creation date is the as-of day."""
    data = sheet(dossier, wording_of(dossier), seal)
    made = datetime(dossier.as_of.year, dossier.as_of.month, dossier.as_of.day, tzinfo=UTC)
    pages = compiled("dossier.typ", data, output="pdf", pdf_standards=["ua-1"], timestamp=made)
    return bytes(pages)


def compiled(template: str, data: dict[str, Any], *, output: str, **options: Any) -> Any:
    """What typst makes of a template of the dossier and the data."""
    return typeset(TEMPLATES / template, data, output=output, **options)
