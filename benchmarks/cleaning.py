"""How long cleaning takes, by the length of the text, for texts that are meant to be hard.

Run: ``python benchmarks/cleaning.py [--most 1000000] [--only NAME]``. Prints seconds for each length and the slope: the
exponent by which the time of the last two lengths grows (1.0 is linear; small texts show fixed costs).
"""

from __future__ import annotations

import argparse
import contextlib
import json
import math
import random
import time
from collections.abc import Callable

from pipeline.cleaning import CleaningError, clean
from pipeline.documents import RawDocument

_SENTENCE = "The army entered the northern district on Tuesday, and residents said that three bridges were closed. "


def _repeated(unit: str) -> Callable[[int], str]:
    return lambda size: (unit * (size // len(unit) + 1))[:size]


def _wrapped(size: int) -> str:
    words = (_SENTENCE * (size // len(_SENTENCE) + 1))[:size].split(" ")
    return "\n".join(" ".join(words[at : at + 12]) for at in range(0, len(words), 12))


def _noise(size: int) -> str:
    alphabet = "ab Ã©â€™\u200b\u0301\u064b&#39;[]()*->\n\r\t.:0<>{}\\\"'é😀ع\u00a0"
    return "".join(random.Random(1).choices(alphabet, k=size))  # noqa: S311


def _page(size: int) -> str:
    paragraph = f"<p>{_SENTENCE * 3}&amp; more</p>\n"
    return f"<html><body><article>{paragraph * (size // len(paragraph))}</article></body></html>"


def _whisper(size: int) -> str:
    count = size // 140 + 1
    return json.dumps(
        {"segments": [{"start": i * 2.0, "end": i * 2.0 + 2, "text": " " + _SENTENCE} for i in range(count)]}
    )


def _srt(size: int) -> str:
    def clock(second: int) -> str:
        return f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02},000"

    return "\n".join(
        f"{i}\n{clock(i)} --> {clock(i + 1)}\nSentence {i} {_SENTENCE}\n" for i in range(1, size // 150 + 2)
    )


_LINE = "*  The army entered the city on Tuesday morning [[00:00:08](https://video.example/watch?v=1&t=8.0s)]\n"

CASES: dict[str, tuple[str, Callable[[int], str]]] = {
    "prose": ("text", _repeated(_SENTENCE + "\n\n")),
    "one line": ("text", _repeated(_SENTENCE)),
    "wrapped": ("text", _wrapped),
    "line breaks": ("text", _repeated("a\n")),
    "blanks": ("text", _repeated("a" + " " * 999)),
    "zero width": ("text", _repeated("a\u200b")),
    "marks": ("text", _repeated("e\u0301")),
    "one letter, all marks": ("text", lambda size: "a" + "\u0301\u0327" * (size // 2)),
    "mojibake": ("text", _repeated("Donâ€™t go to the cafÃ© “now” ")),
    "mojibake without blanks": ("text", _repeated("â€™Ã©")),
    "entities": ("text", _repeated("&amp;&#39;&lt;")),
    "open brackets": ("text", _repeated("[")),
    "open tags": ("html", _repeated("<a href='")),
    "stars": ("text", _repeated("**")),
    "noise": ("text", _noise),
    "transcript": ("transcript", _repeated(_LINE)),
    "turns": ("transcript", _repeated("*  >> yes >> no [00:01]\n")),
    "page": ("html", _page),
    "nested page": ("html", lambda size: "<html><body>" + "<div>" * (size // 10) + "word " * (size // 10)),
    "open scripts": ("html", lambda size: "<html><body><p>A word.</p>" + "<svg>" * (size // 5)),
    "subtitles": ("subtitles", _srt),
    "whisper": ("whisper", _whisper),
}


def seconds(form: str, text: str) -> float:
    """How long one text takes."""
    raw = RawDocument("bench", text, form, "bench")
    start = time.perf_counter()
    with contextlib.suppress(CleaningError):
        clean(raw)
    return time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--most", type=int, default=10**7, help="the longest text, in characters")
    parser.add_argument("--only", choices=sorted(CASES), help="one kind of text")
    options = parser.parse_args()
    sizes = [10**power for power in range(4, 8) if 10**power <= options.most]
    seconds("text", _SENTENCE), seconds("html", _page(1000))  # imports and configuration
    print(f"{'':24}" + "".join(f"{size:>12,}" for size in sizes) + "       slope")
    for name, (form, make) in CASES.items():
        if options.only in (None, name):
            taken = [seconds(form, make(size)) for size in sizes]
            slope = math.log10(taken[-1] / taken[-2]) if len(taken) > 1 else math.nan
            print(f"{name:24}" + "".join(f"{value:12.3f}" for value in taken) + f"{slope:12.2f}", flush=True)


if __name__ == "__main__":
    main()
