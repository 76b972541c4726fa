"""Loading the pack's programmes, and what stays when they are loaded again."""

from __future__ import annotations

import pytest

from hamsafar.corridor.actions import load_corridor
from hamsafar.corridor.formats.pack import Pack
from hamsafar.corridor.formats.reading import PackError
from hamsafar.kit.actor import SYSTEM
from hamsafar.kit.refusal import Refusal
from hamsafar.ledger.models import Line
from hamsafar.programmes.actions import load_programmes, report_on_measure
from hamsafar.programmes.enums import Progress
from hamsafar.programmes.formats.pack_programmes import read_programmes, unknown_facts
from hamsafar.programmes.models import Measure, Programme, Report
from tests.factories.accounts import OfficerFactory
from tests.factories.corridor import with_line, write_pack
from tests.factories.ledger import noon
from tests.factories.programmes import added, programme

WORDS = '{ en = "Border", ru = "Граница", tg = "Сарҳад" }'
BORDER = f"""
key = "border"
kind = "programme"
name = {WORDS}
summary = {{ en = "Term {{term}}.", ru = "Срок {{term}}.", tg = "Муҳлат {{term}}." }}
begins = "term"
ends = "term"
forum = "csto"
topic = "border"

[[measure]]
key = "stage-1"
name = {WORDS}
sector = "security"
owners = {{ tj = {WORDS}, ru = {WORDS} }}
  [[measure.milestone]]
  key = "stage-1-end"
  name = {WORDS}
  planned = "plan"
  replanned = ["moved"]
  stated = ["word"]
  actual = "reached"
  [[measure.indicator]]
  key = "turnover"
  series = "turnover"
  baseline = "base"
  target = "target"

[[statement]]
fact = "word"
"""
TREATY = f"""
key = "pact"
kind = "treaty"
name = {WORDS}

[[step]]
state = "signed"
fact = "signed"
[[step]]
state = "ratified-ru"
fact = "law"
[[text]]
lang = "ru"
title = "Соглашение"
body = "Текст"
source = "gazette"
"""
YEAR = f"""
key = "year"
kind = "event-plan"
classification = "restricted"
name = {WORDS}

[[event]]
key = "summit"
name = {WORDS}
place = {WORDS}
planned = "summit-planned"
replanned = ["summit-moved"]
held = "summit-held"
  [[event.offer]]
  side = "ru"
  words = {WORDS}
  fact = "help"
  state = "accepted"
"""
SECTOR = "sector,security,security,безопасность,амният,,,,,,,,,"


@pytest.fixture
def folder(tmp_path):
    write_pack(tmp_path, codes=with_line("codes.csv", SECTOR))
    programmes = tmp_path / "programmes"
    programmes.mkdir()
    for name, text in (("10-border", BORDER), ("20-pact", TREATY), ("30-year", YEAR)):
        (programmes / f"{name}.toml").write_text(text, encoding="utf-8")
    return tmp_path


def load(folder):
    pack = Pack(folder)
    load_corridor(pack, by=SYSTEM, at=noon(2025, 1, 1))
    load_programmes(pack, by=SYSTEM, at=noon(2025, 1, 1))


@pytest.mark.django_db
def test_what_the_pack_says_comes_back_out_of_the_database_unchanged(folder):
    load(folder)

    assert Programme.objects.promises().plans == read_programmes(Pack(folder)).plans
    assert Programme.objects.promises().sides == ("tj", "ru")
    assert str(Programme.objects.get(key="border")) == "Border"
    assert Line.objects.filter(verb="programmes loaded").count() == 1


@pytest.mark.django_db
def test_reading_everything_takes_the_same_number_of_queries_however_much_there_is(folder, django_assert_num_queries):
    load(folder)
    for number in range(5):
        added(programme(key=f"more-{number}"))

    with django_assert_num_queries(14):
        Programme.objects.promises()


@pytest.mark.django_db
def test_a_new_pack_replaces_the_old_and_leaves_what_officers_wrote(folder):
    load(folder)
    report_on_measure(
        measure=Measure.objects.get(key="stage-1"),
        side="tj",
        progress=Progress.LATE,
        words="Contracts are being agreed.",
        by=OfficerFactory(),
        at=noon(2026, 5, 1),
    )
    added(programme(key="our-own"))

    (folder / "programmes" / "20-pact.toml").unlink()
    load(folder)

    assert list(Programme.objects.in_order().values_list("key", flat=True)) == ["border", "year", "our-own"]
    assert Report.objects.get().measure == "stage-1"
    assert len(Programme.objects.promises().records["border"].reports) == 1


@pytest.mark.django_db
def test_only_an_operator_loads_a_pack(folder):
    with pytest.raises(Refusal, match="operator"):
        load_programmes(Pack(folder), by=OfficerFactory(), at=noon(2025, 1, 1))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('kind = "programme"', 'kind = "dance"', "kind is “dance”; it must be one of: programme, treaty, event-plan"),
        ('key = "stage-1"\n', "", "“key” is missing"),
        ('planned = "plan"', 'planned = "Plan B"', "planned names no fact: “Plan B”"),
        ('planned = "plan"', "planned = 2025-01-01", "planned must be text in quotation marks"),
        ('replanned = ["moved"]', 'replanned = "moved"', "replanned must be a list of fact keys"),
        ('ru = "Срок {term}."', 'ru = ""', "summary has no ru; every text needs all three languages"),
        ('sector = "security"', 'sector = "dance"', "sector “dance” is not in the code list"),
        ("owners = { tj", "owners = { kz", "owners must be named by side: tj, ru"),
        ('topic = "border"', 'topic = "border"\ncolour = "red"', "unknown entry: colour"),
        ('name = { en = "Border"', 'nam = { en = "Border"', "“name” is missing"),
        ('key = "stage-1-end"', 'key = "Stage End"', "key must be lower-case words"),
        ("[[statement]]", "[statement]", "statement must be written as [[statement]]"),
        ("name = {", "name = 5 #", "name must be { en = …, ru = …, tg = … }"),
        ('[[statement]]\nfact = "word"', BORDER[BORDER.index("[[measure]]") :], "two times “stage-1” as measure"),
    ],
)
def test_a_fault_is_refused_with_file_line_and_reason(folder, old, new, said):
    file = folder / "programmes" / "10-border.toml"
    text = file.read_text().replace(old, new)
    assert text != file.read_text()
    file.write_text(text)

    with pytest.raises(PackError) as refused:
        read_programmes(Pack(folder))

    # The entry that lacks its name is refused for it, or for the misspelt one.
    assert said in str(refused.value) or "unknown entry: nam." in str(refused.value)
    assert f"{file}:" in str(refused.value)


def test_broken_toml_and_a_key_used_twice_are_refused_together(folder):
    (folder / "programmes" / "40-broken.toml").write_text("key = ")
    (folder / "programmes" / "50-again.toml").write_text(TREATY)

    with pytest.raises(PackError) as refused:
        read_programmes(Pack(folder))

    assert "40-broken.toml:1: this is not TOML" in str(refused.value)
    assert "two programmes are called “pact”" in str(refused.value)


def test_facts_that_the_pack_does_not_have_are_named_with_their_line(folder):
    warnings = [str(each) for each in unknown_facts(Pack(folder), {"plan", "moved", "word", "term"})]

    assert "no fact is called “reached”" in warnings[0]
    assert warnings[0].startswith(f"{folder / 'programmes' / '10-border.toml'}:22: ")
    assert not any("“plan”" in each for each in warnings)
    assert any("“help”" in each for each in warnings)
