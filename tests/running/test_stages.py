"""The table of stages, and what their fingerprints depend on."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.resources import configs_dir
from pipeline.running.fingerprints import chain, digest, of_stages
from pipeline.running.model import ModelError, find_model, load_model
from pipeline.running.plan import Item, cut
from pipeline.running.settings import FactSettings
from pipeline.running.stages import NAMES, STAGES, before, between, fact_rules

OTHERS = {"pipeline.toml", "facts.json", "merging.yaml", "learning.yaml", "learned.jsonl"}


def test_every_knowledge_file_belongs_to_a_stage() -> None:
    files = {file.name for file in configs_dir().iterdir() if file.is_file()}
    claimed = {name for stage in STAGES for name in stage.configs}
    assert files - OTHERS == claimed


def test_the_stage_before() -> None:
    assert [before(name) for name in NAMES[1:]] == list(NAMES[:-1])
    with pytest.raises(ValueError, match="starts from the sources"):
        before("clean")


def test_stages_between() -> None:
    assert between("sentences", "actors") == ("sentences", "entities", "actors")
    with pytest.raises(ValueError, match="comes before"):
        between("actors", "clean")


def test_the_ontology_gives_the_rules_of_facts() -> None:
    rules = fact_rules(FactSettings())
    assert {"CLASH", "MEET", "AGREE", "ALLIED_WITH"} <= rules.symmetric
    assert "HAS_STRENGTH" in rules.objectless
    assert rules.coded("ATTACK", ["airstrikes"], None)[0] == "Air/drone strike"


def test_a_changed_knowledge_file_changes_its_stages(
    pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    configs = tmp_path / "configs"
    shutil.copytree(configs_dir(), configs)
    monkeypatch.setenv("SITREP_CONFIGS", str(configs))
    old = of_stages(pack)
    with (configs / "actors.jsonl").open("a") as file:
        file.write("\n")
    new = of_stages(pack)
    assert {name for name in NAMES if old[name] != new[name]} == {"actors"}


def test_a_changed_stage_changes_those_after_it() -> None:
    old = chain("start", {name: name for name in NAMES}, NAMES)
    new = chain("start", {name: name + "!" * (name == "entities") for name in NAMES}, NAMES)
    assert [name for name in NAMES if old[name] != new[name]] == ["entities", "actors", "relations"]


def test_where_parts_begin_matters() -> None:
    assert digest(["ab", "c"]) != digest(["a", "bc"])


@given(st.sets(st.text("abcdef", min_size=3, max_size=6), min_size=2, max_size=80), st.integers(1, 9))
def test_one_more_document_changes_one_shard_or_splits_it(ids: set[str], size: int) -> None:
    stages = {name: name for name in NAMES}
    items = [Item(name, name) for name in sorted(ids)]
    whole = list(cut(items, stages, NAMES, size))
    assert [item for shard in whole for item in shard.items] == items
    fewer = [item for item in items if item.id != min(ids, key=digest_of)]
    old = {shard.files["clean"] for shard in cut(fewer, stages, NAMES, size)}
    assert sum(shard.files["clean"] not in old for shard in whole) <= 2 + len(items) // (4 * size)


def digest_of(name: str) -> str:
    """Some order that is not the ids' own."""
    return digest([name])


def test_a_missing_model_is_explained() -> None:
    with pytest.raises(ModelError, match="no model 'en_nowhere': give the path"):
        find_model("en_nowhere")


def test_a_pack_keeps_its_own_components(pack: Path) -> None:
    assert load_model(str(pack)).component_names[0] == "sitrep_sentences"


def test_a_transformer_pack_says_what_it_needs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "config.cfg").write_text('[components.transformer]\nfactory = "transformer"\n')
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(ModelError, match=r"pip install -e '.\[trf\]'"):
        load_model(str(tmp_path))
