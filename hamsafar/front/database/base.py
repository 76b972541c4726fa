"""PostgreSQL as Django knows it, except that the embedded cluster is started when the first connection is asked for.

So a command that needs no database (`dossier verify`, `--help`) starts none, and every other finds one.
"""

from __future__ import annotations

import atexit
from typing import Any, cast

from django.conf import settings
from django.db.backends.postgresql import base

from hamsafar.front.embedded import Server


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection to the node's embedded cluster; the process leaves the cluster when it ends."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        cluster = cast(Server, settings.EMBEDDED)
        if not cluster.joined:
            cluster.join()
            cluster.ensure(str(settings.DATABASES["default"]["NAME"]))
            atexit.register(cluster.leave)
        return super().get_new_connection(conn_params)
