"""Which node a command is for, and what becomes of a clone from before there were two."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

import pytest

from hamsafar.front import nodes
from hamsafar.front.__main__ import side_asked
from hamsafar.kit.refusal import Refusal


def test_a_clone_has_a_node_for_each_side_with_a_folder_of_its_own(tmp_path):
    origin, destination = nodes.both({"HAMSAFAR_HOME": str(tmp_path)})

    assert (origin.side.key, origin.folder, origin.port) == ("tj", tmp_path / "origin", 8000)
    assert (destination.side.key, destination.folder, destination.port) == ("ru", tmp_path / "destination", 8001)
    assert (origin.side.time_zone, destination.side.time_zone) == ("Asia/Dushanbe", "Europe/Moscow")


def test_the_origin_is_meant_where_nothing_is_said(tmp_path):
    given = {"HAMSAFAR_HOME": str(tmp_path)}

    assert nodes.this_node(given).folder == tmp_path / "origin"
    assert nodes.this_node(given, "destination").side.key == "ru"
    assert not nodes.is_alone(given)


@pytest.mark.parametrize(
    "given", [{"HAMSAFAR_VAR": "/x"}, {"HAMSAFAR_SIDE": "ru"}, {"HAMSAFAR_PRODUCTION": "1"}], ids=str
)
def test_a_machine_that_names_one_node_has_no_second(given):
    assert nodes.is_alone(given)


def test_a_folder_that_is_named_by_hand_is_one_node_s(tmp_path):
    given = {"HAMSAFAR_VAR": str(tmp_path)}

    assert nodes.this_node(given).side.role == "origin"
    assert nodes.this_node(given, "destination").side.key == "ru"
    assert nodes.this_node(given | {"HAMSAFAR_SIDE": "ru"}).side.role == "destination"
    assert nodes.this_node(given, "destination").folder == tmp_path


def test_a_folder_remembers_whose_node_it_holds(tmp_path):
    nodes.remember_side(tmp_path / "node", "ru")
    given = {"HAMSAFAR_VAR": str(tmp_path / "node")}

    assert nodes.this_node(given).side.role == "destination"
    with pytest.raises(nodes.NoSuchNode, match="holds the node of “ru”, not of “tj”"):
        nodes.this_node(given, "origin")


def test_two_answers_to_which_side_are_refused():
    with pytest.raises(nodes.NoSuchNode, match="unset it"):
        nodes.this_node({"HAMSAFAR_SIDE": "tj"}, "destination")


def test_a_side_that_the_corridor_has_not_is_refused(tmp_path):
    with pytest.raises(nodes.NoSuchNode, match="no side “kz”"):
        nodes.this_node({"HAMSAFAR_SIDE": "kz"})
    with pytest.raises(nodes.NoSuchNode, match="does not say which sides"):
        nodes.this_node({"HAMSAFAR_PACK": str(tmp_path)})


def test_each_node_has_a_database_of_its_own():
    given = {"DATABASE_URL": "postgres://a", "DATABASE_URL_DESTINATION": "postgres://b"}

    assert [each.database_url for each in nodes.both(given)] == ["postgres://a", "postgres://b"]
    assert [each.database_url for each in nodes.both({"DATABASE_URL": "postgres://a"})] == ["postgres://a", ""]
    assert nodes.this_node({"DATABASE_URL": "postgres://a", "HAMSAFAR_SIDE": "ru"}).database_url == "postgres://a"
    own = given | {"DATABASE_URL_ORIGIN": "postgres://c"}
    assert nodes.this_node(own).database_url == "postgres://c"


def test_a_process_of_one_node_is_told_nothing_of_the_other(tmp_path):
    given = {"HAMSAFAR_HOME": str(tmp_path), "DATABASE_URL": "postgres://a", "PATH": "/bin"}

    destination = nodes.this_node(given, "destination").environment(given)

    assert "DATABASE_URL" not in destination
    assert destination["PATH"] == "/bin"
    assert nodes.this_node(destination).folder == tmp_path / "destination"


@pytest.mark.parametrize("words", [["backup", "--side", "destination", "x"], ["backup", "--side=destination", "x"]])
def test_the_side_is_said_anywhere_among_the_words(words):
    assert side_asked(words) == (["backup", "x"], "destination")


def test_what_stands_behind_two_dashes_belongs_to_another_program():
    assert side_asked(["dbshell", "--", "--side", "x"]) == (["dbshell", "--", "--side", "x"], "")


@pytest.mark.parametrize("words", [["backup", "--side"], ["backup", "--side", "ru"]])
def test_a_side_is_named_by_its_role(words):
    with pytest.raises(Refusal, match="--side takes origin or destination"):
        side_asked(words)


@pytest.fixture
def old(tmp_path: Path) -> dict[str, str]:
    """The home of a clone whose one node was all of it."""
    for file in ("keys/signing", "pg/data/PG_VERSION", "pack.sha256"):
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_text(file)
    return {"HAMSAFAR_HOME": str(tmp_path)}


def test_the_node_from_before_is_carried_over_once_and_it_is_said(old, tmp_path):
    assert "is the origin's from now on" in nodes.carry_over(old)

    assert (tmp_path / "origin" / "keys" / "signing").read_text() == "keys/signing"
    assert (tmp_path / "origin" / "pg" / "data" / "PG_VERSION").exists()
    assert [entry.name for entry in tmp_path.iterdir()] == ["origin"]
    assert nodes.carry_over(old) == ""


def test_it_stays_on_the_side_that_it_was_on(old, tmp_path):
    nodes.carry_over(old | {"HAMSAFAR_SIDE": "ru"})

    assert (tmp_path / "destination" / "pack.sha256").exists()


def test_a_move_that_was_cut_short_goes_on(old, tmp_path):
    (tmp_path / "origin").mkdir()
    (tmp_path / "keys").rename(tmp_path / "origin" / "keys")

    nodes.carry_over(old)

    assert sorted(entry.name for entry in (tmp_path / "origin").iterdir()) == ["keys", "pack.sha256", "pg"]


def test_nothing_is_carried_over_something(old, tmp_path):
    (tmp_path / "origin" / "keys").mkdir(parents=True)

    with pytest.raises(nodes.NoSuchNode, match="both hold keys"):
        nodes.carry_over(old)

    assert (tmp_path / "keys" / "signing").exists()


def test_a_node_that_runs_is_not_carried_away(old, tmp_path):
    (tmp_path / "pg" / "data" / "postmaster.pid").write_text(f"{os.getpid()}\n")
    with pytest.raises(nodes.NoSuchNode, match="stop it"):
        nodes.carry_over(old)

    (tmp_path / "pg" / "data" / "postmaster.pid").unlink()
    with (tmp_path / "pg" / "guests").open("a") as guests:
        fcntl.flock(guests, fcntl.LOCK_SH)
        with pytest.raises(nodes.NoSuchNode, match="stop it"):
            nodes.carry_over(old)


def test_a_folder_that_is_named_by_hand_is_left_as_it_is(old, tmp_path):
    assert nodes.carry_over(old | {"HAMSAFAR_VAR": str(tmp_path)}) == ""
    assert nodes.carry_over({"HAMSAFAR_HOME": str(tmp_path / "none")}) == ""

    assert (tmp_path / "pack.sha256").exists()
