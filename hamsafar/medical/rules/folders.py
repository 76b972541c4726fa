"""The folder of one examination: a frozen value, and what may become of it.

Everything that tells one examination from another stands in here: state, tests, results, conclusions, who signed, what
the person was told. The database holds it only locked and padded (`formats.locking`), so the rules are pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from typing import Any

from hamsafar.kit.moves import can_move
from hamsafar.medical.enums import EXAMINATION_MOVES, ExaminationState, Finding, Outcome, ResultStatus

State = ExaminationState


class NotNow(Exception):
    """The folder is in a state in which this cannot be done."""


@dataclass(frozen=True)
class Act:
    """Who did what in the folder, and when: the centre's own record of it."""

    at: str
    by: str
    verb: str  # a key of `enums.ACTS`
    note: str = ""

    @property
    def moment(self) -> datetime:
        return datetime.fromisoformat(self.at)


@dataclass(frozen=True)
class Order:
    """Tests asked of the laboratory: its number, the items, the specimen's label."""

    number: str
    items: tuple[str, ...]
    specimen: str
    at: str
    by: str


@dataclass(frozen=True)
class Result:
    """What the laboratory says of one item; a later one about the same item takes its place, and both are kept."""

    order: str
    item: str
    finding: str
    status: str
    at: str
    value: str = ""
    unit: str = ""


@dataclass(frozen=True)
class Exemption:
    """One item that is not done with this person, and why; it counts once a second clinician has signed."""

    item: str
    reason: str
    by: str
    at: str
    second: str = ""


@dataclass(frozen=True)
class Conclusion:
    """What a physician concluded. `until` where the requirement is met, else treatment and the day to come again."""

    outcome: str
    by: str
    at: str
    until: str = ""
    treatment: str = ""
    retest_on: str = ""
    second: str = ""
    void: bool = False


@dataclass(frozen=True)
class Folder:
    """One examination, whole."""

    panel: tuple[str, ...]
    language: str
    read_aloud: bool
    booked_by: str = ""
    state: str = State.RECEIVED
    orders: tuple[Order, ...] = ()
    results: tuple[Result, ...] = ()
    exemptions: tuple[Exemption, ...] = ()
    conclusions: tuple[Conclusion, ...] = ()
    appeal: str = ""
    brought: str = ""  # what another centre sent along on the person's word
    acts: tuple[Act, ...] = field(default=())

    @property
    def conclusion(self) -> Conclusion | None:
        """The conclusion that stands; none while nobody concluded, or after it was taken back."""
        last = self.conclusions[-1] if self.conclusions else None
        return last if last is not None and not last.void else None

    @property
    def standing(self) -> Mapping[str, Result]:
        """The latest result of each item, unless the laboratory took it back."""
        latest = {each.item: each for each in self.results}
        return {item: each for item, each in latest.items() if each.status != ResultStatus.ENTERED_IN_ERROR}

    @property
    def exempt(self) -> frozenset[str]:
        """Items that two clinicians left out."""
        return frozenset(each.item for each in self.exemptions if each.second)

    @property
    def missing(self) -> tuple[str, ...]:
        """Items of the panel without a result."""
        return tuple(item for item in self.panel if item not in self.standing and item not in self.exempt)

    @property
    def signers(self) -> frozenset[str]:
        """Everybody who signed a conclusion here, also one that was taken back."""
        return frozenset(name for each in self.conclusions for name in (each.by, each.second) if name)

    @property
    def all_negative(self) -> bool:
        """Whether every item was done, or left out by two, and nothing was found."""
        return not self.missing and all(each.finding == Finding.NEGATIVE for each in self.standing.values())


def moved(folder: Folder, to: State, act: Act, **changes: Any) -> Folder:
    """The folder in its next state, with the act noted. Raises `NotNow` where the table allows no such step."""
    if not can_move(EXAMINATION_MOVES, State(folder.state), to):
        raise NotNow
    return replace(folder, state=to, acts=(*folder.acts, act), **changes)


def noted(folder: Folder, act: Act, **changes: Any) -> Folder:
    """The folder in the same state, with the act noted."""
    return replace(folder, acts=(*folder.acts, act), **changes)


def with_order(folder: Folder, order: Order, act: Act) -> Folder:
    """The folder once tests were asked for."""
    return moved(folder, State.ORDERED, act, orders=(*folder.orders, order))


def with_results(folder: Folder, results: Iterable[Result], act: Act) -> Folder:
    """The folder with what the laboratory sent; a conclusion that was drawn before is taken back.

    It goes on to the physician once no item is missing.
    """
    added = replace(folder, results=(*folder.results, *results))
    to = State.ORDERED if added.missing and folder.state == State.ORDERED else State.RESULTS_IN
    return moved(added, to, act, conclusions=_void(folder.conclusions))


def concluded(folder: Folder, conclusion: Conclusion, act: Act) -> Folder:
    """The folder with a physician's conclusion, which waits for a second."""
    return moved(folder, State.CONCLUDED, act, conclusions=(*folder.conclusions, conclusion))


def countersigned(folder: Folder, second: str, act: Act) -> Folder:
    """The folder once a second physician signed the same."""
    *earlier, last = folder.conclusions
    return moved(folder, State.COUNTERSIGNED, act, conclusions=(*earlier, replace(last, second=second)))


def returned(folder: Folder, act: Act) -> Folder:
    """The folder once the second physician sent the conclusion back."""
    return moved(folder, State.RESULTS_IN, act, conclusions=_void(folder.conclusions))


def _void(conclusions: tuple[Conclusion, ...]) -> tuple[Conclusion, ...]:
    if not conclusions:
        return ()
    *earlier, last = conclusions
    return (*earlier, replace(last, void=True))


def released_until(folder: Folder) -> str:
    """What may leave the centre: the day until which the requirement is met, once the person was told; else nothing."""
    done = folder.conclusion
    is_told = folder.state == State.TOLD and done is not None and bool(done.second)
    return done.until if is_told and done is not None and done.outcome == Outcome.MET else ""


def why_not(folder: Folder, conclusion: Conclusion, *, on: date) -> str:
    """Why this conclusion cannot be drawn from what is in the folder, as a key of `access.REASONS`; empty if it can."""
    if folder.missing:
        return "missing"
    if conclusion.outcome == Outcome.MET:
        return "" if folder.all_negative else "not-all-negative"
    if not conclusion.treatment.strip() or not conclusion.retest_on:
        return "no-path"
    return "" if date.fromisoformat(conclusion.retest_on) > on else "retest-in-the-past"


def as_data(folder: Folder) -> dict[str, Any]:
    """The folder as plain data."""
    return asdict(folder)


_PARTS: Mapping[str, type[Any]] = {
    "orders": Order,
    "results": Result,
    "exemptions": Exemption,
    "conclusions": Conclusion,
    "acts": Act,
}


def of_data(data: Mapping[str, Any]) -> Folder:
    """The folder again, from `as_data`."""
    parts = {name: tuple(_part(kind, each) for each in data[name]) for name, kind in _PARTS.items()}
    return Folder(**{**data, **parts, "panel": tuple(data["panel"])})


def _part(kind: type[Any], data: Mapping[str, Any]) -> Any:
    return kind(**{name: tuple(value) if isinstance(value, list) else value for name, value in data.items()})
