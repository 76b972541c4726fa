"""What this app and the floors below it hold of a person: the file, lists it came in, notices, papers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.db.models import Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from hamsafar.appointments.models import Booking, WaitingEntry
from hamsafar.exchange.actions.erasing import erase_case
from hamsafar.journeys.actions.blanking import blank_rows, delete_rows
from hamsafar.journeys.actions.erasing import paths_to_person, rows_of
from hamsafar.journeys.enums import CheckVia, FileField
from hamsafar.journeys.models import Erasure, ImportRow, Journey, PeopleImport, Person, TripCheck
from hamsafar.journeys.parts import PartLine
from hamsafar.journeys.rules.exporting import plain
from hamsafar.kit.actor import Actor
from hamsafar.kit.language import reader_language
from hamsafar.kit.privacy import blanks
from hamsafar.notices.actions import erase_notices
from hamsafar.notices.models import Notice, NoticeQuerySet
from hamsafar.papers.actions.issuing import withdraw_places
from hamsafar.papers.models import Paper

LISTS = (ImportRow,)
JOURNEYS = (Journey,)
STAYS = (Erasure,)  # references only; it proves that the file was erased
NOT_HANDED_OUT = {"sort_key", "codes", "heard", "rule"}  # derived from the rest, and nobody reads them


def file_models() -> tuple[type[models.Model], ...]:
    """The models of this app whose rows are parts of a person's file, the file itself first."""
    ours = apps.get_app_config(Person._meta.app_label).get_models()
    of_a_person = [each for each in ours if paths_to_person(each) and each not in (*LISTS, *JOURNEYS, Person)]
    return (Person, *sorted(of_a_person, key=lambda each: each._meta.label))


def show_file(people: Sequence[Person]) -> list[PartLine]:
    """The file in lines: how it began, and what was corrected."""
    lines = [
        PartLine(each.registered_at, _("File opened: %(how)s") % {"how": each.get_channel_display()}) for each in people
    ]
    said = _("Corrected: %(what)s. Reason: %(why)s")
    for person in people:
        lines += [
            PartLine(each.corrected_at, said % {"what": _line(each.field), "why": each.reason})
            for each in person.corrections.order_by("-corrected_at")
        ]
        lines += [
            PartLine(each.added_at, _("Photograph or scan: %(what)s") % {"what": each.get_kind_display()})
            for each in person.documents.newest_first()
        ]
        lines += [PartLine(each.closed_at, _("File closed")) for each in [person] if each.closed_at]
    return sorted(lines, key=lambda line: line.at, reverse=True)


def _line(field: str) -> str:
    """A line of the file by its name; a field that no list holds any more as it was written."""
    return str(FileField(field).label) if field in FileField.values else field


def export_file(people: Sequence[Person]) -> dict[str, Any]:
    """Every row of the file by table, as plain data."""
    return {model._meta.model_name or "": _rows(rows_of(model, people)) for model in file_models()}


def _rows(rows: models.QuerySet[Any]) -> list[dict[str, Any]]:
    names = [field.attname for field in rows.model._meta.concrete_fields if field.name not in NOT_HANDED_OUT]
    return [plain(row) for row in rows.order_by("pk").values(*names)]


@transaction.atomic
def erase_the_file(people: Sequence[Person], *, by: Actor, at: datetime) -> int:
    """Delete every part of the file, and leave of the file itself a reference and the instant of its end.

    Questions that the other side's node was asked lose the keys of their envelopes.
    """
    for subject in list(rows_of(TripCheck, people).filter(via=CheckVia.NODE).values_list("subject", flat=True)):
        erase_case(subject=subject, by=by, at=at)
    touched = 0
    for model in file_models():
        if model is not Person and model not in STAYS:
            touched += delete_rows(rows=rows_of(model, people), by=by, at=at)
    files = rows_of(Person, people)
    return touched + files.update(**(blanks(Person) or {}), erased_at=at, closed_at=Coalesce("closed_at", Value(at)))


def show_lists(people: Sequence[Person]) -> list[PartLine]:
    return []


def export_lists(people: Sequence[Person]) -> dict[str, Any]:
    """Rows of lists that were set aside and became this person."""
    return {"rows": _rows(rows_of(ImportRow, people))}


@transaction.atomic
def erase_in_lists(people: Sequence[Person], *, by: Actor, at: datetime) -> int:
    """Empty the rows of lists that named the person, and the first rows that a list's preview showed."""
    touched = blank_rows(rows=rows_of(ImportRow, people), by=by, at=at)
    of_them = Q(pk__in=[])
    for person in people:
        of_them |= Q(parts__first_person__lte=person.pk, parts__last_person__gte=person.pk)
    lists = PeopleImport.objects.filter(of_them).distinct()
    return touched + PeopleImport.objects.filter(pk__in=lists.values("pk")).update(samples=[])


def show_notices(people: Sequence[Person]) -> list[PartLine]:
    """What was sent to the person, without its words: they are not kept."""
    return [
        PartLine(each.made_at, _("Notice by %(channel)s") % {"channel": each.get_channel_display()})
        for each in _notices(people).newest_first()
    ]


def export_notices(people: Sequence[Person]) -> dict[str, Any]:
    names = ("made_at", "channel", "address", "language", "about", "subject", "body", "sent_at")
    return {"notices": [plain(row) for row in _notices(people).order_by("pk").values(*names)]}


def erase_in_notices(people: Sequence[Person], *, by: Actor, at: datetime) -> int:
    return erase_notices(people=[each.ref for each in people], by=by, at=at)


def show_appointments(people: Sequence[Person]) -> list[PartLine]:
    """Where the person was expected, newest first. The service of a centre has one name, whatever is examined."""
    rows = rows_of(Booking, people).select_related("slot__office", "service").order_by("-booked_at")
    reader = reader_language()
    return [
        PartLine(each.booked_at, f"{each.service.words[reader]}, {each.slot.office.words[reader]}") for each in rows
    ]


def export_appointments(people: Sequence[Person]) -> dict[str, Any]:
    said = ("language", "contact", "district", "latitude", "longitude", "examiner", "asked_at")
    booked = ("ref", "service__key", "slot__starts", "slot__office__key", "state", "reasons", "booked_at", *said)
    waited = ("ref", "service__key", "state", *said)
    return {
        "bookings": [plain(row) for row in rows_of(Booking, people).order_by("pk").values(*booked)],
        "waiting": [plain(row) for row in rows_of(WaitingEntry, people).order_by("pk").values(*waited)],
    }


@transaction.atomic
def erase_appointments(people: Sequence[Person], *, by: Actor, at: datetime) -> int:
    """Take the person out of their bookings; that a place was held and kept stays, for waiting times."""
    return sum(blank_rows(rows=rows_of(model, people), by=by, at=at) for model in (Booking, WaitingEntry))


def show_papers(people: Sequence[Person]) -> list[PartLine]:
    """The papers that were issued to the person."""
    return [
        PartLine(each.issued_at, _("Paper issued: %(kind)s") % {"kind": each.get_kind_display()})
        for each in rows_of(Paper, people).order_by("-issued_at")
    ]


def export_papers(people: Sequence[Person]) -> dict[str, Any]:
    names = ("kind", "state", "text", "issued_at", "expires_at", "revoke_because", "revoked_at")
    return {"papers": [plain(row) for row in rows_of(Paper, people).order_by("pk").values(*names)]}


@transaction.atomic
def erase_papers(people: Sequence[Person], *, by: Actor, at: datetime) -> int:
    """Delete the papers, and put those that would still hold on the status list: they name nobody there.

    Their places stay, so that nobody else gets them.
    """
    papers = rows_of(Paper, people)
    withdraw_places(papers=papers, by=by, at=at)
    return delete_rows(rows=papers, by=by, at=at)


def _notices(people: Sequence[Person]) -> NoticeQuerySet:
    return Notice.objects.about_person([each.ref for each in people])
