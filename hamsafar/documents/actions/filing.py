"""The applicant's verbs, with a reference and a code: file, answer the desk's question, withdraw."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.utils.translation import gettext as _

from hamsafar.appointments.actions.holders import Holder, new_code
from hamsafar.appointments.models import Office
from hamsafar.documents import access
from hamsafar.documents.actions.law import renewed_due
from hamsafar.documents.enums import APPLICATION_MOVES, ApplicationState, Service
from hamsafar.documents.models import Application
from hamsafar.kit.actor import Actor
from hamsafar.kit.moves import can_move
from hamsafar.kit.refs import read_ref
from hamsafar.kit.refusal import Refusal
from hamsafar.kit.verdict import require
from hamsafar.ledger.actions import record


@dataclass(frozen=True)
class ApplicationText:
    """What an applicant says. Only the service and a name are required; the rest is brought to the desk."""

    service: str
    name: str
    document: str = ""
    born: date | None = None
    contact: str = ""
    language: str = "tg"
    journey_ref: str = ""
    tells_origin: bool = False


@dataclass(frozen=True)
class Filed:
    """An application, and the code by which its owner finds it again. It is shown once."""

    application: Application
    code: str


@transaction.atomic
def file_application(*, said: ApplicationText, office: Office, by: Actor, at: datetime) -> Filed:
    """Take an application from anybody, at this desk's own node. An office of the demonstration makes it synthetic."""
    if said.service not in Service.values or not said.name.strip():
        raise Refusal(_("Choose a service and write the name as it stands in the passport."))
    journey = read_ref(said.journey_ref) if said.journey_ref else ""
    if journey is None or (said.tells_origin and not journey):
        raise Refusal(_("Give the reference of the journey as it stands on its paper, or leave the wish out."))
    code = new_code()
    application = Application.objects.create(
        office=office,
        service=said.service,
        secret=make_password(code),
        name=said.name.strip(),
        document=said.document,
        born=said.born,
        contact=said.contact,
        language=said.language,
        journey_ref=journey,
        tells_origin=said.tells_origin,
        filed_at=at,
        synthetic=office.synthetic,
    )
    record("application filed", about=application, by=by, at=at)
    return Filed(application, code)


def find(*, ref: str, code: str) -> Application | None:
    """The application of this reference, where the code fits; else None, after as long."""
    written = read_ref(ref)
    found = Application.objects.filter(ref=written).first() if written else None
    if found is None or not found.secret:
        make_password(code)  # a wrong reference is answered as slowly as a wrong code
        return None
    return found if check_password(code, found.secret) else None


def owner_of(application: Application) -> Holder:
    """Who proved by the code that an application is theirs."""
    return Holder(application.ref)


@transaction.atomic
def answer_question(*, application: Application, answer: str, by: Actor, at: datetime) -> Application:
    """Answer what the desk asked: its clock runs on."""
    application = Application.objects.locked(application.pk)
    require(access.may_be_theirs(by, application))
    question = application.questions.filter(answered_at__isnull=True).first()
    if question is None:
        raise Refusal(_("The desk has no open question."))
    if not answer.strip():
        raise Refusal(_("Write the answer."))
    question.answer, question.answered_at = answer, at
    question.save(update_fields=["answer", "answered_at"])
    application.state, application.due_on = ApplicationState.IN_WORK, renewed_due(application)
    application.save(update_fields=["state", "due_on"])
    record("question answered", about=application, by=by, at=at, person=_person(application))
    return application


@transaction.atomic
def withdraw_application(*, application: Application, by: Actor, at: datetime) -> Application:
    """Take an application back before it is decided."""
    application = Application.objects.locked(application.pk)
    require(access.may_be_theirs(by, application))
    if not can_move(APPLICATION_MOVES, application.state, ApplicationState.WITHDRAWN):
        raise Refusal(_("The application is being decided: it can no longer be withdrawn."))
    application.state, application.ended_at = ApplicationState.WITHDRAWN, at
    application.save(update_fields=["state", "ended_at"])
    record("application withdrawn", about=application, by=by, at=at, person=_person(application))
    return application


def _person(application: Application) -> str:
    return application.person.ref if application.person else ""
