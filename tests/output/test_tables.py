"""Tables of facts."""

from __future__ import annotations

import csv
from pathlib import Path

import msgspec
import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.facts import Evidence, Fact
from pipeline.output import tables
from pipeline.output.columns import COLUMNS, kinds
from pipeline.output.frames import facts_of, frame
from pipeline.output.tables import safe_cell, write_csv, write_parquet


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-2+3", "@SUM(A1)", "\tx", "\rx", "\nx", " =1", "\u200b=1", "\ufeff@x", "＝1", "\u202e=1", "\xa0+1"],
)
def test_no_cell_is_a_formula(text: str) -> None:
    assert safe_cell(text) == "'" + text


@pytest.mark.parametrize("value", ["plain", "a=b", "", None, -3.5, 4, "a\nb", " plain"])
def test_harmless_cells_stay(value: object) -> None:
    assert safe_cell(value) == value


@settings(deadline=None)
@given(st.text())
def test_no_text_becomes_a_formula(text: str) -> None:
    cell = str(safe_cell(text))
    assert not cell.lstrip().startswith(("=", "+", "-", "@"))
    assert cell.removeprefix("'") == text.removeprefix("'") or cell == text


def test_a_cell_is_no_longer_than_a_spreadsheets() -> None:
    cell = str(safe_cell("x" * 40_000))
    assert len(cell) == 32_767
    assert cell.endswith("characters are cut)")


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


def test_parquet_is_written_in_groups(tmp_path: Path, facts: list[Fact], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "_GROUP", 2)
    write_parquet(tmp_path / "f.parquet", facts * 3)
    file = pq.ParquetFile(tmp_path / "f.parquet")
    assert [file.metadata.row_group(i).num_rows for i in range(file.num_row_groups)] == [2, 2, 2]


def test_columns_follow_the_fields() -> None:
    class Wide(msgspec.Struct):
        text: str
        maybe: int | None
        part: float
        many: list[str]
        table: dict[str, str]
        deep: list[Evidence]

    assert list(kinds(Wide).values()) == ["text", "whole", "number", "texts", "table", "other"]


def test_a_frame_has_types(facts: list[Fact]) -> None:
    table = frame(facts)
    assert pd.api.types.is_datetime64_any_dtype(table["date_start"])
    assert isinstance(table["relation"].dtype, pd.CategoricalDtype)
    assert table["n_documents"].dtype == "Int64"
    assert table.loc[table["relation"] == "KILL", "quantity_high"].item() == 8.0
    assert isinstance(table["subject_names"].iloc[0], list)


@pytest.mark.parametrize(("day", "said"), [("0980-05-01", "0980-05-01"), ("9999-12-31", "9999-12-31"), ("May", "NaT")])
def test_a_frame_takes_any_day(facts: list[Fact], day: str, said: str) -> None:
    facts[0].date_start = day
    assert str(frame(facts)["date_start"].to_numpy()[0])[:10] == said


def test_an_empty_frame_has_its_columns() -> None:
    table = frame([])
    assert list(table.columns) == list(COLUMNS)
    assert list(facts_of(table)) == []


def test_a_frame_gives_its_facts_back(facts: list[Fact]) -> None:
    table = frame(facts).assign(mine=1)
    assert list(facts_of(table)) == facts
    assert list(facts_of(table[table.relation == "KILL"])) == [fact for fact in facts if fact.relation == "KILL"]


def test_parquet_gives_its_facts_back(tmp_path: Path, facts: list[Fact]) -> None:
    facts[0].why = {"place": "said before"}
    facts[0].evidence[0].raw_line = 3
    write_parquet(tmp_path / "f.parquet", facts)
    assert list(facts_of(pd.read_parquet(tmp_path / "f.parquet"))) == facts


def test_a_row_that_is_no_fact_is_named(facts: list[Fact]) -> None:
    table = frame(facts).drop(columns="id")
    with pytest.raises(ValueError, match=r"row 0 is no fact: .*id"):
        list(facts_of(table))
