"""A documents desk of the demonstration with applications in every state, made through actions. All is invented."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.utils.timezone import localdate

from hamsafar.accounts.models import User
from hamsafar.appointments.actions import offices
from hamsafar.appointments.enums import OfficeKind
from hamsafar.appointments.models import Office
from hamsafar.corridor.models import Side
from hamsafar.documents.actions import deciding, filing, working
from hamsafar.documents.actions.law import needed
from hamsafar.documents.enums import DESK_SERVICE, HandedInState, Outcome, Service
from hamsafar.documents.models import Application, Decision
from hamsafar.kit.actor import SYSTEM, VISITOR
from hamsafar.kit.words import Words
from hamsafar.synthetic.people import Person, some_people

OFFICER, SECOND, HEAD = "documents", "documents-2", "documents-head"
SEED, AGO = 2053, timedelta(days=12)
NAME = Words("Documents desk (example)", "Приём документов (пример)", "Қабули ҳуҷҷатҳо (намуна)")
ADDRESS = Words("2 Example Street", "улица Примерная, 2", "кӯчаи Намуна, 2")
SERVICE = Words("Documents desk", "Приём документов", "Қабули ҳуҷҷатҳо")
HOURS = (time(9), time(16))


def make_demo(*, at: datetime) -> None:
    """Make the desk and one application in each state. Making them twice changes nothing."""
    if Application.objects.filter(synthetic=True).exists():
        return
    officer, second, head = (User.objects.get(username=name, synthetic=True) for name in (OFFICER, SECOND, HEAD))
    desk = _desk(head, at=at)
    cast = iter(some_people(SEED, 12))

    def filed(service: str) -> Application:
        return _filed(next(cast), service, desk, at=at - AGO)

    def taken(service: str) -> Application:
        return working.take_up(application=filed(service), by=officer, at=at - timedelta(days=9))

    filed(Service.PATENT)
    withdrawn = filed(Service.VISA)
    filing.withdraw_application(application=withdrawn, by=filing.owner_of(withdrawn), at=at - timedelta(days=11))
    in_work = taken(Service.PATENT)
    _papers(in_work, officer, short=2, at=at)
    _returned(in_work, officer, at=at)
    handed = taken(Service.RESIDENCE)
    working.hand_over(application=handed, to=second, because="On leave from Monday. (example)", by=officer, at=at)
    asked = taken(Service.VISA)
    words = "Which address will you stay at? (example)"
    working.ask_applicant(application=asked, words=words, by=officer, at=at - timedelta(days=8))
    working.chase(after=7, by=SYSTEM, at=at)
    for _n in range(2):  # with the others enough decisions for their share to be published
        _granted(taken(Service.FINGERPRINTS), officer, at=at)
    _exempted(taken(Service.PATENT), officer, head, at=at)
    to_confirm, refused, back, corrected = (taken(Service.VISA) for _n in range(4))
    _refusal(to_confirm, officer, at=at)
    deciding.confirm_decision(decision=_refusal(refused, officer, at=at), by=head, at=at)
    because = "Say in the letter what can be brought. (example)"
    deciding.send_back(decision=_refusal(back, officer, at=at), because=because, by=head, at=at)
    deciding.confirm_decision(decision=_refusal(corrected, officer, at=at), by=head, at=at)
    again = deciding.decide(application=corrected, outcome=Outcome.GRANTED, by=officer, at=at)
    deciding.confirm_decision(decision=again, by=head, at=at)


def _desk(head: User, *, at: datetime) -> Office:
    begins = at - timedelta(days=20)
    service = offices.add_service(key=DESK_SERVICE, name=SERVICE, minutes=20, by=SYSTEM, at=begins)
    said = offices.OfficeText(
        key="documents-desk", kind=OfficeKind.DESK, name=NAME, address=ADDRESS, rooms=("1", "2", "3")
    )
    side = Side.objects.get(pk=settings.THIS_SIDE)
    desk = offices.add_office(
        said=said, organisation=head.organisation, side=side, synthetic=True, by=SYSTEM, at=begins
    )
    shifts = [offices.ShiftText(service, room, (0, 1, 2, 3, 4), *HOURS) for room in ("1", "2", "3")]
    offices.add_shifts(office=desk, shifts=shifts, by=head, at=begins)
    first = desk.day_of(at)
    offices.open_slots(office=desk, first=first, last=first + timedelta(days=20), by=head, at=begins)
    return desk


def _filed(person: Person, service: str, desk: Office, *, at: datetime) -> Application:
    said = filing.ApplicationText(service=service, name=person.said("russian"), born=person.born, language="tg")
    return filing.file_application(said=said, office=desk, by=VISITOR, at=at).application


def _papers(application: Application, officer: User, *, short: int = 0, at: datetime) -> None:
    """Every document of the checklist, received and checked, less the last few."""
    codes = [each.code for each in needed(application.service, on=localdate(at))]
    for code in codes[: len(codes) - short]:
        said = working.PaperText(code=code, issued_on=localdate(at) - timedelta(days=20))
        paper = working.receive_paper(application=application, said=said, by=officer, at=at - timedelta(days=8))
        working.settle_paper(paper=paper, to=HandedInState.CHECKED, by=officer, at=at - timedelta(days=7))


def _returned(application: Application, officer: User, *, at: datetime) -> None:
    """One document that came back, and one that nobody has checked."""
    code = needed(application.service, on=localdate(at))[-1].code
    old = working.PaperText(code=code, issued_on=date(2020, 1, 1), expires_on=date(2021, 1, 1))
    paper = working.receive_paper(application=application, said=old, by=officer, at=at)
    because = "It expired. (example)"
    working.settle_paper(paper=paper, to=HandedInState.RETURNED, because=because, by=officer, at=at)
    working.receive_paper(application=application, said=working.PaperText(code=code), by=officer, at=at)


def _granted(application: Application, officer: User, *, at: datetime) -> None:
    working.note_fingerprints(application=application, on=localdate(at) - timedelta(days=3), by=officer, at=at)
    deciding.decide(application=application, outcome=Outcome.GRANTED, by=officer, at=at)


def _exempted(application: Application, officer: User, head: User, *, at: datetime) -> None:
    """A grant with one document done without by two officers, another exemption declined, and one that waits."""
    codes = [each.code for each in needed(application.service, on=localdate(at))]
    for code, grant in ((codes[-1], True), (codes[-2], False), (codes[-3], None)):
        exemption = working.ask_exemption(
            application=application, code=code, because="Of age 70. (example)", by=officer, at=at
        )
        if grant is not None:
            working.decide_exemption(exemption=exemption, grant=grant, by=head, at=at)
    _papers(application, officer, short=1, at=at)
    until = localdate(at) + timedelta(days=300)
    deciding.decide(application=application, outcome=Outcome.GRANTED, until=until, by=officer, at=at)


def _refusal(application: Application, officer: User, *, at: datetime) -> Decision:
    words = "The documents do not show the purpose of the visit. (example)"
    return deciding.decide(
        application=application, outcome=Outcome.REFUSED, ground="114-fz-27", words=words, by=officer, at=at
    )
