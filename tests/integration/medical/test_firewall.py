"""Outside the centre, nobody tells a person with whom something was found from one whose conclusion is not released.

The same days are lived through several times, and everything that anybody outside can read is compared: every table of
the database with the centre's own boxes as bytes of a length, ledger, jobs, notices, pages, exports and logs.
"""

from __future__ import annotations

import difflib
import io
import json
import logging
import re
from collections.abc import Callable
from contextlib import redirect_stderr
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import unquote

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from nacl.exceptions import CryptoError
from nacl.public import SealedBox

from hamsafar.accounts.enums import Role
from hamsafar.front import export
from hamsafar.journeys.enums import RequirementKind
from hamsafar.kit.actor import SYSTEM
from hamsafar.kit.keys import OPENS, WRAPS, BadKeyFile, KeyStore, Purpose
from hamsafar.kit.wrapping import Locker
from hamsafar.ledger.actions import record
from hamsafar.ledger.models import Line
from hamsafar.medical.actions import concluding, examining
from hamsafar.medical.actions.turn import invite, make_round
from hamsafar.medical.enums import Finding
from hamsafar.medical.formats.locking import FOLDER_BYTES, SEALED
from hamsafar.medical.models import Examination, TrayPlace
from tests.factories.accounts import OfficerFactory
from tests.factories.journeys import a_journey, traveller
from tests.factories.medical import MONDAY, Centre, open_a_centre

WEDNESDAY, THURSDAY = MONDAY + timedelta(days=2), MONDAY + timedelta(days=3)
REF = re.compile(r"\b[A-Z]-(?:[0-9A-Z]{4}-){4}[0-9A-Z*~$=]")
CHANGING = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|csrfmiddlewaretoken\" value=\"\w+\"|\"created\": \"[^\"]+\"")
Story = Callable[[Centre, Examination], None]


# ---- what may happen inside ------------------------------------------------------------------------------------------


def only_ordered(centre: Centre, examination: Examination) -> None:
    centre.order(examination)


def results_came(centre: Centre, examination: Examination) -> None:
    centre.send(examination, centre.results(centre.order(examination)))


def concluded_and_not_told(centre: Centre, examination: Examination) -> None:
    results_came(centre, examination)
    centre.conclude(examination)
    centre.sign(examination, at=WEDNESDAY)


def found_and_told(centre: Centre, examination: Examination) -> None:
    centre.send(examination, centre.results(centre.order(examination), {"hiv": Finding.POSITIVE}))
    centre.conclude(examination, met=False)
    centre.sign(examination)
    centre.tell(examination, at=WEDNESDAY)


def found_confirmed_and_disputed(centre: Centre, examination: Examination) -> None:
    centre.send(examination, centre.results(centre.order(examination), {"hiv": Finding.INDETERMINATE}))
    again = centre.order(examination, ["hiv"])
    centre.send(examination, centre.results(again, {"hiv": Finding.POSITIVE}))
    with pytest.raises(Exception, match="Not every result"), transaction.atomic():
        centre.conclude(examination)
    centre.through(examination, met=False, at=WEDNESDAY)
    said = {"ref": examination.ref, "desk": centre.desk(centre.physician), "by": centre.physician, "at": WEDNESDAY}
    concluding.note_appeal(**said, words="Disagrees. (example)")
    examining.open_folder(**said)


def met_and_told(centre: Centre, examination: Examination) -> None:
    results_came(centre, examination)
    centre.through(examination, at=WEDNESDAY)


NOTHING_LEAVES = [only_ordered, results_came, concluded_and_not_told, found_and_told, found_confirmed_and_disputed]


# ---- everything that can be read outside -----------------------------------------------------------------------------


def live(story: Story, folder: Path) -> dict[str, object]:
    """Live through four days with one person's story beside a neighbour's; what stands outside after them.

    All of it is undone again, so that the next story begins from the same place.
    """
    said, handler = io.StringIO(), logging.StreamHandler()
    handler.setStream(said)
    logging.getLogger().addHandler(handler)
    try:
        with transaction.atomic(), redirect_stderr(said):
            person = traveller()
            a_journey(person)
            centre = open_a_centre(corridor=False)
            examination, neighbour = centre.receive(person), centre.receive()
            results_came(centre, neighbour)
            story(centre, examination)
            for at in (MONDAY, MONDAY + timedelta(days=1), WEDNESDAY, THURSDAY):
                make_round(by=SYSTEM, at=at + timedelta(hours=1))
                invite(by=SYSTEM, at=at + timedelta(hours=1))
            seen = {"tables": tables(), "pages": pages(person), "exports": exports(folder / story.__name__)}
            transaction.set_rollback(True)
    finally:
        logging.getLogger().removeHandler(handler)
    return seen | {"logs": plain(said.getvalue())}


def tables() -> dict[str, list[str]]:
    """Every row of every table, also of the centre's schema, as a thief of the dump has them, in no order."""
    found = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "select schemaname, tablename from pg_tables where schemaname in ('public', 'centre') order by 1, 2"
        )
        for schema, table in cursor.fetchall():
            cursor.execute(f'select * from "{schema}"."{table}"')  # noqa: S608 (names of the catalogue)
            names = [each.name for each in cursor.description]
            rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
            found[f"{schema}.{table}"] = sorted(_row(each) for each in rows)
    return found


def _row(row: dict[str, object]) -> str:
    """A row without what is drawn anew each time: numbers of rows, random references, what a box looks like."""
    return plain(json.dumps({name: _cell(name, value) for name, value in row.items()}, ensure_ascii=False, default=str))


def _cell(name: str, value: object) -> object:
    if isinstance(value, (bytes, memoryview)):
        return f"{len(bytes(value))} bytes"
    is_number = isinstance(value, int) and not isinstance(value, bool)
    if (is_number and (name == "id" or name.endswith("_id"))) or name in {"password", "username", "name"}:
        return "drawn anew"
    return value


def pages(person) -> dict[str, str]:
    """What officers and the person themselves read of them on the node's pages."""
    clerk, operator, own = Client(), Client(), Client()
    clerk.force_login(OfficerFactory(role=Role.REGISTRATION_CLERK, username="a-clerk"))
    operator.force_login(OfficerFactory(role=Role.OPERATOR, username="an-operator"))
    session = own.session
    session["person"] = person.ref
    session.save()
    paths = ((own, "/mine/"), (clerk, f"/people/{person.ref}/"), (operator, "/ledger/"), (operator, "/exchange/"))
    return {f"{number} {plain(path)}": _page(client, path) for number, (client, path) in enumerate(paths)}


def _page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    # Addresses and forms name rows by numbers that are drawn anew.
    return re.sub(r'="[^"]*"', lambda found: re.sub(r"\d+", "N", found[0]), plain(answer.content.decode()))


def exports(folder: Path) -> dict[str, list[str]]:
    """The whole node in open formats."""
    export.write(folder, MONDAY)
    files = sorted(each for each in folder.rglob("*.csv") if "pack" not in each.parts)
    return {
        str(each.relative_to(folder)): sorted(_numberless(plain(line)) for line in each.read_text().splitlines())
        for each in files
        if each.stem not in {"accounts.user", "ledger.line"}  # stand among the tables already
    }


def _numberless(line: str) -> str:
    return re.sub(r"(?<![\w.-])\d+(?![\w.-])", "N", line)


def plain(words: str) -> str:
    return re.sub(r"\d\d:\d\d(:\d\d(\.\d+)?)?", "TIME", CHANGING.sub("…", REF.sub("REF", unquote(words))))


# ---- and nobody can tell ---------------------------------------------------------------------------------------------


@pytest.fixture
def lived(quick_argon2, db, tmp_path, settings) -> Callable[[Story], dict[str, object]]:
    settings.CENTRE_KEYS = tmp_path / "centre"
    open_a_centre("G-ELSEWHERE")  # loads the pack, and is the same in every story
    return lambda story: live(story, tmp_path)


def test_who_was_found_something_with_and_who_waits_cannot_be_told_apart(lived):
    seen = [lived(story) for story in NOTHING_LEAVES]

    for story, other in zip(NOTHING_LEAVES[1:], seen[1:], strict=True):
        for kind, first in seen[0].items():
            assert differences(first, other[kind]) == {}, f"{kind} of {story.__name__}"


def differences(one: object, other: object) -> dict[str, object]:
    """What differs, by table, page or file."""
    if not isinstance(one, dict) or not isinstance(other, dict):
        return {} if one == other else {"whole": _lines_apart(one, other)}
    return {key: _lines_apart(one.get(key), other.get(key)) for key in one | other if one.get(key) != other.get(key)}


def _lines_apart(one: object, other: object) -> list[str]:
    lines = [each.splitlines() if isinstance(each, str) else list(each or ()) for each in (one, other)]
    return [each for each in difflib.unified_diff(*lines, lineterm="", n=0) if each[:3] not in ("---", "+++")]


def test_a_story_in_which_the_requirement_is_met_differs_by_that_alone(lived):
    waiting, met = lived(results_came), lived(met_and_told)

    differ = {table for table, rows in met["tables"].items() if rows != waiting["tables"][table]}

    assert differ == {"public.ledger_line", "public.journeys_requirement"}
    added = set(met["tables"]["public.ledger_line"]) - set(waiting["tables"]["public.ledger_line"])
    assert [json.loads(each)["verb"] for each in added] == ["requirement met"]


@pytest.mark.parametrize("leak", ["a line of the ledger", "a box of another size"])
def test_a_leak_is_found(lived, leak):
    def leaks(centre: Centre, examination: Examination) -> None:
        results_came(centre, examination)
        if leak == "a line of the ledger":
            record("person told", about=examination.booking, by=SYSTEM, at=MONDAY)
        else:
            Examination.objects.filter(pk=examination.pk).update(folder=b"shorter")

    if leak == "a box of another size":
        waiting, other = (live_tables(story) for story in (results_came, leaks))
    else:
        waiting, other = (lived(story)["tables"] for story in (results_came, leaks))
    assert waiting != other


def live_tables(story: Story) -> dict[str, list[str]]:
    """The tables after one story, without the days that follow."""
    with transaction.atomic():
        centre = open_a_centre(corridor=False)
        story(centre, centre.receive())
        found = tables()
        transaction.set_rollback(True)
    return found


def test_every_box_of_the_centre_has_one_size_and_was_written_in_the_evening(centre):
    found_and_told(centre, centre.receive())
    results_came(centre, centre.receive())
    make_round(by=SYSTEM, at=MONDAY)

    assert {len(each.folder) for each in Examination.objects.all()} == {FOLDER_BYTES + SEALED}
    assert len({len(each.envelope) for each in Examination.objects.all()}) == 1
    assert len({len(each.locked) for each in TrayPlace.objects.all()}) == 1
    with connection.cursor() as cursor:
        for table in ("medical_examination", "medical_trayplace"):
            cursor.execute(f"select count(distinct xmin::text) from centre.{table}")  # noqa: S608 (names of ours)
            assert cursor.fetchone() == (1,), "rows that were not written together show which was worked on"


def test_no_key_of_the_node_opens_a_box_of_the_centre(centre):
    examination = centre.receive()
    found_and_told(centre, examination)
    examination.refresh_from_db()
    store = KeyStore(settings.KEYS)
    boxes = [bytes(examination.folder), bytes(examination.envelope), bytes(TrayPlace.objects.first().locked)]

    for box in boxes:
        for purpose in WRAPS:
            for about in (f"envelope {examination.ref}", examination.ref, str(TrayPlace.objects.first().pk)):
                with pytest.raises(BadKeyFile):
                    Locker(store, purpose).open(box, about=about)
        for purpose in OPENS:
            with pytest.raises(CryptoError):
                SealedBox(store.opener(purpose)).decrypt(box)


def test_who_stole_the_clock_s_key_as_well_still_learns_of_nobody_that_something_was_found(centre):
    told, waits = centre.receive(), centre.receive()
    found_and_told(centre, told)
    results_came(centre, waits)
    locker = Locker(KeyStore(settings.CENTRE_KEYS), Purpose.CENTRE_CLOCK)

    opened = set()
    for each in (told, waits):
        each.refresh_from_db()
        plain_text = locker.open(bytes(each.envelope), about=f"envelope {each.ref}")
        opened.add(plain_text[32:])

    assert len(opened) == 1


def test_the_release_waits_for_the_evening_and_the_node_learns_one_thing(centre):
    person = traveller()
    journey = a_journey(person)
    examination = centre.receive(person)
    met_and_told(centre, examination)
    asked = journey.requirements.get(kind=RequirementKind.EXAMINATION)
    assert asked.met_on is None

    met = [make_round(by=SYSTEM, at=WEDNESDAY + timedelta(hours=each)) for each in (1, 2)]

    asked.refresh_from_db()
    assert met == [1, 0]
    assert (asked.met_on, asked.until) == (WEDNESDAY.date(), date(2027, 3, 2) + timedelta(days=2))
    assert (asked.met_by, asked.evidence) == (SYSTEM.ref, "")


def test_a_release_without_a_journey_waits_for_one(centre):
    person = traveller()
    met_and_told(centre, centre.receive(person))
    assert make_round(by=SYSTEM, at=WEDNESDAY) == 0

    a_journey(person)

    assert make_round(by=SYSTEM, at=THURSDAY) == 1


def test_everybody_is_invited_once_in_the_same_words(centre):
    for _person in range(2):
        centre.receive(traveller())
    centre.receive()  # has given no number

    asked = [invite(by=SYSTEM, at=MONDAY + timedelta(days=day)) for day in (0, 1, 1, 2)]

    assert asked[:2] == [0, 2]
    assert Line.objects.filter(verb="notice written for sms").count() == 2


def test_what_is_older_than_five_years_is_gone(centre):
    centre.receive()

    make_round(by=SYSTEM, at=MONDAY + timedelta(days=5 * 365 + 2))

    assert not Examination.objects.exists()


def test_a_lost_clock_s_key_delays_a_release_until_the_folder_is_opened_again(centre, tmp_path, settings):
    person = traveller()
    a_journey(person)
    examination = centre.receive(person)
    met_and_told(centre, examination)
    order = centre.folder(examination).orders[0]
    said = {"office": centre.office, "ref": examination.ref, "by": centre.laboratory, "at": WEDNESDAY}
    examining.hand_in_results(**said, results=centre.results(order)[:1])

    settings.CENTRE_KEYS = tmp_path / "a new clock"

    assert make_round(by=SYSTEM, at=WEDNESDAY) == 0
    assert examining.take_in(desk=centre.desk(centre.physician), by=centre.physician, at=WEDNESDAY) == 0
    examining.hand_in_results(**said, results=centre.results(order)[:1])
    examining.open_folder(ref=examination.ref, desk=centre.desk(centre.physician), by=centre.physician, at=THURSDAY)
    assert make_round(by=SYSTEM, at=THURSDAY) == 1
