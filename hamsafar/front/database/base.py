"""PostgreSQL as Django knows it, except that the embedded cluster is started when the first connection is asked for.

So a command that needs no database (`dossier verify`, `--help`) starts none, and every other finds one.
"""

from __future__ import annotations

import atexit
from typing import Any

from django.conf import settings
from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection to the node's embedded cluster; the process leaves the cluster when it ends."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        if not settings.EMBEDDED.joined:
            settings.EMBEDDED.join()
            settings.EMBEDDED.ensure(str(settings.DATABASES["default"]["NAME"]))
            atexit.register(settings.EMBEDDED.leave)
        return super().get_new_connection(conn_params)
