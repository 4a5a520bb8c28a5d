"""Changes to an input that keep most of its form: words, numbers and marks are taken out, repeated, swapped, replaced.

libFuzzer's own changes work on bytes, and most of them end at the first quotation mark of a JSON; these get behind it.
"""

from __future__ import annotations

import re
from random import Random

_TOKEN = re.compile(rb"[A-Za-z_]+|-?\d+(?:\.\d+)?|\s+|[^A-Za-z_\d\s]", re.DOTALL)
#: What is put in the place of something else; marks of the formats, and values at the edges of what is allowed.
_WORDS = [
    *(b"null", b"true", b"[]", b"{}", b'""', b"0", b"-1", b"1e999", b"NaN", b"9" * 30, b"2.5", b'"x"', b"[1]"),
    *(b"\n", b"\r\n", b"\r", b"\t", b" ", b"\x00", b"\x0b", b"\x0c", b"\x1c", b"\x85", b"\xc2\x85", b"\xe2\x80\xa8"),
    *(b"\xef\xbb\xbf", b"\xff\xfe", b"\xff", b"\xe2\x80\xae", b"\xf0\x9f\x98\x80", b"e\xcc\x81", b"\xc3\xa9"),
    *(b"\\ud83d", b"\\ud83d\\ude00", b"\\u0000", b"\\", b"\\n", b"\x1b[31m", b"&amp;", b"&#0;", b"&#xd800;", b"&nbsp"),
    *(b"<", b">", b"</", b"<!--", b"-->", b"<![CDATA[", b"<p>", b"<script>", b"<table>", b"<br/>", b"<v Ann>"),
    *(b"00:00:01,000 --> 00:00:02,000", b"[00:00:01]", b"(https://v.example/?t=1)", b"WEBVTT", b"---", b"***"),
    *(b"# ", b"*  ", b">>", b"[[", b"]]", b"{\\i1}", b"&a", b"*a", b"!!set", b"? ", b": ", b"- ", b"|", b"=cmd()"),
    *(b"2016-02-30", b"0000-00-00", b"1700000000", b"99:99:99", b"=== ", b"--- places", b"\\[", b"]{LOC: ", b"id"),
]  # fmt: skip


def mutated(data: bytes, size: int, seed: int) -> bytes:
    """The input with one to five changes, of at most ``size`` bytes; the same for the same seed."""
    rng = Random(seed)
    tokens = _TOKEN.findall(data) or [b"x"]
    for _ in range(rng.randint(1, 5)):
        _change(tokens, rng)
        tokens = tokens or [b"x"]
    return b"".join(tokens)[:size]


def _change(tokens: list[bytes], rng: Random) -> None:
    at = rng.randrange(len(tokens))
    end = min(len(tokens), at + rng.choice((1, 1, 1, 2, 5, 20)))
    what = rng.randrange(6)
    if what == 0:
        del tokens[at:end]
    elif what == 1:
        tokens[at:at] = tokens[at:end] * rng.choice((1, 1, 2, 10, 100))
    elif what == 2:
        other = rng.randrange(len(tokens))
        tokens[at], tokens[other] = tokens[other], tokens[at]
    elif what == 3:
        tokens[at:at] = [rng.choice(_WORDS)]
    elif what == 4:
        tokens[at:end] = [rng.choice(_WORDS)]
    else:
        tokens[at] = tokens[rng.randrange(len(tokens))]
