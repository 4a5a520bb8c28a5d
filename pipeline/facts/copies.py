"""Which tellings depend on each other: republished texts, copied sentences, one outlet, one speaker.

A wire story in forty outlets is told forty times by one source. Whole texts are compared by MinHash (Broder 1997) with
banding, single sentences of one fact letter by letter, so that a text which takes over a paragraph is found as well.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import numpy as np

from pipeline.documents import Document
from pipeline.facts.names import normal

if TYPE_CHECKING:
    from pipeline.facts.told import Told

_WORD = re.compile(r"\w+")
_SHINGLE = 3
_PERMUTATIONS, _BANDS = 66, 22
_SEED = 1
#: Of a sentence with fewer words only the very same one is a copy.
_LONG = 8
#: So many different sentences of one fact are compared with each other; more are compared as they are.
_MOST = 200


class Together:
    """Disjoint sets of things that belong together (union by the smallest)."""

    def __init__(self) -> None:
        self._up: dict[object, object] = {}

    def find(self, node: object) -> object:
        """The representative of a thing's set."""
        while (up := self._up.setdefault(node, node)) != node:
            self._up[node] = self._up[up]
            node = up
        return node

    def join(self, one: object, other: object) -> None:
        """Make one set of two."""
        self._up[self.find(one)] = self.find(other)


class Copies:
    """Finds the documents whose texts are republished: each text is compared with those before it.

    ``alike`` is the part of three-word sequences (Jaccard) from which on two texts are one. Keeps 3 kB for a
    text. What is found does not depend on the order: it is the pairs that are alike, and whoever they connect.
    """

    def __init__(self, alike: float) -> None:
        from rensa import RMinHash, RMinHashLSH

        self._make = RMinHash
        self._alike = alike
        self._index = RMinHashLSH(alike, _PERMUTATIONS, _BANDS)
        self._sketches: dict[int, bytes] = {}
        self._sketched: dict[int, int] = {}
        self._ids: list[str] = []
        self._together = Together()
        self._found: set[int] = set()

    def add(self, document: Document) -> None:
        """Take a document in."""
        words = _WORD.findall(document.text.casefold())
        if len(words) < _LONG:
            return
        sketch = self._make(_PERMUTATIONS, _SEED)
        sketch.update(list(map(" ".join, zip(*(words[i:] for i in range(_SHINGLE)), strict=False))))
        number = len(self._ids)
        self._ids.append(document.id)
        digest = np.array(sketch.digest(), dtype=np.uint32)
        same = self._sketched.setdefault(hash(digest.tobytes()), number)
        if same != number:
            self._together.join(number, same)
            self._found |= {number, same}
            return
        for other in self._index.query(sketch):
            if np.mean(digest == np.frombuffer(self._sketches[other], dtype=np.uint32)) >= self._alike:
                self._together.join(number, other)
                self._found |= {number, other}
        self._index.insert(number, sketch)
        self._sketches[number] = digest.tobytes()

    def groups(self) -> dict[str, str]:
        """Document -> the first document, by id, of those that have its text; only where there are two or more."""
        members: dict[object, list[str]] = defaultdict(list)
        for number in self._found:
            members[self._together.find(number)].append(self._ids[number])
        return {name: min(group) for group in members.values() for name in group}


def count_sources(
    members: Sequence[Told], copies: Mapping[str, str], alike: float, platforms: Collection[str] = ()
) -> int:
    """The number of independent sources of a fact: documents, less those that depend on another.

    Two documents depend on each other where one republishes the other, where both are of one outlet, where both have it
    only from the same named speaker, or where their sentences are the same but for a few letters (``alike``, 0 to 1).
    ``platforms`` are sites that are no outlet, since anybody publishes there.
    """
    if len({member.doc for member in members}) == 1:
        return 1
    together = Together()
    speakers: dict[str, set[str]] = defaultdict(set)
    own: dict[str, set[str]] = defaultdict(set)
    for member in members:
        if member.status == "reported" and member.source.shared:
            speakers[member.doc].add(member.source.key)
        else:
            own[member.doc].add(_outlet(member, platforms))
    for doc in speakers.keys() | own.keys():
        if doc in copies:
            together.join(("document", doc), ("text", copies[doc]))
        for outlet in own[doc]:
            together.join(("document", doc), ("outlet", outlet))
        for speaker in () if own[doc] else speakers[doc]:
            together.join(("document", doc), ("speaker", speaker))
    for one, other in _copied(members, alike):
        together.join(("document", one), ("document", other))
    return len({together.find(("document", member.doc)) for member in members})


def _outlet(member: Told, platforms: Collection[str]) -> str:
    """Where a telling appeared: the outlet that its document names, else the site, else the document alone."""
    host = _host(member.evidence.link)
    outlet = member.evidence.source or (host if host not in platforms else None)
    return normal(outlet) if outlet else f"\0{member.doc}"


def _host(link: str | None) -> str | None:
    """The site of a link."""
    try:
        host = urlsplit(link or "").hostname
    except ValueError:
        return None
    return host.removeprefix("www.") if host else None


def _copied(members: Iterable[Told], alike: float) -> Iterator[tuple[str, str]]:
    """Pairs of documents that tell a fact in the same sentence, or in nearly the same long one."""
    from rapidfuzz.distance import Indel

    first: dict[str, str] = {}
    for member in members:
        sentence = " ".join(member.evidence.text.casefold().split())
        if sentence in first:
            yield member.doc, first[sentence]
            continue
        if sentence.count(" ") + 1 >= _LONG and len(first) < _MOST:
            for other, doc in first.items():
                if doc != member.doc and Indel.normalized_similarity(sentence, other, score_cutoff=alike) > 0:
                    yield member.doc, doc
        first[sentence] = member.doc
