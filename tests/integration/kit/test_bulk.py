"""Many rows at once: the constraints hold, and each row gets what is its own."""

from __future__ import annotations

import pytest
from django.db import IntegrityError

from hamsafar.corridor.models import Side
from hamsafar.exchange.models import OutboxEnvelope, Peer
from hamsafar.kit.bulk import copy_in, set_each
from hamsafar.kit.ids import new_id
from tests.factories.accounts import SideFactory
from tests.factories.exchange import AT

pytestmark = pytest.mark.django_db

COLUMNS = (
    *("id", "peer_id", "kind", "version", "subject", "position", "about"),
    *("ciphertext", "commitment", "wrapped_key", "made_at"),
)


def row(peer: Peer, position: int) -> tuple:
    return (new_id(), peer.pk, "a\tkind", 1, new_id(), position, "\\N", b"\x00\xff", bytes(32), bytes(32), AT)


@pytest.fixture
def peer() -> Peer:
    SideFactory(key="ru")
    return Peer.objects.create(side=Side.objects.get(pk="ru"))


def test_rows_are_copied_in_as_they_are(peer):
    rows = [row(peer, number) for number in (1, 2)]

    copy_in(OutboxEnvelope, COLUMNS, rows)

    held = OutboxEnvelope.objects.order_by("position")
    assert [(each.pk, each.kind, each.about, bytes(each.ciphertext)) for each in held] == [
        (values[0], "a\tkind", "\\N", b"\x00\xff") for values in rows
    ]


def test_a_row_that_breaks_a_constraint_breaks_all(peer):
    first = row(peer, 1)

    with pytest.raises(IntegrityError):
        copy_in(OutboxEnvelope, COLUMNS, [first, first])


def test_each_row_gets_values_of_its_own(peer):
    rows = [row(peer, number) for number in (1, 2, 3)]
    copy_in(OutboxEnvelope, COLUMNS, rows)

    set_each(OutboxEnvelope, "id", ["number", "link"], [(rows[0][0], 11, b"a" * 32), (rows[2][0], 13, b"c" * 32)])

    numbers = OutboxEnvelope.objects.order_by("position").values_list("number", flat=True)
    assert list(numbers) == [11, None, 13]


def test_a_longer_word_than_its_column_is_refused_and_not_cut(peer):
    rows = [row(peer, 1)]
    copy_in(OutboxEnvelope, COLUMNS, rows)

    with pytest.raises(Exception, match="too long"):
        set_each(OutboxEnvelope, "id", ["kind"], [(rows[0][0], "k" * 61)])
