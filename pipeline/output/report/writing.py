"""The file: page, style, scripts and data in one, under a policy that lets nothing else run and nothing be fetched."""

from __future__ import annotations

import base64
import gzip
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec

from pipeline.documents import Document
from pipeline.facts import Fact
from pipeline.output.files import replacing
from pipeline.output.report.choice import MOST_FACTS, Chosen, choose
from pipeline.output.report.contents import Collector, Contents

_HERE = Path(__file__).parent
#: The scripts of the page, in the order in which they build on each other.
_SCRIPTS = (
    "words.js",
    "store.js",
    "elements.js",
    "filters.js",
    "marks.js",
    "table.js",
    "reader.js",
    "charts.js",
    "timeline.js",
    "map.js",
    "network.js",
    "holding.js",
    "page.js",
)

Documents = Callable[[], Iterator[Document]]


def write_report(
    path: Path,
    facts: Iterable[Fact],
    documents: Documents = lambda: iter(()),
    protocol: Mapping[str, Any] | None = None,
    review: Iterable[Fact] = (),
    asked: Sequence[str] = (),
    limit: int = MOST_FACTS,
) -> Chosen:
    """Write the report of facts; returns those that it shows.

    Memory holds the facts and texts that are shown, whatever the size of the run.

    Args:
        path: the file.
        facts: the facts; read one at a time.
        documents: opens the records of the run after the last stage, whose texts the evidence is shown in. Facts of
            documents that it does not give are shown without their text.
        protocol: what ``run.json`` says, for the head of the page.
        review: facts that wait for review; the page keeps them apart.
        asked: the conditions by which the facts were selected from the run, for the head of the page.
        limit: how many facts at most.
    """
    chosen = choose(facts, review, limit)
    collector = Collector(chosen)
    collector.read(documents())
    page = _page(collector.contents(asked, protocol or {}))
    with replacing(path) as file:
        file.write(page.encode("utf-8"))
    return chosen


def _page(contents: Contents) -> str:
    texts = [[doc.text, doc.cuts] for doc in contents.docs]
    contents.docs = [msgspec.structs.replace(doc, text=None, cuts=[]) for doc in contents.docs]
    style, script = _read("report.css"), _script()
    policy = (
        "default-src 'none'; "
        f"script-src '{_hash(script)}'; style-src '{_hash(style)}'; img-src data:; "
        "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
    )
    parts = {
        "policy": policy,
        "style": style,
        "script": script,
        "data": _packed(contents),
        "texts": _packed(texts),
        "world": _world(),
    }
    pieces = _read("report.html").split("{{")
    return pieces[0] + "".join(_filled(piece, parts) for piece in pieces[1:])


def _filled(piece: str, parts: Mapping[str, str]) -> str:
    """A piece of the template behind "{{", its name replaced by its part; parts are never looked into again."""
    key, _, rest = piece.partition("}}")
    return parts[key.strip()] + rest


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode('ascii')}"


def _packed(value: object) -> str:
    """A value as JSON, compressed, in letters and digits: no character of a text can end the element it stands in."""
    return base64.b64encode(gzip.compress(msgspec.json.encode(value), 9, mtime=0)).decode("ascii")


@lru_cache(maxsize=1)
def _world() -> str:
    data = (_HERE / "vendor" / "world.json").read_bytes()
    return base64.b64encode(gzip.compress(data, 9, mtime=0)).decode("ascii")


@lru_cache(maxsize=1)
def _script() -> str:
    own = "\n".join(_read(name) for name in _SCRIPTS)
    vendored = (_HERE / "vendor" / "d3.js").read_text(encoding="utf-8").strip()
    return f'"use strict";(() => {{\n{vendored}\n{own}\n}})();'


def _read(name: str) -> str:
    return (_HERE / "page" / name).read_text(encoding="utf-8")
