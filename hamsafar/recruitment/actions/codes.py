"""The pack's code lists as they hold on a day, and the refusal of a code that is none. Readers only."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from hamsafar.corridor.models import Code
from hamsafar.kit.refusal import Refusal
from hamsafar.recruitment.enums import CodeList


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
