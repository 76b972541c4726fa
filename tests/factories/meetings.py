"""Topics, meetings and dossier material for tests, in desk words: `topic("trade", statement("s", "Turnover {t}."))`."""

from __future__ import annotations

from datetime import date
from typing import Any

from hamsafar.figures.rules.book import Facts
from hamsafar.figures.rules.values import Fact
from hamsafar.kit.words import Words
from hamsafar.meetings.enums import URGENCY
from hamsafar.meetings.formats.chart_words import chart_words
from hamsafar.meetings.rules.charts import ChartWorld
from hamsafar.meetings.rules.dossier import Material
from hamsafar.meetings.rules.plan import MeetingPlan, OutcomePlan, Topic, topic_of
from hamsafar.meetings.rules.speech import World, visible_sources
from tests.factories.figures import known, same_words

MEETING_DAY = date(2025, 2, 13)


def words(text: str) -> dict[str, str]:
    """One text in all three languages, as a pack writes it."""
    return same_words(text).as_dict()


def statement(key: str, text: str, **given: Any) -> dict[str, Any]:
    return {"id": key, "section": "stands", "words": words(text)} | given


def phrase(text: str, **given: Any) -> dict[str, Any]:
    return {"words": words(text)} | given


def raw_topic(key: str, *statements: dict[str, Any], **given: Any) -> dict[str, Any]:
    """A topic that a side raised, as it stands in the pack's file."""
    return {
        "key": key,
        "rank": 10,
        "title": words(key),
        "propose": [{"rule": "raised-by-a-side", "words": words(f"{key} was raised.")}],
        "statement": list(statements),
    } | given


def topic(key: str, *statements: dict[str, Any], **given: Any) -> Topic:
    return topic_of(raw_topic(key, *statements, **given))


def meeting(**given: Any) -> MeetingPlan:
    defaults: dict[str, Any] = {
        "slug": "2025-02-13-moscow",
        "kind": "ministers",
        "on": MEETING_DAY,
        "place": same_words("Moscow"),
        "name": same_words("Meeting"),
        "title": same_words("Ministers"),
        "previous": "",
        "language": "en",
        "source": "",
    }
    return MeetingPlan(**(defaults | given))


def outcome(key: str, text: str = "Do it.", **given: Any) -> OutcomePlan:
    defaults: dict[str, Any] = {"fact": "", "owner": "both", "due": None, "topic": ""}
    return OutcomePlan(key=key, words=same_words(text), **(defaults | given))


def material(
    *topics: Topic,
    facts: tuple[Fact, ...] = (),
    as_of: date = MEETING_DAY,
    around: Facts | None = None,
    conditions: dict[str, bool] | None = None,
    **given: Any,
) -> Material:
    """What a dossier is made from, with the facts that are visible on the day."""
    held = given.pop("meeting", meeting())
    everything = around or known(*facts)
    book = everything.book(as_of, held.on)
    sides = {"tj": Words("Tajikistan", "Таджикистан", "Тоҷикистон"), "ru": Words("Russia", "Россия", "Русия")}
    sources = visible_sources(everything.sources, as_of, held.on)
    return Material(
        meeting=held,
        as_of=as_of,
        topics=topics,
        world=World(book, sources, conditions or {}, tuple(sides)),
        charts=ChartWorld(as_of=as_of, words=chart_words()),
        urgency={rule.value: weight for rule, weight in URGENCY.items()},
        sides=sides,
        **given,
    )
