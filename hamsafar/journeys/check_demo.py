"""Checks before a trip for the demonstration: an authority of lists on each side, and every answer there is."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from nacl.signing import SigningKey

from hamsafar.accounts.enums import Role
from hamsafar.accounts.models import User
from hamsafar.corridor.models import Side
from hamsafar.journeys.actions import check_lists
from hamsafar.journeys.actions.check_sources import OtherNode, SignedLists
from hamsafar.journeys.actions.sign_in import TheirOwn
from hamsafar.journeys.actions.trip_checks import ask_check
from hamsafar.journeys.enums import ConsentHow
from hamsafar.journeys.formats.check_lists import CheckListSaid, Entry
from hamsafar.journeys.formats.receipts import seconds
from hamsafar.journeys.models import Duplicate, ListMaker, Passport, Person
from hamsafar.journeys.models.people import PersonQuerySet

CLERK = "clerk"
DAY = timedelta(days=1)
GOOD_FOR = timedelta(days=60)
TAKEN, PROPOSED, WITHDRAWN = "Authority of lists (example)", "Second authority (example)", "Former authority (example)"


def make_demo(*, at: datetime) -> None:
    """Make what is missing: makers of lists in every state, a list of each side, and checks with every answer."""
    if ListMaker.objects.filter(synthetic=True).exists():
        return
    officers = User.objects.synthetic().active().filter(role=Role.PAPER_OFFICER).order_by("username")
    first, second = officers[:2]
    clerk = User.objects.get(username=CLERK, synthetic=True)
    listed, alike, free, waits = _travellers()[:4]
    entries = (_entry(listed, number=_number(listed)), _entry(alike, number="499999999"))
    other = Side.objects.exclude(pk=settings.THIS_SIDE).get()
    for side in (settings.THIS_SIDE, other.pk):
        _load(side, entries, first=first, second=second, at=at - DAY)
    _maker(other.pk, PROPOSED, first=first, second=None, at=at - DAY)
    former = _maker(other.pk, WITHDRAWN, first=first, second=second, at=at - 9 * DAY)[1]
    check_lists.withdraw_maker(maker=former, by=first, at=at - DAY)

    here = SignedLists(other.pk)
    ask_check(person=listed, consent=ConsentHow.SPOKEN, source=here, by=clerk, at=at - timedelta(hours=5))
    ask_check(person=alike, consent=ConsentHow.WRITING, source=here, by=clerk, at=at - timedelta(hours=4))
    ask_check(person=free, consent=ConsentHow.PAGE, source=here, by=TheirOwn(free.ref), at=at - timedelta(hours=3))
    ask_check(person=waits, consent=ConsentHow.PAGE, source=OtherNode(), by=TheirOwn(waits.ref), at=at)


def _travellers() -> PersonQuerySet:
    """Synthetic people with a passport and a whole date of birth, of whom nothing else is told."""
    return (
        Person.objects.synthetic()
        .one_each()
        .kept()
        .filter(birth_date__isnull=False, passports__isnull=False)
        .exclude(pk__in=Duplicate.objects.values("one"))
        .exclude(pk__in=Duplicate.objects.values("other"))
        .distinct()
        .order_by("pk")
    )


def _number(person: Person) -> str:
    return Passport.objects.filter(person=person).present().newest_first()[0].number


def _entry(person: Person, *, number: str) -> Entry:
    return Entry((person.name,), person.born, (number,))


def _maker(side: str, name: str, *, first: User, second: User | None, at: datetime) -> tuple[SigningKey, ListMaker]:
    key = SigningKey.generate()
    public = bytes(key.verify_key)
    maker = check_lists.propose_maker(side=side, name=name, public=public, by=first, at=at, synthetic=True)
    if second is not None:
        heard = check_lists.digits_of(maker)
        maker = check_lists.accept_maker(maker=maker, heard=heard, by=second, at=at)
    return key, maker


def _load(side: str, entries: tuple[Entry, ...], *, first: User, second: User, at: datetime) -> None:
    """Two lists one after the other, as an authority sends them: the first is replaced."""
    key, maker = _maker(side, TAKEN, first=first, second=second, at=at - DAY)
    for number, day in enumerate((at - DAY, at), 1):
        said = CheckListSaid(
            side, maker.name, number, seconds(day), seconds(day + GOOD_FOR), entries[:number], synthetic=True
        )
        check_lists.load_check_list(data=said.signed(key), by=first, at=day)
