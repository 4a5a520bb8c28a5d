"""The JSON Schemas of a document's and a fact's line: ``python -m pipeline.output.schemas`` writes them anew."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from pipeline.documents import Document, Failure
from pipeline.facts import Fact
from pipeline.output.files import write_json

FOLDER = Path(__file__).resolve().parents[1] / "schemas"
KINDS = {"document": Document, "fact": Fact, "error": Failure}


def schema(name: str) -> dict[str, Any]:
    """The schema of one of :data:`KINDS`."""
    made = msgspec.json.schema(KINDS[name])
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": f"Sitrep {name}", **made}


def main() -> None:
    """Write all of them."""
    for name in KINDS:
        write_json(FOLDER / f"{name}.schema.json", schema(name))


if __name__ == "__main__":
    main()
