"""Evidence of two files laid side by side, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hamsafar.journeys.actions.linking import files
from hamsafar.journeys.actions.registering import Alike
from hamsafar.journeys.enums import Sex
from hamsafar.journeys.models import Duplicate, Person
from hamsafar.journeys.rules.likeness import Agreement, Known, Likeness, likeness
from hamsafar.journeys.rules.phones import shown_phone
from hamsafar.kit.language import reader_language

LABELS: dict[str, str | Promise] = {
    "birth": _("Date of birth"),
    "sex": _("Sex"),
    "citizenship": _("Citizenship"),
    "district": _("Home district"),
    "documents": _("Passports"),
    "phones": _("Telephone numbers"),
}
SIGNS = {
    Agreement.SAME: ("done", _("the same")),
    Agreement.NEAR: ("late", _("nearly the same")),
    Agreement.DIFFERENT: ("open", _("different")),
    Agreement.SILENT: ("none", _("not known of both")),
}


@dataclass(frozen=True)
class Line:
    """One line of evidence: what each file says, and whether it agrees."""

    label: str | Promise
    one: str
    other: str
    mark: str
    words: str | Promise


@dataclass(frozen=True)
class SideBySide:
    """Two files with all that speaks for or against one person."""

    one: Person
    other: Person
    score: float
    explanation: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class AlikeRow:
    """A file that looks like the person being registered."""

    person: Person
    score: float
    is_probable: bool
    explanation: str
    agreeing: tuple[str | Promise, ...]
    differing: tuple[str | Promise, ...]


def alike_rows(alike: Iterable[Alike]) -> list[AlikeRow]:
    """Files that look alike, each with what agrees and what does not."""
    return [
        AlikeRow(
            person=each.person,
            score=each.found.score,
            is_probable=each.found.is_probable,
            explanation=each.found.names.explained(reader_language()),
            agreeing=_labels(each.found, Agreement.SAME, Agreement.NEAR),
            differing=_labels(each.found, Agreement.DIFFERENT),
        )
        for each in alike
    ]


def side_by_side(duplicate: Duplicate) -> SideBySide:
    """Today's evidence of a pair, whatever it was when the pair was found."""
    known = dict(files(sorted((duplicate.one_id, duplicate.other_id))))
    one, other = (known.get(key) or Known(names=()) for key in (duplicate.one_id, duplicate.other_id))
    found = likeness(one, other)
    lines = [
        Line(LABELS[key], _said(one, key), _said(other, key), *SIGNS[agreement])
        for key, agreement in found.lines.items()
    ]
    names = Line(_("Names"), "\n".join(one.names), "\n".join(other.names), *_of_names(found))
    return SideBySide(
        duplicate.one, duplicate.other, found.score, found.names.explained(reader_language()), (names, *lines)
    )


def _of_names(found: Likeness) -> tuple[str, str | Promise]:
    if found.names.score == 1.0:
        return SIGNS[Agreement.SAME]
    return SIGNS[Agreement.NEAR if found.names.match else Agreement.DIFFERENT]


def _labels(found: Likeness, *agreements: Agreement) -> tuple[str | Promise, ...]:
    return tuple(LABELS[key] for key, agreement in found.lines.items() if agreement in agreements)


def _said(known: Known, key: str) -> str:
    if key == "birth":
        if known.born:
            return known.born.isoformat()
        month = f"-{known.birth_month:02}" if known.birth_month else ""
        return f"{known.birth_year}{month}" if known.birth_year else ""
    if key == "sex":
        return str(Sex(known.sex).label) if known.sex else ""
    if key in ("citizenship", "district"):
        return str(getattr(known, key))
    values = sorted(getattr(known, key))
    return "\n".join(shown_phone(value) for value in values) if key == "phones" else "\n".join(values)
