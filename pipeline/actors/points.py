"""Coordinates that a text gives: they are those of the place that they stand beside, else a place of their own."""

from __future__ import annotations

from pipeline.actors.model import Draft, Mention
from pipeline.actors.registry import Registry
from pipeline.actors.sphere import Point, distance
from pipeline.actors.view import View

_BETWEEN = frozenset({"(", "[", ",", ":", "at", "grid", "reference", "coordinates", "located", "position", "the", "in"})
_GAP = 4
_SAME_KM = 25
_WIDE = frozenset({"country", "region"})


def point_of(name: Mention) -> Point | None:
    """The point that a mention of coordinates gives, None where it is another name."""
    value = name.span.value if name.span is not None else None
    return (value.lat, value.lon) if value is not None and value.lat is not None and value.lon is not None else None


def place_points(view: View, points: list[Mention], names: list[Mention], registry: Registry) -> None:
    """Give every mention of coordinates its draft, once the names have theirs."""
    ends = {name.last: name for name in names}
    own: dict[Point, Draft] = {}
    for mention in points:
        point = point_of(mention)
        assert point is not None
        place = _beside(view, mention, ends)
        if place is None or not _fits(place, point):
            place = own.get(point)
        if place is None:
            place = own[point] = registry.fresh(_words(view, mention), "place")
        place.lat, place.lon = point
        mention.attach(place)


def _beside(view: View, mention: Mention, ends: dict[int, Mention]) -> Draft | None:
    """The place whose name ends before coordinates: "Rajo (36.68 N, 36.66 E)", "Rajo at grid 37S CA 8121"."""
    i = mention.first - 1
    while i >= 0 and mention.first - i <= _GAP and i not in ends and view.lower[i] in _BETWEEN:
        i -= 1
    name = ends.get(i)
    draft = name.draft if name is not None and view.sent[i] == view.sent[mention.first] else None
    return draft if draft is not None and draft.is_place and draft.type not in _WIDE else None


def _fits(place: Draft, point: Point) -> bool:
    """Whether coordinates can be those of a place; if it has others near, those of the text say more exactly where."""
    return place.lat is None or place.lon is None or distance((place.lat, place.lon), point) <= _SAME_KM


def _words(view: View, mention: Mention) -> str:
    """Coordinates as written, without the full stop that a tokenizer leaves at their last letter."""
    span = mention.span
    return view.text[span.start : span.end] if span is not None else view.slice(mention.first, mention.last)
