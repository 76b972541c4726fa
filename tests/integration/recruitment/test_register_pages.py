"""The pages of firms, quotas and job orders: who sees what, and the forms that lead to the actions."""

from __future__ import annotations

from datetime import date

import pytest

from hamsafar.accounts.enums import Role
from hamsafar.corridor.models import Side
from hamsafar.kit.refusal import Refusal
from hamsafar.recruitment.actions import firms, orders
from hamsafar.recruitment.actions.firms import reserve_places
from hamsafar.recruitment.actions.placing import make_run
from hamsafar.recruitment.enums import OrderState, Register, RemarkKind
from hamsafar.recruitment.models import Firm, FirmRemark, JobOrder, RegionQuota
from tests.factories.accounts import OfficerFactory
from tests.factories.recruitment import COSTS, MONDAY, TODAY, candidate, firm, offer, open_order, person

pytestmark = pytest.mark.django_db
ROOT = "/recruitment/"


@pytest.fixture
def now(time_machine):
    time_machine.move_to(MONDAY, tick=False)


@pytest.fixture
def officer(client, desk, now):
    client.force_login(desk.officer)
    return client


def text(client, path: str, **more) -> str:
    answer = client.get(path, **more)
    assert answer.status_code == 200, answer.content.decode()[-600:]
    return answer.content.decode()


def day(name: str, when: date) -> dict[str, int]:
    return {f"{name}_day": when.day, f"{name}_month": when.month, f"{name}_year": when.year}


def order_form(**changed) -> dict[str, object]:
    said = offer()
    names = ("occupation", "title", "region", "sector", "places", "wage", "wage_per", "paid_how", "housing")
    data: dict[str, object] = {name: getattr(said, name) for name in (*names, "hours_a_week", "russian", "family")}
    data |= {"years_needed": 0, "recruiter": "", "requirements": "", "housing_cost": ""}
    for name in ("begins_on", "ends_on", "expires_on"):
        data |= day(name, getattr(said, name))
    return data | {f"pays_{cost}": "employer" for cost in COSTS} | changed


def test_a_firm_is_entered_and_its_history_read(officer, desk):
    employer = {"register": "employer", "name": "Sample works", "side": "ru", "number": "77"}
    made = officer.post(f"{ROOT}firms/new/", employer | day("since", TODAY))
    found = Firm.objects.get()
    assert made["Location"] == f"{ROOT}firms/{found.ref}/"

    note = {"kind": "sanction", "side": "ru", "words": "Wages were late"} | day("since", TODAY)
    officer.post(f"{ROOT}firms/{found.ref}/note/", note)
    page = text(officer, f"{ROOT}firms/{found.ref}/")
    assert "under a sanction" in page
    assert "Wages were late" in page

    remark = FirmRemark.objects.get()
    officer.post(f"{ROOT}sanctions/{remark.pk}/lift/", {"because": "Paid"})
    officer.post(
        f"{ROOT}firms/{found.ref}/licence/", {"number": "L"} | day("since", TODAY) | day("until", date(2027, 1, 1))
    )
    page = text(officer, f"{ROOT}firms/{found.ref}/")
    assert "lifted: Paid" in page
    assert "licence until" in page
    officer.post(f"{ROOT}firms/{found.ref}/strike/", {"because": "Closed"})
    assert "struck off" in text(officer, f"{ROOT}firms/")


def test_a_recruiter_without_a_licence_is_asked_for_it(officer):
    data = {"register": "recruiter", "name": "R", "side": "tj", "number": "1"}

    assert text_of(officer.post(f"{ROOT}firms/new/", data)).count("A recruiter is entered with its licence.") >= 3


def text_of(answer) -> str:
    return answer.content.decode()


def test_recruiters_are_a_list_of_their_own(officer, desk):
    firm(desk.officer, register=Register.RECRUITER, name="Sample agency")
    firm(desk.officer, name="Sample works")

    assert "Sample agency" not in text(officer, f"{ROOT}firms/?show=anything")
    page = text(officer, f"{ROOT}firms/?show=recruiter")
    assert "Sample agency" in page
    assert "Sample works" not in page


def test_an_order_goes_from_a_form_through_two_institutions(officer, client, desk):
    employer = firm(desk.officer)
    made = officer.post(f"{ROOT}firms/{employer.ref}/order/", order_form(housing="paid", housing_cost="5000"))
    assert made.status_code == 302, text_of(made)
    order = JobOrder.objects.get()
    page = text(officer, f"{ROOT}orders/{order.ref}/")
    assert "ISCO-08 7112" in page
    assert "5 000 RUB" in page.replace("\u202f", " ").replace("\u00a0", " ").replace("5,000", "5 000")

    client.force_login(desk.verifier)
    client.post(f"{ROOT}orders/{order.ref}/refuse/", {"because": "The wage?"})
    client.force_login(desk.officer)
    assert "The wage?" in text(client, f"{ROOT}orders/{order.ref}/")
    client.post(f"{ROOT}orders/{order.ref}/change/", order_form(places=7))
    for verifier in (desk.verifier, desk.other_verifier):
        client.force_login(verifier)
        assert "7" in text(client, f"{ROOT}?show=verify")
        client.post(f"{ROOT}orders/{order.ref}/verify/")

    order.refresh_from_db()
    assert (order.state, order.places) == (OrderState.OPEN, 7)
    client.force_login(desk.officer)
    client.post(f"{ROOT}orders/{order.ref}/close/", {"because": "Done"})
    assert "Done" in text(client, f"{ROOT}orders/{order.ref}/")


@pytest.mark.parametrize("path", ["change/", "verify/", "refuse/", "close/"])
def test_an_order_is_not_touched_by_somebody_else(client, desk, now, path):
    order = open_order(desk)
    client.force_login(OfficerFactory(role=Role.RECRUITMENT_OFFICER if path == "verify/" else Role.ORDER_VERIFIER))

    assert client.post(f"{ROOT}orders/{order.ref}/{path}", {"because": "x"}).status_code == 409


def test_who_has_nothing_to_do_with_recruitment_sees_none_of_it(client, desk, now):
    client.force_login(OfficerFactory())

    for path in ("", "firms/", "quotas/", f"orders/{open_order(desk).ref}/", f"firms/{firm(desk.officer).ref}/"):
        assert client.get(f"{ROOT}{path}").status_code == 409


def test_expired_orders_are_a_list_of_their_own(officer, desk, time_machine):
    order = open_order(desk, title="Soon over")
    time_machine.move_to(MONDAY.replace(month=6), tick=False)
    officer.force_login(desk.officer)

    assert "Soon over" not in text(officer, ROOT)
    assert "Expired" in text(officer, f"{ROOT}?show=expired")
    assert order.title in text(officer, f"{ROOT}?show=all")


def test_quotas_are_entered_and_listed(officer):
    assert "none limits a placement" in text(officer, f"{ROOT}quotas/")
    data = {"region": "ru-tul", "sector": "", "year": 2026, "most": 10, "act": "Letter 1"}

    officer.post(f"{ROOT}quotas/new/", data)

    assert RegionQuota.objects.get().most == 10
    assert "Letter 1" in text(officer, f"{ROOT}quotas/")


def test_forms_are_shown_before_they_are_filled(officer, desk):
    employer = firm(desk.officer)
    russia = Side.objects.get(key="ru")
    sanction = firms.remark_firm(
        firm=employer, kind=RemarkKind.SANCTION, words="x", since=TODAY, side=russia, by=desk.officer, at=MONDAY
    )
    for path in ("firms/new/", "quotas/new/", f"sanctions/{sanction.pk}/lift/"):
        assert "<form" in text(officer, f"{ROOT}{path}")
    firms.lift_sanction(remark=sanction, because="x", by=desk.officer, at=MONDAY)
    order = orders.write_order(employer=employer, said=offer(), submit=False, by=desk.officer, at=MONDAY)
    for path in ("order/", "licence/", "note/", "strike/"):
        assert "<form" in text(officer, f"{ROOT}firms/{employer.ref}/{path}")
    for path in ("change/", "close/"):
        assert "<form" in text(officer, f"{ROOT}orders/{order.ref}/{path}")


def test_a_list_of_orders_asks_the_database_as_often_for_many_as_for_few(officer, desk, django_assert_max_num_queries):
    for _ in range(6):
        open_order(desk)
    with django_assert_max_num_queries(14):
        text(officer, ROOT)


def test_places_are_reserved_for_a_district_by_an_act_and_bind_a_run(officer, desk):
    candidate(desk, person("Якум", district="hills"), years=1)
    candidate(desk, person("Дуюм", district="valley"), years=9)
    open_order(desk, places=1)
    assert "No places are reserved" in text(officer, f"{ROOT}reserved/")
    assert "hills" in text(officer, f"{ROOT}reserved/new/")
    said = {"district": "hills", "region": "ru-tul", "sector": "", "year": TODAY.year, "places": 1, "act": "Letter 5"}
    officer.post(f"{ROOT}reserved/new/", said)
    page = text(officer, f"{ROOT}reserved/")
    assert "Letter 5" in page
    assert "all sectors" in page

    run = make_run(without_fairness=True, by=desk.officer, at=MONDAY)

    assert run.proposals.get().candidate.person.district == "hills"
    assert any("reserved" in each["words"]["message"] for each in run.report["costs"])


def test_a_share_needs_a_district_and_one_elsewhere_binds_nobody(desk):
    kept = {"year": TODAY.year, "places": 1, "act": "Letter", "by": desk.officer, "at": MONDAY}
    with pytest.raises(Refusal, match="which home district"):
        reserve_places(district=" ", **kept)
    with pytest.raises(Refusal, match="not a code"):
        reserve_places(district="hills", region="ru-xx", **kept)
    made = reserve_places(district="hills", sector="farming", **kept)
    reserve_places(district="hills", region="ru-kda", **kept)
    reserve_places(district="hills", region="ru-tul", sector="construction", **kept)
    reserve_places(district="hills", **kept)
    assert str(made) == f"1 for hills {TODAY.year}"
    candidate(desk)
    open_order(desk)

    assert make_run(by=desk.officer, at=MONDAY).proposals.count() == 1
