"""The demonstration has an examination at every step, and making it twice changes nothing."""

from __future__ import annotations

import pytest
from django.utils.timezone import now

from hamsafar.accounts.models import User
from hamsafar.appointments.models import Office
from hamsafar.figures import measures
from hamsafar.medical import demo as ours
from hamsafar.medical.actions import folders, keys
from hamsafar.medical.enums import ExaminationState
from hamsafar.medical.models import CentreKey, Examination
from hamsafar.meetings.models import counted_here


@pytest.fixture
def sign_ins(demonstration, demo_node, monkeypatch):
    """The demonstration was made at the real cost of a passphrase."""
    monkeypatch.undo()
    return demonstration.sign_ins


def test_the_demonstration_reaches_every_step_and_stays_when_it_is_made_again(sign_ins):
    office = Office.objects.filter(synthetic=True).in_order().first()
    passphrase = {each.username: each.password for each in sign_ins}
    physician = User.objects.get(username="physician")
    desk = keys.unlock(office=office.key, passphrase=passphrase["physician"], by=physician)

    states = {folders.read(each, desk).state for each in Examination.objects.all()}

    assert states == set(ExaminationState)
    assert all(each.synthetic for each in Examination.objects.all())
    assert CentreKey.objects.count() == 1


def test_what_the_desks_of_the_demonstration_count_is_enough_to_be_published(sign_ins):
    counted = {each.key.split("-")[0] for each in measures.of_desks() if each.synthetic}

    assert {"conclusions", "wait", "decided", "waivers", "exemptions", "promise"} <= counted
    (topic,) = counted_here()
    assert "Examination conclusions issued" in topic.standfirst[0].words.en


def test_with_new_passwords_the_centre_goes_on_with_another_key(sign_ins):
    changed = [type(each)(**{**each.__dict__, "password": each.password + "-new"}) for each in sign_ins]

    ours.make_demo(sign_ins=changed, at=now())

    assert CentreKey.objects.filter(retired_at__isnull=False).count() == 1
