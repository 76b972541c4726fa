"""Crossings as the person, an officer or, with consent, the other side tells of them; and the days that they add."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from hamsafar.corridor.models import Post
from hamsafar.exchange.actions.erasing import erase_case
from hamsafar.exchange.actions.sending import send_envelope
from hamsafar.exchange.models import OutboxEnvelope, Peer, receipted_upto
from hamsafar.journeys import access
from hamsafar.journeys.actions.law import laws
from hamsafar.journeys.actions.needs import read_law_anew
from hamsafar.journeys.enums import ConsentHow, Direction, JourneyPurpose, Purpose, StayGround, ToldBy
from hamsafar.journeys.formats.trip_bodies import JourneyCrossed
from hamsafar.journeys.models import Consent, Crossing, Journey, Person, StayPeriod
from hamsafar.journeys.rules.stay import Ground, Stay, StayClock, stay_clock
from hamsafar.kit.actor import Actor
from hamsafar.kit.queue import queue
from hamsafar.kit.refusal import Refusal
from hamsafar.kit.verdict import require
from hamsafar.ledger.actions import record
from hamsafar.papers.actions.published import published_trust
from hamsafar.papers.enums import Reason
from hamsafar.papers.formats.checking import check
from hamsafar.papers.formats.claims import Claims
from hamsafar.papers.models import Paper

A_DAY = timedelta(days=1)  # after so long a look whether what was told has arrived, and so on every day
TOLD_BY = (Reason.OK, Reason.EXPIRED, Reason.STALE_LIST)  # a paper lives a month, a stay longer


@transaction.atomic
def report_crossing(
    *, journey: Journey, direction: Direction, on: date, post: Post | None = None, by: Actor, at: datetime
) -> Crossing:
    """Note a crossing that the person or an officer tells of. The same one told twice stands once."""
    journey = Journey.objects.locked(journey.pk)
    require(access.may_change_journey(by, journey))
    told_by = ToldBy.PERSON if by.ref == journey.person.head.ref else ToldBy.OFFICER
    return _note(journey, _Told(Direction(direction), on, post, told_by), by=by, at=at)


@transaction.atomic
def tell_crossing(
    *, text: str, direction: Direction, on: date, post: Post | None, consent: ConsentHow, by: Actor, at: datetime
) -> UUID:
    """Tell the other side of a crossing of somebody who shows a paper of theirs and wants that; the envelope's case.

    `text` is what the paper's code holds, `consent` how its holder agreed. The paper's number crosses, and no name.
    """
    require(access.may_tell_crossing(by))
    if on > localdate(at):
        raise Refusal(_("This day is still to come: a crossing is noted once it has happened."))
    paper, subject = _theirs(text, at=at), uuid4()
    body = JourneyCrossed(paper, Direction(direction).value, on, post.pk if post else "")
    about = f"case:{subject}"
    record(f"crossing told to the other side, holder agreed: {ConsentHow(consent)}", about=about, by=by, at=at)
    send_envelope(kind=body.NAME, body=body, subject=subject, about=about, by=by, at=at)
    queue("journeys.forget_told", later=at + A_DAY, subject=str(subject))
    return subject


def _theirs(text: str, *, at: datetime) -> bytes:
    """The number of a genuine paper of the other side. One whose term ended still says whose journey it was."""
    found = check(text, published_trust(), at=at.timestamp())
    if found.reason not in TOLD_BY or not isinstance(found.claims, Claims):
        raise Refusal(_("This paper does not hold, so nobody is told by it. Check it first: the check says why."))
    if found.claims.issuer == settings.THIS_SIDE:
        raise Refusal(_("This paper is of this side: note the crossing in its journey."))
    return found.claims.number


@transaction.atomic
def take_crossing(*, told: JourneyCrossed, subject: UUID, by: Actor, at: datetime) -> Crossing | None:
    """Note a crossing that the other side tells of by the number of our paper, if the person consented to that.

    None, and nothing is kept, where they did not, or no paper of ours has the number. The envelope is forgotten too.
    """
    require(access.may_run_journeys(by))
    queue("journeys.forget_crossing", subject=str(subject))
    about = Paper.objects.filter(number=told.paper).values_list("subject", flat=True).first()
    found = Journey.objects.filter(ref=about or "-", cancelled_at__isnull=True).first()
    if found is None or not _consented(found.person):
        return None
    journey = Journey.objects.locked(found.pk)
    where = Post.objects.filter(pk=told.post).first()
    return _note(journey, _Told(Direction(told.direction), told.on, where, ToldBy.OTHER_SIDE), by=by, at=at)


@transaction.atomic
def forget_crossing(*, subject: UUID, by: Actor, at: datetime) -> int:
    """Destroy the content of an envelope that told of a crossing: it stands in the journey, or nowhere."""
    require(access.may_run_journeys(by))
    return erase_case(subject=subject, by=by, at=at)


@transaction.atomic
def forget_told(*, subject: UUID, by: Actor, at: datetime) -> bool:
    """The same for what this side told, once the other side's receipt covers it; whether it did."""
    require(access.may_run_journeys(by))
    peer = Peer.objects.the_other()
    if OutboxEnvelope.objects.filter(peer=peer, subject=subject).not_receipted(receipted_upto(peer)).exists():
        return False
    erase_case(subject=subject, by=by, at=at)
    return True


def _consented(person: Person) -> bool:
    return Consent.objects.standing().to(Purpose.CROSSINGS).filter(person__in=person.same_as()).exists()


@dataclass(frozen=True)
class _Told:
    """A crossing as it is told of."""

    direction: Direction
    on: date
    post: Post | None
    by: ToldBy


def _note(journey: Journey, told: _Told, *, by: Actor, at: datetime) -> Crossing:
    direction, on = told.direction, told.on
    last = Crossing.objects.of(journey.person).in_order().last()
    if last is not None and (last.direction, last.on) == (direction, on):
        return last
    if on > localdate(at):
        raise Refusal(_("This day is still to come: a crossing is noted once it has happened."))
    if last is not None and on < last.on:
        raise Refusal(_("A later crossing is noted already. Correct the day, or ask the office."))
    before = last.direction if last else _first(journey)
    if before == direction:
        raise Refusal(_("The last crossing that is known goes the same way. Tell first when the other one was."))
    made = Crossing.objects.create(
        journey=journey, direction=direction, on=on, post=told.post, told_by=told.by, told_at=at
    )
    if direction == Direction.ENTRY:
        journey.left_on, journey.returned_on = journey.left_on or on, None
    else:
        journey.left_on, journey.returned_on = journey.left_on or on, on
    journey.save(update_fields=["left_on", "returned_on"])
    record("crossing noted", about=made, by=by, at=at, person=journey.person.ref)
    read_law_anew(journey=journey, by=by, at=at)
    return made


def _first(journey: Journey) -> Direction:
    """What came before the first crossing that is known: somebody who goes home was there already."""
    return Direction.ENTRY if journey.purpose == JourneyPurpose.RETURNEE else Direction.EXIT


@transaction.atomic
def note_stay_ground(
    *, journey: Journey, ground: StayGround, starts: date, until: date, by: Actor, at: datetime
) -> StayPeriod:
    """Note that the person stays by a patent, a permit or an extension for study, so that its days do not count."""
    journey = Journey.objects.locked(journey.pk)
    require(access.may_record(by, journey))
    if until <= starts:
        raise Refusal(_("It would have ended before it began: the day it ends must be later."))
    made, _new = StayPeriod.objects.update_or_create(
        journey=journey,
        ground=StayGround(ground),
        starts=starts,
        defaults={"until": until, "noted_by": by.ref, "noted_at": at},
    )
    record("ground of stay noted", about=made, by=by, at=at, person=journey.person.ref)
    return made


def stays_of(person: Person) -> list[Stay]:
    """Every stay of a person, from the crossings that are known, through all files and journeys of theirs."""
    stays: list[Stay] = []
    entered: date | None = None
    for direction, on in Crossing.objects.of(person).in_order().values_list("direction", "on"):
        if direction == Direction.ENTRY:
            entered = on
        elif entered is not None:
            stays.append(Stay(entered, on))
            entered = None
    return [*stays, Stay(entered, None)] if entered else stays


def stay_clock_of(person: Person, *, on: date) -> StayClock:
    """The days without a visa of a person as they stand on a day."""
    periods = StayPeriod.objects.filter(journey__person__in=person.same_as())
    grounds = [Ground(each.starts, each.until) for each in periods]
    return stay_clock(stays_of(person), grounds, laws(), on=on)
