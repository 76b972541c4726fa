"""Meetings as rows: what the pack says of them, what the secretary made of the agenda, and frozen dossiers.

The pack's rows are replaced with the pack; what officers made hangs on the meeting by its slug and stays.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Prefetch, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from hamsafar.corridor.models import Code, Side
from hamsafar.figures.measures import of_desks
from hamsafar.figures.models import Observation
from hamsafar.figures.rules.visibility import last_day_known
from hamsafar.incidents.actions.sums import promises_broken
from hamsafar.incidents.enums import CodeList, Party
from hamsafar.incidents.models import Enquiry, EnquiryPoint, Promise
from hamsafar.kit.ids import new_id
from hamsafar.kit.keys import KeyStore, Purpose
from hamsafar.kit.privacy import Keep
from hamsafar.kit.refusal import Refusal
from hamsafar.kit.words import Words
from hamsafar.kit.wrapping import Locker, Sealed, open_content
from hamsafar.meetings.enums import AgendaState, DocumentState, Edition, OutcomeState
from hamsafar.meetings.formats.cases import (
    BrokenPromise,
    OpenPoint,
    OpenPromise,
    broken_topic,
    counted_topic,
    point_topic,
    promise_topic,
    raised_topic,
)
from hamsafar.meetings.formats.pack_material import material_of
from hamsafar.meetings.rules import edition as editions
from hamsafar.meetings.rules import plan as plans
from hamsafar.meetings.rules.dossier import AnnexPlan, Material
from hamsafar.programmes.models import Programme

OF_THE_PACK = Keep(for_good="Published; replaced with the pack.")
OF_THE_OFFICE = Keep(for_good="The record of a meeting between two states; officers stand in it by reference only.")
KEY, FACT, REF = 60, 120, 40  # characters


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def of_the_pack(self) -> Self:
        return self.filter(from_pack=True)

    def newest_first(self) -> Self:
        return self.order_by("-on", "slug")

    def whole(self) -> Self:
        """With everything that a dossier needs of a meeting, in a constant number of queries."""
        return self.prefetch_related(
            Prefetch("delegations", Delegation.objects.order_by("position")),
            Prefetch("documents", DocumentToSign.objects.order_by("position")),
            Prefetch("outcomes", Outcome.objects.order_by("recorded_on", "position", "pk")),
        )

    def material(self, slug: str, as_of: date, edition: str = Edition.OPEN) -> Material:
        """What a dossier of that meeting is made from, as of that day; annex lines only where the edition has them."""
        meeting = self.whole().get(slug=slug)
        previous = self.whole().filter(slug=meeting.previous).first()
        programmes = Programme.objects.all()
        promises = programmes.promises() if meeting.synthetic else programmes.real_promises()
        agenda = list(AgendaItem.objects.of(slug).in_order())
        topics = [topic.plan() for topic in Topic.objects.in_order()]
        topics += open_cases(as_of=as_of, meeting_day=meeting.on, synthetic=meeting.synthetic)
        topics += counted_here() if meeting.synthetic else []
        known = {topic.key for topic in topics}
        topics += [item.plan() for item in agenda if item.topic not in known and item.came_by_envelope]
        return material_of(
            meeting=meeting.plan(),
            previous=previous.plan() if previous else None,
            topics=tuple(topics),
            facts=Observation.objects.all().facts(),
            promises=promises,
            sides={side.key: side.words for side in Side.objects.order_by("-role")},
            as_of=as_of,
            carried=tuple(each.plan() for each in Outcome.objects.carried_to(meeting)),
            order=tuple(item.topic for item in agenda),
            dropped=frozenset(item.topic for item in agenda if item.state == AgendaState.DROPPED),
            annex=AnnexLine.objects.for_edition(slug, edition),
        )


class Meeting(models.Model):
    """One meeting of the two sides."""

    slug = models.SlugField(max_length=KEY, primary_key=True)
    kind = models.CharField(max_length=20)
    on = models.DateField()
    place = models.JSONField()
    name = models.JSONField()
    title = models.JSONField()
    previous = models.CharField(max_length=KEY, blank=True)
    language = models.CharField(max_length=2, blank=True)
    source = models.CharField(max_length=FACT, blank=True)
    from_pack = models.BooleanField(default=True)
    synthetic = models.BooleanField(default=False)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="meeting_that_is_synthetic_is_not_of_the_pack", condition=Q(synthetic=False) | Q(from_pack=False)
            ),
        ]

    class Privacy:
        personal: frozenset[str] = frozenset()
        keep = OF_THE_PACK

    def __str__(self) -> str:
        return str(self.name["en"])

    @property
    def words(self) -> Words:
        return Words.of(self.name)

    def plan(self) -> plans.MeetingPlan:
        """The meeting as the rules read it. An invented outcome is no part of a real meeting."""
        return plans.MeetingPlan(
            slug=self.slug,
            kind=self.kind,
            on=self.on,
            place=Words.of(self.place),
            name=Words.of(self.name),
            title=Words.of(self.title),
            previous=self.previous,
            language=self.language,
            source=self.source,
            delegations=tuple(each.plan() for each in self.delegations.all()),
            documents=tuple(each.plan() for each in self.documents.all()),
            outcomes=tuple(each.plan() for each in self.outcomes.all() if self.synthetic or not each.synthetic),
            synthetic=self.synthetic,
        )


class Delegation(models.Model):
    """One side of the table: an office and the public person who holds it, as a source names them."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="delegations")
    position = models.PositiveSmallIntegerField()
    side = models.ForeignKey(Side, on_delete=models.PROTECT, related_name="+")
    head = models.JSONField()
    office = models.JSONField()
    source = models.CharField(max_length=FACT, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="meeting_has_one_delegation_of_a_side", fields=["meeting", "side"]),
        ]

    class Privacy:
        personal: frozenset[str] = frozenset()  # a minister at a public meeting, named by a published source
        keep = OF_THE_PACK

    def __str__(self) -> str:
        return f"{self.meeting_id}: {self.side_id}"

    def plan(self) -> plans.DelegationPlan:
        return plans.DelegationPlan(self.side_id, Words.of(self.head), Words.of(self.office), self.source)


class DocumentToSignQuerySet(models.QuerySet["DocumentToSign"]):
    def locked(self, pk: int) -> DocumentToSign:
        return self.select_for_update().get(pk=pk)


class DocumentToSign(models.Model):
    """A document of a meeting, with what is known of its text in each language."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="documents")
    position = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=KEY)
    name = models.JSONField()
    programme = models.CharField(max_length=KEY, blank=True)
    state = models.CharField(max_length=20, choices=DocumentState.choices, default=DocumentState.ANNOUNCED)
    fact = models.CharField(max_length=FACT, blank=True)
    signed = models.CharField(max_length=FACT, blank=True)
    texts = models.JSONField(default=list)
    from_pack = models.BooleanField(default=True)

    objects = DocumentToSignQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="document_has_its_own_key_in_a_meeting", fields=["meeting", "key"]),
        ]

    class Privacy:
        personal: frozenset[str] = frozenset()
        keep = OF_THE_PACK

    def __str__(self) -> str:
        return str(self.name["en"])

    @property
    def words(self) -> Words:
        return Words.of(self.name)

    def plan(self) -> plans.DocumentPlan:
        return plans.DocumentPlan(
            key=self.key,
            name=Words.of(self.name),
            programme=self.programme,
            state=self.state,
            fact=self.fact,
            signed=self.signed,
            texts=tuple(plans.TextPlan(**text) for text in self.texts),
        )


class TopicQuerySet(models.QuerySet["Topic"]):
    def in_order(self) -> Self:
        return self.order_by("position")


class Topic(models.Model):
    """Everything the pack knows to say about one subject, as it stands in the pack's file."""

    key = models.CharField(max_length=KEY, primary_key=True)
    position = models.PositiveSmallIntegerField()
    body = models.JSONField()

    objects = TopicQuerySet.as_manager()

    class Privacy:
        personal: frozenset[str] = frozenset()
        keep = OF_THE_PACK

    def __str__(self) -> str:
        return self.key

    def plan(self) -> plans.Topic:
        return plans.topic_of(self.body)


class AgendaItemQuerySet(models.QuerySet["AgendaItem"]):
    def of(self, slug: str) -> Self:
        return self.filter(meeting_id=slug)

    def standing(self) -> Self:
        """Without what was dropped."""
        return self.exclude(state=AgendaState.DROPPED)

    def in_order(self) -> Self:
        return self.order_by("position", "pk")

    def locked(self, pk: int) -> AgendaItem:
        return self.select_for_update().get(pk=pk)

    def open_to_all(self) -> Self:
        """Without what only officers who prepare meetings may see."""
        return self.filter(restricted=False)


class AgendaItem(models.Model):
    """A topic on the agenda of a meeting, with the reasons for which the rules proposed it."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="agenda")
    topic = models.CharField(max_length=KEY)
    title = models.JSONField()
    position = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=20, choices=AgendaState.choices, default=AgendaState.PROPOSED)
    reasons = models.JSONField(default=list)  # [{rule, words: {en, ru, tg}}]
    drafted_as_of = models.DateField()
    restricted = models.BooleanField(default=False)
    synthetic = models.BooleanField(default=False)
    case = models.UUIDField(null=True)  # of the envelopes about the offer, the same on both nodes
    offered_by = models.ForeignKey(Side, on_delete=models.PROTECT, null=True, related_name="+")
    offered_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=500, blank=True, default="")  # why it was not agreed, as that side says it

    objects = AgendaItemQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="topic_stands_once_on_an_agenda", fields=["meeting", "topic"]),
            models.CheckConstraint(
                name="item_of_the_other_side_names_its_case_and_side",
                condition=~Q(state__in=[AgendaState.RECEIVED, AgendaState.DECLINED])
                | Q(case__isnull=False, offered_by__isnull=False, offered_at__isnull=False),
            ),
        ]

    class Privacy:
        personal: frozenset[str] = frozenset()
        keep = OF_THE_OFFICE

    def __str__(self) -> str:
        return f"{self.meeting_id}: {self.topic}"

    @property
    def words(self) -> Words:
        return Words.of(self.title)

    @property
    def came_by_envelope(self) -> bool:
        """Whether the other side offered it."""
        return self.offered_by_id is not None and self.offered_by_id != settings.THIS_SIDE

    def plan(self) -> plans.Topic:
        """What the rules read of an item that no pack and no case of this node knows."""
        why = Words.of(self.reasons[0]["words"]) if self.reasons else self.words
        return raised_topic(self.topic, self.words, why, restricted=self.restricted)


def counted_here() -> list[plans.Topic]:
    """What this node's desks count of generated records, as one item of an invented meeting, if any.

    The real meetings keep published figures alone.
    """
    counted = [(each.words, each.value) for each in of_desks() if each.synthetic]
    return [counted_topic(counted)] if counted else []


def open_cases(*, as_of: date, meeting_day: date, synthetic: bool) -> list[plans.Topic]:
    """The items that our cases give on a day: points left open, promises not known to be kept or reported broken.

    Of this day they count at once, except on the meeting's own (house, “As of”). Those of generated incidents go to
    invented meetings alone, and the other way round.
    """
    known = last_day_known(as_of, meeting_day)
    asked = Enquiry.objects.filter(we_are=Party.ASKER, incident__synthetic=synthetic, asked_at__date__lte=known)
    had_its_time = asked.filter(Q(answered_at__date__lte=known) | Q(due_on__lt=as_of))
    points = EnquiryPoint.objects.left_open().filter(enquiry__in=had_its_time).select_related("enquiry")
    promises = Promise.objects.open().filter(explanation__enquiry__in=asked, explanation__sent_at__date__lte=known)
    promises = promises.select_related("explanation__enquiry")
    codes = Code.objects.of(CodeList.POINT.value).in_force(on=as_of).values_list("key", "label")
    labels = {key: Words.of(label) for key, label in codes}
    return [
        *(point_topic(_open_point(each, labels)) for each in points.order_by("enquiry__asked_at", "pk")),
        *(promise_topic(_open_promise(each), as_of=as_of) for each in promises.order_by("pk")),
        *(broken_topic(each) for each in _broken_promises(known=known, synthetic=synthetic)),
    ]


def _broken_promises(*, known: date, synthetic: bool) -> Iterator[BrokenPromise]:
    promises = {each.key: each for each in Code.objects.of(CodeList.PROMISE.value)}
    for each in promises_broken(synthetic=synthetic, known=known):
        promise = promises[each.promise]
        yield BrokenPromise(each.promise, Words.of(promise.label), promise.valid_from, each.incidents, each.last_on)


def _open_point(point: EnquiryPoint, labels: dict[str, Words]) -> OpenPoint:
    enquiry = point.enquiry
    asked = timezone.localdate(enquiry.asked_at)
    return OpenPoint(enquiry.subject, enquiry.number, point.number, labels.get(point.code), asked)


def _open_promise(promise: Promise) -> OpenPromise:
    enquiry = promise.explanation.enquiry
    made = timezone.localdate(promise.explanation.sent_at or promise.explanation.written_at)
    return OpenPromise(enquiry.subject, enquiry.number, promise.pk, made, promise.due_on)


class OutcomeQuerySet(models.QuerySet["Outcome"]):
    def of_the_pack(self) -> Self:
        return self.filter(from_pack=True)

    def recorded_at(self, meeting: Meeting) -> Self:
        """What officers recorded of a meeting, oldest first."""
        return self.filter(meeting=meeting, from_pack=False).order_by("recorded_on", "pk")

    def unfinished(self) -> Self:
        return self.filter(state__in=[OutcomeState.OPEN, OutcomeState.CARRIED_OVER])

    def carried_to(self, meeting: Meeting) -> Self:
        """What earlier meetings carried over to this one, those of the previous meeting apart."""
        carried = self.filter(carried_to=meeting).exclude(meeting_id=meeting.previous)
        return carried if meeting.synthetic else carried.filter(synthetic=False)

    def locked(self, pk: int) -> Outcome:
        return self.select_for_update().get(pk=pk)


class Outcome(models.Model):
    """What a meeting decided: who carries it out, by when, and what became of it."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="outcomes")
    key = models.CharField(max_length=KEY)
    position = models.PositiveSmallIntegerField(default=0)
    text = models.JSONField()
    fact = models.CharField(max_length=FACT, blank=True)
    owner = models.CharField(max_length=20)  # a side, or both
    due = models.DateField(null=True)
    topic = models.CharField(max_length=KEY, blank=True)
    state = models.CharField(max_length=20, choices=OutcomeState.choices, default=OutcomeState.OPEN)
    became = models.JSONField(null=True)
    recorded_on = models.DateField(null=True)
    moved_on = models.DateField(null=True)
    carried_to = models.ForeignKey(Meeting, on_delete=models.PROTECT, null=True, related_name="carried")
    from_pack = models.BooleanField(default=False)
    synthetic = models.BooleanField(default=False)

    objects = OutcomeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="outcome_has_its_own_key_in_a_meeting", fields=["meeting", "key"]),
            models.CheckConstraint(
                name="outcome_that_moved_says_when",
                condition=Q(state="open", moved_on__isnull=True) | (~Q(state="open") & Q(moved_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="outcome_that_is_carried_over_says_where_to",
                condition=~Q(state="carried-over") | Q(carried_to__isnull=False),
            ),
            models.CheckConstraint(
                name="outcome_is_recorded_on_a_day_or_published",
                condition=Q(recorded_on__isnull=False) | Q(from_pack=True),
            ),
        ]

    class Privacy:
        personal: frozenset[str] = frozenset()
        keep = OF_THE_OFFICE

    def __str__(self) -> str:
        return f"{self.meeting_id}: {self.key}"

    @property
    def words(self) -> Words:
        return Words.of(self.text)

    @property
    def outcome_became(self) -> Words | None:
        return Words.of(self.became) if self.became else None

    def plan(self) -> plans.OutcomePlan:
        return plans.OutcomePlan(
            key=self.key,
            words=self.words,
            fact=self.fact,
            owner=self.owner,
            due=self.due,
            topic=self.topic,
            state=self.state,
            became=self.outcome_became,
            recorded_on=self.recorded_on,
            moved_on=self.moved_on,
            synthetic=self.synthetic,
        )


class AnnexLineQuerySet(models.QuerySet["AnnexLine"]):
    def for_edition(self, slug: str, edition: str) -> tuple[AnnexPlan, ...]:
        """The lines of a meeting that the edition may hold; an open edition does not even ask for them."""
        clearance = editions.clearance_of(edition)
        if not clearance:
            return ()
        rows = self.filter(meeting_id=slug, clearance__lte=clearance).order_by("written_at", "pk")
        return tuple(row.plan() for row in rows)


class AnnexLine(models.Model):
    """A line for cleared readers of one meeting's dossier. It is in no open edition, not even as a gap."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="annex")
    title = models.JSONField()
    text = models.JSONField()
    clearance = models.PositiveSmallIntegerField(default=1)
    synthetic = models.BooleanField(default=False)
    written_by = models.CharField(max_length=REF)
    written_at = models.DateTimeField()

    objects = AnnexLineQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="annex_line_needs_a_clearance", condition=Q(clearance__gte=1)),
        ]

    class Privacy:
        personal: frozenset[str] = frozenset({"title", "text"})
        keep = Keep(years=7, after="written_at")

    def __str__(self) -> str:
        return f"annex line of {self.meeting_id}"

    def plan(self) -> AnnexPlan:
        return AnnexPlan(Words.of(self.title), Words.of(self.text), self.clearance, self.synthetic)


class FrozenDossierQuerySet(models.QuerySet["FrozenDossier"]):
    def readable_at(self, clearance: int) -> Self:
        """The copies that a reader of this clearance may open."""
        allowed = [edition for edition in Edition.values if editions.clearance_of(edition) <= clearance]
        return self.filter(edition__in=allowed)

    def newest_first(self) -> Self:
        return self.order_by("-frozen_at")


class FrozenDossier(models.Model):
    """A signed copy of a dossier as it stood on a day. It is never changed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="frozen")
    as_of = models.DateField()
    edition = models.CharField(max_length=20, choices=Edition.choices)
    manifest = models.BinaryField()
    digest = models.CharField(max_length=64, unique=True)
    frozen_by = models.CharField(max_length=REF)
    frozen_at = models.DateTimeField()

    objects = FrozenDossierQuerySet.as_manager()

    class Privacy:
        personal: frozenset[str] = frozenset()
        keep = OF_THE_OFFICE

    def __str__(self) -> str:
        return f"{self.meeting_id} as of {self.as_of}, {self.edition}"


class FrozenFile(models.Model):
    """One file of a frozen dossier."""

    dossier = models.ForeignKey(FrozenDossier, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=60)
    size = models.PositiveIntegerField()
    content = models.BinaryField()  # locked under a key of its own
    wrapped_key = models.BinaryField(null=True)
    digest = models.CharField(max_length=64)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="frozen_file_has_its_own_name", fields=["dossier", "name"]),
            models.CheckConstraint(
                name="frozen_file_has_its_key_until_it_is_erased",
                condition=Q(wrapped_key__isnull=False, erased_at__isnull=True)
                | Q(wrapped_key__isnull=True, erased_at__isnull=False),
            ),
        ]
        ordering: ClassVar[list[str]] = ["name"]

    class Privacy:
        personal: frozenset[str] = frozenset()
        keep = OF_THE_OFFICE

    def __str__(self) -> str:
        return self.name

    @property
    def bound_to(self) -> str:
        """What its key is bound to: this copy's file of this name and digest, and no other."""
        return f"{self.dossier_id} {self.name} {self.digest}"

    @property
    def sealed(self) -> Sealed | None:
        """The content as it lies here; None once it was erased."""
        if self.wrapped_key is None:
            return None
        return Sealed(bytes(self.content), bytes(self.wrapped_key))

    @property
    def bytes(self) -> bytes:
        """The file as it was signed. Raises `Refusal` where it was erased, `BadKeyFile` where its key is gone."""
        if (sealed := self.sealed) is None:
            raise Refusal(_("This file of the dossier was erased. Its digest still proves a copy that was handed out."))
        return open_content(sealed, frozen_locker(), about=self.bound_to)


def frozen_locker() -> Locker:
    """What locks and opens the keys of frozen files on this node."""
    return Locker(KeyStore(settings.KEYS), Purpose.FROZEN_COPIES)
