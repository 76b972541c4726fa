"""The demonstration shows every state of every machine, and marks what is invented."""

from __future__ import annotations

from pathlib import Path

import pytest

from hamsafar.accounts.demo import make_demo as make_officers
from hamsafar.meetings.demo import make_demo
from hamsafar.meetings.enums import AgendaState, DocumentState, OutcomeState
from hamsafar.meetings.models import AgendaItem, AnnexLine, DocumentToSign, FrozenDossier, Meeting, Outcome
from tests.integration.meetings.conftest import NOW

pytestmark = pytest.mark.django_db


def test_the_demo_reaches_every_state_and_making_it_twice_changes_nothing(moscow, tmp_path: Path):
    make_officers(folder=tmp_path, at=NOW)
    make_demo(at=NOW)
    count = [model.objects.count() for model in (Meeting, AgendaItem, Outcome, AnnexLine, FrozenDossier)]

    make_demo(at=NOW)

    assert [model.objects.count() for model in (Meeting, AgendaItem, Outcome, AnnexLine, FrozenDossier)] == count
    assert set(AgendaItem.objects.values_list("state", flat=True)) == set(AgendaState)
    assert set(DocumentToSign.objects.values_list("state", flat=True)) == set(DocumentState)
    assert set(Outcome.objects.values_list("state", flat=True)) == set(OutcomeState)
    assert all(line.synthetic for line in AnnexLine.objects.all())
    assert set(Meeting.objects.filter(from_pack=False).values_list("synthetic", flat=True)) == {True}
