"""What two desks do in the test of markers, each step a process with its node's own settings.

    python -m tests.twins.desk_steps STEP TAG

A marker is planted in every field that must never leave: `leak-TAG-…`. What is meant to cross says `crosses-TAG-…`.
"""

from __future__ import annotations

import json
import sys
from datetime import timedelta
from uuid import uuid4

import django

django.setup()

from django.conf import settings  # noqa: E402 (after the set-up)
from django.utils.timezone import now  # noqa: E402

from hamsafar.accounts.models import User  # noqa: E402
from hamsafar.corridor.models import Post  # noqa: E402
from hamsafar.exchange.actions.keeping import ContentKeys  # noqa: E402
from hamsafar.exchange.formats import batches  # noqa: E402
from hamsafar.exchange.models import InboxEnvelope, OutboxEnvelope, Peer  # noqa: E402
from hamsafar.exchange.rules.contents import read_content  # noqa: E402
from hamsafar.incidents.actions import answering, asking, opening, people, reporting  # noqa: E402
from hamsafar.incidents.enums import ExplanationKind, Substance, Wish  # noqa: E402
from hamsafar.incidents.models import Affected, Clarification, Enquiry, Explanation  # noqa: E402
from hamsafar.incidents.rules.answering import AnswerText, ExplanationText, PointText, PromiseText  # noqa: E402
from hamsafar.kit.words import Words  # noqa: E402
from hamsafar.meetings.actions import agenda, preparing  # noqa: E402
from hamsafar.meetings.enums import AgendaState  # noqa: E402
from hamsafar.meetings.models import AgendaItem, Meeting  # noqa: E402

AT = now()
POINTS = (PointText("outcome-of-each"), PointText("ground-of-each"), PointText("phones"))


def leak(tag: str, what: str) -> str:
    return f"leak-{tag}-{what}"


def officer(name: str) -> User:
    return User.objects.get(username=name)


def ask(tag: str) -> None:
    """A report from a family, an incident, a draft that never leaves, an enquiry that was returned once and leaves."""
    writer, second = officer("desk1"), officer("desk2")
    sent = reporting.report_incident(
        said=reporting.ReportText(
            language="tg",
            post=Post.objects.get(pk="vnukovo"),
            started_at=AT - timedelta(hours=5),
            name_given=f"crosses-{tag}-name",
            words=leak(tag, "report-words"),
        ),
        form_id=uuid4(),
        reporter_name=leak(tag, "reporter-name"),
        reporter_contact=leak(tag, "reporter-contact"),
        at=AT,
    )
    incident = reporting.take_report(report=sent.report, by=writer, at=AT)
    said = opening.IncidentText(
        started_at=incident.started_at,
        post=incident.post,
        title=leak(tag, "incident-title"),
        words=leak(tag, "incident-words"),
        people_words=leak(tag, "people-words"),
    )
    incident = opening.edit_incident(incident=incident, said=said, version=incident.version, by=writer, at=AT)
    more = [
        people.PersonText(name_given=f"crosses-{tag}-other", note=leak(tag, "person-note")),
        people.PersonText(name_given=leak(tag, "opposed"), document_given=leak(tag, "opposed-document")),
    ]
    _note, opposed = people.add_people(incident=incident, people=more, by=writer, at=AT)
    people.record_wish(affected=opposed, notice=Wish.OPPOSED, family=Wish.NOT_KNOWN, asked_at=AT, by=writer, at=AT)
    asking.ask_enquiry(
        incident=incident, points=POINTS, words=leak(tag, "draft"), note=leak(tag, "draft-note"), submit=False,
        by=writer, at=AT,
    )  # fmt: skip
    written = asking.ask_enquiry(
        incident=incident, points=POINTS, words=leak(tag, "first-words"), note=leak(tag, "note"), by=writer, at=AT
    )
    asking.return_enquiry(enquiry=written, because=leak(tag, "returned"), by=second, at=AT)
    asking.rewrite_enquiry(
        enquiry=written, points=POINTS, words=f"crosses-{tag}-words", note=leak(tag, "note"), by=writer, at=AT
    )
    asking.release_enquiry(enquiry=written, by=second, at=AT)
    prepare(tag)


def prepare(tag: str) -> None:
    """An annex line for cleared readers, and an item that is offered."""
    User.objects.filter(username="secretary").update(clearance=1)
    secretary = officer("secretary")
    meeting = Meeting.objects.of_the_pack().order_by("on").first()
    text = Words(*(leak(tag, f"annex-{lang}") for lang in ("en", "ru", "tg")))
    preparing.write_annex(meeting=meeting, title=text, text=text, by=secretary, at=AT)
    agenda.draft_agenda(meeting=meeting, as_of=meeting.on, by=secretary, at=AT)
    ours = AgendaItem.objects.of(meeting.slug).filter(state=AgendaState.PROPOSED)
    for item in ours.in_order()[:2]:
        reasons = [*item.reasons, item.reasons[0] | {"words": text.as_dict()}]
        AgendaItem.objects.filter(pk=item.pk).update(reasons=reasons)
        agenda.take_up_item(item=item, by=secretary, at=AT)
        agenda.offer_item(item=item, by=secretary, at=AT)


def answer(tag: str) -> None:
    """A question back that was returned and sent, an explanation that was returned once and sent."""
    writer, second = officer("desk1"), officer("desk2")
    enquiry = Enquiry.objects.theirs().get()
    answering.take_enquiry(enquiry=enquiry, by=writer, at=AT)
    asked = answering.ask_back(enquiry=enquiry, question=leak(tag, "question"), by=writer, at=AT)
    answering.return_question(clarification=asked, because=leak(tag, "question-returned"), by=second, at=AT)
    asked = answering.ask_back(enquiry=enquiry, question=f"crosses-{tag}-question", by=writer, at=AT)
    answering.release_question(clarification=asked, by=second, at=AT)


def reply(tag: str) -> None:
    """A reply to the question, returned once."""
    writer, second = officer("desk1"), officer("desk2")
    asked = Clarification.objects.get()
    written = asking.write_reply(clarification=asked, reply=leak(tag, "reply"), by=writer, at=AT)
    asking.return_reply(clarification=written, because=leak(tag, "reply-returned"), by=second, at=AT)
    written = asking.write_reply(clarification=asked, reply=f"crosses-{tag}-reply", by=writer, at=AT)
    asking.release_reply(clarification=written, by=second, at=AT)


def explain(tag: str) -> None:
    """An explanation that was returned, one that leaves, and a promise."""
    writer, second = officer("desk1"), officer("desk2")
    enquiry = Enquiry.objects.theirs().get()

    def explanation(words: str) -> Explanation:
        said = ExplanationText(
            kind=ExplanationKind.GENERAL,
            answers=tuple(AnswerText(number, Substance.ANSWERED, words) for number in (1, 2, 3)),
            words=words,
            promises=(PromiseText(words),),
        )
        return answering.write_explanation(enquiry=enquiry, said=said, by=writer, at=AT)

    first = explanation(leak(tag, "explanation"))
    answering.return_letter(letter=first, because=leak(tag, "explanation-returned"), by=second, at=AT)
    answering.release_explanation(explanation=explanation(f"crosses-{tag}-explanation"), by=second, at=AT)
    note = Affected.objects.filter(incident=enquiry.incident).exclude(name_given="").first()
    said = people.PersonText(name_given=note.name_given, note=leak(tag, "person-note"))
    people.edit_affected(affected=note, said=said, version=note.version, by=writer, at=AT)
    prepare(tag)


def opened(_tag: str) -> None:
    """Every envelope of this node's two logs, opened, one a line."""
    peer, keys = Peer.objects.the_other(), ContentKeys()
    here = settings.THIS_SIDE
    for rows, sender, recipient in (
        (OutboxEnvelope.objects.all(), here, peer.pk),
        (InboxEnvelope.objects.all(), peer.pk, here),
    ):
        for row in rows:
            data = batches.unlock(bytes(row.ciphertext), keys.of(row), sender=sender, recipient=recipient)
            content = read_content(data)
            sys.stdout.write(json.dumps([sender, content.kind, content.body], default=str, ensure_ascii=False) + "\n")


step, tag = sys.argv[1:]
{"ask": ask, "answer": answer, "reply": reply, "explain": explain, "opened": opened}[step](tag)
