"""One row of a list: a person as the list says, or what is wrong with it, or what somebody must decide first.

Nothing is guessed. A day with two readings, a name whose order nobody can tell and a likeness to somebody else are
questions; an officer's answers come back in and settle them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from hamsafar.journeys.enums import ImportField
from hamsafar.journeys.rules.import_cells import (
    FAMILY_ENDINGS,
    LONGEST_NAME,
    NOTHING,
    BadCell,
    NameCell,
    country_cell,
    district_cell,
    email_cell,
    name_cell,
    name_part,
    number_cell,
    phone_cell,
    sex_cell,
)
from hamsafar.journeys.rules.import_columns import AS_WRITTEN, EITHER, FAMILY_FIRST, GIVEN_FIRST, Manner
from hamsafar.journeys.rules.import_days import Day, readings
from hamsafar.kit.because import Because, as_data, from_data
from hamsafar.names.parts import PATRONYMICS

F = ImportField
OLDEST = 120  # years
YEARS_AHEAD = 30  # no passport holds longer
REMEMBERED = 1 << 19  # different cells kept in memory; then they are read anew
PHONE_REGIONS = ("TJ", "RU")
WHO, NEW, SAME, LEAVE = "person", "new", "same", "leave"
TWO, THREE = 2, 3


@dataclass(frozen=True)
class Problem:
    """Why a row cannot be read: the field and the reason, in English or by `kit.because.said`."""

    field: str
    reason: str

    def as_data(self) -> dict[str, object]:
        return {"field": self.field, "reason": as_data(self.reason)}

    @classmethod
    def from_data(cls, data: Mapping[str, object]) -> Problem:
        return cls(str(data["field"]), from_data(data["reason"]))


@dataclass(frozen=True)
class Question:
    """What somebody must decide about a row. An answer is one of the readings, or `leave`: the row stays out."""

    kind: str  # day, order, person
    field: str
    readings: tuple[str, ...]
    line: int = 0  # the earlier row that this one is like
    person: int = 0  # the file that this row is like
    reasons: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.field}" if self.field else self.kind

    def as_data(self) -> dict[str, object]:
        return {**vars(self), "readings": list(self.readings), "reasons": [as_data(each) for each in self.reasons]}

    @classmethod
    def from_data(cls, data: Mapping[str, object]) -> Question:
        whole = {**data, "readings": tuple(data["readings"]), "reasons": tuple(map(from_data, data["reasons"]))}  # type: ignore[call-overload, arg-type]
        return cls(**whole)  # type: ignore[arg-type]


class Someone:
    """A person as one row says: cells read and cleaned. Slots and no dataclass: a million of them are made."""

    __slots__ = (
        *("line", "family", "given", "patronymic", "whole", "latin_family", "latin_given", "latin_whole"),
        *("birth", "sex", "citizenship", "district", "number", "country", "issued", "expires", "phone", "email"),
    )
    line: int
    family: NameCell
    given: NameCell
    patronymic: NameCell
    whole: NameCell  # of a list that keeps the name in one column; NOTHING where the parts are apart
    latin_family: NameCell
    latin_given: NameCell
    latin_whole: NameCell
    birth: Day | None
    sex: str
    citizenship: str
    district: str
    number: str
    country: str
    issued: Day | None
    expires: Day | None
    phone: str
    email: str

    @property
    def name(self) -> str:
        """The name in the order of a register, or as the list wrote it."""
        return self.whole.text or " ".join(part.text for part in self.parts)

    @property
    def parts(self) -> tuple[NameCell, ...]:
        """The filled cells of the name in their order."""
        if self.whole.text:
            return (self.whole,)
        return tuple(part for part in (self.family, self.given, self.patronymic) if part.text)

    @property
    def latin_parts(self) -> tuple[NameCell, ...]:
        if self.latin_whole.text:
            return (self.latin_whole,)
        return tuple(part for part in (self.latin_family, self.latin_given) if part.text)

    def values(self) -> str:
        """All that the row says, as one text that is the same for the same row: what is digested."""
        days = (day.text if day else "" for day in (self.birth, self.issued, self.expires))
        names = (
            *(self.whole.text, self.family.text, self.given.text, self.patronymic.text),
            *(self.latin_whole.text, self.latin_family.text, self.latin_given.text),
        )
        others = (self.sex, self.citizenship, self.district, self.number, self.country, self.phone, self.email)
        return "\x1f".join((*names, *days, *others))


@dataclass(frozen=True)
class Trouble:
    """A row that was not understood, or not fully: what is wrong, or else what to decide."""

    line: int
    problems: tuple[Problem, ...] = ()
    questions: tuple[Question, ...] = ()


class _NeedsAnswer(Exception):
    def __init__(self, question: Question) -> None:
        self.question = question


class RowReader:
    """Reads the rows of one list in one manner. It remembers the cells it has read, since names repeat."""

    def __init__(self, manner: Manner, *, today: date) -> None:
        self.manner, self.today = manner, today
        self.earliest = today.replace(year=today.year - OLDEST, day=1)
        self.latest = today + timedelta(days=365 * YEARS_AHEAD)
        self.order = "" if manner.day_order == EITHER else manner.day_order
        self._known: dict[tuple[object, str], Any] = {}
        self._places = {field: manner.columns.get(field, -1) for field in ImportField.values}

    def read(self, line: int, cells: Sequence[str], answers: Mapping[str, str] | None = None) -> Someone | Trouble:
        """The person of a row, or what stands in the way; `answers` by the key of the question."""
        problems: list[Problem] = []
        questions: list[Question] = []
        answers = answers or {}

        def cell(field: str) -> str:
            place = self._places[field]
            return cells[place] if 0 <= place < len(cells) else ""

        def take(field: str, read: Callable[[str], Any], nothing: Any) -> Any:
            text = cell(field)
            try:
                return self._remembered(read, text) if text else nothing
            except BadCell as problem:
                problems.append(Problem(field, problem.reason))
            return nothing

        def day(field: str, *, is_birth: bool = False) -> Day | None:
            text = cell(field)
            try:
                return self._day(field, text, answers, is_birth=is_birth) if text else None
            except BadCell as problem:
                problems.append(Problem(field, problem.reason))
            except _NeedsAnswer as need:
                questions.append(need.question)
            return None

        one = Someone()
        one.line = line
        one.family = take(F.FAMILY, name_part, NOTHING)
        one.given = take(F.GIVEN, name_part, NOTHING)
        one.patronymic = take(F.PATRONYMIC, name_part, NOTHING)
        one.whole = take(F.NAME, name_cell, NOTHING)
        one.latin_family = take(F.LATIN_FAMILY, name_part, NOTHING)
        one.latin_given = take(F.LATIN_GIVEN, name_part, NOTHING)
        one.latin_whole = take(F.LATIN_NAME, name_cell, NOTHING)
        one.sex = take(F.SEX, sex_cell, "X")
        one.citizenship = take(F.CITIZENSHIP, country_cell, "") or self.manner.citizenship
        one.district = take(F.DISTRICT, district_cell, "")
        one.birth = day(F.BIRTH, is_birth=True)
        one.issued, one.expires = day(F.ISSUED), day(F.EXPIRES)
        one.country = take(F.COUNTRY, country_cell, "") or one.citizenship
        one.number = one.phone = one.email = ""
        try:
            one.number = number_cell(cell(F.SERIES) + cell(F.NUMBER))
            one.phone = phone_cell(cell(F.PHONE), PHONE_REGIONS)
            one.email = email_cell(cell(F.EMAIL))
        except BadCell as problem:
            problems.append(Problem(self._blamed(cells), problem.reason))
        if not problems:
            self._settle_name(one, answers, problems, questions)
            self._check(one, problems)
        if problems or questions:
            return Trouble(line, tuple(problems), () if problems else tuple(questions))
        return one

    def _remembered(self, read: Callable[[str], Any], text: str) -> Any:
        key = (read, text)
        if key not in self._known:
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            self._known[key] = read(text)
        return self._known[key]

    def _blamed(self, cells: Sequence[str]) -> str:
        """Which of the cells that are read together is wrong."""
        for field, read in ((F.NUMBER, number_cell), (F.PHONE, lambda text: phone_cell(text, PHONE_REGIONS))):
            place = self._places[field]
            try:
                read(cells[place] if 0 <= place < len(cells) else "")
            except BadCell:
                return field
        return F.SERIES if self._places[F.SERIES] >= 0 and self._places[F.EMAIL] < 0 else F.EMAIL

    def _day(self, field: str, text: str, answers: Mapping[str, str], *, is_birth: bool) -> Day | None:
        found: tuple[Day, ...] = self._remembered(self._birth_days if is_birth else self._other_days, text)
        if not found:
            raise BadCell(Because("“%(text)s” is no day that can be meant; write it as 1990-04-03.", text=text[:40]))
        if len(found) == 1:
            return found[0]
        question = Question("day", field, tuple(each.text for each in found))
        answer = answers.get(question.key)
        chosen = next((each for each in found if each.text == answer), None)
        if chosen is None:
            raise _NeedsAnswer(question)
        return chosen

    def _birth_days(self, text: str) -> tuple[Day, ...]:
        first, last = self.earliest.isoformat(), self.today.isoformat()
        return tuple(each for each in readings(text, self.order) if first[: len(each.text)] <= each.text <= last)

    def _other_days(self, text: str) -> tuple[Day, ...]:
        last = self.latest.isoformat()
        return tuple(each for each in readings(text, self.order) if each.day and "1980" <= each.text <= last)

    def _check(self, one: Someone, problems: list[Problem]) -> None:
        """What is wrong with a row as a whole, though each of its cells can be read."""
        if not one.parts and one.latin_parts:
            one.whole, one.family, one.given = one.latin_whole, one.latin_family, one.latin_given
            one.latin_whole = one.latin_family = one.latin_given = NOTHING
        if not one.parts:
            problems.append(Problem(F.NAME, Because("the name is missing.")))
        elif sum(len(part.text) + 1 for part in one.parts) > LONGEST_NAME:
            problems.append(
                Problem(F.NAME, Because("a name has at most %(most)s letters and signs.", most=LONGEST_NAME))
            )
        if one.issued and one.expires and one.expires <= one.issued:
            problems.append(Problem(F.EXPIRES, Because("the passport expires before it was issued.")))
        if one.birth and one.issued and one.issued.text < one.birth.text:
            problems.append(Problem(F.ISSUED, Because("the passport was issued before the birth.")))
        if not one.number and (one.issued or one.expires):
            problems.append(Problem(F.NUMBER, Because("a passport with a date needs its number.")))

    def _settle_name(
        self, one: Someone, answers: Mapping[str, str], problems: list[Problem], questions: list[Question]
    ) -> None:
        """Which word of the name is which, where one column holds all of it or two columns seem exchanged."""
        if one.whole.text and not (one.family.text or one.given.text):
            order = self.order_of(one.whole) or answers.get("order:name", "")
            if not order:
                questions.append(Question("order", F.NAME, (FAMILY_FIRST, GIVEN_FIRST, AS_WRITTEN)))
            elif order != AS_WRITTEN:
                self._part(one, order)
        elif one.whole.text:
            one.whole = NOTHING
        if _seems_exchanged(one.family, one.given):
            answer = answers.get("order:family", "")
            if answer == GIVEN_FIRST:
                one.family, one.given = one.given, one.family
            elif answer != FAMILY_FIRST:
                questions.append(Question("order", F.FAMILY, (FAMILY_FIRST, GIVEN_FIRST)))

    def order_of(self, whole: NameCell) -> str:
        """The order of the words in a name of one column: as the officer said, as a comma or the endings tell."""
        if self.manner.name_order == AS_WRITTEN or whole.count == 1:
            return AS_WRITTEN
        if "," in whole.text:
            return FAMILY_FIRST
        told = _told_by_endings(whole)
        said = self.manner.name_order
        return "" if told and said and told != said else told or said

    def _part(self, one: Someone, order: str) -> None:
        """Family name, given name and patronymic of a name in one column. What is listed stays as it was written."""
        words = one.whole.text.replace(",", " ").split()
        if order == FAMILY_FIRST:
            family, given, more = words[0], words[1], words[2:]
        else:
            family, given, more = words[-1], words[0], words[1:-1]
        one.family, one.given = self._part_of(family), self._part_of(given)
        one.patronymic = self._part_of(" ".join(more)) if more else NOTHING

    def _part_of(self, text: str) -> NameCell:
        found: NameCell = self._remembered(name_cell, text)
        return found


def _told_by_endings(whole: NameCell) -> str:
    """The order that the endings of the words tell; nothing where they tell none or two."""
    endings = whole.endings
    if whole.count == THREE and endings[1] in PATRONYMICS and endings[0] not in FAMILY_ENDINGS:
        return GIVEN_FIRST
    if whole.count == THREE and endings[2] in PATRONYMICS and endings[0] not in PATRONYMICS:
        return FAMILY_FIRST
    ends = [ending in FAMILY_ENDINGS for ending in endings]
    if whole.count == TWO and ends == [True, False] and endings[1] not in PATRONYMICS:
        return FAMILY_FIRST
    if whole.count == TWO and ends == [False, True] and endings[0] not in PATRONYMICS:
        return GIVEN_FIRST
    return ""


def _seems_exchanged(family: NameCell, given: NameCell) -> bool:
    """Whether the given name ends as only a family name does, and the family name does not."""
    if family.count != 1 or given.count != 1:
        return False
    return family.endings[0] not in FAMILY_ENDINGS and given.endings[0] in FAMILY_ENDINGS - {"-зода", "-пур", "-иён"}
