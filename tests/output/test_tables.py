"""Tables of facts."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from pipeline.facts import Fact
from pipeline.output.columns import COLUMNS
from pipeline.output.frames import frame
from pipeline.output.tables import safe_cell, write_csv, write_parquet


@pytest.mark.parametrize("text", ["=1+1", "+1", "-2+3", "@SUM(A1)", "\tx", "\rx"])
def test_no_cell_is_a_formula(text: str) -> None:
    assert safe_cell(text) == "'" + text


@pytest.mark.parametrize("value", ["plain", "a=b", "", None, -3.5, 4])
def test_harmless_cells_stay(value: object) -> None:
    assert safe_cell(value) == value


def test_csv_has_a_row_a_fact(tmp_path: Path, facts: list[Fact]) -> None:
    facts[0].subject = "=cmd()"
    write_csv(tmp_path / "f.csv", facts)
    with (tmp_path / "f.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["relation"] for row in rows] == [fact.relation for fact in facts]
    assert rows[0]["subject"] == "'=cmd()"
    assert list(rows[0]) == [*COLUMNS, "link"]
    assert rows[0]["link"] == "https://example.org/v?t=7"


def test_parquet_keeps_types(tmp_path: Path, facts: list[Fact]) -> None:
    write_parquet(tmp_path / "f.parquet", facts)
    table = pq.read_table(tmp_path / "f.parquet")
    assert table.column_names == list(COLUMNS)
    row = table.to_pylist()[0]
    assert row["date_start"].isoformat() == facts[0].date_start
    assert row["evidence"][0]["text"] == facts[0].evidence[0].text
    assert row["subject_names"] == facts[0].subject_names


def test_an_empty_parquet_has_the_same_types(tmp_path: Path, facts: list[Fact]) -> None:
    write_parquet(tmp_path / "f.parquet", facts)
    write_parquet(tmp_path / "e.parquet", [])
    assert pq.read_schema(tmp_path / "e.parquet").equals(pq.read_schema(tmp_path / "f.parquet"))


def test_a_frame_has_dates_and_categories(facts: list[Fact]) -> None:
    table = frame(facts)
    assert pd.api.types.is_datetime64_any_dtype(table["date_start"])
    assert isinstance(table["relation"].dtype, pd.CategoricalDtype)
    assert table.loc[table["relation"] == "KILL", "quantity_high"].item() == 8.0


def test_an_empty_frame_has_its_columns() -> None:
    assert list(frame([]).columns) == list(COLUMNS)
