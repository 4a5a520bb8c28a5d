"""What the teacher says: names in the treebanks, trees in the corpora of names, and both in raw text.

A small model that learns from a larger one's annotation of much text gets nearer to it than one that learns from the
gold alone (knowledge distillation; Hinton, Vinyals and Dean 2015, here with hard labels, as in self-training).
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from random import Random

from spacy.language import Language
from spacy.tokens import Doc, DocBin

from pipeline.learning.corpora import Corpus
from pipeline.learning.treebank import CURL_SHARE, curl

#: The seed of what is drawn from the raw texts.
SEED = 1

#: Paragraphs of a raw document, each as likely as it stands here; and the lengths that a paragraph may have, in
#: characters: what is shorter is a heading or a rest, what is longer a table.
PARAGRAPHS = (1, 1, 1, 2, 3)
LENGTHS = range(30, 1500)

_ATTRIBUTES = ["ORTH", "SPACY", "TAG", "DEP", "HEAD", "SENT_START", "ENT_IOB", "ENT_TYPE"]

#: What each set still lacks.
_TREES = ("transformer", "tok2vec", "tagger", "parser")
_NAMES = ("transformer", "tok2vec", "ner")

_BATCH = 32


def annotate(
    teacher: Language,
    gold: Path,
    out: Path,
    raw: Iterable[tuple[Corpus, Path]],
    report: Callable[[int], None] = lambda _: None,
) -> dict[str, int]:
    """Write ``trees.spacy``, ``names.spacy`` and ``raw.spacy`` into ``out``, with trees and names; documents by file.

    ``gold`` is the folder of the converted training documents; what stands there is kept, also that it is unknown
    whether a token of ``names`` is in a name. ``report`` is told the number
    of documents done so far.
    """
    out.mkdir(parents=True, exist_ok=True)
    rng = Random(SEED)  # noqa: S311
    texts = [text for corpus, path in raw for text in draw(corpus, paragraphs(path), rng)]
    rng.shuffle(texts)
    sources: dict[str, tuple[Iterable[Doc], tuple[str, ...]]] = {
        "trees": (_read(gold / "trees.spacy", teacher), _NAMES),
        "names": (_read(gold / "names.spacy", teacher), _TREES),
        "raw": (map(teacher.make_doc, texts), tuple(teacher.pipe_names)),
    }
    counts, done = {}, 0
    for name, (docs, pipes) in sources.items():
        binary = DocBin(attrs=_ATTRIBUTES)
        with teacher.select_pipes(enable=list(pipes)):
            for doc in teacher.pipe(docs, batch_size=_BATCH):
                binary.add(doc)
                done += 1
                if done % _BATCH == 0:
                    report(done)
        binary.to_disk(out / f"{name}.spacy")
        counts[name] = len(binary)
    return counts


def _read(path: Path, nlp: Language) -> Iterator[Doc]:
    return DocBin().from_disk(path).get_docs(nlp.vocab)


def paragraphs(path: Path) -> Iterator[str]:
    """The paragraphs of the texts of a JSONL file, gzipped or not, that are neither too short nor too long."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        for line in lines:
            for paragraph in json.loads(line)["text"].split("\n"):
                if len(paragraph.strip()) in LENGTHS:
                    yield paragraph.strip()


def draw(corpus: Corpus, found: Iterable[str], rng: Random) -> Iterator[str]:
    """Texts of one to three paragraphs, some with typographic quotes, until they have ``corpus.words`` words."""
    pool = list(found)
    rng.shuffle(pool)
    words = 0
    while pool and words < corpus.words:
        text = "\n".join(pool.pop() for _ in range(min(rng.choice(PARAGRAPHS), len(pool))))
        words += len(text.split())
        yield curl(text) if rng.random() < CURL_SHARE else text
