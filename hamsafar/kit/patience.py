"""How often one address, or one officer, may do something within the hour: where guessing has to be slow."""

from __future__ import annotations

from django.core.cache import cache
from django.http import HttpRequest
from django.utils.timezone import now

from hamsafar.kit.refusal import Refusal

AN_HOUR = 60 * 60


def require_patience(request: HttpRequest, what: str, most: int, *, why: str, who: str = "") -> None:
    """Raise `Refusal` with `why` where an address, or `who`, does `what` too often within the hour.

    The address is forgotten with the hour and stands in no log.
    """
    key = f"{what}.{who or request.META.get('REMOTE_ADDR', '')}.{now():%Y%m%d%H}"
    cache.add(key, 0, AN_HOUR)
    try:
        count = cache.incr(key)
    except ValueError:  # the hour ended between the two lines
        count = 1
    if count > most:
        raise Refusal(why)
