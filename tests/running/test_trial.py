"""The pipeline under rules that are not in force."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from pipeline.resources import configs_dir
from pipeline.running.runner import Options
from pipeline.running.stages import known_names
from pipeline.running.trial import configured, facts_under

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("before", [None, "/somewhere"])
def test_the_folder_holds_inside_the_block_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: str | None
) -> None:
    monkeypatch.delenv("SITREP_CONFIGS", raising=False)
    if before:
        monkeypatch.setenv("SITREP_CONFIGS", before)
    with configured(tmp_path):
        assert configs_dir() == tmp_path
    assert os.environ.get("SITREP_CONFIGS") == before


def test_names_of_other_rules_are_not_remembered(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "configs", tmp_path / "configs")
    file = tmp_path / "configs" / "actors.jsonl"
    file.write_text('{"id": "actor:hezbollah", "name": "Another", "type": "party"}\n', encoding="utf-8")
    assert "Hezbollah" in known_names("actor:hezbollah")
    with configured(tmp_path / "configs"):
        assert known_names("actor:hezbollah") == ("Another",)
    assert "Hezbollah" in known_names("actor:hezbollah")


def test_facts_are_those_of_the_rules(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "configs", tmp_path / "configs")
    file = tmp_path / "configs" / "actors.jsonl"
    line = '{"id": "actor:harad-front", "name": "Harad Front", "type": "armed_group"}\n'
    file.write_text(file.read_text(encoding="utf-8") + line, encoding="utf-8")
    (tmp_path / "a.txt").write_text("The Harad Front captured Mosul on 3 March 2031.", encoding="utf-8")
    found = facts_under(tmp_path / "configs", [str(tmp_path / "a.txt")], tmp_path / "run", Options(workers=1))
    assert [(fact.relation, fact.subject_id) for fact in found] == [("CAPTURE", "actor:harad-front")]
