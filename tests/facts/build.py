"""Small records for the tests of facts, output and running."""

from __future__ import annotations

from typing import Any

from pipeline.documents import Argument, Cut, Document, Entity, Origin, Quantity, Run, Sentence, Statement, Trigger

#: Listed actors and places of the test world, by the name that a text uses.
KNOWN = {
    "Blue Army": Entity("", "Blue Army", "military", kb_id="actor:blue", names=["the Blues"]),
    "Blue Guard": Entity("", "Blue Guard", "unit", kb_id="actor:guard", parents=["Blue Army"]),
    "Red Front": Entity("", "Red Front", "armed_group", kb_id="actor:red", names=["RF"]),
    "Aldar": Entity("", "Aldar", "city", kb_id="place:aldar", parents=["Nor"], lat=33.0, lon=44.0),
    "Old Quarter": Entity(
        "", "Old Quarter", "district", kb_id="place:oldq", parents=["Aldar", "Nor"], lat=33.1, lon=44.1
    ),
    "Nor": Entity("", "Nor", "country", kb_id="place:nor", lat=34.0, lon=43.0),
    "Radio Nor": Entity("", "Radio Nor", "media", kb_id="actor:radio"),
    "residents": Entity("", "residents", "people"),
    "Sami Haldun": Entity("", "Sami Haldun", "person"),
    "Haldun": Entity("", "Haldun", "person"),
}
ROLES = ("subject", "object", "place", "attributed_to")


def statement(
    relation: str = "CAPTURE", subject: str | None = "Blue Army", object: str | None = "Aldar", **more: Any
) -> dict[str, Any]:
    """The values of one statement, with names for arguments; ``names`` are further ones of an unlisted object."""
    return {"relation": relation, "subject": subject, "object": object, **more}


def document(
    doc_id: str,
    *statements: dict[str, Any],
    published: str | None = "2016-11-02",
    source: str | None = None,
    around: str = "",
) -> Document:
    """A record with one sentence for each statement, which spells its arguments around the relation's name.

    ``around`` are words that end each sentence.
    """
    text, sentences, told = "", [], []
    entities: dict[str, Entity] = {}
    for values in statements:
        start = len(text)
        arguments: dict[str, Argument] = {}
        for role in ("subject", "relation", "object", "place", "attributed_to"):
            word = values.get(role)
            if word is None:
                continue
            text += " " if len(text) > start else ""
            at = len(text)
            text += word
            if role == "relation":
                trigger = Trigger(at, len(text), word.lower())
            else:
                arguments[role] = _argument(word, at, entities)
                if role == "object":
                    arguments[role].names = values.get("names", [])
        text += f"{around}."
        sentences.append(Sentence(start, len(text), 0, 0))
        told.append(_statement(values, arguments, trigger, len(sentences) - 1))
        text += " "
    meta = {key: value for key, value in {"published": published, "source": source}.items() if value}
    origin = Origin([Run(0, len(text), 100, 100 + len(text))], [Cut(0, len(text), 7.0, "https://example.org/v?t=7")])
    return Document(doc_id, text, meta, origin, sents=sentences, entities=list(entities.values()), statements=told)


def _argument(word: str, at: int, entities: dict[str, Entity]) -> Argument:
    known = KNOWN.get(word)
    if known is None:
        return Argument(word, at, at + len(word))
    if word not in entities:
        values = {field: getattr(known, field) for field in known.__struct_fields__}
        entities[word] = Entity(**{**values, "id": f"e{len(entities) + 1}"})
    return Argument(known.name, at, at + len(word), entities[word].id)


def _statement(values: dict[str, Any], arguments: dict[str, Argument], trigger: Trigger, sentence: int) -> Statement:
    rest = {key: value for key, value in values.items() if key not in (*ROLES, "relation", "date", "quantity", "names")}
    start, end = values.get("date", (None, None))
    quantity = Quantity(*values["quantity"]) if "quantity" in values else None
    return Statement(
        relation=values["relation"],
        trigger=trigger,
        sentence=sentence,
        date_start=start,
        date_end=end,
        quantity=quantity,
        **arguments,
        **rest,
    )
