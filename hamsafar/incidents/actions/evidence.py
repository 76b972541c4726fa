"""Files that show something: hand one in, give it out, show it. `files` keeps the bytes locked; who reads is ours."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from django.db import transaction
from django.utils.translation import gettext as _

from hamsafar.files.actions import give_file, show_picture, store_file
from hamsafar.files.enums import EVIDENCE
from hamsafar.files.models import StoredFile
from hamsafar.incidents import access
from hamsafar.incidents.actions.opening import require_own
from hamsafar.incidents.models import Affected, ConsularNotice, Enquiry, Evidence, Incident, Report
from hamsafar.kit.actor import Actor
from hamsafar.kit.refusal import Refusal
from hamsafar.kit.verdict import require
from hamsafar.ledger.actions import record


@dataclass(frozen=True)
class Handed:
    """A file as it was handed in: its bytes, and the name that it came under."""

    content: bytes | BinaryIO
    name: str


@transaction.atomic
def add_evidence(
    *,
    incident: Incident,
    file: Handed,
    affected: Affected | None = None,
    words: str = "",
    by: Actor,
    at: datetime,
) -> Evidence:
    """Put a file to an incident, or to one person in it, as an officer received it."""
    incident = Incident.objects.locked(incident.pk)
    require(access.may_change(by, incident))
    require_own(incident, affected)
    made = keep_evidence(incident, file, affected=affected, words=words, by=by, at=at)
    record("evidence added", about=incident, by=by, at=at)
    return made


def keep_evidence(
    incident: Incident,
    file: Handed,
    *,
    affected: Affected | None = None,
    enquiry: Enquiry | None = None,
    words: str = "",
    by: Actor,
    at: datetime,
) -> Evidence:
    """Store a file of an incident that is held, and write what it shows."""
    return Evidence.objects.create(
        incident=incident,
        affected=affected,
        enquiry=enquiry,
        file=keep_file_of(incident, file, affected=affected, by=by, at=at),
        words=words,
        added_by=by.ref,
        added_at=at,
    )


def keep_file_of(
    case: Incident | Report, file: Handed, *, affected: Affected | None = None, by: Actor, at: datetime
) -> StoredFile:
    """The stored file, of a kind that can be evidence."""
    return store_file(
        content=file.content,
        name=file.name,
        accept=EVIDENCE,
        person=_owner(affected),
        synthetic=case.synthetic,
        by=by,
        at=at,
    )


def give_evidence(*, evidence: Evidence, by: Actor, at: datetime) -> Iterator[bytes]:
    """The original in pieces, for an officer of the desk. The person concerned sees who took it."""
    require(access.may_read(by))
    return give_file(file=evidence.file, by=by, at=at, person=_owner(evidence.affected))


def show_evidence(*, evidence: Evidence, by: Actor, at: datetime) -> bytes:
    """A copy of a picture drawn for a page, without place, time and device. A look as well."""
    require(access.may_read(by))
    return show_picture(file=evidence.file, by=by, at=at, person=_owner(evidence.affected))


def give_proof(*, notice: ConsularNotice, by: Actor, at: datetime) -> Iterator[bytes]:
    """The original of what proves that the consul was told. A look as well."""
    require(access.may_read(by))
    if notice.proof is None:
        raise Refusal(_("Nothing was kept that proves this notice."))
    return give_file(file=notice.proof, by=by, at=at, person=_owner(notice.affected))


def _owner(affected: Affected | None) -> str:
    return affected.person.ref if affected is not None and affected.person is not None else ""
