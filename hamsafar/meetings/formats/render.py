"""One dossier in one format."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping

from hamsafar.meetings.formats.as_docx import dossier_docx
from hamsafar.meetings.formats.as_html import dossier_html
from hamsafar.meetings.formats.as_json import dossier_json
from hamsafar.meetings.formats.as_pdf import dossier_pdf
from hamsafar.meetings.formats.wording import Seal, seal_of
from hamsafar.meetings.rules.values import Dossier

PRINTED: Mapping[str, Callable[[Dossier, Seal], bytes]] = {
    "pdf": dossier_pdf,
    "docx": dossier_docx,
    "html": dossier_html,
}
FORMATS = ("json", *PRINTED)


def rendered(dossier: Dossier, fmt: str, *, signed_by: str = "") -> bytes:
    """The dossier in `fmt`. `signed_by` names the node where the copy is frozen; empty for a working copy.

    Printed formats carry the fingerprint of the JSON, so that a sheet of paper leads back to the file it came from.
    """
    data = dossier_json(dossier)
    if fmt == "json":
        return data
    return PRINTED[fmt](dossier, seal_of(dossier, hashlib.sha256(data).hexdigest(), signed_by))
