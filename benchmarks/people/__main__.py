"""`python -m benchmarks.people lookup|linkage|guessing [--full]`: on a node of its own, in a folder that is removed."""

from __future__ import annotations

import os
import sys
import tempfile

FOLDER = tempfile.TemporaryDirectory(prefix="hamsafar-benchmark-")
os.environ |= {"HAMSAFAR_VAR": FOLDER.name, "DJANGO_SETTINGS_MODULE": "hamsafar.front.settings"}

import django  # noqa: E402 (the node's folder is chosen before Django reads its settings)

django.setup()


from django.core.management import call_command  # noqa: E402

from benchmarks.people import guessing, linkage, lookup  # noqa: E402

COMMANDS = {"lookup": lookup.main, "linkage": linkage.main, "guessing": guessing.main}

if __name__ == "__main__":
    words = sys.argv[1:]
    if not words or words[0] not in COMMANDS:
        sys.exit(f"Say which: python -m benchmarks.people {'|'.join(COMMANDS)} [--full]")
    call_command("migrate", verbosity=0)
    code = COMMANDS[words[0]](words[1:])
    sys.exit(code)
