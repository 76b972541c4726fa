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


@pytest.mark.parametrize("words", ['"', "\\", "{,}", "NULL", "", "тоҷик 'ва' ru\n"])
def test_any_words_and_bytes_arrive_as_they_are_and_nothing_stays_nothing(peer, words):
    (first, *_rest), (second, *_others) = rows = [row(peer, number) for number in (1, 2)]
    copy_in(OutboxEnvelope, COLUMNS, rows)

    given = [(first, words, words.encode(), 1, bytes(32)), (second, "x", b"", None, None)]
    set_each(OutboxEnvelope, "id", ["about", "ciphertext", "number", "link"], given)

    held = OutboxEnvelope.objects.order_by("position").values_list("id", "about", "ciphertext", "number", "link")
    assert list(held) == given


def test_rows_are_found_by_any_of_many_values_and_none_by_none(peer):
    rows = [row(peer, number) for number in (1, 2, 3)]
    copy_in(OutboxEnvelope, COLUMNS, rows)

    found = OutboxEnvelope.objects.filter(id__any_of=[rows[0][0], rows[2][0], new_id()])

    assert {each.pk for each in found} == {rows[0][0], rows[2][0]}
    assert not OutboxEnvelope.objects.filter(id__any_of=[]).exists()


def test_a_longer_word_than_its_column_is_refused_and_not_cut(peer):
    rows = [row(peer, 1)]
    copy_in(OutboxEnvelope, COLUMNS, rows)

    with pytest.raises(Exception, match="too long"):
        set_each(OutboxEnvelope, "id", ["kind"], [(rows[0][0], "k" * 61)])
