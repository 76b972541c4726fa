"""The demonstration's meetings, made through actions: an invented pair in every state, and an invented annex.

Everything here is synthetic and says so. The real meeting of the pack gets a drafted agenda, a signed open copy and
an annex line of invented text, which no open edition holds.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import uuid4

from django.conf import settings
from django.utils import timezone

from hamsafar.accounts.models import User
from hamsafar.corridor.models import Side
from hamsafar.kit.actor import SYSTEM
from hamsafar.kit.words import Words
from hamsafar.meetings.actions import agenda, preparing
from hamsafar.meetings.enums import DocumentState, Edition, OutcomeState
from hamsafar.meetings.formats.bodies import ItemAnswered, ItemOffered
from hamsafar.meetings.models import AgendaItem, AnnexLine, FrozenDossier, Meeting, Outcome, Topic
from hamsafar.meetings.rules.plan import DelegationPlan, DocumentPlan, MeetingPlan, TextPlan

SECRETARY = "secretariat"
DAYS_BACK, DAYS_AHEAD = 60, 45
ENOUGH = 4  # items for one to be agreed, one not agreed, one offered, one ordered and one dropped
NOT_NOW = "Пример ответа: вернёмся к этому на следующей встрече."
RAISED = Words(
    en="Waiting times at a post (example)",
    ru="Время ожидания на пункте (пример)",
    tg="Вақти интизорӣ дар гузаргоҳ (намуна)",
)
PLACE = Words(en="a city (example)", ru="город (пример)", tg="шаҳр (намуна)")
NAME = Words(
    en="Example meeting of the ministers",
    ru="Условная встреча министров",
    tg="Мулоқоти намунавии вазирон",
)
TITLE = Words(
    en="Ministers: example meeting",
    ru="Министры: условная встреча",
    tg="Вазирон: мулоқоти намунавӣ",
)
HEAD = Words(en="head of delegation (example)", ru="глава делегации (пример)", tg="сарвари ҳайат (намуна)")
OFFICE = Words(en="ministry (example)", ru="министерство (пример)", tg="вазорат (намуна)")
ANNEX_TITLE = Words(en="Invented example", ru="Вымышленный пример", tg="Намунаи бофта")
ANNEX_TEXT = Words(
    en="This line is invented. It shows where a cleared reader finds what no open edition holds.",
    ru="Эта строка вымышлена. Она показывает, где читатель с допуском находит то, чего нет в открытом издании.",
    tg="Ин сатр бофта аст. Хонандаи дорои иҷозат дар ин ҷо он чизеро меёбад, ки дар нашри кушода нест.",
)
DOCUMENTS = {
    DocumentState.ANNOUNCED: Words(
        en="Plan of consultations (example)", ru="План консультаций (пример)", tg="Нақшаи машваратҳо (намуна)"
    ),
    DocumentState.TEXT_AGREED: Words(
        en="Memorandum on archives (example)",
        ru="Меморандум об архивах (пример)",
        tg="Ёддошт дар бораи бойгонӣ (намуна)",
    ),
    DocumentState.READY_TO_SIGN: Words(
        en="Protocol on contacts (example)",
        ru="Протокол о контактах (пример)",
        tg="Протокол дар бораи тамосҳо (намуна)",
    ),
    DocumentState.SIGNED: Words(
        en="Joint statement (example)", ru="Совместное заявление (пример)", tg="Изҳороти муштарак (намуна)"
    ),
}
ON_THE_WAY = (DocumentState.TEXT_AGREED, DocumentState.READY_TO_SIGN, DocumentState.SIGNED)
DECIDED = {
    OutcomeState.OPEN: Words(
        en="Name one contact at each airport.",
        ru="Назвать контактное лицо в каждом аэропорту.",
        tg="Дар ҳар фурудгоҳ як масъули тамос таъин карда шавад.",
    ),
    OutcomeState.CARRIED_OVER: Words(
        en="Agree one definition of people sent for work.",
        ru="Согласовать одно определение направленных на работу.",
        tg="Як таърифи ба кор фиристодашудагон мувофиқа карда шавад.",
    ),
    OutcomeState.DONE: Words(
        en="Exchange the calendars of working days.",
        ru="Обменяться календарями рабочих дней.",
        tg="Тақвимҳои рӯзҳои корӣ мубодила карда шаванд.",
    ),
    OutcomeState.DROPPED: Words(
        en="Print a joint leaflet for travellers.",
        ru="Издать общую памятку для едущих.",
        tg="Варақаи муштарак барои мусофирон чоп карда шавад.",
    ),
}
BECAME = {
    OutcomeState.DONE: Words(
        en="Both calendars were exchanged.", ru="Календари переданы обеими сторонами.", tg="Ҳар ду тақвим супурда шуд."
    ),
    OutcomeState.DROPPED: Words(
        en="Both sides publish their own instead.",
        ru="Каждая сторона издаёт свою.",
        tg="Ҳар тараф варақаи худро нашр мекунад.",
    ),
}


def make_demo(*, at: datetime) -> None:
    """Make what of the demonstration's meetings is missing. Making it twice changes nothing."""
    by = User.objects.get(username=SECRETARY, synthetic=True)
    _real_meeting(by, at)
    if not Meeting.objects.filter(synthetic=True).exists():
        past, ahead = _invented_pair(by, at)
        _outcomes(past, ahead, by, at)
        _agendas(past, ahead, by, at)


def _real_meeting(by: User, at: datetime) -> None:
    meeting = Meeting.objects.of_the_pack().order_by("on").first()
    if meeting is None:
        return
    if not AgendaItem.objects.of(meeting.slug).exists():
        agenda.draft_agenda(meeting=meeting, as_of=meeting.on, by=by, at=at)
    if not AnnexLine.objects.filter(meeting=meeting).exists():
        preparing.write_annex(meeting=meeting, title=ANNEX_TITLE, text=ANNEX_TEXT, by=by, at=at)
    if not FrozenDossier.objects.filter(meeting=meeting).exists():
        preparing.freeze_dossier(meeting=meeting, as_of=meeting.on, edition=Edition.OPEN, by=by, at=at)


def _invented_pair(by: User, at: datetime) -> tuple[Meeting, Meeting]:
    """A meeting that is past and the one that follows it, with a document in every state."""
    today = timezone.localdate(at)
    first, second = today - timedelta(days=DAYS_BACK), today + timedelta(days=DAYS_AHEAD)
    past = preparing.add_meeting(_plan(f"{first}-example", first, ""), by=by, at=at)
    ahead = preparing.add_meeting(_plan(f"{second}-example", second, past.slug), by=by, at=at)
    for document in ahead.documents.exclude(key=DocumentState.ANNOUNCED):
        for step in ON_THE_WAY[: ON_THE_WAY.index(DocumentState(document.key)) + 1]:
            preparing.move_document(document=document, to=step, by=by, at=at)
    return past, ahead


def _plan(slug: str, on: date, previous: str) -> MeetingPlan:
    sides = Side.objects.order_by("-role")
    return MeetingPlan(
        slug=slug,
        kind="ministers",
        on=on,
        place=PLACE,
        name=NAME,
        title=TITLE,
        previous=previous,
        language="en",
        source="",
        delegations=tuple(DelegationPlan(side.key, HEAD, OFFICE, "") for side in sides),
        documents=tuple(
            DocumentPlan(
                key=state.value,
                name=name,
                programme="",
                state=DocumentState.ANNOUNCED.value,
                fact="",
                signed="",
                texts=tuple(TextPlan(lang, name[lang], "", "") for lang in ("tg", "ru")),
            )
            for state, name in DOCUMENTS.items()
        )
        if previous
        else (),
        synthetic=True,
    )


def _outcomes(past: Meeting, ahead: Meeting, by: User, at: datetime) -> None:
    """One outcome in every state, so that the next agenda opens with them."""
    topics = list(Topic.objects.in_order().values_list("key", flat=True))
    for number, (state, words) in enumerate(DECIDED.items()):
        outcome = preparing.record_outcome(
            meeting=past,
            words=words,
            owner=preparing.BOTH,
            due=ahead.on,
            topic=topics[number % len(topics)] if topics else "",
            by=by,
            at=at,
        )
        _move(outcome, state, ahead, by, at)


def _move(outcome: Outcome, state: OutcomeState, ahead: Meeting, by: User, at: datetime) -> None:
    if state == OutcomeState.CARRIED_OVER:
        preparing.carry_over(outcome=outcome, to=ahead, by=by, at=at)
    elif state in BECAME:
        preparing.resolve_outcome(outcome=outcome, state=state, became=BECAME[state], by=by, at=at)


def _agendas(past: Meeting, ahead: Meeting, by: User, at: datetime) -> None:
    """The past meeting's agenda as the rules propose it; the next one's with an item in every later state.

    What the other side says here is made up as well: nothing came from its node.
    """
    agenda.draft_agenda(meeting=past, as_of=past.on, by=by, at=at)
    agenda.draft_agenda(meeting=ahead, as_of=timezone.localdate(at), by=by, at=at)
    topics = [item.topic for item in AgendaItem.objects.of(ahead.slug).in_order()]
    agenda.order_agenda(meeting=ahead, topics=topics, by=by, at=at)
    items = list(AgendaItem.objects.of(ahead.slug).in_order())
    answers = (ItemAnswered(True, ""), ItemAnswered(False, NOT_NOW))
    for item, answer in zip(items, (*answers, None), strict=False):
        offered = agenda.offer_item(item=item, by=by, at=at)
        if answer is not None and offered.case is not None:
            agenda.take_answer(case=offered.case, answer=answer, by=SYSTEM, at=at)
    for item in items[-1:]:
        if len(items) > ENOUGH:
            agenda.drop_item(item=item, by=by, at=at)
    _raised(ahead, at)


def _raised(ahead: Meeting, at: datetime) -> None:
    """An item as the other side would raise it, which waits for our answer."""
    other = Side.objects.exclude(pk=settings.THIS_SIDE).get()
    offer = ItemOffered(
        meeting=ahead.slug,
        on=ahead.on,
        item="example-raised",
        title_en=RAISED.en,
        title_ru=RAISED.ru,
        title_tg=RAISED.tg,
        restricted=False,
        synthetic=True,
    )
    agenda.take_offer(sender=other.pk, case=uuid4(), offer=offer, by=SYSTEM, at=at)
