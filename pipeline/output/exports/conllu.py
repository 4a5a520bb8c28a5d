"""CoNLL-U: tokens, lemmas, tags and the tree, a comment for document and sentence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from pipeline.documents import Document, Sentence
from pipeline.output.files import write_lines


def write(path: Path, documents: Iterable[Document]) -> None:
    """Write all documents into one file."""

    def lines() -> Iterator[bytes]:
        for document in documents:
            yield f"# newdoc id = {document.id}".encode()
            for number, sentence in enumerate(document.sents, 1):
                yield from (line.encode() for line in _sentence(document, sentence, number))

    write_lines(path, lines())


def _sentence(document: Document, sentence: Sentence, number: int) -> Iterator[str]:
    text = " ".join(document.text[sentence.start : sentence.end].split())
    yield f"# sent_id = {document.id}-{number}"
    yield f"# text = {text}"
    tokens = document.tokens
    inside = [i for i in range(sentence.token_start, sentence.token_end + 1) if _word(document, i)]
    place = {token: n for n, token in enumerate(inside, 1)}
    for token, n in place.items():
        word = _word(document, token)
        lemma, upos, xpos = word.lower(), "_", "_"
        if tokens.tag:
            lemma, upos, xpos = tokens.lemma[token] or lemma, tokens.pos[token] or "_", tokens.tag[token] or "_"
        head, relation = "_", "_"
        if tokens.head:
            parent = tokens.head[token]
            head = "0" if parent == token else str(place.get(parent, 0))
            relation = "root" if parent == token else tokens.dep[token]
        glued = token + 1 < len(tokens) and tokens.end[token] == tokens.start[token + 1]
        yield "\t".join((str(n), word, lemma, upos, xpos, "_", head, relation, "_", "SpaceAfter=No" if glued else "_"))
    yield ""


def _word(document: Document, token: int) -> str:
    """The token's characters, without white space: a token of nothing else is no word."""
    return "".join(document.text[document.tokens.start[token] : document.tokens.end[token]].split())
