"""Drawings of the report as plain numbers: a timeline of periods, a map without tiles. The template makes them SVG."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence

import msgspec

from pipeline.facts import Fact

WIDTH, HEIGHT = 960, 460
_MOST_BARS = 48
_STEPS = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30)
_MARGIN = 34


class Bar(msgspec.Struct):
    """A period of the timeline: its label, count, place and size; ``gap`` says that time was left out before it."""

    label: str
    count: int
    x: float
    y: float
    width: float
    height: float
    gap: bool = False


class Dot(msgspec.Struct):
    """A place of the map; ``label`` is empty where another's stands in the way."""

    name: str
    count: int
    x: float
    y: float
    radius: float
    label: str


class Line(msgspec.Struct):
    """A line of the graticule with its label."""

    x1: float
    y1: float
    x2: float
    y2: float
    label: str


class Map(msgspec.Struct):
    """The drawing of places."""

    dots: list[Dot]
    lines: list[Line]
    width: int = WIDTH
    height: int = HEIGHT


def timeline(facts: Iterable[Fact], height: float = 120) -> list[Bar]:
    """Facts by day, month or year, whichever needs few enough bars; a fact without a start is left out."""
    dates = [fact.date_start for fact in facts if fact.date_start]
    for length in (10, 7, 4):
        counts = Counter(date[:length] for date in dates)
        if len(counts) <= _MOST_BARS:
            break
    else:
        counts = Counter(dict(counts.most_common(_MOST_BARS)))
    if not counts:
        return []
    step, top = WIDTH / max(len(counts), 12), max(counts.values())
    bars: list[Bar] = []
    for i, (label, count) in enumerate(sorted(counts.items())):
        tall = height * count / top
        gap = bool(bars) and not _follows(bars[-1].label, label)
        bars.append(
            Bar(label, count, round(i * step, 1), round(height - tall, 1), round(step * 0.8, 1), round(tall, 1), gap)
        )
    return bars


def _follows(one: str, other: str) -> bool:
    """Whether a period comes right after another of its length."""
    from datetime import date

    try:
        numbers = []
        for label in (one, other):
            year, month, day = (int(part) for part in (label + "-01-01")[:10].split("-"))
            numbers.append({4: year, 7: year * 12 + month}.get(len(label), date(year, month, day).toordinal()))
        return numbers[1] - numbers[0] == 1
    except ValueError:
        return True


def world_map(facts: Iterable[Fact]) -> Map | None:
    """The places of facts in an equirectangular plot of their part of the world; None without coordinates."""
    counts: Counter[tuple[str, float, float]] = Counter()
    for fact in facts:
        if fact.place and fact.lat is not None and fact.lon is not None:
            counts[fact.place, fact.lat, fact.lon] += 1
    if not counts:
        return None
    view = _View([lat for _, lat, _ in counts], [lon for _, _, lon in counts])
    top = max(counts.values())
    dots: list[Dot] = []
    taken: list[tuple[float, float, float]] = []
    for (name, lat, lon), count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        x, y = view.at(lat, lon)
        radius = 3 + 11 * math.sqrt(count / top)
        free = _is_free(x + radius, y, len(name), taken)
        dots.append(Dot(name, count, x, y, round(radius, 1), name if free else ""))
    return Map(dots, view.graticule())


def _is_free(x: float, y: float, letters: int, taken: list[tuple[float, float, float]]) -> bool:
    """Whether a label has room; takes it."""
    width = letters * 6.6
    for left, line, wide in taken:
        if abs(line - y) < 13 and left < x + width and x < left + wide:
            return False
    taken.append((x, y, width))
    return True


class _View:
    """The part of the world that the map shows, and how it is scaled."""

    def __init__(self, lats: Sequence[float], lons: Sequence[float]) -> None:
        self.lat = (min(lats) + max(lats)) / 2
        self.lon = (min(lons) + max(lons)) / 2
        self.narrow = max(math.cos(math.radians(self.lat)), 0.2)
        tall = max(max(lats) - min(lats), 1.0) * 1.2
        wide = max(max(lons) - min(lons), 1.0) * self.narrow * 1.25
        self.scale = min((HEIGHT - 2 * _MARGIN) / tall, (WIDTH - 2 * _MARGIN) / wide)

    def at(self, lat: float, lon: float) -> tuple[float, float]:
        """A point of the drawing."""
        x = WIDTH / 2 + (lon - self.lon) * self.narrow * self.scale
        return round(x, 1), round(HEIGHT / 2 - (lat - self.lat) * self.scale, 1)

    def graticule(self) -> list[Line]:
        """Lines of latitude and longitude at round degrees, some eight each way."""
        lines = []
        half = HEIGHT / 2 / self.scale
        for degree in _round_degrees(max(self.lat - half, -90), min(self.lat + half, 90)):
            _, y = self.at(degree, self.lon)
            lines.append(Line(0, y, WIDTH, y, _named(degree, "N", "S")))
        half = WIDTH / 2 / self.scale / self.narrow
        for degree in _round_degrees(max(self.lon - half, -180), min(self.lon + half, 180)):
            x, _ = self.at(self.lat, degree)
            lines.append(Line(x, 0, x, HEIGHT, _named(degree, "E", "W")))
        return lines


def _round_degrees(low: float, high: float) -> list[float]:
    step = next((step for step in _STEPS if (high - low) / step <= 8), _STEPS[-1])
    first = math.ceil(low / step)
    return [round(i * step, 1) for i in range(first, math.floor(high / step) + 1)]


def _named(degree: float, positive: str, negative: str) -> str:
    side = positive if degree > 0 else negative if degree < 0 else ""
    return f"{abs(degree):g}°{side}"
