"""The components of a page: what is handed in comes out, escaped, in the reader's language, in GOV.UK markup."""

from __future__ import annotations

from datetime import date
from xml.etree import ElementTree

import pytest
from django import forms
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from hamsafar.kit import marks
from hamsafar.kit.fields import DayField
from hamsafar.kit.pages import page_of, public
from hamsafar.kit.parts import Note, Piece, Table, Todo
from hamsafar.kit.words import Words


class Asked(forms.Form):
    """One field of each kind that our pages use."""

    name = forms.CharField(label="Name", help_text="As colleagues know them.")
    kind = forms.ChoiceField(label="Kind", choices=[("a", "First"), ("b", "Second")], widget=forms.RadioSelect)
    parts = forms.MultipleChoiceField(
        label="Parts", choices=[("x", "One"), ("y", "Two")], widget=forms.CheckboxSelectMultiple, required=False
    )
    side = forms.ChoiceField(label="Side", choices=[("tj", "Tajikistan")])
    why = forms.CharField(label="Why", widget=forms.Textarea, required=False)
    sure = forms.BooleanField(label="Sure", required=False)
    paper = forms.FileField(label="Paper", required=False)
    secret = forms.CharField(label="Secret", widget=forms.PasswordInput, required=False)
    on = DayField(label="On")


def written(template: str, **context: object) -> str:
    return Template("{% load kit %}" + template).render(Context(context))


@pytest.mark.parametrize("kind", marks.SHAPES)
def test_every_mark_is_a_shape_beside_a_word(kind):
    html = written("{% mark kind words %}", kind=kind, words="<late>")

    assert html.startswith(f'<span class="mark mark--{kind}"><svg')
    assert html.endswith("&lt;late&gt;</span>")


@pytest.mark.parametrize("kind", marks.SHAPES)
def test_a_mark_for_paper_is_a_picture_of_its_own(kind):
    picture = marks.svg(kind, for_print=True)

    assert ElementTree.fromstring(picture).get("viewBox") == "0 0 16 16"  # noqa: S314 (our own text)
    assert "currentColor" not in picture
    assert "var(" not in picture


def test_a_mark_that_nobody_drew_is_refused_with_the_list_of_those_that_are():
    with pytest.raises(marks.UnknownMark, match=r"done.*differ"):
        written("{% mark 'happy' 'words' %}")


def test_the_wordmark_and_the_ikat_band_are_drawn():
    assert "<span>Hamsafar</span>" in written("{% wordmark %}")
    assert ElementTree.fromstring(marks.two_lozenges(for_print=True)) is not None  # noqa: S314
    assert ElementTree.fromstring(marks.ikat()).get("height") == "7"  # noqa: S314
    assert 'class="ikat"' in written("{% ikat %}")


@pytest.mark.parametrize(
    ("lang", "shown"),
    [
        ("en", "9 October 2025 9 Oct 2025 first half of 2024 1,344.5 yes"),
        ("ru", "9 октября 2025 9 окт. 2025 первое полугодие 2024 года 1\u202f344,5 да"),
        ("tg", "9 октябри 2025 9 окт. 2025 нимсолаи якуми соли 2024 1\u202f344,5 ҳа"),
    ],
)
def test_filters_write_for_the_reader(lang, shown):
    with translation.override(lang):
        html = written(
            "{{ day|day }} {{ day|day_short }} {{ period|period }} {{ n|number:1 }} {{ w|words }}",
            day=date(2025, 10, 9),
            period="2024-H1",
            n="1344.5",
            w=Words(en="yes", ru="да", tg="ҳа"),
        )

    assert html == shown


def test_a_sentence_in_pieces_keeps_its_qualifier_and_its_source():
    pieces = [
        Piece("qualifier", "nearly"),
        Piece("text", " "),
        Piece("number", "2.0"),
        Piece("unit", " bn"),
        Piece("source", "3"),
    ]

    html = render_to_string("kit/pieces.html", {"pieces": pieces})

    assert html == '<i class="q">nearly</i> <b class="num">2.0</b><b> bn</b><a class="src" href="#s3">3</a>'


def test_a_table_names_each_cell_for_a_phone():
    table = Table("Counts", ("Who", "Count"), (("<one>", "5"),), frozenset({1}))

    html = render_to_string("kit/table.html", {"table": table})

    assert '<td data-label="Who">&lt;one&gt;</td><td data-label="Count" class="r nowrap">5</td>' in html


def test_only_what_is_urgent_has_a_filled_button():
    todo = Todo("2 days", "to 25 Nov", "A thing", "Because", "/x/", "Do", urgent=False, synthetic=True)

    html = render_to_string("kit/todo_row.html", {"todo": todo})

    assert "abtn--2" in html
    assert "specimen" in html
    assert "abtn--2" not in render_to_string(
        "kit/todo_row.html", {"todo": Todo("", "", "A", "B", "/", "Do", urgent=True)}
    )


def test_a_source_without_an_address_is_no_link():
    html = render_to_string("kit/source_list.html", {"notes": [Note("1", "A paper", grade="B agency")]})

    assert '<li id="s1"><b>1</b><span>A paper, B agency</span></li>' in html


def test_a_form_comes_out_in_govuk_markup():
    html = str(Asked())

    for part in (
        'class="govuk-input" required',
        "govuk-radios__input",
        "govuk-checkboxes__input",
        "govuk-select",
        "govuk-textarea",
        'class="file"',
        "govuk-password-input__input",
        'inputmode="numeric"',
        "govuk-hint",
    ):
        assert part in html, part


def test_what_is_missing_is_said_above_the_form_and_beside_each_field():
    form = Asked({"name": "", "side": "tj"})

    summary = render_to_string("kit/error_summary.html", {"form": form})

    assert '<a href="#id_name">' in summary
    assert '<a href="#id_kind">' in summary
    assert 'aria-invalid="true"' in str(form)
    assert "govuk-error-message" in str(form)
    assert 'id="id_name_error"' in str(form)


def test_every_link_of_the_summary_leads_to_a_field():
    form = Asked({"side": "tj"})
    html = str(form)

    for field in form:
        if field.errors:
            assert f'id="{field.auto_id}"' in html, field.name


def test_a_form_in_order_has_no_summary():
    assert render_to_string("kit/error_summary.html", {"form": Asked()}).strip() == ""


def test_a_date_in_three_boxes_is_a_date():
    form = Asked({"name": "A", "kind": "a", "side": "tj", "on_day": "9", "on_month": "10", "on_year": "2025"})

    assert form.is_valid(), form.errors
    assert form.cleaned_data["on"] == date(2025, 10, 9)


def test_a_date_is_carried_unseen_through_another_page():
    form = Asked({"name": "A", "kind": "a", "side": "tj", "on_day": "9", "on_month": "10", "on_year": "2025"})

    hidden = form["on"].as_hidden()

    assert 'name="on_day" value="9"' in hidden
    assert hidden.count('type="hidden"') == 3


@pytest.mark.parametrize(
    "parts", [("31", "2", "2025"), ("9", "", "2025"), ("x", "1", "2025"), ("1", "1", "99999999999999")]
)
def test_a_date_that_does_not_exist_is_refused_with_an_example(parts):
    day, month, year = parts
    form = Asked({"name": "A", "kind": "a", "side": "tj", "on_day": day, "on_month": month, "on_year": year})

    assert not form.is_valid()
    assert form.errors["on"][0] in ("Enter a real date, for example 9 10 2025.", "Enter the date.")


def test_a_date_that_may_be_missing_may_be_missing():
    assert DayField(required=False).clean(["", "", ""]) is None


def test_a_known_date_fills_its_boxes():
    html = str(Asked(initial={"on": date(2025, 10, 9)})["on"])

    assert 'value="9"' in html
    assert 'value="10"' in html
    assert 'value="2025"' in html


def test_a_list_is_cut_into_pages_and_keeps_its_filters():
    request = RequestFactory().get("/lines/", {"page": "2", "about": "x y"})
    page = page_of(request, list(range(60)))

    html = render_to_string("kit/pagination.html", {"page": page, "request": request})

    assert page.object_list[0] == 25
    assert 'href="/lines/?page=3&amp;about=x+y"' in html
    assert '<b aria-current="page">2</b>' in html


def test_a_short_list_has_no_pages():
    request = RequestFactory().get("/lines/")

    assert render_to_string("kit/pagination.html", {"page": page_of(request, [1]), "request": request}).strip() == ""


def test_a_public_page_says_so():
    @public
    def page(request):
        return None

    assert page.public is True
    assert page.login_required is False
