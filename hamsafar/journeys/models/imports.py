"""Lists of people that were handed in: how each is read, how far it is, and the rows that wait for somebody.

The list itself lies in `files`, locked, until it is imported or withdrawn. Here stand only the rows that could not go
in with the others, and which files of people a list made, so that it can be undone.
"""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import F, Q

from hamsafar.accounts.models import Organisation
from hamsafar.files.models import StoredFile
from hamsafar.journeys.enums import ImportState, RowKind
from hamsafar.journeys.models.people import Person
from hamsafar.journeys.rules.import_columns import Manner
from hamsafar.journeys.rules.imports import Problem, Question
from hamsafar.kit.because import from_data
from hamsafar.kit.ids import new_id
from hamsafar.kit.privacy import Keep
from hamsafar.kit.refs import new_ref


def new_import_ref() -> str:
    return new_ref("I")


class ColumnMemory(models.Model):
    """How an office reads lists with these headings: what it chose last."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+", null=True)
    fingerprint = models.CharField(max_length=64)
    manner = models.JSONField()
    chosen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="office_remembers_one_manner_for_the_same_headings",
                fields=["organisation", "fingerprint"],
                nulls_distinct=False,
            )
        ]

    class Privacy:
        personal: frozenset[str] = frozenset()
        keep = Keep(for_good="Headings of columns say nothing of anybody.")

    def __str__(self) -> str:
        return f"columns {self.fingerprint[:8]}"


class PeopleImportQuerySet(models.QuerySet["PeopleImport"]):
    def newest_first(self) -> Self:
        return self.order_by("-received_at", "-pk")

    def of_the_office(self, organisation: Organisation | None) -> Self:
        """Lists that this office handed in; all of them for the node itself."""
        return self if organisation is None else self.filter(organisation=organisation)

    def locked(self, pk: object) -> PeopleImport:
        """One list, held until the transaction ends."""
        return self.select_for_update(of=("self",)).get(pk=pk)

    def in_work(self) -> Self:
        """Lists that the node should be reading or importing at this moment."""
        return self.filter(state__in=[ImportState.RECEIVED, ImportState.APPLYING])

    def waiting(self) -> Self:
        """Lists about which an officer must decide."""
        return self.filter(state__in=[ImportState.CHECKED, ImportState.UNREADABLE])

    def of_the_same_bytes(self, digest: str) -> Self:
        return self.filter(digest=digest)


class PeopleImport(models.Model):
    """One list. `done` counts the rows that were dealt with, so that after a crash the work goes on behind them."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    ref = models.CharField(max_length=40, unique=True, default=new_import_ref, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", null=True)
    name = models.CharField(max_length=130)
    digest = models.CharField(max_length=64)  # of the file's bytes
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+", null=True)
    state = models.CharField(max_length=20, choices=ImportState.choices, default=ImportState.RECEIVED)
    headings = models.JSONField(default=list)
    manner = models.JSONField(default=dict)
    problem = models.JSONField(null=True)  # why the file as a whole cannot be read
    samples = models.JSONField(default=list)  # the first rows as understood, for the preview
    rows = models.PositiveIntegerField(default=0)
    ready = models.PositiveIntegerField(default=0)
    unreadable = models.PositiveIntegerField(default=0)
    questions = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    people = models.PositiveIntegerField(default=0)
    rows_digest = models.CharField(max_length=64, blank=True, default="")  # of all rows imported, chained by part
    synthetic = models.BooleanField(default=False)
    received_by = models.CharField(max_length=64)
    received_at = models.DateTimeField()
    moved_at = models.DateTimeField()  # when the node last worked on it
    confirmed_by = models.CharField(max_length=64, blank=True, default="")
    ended_at = models.DateTimeField(null=True)

    objects = PeopleImportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="list_counts_no_more_people_than_rows", condition=Q(people__lte=F("rows"))),
            models.CheckConstraint(
                name="list_that_waits_has_its_file",
                condition=~Q(state__in=["received", "checked", "applying"]) | Q(file__isnull=False),
            ),
        ]
        indexes = [
            models.Index(name="list_newest", fields=["-received_at"]),
            models.Index(name="list_in_work", fields=["moved_at"], condition=Q(state__in=["received", "applying"])),
        ]

    class Privacy:
        personal = frozenset({"name", "headings", "samples"})  # a list without headings begins with a person
        keep = Keep(years=1, after="ended_at")  # practice of the office; `people` of a list can be undone that long

    def __str__(self) -> str:
        return self.ref

    @property
    def how(self) -> Manner:
        """How the list is read."""
        return Manner.from_data(self.manner)

    @property
    def why(self) -> str:
        """Why the file as a whole cannot be read; empty where it can."""
        return from_data(self.problem) if self.problem else ""

    @property
    def share(self) -> int:
        """How much is done, in percent."""
        return min(100, self.done * 100 // self.rows) if self.rows else 0


class ImportPart(models.Model):
    """Rows of a list that were imported in one transaction, and the keys of what they became."""

    batch = models.ForeignKey(PeopleImport, on_delete=models.CASCADE, related_name="parts")
    number = models.PositiveIntegerField()
    rows_to = models.PositiveIntegerField()  # rows of the list dealt with up to and with this part
    people = models.PositiveIntegerField()
    first_person = models.BigIntegerField()
    last_person = models.BigIntegerField()
    last_form = models.BigIntegerField()
    last_passport = models.BigIntegerField()
    last_contact = models.BigIntegerField()
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(name="part_of_a_list_stands_once", fields=["batch", "number"])]

    class Privacy:
        personal: frozenset[str] = frozenset()
        keep = Keep(along="batch")

    def __str__(self) -> str:
        return f"part {self.number} of list {self.batch_id}"


class ImportRowQuerySet(models.QuerySet["ImportRow"]):
    def errors(self) -> Self:
        return self.filter(kind=RowKind.ERROR)

    def questions(self) -> Self:
        return self.filter(kind=RowKind.QUESTION)

    def undecided(self) -> Self:
        """Questions that nobody answered, or not in full."""
        return self.questions().filter(settled=False)

    def to_import(self) -> Self:
        """Rows whose answers say that they go in, and that did not yet."""
        return self.questions().filter(settled=True, left_out=False, person__isnull=True)

    def in_order(self) -> Self:
        return self.order_by("line")


class ImportRow(models.Model):
    """A row that did not go in with the others: its cells as handed in, and why."""

    batch = models.ForeignKey(PeopleImport, on_delete=models.CASCADE, related_name="set_aside")
    line = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=RowKind.choices)
    cells = models.JSONField(default=list)
    problems = models.JSONField(default=list)
    asked = models.JSONField(default=list)
    answers = models.JSONField(default=dict)
    settled = models.BooleanField(default=False)
    left_out = models.BooleanField(default=False)
    like = models.ForeignKey(Person, on_delete=models.SET_NULL, related_name="+", null=True)
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, related_name="+", null=True)
    decided_by = models.CharField(max_length=64, blank=True, default="")
    decided_at = models.DateTimeField(null=True)

    objects = ImportRowQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="row_of_a_list_is_set_aside_once", fields=["batch", "line"]),
            models.CheckConstraint(
                name="row_is_decided_by_somebody_at_a_moment",
                condition=Q(decided_by="", decided_at__isnull=True) | (~Q(decided_by="") & Q(decided_at__isnull=False)),
            ),
        ]

    class Privacy:
        personal = frozenset({"cells", "problems", "asked", "answers"})
        keep = Keep(along="batch")

    def __str__(self) -> str:
        return f"row {self.line} of list {self.batch_id}"

    @property
    def reasons(self) -> list[Problem]:
        return [Problem.from_data(each) for each in self.problems]

    @property
    def open_questions(self) -> list[Question]:
        return [Question.from_data(each) for each in self.asked]

    def cells_by(self, headings: list[str]) -> dict[str, Any]:
        """The cells by their heading."""
        return dict(zip(headings, self.cells, strict=False))
