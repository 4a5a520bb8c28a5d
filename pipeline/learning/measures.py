"""Scores of a model against a corpus: names by label, tags and trees by relation. All are between 0 and 1."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from spacy.scorer import Scorer
from spacy.tokens import Doc
from spacy.training import Example

#: A name as ``(start, end, label)`` in characters.
Name = tuple[int, int, str]

Scores = dict[str, Any]


def prf(hits_predicted: int, predicted: int, hits_gold: int, gold: int) -> Scores:
    """Precision, recall and F as ``p``, ``r``, ``f``; 0 where nothing is counted."""
    p = hits_predicted / predicted if predicted else 0.0
    r = hits_gold / gold if gold else 0.0
    return {"p": p, "r": r, "f": 2 * p * r / (p + r) if p + r else 0.0}


class NameCounts:
    """Counts names document by document, exact (label and both ends) and overlapping (label and a common character)."""

    def __init__(self, labels: Collection[str]) -> None:
        self.labels = list(labels)
        self._counts: Counter[tuple[str, str]] = Counter()

    def add(self, predicted: Iterable[Name], gold: Iterable[Name], ignored: Iterable[tuple[int, int]] = ()) -> None:
        """One document; what is predicted over an ``ignored`` stretch counts neither for nor against."""
        skipped = list(ignored)
        found = {name for name in predicted if name[2] in self.labels and not _touches(name, skipped)}
        meant = {name for name in gold if name[2] in self.labels}
        for name in found:
            self._count("predicted", name, name in meant, _matches(name, meant))
        for name in meant:
            self._count("gold", name, name in found, _matches(name, found))

    def _count(self, side: str, name: Name, exact: bool, overlap: bool) -> None:
        self._counts[side, name[2]] += 1
        self._counts[f"{side} exact", name[2]] += exact
        self._counts[f"{side} overlap", name[2]] += overlap

    def _scores(self, labels: Sequence[str]) -> Scores:
        def total(side: str) -> int:
            return sum(self._counts[side, label] for label in labels)

        scores: Scores = {"n": total("gold")}
        for how in ("exact", "overlap"):
            scores[how] = prf(total(f"predicted {how}"), total("predicted"), total(f"gold {how}"), total("gold"))
        return scores

    def scores(self) -> Scores:
        """``n``, ``exact`` and ``overlap`` over all labels, and the same by label in ``labels``."""
        return {**self._scores(self.labels), "labels": {label: self._scores([label]) for label in self.labels}}


def _touches(name: Name, stretches: Iterable[tuple[int, int]]) -> bool:
    return any(name[0] < end and start < name[1] for start, end in stretches)


def _matches(name: Name, others: Iterable[Name]) -> bool:
    return any(name[2] == other[2] and name[0] < other[1] and other[0] < name[1] for other in others)


def syntax_scores(pairs: Iterable[tuple[Doc, Doc]]) -> Scores:
    """Scores of predicted against gold documents of the same text.

    Accuracies ``tag``, ``pos``, ``lemma``; ``uas`` and ``las`` without punctuation, ``relations`` with p, r, f by
    relation; ``sentences`` as p, r, f; ``tokens`` is the F of the tokenizer, ``n`` the number of gold tokens.
    """
    examples = [Example(predicted, gold) for predicted, gold in pairs]
    scores: Scores = {
        name: Scorer.score_token_attr(examples, name)[f"{name}_acc"] or 0.0 for name in ("tag", "pos", "lemma")
    }
    trees = Scorer.score_deps(examples, "dep", getter=lambda token, _: token.dep_, ignore_labels=("punct",))
    sentences = Scorer.score_spans(
        examples, "sents", getter=lambda doc, _: doc.sents, has_annotation=lambda doc: doc.has_annotation("SENT_START")
    )
    scores["uas"], scores["las"] = trees["dep_uas"], trees["dep_las"]
    scores["relations"] = trees["dep_las_per_type"]
    scores["sentences"] = {key: sentences[f"sents_{key}"] for key in "prf"}
    scores["tokens"] = Scorer.score_tokenization(examples)["token_f"]
    scores["n"] = sum(len(example.reference) for example in examples)
    return scores
