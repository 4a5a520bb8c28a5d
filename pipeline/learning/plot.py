"""The reliability of a confidence as a picture: an SVG that any browser, GitHub and word processors show.

It is drawn here, in plain shapes: matplotlib is a library of a notebook, which a default installation has not, and
what D3 or Vega draw needs a browser to become a file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import sqrt
from xml.sax.saxutils import escape

from pipeline.learning.reliability import Reliability, Step

_SIDE, _LEFT, _TOP, _BELOW, _GAP = 300, 52, 62, 112, 34
_BARS = 40
_STYLE = """
:root { color-scheme: light dark; }
text { font: 12px system-ui, sans-serif; fill: #33302b; }
.title { font-weight: 600; font-size: 13px; }
.soft, .tick { fill: #6b675f; }
.paper { fill: #fff; }
.grid { stroke: #ddd8cd; }
.even { stroke: #8a857a; stroke-dasharray: 4 4; }
.range { stroke: #0a6aa6; stroke-width: 1.5; }
.point { fill: #0a6aa6; fill-opacity: 0.8; stroke: #fff; }
.bar { fill: #0a6aa6; fill-opacity: 0.35; }
@media (prefers-color-scheme: dark) {
  text { fill: #e9e6e0; }
  .soft, .tick { fill: #aaa69d; }
  .paper { fill: #15181b; }
  .grid { stroke: #363b40; }
  .range { stroke: #56a8e0; }
  .point { fill: #56a8e0; stroke: #15181b; }
  .bar { fill: #56a8e0; }
}
"""


def reliability_svg(results: Mapping[str, Reliability]) -> str:
    """Diagrams of reliability (DeGroot and Fienberg 1983), side by side, each with its name.

    Each step of confidence is a point: how sure its facts are on average, and which part of them is right, with the
    limits of that part; larger points are more facts. On the dashed line a confidence is what it says. The bars below
    count the facts.
    """
    wide = len(results) * (_LEFT + _SIDE + _GAP)
    high = _TOP + _SIDE + _BELOW
    panels = "".join(
        f'<g transform="translate({i * (_LEFT + _SIDE + _GAP) + _LEFT} {_TOP})">{"".join(_panel(name, result))}</g>\n'
        for i, (name, result) in enumerate(results.items())
    )
    told = "; ".join(f"{name}: {_said(result)}" for name, result in results.items())
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" width="{wide}" height="{high}" '
        'role="img">\n'
        f"<title>How right a confidence is</title><desc>{escape(told)}</desc><style>{_STYLE}</style>\n"
        f'<rect class="paper" width="{wide}" height="{high}"/>\n{panels}</svg>\n'
    )


def _said(result: Reliability) -> str:
    return f"{result.n} facts, off by {result.error:.3f}; exactly right: {result.chance:.3f} ± chance"


def _panel(name: str, result: Reliability) -> Iterator[str]:
    yield _text(0, -46, name, "title")
    yield _text(0, -29, f"{result.n} facts, expected calibration error {result.error:.3f}", "soft")
    yield _text(0, -13, f"(by chance {result.chance:.3f}, were each exactly right)", "soft")
    for tick in range(0, 11, 2):
        at = _SIDE * tick / 10
        yield f'<path class="grid" fill="none" d="M0 {_y(tick / 10)}H{_SIDE}M{at} 0V{_SIDE}"/>'
        yield _text(-8, _y(tick / 10) + 4, f"{tick / 10:.1f}", "tick", "end")
        yield _text(at, _SIDE + _BARS + 26, f"{tick / 10:.1f}", "tick", "middle")
    yield f'<path class="even" d="M0 {_SIDE}L{_SIDE} 0"/>'
    most = max(step.n for step in result.steps)
    yield from (shape for step in result.steps for shape in _shapes(step, most))
    yield _text(_SIDE / 2, _SIDE + _BARS + 48, "confidence", "soft", "middle")
    turned = f'transform="rotate(-90 -38 {_SIDE / 2})"'
    yield _text(-38, _SIDE / 2, "part that is right", "soft", "middle", turned)


def _shapes(step: Step, most: int) -> Iterator[str]:
    """A step as a point with its limits, and as a bar below."""
    x, y = _SIDE * step.confidence, _y(step.right)
    yield f'<line class="range" x1="{x:.1f}" x2="{x:.1f}" y1="{_y(step.right_low)}" y2="{_y(step.right_high)}"/>'
    words = (
        f"said {step.low:.1f} to {step.high:.1f}: {step.n} facts, {step.confidence:.3f} sure, {step.right:.3f} right "
        f"({step.right_low:.2f} to {step.right_high:.2f})"
    )
    radius = 2.5 + 6 * sqrt(step.n / most)
    yield f'<circle class="point" cx="{x:.1f}" cy="{y}" r="{radius:.1f}"><title>{words}</title></circle>'
    tall = max(_BARS * step.n / most, 1)
    left, wide = _SIDE * step.low + 1, _SIDE * (step.high - step.low) - 2
    top = _SIDE + 10 + _BARS - tall
    yield f'<rect class="bar" x="{left:.1f}" y="{top:.1f}" width="{wide:.1f}" height="{tall:.1f}"/>'


def _y(part: float) -> float:
    return round(_SIDE * (1 - part), 1)


def _text(x: float, y: float, words: str, kind: str, anchor: str = "start", more: str = "") -> str:
    return f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" {more}>{escape(words)}</text>'
