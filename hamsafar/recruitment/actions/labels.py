"""The words of this desk's codes, and reasons of a placement that name them. Readers only."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext as _

from hamsafar.corridor import codes
from hamsafar.kit.because import renamed, said
from hamsafar.recruitment.enums import CodeList

CODES: Mapping[str, CodeList] = {"region": CodeList.REGION, "sector": CodeList.SECTOR}  # values of reasons


class Labels(codes.Labels):
    """The words of every code list of this desk."""

    def said(self, reason: str) -> str:
        """A reason of a placement in the reader's language, regions and sectors by their words."""
        return said(renamed(reason, lambda of, key: self.word(CODES[of], key) if of in CODES else key), _)


def labels(on: date | None = None) -> Labels:
    return Labels.of(CodeList, on=on)
