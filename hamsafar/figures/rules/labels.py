"""The labels of the code lists, as the pure rules need them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from hamsafar.kit.words import Words


@dataclass(frozen=True)
class Label:
    """One code: its long and its short name."""

    long: Words
    short: Words


@dataclass(frozen=True)
class Labels:
    """Labels by list and key. A key without a label is shown as its own words, never left out."""

    by_list: Mapping[str, Mapping[str, Label]] = field(default_factory=dict)

    def keys(self, code_list: str) -> tuple[str, ...]:
        """The keys of one list, in the pack's order."""
        return tuple(self.by_list.get(code_list, {}))

    def long(self, code_list: str, key: str, lang: str) -> str:
        """The long name, or the key with spaces where the list has none."""
        label = self.by_list.get(code_list, {}).get(key)
        return label.long[lang] if label else key.replace("-", " ")

    def short(self, code_list: str, key: str, lang: str) -> str:
        """The short name, or the key with spaces where the list has none."""
        label = self.by_list.get(code_list, {}).get(key)
        return label.short[lang] if label else key.replace("-", " ")
