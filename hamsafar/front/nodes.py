"""Which node a command is for, and where that node keeps what it knows. Read before Django, from the environment.

A clone serves two nodes for trying out: their folders are `origin` and `destination` in HAMSAFAR_HOME (`.var`). A
machine that holds one side's node names it: HAMSAFAR_VAR (its folder), HAMSAFAR_SIDE, or HAMSAFAR_PRODUCTION.
"""

from __future__ import annotations

import csv
import fcntl
import hashlib
import os
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parents[2]
ORIGIN, DESTINATION = ROLES = ("origin", "destination")
PORTS = {ORIGIN: 8000, DESTINATION: 8001}
TO_CENTRE = 10  # the examination centre's port lies so far above its node's
SIDE_FILE = "side"  # in a node's folder, the key of the side whose node it is
NO = ("", "0", "false", "no", "off")
BAD_INPUT = 2


class NoSuchNode(Exception):
    """What was asked for names no node. The message is one sentence that says what to do."""


@dataclass(frozen=True)
class Side:
    """One side of the corridor as its pack has it."""

    key: str
    role: str
    name: str  # in English
    time_zone: str


@dataclass(frozen=True)
class Node:
    """One node of this machine; `database_url` is empty where its PostgreSQL is the embedded one in its folder."""

    side: Side
    folder: Path
    database_url: str

    @property
    def port(self) -> int:
        return PORTS[self.side.role]

    def environment(self, given: Mapping[str, str]) -> dict[str, str]:
        """The environment of a process of this node and of no other."""
        kept = {name: value for name, value in given.items() if not name.startswith("DATABASE_URL")}
        database = {"DATABASE_URL": self.database_url} if self.database_url else {}
        if database and is_alone(given):  # the addresses of its roles, where this machine holds one node
            names = ("DATABASE_URL_WEB", "DATABASE_URL_CENTRE")
            database |= {name: given[name] for name in names if given.get(name)}
        return kept | database | {"HAMSAFAR_VAR": str(self.folder), "HAMSAFAR_SIDE": self.side.key}


def home(given: Mapping[str, str]) -> Path:
    """The folder that holds the folders of both nodes."""
    return Path(given.get("HAMSAFAR_HOME") or BASE_DIR / ".var").absolute()


def is_alone(given: Mapping[str, str]) -> bool:
    """Whether the environment names one node, so that this machine holds no second."""
    in_production = given.get("HAMSAFAR_PRODUCTION", "").lower() not in NO
    return in_production or bool(given.get("HAMSAFAR_VAR") or given.get("HAMSAFAR_SIDE"))


def both(given: Mapping[str, str]) -> tuple[Node, ...]:
    """The origin's node and the destination's, for a machine that serves the two."""
    return tuple(this_node(given, role) for role in ROLES)


def this_node(given: Mapping[str, str], asked: str = "") -> Node:
    """The node that the environment names, or of the side asked for by role; the origin's where nothing is said.

    Raises `NoSuchNode` where there is no such side, or where a folder belongs to the other side's node.
    """
    sides = _sides(given)
    folder = Path(given["HAMSAFAR_VAR"]).absolute() if given.get("HAMSAFAR_VAR") else None
    kept_there = _kept_side(folder) if folder else ""
    named = given.get("HAMSAFAR_SIDE") or (kept_there if not asked else "")
    side = _side(sides, asked or named or ORIGIN)
    if asked and named and _side(sides, named) != side:
        raise NoSuchNode(f"HAMSAFAR_SIDE names the other side: unset it to use --side {side.role}.")
    if folder is None:
        folder = home(given) / side.role
    holder = _kept_side(folder)
    if holder and holder != side.key:
        raise NoSuchNode(f"{folder} holds the node of “{holder}”, not of “{side.key}”: choose another folder or side.")
    return Node(side, folder, _database_url(given, side.role))


def remember_side(folder: Path, side: str) -> None:
    """Write into a node's folder whose node it is, so that it is never opened as the other side's."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    (folder / SIDE_FILE).write_text(side)


def _kept_side(folder: Path) -> str:
    try:
        return (folder / SIDE_FILE).read_text().strip()
    except FileNotFoundError:
        return ""


def _database_url(given: Mapping[str, str], role: str) -> str:
    """DATABASE_URL_ORIGIN and DATABASE_URL_DESTINATION; DATABASE_URL is the origin's, or the only node's."""
    own = given.get(f"DATABASE_URL_{role.upper()}", "")
    return own or (given.get("DATABASE_URL", "") if role == ORIGIN or is_alone(given) else "")


def _sides(given: Mapping[str, str]) -> tuple[Side, ...]:
    file = Path(given.get("HAMSAFAR_PACK") or BASE_DIR / "corridors" / "tj-ru") / "sides.csv"
    try:
        with file.open(encoding="utf-8-sig", newline="") as rows:
            return tuple(
                Side(row["key"], row["role"], row["name_en"], row["time_zone"]) for row in csv.DictReader(rows)
            )
    except (OSError, ValueError, KeyError) as problem:
        raise NoSuchNode(f"{file} does not say which sides the corridor has: {problem}") from None


def _side(sides: tuple[Side, ...], name: str) -> Side:
    for side in sides:
        if name in (side.key, side.role):
            return side
    raise NoSuchNode(f"There is no side “{name}”: choose {' or '.join(ROLES)}.")


# ── A clone from before there were two: its one node was all of `.var` ──


def carry_over(given: Mapping[str, str]) -> str:
    """Move the node that lies in the home folder itself into `origin`, once; a sentence about it where it was done.

    It goes to the side that HAMSAFAR_SIDE names, as that setting made it what it is. Each part is moved by one rename,
    so a move that was cut short goes on with the next call. Raises `NoSuchNode` where that node still runs, or where a
    part stands there already.
    """
    folder = home(given)
    if given.get("HAMSAFAR_VAR") or not folder.is_dir():
        return ""
    parts = [entry for entry in sorted(folder.iterdir()) if entry.name not in ROLES and entry.name[0] != "."]
    if not parts:
        return ""
    role = _side(_sides(given), given.get("HAMSAFAR_SIDE") or ORIGIN).role
    target = folder / role
    if _runs(folder / "pg"):
        raise NoSuchNode(f"A node runs in {folder}: stop it, so that it can be carried over into {target}.")
    taken = [part.name for part in parts if (target / part.name).exists()]
    if taken:
        raise NoSuchNode(f"{folder} and {target} both hold {', '.join(taken)}: move one of them away.")
    target.mkdir(mode=0o700, exist_ok=True)
    for part in parts:
        part.rename(target / part.name)
    _carry_cluster_of_nobody(folder / "pg", target / "pg")
    return f"The node that was in {folder} is the {role}'s from now on, in {target}."


def _runs(cluster: Path) -> bool:
    try:
        first = int((cluster / "data" / "postmaster.pid").read_text().split()[0])
        os.kill(first, 0)
    except (OSError, ValueError, IndexError):
        return _has_guests(cluster / "guests")
    return True


def _has_guests(guests: Path) -> bool:
    """Whether a process uses the cluster: it then holds the guest list (`embedded.Server.join`)."""
    if not guests.exists():
        return False
    with guests.open("a") as listed:
        try:
            fcntl.flock(listed, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def cluster_name(folder: Path) -> str:
    """The short name of the cluster in a folder: its socket has it, for socket paths are limited to 100 bytes."""
    return f"hamsafar-{os.getuid()}-{hashlib.sha256(str(folder).encode()).hexdigest()[:8]}"


def socket_folder(folder: Path) -> Path:
    """Where the cluster in a folder answers."""
    return Path(tempfile.gettempdir()) / cluster_name(folder)


def folder_of_nobody(folder: Path) -> Path:
    """Where the cluster of a folder lies on a machine whose root cannot make a user namespace."""
    return Path("/var/lib/hamsafar") / cluster_name(folder)


def _carry_cluster_of_nobody(old: Path, new: Path) -> None:
    before, after = folder_of_nobody(old.resolve()), folder_of_nobody(new.resolve())
    if before.exists() and not after.exists():
        before.rename(after)


if __name__ == "__main__":
    try:
        said = carry_over(os.environ)
    except NoSuchNode as reason:
        print(reason, file=sys.stderr)
        sys.exit(BAD_INPUT)
    if said:
        print(f"· {said}", file=sys.stderr)
