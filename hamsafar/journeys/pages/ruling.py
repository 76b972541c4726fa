"""Dated rules of the pack in the reader's words, and how a last day was counted by one of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy

from hamsafar.corridor.models import Rule
from hamsafar.journeys.actions.law import law_of
from hamsafar.journeys.models import Requirement
from hamsafar.journeys.rules.law import law_on
from hamsafar.kit.formats import day, number
from hamsafar.kit.language import reader_language
from hamsafar.kit.words import Words

ANSWERS: dict[str, str | Promise] = {"yes": pgettext_lazy("rule", "yes"), "no": pgettext_lazy("rule", "no")}
COUNTED: dict[str, Callable[[int], str]] = {
    "days": lambda n: ngettext("%(n)s day", "%(n)s days", n),
    "calendar days": lambda n: ngettext("%(n)s calendar day", "%(n)s calendar days", n),
    "working days": lambda n: ngettext("%(n)s working day", "%(n)s working days", n),
    "days from entry": lambda n: ngettext("%(n)s day from entry", "%(n)s days from entry", n),
    "days in a calendar year": lambda n: ngettext("%(n)s day in a calendar year", "%(n)s days in a calendar year", n),
}


@dataclass(frozen=True)
class RuleShown:
    """A rule as a reader sees it."""

    name: str
    value: str
    act: str
    source: str
    since: date | None
    note: str


@dataclass(frozen=True)
class Term:
    """How the last day of a requirement was counted, and by which rule."""

    rule: RuleShown
    words: str


class Rulebook:
    """Every dated rule of the pack, read once for a page."""

    def __init__(self) -> None:
        rows = list(Rule.objects.order_by("key", "valid_from"))
        self._laws = [law_of(each) for each in rows]
        self._shown = {(each.key, each.valid_from): _shown(each) for each in rows}

    def row(self, key: str, since: date | None) -> RuleShown | None:
        """One row by its key and first day; None where the pack no longer has it."""
        return self._shown.get((key, since))

    def called(self, keys: Iterable[str]) -> list[RuleShown]:
        """Every row of these rules, in the order of their keys."""
        wanted = set(keys)
        return [rule for (key, _since), rule in self._shown.items() if key in wanted]

    def term(self, asked: Requirement, *, entry: date | None) -> Term | None:
        """How the last day of a requirement was counted from entry; None where no term runs."""
        if not asked.term_rule or asked.due_on is None or entry is None:
            return None
        law = law_on(self._laws, asked.term_rule, on=entry)
        rule = self.row(law.key, law.valid_from) if law else None
        if rule is None:
            return None
        said = {"entry": day(entry, reader_language()), "term": rule.value, "due": day(asked.due_on, reader_language())}
        return Term(rule, _("entry %(entry)s, which is the first day; %(term)s; the last is %(due)s") % said)


def _shown(rule: Rule) -> RuleShown:
    language = reader_language()
    note = rule.note.get(language, "") if rule.note else ""
    return RuleShown(Words.of(rule.name)[language], value_said(rule), rule.act, rule.source, rule.valid_from, note)


def value_said(rule: Rule) -> str:
    """What a rule gives: yes, no, a number with its unit; anything else as the pack writes it."""
    if rule.value in ANSWERS:
        return str(ANSWERS[rule.value])
    if rule.unit not in COUNTED:
        return str(rule.value)
    if not rule.value.isdecimal():  # such as 90/180: its unit as it is written after many
        return COUNTED[rule.unit](0) % {"n": rule.value}
    many = int(rule.value)
    return COUNTED[rule.unit](many) % {"n": number(Decimal(many), 0, reader_language())}
