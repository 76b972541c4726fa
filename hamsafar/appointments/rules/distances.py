"""How far it is from a home to an office: in a straight line, since nobody here knows the roads. Plain Python."""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt

EARTH = 6371.0  # kilometres, the mean radius
ELSEWHERE = 100.0  # kilometres taken where only districts are known, and they differ

Point = tuple[float, float]  # latitude and longitude in degrees


def kilometres(one: Point, other: Point) -> float:
    """The great-circle distance of two points."""
    (lat, lon), (lat_2, lon_2) = ((radians(p[0]), radians(p[1])) for p in (one, other))
    half = sin((lat_2 - lat) / 2) ** 2 + cos(lat) * cos(lat_2) * sin((lon_2 - lon) / 2) ** 2
    return 2 * EARTH * asin(sqrt(half))


def how_far(home: Point | None, district: str, office: Point | None, office_district: str) -> float:
    """Kilometres by coordinates where both are known, else by district: the same one, or another."""
    if home is not None and office is not None:
        return kilometres(home, office)
    return 0.0 if district and district == office_district else ELSEWHERE
