"""One person, one file, whichever authority spelled the name.

Nodes share no person: a file lies on the node whose officers keep it. A merge re-points nothing, see `Person.same_as`.
"""

from __future__ import annotations

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.expressions import RawSQL
from django.db.models.functions import ExtractMonth, ExtractYear

from hamsafar.accounts.models import User
from hamsafar.journeys.enums import Channel, ConsentHow, ContactKind, Purpose, Script, Sex
from hamsafar.kit.privacy import Keep
from hamsafar.kit.refs import new_ref

WITH_THE_PERSON = Keep(along="person")

# Up to the file that everybody reads, then down to every file that was merged into it. UNION ends a circle.
ONE_PERSON = """
    with recursive up(id, merged_into_id) as (
        select id, merged_into_id from journeys_person where id = %s
        union select above.id, above.merged_into_id
        from journeys_person above join up on above.id = up.merged_into_id
    ), down(id) as (
        select id from up where merged_into_id is null
        union select below.id from journeys_person below join down on below.merged_into_id = down.id
    )
    select id from down
"""


def new_person_ref() -> str:
    return new_ref("P")


class PersonQuerySet(models.QuerySet["Person"]):
    def one_each(self) -> Self:
        """Files that were not merged into another: one for each person."""
        return self.filter(merged_into__isnull=True)

    def kept(self) -> Self:
        """Files that were not erased."""
        return self.filter(erased_at__isnull=True)

    def synthetic(self) -> Self:
        return self.filter(synthetic=True)

    def locked(self, pk: int) -> Person:
        """One person, held until the transaction ends."""
        return self.select_for_update().get(pk=pk)

    def same_as(self, pk: int) -> Self:
        """Every file of one person: the one everybody reads, and those that were merged into it."""
        return self.filter(pk__in=RawSQL(ONE_PERSON, [pk]))  # noqa: S611 (a constant query with one parameter)

    def in_order(self) -> Self:
        """By name, in the order of the Tajik alphabet."""
        return self.order_by("sort_key", "pk")


class Person(models.Model):
    """One file. `name` is the form it is listed under; every form with its authority is a `NameForm`.

    A date of birth may be known in part: `birth_year`, then `birth_month`, then `birth_date`.
    """

    ref = models.CharField(max_length=40, unique=True, default=new_person_ref, editable=False)
    name = models.CharField(max_length=200)
    sort_key = models.CharField(max_length=200, db_collation="C")  # see `rules.alphabet`
    sex = models.CharField(max_length=1, choices=Sex.choices, default=Sex.NOT_SAID)
    birth_date = models.DateField(null=True)
    birth_year = models.PositiveSmallIntegerField(null=True)
    birth_month = models.PositiveSmallIntegerField(null=True)
    citizenship = models.CharField(max_length=3, blank=True, default="")  # three letters of ICAO Doc 9303
    district = models.CharField(max_length=120, blank=True, default="")
    language = models.CharField(max_length=2, choices=settings.LANGUAGES, blank=True, default="")
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.OFFICER)
    synthetic = models.BooleanField(default=False)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, related_name="merged", null=True)
    registered_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)

    objects = PersonQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="person_is_not_merged_into_themselves",
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
            ),
            models.CheckConstraint(
                name="birth_date_agrees_with_its_year_and_month",
                condition=Q(birth_date__isnull=True)
                | Q(birth_year=ExtractYear("birth_date"), birth_month=ExtractMonth("birth_date")),
            ),
            models.CheckConstraint(
                name="birth_month_belongs_to_a_year",
                condition=Q(birth_month__isnull=True) | Q(birth_year__isnull=False, birth_month__range=(1, 12)),
            ),
        ]
        indexes = [models.Index(name="person_by_name", fields=["sort_key", "id"])]

    class Privacy:
        personal = frozenset({"name", "sort_key", "sex", "birth_date", "birth_year", "birth_month"}) | frozenset(
            {"citizenship", "district", "language"}
        )
        keep = Keep(years=7, after="closed_at")  # practice of the office, no act was read

    def __str__(self) -> str:
        return self.ref

    def same_as(self) -> PersonQuerySet:
        """Every file of this person, this one among them. Readers ask by it; a merge re-points nothing."""
        return Person.objects.same_as(self.pk)

    @property
    def head(self) -> Person:
        """The file that everybody reads: this one, or the one it was merged into."""
        return self if self.merged_into_id is None else self.same_as().get(merged_into__isnull=True)

    @property
    def born(self) -> str:
        """The date of birth as far as it is known, in the order of ISO 8601; empty where nothing is."""
        if self.birth_date:
            return self.birth_date.isoformat()
        month = f"-{self.birth_month:02}" if self.birth_month else ""
        return f"{self.birth_year}{month}" if self.birth_year else ""


class NameFormQuerySet(models.QuerySet["NameForm"]):
    def standing(self) -> Self:
        """Forms that nobody took back."""
        return self.filter(withdrawn_at__isnull=True)

    def newest_first(self) -> Self:
        return self.order_by("-written_on", "-pk")


class NameForm(models.Model):
    """A name as one authority wrote it. `full` is always there; the parts where the document keeps them apart.

    `authority` is a key of the pack's code list `name-writer`.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="name_forms")
    full = models.CharField(max_length=200)
    family = models.CharField(max_length=100, blank=True, default="")
    given = models.CharField(max_length=100, blank=True, default="")
    patronymic = models.CharField(max_length=100, blank=True, default="")
    script = models.CharField(max_length=10, choices=Script.choices)
    authority = models.CharField(max_length=60)
    document = models.CharField(max_length=120, blank=True, default="")  # what it was read from, in words
    written_on = models.DateField(null=True)
    added_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    objects = NameFormQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="name_form_stands_once_with_an_authority",
                fields=["person", "full", "authority"],
                condition=Q(withdrawn_at__isnull=True),
            )
        ]

    class Privacy:
        personal = frozenset({"full", "family", "given", "patronymic", "document", "written_on"})
        keep = WITH_THE_PERSON

    def __str__(self) -> str:
        return f"name form {self.pk}"


class PassportQuerySet(models.QuerySet["Passport"]):
    def present(self) -> Self:
        """Passports that no other replaced."""
        return self.filter(replaced_by__isnull=True)

    def numbered(self, number: str) -> Self:
        return self.filter(number=plain_number(number))

    def newest_first(self) -> Self:
        return self.order_by(F("issued").desc(nulls_last=True), "-pk")


def plain_number(number: str) -> str:
    """A document's number as it is filed: capitals and digits."""
    return "".join(sign for sign in number.upper() if sign.isalnum())


class Passport(models.Model):
    """A passport. A renewal is another row; the old one says what replaced it.

    `mrz` is the zone's lines as read, parted by a line break; empty where nobody read them.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="passports")
    number = models.CharField(max_length=40)
    country = models.CharField(max_length=3)
    mrz = models.CharField(max_length=100, blank=True, default="")
    issued = models.DateField(null=True)
    expires = models.DateField(null=True)
    replaced_by = models.OneToOneField("self", on_delete=models.SET_NULL, related_name="replaces", null=True)
    added_at = models.DateTimeField()

    objects = PassportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="passport_stands_once_in_a_file", fields=["person", "country", "number"]),
            models.CheckConstraint(
                name="passport_expires_after_it_was_issued",
                condition=Q(issued__isnull=True) | Q(expires__isnull=True) | Q(expires__gt=F("issued")),
            ),
            models.CheckConstraint(
                name="passport_does_not_replace_itself",
                condition=Q(replaced_by__isnull=True) | ~Q(replaced_by=F("id")),
            ),
        ]
        indexes = [models.Index(name="passport_by_number", fields=["number"])]

    class Privacy:
        personal = frozenset({"number", "country", "mrz", "issued", "expires"})
        keep = WITH_THE_PERSON

    def __str__(self) -> str:
        return f"passport {self.pk}"

    def is_valid(self, *, on: date) -> bool:
        """Whether it had not expired before this day; the day it names is its last."""
        return self.expires is None or on <= self.expires


class ContactQuerySet(models.QuerySet["Contact"]):
    def standing(self) -> Self:
        return self.filter(withdrawn_at__isnull=True)


class Contact(models.Model):
    """A way to reach the person. A telephone number is kept as E.164 writes it: `+992…`."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="contacts")
    kind = models.CharField(max_length=10, choices=ContactKind.choices)
    value = models.CharField(max_length=254)
    whose = models.CharField(max_length=120, blank=True, default="")  # where it is not the person's own
    confirmed_at = models.DateTimeField(null=True)
    added_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    objects = ContactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="contact_stands_once_in_a_file",
                fields=["person", "kind", "value"],
                condition=Q(withdrawn_at__isnull=True),
            )
        ]
        indexes = [models.Index(name="contact_by_value", fields=["value"])]

    class Privacy:
        personal = frozenset({"value", "whose"})
        keep = WITH_THE_PERSON

    def __str__(self) -> str:
        return f"contact {self.pk}"


class ConsentQuerySet(models.QuerySet["Consent"]):
    def standing(self) -> Self:
        """Consents that were not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)

    def to(self, purpose: str) -> Self:
        return self.filter(purpose=purpose)


class Consent(models.Model):
    """One consent to one purpose: in which language it was explained, how it was given, when it was withdrawn."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    how = models.CharField(max_length=10, choices=ConsentHow.choices)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="consent_to_a_purpose_stands_once",
                fields=["person", "purpose"],
                condition=Q(withdrawn_at__isnull=True),
            ),
            models.CheckConstraint(
                name="consent_is_withdrawn_after_it_was_given",
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=F("given_at")),
            ),
        ]

    class Privacy:
        personal = frozenset({"purpose"})
        keep = WITH_THE_PERSON

    def __str__(self) -> str:
        return f"consent {self.pk}"


class Correction(models.Model):
    """What a field of the file said before, what it says since, and why: nothing is silently overwritten."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="corrections")
    field = models.CharField(max_length=40)
    before = models.CharField(max_length=254, blank=True)
    after = models.CharField(max_length=254, blank=True)
    reason = models.CharField(max_length=300)
    corrected_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    corrected_at = models.DateTimeField()

    class Privacy:
        personal = frozenset({"before", "after", "reason"})
        keep = WITH_THE_PERSON

    def __str__(self) -> str:
        return f"correction {self.pk}"


class HelpedEntry(models.Model):
    """Somebody typed for the person: who, what, and whether it was read back to them."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="helped_entries")
    what = models.CharField(max_length=60)
    typed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    helper = models.CharField(max_length=120, blank=True, default="")  # a relative or neighbour who spoke for them
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    read_back = models.BooleanField()
    at = models.DateTimeField()

    class Privacy:
        personal = frozenset({"helper"})
        keep = WITH_THE_PERSON

    def __str__(self) -> str:
        return f"entry {self.pk} for person {self.person_id}"
