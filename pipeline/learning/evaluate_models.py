"""Evaluate packs on the corpora, side by side: raw text in; tags, trees, sentences, names and words a second out."""

from __future__ import annotations

import platform
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Protocol

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.learning.corpora import Corpus, Manifest, check_file
from pipeline.learning.measures import Counts, Name, Scores, Tally, compare, name_counts, sentence_spans, tree_counts
from pipeline.learning.names import Lexicon, Row, read_rows, settle, split_rows
from pipeline.learning.treebank import group_sentences, read_conllu, syntax_doc
from pipeline.syntax.precision import Precision
from pipeline.threads import one_thread

SYNTAX_PIPES = (
    *("transformer", "tok2vec", "sitrep_sentences", "senter", "tagger", "parser"),
    *("attribute_ruler", "lemmatizer", "sitrep_lemmas"),
)
NETWORK_PIPES = ("transformer", "tok2vec", "ner")

#: Documents of this part of a treebank are scored apart: the only news there is.
NEWS = "_news_"

#: No corpus tells facilities from places.
_SAME = {"FAC": "LOC"}

#: Texts for the measurement of speed, and how many of them go through a pack together.
_TEXTS, _BATCH = "ner/gmb-test.jsonl", 8


class Loader(Protocol):
    """Loads a pack by its name or folder; a function of a module, so that other processes can be told of it."""

    def __call__(self, name: str, *, precision: Precision) -> Language:
        """The pack, with its rules."""


def evaluate(
    pack: str | Path,
    manifest: Manifest,
    folder: Path,
    load: Loader,
    cores: int,
    report: Callable[[str], None] = lambda _: None,
    precision: Precision = "float32",
) -> Scores:
    """All scores of a pack: ``pack``, ``syntax`` by file, ``ner`` by file and pipeline, ``speed``.

    ``load`` loads packs, ``cores`` is how many processes a run would use, ``report`` is told what is being measured,
    ``precision`` is that of a language model.

    Raises:
        CorpusError: a corpus file is absent or different.
        ValueError: the pack cannot be loaded.
    """
    nlp = load(str(pack), precision=precision)
    name = f"{nlp.meta['lang']}_{nlp.meta['name']}"
    syntax = {}
    for corpus in manifest.of_kind("syntax").values():
        for file in (*corpus.tune, *corpus.test):
            report(f"{name}: {file}")
            sentences = list(read_conllu(check_file(manifest, folder, file).read_text("utf-8").splitlines()))
            news = [(document, rows) for document, rows in sentences if NEWS in document]
            syntax[Path(file).stem] = score_trees(nlp, sentences)
            if news:
                syntax[f"{Path(file).stem} (news)"] = score_trees(nlp, news)
    ner = {}
    for file, rows, corpus, lexicon in _name_files(manifest, folder):
        report(f"{name}: {file}")
        ner[file] = score_names(nlp, rows, corpus, manifest, lexicon)
    about = {key: nlp.meta.get(key) for key in ("lang", "name", "version", "spacy_version")}
    report(f"{name}: speed")
    return {
        "pack": about,
        "syntax": syntax,
        "ner": ner,
        "speed": _speed(str(pack), load, cores, precision, manifest, folder),
    }


def score_trees(nlp: Language, sentences: Sequence[tuple[str, list[list[str]]]]) -> Scores:
    """Syntax scores on the documents of a treebank, from their plain text: see `measures.tree_counts`.

    The treebanks have lost the lines of their sources. ``sentences, lines`` are the sentences of texts that get them
    back where they can be guessed: behind each sentence that ends without a mark, a headline or an item of a list.
    """
    gold = [syntax_doc(group, nlp.vocab) for group, _ in group_sentences(sentences, None)]
    tally = Tally()
    with _only(nlp, SYNTAX_PIPES):
        plain = nlp.pipe((doc.text for doc in gold), batch_size=_BATCH)
        lined = nlp.pipe((with_lines(doc) for doc in gold), batch_size=_BATCH)
        for predicted, broken, meant in zip(plain, lined, gold, strict=True):
            counts = tree_counts(predicted, meant)
            compare(counts, "sentences, lines", sentence_spans(broken), sentence_spans(meant))
            tally.add(counts)
    return tally.scores()


def with_lines(doc: Doc) -> str:
    """The text of a document with a line break behind each sentence that ends without a mark; of the same length."""
    letters = list(doc.text)
    for sentence in doc.sents:
        last = sentence[-1]
        if last.whitespace_ and not last.is_punct:
            letters[last.idx + len(last)] = "\n"
    return "".join(letters)


def _name_files(manifest: Manifest, folder: Path) -> Iterator[tuple[str, list[Row], Corpus, Lexicon]]:
    """The files with names to score, held-out training documents among them."""
    corpora = manifest.of_kind("ner")
    known = [file for corpus in corpora.values() for file in corpus.train if "NORP" in corpus.marks]
    marking = (row for file in known for row in read_rows(check_file(manifest, folder, file)))
    lexicon = Lexicon.collect(manifest.guideline, marking)
    for corpus in corpora.values():
        for file in (*corpus.tune, *corpus.test):
            yield Path(file).stem, read_rows(check_file(manifest, folder, file)), corpus, lexicon
        for file in corpus.train if corpus.hold_out else ():
            held = split_rows(corpus, read_rows(check_file(manifest, folder, file)), held_out=True)
            yield f"{Path(file).stem} (held out)", held, corpus, lexicon


def score_names(nlp: Language, rows: Sequence[Row], corpus: Corpus, manifest: Manifest, lexicon: Lexicon) -> Scores:
    """Name scores on rows: of the ``network`` alone, and of the ``pack`` with its rules, where it has them.

    Gold is what the pack's guideline makes of the annotation; labels that are left to the rules count for the pack,
    each by itself, if the corpus marks them throughout.
    """
    labels = [label for label in corpus.scored or corpus.marks if label in manifest.guideline.labels]
    by_rule = [label for label in corpus.marks if label in manifest.guideline.outside]
    whole = [name for name in nlp.pipe_names if name not in {"sitrep_actors", "sitrep_relations"}]
    scores = {}
    for way, pipes in (("network", NETWORK_PIPES), ("pack", whole)):
        if way == "pack" and "sitrep_entities" not in nlp.pipe_names:
            continue
        tally = Tally()
        with _only(nlp, pipes):
            for doc, row in zip(nlp.pipe((row.text for row in rows), batch_size=_BATCH), rows, strict=True):
                names, unknown = settle(row, corpus, manifest.guideline, lexicon)
                found: list[Name] = [(e.start_char, e.end_char, _SAME.get(e.label_, e.label_)) for e in doc.ents]
                gold: list[Name] = [(name.start, name.end, name.label) for name in names]
                counts = name_counts(found, gold, labels, [(span.start, span.end) for span in unknown])
                marked: list[Name] = [(span.start, span.end, span.label) for span in row.spans]
                for label in by_rule if way == "pack" else ():
                    counts += _alone(name_counts(found, marked, [label]), label)
                tally.add(counts)
        scores[way] = tally.scores()
    return scores


def _alone(counts: Counts, label: str) -> Counts:
    """The counts of one label without those of all names."""
    return Counter({key: count for key, count in counts.items() if key[0].endswith(f":{label}")})


def _only(nlp: Language, names: Iterable[str]) -> Any:
    """A context in which only these components run."""
    wanted = set(names)
    return nlp.select_pipes(disable=[name for name in nlp.pipe_names if name not in wanted])


def _speed(
    pack: str, load: Loader, cores: int, precision: Precision, manifest: Manifest, folder: Path
) -> dict[str, Any]:
    """Words (by blanks) a second by the clock, without the time to load.

    ``trained`` parts and ``whole`` pack in one process with one thread, ``both`` the whole in one such process a core.
    """
    file = _TEXTS if _TEXTS in manifest.sha256 else next(iter(_files(manifest)))
    texts = [row.text for row in read_rows(check_file(manifest, folder, file))]
    words = _count(texts)
    rates: dict[str, Any] = {"words": words, "cores": cores, "machine": platform.machine(), "precision": precision}
    one_thread()  # here as well: the processes inherit it before they load numpy
    for key, processes, rules in (("trained", 1, False), ("whole", 1, True), ("both", cores, True)):
        with ProcessPoolExecutor(processes, mp_context=get_context("spawn"), initializer=one_thread) as pool:
            seconds = list(pool.map(_timed, *zip(*[(pack, load, precision, texts, rules)] * processes, strict=True)))
        rates[key] = round(processes * words / max(seconds))
    return rates


def _files(manifest: Manifest) -> Iterator[str]:
    return (file for corpus in manifest.of_kind("ner").values() for file in (*corpus.test, *corpus.tune))


def _count(texts: Iterable[str]) -> int:
    return sum(len(text.split()) for text in texts)


def _read(nlp: Language, texts: Iterable[str]) -> None:
    for _ in nlp.pipe(texts, batch_size=_BATCH):
        pass


def _timed(pack: str, load: Loader, precision: Precision, texts: Sequence[str], rules: bool) -> float:
    """Seconds that this process needs for the texts, once the pack is loaded."""
    nlp = load(pack, precision=precision)
    names = [name for name in nlp.pipe_names if rules or not name.startswith("sitrep_")]
    with _only(nlp, names):
        _read(nlp, texts[:_BATCH])
        start = time.perf_counter()
        _read(nlp, texts)
        return time.perf_counter() - start
