"""`python -m hamsafar.front NAME …`: one command of this node, its refusals said as one sentence."""

from __future__ import annotations

import os
import signal
import sys
from typing import NoReturn

import django
from django.apps import apps
from django.core.management import call_command, execute_from_command_line, get_commands
from django.db import connection

from hamsafar.front import launching, nodes
from hamsafar.front.embedded import NoEmbeddedServer
from hamsafar.kit.refusal import Refusal

BAD_INPUT = 2

# What reads or changes a node that has its corridor. On a new clone they first make it, as `./run` alone does.
ON_A_MADE_NODE = {"dossier", "figures", "people", "exchange", "papers", "ledger", "pack", "demo", "export", "screens"}
WITHOUT_A_NODE = {
    ("dossier", "verify"),
    ("dossier", "compare"),
    ("figures", "convert"),
    ("papers", "verify"),
    ("papers", "root"),
}


def main(words: list[str]) -> None:
    """Run the command. Exit 0 fine, 1 a finding, 2 bad input; being stopped ends the database as well."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hamsafar.front.settings")
    try:
        sys.exit(run(words))
    except (Refusal, NoEmbeddedServer, nodes.NoSuchNode) as reason:
        print(reason, file=sys.stderr)
        sys.exit(BAD_INPUT)
    except KeyboardInterrupt:
        sys.exit(130)


def run(words: list[str]) -> int:
    """Find the node that is meant, and run the command on it, or serve; the exit code."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job inherits it switched off
    said = nodes.carry_over(os.environ)
    if said:
        print(f"· {said}", file=sys.stderr)
    words, side = side_asked(words)
    if words[:1] == ["serve"]:
        return launching.main(words[1:], side)
    environment = nodes.this_node(os.environ, side).environment(os.environ)
    os.environ.clear()  # the address of the other node's database is none of this one's business
    os.environ.update(environment)
    django.setup()
    if words and not words[0].startswith("-") and words[0] not in {*get_commands(), "help", "version"}:
        raise Refusal(f"There is no command {words[0]}: ./run --help lists them.")
    if needs_a_made_node(words) and not is_made():
        call_command("prepare")
    execute_from_command_line(["./run", *words])
    return 0


def side_asked(words: list[str]) -> tuple[list[str], str]:
    """The words without `--side ROLE`, and the role; what stands behind `--` belongs to another program."""
    end = words.index("--") if "--" in words else len(words)
    mine, side = [], ""
    given = iter(words[:end])
    for word in given:
        name, _, value = word.partition("=")
        if name == "--side":
            side = value or next(given, "")
            if side not in nodes.ROLES:
                raise Refusal(f"--side takes {' or '.join(nodes.ROLES)}.")
        else:
            mine.append(word)
    return mine + words[end:], side


def needs_a_made_node(words: list[str]) -> bool:
    """Whether the command asks for records, and not only for files or for help."""
    asks_for_help = {"--help", "-h"} & set(words)
    return bool(words) and words[0] in ON_A_MADE_NODE and tuple(words[:2]) not in WITHOUT_A_NODE and not asks_for_help


def is_made() -> bool:
    """Whether this node was ever prepared. Asked at every command, so that it loads nothing that prepares."""
    side = apps.get_model("corridor", "Side")
    return side._meta.db_table in connection.introspection.table_names() and side.objects.exists()


def stop(number: int, _frame: object) -> NoReturn:
    """Leave by the door, so that what must be tidied up is."""
    sys.exit(128 + number)


if __name__ == "__main__":
    main(sys.argv[1:])
