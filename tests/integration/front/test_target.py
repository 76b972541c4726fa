"""`backup` and `export` write where they are told, by place or by name."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from hamsafar.front import archive
from hamsafar.front.management.commands import export


@pytest.fixture
def written(monkeypatch) -> list[str]:
    """Where the two commands wrote."""
    found: list[str] = []

    def note(target, *_, **__) -> int:
        found.append(str(target))
        return 1

    monkeypatch.setattr(archive, "write", note)
    monkeypatch.setattr(export, "write", note)
    return found


@pytest.mark.parametrize("command", ["backup", "export"])
def test_the_target_is_named_by_its_place_or_by_out(command, written):
    call_command(command, "there.zip")
    call_command(command, "--out", "here.zip")
    call_command(command)

    assert written[:2] == ["there.zip", "here.zip"]
    assert written[2].startswith("hamsafar-")


@pytest.mark.parametrize("command", ["backup", "export"])
def test_two_targets_are_refused(command, written):
    with pytest.raises(CommandError, match="not allowed with"):
        call_command(command, "there.zip", "--out", "here.zip")
    assert written == []
