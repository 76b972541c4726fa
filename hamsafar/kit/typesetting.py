"""Pages for paper: a typst template of an app, and data that it reads as JSON and never as markup."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst
from django.conf import settings

from hamsafar.kit.refusal import Refusal


class NoPaperFonts(Refusal):
    """The paper fonts were not built. The message says what to run."""


def typeset(template: Path, data: dict[str, Any], *, output: str, **options: Any) -> Any:
    """What typst makes of a template and the data: bytes, or a list of them where each page is a picture."""
    given: dict[str, Any] = {
        "root": str(template.parent),
        "format": output,
        "font_paths": paper_fonts(),
        "ignore_system_fonts": True,
        "sys_inputs": {"d": json.dumps(data, ensure_ascii=False)},
    }
    return typst.compile(str(template), **given, **options)


@lru_cache(maxsize=1)
def paper_fonts() -> list[str]:
    """The folders of the paper fonts: built assets first, else the packages they are built from."""
    packages = settings.BASE_DIR / "node_modules" / "@expo-google-fonts" / "noto-sans"
    folders = [settings.BUILD / "assets" / "fonts", *sorted(p for p in packages.glob("*") if p.is_dir())]
    found = [str(folder) for folder in folders if any(folder.glob("NotoSans_*.ttf"))]
    if not found:
        raise NoPaperFonts("The fonts for paper are missing: run ./run once, which builds them.")
    return found[:1] if found[0].endswith("fonts") else found
