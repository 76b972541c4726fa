"""How offices work: services, rooms, shifts, days off, and the places that are opened from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hamsafar.accounts.models import Organisation
from hamsafar.appointments import access
from hamsafar.appointments.models import Closure, Office, Room, Service, Shift, Slot
from hamsafar.appointments.rules.opening import Hours, collide, spans
from hamsafar.corridor.models import Holiday, Side
from hamsafar.kit.actor import Actor
from hamsafar.kit.refusal import Refusal
from hamsafar.kit.verdict import require
from hamsafar.kit.words import Words
from hamsafar.ledger.actions import record

DAYS_AT_ONCE = 92  # a quarter of a year: further ahead nobody knows who works


@dataclass(frozen=True)
class OfficeText:
    """What is known of a new office. Without a time zone it has that of its side's capital."""

    key: str
    kind: str
    name: Words
    address: Words
    district: str = ""
    point: tuple[float, float] | None = None
    rooms: tuple[str, ...] = ("1",)
    time_zone: str = ""


@dataclass(frozen=True)
class ShiftText:
    """Who gives which service in which room, from hour to hour on which days of the week."""

    service: Service
    room: str
    weekdays: tuple[int, ...]
    begins: time
    ends: time
    examiner: str = ""


@transaction.atomic
def add_service(
    *, key: str, name: Words, minutes: int, days_ahead: int = 30, asks_examiner: bool = False, by: Actor, at: datetime
) -> Service:
    """Add a service, or give the one that has this key."""
    require(access.may_set_up(by))
    known: dict[str, Any] = {"name": name.as_dict(), "minutes": minutes, "days_ahead": days_ahead}
    service, is_new = Service.objects.get_or_create(key=key, defaults=known | {"asks_examiner": asks_examiner})
    if is_new:
        record("service added", about=service, by=by, at=at)
    return service


@transaction.atomic
def add_office(
    *, said: OfficeText, organisation: Organisation, side: Side, synthetic: bool = False, by: Actor, at: datetime
) -> Office:
    """Add a centre or a desk with its rooms."""
    require(access.may_set_up(by))
    if Office.objects.filter(key=said.key).exists():
        raise Refusal(_("An office with this key exists already. Choose another key."))
    latitude, longitude = said.point or (None, None)
    office = Office.objects.create(
        key=said.key,
        kind=said.kind,
        side=side,
        organisation=organisation,
        name=said.name.as_dict(),
        address=said.address.as_dict(),
        district=said.district,
        latitude=latitude,
        longitude=longitude,
        time_zone=said.time_zone or side.time_zone,
        synthetic=synthetic,
    )
    Room.objects.bulk_create(Room(office=office, name=name) for name in said.rooms)
    record("office added", about=office, by=by, at=at)
    return office


@transaction.atomic
def add_room(*, office: Office, name: str, by: Actor, at: datetime) -> Room:
    """Add a room or a counter."""
    office = Office.objects.select_for_update().get(pk=office.pk)
    require(access.may_manage(by, office))
    room = Room.objects.create(office=office, name=_free_name(office, name))
    record("room added", about=office, by=by, at=at)
    return room


@transaction.atomic
def rename_room(*, room: Room, name: str, by: Actor, at: datetime) -> Room:
    """Call a room by another name. Its places stay what they are."""
    office = Office.objects.select_for_update().get(pk=room.office_id)
    require(access.may_manage(by, office))
    room.name = _free_name(office, name, apart_from=room)
    room.save(update_fields=["name"])
    record("room renamed", about=office, by=by, at=at)
    return room


def _free_name(office: Office, name: str, *, apart_from: Room | None = None) -> str:
    name = name.strip()
    others = office.rooms.filter(name=name)
    if not name or (others.exclude(pk=apart_from.pk) if apart_from else others).exists():
        raise Refusal(_("Give the room a name that no other room of this office has."))
    return name


@transaction.atomic
def add_shifts(*, office: Office, shifts: Sequence[ShiftText], by: Actor, at: datetime) -> list[Shift]:
    """Add who works when. Two shifts in one room at one hour are refused."""
    office = Office.objects.select_for_update().get(pk=office.pk)
    require(access.may_manage(by, office))
    rooms = {room.name: room for room in office.rooms.all()}
    made: list[Shift] = []
    for said in shifts:
        if said.room not in rooms:
            raise Refusal(_("This office has no room “%(room)s”.") % {"room": said.room})
        if said.ends <= said.begins:
            raise Refusal(_("A shift ends after it begins. Check the hours."))
        for weekday in said.weekdays:
            _require_room(rooms[said.room], Hours(weekday, said.begins, said.ends))
            made.append(
                Shift.objects.create(
                    office=office,
                    service=said.service,
                    room=rooms[said.room],
                    weekday=weekday,
                    begins=said.begins,
                    ends=said.ends,
                    examiner=said.examiner,
                )
            )
    record("shifts added", about=office, by=by, at=at)
    return made


@transaction.atomic
def end_shift(*, shift: Shift, by: Actor, at: datetime) -> int:
    """Nobody works this shift from now on: its free places are taken back, and how many. Those that are held stay."""
    office = Office.objects.select_for_update().get(pk=shift.office_id)
    require(access.may_manage(by, office))
    rows = Slot.objects.free().at(office).after(at).filter(room=shift.room_id, service=shift.service_id)
    free = [each.pk for each in rows.select_related("office") if _is_of(each, shift)]
    Slot.objects.filter(pk__in=free).update(closed_at=at)
    shift.delete()
    record("shift ended", about=office, by=by, at=at)
    return len(free)


def _is_of(slot: Slot, shift: Shift) -> bool:
    """Whether a place follows from this shift, by the office's clock."""
    begins, ends = slot.local_start, slot.ends.astimezone(slot.office.zone)
    return begins.weekday() == shift.weekday and shift.begins <= begins.time() and ends.time() <= shift.ends


def _require_room(room: Room, hours: Hours) -> None:
    others = [Hours(each.weekday, each.begins, each.ends) for each in room.shifts.all()]
    if collide(hours, others):
        raise Refusal(_("Somebody works in room “%(room)s” at this hour already.") % {"room": room.name})


@transaction.atomic
def close_day(*, office: Office, on: date, reason: str = "", by: Actor, at: datetime) -> Closure:
    """Close an office on a day. Places that somebody holds on it stay until they are moved."""
    office = Office.objects.select_for_update().get(pk=office.pk)
    require(access.may_manage(by, office))
    closure, _new = Closure.objects.get_or_create(office=office, on=on, defaults={"reason": reason})
    free = [each.pk for each in Slot.objects.free().at(office) if office.day_of(each.starts) == on]
    Slot.objects.filter(pk__in=free).update(closed_at=at)
    record("office closed on a day", about=office, by=by, at=at)
    return closure


@transaction.atomic
def open_slots(*, office: Office, first: date, last: date, by: Actor, at: datetime) -> int:
    """Open the places that follow from the shifts, from the first day to the last; how many are new.

    Opened twice, they are the same places.
    """
    office = Office.objects.select_for_update().get(pk=office.pk)
    require(access.may_manage(by, office))
    if not 0 <= (last - first).days < DAYS_AT_ONCE:
        raise Refusal(
            ngettext("Choose from one day up to %(n)s day.", "Choose from one day up to %(n)s days.", DAYS_AT_ONCE)
            % {"n": DAYS_AT_ONCE}
        )
    known = set(Slot.objects.open().at(office).filter(ends__gt=at).values_list("room_id", "starts"))
    new = [
        each for each in _places(office, first, last) if (each.room_id, each.starts) not in known and each.starts > at
    ]
    Slot.objects.bulk_create(new)
    record("places opened", about=office, by=by, at=at)
    return len(new)


def _places(office: Office, first: date, last: date) -> list[Slot]:
    calendar = Holiday.objects.calendar(office.side_id)
    closed = frozenset(office.closures.values_list("on", flat=True))
    return [
        Slot(
            office=office,
            service=shift.service,
            room_id=shift.room_id,
            starts=span.starts,
            ends=span.ends,
            examiner=shift.examiner,
        )
        for shift in office.shifts.select_related("service").order_by("pk")
        for span in spans(
            Hours(shift.weekday, shift.begins, shift.ends),
            minutes=shift.service.minutes,
            first=first,
            last=last,
            calendar=calendar,
            closed=closed,
            zone=office.zone,
        )
    ]
