from dataclasses import replace
from datetime import date

from hamsafar.kit.words import Words
from hamsafar.meetings.rules.dossier import AnnexPlan, build
from tests.factories.figures import computed, count, day_fact, known, note, same_words, source
from tests.factories.meetings import MEETING_DAY, material, meeting, outcome, phrase, statement, topic, words

GAZETTE = source("gazette", date(2025, 1, 1))
TURNOVER = count("trade", "2.0", key="t", qualifier="nearly", unit="usd-bn", origin=GAZETTE, published=date(2025, 1, 1))


def lines(dossier):
    return [(each.id, each.line.text) for item in dossier.items for each in item.statements]


def test_a_statement_carries_its_figure_its_sources_and_a_number_of_this_edition():
    dossier = build(
        material(topic("trade", statement("s", "It was {t}.")), facts=(TURNOVER,)), lang="en", edition="open"
    )

    (said,) = dossier.items[0].statements
    assert (said.id, said.key, said.line.text) == ("1.1", "trade/s", "It was nearly 2.0\u00a0bn USD.")
    assert said.line.sources == ("gazette",)
    assert said.figures[0].qualifier == "nearly"
    assert dossier.items[0].notes[0].label == "1"
    assert [entry.key for entry in dossier.sources] == ["gazette"]


def test_a_sentence_whose_fact_is_cut_vanishes_and_the_next_number_closes_the_gap():
    late = count("trade", "1.9", key="late", origin=source("late", date(2025, 9, 1)), published=date(2025, 9, 1))
    trade = topic("trade", statement("later", "Later {late}."), statement("s", "It was {t}."))

    cut = build(material(trade, facts=(TURNOVER, late)), lang="en", edition="open")
    whole = build(material(trade, facts=(TURNOVER, late), as_of=date(2026, 1, 1)), lang="en", edition="open")

    assert [number for number, _ in lines(cut)] == ["1.1"]
    assert [number for number, _ in lines(whole)] == ["1.1", "1.2"]
    assert [entry.key for entry in cut.sources] == ["gazette"]


def test_an_open_edition_is_the_same_whether_or_not_restricted_lines_exist():
    plain = topic("trade", statement("s", "It was {t}."))
    secret = topic("trade", statement("x", "Hidden.", classification="restricted"), statement("s", "It was {t}."))
    hidden = topic("hidden", statement("h", "Hidden too."), classification="restricted", rank=1)
    annex = (AnnexPlan(same_words("Hidden"), same_words("Hidden as well"), 1, True),)

    open_one = build(material(plain, facts=(TURNOVER,)), lang="en", edition="open")
    beside_secrets = build(material(hidden, secret, facts=(TURNOVER,), annex=annex), lang="en", edition="open")
    restricted = build(material(hidden, secret, facts=(TURNOVER,), annex=annex), lang="en", edition="restricted")

    assert open_one == beside_secrets
    assert [item.key for item in restricted.items] == ["hidden", "trade"]
    assert restricted.annex[0].synthetic


def test_the_public_edition_leaves_out_what_to_ask():
    asking = topic(
        "trade",
        ask=[phrase("Which base?")],
        front_ask=[phrase("Agree.")],
        decision=[{"weight": 1, "title": words("Decide"), "words": words("now")}],
    )

    public = build(material(asking), lang="en", edition="public")
    open_one = build(material(asking), lang="en", edition="open")

    assert not public.items[0].asks
    assert not public.items[0].ask
    assert not public.front.decisions
    assert open_one.items[0].asks[0].text == "Which base?"


def test_only_the_three_weightiest_decisions_stand_on_the_front_sheet_one_of_each_topic():
    topics = [
        topic(
            f"t{weight}",
            decision=[
                {"weight": weight, "title": words(f"d{weight}"), "words": words("x")},
                {"weight": 99, "title": words("second of the topic"), "words": words("x")},
            ],
        )
        for weight in (10, 40, 20, 30)
    ]

    dossier = build(material(*topics), lang="en", edition="open")

    assert [each.title.text for each in dossier.front.decisions] == ["d40", "d30", "d20"]


def test_the_first_status_standfirst_and_headline_that_hold_are_shown():
    trade = topic(
        "trade",
        status=[
            {"mark": "late", "words": words("Late"), "needs": ["missing"]},
            {"mark": "open", "words": words("Open")},
        ],
        standfirst=[phrase("Not {missing}."), phrase("But {t}.")],
        headline=[
            {"figure": "missing", "words": words("never")},
            {"figure": "t", "words": words("in a year")},
        ],
    )

    (item,) = build(material(trade, facts=(TURNOVER,)), lang="ru", edition="open").items

    assert item.status is not None
    assert item.status.mark == "open"
    assert item.standfirst.text.startswith("But почти 2,0")
    assert item.figure is not None
    assert (item.figure.qualifier, item.figure.value, item.figure.unit) == ("почти", "2,0", "млрд долл. США")
    assert item.figure.caption.sources == ("gazette",)


def test_the_headline_of_a_date_is_its_day_of_a_term_the_term_and_of_a_note_when_it_was_said():
    facts = (
        day_fact("opened", "2024-05-28"),
        day_fact("term", "2025/2026"),
        note("word", published=date(2025, 1, 31)),
    )
    shown = {}
    for fact in facts:
        one = topic("t", headline=[{"figure": fact.key, "words": words("caption")}])
        (item,) = build(material(one, facts=facts), lang="en", edition="open").items
        shown[fact.key] = item.figure.value if item.figure else ""

    assert shown == {"opened": "28 May 2024", "term": "2025–2026", "word": "31 Jan 2025"}


def test_a_computed_figure_is_marked_and_its_formula_is_listed():
    target = count("target", "2.5", key="x", unit="multiple", period="2030", origin=GAZETTE, published=date(2025, 1, 1))
    around = known(TURNOVER, target, derived=(computed("goal", "product", "t x", unit="usd-bn", decimals=1),))
    trade = topic("trade", statement("s", "It means {goal}, of {t}."))

    dossier = build(material(trade, around=around), lang="en", edition="open")

    marks = [run.text for run in dossier.items[0].statements[0].line.runs if run.kind == "mark"]
    assert marks == ["ƒ", "1"]
    assert dossier.formulas[0].key == "goal"
    assert set(dossier.formulas[0].inputs) == {"t", "x"}


def test_two_marks_that_meet_are_parted_and_a_mark_stands_behind_the_whole_word():
    other = count("trade", "80", key="n", origin=source("other", date(2025, 1, 1)), published=date(2025, 1, 1))
    trade = topic("trade", statement("s", "The {n:bare}th.", sources=["gazette"]))

    (said,) = build(material(trade, facts=(TURNOVER, other)), lang="en", edition="open").items[0].statements

    assert "".join(run.text for run in said.line.runs) == "The 80th1.2"
    pair = topic("trade", statement("s", "No number.", sources=["gazette", "other"]))
    (said,) = build(material(pair, facts=(TURNOVER, other)), lang="en", edition="open").items[0].statements
    assert [run.text for run in said.line.runs] == ["No number.", "1", ",", "2"]


def test_a_line_that_rests_on_a_source_alone_vanishes_with_it():
    trade = topic("trade", statement("s", "Somebody wrote it.", sources=["nobody"]), statement("u", "Nobody wrote it."))

    said = build(material(trade, facts=(TURNOVER,)), lang="en", edition="open").items[0].statements

    assert [each.key for each in said] == ["trade/u"]
    assert said[0].line.sources == ()


def test_before_the_meeting_is_over_the_dossier_opens_with_the_outcomes_of_the_one_before():
    last = meeting(slug="2024", on=date(2024, 2, 1), outcomes=(outcome("old"),))
    own = meeting(previous="2024", outcomes=(outcome("own"),))

    before = build(material(meeting=own, previous=last), lang="en", edition="open")
    after = build(material(meeting=own, previous=last, as_of=date(2025, 3, 1)), lang="en", edition="open")
    alone = build(material(meeting=meeting()), lang="en", edition="open")

    assert [each.key for each in before.since.outcomes] == ["old"]
    assert [each.key for each in after.since.outcomes] == ["own"]
    assert alone.since.meeting == ""
    assert alone.since.outcomes == ()


def test_what_became_of_an_outcome_later_is_not_known_earlier():
    done = outcome("o", state="done", became=Words("Done.", "Сделано.", "Иҷро шуд."), moved_on=date(2025, 2, 10))
    unknown = outcome("later", recorded_on=date(2025, 3, 1))
    last = meeting(slug="2024", on=date(2024, 2, 1), outcomes=(done, unknown))

    early = build(material(previous=last, as_of=date(2025, 2, 1)), lang="en", edition="open").since.outcomes
    later = build(material(previous=last, as_of=date(2025, 2, 12)), lang="en", edition="open").since.outcomes

    assert [(each.state, each.became) for each in early] == [("open", "")]
    assert [(each.state, each.became) for each in later] == [("done", "Done.")]


def test_a_published_outcome_shows_only_once_its_fact_is_visible():
    signed = day_fact("signed", "2025-02-13", published=date(2025, 2, 14))
    own = meeting(outcomes=(outcome("o", "Signed on {signed}.", fact="signed"),))

    later = material(meeting=own, facts=(signed,), as_of=date(2025, 3, 1))
    hidden = material(meeting=own, facts=(replace(signed, published_on=date(2025, 6, 1)),), as_of=date(2025, 3, 1))

    assert build(later, lang="en", edition="open").since.outcomes[0].line.text == "Signed on 13 February 2025."
    assert build(hidden, lang="en", edition="open").since.outcomes == ()


def test_the_meeting_s_day_is_before_its_outcomes():
    own = meeting(outcomes=(outcome("own"),))

    assert build(material(meeting=own, as_of=MEETING_DAY), lang="en", edition="open").since.outcomes == ()
