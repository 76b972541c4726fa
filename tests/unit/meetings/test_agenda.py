from hamsafar.meetings.enums import URGENCY
from hamsafar.meetings.rules.agenda import arrange, propose
from hamsafar.meetings.rules.dossier import agenda_of
from hamsafar.meetings.rules.moves import moved
from tests.factories.figures import count, source
from tests.factories.meetings import material, outcome, topic, words


def proposed_by(rule, **given):
    return {"rule": rule, "words": words(f"because {rule}")} | given


def test_more_urgent_reasons_come_first_and_equals_by_rank():
    calm = topic("calm", rank=1, propose=[proposed_by("event-ahead")])
    late = topic("late", rank=9, propose=[proposed_by("event-ahead"), proposed_by("milestone-slipped")])
    also = topic("also", rank=2, propose=[proposed_by("event-ahead")])

    assert [each.key for each in agenda_of(material(also, calm, late))] == ["late", "calm", "also"]


def test_every_rule_that_fires_is_a_reason_and_one_that_does_not_is_none():
    fact = count("trade", "2.0", key="t", origin=source())
    trade = topic(
        "trade",
        propose=[
            proposed_by("sources-disagree", needs=["disagrees:trade"]),
            proposed_by("raised-by-a-side", needs=["t"]),
            proposed_by("target-without-base", unless=["t"]),
        ],
    )

    (item,) = agenda_of(material(trade, facts=(fact,)))

    assert [reason.rule for reason in item.reasons] == ["raised-by-a-side"]
    assert item.reasons[0].words.tg == "because raised-by-a-side"


def test_a_topic_without_a_reason_stays_off_the_agenda():
    assert agenda_of(material(topic("quiet", propose=[]))) == ()


def test_an_open_outcome_of_the_last_meeting_is_a_reason_and_a_finished_one_is_not():
    quiet = topic("quiet", propose=[])
    world = material(quiet).world

    open_one = propose([quiet], world, [outcome("o", "Name a contact.", topic="quiet")], URGENCY)
    finished = propose([quiet], world, [outcome("o", topic="quiet", state="done")], URGENCY)

    assert open_one[0].reasons[0].words.en == "Name a contact."
    assert finished == ()


def test_the_secretary_s_order_holds_and_what_is_new_follows():
    items = agenda_of(material(*(topic(key, rank=rank) for rank, key in enumerate("abcd"))))

    arranged = arrange(items, order=("c", "a"), dropped={"b"})

    assert [each.key for each in arranged] == ["c", "a", "d"]


def test_moving_an_item_stops_at_the_ends():
    assert moved(("a", "b", "c"), "c", -1) == ("a", "c", "b")
    assert moved(("a", "b", "c"), "a", -1) == ("a", "b", "c")
    assert moved(("a", "b", "c"), "a", 1) == ("b", "a", "c")
