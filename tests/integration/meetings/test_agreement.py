"""Items of an agenda between the two sides: offered, agreed or not, taken back; and what becomes an item by rule."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from hamsafar.accounts.models import User
from hamsafar.corridor.models import Side
from hamsafar.exchange import kinds
from hamsafar.exchange.kinds import Delivered
from hamsafar.exchange.models import OutboxEnvelope
from hamsafar.figures import measures as figures
from hamsafar.incidents.enums import Substance
from hamsafar.incidents.models import EnquiryPoint
from hamsafar.incidents.rules.answering import AnswerText, PromiseText
from hamsafar.kit.actor import SYSTEM
from hamsafar.kit.refusal import Refusal
from hamsafar.kit.words import Words
from hamsafar.ledger.models import Line
from hamsafar.meetings.actions import agenda, preparing
from hamsafar.meetings.enums import AgendaState, Rule
from hamsafar.meetings.formats.bodies import ItemAnswered, ItemOffered, ItemTakenBack
from hamsafar.meetings.formats.cases import COUNTED
from hamsafar.meetings.models import AgendaItem, Meeting, counted_here
from hamsafar.meetings.rules.dossier import build
from tests.factories.incidents import MONDAY, asked, explained, explanation, two_desks
from tests.factories.meetings import meeting as a_meeting
from tests.integration.meetings.conftest import NOW, SLUG

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def kinds_sent() -> list[str]:
    return list(OutboxEnvelope.objects.order_by("pk").values_list("kind", flat=True))


@pytest.fixture
def item(moscow: Meeting, secretary: User) -> AgendaItem:
    """The first item of a drafted agenda, ordered by the secretary."""
    agenda.draft_agenda(meeting=moscow, as_of=moscow.on, by=secretary, at=NOW)
    first = AgendaItem.objects.of(SLUG).in_order()[0]
    return agenda.take_up_item(item=first, by=secretary, at=NOW)


def offer(of: Meeting, **changed: object) -> ItemOffered:
    known: dict = {
        "meeting": of.slug,
        "on": of.on,
        "item": "waiting-times",
        "title_en": "Waiting times",
        "title_ru": "Время ожидания",
        "title_tg": "Вақти интизорӣ",
        "restricted": False,
        "synthetic": False,
    }
    return ItemOffered(**(known | changed))


def arrives(kind: str, body: object, case) -> None:
    """What the exchange does with an envelope of the other side."""
    known = kinds.kind_called(kind)
    known.handler(Delivered("ru", uuid4(), kind, 1, case, NOW, body), NOW)


def again(item: AgendaItem) -> AgendaItem:
    return AgendaItem.objects.get(pk=item.pk)


def test_an_offer_goes_by_envelope_with_its_title_and_without_our_reasons(item, secretary):
    offered = agenda.offer_item(item=item, by=secretary, at=NOW)

    assert (offered.state, offered.offered_by_id) == (AgendaState.OFFERED, "tj")
    sent = OutboxEnvelope.objects.get()
    assert (sent.kind, sent.subject) == (agenda.OFFERED, offered.case)
    body = agenda._offer_of(offered)
    assert item.reasons[0]["words"]["en"] not in str(body)


@pytest.mark.parametrize(
    ("answer", "state"),
    [(ItemAnswered(True, ""), AgendaState.AGREED), (ItemAnswered(False, "Not now."), AgendaState.DECLINED)],
)
def test_their_answer_is_noted_with_its_reason(item, secretary, answer, state):
    offered = agenda.offer_item(item=item, by=secretary, at=NOW)

    arrives(agenda.ANSWERED, answer, offered.case)

    assert (again(item).state, again(item).why) == (state, answer.why)
    assert Line.objects.filter(verb=f"answer to an agenda item arrived: {state}").exists()


def test_an_offer_taken_back_tells_the_other_side_and_a_late_answer_changes_nothing(item, secretary):
    offered = agenda.offer_item(item=item, by=secretary, at=NOW)

    agenda.take_up_item(item=item, by=secretary, at=NOW)
    arrives(agenda.ANSWERED, ItemAnswered(True, ""), offered.case)
    arrives(agenda.ANSWERED, ItemAnswered(True, ""), uuid4())

    assert kinds_sent() == [agenda.OFFERED, agenda.TAKEN_BACK]
    assert again(item).state == AgendaState.ORDERED


def test_dropping_what_is_offered_takes_the_offer_back(item, secretary):
    agenda.offer_item(item=item, by=secretary, at=NOW)

    agenda.drop_item(item=item, by=secretary, at=NOW)

    assert kinds_sent() == [agenda.OFFERED, agenda.TAKEN_BACK]


def test_an_item_offered_before_envelopes_were_is_simply_taken_up(item, secretary):
    AgendaItem.objects.filter(pk=item.pk).update(state=AgendaState.OFFERED)

    agenda.take_up_item(item=item, by=secretary, at=NOW)

    assert kinds_sent() == []


def test_ordering_leaves_what_is_offered_as_it_stands(moscow, item, secretary):
    agenda.offer_item(item=item, by=secretary, at=NOW)
    topics = [each.topic for each in AgendaItem.objects.of(SLUG).in_order()]

    agenda.order_agenda(meeting=moscow, topics=topics, by=secretary, at=NOW)

    assert again(item).state == AgendaState.OFFERED


def test_what_the_other_side_offers_stands_on_our_agenda_and_waits_for_our_answer(moscow, secretary):
    case = uuid4()
    arrives(agenda.OFFERED, offer(moscow), case)

    (received,) = AgendaItem.objects.of(SLUG)
    assert (received.state, received.case, received.offered_by_id) == (AgendaState.RECEIVED, case, "ru")
    assert received.reasons[0]["rule"] == Rule.RAISED_BY_A_SIDE
    dossier = build(Meeting.objects.material(SLUG, moscow.on), lang="en", edition="open")
    assert "Waiting times" in {each.title for each in dossier.items}

    agenda.answer_item(item=received, agreed=True, by=secretary, at=NOW)

    assert again(received).state == AgendaState.AGREED
    assert kinds_sent() == [agenda.ANSWERED]
    assert OutboxEnvelope.objects.get().subject == case


def test_what_both_offer_to_each_other_is_agreed_and_falls_back_where_one_takes_it_back(item, secretary, moscow):
    agenda.offer_item(item=item, by=secretary, at=NOW)
    theirs = uuid4()

    arrives(agenda.OFFERED, offer(moscow, item=item.topic), theirs)
    assert again(item).state == AgendaState.AGREED
    arrives(agenda.OFFERED, offer(moscow, item=item.topic), theirs)
    assert again(item).state == AgendaState.AGREED

    arrives(agenda.TAKEN_BACK, ItemTakenBack(SLUG, item.topic), theirs)
    assert again(item).state == AgendaState.OFFERED


def test_what_they_take_back_leaves_our_agenda_also_after_we_agreed(moscow, secretary):
    case = uuid4()
    arrives(agenda.OFFERED, offer(moscow), case)
    received = AgendaItem.objects.of(SLUG).get()
    agenda.answer_item(item=received, agreed=True, by=secretary, at=NOW)

    arrives(agenda.TAKEN_BACK, ItemTakenBack(SLUG, received.topic), case)
    arrives(agenda.TAKEN_BACK, ItemTakenBack(SLUG, received.topic), case)

    assert again(received).state == AgendaState.DROPPED


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"meeting": "1999-01-01-nowhere"}, "knows no meeting"),
        ({"on": NOW.date()}, "knows no meeting"),
        ({"synthetic": True}, "real meeting"),
    ],
)
def test_an_offer_for_another_meeting_is_declined_in_words(moscow, changed, says):
    with pytest.raises(Refusal, match=says):
        arrives(agenda.OFFERED, offer(moscow, **changed), uuid4())
    assert not AgendaItem.objects.exists()


def test_a_withdrawal_of_what_was_never_offered_is_declined(moscow):
    with pytest.raises(Refusal, match="No item"):
        arrives(agenda.TAKEN_BACK, ItemTakenBack(SLUG, "waiting-times"), uuid4())


def test_an_answer_needs_an_offer_a_reason_and_the_secretariat(moscow, item, secretary, desk_officer):
    with pytest.raises(Refusal, match="cannot become"):
        agenda.answer_item(item=item, agreed=True, by=secretary, at=NOW)
    agenda.offer_item(item=item, by=secretary, at=NOW)
    with pytest.raises(Refusal, match="did not offer"):
        agenda.answer_item(item=item, agreed=True, by=secretary, at=NOW)
    arrives(agenda.OFFERED, offer(moscow), uuid4())
    received = AgendaItem.objects.get(topic="waiting-times")
    with pytest.raises(Refusal, match="in a sentence"):
        agenda.answer_item(item=received, agreed=False, why=" ", by=secretary, at=NOW)
    with pytest.raises(Refusal, match="longer"):
        agenda.answer_item(item=received, agreed=False, why="x" * 501, by=secretary, at=NOW)
    with pytest.raises(Refusal, match="secretariat"):
        agenda.answer_item(item=received, agreed=True, by=desk_officer, at=NOW)
    with pytest.raises(Refusal, match="other side's as well"):
        agenda.drop_item(item=received, by=secretary, at=NOW)
    with pytest.raises(Refusal, match="node itself"):
        agenda.take_offer(sender="ru", case=uuid4(), offer=offer(moscow), by=desk_officer, at=NOW)


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        (ItemOffered, {"item": "Not A Key"}),
        (ItemOffered, {"title_tg": ""}),
    ],
)
def test_a_body_that_is_none_is_refused(moscow, kind, given):
    with pytest.raises(ValueError, match=r"."):
        offer(moscow, **given)


def test_an_agreement_gives_no_reason():
    with pytest.raises(ValueError, match="no reason"):
        ItemAnswered(True, "because")


def test_points_left_open_and_promises_become_items_that_no_open_edition_holds(moscow, secretary, tmp_path):
    asker, answerer = two_desks(tmp_path)
    enquiry = asked(asker)
    asker.tell(answerer)
    theirs = type(enquiry).objects.theirs().get(subject=enquiry.subject)
    answers = (
        AnswerText(1, Substance.ANSWERED, "Each is named."),
        AnswerText(2, Substance.GENERAL, "In accordance with the law."),
        AnswerText(3, Substance.DECLINED, ""),
    )
    promise = PromiseText("The phones are returned.", (MONDAY + 5 * DAY).date())
    explained(answerer, theirs, explanation(*answers, promises=(promise,)))
    answerer.tell(asker)
    meeting = preparing.add_meeting(
        a_meeting(slug="2026-04-01-moscow", on=(MONDAY + 30 * DAY).date()), by=secretary, at=NOW
    )

    early = {each.key for each in Meeting.objects.material(meeting.slug, (MONDAY - DAY).date()).topics}
    at_once = {each.key for each in Meeting.objects.material(meeting.slug, MONDAY.date()).topics}
    today = preparing.add_meeting(a_meeting(slug="2026-03-02-moscow", on=MONDAY.date()), by=secretary, at=NOW)
    too_late = {each.key for each in Meeting.objects.material(today.slug, MONDAY.date()).topics}
    agenda.draft_agenda(meeting=meeting, as_of=meeting.on, by=secretary, at=NOW)

    rows = list(AgendaItem.objects.of(meeting.slug))
    items = {each.reasons[0]["rule"]: each for each in rows if each.restricted}
    assert set(items) == {Rule.POINT_LEFT_OPEN, Rule.PROMISE_OPEN}, [(each.topic, each.restricted) for each in rows]
    assert AgendaItem.objects.filter(restricted=True).count() == 3
    assert sum(key.startswith(("point-", "promise-")) for key in at_once) == 3
    assert not any(key.startswith(("point-", "promise-")) for key in early | too_late)
    words = " ".join(str(each.title) + str(each.reasons) for each in items.values())
    assert enquiry.number in words
    assert "17 phones" not in words
    assert "phones are returned" not in words
    material = Meeting.objects.material(meeting.slug, meeting.on)
    for edition, held in (("open", False), ("restricted", True)):
        titles = " ".join(each.title for each in build(material, lang="ru", edition=edition).items)
        assert (enquiry.number in titles) is held
    EnquiryPoint.objects.update(standing=Substance.ANSWERED)
    assert not any(each.key.startswith("point-") for each in Meeting.objects.material(meeting.slug, meeting.on).topics)


# ── Pages ──


def signed_in(officer: User) -> Client:
    client = Client()
    client.force_login(officer, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def address(name: str, *args: str) -> str:
    return reverse(f"meetings:{name}", args=[SLUG, *args])


def test_the_secretary_agrees_or_says_why_not(moscow, secretary):
    desk = signed_in(secretary)
    for name in ("one", "two"):
        arrives(agenda.OFFERED, offer(moscow, item=name, title_en=f"Item {name}"), uuid4())
    page = desk.get(address("meeting")).content.decode()
    assert "Offered by Russia" in page
    assert "Not agree, and say why" in page

    desk.post(address("item", "one", "agree"))
    desk.get(address("decline", "two"))
    desk.post(address("decline", "two"), {"why": "Experts meet first."})

    states = dict(AgendaItem.objects.of(SLUG).values_list("topic", "state"))
    assert states == {"one": AgendaState.AGREED, "two": AgendaState.DECLINED}
    assert "Experts meet first." in desk.get(address("meeting")).content.decode()


def test_who_may_not_prepare_sees_neither_buttons_nor_restricted_items(moscow, secretary, desk_officer):
    arrives(agenda.OFFERED, offer(moscow, restricted=True), uuid4())

    for client in (Client(), signed_in(desk_officer)):
        page = client.get(address("meeting")).content.decode()
        assert "Waiting times" not in page
        assert "Not agree" not in page
    assert "Waiting times" in signed_in(secretary).get(address("meeting")).content.decode()
    assert signed_in(desk_officer).get(address("decline", "waiting-times")).status_code == 409
    assert Side.objects.count() == 2
    assert SYSTEM.ref not in page


def test_what_this_node_counts_stands_in_invented_meetings_alone(monkeypatch: pytest.MonkeyPatch):
    counted = figures.Value("x", Words("Cases", "Случаи", "Ҳодисаҳо"), 27, synthetic=True)
    published = figures.Value("y", Words("Real", "Да", "Ҳа"), 5, synthetic=False)
    monkeypatch.setattr("hamsafar.meetings.models.of_desks", lambda: (counted, published))

    topics = counted_here()

    assert [topic.key for topic in topics] == [COUNTED]
    assert "Cases: 27" in topics[0].standfirst[0].words.en
    assert "synthetic" in topics[0].title.en
    assert "Real" not in topics[0].standfirst[0].words.en
    monkeypatch.setattr("hamsafar.meetings.models.of_desks", tuple)
    assert counted_here() == []
