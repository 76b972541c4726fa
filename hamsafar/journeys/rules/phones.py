"""Telephone numbers as E.164 writes them, read by Google's numbering plans."""

from __future__ import annotations

from collections.abc import Sequence

import phonenumbers
from phonenumbers import PhoneNumberFormat

from hamsafar.kit.because import Because


class NotAPhone(ValueError):
    """This is no telephone number of the corridor. The message says what to write."""


def read_phone(typed: str, *, regions: Sequence[str]) -> str:
    """`+992…` from what was typed. A number without a country's code is read in the first region where it is valid.

    Raises `NotAPhone`.
    """
    for region in regions:
        try:
            number = phonenumbers.parse(typed, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number):
            return phonenumbers.format_number(number, PhoneNumberFormat.E164)
    raise NotAPhone(Because("This is no telephone number. Write it with the country's code, beginning with +."))


def shown_phone(number: str) -> str:
    """An E.164 number with its gaps, as people read it."""
    try:
        return phonenumbers.format_number(phonenumbers.parse(number), PhoneNumberFormat.INTERNATIONAL)
    except phonenumbers.NumberParseException:
        return number
