"""Incidents and enquiries as a reader sees them: rows, clocks and charts, from models and rules to words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from hamsafar.corridor.clocks import days_used
from hamsafar.corridor.models import Side
from hamsafar.incidents.actions.clockwork import answering_side, clock_of, day_at
from hamsafar.incidents.actions.opening import Changed
from hamsafar.incidents.actions.sums import people_by_outcome
from hamsafar.incidents.enums import CodeList, EnquiryState, MeasureNow, Pen, Substance
from hamsafar.incidents.models import Account, Affected, AffectedOutcome, Enquiry, EnquiryPoint, Incident
from hamsafar.incidents.pages.looking import ENQUIRY_MARKS, POINT_MARKS, Labels, place_of, there, when
from hamsafar.incidents.rules.comparing import Compared, Mark
from hamsafar.incidents.rules.consular import ConsularClock
from hamsafar.incidents.rules.counting import Became, Hour, tally
from hamsafar.kit import charts, formats
from hamsafar.kit.charts import Drawing
from hamsafar.kit.language import reader_language
from hamsafar.kit.parts import AccountHead, AccountLine, TwoAccounts

TONES = {"admitted": "done", "released": "done", "listed-for-expulsion": "late", "removed": "broken"}
OUTCOME_MARKS = {
    "admitted": "done",
    "released": "done",
    "listed-for-expulsion": "late",
    "still-held": "soon",
    "": "open",
}


@dataclass(frozen=True)
class PersonRow:
    """One person of an incident, as the list shows them. `latest` is the code of the newest outcome."""

    affected: Affected
    name: str
    facts: tuple[str, ...]
    latest: str
    outcome: str
    mark: str


def person_row(affected: Affected, words: Labels, *, latest: str | None = None) -> PersonRow:
    """A person as given; of a document only its end, since a list is read over shoulders."""
    if latest is None:
        steps = sorted(affected.outcomes.all(), key=lambda each: (each.at, each.pk))
        latest = steps[-1].outcome if steps else ""
    purpose = words.word(CodeList.PURPOSE, affected.purpose)
    facts = [purpose] if affected.purpose != "not-stated" else []
    if affected.document_given:
        facts.append(_("passport ends %(end)s") % {"end": affected.document_given[-3:]})
    if affected.age == "minor":
        facts.append(str(affected.get_age_display()))
    name = affected.name_given or _("Person %(n)s, not named") % {"n": f"{affected.number:04}"}
    outcome = words.word(CodeList.OUTCOME, latest) if latest else _("No outcome")
    return PersonRow(affected, name, tuple(facts), latest, outcome, OUTCOME_MARKS.get(latest, "none"))


def outcome_parts(counts: Mapping[str, int], words: Labels) -> Drawing:
    """The bar of outcomes: what is known, and hatched those without one."""
    reader = reader_language()
    parts = [
        _part(words.word(CodeList.OUTCOME, key), n, TONES.get(key, "plain")) for key, n in counts.items() if key and n
    ]
    if counts[""]:
        parts.append(_part(_("no outcome"), counts[""], "plain", rest=True))
    sentence = ", ".join(f"{part.shown} {part.words}" for part in parts)
    heading = charts.Heading(_("Outcomes"), sentence, "", (_("Outcome"), _("People")))
    return charts.drawing(charts.Parts(heading, reader, tuple(parts)), charts.COLUMN)


def _part(words: str, n: int, tone: str, *, rest: bool = False) -> charts.Part:
    shown = formats.number(Decimal(n), 0, reader_language())
    return charts.Part(n, shown, words, tone=tone, rest=rest, row=(words, shown))


def tally_of(incident: Incident) -> Drawing | None:
    """People added in each hour, with the table of who was without an outcome at its end; None for nobody."""
    added = list(incident.affected.counted().values_list("added_at", flat=True))
    steps = AffectedOutcome.objects.filter(affected__incident=incident, affected__same_as__isnull=True)
    hours = tally(added, [Became(*each) for each in steps.values_list("affected_id", "at", "outcome")])
    if len(added) < 2 or not hours:  # noqa: PLR2004 (a tally of one person says nothing)
        return None
    most = max(hours, key=lambda hour: hour.added)
    by_day = len(hours) > 1 and hours[1].until - hours[0].until >= timedelta(days=1)
    bars = tuple(_bar(hour, incident, by_day=by_day) for hour in hours)
    sub = ngettext("Most by %(hour)s: %(n)s person", "Most by %(hour)s: %(n)s people", most.added) % {
        "hour": _hour(most, incident, by_day=by_day),
        "n": most.added,
    }
    headers = (_("Until"), _("Added"), _("In the list"), _("Without an outcome"))
    title = _("People added each day") if by_day else _("People added each hour")
    heading = charts.Heading(title, f"{title}. {sub}", sub, headers)
    return charts.drawing(charts.Tally(heading, reader_language(), bars), charts.COLUMN)


def _bar(hour: Hour, incident: Incident, *, by_day: bool) -> charts.Bar:
    reader, until = reader_language(), there(incident, hour.until)
    shown = [formats.number(Decimal(n), 0, reader) for n in (hour.added, hour.people, hour.without)]
    row = (formats.moment(until, reader), *shown)
    return charts.Bar(hour.added, _hour(hour, incident, by_day=by_day), shown[0], row)


def _hour(hour: Hour, incident: Incident, *, by_day: bool) -> str:
    until = there(incident, hour.until)
    return formats.day_short(until.date(), reader_language()) if by_day else f"{until:%H:%M}"


@dataclass(frozen=True)
class ClockWords:
    """How consular notice stands, in words; `mark` of the status."""

    mark: str
    state: str
    took: str
    sentence: str
    rule: str


def clock_words(incident: Incident, clock: ConsularClock) -> ClockWords:
    """The consular clock of an incident: how long it took, or runs, and by which rule or practice it is measured."""
    took = duration(clock.took)
    least = _("at least %(time)s") % {"time": took} if clock.at_least else took
    if clock.told_at:
        sentence = _("from the beginning until the consul was told, at %(moment)s.") % {
            "moment": when(incident, clock.told_at)
        }
        state, mark = (_("Told late"), "late") if clock.is_late else (_("Told"), "done")
    else:
        sentence = _("since the beginning. No notice to the consul is known.")
        state, mark = (_("Not told, and past the term"), "broken") if clock.is_late else (_("Not told yet"), "open")
    return ClockWords(mark, state, least, sentence, _rule_words(clock))


def _rule_words(clock: ConsularClock) -> str:
    if clock.rule is None:
        return _("By when notice is due is not established here.")
    limit = duration(clock.rule.limit)
    if clock.rule.is_practice:
        return _("Measured against this desk’s practice of %(time)s; no agreed rule is established here.") % {
            "time": limit
        }
    return _("By rule: %(time)s. %(act)s") % {"time": limit, "act": clock.rule.act}


def duration(span: timedelta) -> str:
    """A span in days and hours, or hours and minutes."""
    minutes = int(span.total_seconds() // 60)
    days, hours, minutes = minutes // 1440, minutes % 1440 // 60, minutes % 60
    if days > 1:
        return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}
    return _("%(hours)s h %(minutes)s min") % {"hours": hours + 24 * days, "minutes": minutes}


def changes_in_words(changes: Iterable[Changed], incident: Incident) -> tuple[tuple[str, str, str], ...]:
    """Field, what stands now, what was about to be written: for the page of a conflict."""
    names = {
        "title": _("Short name"), "post": _("Where is it?"), "place": _("Another place, or where exactly"),
        "started_at": _("Begin"), "ended_at": _("End"), "ground": _("Ground"),
        "ground_words": _("The ground in the words that were used"),
        "people_said": _("How many people, as somebody said"), "words": _("What else is known"),
        "name_given": _("Name, as given"), "document_given": _("Passport or other document"),
        "birth_given": _("Day of birth"), "purpose": _("Why do they travel?"), "age": _("Of age?"), "note": _("Note"),
    }  # fmt: skip
    return tuple(
        (names.get(each.field, each.field), _plain(each.now, incident), _plain(each.yours, incident))
        for each in changes
    )


def _plain(value: Any, incident: Incident) -> str:
    if value in (None, ""):
        return "–"
    return when(incident, value) if isinstance(value, datetime) else str(value)


# ---- enquiries -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class EnquiryRow:
    """One enquiry as a list shows it."""

    enquiry: Enquiry
    state: str
    mark: str
    pen: str
    due: str
    late: bool


def enquiry_row(enquiry: Enquiry) -> EnquiryRow:
    late = is_late(enquiry)
    reader = reader_language()
    due = formats.day_short(enquiry.due_on, reader) if enquiry.due_on and enquiry.state != EnquiryState.CLOSED else ""
    mark = "broken" if late else ENQUIRY_MARKS[EnquiryState(enquiry.state)]
    state = _("Past due") if late else str(enquiry.get_state_display())
    return EnquiryRow(enquiry, state, mark, pen_words(enquiry), due, late)


def is_late(enquiry: Enquiry) -> bool:
    """Whether the answer is overdue today, where the answering side has its capital."""
    runs = enquiry.state in (EnquiryState.ASKED, EnquiryState.PARTLY_ANSWERED)
    return bool(runs and enquiry.due_on and enquiry.due_on < timezone.localdate())


def pen_words(enquiry: Enquiry) -> str:
    """Whose turn it is, for this node."""
    if enquiry.pen is Pen.NOBODY:
        return _("Nobody’s turn")
    return _("Our turn") if enquiry.is_our_turn else _("Their turn")


@dataclass(frozen=True)
class PointRow:
    """One point of an enquiry with what came back."""

    point: EnquiryPoint
    asked: str
    answers: tuple[str, ...]
    mark: str
    state: str


def point_rows(enquiry: Enquiry, words: Labels) -> list[PointRow]:
    """Every point with the answers that both sides have."""
    rows = enquiry.points.prefetch_related("answers__explanation")
    return [
        PointRow(
            point,
            words.point(point),
            tuple(
                each.words or str(each.get_substance_display())
                for each in point.answers.all()
                if each.explanation.is_out and (each.words or each.substance != Substance.OPEN)
            ),
            POINT_MARKS[Substance(point.standing)],
            str(point.get_standing_display()),
        )
        for point in rows
    ]


def pen_line(enquiry: Enquiry, sides: Sequence[Side]) -> Drawing | None:
    """The enquiry over time between the two sides; None before it was sent."""
    if enquiry.asked_at is None:
        return None
    reader = reader_language()
    asker = next(side for side in sides if side.pk == enquiry.asker_id)
    other = next(side for side in sides if side.pk != enquiry.asker_id)
    names = [side.words[reader] for side in (asker, other)]
    handings = sorted(_handings(enquiry), key=lambda each: each.at)
    pen = {Pen.ASKER: 0, Pen.ANSWERER: 1}.get(enquiry.pen)
    due = _noon(enquiry, other) if enquiry.state != EnquiryState.CLOSED else None
    running = enquiry.state != EnquiryState.CLOSED
    writes = _("%(side)s writes next") % {"side": names[pen]} if pen is not None else ""
    at = max(now(), handings[-1].at)
    sentence = "; ".join(f"{each.under} {names[each.lane]}: {each.words}" for each in handings)
    heading = charts.Heading(
        writes or _("The enquiry is closed"),
        f"{sentence}. {writes}",
        clock_sentence(enquiry),
        (_("Day"), _("Side"), _("What")),
    )
    line = charts.PenLine(
        heading,
        reader,
        ((names[0], asker.pk), (names[1], other.pk)),
        tuple(_with_row(each, names) for each in handings),
        _standstills(enquiry),
        pen,
        writes,
        at if running else None,
        _("today, %(day)s") % {"day": formats.day_short(timezone.localdate(at), reader)},
        due,
        1,
        _("Due"),
        formats.day_short(enquiry.due_on, reader) if enquiry.due_on else "",
    )
    return charts.drawing(line, charts.COLUMN)


def _with_row(each: charts.Handing, names: Sequence[str]) -> charts.Handing:
    return charts.Handing(
        each.at, each.lane, each.pen, each.words, each.under, (each.under, names[each.lane], each.words)
    )


def _noon(enquiry: Enquiry, side: Side) -> datetime | None:
    if enquiry.due_on is None:
        return None
    return timezone.make_aware(datetime.combine(enquiry.due_on, datetime.min.time()) + timedelta(hours=12))


def _handings(enquiry: Enquiry) -> Iterable[charts.Handing]:
    def handing(at: datetime, lane: int, pen: int | None, words: str) -> charts.Handing:
        return charts.Handing(at, lane, pen, words, formats.day_short(timezone.localdate(at), reader_language()))

    if enquiry.asked_at:
        yield handing(enquiry.asked_at, 0, 1, pgettext("pen line", "Sent"))
    for each in enquiry.clarifications.all():
        if each.asked_at:
            yield handing(each.asked_at, 1, 0, pgettext("pen line", "Asks back"))
        if each.replied_at:
            yield handing(each.replied_at, 0, 1, pgettext("pen line", "Clarified"))
    for letter in enquiry.extensions.all():
        if letter.is_out and letter.sent_at:
            yield handing(letter.sent_at, 1, 1, pgettext("pen line", "Takes more days"))
    for given in enquiry.explanations.all():
        if given.is_out and given.sent_at:
            words = pgettext("pen line", "Answer") if given.is_last else pgettext("pen line", "Partial answer")
            yield handing(given.sent_at, 1, 0 if given.is_last else 1, words)
    if enquiry.closed_at:
        yield handing(enquiry.closed_at, 0, None, pgettext("pen line", "Closed"))


def _standstills(enquiry: Enquiry) -> tuple[charts.Standstill, ...]:
    reader = reader_language()
    found = [(each.asked_at, each.replied_at) for each in enquiry.clarifications.all() if each.asked_at]
    return tuple(
        charts.Standstill(
            asked,
            replied,
            _("clock stopped"),
            formats.day_range(timezone.localdate(asked), timezone.localdate(replied or now()), reader),
        )
        for asked, replied in found
        if asked
    )


def clock_sentence(enquiry: Enquiry) -> str:
    """Which working day of how many it is, by the answering side's calendar."""
    if enquiry.asked_at is None or enquiry.state == EnquiryState.CLOSED:
        return ""
    clock, side = clock_of(enquiry), answering_side(enquiry)
    used = days_used(clock, on=day_at(side, now()))
    sentence = _("Working day %(used)s of %(days)s, by the calendar of the side that answers.") % {
        "used": used,
        "days": clock.days,
    }
    if enquiry.state == EnquiryState.CLARIFYING:
        return sentence + " " + _("The clock stands while a question back waits for its reply.")
    return sentence


# ---- two accounts ----------------------------------------------------------------------------------------------------

SIGNS = {Mark.SAME: "=", Mark.DIFFERS: "≠", Mark.ONE_SILENT: "·", Mark.BOTH_SILENT: "·"}


def two_accounts(
    incident: Incident, ours: Account | None, theirs: Account | None, lines: Sequence[Compared], words: Labels
) -> TwoAccounts:
    """Both statements side by side; the lines of neither are changed."""
    names = {
        "place": _("Where"), "started_at": _("Begin"), "ended_at": _("End"), "people": _("People"),
        "students": _("Students"), "measures": _("Measure"), "ground": _("Ground"), "consul_told_at": _("Consul told"),
        "outcomes": _("Outcome"), "measure_now": _("Kept or lifted"), "words": _("Further words"),
    }  # fmt: skip
    said = {Mark.SAME: _("the same"), Mark.DIFFERS: _("they differ")}
    rows = tuple(
        AccountLine(
            names[line.line],
            _said(line.line, line.one, incident, words),
            _said(line.line, line.other, incident, words),
            SIGNS[line.mark],
            said.get(line.mark, _("one side is silent")),
            line.mark is Mark.DIFFERS,
        )
        for line in lines
        if line.mark is not Mark.BOTH_SILENT
    )
    return TwoAccounts(
        _head(ours, settings.THIS_SIDE), _head(theirs, str(incident.peer_id)), rows, str(MeasureNow.NOT_SAID.label)
    )


def _head(account: Account | None, side: str) -> AccountHead:
    name = Side.objects.get(pk=side).words[reader_language()]
    if account is None:
        return AccountHead(name, side, _("No account yet"))
    day = formats.day(timezone.localdate(account.sent_at or account.written_at), reader_language())
    if not account.public_key:
        return AccountHead(
            name, side, _("Given on paper on %(day)s") % {"day": day}, _("version %(n)s") % {"n": account.version}
        )
    print_of = bytes(account.signed or b"")[-8:].hex(" ", 2)
    return AccountHead(
        name,
        side,
        _("Signed on %(day)s") % {"day": day},
        _("Fingerprint %(print)s · version %(n)s") % {"print": print_of, "n": account.version},
    )


def _said(line: str, value: Any, incident: Incident, words: Labels) -> str:
    if value in (None, "", "not-stated", "not-said"):
        return ""
    if isinstance(value, datetime):
        return when(incident, value)
    if line == "ground":
        return words.word(CodeList.GROUND, str(value))
    if line == "measure_now":
        return str(MeasureNow(value).label)
    return formats.number(Decimal(value), 0, reader_language()) if isinstance(value, int) else str(value)


def account_known(incident: Incident, words: Labels) -> dict[str, Any]:
    """What this node knows of an incident, to begin its account with. The officer changes it before it is signed."""
    began, end = there(incident), there(incident, incident.ended_at) if incident.ended_at else None
    told = incident.notices.first()
    heard = there(incident, told.told_at) if told else None
    counts = people_by_outcome(synthetic=incident.synthetic, incident=incident)
    outcomes = [(words.word(CodeList.OUTCOME, key) if key else _("not known"), n) for key, n in counts.items() if n]
    counted = incident.affected.counted()
    return {
        "place": place_of(incident),
        "on": began.date(),
        "hour": None if incident.day_only else f"{began:%H:%M}",
        "end_on": end.date() if end else None,
        "end_hour": f"{end:%H:%M}" if end else None,
        "people": counted.count() or incident.people_said,
        "students": counted.students().count(),
        "measures": ", ".join(
            dict.fromkeys(words.word(CodeList.MEASURE, each.kind) for each in incident.measures.all())
        ),
        "ground": incident.ground,
        "ground_words": incident.ground_words,
        "told_on": heard.date() if heard else None,
        "told_hour": f"{heard:%H:%M}" if heard else None,
        "outcomes": ", ".join(f"{n} {what}" for what, n in outcomes),
        "measure_now": "not-said",
    }
