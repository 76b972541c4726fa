"""A documents desk for tests, in desk words, through the app's own actions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hamsafar.accounts.enums import Role
from hamsafar.accounts.models import User
from hamsafar.appointments.models import Office
from hamsafar.documents.actions import deciding, filing, working
from hamsafar.documents.actions.law import needed
from hamsafar.documents.enums import HandedInState, Outcome, Service
from hamsafar.documents.models import Application, Decision
from hamsafar.kit.actor import VISITOR
from tests.factories.appointments import MONDAY, an_office, reception_of
from tests.factories.incidents import load_the_corridor


@dataclass
class Desk:
    """A desk with two officers and its head."""

    office: Office
    officer: User
    second: User
    head: User

    def filed(self, service: str = Service.VISA, *, at: datetime = MONDAY, **more) -> Application:
        """An application as somebody filed it."""
        said = filing.ApplicationText(service=service, name="Synthetic person 0001", **more)
        return filing.file_application(said=said, office=self.office, by=VISITOR, at=at).application

    def in_work(self, service: str = Service.VISA, *, at: datetime = MONDAY, **more) -> Application:
        """One that the officer has taken up."""
        return working.take_up(application=self.filed(service, at=at, **more), by=self.officer, at=at)

    def complete(self, *, at: datetime = MONDAY, **more) -> Application:
        """An application for a patent with its whole checklist checked."""
        application = self.in_work(Service.PATENT, at=at, **more)
        for each in needed(application.service, on=at.date()):
            said = working.PaperText(each.code)
            paper = working.receive_paper(application=application, said=said, by=self.officer, at=at)
            working.settle_paper(paper=paper, to=HandedInState.CHECKED, by=self.officer, at=at)
        return application

    def refusal(self, application: Application, *, at: datetime = MONDAY) -> Decision:
        """A refusal that waits for a second officer."""
        return deciding.decide(
            application=application, outcome=Outcome.REFUSED, ground="114-fz-27", by=self.officer, at=at
        )


def a_desk() -> Desk:
    load_the_corridor()
    office = an_office("desk")
    officer, second = (reception_of(office, Role.DOCUMENTS_OFFICER) for _n in range(2))
    return Desk(office, officer, second, reception_of(office, Role.DOCUMENTS_HEAD))
