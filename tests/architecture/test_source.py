"""The house keeps its rules, and each rule finds a deliberate mistake."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

from tests.architecture import house

ROOT = Path(__file__).resolve().parents[2]

# Rule, the file a mistake is put into, the mistake, and a word of what must be said about it.
MISTAKES = [
    (house.imports_inside_functions, "papers/rules.py", "def f():\n    import json", "hides"),
    (
        house.actions_without_by_and_at,
        "papers/actions.py",
        "@transaction.atomic\ndef issue_paper(paper, *, by):\n    paper.save()",
        "issue_paper",
    ),
    (
        house.actions_without_by_and_at,
        "papers/actions.py",
        "def revoke(paper):\n    record('x', about=paper)",
        "revoke",
    ),
    (house.doors_that_write, "papers/pages.py", "def f(request):\n    request.user.save()", ".save()"),
    (house.doors_that_write, "papers/jobs.py", "def f():\n    Paper.objects.filter(a=1).update(a=2)", ".update()"),
    (
        house.gets_that_act,
        "papers/pages.py",
        """
        from hamsafar.papers.actions import issue_paper
        def paper(request):
            issue_paper(by=request.user, at=now())
            return render(request, "paper.html")
        """,
        "issue_paper on a GET",
    ),
    (
        house.gets_that_act,
        "papers/pages.py",
        "from hamsafar.papers import actions\ndef paper(request):\n    actions.issue(by=request.user)",
        "actions.issue on a GET",
    ),
    (
        house.states_outside_their_tables,
        "papers/enums.py",
        """
        class PaperState(TextChoices):
            DRAFT = "draft", _("Draft")
            LOST = "lost", _("Lost")
        PAPER_MOVES = {PaperState.DRAFT: frozenset()}
        """,
        "PaperState.LOST stands in no table of MOVES",
    ),
    (house.models_without_privacy, "papers/models.py", "class Paper(models.Model):\n    pass", "Paper"),
    (
        house.overridden_saves,
        "papers/models.py",
        "class Paper(models.Model):\n    def save(self, **options):\n        pass",
        "Paper.save()",
    ),
    (house.signals, "papers/apps.py", "from django.db.models.signals import post_save", "signal"),
    (house.days_of_greenwich, "papers/actions.py", "def over(at):\n    return at.date()", "a day of UTC"),
    (house.days_of_greenwich, "papers/pages.py", "day = paper.issued_at.date()", "a day of UTC"),
    (house.days_of_greenwich, "papers/pages.py", "today = timezone.now().date()", "a day of UTC"),
    (house.drawers, "papers/utils.py", "", "drawer"),
]
RULES = list(dict.fromkeys([rule for rule, *_ in MISTAKES] + [house.import_circles]))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_house_keeps_the_rule(rule: Callable[[Path], list[str]]):
    assert rule(ROOT) == []


@pytest.mark.parametrize(("rule", "file", "mistake", "said"), MISTAKES, ids=lambda part: getattr(part, "__name__", ""))
def test_a_deliberate_mistake_is_found(rule, file, mistake, said, tmp_path):
    _write(tmp_path, file, mistake)

    findings = rule(tmp_path)

    assert len(findings) == 1
    assert file in findings[0]
    assert said in findings[0]


def test_an_import_circle_is_found_also_inside_one_room(tmp_path):
    _write(tmp_path, "papers/rules/a.py", "from hamsafar.papers.rules import b")
    _write(tmp_path, "papers/rules/b.py", "from hamsafar.papers.rules.c import x")
    _write(tmp_path, "papers/rules/c.py", "import hamsafar.papers.rules.a")
    _write(tmp_path, "papers/rules/d.py", "import hamsafar.papers.rules.a")

    findings = house.import_circles(tmp_path)

    assert [each.split(":")[0].rsplit(".", 1)[1] for each in findings] == ["a", "b", "c"]


def test_a_state_that_is_stored_says_whose_turn_it_is(tmp_path):
    _write(
        tmp_path,
        "papers/enums.py",
        """
        class PaperState(TextChoices):
            DRAFT = "draft", _("Draft")
        PAPER_MOVES = {PaperState.DRAFT: frozenset()}
        """,
    )
    assert house.states_outside_their_tables(tmp_path) == []

    _write(tmp_path, "papers/models.py", "state = models.CharField(choices=enums.PaperState.choices)")

    assert "PaperState.DRAFT stands in no table of PEN" in house.states_outside_their_tables(tmp_path)[0]


def test_a_look_may_leave_its_line_on_a_get(tmp_path):
    _write(tmp_path, "papers/actions.py", "def open_paper(*, by, at):\n    record('opened', by=by, at=at)")
    _write(
        tmp_path,
        "papers/pages.py",
        """
        from hamsafar.papers import actions
        def paper(request):
            actions.open_paper(by=request.user, at=now())
        """,
    )

    assert house.gets_that_act(tmp_path) == []


def test_what_a_post_alone_reaches_may_act(tmp_path):
    _write(
        tmp_path,
        "papers/pages.py",
        """
        from hamsafar.papers.actions import issue_paper
        def paper(request):
            form = forms.Paper(request.POST or None)
            if form.is_valid():
                issue_paper(by=request.user, at=now())
        @require_POST
        def revoke(request):
            issue_paper(by=request.user, at=now())
        """,
    )

    assert house.gets_that_act(tmp_path) == []


def _write(root: Path, file: str, text: str) -> None:
    target = root / "hamsafar" / file
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(dedent(text))
