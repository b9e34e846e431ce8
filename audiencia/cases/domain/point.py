"""A point on the map, as a telephone gives it and as it is kept: to about ten metres, which finds a lamp post and no room. Pure."""

import re
from math import cos, hypot, radians

DECIMALS = 4  # 0.0001 degrees: 11 m to the north; 10.5 m to the east at 19 degrees of latitude.
METRES_A_DEGREE = 111_195  # One degree of latitude: 6,371 km x pi / 180.
_POINT = re.compile(r"\s*(-?\d{1,2}(?:\.\d{1,15})?)\s*,\s*(-?\d{1,3}(?:\.\d{1,15})?)\s*")
_LAST = re.compile(r"(?:^|[\s·])(-?\d{1,2}\.\d{1,15})\s*,\s*(-?\d{1,3}\.\d{1,15})\s*$")


def coarse(typed: str) -> str:
    """Latitude and longitude, rounded; an empty text for an empty one. Raises `ValueError` for what is no point."""
    if not typed.strip():
        return ""
    found = _POINT.fullmatch(typed)
    if found is None:
        raise ValueError("no point")
    latitude, longitude = float(found[1]), float(found[2])
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise ValueError("not on the earth")
    return f"{latitude:.{DECIMALS}f}, {longitude:.{DECIMALS}f}"


def last_in(place: str) -> tuple[float, float] | None:
    """The point at the end of a place as it is kept, behind what describes it."""
    found = _LAST.search(place)
    return None if found is None else (float(found[1]), float(found[2]))


def metres_between(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Between two points of one municipality: on a plane, as the degrees are long there."""
    north = (one[0] - other[0]) * METRES_A_DEGREE
    east = (one[1] - other[1]) * METRES_A_DEGREE * cos(radians(one[0]))
    return hypot(north, east)
