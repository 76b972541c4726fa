"""A sentence in the three languages of the corridor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

LANGUAGES = ("en", "ru", "tg")


@dataclass(frozen=True)
class Words:
    """The same text in English, Russian and Tajik. Stored as JSON `{en, ru, tg}`."""

    en: str
    ru: str
    tg: str

    def __getitem__(self, lang: str) -> str:
        return str(getattr(self, lang))

    def as_dict(self) -> dict[str, str]:
        return {lang: self[lang] for lang in LANGUAGES}

    @classmethod
    def of(cls, given: Mapping[str, str]) -> Words:
        """Words from a mapping that has all three languages; `KeyError` names the missing one."""
        return cls(en=given["en"], ru=given["ru"], tg=given["tg"])
