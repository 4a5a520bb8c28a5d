"""spaCy's DocBin: tokens, tags, tree, entities, and each document's record in its user data."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import spacy
from spacy.tokens import DocBin

from pipeline.documents import Document, encode, to_doc
from pipeline.output.files import replacing

KEY = "sitrep_record"


def write(path: Path, documents: Iterable[Document]) -> None:
    """Write all documents. ``doc.user_data["sitrep_record"]`` is a document's JSON line."""
    vocab = spacy.blank("en").vocab
    binary = DocBin(store_user_data=True)
    for document in documents:
        doc = to_doc(document, vocab)
        doc.user_data.clear()
        doc.user_data[KEY] = encode(document).decode()
        binary.add(doc)
    with replacing(path) as file:
        file.write(binary.to_bytes())
