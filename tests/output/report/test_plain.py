"""Text from outside, made harmless."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.output.report.plain import day, name, safe_link, shown, utf16


@pytest.mark.parametrize(
    ("link", "safe"),
    [
        ("https://a.example/x", True),
        ("HTTP://a.example", True),
        ("javascript:x", False),
        ("java\nscript:x", False),
        ("file:///etc", False),
        ("data:text/html,x", False),
        ("http://[", False),
        ("https:", False),
        ("//a.example", False),
        ("https://a.example/\u202egpj.exe", False),
        ("", False),
        (None, False),
    ],
)
def test_links_lead_to_the_web(link: str | None, safe: bool) -> None:
    assert safe_link(link) == (link if safe else None)


@pytest.mark.parametrize(
    ("text", "plain"),
    [("a\u202eb", "ab"), ("  a \n b ", "a b"), ("\u202e", None), ("", None), (None, None), ("Ŝamī", "Ŝamī")],
)
def test_names(text: str | None, plain: str | None) -> None:
    assert name(text) == plain


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2016-11-01", "2016-11-01"),
        ("2016-11-01T10:00:00Z", "2016-11-01"),
        ("<b>", None),
        ("2016-99-01", None),
        (None, None),
    ],
)
def test_days(text: str | None, iso: str | None) -> None:
    assert day(text) == iso


@given(st.text())
def test_a_shown_text_keeps_its_length(text: str) -> None:
    made = shown(text)
    assert len(made) == len(text)
    assert made.encode("utf-8").decode("utf-8") == made
    assert not set(made) & set("\x00\x1b\u202a\u202e\u2066\u2069")


@given(st.text(st.sampled_from("a\u0645\U0001f6a8\u0301")), st.data())
def test_offsets_count_utf16_units(text: str, data: st.DataObject) -> None:
    offset = data.draw(st.integers(0, len(text)))
    assert utf16(text)(offset) == len(text[:offset].encode("utf-16-le")) // 2
