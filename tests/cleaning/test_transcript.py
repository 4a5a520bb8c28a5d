"""The Markdown transcript: running text that keeps seconds and links."""

from __future__ import annotations

import pytest

from pipeline.cleaning.transcript import source_line
from tests.cleaning.helpers import assert_maps_back, cleaned, kinds

URL = "https://video.example/watch?v=abc"
FRONT = """---
Date Generated: February 11, 2025
Transcription Model: whisper medium
Length: 75s
Video Keywords: ['HARBOUR', "PEOPLE'S ARMY", 'TOWN']
Video Views: 17
Video Rating: None
Video Description: Subscribe to Delta here: http://short.example/1

Soldiers entered the townâ€™s harbour on Tuesday, three days
after the shelling began. Photo: A. Nouri

Visit Delta: http://delta.example
Follow Delta on Facebook: http://facebook.com/delta
---
"""
HEAD = f"""
# Army Enters the Harbour
**Delta Post - World News:** [November 01, 2016]({URL})
"""
BODY = f"""*  Soldiers entered the harbour on Tuesday, [[00:00:00]({URL}&t=0.0s)]
*  three days after the shelling of the cafÃ© [[00:00:08]({URL}&t=8.4s)]
*  began. Two ships were burning. [[00:01:02]({URL}&t=62.0s)]
"""
TEXT = (
    "Soldiers entered the harbour on Tuesday, three days after the shelling of the café began. Two ships were burning."
)


@pytest.fixture(scope="module")
def whole() -> str:
    return FRONT + HEAD + BODY


def test_lines_are_joined_into_one_block(whole: str) -> None:
    assert kinds(cleaned(whole, "transcript")) == [("paragraph", TEXT)]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("title", "Army Enters the Harbour"),
        ("source", "Delta Post"),
        ("section", "World News"),
        ("published", "2016-11-01"),
        ("url", URL),
        ("length", 75),
        ("keywords", ["HARBOUR", "PEOPLE'S ARMY", "TOWN"]),
        ("transcribed", "2025-02-11"),
        (
            "description",
            "Soldiers entered the town’s harbour on Tuesday, three days after the shelling began. Photo: A. Nouri",
        ),
    ],
)
def test_metadata(whole: str, key: str, value: object) -> None:
    assert cleaned(whole, "transcript").meta[key] == value


def test_subscription_and_links_are_nowhere(whole: str) -> None:
    document = cleaned(whole, "transcript")
    assert not [
        word for word in ("Subscribe", "Facebook", "short.example") if word in f"{document.text}{document.meta}"
    ]


@pytest.mark.parametrize(("word", "seconds"), [("Soldiers", 0.0), ("three", 8.4), ("café", 8.4), ("burning", 62.0)])
def test_each_character_keeps_second_and_link(whole: str, word: str, seconds: float) -> None:
    document = cleaned(whole, "transcript")
    cut = document.origin.cut_at(document.text.index(word))
    assert cut is not None
    assert (cut.seconds, cut.link) == (seconds, f"{URL}&t={seconds}s")


def test_every_character_has_a_second(whole: str) -> None:
    document = cleaned(whole, "transcript")
    assert all(document.origin.cut_at(at) for at in range(len(document.text)))


def test_maps_back(whole: str) -> None:
    assert_maps_back(cleaned(whole, "transcript"), whole)


def test_record_wins_over_the_text(whole: str) -> None:
    assert cleaned(whole, "transcript", date="2016-10-31").meta["published"] == "2016-10-31"


@pytest.mark.parametrize(
    "body",
    [
        "* One came [00:00:01]\n* and two went. [00:00:05]",
        "- One came (00:01)\n- and two went. (00:05)",
        "[00:01] One came\n[00:05] and two went.",
        "[00:00:01.000 --> 00:00:05.000]  One came\n[00:00:05.000 --> 00:00:09.000]  and two went.",
        "One came [[00:01](https://v.example/?t=1)]\nand two went. [[00:05](https://v.example/?t=5)]",
        "0:01\nOne came\n0:05\nand two went.",
        "0:01 One came\n0:05 and two went.",
        "*  One [00:01]\n   came\n*  and two went. [00:05]",
    ],
)
def test_variants(body: str) -> None:
    document = cleaned(body, "transcript")
    assert document.text == "One came and two went."
    assert [cut.seconds for cut in document.origin.cuts] == [1.0, 5.0]
    assert_maps_back(document, body)


def test_without_times() -> None:
    assert cleaned("# Title\n*  One came\n*  and two went.", "transcript").text == "One came and two went."


def test_front_matter_without_its_first_line() -> None:
    document = cleaned(FRONT.removeprefix("---\n") + HEAD + BODY, "transcript")
    assert (document.text, document.meta["length"]) == (TEXT, 75)


def test_front_matter_without_its_last_line() -> None:
    assert cleaned(FRONT.removesuffix("---\n") + HEAD + BODY, "transcript").text == TEXT


def test_turns_of_speakers() -> None:
    document = cleaned("* >> ANNA LEE: One came. >> Who? [00:01]\n* >>> Two. [00:02]", "transcript")
    assert [(block.kind, block.speaker) for block in document.blocks] == [
        ("turn", "ANNA LEE"),
        ("turn", None),
        ("turn", None),
    ]
    assert document.text == "One came.\n\nWho?\n\nTwo."


def test_sounds_are_cut() -> None:
    document = cleaned("* [Music] [00:01]\n* One [APPLAUSE] came (gunfire). [00:02]", "transcript")
    assert document.text == "One came ."


def test_repeated_line_is_said_once() -> None:
    assert cleaned("* One man came. [00:01]\n* One man came. [00:02]", "transcript").text == "One man came."


def test_short_repeats_are_kept() -> None:
    assert cleaned("* No. [00:01]\n* No. [00:02]", "transcript").text == "No. No."


def test_section_headings_stay() -> None:
    document = cleaned("# T\n## Part one\n* One came. [00:01]\n## Part two\n* Two went. [00:02]", "transcript")
    assert [kind for kind, _ in kinds(document)] == ["heading", "paragraph", "heading", "paragraph"]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("**Delta Post:** [2016-11-01](u)", {"source": "Delta Post", "published": "2016-11-01", "url": "u"}),
        (
            "**Delta Post - World:** November 01, 2016",
            {"source": "Delta Post", "section": "World", "published": "2016-11-01"},
        ),
        ("Delta Post: [Nov 1, 2016](u)", {"source": "Delta Post", "published": "2016-11-01", "url": "u"}),
        ("**Delta Post:** [watch](u)", {"source": "Delta Post", "url": "u"}),
        ("**Important:** the army came.", None),
        ("The army came.", None),
    ],
)
def test_source_line(line: str, expected: dict[str, str] | None) -> None:
    assert source_line(line) == expected
