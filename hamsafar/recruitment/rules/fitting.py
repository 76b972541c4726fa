"""Whether an order fits somebody who looks for work, for how many points, and what they could change."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from hamsafar.kit.because import Because

LEVELS = ("none", "basic", "good")  # of Russian, from the least to the most
MOST_YEARS = 10  # of experience, that points are given for


class Misfit(StrEnum):
    """Why an order does not fit. The first three can be exempted from by two officers."""

    YEARS = "years"
    RUSSIAN = "russian"
    FAMILY = "family"
    OCCUPATION = "occupation"
    REGION = "region"
    MEDICAL = "medical"


CAN_BE_EXEMPTED = (Misfit.YEARS, Misfit.RUSSIAN, Misfit.FAMILY)


@dataclass(frozen=True)
class Seeker:
    """Somebody on the roster, without a name."""

    key: str
    occupation: str
    district: str = ""
    years: int = 0
    russian: str = "none"
    skills: int = 0  # with evidence
    wishes: frozenset[str] = frozenset()
    not_regions: frozenset[str] = frozenset()
    together_with: str = ""
    medical_until: date | None = None


@dataclass(frozen=True)
class Offer:
    """A verified order."""

    key: str
    occupation: str
    region: str
    sector: str
    places: int
    begins_on: date
    years: int = 0
    russian: str = "none"
    family: str = "alone"


@dataclass(frozen=True)
class Points:
    """What the published rule of a day gives."""

    year: int
    skill: int
    russian: int
    wish: int

    def of(self, seeker: Seeker) -> int:
        """The points of a candidate, wherever they go."""
        level = LEVELS.index(seeker.russian)
        return self.year * min(seeker.years, MOST_YEARS) + self.skill * seeker.skills + self.russian * level

    def for_order(self, seeker: Seeker, offer: Offer) -> int:
        """The score of this candidate in this order: one at least, so that a place is better than none."""
        return 1 + self.of(seeker) + (self.wish if offer.region in seeker.wishes else 0)


def misfits(seeker: Seeker, offer: Offer, *, exempt: Collection[str] = ()) -> tuple[Misfit, ...]:
    """Everything about an order that does not fit; empty where it does."""
    wrong = {
        Misfit.YEARS: seeker.years < offer.years,
        Misfit.RUSSIAN: LEVELS.index(seeker.russian) < LEVELS.index(offer.russian),
        Misfit.FAMILY: bool(seeker.together_with) and offer.family == "alone",
        Misfit.OCCUPATION: seeker.occupation != offer.occupation,
        Misfit.REGION: offer.region in seeker.not_regions,
        Misfit.MEDICAL: seeker.medical_until is not None and seeker.medical_until <= offer.begins_on,
    }
    return tuple(each for each, is_so in wrong.items() if is_so and each not in exempt)


def advice(seeker: Seeker, offers: Sequence[Offer]) -> tuple[str, ...]:
    """What somebody without a place can be told: what is missing, and what would fit if they changed one thing.

    `offers` are those that can be seen now; a region stands by its key.
    """
    mine = [each for each in offers if each.occupation == seeker.occupation]
    if not mine:
        return (Because("No order in their occupation is open."),)
    alone = [(each, found[0]) for each in mine if len(found := misfits(seeker, each)) == 1]
    said: list[str] = []
    for region in sorted({each.region for each, only in alone if only is Misfit.REGION}):
        number = sum(1 for each, only in alone if only is Misfit.REGION and each.region == region)
        said.append(Because("%(number)s would fit if they accept %(region)s.", number=number, region=region))
    for misfit, sentence in CHANGES.items():
        number = sum(1 for _each, only in alone if only is misfit)
        if number:
            said.append(Because(sentence.message, number=number))
    return tuple(said)


CHANGES: Mapping[Misfit, Because] = {
    Misfit.YEARS: Because("%(number)s would fit with more years of experience.", number=0),
    Misfit.RUSSIAN: Because("%(number)s would fit with better Russian.", number=0),
    Misfit.FAMILY: Because("%(number)s would fit if they went alone.", number=0),
    Misfit.MEDICAL: Because("%(number)s would fit with a medical certificate that lasts longer.", number=0),
}
