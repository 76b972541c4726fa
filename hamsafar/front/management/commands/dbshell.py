"""`./run dbshell`: Django's, with the psql that belongs to the node's PostgreSQL."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.core.management.commands import dbshell
from django.db import connection

from hamsafar.front.embedded import client_program


class Command(dbshell.Command):
    help = "Talk to the node's database in SQL; words after -- go to psql."

    def handle(self, **options: Any) -> None:
        psql = Path(client_program("psql"))
        os.environ["PATH"] = f"{psql.parent}{os.pathsep}{os.environ['PATH']}"
        connection.ensure_connection()  # starts the embedded database where it does not run
        super().handle(**options)
