"""Points on the globe, in degrees of latitude and longitude, and kilometres between them."""

from __future__ import annotations

from math import asin, atan2, cos, degrees, radians, sin, sqrt

Point = tuple[float, float]

_EARTH_KM = 6371.0


def distance(one: Point, other: Point) -> float:
    """Kilometres on the great circle (haversine)."""
    lat, lon, other_lat, other_lon = map(radians, (*one, *other))
    half = sin((other_lat - lat) / 2) ** 2 + cos(lat) * cos(other_lat) * sin((other_lon - lon) / 2) ** 2
    return 2 * _EARTH_KM * asin(min(1.0, sqrt(half)))


def moved(point: Point, km: float, bearing: float) -> Point:
    """The point so many kilometres away in a direction, in degrees clockwise from north."""
    lat, lon, way, far = radians(point[0]), radians(point[1]), radians(bearing), km / _EARTH_KM
    up = asin(sin(lat) * cos(far) + cos(lat) * sin(far) * cos(way))
    along = lon + atan2(sin(way) * sin(far) * cos(lat), cos(far) - sin(lat) * sin(up))
    return round(degrees(up), 4), round((degrees(along) + 540) % 360 - 180, 4)
