"""A strict reader of brat's standoff format, after https://brat.nlplab.org/standoff.html."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple

_TYPE = r"[A-Za-z][A-Za-z0-9_-]*"
_BOUND = re.compile(rf"(T[1-9]\d*)\t({_TYPE}) (\d+ \d+(?:;\d+ \d+)*)\t(.*)")
_EVENT = re.compile(rf"(E[1-9]\d*)\t({_TYPE}):(T[1-9]\d*)((?: {_TYPE}:[TE][1-9]\d*)*)")
_ATTRIBUTE = re.compile(rf"(A[1-9]\d*)\t({_TYPE}) ([TE][1-9]\d*)(?: (\S+))?")
_NOTE = re.compile(rf"(#[1-9]\d*)\t({_TYPE}) ([TEA][1-9]\d*)\t(.*)")


class Standoff(NamedTuple):
    """Bounds as id -> (type, start, end), events as (type, trigger, roles); attributes, notes by what they are of."""

    bounds: dict[str, tuple[str, int, int]]
    events: dict[str, tuple[str, str, list[tuple[str, str]]]]
    attributes: dict[str, tuple[str, str | None]]
    notes: dict[str, str]


def read_standoff(text: str, annotation: str, conf: str) -> Standoff:
    """The annotation of a text; every rule of the format is asserted."""
    types, roles, values = _configuration(conf)
    found = Standoff({}, {}, {}, {})
    ids: set[str] = set()
    pointers: list[str] = []
    assert annotation == "" or annotation.endswith("\n")
    for line in annotation.split("\n")[:-1]:
        kind = {"T": _BOUND, "E": _EVENT, "A": _ATTRIBUTE, "#": _NOTE}[line[0]]
        match = kind.fullmatch(line)
        assert match, line
        assert match[1] not in ids, f"{match[1]} twice"
        ids.add(match[1])
        if kind is _BOUND:
            found.bounds[match[1]] = (match[2], *_offsets(text, match[3], match[4]))
            assert match[2] in types, match[2]
        elif kind is _EVENT:
            arguments = [tuple(each.split(":")) for each in match[4].split()]
            assert len({role for role, _ in arguments}) == len(arguments)
            assert {role for role, _ in arguments} <= roles[match[2]]
            found.events[match[1]] = (match[2], match[3], [(role, node) for role, node in arguments])
            pointers += [match[3], *(node for _, node in arguments)]
        elif kind is _ATTRIBUTE:
            assert match[4] in values[match[2]]
            found.attributes[match[3]] = (match[2], match[4])
            pointers.append(match[3])
        else:
            found.notes[match[3]] = match[4]
            pointers.append(match[3])
    assert set(pointers) <= ids
    assert all(found.bounds[trigger][0] == kind for kind, trigger, _ in found.events.values())
    return found


def _offsets(text: str, pieces: str, words: str) -> tuple[int, int]:
    places = [tuple(map(int, piece.split())) for piece in pieces.split(";")]
    assert all(start < end for start, end in places)
    assert all(one[1] <= other[0] for one, other in pairwise(places))
    assert " ".join(text[start:end] for start, end in places) == words
    assert "\n" not in words
    return places[0][0], places[-1][1]


def _configuration(conf: str) -> tuple[set[str], dict[str, set[str]], dict[str, set[str]]]:
    sections: dict[str, list[str]] = {}
    for line in conf.splitlines():
        if line.startswith("["):
            name = line.strip("[]")
            assert name in ("entities", "relations", "events", "attributes")
            sections[name] = []
        elif line:
            sections[name].append(line)
    assert sections.keys() == {"entities", "relations", "events", "attributes"}
    roles = {line.split("\t")[0]: set(re.findall(r"(\w+)\??:", line.split("\t")[1])) for line in sections["events"]}
    values = {line.split("\t")[0]: set(line.partition("Value:")[2].split("|")) for line in sections["attributes"]}
    return {*sections["entities"], *roles}, roles, values
