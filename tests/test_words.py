"""English word forms."""

from __future__ import annotations

import pytest

from pipeline.words import plural

PLURALS = [
    ("rebel", "rebels"),
    ("militia", "militias"),
    ("gunman", "gunmen"),
    ("ally", "allies"),
    ("convoy", "convoys"),
    ("hostage", "hostages"),
    ("marsh", "marshes"),
    ("border guard", "border guards"),
    ("child", "children"),
    ("street child", "street children"),
]


@pytest.mark.parametrize(("noun", "expected"), PLURALS)
def test_plural(noun: str, expected: str) -> None:
    assert plural(noun, {"child": "children"}) == expected
