"""The pack's code lists as they hold on a day: their keys, their words, and the refusal of a code that is none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Self

from django.utils import timezone
from django.utils.translation import gettext as _

from hamsafar.corridor.models import Code
from hamsafar.kit.language import reader_language
from hamsafar.kit.refusal import Refusal


@dataclass(frozen=True)
class Labels:
    """The words of a desk's code lists, in the reader's language, as they hold on a day."""

    lists: Mapping[str, Mapping[str, str]]

    @classmethod
    def of(cls, lists: Iterable[str], *, on: date | None = None) -> Self:
        """Every one of these lists, in one query; today where no day is said."""
        reader = reader_language()
        rows = Code.objects.filter(list__in=list(lists)).in_force(on=on or timezone.localdate())
        found: dict[str, dict[str, str]] = {}
        for which, key, label in rows.order_by("list", "position").values_list("list", "key", "label"):
            found.setdefault(which, {})[key] = label[reader]
        return cls(found)

    def choices(self, which: str) -> list[tuple[str, str]]:
        return [(key, words[:1].upper() + words[1:]) for key, words in self.lists.get(which, {}).items()]

    def word(self, which: str, key: str) -> str:
        """The label of a code; a code that the pack no longer holds is shown as it is."""
        return self.lists.get(which, {}).get(key, key)


def codes(which: str, *, on: date) -> frozenset[str]:
    """The keys of one list that hold on a day."""
    return frozenset(Code.objects.of(which).in_force(on=on).values_list("key", flat=True))


def require_code(which: str, *given: str, on: date) -> None:
    """Raise `Refusal` where a code is not one of the list on that day."""
    known = codes(which, on=on)
    for each in given:
        if each not in known:
            raise Refusal(
                _("“%(code)s” is not a code of the list “%(list)s” on that day. Choose one of the list.")
                % {"code": each[:60], "list": which}
            )
