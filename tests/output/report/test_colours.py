"""The colours of the page: text that can be read, marks that can be seen, on light and on dark paper."""

from __future__ import annotations

import re

import pytest

from pipeline.output.report import writing

COLOURS = re.findall(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)", writing._read("report.css"))
PALETTE = {name: pair for name, *pair in COLOURS}


def luminance(colour: str) -> float:
    """As WCAG 2 defines it."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The ratio of WCAG 2."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("paper", ["paper", "raised", "faint", "accent-soft"])
@pytest.mark.parametrize("ink", ["ink", "soft", "accent", "warn"])
@pytest.mark.parametrize("scheme", [0, 1])
def test_text_can_be_read(ink: str, paper: str, scheme: int) -> None:
    assert contrast(PALETTE[ink][scheme], PALETTE[paper][scheme]) >= 4.5


@pytest.mark.parametrize("paper", ["paper", "land"])
@pytest.mark.parametrize("mark", [f"c{i}" for i in range(7)])
@pytest.mark.parametrize("scheme", [0, 1])
def test_marks_can_be_seen(mark: str, paper: str, scheme: int) -> None:
    assert contrast(PALETTE[mark][scheme], PALETTE[paper][scheme]) >= 3
