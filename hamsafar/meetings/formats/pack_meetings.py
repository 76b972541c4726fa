"""Reading the meetings and the dossier's topics of a corridor pack, with file, line and reason for every fault."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from hamsafar.corridor.formats.reading import Document, PackError, PackErrors, read_toml
from hamsafar.figures.rules import sentences
from hamsafar.kit.words import LANGUAGES
from hamsafar.meetings.rules.plan import MeetingPlan, PlanError, Topic, guards_of, meeting_of, sentences_of, topic_of

T = TypeVar("T")
ELSEWHERE = ("disagrees:", "slipped:", "done:")


@dataclass(frozen=True)
class MeetingsPack:
    """The meetings and topics of one pack, in the order of the files' names."""

    meetings: tuple[MeetingPlan, ...]
    topics: tuple[Topic, ...]
    raw_topics: tuple[dict[str, Any], ...]

    def meeting(self, slug: str) -> MeetingPlan | None:
        return next((each for each in self.meetings if each.slug == slug), None)


def read_meetings(folder: Path) -> MeetingsPack:
    """The meetings and topics below `folder`, the pack's own.

    Raises `PackErrors` with everything that is wrong, so that a person mends a pack in one go. A fact key that no
    row has is no fault: the sentence vanishes, and `unknown_facts` warns of it.
    """
    errors: list[PackError] = []
    meetings = _read_all(folder / "meetings", meeting_of, errors)
    topics = _read_all(folder / "dossier", topic_of, errors)
    errors += [problem for plan, document in topics for problem in _wrong_forms(plan, document)]
    _refuse_twice(folder / "meetings", [plan.slug for plan, _ in meetings], errors)
    _refuse_twice(folder / "dossier", [plan.key for plan, _ in topics], errors)
    if errors:
        raise PackErrors(errors)
    return MeetingsPack(
        meetings=tuple(plan for plan, _ in meetings),
        topics=tuple(plan for plan, _ in topics),
        raw_topics=tuple(dict(document) for _, document in topics),
    )


def unknown_facts(folder: Path, known: Container[str]) -> tuple[PackError, ...]:
    """A warning for every fact key in meetings and topics that `known` does not hold, with file and line."""
    found: list[PackError] = []
    for topic, document in _read_all(folder / "dossier", topic_of, []):
        found += _unknown(document, _facts_of_topic(topic), known)
    for meeting, document in _read_all(folder / "meetings", meeting_of, []):
        found += _unknown(document, _facts_of_meeting(meeting), known)
    return tuple(found)


def _unknown(document: Document, keys: Iterable[str], known: Container[str]) -> Iterable[PackError]:
    for key in dict.fromkeys(keys):
        if key and key not in known:
            reason = f"no fact is called “{key}”; what rests on it is left out."
            yield PackError(document.path, document.line_of(key), reason)


def _facts_of_topic(topic: Topic) -> Iterable[str]:
    for _, words in sentences_of(topic):
        for lang in LANGUAGES:
            yield from (key for key, _ in sentences.named(words[lang]))
    for _, guard in guards_of(topic):
        for condition in (*guard.needs, *guard.unless):
            if not condition.startswith(ELSEWHERE):
                yield condition.rpartition(":")[2].partition("@")[0]
    yield from (headline.figure for headline in topic.headline)


def _facts_of_meeting(meeting: MeetingPlan) -> Iterable[str]:
    for outcome in meeting.outcomes:
        yield outcome.fact
        for lang in LANGUAGES:
            yield from (key for key, _ in sentences.named(outcome.words[lang]))
    for document in meeting.documents:
        yield from (document.fact, document.signed)


def _wrong_forms(topic: Topic, document: Document) -> Iterable[PackError]:
    for where, words in sentences_of(topic):
        for lang in LANGUAGES:
            for key, form in sentences.named(words[lang]):
                if form not in sentences.FORMS:
                    line = document.line_of(f"{{{key}:{form}}}")
                    yield PackError(document.path, line, f"{where}.{lang}: “{form}” is no form of a figure.")


def _read_all(folder: Path, read: Callable[[Document], T], errors: list[PackError]) -> list[tuple[T, Document]]:
    found = []
    for path in sorted(folder.glob("*.toml")):
        try:
            document = read_toml(path)
        except PackError as problem:
            errors.append(problem)
            continue
        try:
            found.append((read(document), document))
        except PlanError as problem:
            errors.append(_located(document, problem.path, problem.reason))
    return found


def _located(document: Document, path: str, reason: str) -> PackError:
    """The fault at its most probable line: the path's last word, or the key inside braces, leads there."""
    needle = path.rpartition(".")[2].partition("[")[0]
    quoted = reason.partition("“")[2].partition("”")[0]
    line = document.line_of(quoted) if quoted else 0
    return PackError(document.path, line or document.line_of(needle), f"{path}: {reason}")


def _refuse_twice(folder: Path, keys: list[str], errors: list[PackError]) -> None:
    for key in sorted({key for key in keys if keys.count(key) > 1}):
        errors.append(PackError(folder, 0, f"“{key}” is described by two files."))
