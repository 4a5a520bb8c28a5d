"""Scores of a model against a corpus, each with an interval: tags and trees by relation, sentences, names by label.

Everything is an F score over things that both sides have or lack: tokens with their tag, arcs, sentences, names, each
told by its characters, so that a token that was cut otherwise counts as wrong. All scores are between 0 and 1.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Iterator
from typing import Any, Literal

import numpy as np
from spacy.tokens import Doc, Token

#: A name as ``(start, end, label)`` in characters.
Name = tuple[int, int, str]

Scores = dict[str, Any]

#: How often documents are drawn anew, the seed of it, and the share of the drawn scores that the interval holds.
RESAMPLES, SEED, SHARE = 1000, 7, 0.95

#: Counts by metric of things said and meant, each with how many of them are right.
_SAID, _SAID_RIGHT, _MEANT, _MEANT_RIGHT = range(4)
Counts = Counter[tuple[str, int]]


class Tally:
    """Counts document by document."""

    def __init__(self) -> None:
        self._documents: list[Counts] = []

    def add(self, counts: Counts) -> None:
        """The counts of one document."""
        self._documents.append(counts)

    def scores(self) -> Scores:
        """By metric ``p``, ``r``, ``f``, ``n`` (how many are meant), and ``low`` and ``high``, the limits of F.

        The limits are those of 95 % of the scores of collections drawn from the documents with replacement (the
        bootstrap; Efron 1979).
        """
        metrics = sorted({metric for counts in self._documents for metric, _ in counts})
        table = np.array(
            [[[counts[metric, kind] for kind in range(4)] for metric in metrics] for counts in self._documents],
            dtype=float,
        ).reshape(len(self._documents), len(metrics), 4)
        size = len(self._documents)
        if not size:
            return {}
        drawn = np.random.default_rng(SEED).multinomial(size, np.full(size, 1 / size), RESAMPLES)
        limits = np.quantile(
            _f(np.tensordot(drawn, table, 1)),
            [(1 - SHARE) / 2, (1 + SHARE) / 2],
            axis=0,
        )
        return {
            metric: {**prf(*whole), "n": int(whole[_MEANT]), "low": float(low), "high": float(high)}
            for metric, whole, low, high in zip(metrics, table.sum(0), *limits, strict=True)
        }


def _f(counts: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    with np.errstate(invalid="ignore", divide="ignore"):
        p, r = (
            np.nan_to_num(counts[..., right] / counts[..., of])
            for right, of in ((_SAID_RIGHT, _SAID), (_MEANT_RIGHT, _MEANT))
        )
        return np.asarray(np.nan_to_num(2 * p * r / (p + r)))


def prf(said: float, said_right: float, meant: float, meant_right: float) -> Scores:
    """Precision, recall and F as ``p``, ``r``, ``f``; 0 where nothing is counted."""
    p = said_right / said if said else 0.0
    r = meant_right / meant if meant else 0.0
    return {"p": float(p), "r": float(r), "f": float(2 * p * r / (p + r)) if p + r else 0.0}


def compare(counts: Counts, metric: str, said: Collection[Hashable], meant: Collection[Hashable]) -> None:
    """Count what is said and what is meant; right is what is both."""
    right = len(set(said) & set(meant))
    counts.update(
        {
            (metric, _SAID): len(said),
            (metric, _SAID_RIGHT): right,
            (metric, _MEANT): len(meant),
            (metric, _MEANT_RIGHT): right,
        }
    )


def judge(counts: Counts, metric: str, *right: bool, side: Literal["both", "said", "meant"] = "both") -> None:
    """Count things that are right or not, as said, as meant, or as both: then precision is recall, a share."""
    for of, rightly, name in ((_SAID, _SAID_RIGHT, "said"), (_MEANT, _MEANT_RIGHT, "meant")):
        if side in ("both", name):
            counts[metric, of] += len(right)
            counts[metric, rightly] += sum(right)


def tree_counts(predicted: Doc, gold: Doc) -> Counts:
    """Counts of ``tokens``, ``tag``, ``pos``, ``lemma``, ``sentences``, and without punctuation ``uas``, ``las``, and
    ``las:RELATION`` for every relation, of two documents of the same text.
    """
    counts: Counts = Counter()
    said, meant = list(_words(predicted)), list(_words(gold))
    for metric in ("tag", "pos", "lemma"):
        compare(counts, metric, *({(_place(t), getattr(t, f"{metric}_")) for t in words} for words in (said, meant)))
    compare(counts, "tokens", {_place(token) for token in said}, {_place(token) for token in meant})
    compare(counts, "sentences", sentence_spans(predicted), sentence_spans(gold))
    arcs = [{(_place(token), _place(token.head), token.dep_) for token in words} for words in (said, meant)]
    said_arcs, meant_arcs = ({arc for arc in some if arc[2] != "punct"} for some in arcs)
    compare(counts, "uas", {arc[:2] for arc in said_arcs}, {arc[:2] for arc in meant_arcs})
    compare(counts, "las", said_arcs, meant_arcs)
    for relation in {arc[2] for arc in (*said_arcs, *meant_arcs)}:
        compare(
            counts,
            f"las:{relation}",
            *([arc for arc in some if arc[2] == relation] for some in (said_arcs, meant_arcs)),
        )
    return counts


def _words(doc: Doc) -> Iterator[Token]:
    return (token for token in doc if not token.is_space)


def _place(token: Token) -> tuple[int, int]:
    return token.idx, token.idx + len(token)


def sentence_spans(doc: Doc) -> set[tuple[int, int]]:
    """The sentences by their first and last word: a line break belongs to neither."""
    words = ([token for token in sentence if not token.is_space] for sentence in doc.sents)
    return {(some[0].idx, _place(some[-1])[1]) for some in words if some}


def name_counts(
    predicted: Iterable[Name], gold: Iterable[Name], labels: Collection[str], ignored: Iterable[tuple[int, int]] = ()
) -> Counts:
    """Counts of ``exact`` (label and both ends), ``overlap`` (label and a common character), and both by label as
    ``exact:LABEL``.

    Overlapping names are paired one to one, those that share most first. What is predicted over an ``ignored`` stretch
    counts neither for nor against.
    """
    counts: Counts = Counter()
    skipped = list(ignored)
    said = {name for name in predicted if name[2] in labels and not _touches(name, skipped)}
    meant = {name for name in gold if name[2] in labels}
    for label in (None, *labels):
        end = f":{label}" if label else ""
        ours, theirs = ({name for name in names if label in (None, name[2])} for names in (said, meant))
        compare(counts, f"exact{end}", ours, theirs)
        pairs = _pairs(ours, theirs)
        counts.update(
            {
                (f"overlap{end}", _SAID): len(ours),
                (f"overlap{end}", _SAID_RIGHT): pairs,
                (f"overlap{end}", _MEANT): len(theirs),
                (f"overlap{end}", _MEANT_RIGHT): pairs,
            }
        )
    return counts


def _touches(name: Name, stretches: Iterable[tuple[int, int]]) -> bool:
    return any(name[0] < end and start < name[1] for start, end in stretches)


def _pairs(ours: Iterable[Name], theirs: Collection[Name]) -> int:
    """How many names overlap one of the other side with their label, each paired once."""
    shared = (
        (min(one[1], other[1]) - max(one[0], other[0]), one, other)
        for one in ours
        for other in theirs
        if one[2] == other[2] and one[0] < other[1] and other[0] < one[1]
    )
    taken: set[tuple[bool, Name]] = set()
    for _, one, other in sorted(shared, key=lambda pair: (-pair[0], pair[1], pair[2])):
        if not taken & {(True, one), (False, other)}:
            taken |= {(True, one), (False, other)}
    return len(taken) // 2
