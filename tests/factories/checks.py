"""Checks before a trip for tests: an authority whose lists are taken, its list, people who stand on it or do not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from nacl.signing import SigningKey

from hamsafar.accounts.models import User
from hamsafar.journeys.actions import check_lists
from hamsafar.journeys.formats.check_lists import CheckListSaid, Entry
from hamsafar.journeys.formats.receipts import seconds
from hamsafar.journeys.models import CheckList, ListMaker, NameForm, Passport, Person
from tests.factories.papers import AT
from tests.factories.people import bare_person

LISTED = Entry(("Намунаев Фаридун", "NAMUNAEV FARIDUN"), "1990-01-31", ("400000123",))


@dataclass
class Authority:
    """An authority of the other side that makes lists, and the two officers who took its key."""

    key: SigningKey
    maker: ListMaker
    first: User
    second: User

    def said(self, *entries: Entry, at: datetime = AT, number: int = 1, **more) -> CheckListSaid:
        expires = more.pop("expires", at + timedelta(days=10))
        return CheckListSaid(
            side=more.pop("side", self.maker.side_id),
            maker=more.pop("name", self.maker.name),
            number=number,
            as_of=seconds(at - timedelta(days=1)),
            expires=seconds(expires),
            entries=entries or (LISTED,),
            synthetic=more.pop("synthetic", True),
        )

    def load(self, *entries: Entry, at: datetime = AT, number: int = 1, **more) -> CheckList:
        data = self.said(*entries, at=at, number=number, **more).signed(self.key)
        return check_lists.load_check_list(data=data, by=self.first, at=at)


def authority(*, side: str, first: User, second: User, at: datetime = AT) -> Authority:
    """An authority whose key two officers accepted."""
    key = SigningKey.generate()
    maker = check_lists.propose_maker(
        side=side, name="Authority of lists (example)", public=bytes(key.verify_key), by=first, at=at, synthetic=True
    )
    check_lists.accept_maker(maker=maker, heard=check_lists.digits_of(maker), by=second, at=at)
    maker.refresh_from_db()
    return Authority(key, maker, first, second)


def traveller(name: str = "Фаридун Намунаев", *, born: str = "1990-01-31", number: str = "400000123", **more) -> Person:
    """A synthetic person with a passport."""
    person = bare_person(name, birth_date=born, birth_year=int(born[:4]), birth_month=int(born[5:7]), **more)
    person.refresh_from_db()
    NameForm.objects.create(person=person, full=name, script="cyrillic", authority="tj-passport", added_at=AT)
    Passport.objects.create(person=person, number=number, country="TJK", added_at=AT)
    return person
