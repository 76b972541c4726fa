"""What a journey asks for on a day: each requirement in its phase, with the rule behind it, or why it is not needed.

Which rule is about whom is code; from when it holds, how many days it gives and where that was read are rows of the
pack. A law that changes is a new row there, and nothing here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from hamsafar.journeys.enums import JourneyPurpose, Phase, RequirementKind
from hamsafar.journeys.rules.law import PRACTICE, YES, Law, law_on
from hamsafar.kit.because import Because

ASKED = Because("The rule that holds on the day of entry asks this on a journey like this one.")
BEFORE = Because("Done before departure, it is recognised after entry and not repeated.")
AFTER = Because(
    "Due after entry. The states have agreed that it may be done before departure; the agreement is not known to be in"
    " force."
)
BY_PRACTICE = Because("Asked by practice of this office, not by law.")
VOLUNTARY = Because("The rule that holds on the day of entry leaves it to the traveller.")
NOT_IN_FORCE = Because("No rule that asks this is in force on the day of entry.")
NOT_READ = Because("It is reported or proposed, and no act was read: nobody is held up for it here.")
OTHER_PURPOSE = Because("The rule is about people who travel to work.")
GOES_HOME = Because("The rules are about entering the other state; this journey goes home.")
RECRUITED_ONLY = Because("Only people who were recruited through the agreement have one before they leave.")
NO_VISA = Because("No visa is asked for a stay within the days that the rule allows.")
BY_A_DESK = Because("No rule of the corridor asks this; a desk noted it for this journey.")

EVERYBODY = frozenset({JourneyPurpose.WORKER, JourneyPurpose.STUDENT, JourneyPurpose.FAMILY})
WORKERS = frozenset({JourneyPurpose.WORKER})
TAJIK = "TJK"


@dataclass(frozen=True)
class Trip:
    """What decides about the rules: why somebody travels, whose citizen they are, and the (planned) day of entry."""

    purpose: str
    citizenship: str
    entry: date


@dataclass(frozen=True)
class Need:
    """One requirement of a trip. `law` is the row behind it, also where it is not needed; None where there is none.

    `established` is false where it cannot be said whether it is asked, since no act was read.
    """

    kind: RequirementKind
    phase: Phase
    needed: bool
    because: Because
    law: Law | None = None
    established: bool = True


@dataclass(frozen=True)
class _Ask:
    """Which rule asks what of whom. `at_origin` names the rule by which it is done before departure instead."""

    kind: RequirementKind
    phase: Phase
    rule: str
    of: frozenset[JourneyPurpose] = EVERYBODY
    at_origin: str = ""


ALWAYS: tuple[_Ask, ...] = (
    _Ask(RequirementKind.PASSPORT, Phase.BEFORE_DEPARTURE, "passport-required"),
    _Ask(RequirementKind.PRE_TRIP, Phase.BEFORE_DEPARTURE, "pre-trip-check"),
    _Ask(RequirementKind.ENTRY_NOTICE, Phase.BEFORE_DEPARTURE, "ruid-required"),
    _Ask(RequirementKind.MIGRATION_CARD, Phase.AT_BORDER, "migration-card-work", WORKERS),
)
FOR_A_PATENT: tuple[_Ask, ...] = (
    _Ask(RequirementKind.LANGUAGE_TEST, Phase.AFTER_ENTRY, "russian-exam", WORKERS, "russian-exam-at-origin"),
    _Ask(RequirementKind.INSURANCE, Phase.AFTER_ENTRY, "patent-insurance", WORKERS),
    _Ask(RequirementKind.PATENT, Phase.AFTER_ENTRY, "patent-filing", WORKERS),
)
TERM_OF_THE_PATENT = "patent-filing"  # what belongs into the patent's file is due with it


def requirements_for(trip: Trip, laws: Sequence[Law]) -> tuple[Need, ...]:
    """Every requirement of a trip by the rules that hold on its day of entry, in the order they are met."""
    asked = [*ALWAYS, *_first_weeks(trip), *FOR_A_PATENT]
    found = [_need(each, trip, laws) for each in asked]
    order = list(RequirementKind)
    phases = list(Phase)
    return tuple(
        sorted(
            [*found, *_noted_by_desks(trip, laws)], key=lambda need: (phases.index(need.phase), order.index(need.kind))
        )
    )


def _first_weeks(trip: Trip) -> Iterable[_Ask]:
    """What is due within days of entry; the number of days differs between those who work and others."""
    works = trip.purpose == JourneyPurpose.WORKER
    yield _Ask(
        RequirementKind.EXAMINATION,
        Phase.AFTER_ENTRY,
        "medical-first-work" if works else "medical-first-other",
        at_origin="medical-at-origin",
    )
    yield _Ask(
        RequirementKind.FINGERPRINTS,
        Phase.AFTER_ENTRY,
        "fingerprints-work" if works else "fingerprints-other",
        at_origin="fingerprints-at-origin",
    )
    registration = "registration-tajik" if trip.citizenship == TAJIK else "registration-general"
    yield _Ask(RequirementKind.REGISTRATION, Phase.AFTER_ENTRY, registration)


def _noted_by_desks(trip: Trip, laws: Sequence[Law]) -> Iterable[Need]:
    """What no rule asks of everybody and a desk notes for those whom it concerns, with the rule that says so."""
    for kind, rule, because in (
        (RequirementKind.CONTRACT, "recruitment-contract", RECRUITED_ONLY),
        (RequirementKind.DECISION, "stay-limit", NO_VISA),
    ):
        why = GOES_HOME if trip.purpose == JourneyPurpose.RETURNEE else because
        law = law_on(laws, rule, on=trip.entry)
        yield Need(kind, Phase.BEFORE_DEPARTURE, needed=False, because=why, law=law)


def _need(ask: _Ask, trip: Trip, laws: Sequence[Law]) -> Need:
    law = law_on(laws, ask.rule, on=trip.entry)
    origin = law_on(laws, ask.at_origin, on=trip.entry) if ask.at_origin else None
    if trip.purpose not in ask.of:
        because = GOES_HOME if trip.purpose == JourneyPurpose.RETURNEE else OTHER_PURPOSE
        return Need(ask.kind, ask.phase, needed=False, because=because, law=law)
    if origin is not None and origin.holds_as_law:
        return Need(ask.kind, Phase.BEFORE_DEPARTURE, needed=True, because=BEFORE, law=origin)
    if law is None:
        return Need(ask.kind, ask.phase, needed=False, because=NOT_IN_FORCE)
    return _by_law(ask, law, later=origin is not None)


def _by_law(ask: _Ask, law: Law, *, later: bool) -> Need:
    """What the row of the day says. `later`: doing it before departure is agreed, and not known to be in force."""
    if law.status == PRACTICE and law.value == YES:
        return Need(ask.kind, ask.phase, needed=True, because=BY_PRACTICE, law=law)
    if law.holds_as_law:
        return Need(ask.kind, ask.phase, needed=True, because=AFTER if later else ASKED, law=law)
    if law.value == "no":
        return Need(ask.kind, ask.phase, needed=False, because=VOLUNTARY, law=law)
    return Need(ask.kind, ask.phase, needed=False, because=NOT_READ, law=law, established=False)


def term_of(need: Need, laws: Sequence[Law], *, entry: date) -> Law | None:
    """The rule that says how many days after entry a requirement is due; None where none does."""
    if need.phase != Phase.AFTER_ENTRY or not need.needed or need.law is None:
        return None
    return need.law if need.law.number is not None else law_on(laws, TERM_OF_THE_PATENT, on=entry)
