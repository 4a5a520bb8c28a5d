"""The articles of an invented war, read with the shipped rules: what the tests of learning work on."""

from __future__ import annotations

from pathlib import Path

from spacy.language import Language

from pipeline.cleaning import clean
from pipeline.documents import Document, RawDocument, from_doc
from pipeline.reading import read, sources

ROOT = Path(__file__).resolve().parents[2]
ARTICLES = ROOT / "data" / "learning" / "velkania" / "articles"
CONFIGS = ROOT / "configs"


def records(nlp: Language) -> list[Document]:
    """The articles with all stages done, in the order of their names."""
    raw = (one for source in sources([str(ARTICLES)]) if not hasattr(source, "message") for one in read(source))  # type: ignore[arg-type]
    return [_read(nlp, clean(one)) for one in raw if isinstance(one, RawDocument)]


def _read(nlp: Language, cleaned: Document) -> Document:
    doc = nlp.make_doc(cleaned.text)
    doc._.record.id = cleaned.id
    doc._.record.meta = cleaned.meta
    return from_doc(nlp(doc))


def read_text(nlp: Language, text: str, doc_id: str = "t", published: str = "2031-03-04") -> Document:
    """A text of one's own with all stages done."""
    return _read(nlp, Document(doc_id, text, meta={"published": published}))
