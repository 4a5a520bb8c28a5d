"""Parses written by hand: one line a sentence, ``word|lemma/TAG/label/head`` a token, heads counted from 1.

The lemma may be left out where it is the lower-case word. Names of the little world below become entities, whatever
sentence they stand in, so that a case needs no model and no knowledge file. A ``•`` begins an item of a list.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from spacy.tokens import Doc
from spacy.vocab import Vocab

from pipeline.documents import Block, Document, Entity, Span, Statement, Value
from pipeline.relations.confidence import load_confidence
from pipeline.relations.cues import load_cues
from pipeline.relations.grammar import load_grammar
from pipeline.relations.ontology import load_ontology
from pipeline.relations.parse import Parse
from pipeline.relations.statements import StatementReader
from pipeline.resources import configs_dir

#: surface -> (canonical name, type, kind)
WORLD = {
    "rebels": ("Rebels", "armed_group", "name"),
    "Rebel": ("Rebels", "armed_group", "name"),
    "Houthis": ("Houthis", "armed_group", "name"),
    "army": ("Army", "military", "name"),
    "Third Brigade": ("Third Brigade", "unit", "name"),
    "France": ("France", "country", "name"),
    "Italy": ("Italy", "country", "name"),
    "Turkish": ("Turkey", "country", "name"),
    "Yemen": ("Yemen", "country", "name"),
    "Mocha": ("Mocha", "city", "name"),
    "Taiz": ("Taiz", "city", "name"),
    "Salim Rafi": ("Salim Rafi", "person", "name"),
    "United Nations": ("United Nations", "igo", "name"),
    "they": ("Rebels", "armed_group", "pronoun"),
    "officials": ("officials", "government", "nominal"),
    "residents": ("residents", "people", "nominal"),
    "civilians": ("civilians", "people", "nominal"),
    "fighters": ("Rebels", "armed_group", "nominal"),
    "university": ("university", "facility", "nominal"),
}
DAYS = {"Friday": "2024-03-01", "Saturday": "2024-03-02"}
NUMBERS = {"two": 2, "three": 3, "six": 6, "16": 16, "400": 400}


def document(line: str) -> Doc:
    """The Doc of a line, with the entities, dates and numbers of the little world."""
    cells = [token.rsplit("/", 3) for token in line.split()]
    words = [cell[0].partition("|")[0] for cell in cells]
    doc = Doc(
        Vocab(),
        words=words,
        spaces=[
            w not in "-“" and n not in {".", ",", "-", "'s", "”"} for w, n in zip(words, [*words[1:], "."], strict=True)
        ],
        lemmas=[cell[0].partition("|")[2] or cell[0].partition("|")[0].lower() for cell in cells],
        tags=[cell[1] for cell in cells],
        deps=[cell[2] for cell in cells],
        heads=[int(cell[3]) - 1 for cell in cells],
    )
    bullets = [*(token.idx for token in doc if token.text == "•"), len(doc.text)]
    items = [Block(start, end, "item") for start, end in pairwise(bullets)]
    record = Document(id="hand", text=doc.text, meta={"published": "2024-03-05"}, blocks=items)
    for surface, entry in WORLD.items():
        _mention(doc, record, surface.split(), *entry)
    for token in doc:
        place = {"start": token.idx, "end": token.idx + len(token), "token_start": token.i, "token_end": token.i}
        if token.text.lower() in NUMBERS:
            number = NUMBERS[token.text.lower()]
            record.spans.append(Span(label="QUANTITY", kind="quantity", value=Value(low=number, high=number), **place))
        if token.text in DAYS:
            day = Value(DAYS[token.text], DAYS[token.text], "day")
            record.spans.append(Span(label="DATE", kind="date", value=day, **place))
    doc._.record = record
    return doc


def _mention(doc: Doc, record: Document, words: list[str], name: str, type_: str, kind: str) -> None:
    label = "PERSON" if type_ == "person" else "ORG"
    for i in range(len(doc) - len(words) + 1):
        span = doc[i : i + len(words)]
        if [t.text for t in span] != words:
            continue
        entity = next((e for e in record.entities if e.name == name), None)
        if entity is None:
            kb_id = f"x:{name}" if kind != "nominal" else None
            entity = Entity(id=f"e{len(record.entities)}", name=name, type=type_, kb_id=kb_id)
            record.entities.append(entity)
        entity.mentions.append(len(record.spans))
        record.spans.append(Span(span.start_char, span.end_char, i, i + len(words) - 1, label, kind, entity=entity.id))


@lru_cache(maxsize=1)
def _knowledge() -> tuple[object, ...]:
    configs = configs_dir()
    return load_ontology(configs), load_cues(configs), load_grammar(configs), load_confidence(configs)


def statements(line: str) -> list[Statement]:
    """What the relation stage reads from a line."""
    doc = document(line)
    return StatementReader(Parse(doc), doc._.record, *_knowledge()).read()  # type: ignore[arg-type]


def told(statement: Statement) -> str:
    """A statement as the tables write it: ``CAPTURE Rebels > Mocha @Mocha reported by officials``."""
    s = statement
    text = f"{s.relation} {s.subject.name if s.subject else '-'} > {s.object.name if s.object else '-'}"
    text += f" @{s.place.name}" if s.place else ""
    text += f" on {s.date_start}" if s.date_start else ""
    text += f" to {s.date_end}" if s.date_end != s.date_start else ""
    text += f" n={s.quantity.low:g}" if s.quantity and s.quantity.low is not None else ""
    text += f" with {', '.join(s.instrument)}" if s.instrument else ""
    text += "" if s.status == "asserted" else f" {s.status}"
    return text + (f" by {s.attributed_to.name}" if s.attributed_to else "")


def cases(path: Path) -> list[tuple[str, str, list[str]]]:
    """(name, parse line, expected statements) of a table: ``# name``, the parse, then a line ``= …`` a statement."""
    found: list[tuple[str, str, list[str]]] = []
    name = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            name = line[2:].strip()
        elif line.startswith("= "):
            found[-1][2].append(line[2:].strip())
        elif re.match(r"\S+/\S+/", line):
            found.append((name, line, []))
    return found
