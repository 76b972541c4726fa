"""One row of a list: a person as the list says, or what is wrong with it, or what somebody must decide first.

Nothing is guessed. A day with two readings, a name whose order nobody can tell and a likeness to somebody else are
questions; an officer's answers come back in and settle them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

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
from hamsafar.names.parts import PATRONYMICS, Ending

F = ImportField
OLDEST = 120  # years
YEARS_AHEAD = 30  # no passport holds longer
REMEMBERED = 1 << 19  # different cells kept in memory; then they are read anew
PHONE_REGIONS = ("TJ", "RU")
WHO, NEW, SAME, LEAVE = "person", "new", "same", "leave"
TWO, THREE = 2, 3
TELLING_ENDINGS = FAMILY_ENDINGS - {Ending.ZODA, Ending.PUR, Ending.YON}
LATIN = ("latin_whole", "latin_family", "latin_given")


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


class Someone(NamedTuple):
    """A person as one row says: cells read and cleaned. A tuple, since a million of them are made column by column."""

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
    parts: tuple[NameCell, ...]  # the filled cells of the name in their order
    latin_parts: tuple[NameCell, ...]
    name: str  # in the order of a register, or as the list wrote it


Said = dict[str, Any]  # what a row says of somebody, by the names of `Someone`


def someone(line: int, said: Said) -> Someone:
    """The person of a row, whose name is worked out from its cells. Who has a Latin name only is listed under it."""
    parts, latin = _filled(said, "whole", "family", "given", "patronymic"), _filled(said, *LATIN)
    if latin and not parts:
        said = (
            said
            | {name: said[f"latin_{name}"] for name in ("whole", "family", "given")}
            | dict.fromkeys(LATIN, NOTHING)
        )
        parts, latin = latin, ()
    return Someone(line, **said, parts=parts, latin_parts=latin, name=" ".join([part.text for part in parts]))


def _filled(said: Said, whole: str, *parts: str) -> tuple[NameCell, ...]:
    if said[whole] is not NOTHING:
        return (said[whole],)
    return tuple([said[part] for part in parts if said[part] is not NOTHING])


@dataclass(frozen=True)
class Trouble:
    """A row that was not understood, or not fully: what is wrong, or else what to decide."""

    line: int
    problems: tuple[Problem, ...] = ()
    questions: tuple[Question, ...] = ()


class RowReader:
    """Reads the rows of one list in one manner. It remembers the cells it has read, since names repeat."""

    def __init__(self, manner: Manner, *, today: date) -> None:
        self.manner, self.today = manner, today
        self.earliest = today.replace(year=today.year - OLDEST, day=1)
        self.latest = today + timedelta(days=365 * YEARS_AHEAD)
        self.order = "" if manner.day_order == EITHER else manner.day_order
        self._places = {field: manner.columns.get(field, -1) for field in ImportField.values}
        # Of each column that is read: the slot, the place, what was read before, how it is read, what an empty one is.
        self.plan: list[tuple[str, int, dict[str, Any], Callable[[str], Any], Any]] = []
        self.empty: list[tuple[str, Any]] = []
        for field, (read, nothing) in _READERS.items():
            slot, place = _SLOTS.get(field, field.value), self._places[field]
            if place < 0:
                self.empty.append((slot, nothing))
            else:
                self.plan.append((slot, place, {"": nothing}, read, nothing))
        self.days: list[tuple[str, int, dict[str, tuple[Day, ...]]]] = []
        for field in (F.BIRTH, F.ISSUED, F.EXPIRES):
            self.empty.append((field.value, None))
            if self._places[field] >= 0:
                self.days.append((field.value, self._places[field], {}))
        self._words: dict[str, NameCell] = {}

    def read(self, line: int, cells: Sequence[str], answers: Mapping[str, str] | None = None) -> Someone | Trouble:
        """The person of a row, or what stands in the way; `answers` by the key of the question."""
        problems: list[Problem] = []
        questions: list[Question] = []
        answers, width = answers or {}, len(cells)
        said: Said = dict(self.empty)
        for slot, place, known, read, nothing in self.plan:
            text = cells[place] if place < width else ""
            try:
                value = known[text] if text in known else _remember(known, text, read(text))
            except BadCell as problem:
                problems.append(Problem(_FIELDS.get(slot, slot), problem.reason))
                value = nothing
            said[slot] = value
        for field, place, found in self.days:
            text = cells[place] if place < width else ""
            if not text:
                continue
            days = found.get(text) or _remember(found, text, self.days_of(field, text))
            chosen = days[0] if len(days) == 1 else self._chosen(field, days, answers) if days else None
            if chosen is None:
                reason = Because("“%(text)s” is no day that can be meant; write it as 1990-04-03.", text=text[:40])
                problems.append(Problem(field, reason))
            elif isinstance(chosen, Question):
                questions.append(chosen)
            else:
                said[field] = chosen
        said["citizenship"] = said["citizenship"] or self.manner.citizenship
        said["country"] = said["country"] or said["citizenship"]
        try:
            said["number"] = number_cell(self._cell(F.SERIES, cells) + self._cell(F.NUMBER, cells))
            said["phone"] = phone_cell(self._cell(F.PHONE, cells), PHONE_REGIONS)
            said["email"] = email_cell(self._cell(F.EMAIL, cells))
        except BadCell as bad:
            problems.append(Problem(self._blamed(cells), bad.reason))
        if problems:
            return Trouble(line, tuple(problems))
        try:
            self._settle_name(said, answers, questions)
        except BadCell as bad:  # taken apart, a name may leave a word that is none: a sign that stood by itself
            return Trouble(line, (Problem(F.NAME, bad.reason),))
        one = someone(line, said)
        problems += problems_of(one)
        if problems or questions:
            return Trouble(line, tuple(problems), () if problems else tuple(questions))
        return one

    def _cell(self, field: str, cells: Sequence[str]) -> str:
        place = self._places[field]
        return cells[place] if 0 <= place < len(cells) else ""

    def days_of(self, field: str, text: str) -> tuple[Day, ...]:
        """Every day that a cell of this column can mean."""
        return self._birth_days(text) if field == F.BIRTH else self._other_days(text)

    def _blamed(self, cells: Sequence[str]) -> str:
        """Which of the cells that are read together is wrong."""
        for field, read in ((F.NUMBER, number_cell), (F.PHONE, lambda text: phone_cell(text, PHONE_REGIONS))):
            try:
                read((self._cell(F.SERIES, cells) if field == F.NUMBER else "") + self._cell(field, cells))
            except BadCell:
                return field
        return F.EMAIL

    @staticmethod
    def _chosen(field: str, days: tuple[Day, ...], answers: Mapping[str, str]) -> Day | Question:
        """Which of several readings somebody chose, or else the question."""
        question = Question("day", field, tuple(each.text for each in days))
        return next((each for each in days if each.text == answers.get(question.key)), question)

    def _birth_days(self, text: str) -> tuple[Day, ...]:
        first, last = self.earliest.isoformat(), self.today.isoformat()
        return tuple(each for each in readings(text, self.order) if first[: len(each.text)] <= each.text <= last)

    def _other_days(self, text: str) -> tuple[Day, ...]:
        last = self.latest.isoformat()
        return tuple(each for each in readings(text, self.order) if each.day and "1980" <= each.text <= last)

    def _settle_name(self, said: Said, answers: Mapping[str, str], questions: list[Question]) -> None:
        """Which word of the name is which, where one column holds all of it or two columns seem exchanged."""
        whole = said["whole"]
        if whole is not NOTHING and said["family"] is said["given"] is NOTHING:
            order = self.order_of(whole) or answers.get("order:name", "")
            if not order:
                questions.append(Question("order", F.NAME, (FAMILY_FIRST, GIVEN_FIRST, AS_WRITTEN)))
            elif order != AS_WRITTEN:
                said |= self._parted(whole, order)
        elif whole is not NOTHING:
            said["whole"] = NOTHING
        if seem_exchanged(said["family"], said["given"]):
            answer = answers.get("order:family", "")
            if answer == GIVEN_FIRST:
                said["family"], said["given"] = said["given"], said["family"]
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

    def _parted(self, whole: NameCell, order: str) -> Said:
        """Family name, given name and patronymic of a name in one column. What is listed stays as it was written."""
        words = whole.text.replace(",", " ").split()
        if order == FAMILY_FIRST:
            family, given, more = words[0], words[1], words[2:]
        else:
            family, given, more = words[-1], words[0], words[1:-1]
        patronymic = self._part_of(" ".join(more)) if more else NOTHING
        return {"family": self._part_of(family), "given": self._part_of(given), "patronymic": patronymic}

    def _part_of(self, text: str) -> NameCell:
        return self._words[text] if text in self._words else _remember(self._words, text, name_cell(text))


def problems_of(one: Someone) -> Iterator[Problem]:
    """What is wrong with a row as a whole, though each of its cells can be read."""
    if not one.parts:
        yield Problem(F.NAME, Because("the name is missing."))
    elif len(one.name) > LONGEST_NAME:
        yield Problem(F.NAME, Because("a name has at most %(most)s letters and signs.", most=LONGEST_NAME))
    if one.issued and one.expires and one.expires <= one.issued:
        yield Problem(F.EXPIRES, Because("the passport expires before it was issued."))
    if one.birth and one.issued and one.issued.text < one.birth.text:
        yield Problem(F.ISSUED, Because("the passport was issued before the birth."))
    if not one.number and (one.issued or one.expires):
        yield Problem(F.NUMBER, Because("a passport with a date needs its number."))


def _remember(known: dict[str, Any], text: str, value: Any) -> Any:
    """The value, kept for the next time; names repeat, and what does not is forgotten at some size."""
    if len(known) >= REMEMBERED:
        known.clear()
    known[text] = value
    return value


_SLOTS: dict[str, str] = {F.NAME: "whole", F.LATIN_NAME: "latin_whole"}
_FIELDS: dict[str, str] = {slot: field.value for field, slot in _SLOTS.items()}  # type: ignore[attr-defined]
_READERS: dict[ImportField, tuple[Callable[[str], Any], Any]] = {
    **dict.fromkeys((F.FAMILY, F.GIVEN, F.PATRONYMIC, F.LATIN_FAMILY, F.LATIN_GIVEN), (name_part, NOTHING)),
    **dict.fromkeys((F.NAME, F.LATIN_NAME), (name_cell, NOTHING)),
    F.SEX: (sex_cell, "X"),
    F.CITIZENSHIP: (country_cell, ""),
    F.COUNTRY: (country_cell, ""),
    F.DISTRICT: (district_cell, ""),
}


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


def seem_exchanged(family: NameCell, given: NameCell) -> bool:
    """Whether the given name ends as only a family name does, and the family name does not."""
    return ends_as_a_family_name(given) and family.count == 1 and family.endings[0] not in FAMILY_ENDINGS


def ends_as_a_family_name(given: NameCell) -> bool:
    """Whether this one word ends as only family names do."""
    return given.count == 1 and given.endings[0] in TELLING_ENDINGS
