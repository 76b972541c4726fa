"""The agenda: what the rules propose, the secretary's order, and the agreement of both sides, item by item.

An offer, its answer and its being taken back cross by envelope, all of one case; each side keeps its own agenda.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import cast
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from hamsafar.corridor.models import Side
from hamsafar.exchange.actions.sending import send_envelope
from hamsafar.kit.actor import Actor
from hamsafar.kit.locks import hold
from hamsafar.kit.moves import can_move
from hamsafar.kit.refusal import Refusal
from hamsafar.kit.verdict import require
from hamsafar.ledger.actions import record
from hamsafar.meetings import access
from hamsafar.meetings.enums import AGENDA_MOVES, AgendaState, Rule
from hamsafar.meetings.formats.bodies import LONGEST_TITLE, LONGEST_WHY, ItemAnswered, ItemOffered, ItemTakenBack
from hamsafar.meetings.formats.cases import RESTRICTED, in_each_language
from hamsafar.meetings.models import AgendaItem, Meeting
from hamsafar.meetings.rules.agreeing import after_answer, after_offer, after_withdrawal
from hamsafar.meetings.rules.dossier import agenda_of

OFFERED, ANSWERED = "meeting.agenda_item_proposed", "meeting.agenda_item_answered"
TAKEN_BACK = "meeting.agenda_item_taken_back"


@transaction.atomic
def draft_agenda(*, meeting: Meeting, as_of: date, by: Actor, at: datetime) -> tuple[AgendaItem, ...]:
    """Write what the rules propose on that day behind what stands already; answers the items that are new."""
    require(access.may_prepare(by))
    hold(f"meetings.agenda:{meeting.slug}")
    stands = {item.topic: item for item in AgendaItem.objects.of(meeting.slug)}
    material = Meeting.objects.material(meeting.slug, as_of)

    added: list[AgendaItem] = []
    for proposed in agenda_of(material):
        reasons = [{"rule": reason.rule, "words": reason.words.as_dict()} for reason in proposed.reasons]
        if proposed.key in stands:
            AgendaItem.objects.filter(pk=stands[proposed.key].pk).update(reasons=reasons, drafted_as_of=as_of)
            continue
        added.append(
            AgendaItem.objects.create(
                meeting=meeting,
                topic=proposed.key,
                title=proposed.topic.title.as_dict(),
                position=len(stands) + len(added),
                reasons=reasons,
                drafted_as_of=as_of,
                restricted=proposed.topic.classification == RESTRICTED,
                synthetic=access.is_synthetic(by),
            )
        )

    record("agenda drafted", about=meeting, by=by, at=at)
    return tuple(added)


@transaction.atomic
def order_agenda(*, meeting: Meeting, topics: Sequence[str], by: Actor, at: datetime) -> None:
    """Put the standing items in this order. Names exactly the topics that stand."""
    require(access.may_prepare(by))
    hold(f"meetings.agenda:{meeting.slug}")
    standing = {item.topic: item for item in AgendaItem.objects.of(meeting.slug).standing()}
    if sorted(standing) != sorted(topics):
        raise Refusal(_("The agenda has changed meanwhile; look at it again and order it then."))

    for position, topic in enumerate(topics):
        item = standing[topic]
        item.position = position
        if item.state == AgendaState.PROPOSED:
            item.state = AgendaState.ORDERED
        item.save(update_fields=["position", "state"])

    record("agenda ordered", about=meeting, by=by, at=at)


@transaction.atomic
def offer_item(*, item: AgendaItem, by: Actor, at: datetime) -> AgendaItem:
    """Offer an item to the other side, by envelope; the pen passes to them. Why we want it is not sent."""
    item = _moving(item, AgendaState.OFFERED, by=by)

    case = uuid4()
    item.state, item.case, item.why = AgendaState.OFFERED, case, ""
    item.offered_by, item.offered_at, item.answered_at = Side.objects.get(pk=settings.THIS_SIDE), at, None
    item.save()

    record("agenda item offered", about=item, by=by, at=at)
    send_envelope(kind=OFFERED, body=_offer_of(item), subject=case, about=item, by=by, at=at)
    return item


def _offer_of(item: AgendaItem) -> ItemOffered:
    return ItemOffered(
        meeting=item.meeting_id,
        on=item.meeting.on,
        item=item.topic,
        title_en=item.words.en[:LONGEST_TITLE],
        title_ru=item.words.ru[:LONGEST_TITLE],
        title_tg=item.words.tg[:LONGEST_TITLE],
        restricted=item.restricted,
        synthetic=item.meeting.synthetic,
    )


@transaction.atomic
def answer_item(*, item: AgendaItem, agreed: bool, by: Actor, at: datetime, why: str = "") -> AgendaItem:
    """Agree to what the other side offers, or say why not. The answer goes by envelope."""
    item = _moving(item, AgendaState.AGREED if agreed else AgendaState.DECLINED, by=by)
    if item.state != AgendaState.RECEIVED:
        raise Refusal(_("The other side did not offer this item: there is nothing to answer."))
    if not agreed and not why.strip():
        raise Refusal(_("Say in a sentence why this item is not agreed: the other side reads it."))
    if len(why) > LONGEST_WHY:
        raise Refusal(_("The reason is longer than %(n)s characters.") % {"n": LONGEST_WHY})

    item.state, item.answered_at = AgendaState.AGREED if agreed else AgendaState.DECLINED, at
    item.why = "" if agreed else why.strip()
    item.save()

    record("agenda item agreed" if agreed else "agenda item not agreed", about=item, by=by, at=at)
    send_envelope(
        kind=ANSWERED, body=ItemAnswered(agreed, item.why), subject=cast(UUID, item.case), about=item, by=by, at=at
    )
    return item


@transaction.atomic
def drop_item(*, item: AgendaItem, by: Actor, at: datetime) -> AgendaItem:
    """Take an item off the agenda. It leaves the dossier, and can be taken up again; an offer of it is taken back."""
    return _put(item, AgendaState.DROPPED, "agenda item dropped", by=by, at=at)


@transaction.atomic
def take_up_item(*, item: AgendaItem, by: Actor, at: datetime) -> AgendaItem:
    """Put an item back on the agenda, or take its offer back."""
    return _put(item, AgendaState.ORDERED, "agenda item taken up", by=by, at=at)


# ── What the other side's envelopes do ──


@transaction.atomic
def take_offer(*, sender: str, case: UUID, offer: ItemOffered, by: Actor, at: datetime) -> AgendaItem:
    """Put what the other side offers on our agenda, to be answered. What both offered to each other is agreed."""
    require(access.may_take_envelopes(by))
    meeting = _meeting_of(offer)
    hold(f"meetings.agenda:{meeting.slug}")
    side = Side.objects.get(pk=sender)
    item = AgendaItem.objects.of(meeting.slug).filter(topic=offer.item).select_for_update().first()
    if item is None:
        item = _raised(meeting, side, offer, at=at)
    item.state = after_offer(AgendaState(item.state))
    if item.state == AgendaState.RECEIVED:
        item.case, item.offered_by, item.offered_at, item.answered_at, item.why = case, side, at, None, ""
    else:
        item.answered_at = item.answered_at or at
    item.restricted = item.restricted or offer.restricted
    item.save()
    record(f"offer of an agenda item arrived: {item.state}", about=item, by=by, at=at)
    return item


@transaction.atomic
def take_answer(*, case: UUID, answer: ItemAnswered, by: Actor, at: datetime) -> None:
    """Note the other side's answer to an offer of ours. An answer to an offer that we took back changes nothing."""
    require(access.may_take_envelopes(by))
    item = AgendaItem.objects.select_for_update().filter(case=case).first()
    if item is None:
        record("answer to an offer that no longer stands", about=f"case:{case}", by=by, at=at)
        return
    before = AgendaState(item.state)
    item.state = after_answer(before, same_case=True, agreed=answer.agreed)
    if item.state != before:
        item.answered_at, item.why = at, answer.why
        item.save()
    record(f"answer to an agenda item arrived: {item.state}", about=item, by=by, at=at)


@transaction.atomic
def take_withdrawal(*, case: UUID, meeting: str, topic: str, by: Actor, at: datetime) -> None:
    """The other side took its offer back: it is no item of both any more, also where we had agreed meanwhile."""
    require(access.may_take_envelopes(by))
    item = AgendaItem.objects.of(meeting).filter(topic=topic).select_for_update().first()
    if item is None:
        raise Refusal(_("No item of this agenda was offered so."))
    before = AgendaState(item.state)
    item.state = after_withdrawal(before, same_case=item.case == case)
    if item.state != before:
        item.answered_at = None
        item.save()
    record(f"offer of an agenda item taken back: {item.state}", about=item, by=by, at=at)


def _meeting_of(offer: ItemOffered) -> Meeting:
    meeting = Meeting.objects.filter(slug=offer.meeting).first()
    if meeting is None or meeting.on != offer.on:
        raise Refusal(_("This node knows no meeting “%(slug)s” on that day.") % {"slug": offer.meeting})
    if meeting.synthetic != offer.synthetic:
        raise Refusal(_("Generated items do not go to a real meeting, nor real ones to an invented meeting."))
    return meeting


def _raised(meeting: Meeting, side: Side, offer: ItemOffered, *, at: datetime) -> AgendaItem:
    """The row of an item that this node's own rules did not propose."""
    why = in_each_language(lambda lang: _("Offered by %(side)s.") % {"side": side.words[lang]})
    return AgendaItem(
        meeting=meeting,
        topic=offer.item,
        title=offer.title.as_dict(),
        position=AgendaItem.objects.of(meeting.slug).count(),
        reasons=[{"rule": Rule.RAISED_BY_A_SIDE.value, "words": why.as_dict()}],
        drafted_as_of=localdate(at),
        restricted=offer.restricted,
        synthetic=offer.synthetic,
    )


def _put(item: AgendaItem, to: AgendaState, verb: str, *, by: Actor, at: datetime) -> AgendaItem:
    """Move an item on our own agenda; an offer of ours that is not answered is taken back by envelope."""
    item = _moving(item, to, by=by)
    if item.state in (AgendaState.AGREED, AgendaState.RECEIVED):
        raise Refusal(_("This item is the other side's as well: answer it, or agree with them what becomes of it."))
    offered, item.state = item.state == AgendaState.OFFERED, to
    item.save()
    record(verb, about=item, by=by, at=at)
    if offered and item.case:  # an item that was offered before envelopes were has no case
        body = ItemTakenBack(item.meeting_id, item.topic)
        send_envelope(kind=TAKEN_BACK, body=body, subject=item.case, about=item, by=by, at=at)
    return item


def _moving(item: AgendaItem, to: AgendaState, *, by: Actor) -> AgendaItem:
    """The item, locked, that `by` may move there."""
    require(access.may_prepare(by))
    item = AgendaItem.objects.locked(item.pk)
    now = AgendaState(item.state)
    if now == to or not can_move(AGENDA_MOVES, now, to):
        raise Refusal(_("An item that is “%(now)s” cannot become “%(to)s”.") % {"now": now.label, "to": to.label})
    return item
