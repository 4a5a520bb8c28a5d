"""The command line: exit codes, and what goes where."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

import pipeline.cli
from pipeline.cli import app, main
from pipeline.documents import encode
from pipeline.facts import FactRules, merge
from pipeline.output.files import write_lines
from pipeline.running.results import write_all_facts
from tests.facts.build import document, statement

COMMANDS = [
    "extract",
    "facts",
    "report",
    "export",
    "show",
    "explain",
    "evaluate",
    "doctor",
    "train",
    "import",
    "rules check",
    "rules fit",
    "learn suggest",
    "learn review",
    "learn apply",
    "learn undo",
    "learn next",
]


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """A run's folder with two documents."""
    records = [document("a", statement(), statement("KILL", "Red Front", "residents")), document("sub/b", statement())]
    write_lines(tmp_path / "run" / "relations.jsonl", map(encode, records))
    write_all_facts(tmp_path / "run", merge(records, FactRules()))
    return tmp_path / "run"


def call(*arguments: object) -> tuple[int, str, str]:
    """Exit code, standard output, standard error."""
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    return result.exit_code, result.stdout, result.stderr


def fails(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    """The one line of a call that cannot be done."""
    monkeypatch.setattr(sys, "argv", ["sitrep", *map(str, arguments)])
    with pytest.raises(SystemExit) as stop:
        main()
    assert stop.value.code == 2
    error = capsys.readouterr().err
    assert "Traceback" not in error
    return error


@pytest.mark.parametrize("command", COMMANDS)
def test_every_help_has_an_example(command: str) -> None:
    code, text, _ = call(*command.split(), "--help")
    assert code == 0
    assert f"sitrep {command}" in " ".join(text.split())
    assert "Example:" in text


def test_the_version() -> None:
    assert call("--version")[:2] == (0, pipeline.__version__ + "\n")


@pytest.mark.parametrize("arguments", [["nonsense"], ["extract"], ["export", ".", "--to", "xls"], ["facts", "nowhere"]])
def test_a_wrong_call_is_2(arguments: list[str]) -> None:
    assert call(*arguments)[0] == 2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["extract", "nowhere.txt", "--out", "{tmp}"], "no such file or folder: 'nowhere.txt'"),
        (["extract", "{tmp}", "--out", "{tmp}/o", "--model", "nothing"], "no model 'nothing'"),
        (["extract", "{tmp}", "--out", "{tmp}/o", "--published", "yesterday"], "give a day as YYYY-MM-DD"),
        (["extract", "{tmp}", "--out", "{tmp}/o", "--engine", "spark"], "the engines are local, ray"),
        (["extract", "{tmp}", "--out", "{tmp}/o"], "no documents in {tmp}"),
        (["facts", "{tmp}"], "run 'sitrep extract INPUT --out"),
        (["export", "{tmp}", "--to", "csv"], "run 'sitrep extract INPUT --out"),
        (["report", "{tmp}"], "run 'sitrep extract INPUT --out"),
        (["report", "{tmp}", "--since", "June"], "'June' is no time: write a day as 2017-08-26, a month as 2017-08"),
    ],
)
def test_errors_are_one_line(
    arguments: list[str],
    message: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    error = fails(monkeypatch, capsys, *(part.format(tmp=tmp_path) for part in arguments))
    assert message.format(tmp=tmp_path) in error
    assert error.startswith("sitrep: ")
    assert error.count("\n") == 1


def test_facts_merges_again(out: Path) -> None:
    before = (out / "facts.jsonl").read_bytes()
    (out / "facts.jsonl").unlink()
    code, text, _ = call("facts", out)
    assert code == 0
    assert "Blue Army" in text
    assert len((out / "facts.jsonl").read_bytes().splitlines()) == len(before.splitlines())


def test_report_takes_conditions(out: Path) -> None:
    code, _, told = call("report", out, "--relation", "KILL", "--since", "1900-01-01")
    assert (code, told) == (0, "no fact of 2 is like that: relation KILL, since 1900-01-01\n")
    code, _, told = call("report", out, "--limit", 1)
    assert (code, told.startswith("the report shows 1 of 2 facts: narrow it")) == (0, True)


def test_report_prints_its_file(out: Path) -> None:
    code, text, _ = call("report", out)
    assert (code, text) == (0, f"{out / 'report.html'}\n")
    assert (out / "report.html").is_file()


def test_export_prints_its_file(out: Path) -> None:
    code, text, notes = call("export", out, "--to", "sqlite")
    assert (code, text) == (0, f"{out / 'sitrep.sqlite'}\n")
    assert "facts" in notes


def test_export_says_what_it_left_out(out: Path) -> None:
    code, text, notes = call("export", out, "--to", "acled", "--out", out / "a.csv", "--encoding", "utf-8")
    assert (code, text) == (0, f"{out / 'a.csv'}\n")
    assert "facts: 2 in = 0 out + 2 skipped (no event of ACLED's 2)" in notes
    assert (out / "a.csv").read_bytes().startswith(b"event_id_cnty")
    assert call("export", out, "--to", "csv", "--encoding", "latin-1")[0] == 2


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        (["--actor", "Blue Army"], 1),
        (["--actor", "Blue Army", "--actor", "actor:red"], 2),
        (["--place", "Aldar"], 1),
        (["--since", "2016"], 0),
    ],
)
def test_export_of_a_selection(out: Path, asked: list[str], count: int) -> None:
    code, _, notes = call("export", out, "--to", "geojson", "--out", out / "g.json", *asked)
    assert code == 0
    assert f"selected: {count} of 2 facts" in notes
    assert len(json.loads((out / "g.json").read_text())["features"]) == count


def test_import_counts_and_lists(out: Path, tmp_path: Path) -> None:
    assert call("export", out, "--to", "prodigy", "--out", tmp_path / "p.jsonl")[0] == 0
    tasks = [json.loads(line) for line in (tmp_path / "p.jsonl").read_text().splitlines()]
    tasks[0]["spans"] = [{"start": 0, "end": 9, "label": "GPE"}, {"start": 0, "end": 9, "label": "TOWN"}]
    tasks[1]["answer"] = "reject"
    (tmp_path / "p.jsonl").write_text("".join(json.dumps(task) + "\n" for task in tasks))
    code, text, notes = call("import", tmp_path / "p.jsonl", "--out", tmp_path / "m.txt", "--label", "GPE=LOC")
    assert (code, text) == (0, f"{tmp_path / 'm.txt'}\n")
    assert "tasks: 2 in = 1 out + 1 skipped (answer 'reject' 1)" in notes
    assert "spans: 2 in = 1 out + 1 left out (the label is no kind of mention 1)" in notes
    assert "=== a 2016-11-02\n[Blue Army]{LOC: ?}" in (tmp_path / "m.txt").read_text()
    assert "TOWN" in (tmp_path / "m.txt.left-out.jsonl").read_text()
    assert call("import", tmp_path / "p.jsonl", "--out", tmp_path / "m.txt", "--label", "GPE")[0] == 2


def test_show_a_document(out: Path) -> None:
    code, text, _ = call("show", "sub/b", "--run", out)
    assert code == 0
    assert "Blue Army CAPTURE Aldar." in text


def test_show_suggests_a_document(
    out: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "sub/b" in fails(monkeypatch, capsys, "show", "b", "--run", out)


def test_evaluate(out: Path, tmp_path: Path) -> None:
    (tmp_path / "gold").mkdir()
    gold = {"doc": "a", "relation": "CAPTURE", "subject": ["the Blues"], "object": ["Aldar"], "core": True}
    (tmp_path / "gold" / "a.jsonl").write_text(json.dumps(gold))
    code, text, _ = call("evaluate", "--gold", tmp_path / "gold", "--run", out, "--json")
    assert code == 0
    assert json.loads(text)["total"]["triple"] == {"p": 0.5, "r": 1.0, "f": pytest.approx(2 / 3)}


def test_what_waits_for_review_is_scored_when_asked(out: Path, tmp_path: Path) -> None:
    (tmp_path / "gold").mkdir()
    for name, relation in (("a", "CAPTURE"), ("b", "KILL")):
        gold = {"relation": relation, "subject": ["the Blues", "RF"], "object": ["Aldar", "residents"]}
        (tmp_path / "gold" / f"{name}.jsonl").write_text(json.dumps(gold))
    kept, review = (out / "facts.jsonl"), (out / "facts_review.jsonl")
    lines = kept.read_text().splitlines(keepends=True)
    kept.write_text(lines[0])
    review.write_text(lines[1])
    given = ("evaluate", "--gold", tmp_path / "gold", "--run", out, "--json")
    code, text, notes = call(*given)
    scored = json.loads(text)["total"]["system"]
    waiting = int(notes.partition("facts_review.jsonl: ")[2].partition(" for review, not scored (--review ")[0])
    assert (code, waiting > 0) == (0, True)
    code, text, notes = call(*given, "--review")
    assert (code, json.loads(text)["total"]["system"], notes) == (0, scored + waiting, "")


def test_evaluate_by_parts_and_fit(out: Path, tmp_path: Path) -> None:
    gold = {"relation": "CAPTURE", "subject": ["the Blues"], "object": ["Aldar"]}
    (tmp_path / "gold").mkdir()
    for name in "ab":
        (tmp_path / "gold" / f"{name}.jsonl").write_text(json.dumps(gold))
    split = tmp_path / "split.txt"
    split.write_text("tune a\nreport b\n")
    given = ("--gold", tmp_path / "gold", "--run", out, "--split", split)
    code, text, _ = call("evaluate", *given, "--json")
    assert (code, list(json.loads(text))) == (0, ["tune", "report"])
    assert "tune" in call("evaluate", *given)[1]
    assert call("rules", "fit", *given)[0] == 2


def test_the_confidence_is_fitted_and_measured_on_documents_left_out(tmp_path: Path) -> None:
    told = (statement(), statement("KILL", "Red Front", "residents"))
    records = [document(name, *told, source=name) for name in "abcd"]
    write_lines(tmp_path / "run" / "relations.jsonl", map(encode, records))
    (tmp_path / "gold").mkdir()
    for name in "abcd":
        gold = {"relation": "CAPTURE", "subject": ["the Blues"], "object": ["Aldar"]}
        (tmp_path / "gold" / f"{name}.jsonl").write_text(json.dumps(gold))
    given = ("--gold", tmp_path / "gold", "--run", tmp_path / "run")
    code, _, said = call("rules", "fit", *given, "--weight", 1, "--out", tmp_path / "configs")
    assert code == 0, said
    assert "8 facts in 4 documents (each counts 1)" in (tmp_path / "configs" / "confidence.json").read_text()
    assert "slope" in json.loads((tmp_path / "configs" / "facts.json").read_text())
    code, text, _ = call("evaluate", *given, "--held-out", "--json")
    assert (code, json.loads(text)["parts"]["all"]["n"]) == (0, 8)
    code, text, said = call("evaluate", *given, "--held-out", "--plot", tmp_path / "sure.svg")
    assert "expected calibration error" in text
    assert f"drawn: {tmp_path / 'sure.svg'}" in said
    assert "8 facts" in (tmp_path / "sure.svg").read_text(encoding="utf-8")
    assert call("evaluate", *given[:2], "--held-out")[0] == 2


def test_evaluate_wants_one_source_of_facts(out: Path) -> None:
    assert call("evaluate", "--gold", out)[0] == 2
    assert call("evaluate", "--gold", out, "--facts", out / "facts.jsonl", "--review")[0] == 2
    assert call("evaluate", "--models", "--plot", "sure.svg")[0] == 2


def test_doctor_names_what_it_found() -> None:
    code, text, _ = call("doctor")
    assert code in (0, 1)
    assert "pipeline.toml is right" in text
    assert "pip install -e" in text or "not installed" not in text


@pytest.mark.parametrize("module", ["pipeline", "pipeline.cli"])
def test_importing_is_fast(module: str) -> None:
    code = (
        f"import sys, {module}; print(sorted(set(sys.modules) & {{'spacy', 'pandas', 'torch', 'jinja2', 'pyarrow'}}))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_the_package_offers_its_functions() -> None:
    for name in ("extract", "read_documents", "read_facts", "to_docs"):
        assert callable(getattr(pipeline, name))
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = pipeline.nothing


def test_python_reads_what_the_command_wrote(out: Path) -> None:
    facts = pipeline.read_facts(out)
    assert sorted(facts["relation"]) == ["CAPTURE", "KILL"]
    assert [record.id for record in pipeline.read_documents(out / "relations.jsonl")] == ["a", "sub/b"]


def test_a_systems_error_has_no_number(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def stop() -> None:
        raise PermissionError(13, "Permission denied", "/x/facts.csv")

    monkeypatch.setattr(pipeline.cli, "app", stop)
    assert fails(monkeypatch, capsys) == "sitrep: Permission denied: /x/facts.csv\n"


MAKEFILE = Path(__file__).resolve().parents[1] / "Makefile"


def make(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Call the Makefile in a folder with an environment whose command prints its arguments."""
    shutil.copy(MAKEFILE, folder)
    command = folder / "env" / "bin" / "sitrep"
    command.parent.mkdir(parents=True)
    command.write_text("#!/bin/sh\nprintf '<%s>' \"$@\"\n")
    command.chmod(0o755)
    for name in ("pyproject.toml", "constraints.txt", "env/bin/python", "env/.runtime"):
        (folder / name).touch()
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("MAKE", "MFLAGS"))}
    return subprocess.run(
        ["make", "VENV=env", *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


needs_make = pytest.mark.skipif(shutil.which("make") is None, reason="there is no make")


@needs_make
@pytest.mark.parametrize(
    ("given", "passed"), [("my texts", "<my texts>"), ("a.txt b.txt", "<a.txt><b.txt>"), ("?.txt", "<a.txt><b.txt>")]
)
def test_make_takes_paths_with_spaces(tmp_path: Path, given: str, passed: str) -> None:
    (tmp_path / "my texts").mkdir()
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).touch()
    assert make(tmp_path, "extract", f"INPUT={given}", "OUT=my run").stdout == f"<extract>{passed}<--out><my run>"


@needs_make
def test_make_refuses_an_environment_with_a_space(tmp_path: Path) -> None:
    done = make(tmp_path, "report", "VENV=my env")
    assert done.returncode == 2
    assert "has a space in it" in done.stderr


@needs_make
def test_make_names_the_right_python(tmp_path: Path) -> None:
    old = tmp_path / "oldpython"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    done = make(tmp_path, "report", "VENV=other", f"PYTHON={old}")
    assert done.returncode == 2
    assert "Sitrep needs Python 3.10 to 3.13" in done.stderr
