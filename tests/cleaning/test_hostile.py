"""Pages and texts that somebody made to do harm: each is cleaned or refused, within a text's own time."""

from __future__ import annotations

from contextlib import suppress

import pytest

from pipeline.cleaning import CleaningError
from tests.cleaning.helpers import assert_covered, cleaned

SENTENCE = "The army left the town on Tuesday."
#: So often is each repeated: what takes quadratic time with it would take hours.
MANY = 20_000

PAGES = {
    "deep": "<div>" * MANY + SENTENCE,
    "deep and inline": "<p>" + "<b><i>" * MANY + SENTENCE,
    "deep lists": "<ul><li>x" * MANY,
    "deep tables": "<table><tr><td>x y" * (MANY // 4),
    "many tables": "<table><tr><td>army</td><td>left</td></tr></table>" * (MANY // 4),
    "a huge attribute": f'<p class="{"x" * 20 * MANY}">{SENTENCE}</p>',
    "a huge picture": f'<p>{SENTENCE}<img src="data:image/png;base64,{"A" * 20 * MANY}"></p>',
    "many attributes": "<p " + " ".join(f"a{number}=b" for number in range(MANY)) + f">{SENTENCE}</p>",
    "bare attributes": "<p " + " ".join(f"a{number}" for number in range(MANY)) + f">{SENTENCE}</p>",
    "open comments": SENTENCE + "<!--" * MANY,
    "open tags": SENTENCE + "<a " * MANY,
    "open quotes": SENTENCE + '<a b="' * MANY,
    "open scripts": SENTENCE + "<script>" * MANY,
    "entities": "<p>" + "&amp;" * MANY,
    "declared entities": '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><p>' + "&b;" * MANY,
    "blanks": "<p>a" + "\u00a0" * 10 * MANY + "b</p>",
    "breaks": "<br>" * MANY + SENTENCE,
    "brackets": "<" * MANY,
}
TEXTS = {
    "nested quotes": "“" * 500_000 + "x" + "”" * 500_000,
    "straight quotes": '"' * 1_000_000 + "x",
    "blanks": " " * 10 * MANY + "x",
    "line breaks": "\n" * 10 * MANY + "x",
    "stars": "**" * MANY + "x",
    "open links": "[a](http" * MANY,
    "open pictures": "![a](" * MANY,
    "accents": "e" + "\u0301" * MANY,
    "mojibake": "â€™" * MANY + "x",
    "front matter": "---\n" + "a: b\n" * MANY + "---\n" + SENTENCE,
    "open front matter": "---\n" + "a: b\n" * MANY,
    "one word": "a" * 10 * MANY,
    "escapes": "\x1b[31" * MANY + "x",
}
_CUE = "00:00:01,000 --> 00:00:02,000\n"
OTHERS = {
    ("transcript", "stamps"): "* [00:01] a\n" * MANY,
    ("transcript", "open stamps"): "* a " + "[00:00:01" * MANY + "\n* b [00:01]",
    ("transcript", "outlets"): "".join(f"**Wire {n}:** [November {n % 28}, 2016 {n}](x)\n" for n in range(MANY // 4)),
    ("subtitles", "tags"): "00:00:01,000 --> 00:00:02,000\n" + "<i>" * MANY + "x\n",
    ("subtitles", "voices"): "00:00:01,000 --> 00:00:02,000\n" + "<v A>" * MANY + "x\n",
    ("subtitles", "turns"): "00:00:01,000 --> 00:00:02,000\n" + ">> A: x " * MANY,
    ("subtitles", "lines"): _CUE + "hello there\n" * MANY,
    ("subtitles", "braces"): "[Script Info]\n[Events]\nFormat: Text\nDialogue: " + "{" * MANY,
    ("whisper", "deep"): '{"segments":' + "[" * MANY + "]" * MANY + "}",
    ("whisper", "escapes"): '{"segments":[{"start":0,"text":"' + "\\\\" * MANY + ' x"}]}',
}  # fmt: skip


def survives(raw: str, form: str) -> None:
    with suppress(CleaningError):
        assert_covered(cleaned(raw, form))


@pytest.mark.parametrize("name", PAGES)
def test_page(name: str) -> None:
    survives(f"<html><body>{PAGES[name]}", "html")


@pytest.mark.parametrize("name", TEXTS)
def test_text(name: str) -> None:
    survives(TEXTS[name], "text")


@pytest.mark.parametrize(("form", "name"), OTHERS)
def test_other(form: str, name: str) -> None:
    survives(OTHERS[form, name], form)


@pytest.mark.parametrize("name", ["deep", "a huge attribute", "a huge picture", "many attributes", "breaks"])
def test_the_words_of_a_monstrous_page_are_read(name: str) -> None:
    assert SENTENCE in cleaned(f"<html><body>{PAGES[name]}", "html").text


@pytest.mark.parametrize(
    "declared", ['<!DOCTYPE tt [<!ENTITY a "aaa">]>', '<!doctype tt SYSTEM "file:///etc/passwd">', '<!ENTITY x "y">']
)
def test_subtitles_declare_no_entities(declared: str) -> None:
    raw = f'{declared}<tt xmlns="http://www.w3.org/ns/ttml"><body><div><p begin="1s" end="2s">&a;</p></div></body></tt>'
    with pytest.raises(CleaningError, match="declare entities"):
        cleaned(raw, "subtitles")


@pytest.mark.parametrize("raw", ["<tt>", "[Script Info]\n[Events]\nDialogue: x", '{"a": [', "{1}{2}x"])
def test_broken_subtitles_are_refused_without_their_words(raw: str) -> None:
    with pytest.raises(CleaningError, match=r"save them as SRT|no text is left"):
        cleaned(raw, "subtitles")


def test_a_speaker_of_half_a_character_is_written() -> None:
    document = cleaned('{"segments": [{"start": 0, "text": ">> Army left.", "speaker": "\\ud800"}]}', "whisper")
    assert all("\ud800" not in (block.speaker or "") for block in document.blocks)
