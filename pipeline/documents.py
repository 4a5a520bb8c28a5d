"""What travels through the stages: the record of a document, and spaCy Doc <-> record.

A record is one line of a stage file. Every stage adds layers to it and changes none of the earlier ones. All
offsets are characters (code points) of the cleaned ``text``, ``start`` inclusive and ``end`` exclusive. Token
indices count the record's tokens; as in Prodigy, ``token_end`` is the *last* token of a span.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from typing import Any

import msgspec
from spacy.tokens import Doc
from spacy.tokens import Span as SpacySpan
from spacy.vocab import Vocab

from pipeline.resources import BROKEN_JSON

ROOT = "ROOT"

#: Kinds of span that make up ``Doc.ents``; they never overlap each other.
ENTITY_KINDS = frozenset({"name", "date", "quantity"})


class Block(msgspec.Struct, omit_defaults=True):
    """A stretch of the layout: ``heading``, ``paragraph``, ``item`` (of a list) or ``turn`` (of a speaker)."""

    start: int
    end: int
    kind: str = "paragraph"
    speaker: str | None = None


class Sentence(msgspec.Struct, omit_defaults=True):
    """A sentence; ``token_end`` is its last token."""

    start: int
    end: int
    token_start: int
    token_end: int


class Tokens(msgspec.Struct, omit_defaults=True):
    """Tokens as columns of equal length, so that a line stays a small multiple of its text.

    ``head`` is the index of the syntactic head (a root is its own head); an empty ``lemma`` stands for the
    token's lower-case form; ``morph`` indexes the features in ``morphs``. The columns after ``end`` are empty where
    nothing was tagged or parsed.
    """

    start: list[int] = []
    end: list[int] = []
    tag: list[str] = []
    pos: list[str] = []
    lemma: list[str] = []
    head: list[int] = []
    dep: list[str] = []
    morph: list[int] = []
    morphs: list[str] = []

    def __len__(self) -> int:
        return len(self.start)


class Value(msgspec.Struct, omit_defaults=True):
    """What a span of a date, a quantity or coordinates means.

    Dates: ``date_start`` and ``date_end`` are ISO dates, both inclusive, ``precision`` one of ``day``, ``week``,
    ``month``, ``season``, ``year``, ``range``, ``open``. Quantities: ``low`` and ``high``, either may be open (None);
    ``unit`` is what is counted, in the words of the text. Coordinates: ``lat`` and ``lon`` in degrees.
    """

    date_start: str | None = None
    date_end: str | None = None
    precision: str | None = None
    low: float | None = None
    high: float | None = None
    unit: str | None = None
    lat: float | None = None
    lon: float | None = None


class Relative(msgspec.Struct, omit_defaults=True):
    """How a place lies to the one that is named: ``words`` are those before the name ("15 km south of").

    ``lat`` and ``lon`` are derived: the point so far away in that direction, None where the words give none.
    """

    words: str
    lat: float | None = None
    lon: float | None = None


class Span(msgspec.Struct, omit_defaults=True):
    """A mention: a name, a nominal ("the militants"), a pronoun, a date or a quantity.

    ``source`` says what found it (``model``, ``rule``, ``date``, ``quantity``, ``coref``…), ``rule`` which rule (None
    where the entity's ``kb_id`` says it), ``entity`` is the id of one of the document's entities, ``role`` the title
    before a person's name ("Maj. Gen."), ``relative`` the words before a place's name that say "not there, but near".
    """

    start: int
    end: int
    token_start: int
    token_end: int
    label: str
    kind: str = "name"
    source: str = "model"
    score: float | None = None
    entity: str | None = None
    rule: str | None = None
    role: str | None = None
    value: Value | None = None
    relative: Relative | None = None


class Entity(msgspec.Struct, omit_defaults=True):
    """Somebody or somewhere that the document talks about.

    ``id`` is local to the document (``e1``…), ``kb_id`` global (None for what no knowledge file lists and no rule
    composes), ``names`` are the canonical name and the words of the text, ``mentions`` index the record's ``spans``,
    ``parents`` is the chain of containing places or of superior actors, nearest first, as canonical names,
    ``geonames`` the number of a place at GeoNames.
    """

    id: str
    name: str
    type: str
    kb_id: str | None = None
    names: list[str] = []
    mentions: list[int] = []
    parents: list[str] = []
    country: str | None = None
    lat: float | None = None
    lon: float | None = None
    wikidata: str | None = None
    geonames: int | None = None


class Argument(msgspec.Struct, omit_defaults=True):
    """What fills a role of a statement: an entity of the document, or a thing in the words of the text.

    ``names`` are further names of a thing or of somebody unnamed; those of a named entity stand with the entity.
    ``relative`` says how the place of a statement lies to the entity.
    """

    name: str
    start: int
    end: int
    entity: str | None = None
    names: list[str] = []
    relative: Relative | None = None


class Quantity(msgspec.Struct):
    """A number with open ends: "more than 5" has no ``high``."""

    low: float | None = None
    high: float | None = None


class Trigger(msgspec.Struct, omit_defaults=True):
    """The words that told the relation, and the ontology frame that read them."""

    start: int
    end: int
    lemma: str
    frame: str = ""


class Cue(msgspec.Struct, omit_defaults=True):
    """Words that set a statement's status or source; ``kind`` is ``negation``, ``modal``, ``reporting``…"""

    kind: str
    start: int
    end: int


class Statement(msgspec.Struct, omit_defaults=True):
    """One relation as one sentence tells it.

    ``why`` gives the reason for what was not read off the clause itself, ``paths`` the way from the trigger to the
    subject, object, place and source in the tree: labels downwards, after ``^`` upwards (``^xcomp nsubj``).
    """

    relation: str
    trigger: Trigger
    sentence: int
    subject: Argument | None = None
    object: Argument | None = None
    place: Argument | None = None
    date_start: str | None = None
    date_end: str | None = None
    date_precision: str | None = None
    quantity: Quantity | None = None
    instrument: list[str] = []
    status: str = "asserted"
    attributed_to: Argument | None = None
    confidence: float = 1.0
    cues: list[Cue] = []
    why: dict[str, str] = {}
    paths: dict[str, str] = {}


class Run(msgspec.Struct, array_like=True):
    """``text[start:end]`` comes from ``raw[raw_start:raw_end]``; of equal lengths, character by character.

    ``raw_start`` is None where no original character can be named (text that the cleaner put in).
    """

    start: int
    end: int
    raw_start: int | None
    raw_end: int | None


class Cut(msgspec.Struct, array_like=True):
    """``text[start:end]`` is spoken from ``seconds`` on; ``link`` plays it."""

    start: int
    end: int
    seconds: float | None = None
    link: str | None = None


class Origin(msgspec.Struct, omit_defaults=True):
    """Where the cleaned text comes from: runs and cuts in the order of the text, without gaps inside ``runs``."""

    runs: list[Run] = []
    cuts: list[Cut] = []

    def raw_span(self, start: int, end: int) -> tuple[int, int] | None:
        """The original offsets of ``text[start:end]``, or None where no character of it can be aligned."""
        lows: list[int] = []
        highs: list[int] = []
        first = bisect_right([run.end for run in self.runs], start)
        for run in self.runs[first:]:
            if run.start >= end:
                break
            if run.raw_start is None or run.raw_end is None:
                continue
            same = run.raw_end - run.raw_start == run.end - run.start
            before = max(start - run.start, 0) if same else 0
            after = max(run.end - end, 0) if same else 0
            lows.append(run.raw_start + before)
            highs.append(run.raw_end - after)
        return (min(lows), max(highs)) if lows else None

    def cut_at(self, offset: int) -> Cut | None:
        """The cut in which a character is spoken."""
        index = bisect_right([cut.end for cut in self.cuts], offset)
        return self.cuts[index] if index < len(self.cuts) and self.cuts[index].start <= offset else None


class Document(msgspec.Struct, omit_defaults=True):
    """The record of one document: a line of a stage file."""

    id: str
    text: str
    meta: dict[str, Any] = {}
    origin: Origin = msgspec.field(default_factory=Origin)
    blocks: list[Block] = []
    sents: list[Sentence] = []
    tokens: Tokens = msgspec.field(default_factory=Tokens)
    spans: list[Span] = []
    entities: list[Entity] = []
    statements: list[Statement] = []
    stages: dict[str, str] = {}

    def entity(self, entity_id: str | None) -> Entity | None:
        """The entity of that id."""
        return next((entity for entity in self.entities if entity.id == entity_id), None)


class RawDocument(msgspec.Struct, omit_defaults=True):
    """A document as it was read: ``text`` is the decoded file, or the text field of a JSONL or CSV record.

    ``format`` is one of ``text``, ``transcript`` (Markdown), ``html``, ``subtitles``, ``whisper``; ``meta`` holds what
    a sidecar or the record gives, and wins over what the text shows. ``line`` is the record's line in a JSONL or CSV
    file, from 1.
    """

    id: str
    text: str
    format: str
    path: str
    line: int | None = None
    sha256: str = ""
    meta: dict[str, Any] = {}


class Failure(msgspec.Struct):
    """A line of ``errors.jsonl``: what failed, where, in which stage, why, in words for people."""

    doc: str | None
    path: str | None
    line: int | None
    stage: str
    error: str
    message: str


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Document)


def encode(document: Document) -> bytes:
    """One JSON line, without the line break."""
    return _encoder.encode(document)


def decode(line: bytes | str) -> Document:
    """The record of a JSON line.

    Raises:
        ValueError: the line is no JSON or no record; the message says where.
    """
    try:
        return _decoder.decode(line)
    except BROKEN_JSON as error:
        raise ValueError(str(error)) from error


# --- spaCy ------------------------------------------------------------------------------------------------------


def column(doc: Doc, attribute: str) -> list[str]:
    """A text of each token: ``ORTH`` gives ``token.text``, ``TAG`` gives ``token.tag_``, and so on.

    Much faster than asking the tokens, each of which is made anew whenever a Doc is walked through.
    """
    values = doc.to_array(attribute).tolist()
    strings = doc.vocab.strings
    known = {value: strings[value] for value in set(values)}
    return [known[value] for value in values]


def numbers(doc: Doc, attribute: str) -> list[int]:
    """A number of each token (``IDX``, ``SPACY``, ``IS_SPACE``, ``IS_STOP``, ``SENT_START``), in the same way."""
    found: list[int] = doc.to_array(attribute).astype("int64").tolist()
    return found


def heads(doc: Doc) -> list[int]:
    """The index of each token's head; a root, or a token without one, is its own."""
    return [i + offset for i, offset in enumerate(numbers(doc, "HEAD"))]


def sentence_bounds(doc: Doc) -> list[tuple[int, int]]:
    """The first token of each sentence and the one behind its last; none of an empty Doc.

    Raises:
        ValueError: the Doc has no sentences.
    """
    if not doc.has_annotation("SENT_START"):
        return [(sent.start, sent.end) for sent in doc.sents]  # says so in spaCy's words
    borders = [i for i, start in enumerate(numbers(doc, "SENT_START")) if start == 1 and i]
    return list(pairwise([0, *borders, len(doc)])) if len(doc) else []


_KEY = "sitrep"


def _get_record(doc: Doc) -> Document:
    """The record of a Doc; one made by ``nlp(text)`` alone gets an empty one."""
    record = doc.user_data.get(_KEY)
    if record is None:
        record = doc.user_data[_KEY] = Document(id="", text=doc.text)
    assert isinstance(record, Document)
    return record


def _set_record(doc: Doc, record: Document) -> None:
    doc.user_data[_KEY] = record


def register_extensions() -> None:
    """Make ``doc._.record`` and its layers known to spaCy; called on import, harmless when repeated."""
    Doc.set_extension("record", getter=_get_record, setter=_set_record, force=True)
    for layer in ("spans", "entities", "statements", "meta"):
        Doc.set_extension(layer, getter=_layer(layer), force=True)


def _layer(name: str) -> Callable[[Doc], Any]:
    return lambda doc: getattr(_get_record(doc), name)


register_extensions()


def to_doc(record: Document, vocab: Vocab) -> Doc:
    """A spaCy Doc with all layers of a record, nothing recomputed. Its ``doc.text`` is the record's text.

    Raises:
        ValueError: the record has no tokens, tokens that do not spell its text, or layers that do not fit these.
    """
    if record.text and not record.tokens:
        raise ValueError(f"document {record.id!r} has no tokens: run the 'sentences' stage first")
    try:
        doc = _doc(record, vocab)
        _set_record(doc, record)
        if doc.text == record.text:
            set_ents(doc, record.spans)
    except (ValueError, IndexError, OverflowError) as error:
        raise ValueError(f"document {record.id!r}: its layers do not fit together: {error}") from error
    if doc.text != record.text:
        raise ValueError(f"document {record.id!r}: its tokens do not spell its text")
    return doc


def _doc(record: Document, vocab: Vocab) -> Doc:
    """The words of a record with their tags, parse and sentences."""
    tokens, text = record.tokens, record.text
    words = [text[start:end] for start, end in zip(tokens.start, tokens.end, strict=True)]
    follows = [*tokens.start[1:], len(text)]
    spaces = [end < nxt for end, nxt in zip(tokens.end, follows, strict=True)] if words else []
    layers: dict[str, Any] = {}
    if tokens.tag:
        layers = {"tags": tokens.tag, "pos": tokens.pos}
        layers["lemmas"] = [lemma or word.lower() for lemma, word in zip(tokens.lemma, words, strict=True)]
    if tokens.morph:
        layers["morphs"] = [tokens.morphs[i] for i in tokens.morph]
    if tokens.head:
        layers |= {"heads": tokens.head, "deps": tokens.dep}
    elif record.sents:
        first = {sent.token_start for sent in record.sents}
        layers["sent_starts"] = [i in first for i in range(len(words))]
    return Doc(vocab, words=words, spaces=spaces, **layers)


def set_ents(doc: Doc, spans: Iterable[Span]) -> None:
    """Make the names, dates and quantities among ``spans`` the Doc's entities."""
    kb_ids = {entity.id: entity.kb_id or "" for entity in _get_record(doc).entities}
    doc.set_ents(
        [
            SpacySpan(doc, s.token_start, s.token_end + 1, label=s.label, kb_id=kb_ids.get(s.entity or "", ""))
            for s in spans
            if s.kind in ENTITY_KINDS
        ]
    )


def from_doc(doc: Doc) -> Document:
    """The Doc's record with its tokens and sentences brought up to date; the other layers live on the record."""
    record = _get_record(doc)
    record.text = doc.text
    record.tokens = _tokens(doc)
    if doc.has_annotation("SENT_START"):
        start, end = record.tokens.start, record.tokens.end
        record.sents = [Sentence(start[i], end[j - 1], i, j - 1) for i, j in sentence_bounds(doc)]
    return record


def _tokens(doc: Doc) -> Tokens:
    words = column(doc, "ORTH")
    tokens = Tokens(start=numbers(doc, "IDX"))
    tokens.end = [start + len(word) for start, word in zip(tokens.start, words, strict=True)]
    if doc.has_annotation("TAG"):
        tokens.tag, tokens.pos = column(doc, "TAG"), column(doc, "POS")
        lemmas, lower = column(doc, "LEMMA"), column(doc, "LOWER")
        tokens.lemma = ["" if lemma == word else lemma for lemma, word in zip(lemmas, lower, strict=True)]
    if doc.has_annotation("MORPH"):
        index: dict[str, int] = {}
        features = ("" if morph == "_" else morph for morph in column(doc, "MORPH"))
        tokens.morph = [index.setdefault(morph, len(index)) for morph in features]
        tokens.morphs = list(index)
    if doc.has_annotation("DEP"):
        tokens.head, tokens.dep = heads(doc), column(doc, "DEP")
    return tokens


def to_docs(records: Iterable[Document], vocab: Vocab | None = None) -> Iterator[Doc]:
    """spaCy Docs of records, nothing recomputed."""
    vocab = vocab or Vocab()
    for record in records:
        yield to_doc(record, vocab)
