"""Evaluate a pack's models on the corpora: raw text in, tags, trees, sentences and names out, and words a second."""

from __future__ import annotations

import json
import os
import platform
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import spacy
from rich.console import Console
from rich.table import Table
from spacy.language import Language
from spacy.tokens import Doc

from pipeline.learning.corpora import Corpus, CorpusError, Manifest, check_file, corpora_folder, load_manifest
from pipeline.learning.measures import Name, NameCounts, Scores, syntax_scores
from pipeline.learning.names import Lexicon, Row, read_rows, settle, split_rows
from pipeline.learning.treebank import group_sentences, read_conllu, syntax_doc
from pipeline.resources import models_dir

SYNTAX_PIPES = (
    *("tok2vec", "transformer", "tagger", "sitrep_sentences", "parser"),
    *("attribute_ruler", "lemmatizer", "sitrep_lemmas"),
)
NETWORK_PIPES = ("transformer", "ner")

#: Documents of this part of a treebank are scored apart: the only news there is.
NEWS = "_news_"

#: No corpus tells facilities from places.
_SAME = {"FAC": "LOC"}


def main(
    pack: Path | None = None,
    corpora: Path | None = None,
    *,
    write: Path | None = None,
    rules: bool = True,
    console: Console | None = None,
) -> dict[str, Any]:
    """Evaluate the pack at ``pack`` (default: the shipped small one); the scores, which are printed as tables too.

    ``corpora`` is the corpora's folder (else ``SITREP_CORPORA``), ``write`` a JSON file for the scores, ``rules`` says
    whether names are also scored with Sitrep's rule components, where the pack has them.

    Raises:
        CorpusError: the corpora or the pack are not there.
    """
    folder, manifest = corpora_folder(corpora), load_manifest()
    path = pack or models_dir() / "en_sitrep_sm"
    if not (path / "config.cfg").is_file():
        raise CorpusError(f"{path} is no pack: name the folder of one")
    nlp = spacy.load(path)
    scores = evaluate(nlp, manifest, folder, rules=rules)
    if write:
        write.write_text(json.dumps(_rounded(scores), indent=1) + "\n", encoding="utf-8")
    show(scores, console or Console())
    return scores


def evaluate(nlp: Language, manifest: Manifest, folder: Path, *, rules: bool = True) -> dict[str, Any]:
    """All scores of a loaded pack: ``pack``, ``syntax`` by file, ``ner`` by file and pipeline, ``speed``.

    Raises:
        CorpusError: a corpus file is absent or different.
    """
    syntax = {}
    for corpus in manifest.of_kind("syntax").values():
        for file in (*corpus.tune, *corpus.test):
            sentences = list(read_conllu(check_file(manifest, folder, file).read_text("utf-8").splitlines()))
            news = [(document, rows) for document, rows in sentences if NEWS in document]
            syntax[Path(file).stem] = score_trees(nlp, sentences)
            if news:
                syntax[f"{Path(file).stem} (news)"] = score_trees(nlp, news)
    ner = dict(_name_scores(nlp, manifest, folder, rules))
    about = {key: nlp.meta.get(key) for key in ("lang", "name", "version", "spacy_version")}
    tests = [file for corpus in manifest.of_kind("ner").values() for file in (*corpus.test, *corpus.tune)]
    texts = [row.text for row in read_rows(folder / tests[0])]
    return {"pack": about, "syntax": syntax, "ner": ner, "speed": speed(nlp, texts)}


def score_trees(nlp: Language, sentences: Sequence[tuple[str, list[list[str]]]]) -> Scores:
    """Syntax scores on the documents of a treebank, from their plain text."""
    gold = [syntax_doc(group, nlp.vocab) for group, _ in group_sentences(sentences, None)]
    with _only(nlp, SYNTAX_PIPES):
        predicted = list(nlp.pipe(doc.text for doc in gold))
    return syntax_scores(zip(predicted, gold, strict=True))


def _name_scores(nlp: Language, manifest: Manifest, folder: Path, rules: bool) -> Iterator[tuple[str, Scores]]:
    corpora = manifest.of_kind("ner")
    known = [(corpus, file) for corpus in corpora.values() for file in corpus.train if "NORP" in corpus.marks]
    marking = (row for _, file in known for row in read_rows(check_file(manifest, folder, file)))
    lexicon = Lexicon.collect(manifest.guideline, marking)
    with_rules = rules and "sitrep_entities" in nlp.pipe_names
    for corpus in corpora.values():
        for file in (*corpus.tune, *corpus.test):
            rows = read_rows(check_file(manifest, folder, file))
            yield Path(file).stem, score_names(nlp, rows, corpus, manifest, lexicon, with_rules=with_rules)
        for file in corpus.train if corpus.hold_out else ():
            held = split_rows(corpus, read_rows(check_file(manifest, folder, file)), held_out=True)
            name = f"{Path(file).stem} (held out)"
            yield name, score_names(nlp, held, corpus, manifest, lexicon, with_rules=with_rules)


def score_names(
    nlp: Language,
    rows: Sequence[Row],
    corpus: Corpus,
    manifest: Manifest,
    lexicon: Lexicon,
    *,
    with_rules: bool = False,
) -> Scores:
    """Name scores on rows: of the ``network`` alone, and ``with_rules`` of the ``pack``.

    Gold is what the pack's guideline makes of the annotation; ``as_annotated`` scores the network against the
    annotation itself (persons from ``name_start`` on, where the corpus has it).
    """
    labels = [label for label in corpus.scored or corpus.marks if label in manifest.guideline.labels]

    def gold(row: Row) -> tuple[list[Name], list[tuple[int, int]]]:
        names, unknown = settle(row, corpus, manifest.guideline, lexicon)
        return [(name.start, name.end, name.label) for name in names], [(span.start, span.end) for span in unknown]

    def annotated(row: Row) -> tuple[list[Name], list[tuple[int, int]]]:
        spans = row.spans
        starts = (span.start if span.name_start is None else span.name_start for span in spans)
        return [(start, span.end, span.label) for start, span in zip(starts, spans, strict=True)], []

    with _only(nlp, NETWORK_PIPES):
        docs = list(nlp.pipe(row.text for row in rows))
    scores = {
        "network": _count(docs, rows, labels, gold),
        "as_annotated": _count(docs, rows, labels, annotated),
    }
    if with_rules:
        enabled = [name for name in nlp.pipe_names if name not in {"sitrep_actors", "sitrep_relations"}]
        with _only(nlp, enabled):
            scores["pack"] = _count(list(nlp.pipe(row.text for row in rows)), rows, labels, gold)
    return scores


def _count(
    docs: Iterable[Doc],
    rows: Iterable[Row],
    labels: Sequence[str],
    gold: Callable[[Row], tuple[list[Name], list[tuple[int, int]]]],
) -> Scores:
    counts = NameCounts(labels)
    for doc, row in zip(docs, rows, strict=True):
        names, ignored = gold(row)
        found = [(ent.start_char, ent.end_char, _SAME.get(ent.label_, ent.label_)) for ent in doc.ents]
        counts.add(found, names, ignored)
    return counts.scores()


def speed(nlp: Language, texts: Sequence[str]) -> dict[str, Any]:
    """Words (by blanks) a second of processor time: of the trained parts and of the whole pack."""
    words = sum(len(text.split()) for text in texts)
    trained = [name for name in nlp.pipe_names if not name.startswith("sitrep_")]
    rates: dict[str, Any] = {"words": words, "machine": f"{platform.machine()}, {os.cpu_count()} processors"}
    for key, names in (("trained", trained), ("whole", nlp.pipe_names)):
        with _only(nlp, names):
            start = time.process_time()
            for _ in nlp.pipe(texts):
                pass
            rates[key] = round(words / max(time.process_time() - start, 1e-9))
    return rates


def _only(nlp: Language, names: Iterable[str]) -> Any:
    """A context in which only these components run."""
    wanted = set(names)
    return nlp.select_pipes(disable=[name for name in nlp.pipe_names if name not in wanted])


def show(scores: dict[str, Any], console: Console) -> None:
    """Print the scores as three tables."""
    trees = Table("syntax", "tag", "UAS", "LAS", "sentence F", "lemma", title="Syntax, from raw text")
    for name, row in scores["syntax"].items():
        values = (row["tag"], row["uas"], row["las"], row["sentences"]["f"], row["lemma"])
        trees.add_row(name, *(f"{100 * value:.1f}" for value in values))
    names = Table("names", "by", "n", "P", "R", "F", "overlap F", "F by label", title="Names")
    for name, ways in scores["ner"].items():
        for way, row in ways.items():
            by_label = "  ".join(
                f"{label} {100 * of['exact']['f']:.0f}" for label, of in row["labels"].items() if of["n"]
            )
            exact = (f"{100 * row['exact'][key]:.1f}" for key in "prf")
            names.add_row(name, way, str(row["n"]), *exact, f"{100 * row['overlap']['f']:.1f}", by_label)
    console.print(trees, names)
    rates = scores["speed"]
    console.print(f"Words a second of one processor: {rates['trained']} trained parts, {rates['whole']} whole pack")


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    return value
