"""What only the centre's process may read: tables of a schema of their own, which the node's web role has no right to.

They are laid out so that two people who were received on one day cannot be told apart, whatever was found: one row
each, written whole on that day, with boxes of one size; no column says how far an examination has come, and none says
when a box was last changed. Every evening the envelopes and the tray are written anew in no order (`actions.turn`).

No table points outside the schema, and none outside points here: rows hold references.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Self
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from hamsafar.kit.privacy import Keep
from hamsafar.kit.refs import new_ref

SCHEMA = "centre"
# How long the evening's round writes an examination anew, and a clinician's list shows it.
LIVE = timedelta(days=120)


def new_examination_ref() -> str:
    return new_ref("X")


class CentreKeyQuerySet(models.QuerySet["CentreKey"]):
    def of(self, office: str) -> CentreKey | None:
        """The present key of a centre; none where nobody has opened it yet."""
        return self.filter(office=office, retired_at__isnull=True).first()

    def locked(self, office: str) -> CentreKey | None:
        return self.select_for_update().filter(office=office, retired_at__isnull=True).first()


class CentreKey(models.Model):
    """The public half of a centre's key. The private half exists wrapped for each clinician, and in three shares."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    office = models.CharField(max_length=60)
    public = models.BinaryField(max_length=32)
    made_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    objects = CentreKeyQuerySet.as_manager()

    class Meta:
        db_table = f'"{SCHEMA}"."medical_centrekey"'
        constraints = [
            models.UniqueConstraint(
                name="centre_has_one_present_key", fields=["office"], condition=Q(retired_at__isnull=True)
            ),
            models.CheckConstraint(
                name="centre_key_is_retired_after_it_was_made",
                condition=Q(retired_at__isnull=True) | Q(retired_at__gte=F("made_at")),
            ),
        ]

    class Privacy:
        personal: frozenset[str] = frozenset()
        keep = Keep(for_good="A public key; what it locked may outlive it.")

    def __str__(self) -> str:
        return f"key of the centre {self.office}"


class KeyHolderQuerySet(models.QuerySet["KeyHolder"]):
    def standing(self) -> Self:
        return self.filter(ended_at__isnull=True, key__retired_at__isnull=True)

    def in_order(self) -> Self:
        return self.order_by("admitted_at", "pk")


class KeyHolder(models.Model):
    """One clinician and the centre's key wrapped for them. `own` opens with their passphrase and nothing else."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    key = models.ForeignKey(CentreKey, on_delete=models.PROTECT, related_name="holders")
    officer = models.CharField(max_length=40)
    salt = models.BinaryField(max_length=16)
    own = models.BinaryField(max_length=80)
    public = models.BinaryField(max_length=32)
    wrapped = models.BinaryField(max_length=80)
    admitted_by = models.CharField(max_length=40)
    admitted_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = KeyHolderQuerySet.as_manager()

    class Meta:
        db_table = f'"{SCHEMA}"."medical_keyholder"'
        constraints = [
            models.UniqueConstraint(
                name="clinician_holds_a_centre_s_key_once",
                fields=["key", "officer"],
                condition=Q(ended_at__isnull=True),
            ),
        ]

    class Privacy:
        personal: frozenset[str] = frozenset()
        keep = Keep(years=7, after="admitted_at")

    def __str__(self) -> str:
        return f"holder {self.officer}"


class ExaminationQuerySet(models.QuerySet["Examination"]):
    def at_office(self, office: str) -> Self:
        return self.filter(office=office)

    def live(self, *, on: date) -> Self:
        """Received in the last months."""
        return self.filter(received_on__gt=on - LIVE)

    def newest_first(self) -> Self:
        return self.order_by("-received_on", "pk")

    def locked(self, ref: str) -> Examination:
        """One examination, held until the transaction ends."""
        return self.select_for_update().get(ref=ref)


class Examination(models.Model):
    """One person received at a centre's desk. What was found, and how far it has come, is in `folder` alone.

    `envelope` holds what the evening's release may tell the node, for the clock's key: “until this day”, or nothing,
    as it is for everybody who was not told yet. `numbers` are drawn at once for all orders that may ever be made.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    ref = models.CharField(max_length=40, unique=True, default=new_examination_ref, editable=False)
    office = models.CharField(max_length=60)
    booking = models.CharField(max_length=40, unique=True)
    person = models.CharField(max_length=40)
    received_on = models.DateField()
    received_by = models.CharField(max_length=40)
    numbers = ArrayField(models.CharField(max_length=40))
    folder = models.BinaryField()
    envelope = models.BinaryField()
    synthetic = models.BooleanField(default=False)

    objects = ExaminationQuerySet.as_manager()

    class Meta:
        db_table = f'"{SCHEMA}"."medical_examination"'
        indexes = [
            models.Index(name="examination_by_day", fields=["office", "-received_on", "id"]),
            models.Index(name="examination_by_person", fields=["person"]),
        ]

    class Privacy:
        personal = frozenset({"person", "folder", "envelope"})
        keep = Keep(years=5, after="received_on")  # practice of the centre, no act was read

    def __str__(self) -> str:
        return self.ref


class TrayPlaceQuerySet(models.QuerySet["TrayPlace"]):
    def at_office(self, office: str) -> Self:
        return self.filter(office=office).order_by("pk")


class TrayPlace(models.Model):
    """One place in a centre's tray, where what arrives waits for a clinician. A free place looks like a taken one."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    office = models.CharField(max_length=60, db_index=True)
    locked = models.BinaryField()

    objects = TrayPlaceQuerySet.as_manager()

    class Meta:
        db_table = f'"{SCHEMA}"."medical_trayplace"'

    class Privacy:
        personal: frozenset[str] = frozenset()
        keep = Keep(for_good="A place and no message: what lies in it is taken out, and the place is filled anew.")

    def __str__(self) -> str:
        return f"place {self.pk}"


class LaboratoryTokenQuerySet(models.QuerySet["LaboratoryToken"]):
    def good(self) -> Self:
        return self.filter(ended_at__isnull=True)


class LaboratoryToken(models.Model):
    """How a laboratory's machine is known when it sends results. Only a digest of the token is kept."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    office = models.CharField(max_length=60)
    digest = models.BinaryField(max_length=32, unique=True)
    made_by = models.CharField(max_length=40)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = LaboratoryTokenQuerySet.as_manager()

    class Meta:
        db_table = f'"{SCHEMA}"."medical_laboratorytoken"'

    class Privacy:
        personal: frozenset[str] = frozenset()
        keep = Keep(for_good="The digest of a token; it concerns a machine.")

    def __str__(self) -> str:
        return f"token {self.pk}"
