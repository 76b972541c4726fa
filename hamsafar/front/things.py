"""What waits for an officer, by what their role lets them do: to-do rows and queues, all from live data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext, ngettext, pgettext

from hamsafar.accounts.enums import Permission
from hamsafar.accounts.models import ClearanceProposal, User
from hamsafar.exchange.actions.standing import Standing, standing
from hamsafar.exchange.models import OutboxEnvelope, Peer, receipted_upto
from hamsafar.figures.enums import ImportState
from hamsafar.figures.models import ImportBatch
from hamsafar.front import offices
from hamsafar.front.desk import Desk
from hamsafar.front.offices import QueueLine
from hamsafar.incidents.access import may_read as may_read_incidents
from hamsafar.incidents.access import may_release_enquiry
from hamsafar.incidents.enums import EnquiryState, Party
from hamsafar.incidents.models import Affected, Enquiry, Incident, Report
from hamsafar.incidents.pages.looking import title_of
from hamsafar.journeys.access import may_keep_journeys
from hamsafar.journeys.actions.needs import said_of
from hamsafar.journeys.enums import RequirementKind
from hamsafar.journeys.models import Erasure, Journey, PeopleImport
from hamsafar.kit import formats
from hamsafar.kit.language import reader_language
from hamsafar.kit.parts import Todo
from hamsafar.ledger.models import Line
from hamsafar.meetings.enums import AgendaState
from hamsafar.meetings.models import AgendaItem, FrozenDossier, Outcome
from hamsafar.notices.models import Notice
from hamsafar.programmes.enums import MilestoneState
from hamsafar.recruitment.access import may_place
from hamsafar.recruitment.models import JobOrder, Nominee, Proposal

SOON = 14  # days: what ends sooner is filled
SHOWN = 5  # of one kind on the first page


@dataclass(frozen=True)
class Thing:
    """A to-do row with the days that are left, None where nothing runs out."""

    todo: Todo
    days: int | None


def _thing(
    desk: Desk, *, until: date | None, what: str, why: str, url: str, button: str, synthetic: bool = False
) -> Thing:
    days = (until - desk.on).days if until else None
    clock, note = _clock(days, until)
    urgent = days is not None and days <= SOON
    return Thing(Todo(clock, note, what, why, url, button, urgent, synthetic), days)


def _clock(days: int | None, until: date | None) -> tuple[str, str]:
    if days is None or until is None:
        return gettext("Open"), gettext("no date set")
    short = formats.day_short(until, reader_language())
    if days < 0:
        months = -days // 30
        if months > 1:
            late = ngettext("%(n)s month", "%(n)s months", months) % {"n": months}
        else:
            late = ngettext("%(n)s day", "%(n)s days", -days) % {"n": -days}
        return late, gettext("past %(day)s") % {"day": short}
    if days == 0:
        return gettext("Today"), gettext("ends at midnight")
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}, gettext("to %(day)s") % {"day": short}


def for_officer(desk: Desk, officer: User) -> list[Thing]:
    """Everything that waits for this officer, in no order yet."""
    sources = (
        _of_incidents,
        _of_journeys,
        _of_secretariat,
        _of_programmes,
        _of_figures,
        _of_offices,
        _of_node,
        _of_exchange,
        _to_read,
    )
    return [thing for source in sources for thing in source(desk, officer)]


def _of_incidents(desk: Desk, officer: User) -> Iterable[Thing]:
    """Reports nobody has looked at, people without an outcome, enquiries that wait for this officer."""
    if officer.has(Permission.REPORT_INCIDENTS):
        yield from _new_reports(desk)
        yield from _without_outcome(desk)
    if not may_read_incidents(officer):
        return
    waiting = Enquiry.objects.our_turn().select_related("incident").order_by("due_on", "pk")
    for each in waiting[:SHOWN]:
        name = {"number": each.number}
        if each.state == EnquiryState.TO_RELEASE:
            if not may_release_enquiry(officer, each):
                continue
            what, button = gettext("Second pair of eyes: enquiry %(number)s"), pgettext("button", "Release")
            why = gettext("Another officer wrote it. Nothing leaves before you release it.")
        elif each.we_are == Party.ANSWERER:
            what, button = gettext("Answer enquiry %(number)s"), pgettext("button", "Answer")
            why = gettext("The other side asked. The clock runs by our calendar.")
        elif each.state == EnquiryState.CLARIFYING:
            what, button = gettext("Reply to a question back: enquiry %(number)s"), pgettext("button", "Reply")
            why = gettext("The clock stands until we reply.")
        else:
            what, button = gettext("Read the answer to enquiry %(number)s"), pgettext("button", "Read")
            why = gettext("Close it, or ask again. Open points go to the next agenda by themselves.")
        yield _thing(
            desk,
            until=each.due_on if each.we_are == Party.ANSWERER else None,
            what=what % name,
            why=why,
            url=reverse("incidents:enquiry", args=[each.ref]),
            button=button,
            synthetic=each.incident.synthetic,
        )


def _new_reports(desk: Desk) -> Iterable[Thing]:
    count = Report.objects.new().count()
    if count:
        yield _thing(
            desk,
            until=desk.on,
            what=ngettext("%(n)s report of a person or family", "%(n)s reports of people and families", count)
            % {"n": count},
            why=gettext("Nobody has looked at it yet. Somebody may be held now."),
            url=reverse("incidents:reports"),
            button=pgettext("button", "Look"),
        )


def _without_outcome(desk: Desk) -> Iterable[Thing]:
    open_ones = Incident.objects.open().with_people_without_outcome().with_counts().select_related("post__side")
    for each in open_ones.newest_first()[:SHOWN]:
        yield _thing(
            desk,
            until=None,
            what=title_of(each),
            why=ngettext(
                "%(n)s person has no outcome.",
                "%(n)s people have no outcome.",
                each.without,  # type: ignore[attr-defined]
            )
            % {"n": each.without},  # type: ignore[attr-defined]
            url=reverse("incidents:incident", args=[each.ref]),
            button=pgettext("button", "Open"),
            synthetic=each.synthetic,
        )


def _of_journeys(desk: Desk, officer: User) -> Iterable[Thing]:
    """Journeys ahead whose paper ended because something is missing again. The person was told; somebody must help."""
    if not may_keep_journeys(officer):
        return
    for journey in Journey.objects.lost(on=desk.on)[:SHOWN]:
        lost = journey.lost_because or {}
        yield _thing(
            desk,
            until=journey.departs_on,
            what=gettext("Journey %(ref)s lost its paper: %(what)s")
            % {"ref": journey.ref, "what": RequirementKind(lost["kind"]).label},
            why=said_of(lost["because"]),
            url=reverse("journeys:journey", args=[journey.ref]),
            button=pgettext("button", "Open"),
            synthetic=journey.synthetic,
        )


def _of_secretariat(desk: Desk, officer: User) -> Iterable[Thing]:
    if officer.has(Permission.PREPARE_MEETINGS):
        yield from _offers(desk)
        yield from _agendas(desk)
    if officer.has(Permission.RECORD_OUTCOMES):
        yield from _outcomes(desk)


def _agendas(desk: Desk) -> Iterable[Thing]:
    """Meetings ahead whose agenda is not drafted, or has items that nobody has ordered."""
    for meeting in desk.ahead:
        items = AgendaItem.objects.of(meeting.slug)
        proposed = items.filter(state=AgendaState.PROPOSED).count()
        name = {"meeting": meeting.words[reader_language()]}
        if not proposed and items.exists():
            continue
        waiting = ngettext(
            "%(n)s item is proposed by rule and waits for you.",
            "%(n)s items are proposed by rule and wait for you.",
            proposed,
        )
        yield _thing(
            desk,
            until=meeting.on,
            what=(gettext("Order the agenda: %(meeting)s") if proposed else gettext("Draft the agenda: %(meeting)s"))
            % name,
            why=waiting % {"n": proposed}
            if proposed
            else gettext("Nothing is on it yet; the rules propose its items."),
            url=reverse("meetings:meeting", args=[meeting.slug]),
            button=pgettext("button", "Order") if proposed else pgettext("button", "Draft"),
            synthetic=meeting.synthetic,
        )


def _offers(desk: Desk) -> Iterable[Thing]:
    """Items of meetings ahead that the other side offers and nobody has answered, the nearest meeting first."""
    received = AgendaItem.objects.filter(state=AgendaState.RECEIVED, meeting__on__gte=desk.on)
    for item in received.select_related("meeting", "offered_by").order_by("meeting__on", "offered_at")[:SHOWN]:
        side = item.offered_by.words[reader_language()] if item.offered_by else ""
        yield _thing(
            desk,
            until=item.meeting.on,
            what=gettext("Answer an offered item: %(item)s") % {"item": item.words[reader_language()]},
            why=gettext("Offered by %(side)s for %(meeting)s.")
            % {"side": side, "meeting": item.meeting.words[reader_language()]},
            url=reverse("meetings:meeting", args=[item.meeting_id]),
            button=pgettext("button", "Answer"),
            synthetic=item.synthetic,
        )


def _outcomes(desk: Desk) -> Iterable[Thing]:
    """What meetings decided and nobody has reported on, the nearest end first."""
    for outcome in Outcome.objects.unfinished().select_related("meeting").order_by("due", "pk")[:SHOWN]:
        words = desk.sentence(outcome.words)
        if not words:  # it names a figure that is not known here
            continue
        yield _thing(
            desk,
            until=outcome.due,
            what=words,
            why=gettext("Decided at %(meeting)s. Say what became of it, or carry it over.")
            % {"meeting": outcome.meeting.words[reader_language()]},
            url=reverse("meetings:meeting", args=[outcome.meeting_id]),
            button=pgettext("button", "Record"),
            synthetic=outcome.synthetic,
        )


def _of_programmes(desk: Desk, officer: User) -> Iterable[Thing]:
    if not officer.has(Permission.REPORT_MILESTONES):
        return
    reader = reader_language()
    silent = {
        MilestoneState.AT_LEAST_LATE: gettext("Past its planned day, and not known to be done."),
        MilestoneState.UNKNOWN: gettext("Nothing was reported since its planned day."),
    }
    for picture in desk.pictures:
        for milestone in picture.milestones:
            if milestone.state in silent and milestone.due:
                yield _thing(
                    desk,
                    until=milestone.due.last,
                    what=f"{picture.name[reader]}: {milestone.name[reader]}",
                    why=silent[milestone.state],
                    url=reverse("programmes:programme", args=[picture.key]),
                    button=pgettext("button", "Report"),
                    synthetic=picture.synthetic,
                )


def _of_figures(desk: Desk, officer: User) -> Iterable[Thing]:
    if not officer.has(Permission.IMPORT_FIGURES):
        return
    for batch in ImportBatch.objects.filter(state=ImportState.PREVIEWED)[:SHOWN]:
        yield _thing(
            desk,
            until=None,
            what=gettext("Confirm the import of %(file)s") % {"file": batch.name},
            why=ngettext("%(n)s row was read and waits.", "%(n)s rows were read and wait.", batch.rows)
            % {"n": batch.rows},
            url=reverse("figures:import", args=[batch.pk]),
            button=pgettext("button", "Check"),
        )
    count = len(desk.disagreements)
    if count:
        yield _thing(
            desk,
            until=None,
            what=ngettext("%(n)s count disagrees", "%(n)s counts disagree", count) % {"n": count},
            why=gettext("Found by rule. Look for a source that explains the gap; none is chosen for the reader."),
            url=reverse("figures:disagreements"),
            button=pgettext("button", "Look"),
        )


def _of_offices(desk: Desk, officer: User) -> Iterable[Thing]:
    for each in offices.things(officer, on=desk.on):
        yield _thing(desk, **vars(each))


def _of_node(desk: Desk, officer: User) -> Iterable[Thing]:
    if officer.has(Permission.MANAGE_ACCOUNTS):
        for proposal in ClearanceProposal.objects.waiting().select_related("officer").order_by("proposed_at"):
            yield _thing(
                desk,
                until=None,
                what=gettext("Confirm a clearance: %(officer)s") % {"officer": proposal.officer.name},
                why=gettext("Proposed on %(day)s. A second officer must confirm it.")
                % {"day": formats.day(localdate(proposal.proposed_at), reader_language())},
                url=reverse("accounts:officer", args=[proposal.officer.ref]),
                button=pgettext("button", "Decide"),
            )


def _of_exchange(desk: Desk, officer: User) -> Iterable[Thing]:
    """What asks for the operator at the exchange; nothing while all crosses by itself."""
    peer = Peer.objects.first() if officer.has(Permission.OPERATE_NODE) else None
    if peer is None:
        return
    for what, why, page in _at_exchange(standing(peer, at=now())):
        yield _thing(desk, until=None, what=what, why=why, url=reverse(page), button=pgettext("button", "Look"))


def _at_exchange(found: Standing) -> Iterable[tuple[str, str, str]]:
    """What, why, and on which page."""
    if not found.agrees:
        yield (
            gettext("The two nodes hold different histories"),
            gettext("Nothing is sent until they are reconciled. Was this node restored from an old backup?"),
            "exchange:index",
        )
    if not found.keys_confirmed:
        yield (
            gettext("Hold the key ceremony with the other node"),
            gettext("Envelopes are written and wait: no keys of the other node are confirmed."),
            "exchange:keys",
        )
    refused = found.refused + found.refused_batches
    if refused:
        yield (
            ngettext("%(n)s envelope or batch was refused", "%(n)s envelopes or batches were refused", refused)
            % {"n": refused},
            gettext("Each says why. Later envelopes of the same case wait."),
            "exchange:index",
        )
    if found.failing_since:
        since = formats.day(localdate(found.failing_since), reader_language())
        yield (
            gettext("The other node cannot be reached"),
            gettext("Since %(day)s. Everything waits in order; a bundle can carry it meanwhile.") % {"day": since},
            "exchange:index",
        )


def _to_read(desk: Desk, officer: User) -> Iterable[Thing]:
    """For the meetings ahead, the newest signed copy that the officer may open, else the working copy."""
    for meeting in desk.ahead:
        copy = FrozenDossier.objects.filter(meeting=meeting).readable_at(officer.clearance).newest_first().first()
        if not copy and officer.has(Permission.PREPARE_MEETINGS):
            continue
        signed = copy and gettext("%(edition)s, signed on %(day)s.") % {
            "edition": copy.get_edition_display(),
            "day": formats.day(localdate(copy.frozen_at), reader_language()),
        }
        yield _thing(
            desk,
            until=meeting.on,
            what=gettext("Read the dossier: %(meeting)s") % {"meeting": meeting.words[reader_language()]},
            why=signed or gettext("A working copy; none is signed yet."),
            url=reverse("meetings:meeting" if copy else "meetings:dossier", args=[meeting.slug]),
            button=pgettext("button", "Read"),
            synthetic=meeting.synthetic,
        )


def _of_recruitment(desk: Desk, officer: User) -> Iterable[QueueLine]:
    if may_place(officer):
        live, silent = Proposal.objects.live().count(), Proposal.objects.silent(on=desk.on).count()
        yield QueueLine(gettext("Proposed places"), live, silent, reverse("recruitment:proposals"))
        asked = Nominee.objects.asked()
        late = asked.filter(due_on__lt=desk.on).count()
        yield QueueLine(gettext("Nominated by the other side"), asked.count(), late, reverse("recruitment:nominees"))
    if officer.has(Permission.VERIFY_ORDERS):
        waiting = JobOrder.objects.to_verify().count()
        yield QueueLine(gettext("Job orders to verify"), waiting, 0, f"{reverse('recruitment:index')}?show=verify")


def queues(desk: Desk, officer: User) -> Iterable[QueueLine]:
    """How much stands in each queue that is the officer's to look after."""
    if may_read_incidents(officer):
        for words, rows, show in (
            (gettext("Enquiries we sent"), Enquiry.objects.ours().running(), "ours"),
            (gettext("Enquiries to us"), Enquiry.objects.theirs().running(), "theirs"),
        ):
            late = rows.overdue(on=desk.on).count()
            yield QueueLine(words, rows.count(), late, f"{reverse('incidents:enquiries')}?show={show}")
        without = Affected.objects.without_outcome().count()
        yield QueueLine(gettext("People without an outcome"), without, 0, reverse("incidents:without"))
    yield from _of_recruitment(desk, officer)
    yield from offices.queues(officer, on=desk.on)
    unread = Notice.objects.for_officer(officer).unread().count()
    yield QueueLine(gettext("Notices not read"), unread, 0, reverse("notices:mine"))
    if officer.has(Permission.ANSWER_RIGHTS):
        waiting = Erasure.objects.waiting().count()
        yield QueueLine(gettext("Erasures to confirm"), waiting, 0, reverse("rights:due"))
    if officer.has(Permission.OPERATE_NODE):
        peer = Peer.objects.first()
        if peer is not None:
            waiting = OutboxEnvelope.objects.filter(peer=peer).not_receipted(receipted_upto(peer)).count()
            late = waiting if peer.failures else 0
            yield QueueLine(gettext("Envelopes without a receipt"), waiting, late, reverse("exchange:index"))
        stuck = Notice.objects.stuck(at=now()).count()
        yield QueueLine(gettext("Notices that could not be sent"), stuck, stuck, reverse("notices:delivery"))
    if officer.has(Permission.REPORT_MILESTONES):
        states = [each.state for picture in desk.pictures for each in picture.milestones]
        late = sum(state in (MilestoneState.AT_LEAST_LATE, MilestoneState.UNKNOWN) for state in states)
        open_ones = late + states.count(MilestoneState.PLANNED)
        yield QueueLine(gettext("Milestones"), open_ones, late, reverse("programmes:index"))
    if officer.has(Permission.RECORD_OUTCOMES):
        unfinished = Outcome.objects.unfinished()
        late = unfinished.filter(due__lt=desk.on).count()
        yield QueueLine(gettext("Outcomes of meetings"), unfinished.count(), late, reverse("meetings:index"))
    if officer.has(Permission.IMPORT_FIGURES):
        waiting = ImportBatch.objects.filter(state=ImportState.PREVIEWED).count()
        yield QueueLine(gettext("Imports to confirm"), waiting, 0, reverse("figures:imports"))
    if officer.has(Permission.IMPORT_PEOPLE):
        waiting = PeopleImport.objects.of_the_office(officer.organisation).waiting().count()
        yield QueueLine(gettext("Lists of people"), waiting, 0, reverse("lists:index"))
    if officer.has(Permission.READ_LEDGER):
        waiting = Line.objects.not_sealed().count()
        yield QueueLine(gettext("Ledger lines without a seal"), waiting, 0, reverse("ledger:lines"))
    if officer.has(Permission.MANAGE_ACCOUNTS):
        waiting = ClearanceProposal.objects.waiting().count()
        yield QueueLine(gettext("Clearances to confirm"), waiting, 0, reverse("accounts:officers"))
