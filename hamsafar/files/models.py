"""Stored files: what each is, where its locked bytes lie, until when it is kept.

The bytes lie in the node's folder under the digest of what is locked. Whose file it is, and who may read it, the app
that holds the foreign key decides.
"""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q

from hamsafar.files.enums import PICTURES, SHOWABLE, MediaType
from hamsafar.kit.ids import new_id
from hamsafar.kit.privacy import Keep
from hamsafar.kit.refs import new_ref


def new_file_ref() -> str:
    return new_ref("F")


class StoredFileQuerySet(models.QuerySet["StoredFile"]):
    def kept(self) -> Self:
        """Files that can be opened."""
        return self.filter(erased_at__isnull=True)

    def unsearched(self) -> Self:
        """Files that no scanner has looked through."""
        return self.kept().filter(scanned_by="")

    def erased(self) -> Self:
        return self.filter(erased_at__isnull=False)

    def over(self, *, on: date) -> Self:
        """Files whose last day was before this one and which still can be opened."""
        return self.kept().filter(until__lt=on)

    def locked(self, pk: object) -> StoredFile:
        """One file's row, held until the transaction ends."""
        return self.select_for_update().get(pk=pk)


class StoredFile(models.Model):
    """One file. Without its content key, which erasure destroys, its bytes say nothing of anybody."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    ref = models.CharField(max_length=40, unique=True, default=new_file_ref, editable=False)
    name = models.CharField(max_length=130, blank=True)
    media_type = models.CharField(max_length=80, choices=MediaType.choices)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64, blank=True)
    locked_sha256 = models.CharField(max_length=64, unique=True)
    wrapped_key = models.BinaryField(null=True)
    until = models.DateField(null=True)
    scanned_by = models.CharField(max_length=60, blank=True, default="")
    synthetic = models.BooleanField(default=False)
    stored_by = models.CharField(max_length=64)
    stored_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)

    objects = StoredFileQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="file_has_its_key_until_it_is_erased",
                condition=Q(wrapped_key__isnull=False, erased_at__isnull=True)
                | Q(wrapped_key__isnull=True, erased_at__isnull=False, name="", sha256=""),
            ),
        ]
        indexes = [
            models.Index(name="file_kept_until", fields=["until"], condition=Q(erased_at__isnull=True)),
        ]

    class Privacy:
        personal = frozenset({"name", "sha256", "wrapped_key"})
        keep = Keep(until="until")

    def __str__(self) -> str:
        return self.ref

    @property
    def is_picture(self) -> bool:
        return self.media_type in PICTURES

    @property
    def can_be_shown(self) -> bool:
        """Whether a page can show it as a picture."""
        return self.erased_at is None and self.media_type in SHOWABLE

    @property
    def kind(self) -> str:
        """What it is, in the reader's language."""
        return str(MediaType(self.media_type).label)
