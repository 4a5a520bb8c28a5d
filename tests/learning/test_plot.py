"""The picture of how right a confidence is."""

from __future__ import annotations

from typing import Any

from lxml import etree

from pipeline.learning.plot import reliability_svg
from pipeline.learning.reliability import reliability

SVG = "{http://www.w3.org/2000/svg}"
SURE = [(0.95, True)] * 19 + [(0.95, False)] + [(0.55, True), (0.55, False)]


def drawn(**results: list[tuple[float, bool]]) -> Any:
    return etree.fromstring(reliability_svg({name: reliability(sure) for name, sure in results.items()}).encode())


def test_each_step_is_a_point_where_it_belongs() -> None:
    points = [[float(point.get(key)) for key in ("cx", "cy", "r")] for point in drawn(all=SURE).iter(f"{SVG}circle")]
    (few_x, few_y, few_r), (many_x, many_y, many_r) = points
    assert (few_x, few_y, many_x, many_y) == (165.0, 150.0, 285.0, 15.0)
    assert few_r < many_r


def test_limits_lie_around_their_point_and_inside_the_drawing() -> None:
    for line in drawn(all=SURE).iter(f"{SVG}line"):
        assert 0 <= float(line.get("y2")) < float(line.get("y1")) <= 300


def test_parts_stand_side_by_side_and_inside() -> None:
    picture = drawn(one=SURE, other=SURE[:5])
    first, second = [float(group.get("transform").split("(")[1].split()[0]) for group in picture.iter(f"{SVG}g")]
    assert second - first > 300
    assert float(picture.get("width")) > second + 300


def test_a_name_is_no_markup() -> None:
    picture = drawn(**{"<script>a & b": SURE})
    assert picture.find(f".//{SVG}script") is None
    assert "<script>a & b" in "".join(picture.itertext())
