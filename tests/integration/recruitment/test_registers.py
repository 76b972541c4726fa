"""Firms with their history, quotas, and job orders that two institutions verify before anybody sees them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from hamsafar.accounts.enums import Role
from hamsafar.corridor.models import Side
from hamsafar.kit.actor import SYSTEM
from hamsafar.kit.refusal import Refusal
from hamsafar.ledger.models import Line
from hamsafar.recruitment import access
from hamsafar.recruitment.actions import firms, orders
from hamsafar.recruitment.actions.firms import Licence
from hamsafar.recruitment.enums import OrderState, Pen, Register, RemarkKind
from hamsafar.recruitment.models import JobOrder, RegionQuota
from tests.factories.accounts import OfficerFactory
from tests.factories.recruitment import MONDAY, TODAY, firm, offer, open_order

LATER = MONDAY + timedelta(days=1)


def test_a_firm_stands_once_in_its_register(desk):
    employer = firm(desk.officer)

    with pytest.raises(Refusal, match="stands in the register"):
        firms.add_firm(
            register=Register.EMPLOYER,
            side=employer.side,
            name="Another",
            number=employer.number,
            by=desk.officer,
            at=MONDAY,
        )
    assert employer.is_licensed(on=TODAY)
    assert str(employer) == employer.ref


def test_only_officers_of_the_registers_enter_firms(desk):
    with pytest.raises(Refusal, match="officer of the registers"):
        firm(desk.verifier)


def test_a_recruiter_has_a_licence_with_its_days(desk):
    recruiter = firm(desk.officer, register=Register.RECRUITER)
    side = Side.objects.get(key="tj")

    assert recruiter.is_licensed(on=date(2026, 12, 31))
    assert not recruiter.is_licensed(on=date(2027, 1, 1))
    with pytest.raises(Refusal, match="with its licence"):
        firms.add_firm(register=Register.RECRUITER, side=side, name="X", number="1", by=desk.officer, at=MONDAY)
    with pytest.raises(Refusal, match="cannot end before it begins"):
        firms.renew_licence(firm=recruiter, licence=Licence("L", TODAY, TODAY), by=desk.officer, at=MONDAY)


def test_a_renewed_licence_leaves_the_old_one_in_the_history(desk):
    recruiter = firm(desk.officer, register=Register.RECRUITER)

    firms.renew_licence(
        firm=recruiter, licence=Licence("L-2", date(2027, 1, 1), date(2028, 1, 1)), by=desk.officer, at=LATER
    )

    recruiter.refresh_from_db()
    assert (recruiter.licence, recruiter.is_licensed(on=TODAY)) == ("L-2", False)
    assert "L-1" in recruiter.remarks.get().words
    employer = firm(desk.officer)
    firms.renew_licence(firm=employer, licence=Licence("L", TODAY, date(2027, 1, 1)), by=desk.officer, at=LATER)
    assert not employer.remarks.exists()


def test_a_sanction_of_either_side_keeps_orders_back_until_it_is_lifted(desk):
    employer = firm(desk.officer)
    order = orders.write_order(employer=employer, said=offer(), by=desk.officer, at=MONDAY)
    russia = Side.objects.get(key="ru")
    sanction = firms.remark_firm(
        firm=employer, kind=RemarkKind.SANCTION, words="Wages", since=TODAY, side=russia, by=desk.officer, at=MONDAY
    )

    with pytest.raises(Refusal, match="A sanction against Sample works holds"):
        orders.verify_order(order=order, by=desk.verifier, at=MONDAY)
    firms.lift_sanction(remark=sanction, because="Paid", by=desk.officer, at=LATER)
    orders.verify_order(order=order, by=desk.verifier, at=LATER)
    with pytest.raises(Refusal, match="Only a sanction that stands"):
        firms.lift_sanction(remark=sanction, because="Again", by=desk.officer, at=LATER)
    assert str(sanction).startswith("sanction")


def test_a_remark_is_about_what_has_happened(desk):
    employer = firm(desk.officer)

    with pytest.raises(Refusal, match="cannot lie ahead"):
        firms.remark_firm(
            firm=employer, kind=RemarkKind.NOTE, words="x", since=date(2027, 1, 1), by=desk.officer, at=MONDAY
        )
    with pytest.raises(Refusal, match="cannot end before it begins"):
        firms.remark_firm(
            firm=employer, kind=RemarkKind.NOTE, words="x", since=TODAY, until=TODAY, by=desk.officer, at=MONDAY
        )


def test_a_firm_that_was_struck_off_offers_nothing(desk):
    employer = firm(desk.officer)
    firms.strike_firm(firm=employer, because="Closed", by=desk.officer, at=MONDAY)

    with pytest.raises(Refusal, match="was struck off"):
        orders.write_order(employer=employer, said=offer(), by=desk.officer, at=MONDAY)
    with pytest.raises(Refusal, match="struck off already"):
        firms.strike_firm(firm=employer, because="Again", by=desk.officer, at=MONDAY)
    assert not access.may_strike(desk.verifier, employer)


def test_a_recruiter_offers_no_work_and_needs_its_licence(desk):
    recruiter = firm(desk.officer, register=Register.RECRUITER)
    employer = firm(desk.officer)

    with pytest.raises(Refusal, match="An order is an employer's"):
        orders.write_order(employer=recruiter, said=offer(), by=desk.officer, at=MONDAY)
    said = offer(begins_on=date(2027, 4, 1), ends_on=date(2027, 9, 1), expires_on=date(2027, 4, 1))
    at = MONDAY.replace(year=2027)
    with pytest.raises(Refusal, match="no licence on this day"):
        orders.write_order(employer=employer, recruiter=recruiter, said=said, by=desk.officer, at=at)


def test_an_order_is_open_once_two_institutions_verified_it(desk):
    recruiter = firm(desk.officer, register=Register.RECRUITER)
    order = orders.write_order(
        employer=firm(desk.officer), recruiter=recruiter, said=offer(), by=desk.officer, at=MONDAY
    )
    reader = OfficerFactory(role=Role.DESK_OFFICER)
    assert not access.may_see_order(reader, order)
    assert access.may_see_order(desk.verifier, order)
    assert order.pen is Pen.FIRST

    orders.verify_order(order=order, by=desk.verifier, at=MONDAY)
    with pytest.raises(Refusal, match="Your institution has verified it"):
        orders.verify_order(order=order, by=desk.verifier, at=MONDAY)
    opened = orders.verify_order(order=order, by=desk.other_verifier, at=MONDAY)

    assert (opened.state, opened.pen) == (OrderState.OPEN, Pen.PLACING)
    assert list(JobOrder.objects.open(on=TODAY)) == [opened]
    assert not JobOrder.objects.open(on=opened.expires_on).exists()
    assert access.may_see_order(desk.officer, opened)
    assert Line.objects.filter(verb="order verified by a second institution").count() == 1


def test_the_database_knows_one_institution_from_two(desk):
    order = open_order(desk)

    with pytest.raises(IntegrityError, match="order_is_verified_by_two_institutions"), transaction.atomic():
        JobOrder.objects.filter(pk=order.pk).update(second_office=order.first_office)


def test_who_wrote_an_order_and_who_does_not_verify_cannot(desk):
    order = orders.write_order(employer=firm(desk.officer), said=offer(), by=desk.officer, at=MONDAY)

    assert "Only an officer of a verifying" in access.may_verify(desk.officer, order).reason
    assert not access.may_verify(SYSTEM, order)
    JobOrder.objects.filter(pk=order.pk).update(written_by=desk.verifier)
    with pytest.raises(Refusal, match="Whoever wrote an order"):
        orders.verify_order(order=order, by=desk.verifier, at=MONDAY)
    with pytest.raises(Refusal, match="does not wait"):
        orders.verify_order(order=open_order(desk), by=desk.verifier, at=MONDAY)


def test_an_order_that_was_not_verified_is_written_anew_and_both_look_again(desk):
    order = orders.write_order(employer=firm(desk.officer), said=offer(), by=desk.officer, at=MONDAY)
    orders.verify_order(order=order, by=desk.verifier, at=MONDAY)
    with pytest.raises(Refusal, match="Say what is to be mended"):
        orders.refuse_order(order=order, because=" ", by=desk.other_verifier, at=MONDAY)
    orders.refuse_order(order=order, because="The wage is missing a zero", by=desk.other_verifier, at=MONDAY)

    with pytest.raises(Refusal, match="officer of the registers"):
        orders.rewrite_order(order=order, said=offer(), by=desk.verifier, at=MONDAY)
    again = orders.rewrite_order(order=order, said=offer(places=5), by=desk.second, at=LATER)

    assert (again.state, again.places, again.first_office, again.refused_because) == (
        OrderState.TO_VERIFY,
        5,
        None,
        "",
    )
    with pytest.raises(Refusal, match="cannot be changed"):
        orders.rewrite_order(order=order, said=offer(), by=desk.officer, at=LATER)


def test_a_draft_waits_for_its_writer(desk):
    order = orders.write_order(employer=firm(desk.officer), said=offer(), submit=False, by=desk.officer, at=MONDAY)

    kept = orders.rewrite_order(order=order, said=offer(places=9), submit=False, by=desk.officer, at=MONDAY)

    assert (kept.state, kept.places, kept.pen) == (OrderState.DRAFT, 9, Pen.WRITER)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"occupation": "0000"}, "not a code of the list “occupation”"),
        ({"region": "ru-xx"}, "not a code of the list “region”"),
        ({"sector": "magic"}, "not a code of the list “work-sector”"),
        ({"places": 0}, "for how many people"),
    ],
)
def test_an_order_that_says_what_cannot_be_is_refused(desk, changed, said):
    with pytest.raises(Refusal, match=said):
        orders.write_order(employer=firm(desk.officer), said=offer(**changed), by=desk.officer, at=MONDAY)


def test_an_order_is_closed_once_for_a_reason(desk):
    order = open_order(desk)
    with pytest.raises(Refusal, match="Say why"):
        orders.close_order(order=order, because="", by=desk.officer, at=MONDAY)
    assert not access.may_close_order(desk.verifier, order)

    orders.close_order(order=order, because="Filled elsewhere", by=desk.officer, at=MONDAY)

    order.refresh_from_db()
    assert (order.state, order.pen) == (OrderState.CLOSED, Pen.NOBODY)
    with pytest.raises(Refusal, match="closed already"):
        orders.close_order(order=order, because="Again", by=desk.officer, at=MONDAY)


def test_a_quota_is_of_a_region_a_sector_and_a_year_and_names_its_act(desk):
    quota = firms.set_quota(region="ru-tul", year=2026, most=10, act="Letter 1", by=desk.officer, at=MONDAY)
    firms.set_quota(region="ru-tul", sector="farming", year=2026, most=4, act="Letter 1", by=desk.officer, at=MONDAY)
    firms.set_quota(region="ru-tul", year=2026, most=12, act="Letter 2", by=desk.officer, at=LATER)

    assert [(each.sector, each.most) for each in RegionQuota.objects.of_year(2026)] == [("", 12), ("farming", 4)]
    assert str(quota) == "ru-tul/all 2026"
    with pytest.raises(Refusal, match="list “region”"):
        firms.set_quota(region="ru-xx", year=2026, most=1, act="x", by=desk.officer, at=MONDAY)
    with pytest.raises(Refusal, match="list “work-sector”"):
        firms.set_quota(region="ru-tul", sector="x", year=2026, most=1, act="x", by=desk.officer, at=MONDAY)
    with pytest.raises(Refusal, match="officer of the registers"):
        firms.set_quota(region="ru-tul", year=2026, most=1, act="x", by=desk.verifier, at=MONDAY)
