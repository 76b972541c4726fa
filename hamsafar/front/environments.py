"""What the processes of one node are told: each its own role in the database, the centre that it is the centre."""

from __future__ import annotations

from collections.abc import Mapping

from hamsafar.front.nodes import NO
from hamsafar.kit.refusal import Refusal

# The same roles as in `front/roles.py`; another database than the embedded one is reached by an address for each role.
WEB, CENTRE = "hamsafar_web", "hamsafar_centre"
OWN_ADDRESSES = ("DATABASE_URL_WEB", "DATABASE_URL_CENTRE")


def of_web(given: Mapping[str, str]) -> dict[str, str]:
    """The environment of the web server and the worker. They do not learn how the centre reaches the database."""
    return _own(given, "DATABASE_URL_WEB") | {"HAMSAFAR_DATABASE_ROLE": WEB}


def of_centre(given: Mapping[str, str]) -> dict[str, str]:
    """The environment of the examination centre's processes. In production they need a role of their own.

    Raises `Refusal` where they have none.
    """
    in_production = given.get("HAMSAFAR_PRODUCTION", "").lower() not in NO
    if in_production and given.get("DATABASE_URL") and not all(given.get(name) for name in OWN_ADDRESSES):
        raise Refusal(
            "An examination centre needs roles of its own in the database: run the statements of "
            "`./run centre roles`, then set DATABASE_URL_WEB and DATABASE_URL_CENTRE."
        )
    return _own(given, "DATABASE_URL_CENTRE") | {"HAMSAFAR_DATABASE_ROLE": CENTRE, "HAMSAFAR_CENTRE": "1"}


def _own(given: Mapping[str, str], name: str) -> dict[str, str]:
    kept = {key: value for key, value in given.items() if key not in OWN_ADDRESSES}
    return kept | ({"DATABASE_URL": given[name]} if given.get(name) else {})
