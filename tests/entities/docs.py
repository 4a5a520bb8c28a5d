"""Hand-made Docs: the words of a text with Penn tags, so that no trained pack is needed."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc
from spacy.tokens import Span as SpacySpan

from pipeline.documents import Document

_WORDS = {
    "DT": "the a an some",
    "IN": "in of on at near from by with for about than",
    "CC": "and or",
    "PRP": "he they it",
    "VBD": "was were said died killed fell hit fled met",
    "VBN": "held",
    "VBZ": "is",
    "TO": "to",
    "JJR": "more",
    "CD": "one two three",
    "NNS": "dozens hundreds people",
    "NN": "aircraft",
    "HYPH": "-",
    ",": ",",
    ".": ".",
}
_TAGS = {word: tag for tag, words in _WORDS.items() for word in words.split()}


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
