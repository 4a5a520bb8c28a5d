"""Whatever the text: every word maps back to where it stands in the original, in every format."""

from __future__ import annotations

import html
import json
import unicodedata

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.cleaning import CleaningError
from pipeline.documents import Document
from tests.cleaning.helpers import assert_covered, assert_maps_back, cleaned

WORDS = st.sampled_from(
    [
        "army", "Mosul", "U.S.-backed", "cafÃ©", "Donâ€™t", "e\u0301te\u0301", "الجيش", "قوات", "😀", "👩\u200d🚒",
        "soft\u00adhyphen", "R&amp;D", "“We", "stay.”", "8,000", "al-Aridi", "\ufb01ghters", "-", "*", ">>", "1.",
        "[Music]", "|", "a\u0301\u0327", "Ａ", "½",
    ]
)  # fmt: skip
BLANKS = st.sampled_from(
    [" ", " ", " ", "  ", "\u00a0", "\t", "\n", "\n", "\r\n", "\n\n", "\r\n\r\n", "\u2009", "\u200b "]
)
TEXTS = st.lists(st.tuples(WORDS, BLANKS), min_size=1, max_size=40).map(lambda pairs: "".join(map("".join, pairs)))
LINES = st.lists(st.lists(WORDS, min_size=1, max_size=6).map(" ".join), min_size=1, max_size=8)
ANYTHING = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=200)
FEW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def try_clean(raw: str, form: str) -> Document | None:
    try:
        return cleaned(raw, form)
    except CleaningError:
        return None


@FEW
@given(TEXTS)
def test_plain(raw: str) -> None:
    if document := try_clean(raw, "text"):
        assert_maps_back(document, raw)


@FEW
@given(LINES)
def test_transcript(lines: list[str]) -> None:
    raw = "# Title\n" + "\n".join(
        f"*  {line} [[00:00:{i:02}](https://v.example/?t={i})]" for i, line in enumerate(lines)
    )
    if document := try_clean(raw, "transcript"):
        assert_maps_back(document, raw)
        assert all(document.origin.cut_at(at) for at in range(len(document.text)))


@FEW
@given(LINES)
def test_subtitles(lines: list[str]) -> None:
    raw = "\n".join(f"{i}\n00:00:{i:02},000 --> 00:00:{i + 1:02},000\n{line}\n" for i, line in enumerate(lines, 1))
    if document := try_clean(raw, "subtitles"):
        assert_maps_back(document, raw)


@FEW
@given(LINES, st.booleans())
def test_whisper(lines: list[str], ascii_only: bool) -> None:
    segments = [{"start": i, "end": i + 1, "text": line} for i, line in enumerate(lines)]
    raw = json.dumps({"segments": segments}, ensure_ascii=ascii_only)
    if document := try_clean(raw, "whisper"):
        assert_covered(document)
        for at, char in enumerate(document.text):
            if char.isalnum():
                span = document.origin.raw_span(at, at + 1)
                assert span is not None
                shown = raw[slice(*span)]
                assert len(shown) > 1 or char in (shown, *unicodedata.normalize("NFKC", shown))


@FEW
@given(LINES)
def test_html(lines: list[str]) -> None:
    body = "".join(f"<p>{html.escape(line)} and <b>more</b>&nbsp;words about the army.</p>\n" for line in lines)
    raw = f"<html><body><article><h1>Head</h1>{body}</article></body></html>"
    if document := try_clean(raw, "html"):
        assert_maps_back(document, raw, html=True)


@FEW
@given(ANYTHING, st.sampled_from(["text", "transcript", "html", "subtitles", "whisper"]))
def test_no_text_breaks_a_cleaner(raw: str, form: str) -> None:
    if document := try_clean(raw, form):
        assert_covered(document)
        assert document.text == document.text.strip()


@FEW
@given(TEXTS)
def test_blocks_cover_the_text_but_for_the_breaks(raw: str) -> None:
    if document := try_clean(raw, "text"):
        at = 0
        for block in document.blocks:
            assert document.text[at : block.start].strip("\n") == ""
            assert "\n" not in document.text[block.start : block.end]
            at = block.end
        assert at == len(document.text)


@FEW
@given(TEXTS)
def test_cleaning_a_cleaned_text_changes_no_word(raw: str) -> None:
    if (document := try_clean(raw, "text")) and not any(mark in raw for mark in ("*", ">>", "-", "1.")):
        again = cleaned(document.text)
        assert again.text.split() == document.text.split()
