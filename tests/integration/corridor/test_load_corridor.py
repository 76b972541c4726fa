"""Loading the corridor's part of a pack."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from hamsafar.accounts.actions import add_organisation
from hamsafar.corridor.actions import load_corridor
from hamsafar.corridor.formats.pack import Pack
from hamsafar.corridor.models import Code, Holiday, Post, Rule, Side
from hamsafar.kit.actor import SYSTEM
from hamsafar.kit.refusal import Refusal
from hamsafar.kit.words import Words
from hamsafar.ledger.models import Line
from tests.factories.corridor import PACK, write_pack
from tests.factories.ledger import Somebody, noon

pytestmark = pytest.mark.django_db
AT = noon(2026, 3, 2)


def load(folder: Path, **changed: str) -> Pack:
    pack = Pack(write_pack(folder, **changed))
    load_corridor(pack, by=SYSTEM, at=AT)
    return pack


def test_a_pack_becomes_rows(tmp_path: Path):
    load(tmp_path)

    assert [str(side) for side in Side.objects.order_by("key")] == ["Russia", "Tajikistan"]
    assert [str(post) for post in Post.objects.filter(side="tj")] == ["Dushanbe airport"]
    assert [str(code) for code in Code.objects.of("unit")] == ["unit/people", "unit/usd-bn"]
    assert [str(rule) for rule in Rule.objects.in_force(on=date(2025, 2, 5)).order_by("key")] == ["reply", "stay"]
    assert str(Holiday.objects.order_by("date")[0]) == "2025-03-21 (tj)"
    ground = Code.objects.of("ground")
    assert [ground.in_force(on=day).get().label["en"] for day in (date(2024, 12, 31), date(2025, 1, 1))] == [
        "old ground",
        "new ground",
    ]


def test_loading_leaves_one_line_with_the_digest_of_the_files(tmp_path: Path):
    pack = load(tmp_path)

    line = Line.objects.get()
    assert (line.verb, line.by, line.at) == ("corridor loaded", "system", AT)
    assert line.about == f"pack:tj-ru:sha256:{pack.digest()}"


def test_loading_again_replaces_and_keeps_what_others_point_at(tmp_path: Path):
    load(tmp_path)
    office = add_organisation(
        side=Side.objects.get(key="tj"), name=Words("Office (example)", "Б", "В"), by=SYSTEM, at=AT
    )
    dropped = PACK["posts.csv"].splitlines(keepends=True)

    load(tmp_path, posts="".join(dropped[:2]), sides=PACK["sides.csv"].replace("Tajikistan", "Tajikistan (changed)"))

    office.refresh_from_db()
    assert str(office.side) == "Tajikistan (changed)"
    assert [post.pk for post in Post.objects.all()] == ["dushanbe"]
    assert Code.objects.count() == 4


def test_a_pack_that_drops_a_side_in_use_is_refused_and_nothing_changes(tmp_path: Path):
    load(tmp_path)
    add_organisation(side=Side.objects.get(key="ru"), name=Words("Office (example)", "Б", "В"), by=SYSTEM, at=AT)
    changed = {
        "sides": PACK["sides.csv"].replace("ru,destination", "kz,destination"),
        "pack": PACK["pack.toml"].replace('"ru"', '"kz"'),
        "posts": PACK["posts.csv"].replace(",ru,", ",kz,"),
    }

    with pytest.raises(Refusal, match=r"Office \(example\)"):
        load(tmp_path / "other", **changed)


def test_only_those_who_may_load_a_pack_can(tmp_path: Path):
    with pytest.raises(Refusal, match="node operator"):
        load_corridor(Pack(write_pack(tmp_path)), by=Somebody(), at=AT)

    assert not Side.objects.exists()
