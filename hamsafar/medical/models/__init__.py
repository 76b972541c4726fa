"""The nouns of an examination: those that everybody's process reads, and those of the centre alone."""

from __future__ import annotations

from hamsafar.medical.models.centre import CentreKey, Examination, KeyHolder, LaboratoryToken, TrayPlace
from hamsafar.medical.models.outside import Price, Receipt

__all__ = ["CentreKey", "Examination", "KeyHolder", "LaboratoryToken", "Price", "Receipt", "TrayPlace"]
