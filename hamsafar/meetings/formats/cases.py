"""Topics that no pack holds: points of enquiries left open, promises not known to be kept or reported broken, and what
the other side raises.

Nothing an officer wrote about people stands in them: an enquiry's number, a point's place and its coded words. They are
restricted, since an enquiry under way is between the two sides.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hamsafar.kit import formats
from hamsafar.kit.words import LANGUAGES, Words
from hamsafar.meetings.enums import Mark, Rule
from hamsafar.meetings.rules.plan import Guard, Phrase, Proposal, StatusLine, Topic

COUNTED = "counted-here"
LAST = 10_000  # behind every topic of the pack, where the urgency is the same
RESTRICTED = "restricted"


@dataclass(frozen=True)
class OpenPoint:
    """A point of an enquiry that was asked and not answered with substance; `label` is of the pack, if any."""

    subject: UUID
    enquiry: str
    number: int
    label: Words | None
    asked_on: date


@dataclass(frozen=True)
class OpenPromise:
    """A promise made in an answer to an enquiry, and not known to be kept."""

    subject: UUID
    enquiry: str
    number: int
    made_on: date
    due_on: date | None


@dataclass(frozen=True)
class BrokenPromise:
    """A promise of a treaty, `since` the day on which it was made, and how often it was reported broken."""

    key: str
    label: Words
    since: date | None
    incidents: int
    last_on: date


def point_topic(point: OpenPoint) -> Topic:
    """The item that a point left open becomes."""

    def title(lang: str) -> str:
        if point.label is None:
            return _("Enquiry %(enquiry)s, point %(n)s") % {"enquiry": point.enquiry, "n": point.number}
        return _("Enquiry %(enquiry)s: %(point)s") % {"enquiry": point.enquiry, "point": point.label[lang]}

    def why(lang: str) -> str:
        day = formats.day(point.asked_on, lang)
        return _("Asked on %(day)s and not answered with substance.") % {"day": day}

    key = f"point-{point.subject.hex[:12]}-{point.number}"
    return _topic(key, in_each_language(title), Rule.POINT_LEFT_OPEN, in_each_language(why))


def promise_topic(promise: OpenPromise, *, as_of: date) -> Topic:
    """The item that a promise not known to be kept becomes."""

    def title(_lang: str) -> str:
        return _("Enquiry %(enquiry)s: a promise made in the answer") % {"enquiry": promise.enquiry}

    def why(lang: str) -> str:
        made = formats.day(promise.made_on, lang)
        if promise.due_on is None:
            return _("Promised on %(made)s without a day; nothing is known of its being kept.") % {"made": made}
        said = {"made": made, "due": formats.day(promise.due_on, lang)}
        if promise.due_on < as_of:
            return _("Promised on %(made)s for %(due)s, and not known to be kept.") % said
        return _("Promised on %(made)s for %(due)s.") % said

    key = f"promise-{promise.subject.hex[:12]}-{promise.number}"
    return _topic(key, in_each_language(title), Rule.PROMISE_OPEN, in_each_language(why))


def broken_topic(broken: BrokenPromise) -> Topic:
    """The item that a promise of a treaty becomes once it is reported broken."""

    def title(lang: str) -> str:
        return _("Reported broken: %(promise)s") % {"promise": broken.label[lang]}

    def why(lang: str) -> str:
        said = ngettext(
            "%(n)s incident, the last on %(day)s.", "%(n)s incidents, the last on %(day)s.", broken.incidents
        ) % {"n": formats.number(Decimal(broken.incidents), 0, lang), "day": formats.day(broken.last_on, lang)}
        if broken.since is None:
            return said
        return _("Promised on %(day)s.") % {"day": formats.day(broken.since, lang)} + f" {said}"

    return _topic(f"broken-{broken.key}", in_each_language(title), Rule.PROMISE_BROKEN, in_each_language(why))


def raised_topic(key: str, title: Words, why: Words, *, restricted: bool) -> Topic:
    """The item that the other side raises and the pack does not know."""
    return _topic(key, title, Rule.RAISED_BY_A_SIDE, why, classification=RESTRICTED if restricted else "open")


def counted_topic(counted: Sequence[tuple[Words, int]]) -> Topic:
    """The item that says what this node's desks count: for invented meetings, from generated records.

    `counted` are pairs of what is counted and how many; small counts were left out where they were counted.
    """

    def title(_lang: str) -> str:
        return _("What the desks of this node count (synthetic)")

    def why(lang: str) -> str:
        said = "; ".join(f"{words[lang]}: {formats.number(Decimal(count), 0, lang)}" for words, count in counted)
        return _("From generated records (synthetic). %(counts)s.") % {"counts": said}

    return _topic(COUNTED, in_each_language(title), Rule.COUNTED_HERE, in_each_language(why), classification="open")


def in_each_language(say: Callable[[str], str]) -> Words:
    """What `say` says in each of the three languages."""
    found = {}
    for lang in LANGUAGES:
        with translation.override(lang):
            found[lang] = say(lang)
    return Words.of(found)


def _topic(key: str, title: Words, rule: Rule, why: Words, *, classification: str = RESTRICTED) -> Topic:
    standing = in_each_language(lambda _lang: str(Mark.OPEN.label))
    return Topic(
        key=key,
        rank=LAST,
        title=title,
        classification=classification,
        programmes=(),
        series=(),
        propose=(Proposal(rule.value, why, Guard()),),
        status=(StatusLine(Mark.OPEN.value, standing, Guard()),),
        standfirst=(Phrase(why),),
        headline=(),
        front_ask=(),
        decision=(),
        statements=(),
        asks=(),
        charts=(),
    )
