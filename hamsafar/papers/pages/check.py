"""The check for everybody, without a sign-in and without a trace; the published lists it stands on."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from csp.constants import SELF
from csp.decorators import csp_update
from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from hamsafar.corridor.models import Side
from hamsafar.exchange.rules.fingerprints import fingerprint
from hamsafar.kit.formats import SHORT_MONTHS
from hamsafar.kit.language import reader_language
from hamsafar.kit.pages import public
from hamsafar.papers.actions.published import published_trust
from hamsafar.papers.enums import Reason
from hamsafar.papers.formats.checking import Outcome, Trust, check
from hamsafar.papers.formats.claims import Claims
from hamsafar.papers.forms import Paste
from hamsafar.papers.models import PublishedTrust, StatusRegister
from hamsafar.papers.pages.verdicts import VERDICTS, ended
from hamsafar.papers.rules.terms import WARN_BEFORE, days_over

LIST = "application/cose"
DAYS_LIKE = (0, 1, 2, 5)  # a number of days for each form that a language of the corridor has


@public
@never_cache
@csp_update({"script-src": [SELF, "'wasm-unsafe-eval'"]})
@require_http_methods(["GET", "HEAD", "POST"])
def check_page(request: HttpRequest) -> HttpResponse:
    """Check a paper. With JavaScript the device does it alone; without, the pasted text is read here and forgotten."""
    form = Paste(request.POST or None)
    trust = published_trust()
    context: dict[str, Any] = {"form": form, "verdicts": VERDICTS.values(), "lists": lists_now(trust)}
    context["months"] = json.dumps(SHORT_MONTHS[reader_language()], ensure_ascii=False)
    context["ended"] = json.dumps([ended("{n}", like=days) for days in DAYS_LIKE], ensure_ascii=False)
    if request.method == "POST" and form.is_valid():
        at = now().timestamp()
        outcome = check(form.cleaned_data["text"], trust, at=at)
        context |= shown(outcome, at=at)
    return render(request, "papers/check.html", context)


@public
@never_cache
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The script that keeps the verifier usable offline; it stands below the page, as its scope."""
    path = finders.find("check_worker.js")
    if not path:
        raise Http404
    return HttpResponse(Path(str(path)).read_bytes(), content_type="text/javascript; charset=utf-8")


@public
@require_safe
def keys_page(request: HttpRequest) -> HttpResponse:
    """Whom verifiers trust, with the digits of each root key, and the files for those who build verifiers."""
    sides = []
    for side in Side.objects.order_by("pk"):
        newest = PublishedTrust.objects.newest(side.pk)
        if newest is not None:
            trusted = newest.trusted
            sides.append(
                {
                    "side": side,
                    "list": newest,
                    "roots": [fingerprint(side.pk, root, b"") for root in trusted.roots],
                    "keys": [_key_row(key) for key in trusted.keys],
                    "statuses": StatusRegister.objects.of_side(side.pk).signed().order_by("number"),
                }
            )
    return render(request, "papers/keys.html", {"sides": sides})


@public
@never_cache
@require_safe
def lists_file(request: HttpRequest) -> JsonResponse:
    """Which lists there are and where, for verifiers: one request tells whether anything is new."""
    found: list[dict[str, Any]] = []
    for side in Side.objects.order_by("pk"):
        newest = PublishedTrust.objects.newest(side.pk)
        if newest is not None:
            statuses = StatusRegister.objects.of_side(side.pk).signed().order_by("number")
            found.append(
                {
                    "side": side.pk,
                    "name": side.name,
                    "trust": reverse("papers:trust", args=[side.pk]),
                    "statuses": [reverse("papers:status", args=[side.pk, each.number]) for each in statuses],
                }
            )
    return JsonResponse({"warn_before": int(WARN_BEFORE.total_seconds()), "sides": found})


@public
@never_cache
@require_safe
def trust_file(request: HttpRequest, side: str) -> HttpResponse:
    """The newest trust list of a side, as its root signed it."""
    newest = PublishedTrust.objects.newest(side)
    if newest is None:
        raise Http404
    return _attachment(bytes(newest.signed or b""), f"trust-{side}.cose")


@public
@never_cache
@require_safe
def status_file(request: HttpRequest, side: str, number: int) -> HttpResponse:
    """One status list of a side, as it was last signed."""
    found = StatusRegister.objects.of_side(side).signed().filter(number=number).first()
    if found is None:
        raise Http404
    return _attachment(bytes(found.signed or b""), f"status-{side}-{number}.cose")


def shown(outcome: Outcome, *, at: float) -> dict[str, Any]:
    """The verdict as the page shows it. Contents appear only where the signature is genuine."""
    verdict = VERDICTS[outcome.reason]
    claims = outcome.claims if verdict.shows and isinstance(outcome.claims, Claims) else None
    foreign = outcome.claims if verdict.shows and outcome.claims is not None and claims is None else None
    days = _days_over(outcome, at=at)
    return {
        "verdict": verdict,
        "ago": "" if days is None else ended(days, like=days),
        "claims": claims,
        "names": dict(claims.names) if claims else {},
        "issuer": Side.objects.filter(pk=claims.issuer).first() if claims else None,
        "begins": _moment(claims.issued) if claims else None,
        "ends": _moment(claims.expires) if claims else None,
        "foreign": foreign.as_data() if foreign else None,
    }


def _days_over(outcome: Outcome, *, at: float) -> int | None:
    expires = outcome.claims.expires if outcome.claims and outcome.reason is Reason.EXPIRED else None
    return None if expires is None else days_over(expires=expires, at=at)


def lists_now(trust: Trust) -> dict[str, Any]:
    """How old the lists are that a check stands on, and whether they end soon."""
    if trust.expires is None:
        return {"none": True}
    ends = _moment(trust.expires)
    return {"until": ends, "soon": ends - now() < WARN_BEFORE}


def _key_row(key: Any) -> dict[str, Any]:
    return {
        "kid": key.kid.hex(),
        "uses": sorted(key.uses),
        "begins": _moment(key.begins),
        "ends": _moment(key.ends),
        "withdrawn": key.withdrawn,
    }


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _attachment(data: bytes, name: str) -> HttpResponse:
    return HttpResponse(
        data, content_type=LIST, headers={"Content-Disposition": f'attachment; filename="{name}"', **_OPEN}
    )


# Lists are public and meant for verifiers of others as well.
_OPEN = {"Access-Control-Allow-Origin": "*"}
