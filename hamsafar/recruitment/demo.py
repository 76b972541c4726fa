"""The demonstration of organised recruitment, made through actions: every firm, order and person is invented."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from hamsafar.accounts.models import User
from hamsafar.corridor.models import Side
from hamsafar.journeys.models import Person
from hamsafar.recruitment.actions import firms, orders
from hamsafar.recruitment.actions.firms import Licence
from hamsafar.recruitment.demo_nominees import make_nominees
from hamsafar.recruitment.demo_places import make_places
from hamsafar.recruitment.enums import Register, RemarkKind
from hamsafar.recruitment.models import Firm
from hamsafar.recruitment.rules.orders import OrderText

COSTS = ("recruitment-fee", "medical", "insurance", "tests", "training", "equipment", "travel", "administration")
ACT = "Letter of a region (example)"
AGO = timedelta(days=20)  # so that somebody can have been silent for too long


@dataclass(frozen=True)
class Desk:
    """Two officers of the register, and a verifier in each of two institutions."""

    officer: User
    second: User
    verifier: User
    other: User


def make_demo(*, at: datetime) -> None:
    """Make what of the demonstration is missing. Making it twice changes nothing."""
    if Firm.objects.filter(synthetic=True).exists():
        return
    names = ("recruitment", "recruitment-2", "orders", "orders-2")
    desk = Desk(*(User.objects.get(username=name, synthetic=True) for name in names))
    start = at - AGO
    builder, farm = _firms(desk, start)
    _quotas(desk, start)
    _orders(desk, builder, farm, start)
    make_places(officer=desk.officer, second=desk.second, start=start, at=at)
    make_nominees(officer=desk.officer, start=start, at=at)


def _firms(desk: Desk, at: datetime) -> tuple[Firm, Firm]:
    russia, home = Side.objects.get(key="ru"), Side.objects.get(key="tj")
    today = timezone.localdate(at)
    licence = Licence("42 (example)", today - timedelta(days=200), today + timedelta(days=500))
    over = Licence("17 (example)", today - timedelta(days=900), today - timedelta(days=30))
    kept = [
        firms.add_firm(register=register, side=side, name=name, number=number, licence=held, by=desk.officer, at=at)
        for register, side, name, number, held in (
            (Register.EMPLOYER, russia, "Stroy Primer (example)", "7700000001", None),
            (Register.EMPLOYER, russia, "Agro Primer (example)", "7100000002", None),
            (Register.EMPLOYER, russia, "Sklad Primer (example)", "7800000003", None),
            (Register.EMPLOYER, russia, "Shveya Primer (example)", "6900000004", None),
            (Register.RECRUITER, home, "Roh (example)", "010000005", licence),
            (Register.RECRUITER, home, "Safar (example)", "010000006", over),
        )
    ]
    builder, farm, store, sewing, *_recruiters = kept
    since = today - timedelta(days=60)
    words = "Wages of two months came late (example)"
    firms.remark_firm(firm=builder, kind=RemarkKind.COMPLAINT, words=words, since=since, by=desk.officer, at=at)
    for firm, side in ((store, russia), (farm, home)):
        sanction = firms.remark_firm(
            firm=firm,
            kind=RemarkKind.SANCTION,
            words="Housing unfit to live in (example)",
            since=since,
            side=side,
            by=desk.officer,
            at=at,
        )
    firms.lift_sanction(remark=sanction, because="Seen and found mended (example)", by=desk.second, at=at)
    firms.strike_firm(firm=sewing, because="It no longer exists (example)", by=desk.officer, at=at)
    return builder, farm


def _quotas(desk: Desk, at: datetime) -> None:
    year = timezone.localdate(at).year
    district = (
        Person.objects.synthetic().exclude(district="").order_by("district").values_list("district", flat=True)[0]
    )
    firms.reserve_places(
        district=district, region="ru-tul", sector="construction", year=year, places=1, act=ACT, by=desk.officer, at=at
    )
    for region, sector, most in (("ru-tul", "", 6), ("ru-tve", "farming", 8)):
        firms.set_quota(region=region, sector=sector, year=year, most=most, act=ACT, by=desk.officer, at=at)


def offer(at: datetime, **changed: Any) -> OrderText:
    """What an employer of the demonstration offers unless said otherwise."""
    today = timezone.localdate(at)
    known: dict[str, Any] = {
        "occupation": "7112",
        "title": "Bricklayers for a school (example)",
        "region": "ru-tul",
        "sector": "construction",
        "places": 4,
        "wage": Decimal(90_000),
        "wage_per": "month",
        "paid_how": "bank",
        "housing": "free",
        "hours_a_week": 40,
        "begins_on": today + timedelta(days=45),
        "ends_on": today + timedelta(days=300),
        "expires_on": today + timedelta(days=40),
        "pays": dict.fromkeys(COSTS, "employer"),
    }
    return OrderText(**(known | changed))


def _orders(desk: Desk, builder: Firm, farm: Firm, at: datetime) -> None:
    """An order in every state, and five that are open."""

    def written(employer: Firm, *, submit: bool = True, **changed: Any) -> Any:
        return orders.write_order(employer=employer, said=offer(at, **changed), submit=submit, by=desk.officer, at=at)

    def verified(employer: Firm, **changed: Any) -> Any:
        order = written(employer, **changed)
        orders.verify_order(order=order, by=desk.verifier, at=at)
        return orders.verify_order(order=order, by=desk.other, at=at)

    verified(builder)
    verified(builder, title="Carpenters (example)", occupation="7115", region="ru-tve", places=2, family="spouse")
    verified(farm, title="Harvest hands (example)", occupation="9211", region="ru-tve", sector="farming", places=8)
    verified(
        farm,
        title="Kitchen of a farm (example)",
        occupation="5120",
        region="ru-tul",
        sector="services",
        places=2,
        housing="paid",
        housing_cost=Decimal(4_000),
        pays=dict.fromkeys(COSTS, "employer") | {"travel": "worker"},
    )
    written(builder, submit=False, title="Painters (example)", occupation="7131")
    written(builder, title="Welders (example)", occupation="7212", russian="basic")
    half = written(builder, title="Truck drivers (example)", occupation="8332", sector="haulage", years_needed=2)
    orders.verify_order(order=half, by=desk.verifier, at=at)
    refused = written(farm, title="Cleaners (example)", occupation="9112", sector="services", hours_a_week=84)
    because = "Eighty-four hours a week: say how the law permits it (example)"
    orders.refuse_order(order=refused, because=because, by=desk.other, at=at)
    closed = verified(builder, title="House builders (example)", occupation="7111")
    orders.close_order(order=closed, because="The site was stopped (example)", by=desk.officer, at=at)
