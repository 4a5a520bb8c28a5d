"""Texts with marked mentions."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.learning.marked import MarkedMention, MarkedText, MarkError, read_marked, write_marked
from pipeline.output.files import write_lines
from pipeline.resources import configs_dir

TEXT = """\
# what is before the first head and begins so is a remark
=== river-post 2023-05-02
[Rebels]{ORG: Rebels} left [Basra]{LOC: Basra} on [Monday]{DATE: 2023-05-01}.

[They]{pro: ?} spoke to [the agency]{nom: Sumer News}.

--- places
Basra = 30.51, 47.78
=== second 2023-05-03
Nothing here.
"""


def write(folder: Path, text: str) -> Path:
    file = folder / "texts.txt"
    file.write_text(text, encoding="utf-8")
    return file


def test_marks_become_mentions(tmp_path: Path) -> None:
    first, second = read_marked(write(tmp_path, TEXT))
    assert (first.id, first.published) == ("river-post", "2023-05-02")
    assert first.text == "Rebels left Basra on Monday.\n\nThey spoke to the agency.\n"
    assert first.mentions[1] == MarkedMention(12, 17, "LOC", "Basra")
    assert [first.text[m.start : m.end] for m in first.mentions] == ["Rebels", "Basra", "Monday", "They", "the agency"]
    assert first.places == {"Basra": (30.51, 47.78)}
    assert (second.text, second.mentions, second.places) == ("Nothing here.\n", [], {})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "no text in it"),
        ("=== no-day\nx", r":1: '=== no-day' is no head"),
        ("words\n=== a 2023-05-02\n", r":1: text before the first head"),
        ("=== a 2023-05-02\n[Basra]{LOC Basra}", r":2: a mark is like"),
        ("=== a 2023-05-02\n[[Basra]{LOC: Basra} port]{FAC: port}", r":2: a mark is like"),
        ("=== a 2023-05-02\n\n[Basra]{TOWN: Basra}", r":3: 'TOWN' is no kind"),
        ("=== a 2023-05-02\nx\n--- places\nBasra 30 47", r":4: 'Basra 30 47' is no place"),
        ("=== a 2023-05-02\nx\n--- places\nBasra = 30, 47", r":4: no mention in a is of"),
        ("=== a 2023-05-02\n[ Basra]{LOC: Basra}", r":2: .* blanks stand outside"),
        ("=== a 2023-05-02\n[Monday]{DATE: 1 May}", r":2: .1 May. is no date"),
    ],
)
def test_errors_name_file_and_line(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(MarkError, match=message):
        read_marked(write(tmp_path, text))


@pytest.mark.parametrize("name", ["tune", "report"])
def test_the_gold_that_ships_can_be_read(name: str) -> None:
    texts = read_marked(configs_dir().parent / "data" / "gold" / "entities" / f"{name}.txt")
    assert len(texts) >= 20
    assert len({text.id for text in texts}) == len(texts)


@pytest.mark.parametrize(
    ("line", "text"),
    [
        (r"a \[b\] \{c\} \\ d\e", "a [b] {c} \\ d\\e"),
        (r"\=== no head 2020-01-01", "=== no head 2020-01-01"),
        (r"\--- places", "--- places"),
        (r"\[Basra\]\{LOC: Basra\}", "[Basra]{LOC: Basra}"),
    ],
)
def test_a_backslash_takes_a_mark_for_itself(tmp_path: Path, line: str, text: str) -> None:
    (read,) = read_marked(write(tmp_path, f"=== a 2023-05-02\n{line}\n"))
    assert (read.text, read.mentions) == (text + "\n", [])


def test_a_mention_may_hold_a_line_break(tmp_path: Path) -> None:
    (read,) = read_marked(write(tmp_path, "=== a 2023-05-02\n[Al\\nBasra]{LOC: Al \\[Basra\\]} x\n"))
    assert read.text == "Al\nBasra x\n"
    assert read.mentions == [MarkedMention(0, 8, "LOC", "Al [Basra]")]


@st.composite
def marked_texts(draw: st.DrawFn) -> MarkedText:
    """Any text with mentions that do not overlap."""
    words = st.text(st.sampled_from("ab[]{}\\=-#\n\r \t\u2028é👩"), max_size=8)
    parts, mentions, at = [draw(words)], [], 0
    at = len(parts[0])
    for kind in draw(st.lists(st.sampled_from(["LOC", "nom", "pro"]), max_size=4)):
        mention = draw(words).strip()
        if mention:
            name = " ".join(draw(words).split()) or "?"
            mentions.append(MarkedMention(at, at + len(mention), kind, name))
        after = draw(words)
        parts += [mention, after]
        at += len(mention) + len(after)
    return MarkedText(draw(st.sampled_from(["a", "sub/b c", "é"])), "2023-05-02", "".join(parts), mentions, {})


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(marked_texts(), min_size=1, max_size=3))
def test_what_is_written_is_read(tmp_path: Path, texts: list[MarkedText]) -> None:
    file = tmp_path / "texts.txt"
    write_lines(file, (line.encode() for line in write_marked(texts)))
    read = read_marked(file)
    assert [text.text.rstrip() for text in read] == [text.text.rstrip() for text in texts]
    assert [text.mentions for text in read] == [text.mentions for text in texts]
    assert [text.id for text in read] == [text.id.replace(" ", "%20") for text in texts]


@pytest.mark.parametrize("mentions", [[(0, 3), (2, 5)], [(0, 4)], [(3, 3)]])
def test_what_cannot_be_marked_is_refused(mentions: list[tuple[int, int]]) -> None:
    text = MarkedText("a", "2023-05-02", "abc de", [MarkedMention(*at, "LOC", "x") for at in mentions], {})
    with pytest.raises(ValueError, match="a: the mention"):
        list(write_marked([text]))


def test_places_are_written(tmp_path: Path) -> None:
    texts = read_marked(write(tmp_path, TEXT))
    write_lines(tmp_path / "again.txt", (line.encode() for line in write_marked(texts)))
    assert read_marked(tmp_path / "again.txt") == texts


def test_the_gold_is_written_as_it_is_read(tmp_path: Path) -> None:
    texts = read_marked(configs_dir().parent / "data" / "gold" / "entities" / "tune.txt")
    write_lines(tmp_path / "again.txt", (line.encode() for line in write_marked(texts)))
    assert read_marked(tmp_path / "again.txt") == texts
