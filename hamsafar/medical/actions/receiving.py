"""The centre's reception: identity, consent, price and receipt. It makes the one row that an examination ever has."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from nacl.public import PublicKey

from hamsafar.corridor.models import Code, Rule
from hamsafar.journeys.models import Person
from hamsafar.kit.actor import Actor
from hamsafar.kit.refs import new_ref
from hamsafar.kit.refusal import Refusal
from hamsafar.kit.verdict import require
from hamsafar.ledger.actions import record
from hamsafar.medical import access
from hamsafar.medical.actions.envelopes import empty_envelope
from hamsafar.medical.enums import PANEL_ITEMS, PANEL_RULES, Payer
from hamsafar.medical.formats import locking
from hamsafar.medical.models import CentreKey, Examination, Price, Receipt
from hamsafar.medical.rules.folders import Folder
from hamsafar.medical.rules.panels import NoRule, Panel, come_from, panel_on

ORDERS_AT_MOST = 6  # drawn at reception for everybody, so that nobody sees how many were used


@dataclass(frozen=True)
class Visit:
    """Who came, by which booking, and who had made it."""

    booking: str
    office: str
    person: Person
    booked_by: str


@dataclass(frozen=True)
class Seen:
    """What the receptionist saw and was told."""

    passport_is_theirs: bool
    photo_is_theirs: bool
    language: str
    read_aloud: bool
    consents: bool
    payer: Payer


@transaction.atomic
def publish_price(
    *, office: str, amount: Decimal, currency: str, valid_from: date, by: Actor, at: datetime, synthetic: bool = False
) -> Price:
    """Publish what an examination costs from a day on. Who was received before paid the price of their day."""
    require(access.may_publish_price(by))
    if Price.objects.filter(office=office, valid_from=valid_from).exists():
        raise Refusal(_("A price from this day on was published already. Choose another day."))
    made = Price.objects.create(
        office=office,
        amount=amount,
        currency=currency.strip().upper(),
        valid_from=valid_from,
        published_at=at,
        synthetic=synthetic,
    )
    record("price published", about=f"centre:{office}", by=by, at=at)
    return made


@transaction.atomic
def receive_person(*, visit: Visit, seen: Seen, by: Actor, at: datetime) -> Examination:
    """Receive a person: passport and photograph are theirs, they consent in their language, somebody paid.

    What is written here is written for everybody in the same way, and is all that is ever written of them in clear.
    """
    require(access.may_receive(by))
    _require_identity(seen)
    today = timezone.localdate(at)
    key, price = CentreKey.objects.of(visit.office), Price.objects.of(visit.office, on=today)
    if key is None:
        raise Refusal(_("This centre has no key yet. Its supervisor makes it."))
    if price is None:
        raise Refusal(_("This centre has published no price. Its supervisor publishes it first."))
    if Examination.objects.filter(booking=visit.booking).exists():
        raise Refusal(_("This person was received already."))

    ref = new_ref("X")
    folder = Folder(
        panel=panel(on=today).items, language=seen.language, read_aloud=seen.read_aloud, booked_by=visit.booked_by
    )
    made = Examination.objects.create(
        ref=ref,
        office=visit.office,
        booking=visit.booking,
        person=visit.person.ref,
        received_on=today,
        received_by=by.ref,
        numbers=[new_ref("D") for _number in range(ORDERS_AT_MOST)],
        folder=locking.seal_folder(folder, to=PublicKey(bytes(key.public)), about=ref),
        envelope=empty_envelope(ref),
        synthetic=visit.person.synthetic,
    )
    Receipt.objects.create(
        office=visit.office,
        booking=visit.booking,
        person=visit.person,
        amount=price.amount,
        currency=price.currency,
        payer=seen.payer,
        paid_on=today,
        come_from=come_from(today),
        synthetic=visit.person.synthetic,
    )
    record("received for examination", about=visit.booking, by=by, at=at, person=visit.person.ref)
    return made


def _require_identity(seen: Seen) -> None:
    if not (seen.passport_is_theirs and seen.photo_is_theirs):
        raise Refusal(_("Nobody is examined in another’s name: compare passport, photograph and person again."))
    if not seen.consents:
        raise Refusal(_("Without the person’s consent nobody is examined. Read it to them in their language."))


def panel(*, on: date) -> Panel:
    """What is examined on a day, by the pack. Raises `Refusal` where nothing is established."""
    labels = {label["en"]: key for key, label in Code.objects.of(PANEL_ITEMS).values_list("key", "label")}
    try:
        return panel_on(list(Rule.objects.filter(key__in=PANEL_RULES)), PANEL_RULES, labels, on=on)
    except NoRule:
        raise Refusal(_("The pack establishes no examination panel on this day.")) from None
