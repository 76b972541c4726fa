import shutil
from pathlib import Path

import pytest
from django.conf import settings

from hamsafar.corridor.formats.reading import PackErrors
from hamsafar.meetings.formats.pack_meetings import read_meetings, unknown_facts


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(settings.PACK, tmp_path / "pack"))


def change(path: Path, old: str, new: str) -> int:
    """Replace a text that occurs once and give the line it stands on."""
    text = path.read_text(encoding="utf-8")
    assert text.count(old) >= 1
    line = text[: text.index(old)].count("\n") + 1
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return line


def test_a_fault_is_refused_with_file_line_and_reason(copy):
    trade = copy / "dossier" / "50-trade.toml"
    line = change(trade, 'mark = "differ"', 'mark = "angry"')

    with pytest.raises(PackErrors) as problem:
        read_meetings(copy)

    assert f"{trade}:{line}: status[0].mark: “angry” is unknown here" in str(problem.value)


def test_every_fault_is_said_at_once(copy):
    change(copy / "dossier" / "50-trade.toml", "rank = ", "rank = x")
    change(copy / "meetings" / "2025-02-13-moscow.toml", 'kind = "ministers"', 'kind = "party"')

    with pytest.raises(PackErrors) as problem:
        read_meetings(copy)

    assert len(problem.value.errors) == 2


def test_a_form_that_does_not_exist_is_refused(copy):
    line = change(copy / "dossier" / "50-trade.toml", "{trade-target:bare}", "{trade-target:loud}")

    with pytest.raises(PackErrors, match=f":{line}: .*“loud” is no form"):
        read_meetings(copy)


def test_two_files_for_one_topic_are_refused(copy):
    shutil.copy(copy / "dossier" / "50-trade.toml", copy / "dossier" / "51-trade.toml")

    with pytest.raises(PackErrors, match="described by two files"):
        read_meetings(copy)


def test_a_fact_that_no_row_has_is_a_warning_with_its_line(copy):
    line = change(copy / "dossier" / "50-trade.toml", "{trade-2024-ambassador}", "{trade-2024-nobody}")

    (warning,) = unknown_facts(copy, _AllBut("trade-2024-nobody"))

    assert (warning.line, "trade-2024-nobody" in str(warning)) == (line, True)


class _AllBut:
    def __init__(self, key: str) -> None:
        self.key = key

    def __contains__(self, key: object) -> bool:
        return key != self.key
