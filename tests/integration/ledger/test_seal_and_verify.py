"""Lines are written, sealed and proven; whatever was changed by hand is named."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event

import pytest
from django.db import DatabaseError, close_old_connections, connection, transaction
from django.utils.timezone import now
from nacl.signing import SigningKey

from hamsafar.corridor.models import Side
from hamsafar.kit.actor import SYSTEM
from hamsafar.kit.cose import sign1
from hamsafar.kit.keys import kid_of
from hamsafar.kit.refusal import Refusal
from hamsafar.ledger import actions, rules
from hamsafar.ledger.actions import Report, record, seal, verify
from hamsafar.ledger.models import Leaf, Line, Seal
from tests.factories.ledger import Somebody, noon, trigger_lifted

pytestmark = pytest.mark.django_db

SIGNER = SigningKey(bytes(range(32)))
OTHER = SigningKey(bytes(32))
KEYS = {kid_of(SIGNER.verify_key): SIGNER.verify_key}
AT = noon(2026, 3, 2)
PATIENCE = 120  # seconds that one thread waits for the other: on a busy machine ten were once too few


def write(count: int = 1) -> list[Line]:
    for number in range(count):
        record("tried", about=f"thing:{number}", by=SYSTEM, at=AT)
    return list(Line.objects.order_by("-pk")[:count])[::-1]


def sealed(count: int = 5, signer: SigningKey = SIGNER) -> list[Line]:
    lines = write(count)
    seal(signer=signer, by=SYSTEM, at=AT)
    return lines


def proof() -> Report:
    return verify(keys=KEYS, by=SYSTEM, at=now())


def found(report: Report) -> list[tuple[str, int | None, str]]:
    return [(each.wrong, each.seal, each.line) for each in report.findings]


def test_a_line_names_a_row_by_its_reference_and_holds_no_more():
    side = Side(key="tj", role="origin")

    record("tried", about=side, by=Somebody(ref="O-7"), at=AT, person="P-1")

    line = Line.objects.get()
    assert (line.by, line.verb, line.about, line.person, line.at) == ("O-7", "tried", "corridor.side:tj", "P-1", AT)
    assert str(line) == "2026-03-02 12:00 O-7 tried corridor.side:tj"
    assert list(Line.objects.concerning("P-1")) == list(Line.objects.about("corridor.side:tj").newest_first()) == [line]


def test_a_line_written_in_a_transaction_that_is_rolled_back_leaves_nothing():
    with transaction.atomic():
        write()
        transaction.set_rollback(True)

    assert not Line.objects.exists()


@pytest.mark.parametrize("model", [Line, Seal, Leaf])
@pytest.mark.parametrize("words", ["UPDATE {table} SET {column} = {column}", "DELETE FROM {table}"])
def test_the_database_refuses_to_change_or_remove_what_was_written(model: type, words: str):
    sealed()
    attempt = words.format(table=model._meta.db_table, column=model._meta.pk.column)
    with (
        pytest.raises(DatabaseError, match="append-only: what was written is never changed or removed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(attempt)


def test_an_untouched_ledger_is_proven():
    sealed(5)
    sealed(3)

    report = proof()

    assert report == Report(ok=True, seals=2, sealed=8, not_sealed=0, findings=())
    assert [str(each) for each in Seal.objects.all()] == ["seal 1", "seal 2"]


def test_an_empty_ledger_is_in_order():
    assert proof() == Report(ok=True, seals=0, sealed=0, not_sealed=0, findings=())


def test_sealing_twice_seals_every_line_once():
    write(3)

    first = seal(signer=SIGNER, by=SYSTEM, at=AT)
    second = seal(signer=SIGNER, by=SYSTEM, at=AT)

    assert [each.lines for each in first] == [3]
    assert second == ()


def test_an_empty_seal_is_made_only_when_asked_for():
    assert seal(signer=SIGNER, by=SYSTEM, at=AT) == ()
    assert [each.lines for each in seal(signer=SIGNER, by=SYSTEM, at=AT, also_when_empty=True)] == [0]

    sealed(1)

    assert proof() == Report(ok=True, seals=2, sealed=1, not_sealed=0, findings=())


def test_many_lines_are_sealed_in_several_seals(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(actions, "LINES_A_SEAL", 4)
    monkeypatch.setattr(actions, "_AT_A_TIME", 3)

    write(10)

    assert [each.lines for each in seal(signer=SIGNER, by=SYSTEM, at=AT)] == [4, 4, 2]
    assert proof().sealed == 10


def test_a_seal_proves_each_of_its_lines_by_a_path():
    lines = sealed(6)
    leaves = [bytes(each.digest) for each in Leaf.objects.order_by("position")]

    path = rules.path_to(leaves, 4)

    root = bytes(Seal.objects.get().root)
    assert rules.is_under(root, rules.digest_of(lines[4].values), position=4, size=6, path=path)


def test_verifying_first_seals_what_has_waited_for_over_a_minute_and_counts_the_rest():
    write(2)

    young = verify(keys=KEYS, by=SYSTEM, at=now(), signer=SIGNER)
    later = verify(keys=KEYS, by=SYSTEM, at=now() + timedelta(minutes=2), signer=SIGNER)

    assert (young.ok, young.sealed, young.not_sealed) == (True, 0, 2)
    assert (later.ok, later.sealed, later.not_sealed) == (True, 2, 0)


def test_a_line_changed_by_hand_is_named():
    lines = sealed()
    with trigger_lifted("ledger_line"):
        Line.objects.filter(pk=lines[2].pk).update(verb="never happened")

    report = proof()

    assert not report.ok
    assert found(report) == [("altered", 1, str(lines[2].pk))]
    assert str(lines[2].pk) in report.findings[0].says
    assert report.sealed == 4


def test_a_deleted_line_is_named():
    lines = sealed()
    with trigger_lifted("ledger_line"):
        Line.objects.filter(pk=lines[0].pk).delete()

    assert found(proof()) == [("missing", 1, str(lines[0].pk))]


def test_a_line_deleted_together_with_its_leaf_is_named_by_its_place():
    lines = sealed()
    with trigger_lifted("ledger_line"), trigger_lifted("ledger_leaf"):
        Leaf.objects.filter(line_id=lines[1].pk).delete()
        Line.objects.filter(pk=lines[1].pk).delete()

    report = proof()

    assert found(report) == [("missing", 1, "")]
    assert report.findings[0].says == "Place 2 of seal 1 is empty: its leaf was removed."


def test_a_line_and_its_leaf_changed_alike_break_the_root():
    lines = sealed()
    with trigger_lifted("ledger_line"), trigger_lifted("ledger_leaf"):
        Line.objects.filter(pk=lines[1].pk).update(verb="never happened")
        changed = Line.objects.get(pk=lines[1].pk)
        Leaf.objects.filter(line_id=changed.pk).update(digest=rules.digest_of(changed.values))

    assert found(proof()) == [("altered", 1, "")]


def test_a_line_slipped_into_an_old_seal_is_named():
    sealed()
    line = write()[0]
    Leaf.objects.create(seal_id=1, position=5, line_id=line.pk, digest=rules.digest_of(line.values))

    assert found(proof()) == [("extra", 1, str(line.pk))]


def test_a_line_that_appears_behind_the_seals_is_named_until_it_is_sealed_by_name():
    sealed()
    late = Line.objects.create(
        pk=rules.earliest_id(now() - timedelta(days=3)), at=AT, by="O-1", verb="slipped in", about="x"
    )

    assert found(proof()) == [("extra", None, str(late.pk))]
    assert seal(signer=SIGNER, by=SYSTEM, at=AT) == ()

    seal(signer=SIGNER, by=SYSTEM, at=AT, also_late=True)

    assert proof().ok
    assert Line.objects.filter(verb="late lines sealed").exists()


@pytest.mark.parametrize(
    "change",
    [
        {"root": bytes(32)},
        {"sealed_at": noon(2020, 1, 1)},
        {"first_at": noon(2020, 1, 1)},
        {"lines": 6},
    ],
)
def test_a_seal_whose_row_was_changed_is_named(change: dict[str, object]):
    sealed()
    with trigger_lifted("ledger_seal"):
        Seal.objects.update(**change)

    assert ("altered", 1, "") in found(proof())


def test_a_seal_whose_link_was_changed_breaks_the_chain():
    sealed()
    sealed()
    with trigger_lifted("ledger_seal"):
        Seal.objects.filter(number=2).update(previous=bytes(32))

    assert found(proof()) == [("chain", 2, ""), ("altered", 2, "")]


def test_a_seal_that_is_gone_breaks_the_chain():
    for _ in range(3):
        sealed(2)
    with trigger_lifted("ledger_seal"), trigger_lifted("ledger_leaf"):
        Leaf.objects.filter(seal=2).delete()
        Seal.objects.filter(number=2).delete()

    report = proof()

    assert ("chain", 2, "") in found(report)
    assert "Seal 2 is gone" in report.findings[0].says


def test_leaves_whose_seal_is_gone_do_not_hide_it():
    for _ in range(3):
        sealed(2)
    with trigger_lifted("ledger_seal"), connection.cursor() as cursor:
        (name,) = (
            name
            for name, each in connection.introspection.get_constraints(cursor, "ledger_leaf").items()
            if each["foreign_key"]
        )
        cursor.execute(f"ALTER TABLE ledger_leaf DROP CONSTRAINT {name}")
        Seal.objects.filter(number=2)._raw_delete("default")
    report = proof()

    assert found(report) == [("chain", 2, "")]


def test_a_history_sealed_again_with_another_key_is_named():
    sealed(3)
    with trigger_lifted("ledger_seal"), trigger_lifted("ledger_leaf"), trigger_lifted("ledger_line"):
        Leaf.objects.all().delete()
        Seal.objects.all().delete()
        Line.objects.filter(about="thing:1").delete()
    seal(signer=OTHER, by=SYSTEM, at=AT)

    report = proof()

    assert found(report) == [("signature", 1, "")]
    assert "not known here" in report.findings[0].says


def test_a_signature_over_something_else_is_named():
    sealed()
    with trigger_lifted("ledger_seal"):
        Seal.objects.update(signature=sign1(b"something else", signer=SIGNER, content_type=actions.SEAL_CONTENT))

    assert found(proof()) == [("altered", 1, "")]


def test_the_key_is_not_changed_by_mistake():
    sealed()
    write()

    with pytest.raises(Refusal, match="another key"):
        seal(signer=OTHER, by=SYSTEM, at=AT)
    with pytest.raises(Refusal, match="node operator"):
        seal(signer=OTHER, by=Somebody(), at=AT, with_a_new_key=True)
    assert verify(keys=KEYS, by=SYSTEM, at=now() + timedelta(hours=1), signer=OTHER).not_sealed == 1


def test_the_key_is_changed_when_that_is_meant():
    sealed()

    seal(signer=OTHER, by=SYSTEM, at=AT, with_a_new_key=True)

    assert Line.objects.filter(verb="ledger key changed").exists()
    both = {**KEYS, kid_of(OTHER.verify_key): OTHER.verify_key}
    assert verify(keys=both, by=SYSTEM, at=now()).ok


def test_only_those_who_may_can_seal_and_verify():
    with pytest.raises(Refusal, match="node operator"):
        seal(signer=SIGNER, by=Somebody(), at=AT)
    with pytest.raises(Refusal, match="read the ledger"):
        verify(keys=KEYS, by=Somebody(), at=AT)


def test_the_number_of_questions_to_the_database_does_not_grow_with_the_lines(django_assert_max_num_queries):
    for _ in range(10):
        sealed(5)

    with django_assert_max_num_queries(20):
        assert proof().sealed == 50


@pytest.mark.django_db(transaction=True)
def test_two_processes_that_seal_at_once_seal_every_line_once():
    write(40)

    def one(_: int) -> int:
        try:
            return sum(each.lines for each in seal(signer=SIGNER, by=SYSTEM, at=AT))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as crowd:
        assert sum(crowd.map(one, range(8))) == 40
    close_old_connections()

    assert proof() == Report(ok=True, seals=1, sealed=40, not_sealed=0, findings=())


@pytest.mark.django_db(transaction=True)
def test_a_line_that_was_being_written_while_others_were_sealed_is_sealed_next():
    started, others_are_sealed = Event(), Event()

    def slow() -> None:
        with transaction.atomic():
            record("slow", about="x", by=SYSTEM, at=AT)
            started.set()
            assert others_are_sealed.wait(PATIENCE)
        connection.close()

    with ThreadPoolExecutor(1) as other:
        waiting = other.submit(slow)
        assert started.wait(PATIENCE)
        sealed(3)
        others_are_sealed.set()
        waiting.result()

    assert [each.lines for each in seal(signer=SIGNER, by=SYSTEM, at=AT)] == [1]
    assert proof().ok
