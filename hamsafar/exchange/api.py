"""The door for the other node: a batch in, a signed receipt out. Nobody signs in here; the batch itself is signed."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.timezone import now
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from hamsafar.exchange.actions.receiving import receive_batch
from hamsafar.exchange.enums import Reason, Via
from hamsafar.exchange.formats import batches, receipts
from hamsafar.kit.actor import SYSTEM
from hamsafar.kit.keys import KeyStore
from hamsafar.kit.pages import public


@csrf_exempt
@public
@require_POST
def inbox(request: HttpRequest) -> HttpResponse:
    """Take one batch. 200 with a receipt to a known node, 409 with one sentence to anybody else."""
    if request.content_type != batches.CONTENT_TYPE:
        return _refusal(Reason.NOT_A_BATCH, status=415)
    raw = request.read(batches.LARGEST_MESSAGE + 1)
    if len(raw) > batches.LARGEST_MESSAGE:
        return _refusal(Reason.TOO_LARGE, status=413)
    outcome = receive_batch(raw=raw, via=Via.WIRE, store=KeyStore(settings.KEYS), by=SYSTEM, at=now())
    if not outcome.receipt:
        return _refusal(Reason(outcome.reason), status=409)
    return HttpResponse(outcome.receipt, content_type=receipts.CONTENT_TYPE)


def _refusal(reason: Reason, *, status: int) -> HttpResponse:
    return HttpResponse(str(reason.label), content_type="text/plain; charset=utf-8", status=status)
