"""An examination centre for tests, in desk words, through the app's own actions: staff with keys, people received."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from hamsafar.accounts.enums import Role
from hamsafar.accounts.models import User
from hamsafar.journeys.models import Person
from hamsafar.kit.refs import new_ref
from hamsafar.medical.actions import concluding, examining, folders, keys, laboratory, receiving
from hamsafar.medical.enums import Finding, Outcome, Payer, ResultStatus
from hamsafar.medical.formats import fhir
from hamsafar.medical.models import Examination
from hamsafar.medical.rules.folders import Folder, Order, Result
from hamsafar.medical.unlocked import Desk
from tests.factories.accounts import OfficerFactory
from tests.factories.incidents import load_the_corridor
from tests.factories.ledger import noon
from tests.factories.people import bare_person

MONDAY = noon(2026, 3, 2)
PASSPHRASE = "apricot mountain slow river"
SEEN = receiving.Seen(
    passport_is_theirs=True, photo_is_theirs=True, language="tg", read_aloud=True, consents=True, payer=Payer.PERSON
)


@dataclass
class Centre:
    """One centre with its staff. Every clinician's desk is unlocked."""

    office: str
    shares: tuple[str, ...]
    receptionist: User
    supervisor: User
    examiner: User
    laboratory: User
    physician: User
    second: User
    third: User
    desks: dict[str, Desk] = field(default_factory=dict)

    def desk(self, officer: User) -> Desk:
        return self.desks[officer.ref]

    def receive(
        self, person: Person | None = None, *, booked_by: str = "P-THEMSELVES", at: datetime = MONDAY, seen=SEEN
    ) -> Examination:
        person = person or bare_person()
        visit = receiving.Visit(new_ref("T"), self.office, person, booked_by)
        return receiving.receive_person(visit=visit, seen=seen, by=self.receptionist, at=at)

    def folder(self, examination: Examination) -> Folder:
        examination.refresh_from_db()
        return folders.read(examination, self.desk(self.physician))

    def order(self, examination: Examination, items: Sequence[str] = (), *, at: datetime = MONDAY) -> Order:
        _, order = examining.order_tests(
            ref=examination.ref,
            items=items or self.folder(examination).panel,
            specimen="S 1",
            desk=self.desk(self.examiner),
            by=self.examiner,
            at=at,
        )
        return order

    def results(self, order: Order, findings: dict[str, str] | None = None, *, status=ResultStatus.FINAL):
        """What a laboratory would send: everything negative but what `findings` says."""
        found = findings or {}
        return [
            Result(order.number, item, found.get(item, Finding.NEGATIVE), status, MONDAY.isoformat())
            for item in order.items
        ]

    def send(self, examination: Examination, results: Sequence[Result], *, at: datetime = MONDAY) -> None:
        raw = fhir.results_bundle(examination.ref, results).encode()
        laboratory.hand_in_bundle(office=self.office, raw=raw, by=self.laboratory, at=at)
        examining.take_in(desk=self.desk(self.laboratory), by=self.laboratory, at=at)

    def examine(
        self, person: Person | None = None, *, findings: dict[str, str] | None = None, booked_by="", at=MONDAY
    ) -> Examination:
        """Received, examined, with all results in."""
        examination = self.receive(person, booked_by=booked_by, at=at)
        order = self.order(examination, at=at)
        self.send(examination, self.results(order, findings), at=at)
        return examination

    def conclude(self, examination: Examination, *, met: bool = True, by: User | None = None, at=MONDAY) -> Folder:
        by = by or self.physician
        path = {} if met else {"treatment": "treatment (example)", "retest_on": at.date() + timedelta(days=60)}
        return concluding.conclude(
            ref=examination.ref,
            outcome=Outcome.MET if met else Outcome.PATH,
            desk=self.desk(by),
            by=by,
            at=at,
            **path,
        )

    def sign(self, examination: Examination, *, at=MONDAY) -> Folder:
        return concluding.countersign(ref=examination.ref, desk=self.desk(self.second), by=self.second, at=at)

    def tell(self, examination: Examination, *, at=MONDAY) -> Folder:
        return concluding.tell_person(ref=examination.ref, desk=self.desk(self.physician), by=self.physician, at=at)

    def through(self, examination: Examination, *, met: bool = True, at=MONDAY) -> Folder:
        """Concluded, signed by a second physician, told."""
        self.conclude(examination, met=met, at=at)
        self.sign(examination, at=at)
        return self.tell(examination, at=at)


def open_a_centre(office: str = "G-CENTRE", *, price: bool = True, corridor: bool = True) -> Centre:
    """A centre with a key, a price, and six people of its staff."""
    if corridor:
        load_the_corridor()
    staff = {
        "receptionist": Role.RECEPTIONIST,
        "supervisor": Role.CENTRE_SUPERVISOR,
        "examiner": Role.EXAMINER,
        "laboratory": Role.LABORATORY,
        "physician": Role.PHYSICIAN,
        "second": Role.PHYSICIAN,
        "third": Role.PHYSICIAN,
    }
    people = {name: OfficerFactory(role=role) for name, role in staff.items()}
    opened = keys.open_centre(office=office, passphrase=PASSPHRASE, by=people["supervisor"], at=MONDAY)
    centre = Centre(office=office, shares=opened.shares, **people)
    centre.desks[centre.supervisor.ref] = opened.desk
    for name in ("examiner", "laboratory", "physician", "second", "third"):
        admit(centre, people[name])
    if price:
        publish(centre)
    return centre


def admit(centre: Centre, officer: User, *, at: datetime = MONDAY) -> None:
    """Let an officer hold the centre's key; their desk is then unlocked."""
    asked = keys.ask_for_key(office=centre.office, passphrase=PASSPHRASE, by=officer, at=at)
    keys.admit_clinician(holder=asked, desk=centre.desk(centre.supervisor), by=centre.supervisor, at=at)
    centre.desks[officer.ref] = keys.unlock(office=centre.office, passphrase=PASSPHRASE, by=officer)


def publish(centre: Centre, amount: str = "250.00", *, valid_from: date = date(2026, 1, 1)) -> None:
    receiving.publish_price(
        office=centre.office,
        amount=Decimal(amount),
        currency="TJS",
        valid_from=valid_from,
        by=centre.supervisor,
        at=MONDAY,
    )
