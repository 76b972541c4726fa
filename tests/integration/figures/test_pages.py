"""What everybody reads, and what analysts do with files."""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from datetime import date

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from hamsafar.figures.actions import start_import
from hamsafar.figures.enums import ImportState
from hamsafar.figures.models import ImportBatch, Observation
from hamsafar.ledger.models import Line
from tests.integration.figures.conftest import NOW
from tests.integration.figures.test_imports import HEADER, NEW_COUNT

pytestmark = pytest.mark.usefixtures("pack")


@pytest.fixture
def officer(analyst) -> Client:
    client = Client()
    client.force_login(analyst)
    return client


def page(client, name, *args, lang="en", **query):
    answer = client.get(reverse(f"figures:{name}", args=args), query, headers={"accept-language": lang})
    assert answer.status_code == 200, answer.content[:500]
    return answer.content.decode()


def test_the_mirror_view_shows_every_count_and_chooses_none(client):
    html = page(client, "mirror", "trade-turnover", "2024")

    assert "Trade turnover of Russia and Tajikistan, 2024: three counts" in html
    assert "1.9\u00a0bn USD and nearly 2.0\u00a0bn USD can both hold." in html
    assert "1.5\u00a0bn USD and 1.9\u00a0bn USD cannot both hold, even allowing for rounding." in html
    assert "The gap: 0.5\u00a0bn USD, 33\u00a0% of the lowest count" in html
    assert "No such count found" in html
    assert "Fits “over 1.7\u00a0bn USD”" in html
    assert 'role="img"' in html


def test_the_mirror_view_of_an_earlier_day_knows_only_what_was_public(client):
    html = page(client, "mirror", "trade-turnover", "2024", **{"as-of": "2025-02-13"})

    assert "2024: one count" in html
    assert "One count was found, and no other." in html
    assert "1.9" not in html
    assert "as-of=2025-02-13" in html


def test_the_mirror_view_of_a_day_before_any_count_says_so(client):
    assert "No count was public on this day." in page(
        client, "mirror", "trade-turnover", "2024", **{"as-of": "2020-01-01"}
    )


def test_the_people_held_without_an_outcome_are_drawn(client):
    html = page(client, "mirror", "held", "2024-04-27")

    assert "No published part covers at least 299\u00a0people; 326 if the smaller part is among the others." in html


def test_counts_without_a_period_have_a_page(client):
    assert "two counts" in page(client, "mirror", "border-length", "all")


def test_other_scopes_are_one_link_away(client):
    html = page(client, "mirror", "recruits", "2023")
    assert "scope=abroad" in html
    assert "6,500" in page(client, "mirror", "recruits", "2023", scope="abroad")


@pytest.mark.parametrize(("lang", "words"), [("ru", "три подсчёта"), ("tg", "се шумор")])
def test_the_mirror_view_speaks_the_readers_language(client, lang, words):
    html = page(client, "mirror", "trade-turnover", "2024", lang=lang)

    assert words in html
    assert "1,9" in html


@pytest.mark.parametrize(
    "address",
    [
        ("mirror", "trade-turnover", "soon"),
        ("mirror", "unheard-of", "2024"),
        ("series", "unheard-of"),
        ("fact", "unheard-of"),
        ("download", "pdf"),
    ],
)
def test_what_is_not_kept_is_not_found(client, address):
    assert client.get(reverse(f"figures:{address[0]}", args=address[1:])).status_code == 404


def test_an_unknown_scope_is_not_found(client):
    assert client.get(reverse("figures:mirror", args=["recruits", "2023"]), {"scope": "moon"}).status_code == 404


def test_the_list_is_filtered_by_topic_and_word(client):
    assert "Trade turnover of Russia and Tajikistan" in page(client, "index")
    trade = page(client, "index", topic="trade")
    assert "Trade turnover" in trade
    assert "Remittances to Tajikistan" not in trade
    found = page(client, "index", q="ambassador turnover")
    assert "nearly" in found
    assert "No figure holds these words" in page(client, "index", q="zebra")
    assert (
        "recruitment"
        not in page(client, "index", q="ambassador", topic="trade", **{"as-of": "2025-02-13"}).split("<tbody>")[1]
    )


def test_a_day_that_is_none_is_told_and_the_page_still_reads(client):
    for name, *args in (("index",), ("series", "held"), ("mirror", "held", "2024-04-27"), ("disagreements",)):
        assert "Write the day as year, month and day" in page(client, name, *args, **{"as-of": "soon"})
    assert client.get(reverse("figures:download", args=["csv"]), {"as-of": "soon"}).status_code == 400
    assert "Choose one of the topics" in page(client, "index", topic="zebras")


def test_a_series_lists_its_facts_and_what_disagrees(client):
    html = page(client, "series", "trade-turnover")

    assert "Where the counts disagree" in html
    assert reverse("figures:mirror", args=["trade-turnover", "2024"]) in html
    assert "No fact of this series was public" in page(client, "series", "trade-turnover", **{"as-of": "2000-01-01"})
    assert "share of" in page(client, "series", "remittances-share-gdp").lower()
    assert "Not filed under a series" in page(client, "series", "none")


def test_one_fact_shows_all_that_is_known_of_it(client):
    published = page(client, "fact", "trade-2024-ambassador")
    assert "1.9 – 2\u00a0bn USD" in published
    assert "Used in" in published
    computed = page(client, "fact", "trade-required-growth")
    assert "(2.5^(1/6) − 1) × 100" in computed
    assert "Computed from" in computed
    assert "at least 299" in page(client, "fact", "vko-without-outcome")
    assert "2025–2029" in page(client, "fact", "csto-term")
    assert "Things aren’t all bad" in page(client, "fact", "quote-not-all-bad")
    Observation.objects.filter(key="tass-materials").update(source=None)
    assert "no source" in page(client, "fact", "tass-materials")


def test_what_was_computed_from_invented_records_says_so(client):
    Observation.objects.filter(key="crocus-dead").update(synthetic=True)

    assert "synthetic" in page(client, "fact", "crocus-dead")
    assert '<span class="specimen">synthetic</span>' in page(client, "series", "crocus-dead")


def test_all_disagreements_are_on_one_page(client):
    html = page(client, "disagreements")

    assert "These counts cannot all hold" in html
    assert "The parts do not add up" in html
    assert "This growth does not follow" in html
    assert "No counts that were public on this day disagree." in page(
        client, "disagreements", **{"as-of": "2001-01-01"}
    )


@pytest.mark.parametrize("kind", ["csv", "json", "sdmx-csv", "sdmx-json", "sdmx-structure"])
def test_figures_are_downloaded(client, kind):
    answer = client.get(reverse("figures:download", args=[kind]), {"series": "trade-turnover", "period": "2024"})

    assert answer.status_code == 200
    assert "attachment" in answer["Content-Disposition"]
    assert b"trade-2024-ambassador" in answer.content
    assert (b"crocus-dead" in answer.content) is (kind == "sdmx-structure")  # its code lists are whole
    assert client.get(reverse("figures:download", args=[kind]), {"series": "unheard-of"}).status_code == 404


def test_programs_read_the_same_figures(client):
    everything = client.get("/api/figures").json()
    some = client.get("/api/figures", {"series": "trade-turnover", "period": "2024", "as_of": "2025-02-13"}).json()

    assert len(everything) == len(Observation.objects.book().facts)
    assert [(each["key"], each["value"], each["text"]) for each in some] == [("trade-2024-ambassador", 2.0, "2.0")]
    halves = client.get("/api/figures", {"series": "trade-turnover", "period": "2024-01/2024-06"}).json()
    assert {each["text"] for each in halves} >= {"968.5", "970"}
    assert client.get("/api/figures", {"period": "soon"}).status_code == 409
    assert {each["rule"] for each in client.get("/api/figures/disagreements").json()} == {
        "cannot_both_hold",
        "parts_do_not_add_up",
        "growth_contradicts_levels",
    }
    sums = {each["key"]: each for each in client.get("/api/figures/measures").json()}
    assert sums["disagreements"]["value"] == len(Observation.objects.book().disagreements)
    assert not any(each["synthetic"] for each in sums.values())


def test_invented_records_are_never_summed_with_published_ones(client):
    before = {each["key"]: each for each in client.get("/api/figures/measures").json()}
    Observation.objects.filter(key="crocus-dead").update(synthetic=True)

    after = {each["key"]: each for each in client.get("/api/figures/measures").json()}

    assert after["facts"]["value"] == before["facts"]["value"] - 1
    assert (after["facts-synthetic"]["value"], after["facts-synthetic"]["synthetic"]) == (1, True)
    assert "facts-synthetic" not in before
    assert not any(each["synthetic"] for key, each in after.items() if key != "facts-synthetic")


def test_reading_writes_nothing(client):
    before = Line.objects.count()

    for name, *args in (("index",), ("series", "held"), ("mirror", "held", "2024-04-27"), ("disagreements",)):
        page(client, name, *args)

    assert Line.objects.count() == before


def test_imports_are_for_analysts(client, desk_officer):
    address = reverse("figures:imports")
    assert client.get(address).status_code == 302
    client.force_login(desk_officer)
    for name in ("imports", "hand_in"):
        answer = client.get(reverse(f"figures:{name}"))
        assert answer.status_code == 409
        assert "Only an analyst can import figures." in answer.content.decode()
    assert "Hand in a file" not in page(client, "index")


def test_an_analyst_hands_in_looks_imports_and_takes_back(officer):
    assert "No file was handed in yet." in page(officer, "imports")
    assert "Hand in a file" in page(officer, "index")
    page(officer, "hand_in")
    file = SimpleUploadedFile("list.csv", NEW_COUNT.encode())

    answer = officer.post(reverse("figures:hand_in"), {"file": file}, follow=True)

    batch = ImportBatch.objects.get()
    html = answer.content.decode()
    assert "Turnover by a new count" in html
    assert "Import these figures" in html
    html = officer.post(reverse("figures:confirm", args=[batch.pk]), follow=True).content.decode()
    assert "The figures are imported." in html
    assert "four counts" in page(officer, "mirror", "trade-turnover", "2024")
    assert "list.csv" in page(officer, "imports")
    html = officer.post(reverse("figures:undo", args=[batch.pk]), follow=True).content.decode()
    assert "The import is undone." in html
    assert "three counts" in page(officer, "mirror", "trade-turnover", "2024")
    assert "Undone" in page(officer, "imports")


def test_rows_that_cannot_be_read_are_listed_and_downloaded(officer, analyst):
    rows = ("t,Odd,1.2.3,persons,2024,,agency", "t,Fine,2,persons,2024,,", "t,A day,2024-05-06,date,2024,,")
    content = "\n".join((HEADER, *rows)).encode()
    batch = start_import(name="odd.csv", content=content, by=analyst, at=NOW)

    html = page(officer, "import", batch.pk)

    assert "Rows that cannot be read" in html
    assert "This file cannot be imported as it is." in html
    assert "2024-05-06" in html
    rows = officer.get(reverse("figures:errors", args=[batch.pk])).content.decode().splitlines()
    assert rows[0] == "line,column,reason"
    assert rows[1].startswith("2,value,")
    answer = officer.post(reverse("figures:confirm", args=[batch.pk]))
    assert answer.status_code == 409
    assert ImportBatch.objects.get().state == ImportState.PREVIEWED


BROKEN = "\n".join((HEADER, "t,Odd,1.2.3,persons,2024,,agency", "t,Far,2,parsecs,2024,,", "t,,2,persons,2024,,"))


@pytest.mark.parametrize(
    ("language", "heading", "reasons"),
    [
        (
            "ru",
            "Столбец",
            (
                (2, "value", "value «1.2.3» — не число, не дата и не слово; исправьте его."),
                (3, "unit", "единица «parsecs» неизвестна; напишите единицу из списка кодов «unit»"),
                (4, "fact", "fact: пусто; напишите, что это за значение."),
            ),
        ),
        (
            "tg",
            "Сутун",
            (
                (2, "value", "value «1.2.3» на адад аст, на сана ва на калима; онро ислоҳ кунед."),
                (3, "unit", "воҳиди «parsecs» маълум нест; воҳидеро аз рӯйхати рамзҳои «unit» нависед"),
                (4, "fact", "fact: холӣ; нависед, ки ин чӣ қимат аст."),
            ),
        ),
    ],
)
def test_what_is_wrong_with_a_row_is_said_in_the_reader_s_language(officer, language, heading, reasons):
    officer.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    file = SimpleUploadedFile("odd.csv", BROKEN.encode())

    html = officer.post(reverse("figures:hand_in"), {"file": file}, follow=True).content.decode()

    batch = ImportBatch.objects.get()
    listed = officer.get(reverse("figures:errors", args=[batch.pk])).content.decode()
    rows = list(csv.reader(listed.splitlines()))[1:]
    assert f'<th scope="col">{heading}</th>' in html
    assert [(int(line), column) for line, column, _ in rows] == [(line, column) for line, column, _ in reasons]
    for (line, column, reason), (_, _, written) in zip(reasons, rows, strict=True):
        assert re.search(rf">{line}</td><td[^>]*>{column}</td><td[^>]*>{re.escape(reason)}", html)
        assert written.startswith(reason)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ru", "odd.csv:2: ячеек в строке: 3, в заголовке: 7"),
        ("tg", "odd.csv:2: хонаҳо дар сатр: 3, дар сарлавҳа: 7"),
    ],
)
def test_what_is_wrong_with_a_file_is_said_in_the_reader_s_language(officer, language, words):
    officer.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    file = SimpleUploadedFile("odd.csv", f"{HEADER}\nt,x,1\n".encode())

    assert words in officer.post(reverse("figures:hand_in"), {"file": file}).content.decode()


def test_rows_to_decide_about_and_rows_left_out_are_listed(officer, analyst):
    header = "key,kind,series,value,unit,period,words_en,formula"
    content = f"{header}\ncrocus-dead,number,,7,persons,,Held,\ncomputed,number,,7,persons,,Held,1 + 6\n".encode()
    batch = start_import(name="again.csv", content=content, by=analyst, at=NOW)

    html = page(officer, "import", batch.pk)

    assert "Rows to decide about" in html
    assert "Rows left out" in html
    assert "computed here again" in html


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (None, "Choose a file."),
        (SimpleUploadedFile("empty.csv", b""), "The file is empty."),
        (SimpleUploadedFile("odd.csv", b"a,b\n1,2\n"), "odd.csv:1: the columns fit no layout"),
        (SimpleUploadedFile("large.csv", b"x" * 10_000_001), "The file is too large: at most 10 MB are taken here."),
    ],
)
def test_a_file_that_cannot_be_read_is_told_beside_the_field(officer, file, words):
    answer = officer.post(reverse("figures:hand_in"), {"file": file} if file else {})

    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert not ImportBatch.objects.exists()


def test_an_undated_fact_says_so(client):
    fact = replace(Observation.objects.book().facts["crocus-dead"], published_on=None)
    Observation.objects.filter(key=fact.key).update(source=None)

    assert "undated" in page(client, "fact", "crocus-dead")
    assert Observation.objects.book(date(2030, 1, 1)).get("crocus-dead") is None
