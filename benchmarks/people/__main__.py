"""`python -m benchmarks.people lookup|linkage|guessing [--full]`: on a node of its own, in a folder that is removed.

With HAMSAFAR_BENCHMARK_VAR=FOLDER the folder stays, and a register that lies in it is not made again.
"""

from __future__ import annotations

import os
import sys
import tempfile

KEPT = os.environ.get("HAMSAFAR_BENCHMARK_VAR", "")
FOLDER = None if KEPT else tempfile.TemporaryDirectory(prefix="hamsafar-benchmark-")
os.environ |= {"HAMSAFAR_VAR": FOLDER.name if FOLDER else KEPT, "DJANGO_SETTINGS_MODULE": "hamsafar.front.settings"}

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
