"""How an item stands after an envelope of the other side: both agendas end with the same word, however they cross."""

from __future__ import annotations

from hamsafar.meetings.enums import AgendaState


def after_offer(state: AgendaState) -> AgendaState:
    """The item once the other side offers it: to be answered, or agreed where we offered it to them as well."""
    return AgendaState.AGREED if state in (AgendaState.OFFERED, AgendaState.AGREED) else AgendaState.RECEIVED


def after_answer(state: AgendaState, *, same_case: bool, agreed: bool) -> AgendaState:
    """The item once the other side answers. Only an offer that still stands is answered."""
    if state is not AgendaState.OFFERED or not same_case:
        return state
    return AgendaState.AGREED if agreed else AgendaState.DECLINED


def after_withdrawal(state: AgendaState, *, same_case: bool) -> AgendaState:
    """The item once the other side takes its offer back.

    What we had agreed to is agreed no more. Where both had offered it to each other, our own offer stands again.
    """
    if state is AgendaState.AGREED and not same_case:
        return AgendaState.OFFERED
    return AgendaState.DROPPED if same_case and state in (AgendaState.RECEIVED, AgendaState.AGREED) else state
