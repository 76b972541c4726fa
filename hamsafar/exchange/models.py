"""The other side's node and its keys; what was sent, what arrived, what is proven of both.

Content lies here only locked. Its key stands in the same row until it is destroyed, and then the row still proves
what number it had and that nothing was put in its place.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _

from hamsafar.accounts.models import User
from hamsafar.corridor.models import Side
from hamsafar.exchange.enums import ArrivalState, InboxState, KeysState, OutboxState, Reason, Via
from hamsafar.exchange.formats.batches import Sealed
from hamsafar.exchange.rules import chain
from hamsafar.exchange.rules.pace import KeysFacts, are_trusted, keys_state
from hamsafar.kit.ids import new_id
from hamsafar.kit.privacy import Keep
from hamsafar.kit.refusal import Refusal

PROOF = Keep(for_good="The proof of what crossed; without its content key it says nothing of anybody.")


class PeerQuerySet(models.QuerySet["Peer"]):
    def the_other(self) -> Peer:
        """The other side's node. Its row is made when it is first asked for, long before the node answers.

        Raises `Refusal` where the corridor pack is not loaded.
        """
        known = self.exclude(pk=_here()).first()
        if known is not None:
            return known
        side = Side.objects.exclude(pk=_here()).first()
        if side is None:
            raise Refusal(_("The corridor has no other side yet: load the corridor pack first."))
        return self.get_or_create(side=side)[0]

    def locked(self, pk: str) -> Peer:
        """One peer, held until the transaction ends."""
        return self.select_for_update().get(pk=pk)

    def due(self, *, at: datetime) -> Self:
        """Peers with an address whose pause after a failure is over."""
        return self.exclude(address="").filter(Q(next_try_at__isnull=True) | Q(next_try_at__lte=at))


class Peer(models.Model):
    """The other side's node: where it answers, and how the last tries went."""

    side = models.OneToOneField(Side, on_delete=models.PROTECT, primary_key=True, related_name="peer")
    address = models.CharField(max_length=200, blank=True, default="")
    failures = models.PositiveIntegerField(default=0)
    failing_since = models.DateTimeField(null=True)
    next_try_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=500, blank=True, default="")
    root_sent = models.PositiveBigIntegerField(default=0)  # the newest seal of ours that was sent to be witnessed

    objects = PeerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="peer_fails_since_a_moment_or_not_at_all",
                condition=Q(failures=0, failing_since__isnull=True, next_try_at__isnull=True)
                | Q(failures__gt=0, failing_since__isnull=False),
            )
        ]

    class Privacy:
        personal: frozenset[str] = frozenset()
        keep = Keep(for_good="A node is not a person.")

    def __str__(self) -> str:
        return f"node {self.pk}"


class PeerKeysQuerySet(models.QuerySet["PeerKeys"]):
    def proposed(self) -> Self:
        """Keys that a second officer has not confirmed."""
        return self.filter(confirmed_at__isnull=True, revoked_at__isnull=True)

    def trusted(self, *, at: datetime) -> Self:
        """Keys whose signature is taken on this instant."""
        over = Q(ends_at__isnull=True) | Q(ends_at__gt=at)
        return self.filter(over, confirmed_at__lte=at, revoked_at__isnull=True)

    def newest_first(self) -> Self:
        return self.order_by("-confirmed_at", "-pk")

    def locked(self, pk: int) -> PeerKeys:
        return self.select_for_update().get(pk=pk)


class PeerKeys(models.Model):
    """The two public keys of the other node, as handed over by one ceremony: proposed by one officer, confirmed by
    another who heard the fingerprint read aloud."""

    peer = models.ForeignKey(Peer, on_delete=models.PROTECT, related_name="keys")
    signing = models.BinaryField(max_length=32)
    locking = models.BinaryField(max_length=32)
    key_id = models.BinaryField(max_length=8)
    fingerprint = models.CharField(max_length=60)
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    confirmed_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    revoked_at = models.DateTimeField(null=True)

    objects = PeerKeysQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="a_node_hands_over_the_same_key_once", fields=["peer", "key_id"]),
            models.CheckConstraint(
                name="keys_are_confirmed_by_a_second_officer",
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("proposed_by")),
            ),
            models.CheckConstraint(
                name="keys_are_confirmed_by_somebody_at_a_moment",
                condition=Q(confirmed_by__isnull=True, confirmed_at__isnull=True, ends_at__isnull=True)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="keys_are_revoked_by_somebody_at_a_moment",
                condition=Q(revoked_by__isnull=True, revoked_at__isnull=True)
                | Q(revoked_by__isnull=False, revoked_at__isnull=False),
            ),
        ]

    class Privacy:
        personal: frozenset[str] = frozenset()
        keep = PROOF

    def __str__(self) -> str:
        return f"keys {bytes(self.key_id).hex()} of node {self.peer_id}"

    def state(self, *, at: datetime) -> KeysState:
        """What these keys are good for on an instant."""
        return keys_state(KeysFacts(self.confirmed_at, self.ends_at, self.revoked_at), at)

    def are_trusted(self, *, at: datetime) -> bool:
        return are_trusted(self.state(at=at))


class Batch(models.Model):
    """Consecutive envelopes of ours under one signature; signed anew where the key was rolled over meanwhile."""

    peer = models.ForeignKey(Peer, on_delete=models.PROTECT, related_name="batches")
    first = models.PositiveBigIntegerField()
    count = models.PositiveIntegerField()
    signed = models.BinaryField()
    key_id = models.BinaryField(max_length=8)
    sealed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="batch_is_signed_once_with_a_key", fields=["peer", "first", "key_id"]),
        ]

    class Privacy:
        personal: frozenset[str] = frozenset()
        keep = PROOF

    def __str__(self) -> str:
        return f"batch {self.first}–{self.last} to {self.peer_id}"

    @property
    def last(self) -> int:
        return self.first + self.count - 1


class OutboxQuerySet(models.QuerySet["OutboxEnvelope"]):
    def queued(self) -> Self:
        """Envelopes that have no number yet, in the order in which they get one."""
        return self.filter(number__isnull=True).order_by("pk")

    def numbered(self) -> Self:
        return self.filter(number__isnull=False).order_by("number")

    def not_receipted(self, upto: int) -> Self:
        """Envelopes that no receipt covers, given the number that receipts go up to."""
        return self.filter(Q(number__isnull=True) | Q(number__gt=upto))


class OutboxEnvelope(models.Model):
    """One envelope of ours, locked from the moment it was written. It gets its number when it is sealed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    peer = models.ForeignKey(Peer, on_delete=models.PROTECT, related_name="outbox", db_index=False)
    kind = models.CharField(max_length=60)
    version = models.PositiveSmallIntegerField()
    subject = models.UUIDField()
    position = models.PositiveIntegerField()
    about = models.CharField(max_length=200)
    ciphertext = models.BinaryField()
    commitment = models.BinaryField(max_length=32)
    wrapped_key = models.BinaryField(null=True)  # the content key, locked: see `actions.keeping`
    made_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)
    number = models.PositiveBigIntegerField(null=True)
    link = models.BinaryField(max_length=32, null=True)

    objects = OutboxQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="sent_envelope_has_its_own_number", fields=["peer", "number"]),
            models.UniqueConstraint(
                name="sent_envelope_has_its_own_place_in_its_case", fields=["peer", "subject", "position"]
            ),
            models.CheckConstraint(
                name="sent_envelope_has_a_link_once_it_has_a_number",
                condition=Q(number__isnull=True, link__isnull=True) | Q(number__gt=0, link__isnull=False),
            ),
            models.CheckConstraint(
                name="sent_envelope_has_its_key_until_it_is_erased",
                condition=Q(wrapped_key__isnull=False, erased_at__isnull=True)
                | Q(wrapped_key__isnull=True, erased_at__isnull=False),
            ),
        ]
        indexes = [models.Index(name="outbox_queued", fields=["peer", "id"], condition=Q(number__isnull=True))]

    class Privacy:
        personal = frozenset({"ciphertext", "wrapped_key"})
        keep = Keep(years=7, after="made_at")

    def __str__(self) -> str:
        return f"envelope {self.pk} to {self.peer_id}"

    @property
    def sealed(self) -> Sealed:
        """The envelope as it travels."""
        return Sealed(commitment=bytes(self.commitment), ciphertext=bytes(self.ciphertext))

    def state(self, upto: int) -> OutboxState:
        """How far it has come, given the number that receipts go up to."""
        if self.number is None:
            return OutboxState.QUEUED
        return OutboxState.RECEIPTED if self.number <= upto else OutboxState.SEALED


class ReceiptQuerySet(models.QuerySet["Receipt"]):
    def newest_first(self) -> Self:
        return self.order_by("-said_at", "-pk")


class Receipt(models.Model):
    """The other side's signed word on how far it holds our log."""

    peer = models.ForeignKey(Peer, on_delete=models.PROTECT, related_name="receipts")
    upto = models.PositiveBigIntegerField()
    head = models.BinaryField(max_length=32)
    early = models.PositiveIntegerField()
    reason = models.CharField(max_length=40, blank=True)
    agrees = models.BooleanField()  # whether our own log has this link at this number
    signed = models.BinaryField()
    said_at = models.DateTimeField()
    arrived_at = models.DateTimeField()
    via = models.CharField(max_length=10, choices=Via.choices)

    objects = ReceiptQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(name="receipt_newest", fields=["peer", "-said_at", "-id"])]

    class Privacy:
        personal: frozenset[str] = frozenset()
        keep = PROOF

    def __str__(self) -> str:
        return f"receipt of {self.peer_id} up to {self.upto}"


class ArrivalQuerySet(models.QuerySet["Arrival"]):
    def early(self) -> Self:
        """Batches that wait for earlier ones, the first first."""
        return self.filter(state=ArrivalState.EARLY).order_by("first", "pk")

    def turned_away(self) -> Self:
        return self.filter(state=ArrivalState.TURNED_AWAY).order_by("-last_at", "-pk")

    def unproven(self) -> Self:
        """Batches that nobody known here is proven to have sent."""
        return self.filter(peer__isnull=True)

    def not_logged_around(self, peer: Peer, number: int) -> Self:
        """Kept messages that hold, or may hold, the envelope of this number."""
        covers = Q(first__isnull=True) | Q(first__lte=number, first__gt=number - F("count"))
        return self.filter(covers, Q(peer=peer) | Q(peer__isnull=True)).exclude(state=ArrivalState.LOGGED)


class Arrival(models.Model):
    """One batch as it arrived. Its bytes are kept where it waits or was refused; of one in the log, its signature."""

    peer = models.ForeignKey(Peer, on_delete=models.PROTECT, related_name="arrivals", null=True)
    digest = models.BinaryField(max_length=32, unique=True)
    raw = models.BinaryField(blank=True)
    signed = models.BinaryField(blank=True)
    first = models.PositiveBigIntegerField(null=True)
    count = models.PositiveIntegerField(null=True)
    state = models.CharField(max_length=20, choices=ArrivalState.choices)
    reason = models.CharField(max_length=40, choices=Reason.choices, blank=True, default="")
    detail = models.CharField(max_length=300, blank=True, default="")
    via = models.CharField(max_length=10, choices=Via.choices)
    arrived_at = models.DateTimeField()
    last_at = models.DateTimeField()
    times = models.PositiveIntegerField(default=1)

    objects = ArrivalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="arrival_turned_away_has_a_reason",
                condition=Q(state=ArrivalState.TURNED_AWAY) ^ Q(reason=""),
            ),
            models.CheckConstraint(
                name="arrival_in_the_log_is_proven",
                condition=~Q(state=ArrivalState.LOGGED)
                | Q(peer__isnull=False, first__isnull=False, count__isnull=False),
            ),
        ]
        indexes = [models.Index(name="arrival_waiting", fields=["peer", "state", "first"])]

    class Privacy:
        personal = frozenset({"raw"})
        keep = Keep(years=7, after="arrived_at")

    def __str__(self) -> str:
        return f"arrival {self.pk}"


IS_OPEN = Q(state__in=[InboxState.REFUSED, InboxState.WAITING])


class InboxQuerySet(models.QuerySet["InboxEnvelope"]):
    def refused(self) -> Self:
        return self.filter(state=InboxState.REFUSED).order_by("number")

    def waiting(self) -> Self:
        return self.filter(state=InboxState.WAITING).order_by("number")

    def open(self) -> Self:
        """Envelopes that hold up later ones of their case."""
        return self.filter(IS_OPEN)

    def locked(self, pk: int) -> InboxEnvelope:
        return self.select_for_update().get(pk=pk)


class InboxEnvelope(models.Model):
    """One envelope of the other side's log: its number, its link, what became of it here."""

    peer = models.ForeignKey(Peer, on_delete=models.PROTECT, related_name="inbox", db_index=False)
    arrival = models.ForeignKey(Arrival, on_delete=models.PROTECT, related_name="envelopes")
    number = models.PositiveBigIntegerField()
    link = models.BinaryField(max_length=32)
    ciphertext = models.BinaryField()
    commitment = models.BinaryField(max_length=32)
    wrapped_key = models.BinaryField(null=True)  # the content key, locked: see `actions.keeping`
    erased_at = models.DateTimeField(null=True)
    message = models.UUIDField(null=True)
    kind = models.CharField(max_length=60, blank=True, default="")
    version = models.PositiveIntegerField(null=True)
    subject = models.UUIDField(null=True)
    position = models.PositiveBigIntegerField(null=True)
    state = models.CharField(max_length=20, choices=InboxState.choices)
    reason = models.CharField(max_length=40, choices=Reason.choices, blank=True, default="")
    detail = models.CharField(max_length=300, blank=True, default="")
    arrived_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)

    objects = InboxQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="received_envelope_has_its_own_number", fields=["peer", "number"]),
            models.UniqueConstraint(
                name="a_message_is_taken_once", fields=["peer", "message"], condition=Q(state=InboxState.TAKEN)
            ),
            models.CheckConstraint(
                name="received_envelope_is_taken_at_a_moment",
                condition=Q(state=InboxState.TAKEN, taken_at__isnull=False, message__isnull=False)
                | (~Q(state=InboxState.TAKEN) & Q(taken_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="refused_envelope_has_a_reason", condition=Q(state=InboxState.REFUSED) ^ Q(reason="")
            ),
            models.CheckConstraint(
                name="received_envelope_has_its_key_until_it_is_erased",
                condition=Q(wrapped_key__isnull=False, erased_at__isnull=True)
                | Q(wrapped_key__isnull=True, erased_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(name="inbox_case", fields=["peer", "subject", "position"]),
            models.Index(name="inbox_open", fields=["peer", "number"], condition=Q(state__in=["refused", "waiting"])),
        ]

    class Privacy:
        personal = frozenset({"ciphertext", "wrapped_key"})
        keep = Keep(years=7, after="arrived_at")

    def __str__(self) -> str:
        return f"envelope {self.number} of {self.peer_id}"

    @property
    def sealed(self) -> Sealed:
        """The envelope as it travelled."""
        return Sealed(commitment=bytes(self.commitment), ciphertext=bytes(self.ciphertext))


class WitnessedRoot(models.Model):
    """The root of one seal of the other node's ledger, kept so that its history cannot be rewritten unseen."""

    peer = models.ForeignKey(Peer, on_delete=models.PROTECT, related_name="roots")
    number = models.PositiveBigIntegerField()
    root = models.BinaryField(max_length=32)
    digest = models.BinaryField(max_length=32)
    sealed_at = models.DateTimeField()
    arrived_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="a_seal_is_witnessed_once", fields=["peer", "number"])]

    class Privacy:
        personal: frozenset[str] = frozenset()
        keep = PROOF

    def __str__(self) -> str:
        return f"root of seal {self.number} of {self.peer_id}"


class HeldLog:
    """The log of one sender as the rows of this node hold it; links of the numbers asked for are read at once."""

    def __init__(self, rows: Iterable[tuple[int, bytes | memoryview]], upto: int, first: bytes) -> None:
        self.upto = upto
        self._links = {number: bytes(link) for number, link in rows} | {0: first}

    def link_at(self, number: int) -> bytes:
        return self._links[number]


def received_log(peer: Peer, *, around: tuple[int, int] = (1, 0)) -> HeldLog:
    """What we hold of the peer's log, with the links from `around[0]` - 1 to `around[1]` and the last."""
    rows = InboxEnvelope.objects.filter(peer=peer)
    upto = rows.aggregate(models.Max("number"))["number__max"] or 0
    asked = Q(number__gte=around[0] - 1, number__lte=around[1]) | Q(number=upto)
    return HeldLog(rows.filter(asked).values_list("number", "link"), upto, _first(sender=peer.pk, to=_here()))


def sent_log(peer: Peer, *, at: int = 0) -> HeldLog:
    """Our own log to the peer, with the link at the number `at` and the last."""
    rows = OutboxEnvelope.objects.filter(peer=peer)
    upto = rows.aggregate(models.Max("number"))["number__max"] or 0
    asked = rows.filter(number__in=[at, upto]).values_list("number", "link")
    return HeldLog(((n, link) for n, link in asked if n and link), upto, _first(sender=_here(), to=peer.pk))


def receipted_upto(peer: Peer) -> int:
    """The number up to which the newest receipt covers our log; 0 where there is none."""
    newest = Receipt.objects.filter(peer=peer, agrees=True).newest_first().first()
    return newest.upto if newest else 0


def _here() -> str:
    return str(settings.THIS_SIDE)


def _first(*, sender: str, to: str) -> bytes:
    return chain.first_link(sender, to)
