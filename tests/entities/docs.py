"""Hand-made Docs: the words of a text with Penn tags, so that no trained pack is needed."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc
from spacy.tokens import Span as SpacySpan

from pipeline.documents import Document

_TAGS = {
    "the": "DT", "a": "DT", "an": "DT", "some": "DT", "in": "IN", "of": "IN", "on": "IN", "at": "IN", "near": "IN", "from": "IN",
    "by": "IN", "with": "IN", "for": "IN", "and": "CC", "or": "CC", "he": "PRP", "they": "PRP", "was": "VBD", "were": "VBD",
    "said": "VBD", "died": "VBD", "killed": "VBD", "fell": "VBD", "to": "TO", "about": "IN", "is": "VBZ", "hit": "VBD",
    "one": "CD", "two": "CD", "three": "CD", "dozens": "NNS", "hundreds": "NNS", "-": "HYPH", ",": ",", ".": ".",
    "people": "NNS", "aircraft": "NN", "held": "VBN", "fled": "VBD", "it": "PRP", "met": "VBD", "than": "IN", "more": "JJR",
}  # fmt: skip


def guessed(word: str) -> str:
    """A tag by the look of the word; enough for these tests."""
    low = word.lower()
    if low in _TAGS:
        return _TAGS[low]
    if word[0].isdigit():
        return "CD"
    if word[0].isupper():
        return "NNP"
    if not word[0].isalpha():
        return "SYM"
    return "NNS" if low.endswith("s") else "NN"


def tagged(nlp: Language, text: str, ents: tuple[tuple[str, str], ...] = (), published: str | None = None) -> Doc:
    """A Doc with guessed tags; ``ents`` are (words, label), as a model would have found them."""
    doc = nlp.make_doc(text)
    for token in doc:
        token.tag_ = "_SP" if token.is_space else guessed(token.text)
    doc._.record = Document(id="x", text=text, meta={"published": published} if published else {})
    spans: list[SpacySpan] = []
    for words, label in ents:
        span = doc.char_span(text.index(words), text.index(words) + len(words), label=label)
        assert span is not None, words
        spans.append(span)
    doc.set_ents(spans)
    return doc
