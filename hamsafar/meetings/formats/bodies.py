"""Bodies of the envelopes about an agenda: an item offered, the answer to it, an offer taken back."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from hamsafar.kit.words import Words

LONGEST_TITLE, LONGEST_WHY = 300, 500
_KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,59}\Z")


@dataclass(frozen=True)
class ItemOffered:
    """An item that the sender proposes for the agenda of a meeting both nodes know, titled in three languages.

    Why the sender wants it, and what else stands on its agenda, is not said. `restricted` keeps it out of open
    editions on both sides.
    """

    meeting: str
    on: date
    item: str
    title_en: str
    title_ru: str
    title_tg: str
    restricted: bool
    synthetic: bool

    def __post_init__(self) -> None:
        if not _KEY.match(self.item) or not _KEY.match(self.meeting):
            raise ValueError("the item or the meeting is not named as items and meetings are")
        if not all(0 < len(title) <= LONGEST_TITLE for title in (self.title_en, self.title_ru, self.title_tg)):
            raise ValueError("a title is missing or too long")

    @property
    def title(self) -> Words:
        return Words(self.title_en, self.title_ru, self.title_tg)


@dataclass(frozen=True)
class ItemAnswered:
    """The answer to an offer, of the same case: agreed, or not and why."""

    agreed: bool
    why: str

    def __post_init__(self) -> None:
        if len(self.why) > LONGEST_WHY or (self.agreed and self.why):
            raise ValueError("an agreement gives no reason, and a reason is not longer than 500 characters")


@dataclass(frozen=True)
class ItemTakenBack:
    """The sender takes back the offer of this case."""

    meeting: str
    item: str
