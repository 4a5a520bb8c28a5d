"""spaCy's DocBin: tokens, tags, tree, entities, and each document's record in its user data.

A folder of files ``0001.spacy``…, each of at most 250 documents, so that no run is too large: spaCy's ``Corpus``
and ``spacy train`` read the folder as they read a file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

import spacy
from spacy.tokens import DocBin, Span

from pipeline.documents import ENTITY_KINDS, Document, encode, to_doc
from pipeline.output.exports.job import Job
from pipeline.output.files import replacing

KEY = "sitrep_record"
GROUP = "mentions"
_DOCUMENTS = 250


def write(job: Job, documents: Iterable[Document]) -> None:
    """Write all documents that have tokens; the others are counted as skipped.

    ``doc.user_data["sitrep_record"]`` is a document's JSON line; ``doc.spans["mentions"]`` holds the descriptions and
    pronouns, which may overlap and so are no entities.
    """
    job.path.mkdir(parents=True, exist_ok=True)
    old = set(job.path.glob("[0-9][0-9][0-9][0-9].spacy"))
    for number, part in enumerate(_parts(job, documents), 1):
        vocab = spacy.blank("en").vocab
        binary = DocBin(store_user_data=True)
        for document in part:
            doc = to_doc(document, vocab)
            doc.user_data.clear()
            doc.user_data[KEY] = encode(document).decode()
            doc.spans[GROUP] = [
                Span(doc, span.token_start, span.token_end + 1, label=span.label)
                for span in document.spans
                if span.kind not in ENTITY_KINDS
            ]
            binary.add(doc)
        file = job.path / f"{number:04}.spacy"
        old.discard(file)
        with replacing(file) as stream:
            stream.write(binary.to_bytes())
    for file in old:
        file.unlink()


def _parts(job: Job, documents: Iterable[Document]) -> Iterator[list[Document]]:
    def with_tokens() -> Iterator[Document]:
        for document in documents:
            if document.tokens or not document.text:
                yield document
            else:
                job.skipped["no tokens"] += 1

    rows = with_tokens()
    while part := list(islice(rows, _DOCUMENTS)):
        yield part
