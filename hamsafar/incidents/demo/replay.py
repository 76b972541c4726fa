"""The replay: Vnukovo and what was published around it, with generated people in published totals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from django.conf import settings

from hamsafar.corridor.models import Post
from hamsafar.incidents.actions.asking import ask_enquiry, release_enquiry
from hamsafar.incidents.actions.entering import enter_answer
from hamsafar.incidents.actions.noting import CountText, state_counts
from hamsafar.incidents.actions.opening import IncidentText, open_incident
from hamsafar.incidents.actions.people import Became, add_people, record_outcomes
from hamsafar.incidents.demo import published as facts
from hamsafar.incidents.demo.cast import Desk, desk, people
from hamsafar.incidents.demo.published import Fact, published
from hamsafar.incidents.enums import ExplanationKind, ReportedBy, Substance, Via
from hamsafar.incidents.models import Enquiry, Incident
from hamsafar.incidents.rules.answering import AnswerText, ExplanationText, PointText

SEED = 20240427
HOUR = timedelta(hours=1)
ARRIVE = (4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21)  # hours of the day in which people come
WEIGHTS = (1, 1, 2, 3, 4, 6, 8, 9, 10, 11, 12, 12, 10, 8, 6, 4, 3, 2)
LEAVE = (13, 15, 17, 19, 20, 21, 22, 23)  # hours in which outcomes are stated
MARK = "Replay. The totals are published; the people and the hours are invented."
POINTS = (PointText("outcome-of-each"), PointText("ground-of-each"), PointText("measure-now"))


def make_replay(*, at: datetime, alone: bool) -> None:
    """Replay the published cases, where this pack holds them and this node's citizens were held in them."""
    known = published(settings.PACK)
    if known is None:
        return
    mass = known[facts.MASS]
    post = Post.objects.filter(pk=mass.post).exclude(side=settings.THIS_SIDE).first()
    if post is None or mass.first is None:
        return
    officers = desk()
    zone = ZoneInfo(post.side.time_zone)
    incident = _mass_event(known, post, zone, officers)
    enquiry = _note(incident, known, zone, officers)
    if alone:
        _by_telephone(enquiry, known, zone, officers)
    _land_post(known, zone, officers)
    _dozens(known, mass.first, zone, officers)


def _mass_event(known: Mapping[str, Fact], post: Post, zone: ZoneInfo, officers: Desk) -> Incident:
    mass = known[facts.MASS]
    day = mass.first or date.min
    midnight = datetime.combine(day, time.min, tzinfo=zone)
    ended = midnight + timedelta(days=1)
    incident = open_incident(
        said=IncidentText(
            started_at=midnight,
            day_only=True,
            post=post,
            words=f"{MARK}\n{mass.words}",
            mass=True,
            people_said=mass.people,
            language="tg",
        ),
        measures=["holding", "listing", "removal"],
        via=ReportedBy.CONSUL,
        synthetic=True,
        by=officers.consul,
        at=midnight + ARRIVE[0] * HOUR,
    )
    who = people(SEED, mass.people, on=day)
    for (first, last), hour in zip(pairwise(_cuts(mass.people, WEIGHTS)), ARRIVE, strict=True):
        add_people(incident=incident, people=who[first:last], by=officers.consul, at=midnight + hour * HOUR)
    _outcomes(incident, known, midnight, officers)
    stated = {facts.MASS: "", facts.LET_IN: "admitted", facts.LISTED: "listed-for-expulsion", facts.REMOVED: "removed"}
    counts = [
        CountText(at=ended, outcome=outcome, people=known[key].people, source=known[key].source)
        for key, outcome in stated.items()
    ]
    state_counts(incident=incident, said=counts, by=officers.consul, at=ended)
    return incident


def _outcomes(incident: Incident, known: Mapping[str, Fact], midnight: datetime, officers: Desk) -> None:
    """Apply each published total to people of its own: the source does not say whether the groups overlap."""
    begin = 1
    for key, outcome in (
        (facts.LET_IN, "admitted"),
        (facts.LISTED, "listed-for-expulsion"),
        (facts.REMOVED, "removed"),
    ):
        total = known[key].people
        became = [
            Became(number, outcome, midnight + hour * HOUR, known[key].source)
            for number, hour in zip(range(begin, begin + total), _hours(total), strict=True)
        ]
        record_outcomes(incident=incident, became=became, by=officers.consul, at=midnight + 24 * HOUR)
        begin += total


def _hours(total: int) -> Iterator[int]:
    """So many hours, spread evenly over those in which outcomes were stated."""
    cuts = _cuts(total, (1,) * len(LEAVE))
    for (first, last), hour in zip(pairwise(cuts), LEAVE, strict=True):
        yield from (hour for _each in range(first, last))


def _cuts(total: int, weights: tuple[int, ...]) -> list[int]:
    """Where a list of `total` is cut so that its pieces are as large as the weights say; all of it is used."""
    whole = sum(weights)
    return [total * sum(weights[:upto]) // whole for upto in range(len(weights) + 1)]


def _note(incident: Incident, known: Mapping[str, Fact], zone: ZoneInfo, officers: Desk) -> Enquiry:
    """The enquiry of the day on which concern was conveyed."""
    noon = datetime.combine(known[facts.CONCERN].day, time(12), tzinfo=zone)
    written = ask_enquiry(
        incident=incident, points=POINTS, words=known[facts.CONCERN].words, language="ru", by=officers.consul, at=noon
    )
    return release_enquiry(enquiry=written, by=officers.second_consul, at=noon + HOUR)


def general_explanation(known: Mapping[str, Fact]) -> ExplanationText:
    """The published explanation, coded: general, its ground named, the measure called temporary, no outcome stated."""
    words = known[facts.EXPLAINED_WHAT].words
    return ExplanationText(
        kind=ExplanationKind.GENERAL,
        answers=(
            AnswerText(1, Substance.OPEN),
            AnswerText(2, Substance.GENERAL, words),
            AnswerText(3, Substance.GENERAL, words),
        ),
        ground="terrorism-prevention",
        words=words,
    )


def explained_at(known: Mapping[str, Fact], zone: ZoneInfo) -> datetime:
    """Noon of the day of the explanation: its hour was not published."""
    return datetime.combine(known[facts.EXPLAINED].day, time(12), tzinfo=zone)


def _by_telephone(enquiry: Enquiry, known: Mapping[str, Fact], zone: ZoneInfo, officers: Desk) -> None:
    given = explained_at(known, zone)
    enter_answer(
        enquiry=enquiry,
        said=general_explanation(known),
        via=Via.TELEPHONE,
        given_at=given,
        by=officers.consul,
        at=given + HOUR,
    )


def _land_post(known: Mapping[str, Fact], zone: ZoneInfo, officers: Desk) -> None:
    """The land post: about so many people and cars were written of; nobody is invented for them."""
    people_fact, cars = known[facts.LAND_PEOPLE], known[facts.LAND_CARS]
    if people_fact.first is None or people_fact.last is None:
        return
    began = datetime.combine(people_fact.first, time.min, tzinfo=zone)
    ended = datetime.combine(people_fact.last + timedelta(days=1), time.min, tzinfo=zone)
    incident = open_incident(
        said=IncidentText(
            started_at=began,
            ended_at=ended,
            day_only=True,
            post=Post.objects.get(pk=people_fact.post),
            words=f"{MARK}\n{people_fact.words}\n{cars.words}: {cars.value}",
            mass=True,
            people_said=people_fact.people,
            people_words=people_fact.words[:200],
        ),
        measures=["holding"],
        synthetic=True,
        by=officers.consul,
        at=ended,
    )
    count = CountText(at=ended, people=people_fact.people, words=people_fact.words[:200], source=people_fact.source)
    state_counts(incident=incident, said=[count], by=officers.consul, at=ended)


def _dozens(known: Mapping[str, Fact], day: date, zone: ZoneInfo, officers: Desk) -> None:
    """Airports for which no number was published: the words stand, and no people."""
    began = datetime.combine(day, time.min, tzinfo=zone)
    ended = began + timedelta(days=1)
    for key, post in facts.DOZENS.items():
        words = known[key].words[:200]
        incident = open_incident(
            said=IncidentText(
                started_at=began,
                day_only=True,
                post=Post.objects.get(pk=post),
                words=f"{MARK}\n{known[key].words}",
                mass=True,
                people_words=words,
            ),
            measures=["holding"],
            synthetic=True,
            by=officers.consul,
            at=ended,
        )
        count = CountText(at=ended, words=words, source=known[key].source)
        state_counts(incident=incident, said=[count], by=officers.consul, at=ended)
