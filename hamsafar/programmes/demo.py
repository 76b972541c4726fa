"""The demonstration's programmes, made through actions: invented, marked so, one of everything in every state.

Their days are days of an example office, counted from the day the demonstration is made; no fact is named.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils.timezone import localdate

from hamsafar.accounts.models import User
from hamsafar.corridor.models import Side
from hamsafar.kit.actor import SYSTEM, Actor
from hamsafar.kit.words import Words
from hamsafar.programmes import actions
from hamsafar.programmes.enums import Classification, OfferState, Progress
from hamsafar.programmes.models import Measure, Milestone, Offer, Programme
from hamsafar.programmes.rules.plans import (
    EventPlan,
    MeasurePlan,
    MilestonePlan,
    OfferPlan,
    ProgrammePlan,
    StepPlan,
)
from hamsafar.programmes.rules.treaties import ORDER, RATIFIED

COORDINATOR = "coordinator"
PROGRAMME, RESTRICTED, YEAR, TREATY = "demo-programme", "demo-restricted", "demo-year", "demo-treaty"

NAME = Words(
    en="Demonstration programme (synthetic)",
    ru="Демонстрационная программа (вымышленная)",
    tg="Барномаи намоишӣ (бофта)",
)
RESTRICTED_NAME = Words(
    en="Restricted demonstration programme (synthetic)",
    ru="Демонстрационная программа ограниченного доступа (вымышленная)",
    tg="Барномаи намоишии дастрасиаш маҳдуд (бофта)",
)
YEAR_NAME = Words(
    en="Demonstration year of events (synthetic)",
    ru="Демонстрационный год мероприятий (вымышленный)",
    tg="Соли намоишии чорабиниҳо (бофта)",
)
TREATY_NAME = Words(
    en="Demonstration treaty %(n)s (synthetic)",
    ru="Демонстрационный договор %(n)s (вымышленный)",
    tg="Созишномаи намоишии %(n)s (бофта)",
)
OFFICE = Words(en="office (example)", ru="управление (пример)", tg="раёсат (намуна)")
PLACE = Words(en="a city (example)", ru="город (пример)", tg="шаҳр (намуна)")
HELP = Words(
    en="The other side offers interpreters (example).",
    ru="Другая сторона предлагает переводчиков (пример).",
    tg="Тарафи дигар тарҷумонҳоро пешниҳод мекунад (намуна).",
)
MEASURES = {
    "kept": Words(en="Example measure, kept", ru="Пример меры, выполнена", tg="Намунаи чора, иҷро шуд"),
    "kept-late": Words(
        en="Example measure, kept late", ru="Пример меры, выполнена с опозданием", tg="Намунаи чора, дер иҷро шуд"
    ),
    "running-late": Words(
        en="Example measure, running late", ru="Пример меры, опаздывает", tg="Намунаи чора, дер мемонад"
    ),
    "silent": Words(en="Example measure, no word", ru="Пример меры, нет сведений", tg="Намунаи чора, бе хабар"),
    "ahead": Words(en="Example measure, ahead", ru="Пример меры, впереди", tg="Намунаи чора, дар пеш"),
    "moved": Words(en="Example measure, moved", ru="Пример меры, перенесена", tg="Намунаи чора, кӯчонида шуд"),
}
EVENTS = {
    "held": Words(en="Example event, held", ru="Пример мероприятия, прошло", tg="Намунаи чорабинӣ, баргузор шуд"),
    "moved": Words(en="Example event, moved", ru="Пример мероприятия, перенесено", tg="Намунаи чорабинӣ, кӯчонида шуд"),
    "planned": Words(en="Example event, planned", ru="Пример мероприятия, в плане", tg="Намунаи чорабинӣ, дар нақша"),
    "silent": Words(
        en="Example event, no word", ru="Пример мероприятия, нет сведений", tg="Намунаи чорабинӣ, бе хабар"
    ),
}
# What is done with the offer for each event; one is left as it was made.
ANSWERS = {
    "held": (OfferState.ACCEPTED, OfferState.DELIVERED),
    "moved": (OfferState.ACCEPTED,),
    "planned": (),
    "silent": (OfferState.DECLINED,),
}
# Who reports what: both sides, one, or neither; restricted reports need clearance.
REPORTS = {
    "kept": (Progress.DONE, Progress.DONE),
    "kept-late": (Progress.DONE, Progress.LATE),
    "running-late": (Progress.LATE, Progress.STOPPED),
    "ahead": (Progress.ON_COURSE, None),
    "moved": (None, Progress.NOT_STARTED),
}
REPORT_WORDS = "Invented report of an example office."


def make_demo(*, at: datetime) -> None:
    """Make what of the demonstration's programmes is missing. Making it twice changes nothing."""
    by = User.objects.get(username=COORDINATOR, synthetic=True)
    today = localdate(at)
    for plan in (_programme(today), _restricted(today), _year(today), *_treaties(today)):
        if not Programme.objects.filter(key=plan.key).exists():
            actions.add_programme(plan, by=SYSTEM, at=at)
            _afterwards(plan.key, by, today, at)


def _afterwards(key: str, by: User, today: date, at: datetime) -> None:
    if key == PROGRAMME:
        _milestones(by, today, at)
        _reports(by, at)
    elif key == RESTRICTED:
        there = Side.objects.exclude(key=by.organisation.side_id).get()
        _report(RESTRICTED, "ahead", there.key, Progress.ON_COURSE, by=SYSTEM, at=at)
    elif key == YEAR:
        _answers(by, at)


def _milestones(by: User, today: date, at: datetime) -> None:
    moved, late = (
        Milestone.objects.get(measure__programme=PROGRAMME, key=f"{key}-end") for key in ("moved", "kept-late")
    )
    actions.replan_milestone(milestone=moved, fact=_day(today, 90), by=by, at=at)
    actions.record_actual(milestone=late, fact=_day(today, -5), by=by, at=at)
    programme = Programme.objects.get(key=PROGRAMME)
    side = by.organisation.side_id
    actions.set_next_review(programme=programme, side=side, on=today + timedelta(days=30), by=by, at=at)


def _reports(by: User, at: datetime) -> None:
    here = by.organisation.side_id
    there = Side.objects.exclude(key=here).get().key
    for measure, (ours, theirs) in REPORTS.items():
        if ours:
            _report(PROGRAMME, measure, here, ours, by=by, at=at)
        if theirs:
            _report(PROGRAMME, measure, there, theirs, by=SYSTEM, at=at)


def _report(programme: str, measure: str, side: str, progress: Progress, *, by: Actor, at: datetime) -> None:
    row = Measure.objects.get(programme=programme, key=measure)
    actions.report_on_measure(measure=row, side=side, progress=progress, words=REPORT_WORDS, by=by, at=at)


def _answers(by: User, at: datetime) -> None:
    verbs = {
        OfferState.ACCEPTED: actions.accept_offer,
        OfferState.DECLINED: actions.decline_offer,
        OfferState.DELIVERED: actions.deliver_offer,
    }
    for event, answers in ANSWERS.items():
        for answer in answers:
            verbs[answer](offer=Offer.objects.get(event__programme=YEAR, event__key=event), by=by, at=at)


def _programme(today: date) -> ProgrammePlan:
    points = {
        "kept": MilestonePlan("kept-end", MEASURES["kept"], planned=_day(today, -40), actual=_day(today, -41)),
        "kept-late": MilestonePlan("kept-late-end", MEASURES["kept-late"], planned=_day(today, -60)),
        "running-late": MilestonePlan(
            "running-late-end", MEASURES["running-late"], planned=_day(today, -50), stated=(_day(today, -10),)
        ),
        "silent": MilestonePlan("silent-end", MEASURES["silent"], planned=_day(today, -20)),
        "ahead": MilestonePlan("ahead-end", MEASURES["ahead"], planned=_day(today, 60)),
        "moved": MilestonePlan("moved-end", MEASURES["moved"], planned=_day(today, 20)),
    }
    return ProgrammePlan(
        key=PROGRAMME,
        kind="programme",
        name=NAME,
        begins=_day(today, -100),
        ends=_day(today, 200),
        measures=tuple(MeasurePlan(key, MEASURES[key], owners=_owners(), milestones=(points[key],)) for key in points),
        steps=(StepPlan("signed", _day(today, 100)),),  # still to come: a pipeline in which nothing was done yet
        synthetic=True,
    )


def _restricted(today: date) -> ProgrammePlan:
    point = MilestonePlan("ahead-end", MEASURES["ahead"], planned=_day(today, 40))
    return ProgrammePlan(
        key=RESTRICTED,
        kind="programme",
        name=RESTRICTED_NAME,
        classification=Classification.RESTRICTED,
        measures=(MeasurePlan("ahead", MEASURES["ahead"], owners=_owners(), milestones=(point,)),),
        synthetic=True,
    )


def _year(today: date) -> ProgrammePlan:
    there = _there()
    days = {
        "held": {"planned": _day(today, -30), "held": _day(today, -24)},
        "moved": {"planned": _day(today, 10), "replanned": (_day(today, 25),)},
        "planned": {"planned": _day(today, 50)},
        "silent": {"planned": _day(today, -15)},
    }
    return ProgrammePlan(
        key=YEAR,
        kind="event-plan",
        name=YEAR_NAME,
        events=tuple(
            EventPlan(
                key=key,
                name=EVENTS[key],
                place=PLACE,
                offers=(OfferPlan(there, HELP, fact=_day(today, -45)),),
                **given,  # type: ignore[arg-type]
            )
            for key, given in days.items()
        ),
        synthetic=True,
    )


def _treaties(today: date) -> tuple[ProgrammePlan, ...]:
    """One treaty for each step that can be the last one taken; the sides ratify one after the other."""
    here, there = settings.THIS_SIDE, _there()
    steps = [(state, side) for state in ORDER for side in ((there, here) if state == RATIFIED else ("",))]
    taken = [StepPlan(state, _day(today, 10 * number - 100), side) for number, (state, side) in enumerate(steps)]
    return tuple(
        ProgrammePlan(
            key=f"{TREATY}-{last}",
            kind="treaty",
            name=Words.of({lang: text % {"n": last} for lang, text in TREATY_NAME.as_dict().items()}),
            steps=tuple(taken[:last]),
            synthetic=True,
        )
        for last in range(1, len(taken) + 1)
    )


def _there() -> str:
    """The other side, as this node sees it."""
    return Side.objects.exclude(key=settings.THIS_SIDE).get().key


def _owners() -> dict[str, Words]:
    return dict.fromkeys(Side.objects.values_list("key", flat=True), OFFICE)


def _day(today: date, days: int) -> str:
    return (today + timedelta(days=days)).isoformat()
