"""Tests: ordered, left out by two, their results handed in and taken in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from hamsafar.kit.actor import Actor
from hamsafar.kit.refusal import Refusal
from hamsafar.kit.verdict import require
from hamsafar.medical import access
from hamsafar.medical.actions import tray
from hamsafar.medical.actions.folders import act, put_back, taken_out
from hamsafar.medical.models import Examination
from hamsafar.medical.rules.folders import Exemption, Folder, Order, Result, noted, with_order, with_results
from hamsafar.medical.unlocked import Desk

RESULTS, BROUGHT = "results", "brought"  # what may lie in the tray


@transaction.atomic
def open_folder(*, ref: str, desk: Desk, by: Actor, at: datetime) -> Folder:
    """Open a folder to read it. The folder itself says who opened it, once a day for each reader."""
    examination, folder = taken_out(ref, desk)
    require(access.may_open_folder(by, desk))
    look = act("folder opened", by=by, at=at)
    if any((each.by, each.verb, each.at[:10]) == (look.by, look.verb, look.at[:10]) for each in folder.acts):
        return folder
    return put_back(examination, noted(folder, look), desk, by=by, at=at)


@transaction.atomic
def order_tests(
    *, ref: str, items: Sequence[str], specimen: str, desk: Desk, by: Actor, at: datetime
) -> tuple[Examination, Order]:
    """Examine the person, take the specimen, and ask the laboratory for tests: the panel, or one of it once more."""
    examination, folder = taken_out(ref, desk)
    require(access.may_order(by, desk, folder))
    wanted = tuple(item for item in folder.panel if item in items and item not in folder.exempt)
    if not wanted or not specimen.strip():
        raise Refusal(_("Choose what is tested, and write the label of the specimen."))
    if len(folder.orders) == len(examination.numbers):
        raise Refusal(_("No more orders can be made for this examination. Receive the person anew."))
    number = examination.numbers[len(folder.orders)]
    done = act("tests ordered", by=by, at=at)
    order = Order(number, wanted, " ".join(specimen.split()), done.at, by.ref)
    put_back(examination, with_order(folder, order, done), desk, by=by, at=at)
    return examination, order


@transaction.atomic
def exempt_item(*, ref: str, item: str, reason: str, desk: Desk, by: Actor, at: datetime) -> Folder:
    """Propose that a test is left out with this person, such as an X-ray during pregnancy."""
    examination, folder = taken_out(ref, desk)
    require(access.may_exempt(by, desk, folder))
    if item not in folder.missing or not reason.strip():
        raise Refusal(_("Choose a test that has no result yet, and write why it is left out."))
    done = act("exemption proposed", by=by, at=at)
    proposed = Exemption(item, reason.strip(), by.ref, done.at)
    return put_back(examination, noted(folder, done, exemptions=(*folder.exemptions, proposed)), desk, by=by, at=at)


@transaction.atomic
def confirm_exemption(*, ref: str, item: str, desk: Desk, by: Actor, at: datetime) -> Folder:
    """Sign as the second clinician that a test is left out."""
    examination, folder = taken_out(ref, desk)
    proposed = next((each for each in folder.exemptions if each.item == item), None)
    if proposed is None:
        raise Refusal(_("Nobody has proposed to leave this test out."))
    require(access.may_confirm_exemption(by, desk, folder, proposed))
    signed = tuple(replace(each, second=by.ref) if each is proposed else each for each in folder.exemptions)
    return put_back(
        examination, noted(folder, act("exemption signed", by=by, at=at), exemptions=signed), desk, by=by, at=at
    )


@transaction.atomic
def hand_in_results(*, office: str, ref: str, results: Iterable[Result], by: Actor, at: datetime) -> None:
    """Lay what a laboratory sent, once it was read and found whole, where a clinician takes it in. Needs no key."""
    require(access.may_hand_in(by))
    content = {"kind": RESULTS, "ref": ref, "by": by.ref, "results": [asdict(each) for each in results]}
    tray.put(office=office, content=content, by=by, at=at)


@transaction.atomic
def take_in(*, desk: Desk, by: Actor, at: datetime) -> int:
    """File everything that waits in the tray; how many things there were."""
    require(access.may_take_in(by, desk))
    found = tray.waiting(desk)
    for each in found:
        _file(each.content, desk, by=by, at=at)
    tray.empty(taken=[each.place for each in found], desk=desk, by=by, at=at)
    return len(found)


def _file(content: Mapping[str, Any], desk: Desk, *, by: Actor, at: datetime) -> None:
    examination, folder = taken_out(content["ref"], desk)
    if content["kind"] == BROUGHT:
        done = act("folder of another centre received", by=by, at=at)
        put_back(examination, noted(folder, done, brought=content["words"]), desk, by=by, at=at)
        return
    ordered = {(order.number, item) for order in folder.orders for item in order.items}
    results = [Result(**each) for each in content["results"] if (each["order"], each["item"]) in ordered]
    if not results:
        put_back(examination, noted(folder, act("results that nobody ordered", by=by, at=at)), desk, by=by, at=at)
        return
    put_back(examination, with_results(folder, results, act("results received", by=by, at=at)), desk, by=by, at=at)
