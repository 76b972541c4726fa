"""The pack's code lists as they hold on a day, their words, and the refusal of a code that is none. Readers only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from hamsafar.corridor.models import Code
from hamsafar.kit.because import renamed, said
from hamsafar.kit.language import reader_language
from hamsafar.kit.refusal import Refusal
from hamsafar.recruitment.enums import CodeList

CODES: Mapping[str, CodeList] = {"region": CodeList.REGION, "sector": CodeList.SECTOR}  # values of reasons


@dataclass(frozen=True)
class Labels:
    """The words of every code list of this desk, in the reader's language, as they hold on a day."""

    lists: Mapping[str, Mapping[str, str]]

    def choices(self, which: CodeList) -> list[tuple[str, str]]:
        return [(key, words[:1].upper() + words[1:]) for key, words in self.lists.get(which.value, {}).items()]

    def word(self, which: CodeList, key: str) -> str:
        """The label of a code; a code that the pack no longer holds is shown as it is."""
        return self.lists.get(which.value, {}).get(key, key)

    def said(self, reason: str) -> str:
        """A reason of a placement in the reader's language, regions and sectors by their words."""
        return said(renamed(reason, lambda of, key: self.word(CODES[of], key) if of in CODES else key), _)


def labels(on: date | None = None) -> Labels:
    """Every code list of this desk, in one query."""
    reader = reader_language()
    rows = Code.objects.filter(list__in=[each.value for each in CodeList]).in_force(on=on or timezone.localdate())
    found: dict[str, dict[str, str]] = {}
    for which, key, label in rows.order_by("list", "position").values_list("list", "key", "label"):
        found.setdefault(which, {})[key] = label[reader]
    return Labels(found)


def codes(which: CodeList, *, on: date) -> frozenset[str]:
    """The keys of one list that hold on a day."""
    return frozenset(Code.objects.of(which.value).in_force(on=on).values_list("key", flat=True))


def require_code(which: CodeList, given: str, *, on: date) -> None:
    """Raise `Refusal` where a code is not one of the list on that day."""
    if given not in codes(which, on=on):
        raise Refusal(
            _("“%(code)s” is not a code of the list “%(list)s” on that day. Choose one of the list.")
            % {"code": given[:60], "list": which.value}
        )
