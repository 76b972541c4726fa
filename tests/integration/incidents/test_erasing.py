"""A person who was affected by an incident is erased: case, evidence and envelopes with them; the chains still hold."""

from __future__ import annotations

import subprocess
from datetime import timedelta

import pytest
from django.conf import settings

from hamsafar.exchange.actions.sending import sent_log
from hamsafar.exchange.models import OutboxEnvelope, Receipt
from hamsafar.files.actions import sweep
from hamsafar.files.models import StoredFile
from hamsafar.files.vault import Vault
from hamsafar.front.dumps import dump
from hamsafar.front.embedded import client_program
from hamsafar.incidents.actions.evidence import Handed, add_evidence
from hamsafar.incidents.actions.noting import PhoneText, record_phone_check
from hamsafar.incidents.actions.people import Became, add_people, link_person, record_outcomes
from hamsafar.incidents.models import Incident
from hamsafar.journeys.actions import erasing
from hamsafar.journeys.enums import ErasureReason, ErasureState
from hamsafar.kit.actor import SYSTEM
from hamsafar.kit.keys import Purpose
from hamsafar.kit.refusal import Refusal
from hamsafar.ledger.actions import seal, verify
from tests.factories.accounts import OfficerFactory
from tests.factories.files import picture
from tests.factories.incidents import MONDAY, asked, person, two_desks
from tests.factories.people import bare_person

MARKS = ("Marked-In-Incident", "MARKED40999", "marked-note", "marked-words", "marked-question", "marked-evidence")
SEVEN_YEARS = timedelta(days=7 * 366)


@pytest.fixture
def case(transactional_db, tmp_path, settings):
    """A case with one marked person, linked to a file, with an enquiry, an outcome, a phone check and evidence."""
    settings.VAR, settings.KEYS = tmp_path / "node", tmp_path / "node" / "keys"
    asker, answerer = two_desks(tmp_path)
    enquiry = asked(asker, words=f"About {MARKS[3]}", note=MARKS[2])
    with asker.here():
        incident = enquiry.incident
        [marked] = add_people(
            incident=incident,
            people=[person(9, name_given=MARKS[0], document_given=MARKS[1], note=MARKS[2])],
            by=asker.writer,
            at=MONDAY,
        )
        held = bare_person(closed_at=MONDAY)
        link_person(affected=marked, person=held, by=asker.writer, at=MONDAY)
        became = [Became(marked.number, "admitted", MONDAY, MARKS[3])]
        record_outcomes(incident=incident, became=became, by=asker.writer, at=MONDAY)
        said = PhoneText(devices=1, questions=MARKS[4])
        record_phone_check(incident=incident, said=said, affected=marked, by=asker.writer, at=MONDAY)
        file = Handed(picture(place=True), MARKS[5])
        add_evidence(incident=incident, file=file, affected=marked, words=MARKS[5], by=asker.writer, at=MONDAY)
    return asker, answerer, incident, held


def whole_dump(folder) -> bytes:
    dump(folder / "dump", lambda: None)
    reading = [client_program("pg_restore"), "--file=-", str(folder / "dump")]
    return subprocess.run(reading, capture_output=True, check=True).stdout


def test_the_person_s_incident_evidence_and_envelopes_go_and_every_chain_holds(case, tmp_path):
    asker, answerer, incident, held = case
    with asker.here():
        assert [mark for mark in MARKS if mark.encode() not in whole_dump(tmp_path)] == []
        first, second = (OfficerFactory(role="registration_clerk") for _ in range(2))
        later = MONDAY + SEVEN_YEARS
        with pytest.raises(Refusal, match="not over yet"):  # the incident is still open
            erasing.propose_erasure(person=held, reason=ErasureReason.RETENTION, by=first, at=later)
        with pytest.raises(Refusal, match="border case"):
            erasing.propose_erasure(person=held, reason=ErasureReason.REQUEST, by=first, at=later)
        Incident.objects.filter(pk=incident.pk).update(state="closed", closed_at=MONDAY)

        made = erasing.erase_due(person=held, by=first, at=later)
        assert (made.state, made.case_records) == (ErasureState.WAITING, 1)
        done = erasing.confirm_erasure(erasure=made, by=second, at=later)
        sweep(by=SYSTEM, at=later)

        assert done.rows > 5
        assert [mark for mark in MARKS if mark.encode() in whole_dump(tmp_path)] == []
        assert StoredFile.objects.kept().count() == 0
        assert list(Vault(settings.VAR).all()) == []
        assert not OutboxEnvelope.objects.filter(wrapped_key__isnull=False).exists()

    assert not asker.node.deliver(
        answerer.node, at=later
    ).problem  # sent after the erasure, they arrive without content, and the logs agree
    with asker.here() as peer:
        receipt = Receipt.objects.filter(peer=peer).newest_first().first()
        assert receipt.agrees
        assert receipt.upto == sent_log(peer).upto > 0
    assert {each.state for each in answerer.node.inbox()} == {"without-content"}
    signer = asker.node.store.signer(Purpose.LEDGER_SEAL)
    seal(signer=signer, by=SYSTEM, at=later)
    assert verify(keys=asker.node.store.public_keys(), by=SYSTEM, at=later).ok
