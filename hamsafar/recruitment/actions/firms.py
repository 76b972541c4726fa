"""The registers: add a firm, renew its licence, note its history, strike it off; set a region's quota."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hamsafar.accounts.models import User
from hamsafar.corridor.codes import require_code
from hamsafar.corridor.models import Side
from hamsafar.kit.actor import Actor
from hamsafar.kit.refusal import Refusal
from hamsafar.kit.verdict import require
from hamsafar.ledger.actions import record
from hamsafar.recruitment import access
from hamsafar.recruitment.enums import CodeList, Register, RemarkKind
from hamsafar.recruitment.models import Firm, FirmRemark, RegionQuota, ReservedPlaces


@dataclass(frozen=True)
class Licence:
    """What lets a recruiter work: its number, its first day, and the first day on which it no longer holds."""

    number: str
    since: date
    until: date


def is_demo(by: Actor) -> bool:
    """Whether what this officer makes is of the demonstration."""
    return isinstance(by, User) and by.synthetic


@transaction.atomic
def add_firm(
    *, register: str, side: Side, name: str, number: str, licence: Licence | None = None, by: Actor, at: datetime
) -> Firm:
    """Enter an employer, or a recruiter with its licence."""
    require(access.may_keep_firms(by))
    if register == Register.RECRUITER and licence is None:
        raise Refusal(_("A recruiter is entered with its licence."))
    if Firm.objects.filter(register=register, side=side, number=number.strip()).exists():
        raise Refusal(_("A firm with this number stands in the register. Look there first."))
    firm = Firm(
        register=register,
        side=side,
        name=name.strip(),
        number=number.strip(),
        synthetic=is_demo(by),
        added_by=by.ref,
        added_at=at,
    )
    if licence is not None:
        _put_licence(firm, licence)
    firm.save()
    record("firm entered", about=firm, by=by, at=at)
    return firm


def _put_licence(firm: Firm, licence: Licence) -> None:
    if licence.until <= licence.since:
        raise Refusal(_("A licence cannot end before it begins. Check both days."))
    firm.licence, firm.licence_from, firm.licence_until = licence.number.strip(), licence.since, licence.until


@transaction.atomic
def renew_licence(*, firm: Firm, licence: Licence, by: Actor, at: datetime) -> Firm:
    """Enter the licence that holds from now on; what held before stays in the history."""
    firm = Firm.objects.locked(firm.pk)
    require(access.may_strike(by, firm))
    if firm.licence and firm.licence_from and firm.licence_until:
        words = _("Licence %(number)s, until %(until)s") % {"number": firm.licence, "until": firm.licence_until}
        _note(firm, RemarkKind.NOTE, words, since=firm.licence_from, by=by, at=at)
    _put_licence(firm, licence)
    firm.save(update_fields=["licence", "licence_from", "licence_until"])
    record("licence renewed", about=firm, by=by, at=at)
    return firm


@transaction.atomic
def remark_firm(
    *,
    firm: Firm,
    kind: str,
    words: str,
    since: date,
    until: date | None = None,
    side: Side | None = None,
    by: Actor,
    at: datetime,
) -> FirmRemark:
    """Note a complaint, a sanction or anything else; `side` says whose word it is where it is not ours."""
    firm = Firm.objects.locked(firm.pk)
    require(access.may_keep_firms(by))
    if since > timezone.localdate(at):
        raise Refusal(_("What is noted has happened: the day cannot lie ahead."))
    if until is not None and until <= since:
        raise Refusal(_("It cannot end before it begins. Check both days."))
    remark = _note(firm, kind, words, since=since, until=until, side=side, by=by, at=at)
    record(f"{kind} noted", about=firm, by=by, at=at)
    return remark


def _note(
    firm: Firm,
    kind: str,
    words: str,
    *,
    since: date,
    until: date | None = None,
    side: Side | None = None,
    by: Actor,
    at: datetime,
) -> FirmRemark:
    return FirmRemark.objects.create(
        firm=firm,
        kind=kind,
        side=side or firm.side,
        words=words.strip(),
        since=since,
        until=until,
        entered_by=by.ref,
        entered_at=at,
    )


@transaction.atomic
def lift_sanction(*, remark: FirmRemark, because: str, by: Actor, at: datetime) -> FirmRemark:
    """End a sanction today, with the reason."""
    remark = FirmRemark.objects.select_for_update().get(pk=remark.pk)
    require(access.may_lift(by, remark))
    remark.lifted_on, remark.lifted_because = timezone.localdate(at), because.strip()
    remark.save(update_fields=["lifted_on", "lifted_because"])
    record("sanction lifted", about=remark.firm, by=by, at=at)
    return remark


@transaction.atomic
def strike_firm(*, firm: Firm, because: str, by: Actor, at: datetime) -> Firm:
    """Strike a firm off. Its history stays; its orders are no longer taken."""
    firm = Firm.objects.locked(firm.pk)
    require(access.may_strike(by, firm))
    firm.struck_on, firm.struck_because = timezone.localdate(at), because.strip()
    firm.save(update_fields=["struck_on", "struck_because"])
    record("firm struck off", about=firm, by=by, at=at)
    return firm


@transaction.atomic
def set_quota(*, region: str, sector: str = "", year: int, most: int, act: str, by: Actor, at: datetime) -> RegionQuota:
    """How many people a region takes in a year, by which act; the newest act stands."""
    require(access.may_keep_firms(by))
    require_code(CodeList.REGION, region, on=timezone.localdate(at))
    if sector:
        require_code(CodeList.SECTOR, sector, on=timezone.localdate(at))
    said = {"most": most, "act": act.strip(), "entered_by": by.ref, "entered_at": at}
    quota, _made = RegionQuota.objects.update_or_create(region=region, sector=sector, year=year, defaults=said)
    record("quota set", about=quota, by=by, at=at)
    return quota


@transaction.atomic
def reserve_places(
    *,
    district: str,
    region: str = "",
    sector: str = "",
    year: int,
    places: int,
    act: str,
    by: Actor,
    at: datetime,
) -> ReservedPlaces:
    """Keep places of a year for people of one home district, by which act; the newest act stands."""
    require(access.may_keep_firms(by))
    for which, given in ((CodeList.REGION, region), (CodeList.SECTOR, sector)):
        if given:
            require_code(which, given, on=timezone.localdate(at))
    if not district.strip():
        raise Refusal(_("Say for people of which home district."))
    said = {"places": places, "act": act.strip(), "entered_by": by.ref, "entered_at": at}
    kept, _made = ReservedPlaces.objects.update_or_create(
        district=district.strip(), region=region, sector=sector, year=year, defaults=said
    )
    record("places reserved", about=kept, by=by, at=at)
    return kept
