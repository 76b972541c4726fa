"""What waits for officers of offices that receive people: applications, second pairs of eyes, places that run out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Max, QuerySet
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext, ngettext, pgettext

from hamsafar.accounts.enums import Permission
from hamsafar.accounts.models import User
from hamsafar.appointments.models import Booking, Office, Service, Slot, WaitingEntry
from hamsafar.documents.enums import ApplicationState, Pen
from hamsafar.documents.models import Application, Decision, Exemption
from hamsafar.kit import formats
from hamsafar.kit.language import reader_language

SHOWN = 5  # of one kind on the first page
PLACES_AHEAD = timedelta(days=14)  # practice: whoever asks today finds a place open two weeks ahead


@dataclass(frozen=True)
class Waits:
    """One thing that waits, and until which day; None where nothing runs out."""

    what: str
    why: str
    url: str
    button: str
    until: date | None = None
    synthetic: bool = False


@dataclass(frozen=True)
class QueueLine:
    """One queue of the officer: what waits in it, and how many too long."""

    name: str
    waiting: int
    late: int
    url: str


def things(officer: User, *, on: date) -> Iterator[Waits]:
    """What waits for this officer at the offices of their organisation."""
    offices = Office.objects.of(officer.organisation).in_order()
    if officer.has(Permission.KEEP_APPLICATIONS):
        yield from _nobody_has(offices)
        yield from _in_my_hands(officer)
    if officer.has(Permission.CONFIRM_DECISIONS):
        yield from _second_eyes(officer)
    if officer.has(Permission.PLAN_APPOINTMENTS):
        for office in offices:
            yield from _places_run_out(office, on=on)


def _nobody_has(offices: QuerySet[Office]) -> Iterator[Waits]:
    filed = Application.objects.filter(office__in=offices, state=ApplicationState.FILED)
    count = filed.count()
    if count:
        yield Waits(
            what=ngettext("%(n)s application that nobody has", "%(n)s applications that nobody has", count)
            % {"n": count},
            why=gettext("The time that was promised begins when an officer takes it up."),
            url=reverse("documents:desks"),
            button=pgettext("button", "Take up"),
            synthetic=not filed.filter(synthetic=False).exists(),
        )


def _in_my_hands(officer: User) -> Iterator[Waits]:
    """The officer's own applications for which the desk holds the pen, the next promised day first."""
    mine = Application.objects.filter(officer=officer, state=ApplicationState.IN_WORK).most_urgent_first()
    for each in mine[:SHOWN]:
        yield Waits(
            what=gettext("Work on an application: %(service)s") % {"service": each.get_service_display()},
            why=gettext("Filed on %(day)s.") % {"day": _day(each.filed_at)},
            url=reverse("documents:application", args=[each.ref]),
            button=pgettext("button", "Work on it"),
            until=each.due_on,
            synthetic=each.synthetic,
        )


def _second_eyes(officer: User) -> Iterator[Waits]:
    """Decisions and exemptions that another officer of the same organisation wrote, and that wait for a second one."""
    here = {"application__office__organisation": officer.organisation}
    decisions = Decision.objects.proposed().filter(**here).exclude(written_by=officer).select_related("application")
    for each in decisions.order_by("written_at")[:SHOWN]:
        yield _second(each.application, gettext("Second pair of eyes: a decision on %(service)s"), each.written_at)
    asked = Exemption.objects.asked().filter(**here).exclude(asked_by=officer).select_related("application")
    for exemption in asked.order_by("asked_at")[:SHOWN]:
        words = gettext("Second pair of eyes: a document not asked for, %(service)s")
        yield _second(exemption.application, words, exemption.asked_at)


def _second(application: Application, what: str, at: datetime) -> Waits:
    return Waits(
        what=what % {"service": application.get_service_display()},
        why=gettext("Another officer wrote it on %(day)s. It holds once you confirm it.") % {"day": _day(at)},
        url=reverse("documents:application", args=[application.ref]),
        button=pgettext("button", "Decide"),
        until=application.due_on,
        synthetic=application.synthetic,
    )


def _places_run_out(office: Office, *, on: date) -> Iterator[Waits]:
    """Services that somebody gives here and whose open places end soon."""
    last = dict(Slot.objects.open().at(office).values_list("service").annotate(last=Max("starts")))
    for service in Service.objects.filter(shifts__office=office).distinct().order_by("pk"):
        ends = last.get(service.pk)
        until = office.day_of(ends) if ends else on
        if until < on + PLACES_AHEAD:
            names = {"service": service.words[reader_language()], "office": office.words[reader_language()]}
            yield Waits(
                what=gettext("Open places: %(service)s, %(office)s") % names,
                why=gettext("The last place that is open is on %(day)s.")
                % {"day": formats.day(until, reader_language())}
                if ends
                else gettext("No place is open."),
                url=reverse("appointments:plan", args=[office.key]),
                button=pgettext("button", "Open"),
                until=max(until, on),
                synthetic=office.synthetic,
            )


def queues(officer: User, *, on: date) -> Iterator[QueueLine]:
    """How much stands in each queue of the offices of the officer's organisation."""
    offices = Office.objects.of(officer.organisation)
    if officer.has(Permission.KEEP_APPLICATIONS) or officer.has(Permission.CONFIRM_DECISIONS):
        rows = Application.objects.filter(office__in=offices)
        late = rows.overdue(on=on).count()
        yield QueueLine(
            gettext("Applications with the desk"),
            rows.waiting_for(Pen.DESK).count(),
            late,
            reverse("documents:desks"),
        )
    if officer.has(Permission.KEEP_APPOINTMENTS):
        ahead = Booking.objects.booked().filter(slot__office__in=offices, slot__starts__gt=now())
        yield QueueLine(gettext("Places that are booked"), ahead.count(), 0, reverse("appointments:desks"))
    if officer.has(Permission.PLAN_APPOINTMENTS):
        for service in Service.objects.filter(shifts__office__in=offices).distinct().order_by("pk"):
            name = gettext("Waiting list: %(service)s") % {"service": service.words[reader_language()]}
            count = WaitingEntry.objects.waiting().of(service).count()
            yield QueueLine(name, count, 0, reverse("appointments:waiting", args=[service.key]))


def _day(moment: datetime) -> str:
    return formats.day(localdate(moment), reader_language())
