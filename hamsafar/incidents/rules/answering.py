"""What an enquiry and an explanation must contain, and how each point stands after an answer."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from hamsafar.incidents.enums import NOT_ESTABLISHED, NOT_STATED, ExplanationKind, MeasureNow, Substance
from hamsafar.kit.because import Because

MOST_POINTS = 20
LONGEST_POINT, LONGEST_ANSWER = 1000, 4000
WORDLESS = frozenset({Substance.DECLINED, Substance.OPEN})


@dataclass(frozen=True)
class PointText:
    """One thing to ask: a code of the pack's list, words, or both."""

    code: str = ""
    words: str = ""


@dataclass(frozen=True)
class AnswerText:
    """What is said to the point with this number."""

    point: int
    substance: str
    words: str = ""


@dataclass(frozen=True)
class PromiseText:
    """What is promised, and by which day if that is said."""

    words: str
    due_on: date | None = None


@dataclass(frozen=True)
class OutcomeText:
    """What became of the person with this number in the enquiry's list, as of a moment."""

    person: int
    outcome: str
    at: datetime


@dataclass(frozen=True)
class ExplanationText:
    """An explanation as its writer codes it."""

    kind: str
    answers: tuple[AnswerText, ...]
    ground: str = NOT_STATED
    ground_words: str = ""
    measure_now: str = MeasureNow.NOT_SAID
    lifted_on: date | None = None
    words: str = ""
    promises: tuple[PromiseText, ...] = field(default=())
    outcomes: tuple[OutcomeText, ...] = field(default=())


def wrong_with_points(points: Sequence[PointText], *, codes: Collection[str]) -> Because | None:
    """Why these points cannot be asked; None where they can."""
    if not points:
        return Because("Ask at least one point.")
    if len(points) > MOST_POINTS:
        return Because("Ask at most %(n)s points in one enquiry.", n=MOST_POINTS)
    for number, point in enumerate(points, 1):
        if not point.code and not point.words.strip():
            return Because("Point %(n)s is empty.", n=number)
        if point.code and point.code not in codes:
            return Because("Point %(n)s has a code that the list of points does not hold.", n=number)
        if len(point.words) > LONGEST_POINT:
            return Because("Point %(n)s is longer than %(most)s characters.", n=number, most=LONGEST_POINT)
    return None


def wrong_with_explanation(
    said: ExplanationText, *, points: Collection[int], grounds: Collection[str], outcomes: Collection[str]
) -> Because | None:
    """Why this explanation cannot be written; None where it can. `points` are the numbers that were asked."""
    return (
        _wrong_with_answers(said.answers, points)
        or _wrong_with_ground(said, grounds)
        or _wrong_with_measure(said)
        or _wrong_with_lists(said, outcomes)
    )


def _wrong_with_answers(answers: Sequence[AnswerText], points: Collection[int]) -> Because | None:
    numbers = [each.point for each in answers]
    if len(set(numbers)) != len(numbers):
        return Because("A point is answered twice in one explanation.")
    if unknown := sorted(set(numbers) - set(points)):
        return Because("Point %(n)s was not asked.", n=unknown[0])
    if all(each.substance == Substance.OPEN for each in answers):
        return Because("Answer at least one point, or say that you decline to.")
    return next((wrong for each in answers if (wrong := _wrong_with_answer(each))), None)


def _wrong_with_answer(said: AnswerText) -> Because | None:
    if said.substance not in Substance.values:
        return Because("Say how point %(n)s is answered.", n=said.point)
    if said.substance not in WORDLESS and not said.words.strip():
        return Because("Write the answer to point %(n)s.", n=said.point)
    if len(said.words) > LONGEST_ANSWER:
        return Because(
            "The answer to point %(n)s is longer than %(most)s characters.", n=said.point, most=LONGEST_ANSWER
        )
    return None


def _wrong_with_ground(said: ExplanationText, grounds: Collection[str]) -> Because | None:
    if said.ground not in grounds:
        return Because("The ground is not one of the list.")
    if said.ground == NOT_ESTABLISHED and not said.ground_words.strip():
        return Because("Write the ground in the words in which it was given.")
    return None


def _wrong_with_measure(said: ExplanationText) -> Because | None:
    if said.kind not in ExplanationKind.values:
        return Because("Say whether the explanation is individual or general.")
    if said.measure_now not in MeasureNow.values:
        return Because("Say whether the measure is kept or lifted.")
    if said.lifted_on and said.measure_now != MeasureNow.LIFTED:
        return Because("Only a measure that is lifted has a day on which it was lifted.")
    return None


def _wrong_with_lists(said: ExplanationText, outcomes: Collection[str]) -> Because | None:
    if any(not each.words.strip() for each in said.promises):
        return Because("A promise is empty.")
    if any(each.outcome not in outcomes for each in said.outcomes):
        return Because("An outcome is not one of the list.")
    return None


def standing_after(before: Mapping[int, str], answers: Iterable[AnswerText]) -> dict[int, str]:
    """How each point stands after one more explanation: the newest answer holds, silence changes nothing."""
    after = dict(before)
    after.update({each.point: each.substance for each in answers if each.substance != Substance.OPEN})
    return after


def is_last(standing: Mapping[int, str]) -> bool:
    """Whether nothing was left without any answer, so that the pen goes back."""
    return Substance.OPEN not in standing.values()
