"""Photographs and scans in a person's file: add one, look at it, take the original, remove it. Each is on record."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import BinaryIO

from django.db import transaction
from django.utils.translation import gettext as _

from hamsafar.files.actions import erase_file, give_file, show_picture, store_file
from hamsafar.files.enums import SCANS
from hamsafar.journeys import access
from hamsafar.journeys.enums import DocumentKind
from hamsafar.journeys.models import Document, Passport, Person
from hamsafar.kit.actor import Actor
from hamsafar.kit.refusal import Refusal
from hamsafar.kit.verdict import require
from hamsafar.ledger.actions import record


@transaction.atomic
def add_document(
    *,
    person: Person,
    kind: str,
    content: bytes | BinaryIO,
    name: str,
    passport: Passport | None = None,
    words: str = "",
    by: Actor,
    at: datetime,
) -> Document:
    """Keep a photograph or a scan in the file, locked under a key of its own; a passport's beside that passport."""
    person = Person.objects.locked(person.pk)
    require(access.may_change(by, person))
    if kind not in DocumentKind.values:
        raise Refusal(_("Say what the file shows."))
    if passport is not None and (kind != DocumentKind.PASSPORT or not _is_theirs(passport, person)):
        raise Refusal(_("This passport stands in another file."))
    stored = store_file(
        content=content, name=name, accept=SCANS, person=person.ref, synthetic=person.synthetic, by=by, at=at
    )
    made = Document.objects.create(
        person=person, passport=passport, kind=kind, file=stored, words=" ".join(words.split()), added_at=at
    )
    record("document added", about=person, by=by, at=at, person=person.ref)
    return made


def _is_theirs(passport: Passport, person: Person) -> bool:
    return person.same_as().filter(pk=passport.person_id).exists()


def give_document(*, document: Document, by: Actor, at: datetime) -> Iterator[bytes]:
    """The original in pieces. Its owner reads who took it."""
    require(access.may_read(by))
    return give_file(file=document.file, by=by, at=at, person=document.person.ref)


def show_document(*, document: Document, by: Actor, at: datetime) -> bytes:
    """A copy drawn for a page, without what the camera wrote beside the picture. Its owner reads who looked."""
    require(access.may_read(by))
    return show_picture(file=document.file, by=by, at=at, person=document.person.ref)


@transaction.atomic
def remove_document(*, document: Document, by: Actor, at: datetime) -> None:
    """Take a photograph or scan out of the file and erase it: it was another's, or is needed no more."""
    document = Document.objects.select_related("file").locked(document.pk)
    person = Person.objects.locked(document.person.head.pk)
    require(access.may_change(by, person))
    erase_file(file=document.file, by=by, at=at, person=document.person.ref)
    document.delete()
    record("document removed", about=person, by=by, at=at, person=person.ref)
