"""Records of any text for property tests: odd characters, spans of any tokens, statements between them."""

from __future__ import annotations

import spacy
from hypothesis import strategies as st

from pipeline.documents import Argument, Document, Entity, Span, Statement, Trigger, from_doc

_WORDS = [
    "Mosul",
    "ﻣﻮﺻﻞ",
    "الموصل",
    "👩‍🚒",
    "e\u0301",
    "[sic]",
    "{x}",
    "a\\n",
    "=1+1",
    "---",
    "===",
    "don't",
    "U.S.",
    "a",
    "\u200bzero",
]
_GAPS = [" ", "  ", "\n", "\n\n", " \n", ""]
_KINDS = [("name", "ORG"), ("date", "DATE"), ("quantity", "QUANTITY"), ("nominal", "LOC"), ("pronoun", "PRON")]
_NLP = spacy.blank("en")
_NLP.add_pipe("sentencizer")


@st.composite
def records(draw: st.DrawFn) -> Document:
    """A tokenised record; names, dates and numbers do not overlap each other, the rest may overlap anything."""
    words = draw(st.lists(st.sampled_from(_WORDS), min_size=1, max_size=12))
    text = "".join(word + draw(st.sampled_from(_GAPS)) for word in words)
    doc = _NLP(text)
    record = from_doc(doc)
    record.id, record.meta = "any/thing", {"published": "2016-11-01"}
    tokens = record.tokens
    taken: set[int] = set()
    for kind, label in draw(st.lists(st.sampled_from(_KINDS), max_size=6)):
        first = draw(st.integers(0, len(tokens) - 1))
        last = min(first + draw(st.integers(0, 2)), len(tokens) - 1)
        start, end = tokens.start[first], tokens.end[last]
        inside = set(range(first, last + 1))
        blank = text[start].isspace() or text[end - 1].isspace()
        if blank or (kind in ("name", "date", "quantity") and inside & taken):
            continue
        taken |= inside if kind in ("name", "date", "quantity") else set()
        record.spans.append(Span(start, end, first, last, label, kind=kind, entity="e1"))
    record.entities = [Entity("e1", draw(st.sampled_from(["Mosul", "A {b} [c]", "x\ny"])), "city", kb_id="place:mosul")]
    for _ in range(draw(st.integers(0, 2)) if record.spans else 0):
        ends = [draw(st.sampled_from(record.spans)) for _ in range(2)]
        subject, object_ = (Argument("x", span.start, span.end, "e1") for span in ends)
        trigger = Trigger(tokens.start[0], tokens.end[0], "do")
        if not text[trigger.start : trigger.end].strip():
            continue
        record.statements.append(Statement("ATTACK", trigger, 0, subject, object_ if draw(st.booleans()) else None))
    return record
