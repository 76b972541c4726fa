"""Reports of people and families: send one without an account, follow it, take it up, set it aside."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.auth.hashers import check_password, make_password
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hamsafar.accounts.models import User
from hamsafar.corridor.codes import require_code
from hamsafar.corridor.models import Post
from hamsafar.incidents import access
from hamsafar.incidents.actions.evidence import Handed, keep_file_of
from hamsafar.incidents.actions.opening import IncidentText, open_incident
from hamsafar.incidents.actions.people import PersonText, add_people
from hamsafar.incidents.enums import NOT_STATED, Age, CodeList, ReportedBy, ReportState, Wish
from hamsafar.incidents.models import Evidence, Incident, Report, Reporter
from hamsafar.kit.actor import SYSTEM, Actor
from hamsafar.kit.refs import read_ref
from hamsafar.kit.refusal import Refusal
from hamsafar.kit.verdict import require
from hamsafar.ledger.actions import record

CLOCKS_DIFFER_AT_MOST = timedelta(hours=1)  # a telephone abroad may still show the time of another country
SECRET_DIGITS = 8
LONGEST_WORDS = 4000


@dataclass(frozen=True)
class ReportText:
    """What a person or their family says. Nothing is asked twice, and nothing but place or words is required."""

    language: str
    relation: str = ReportedBy.FAMILY
    post: Post | None = None
    place: str = ""
    measure: str = ""
    started_at: datetime | None = None
    name_given: str = ""
    document_given: str = ""
    purpose: str = NOT_STATED
    age: str = Age.NOT_KNOWN
    notice_wish: str = Wish.NOT_KNOWN
    words: str = ""


@dataclass(frozen=True)
class Sent:
    """A report that arrived, and the word by which its sender finds it again; empty where it had arrived before."""

    report: Report
    secret: str


@transaction.atomic
def report_incident(
    *,
    said: ReportText,
    form_id: UUID,
    reporter_name: str = "",
    reporter_contact: str = "",
    file: Handed | None = None,
    synthetic: bool = False,
    by: Actor = SYSTEM,
    at: datetime,
) -> Sent:
    """Take a report from anybody. Sending the same form again gives the report that it made, and changes nothing.

    Who reports is kept apart (`Reporter`) and never leaves this node. Whatever is reported to a node with a
    demonstration is synthetic.
    """
    known = _sent_before(form_id)
    if known is not None:
        return Sent(report=known, secret="")
    _require_sound(said, at=at)
    secret = f"{secrets.randbelow(10**SECRET_DIGITS):0{SECRET_DIGITS}}"
    try:
        with transaction.atomic():
            report = Report.objects.create(
                **{each.name: getattr(said, each.name) for each in fields(said)},
                form_id=form_id,
                secret=make_password(secret),
                synthetic=synthetic or User.objects.synthetic().active().exists(),
                sent_at=at,
            )
    except IntegrityError:  # the same form, sent twice at the same moment
        return Sent(report=Report.objects.get(form_id=form_id), secret="")
    if reporter_name or reporter_contact:
        Reporter.objects.create(report=report, name=reporter_name, contact=reporter_contact)
    if file is not None:
        stored = keep_file_of(report, file, by=by, at=at)
        Evidence.objects.create(report=report, file=stored, added_by=by.ref, added_at=at)
    record("incident reported", about=report, by=by, at=at)
    return Sent(report=report, secret=secret)


def _sent_before(form_id: UUID) -> Report | None:
    return Report.objects.filter(form_id=form_id).first()


def _require_sound(said: ReportText, *, at: datetime) -> None:
    if said.post is None and not (said.place.strip() or said.words.strip()):
        raise Refusal(_("Say where it is happening, or what is happening: one of the two is enough."))
    if said.started_at is not None and said.started_at > at + CLOCKS_DIFFER_AT_MOST:
        raise Refusal(_("This begins in the future. Check the day and the hour."))
    if len(said.words) > LONGEST_WORDS:
        raise Refusal(_("Write at most %(n)s characters.") % {"n": LONGEST_WORDS})
    if said.notice_wish == Wish.OPPOSED and (said.name_given or said.document_given):
        raise Refusal(_("The person does not want the consul told: leave out their name and document."))
    require_code(CodeList.PURPOSE, said.purpose, on=timezone.localdate(at))
    if said.measure:
        require_code(CodeList.MEASURE, said.measure, on=timezone.localdate(said.started_at or at))


def follow_report(*, ref: str, secret: str) -> Report | None:
    """The report of this reference, where the word that was given with it fits; else None, after as long."""
    written = read_ref(ref)
    found = Report.objects.filter(ref=written).first() if written else None
    if found is None:
        make_password(secret)  # a wrong reference is answered as slowly as a wrong word
        return None
    return found if check_password(secret, found.secret) else None


@transaction.atomic
def take_report(*, report: Report, incident: Incident | None = None, by: Actor, at: datetime) -> Incident:
    """Take a report up: into an incident that is open, or into a new one. The person in it is added there.

    What the reporter is called, and how they are reached, stays with the report.
    """
    report = Report.objects.locked(report.pk)
    require(access.may_take_report(by, report))
    if incident is None:
        incident = open_incident(
            said=IncidentText(
                started_at=report.started_at or report.sent_at,
                post=report.post,
                place=report.place or ("" if report.post else _("place not stated")),
                language=report.language,
                day_only=report.started_at is None,
            ),
            measures=[report.measure] if report.measure else [],
            via=report.relation,
            synthetic=report.synthetic,
            by=by,
            at=at,
        )
    else:
        require(access.may_change(by, incident))
    added = add_people(incident=incident, people=[_person(report)], by=by, at=at)
    affected = added[0]
    if report.notice_wish == Wish.OPPOSED:
        affected.notice_wish = Wish.OPPOSED
        affected.save(update_fields=["notice_wish"])
    Evidence.objects.filter(report=report).update(incident=incident, affected=affected)
    report.state, report.incident, report.affected = ReportState.TAKEN, incident, affected
    report.seen_at = report.seen_at or at
    report.save(update_fields=["state", "incident", "affected", "seen_at"])
    record("report taken up", about=report, by=by, at=at)
    return incident


def _person(report: Report) -> PersonText:
    return PersonText(
        name_given=report.name_given,
        document_given=report.document_given,
        purpose=report.purpose,
        age=report.age,
        language=report.language,
    )


@transaction.atomic
def set_aside_report(*, report: Report, by: Actor, at: datetime) -> Report:
    """Put a report aside that no incident is to be made of now. It can still be taken up."""
    report = Report.objects.locked(report.pk)
    require(access.may_set_aside(by, report))
    report.state, report.seen_at = ReportState.SET_ASIDE, at
    report.save(update_fields=["state", "seen_at"])
    record("report set aside", about=report, by=by, at=at)
    return report
