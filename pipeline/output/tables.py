"""Facts as tables: CSV, Parquet, DataFrame, all of the same columns."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from pipeline.facts import Fact
from pipeline.output.files import replacing, through

if TYPE_CHECKING:
    import pandas as pd

#: A spreadsheet takes a cell that begins so for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

#: Facts in a row group of a Parquet file.
_GROUP = 1000

CATEGORIES = ("relation", "status", "date_precision", "acled", "plover", "cameo")
DATES = ("date_start", "date_end")
COLUMNS = tuple(field.name for field in msgspec.structs.fields(Fact))


def safe_cell(value: object) -> object:
    """A cell that no spreadsheet runs: text that looks like a formula gets an apostrophe in front."""
    if isinstance(value, str) and value.startswith(_FORMULA):
        return "'" + value
    return value


def flat_row(fact: Fact) -> dict[str, Any]:
    """A fact with scalar cells: lists joined by "; ", evidence as its sentences with document and link."""
    row: dict[str, Any] = {}
    for name in COLUMNS:
        value = getattr(fact, name)
        if name == "evidence":
            value = " | ".join(f"[{proof.doc}] {' '.join(proof.text.split())}" for proof in value)
        elif isinstance(value, list):
            value = "; ".join(value)
        elif isinstance(value, dict):
            value = "; ".join(f"{key}: {reason}" for key, reason in value.items())
        row[name] = value
    return row | {"link": next((proof.link for proof in fact.evidence if proof.link), None)}


def write_rows(path: Path, columns: Iterable[str], rows: Iterable[dict[str, Any]]) -> None:
    """Write a CSV (UTF-8 with a mark that spreadsheets know it by) whose cells are safe to open."""
    columns = list(columns)
    with replacing(path) as file:
        text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerow(columns)
        for row in rows:
            writer.writerow([safe_cell(row.get(column)) for column in columns])
        text.flush()
        text.detach()


def write_csv(path: Path, facts: Iterable[Fact]) -> None:
    """Write ``facts.csv``: a row a fact, the first link of the evidence in a column of its own."""
    write_rows(path, (*COLUMNS, "link"), map(flat_row, facts))


def write_parquet(path: Path, facts: Iterable[Fact]) -> None:
    """Write ``facts.parquet``: lists stay lists, the evidence is a list of structs, dates are dates.

    Takes a thousand facts at a time, so memory does not grow with their number.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema, rows = _parquet_schema(pa), map(_parquet_row, facts)

    def write(part: Path) -> None:
        with pq.ParquetWriter(part, schema, compression="zstd") as file:
            while group := list(islice(rows, _GROUP)):
                file.write_table(pa.Table.from_pylist(group, schema=schema))

    through(path, write)


def _parquet_row(fact: Fact) -> dict[str, Any]:
    row: dict[str, Any] = msgspec.to_builtins(fact)
    row["why"] = list(row["why"].items())
    for proof in row["evidence"]:
        proof["marks"] = [{"start": start, "end": end, "role": role} for start, end, role in proof["marks"]]
        proof["said"] = list(proof["said"].items())
    for name in DATES:
        row[name] = _as_date(row[name])
    return row


def _as_date(iso: str | None) -> Any:
    from datetime import date

    try:
        return date.fromisoformat(iso) if iso else None
    except ValueError:
        return None


def _parquet_schema(pa: Any) -> Any:
    """Fixed types, so that an empty column has the type of a full one."""
    text, number, whole = pa.string(), pa.float64(), pa.int64()
    mark = pa.struct([("start", whole), ("end", whole), ("role", text)])
    whole_fields = {"start", "end", "raw_start", "raw_end", "raw_line"}
    proof = [(name, whole if name in whole_fields else text) for name in _evidence_fields()]
    nested = {"seconds": number, "marks": pa.list_(mark), "rules": pa.list_(text), "said": pa.map_(text, text)}
    proof = [(name, nested.get(name, kind)) for name, kind in proof]
    special = {
        **dict.fromkeys(DATES, pa.date32()),
        **dict.fromkeys(("lat", "lon", "quantity_low", "quantity_high", "confidence"), number),
        **dict.fromkeys((name for name in COLUMNS if name.startswith("n_")), whole),
        **dict.fromkeys((name for name in COLUMNS if name.endswith("_names")), pa.list_(text)),
        **dict.fromkeys(("instrument", "speakers", "disputed_by"), pa.list_(text)),
        **dict.fromkeys(("fulfils", "fulfilled_by", "merged_by"), pa.list_(text)),
        "why": pa.map_(text, text),
        "evidence": pa.list_(pa.struct(proof)),
    }
    return pa.schema([(name, special.get(name, text)) for name in COLUMNS])


def _evidence_fields() -> list[str]:
    from pipeline.facts import Evidence

    return [field.name for field in msgspec.structs.fields(Evidence)]


def frame(facts: Iterable[Fact]) -> pd.DataFrame:
    """A DataFrame, one row a fact: dates as datetimes, codes as categories, names and evidence as lists."""
    import pandas as pd

    rows: list[dict[str, Any]] = [msgspec.to_builtins(fact) for fact in facts]
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    for name in DATES:
        table[name] = pd.to_datetime(table[name], errors="coerce")
    for name in CATEGORIES:
        table[name] = table[name].astype("category")
    for name in ("lat", "lon", "quantity_low", "quantity_high", "confidence"):
        table[name] = table[name].astype("float64")
    return table
