"""CoNLL-U: tokens, lemmas, tags, features and the tree, a comment for document and sentence.

MISC holds ``TokenRange=start:end`` (characters of the document's text, as UDPipe writes them), ``SpaceAfter=No`` and
``NE=B-ORG`` (IOB, as spaCy's converter reads it) of names, dates and numbers, which never overlap. Descriptions and
pronouns, which may, have no place in the format. Tokens of white space are no words; what hangs on one hangs on its
head. A sentence has one root: further ones hang on the first as ``parataxis``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pipeline.documents import ENTITY_KINDS, Document, Sentence
from pipeline.output.exports.job import Job
from pipeline.output.files import write_lines


def write(job: Job, documents: Iterable[Document]) -> None:
    """Write all documents into one file; those without sentences are counted as skipped."""

    def lines() -> Iterator[bytes]:
        for document in documents:
            if not document.sents or not document.tokens:
                job.skipped["no sentences or no tokens"] += 1
                continue
            marked = _marked(job, document)
            yield f"# newdoc id = {_line(document.id)}".encode()
            for number, sentence in enumerate(document.sents, 1):
                yield from (line.encode() for line in _sentence(document, sentence, number, marked))

    write_lines(job.path, lines())


def _marked(job: Job, document: Document) -> dict[int, str]:
    """The IOB marks of tokens."""
    marks = {}
    for span in document.spans:
        if span.kind not in ENTITY_KINDS:
            job.notes["descriptions and pronouns: the format has no place for them"] += 1
            continue
        for token in range(span.token_start, span.token_end + 1):
            marks[token] = f"{'B' if token == span.token_start else 'I'}-{span.label}"
    return marks


def _sentence(document: Document, sentence: Sentence, number: int, marked: dict[int, str]) -> Iterator[str]:
    tokens = document.tokens
    inside = [i for i in range(sentence.token_start, sentence.token_end + 1) if _word(document, i)]
    if not inside:
        return
    place = {token: n for n, token in enumerate(inside, 1)}
    root = next((token for token in inside if tokens.head and _head(document, token, place) is None), None)
    words = [_word(document, token) for token in inside]
    glued = [_is_glued(document, token) for token in inside]
    text = "".join(word if last else f"{word} " for word, last in zip(words, glued, strict=True)).strip()
    yield f"# sent_id = {_line(document.id)}-{number}"
    yield f"# text = {text}"
    for (token, n), word, last in zip(place.items(), words, glued, strict=True):
        lemma, upos, xpos, features = word.lower(), "_", "_", "_"
        if tokens.tag:
            lemma, upos, xpos = tokens.lemma[token] or lemma, tokens.pos[token] or "_", tokens.tag[token] or "_"
        if tokens.morph:
            features = tokens.morphs[tokens.morph[token]] or "_"
        head, relation = "_", "_"
        if tokens.head:
            above = _head(document, token, place)
            if token == root:
                head, relation = "0", "root"
            elif above is None:
                head, relation = str(place[root]) if root is not None else "0", "parataxis"
            else:
                head, relation = str(place[above]), tokens.dep[token]
        misc = [f"NE={marked[token]}"] if token in marked else []
        misc += [*(["SpaceAfter=No"] if last else []), f"TokenRange={tokens.start[token]}:{tokens.end[token]}"]
        lemma = "".join(lemma.split()) or "_"
        yield "\t".join((str(n), word, lemma, upos, xpos, features, head, relation, "_", "|".join(misc)))
    yield ""


def _head(document: Document, token: int, place: dict[int, int]) -> int | None:
    """The word of the sentence on which a token hangs, past tokens of white space; None of a root."""
    seen = {token}
    above = document.tokens.head[token]
    while above not in seen and above not in place:
        seen.add(above)
        above = document.tokens.head[above]
    return None if above in seen else above


def _word(document: Document, token: int) -> str:
    """The token's characters, without white space: a token of nothing else is no word."""
    return "".join(document.text[document.tokens.start[token] : document.tokens.end[token]].split())


def _is_glued(document: Document, token: int) -> bool:
    """Whether no white space follows."""
    end = document.tokens.end[token]
    return end < len(document.text) and not document.text[end].isspace()


def _line(text: str) -> str:
    return " ".join(text.split())
