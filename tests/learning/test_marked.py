"""Texts with marked mentions."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.learning.marked import MarkedMention, MarkError, read_marked
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
