"""The exchange for the node operator: queues, what was refused, keys and their fingerprints."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hamsafar.accounts.models import User
from hamsafar.accounts.sign_in import officer_of
from hamsafar.corridor.models import Side
from hamsafar.exchange import access
from hamsafar.exchange.actions import peers, receiving, settling
from hamsafar.exchange.actions.standing import Standing, standing
from hamsafar.exchange.enums import ArrivalState, InboxState, KeysState
from hamsafar.exchange.formats import key_documents
from hamsafar.exchange.forms import Address, ConfirmKeys, ProposeKeys
from hamsafar.exchange.models import Arrival, InboxEnvelope, OutboxEnvelope, Peer, PeerKeys, Receipt, receipted_upto
from hamsafar.exchange.transport import deliver_by_wire
from hamsafar.kit.keys import KeyStore
from hamsafar.kit.pages import page_of
from hamsafar.kit.refusal import Refusal
from hamsafar.kit.verdict import require

NEWEST = 10


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Where the exchange stands: what waits, what arrived, what was refused and why."""
    by = _operator(request)
    side = _other_side()
    peer = Peer.objects.filter(side=side).first() or Peer(side=side)
    found = standing(peer, at=now())
    refused = InboxEnvelope.objects.filter(peer=peer).refused()
    upto = receipted_upto(peer)
    newest = OutboxEnvelope.objects.filter(peer=peer).order_by("-pk")[:NEWEST]
    context = {
        "side": side,
        "standing": found,
        "mark": _mark(found),
        "refused": page_of(request, refused),
        "batches": Arrival.objects.turned_away()[:NEWEST],
        "sent": [(each, each.state(upto)) for each in newest],
        "receipts": Receipt.objects.filter(peer=peer).newest_first()[:NEWEST],
        "form": Address(initial={"address": peer.address}),
        "may_retry": access.may_operate(by),
    }
    return render(request, "exchange/index.html", context)


@require_POST
def deliver(request: HttpRequest) -> HttpResponse:
    """Offer what waits now, without awaiting the end of a pause."""
    outcome = deliver_by_wire(peer=Peer.objects.the_other(), by=_operator(request), at=now())
    if outcome.problem:
        messages.error(request, outcome.problem)
    else:
        messages.success(request, _("Everything that waited was offered and arrived."))
    return redirect("exchange:index")


@require_POST
def address(request: HttpRequest) -> HttpResponse:
    """Say where the other node answers."""
    form = Address(request.POST)
    if form.is_valid():
        peers.set_address(peer=Peer.objects.the_other(), **form.cleaned_data, by=_operator(request), at=now())
        messages.success(request, _("The address was set."))
    return redirect("exchange:index")


@require_POST
def retry_envelope(request: HttpRequest, pk: int) -> HttpResponse:
    """Try again to take a refused envelope."""
    envelope = get_object_or_404(InboxEnvelope, pk=pk)
    tried = settling.retry_envelope(envelope=envelope, by=_operator(request), at=now())
    if tried.state == InboxState.TAKEN:
        messages.success(request, _("The envelope was taken."))
    else:
        messages.error(request, f"{tried.get_reason_display()} {tried.detail}")
    return redirect("exchange:index")


@require_POST
def retry_batch(request: HttpRequest, pk: int) -> HttpResponse:
    """Try again to take a batch that was refused whole."""
    arrival = get_object_or_404(Arrival, pk=pk, state=ArrivalState.TURNED_AWAY)
    store = KeyStore(settings.KEYS)
    receiving.retry_arrival(arrival=arrival, store=store, by=_operator(request), at=now())
    arrival.refresh_from_db()
    if arrival.state == ArrivalState.TURNED_AWAY:
        messages.error(request, arrival.get_reason_display())
    else:
        messages.success(request, _("The batch was taken."))
    return redirect("exchange:index")


@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """Our fingerprint to read aloud, and the keys of the other node."""
    return _keys_page(request, ProposeKeys(), ConfirmKeys())


def _keys_page(request: HttpRequest, propose: ProposeKeys, confirm: ConfirmKeys, *, status: int = 200) -> HttpResponse:
    by, at = _operator(request), now()
    rows = PeerKeys.objects.select_related("proposed_by", "confirmed_by").order_by("-pk")
    context = {
        "ours": peers.our_keys(KeyStore(settings.KEYS)),
        "side": _other_side(),
        "sets": [
            {
                "keys": each,
                "state": each.state(at=at),
                "mark": _MARKS[each.state(at=at)],
                "waits": each.state(at=at) is KeysState.PROPOSED,
                "may_confirm": access.may_stand_second(by, each, at=at),
                "may_revoke": access.may_revoke_keys(by, each),
            }
            for each in rows
        ],
        "propose": propose,
        "confirm": confirm,
    }
    return render(request, "exchange/keys.html", context, status=status)


_MARKS = {
    KeysState.PROPOSED: "open",
    KeysState.ACTIVE: "done",
    KeysState.ENDING: "soon",
    KeysState.ENDED: "none",
    KeysState.REVOKED: "broken",
}


@require_safe
def our_keys(request: HttpRequest) -> HttpResponse:
    """This node's public keys as a file to hand over."""
    _operator(request)
    document = peers.our_keys(KeyStore(settings.KEYS))
    name = f"hamsafar-keys-{document.side}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(key_documents.write(document), content_type="application/json", headers=headers)


@require_http_methods(["POST"])
def propose(request: HttpRequest) -> HttpResponse:
    """Hand in the key file of the other node."""
    form = ProposeKeys(request.POST, request.FILES)
    if not form.is_valid():
        return _keys_page(request, form, ConfirmKeys(), status=422)
    peers.propose_keys(document=form.cleaned_data["document"], by=_operator(request), at=now())
    messages.success(request, _("The keys are noted. A second officer must confirm them by telephone."))
    return redirect("exchange:keys")


@require_http_methods(["POST"])
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm keys by the digits that were heard."""
    proposed = get_object_or_404(PeerKeys, pk=pk)
    form = ConfirmKeys(request.POST)
    if not form.is_valid():
        return _keys_page(request, ProposeKeys(), form, status=422)
    peers.confirm_keys(keys=proposed, heard=form.cleaned_data["heard"], by=_operator(request), at=now())
    messages.success(request, _("The keys are confirmed."))
    return redirect("exchange:keys")


@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Revoke keys of the other node at once."""
    peers.revoke_keys(keys=get_object_or_404(PeerKeys, pk=pk), by=_operator(request), at=now())
    messages.success(request, _("The keys are revoked. Nothing signed with them is taken from now on."))
    return redirect("exchange:keys")


def _operator(request: HttpRequest) -> User:
    """The officer who is signed in, if they work at the exchange."""
    officer = officer_of(request)
    require(access.may_operate(officer))
    return officer


def _other_side() -> Side:
    """The other side of the corridor. Raises `Refusal` where no pack is loaded."""
    side = Side.objects.exclude(pk=settings.THIS_SIDE).first()
    if side is None:
        raise Refusal(_("The corridor has no other side yet: load the corridor pack first."))
    return side


def _mark(found: Standing) -> str:
    if not found.agrees:
        return "broken"
    if not found.is_well:
        return "late"
    return "done" if found.keys_confirmed else "open"
