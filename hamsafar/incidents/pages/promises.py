"""The promises of treaties that an incident breaks, as it was reported, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hamsafar.corridor.models import Code
from hamsafar.incidents.enums import CodeList
from hamsafar.incidents.models import Incident
from hamsafar.kit.language import reader_language


@dataclass(frozen=True)
class BrokenRow:
    """One promise that is reported broken: its words, since which day it is made, and what is known of it."""

    words: str
    since: date | None
    note: str


def broken_by(incident: Incident) -> list[BrokenRow]:
    """The promises that this incident breaks, in the pack's order."""
    reader = reader_language()
    kinds = incident.measures.breaking_promises().values("kind")
    promises = Code.objects.of(CodeList.PROMISE.value).filter(key__in=kinds)
    return [BrokenRow(each.label[reader], each.valid_from, each.note[reader]) for each in promises]
