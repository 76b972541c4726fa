"""The dossier of 13 February 2025 from the pack itself: what must be in it, and what must not."""

from __future__ import annotations

import io
import json
import re
import shutil
import zipfile
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings
from pypdf import PdfReader

from hamsafar.figures.rules.sentences import named
from hamsafar.kit.words import LANGUAGES
from hamsafar.meetings.formats.pack_material import material_from_pack, warnings_of
from hamsafar.meetings.formats.pack_meetings import read_meetings
from hamsafar.meetings.formats.render import FORMATS, rendered
from hamsafar.meetings.rules.dossier import build
from hamsafar.meetings.rules.plan import sentences_of

SLUG, DAY, LATER = "2025-02-13-moscow", date(2025, 2, 13), date(2026, 1, 31)
TAJIK_LETTERS = "ғӣқӯҳҷ"
SEED = {f"S{number}" for number in range(1, 16)}


@cache
def dossier(day: date = DAY, lang: str = "en", edition: str = "open", folder: Path = settings.PACK):
    return build(material_from_pack(folder, SLUG, day), lang=lang, edition=edition)


@cache
def made(fmt: str, day: date = DAY, lang: str = "en", edition: str = "open", folder: Path = settings.PACK) -> bytes:
    return rendered(dossier(day, lang, edition, folder), fmt)


def text_of(fmt: str, **given) -> str:
    """Every word of the dossier in one format, chart tables included, with plain spaces."""
    content = made(fmt, **given)
    if fmt == "pdf":
        text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    elif fmt == "docx":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            text = re.sub(r"<[^>]+>", " ", archive.read("word/document.xml").decode())
    else:
        text = content.decode()
    return re.sub(r"[\s\u00a0\u202f]+", " ", text)


def as_json(**given) -> dict:
    return json.loads(made("json", **given))


def statements(document: dict) -> list[dict]:
    return [each for item in document["items"] for each in item["statements"]]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(settings.PACK, tmp_path / "pack"))


def without(file: Path, key: str) -> None:
    """Take the row of that key out of a CSV file."""
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith(f"{key},")]
    assert len(kept) == len(lines) - 1
    file.write_text("".join(kept), encoding="utf-8")


def test_every_row_of_the_seed_is_covered_by_a_statement_with_a_source():
    covered = {row for each in statements(as_json()) if each["sources"] for row in each["covers"]}

    assert covered == SEED


def test_the_top_level_and_every_statement_have_what_programs_read():
    document = as_json()

    assert (document["meeting"], document["as_of"], document["lang"], document["edition"]) == (
        SLUG, "2025-02-13", "en", "open",
    )  # fmt: skip
    for each in statements(document):
        assert {"id", "text", "sources", "classification", "covers"} <= set(each)
        assert all({"title", "address", "date"} <= set(source) for source in each["sources"])
        if "figure" in each:
            measured = {"series", "value", "unit", "period", "scope", "qualifier", "formula"}
            assert measured | {"counted_by", "said_by", "synthetic"} <= set(each["figure"])


def test_the_numbers_of_the_seed_stand_beside_their_counterparts():
    figures = {figure["key"]: figure for each in statements(as_json()) for figure in each.get("figures", ())}

    turnover = figures["trade-2024-ambassador"]
    assert (turnover["value"], turnover["qualifier"], turnover["unit"]) == (2.0, "nearly", "usd-bn")
    assert figures["trade-required-growth"]["value"] == 16.5
    assert figures["trade-required-growth"]["formula"]
    assert (figures["recruits-2023-minister"]["value"], figures["recruits-2023-agency"]["value"]) == (15000, 5000)
    assert figures["recruits-2023-agency"]["qualifier"] == "about"
    assert (figures["border-length-gsv"]["value"], figures["border-length-other"]["value"]) == (1344, 1374.2)
    assert "base is not stated" in text_of("json").lower()


@pytest.mark.parametrize("fmt", FORMATS)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_nothing_later_than_the_day_is_in_any_format(fmt, lang):
    later = {key for key, fact in material_from_pack(settings.PACK, SLUG, LATER).world.book.facts.items()}
    known = set(material_from_pack(settings.PACK, SLUG, DAY).world.book.facts)
    text = text_of(fmt, lang=lang)

    assert later - known
    for absent in (
        "Interfax",
        "interfax.ru",
        "tass.com/politics/2026289",
        "1prime.ru",
        "9 October 2025",
        "9 окт. 2025",
    ):
        assert absent not in text
    for value, unit in (("1.9", "bn USD"), ("1.5", "bn USD")):
        shown = value if lang == "en" else value.replace(".", ",")
        counts_of_2024 = rf"(?<!nearly )(?<!почти )(?<!қариб ){re.escape(shown)} ({unit}|млрд)"
        assert not re.search(counts_of_2024, text)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_source_or_chart_point_is_dated_after_the_day(lang):
    document = as_json(lang=lang)

    assert all(source["date"] <= "2025-02-13" for source in document["sources"])
    world = material_from_pack(settings.PACK, SLUG, DAY).world
    for item in dossier(lang=lang).items:
        for chart in item.charts:
            assert all(world.sources[key].published_on <= DAY for key in chart.sources)


def test_a_year_later_what_was_cut_is_there():
    text = text_of("json", day=LATER)
    figures = {
        figure["key"]: figure["value"] for each in statements(as_json(day=LATER)) for figure in each.get("figures", ())
    }

    assert figures["trade-2024-commission"] == 1.9
    assert figures["trade-2024-aide"] == 1.5
    assert "signed in Moscow on 13 February 2025" in text
    assert "9 October 2025" in text
    (border,) = [item for item in as_json(day=LATER)["items"] if item["key"] == "border-programme"]
    assert border["status"]["mark"] == "late"


@pytest.mark.parametrize("day", [DAY, LATER])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_front_sheet_is_exactly_one_page_and_the_file_is_tagged_in_its_language(lang, day):
    reader = PdfReader(io.BytesIO(made("pdf", day=day, lang=lang)))
    first_title = dossier(day, lang).items[0].title

    assert reader.trailer["/Root"]["/Lang"] == lang
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    box = reader.pages[0].mediabox
    assert (round(float(box.width)), round(float(box.height))) == (595, 842)
    second = re.sub(r"\s+", " ", reader.pages[1].extract_text())
    assert first_title.split()[0] in second  # the first item begins on page 2
    assert dossier(day, lang).front.title.split(":")[0] in re.sub(r"\s+", " ", reader.pages[0].extract_text())
    assert "/ " in reader.pages[0].extract_text()


@pytest.mark.parametrize("fmt", ["pdf", "docx"])
def test_tajik_letters_come_out_in_the_text(fmt):
    text = text_of(fmt, lang="tg").lower()

    assert all(letter in text for letter in TAJIK_LETTERS)


@pytest.mark.parametrize("fmt", ["pdf", "docx"])
def test_tables_and_charts_are_in_every_printed_format(fmt):
    item = next(item for item in dossier().items if item.charts)
    row = item.charts[0].table.rows[0]

    assert re.sub(r"\s+", " ", row[-1]) in text_of(fmt)
    if fmt == "docx":
        with zipfile.ZipFile(io.BytesIO(made("docx"))) as archive:
            drawn = sum(len(item.charts) for item in dossier().items)
            assert len([name for name in archive.namelist() if name.endswith(".png")]) == drawn


@pytest.mark.parametrize("fmt", FORMATS)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_number_changed_in_a_copy_of_the_pack_changes_every_format_and_language(fmt, lang, copy):
    figures = copy / "figures.csv"
    text = figures.read_text(encoding="utf-8")
    assert text.count("number,recruits,15000,") == 1
    figures.write_text(text.replace("number,recruits,15000,", "number,recruits,14999,"), encoding="utf-8")
    written = {"en": ("15,000", "14,999")}.get(lang, ("15 000", "14 999"))

    before = text_of(fmt, lang=lang)
    after = re.sub(r"[\s\u00a0\u202f]+", " ", text_of(fmt, lang=lang, folder=copy))

    assert written[0] in before
    assert written[1] in after
    assert written[0] not in after


def test_a_source_taken_out_of_a_copy_takes_its_lines_with_it(copy):
    without(copy / "sources.csv", "gsv")

    keys = {each["key"] for each in statements(as_json(folder=copy))}

    assert "recruitment/recruitment-2023" not in keys
    assert all("GSV" not in source["title"] for source in as_json(folder=copy)["sources"])


def test_the_same_dossier_gives_the_same_bytes():
    for fmt in FORMATS:
        assert rendered(dossier(), fmt) == made(fmt)


def test_nothing_in_the_pack_names_a_fact_that_does_not_exist():
    assert [str(each) for each in warnings_of(settings.PACK)] == []


def test_a_sentence_rests_on_the_same_facts_in_every_language():
    plans = read_meetings(settings.PACK)

    for topic in plans.topics:
        for where, words in sentences_of(topic):
            keys = {lang: {key for key, _ in named(words[lang])} for lang in LANGUAGES}
            assert keys["en"] == keys["ru"] == keys["tg"], f"{topic.key}: {where}"


def test_no_number_is_typed_into_a_sentence_of_the_dossier():
    plans = read_meetings(settings.PACK)
    typed = {
        f"{topic.key}: {where}: {words[lang]}"
        for topic in plans.topics
        for where, words in sentences_of(topic)
        for lang in LANGUAGES
        if re.search(r"\d{2,}", re.sub(r"\{[^}]*\}", "", words[lang]))
    }

    assert typed == set()
