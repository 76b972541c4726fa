"""Each app's part of a person's file. Apps register their own in `person_parts.py`; nobody edits a list here.

`show`, `export` and `erase` are called with every row of the person, `Person.same_as()`: a merge re-points nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from hamsafar.journeys.models import Person
from hamsafar.kit.actor import Actor

Rows = Sequence[Person]


@dataclass(frozen=True)
class PartLine:
    """One line of a person's file as a reader sees it: when, what, and where it is opened."""

    at: datetime
    words: str
    url: str = ""


@dataclass(frozen=True)
class PersonPart:
    """What one app holds of a person.

    `show(people)` gives its lines for the person's page, newest first, in the reader's language. `export(people)` gives
    JSON data, all that is held. `erase(people, by=, at=)` destroys it and gives how many rows it touched.
    `models` are the models whose rows it covers: every model with a foreign key to a person stands in one part.
    `by_reference` names, for a model of a lower floor, the field that holds the reference of a person, or of a journey
    of theirs, in place of a key.
    `title` names it to the person, such as “border incidents”, in the reader's language.
    `evidence(people)` counts what is evidence of a case; where there is some, two officers erase.
    """

    name: str
    models: tuple[type[Any], ...]
    show: Callable[[Rows], Sequence[PartLine]]
    export: Callable[[Rows], Mapping[str, Any]]
    erase: Callable[..., int]
    title: Any = ""
    evidence: Callable[[Rows], int] = lambda _people: 0
    by_reference: Mapping[type[Any], str] = field(default_factory=dict, hash=False)

    def erased(self, people: Rows, *, by: Actor, at: datetime) -> int:
        """Destroy this app's part and say how many rows were touched."""
        return self.erase(people, by=by, at=at)


_known: dict[str, PersonPart] = {}


def register(part: PersonPart) -> None:
    """Make a part known. Registering another part under the same name is a mistake."""
    if _known.get(part.name, part) != part:
        raise ValueError(f"Two parts of a person are called {part.name}.")
    _known[part.name] = part


def parts() -> tuple[PersonPart, ...]:
    """Every registered part, by name."""
    return tuple(_known[name] for name in sorted(_known))
