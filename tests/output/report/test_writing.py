"""The report and its drawings."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from pipeline.documents import Document
from pipeline.facts import Evidence, Fact, FactRules, Mark, merge
from pipeline.output.drawings import HEIGHT, WIDTH, timeline, world_map
from pipeline.output.report import clock, list_pieces, safe_link, write_report

NASTY = '<script>alert("x")</script>'
VOID = {"meta", "input", "br", "link", "img"}


class Reader(HTMLParser):
    """Collects tags and attributes, and checks that tags are closed in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def rendered(path: Path, facts: list[Fact]) -> tuple[str, Reader]:
    """The report's text, parsed."""
    write_report(path / "r.html", facts)
    text = (path / "r.html").read_text(encoding="utf-8")
    reader = Reader()
    reader.feed(text)
    assert not reader.open
    return text, reader


def test_a_row_a_fact(tmp_path: Path, facts: list[Fact]) -> None:
    _, reader = rendered(tmp_path, facts)
    rows = [attrs["id"] for tag, attrs in reader.tags if tag == "tr" and attrs.get("class") == "fact"]
    assert rows == [f"f-{fact.id}" for fact in facts]


def test_nothing_is_fetched(tmp_path: Path, facts: list[Fact]) -> None:
    text, reader = rendered(tmp_path, facts)
    assert not {"img", "link", "iframe", "object", "embed"} & {tag for tag, _ in reader.tags}
    assert not any("src" in attrs for _, attrs in reader.tags)
    assert "@import" not in text
    assert "url(" not in text
    assert {attrs["href"] for tag, attrs in reader.tags if tag == "a"} == {"https://example.org/v?t=7"}


def test_nothing_of_the_input_runs(tmp_path: Path, record: Document) -> None:
    facts = merge([record], FactRules())
    for fact in facts:
        fact.subject = fact.place = fact.attributed_to = fact.relation = fact.status = NASTY
        fact.evidence[0].text, fact.evidence[0].marks = NASTY, [Mark(0, 8, "subject")]
        fact.evidence[0].link = "javascript:alert(1)"
        fact.evidence[0].source = '" onmouseover="alert(1)'
        fact.why = {NASTY: NASTY}
    text, reader = rendered(tmp_path, facts)
    assert sum(tag == "script" for tag, _ in reader.tags) == 1
    assert not any(name.startswith("on") for _, attrs in reader.tags for name in attrs)
    assert "javascript:alert" not in text


def test_an_empty_report(tmp_path: Path) -> None:
    text, _ = rendered(tmp_path, [])
    assert "<svg" not in text


@pytest.mark.parametrize(
    ("marks", "pieces"),
    [
        ([], [("Reds hit Blues.", "")]),
        (
            [Mark(0, 4, "subject"), Mark(9, 14, "object")],
            [("Reds", "subject"), (" hit ", ""), ("Blues", "object"), (".", "")],
        ),
        ([Mark(0, 8, "subject"), Mark(5, 8, "trigger")], [("Reds hit", "subject"), (" Blues.", "")]),
        ([Mark(5, 99, "trigger")], [("Reds hit Blues.", "")]),
    ],
)
def test_pieces_spell_the_sentence(marks: list[Mark], pieces: list[tuple[str, str]]) -> None:
    assert list_pieces(Evidence("d", "Reds hit Blues.", 0, 15, marks=marks)) == pieces


@pytest.mark.parametrize(
    ("link", "safe"),
    [
        ("https://a.example/x", True),
        ("http://a.example", True),
        ("javascript:x", False),
        ("file:///etc", False),
        ("data:text/html,x", False),
        ("http://[", False),
        (None, False),
    ],
)
def test_links_lead_to_the_web(link: str | None, safe: bool) -> None:
    assert safe_link(link) == (link if safe else "")


@pytest.mark.parametrize(("seconds", "text"), [(None, ""), (7.9, "0:07"), (75.0, "1:15"), (3675.0, "1:01:15")])
def test_the_clock(seconds: float | None, text: str) -> None:
    assert clock(seconds) == text


def fact(place: str | None = None, lat: float | None = None, lon: float | None = None, day: str | None = None) -> Fact:
    """A fact with a place or a day."""
    return Fact(id="x", relation="ATTACK", place=place, lat=lat, lon=lon, date_start=day)


def test_bars_are_days_then_months_then_years() -> None:
    assert [bar.label for bar in timeline([fact(day="2016-11-01"), fact(day="2016-11-03")])] == [
        "2016-11-01",
        "2016-11-03",
    ]
    months = [fact(day=f"2016-{m:02}-{d:02}") for m in range(1, 9) for d in range(1, 20)]
    assert [bar.label for bar in timeline(months)][:2] == ["2016-01", "2016-02"]


def test_a_gap_in_time_is_shown() -> None:
    bars = timeline([fact(day=day) for day in ("2016-11-30", "2016-12-01", "2016-12-09")])
    assert [bar.gap for bar in bars] == [False, False, True]


@pytest.mark.parametrize(
    "places", [[("A", 33.0, 44.0)], [("A", 33.0, 44.0), ("B", 36.3, 43.1)], [("A", -90.0, -180.0), ("B", 90.0, 180.0)]]
)
def test_places_lie_inside_the_map(places: list[tuple[str, float, float]]) -> None:
    drawn = world_map(fact(*place) for place in places)
    assert drawn is not None
    assert len(drawn.dots) == len(places)
    assert all(0 <= dot.x <= WIDTH and 0 <= dot.y <= HEIGHT for dot in drawn.dots)
    assert all(re.fullmatch(r"[\d.]+°[NSEW]?", line.label) for line in drawn.lines)


def test_north_is_up_and_east_is_right() -> None:
    drawn = world_map([fact("A", 33.0, 44.0), fact("B", 36.0, 47.0)])
    assert drawn is not None
    south, north = sorted(drawn.dots, key=lambda dot: dot.name)
    assert south.y > north.y
    assert south.x < north.x


def test_labels_do_not_overlap() -> None:
    drawn = world_map([fact("A long name", 33.0, 44.0), fact("Another name", 33.0001, 44.0001), fact("C", 36.0, 47.0)])
    assert drawn is not None
    assert [bool(dot.label) for dot in drawn.dots].count(True) == 2
