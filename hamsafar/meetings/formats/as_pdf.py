"""The dossier as PDF: tagged, PDF/UA-1, the same bytes for the same dossier."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst
from django.conf import settings

from hamsafar.kit.refusal import Refusal
from hamsafar.meetings.formats.sheet import sheet
from hamsafar.meetings.formats.wording import Seal, wording_of
from hamsafar.meetings.rules.values import Dossier

TEMPLATES = Path(__file__).resolve().parents[1] / "templates" / "typst"
FAMILY = "Noto Sans"


class NoPaperFonts(Refusal):
    """The paper fonts were not built. The message says what to run."""


def dossier_pdf(dossier: Dossier, seal: Seal) -> bytes:
    """The dossier as it prints on A4, front sheet first. Its creation date is the as-of day."""
    data = sheet(dossier, wording_of(dossier), seal)
    made = datetime(dossier.as_of.year, dossier.as_of.month, dossier.as_of.day, tzinfo=UTC)
    pages = compiled("dossier.typ", data, output="pdf", pdf_standards=["ua-1"], timestamp=made)
    return bytes(pages)


def compiled(template: str, data: dict[str, Any], *, output: str, **options: Any) -> Any:
    """What typst makes of a template of ours and the data, which it reads as JSON and never as markup."""
    given: dict[str, Any] = {
        "root": str(TEMPLATES),
        "format": output,
        "font_paths": paper_fonts(),
        "ignore_system_fonts": True,
        "sys_inputs": {"d": json.dumps(data, ensure_ascii=False)},
    }
    return typst.compile(str(TEMPLATES / template), **given, **options)


@lru_cache(maxsize=1)
def paper_fonts() -> list[str]:
    """The folders of the paper fonts: built assets first, else the packages they are built from."""
    packages = settings.BASE_DIR / "node_modules" / "@expo-google-fonts" / "noto-sans"
    folders = [settings.BUILD / "assets" / "fonts", *sorted(p for p in packages.glob("*") if p.is_dir())]
    found = [str(folder) for folder in folders if any(folder.glob("NotoSans_*.ttf"))]
    if not found:
        raise NoPaperFonts("The fonts for paper are missing: run ./run once, which builds them.")
    return found[:1] if found[0].endswith("fonts") else found
