"""Every door holds for its first inputs and for some hundred changed ones; ``make fuzz`` tries many more."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fuzz.doors import doors
from tests.fuzz.mutation import mutated

_NAMES = [
    *(
        f"read-{name}"
        for name in ("text", "transcript", "html", "srt", "vtt", "ass", "json", "jsonl", "csv", "sidecar")
    ),
    *("read-gzip", "read-zstd", "clean-text", "clean-transcript", "clean-html", "clean-subtitles", "clean-whisper"),
    *(
        "record",
        "record-file",
        "fact-file",
        "terminal",
        "actors",
        "places",
        "ontology",
        "grammar",
        "status",
        "cleaning",
    ),
    *("entities", "demonyms", "names", "nouns", "mentions", "syntax", "learning", "pipeline", "corpora", "suggestions"),
    *("review-csv", "review-prodigy", "review-label-studio", "annotations-prodigy", "annotations-label-studio"),
    *("marked", "journal", "gold", "system", "rows"),
]
#: Changed inputs for each first one.
_CHANGED = 15


def test_all_doors_are_tried(tmp_path: Path) -> None:
    assert set(doors(tmp_path)) == set(_NAMES)


@pytest.mark.parametrize("name", _NAMES)
def test_door(tmp_path: Path, name: str) -> None:
    door = doors(tmp_path)[name]
    assert door.seeds
    for seed in door.seeds:
        door.check(seed)
        for number in range(_CHANGED):
            door.check(mutated(seed, 2 * len(seed), number))
