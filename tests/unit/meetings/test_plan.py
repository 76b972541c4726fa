import pytest

from hamsafar.meetings.rules.plan import PlanError, meeting_of, topic_of
from tests.factories.meetings import phrase, raw_topic, statement, words


def test_a_topic_is_read_with_everything_it_says():
    topic = topic_of(
        raw_topic(
            "trade",
            statement("one", "Turnover {t}.", covers=["S12"], needs=["t"], mark="late", mark_words=words("Late")),
            status=[{"mark": "open", "words": words("Open")}],
            ask=[phrase("Which base?")],
            chart=[{"kind": "mirror", "title": words("t"), "sub": words("s"), "args": {"series": "trade"}}],
        )
    )

    assert topic.statements[0].covers == ("S12",)
    assert topic.statements[0].guard.needs == ("t",)
    assert topic.charts[0].args == {"series": "trade"}


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"rank": "ten"}, "rank"),
        ({"title": {"en": "x", "ru": "x"}}, "title.tg"),
        ({"title": "x"}, "title"),
        ({"key": " "}, "key"),
        ({"classification": "secret"}, "classification"),
        ({"propose": [{"rule": "because", "words": words("x")}]}, "propose[0].rule"),
        ({"statement": [statement("a", "x"), statement("a", "y")]}, "statement[1].id"),
        ({"statement": [statement("a", "x", section="gossip")]}, "statement[0].section"),
        ({"statement": [statement("a", "x", needs="t")]}, "statement[0].needs"),
        ({"chart": [{"kind": "pie", "title": words("t"), "sub": words("s")}]}, "chart[0].kind"),
        ({"chart": [{"kind": "parts", "title": words("t"), "sub": words("s"), "args": []}]}, "chart[0].args"),
        ({"chart": [{"kind": "parts", "title": words("t"), "sub": words("s"), "args": {}}]}, "chart[0].args.whole"),
        ({"ask": "what"}, "ask"),
    ],
)
def test_a_fault_names_its_place(change, path):
    with pytest.raises(PlanError) as problem:
        topic_of(raw_topic("trade") | change)

    assert problem.value.path == path


def test_a_meeting_with_a_bad_date_is_refused():
    raw = {"slug": "x", "kind": "ministers", "on": "2025-02-30"} | {
        name: words(name) for name in ("place", "name", "title")
    }

    with pytest.raises(PlanError, match="YYYY-MM-DD"):
        meeting_of(raw)
