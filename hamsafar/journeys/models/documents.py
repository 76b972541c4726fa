"""Photographs and scans in a file: passports, certificates, the person's picture. `files` keeps their bytes."""

from __future__ import annotations

from typing import Self

from django.db import models

from hamsafar.files.models import StoredFile
from hamsafar.journeys.enums import DocumentKind
from hamsafar.journeys.models.people import WITH_THE_PERSON, Passport, Person


class DocumentQuerySet(models.QuerySet["Document"]):
    def kept(self) -> Self:
        """Documents that can be opened."""
        return self.filter(file__erased_at__isnull=True)

    def newest_first(self) -> Self:
        return self.order_by("-added_at", "-pk")

    def locked(self, pk: int) -> Document:
        return self.select_for_update(of=("self",)).get(pk=pk)


class Document(models.Model):
    """One photograph or scan in a file; of a passport, that passport stands beside it."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="documents")
    passport = models.ForeignKey(Passport, on_delete=models.SET_NULL, related_name="scans", null=True)
    kind = models.CharField(max_length=12, choices=DocumentKind.choices)
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="document")
    words = models.CharField(max_length=200, blank=True, default="")
    added_at = models.DateTimeField()

    objects = DocumentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="only_a_passport_s_scan_names_a_passport",
                condition=models.Q(passport__isnull=True) | models.Q(kind=DocumentKind.PASSPORT),
            )
        ]
        indexes = [models.Index(name="document_newest_first", fields=["person", "-added_at", "-id"])]

    class Privacy:
        personal = frozenset({"words"})
        keep = WITH_THE_PERSON

    def __str__(self) -> str:
        return f"document {self.pk}"
