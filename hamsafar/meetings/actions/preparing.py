"""Preparing a meeting: load, add, write an annex, record what was decided, carry it over, freeze and sign."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from hamsafar.corridor.formats.pack import Pack
from hamsafar.corridor.models import Side
from hamsafar.kit.actor import Actor
from hamsafar.kit.keys import KeyStore, Purpose
from hamsafar.kit.locks import hold
from hamsafar.kit.moves import can_move
from hamsafar.kit.refs import new_ref
from hamsafar.kit.refusal import Refusal
from hamsafar.kit.verdict import require
from hamsafar.kit.words import LANGUAGES, Words
from hamsafar.kit.wrapping import Locker, seal_content
from hamsafar.ledger.actions import record
from hamsafar.meetings import access
from hamsafar.meetings.enums import (
    DOCUMENT_MOVES,
    OUTCOME_MOVES,
    DocumentState,
    Edition,
    OutcomeState,
)
from hamsafar.meetings.formats import frozen as frozen_files
from hamsafar.meetings.formats.pack_meetings import read_meetings
from hamsafar.meetings.models import (
    AnnexLine,
    Delegation,
    DocumentToSign,
    FrozenDossier,
    FrozenFile,
    Meeting,
    Outcome,
    Topic,
    frozen_locker,
)
from hamsafar.meetings.rules import plan as plans
from hamsafar.meetings.rules.dossier import Material
from hamsafar.meetings.rules.edition import clearance_of

BOTH = "both"


@transaction.atomic
def load_meetings(pack: Pack, *, by: Actor, at: datetime) -> None:
    """Replace the pack's meetings and topics by those of `pack`; agendas, recorded outcomes and annexes stay.

    All or nothing. Raises `PackErrors` with file and line where the pack cannot be read.
    """
    require(access.may_load(by))
    read = read_meetings(pack.path)
    hold("meetings.load")

    Topic.objects.all().delete()
    Topic.objects.bulk_create(
        Topic(key=topic.key, position=number, body=_stored(raw))
        for number, (topic, raw) in enumerate(zip(read.topics, read.raw_topics, strict=True))
    )
    gone = Meeting.objects.of_the_pack().exclude(slug__in=[each.slug for each in read.meetings])
    gone.filter(frozen__isnull=True, agenda__isnull=True).delete()
    for plan in read.meetings:
        _write_meeting(plan, from_pack=True)

    record("meetings loaded", about=f"pack:{pack.key}:sha256:{pack.digest()}", by=by, at=at)


@transaction.atomic
def add_meeting(plan: plans.MeetingPlan, *, by: Actor, at: datetime) -> Meeting:
    """Add a meeting that no pack holds. It stays when a pack is loaded; a demonstration's is marked so."""
    require(access.may_prepare(by))
    if Meeting.objects.filter(slug=plan.slug).exists():
        raise Refusal(_("A meeting with this short name exists already; choose another."))

    meeting = _write_meeting(plan, from_pack=False)

    record("meeting added", about=meeting, by=by, at=at)
    return meeting


@transaction.atomic
def move_document(*, document: DocumentToSign, to: str, by: Actor, at: datetime) -> DocumentToSign:
    """Note how far a document to sign has come."""
    require(access.may_prepare(by))
    document = DocumentToSign.objects.locked(document.pk)
    state, wanted = DocumentState(document.state), DocumentState(to)
    if not can_move(DOCUMENT_MOVES, state, wanted):
        raise Refusal(
            _("A document that is “%(now)s” cannot become “%(to)s”.") % {"now": state.label, "to": wanted.label}
        )

    document.state = wanted
    document.save(update_fields=["state"])

    record("document moved", about=document, by=by, at=at)
    return document


@transaction.atomic
def write_annex(
    *, meeting: Meeting, title: Words, text: Words, by: Actor, at: datetime, clearance: int = 1
) -> AnnexLine:
    """Write a line for cleared readers. A demonstration's line is invented and marked so."""
    require(access.may_write_annex(by, clearance=clearance))
    if clearance < 1:
        raise Refusal(_("An annex line needs a clearance; write an open line into the pack instead."))

    line = AnnexLine.objects.create(
        meeting=meeting,
        title=title.as_dict(),
        text=text.as_dict(),
        clearance=clearance,
        synthetic=access.is_synthetic(by),
        written_by=by.ref,
        written_at=at,
    )

    record("annex line written", about=line, by=by, at=at)
    return line


@transaction.atomic
def record_outcome(
    *, meeting: Meeting, words: Words, owner: str, by: Actor, at: datetime, due: date | None = None, topic: str = ""
) -> Outcome:
    """Record what a meeting decided: who carries it out, and by when."""
    require(access.may_record_outcome(by))
    day = timezone.localdate(at)
    if day < meeting.on:
        raise Refusal(_("The meeting has not taken place; its outcomes are recorded from its day on."))
    if owner != BOTH and not Side.objects.filter(key=owner).exists():
        raise Refusal(_("An outcome is carried out by one of the two sides, or by both."))
    if due is not None and due < meeting.on:
        raise Refusal(_("The due day lies before the meeting; write a later day."))

    outcome = Outcome.objects.create(
        meeting=meeting,
        key=_outcome_key(words),
        text=words.as_dict(),
        owner=owner,
        due=due,
        topic=topic,
        recorded_on=day,
        synthetic=access.is_synthetic(by),
    )

    record("outcome recorded", about=outcome, by=by, at=at)
    return outcome


@transaction.atomic
def resolve_outcome(*, outcome: Outcome, state: str, became: Words, by: Actor, at: datetime) -> Outcome:
    """Say what became of an outcome: done or dropped, with a sentence."""
    require(access.may_record_outcome(by))
    outcome = Outcome.objects.locked(outcome.pk)
    _require_outcome_move(outcome, state)

    outcome.state, outcome.became, outcome.moved_on = state, became.as_dict(), timezone.localdate(at)
    outcome.save(update_fields=["state", "became", "moved_on"])

    record(f"outcome {state}", about=outcome, by=by, at=at)
    return outcome


@transaction.atomic
def carry_over(*, outcome: Outcome, to: Meeting, by: Actor, at: datetime) -> Outcome:
    """Take an open outcome to a later meeting: that meeting's agenda opens with it."""
    require(access.may_record_outcome(by))
    outcome = Outcome.objects.locked(outcome.pk)
    _require_outcome_move(outcome, OutcomeState.CARRIED_OVER)
    if to.on <= outcome.meeting.on:
        raise Refusal(_("An outcome is carried over to a later meeting."))

    outcome.state, outcome.carried_to, outcome.moved_on = OutcomeState.CARRIED_OVER, to, timezone.localdate(at)
    outcome.save(update_fields=["state", "carried_to", "moved_on"])

    record("outcome carried over", about=outcome, by=by, at=at)
    return outcome


@transaction.atomic
def open_edition(*, meeting: Meeting, as_of: date, edition: str, by: Actor | None, at: datetime) -> Material:
    """What the edition is made from, for a reader who may open it. Opening a restricted one is on record."""
    require(access.may_read_edition(by, edition))
    if by is not None and clearance_of(edition):
        record("restricted dossier opened", about=meeting, by=by, at=at)
    return Meeting.objects.material(meeting.slug, as_of, edition)


@transaction.atomic
def freeze_dossier(
    *, meeting: Meeting, as_of: date, edition: str, by: Actor, at: datetime, langs: Sequence[str] = LANGUAGES
) -> FrozenDossier:
    """Render the dossier in every language, sign it with the node's dossier key, and keep it."""
    require(access.may_freeze(by, edition=Edition(edition)))
    material = Meeting.objects.material(meeting.slug, as_of, edition)
    signer = KeyStore(settings.KEYS).signer(Purpose.DOSSIER)
    made = frozen_files.freeze(material, edition=edition, langs=langs, node=node_names(), signer=signer, at=at)

    frozen = FrozenDossier.objects.create(
        meeting=meeting,
        as_of=as_of,
        edition=edition,
        manifest=made.manifest,
        digest=made.digest,
        frozen_by=by.ref,
        frozen_at=at,
    )
    locker = frozen_locker()
    FrozenFile.objects.bulk_create(_kept(frozen, file, locker) for file in made.files)

    record("dossier frozen", about=frozen, by=by, at=at)
    return frozen


def _kept(frozen: FrozenDossier, file: frozen_files.File, locker: Locker) -> FrozenFile:
    """The row of one file: its content under a key of its own."""
    row = FrozenFile(dossier=frozen, name=file.name, size=len(file.content), digest=file.digest)
    sealed = seal_content(file.content, locker, about=row.bound_to)
    row.content, row.wrapped_key = sealed.content, sealed.wrapped_key
    return row


@transaction.atomic
def erase_copy(*, frozen: FrozenDossier, by: Actor, at: datetime) -> FrozenDossier:
    """Destroy the keys of a restricted frozen copy. Its manifest stays and still verifies copies handed out."""
    require(access.may_erase_copy(by, edition=frozen.edition))
    frozen.files.filter(erased_at__isnull=True).update(wrapped_key=None, content=b"", erased_at=at)
    record("frozen copy erased", about=frozen, by=by, at=at)
    return frozen


def node_names() -> dict[str, str]:
    """Where this node stands, in each language: the capital of its side."""
    side = Side.objects.get(key=settings.THIS_SIDE)
    return Words.of(side.capital).as_dict()


def _write_meeting(plan: plans.MeetingPlan, *, from_pack: bool) -> Meeting:
    meeting, _made = Meeting.objects.update_or_create(
        slug=plan.slug,
        defaults={
            "kind": plan.kind,
            "on": plan.on,
            "place": plan.place.as_dict(),
            "name": plan.name.as_dict(),
            "title": plan.title.as_dict(),
            "previous": plan.previous,
            "language": plan.language,
            "source": plan.source,
            "from_pack": from_pack,
            "synthetic": plan.synthetic,
        },
    )
    meeting.delegations.all().delete()
    meeting.documents.filter(from_pack=from_pack).delete()
    meeting.outcomes.filter(from_pack=True).delete()
    Delegation.objects.bulk_create(
        Delegation(
            meeting=meeting, position=number, side_id=each.side, head=each.head.as_dict(),
            office=each.office.as_dict(), source=each.source,
        )
        for number, each in enumerate(plan.delegations)
    )  # fmt: skip
    DocumentToSign.objects.bulk_create(_document(meeting, n, each, from_pack) for n, each in enumerate(plan.documents))
    Outcome.objects.bulk_create(_outcome(meeting, n, each) for n, each in enumerate(plan.outcomes))
    return meeting


def _document(meeting: Meeting, number: int, plan: plans.DocumentPlan, from_pack: bool) -> DocumentToSign:
    return DocumentToSign(
        meeting=meeting,
        position=number,
        key=plan.key,
        name=plan.name.as_dict(),
        programme=plan.programme,
        state=plan.state,
        fact=plan.fact,
        signed=plan.signed,
        texts=[asdict(text) for text in plan.texts],
        from_pack=from_pack,
    )


def _outcome(meeting: Meeting, number: int, plan: plans.OutcomePlan) -> Outcome:
    return Outcome(
        meeting=meeting,
        key=plan.key,
        position=number,
        text=plan.words.as_dict(),
        fact=plan.fact,
        owner=plan.owner,
        due=plan.due,
        topic=plan.topic,
        state=plan.state,
        moved_on=None if plan.state == OutcomeState.OPEN else meeting.on,
        from_pack=True,
    )


def _require_outcome_move(outcome: Outcome, state: str) -> None:
    now, to = OutcomeState(outcome.state), OutcomeState(state)
    if not can_move(OUTCOME_MOVES, now, to):
        raise Refusal(_("An outcome that is “%(now)s” cannot become “%(to)s”.") % {"now": now.label, "to": to.label})


def _outcome_key(words: Words) -> str:
    start = "-".join(slugify(words.en).split("-")[:5])
    return f"{start}-{new_ref('U')[2:11].lower()}".lstrip("-")


def _stored(raw: object) -> object:
    """A TOML table as JSON holds it: dates become text."""
    if isinstance(raw, dict):
        return {key: _stored(value) for key, value in raw.items()}
    if isinstance(raw, list):
        return [_stored(value) for value in raw]
    return raw.isoformat() if isinstance(raw, date) else raw
