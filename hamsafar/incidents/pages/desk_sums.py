"""The sums of this desk, in words, for its first page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from hamsafar.corridor.models import Post, Side
from hamsafar.incidents.actions.sums import (
    days_to_explain,
    incidents_by_measure,
    incidents_by_post,
    people_by_purpose,
    people_without_outcome,
    promises_broken,
    substance_by_side,
)
from hamsafar.incidents.enums import CodeList
from hamsafar.incidents.pages.looking import Labels
from hamsafar.kit import formats
from hamsafar.kit.language import reader_language

Rows = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class DeskSums:
    """The sums of this desk in words; real and invented cases are never summed together."""

    synthetic: bool
    rows: Rows
    groups: tuple[tuple[str, Rows], ...]  # a heading, and how many under each


def desk_sums(words: Labels, *, synthetic: bool) -> DeskSums:
    """Days to explain, answers with substance, people without an outcome; incidents by post and measure."""
    reader = reader_language()
    names = {side.pk: side.words[reader] for side in Side.objects.all()}
    rows = [
        (
            _("Median days to explain: %(side)s, %(kind)s") % {"side": names[each.side], "kind": kind_words(each.kind)},
            formats.number(each.median, 0 if each.median == round(each.median) else 1, reader),
        )
        for each in days_to_explain(synthetic=synthetic)
    ]
    for side, share in substance_by_side(synthetic=synthetic).items():
        points = _("Points answered with substance: %(side)s") % {"side": names[side]}
        rows.append((points, _("%(n)s of %(all)s") % {"n": share.part, "all": share.whole}))
    without = people_without_outcome(synthetic=synthetic)
    if rows or without:
        rows.append((_("People without an outcome"), _count(without)))
    return DeskSums(synthetic, tuple(rows), _groups(words, synthetic=synthetic))


def _groups(words: Labels, *, synthetic: bool) -> tuple[tuple[str, Rows], ...]:
    """Incidents by post and by measure, people by purpose: the largest first."""
    posts = {post.pk: post.words[reader_language()] for post in Post.objects.all()}
    by_measure = incidents_by_measure(synthetic=synthetic)
    by_purpose = people_by_purpose(synthetic=synthetic)
    groups = (
        (
            _("Incidents by post"),
            {posts.get(key, _("place in words")): n for key, n in incidents_by_post(synthetic=synthetic).items()},
        ),
        (_("Incidents by measure"), {words.word(CodeList.MEASURE, key): n for key, n in by_measure.items()}),
        (
            _("Promises reported broken"),
            {
                words.word(CodeList.PROMISE, each.promise): each.incidents
                for each in promises_broken(synthetic=synthetic)
            },
        ),
        (_("People by purpose of travel"), {words.word(CodeList.PURPOSE, key): n for key, n in by_purpose.items()}),
    )
    return tuple((heading, _largest_first(counts)) for heading, counts in groups if counts)


def _largest_first(counts: Mapping[str, int]) -> Rows:
    return tuple((words, _count(n)) for words, n in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def _count(n: int) -> str:
    return formats.number(Decimal(n), 0, reader_language())


def kind_words(kind: str) -> str:
    return _("individual") if kind == "individual" else _("general")
