"""Subtitles and Whisper's JSON."""

from __future__ import annotations

import json

import pytest

from pipeline.cleaning import CleaningError
from tests.cleaning.helpers import assert_maps_back, cleaned, kinds

SRT = """1
00:00:01,000 --> 00:00:03,500
The <i>army</i> entered
the port.

2
00:00:03,500 --> 00:00:05,000
{\\an8}Donâ€™t go &amp; see.
"""


def test_srt_text() -> None:
    assert cleaned(SRT, "subtitles").text == "The army entered the port. Don’t go & see."


def test_srt_maps_back() -> None:
    assert_maps_back(cleaned(SRT, "subtitles"), SRT)


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_any_line_break(newline: str) -> None:
    assert cleaned(SRT.replace("\n", newline), "subtitles").text.startswith("The army entered the port.")


def test_cuts_have_seconds() -> None:
    assert [cut.seconds for cut in cleaned(SRT, "subtitles").origin.cuts] == [1.0, 3.5]


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("https://v.example/w?v=1", "https://v.example/w?v=1&t=1.0s"),
        ("https://v.example/w", "https://v.example/w?t=1.0s"),
        (None, None),
        ("not a link", None),
    ],
)
def test_link_of_a_cut(url: str | None, link: str | None) -> None:
    assert cleaned(SRT, "subtitles", url=url).origin.cuts[0].link == link


def test_srt_cue_with_an_empty_line_inside() -> None:
    text = "1\n00:00:01,000 --> 00:00:02,000\nOne\n\ncame.\n\n2\n00:00:02,000 --> 00:00:03,000\nTwo.\n"
    assert cleaned(text, "subtitles").text == "One came. Two."


def test_vtt_header_notes_and_names_are_no_text() -> None:
    text = (
        "WEBVTT - a title\nKind: captions\nLanguage: en\n\nSTYLE\n::cue { color: red }\n\nNOTE by me\n\nintro\n"
        "00:01.000 --> 00:02.000 align:start\nOne came.\n\nNOTE again\n"
    )
    document = cleaned(text, "subtitles")
    assert (document.text, document.meta["language"]) == ("One came.", "en")


def test_voices_are_turns() -> None:
    text = (
        "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ali Haddad>One came.\n\n00:02.000 --> 00:03.000\n<v Ali Haddad>And\n\n"
    )
    text += "00:03.000 --> 00:04.000\n<v.loud Sara>Two went.\n"
    document = cleaned(text, "subtitles")
    assert [(block.speaker, document.text[block.start : block.end]) for block in document.blocks] == [
        ("Ali Haddad", "One came. And"),
        ("Sara", "Two went."),
    ]


def test_dashes_are_turns() -> None:
    text = "1\n00:00:01,000 --> 00:00:02,000\n- Who came?\n- The army.\n"
    assert kinds(cleaned(text, "subtitles")) == [("turn", "Who came?"), ("turn", "The army.")]


def test_named_speaker() -> None:
    text = "1\n00:00:01,000 --> 00:00:02,000\n[Music] REPORTER: One came.\n"
    assert [(block.kind, block.speaker) for block in cleaned(text, "subtitles").blocks] == [("turn", "REPORTER")]


def test_rolling_captions_are_said_once() -> None:
    text = (
        "WEBVTT\n\n00:00.000 --> 00:02.000\n \nthe army<00:00:01.000><c> entered</c>\n\n"
        "00:02.000 --> 00:02.010\nthe army entered\n \n\n"
        "00:02.010 --> 00:04.000\nthe army entered\nthe old<00:00:03.000><c> port</c>\n\n"
        "00:04.000 --> 00:04.010\nthe old port\n \n"
    )
    document = cleaned(text, "subtitles")
    assert document.text == "the army entered the old port"
    assert_maps_back(document, text)


def test_growing_captions_are_said_once() -> None:
    cues = ["the army", "the army entered", "the army entered the port"]
    text = "".join(f"{i}\n00:00:0{i},000 --> 00:00:0{i + 1},000\n{cue}\n\n" for i, cue in enumerate(cues, 1))
    assert cleaned(text, "subtitles").text == "the army entered the port"


def test_other_formats_through_pysubs2() -> None:
    text = (
        "[Script Info]\nScriptType: v4.00+\n\n[Events]\n"
        "Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n"
        "Dialogue: 0,0:00:01.00,0:00:02.00,Default,,0,0,0,,The {\\i1}army{\\i0} came\\Nto the port.\n"
    )
    document = cleaned(text, "subtitles")
    assert (document.text, document.origin.cuts[0].seconds) == ("The army came to the port.", 1.0)
    assert_maps_back(document, text)


@pytest.mark.parametrize("text", ["no times at all", "1\n00:00:01,000 --> 00:00:02,000\n\n"])
def test_bad_subtitles_are_a_clear_error(text: str) -> None:
    with pytest.raises(CleaningError):
        cleaned(text, "subtitles")


def whisper(segments: list[dict[str, object]], **more: object) -> str:
    return json.dumps({"text": "all", "segments": segments, **more})


def test_whisper_text_cuts_and_language() -> None:
    raw = whisper([{"start": 0.0, "end": 2.5, "text": " One came"}, {"start": 2.5, "text": " at dawn."}], language="en")
    document = cleaned(raw, "whisper")
    assert document.text == "One came at dawn."
    assert [cut.seconds for cut in document.origin.cuts] == [0.0, 2.5]
    assert document.meta["language"] == "en"


def test_whisper_maps_into_the_json() -> None:
    raw = whisper([{"start": 0, "text": 'The army\u2019s "men" 😀 came\nhome.'}])
    document = cleaned(raw, "whisper")
    assert document.text == 'The army’s "men" 😀 came home.'
    at = document.text.index("’")
    assert raw[slice(*document.origin.raw_span(at, at + 1))] == "\\u2019"
    assert_maps_back(document, raw)


def test_whisper_repeats_map_to_their_own_place() -> None:
    raw = whisper(
        [{"start": 0, "text": "The army"}, {"start": 1, "text": "came."}, {"start": 2, "text": "The army left."}]
    )
    document = cleaned(raw, "whisper")
    span = document.origin.raw_span(document.text.rindex("army"), document.text.rindex("army") + 4)
    assert span is not None
    assert span[0] == raw.rindex("army")


@pytest.mark.parametrize(
    "raw",
    [
        json.dumps([{"start": 1.0, "duration": 2.0, "text": "One came."}]),
        json.dumps({"transcription": [{"offsets": {"from": 1000, "to": 2000}, "text": " One came."}]}),
        json.dumps({"chunks": [{"timestamp": [1.0, 2.0], "text": " One came."}]}),
    ],
)
def test_forms_of_other_tools(raw: str) -> None:
    document = cleaned(raw, "whisper")
    assert (document.text, document.origin.cuts[0].seconds) == ("One came.", 1.0)


def test_whisper_speakers_are_turns() -> None:
    raw = whisper([{"start": 0, "text": "One.", "speaker": "A"}, {"start": 1, "text": "Two.", "speaker": "B"}])
    assert [block.speaker for block in cleaned(raw, "whisper").blocks] == ["A", "B"]


@pytest.mark.parametrize("raw", ["{oops", "{}", "5", '{"segments": []}'])
def test_bad_whisper_is_a_clear_error(raw: str) -> None:
    with pytest.raises(CleaningError):
        cleaned(raw, "whisper")
