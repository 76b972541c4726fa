"""Papers from the ceremony to the verifier: issued, revoked, and what becomes of them when keys and lists change."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import override_settings
from nacl.signing import SigningKey
from procrastinate.contrib.django.models import ProcrastinateJob

from hamsafar.accounts.enums import Role
from hamsafar.exchange.models import OutboxEnvelope
from hamsafar.kit.actor import SYSTEM
from hamsafar.kit.keys import Purpose
from hamsafar.kit.refusal import Refusal
from hamsafar.ledger.models import Line
from hamsafar.papers import jobs
from hamsafar.papers.actions.issuing import ask_revocation, leave_paper, revoke_paper
from hamsafar.papers.actions.keys import make_keys, make_next_key, roll_over, withdraw_key
from hamsafar.papers.actions.status import keep_status_list
from hamsafar.papers.actions.trust import drop_trust_list, keep_trust_list, publish_trust_list, request_trust_list
from hamsafar.papers.enums import KeyState, PaperState, Reason, Use
from hamsafar.papers.formats.lists import StatusList, TrustList, sign_trust_list
from hamsafar.papers.models import PaperKey, PublishedTrust, StatusPlace, StatusRegister
from tests.factories.accounts import OfficerFactory
from tests.factories.papers import AT, SIDE, PaperOffice, paper_office

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def office(tmp_path: Path) -> PaperOffice:
    return paper_office(tmp_path / "keys")


def test_an_issued_paper_is_valid_once_its_status_list_is_published(office: PaperOffice):
    paper = office.issue()

    assert office.check(paper, at=AT).reason is Reason.STALE_LIST
    office.publish_status()
    assert office.check(paper, at=AT).reason is Reason.OK


def test_a_paper_lives_for_thirty_days_and_no_longer_than_what_it_proves(office: PaperOffice):
    assert office.issue().expires_at == AT + 30 * DAY
    assert office.issue(until=AT + 5 * DAY).expires_at == AT + 5 * DAY
    with pytest.raises(Refusal, match="has lapsed already"):
        office.issue(until=AT)


def test_a_clerk_issues_no_paper(office: PaperOffice):
    office.first = OfficerFactory(role=Role.REGISTRATION_CLERK)

    with pytest.raises(Refusal, match="Only a paper officer issues papers"):
        office.issue()


def test_a_revoked_paper_is_called_revoked_without_a_reason(office: PaperOffice):
    paper = office.issue()
    ask_revocation(paper=paper, because="issued for another journey", by=office.first, at=AT)

    revoked = revoke_paper(paper=paper, by=office.second, at=AT)
    office.publish_status()

    assert revoked.state == PaperState.REVOKED
    assert office.check(paper, at=AT).reason is Reason.REVOKED
    assert b"another journey" not in bytes(StatusRegister.objects.get().signed)


def test_two_papers_are_revoked_before_the_status_list_is_signed_once(office: PaperOffice):
    for paper in (office.issue(), office.issue()):
        ask_revocation(paper=paper, because="mistake", by=office.first, at=AT)
        revoke_paper(paper=paper, by=office.second, at=AT)

    with override_settings(KEYS=office.store.folder, THIS_SIDE=SIDE):
        jobs.publish_status()

    assert not ProcrastinateJob.objects.filter(task_name="papers.publish_status", status="todo").exists()
    assert StatusRegister.objects.get().signed is not None


def test_the_clock_signs_the_status_lists_anew(office: PaperOffice):
    office.issue()
    with override_settings(KEYS=office.store.folder, THIS_SIDE=SIDE):
        jobs.publish_status_on_time(0)

    assert StatusRegister.objects.get().signed is not None


def test_a_revocation_takes_two_officers_and_a_reason(office: PaperOffice):
    paper = office.issue()
    with pytest.raises(Refusal, match="Nobody asked"):
        revoke_paper(paper=paper, by=office.second, at=AT)
    with pytest.raises(Refusal, match="Say why"):
        ask_revocation(paper=paper, because=" ", by=office.first, at=AT)
    ask_revocation(paper=paper, because="mistake", by=office.first, at=AT)

    with pytest.raises(Refusal, match="A second officer must decide"):
        revoke_paper(paper=paper, by=office.first, at=AT)
    with pytest.raises(Refusal, match="waits for a second officer"):
        ask_revocation(paper=paper, because="mistake", by=office.first, at=AT)
    assert leave_paper(paper=paper, by=office.second, at=AT).state == PaperState.ISSUED


def test_places_on_the_status_list_are_drawn_at_random_and_given_once(office: PaperOffice):
    places = [office.issue().place.index for _ in range(20)]

    assert len(set(places)) == 20
    assert places != sorted(places)
    assert StatusRegister.objects.get().taken == 20


def test_a_full_status_list_is_followed_by_another(office: PaperOffice):
    office.issue()
    StatusRegister.objects.update(taken=1 << 15)

    assert office.issue().place.register.number == 2


def test_after_a_roll_over_papers_of_both_keys_hold(office: PaperOffice):
    earlier = office.issue()
    with pytest.raises(Refusal, match="No next key was made"):
        roll_over(use=Use.CLEARANCE, side=SIDE, store=office.store, by=office.first, at=AT)
    following = make_next_key(use=Use.CLEARANCE, store=office.store, by=office.first, at=AT + DAY)
    assert following.state(at=AT + DAY) is KeyState.NEXT
    with pytest.raises(Refusal, match="does not name this key"):
        roll_over(use=Use.CLEARANCE, side=SIDE, store=office.store, by=office.first, at=AT + DAY)

    office.publish_trust(at=AT + DAY)
    roll_over(use=Use.CLEARANCE, side=SIDE, store=office.store, by=office.first, at=AT + DAY)
    later = office.issue(at=AT + 2 * DAY)
    office.publish_status(at=AT + 2 * DAY)

    assert [office.check(paper, at=AT + 2 * DAY).reason for paper in (earlier, later)] == [Reason.OK, Reason.OK]
    assert earlier.key.kid != later.key.kid


def test_nothing_that_a_withdrawn_key_signed_holds(office: PaperOffice):
    paper, lost = office.issue(), PaperKey.objects.for_use(Use.CLEARANCE).get()
    office.publish_status()

    withdraw_key(key=lost, by=office.first, at=AT)
    with pytest.raises(Refusal, match="withdrawn already"):
        withdraw_key(key=lost, by=office.first, at=AT)
    with pytest.raises(Refusal, match="was withdrawn or has ended"):
        office.issue()
    assert office.check(paper, at=AT).reason is Reason.OK  # until verifiers have the next list
    office.publish_trust(at=AT + DAY)
    assert office.check(paper, at=AT + DAY).reason is Reason.REVOKED


def test_old_lists_say_neither_yes_nor_no(office: PaperOffice):
    paper = office.issue()
    office.publish_status()

    assert office.check(paper, at=AT + 4 * DAY).reason is Reason.STALE_LIST
    assert office.check(paper, at=AT + 31 * DAY).reason is Reason.EXPIRED
    assert office.check(paper, at=AT - DAY).reason is Reason.NOT_YET_VALID


def test_the_first_trust_list_is_published_by_who_heard_the_digits(office: PaperOffice):
    PublishedTrust.objects.all().delete()
    wanted = request_trust_list(side=SIDE, roots=(bytes(office.root.verify_key),), by=office.first, at=AT + DAY)
    signed = sign_trust_list(bytes(wanted.payload), office.root)

    with pytest.raises(Refusal, match="not the digits of the root key"):
        publish_trust_list(wanted=wanted, signed=signed, heard="00000", by=office.second, at=AT + DAY)
    with pytest.raises(Refusal, match="A second officer must publish"):
        publish_trust_list(wanted=wanted, signed=signed, heard="00000", by=office.first, at=AT + DAY)


def test_only_the_list_that_was_asked_for_is_published_and_only_by_a_known_root(office: PaperOffice):
    wanted = request_trust_list(side=SIDE, roots=(), by=office.first, at=AT + DAY)
    other = sign_trust_list(bytes(PublishedTrust.objects.newest(SIDE).payload), office.root)

    with pytest.raises(Refusal, match="not the list that was asked for"):
        publish_trust_list(wanted=wanted, signed=other, by=office.second, at=AT + DAY)
    stranger = sign_trust_list(bytes(wanted.payload), SigningKey.generate())
    with pytest.raises(Refusal, match="not one that this side's root key signed"):
        publish_trust_list(wanted=wanted, signed=stranger, by=office.second, at=AT + DAY)
    with pytest.raises(Refusal, match="waits for the root's signature already"):
        request_trust_list(side=SIDE, roots=(), by=office.first, at=AT + DAY)
    drop_trust_list(wanted=wanted, by=office.first, at=AT + DAY)
    with pytest.raises(Refusal, match="does not wait for a signature"):
        drop_trust_list(wanted=wanted, by=office.first, at=AT + DAY)


def test_a_root_that_the_last_list_named_may_sign_the_next(office: PaperOffice):
    following = SigningKey.generate()
    office.publish_trust(at=AT + DAY, roots=(bytes(office.root.verify_key), bytes(following.verify_key)))

    office.publish_trust(at=AT + 2 * DAY, roots=(bytes(following.verify_key),), root=following)

    assert office.trust_list().number == 3
    with pytest.raises(Refusal, match="not one that this side's root key signed"):
        office.publish_trust(at=AT + 3 * DAY)


@pytest.mark.parametrize(
    ("roots", "refusal"), [((), "give the public half"), ((b"short",), "32 bytes"), ((b"r" * 32,), "No key signs")]
)
def test_a_first_list_needs_a_root_and_keys(office: PaperOffice, roots: tuple[bytes, ...], refusal: str):
    PublishedTrust.objects.all().delete()
    PaperKey.objects.all().delete()

    with pytest.raises(Refusal, match=refusal):
        request_trust_list(side=SIDE, roots=roots, by=office.first, at=AT)


def test_keys_are_made_once(office: PaperOffice):
    before = PaperKey.objects.count()
    make_keys(store=office.store, by=office.first, at=AT + DAY)
    make_next_key(use=Use.STATUS, store=office.store, by=office.first, at=AT + DAY)
    make_next_key(use=Use.STATUS, store=office.store, by=office.first, at=AT + DAY)

    assert PaperKey.objects.count() == before + 1


def test_no_paper_leaves_without_a_published_trust_list(office: PaperOffice):
    PublishedTrust.objects.all().delete()

    with pytest.raises(Refusal, match="does not name this key"):
        office.issue()
    assert office.publish_status() == []


def test_published_lists_go_to_the_other_side(office: PaperOffice):
    office.issue()
    office.publish_status()

    assert set(OutboxEnvelope.objects.values_list("kind", flat=True)) == {"papers.trust_list", "papers.status_list"}


def test_the_other_sides_lists_are_kept_and_an_older_one_never_replaces_a_newer(office: PaperOffice):
    root, lists = SigningKey.generate(), {}
    for number in (1, 2):
        keys = office.trust_list().keys
        lists[number] = TrustList(
            "ru", number, int(AT.timestamp()), int((AT + DAY).timestamp()), (bytes(root.verify_key),), keys
        ).signed(root)

    def keep(signed: bytes, *, by=SYSTEM) -> PublishedTrust:
        return keep_trust_list(side="ru", signed=signed, by=by, at=AT)

    with pytest.raises(Refusal, match="has not arrived yet"):
        keep_status_list(side="ru", signed=b"", by=SYSTEM, at=AT)
    assert keep(lists[2]) == keep(lists[2])
    with pytest.raises(Refusal, match="this number or a later one"):
        keep(lists[1])
    with pytest.raises(Refusal, match="Only a paper officer"):
        keep(lists[2], by=OfficerFactory())
    with pytest.raises(Refusal, match="of another side"):
        keep_trust_list(side="tj", signed=office_list(office, side="kg"), by=SYSTEM, at=AT)


def test_a_status_list_of_the_other_side_is_kept_only_if_its_trust_list_vouches_for_it(office: PaperOffice):
    root, signer = SigningKey.generate(), office.store.signer(Purpose.PAPER_STATUS)
    trusted = TrustList(
        "ru", 1, int(AT.timestamp()), int((AT + DAY).timestamp()), (bytes(root.verify_key),), office.trust_list().keys
    )
    keep_trust_list(side="ru", signed=trusted.signed(root), by=SYSTEM, at=AT)

    def status(*, side: str = "ru", issued: int = 1000, bits: bytes = b"\x01") -> bytes:
        return StatusList(side, 1, issued, issued + 10, bits).signed(signer)

    kept = keep_status_list(side="ru", signed=status(issued=2000), by=SYSTEM, at=AT)
    assert keep_status_list(side="ru", signed=status(issued=1000), by=SYSTEM, at=AT).signed == kept.signed
    with pytest.raises(Refusal, match="of another side"):
        keep_status_list(side="ru", signed=status(side="tj"), by=SYSTEM, at=AT)
    stranger = StatusList("ru", 1, 1, 2, b"").signed(SigningKey.generate())
    with pytest.raises(Refusal, match="cannot be used"):
        keep_status_list(side="ru", signed=stranger, by=SYSTEM, at=AT)


def test_every_step_leaves_a_line_in_the_ledger_and_none_of_the_holders_words(office: PaperOffice):
    office.issue()
    lines = Line.objects.values_list("verb", "about")

    assert {"paper key made", "trust list requested", "trust list published", "paper issued"} <= {
        verb for verb, _about in lines
    }
    assert not any("SPECIMEN" in str(line) or "400000000" in str(line) for line in lines)


def test_a_place_outlives_its_paper(office: PaperOffice):
    paper = office.issue()
    paper.delete()

    assert StatusPlace.objects.count() == 1


def office_list(office: PaperOffice, *, side: str) -> bytes:
    """A list that our own root signed for another side."""
    newest = office.trust_list()
    listed = TrustList(side, 9, newest.issued, newest.expires, newest.roots, newest.keys)
    return listed.signed(office.root)
