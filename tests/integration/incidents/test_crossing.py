"""What crosses and what does not: accounts signed by their side, nothing of ours in anything, wrong envelopes named."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import timedelta
from uuid import uuid4

import pytest
from django.apps import apps

from hamsafar.exchange import kinds
from hamsafar.exchange.actions import sending
from hamsafar.incidents import handlers
from hamsafar.incidents.actions import accounting, asking, receiving, reporting, sums
from hamsafar.incidents.actions.reminding import remind
from hamsafar.incidents.actions.reporting import ReportText
from hamsafar.incidents.enums import LetterState, Via
from hamsafar.incidents.formats import bodies
from hamsafar.incidents.jobs import remind_overdue
from hamsafar.incidents.models import Account, Incident, Report
from hamsafar.incidents.rules.comparing import AccountSaid, Mark
from hamsafar.kit.actor import SYSTEM
from hamsafar.kit.refusal import Refusal
from hamsafar.notices.models import Notice
from tests.factories.accounts import OfficerFactory
from tests.factories.incidents import (
    MONDAY,
    POINTS,
    again,
    arrived,
    asked,
    explained,
    explanation,
    incident,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
SAID = AccountSaid(place="Hall A", people=64, words="What we know.")


def stated(desk, event: Incident, said: AccountSaid = SAID) -> Account:
    with desk.here():
        written = accounting.write_account(incident=event, said=said, by=desk.writer, at=MONDAY)
        return accounting.release_account(account=written, by=desk.second, at=MONDAY)


def test_two_accounts_stand_side_by_side_each_signed_by_its_side(desks):
    asker, answerer = desks
    enquiry = asked(asker)
    ours = stated(asker, enquiry.incident)
    asker.tell(answerer)
    stated(answerer, arrived(enquiry).incident, AccountSaid(place="Hall A", people=61))
    answerer.tell(asker)

    with asker.here():
        one, other, lines = accounting.side_by_side(enquiry.incident)
        assert (one, other.state) == (ours, LetterState.RECEIVED)
        assert accounting.is_genuine(one)
        assert accounting.is_genuine(other)
        assert {each.line: each.mark for each in lines}["people"] is Mark.DIFFERS
        Account.objects.filter(pk=other.pk).update(people=64)
        assert not accounting.is_genuine(again(other))  # the row no longer says what was signed
        Account.objects.filter(pk=other.pk).update(version=9)
        assert not accounting.is_genuine(again(other))
    assert bytes(one.public_key) != bytes(other.public_key)


def test_an_account_may_come_before_any_enquiry(desks):
    asker, answerer = desks
    with asker.here():
        event = incident(by=asker.writer, people=1)
    stated(asker, event)
    asker.tell(answerer)
    mirrored = Incident.objects.get(peer="tj")
    assert (mirrored.subject, mirrored.accounts.get().words) == (event.subject, "What we know.")


def test_the_next_version_follows_and_a_returned_one_is_written_over(desks):
    asker, _ = desks
    with asker.here():
        event = incident(by=asker.writer)
        done = {"incident": event, "by": asker.writer, "at": MONDAY}
        one = accounting.write_account(said=SAID, **done)
        assert not accounting.is_genuine(one)
        with pytest.raises(Refusal, match="waits for a second officer"):
            accounting.write_account(said=SAID, **done)
        with pytest.raises(Refusal, match="second officer"):
            accounting.release_account(account=one, by=asker.writer, at=MONDAY)
        one.state = LetterState.DRAFT
        one.save()
        two = accounting.write_account(said=SAID, via=Via.PAPER, **done)
        accounting.release_account(account=two, by=asker.second, at=MONDAY)
        three = accounting.write_account(said=SAID, **done)
        assert (two.version, three.version, event.accounts.count()) == (1, 2, 2)
        assert accounting.side_by_side(event)[1:] == (None, ())
    assert not asker.node.messages()


def test_an_account_on_paper_is_entered_and_bears_no_key(desks):
    asker, _ = desks
    with asker.here():
        event = incident(by=asker.writer)
        done = {"incident": event, "said": SAID, "by": asker.writer, "at": MONDAY}
        for wrong in (
            {"via": Via.ENVELOPE, "given_at": MONDAY},
            {"given_at": MONDAY + DAY},
            {"via": "x", "given_at": MONDAY},
        ):
            with pytest.raises(Refusal, match="how it came"):
                accounting.enter_account(**wrong, **done)
        made = accounting.enter_account(given_at=MONDAY, **done)
        assert (made.side_id, accounting.is_genuine(made)) == ("ru", False)
        with pytest.raises(Refusal, match="asks or answers"):
            accounting.enter_account(incident=event, said=SAID, given_at=MONDAY, by=OfficerFactory(), at=MONDAY)


def given(desks) -> tuple[Incident, bodies.AccountGiven]:
    asker, _ = desks
    with asker.here():
        event = incident(by=asker.writer)
        account = stated(asker, event)
        return event, bodies.AccountGiven(
            asking.case_of(event), 1, bytes(account.signed), bytes(account.public_key), MONDAY
        )


def test_an_account_that_its_key_did_not_sign_is_declined(desks):
    _, answerer = desks
    _event, body = given(desks)
    forged = bodies.AccountGiven(body.case, 2, body.signed, body.key, MONDAY)
    with answerer.here():
        with pytest.raises(Refusal, match="not what its side signed"):
            receiving.take_account(given=forged, sender="tj", by=SYSTEM, at=MONDAY)
        receiving.take_account(given=body, sender="tj", by=SYSTEM, at=MONDAY)
        with pytest.raises(Refusal, match="taken before"):
            receiving.take_account(given=body, sender="tj", by=SYSTEM, at=MONDAY)


def test_what_belongs_to_no_enquiry_is_declined_with_a_sentence(desks):
    asker, answerer = desks
    enquiry = asked(asker)
    asker.tell(answerer)
    theirs = arrived(enquiry)
    words = {"subject": enquiry.subject, "by": SYSTEM, "at": MONDAY}
    with answerer.here():
        for refused, why in (
            (
                lambda: receiving.mirror_enquiry(asked=asking.enquiry_body(enquiry), sender="tj", **words),
                "taken before",
            ),
            (
                lambda: receiving.take_reply(
                    replied=bodies.ClarificationAnswered(1, "He.", MONDAY), sender="tj", **words
                ),
                "No question of ours",
            ),
            (
                lambda: receiving.take_closed(
                    closed=bodies.EnquiryClosed("answered", MONDAY), sender="tj", **(words | {"subject": uuid4()})
                ),
                "no enquiry that this node knows",
            ),
        ):
            with pytest.raises(Refusal, match=why):
                refused()
    with asker.here(), pytest.raises(Refusal, match="no such claim"):
        receiving.take_contest(contested=bodies.OverdueContested(MONDAY.date(), "No.", MONDAY), sender="ru", **words)
    assert theirs.state == "asked"


def test_every_kind_of_envelope_about_incidents_is_registered_and_typed():
    for body, _action, _called in handlers.TAKEN:
        kind = kinds.kind_called(body.NAME)
        assert kind is not None
        assert kind.schemas == {1: body}
    assert kinds.kind_called(bodies.AccountGiven.NAME)


def test_no_envelope_has_a_field_for_the_reporter_a_note_or_a_writer():
    names = {
        field.name
        for body in vars(bodies).values()
        if isinstance(body, type) and is_dataclass(body)
        for field in fields(body)
    }
    assert not names & {"reporter", "contact", "note", "written_by", "released_by", "returned_because", "relation"}


MARKERS = {name: f"MARKER-{name}" for name in ("reporter", "contact", "report", "draft", "note", "returned", "account")}


def test_markers_of_one_node_are_found_nowhere_on_the_other(desks, monkeypatch):
    """Planted in what must stay, all flows run: neither envelopes nor rows of the other side hold one."""
    asker, answerer = desks
    contents: list[bytes] = []
    write = sending.write_content
    monkeypatch.setattr(sending, "write_content", lambda content: contents.append(write(content)) or contents[-1])
    with asker.here():
        event = incident(by=asker.writer, people=2)
        report = reporting.report_incident(
            said=ReportText(language="tg", place="hall", words=MARKERS["report"]),
            form_id=uuid4(),
            reporter_name=MARKERS["reporter"],
            reporter_contact=MARKERS["contact"],
            at=MONDAY,
        ).report
        reporting.take_report(report=report, incident=event, by=asker.writer, at=MONDAY)
        asking.ask_enquiry(
            incident=event, points=POINTS, words=MARKERS["draft"], submit=False, by=asker.writer, at=MONDAY
        )
        written = asking.ask_enquiry(incident=event, points=POINTS, note=MARKERS["note"], by=asker.writer, at=MONDAY)
        back = asking.return_enquiry(enquiry=written, because=MARKERS["returned"], by=asker.second, at=MONDAY)
        again_written = asking.rewrite_enquiry(
            enquiry=back, points=POINTS, note=MARKERS["note"], by=asker.writer, at=MONDAY
        )
        enquiry = asking.release_enquiry(enquiry=again_written, by=asker.second, at=MONDAY)
        accounting.write_account(incident=event, said=AccountSaid(words=MARKERS["account"]), by=asker.writer, at=MONDAY)
    asker.tell(answerer)
    explained(answerer, arrived(enquiry), explanation())
    answerer.tell(asker)

    mirrored = [
        str(row)
        for model in apps.get_app_config("incidents").get_models()
        for row in model._default_manager.values()
        if row.get("incident_id") == arrived(enquiry).incident_id or row.get("peer_id") == "tj"
    ]
    for marker in MARKERS.values():
        assert not any(marker.encode() in each for each in contents), marker
        assert not any(marker in each for each in mirrored), marker
    assert contents
    assert Report.objects.filter(words=MARKERS["report"]).exists()


def test_officers_are_reminded_once_of_what_arrives_falls_due_and_is_overdue(desks):
    asker, answerer = desks
    enquiry = asked(asker)
    asker.tell(answerer)
    remind(by=SYSTEM, at=MONDAY)
    first = Notice.objects.count()
    remind(by=SYSTEM, at=MONDAY)
    assert Notice.objects.count() == first > 0
    assert set(Notice.objects.values_list("template", flat=True)) == {"incidents/arrived"}
    remind(by=SYSTEM, at=MONDAY + 13 * DAY)
    remind(by=SYSTEM, at=MONDAY + 40 * DAY)
    assert set(Notice.objects.values_list("template", flat=True)) == {
        "incidents/arrived",
        "incidents/due",
        "incidents/overdue",
    }
    assert enquiry.number in Notice.objects.first().subject
    with pytest.raises(Refusal, match="clock"):
        remind(by=asker.writer, at=MONDAY)
    remind_overdue.func(timestamp=0)


def test_the_sums_of_the_desk(desks):
    asker, answerer = desks
    enquiry = asked(asker)
    asker.tell(answerer)
    explained(answerer, arrived(enquiry), explanation(), at=MONDAY + 4 * DAY)
    explained(answerer, arrived(enquiry), explanation(), at=MONDAY + 6 * DAY)
    answerer.tell(asker, at=MONDAY + 6 * DAY)

    days = sums.days_to_explain(synthetic=False)
    assert [(each.side, each.kind, each.median, each.explained) for each in days] == [("ru", "individual", 4, 2)]
    assert sums.days_to_explain(synthetic=False, since=MONDAY.date() + DAY) == ()
    assert sums.days_to_explain(synthetic=False, until=MONDAY.date() - DAY) == ()
    assert sums.days_to_explain(synthetic=True) == ()
    assert sums.substance_by_side(synthetic=False)["ru"].percent == 100
    assert sums.incidents_by_post(synthetic=False) == {"vnukovo": 2}
    assert sums.incidents_by_measure(synthetic=False) == {"holding": 2}
    assert sums.people_by_purpose(synthetic=False) == {"not-stated": 6}
    assert sums.people_by_outcome(synthetic=False) == {"": 6}
    assert sums.people_by_outcome(synthetic=False, incident=enquiry.incident) == {"": 3}
    assert sums.people_without_outcome(synthetic=False) == 6
    assert sums.overdue_now(on=MONDAY.date(), synthetic=False) == 0
