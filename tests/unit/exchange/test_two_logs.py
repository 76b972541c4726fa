"""No loss, repeat, reorder, cut or forgery makes two logs disagree, and each weakened rule is caught by this test."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import cbor2
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from nacl.signing import SigningKey, VerifyKey

from hamsafar.exchange.enums import Fate
from hamsafar.exchange.formats import batches
from hamsafar.exchange.formats.batches import Message, Proven, Sealed
from hamsafar.exchange.formats.reading import Unreadable
from hamsafar.exchange.rules import chain
from hamsafar.kit.keys import kid_of

GENUINE, FORGER = SigningKey(bytes(range(32))), SigningKey(bytes(32))
KEYS = {kid_of(GENUINE.verify_key): GENUINE.verify_key}
START = chain.first_link("tj", "ru")
AT = datetime(2026, 3, 2, tzinfo=UTC)
SUBJECTS = 3


@dataclass(frozen=True)
class Rules:
    """What a receiver goes by. Each test of a weakening replaces one of them."""

    prove: Callable[[Message, Mapping[bytes, VerifyKey]], Proven] = batches.prove
    fates: Callable[[chain.Run, chain.Log], tuple[Fate, ...]] = chain.fates


class Receiver:
    """A node's inbox without a database: the log, what waits, and what took effect."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.links = [START]
        self.digests: list[bytes] = []
        self.early: dict[int, bytes] = {}
        self.applied: list[bytes] = []

    @property
    def upto(self) -> int:
        return len(self.links) - 1

    def link_at(self, number: int) -> bytes:
        return self.links[number]

    def receive(self, raw: bytes) -> None:
        try:
            proven = self.rules.prove(batches.read(raw), KEYS)
        except Unreadable:
            return
        fates = self.rules.fates(proven.run, self)
        if Fate.REJECT in fates:
            return
        if Fate.WAIT in fates:
            self.early[proven.run.first] = raw
            return
        for envelope, link, fate in zip(proven.message.envelopes, proven.run.links, fates, strict=True):
            if fate is Fate.TAKE:
                self.links.append(link)
                self.digests.append(envelope.digest)
                self.applied.append(envelope.ciphertext)
        while ready := [first for first in self.early if first <= self.upto + 1]:
            self.receive(self.early.pop(min(ready)))


def sealed(number: int, words: str = "") -> Sealed:
    """An envelope whose ciphertext says, for the test's eyes, its subject and its place there."""
    text = f"{number % SUBJECTS}:{number // SUBJECTS}:{words}".encode()
    return Sealed(commitment=chain.commitment_of(text), ciphertext=text)


def message(envelopes: list[Sealed], first: int, before: bytes, signer: SigningKey = GENUINE) -> bytes:
    said = batches.state(envelopes, sender="tj", recipient="ru", first=first, before=before, made_at=AT)
    pairs = [[each.commitment, each.ciphertext] for each in envelopes]
    return cbor2.dumps(["hamsafar batch", 1, batches.sign(said, signer), pairs, b""], canonical=True)


class TwoLogs(RuleBasedStateMachine):
    """A sender, a receiver, and a wire that loses, repeats, reorders, cuts and forges."""

    goes_by = Rules()

    def __init__(self) -> None:
        super().__init__()
        self.receiver = Receiver(self.goes_by)
        self.sent: list[Sealed] = []
        self.links = [START]
        self.batches: list[bytes] = []

    @rule(count=st.integers(1, 3))
    def write_and_seal(self, count: int) -> None:
        first = len(self.sent) + 1
        new = [sealed(number) for number in range(first, first + count)]
        run = chain.run_of(first, self.links[-1], [each.digest for each in new])
        self.batches.append(message(new, first, self.links[-1]))
        self.sent += new
        self.links += run.links

    @precondition(lambda self: self.batches)
    @rule(data=st.data())
    def deliver_any(self, data: st.DataObject) -> None:
        """In any order, any number of times; what is never drawn is lost until the end."""
        self.receiver.receive(data.draw(st.sampled_from(self.batches)))

    @precondition(lambda self: self.batches)
    @rule(data=st.data())
    def deliver_cut(self, data: st.DataObject) -> None:
        raw = data.draw(st.sampled_from(self.batches))
        self.receiver.receive(raw[: data.draw(st.integers(0, len(raw) - 1))])

    @precondition(lambda self: self.batches)
    @rule(data=st.data())
    def deliver_altered(self, data: st.DataObject) -> None:
        """An envelope exchanged for another under the genuine signature."""
        parts = cbor2.loads(data.draw(st.sampled_from(self.batches)))
        other = sealed(0, "altered")
        parts[3][-1] = [other.commitment, other.ciphertext]
        self.receiver.receive(cbor2.dumps(parts, canonical=True))

    @rule(data=st.data())
    def deliver_forged(self, data: st.DataObject) -> None:
        """A batch that fits the log perfectly, signed by somebody else."""
        first = data.draw(st.integers(1, self.receiver.upto + 2))
        before = self.receiver.links[min(first - 1, self.receiver.upto)]
        self.receiver.receive(message([sealed(0, "forged")], first, before, FORGER))

    @rule(data=st.data())
    def deliver_rewritten(self, data: st.DataObject) -> None:
        """The sender's own key signs another history: after a restored backup, or in bad faith."""
        first = data.draw(st.integers(2, self.receiver.upto + 2))
        before = chain.link_after(START, 1, sealed(0, "another past").digest)
        self.receiver.receive(message([sealed(0, "rewritten")], first, before))

    @invariant()
    def the_receiver_holds_a_beginning_of_what_was_sent(self) -> None:
        assert self.receiver.digests == [each.digest for each in self.sent[: self.receiver.upto]]
        assert self.receiver.links == self.links[: self.receiver.upto + 1]

    @invariant()
    def every_envelope_takes_effect_once_and_in_the_order_of_its_case(self) -> None:
        assert self.receiver.applied == [each.ciphertext for each in self.sent[: self.receiver.upto]]
        for subject in range(SUBJECTS):
            mine = [each for each in self.receiver.applied if each.startswith(f"{subject}:".encode())]
            assert mine == sorted(set(mine), key=lambda each: int(each.split(b":")[1]))

    def teardown(self) -> None:
        """Once everything is offered once more, in whatever order, both logs are equal."""
        for raw in reversed(self.batches):
            self.receiver.receive(raw)
        assert self.receiver.links == self.links
        assert self.receiver.applied == [each.ciphertext for each in self.sent]


def run(rules: Rules, examples: int) -> None:
    machine = type("Machine", (TwoLogs,), {"goes_by": rules})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=20,
            database=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_two_logs_never_disagree(full: bool):
    run(Rules(), examples=2_000 if full else 150)


def believes_anybody(arrived: Message, _keys: Mapping[bytes, VerifyKey]) -> Proven:
    return batches.prove(arrived, {**KEYS, kid_of(FORGER.verify_key): FORGER.verify_key})


def believes_the_envelopes(arrived: Message, keys: Mapping[bytes, VerifyKey]) -> Proven:
    statement, kid = batches.read_statement(arrived.signed, keys)
    run = chain.run_of(statement.first, statement.before, [each.digest for each in arrived.envelopes])
    return Proven(statement, kid, run, arrived)


def takes_early(run: chain.Run, log: chain.Log) -> tuple[Fate, ...]:
    fates = chain.fates(run, log)
    return (Fate.TAKE,) * len(fates) if Fate.WAIT in fates else fates


def forgets_what_it_has(run: chain.Run, log: chain.Log) -> tuple[Fate, ...]:
    return tuple(Fate.TAKE if each is Fate.HAVE else each for each in chain.fates(run, log))


def looks_at_numbers_alone(run: chain.Run, log: chain.Log) -> tuple[Fate, ...]:
    if run.first > log.upto + 1:
        return (Fate.WAIT,) * len(run.links)
    return tuple(Fate.HAVE if number <= log.upto else Fate.TAKE for number in range(run.first, run.last + 1))


def drops_what_is_early(run: chain.Run, log: chain.Log) -> tuple[Fate, ...]:
    fates = chain.fates(run, log)
    return (Fate.REJECT,) * len(fates) if Fate.WAIT in fates else fates


WEAKER = {
    "believes anybody": replace(Rules(), prove=believes_anybody),
    "believes the envelopes": replace(Rules(), prove=believes_the_envelopes),
    "takes early": replace(Rules(), fates=takes_early),
    "forgets what it has": replace(Rules(), fates=forgets_what_it_has),
    "looks at numbers alone": replace(Rules(), fates=looks_at_numbers_alone),
    "drops what is early": replace(Rules(), fates=drops_what_is_early),
}


@pytest.mark.parametrize("weakness", WEAKER)
def test_a_weakened_rule_is_caught(weakness: str):
    with pytest.raises(AssertionError):
        run(WEAKER[weakness], examples=300)
