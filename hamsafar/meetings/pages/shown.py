"""What the pages of meetings show, as frozen values written for the reader."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from hamsafar.accounts.models import User
from hamsafar.corridor.models import Side
from hamsafar.kit import formats
from hamsafar.kit.language import reader_language
from hamsafar.kit.parts import Link
from hamsafar.meetings import access
from hamsafar.meetings.actions import preparing
from hamsafar.meetings.enums import (
    AGENDA_PEN,
    DOCUMENT_MOVES,
    DOCUMENT_PEN,
    OUTCOME_MARKS,
    OUTCOME_MOVES,
    AgendaState,
    DocumentState,
    Edition,
    Mark,
    OutcomeState,
    Rule,
)
from hamsafar.meetings.formats.sheet import DOCUMENT_MARKS, line
from hamsafar.meetings.formats.sheet import outcome_row as since_row
from hamsafar.meetings.formats.wording import since_summary, wording_of
from hamsafar.meetings.models import AgendaItem, DocumentToSign, FrozenDossier, Meeting, Outcome
from hamsafar.meetings.rules.dossier import Material, agenda_of
from hamsafar.meetings.rules.values import Dossier

AGENDA_MARKS = {
    AgendaState.PROPOSED: Mark.OPEN,
    AgendaState.ORDERED: Mark.COURSE,
    AgendaState.OFFERED: Mark.SOON,
    AgendaState.RECEIVED: Mark.SOON,
    AgendaState.AGREED: Mark.DONE,
    AgendaState.DECLINED: Mark.BROKEN,
    AgendaState.DROPPED: Mark.NONE,
}
# What an officer does with an item in each state: the verb of the address.
VERBS = {
    AgendaState.PROPOSED: ("drop", "take-up"),
    AgendaState.ORDERED: ("offer", "drop"),
    AgendaState.OFFERED: ("drop", "take-back"),
    AgendaState.RECEIVED: ("agree",),
    AgendaState.AGREED: (),
    AgendaState.DECLINED: ("drop", "take-up"),
    AgendaState.DROPPED: ("take-up",),
}


@dataclass(frozen=True)
class MeetingRow:
    """A meeting in the list."""

    name: str
    url: str
    when: str
    place: str
    copies: int
    ahead: bool
    synthetic: bool


@dataclass(frozen=True)
class AgendaRow:
    """One item of the agenda with its reasons and what the reader may do with it."""

    no: int
    topic: str
    title: str
    mark: str
    state: str
    pen: str
    reasons: tuple[tuple[str, str], ...]  # the rule, and its sentence
    moves: tuple[tuple[str, str], ...]  # verb for the address, words on the button
    may_move: bool
    said: tuple[str, ...] = ()  # who offered it and when, who answered and why
    may_decline: bool = False
    restricted: bool = False


@dataclass(frozen=True)
class DocumentRow:
    """A document to sign, its texts side by side."""

    key: str
    name: str
    mark: str
    state: str
    pen: str
    texts: tuple[tuple[str, str, str, str], ...]  # language key, language, title, body
    moves: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class OutcomeRow:
    """What was decided and what became of it."""

    key: str
    words: str
    owner: str
    due: str
    mark: str
    state: str
    became: str
    synthetic: bool
    unfinished: bool


def trail() -> list[Link]:
    return [Link(_("Meetings"), reverse("meetings:index"))]


def meeting_row(meeting: Meeting, *, on: date) -> MeetingRow:
    reader = reader_language()
    return MeetingRow(
        name=meeting.words[reader],
        url=reverse("meetings:meeting", args=[meeting.slug]),
        when=formats.day(meeting.on, reader),
        place=str(meeting.place[reader]),
        copies=meeting.frozen.count(),
        ahead=meeting.on >= on,
        synthetic=meeting.synthetic,
    )


def meeting_page(meeting: Meeting, dossier: Dossier, material: Material, reader: User | None) -> dict[str, Any]:
    """Everything on the page of one meeting."""
    may_prepare = bool(reader and access.may_prepare(reader))
    sees_all = bool(access.may_see_restricted(reader))
    items = AgendaItem.objects.of(meeting.slug).select_related("offered_by").in_order()
    agenda = list(items if sees_all else items.open_to_all())
    copies = FrozenDossier.objects.filter(meeting=meeting).readable_at(access.clearance_held(reader)).newest_first()
    return {
        "meeting": meeting,
        "dossier": dossier,
        "trail": trail(),
        "day": dossier.as_of,
        "rows": agenda_rows(agenda, may_prepare) if agenda else proposed_rows(material, sees_all=sees_all),
        "drafted": bool(agenda),
        "may_prepare": may_prepare,
        "may_record": bool(reader and access.may_record_outcome(reader)),
        "may_freeze": bool(reader and access.may_freeze(reader, edition=Edition.OPEN)),
        "may_write_annex": bool(reader and access.may_write_annex(reader, clearance=1)),
        "sides": sayings(dossier),
        "documents": document_rows(meeting, dossier, may_prepare),
        "since": since_summary(dossier.since, dossier.lang),
        "since_rows": [since_row(each, dossier, wording_of(dossier)) for each in dossier.since.outcomes],
        "recorded": [outcome_row(each) for each in Outcome.objects.recorded_at(meeting)],
        "copies": [copy_row(each) for each in copies],
    }


def agenda_rows(agenda: Iterable[AgendaItem], may_move: bool) -> list[AgendaRow]:
    """The agenda as the secretary left it; what was dropped comes last and has no number."""
    reader, rows, number = reader_language(), [], 0
    for item in sorted(agenda, key=lambda each: each.state == AgendaState.DROPPED):
        state = AgendaState(item.state)
        number += state != AgendaState.DROPPED
        rows.append(
            AgendaRow(
                no=0 if state == AgendaState.DROPPED else number,
                topic=item.topic,
                title=item.words[reader],
                mark=AGENDA_MARKS[state].value,
                state=str(state.label),
                pen=str(AGENDA_PEN[state].label),
                reasons=tuple((str(Rule(each["rule"]).label), each["words"][reader]) for each in item.reasons),
                moves=tuple((verb.replace("take-back", "take-up"), _verb(verb)) for verb in VERBS[state])
                if may_move
                else (),
                may_move=may_move and state != AgendaState.DROPPED,
                said=tuple(said_of(item)),
                may_decline=may_move and state == AgendaState.RECEIVED,
                restricted=item.restricted,
            )
        )
    return rows


def said_of(item: AgendaItem) -> Iterable[str]:
    """Who offered an item and when; who agreed or did not, and why."""
    if item.offered_by is None or item.offered_at is None:
        return
    reader = reader_language()
    side, day = item.offered_by.words[reader], formats.day_short(localdate(item.offered_at), reader)
    yield _("Offered by %(side)s, %(day)s.") % {"side": side, "day": day}
    if item.answered_at is not None:
        yield _("Answered on %(day)s.") % {"day": formats.day_short(localdate(item.answered_at), reader)}
    if item.why:
        yield _("The reason given: %(why)s") % {"why": item.why}


def proposed_rows(material: Material, *, sees_all: bool) -> list[AgendaRow]:
    """What the rules propose while no agenda is drafted."""
    reader, state = reader_language(), AgendaState.PROPOSED
    return [
        AgendaRow(
            no=number,
            topic=each.key,
            title=each.topic.title[reader],
            mark=AGENDA_MARKS[state].value,
            state=str(state.label),
            pen=str(AGENDA_PEN[state].label),
            reasons=tuple((str(Rule(reason.rule).label), reason.words[reader]) for reason in each.reasons),
            moves=(),
            may_move=False,
        )
        for number, each in enumerate(agenda_of(material), start=1)
        if sees_all or each.topic.classification == "open"
    ]


def sayings(dossier: Dossier) -> list[dict[str, Any]]:
    """What each side says beside the measured state: one row an item, with the side that speaks."""
    found = []
    for item in dossier.items:
        said = [each for each in item.statements if each.section == "said"]
        if said:
            found.append(
                {
                    "no": item.no,
                    "title": item.title,
                    "status": item.status,
                    "said": [{"speaker": each.speaker, "runs": line(each.line)} for each in said],
                    "standfirst": line(item.standfirst),
                }
            )
    return found


def document_rows(meeting: Meeting, dossier: Dossier, may_move: bool) -> list[DocumentRow]:
    """The documents that were announced by the day shown, each in its state of that day."""
    rows = {document.key: document for document in meeting.documents.all()}
    return [document_row(rows[each.key], DocumentState(each.state), may_move) for each in dossier.documents]


def document_row(document: DocumentToSign, state: DocumentState, may_move: bool) -> DocumentRow:
    reader = reader_language()
    names = {"en": _("English"), "ru": _("Russian"), "tg": _("Tajik")}
    moves = [to for to in DocumentState if to in DOCUMENT_MOVES[state]] if may_move and not document.from_pack else []
    return DocumentRow(
        key=document.key,
        name=document.words[reader],
        mark=DOCUMENT_MARKS[state].value,
        state=str(state.label),
        pen=str(DOCUMENT_PEN[state].label),
        texts=tuple((t["lang"], names[t["lang"]], t["title"], t["body"]) for t in document.texts),
        moves=tuple((to.value, str(to.label)) for to in moves),
    )


def outcome_row(outcome: Outcome) -> OutcomeRow:
    reader, state = reader_language(), OutcomeState(outcome.state)
    became = outcome.outcome_became
    return OutcomeRow(
        key=outcome.key,
        words=outcome.words[reader],
        owner=owner_name(outcome.owner),
        due=formats.day_short(outcome.due, reader) if outcome.due else "",
        mark=OUTCOME_MARKS[state].value,
        state=str(state.label),
        became=became[reader] if became else "",
        synthetic=outcome.synthetic,
        unfinished=bool(OUTCOME_MOVES[state]),
    )


def owner_name(owner: str) -> str:
    """The side that carries an outcome out, in the reader's language."""
    if owner == preparing.BOTH:
        return _("both sides")
    side = Side.objects.filter(key=owner).first()
    return side.words[reader_language()] if side else owner


def copy_row(copy: FrozenDossier) -> dict[str, Any]:
    files = [
        (each.name, reverse("meetings:frozen-file", args=[copy.meeting_id, copy.pk, each.name]))
        for each in copy.files.defer("content")
    ]
    manifest = reverse("meetings:frozen-file", args=[copy.meeting_id, copy.pk, "manifest.cose"])
    return {"name": copy_name(copy), "digest": copy.digest[:16], "files": [*files, ("manifest.cose", manifest)]}


def copy_name(copy: FrozenDossier) -> str:
    reader = reader_language()
    return _("%(edition)s as of %(day)s, signed on %(signed)s") % {
        "edition": copy.get_edition_display(),
        "day": formats.day(copy.as_of, reader),
        "signed": formats.day(localdate(copy.frozen_at), reader),
    }


def _verb(verb: str) -> str:
    return {
        "offer": _("Offer to the other side"),
        "agree": pgettext("agenda item", "Agree"),
        "drop": pgettext("agenda item", "Drop"),
        "take-up": pgettext("agenda item", "Take up"),
        "take-back": pgettext("agenda item", "Take the offer back"),
    }[verb]
