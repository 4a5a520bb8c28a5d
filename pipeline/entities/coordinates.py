"""Coordinates in a text: degrees with their hemispheres, decimal pairs, and references of the military grid (MGRS).

Strict, since numbers in pairs are mostly prices and scores: degrees need their letters, pairs without letters their
decimals, and a short pair stands behind the name of a place ("Rajo at 36.68, 36.66").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import mgrs
from spacy.tokens import Doc

from ..documents import Span, Value

#: The rule of such spans.
COORDINATES = "coordinates"

_SIGNS = r"(?:[°º˚]|\ ?degrees?\b|\ ?deg\b)"
_MINUTES = r"\d{1,2}(?:\.\d{1,6})?\ ?['′’]"
_SECONDS = r"\d{1,2}(?:\.\d{1,6})?\ ?(?:[\"″”]|'')"
_ANGLE = rf"\d{{1,3}}(?:\.\d{{1,8}})?(?:{_SIGNS}(?:\ ?{_MINUTES}(?:\ ?{_SECONDS})?)?)?"
_BETWEEN = r"(?:\ ?[,;/]\ ?|\ (?:and\ |by\ )?)"
_BEFORE, _AFTER = r"(?<![\w.,°$€£-])(?<!\d,\ )", r"(?![\w°]|[.,]\d)"
_DECIMAL = r"[-−]?\d{1,3}\.\d{1,8}"

_LETTERS_BEHIND = re.compile(
    rf"{_BEFORE}(?P<lat>{_ANGLE})\ ?(?P<ns>[NS]|[Nn]orth|[Ss]outh){_BETWEEN}"
    rf"(?P<lon>{_ANGLE})\ ?(?P<ew>[EW]|[Ee]ast|[Ww]est){_AFTER}"
)
_LETTERS_BEFORE = re.compile(
    rf"{_BEFORE}(?P<ns>[NS])\ ?(?P<lat>{_ANGLE}){_BETWEEN}(?P<ew>[EW])\ ?(?P<lon>{_ANGLE}){_AFTER}"
)
_PAIR = re.compile(rf"{_BEFORE}(?P<lat>{_DECIMAL})°?,\ ?(?P<lon>{_DECIMAL})°?(?![\w°%]|[.,]?\ ?\d|\ (?:per|points?\b))")
_GRID = re.compile(
    r"(?<!\w)(?P<square>(?:[1-9]|[1-5]\d|60)[C-HJ-NP-X]\ ?[A-HJ-NP-Z][A-HJ-NP-V])\ ?"
    r"(?P<east>\d{2,5})\ ?(?P<north>\d{2,5})(?![\w%]|[.,]\d)"
)
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_CUES = frozenset({"coordinates", "coordinate", "coords", "location", "position", "at", "(", ":", "latitude"})
_LONG, _CUED, _GRID_DIGITS = 4, 3, 5
_PLACES = frozenset({"LOC", "FAC"})

Point = tuple[float, float]


def find_coordinates(doc: Doc, places: Sequence[tuple[int, int, str]]) -> list[Span]:
    """The coordinates of a Doc; ``places`` are the model's names as (first token, token after the last, label)."""
    text = doc.text
    ends = {end for _, end, label in places if label in _PLACES}
    found: list[Span] = []
    for match, point in _matches(text):
        span = doc.char_span(match.start(), match.end(), label="LOC", alignment_mode="expand")
        if span is None or any(char.isalnum() for char in _added(text, span.start_char, span.end_char, match)):
            continue
        if match.re is not _PAIR or _is_pair(doc, match, span.start, ends):
            value = Value(lat=round(point[0], 5), lon=round(point[1], 5))
            found.append(
                Span(match.start(), match.end(), span.start, span.end - 1, "LOC", source="rule", rule=COORDINATES)
            )
            found[-1].value = value
    return found


def _matches(text: str) -> Iterator[tuple[re.Match[str], Point]]:
    for pattern in (_LETTERS_BEHIND, _LETTERS_BEFORE, _PAIR):
        for match in pattern.finditer(text):
            point = _degrees(match)
            if point is not None:
                yield match, point
    for match in _GRID.finditer(text):
        apart = match.end("east") < match.start("north")
        point = _of_grid(match["square"], match["east"] + match["north"])
        if point is not None and not (apart and len(match["east"]) != len(match["north"])):
            yield match, point


def _degrees(match: re.Match[str]) -> Point | None:
    """The point of a match, None where there is no such place on the globe."""
    lat, lon = _angle(match["lat"]), _angle(match["lon"])
    if lat is None or lon is None or abs(lat) > 90 or abs(lon) > 180:
        return None
    letters = match.groupdict()
    south = (letters.get("ns") or "").lower().startswith("s")
    west = (letters.get("ew") or "").lower().startswith("w")
    return -lat if south else lat, -lon if west else lon


def _angle(text: str) -> float | None:
    degrees, minutes, seconds = (*(float(number) for number in _NUMBER.findall(text)), 0.0, 0.0)[:3]
    if minutes >= 60 or seconds >= 60:
        return None
    total = degrees + minutes / 60 + seconds / 3600
    return -total if text[0] in "-−" else total


def _of_grid(square: str, digits: str) -> Point | None:
    """The middle of a square of the grid."""
    half, odd = divmod(len(digits), 2)
    if odd or half > _GRID_DIGITS:
        return None
    middle = "5" if half < _GRID_DIGITS else ""
    try:
        lat, lon = mgrs.MGRS().toLatLon(f"{square.replace(' ', '')}{digits[:half]}{middle}{digits[half:]}{middle}")
    except mgrs.MGRSError:  # letters that the zone does not have
        return None
    return lat, lon


def _is_pair(doc: Doc, match: re.Match[str], start: int, ends: set[int]) -> bool:
    """Whether two bare numbers are coordinates: by their decimals, and by what stands before them."""
    decimals = min(len(match[side].partition(".")[2]) for side in ("lat", "lon"))
    before = doc[start - 1].lower_ if start else ""
    cued = before in _CUES
    beside = cued and (start - 1 in ends or (start > 1 and doc[start - 2].lower_ in _CUES - {"at"}))
    return decimals >= _LONG or (cued and decimals >= _CUED) or beside


def _added(text: str, start: int, end: int, match: re.Match[str]) -> str:
    return text[start : match.start()] + text[match.end() : end]
