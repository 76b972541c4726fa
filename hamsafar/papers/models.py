"""Keys that sign for this side, lists of both sides, papers, and the places they have on status lists."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q

from hamsafar.accounts.models import User
from hamsafar.corridor.models import Side
from hamsafar.kit.privacy import Keep
from hamsafar.papers.enums import KeyState, ListState, PaperKind, PaperState, Use
from hamsafar.papers.formats.claims import CTI_BYTES
from hamsafar.papers.formats.lists import TrustList, read_trust_list
from hamsafar.papers.rules.terms import FULLEST, PLACES, key_state

PUBLIC = Keep(for_good="Published: whoever holds an old paper needs it to check that paper.")


class PaperKeyQuerySet(models.QuerySet["PaperKey"]):
    def for_use(self, use: Use) -> Self:
        return self.filter(use=use)

    def present(self, *, at: datetime) -> Self:
        """Keys that sign at this moment: in their place, in their term, not withdrawn."""
        return self.filter(used_from__lte=at, ends__gt=at, superseded_at__isnull=True, withdrawn_at__isnull=True)

    def to_be_listed(self) -> Self:
        """Every key a trust list names: also earlier and withdrawn ones, so that their papers get the right answer."""
        return self.order_by("begins", "pk")

    def locked(self, pk: int) -> PaperKey:
        return self.select_for_update().get(pk=pk)


class PaperKey(models.Model):
    """The public half of a key that signs papers or status lists for this side. `used_from` is None until its turn."""

    kid = models.BinaryField(unique=True)
    public = models.BinaryField()
    use = models.CharField(max_length=20, choices=[(use.value, use.value) for use in Use])
    begins = models.DateTimeField()
    ends = models.DateTimeField()
    used_from = models.DateTimeField(null=True)
    superseded_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    objects = PaperKeyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="paper_key_ends_after_it_begins", condition=Q(ends__gt=F("begins"))),
            models.CheckConstraint(
                name="paper_key_is_withdrawn_by_somebody",
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
            ),
        ]

    class Privacy:
        personal: frozenset[str] = frozenset()
        keep = PUBLIC

    def __str__(self) -> str:
        return bytes(self.kid).hex()

    def state(self, *, at: datetime) -> KeyState:
        return key_state(used_from=self.used_from, superseded=self.superseded_at, withdrawn=self.withdrawn_at, at=at)


class PublishedTrustQuerySet(models.QuerySet["PublishedTrust"]):
    def published(self) -> Self:
        return self.filter(state=ListState.PUBLISHED)

    def of_side(self, side: str) -> Self:
        return self.filter(side=side)

    def requested(self) -> Self:
        """Lists that wait for the root's signature."""
        return self.filter(state=ListState.REQUESTED)

    def newest(self, side: str) -> PublishedTrust | None:
        """The list of a side that counts; None where none was published yet."""
        return self.of_side(side).published().order_by("-number").first()

    def locked(self, pk: int) -> PublishedTrust:
        return self.select_for_update().get(pk=pk)


class PublishedTrust(models.Model):
    """A trust list of one side: asked for, signed by its root away from the node, published."""

    side = models.ForeignKey(Side, on_delete=models.PROTECT, related_name="trust_lists")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=ListState.choices, default=ListState.REQUESTED)
    payload = models.BinaryField()
    signed = models.BinaryField(null=True)
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    root = models.BinaryField(null=True)
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    published_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)

    objects = PublishedTrustQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="trust_list_has_a_number_of_its_own",
                fields=["side", "number"],
                condition=~Q(state=ListState.DROPPED),
            ),
            models.CheckConstraint(
                name="trust_list_is_signed_once_published",
                condition=~Q(state=ListState.PUBLISHED)
                | Q(signed__isnull=False, root__isnull=False, published_at__isnull=False),
            ),
            models.CheckConstraint(
                name="trust_list_is_published_by_another_officer",
                condition=Q(published_by__isnull=True)
                | Q(requested_by__isnull=True)
                | ~Q(published_by=F("requested_by")),
            ),
        ]

    class Privacy:
        personal: frozenset[str] = frozenset()
        keep = PUBLIC

    def __str__(self) -> str:
        return f"{self.side_id} {self.number}"

    @property
    def trusted(self) -> TrustList:
        """What a published list says. Raises `BadList` for one that the root has not signed."""
        return read_trust_list(bytes(self.signed or b""))


class StatusRegisterQuerySet(models.QuerySet["StatusRegister"]):
    def of_side(self, side: str) -> Self:
        return self.filter(side=side)

    def with_room(self, side: str) -> StatusRegister | None:
        """A register of ours that is not yet half full, held until the transaction ends."""
        return self.of_side(side).filter(taken__lt=FULLEST).select_for_update().order_by("number").first()

    def signed(self) -> Self:
        return self.exclude(signed=None)


class StatusRegister(models.Model):
    """A status list of one side, as it was last published. `taken` places are given out; ours alone has places."""

    side = models.ForeignKey(Side, on_delete=models.PROTECT, related_name="status_lists")
    number = models.PositiveIntegerField()
    size = models.PositiveIntegerField(default=PLACES)
    taken = models.PositiveIntegerField(default=0)
    signed = models.BinaryField(null=True)
    issued_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)

    objects = StatusRegisterQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="status_list_has_a_number_of_its_own", fields=["side", "number"]),
        ]

    class Privacy:
        personal: frozenset[str] = frozenset()
        keep = PUBLIC

    def __str__(self) -> str:
        return f"{self.side_id} {self.number}"


class StatusPlace(models.Model):
    """One place that was given to a paper. It stays when the paper is erased, so that nobody gets it a second time."""

    register = models.ForeignKey(StatusRegister, on_delete=models.PROTECT, related_name="places")
    index = models.PositiveIntegerField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="status_place_is_given_once", fields=["register", "index"]),
        ]
        indexes = [
            models.Index(
                name="status_place_revoked", fields=["register", "index"], condition=Q(revoked_at__isnull=False)
            )
        ]

    class Privacy:
        personal: frozenset[str] = frozenset()
        keep = Keep(for_good="A number drawn at random; it says nothing of anybody.")

    def __str__(self) -> str:
        return f"{self.register_id}/{self.index}"


def new_number() -> bytes:
    """The number of a paper: random, so that it tells neither how many there are nor whose it is."""
    return secrets.token_bytes(CTI_BYTES)


class PaperQuerySet(models.QuerySet["Paper"]):
    def about(self, subject: str) -> Self:
        """The papers of one journey or case."""
        return self.filter(subject=subject)

    def holding(self, *, at: datetime) -> Self:
        """Papers that are neither revoked, lapsed nor expired, and whose key was not withdrawn."""
        return self.filter(issued_at__lte=at, expires_at__gt=at, key__withdrawn_at__isnull=True).exclude(
            state__in=[PaperState.REVOKED, PaperState.LAPSED]
        )

    def to_revoke(self) -> Self:
        """Papers whose revocation waits for a second officer."""
        return self.filter(state=PaperState.TO_REVOKE)

    def newest_first(self) -> Self:
        return self.order_by("-issued_at", "-pk")

    def locked(self, pk: int) -> Paper:
        return self.select_for_update().get(pk=pk)


class Paper(models.Model):
    """A paper as it was issued. `subject` is the reference of what it is about; `text` is what its QR code holds."""

    number = models.BinaryField(unique=True, default=new_number)
    subject = models.CharField(max_length=40, db_index=True)
    kind = models.CharField(max_length=20, choices=PaperKind.choices)
    state = models.CharField(max_length=10, choices=PaperState.choices, default=PaperState.ISSUED)
    key = models.ForeignKey(PaperKey, on_delete=models.PROTECT, related_name="papers")
    place = models.OneToOneField(StatusPlace, on_delete=models.PROTECT, related_name="paper")
    text = models.TextField()
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    issued_by = models.CharField(max_length=64)
    revoke_asked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    revoke_asked_at = models.DateTimeField(null=True)
    revoke_because = models.CharField(max_length=500, blank=True, default="")
    revoked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True)
    synthetic = models.BooleanField(default=False)

    objects = PaperQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="paper_expires_after_it_is_issued", condition=Q(expires_at__gt=F("issued_at"))),
            models.CheckConstraint(
                name="paper_is_revoked_by_two",
                condition=~Q(state=PaperState.REVOKED)
                | (Q(revoked_by__isnull=False, revoked_at__isnull=False) & ~Q(revoked_by=F("revoke_asked_by"))),
            ),
            models.CheckConstraint(
                name="paper_to_revoke_says_who_asked_and_why",
                condition=Q(state__in=[PaperState.ISSUED, PaperState.LAPSED])
                | (Q(revoke_asked_by__isnull=False, revoke_asked_at__isnull=False) & ~Q(revoke_because="")),
            ),
            models.CheckConstraint(
                name="paper_lapses_at_a_moment",
                condition=~Q(state=PaperState.LAPSED) | Q(revoked_at__isnull=False),
            ),
        ]
        indexes = [models.Index(name="paper_newest_first", fields=["-issued_at", "-id"])]

    class Privacy:
        personal = frozenset({"text", "revoke_because"})
        keep = Keep(years=1, after="expires_at")

    def __str__(self) -> str:
        return bytes(self.number).hex()
