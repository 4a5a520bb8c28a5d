"""The shipped JSON Schemas are those of the code, and real lines keep to them."""

from __future__ import annotations

import json

import jsonschema
import msgspec
import pytest

from pipeline.documents import Document
from pipeline.facts import Fact
from pipeline.output.schemas import FOLDER, KINDS, schema


@pytest.mark.parametrize("name", KINDS)
def test_the_shipped_schema_is_up_to_date(name: str) -> None:
    shipped = json.loads((FOLDER / f"{name}.schema.json").read_text())
    assert shipped == msgspec.json.decode(msgspec.json.encode(schema(name))), "run python -m pipeline.output.schemas"


def test_lines_are_valid(record: Document, facts: list[Fact]) -> None:
    for name, value in [("document", record), *(("fact", fact) for fact in facts)]:
        jsonschema.Draft202012Validator(schema(name)).validate(json.loads(msgspec.json.encode(value)))
