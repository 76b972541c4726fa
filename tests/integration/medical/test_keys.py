"""The centre's key: who holds it, what is lost when somebody loses theirs, and what when all do."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hamsafar.accounts.enums import Role
from hamsafar.kit.refusal import Refusal
from hamsafar.medical import unlocked
from hamsafar.medical.actions import examining, keys, tray
from hamsafar.medical.enums import ExaminationState
from hamsafar.medical.models import CentreKey, Examination, KeyHolder, TrayPlace
from tests.factories.accounts import OfficerFactory
from tests.factories.medical import MONDAY, PASSPHRASE, admit

LATER = MONDAY + timedelta(days=1)


def test_a_wrong_passphrase_opens_nothing(centre):
    with pytest.raises(Refusal, match="does not open"):
        keys.unlock(office=centre.office, passphrase=PASSPHRASE + "s", by=centre.physician)


def test_the_node_s_operator_and_whoever_was_not_admitted_hold_no_key(centre):
    with pytest.raises(Refusal, match="clinicians"):
        keys.unlock(office=centre.office, passphrase=PASSPHRASE, by=OfficerFactory(role=Role.OPERATOR))
    newcomer = OfficerFactory(role=Role.PHYSICIAN)
    with pytest.raises(Refusal, match="do not hold"):
        keys.unlock(office=centre.office, passphrase=PASSPHRASE, by=newcomer)
    keys.ask_for_key(office=centre.office, passphrase=PASSPHRASE, by=newcomer, at=MONDAY)
    with pytest.raises(Refusal, match="nobody has admitted"):
        keys.unlock(office=centre.office, passphrase=PASSPHRASE, by=newcomer)


def test_nobody_admits_themselves_and_only_a_supervisor_admits(centre):
    newcomer = OfficerFactory(role=Role.CENTRE_SUPERVISOR)
    asked = keys.ask_for_key(office=centre.office, passphrase=PASSPHRASE, by=newcomer, at=MONDAY)
    desk = centre.desk(centre.supervisor)

    with pytest.raises(Refusal, match="somebody else"):
        keys.admit_clinician(holder=asked, desk=desk, by=newcomer, at=MONDAY)
    with pytest.raises(Refusal, match="supervisor"):
        keys.admit_clinician(holder=asked, desk=centre.desk(centre.physician), by=centre.physician, at=MONDAY)
    mine = keys.ask_for_key(office=centre.office, passphrase=PASSPHRASE, by=centre.supervisor, at=MONDAY)
    with pytest.raises(Refusal, match="You asked"):
        keys.admit_clinician(holder=mine, desk=desk, by=centre.supervisor, at=MONDAY)


def test_a_short_passphrase_is_refused_and_a_second_key_is_not_made_by_mistake(centre):
    with pytest.raises(Refusal, match="12 characters"):
        keys.ask_for_key(office=centre.office, passphrase="short", by=centre.third, at=MONDAY)
    with pytest.raises(Refusal, match="has a key"):
        keys.open_centre(office=centre.office, passphrase=PASSPHRASE, by=centre.supervisor, at=MONDAY)
    with pytest.raises(Refusal, match="no key yet"):
        keys.ask_for_key(office="elsewhere", passphrase=PASSPHRASE, by=centre.third, at=MONDAY)
    with pytest.raises(Refusal, match="no key yet"):
        tray.put(office="elsewhere", content={}, by=centre.third, at=MONDAY)


def test_a_clinician_who_lost_their_key_is_admitted_again_and_nothing_is_lost(centre):
    examination = centre.examine()
    centre.desks.pop(centre.physician.ref)

    admit(centre, centre.physician, at=LATER)

    assert centre.folder(examination).state == ExaminationState.RESULTS_IN
    assert KeyHolder.objects.standing().filter(officer=centre.physician.ref).count() == 1


def test_a_changed_passphrase_ends_the_old_one(centre):
    desk = centre.desk(centre.physician)
    keys.change_passphrase(desk=desk, passphrase="another long passphrase", by=centre.physician, at=LATER)

    with pytest.raises(Refusal, match="does not open"):
        keys.unlock(office=centre.office, passphrase=PASSPHRASE, by=centre.physician)
    again = keys.unlock(office=centre.office, passphrase="another long passphrase", by=centre.physician)
    assert bytes(again.key) == bytes(desk.key)


def test_whose_holding_ended_unlocks_no_more(centre):
    holder = KeyHolder.objects.standing().get(officer=centre.third.ref)
    keys.end_holding(holder=holder, desk=centre.desk(centre.supervisor), by=centre.supervisor, at=LATER)

    with pytest.raises(Refusal, match="do not hold"):
        keys.unlock(office=centre.office, passphrase=PASSPHRASE, by=centre.third)


def test_two_shares_recover_the_key_when_everybody_lost_theirs(centre):
    examination = centre.examine()
    KeyHolder.objects.update(ended_at=LATER)
    first, _, third = centre.shares

    desk = keys.recover_centre(
        office=centre.office, shares=[third, first], passphrase=PASSPHRASE, by=centre.supervisor, at=LATER
    )

    centre.desks[centre.physician.ref] = desk
    assert centre.folder(examination).state == ExaminationState.RESULTS_IN


def test_one_share_or_those_of_another_centre_recover_nothing(centre):
    said = {"office": centre.office, "passphrase": PASSPHRASE, "by": centre.supervisor, "at": LATER}
    other = keys.open_centre(office="G-OTHER", passphrase=PASSPHRASE, by=centre.supervisor, at=MONDAY)

    with pytest.raises(Refusal, match="not two shares"):
        keys.recover_centre(**said, shares=[centre.shares[0], centre.shares[0]])
    with pytest.raises(Refusal, match="another key"):
        keys.recover_centre(**said, shares=list(other.shares[:2]))


def test_a_renewed_key_opens_every_folder_and_what_waits_and_the_old_one_nothing(centre):
    examination = centre.examine()
    order = centre.folder(examination).orders[0]
    examining.hand_in_results(
        office=centre.office, ref=examination.ref, results=centre.results(order)[:1], by=centre.laboratory, at=MONDAY
    )
    old = centre.desk(centre.supervisor)

    renewed = keys.renew_key(desk=old, by=centre.supervisor, at=LATER)

    with pytest.raises(Refusal, match="was lost"):
        centre.folder(examination)
    with pytest.raises(Refusal, match="earlier key"):
        keys.renew_key(desk=old, by=centre.supervisor, at=LATER)
    centre.desks[centre.physician.ref] = keys.unlock(office=centre.office, passphrase=PASSPHRASE, by=centre.physician)
    assert centre.folder(examination).state == ExaminationState.RESULTS_IN
    assert examining.take_in(desk=centre.desk(centre.physician), by=centre.physician, at=LATER) == 1
    assert bytes(renewed.desk.key) != bytes(old.key)


def test_a_centre_whose_key_is_lost_for_good_goes_on_and_says_what_stays_locked(centre):
    before = centre.examine()
    keys.open_centre(office=centre.office, passphrase=PASSPHRASE, by=centre.supervisor, at=LATER, lost=True)
    for officer in (centre.physician, centre.examiner, centre.laboratory, centre.second):
        asked = keys.ask_for_key(office=centre.office, passphrase=PASSPHRASE, by=officer, at=LATER)
        desk = keys.unlock(office=centre.office, passphrase=PASSPHRASE, by=centre.supervisor)
        keys.admit_clinician(holder=asked, desk=desk, by=centre.supervisor, at=LATER)
        centre.desks[officer.ref] = keys.unlock(office=centre.office, passphrase=PASSPHRASE, by=officer)

    with pytest.raises(Refusal, match="examined again"):
        centre.folder(before)
    after = centre.examine(at=LATER)
    assert centre.through(after, at=LATER).state == ExaminationState.TOLD
    assert keys.renew_key(desk=desk, by=centre.supervisor, at=LATER).shares  # what stays locked stands in no way
    assert CentreKey.objects.filter(office=centre.office, retired_at__isnull=False).count() == 2
    assert Examination.objects.count() == 2


def test_a_full_tray_says_so_and_is_never_seen_to_be_full(centre, monkeypatch):
    sizes = {len(each.locked) for each in TrayPlace.objects.all()}
    for _place in range(tray.PLACES):
        tray.put(office=centre.office, content={"kind": "x"}, by=centre.laboratory, at=MONDAY)

    with pytest.raises(Refusal, match="tray is full"):
        tray.put(office=centre.office, content={"kind": "x"}, by=centre.laboratory, at=MONDAY)
    assert {len(each.locked) for each in TrayPlace.objects.all()} == sizes
    assert TrayPlace.objects.count() == tray.PLACES


def test_more_than_a_place_holds_is_refused(centre):
    with pytest.raises(Refusal, match="in parts"):
        tray.put(office=centre.office, content={"kind": "x" * 30_000}, by=centre.laboratory, at=MONDAY)


def test_a_desk_locks_itself_after_half_an_hour_without_work(centre):
    desk = centre.desk(centre.physician)
    word = unlocked.remember(desk, at=MONDAY)
    unlocked.show(word, "X-1")

    assert unlocked.desk_of(word, at=MONDAY + timedelta(minutes=29)) is desk
    assert unlocked.shows(word, "X-1")
    assert unlocked.desk_of(word, at=MONDAY + timedelta(minutes=60)) is None
    assert not unlocked.shows(word, "X-1")
    unlocked.forget(word)
    unlocked.show(word, "X-1")
    assert not unlocked.shows(word, "X-1")
