"""`./run figures …` on the node and on a pack beside it."""

from __future__ import annotations

import csv
import json
from io import BytesIO, StringIO
from pathlib import Path

import pytest
import sdmx
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError

from hamsafar.corridor.formats.pack import Pack
from hamsafar.figures.formats.pack_figures import read_figures
from hamsafar.figures.models import Observation
from hamsafar.kit.refusal import Refusal


def run(*words, fails=0):
    out, err = StringIO(), StringIO()
    if fails:
        with pytest.raises(SystemExit) as ended:
            call_command("figures", *map(str, words), stdout=out, stderr=err)
        assert ended.value.code == fails
    else:
        call_command("figures", *map(str, words), stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def found(*words):
    return {
        (each["rule"], each["series"], each["period"]): each
        for each in json.loads(run("disagreements", "--format", "json", *words)[0])
    }


def test_the_disagreements_of_the_real_pack():
    today = found("--pack", settings.PACK)

    turnover = today["cannot_both_hold", "trade-turnover", "2024"]
    assert {value["text"] for value in turnover["values"]} == {"1.5", "1.9", "2.0"}
    assert (turnover["gap"], turnover["unit"]) == (0.5, "usd-bn")
    vnukovo = today["parts_do_not_add_up", "held", "2024-04-27"]
    assert (vnukovo["gap"], vnukovo["gap_high"]) == (299, 326)
    assert today["cannot_both_hold", "border-length", ""]["gap"] == pytest.approx(30.2)
    for key in (
        ("recruits", "2023"),
        ("remittances-share-gdp", "2023"),
        ("trade-growth", "2021"),
        ("trade-growth", "2023"),
    ):
        assert ("cannot_both_hold", *key) in today
    for key in (("remittances-share-gdp", "2024"), ("trade-turnover", "2024-H1"), ("held", "2024-04-27")):
        assert ("cannot_both_hold", *key) not in today


def test_turnover_of_2024_does_not_yet_disagree_on_the_day_of_the_meeting():
    meeting = found("--pack", settings.PACK, "--as-of", "2025-02-13")

    assert ("cannot_both_hold", "trade-turnover", "2024") not in meeting
    assert ("cannot_both_hold", "recruits", "2023") in meeting
    assert ("cannot_both_hold", "border-length", "") in meeting


def test_the_database_says_what_the_pack_says(pack):
    assert found() == found("--pack", settings.PACK)
    assert run("disagreements")[1] == f"{len(found())} disagreements.\n"


def test_a_node_without_a_pack_says_so(db):
    with pytest.raises(Refusal, match="No corridor pack is loaded"):
        run("disagreements")


def edited(copy: Path, change) -> None:
    file = copy / "figures.csv"
    with file.open(newline="", encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    rows = change(rows)
    with file.open("w", newline="", encoding="utf-8") as lines:
        writer = csv.DictWriter(lines, rows[0])
        writer.writeheader()
        writer.writerows(rows)


def test_a_row_added_to_a_copy_of_the_pack_creates_a_finding(copy):
    def add(rows):
        like = next(row for row in rows if row["key"] == "crocus-dead")
        return [*rows, {**like, "key": "crocus-dead-other", "value": "150"}]

    edited(copy, add)

    assert set(found("--pack", copy)) - set(found("--pack", settings.PACK)) == {
        ("cannot_both_hold", "crocus-dead", "2024-03-22")
    }


def test_a_row_added_to_a_copy_of_the_pack_removes_a_finding(copy):
    def add(rows):
        like = next(row for row in rows if row["key"] == "removed-vko-2024-04-27")
        return [*rows, {**like, "key": "removed-vko-later", "value": "326", "counted_by": "tj-mfa"}]

    edited(copy, add)

    changed = found("--pack", copy)
    assert ("cannot_both_hold", "removed", "2024-04-27") in changed
    assert ("parts_do_not_add_up", "held", "2024-04-27") not in changed


def test_a_changed_number_changes_every_answer(copy):
    edited(
        copy,
        lambda rows: [{**row, "value": "14999"} if row["key"] == "recruits-2023-minister" else row for row in rows],
    )

    recruits = found("--pack", copy)["cannot_both_hold", "recruits", "2023"]
    assert {value["value"] for value in recruits["values"]} == {14999, 5000}
    assert "14,999" in run("disagreements", "--pack", copy)[0]


def test_a_fact_whose_source_row_is_gone_is_undated_and_without_source(copy):
    sources = copy / "sources.csv"
    lines = sources.read_text().splitlines(keepends=True)
    sources.write_text("".join(line for line in lines if not line.startswith("gsv,")))

    fact = read_figures(copy).facts["recruits-2023-minister"]

    assert (fact.source, fact.published_on) == (None, None)
    assert ("cannot_both_hold", "recruits", "2023") in found("--pack", copy)
    assert ("cannot_both_hold", "recruits", "2023") not in found("--pack", copy, "--as-of", "2025-02-13")


@pytest.mark.parametrize(
    ("file", "old", "new", "reason"),
    [
        ("figures.csv", ",usd-bn,2024,", ",usd-tn,2024,", r"figures.csv:\d+: unit “usd-tn” is not in the code list"),
        ("figures.csv", ",usd-bn,2024,", ",usd-bn,2024-13,", r"figures.csv:\d+: period: “2024-13” is no period"),
        ("figures.csv", ",usd-bn,2024,ru-tj,", ",usd-bn,2024,nowhere,", r"scope “nowhere” is not in the code list"),
        ("figures.csv", ",ru-tj,tj-stat,", ",ru-tj,nobody,", r"counted_by “nobody” is not in the code list"),
        ("figures.csv", "number,trade-turnover,", "number,unheard-of,", r"series “unheard-of” is not in series.csv"),
        ("figures.csv", "date,meeting-events,2025-02-13", "date,meeting-events,2025-02-31", r"a date is written"),
        ("figures.csv", "number,held,954", "number,held,about 954", r"a number is written with digits"),
        ("figures.csv", "number,held,954", "number,held,", r"value is empty"),
        ("figures.csv", ",954,,persons,", ",954,,,", r"unit is empty"),
        ("figures.csv", ",954,,persons,", ",954,,km,", r"cannot be compared with “persons”"),
        ("figures.csv", "note,meeting-events,,", "note,meeting-events,7,", r"a note has none"),
        ("sources.csv", ",2025-02-13,page", ",2025-02-30,page", r"sources.csv:\d+: date is “2025-02-30”"),
        ("series.csv", ",level,usd-bn,", ",height,usd-bn,", r"series.csv:\d+: kind is “height”"),
        ("derived.csv", ",product,", ",magic,", r"derived.csv:\d+: formula is “magic”"),
        (
            "derived.csv",
            "trade-target,trade-2024-ambassador,",
            "trade-targe,trade-2024-ambassador,",
            r"is no fact of figures.csv",
        ),
    ],
)
def test_a_pack_with_an_error_is_refused_with_file_and_line(copy, file, old, new, reason):
    text = (copy / file).read_text()
    assert old in text
    (copy / file).write_text(text.replace(old, new, 1))

    with pytest.raises(Refusal, match=reason):
        run("disagreements", "--pack", copy)


def test_other_errors_of_derived_figures_are_refused(copy):
    derived = copy / "derived.csv"
    lines = derived.read_text().splitlines()
    names = lines[0].split(",")
    row = dict.fromkeys(names, "") | {
        "words_en": "x",
        "words_ru": "x",
        "words_tg": "x",
        "formula": "sum",
        "inputs": "held-vko-asiaplus",
    }
    for change, reason in (
        ({"key": "held-vko-asiaplus"}, "already used in figures.csv"),
        ({"key": "new", "decimals": "two"}, "decimals is “two”"),
        ({"key": "new", "inputs": ""}, "inputs is empty"),
    ):
        derived.write_text("\n".join([*lines, ",".join((row | change)[name] for name in names)]) + "\n")
        with pytest.raises(Refusal, match=reason):
            read_figures(copy)


@pytest.mark.parametrize("source", ["pack", "node"])
def test_exports_are_read_back_by_sdmx1_with_equal_values(tmp_path, pack, source):
    words = ["--pack", settings.PACK] if source == "pack" else []
    book = read_figures(Pack(settings.PACK)).book(None)
    numbers = {key: fact for key, fact in book.facts.items() if fact.value is not None}
    structure, table, message = tmp_path / "s.xml", tmp_path / "d.csv", tmp_path / "d.json"
    run("export", "--format", "sdmx-structure", "--out", structure, *words)
    run("export", "--format", "sdmx-csv", "--out", table, *words)
    run("export", "--format", "sdmx-json", "--out", message, *words)

    read = sdmx.read_sdmx(BytesIO(structure.read_bytes()))
    definition = read.structure["DSD_FIGURES"]
    assert [each.id for each in definition.dimensions] == [
        "SERIES",
        "SCOPE",
        "COUNTED_BY",
        "SAID_BY",
        "FACT",
        "TIME_PERIOD",
    ]
    assert set(read.codelist["CL_SERIES"].items) == {"_Z", *book.series}
    assert read.codelist["CL_UNIT"]["persons"].name.localizations.keys() == {"en", "ru", "tg"}
    for told in (definition, read.dataflow["FIGURES"]):
        rows = sdmx.read_sdmx(BytesIO(table.read_bytes()), format="csv", structure=told).data[0].obs
        assert {str(row.key["FACT"].value): row.value for row in rows} == {
            key: f"{fact.value:f}" for key, fact in numbers.items()
        }
        units = {row.key["FACT"].value: row.attached_attribute["UNIT"].value for row in rows}
        assert units == {key: fact.unit for key, fact in numbers.items()}
    observations = sdmx.read_sdmx(BytesIO(message.read_bytes())).data[0].obs
    assert {row.key["FACT"].value: row.value for row in observations} == {
        key: float(fact.value) for key, fact in numbers.items()
    }
    said = {row.key["FACT"].value: row.attached_attribute["QUALIFIER"].value.id for row in observations}
    assert said == {key: fact.qualifier for key, fact in numbers.items()}


def test_plain_exports_hold_every_fact():
    book = read_figures(Pack(settings.PACK)).book(None)

    rows = list(csv.DictReader(StringIO(run("export", "--format", "csv", "--pack", settings.PACK)[0])))
    data = json.loads(run("export", "--format", "json", "--pack", settings.PACK)[0])

    assert {row["key"] for row in rows} == {each["key"] for each in data["figures"]} == set(book.facts)
    assert len(
        json.loads(run("export", "--format", "json", "--pack", settings.PACK, "--as-of", "2025-02-13")[0])["figures"]
    ) < len(rows)


LIST = "topic,fact,value,unit,period,source,quality\ntrade,A new count,>3.0,USD bn,2024,https://x.example/,agency\n"


def test_a_file_is_imported_from_the_command_line_once(pack, tmp_path):
    file = tmp_path / "list.csv"
    file.write_text(LIST)

    out, _ = run("import", file, "--preview")
    assert "over 3.0 usd-bn" in out
    assert not Observation.objects.imported().exists()

    assert "1 figures imported; sha256" in run("import", file)[1]
    assert Observation.objects.imported().get().key == "trade-line-2-1"
    assert f"{file}:2: Line 2: a fact called “trade-line-2-1” exists already." in run("import", file, fails=2)[1]


def test_a_bad_file_is_refused_with_its_line_and_nothing_is_written(pack, tmp_path):
    file = tmp_path / "list.csv"
    file.write_text(LIST.replace("USD bn", "parsecs"))

    _, err = run("import", file, fails=2)

    assert f"{file}:2: unit “parsecs” is not known" in err
    assert "Nothing was imported or written." in err
    assert not Observation.objects.imported().exists()
    with pytest.raises(Refusal, match="the file cannot be read"):
        run("import", tmp_path / "absent.csv")
    file.write_text(LIST)
    with pytest.raises(Refusal, match="No officer signs in as “nobody”"):
        run("import", file, "--as", "nobody")


def test_an_officer_may_import_by_name(analyst, tmp_path):
    file = tmp_path / "list.csv"
    file.write_text(LIST)

    run("import", file, "--as", analyst.username)

    assert Observation.objects.imported().get().batch.started_by == analyst.ref


def test_computed_rows_of_an_export_are_left_out_aloud(pack, tmp_path):
    file = tmp_path / "export.csv"
    run("export", "--format", "csv", "--out", file)

    assert "is left out. A computed figure" in run("import", file, fails=2)[1]


def test_a_day_that_is_none_is_refused():
    with pytest.raises(CommandError, match="is no day"):
        run("disagreements", "--as-of", "2025-02-30")


def test_a_list_as_found_becomes_rows_of_a_pack(tmp_path):
    file, out = tmp_path / "list.csv", tmp_path / "drafts.csv"
    file.write_text(LIST + 'incidents,Of those held,322 / 306 / 27,persons,2024-04-27,"Ministry",agency\n')

    _, err = run("convert", file, "--out", out)

    rows = list(csv.DictReader(StringIO(out.read_text())))
    assert "2 rows became 4 drafts" in err
    assert [(row["value"], row["unit"], row["qualifier"], row["found"]) for row in rows] == [
        ("3.0", "usd-bn", "over", "2"),
        ("322", "persons", "", "3"),
        ("306", "persons", "", "3"),
        ("27", "persons", "", "3"),
    ]
    with pytest.raises(Refusal, match="cannot be written"):
        run("convert", file, "--out", tmp_path / "no" / "folder.csv")
    file.write_text(LIST.replace(">3.0", "3.0.1"))
    assert f"{file}:2: value" in run("convert", file, "--out", out, fails=2)[1]
