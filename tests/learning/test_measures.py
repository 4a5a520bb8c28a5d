from __future__ import annotations

import pytest
import spacy
from spacy.tokens import Doc

from pipeline.learning.measures import Counts, Scores, Tally, name_counts, prf, tree_counts
from pipeline.learning.treebank import group_sentences, read_conllu, syntax_doc

from .conftest import CONLLU


@pytest.mark.parametrize(
    ("counts", "scores"),
    [
        ((4, 2, 2, 2), {"p": 0.5, "r": 1.0, "f": 2 / 3}),
        ((0, 0, 3, 0), {"p": 0.0, "r": 0.0, "f": 0.0}),
        ((0, 0, 0, 0), {"p": 0.0, "r": 0.0, "f": 0.0}),
    ],
)
def test_precision_recall_f(counts: tuple[int, int, int, int], scores: dict[str, float]) -> None:
    assert prf(*counts) == pytest.approx(scores)


def tallied(*documents: Counts) -> Scores:
    tally = Tally()
    for counts in documents:
        tally.add(counts)
    return tally.scores()


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
    scores = tallied(name_counts([predicted], [(0, 5, "ORG")], ["ORG", "LOC"]))
    assert (scores["exact"]["r"], scores["overlap"]["r"]) == (exact, overlap)


def test_labels_that_the_corpus_does_not_mark_do_not_count() -> None:
    scores = tallied(name_counts([(0, 5, "ORG"), (8, 9, "DATE")], [(0, 5, "ORG")], ["ORG"]))
    assert scores["exact"]["p"] == 1.0


def test_what_is_found_over_the_unknown_does_not_count() -> None:
    scores = tallied(name_counts([(0, 5, "ORG"), (8, 12, "ORG")], [(0, 5, "ORG")], ["ORG"], ignored=[(10, 20)]))
    assert scores["exact"]["p"] == 1.0


def test_scores_come_by_label() -> None:
    scores = tallied(name_counts([(0, 5, "ORG")], [(0, 5, "ORG"), (6, 7, "LOC")], ["ORG", "LOC"]))
    assert (scores["exact:ORG"]["f"], scores["exact:LOC"]["f"], scores["exact:LOC"]["n"]) == (1.0, 0.0, 1)


def test_an_interval_holds_its_score_and_is_wider_for_fewer_documents() -> None:
    right = name_counts([(0, 5, "ORG")], [(0, 5, "ORG")], ["ORG"])
    wrong = name_counts([(0, 3, "ORG")], [(0, 5, "ORG")], ["ORG"])
    few, many = (tallied(*([right, wrong] * times))["exact"] for times in (3, 60))
    assert few["low"] < many["low"] < many["f"] < many["high"] < few["high"]


def test_no_documents_have_no_scores() -> None:
    assert tallied() == {}


def gold_groups() -> list[list[list[list[str]]]]:
    return [group for group, _ in group_sentences(read_conllu(CONLLU.splitlines()), None)]


def test_a_treebank_against_itself_is_perfect() -> None:
    vocab = spacy.blank("en").vocab
    scores = tallied(*(tree_counts(syntax_doc(group, vocab), syntax_doc(group, vocab)) for group in gold_groups()))
    metrics = ("tokens", "tag", "pos", "lemma", "uas", "las", "las:nsubj", "sentences")
    assert [scores[metric]["f"] for metric in metrics] == [1.0] * len(metrics)


def test_a_wrong_label_costs_las_alone() -> None:
    vocab = spacy.blank("en").vocab
    group = gold_groups()[-1]
    gold, predicted = syntax_doc(group, vocab), syntax_doc(group, vocab)
    predicted[0].dep_ = "obj"
    scores = tallied(tree_counts(predicted, gold))
    assert (scores["uas"]["f"], scores["las"]["f"], scores["las:nsubj"]["r"]) == (1.0, 0.5, 0.0)


def test_punctuation_does_not_count_in_trees() -> None:
    vocab = spacy.blank("en").vocab
    group = gold_groups()[-1]
    gold, predicted = syntax_doc(group, vocab), syntax_doc(group, vocab)
    predicted[2].head = predicted[0]
    assert tallied(tree_counts(predicted, gold))["uas"]["f"] == 1.0


def test_a_line_break_belongs_to_no_sentence() -> None:
    nlp = spacy.blank("en")
    words = ["Shells", "fell", "\n\n", "They", "left"]
    broken = Doc(nlp.vocab, words=words, spaces=[True, False, False, True, False], sent_starts=[1, 0, 0, 1, 0])
    later = Doc(nlp.vocab, words=words, spaces=[True, False, False, True, False], sent_starts=[1, 0, 1, 0, 0])
    assert tallied(tree_counts(broken, later))["sentences"]["f"] == 1.0


def test_one_long_name_overlaps_one_other_only() -> None:
    tally = Tally()
    tally.add(name_counts([(0, 99, "LOC")], [(0, 5, "LOC"), (10, 15, "LOC"), (20, 25, "LOC")], ["LOC"]))
    overlap = tally.scores()["overlap"]
    assert (overlap["p"], overlap["r"]) == (1, pytest.approx(1 / 3))
