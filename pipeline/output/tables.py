"""Facts as files of rows and columns: CSV and Parquet, written as they come."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any, Literal, TypeVar, get_args

import msgspec

from pipeline.facts import Fact
from pipeline.output.columns import COLUMNS, DATES, EVIDENCE, FACT, Kind
from pipeline.output.files import replacing, through

Encoding = Literal["utf-8-sig", "utf-8", "utf-16"]
ENCODINGS: tuple[Encoding, ...] = get_args(Encoding)

#: A spreadsheet takes a cell that begins so for a formula, some of them behind blanks and invisible characters too.
_FORMULA = re.compile(r"[\s\ufeff\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069]*[=+\-@＝＋－＠]|[\t\r\n]")

#: What a cell of Excel holds; it breaks a longer one into rows.
_CELL = 32_767

#: Rows of a row group of Parquet, which are in memory together.
_GROUP = 2_000

Row = TypeVar("Row")


def safe_cell(value: object) -> object:
    """A cell that no spreadsheet runs or breaks.

    Text that looks like a formula gets an apostrophe in front; text too long for a cell is cut, and says so.
    """
    if not isinstance(value, str):
        return value
    if _FORMULA.match(value):
        value = "'" + value
    if len(value) > _CELL:
        said = f" … ({len(value) - _CELL + 40:,} characters are cut)"
        value = value[: _CELL - len(said)] + said
    return value


def flat_row(fact: Fact) -> dict[str, Any]:
    """A fact with scalar cells: lists joined by "; ", evidence as its sentences with document and link."""
    row: dict[str, Any] = {}
    for name in COLUMNS:
        value = getattr(fact, name)
        if name == "evidence":
            value = " | ".join(f"[{proof.doc}] {' '.join(proof.text.split())}" for proof in value)
        elif isinstance(value, list):
            value = "; ".join(map(str, value))
        elif isinstance(value, dict):
            value = "; ".join(f"{key}: {reason}" for key, reason in value.items())
        row[name] = value
    return row | {"link": next((proof.link for proof in fact.evidence if proof.link), None)}


def write_rows(
    path: Path, columns: Iterable[str], rows: Iterable[dict[str, Any]], encoding: Encoding = "utf-8-sig"
) -> None:
    """Write a CSV whose cells are safe to open; by default UTF-8 with the mark that spreadsheets know it by."""
    columns = list(columns)
    with replacing(path) as file:
        text = io.TextIOWrapper(file, encoding=encoding, newline="")
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerow(columns)
        for row in rows:
            writer.writerow([safe_cell(row.get(column)) for column in columns])
        text.flush()
        text.detach()


def write_csv(path: Path, facts: Iterable[Fact], encoding: Encoding = "utf-8-sig") -> None:
    """Write ``facts.csv``: a row a fact, the first link of the evidence in a column of its own."""
    write_rows(path, (*COLUMNS, "link"), map(flat_row, facts), encoding)


def write_parquet(path: Path, facts: Iterable[Fact]) -> None:
    """Write ``facts.parquet``: lists stay lists, the evidence is a list of structs, dates are dates.

    Takes a thousand facts at a time, so memory does not grow with their number.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = _parquet_schema(pa)

    def fill(part: Path) -> None:
        with pq.ParquetWriter(part, schema, compression="zstd") as writer:
            for group in _groups(map(_parquet_row, facts)):
                writer.write_table(pa.Table.from_pylist(group, schema=schema))

    through(path, fill)


def _groups(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while group := list(islice(rows, _GROUP)):
        yield group


def _parquet_row(fact: Fact) -> dict[str, Any]:
    row: dict[str, Any] = msgspec.to_builtins(fact)
    _pairs(row, FACT)
    for proof in row["evidence"]:
        _pairs(proof, EVIDENCE)
        proof["marks"] = [{"start": start, "end": end, "role": role} for start, end, role in proof["marks"]]
    for name in DATES:
        row[name] = _as_date(row[name])
    return row


def _pairs(row: dict[str, Any], kinds: Mapping[str, Kind]) -> None:
    """Mappings as pairs, which is how Parquet takes them."""
    for name, kind in kinds.items():
        if kind == "table":
            row[name] = list(row[name].items())


def _as_date(iso: str | None) -> date | None:
    try:
        return date.fromisoformat(iso) if iso else None
    except ValueError:
        return None


def _parquet_schema(pa: Any) -> Any:
    """Fixed types, so that an empty column has the type of a full one."""
    types: dict[Kind, Any] = {
        "text": pa.string(),
        "whole": pa.int64(),
        "number": pa.float64(),
        "day": pa.date32(),
        "texts": pa.list_(pa.string()),
        "table": pa.map_(pa.string(), pa.string()),
    }
    mark = pa.struct([("start", pa.int64()), ("end", pa.int64()), ("role", pa.string())])
    nested = {"marks": pa.list_(mark)}
    proof = pa.struct([(name, nested[name] if kind == "other" else types[kind]) for name, kind in EVIDENCE.items()])
    nested["evidence"] = pa.list_(proof)
    return pa.schema([(name, nested[name] if kind == "other" else types[kind]) for name, kind in FACT.items()])
