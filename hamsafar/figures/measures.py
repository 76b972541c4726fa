"""Live figures: sums over this node's own records, each defined once, the same number for the minister and the public.

A measure reads a book, so that the as-of day cuts it too. Invented records are never summed with published ones: they
have measures of their own, marked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeVar

from django.utils.timezone import now

from hamsafar.accounts.models import Organisation
from hamsafar.appointments.actions.published import waiting_times
from hamsafar.appointments.models import Office, Service
from hamsafar.corridor.models import Code, Post, Side
from hamsafar.documents.actions import sums as desk_sums
from hamsafar.figures.enums import Quality
from hamsafar.figures.rules.book import Book
from hamsafar.figures.rules.suppression import LEAST, published
from hamsafar.figures.rules.values import Fact
from hamsafar.incidents.actions import sums
from hamsafar.incidents.enums import CodeList
from hamsafar.journeys.actions import sums as journey_sums
from hamsafar.kit.words import LANGUAGES, Words
from hamsafar.medical.actions.published import conclusions_issued
from hamsafar.recruitment.actions import sums as placing

Counted = TypeVar("Counted")


@dataclass(frozen=True)
class Measure:
    """What is counted, in three languages, and how: from the facts that are looked at, and the book they stand in."""

    key: str
    words: Words
    compute: Callable[[Sequence[Fact], Book], int]
    synthetic: bool = False


@dataclass(frozen=True)
class Value:
    """A measure computed from a book."""

    key: str
    words: Words
    value: int
    synthetic: bool


def _count_where(holds: Callable[[Fact], bool]) -> Callable[[Sequence[Fact], Book], int]:
    return lambda facts, book: sum(map(holds, facts))


def _of_quality(quality: str) -> Callable[[Sequence[Fact], Book], int]:
    return _count_where(lambda fact: fact.quality == quality)


def _measure(
    key: str, compute: Callable[[Sequence[Fact], Book], int], en: str, ru: str, tg: str, *, synthetic: bool = False
) -> Measure:
    return Measure(key, Words(en, ru, tg), compute, synthetic)


MEASURES: Mapping[str, Measure] = MappingProxyType(
    {
        each.key: each
        for each in (
            _measure(
                "facts", lambda facts, book: len(facts), "Published facts", "Опубликованные факты", "Далелҳои нашршуда"
            ),
            _measure(
                "facts-official",
                _of_quality(Quality.OFFICIAL),
                "From official sources",
                "Из официальных источников",
                "Аз манбаъҳои расмӣ",
            ),
            _measure(
                "facts-agency",
                _of_quality(Quality.AGENCY),
                "From agencies",
                "Из агентств",
                "Аз оҷонсиҳо",
            ),
            _measure(
                "facts-secondary",
                _of_quality(Quality.SECONDARY),
                "From secondary sources",
                "Из вторичных источников",
                "Аз манбаъҳои дуюмдараҷа",
            ),
            _measure(
                "facts-undated",
                _count_where(lambda fact: fact.published_on is None),
                "Without a date",
                "Без даты",
                "Бе сана",
            ),
            _measure(
                "disagreements",
                lambda facts, book: len(book.disagreements),
                "Disagreements found",
                "Найденные расхождения",
                "Ихтилофҳои ёфтшуда",
            ),
            _measure(
                "facts-synthetic",
                lambda facts, book: len(facts),
                "Invented facts",
                "Вымышленные факты",
                "Далелҳои сохта",
                synthetic=True,
            ),
        )
    }
)


def live(book: Book) -> tuple[Value, ...]:
    """Every measure, computed from the book; those of invented records only where there are some."""
    facts = {
        invented: [fact for fact in book.facts.values() if not fact.formula and fact.synthetic is invented]
        for invented in (False, True)
    }
    return tuple(
        Value(each.key, each.words, each.compute(facts[each.synthetic], book), each.synthetic)
        for each in MEASURES.values()
        if facts[True] or not each.synthetic
    )


def _real_and_invented(count: Callable[..., Iterator[Counted]]) -> tuple[Counted, ...]:
    """What is counted of real records, then what is counted of invented ones."""
    return (*count(synthetic=False), *count(synthetic=True))


def of_incidents() -> tuple[Value, ...]:
    """What the incidents desk counts, whole days, percent and counts; real and invented records each by themselves.

    The sums are the desk's own (`incidents.actions.sums`); here they get their words and lose small counts. A table
    of which nothing may be published is left out.
    """
    return _real_and_invented(_of_desk)


def of_journeys() -> tuple[Value, ...]:
    """What journeys count; the sums are theirs (`journeys.actions.sums`)."""
    return _real_and_invented(_of_journeys)


def of_desks() -> tuple[Value, ...]:
    """What every desk counts today."""
    return (*of_incidents(), *of_journeys(), *of_offices(), *of_recruitment())


PAPERS_ISSUED = Words("Papers for journeys issued", "Выдано документов для поездок", "Ҳуҷҷатҳои сафар дода шуданд")
CLEARED_IN = Words(
    "Median days from opening a journey to its paper",
    "Медиана дней от открытия поездки до документа",
    "Медианаи рӯзҳо аз кушодани сафар то ҳуҷҷат",
)


def _of_journeys(*, synthetic: bool) -> Iterator[Value]:
    papers = published({"papers": journey_sums.papers_issued(synthetic=synthetic)}).get("papers")
    if papers:
        yield Value("journey-papers", PAPERS_ISSUED, papers, synthetic)
    days = journey_sums.days_to_cleared(synthetic=synthetic)
    if days is not None and published({"journeys": journey_sums.journeys_cleared(synthetic=synthetic)}):
        yield Value("journey-days-to-cleared", CLEARED_IN, round(days), synthetic)


WAIVED = Words(
    "Requirements waived by two officers", "Освобождения двумя сотрудниками", "Озодкуниҳо аз ҷониби ду корманд"
)
EXEMPTED = Words(
    "Documents not asked for, by two officers",
    "Документы, от которых освободили двое сотрудников",
    "Ҳуҷҷатҳое, ки ду корманд аз онҳо озод карданд",
)
FITTED = Words(
    "Requirements of job orders waived by two officers",
    "Требования заявок, снятые двумя сотрудниками",
    "Талаботи дархостҳо, ки ду корманд бекор карданд",
)
CONCLUSIONS = Words("Examination conclusions issued", "Выдано заключений осмотра", "Хулосаҳои муоина дода шуданд")
WAITED = Words(
    "Median days from asking for a place to coming",
    "Медиана дней от запроса места до визита",
    "Медианаи рӯзҳо аз дархости ҷой то омадан",
)
IN_TIME = Words(
    "Applications decided by the promised day, percent",
    "Заявления, решённые к обещанному дню, %",
    "Аризаҳое, ки то рӯзи ваъдашуда ҳал шуданд, %",
)


@dataclass(frozen=True)
class Exemptions:
    """How many exemptions two officers of one office granted from one kind of requirement."""

    key: str
    kind: Words
    office: Words
    granted: int
    synthetic: bool


def exemptions() -> tuple[Exemptions, ...]:
    """The exemptions of every office, small counts too: they say how an office acts, and nothing of whom it was for."""
    return _real_and_invented(_exemptions)


def _exemptions(*, synthetic: bool) -> Iterator[Exemptions]:
    for each in journey_sums.waivers_by_office(synthetic=synthetic):
        yield Exemptions(f"waivers-{each.ref.lower()}", WAIVED, each.words, each.granted, synthetic)
    granted = desk_sums.exemptions_by_office(synthetic=synthetic)
    for office in Office.objects.filter(key__in=list(granted)).in_order():
        yield Exemptions(f"exemptions-{office.key}", EXEMPTED, office.words, granted[office.key], synthetic)
    placed = placing.exemptions_by_office(synthetic=synthetic)
    for bureau in Organisation.objects.filter(pk__in=list(placed)).order_by("ref"):
        yield Exemptions(f"fitting-{bureau.ref.lower()}", FITTED, bureau.words, placed[bureau.pk], synthetic)


def of_offices() -> tuple[Value, ...]:
    """What centres and desks count: conclusions, waiting, decisions in time, exemptions.

    Of examinations the conclusions alone are counted: how many people came, and any share of them, is not.
    """
    exempted = (Value(each.key, _joined(each.kind, each.office), each.granted, each.synthetic) for each in exemptions())
    return (*_real_and_invented(_of_offices), *exempted)


def _of_offices(*, synthetic: bool) -> Iterator[Value]:
    issued = conclusions_issued(synthetic=synthetic)
    if issued >= LEAST:
        yield Value("conclusions-issued", CONCLUSIONS, issued, synthetic)
    offices = {each.key: each.words for each in Office.objects.filter(synthetic=synthetic)}
    services = {each.key: each.words for each in Service.objects.all()}
    for (office, service), waited in waiting_times(at=now(), synthetic=synthetic).items():
        if waited.days is not None:
            words = _joined(WAITED, offices[office], services[service])
            yield Value(f"wait-{office}-{service}", words, round(waited.days), synthetic)
    in_time = desk_sums.decided_in_time(synthetic=synthetic)
    if in_time["whole"] >= LEAST:
        yield Value("decided-in-time", IN_TIME, round(100 * in_time["part"] / in_time["whole"]), synthetic)


KINDS = {
    "individual": Words("individual explanation", "индивидуальное разъяснение", "тавзеҳи инфиродӣ"),
    "general": Words("general explanation", "общее разъяснение", "тавзеҳи умумӣ"),
}
DAYS = Words("Median days to explain", "Медиана дней до разъяснения", "Медианаи рӯзҳо то тавзеҳ")
SUBSTANCE = Words(
    "Points answered with substance, percent", "Вопросы с ответом по существу, %", "Саволҳои бо моҳият ҷавобёфта, %"
)
BY_POST = Words("Incidents", "Случаи", "Ҳодисаҳо")
BY_MEASURE = Words("Incidents with measure", "Случаи с мерой", "Ҳодисаҳо бо чора")
BY_PURPOSE = Words("People by purpose", "Люди по цели", "Одамон аз рӯи мақсад")
BROKEN = Words("Promise reported broken", "Обещание, по сообщениям, нарушено", "Ваъдае, ки тибқи хабарҳо вайрон шуд")
WITHOUT = Words("People without an outcome", "Люди без исхода", "Одамон бе натиҷа")


def _of_desk(*, synthetic: bool) -> Iterator[Value]:
    sides = {side.pk: side.words for side in Side.objects.all()}
    posts = {post.pk: post.words for post in Post.objects.all()}
    rows = Code.objects.filter(list__in=[CodeList.MEASURE.value, CodeList.PURPOSE.value, CodeList.PROMISE.value])
    codes = {(which, key): Words.of(label) for which, key, label in rows.values_list("list", "key", "label")}
    for each in sums.days_to_explain(synthetic=synthetic):
        words = _joined(DAYS, sides[each.side], KINDS[each.kind])
        yield Value(f"days-to-explain-{each.side}-{each.kind}", words, round(each.median), synthetic)
    for side, share in sums.substance_by_side(synthetic=synthetic).items():
        if share.percent is not None:
            yield Value(f"substance-{side}", _joined(SUBSTANCE, sides[side]), round(share.percent), synthetic)
    for post, count in published(sums.incidents_by_post(synthetic=synthetic)).items():
        if post:
            yield Value(f"incidents-at-{post}", _joined(BY_POST, posts[post]), count, synthetic)
    for measure, count in published(sums.incidents_by_measure(synthetic=synthetic)).items():
        words = _joined(BY_MEASURE, codes[CodeList.MEASURE.value, measure])
        yield Value(f"incidents-with-{measure}", words, count, synthetic)
    for promise, broken in broken_promises(synthetic=synthetic).items():
        if broken is not None:
            words = _joined(BROKEN, codes[CodeList.PROMISE.value, promise])
            yield Value(f"promise-broken-{promise}", words, broken, synthetic)
    for purpose, count in published(sums.people_by_purpose(synthetic=synthetic)).items():
        words = _joined(BY_PURPOSE, codes[CodeList.PURPOSE.value, purpose])
        yield Value(f"people-for-{purpose}", words, count, synthetic)
    for key, count in published({"people-without-outcome": sums.people_without_outcome(synthetic=synthetic)}).items():
        if count:
            yield Value(key, WITHOUT, count, synthetic)


def broken_promises(*, synthetic: bool) -> Mapping[str, int | None]:
    """Incidents in which a promise of a treaty was reported broken, by promise; None where it is held back."""
    counted = {each.promise: each.incidents for each in sums.promises_broken(synthetic=synthetic)}
    shown = published(counted)
    return {promise: shown.get(promise) for promise in counted}


ACCEPTED = Words(
    "Proposed places agreed by all, percent",
    "Предложенные места, согласованные всеми, %",
    "Ҷойҳои пешниҳодшудаи мувофиқа, %",
)
DAYS_TO_PLACE = Words(
    "Median days from a verified order to an agreed place",
    "Медиана дней от проверенной заявки до согласованного места",
    "Медианаи рӯзҳо аз дархости санҷидашуда то ҷойи мувофиқа",
)
DAYS_TO_ARRIVE = Words(
    "Median days from a verified order to an arrival at the employer",
    "Медиана дней от проверенной заявки до прибытия к работодателю",
    "Медианаи рӯзҳо аз дархости санҷидашуда то расидан ба корфармо",
)
BORNE = Words(
    "Borne by the worker for being recruited, median percent of a month's wage (SDG 10.7.1)",
    "Расходы работника на трудоустройство, медиана в % месячной платы (ЦУР 10.7.1)",
    "Хароҷоти коргар барои ба кор ҷалб шудан, медиана бо % музди моҳона (ҲРУ 10.7.1)",
)
COMPLAINED = Words("Complaints of recruited workers", "Жалобы направленных работников", "Шикоятҳои коргарони ҷалбшуда")
RETURNED_EARLY = Words(
    "Contracts that ended before their day, percent",
    "Договоры, завершённые до срока, %",
    "Шартномаҳои пеш аз муҳлат анҷомёфта, %",
)
BY_CHANNEL = Words(
    "Departures to work, counted by this node",
    "Выезды на работу, счёт этого узла",
    "Сафарҳо барои кор, шумори ин гиреҳ",
)
CHANNELS = {
    "recruiter": Words("through a recruiter", "через вербовщика", "ба воситаи ҷалбкунанда"),
    "employer": Words("straight to the employer", "напрямую к работодателю", "рост ба корфармо"),
    "own": Words("on their own", "самостоятельно", "мустақилона"),
}
DEPARTED = Words(
    "Departures by organised recruitment, counted by this node",
    "Выезды по организованному набору, счёт этого узла",
    "Сафарҳо аз рӯи ҷалби муташаккил, шумори ин гиреҳ",
)


def of_recruitment() -> tuple[Value, ...]:
    """What the recruitment desk counts, real and invented records each by themselves; nothing of fewer than `LEAST`."""
    return _real_and_invented(_of_placing)


def _of_placing(*, synthetic: bool) -> Iterator[Value]:
    accepted, days = placing.acceptance(synthetic=synthetic), placing.days_to_place(synthetic=synthetic)
    departed = placing.departures(synthetic=synthetic)
    if accepted.ended >= LEAST:
        yield Value("places-agreed", ACCEPTED, round(accepted.percent), synthetic)
    if days.placed >= LEAST:
        yield Value("days-to-place", DAYS_TO_PLACE, round(days.median), synthetic)
    if departed >= LEAST:
        yield Value("departures-recruited", DEPARTED, departed, synthetic)
    by_channel = vars(placing.departures_by_channel(synthetic=synthetic))
    for channel, count in published(by_channel).items():
        if count:
            yield Value(f"departures-{channel}", _joined(BY_CHANNEL, CHANNELS[channel]), count, synthetic)
    yield from _of_work(synthetic=synthetic)


def _of_work(*, synthetic: bool) -> Iterator[Value]:
    """From the contract on: arrivals, what workers bore, complaints, early returns."""
    days, cost = placing.days_to_arrival(synthetic=synthetic), placing.worker_cost(synthetic=synthetic)
    returns, complaints = placing.early_returns(synthetic=synthetic), placing.complaints(synthetic=synthetic)
    if days.of >= LEAST:
        yield Value("days-to-arrival", DAYS_TO_ARRIVE, round(days.middle), synthetic)
    if cost.contracts >= LEAST:
        yield Value("worker-cost", BORNE, round(cost.percent), synthetic)
    if complaints >= LEAST:
        yield Value("recruitment-complaints", COMPLAINED, complaints, synthetic)
    if returns.signed >= LEAST:
        yield Value("early-returns", RETURNED_EARLY, round(returns.percent), synthetic)


def _joined(*parts: Words) -> Words:
    """Words one after another: what is counted, and of whom."""
    said = {lang: ": ".join((parts[0][lang], ", ".join(part[lang] for part in parts[1:]))) for lang in LANGUAGES}
    return Words.of(said)
