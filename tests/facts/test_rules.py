"""What facts take from the ontology."""

from __future__ import annotations

import pytest

from pipeline.facts import rules_from_ontology

ONTOLOGY = {
    "instruments": {"air": ["strike", "airstrike"], "artillery": ["missile", "missile strike"]},
    "relations": {
        "ATTACK": {
            "kind": "event",
            "object": ["actor"],
            "acled": {"air": "Air", "artillery": "Shelling", "default": "Attack"},
            "plover": "ASSAULT",
            "cameo": {"air": 195, "default": 190},
        },
        "CAPTURE": {"kind": "event", "acled": {"default": "Overtaken", "government": "Regained"}, "cameo": "192"},
        "CLASH": {"kind": "event", "symmetric": True, "acled": "Armed clash", "plover": ""},
        "HAS_STRENGTH": {"kind": "state", "object": ["none"]},
    },
}
RULES = rules_from_ontology(ONTOLOGY, tolerance=0.1)


def test_the_kinds_of_relation() -> None:
    assert (RULES.symmetric, RULES.states, RULES.objectless) == ({"CLASH"}, {"HAS_STRENGTH"}, {"HAS_STRENGTH"})
    assert RULES.tolerance == 0.1


@pytest.mark.parametrize(
    ("relation", "instruments", "actor", "acled", "cameo"),
    [
        ("ATTACK", [], None, "Attack", "190"),
        ("ATTACK", ["U.S. airstrikes"], None, "Air", "195"),
        ("ATTACK", ["a missile strike"], None, "Shelling", "190"),
        ("ATTACK", ["knives"], "country", "Attack", "190"),
        ("CAPTURE", [], "military", "Regained", "192"),
        ("CAPTURE", [], "armed_group", "Overtaken", "192"),
        ("CLASH", [], None, "Armed clash", None),
        ("UNLISTED", [], None, None, None),
    ],
)
def test_codes(relation: str, instruments: list[str], actor: str | None, acled: str | None, cameo: str | None) -> None:
    found = RULES.coded(relation, instruments, actor)
    assert (found[0], found[2]) == (acled, cameo)


def test_an_empty_code_is_none() -> None:
    assert RULES.coded("CLASH", [], None)[1] is None


def test_an_ontology_without_relations_is_refused() -> None:
    with pytest.raises(ValueError, match="no 'relations'"):
        rules_from_ontology({})
