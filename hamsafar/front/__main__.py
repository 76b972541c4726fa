"""`python -m hamsafar.front NAME …`: one command of this node, its refusals said as one sentence."""

from __future__ import annotations

import os
import signal
import sys
from typing import NoReturn

from django.core.management import execute_from_command_line

from hamsafar.front.embedded import NoEmbeddedServer
from hamsafar.kit.refusal import Refusal

BAD_INPUT = 2


def main(words: list[str]) -> None:
    """Run the command. Exit 0 fine, 1 a finding, 2 bad input; being stopped ends the database as well."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hamsafar.front.settings")
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    try:
        execute_from_command_line(["./run", *words])
    except (Refusal, NoEmbeddedServer) as reason:
        print(reason, file=sys.stderr)
        sys.exit(BAD_INPUT)
    except KeyboardInterrupt:
        sys.exit(130)


def stop(number: int, _frame: object) -> NoReturn:
    """Leave by the door, so that what must be tidied up is."""
    sys.exit(128 + number)


if __name__ == "__main__":
    main(sys.argv[1:])
