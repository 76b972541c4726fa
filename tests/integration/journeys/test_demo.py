"""The demonstration's people: marked, complete, in every state."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.db import transaction

from hamsafar.accounts.demo import make_demo as make_officers
from hamsafar.front import packs
from hamsafar.journeys import demo, rights_demo
from hamsafar.journeys.actions.erasing import due
from hamsafar.journeys.actions.finding import look_up
from hamsafar.journeys.enums import DuplicateState, ErasureState, RegistrationState, WishState
from hamsafar.journeys.models import (
    CorrectionWish,
    Document,
    Duplicate,
    Erasure,
    FamilyLink,
    Merge,
    Passport,
    Person,
    Registration,
)
from hamsafar.journeys.rules.asking import read_query
from hamsafar.kit.actor import SYSTEM

pytestmark = pytest.mark.django_db
AT = datetime(2026, 1, 31, 9, tzinfo=UTC)


@pytest.fixture(scope="module", autouse=True)
def made(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[None]:
    """The demonstration's people, for all tests here."""
    with django_db_blocker.unblock(), transaction.atomic():
        packs.load(settings.PACK, by=SYSTEM, at=AT)
        make_officers(folder=tmp_path_factory.mktemp("officers"), at=AT)
        demo.make_demo(at=AT)
        yield
        transaction.set_rollback(True)


def test_everybody_in_it_is_marked_as_synthetic():
    assert not Person.objects.filter(synthetic=False).exists()
    assert not Registration.objects.filter(synthetic=False).exists()


def test_pairs_and_registrations_stand_in_every_state():
    assert set(Duplicate.objects.values_list("state", flat=True)) == set(DuplicateState.values)
    assert set(Registration.objects.values_list("state", flat=True)) == set(RegistrationState.values)


def test_wishes_stand_in_every_state_and_a_file_has_its_photograph_and_scan():
    assert set(CorrectionWish.objects.values_list("state", flat=True)) == set(WishState.values)
    assert set(Document.objects.values_list("kind", flat=True)) == {"photo", "passport"}


def test_one_merge_stands_and_one_was_undone():
    assert Merge.objects.standing().count() == 1
    assert Merge.objects.filter(undone_at__isnull=False).count() == 1


def test_passports_were_renewed_and_families_linked():
    assert Passport.objects.filter(replaced_by__isnull=False).exists()
    assert FamilyLink.objects.exists()


def test_one_person_stands_there_as_three_clerks_wrote_the_name():
    first = Duplicate.objects.open().order_by("pk").first()
    assert first is not None

    found = [look_up(read_query(name)) for name in (first.one.name, first.other.name)]

    files = [{hit.person.pk for hit in hits} for hits in found]
    assert len(files[0] & files[1]) >= 3


def test_making_it_twice_changes_nothing():
    before = Person.objects.count()

    demo.make_demo(at=AT)

    assert Person.objects.count() == before


def test_erasures_stand_in_every_state_and_one_file_is_due():
    rights_demo.make_demo(at=AT)
    count = Person.objects.count()
    rights_demo.make_demo(at=AT)

    assert Person.objects.count() == count
    assert {each.state for each in Erasure.objects.all()} == set(ErasureState)
    assert len(list(due(on=AT.date()))) == 1
