"""What somebody who is stopped at a border may ask for, in every language of the corridor, each with its ground.

The requests are those on the back of every paper. A ground stands here only where an act was read; else the page says
that it is not established.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hamsafar.papers.formats.sheet import RIGHTS

CONSULAR = _("Vienna Convention on Consular Relations of 24 April 1963, article 36, paragraph 1 (b)")
GROUNDS: tuple[Promise | None, ...] = (CONSULAR, None, None, None, None, None)
TO_OFFICER = _("I ask you to read this. I speak little of your language. These are my requests:")


@dataclass(frozen=True)
class Right:
    """One request: its words in the reader's language, and the act behind it; empty where none was read."""

    words: str
    ground: str


@dataclass(frozen=True)
class ToShow:
    """The same requests in one language, to be held up."""

    language: str
    opening: str
    requests: tuple[str, ...]


@dataclass(frozen=True)
class Rights:
    """The whole page."""

    mine: tuple[Right, ...]
    to_show: tuple[ToShow, ...]


def rights() -> Rights:
    """What may be asked for, in the reader's language, and in Russian, Tajik and English to be shown."""
    mine = tuple(Right(str(words), str(ground or "")) for words, ground in zip(RIGHTS, GROUNDS, strict=True))
    return Rights(mine, tuple(_in(code) for code in sorted((code for code, _name in settings.LANGUAGES), key=_order)))


def _order(code: str) -> int:
    return ("ru", "tg", "en").index(code)


def _in(code: str) -> ToShow:
    with translation.override(code):
        return ToShow(code, str(TO_OFFICER), tuple(str(words) for words in RIGHTS))
