"""What a dossier is made from, read straight from a corridor pack: no database is asked."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from django.utils.translation import gettext as _

from hamsafar.corridor.formats.pack import Pack
from hamsafar.corridor.formats.reading import PackError
from hamsafar.figures.formats.pack_figures import read_figures
from hamsafar.figures.rules.book import Facts
from hamsafar.kit.refusal import Refusal
from hamsafar.kit.words import Words
from hamsafar.meetings.enums import URGENCY
from hamsafar.meetings.formats.chart_words import chart_words
from hamsafar.meetings.formats.pack_meetings import read_meetings, unknown_facts
from hamsafar.meetings.rules.charts import ChartWorld
from hamsafar.meetings.rules.dossier import AnnexPlan, Material
from hamsafar.meetings.rules.plan import MeetingPlan, OutcomePlan, Topic
from hamsafar.meetings.rules.speech import World, visible_sources
from hamsafar.programmes.formats.pack_programmes import read_programmes
from hamsafar.programmes.rules.pictures import Promises, conditions


def material_from_pack(folder: Path, slug: str, as_of: date, annex: tuple[AnnexPlan, ...] = ()) -> Material:
    """What a dossier of that meeting is made from, as of that day. Raises `PackError`, or `Refusal` for the slug."""
    pack = Pack(folder)
    plans = read_meetings(folder)
    meeting = plans.meeting(slug)
    if meeting is None:
        known = ", ".join(each.slug for each in plans.meetings)
        raise Refusal(_("No meeting is called “%(slug)s”; there is: %(known)s.") % {"slug": slug, "known": known})
    return material_of(
        meeting=meeting,
        previous=plans.meeting(meeting.previous),
        topics=plans.topics,
        facts=read_figures(pack),
        promises=read_programmes(pack),
        sides={side.key: side.name for side in pack.sides},
        as_of=as_of,
        annex=annex,
    )


def warnings_of(folder: Path) -> tuple[PackError, ...]:
    """Every fact that meetings and topics name and the pack does not have, with file and line."""
    facts = read_figures(Pack(folder))
    return unknown_facts(folder, {*facts.facts, *(each.key for each in facts.derived)})


def material_of(
    *,
    meeting: MeetingPlan,
    previous: MeetingPlan | None,
    topics: tuple[Topic, ...],
    facts: Facts,
    promises: Promises,
    sides: dict[str, Words],
    as_of: date,
    carried: tuple[OutcomePlan, ...] = (),
    order: tuple[str, ...] = (),
    dropped: frozenset[str] = frozenset(),
    annex: tuple[AnnexPlan, ...] = (),
) -> Material:
    """The material of a dossier: everything cut to the as-of day, wherever it was read from.

    Facts computed from demo records never enter a real meeting's dossier, so they are cut here too.
    """
    if not meeting.synthetic:
        facts = _real(facts)
    book = facts.book(as_of, meeting.on)
    pictures = promises.pictures(book, as_of)
    sources = visible_sources(facts.sources, as_of, meeting.on)
    return Material(
        meeting=meeting,
        as_of=as_of,
        topics=topics,
        world=World(book, sources, conditions(pictures), tuple(sides)),
        charts=ChartWorld(
            as_of=as_of,
            words=chart_words(),
            programmes={picture.key: picture for picture in pictures},
        ),
        urgency={rule.value: weight for rule, weight in URGENCY.items()},
        sides=sides,
        previous=previous,
        carried=carried,
        order=order,
        dropped=dropped,
        annex=annex,
    )


def _real(facts: Facts) -> Facts:
    kept = {key: fact for key, fact in facts.facts.items() if not fact.synthetic}
    return Facts(facts.sources, facts.series, kept, facts.derived, facts.codes)
