"""Whether every sentence of the code and the templates stands in every language. Needs no gettext on the machine."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from babel.messages.extract import extract_python
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils.translation.template import templatize

KEYWORDS: dict[str, Any] = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop", "Because")),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
PLACE = re.compile(r"%\((\w+)\)|%(?=[sd])|\{(\w*)\}")  # what a sentence leaves open


@dataclass(frozen=True)
class Sentence:
    """One sentence to translate: how it is found in a catalogue, and where it is said first."""

    text: str
    plural: str
    said_in: str
    context: str = ""

    @property
    def key(self) -> Key:
        return Key(self.text, self.context)


class Key(NamedTuple):
    """What a catalogue finds a sentence by: the same English in another context is another sentence."""

    text: str
    context: str


def missing(root: Path) -> list[str]:
    """What a language other than English still lacks, each as `FILE:LINE: sentence`. Empty where nothing is."""
    sentences = {each.key: each for each in sentences_of(root)}
    found = []
    for language in (code for code, _ in settings.LANGUAGES if code != "en"):
        known = translations(root, language)
        for key, sentence in sorted(sentences.items(), key=lambda pair: pair[1].said_in):
            said = known.get(key, ())
            if not said or not all(said):
                context = f" ({key.context})" if key.context else ""
                found.append(f"{sentence.said_in}: not in {language}: {key.text!r}{context}")
            elif any(_places(key.text, sentence.plural) != _places(each, each) for each in said[-1:]):
                found.append(f"{sentence.said_in}: leaves other places open in {language}: {said[-1]!r}")
    return found


def sentences_of(root: Path) -> Iterator[Sentence]:
    """Every sentence marked for translation below `root`/hamsafar."""
    for file in sorted((root / "hamsafar").rglob("*")):
        if file.suffix not in (".py", ".html", ".txt") or "migrations" in file.parts:
            continue
        source = file.read_text()
        if file.suffix != ".py":
            # What Django makes of a template is not quite Python: indentation means nothing in it.
            source = "\n".join(line.lstrip() for line in templatize(source, str(file)).splitlines())
        for line, function, message, _ in extract_python(io.BytesIO(source.encode()), KEYWORDS, [], {}):
            sentence = _sentence(function, message, f"{file.relative_to(root)}:{line}")
            if sentence:
                yield sentence


def _sentence(function: object, message: object, said_in: str) -> Sentence | None:
    parts = [message] if isinstance(message, str) else list(message) if isinstance(message, tuple) else []
    name = str(function)
    skipped = 1 if "pgettext" in name else 0
    words = [part for part in parts[skipped:] if isinstance(part, str) and part]
    if not words:
        return None
    context = str(parts[0]) if skipped else ""
    return Sentence(words[0], words[-1] if "ngettext" in name else words[0], said_in, context)


def translations(root: Path, language: str) -> dict[Key, tuple[str, ...]]:
    """What all catalogues of a language say, by English sentence: one form, or one for each plural."""
    known: dict[Key, tuple[str, ...]] = {}
    for file in sorted((root / "hamsafar").glob(f"*/locale/{language}/LC_MESSAGES/django.po")):
        with file.open("rb") as opened:
            for message in read_po(opened, locale=language):
                key = message.id if isinstance(message.id, str) else message.id[0]
                if key and not message.fuzzy:
                    found = Key(key, message.context or "")
                    known[found] = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
    return known


def _places(one: str, other: str) -> frozenset[str]:
    return frozenset(match.group(0) for text in (one, other) for match in PLACE.finditer(text))
