"""How a stored file is answered with: never run, never kept by a browser, under the name of its true kind."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from hamsafar.files.models import StoredFile

ALONE = "sandbox; default-src 'none'; style-src 'unsafe-inline'"


def original(file: StoredFile, pieces: Iterable[bytes]) -> HttpResponseBase:
    """The original as a download, piece by piece."""
    answer = StreamingHttpResponse(pieces, content_type=file.media_type)
    answer["Content-Length"] = str(file.size)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(file.name)}"
    return _guarded(answer)


def shown(jpeg: bytes) -> HttpResponseBase:
    """A copy drawn for a page."""
    answer = HttpResponse(jpeg, content_type="image/jpeg")
    answer["Content-Disposition"] = "inline"
    return _guarded(answer)


def _guarded(answer: HttpResponseBase) -> HttpResponseBase:
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = ALONE
    return answer
