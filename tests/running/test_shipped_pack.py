"""The sample texts through the shipped pack: every stage, every format of line."""

from __future__ import annotations

import json
import shutil
import warnings
from pathlib import Path

import jsonschema
import pytest
from typer.testing import CliRunner

import pipeline
from pipeline.cli import app
from pipeline.documents import encode, from_doc, to_doc
from pipeline.resources import configs_dir, models_dir
from pipeline.running.results import read_run
from pipeline.running.runner import Options, run
from pipeline.running.stages import NAMES

SAMPLE = Path(__file__).resolve().parents[2] / "data" / "sample"
SCHEMAS = Path(pipeline.__file__).parent / "schemas"

pytestmark = pytest.mark.skipif(not list(models_dir().glob("*/config.cfg")), reason="no pack is shipped")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run over the sample texts."""
    out = tmp_path_factory.mktemp("whole")
    summary = run([str(SAMPLE)], out, Options(here=True))
    assert summary.failed == 0
    return out


@pytest.mark.parametrize(("name", "schema"), [*((name, "document") for name in NAMES), ("facts", "fact")])
def test_every_line_keeps_to_its_schema(whole: Path, name: str, schema: str) -> None:
    validator = jsonschema.Draft202012Validator(json.loads((SCHEMAS / f"{schema}.schema.json").read_text()))
    lines = (whole / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    assert lines
    for line in lines:
        validator.validate(json.loads(line))


@pytest.mark.parametrize("first", NAMES[1:])
def test_a_stage_alone_gives_the_same_bytes(whole: Path, tmp_path: Path, first: str) -> None:
    run([str(whole)], tmp_path, Options(here=True, first=first))
    for name in [*NAMES[NAMES.index(first) :], "facts"]:
        assert (tmp_path / f"{name}.jsonl").read_bytes() == (whole / f"{name}.jsonl").read_bytes(), name


def test_records_and_docs_are_the_same(whole: Path) -> None:
    vocab = pipeline.load_model("en_sitrep_sm").vocab
    for record in read_run(whole):
        line = encode(record)
        assert encode(from_doc(to_doc(record, vocab))) == line


def test_layers_point_into_the_text(whole: Path) -> None:
    for record in read_run(whole):
        size, sents = len(record.text), len(record.sents)
        for span in record.spans:
            assert 0 <= span.start < span.end <= size
            assert record.tokens.start[span.token_start] == span.start
            assert record.tokens.end[span.token_end] == span.end
        for statement in record.statements:
            assert 0 <= statement.sentence < sents
            for part in (statement.subject, statement.object, statement.place, statement.trigger):
                assert part is None or 0 <= part.start <= part.end <= size


def test_facts_have_proofs(whole: Path) -> None:
    texts = {record.id: record.text for record in read_run(whole)}
    facts = pipeline.read_facts(whole)
    assert len(facts) > 20
    for proofs in facts["evidence"]:
        assert proofs
        assert all(texts[proof["doc"]][proof["start"] : proof["end"]] == proof["text"] for proof in proofs)


def test_extract_gives_a_frame(whole: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)
        facts = pipeline.extract(SAMPLE / "tal-afar-article.txt")
    assert set(facts["n_documents"]) == {1}


def test_rules_that_no_model_can_be_loaded_with_are_not_right(tmp_path: Path) -> None:
    configs = tmp_path / "configs"
    shutil.copytree(configs_dir(), configs)
    words = configs / "grammar.yaml"
    lines = words.read_text(encoding="utf-8").splitlines()
    words.write_text("\n".join([*lines, "adverbs: ["]), encoding="utf-8")
    result = CliRunner().invoke(app, ["rules", "check", str(configs)])
    assert result.exit_code == 1
    assert f"{words}:{len(lines) + 1}: not readable as YAML" in result.stdout


def test_the_examples_of_all_rules_are_read_as_they_say() -> None:
    result = CliRunner().invoke(app, ["rules", "check"])
    assert result.exit_code == 0, result.output
