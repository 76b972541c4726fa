"""Two agendas end with the same word about an item, however offers, answers and withdrawals cross."""

from __future__ import annotations

from collections import deque

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from hamsafar.meetings.enums import AGENDA_MOVES, AgendaState
from hamsafar.meetings.rules import agreeing

# What two sides may think of one item once nothing is under way.
AT_REST = {
    AgendaState.AGREED: {AgendaState.AGREED},
    AgendaState.OFFERED: {AgendaState.RECEIVED},
    AgendaState.RECEIVED: {AgendaState.OFFERED},
}
WITHOUT_THE_OTHER = set(AgendaState) - set(AT_REST)


class Side:
    """One side's item, and what it sends: in the order of the log, as the exchange keeps it."""

    def __init__(self) -> None:
        self.state = AgendaState.ORDERED
        self.case = 0
        self.out: deque[tuple[str, int, bool]] = deque()

    def move(self, to: AgendaState) -> None:
        assert to is self.state or to in AGENDA_MOVES[self.state], (self.state, to)
        self.state = to


class TwoAgendas(RuleBasedStateMachine):
    """Both secretaries do what they may; envelopes cross at any moment."""

    goes_by = agreeing

    def __init__(self) -> None:
        super().__init__()
        self.sides = (Side(), Side())
        self.cases = 0

    @rule(who=st.integers(0, 1), agreed=st.booleans(), verb=st.sampled_from(("offer", "answer", "take up", "drop")))
    def act(self, who: int, agreed: bool, verb: str) -> None:
        side = self.sides[who]
        if verb == "offer" and side.state is AgendaState.ORDERED:
            self.cases += 1
            side.case = self.cases
            side.move(AgendaState.OFFERED)
            side.out.append(("offer", side.case, False))
        elif verb == "answer" and side.state is AgendaState.RECEIVED:
            side.move(AgendaState.AGREED if agreed else AgendaState.DECLINED)
            side.out.append(("answer", side.case, agreed))
        elif verb in {"take up", "drop"} and side.state in {AgendaState.OFFERED, *WITHOUT_THE_OTHER}:
            to = AgendaState.ORDERED if verb == "take up" else AgendaState.DROPPED
            if to in AGENDA_MOVES[side.state]:
                if side.state is AgendaState.OFFERED:
                    side.out.append(("take back", side.case, False))
                side.move(to)

    @precondition(lambda self: any(side.out for side in self.sides))
    @rule(who=st.integers(0, 1))
    def carry_one(self, who: int) -> None:
        if self.sides[who].out:
            self.deliver(who)

    def deliver(self, who: int) -> None:
        kind, case, agreed = self.sides[who].out.popleft()
        taker = self.sides[1 - who]
        same = taker.case == case
        if kind == "offer":
            taker.move(self.goes_by.after_offer(taker.state))
            if taker.state is AgendaState.RECEIVED:
                taker.case = case
        elif kind == "answer":
            taker.move(self.goes_by.after_answer(taker.state, same_case=same, agreed=agreed))
        else:
            taker.move(self.goes_by.after_withdrawal(taker.state, same_case=same))

    def teardown(self) -> None:
        """Once everything has crossed, neither side believes what the other does not."""
        while any(side.out for side in self.sides):
            for who in (0, 1):
                if self.sides[who].out:
                    self.deliver(who)
        first, second = (side.state for side in self.sides)
        assert second in AT_REST.get(first, WITHOUT_THE_OTHER), (first, second)


def run(rules: object) -> None:
    machine = type("Machine", (TwoAgendas,), {"goes_by": rules})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=400,
            stateful_step_count=30,
            database=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_both_agendas_say_the_same_once_everything_has_crossed():
    run(agreeing)


class _Weaker:
    """The rules with one of them weakened."""

    def __init__(self, **weaker: object) -> None:
        for name in ("after_offer", "after_answer", "after_withdrawal"):
            setattr(self, name, weaker.get(name, getattr(agreeing, name)))


def answers_of_any_case(state: AgendaState, *, same_case: bool, agreed: bool) -> AgendaState:
    return agreeing.after_answer(state, same_case=True, agreed=agreed)


def agreed_for_good(state: AgendaState, *, same_case: bool) -> AgendaState:
    return state if state is AgendaState.AGREED else agreeing.after_withdrawal(state, same_case=same_case)


def crossing_offers_wait(state: AgendaState) -> AgendaState:
    return state if state is AgendaState.OFFERED else agreeing.after_offer(state)


@pytest.mark.parametrize(
    "weaker",
    [
        {"after_answer": answers_of_any_case},
        {"after_withdrawal": agreed_for_good},
        {"after_offer": crossing_offers_wait},
    ],
    ids=lambda each: next(iter(each)),
)
def test_a_weakened_rule_is_caught(weaker: dict[str, object]):
    with pytest.raises(AssertionError):
        run(_Weaker(**weaker))
