from __future__ import annotations

import pytest
import spacy

from pipeline.learning.measures import NameCounts, prf, syntax_scores
from pipeline.learning.treebank import group_sentences, read_conllu, syntax_doc

from .conftest import CONLLU


@pytest.mark.parametrize(
    ("counts", "scores"),
    [
        ((2, 4, 2, 2), {"p": 0.5, "r": 1.0, "f": 2 / 3}),
        ((0, 0, 0, 3), {"p": 0.0, "r": 0.0, "f": 0.0}),
        ((0, 0, 0, 0), {"p": 0.0, "r": 0.0, "f": 0.0}),
    ],
)
def test_precision_recall_f(counts: tuple[int, int, int, int], scores: dict[str, float]) -> None:
    assert prf(*counts) == pytest.approx(scores)


@pytest.mark.parametrize(
    ("predicted", "exact", "overlap"),
    [
        ((0, 5, "ORG"), 1.0, 1.0),
        ((0, 3, "ORG"), 0.0, 1.0),
        ((0, 5, "LOC"), 0.0, 0.0),
        ((5, 9, "ORG"), 0.0, 0.0),
    ],
)
def test_a_name_is_exact_or_overlaps(predicted: tuple[int, int, str], exact: float, overlap: float) -> None:
    counts = NameCounts(["ORG", "LOC"])
    counts.add([predicted], [(0, 5, "ORG")])
    scores = counts.scores()
    assert (scores["exact"]["r"], scores["overlap"]["r"]) == (exact, overlap)


def test_labels_that_the_corpus_does_not_mark_do_not_count() -> None:
    counts = NameCounts(["ORG"])
    counts.add([(0, 5, "ORG"), (8, 9, "DATE")], [(0, 5, "ORG")])
    assert counts.scores()["exact"]["p"] == 1.0


def test_what_is_found_over_the_unknown_does_not_count() -> None:
    counts = NameCounts(["ORG"])
    counts.add([(0, 5, "ORG"), (8, 12, "ORG")], [(0, 5, "ORG")], ignored=[(10, 20)])
    assert counts.scores()["exact"]["p"] == 1.0


def test_scores_come_by_label() -> None:
    counts = NameCounts(["ORG", "LOC"])
    counts.add([(0, 5, "ORG")], [(0, 5, "ORG"), (6, 7, "LOC")])
    labels = counts.scores()["labels"]
    assert (labels["ORG"]["exact"]["f"], labels["LOC"]["exact"]["f"], labels["LOC"]["n"]) == (1.0, 0.0, 1)


def test_a_treebank_against_itself_is_perfect() -> None:
    vocab = spacy.blank("en").vocab
    groups = [group for group, _ in group_sentences(read_conllu(CONLLU.splitlines()), None)]
    scores = syntax_scores((syntax_doc(group, vocab), syntax_doc(group, vocab)) for group in groups)
    assert [scores[key] for key in ("tag", "pos", "lemma", "uas", "las")] == [1.0] * 5
    assert scores["sentences"]["f"] == 1.0
    assert scores["relations"]["nsubj"]["f"] == 1.0


def test_a_wrong_label_costs_las_alone() -> None:
    vocab = spacy.blank("en").vocab
    (*_, group), _ = list(group_sentences(read_conllu(CONLLU.splitlines()), None))[-1]
    gold, predicted = syntax_doc([group], vocab), syntax_doc([group], vocab)
    predicted[0].dep_ = "obj"
    scores = syntax_scores([(predicted, gold)])
    assert (scores["uas"], scores["las"]) == (1.0, 0.5)
