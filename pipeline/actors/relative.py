"""Places told by another place: "15 km south of Mosul", "near Abu Kamal". The name stays that of the other place; the
mention keeps the words, and the point where a distance and a direction give one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipeline.actors.model import Mention
from pipeline.actors.sphere import moved
from pipeline.actors.view import View
from pipeline.documents import Relative

#: Degrees clockwise from north.
_BEARINGS = {"north": 0, "northeast": 45, "east": 90, "southeast": 135}
_BEARINGS |= {"south": 180, "southwest": 225, "west": 270, "northwest": 315}
_KM = {"k": 1.0, "m": 1.609344}
_LOOK_BACK = 100
_FARTHEST_KM = 500
_WIDE = frozenset({"country", "region"})

_FAR = r"(?P<number>\d{1,4}(?:\.\d{1,2})?)[ -]?(?P<unit>km|kms|kilomet(?:er|re)s?|miles?)\b(?: \([^()]{1,30}\))?"
_WAY = r"(?P<way>(?:north|south)(?:[ -]?(?:east|west))?|east|west)"
#: "The north of Mosul" is a part of it.
_RELATIVE = re.compile(
    rf"(?<!\S)(?<!\bthe )(?:(?:{_FAR} )?(?:(?:just|due|to the) )?{_WAY} of"
    rf"|{_FAR.replace('number', 'number2').replace('unit', 'unit2')} (?:away )?(?:from|outside)"
    r"|near|close to|outside|between|(?:on|at|to) the (?:outskirts|edge) of)"
    r" (?:the )?(?:(?:city|town|village) of )?\Z",
    re.IGNORECASE,
)


def relate(view: View, names: Iterable[Mention]) -> None:
    """Give the names of places by which another place is told the words, and the point where there is one."""
    for name in names:
        if name.draft is not None and name.draft.is_place and name.kind == "name":
            name.relative = _relative(view, name)


def _relative(view: View, name: Mention) -> Relative | None:
    end = view.start[name.first]
    first = view.start[view.sents[view.sent[name.first]][0]]
    match = _RELATIVE.search(view.text[max(first, end - _LOOK_BACK) : end])
    if match is None:
        return None
    found = Relative(" ".join(match[0].split()))
    draft = name.draft
    if match["number"] and draft is not None and draft.type not in _WIDE:
        km = float(match["number"]) * _KM[match["unit"][0].lower()]
        if draft.lat is not None and draft.lon is not None and km <= _FARTHEST_KM:
            bearing = _BEARINGS[match["way"].lower().replace("-", "").replace(" ", "")]
            found.lat, found.lon = moved((draft.lat, draft.lon), km, bearing)
    return found
