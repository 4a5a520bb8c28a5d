"""Teach a trained pack the names of new articles without forgetting the others.

The names that the rules know become weak labels of the articles (Ratner et al., "Data programming", 2016, with one
source); every batch is half of such text and half of rehearsal: gold rows of a corpus, or texts that the pack has
labelled itself before (pseudo-rehearsal; Robins, 1995). Only the layers of the name recogniser are changed: what it
shares with the tagger and the parser stays as it is. A frozen set of marked texts is scored by label before and after,
and a label that falls by more than a bound stops it.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import cycle, islice
from pathlib import Path
from random import Random

import msgspec
import spacy
from spacy.language import Language
from spacy.scorer import Scorer
from spacy.tokens import Doc
from spacy.tokens import Span as SpacySpan
from spacy.training import Example
from thinc.api import Adam

from pipeline.documents import Document
from pipeline.learning.checkpoint import replace
from pipeline.learning.marked import MarkedText
from pipeline.syntax import encoder  # noqa: F401 (packs name its layers)

_NER, _ENCODER = "ner", "tok2vec"
#: The components that are rules: a pack is trained without them.
_RULES = ("sitrep_entities", "sitrep_actors", "sitrep_relations")
_HALF = 4
_RATE = 0.0001
_DROPOUT = 0.1
_SEED = 1
#: Labels that some packs have and others write otherwise.
_STANDS_FOR = {"FAC": "LOC"}


class LabelScore(msgspec.Struct, frozen=True):
    """F of a label (0 to 1) before and after, and how many names of it the frozen set has."""

    label: str
    names: int
    before: float
    after: float

    @property
    def fall(self) -> float:
        """How much F fell; negative where it rose."""
        return self.before - self.after


class Adapted(msgspec.Struct):
    """What a training did: scores by label, documents of each kind, the folder of the pack; None where it was stopped,
    with the labels that have ``fallen``.
    """

    scores: list[LabelScore]
    articles: int
    rehearsal: int
    steps: int
    fallen: list[str]
    pack: Path | None = None


class AdaptError(ValueError):
    """The training cannot start; the message says why and what to do."""


def weak_examples(nlp: Language, records: Iterable[Document], is_known: Callable[[str], bool]) -> Iterator[Example]:
    """Articles as training examples: names that the rules link are labels, elsewhere what the pack says itself.

    Args:
        nlp: the pack to train.
        records: the articles with all stages up to ``actors`` done.
        is_known: whether an id is that of an entry of the rules.
    """
    labels = frozenset(nlp.get_pipe(_NER).labels)  # type: ignore[attr-defined]
    for record in records:
        known = {entity.id for entity in record.entities if entity.kb_id and is_known(entity.kb_id)}
        gold = _read(nlp, record.text)
        told = []
        for span in record.spans:
            label = span.label if span.label in labels else _STANDS_FOR.get(span.label, "")
            if span.kind == "name" and span.entity in known and label in labels:
                found = gold.char_span(span.start, span.end, label=label)
                told += [found] if found is not None else []
        told = spacy.util.filter_spans(told)
        taken = {token.i for span in told for token in span}
        gold.set_ents([*told, *(ent for ent in gold.ents if taken.isdisjoint(range(ent.start, ent.end)))])
        if told:
            yield Example(nlp.make_doc(record.text), gold)


def _read(nlp: Language, text: str) -> Doc:
    """A text with the names that the pack itself finds."""
    with nlp.select_pipes(enable=[name for name in (_ENCODER, _NER) if name in nlp.pipe_names]):
        return nlp(text)


def own_examples(nlp: Language, texts: Iterable[str]) -> Iterator[Example]:
    """Texts as the pack labels them now: what it is not to forget."""
    for text in texts:
        yield Example(nlp.make_doc(text), _read(nlp, text))


def frozen_examples(nlp: Language, texts: Iterable[MarkedText]) -> Iterator[Example]:
    """Marked texts as examples; a mention that is no whole tokens is left out."""
    labels = frozenset(nlp.get_pipe(_NER).labels)  # type: ignore[attr-defined]
    for text in texts:
        gold = nlp.make_doc(text.text)
        spans: list[SpacySpan] = []
        for mention in text.mentions:
            label = mention.kind if mention.kind in labels else _STANDS_FOR.get(mention.kind, "")
            found = gold.char_span(mention.start, mention.end, label=label) if label in labels else None
            spans += [found] if found is not None else []
        gold.set_ents(spacy.util.filter_spans(spans))
        yield Example(nlp.make_doc(text.text), gold)


def label_scores(nlp: Language, examples: Sequence[Example]) -> dict[str, float]:
    """F of each label that the examples have (0 to 1)."""
    copies = [Example(_read(nlp, example.reference.text), example.reference) for example in examples]
    scores = Scorer.score_spans(copies, "ents", getter=lambda doc, _: doc.ents)["ents_per_type"] or {}
    gold = _counts(examples)
    return {label: float(scores.get(label, {}).get("f", 0.0)) for label in gold}


def _counts(examples: Iterable[Example]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for example in examples:
        for ent in example.reference.ents:
            counts[ent.label_] = counts.get(ent.label_, 0) + 1
    return dict(sorted(counts.items()))


def train_names(nlp: Language, weak: Sequence[Example], rehearsal: Sequence[Example], steps: int) -> None:
    """Train the name recogniser for some steps, each on as many documents of one kind as of the other.

    Raises:
        AdaptError: one of the kinds is missing.
    """
    if not weak or not rehearsal:
        missing = "names that the rules know" if not weak else "texts to rehearse"
        raise AdaptError(f"there are no {missing}; give more articles, or texts with --rehearse")
    rng = Random(_SEED)  # noqa: S311
    optimizer = Adam(_RATE, L2=0.0, grad_clip=1.0)
    streams = [cycle(rng.sample(list(one), len(one))) for one in (weak, rehearsal)]
    updated = [_NER]
    others = [name for name in nlp.pipe_names if name not in {_NER, _ENCODER}]
    with nlp.select_pipes(disable=others):
        for _ in range(steps):
            batch = [example for stream in streams for example in islice(stream, _HALF)]
            fresh = [Example(nlp.make_doc(one.reference.text), one.reference) for one in batch]
            frozen = [name for name in nlp.pipe_names if name not in updated]
            nlp.update(fresh, drop=_DROPOUT, sgd=optimizer, exclude=frozen, annotates=frozen)


def adapt(
    pack: Path,
    out: Path,
    weak: Callable[[Language], Iterable[Example]],
    rehearsal: Callable[[Language], Iterable[Example]],
    frozen: Sequence[MarkedText],
    *,
    steps: int = 100,
    bound: float = 0.01,
    fewest: int = 10,
) -> Adapted:
    """Train a copy of a pack and write it to ``out``, unless a label of the frozen set falls.

    Args:
        pack, out: folders.
        weak, rehearsal: give the examples, made with the pack.
        frozen: texts that nothing was trained on.
        steps: how many batches.
        bound: how much F of a label may fall (0 to 1).
        fewest: labels with fewer names in the frozen set stop nothing.

    Raises:
        AdaptError: the pack has no name recogniser of its own, or there is nothing to train on or to compare with.
    """
    nlp = spacy.load(pack, exclude=_RULES)
    if _NER not in nlp.pipe_names or _ENCODER not in nlp.pipe_names:
        raise AdaptError(f"{pack.name} has no {_ENCODER} and {_NER} to train; take the small pack")
    tests = list(frozen_examples(nlp, frozen))
    counts = _counts(tests)
    if not any(count >= fewest for count in counts.values()):
        raise AdaptError(f"the frozen set has no label with {fewest} names; give more marked texts with --frozen")
    before = label_scores(nlp, tests)
    learned, kept = list(weak(nlp)), list(rehearsal(nlp))
    train_names(nlp, learned, kept, steps)
    after = label_scores(nlp, tests)
    scores = [LabelScore(label, counts[label], before[label], after[label]) for label in counts]
    fallen = [one.label for one in scores if one.names >= fewest and one.fall > bound]
    result = Adapted(scores, len(learned), len(kept), steps, fallen)
    if not fallen:
        replace(out, lambda folder: _write(nlp, pack, folder, result))
        result.pack = out
    return result


def _write(nlp: Language, pack: Path, folder: Path, result: Adapted) -> None:
    """The pack with the new weights; its other files are copied, its card says that it was adapted."""
    shutil.copytree(pack, folder, dirs_exist_ok=True)
    recogniser = nlp.get_pipe(_NER)
    recogniser.to_disk(folder / _NER)  # type: ignore[attr-defined]
    file = folder / "meta.json"
    meta = json.loads(file.read_text(encoding="utf-8"))
    meta["adapted"] = {"articles": result.articles, "rehearsal": result.rehearsal, "steps": result.steps}
    meta.pop("trained_with", None)
    file.write_text(json.dumps(meta, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
