"""Notices: to whom, how, in which language, how far. The words are kept only until they were sent or read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from hamsafar.accounts.models import User
from hamsafar.kit.ids import new_id
from hamsafar.kit.privacy import Keep
from hamsafar.kit.refs import new_ref
from hamsafar.notices.enums import Channel, NoticeState, Problem
from hamsafar.notices.rules import UNSURE_AFTER, Facts, state_of


def new_notice_ref() -> str:
    return new_ref("N")


@dataclass(frozen=True)
class Recipient:
    """Who gets a notice, and how. `person` is the reference of the person's file, where there is one."""

    channel: str
    address: str = ""
    officer: User | None = None
    person: str = ""

    @classmethod
    def by_sms(cls, number: str, *, person: str = "") -> Recipient:
        return cls(Channel.SMS, number, person=person)

    @classmethod
    def by_email(cls, address: str, *, person: str = "") -> Recipient:
        return cls(Channel.EMAIL, address, person=person)

    @classmethod
    def by_file(cls, address: str, *, person: str = "") -> Recipient:
        """As a file in the node's outbox; `address` is what stands on it, in words."""
        return cls(Channel.FILE, address, person=person)

    @classmethod
    def on_page(cls, officer: User) -> Recipient:
        """On the officer's own page."""
        return cls(Channel.IN_APP, officer=officer)


class NoticeQuerySet(models.QuerySet["Notice"]):
    def due(self, *, at: datetime) -> Self:
        """Notices that wait and may be tried now."""
        waits = self.filter(claimed_at__isnull=True, sent_at__isnull=True, given_up_at__isnull=True)
        return waits.filter(Q(next_try_at__isnull=True) | Q(next_try_at__lte=at))

    def stuck(self, *, at: datetime) -> Self:
        """Notices that nobody will send by itself: given up, or cut short while they were sent."""
        cut = Q(sent_at__isnull=True, claimed_at__lte=at - UNSURE_AFTER)
        return self.filter(Q(given_up_at__isnull=False) | cut)

    def for_officer(self, officer: User) -> Self:
        """What stands on the officer's own page."""
        return self.filter(officer=officer)

    def unread(self) -> Self:
        return self.filter(read_at__isnull=True)

    def to_people(self) -> Self:
        """Notices that leave the node."""
        return self.filter(officer__isnull=True)

    def about_person(self, refs: list[str]) -> Self:
        return self.filter(person__in=refs)

    def newest_first(self) -> Self:
        return self.order_by("-pk")

    def locked(self, pk: object) -> Notice:
        """One notice, held until the transaction ends."""
        return self.select_for_update(of=("self",)).get(pk=pk)


class Notice(models.Model):
    """One message to one recipient, written in their language when it was made."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    ref = models.CharField(max_length=40, unique=True, default=new_notice_ref, editable=False)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    address = models.CharField(max_length=200, blank=True, default="")
    officer = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notices", null=True)
    person = models.CharField(max_length=64, blank=True, default="")
    about = models.CharField(max_length=200)
    template = models.CharField(max_length=120)
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    subject = models.CharField(max_length=300, blank=True)
    body = models.TextField(blank=True)
    url = models.CharField(max_length=300, blank=True, default="")
    once = models.CharField(max_length=200, blank=True, default="")
    synthetic = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True)
    next_try_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=20, choices=Problem.choices, blank=True, default="")
    read_at = models.DateTimeField(null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="a_reminder_is_made_once", fields=["once"], condition=~Q(once="")),
            models.CheckConstraint(
                name="notice_goes_to_an_officer_s_page_or_to_an_address",
                condition=Q(channel=Channel.IN_APP, officer__isnull=False, address="")
                | (~Q(channel=Channel.IN_APP) & Q(officer__isnull=True)),
            ),
            models.CheckConstraint(
                name="notice_is_sent_or_given_up_but_not_both",
                condition=Q(sent_at__isnull=True) | Q(given_up_at__isnull=True),
            ),
            models.CheckConstraint(
                name="words_to_an_address_are_gone_once_they_were_sent",
                condition=Q(sent_at__isnull=True) | Q(channel=Channel.IN_APP) | Q(body="", subject=""),
            ),
        ]
        indexes = [
            models.Index(name="notice_of_officer", fields=["officer", "-id"], condition=Q(officer__isnull=False)),
            models.Index(name="notice_of_person", fields=["person"], condition=~Q(person="")),
            models.Index(name="notice_waits", fields=["next_try_at"], condition=Q(sent_at__isnull=True)),
        ]

    class Privacy:
        personal = frozenset({"address", "subject", "body"})
        keep = Keep(years=1, after="made_at")

    def __str__(self) -> str:
        return self.ref

    def state(self, *, at: datetime) -> NoticeState:
        """How far it has come on an instant."""
        return state_of(Facts(self.claimed_at, self.sent_at, self.read_at, self.given_up_at), at)


def counts() -> dict[str, dict[str, int]]:
    """How many notices leave by each channel: in all, sent, and given up."""
    rows = (
        Notice.objects.to_people()
        .values("channel")
        .annotate(
            made=models.Count("pk"),
            sent=models.Count("pk", filter=Q(sent_at__isnull=False)),
            given_up=models.Count("pk", filter=Q(given_up_at__isnull=False)),
        )
        .order_by("channel")
    )
    return {row["channel"]: {key: row[key] for key in ("made", "sent", "given_up")} for row in rows}
