"""What the README and the docs show: links lead somewhere, snippets are in the form that the code reads."""

from __future__ import annotations

import ast
import json
import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec
import pytest
import typer.main
from ruamel.yaml import YAML
from typer.testing import CliRunner

from pipeline.actors.knowledge import read_entries
from pipeline.actors.schema import Actor, ActorType, Place, PlaceType
from pipeline.cli import app
from pipeline.documents import Document, Entity, Span, Statement, Tokens
from pipeline.facts.models import Evidence, Fact
from pipeline.learning.review.files import save
from pipeline.learning.suggestions import read_suggestions
from pipeline.output.exports import FORMATS
from pipeline.relations.grammar import load_grammar
from pipeline.relations.ontology import Ontology
from pipeline.resources import configs_dir
from pipeline.running.model import load_model
from pipeline.running.results import run_facts
from pipeline.running.runner import Options, run
from pipeline.running.settings import load_settings

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / "README.md", ROOT / "data" / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
COMMAND = typer.main.get_command(app)


class Block(NamedTuple):
    """A fenced block of a page; ``line`` is its first line."""

    page: Path
    line: int
    language: str
    text: str

    def __str__(self) -> str:
        return f"{self.page.relative_to(ROOT)}:{self.line}"


def blocks(language: str) -> list[Block]:
    return [block for page in PAGES for block in _blocks_of(page) if block.language == language]


def _blocks_of(page: Path) -> Iterator[Block]:
    opened: tuple[int, str, str] | None = None
    lines: list[str] = []
    for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), start=1):
        fence = re.match(r"( *)```(\w*)", line)
        if not fence:
            lines.append(line)
        elif opened:
            yield Block(page, opened[0], opened[1], "\n".join(each.removeprefix(opened[2]) for each in lines))
            opened = None
        else:
            opened, lines = (number + 1, fence[2], fence[1]), []


def shell_lines() -> list[tuple[str, str]]:
    """(where, command) of every line of the shell blocks, comments off."""
    found = []
    for block in blocks("sh"):
        for line in block.text.splitlines():
            command = line.partition(" #")[0].strip()
            if command:
                found.append((str(block), command))
    return found


SITREP = [pytest.param(line, id=f"{where} {line}") for where, line in shell_lines() if line.startswith("sitrep ")]
MAKE = [pytest.param(line, id=f"{where} {line}") for where, line in shell_lines() if line.startswith("make ")]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_to_files(page: Path) -> None:
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    targets = [target.partition("#")[0] for target in re.findall(r"\]\(([^)]+)\)", text) if "://" not in target]
    missing = [target for target in targets if target and not (page.parent / target).exists()]
    assert not missing


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_to_headings(page: Path) -> None:
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)]+#[^)]+)\)", text):
        path, _, anchor = target.partition("#")
        other = page.parent / path if path else page
        assert anchor in _anchors(other), target


def _anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading).strip().casefold().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("line", SITREP)
def test_commands_exist(line: str) -> None:
    words = shlex.split(line)[1:]
    command = COMMAND
    while words and words[0] in getattr(command, "commands", {}):
        command = command.commands[words.pop(0)]  # type: ignore[attr-defined]
    assert not getattr(command, "commands", None), f"no such command: {line}"
    context = command.context_class(command, info_name="sitrep")
    _, unexpected, _ = command.make_parser(context).parse_args(args=words)
    assert not unexpected


@pytest.mark.parametrize("line", MAKE)
def test_make_targets_exist(line: str) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    target, *settings = shlex.split(line)[1:]
    assert re.search(rf"^{target}:", makefile, flags=re.MULTILINE)
    for setting in settings:
        assert re.search(rf"\b{setting.partition('=')[0]}\b", makefile)


@pytest.mark.parametrize("block", blocks("json"), ids=str)
def test_json_is_json(block: Block) -> None:
    assert isinstance(json.loads(block.text), dict)


@pytest.mark.parametrize("kind", [Actor, Place])
def test_knowledge_entries_load(kind: type[Actor] | type[Place], tmp_path: Path) -> None:
    lines = [block.text for block in blocks("json") if f'"{kind.__name__.lower()}:' in block.text[:20]]
    file = tmp_path / "entries.jsonl"
    for line in lines:
        file.write_text(line, encoding="utf-8")
        entries, problems = read_entries(file, kind)
        assert (len(entries), problems) == (1, [])
    assert lines


@pytest.mark.parametrize("block", blocks("python"), ids=str)
def test_python_compiles(block: Block) -> None:
    assert ast.parse(block.text).body


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder like a checkout in which ``make extract`` has run over two documents."""
    folder = tmp_path_factory.mktemp("checkout")
    (folder / "models").symlink_to(ROOT / "models")
    (folder / "data").mkdir()
    (folder / "data" / "sample").symlink_to(ROOT / "data" / "sample")
    inputs = [str(path) for path in sorted((folder / "data" / "sample").glob("tal-afar-*.txt"))]
    summary = run(inputs, folder / "data" / "output", Options(here=True))
    assert summary.failed == 0
    return folder


@pytest.mark.parametrize("page", ["README.md", "docs/notebook.md"])
def test_python_runs_from_top_to_bottom(page: str, checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(checkout)
    cells: dict[str, object] = {}
    for block in blocks("python"):
        if block.page == ROOT / page:
            exec(compile(block.text, str(block), "exec"), cells)
    assert len(cells["facts"])  # type: ignore[arg-type]


def test_page_of_exports_runs_from_top_to_bottom(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(checkout)
    page = ROOT / "docs" / "exports.md"
    exports = [line for where, line in shell_lines() if where.startswith("docs/exports.md") and " export " in line]
    assert {words[words.index("--to") + 1] for words in map(shlex.split, exports)} == FORMATS.keys() - {"parquet"}
    for line in exports:
        done = CliRunner().invoke(app, shlex.split(line)[1:])
        assert done.exit_code == 0, f"{line}: {done.output}"
    cells: dict[str, object] = {}
    for block in blocks("python"):
        if block.page == page:
            exec(compile(block.text, str(block), "exec"), cells)
    assert cells["docs"]


@pytest.mark.parametrize("block", blocks("yaml"), ids=str)
def test_relation_entry_loads(block: Block) -> None:
    entry = YAML(typ="safe", pure=True).load(block.text)
    ontology = Ontology({"relations": entry}, load_grammar(configs_dir()))
    assert ontology.relations.keys() == entry.keys()
    assert ontology.verbs


def test_tutorial_adds_a_relation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The entry of the page, put into the ontology: its examples hold, and its sentence tells what the page shows."""
    page = ROOT / "docs" / "relations.md"
    configs = tmp_path / "configs"
    shutil.copytree(ROOT / "configs", configs)
    entry = next(block.text for block in blocks("yaml") if block.page == page)
    with (configs / "ontology.yaml").open("a", encoding="utf-8") as ontology:
        ontology.write(f"\n{entry}\n")
    checked = CliRunner().invoke(app, ["rules", "check", str(configs)])
    assert (checked.exit_code, "the rules are right" in checked.output) == (0, True), checked.output
    monkeypatch.setenv("SITREP_CONFIGS", str(configs))
    sentence = next(
        words[2]
        for _, line in shell_lines()
        if (words := shlex.split(line))[:2] == ["sitrep", "explain"] and "smuggled" in line
    )
    statements = load_model(load_settings().model)(sentence)._.statements
    table = page.read_text(encoding="utf-8").partition("| relation | subject |")[2].partition("\n\n")[0]
    assert [_row(statement) for statement in statements] == table.splitlines()[2:]


def test_tutorial_learns_a_new_war(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The commands of the page, one after the other: what it shows is suggested, and told after it was applied."""
    page = (ROOT / "docs" / "learning.md").read_text(encoding="utf-8").partition("## What is suggested")[0]
    for name in ("models", "data"):
        (tmp_path / name).symlink_to(ROOT / name)
    shutil.copytree(ROOT / "configs", tmp_path / "configs")
    monkeypatch.setenv("SITREP_CONFIGS", str(tmp_path / "configs"))
    monkeypatch.chdir(tmp_path)
    rules = (tmp_path / "configs" / "actors.jsonl").read_bytes()
    commands = [line for line in page.splitlines() if line.startswith("sitrep ")]
    assert [shlex.split(line)[1:3] for line in commands[1:4]] == [
        ["learn", "suggest"],
        ["learn", "review"],
        ["learn", "apply"],
    ]
    suggested, told = (_cells(page, head) for head in ("| suggestion | is |", "| fact | known as |"))
    for line in commands[:-1]:
        if " review " in line:
            found = {one.name: one for one in read_suggestions(tmp_path / "build" / "velkania.jsonl")}
            for name, type_, names, above in suggested:
                one = found[name]
                assert (one.type, "; ".join([*one.aliases, *one.acronyms]), "; ".join(one.parents)) == (
                    type_,
                    names,
                    above,
                )
            assert "Smith" in found["Karel Doman"].aliases
            accept = [msgspec.structs.replace(one, decision="accept") for one in found.values()]
            save(tmp_path / "build" / "velkania.jsonl", accept)
        else:
            done = CliRunner().invoke(app, shlex.split(line)[1:])
            assert done.exit_code == 0, (line, done.output)
    facts = list(run_facts(tmp_path / "build" / "velkania"))
    for fact, entry in told:
        assert any(f"{one.subject} {one.relation} {one.object}" == fact and one.subject_id == entry for one in facts), (
            fact
        )
    done = CliRunner().invoke(app, shlex.split(commands[-1])[1:])
    assert done.exit_code == 0
    assert (tmp_path / "configs" / "actors.jsonl").read_bytes() == rules


def _cells(page: str, head: str) -> list[list[str]]:
    """The rows of the table that begins so."""
    table = page.partition(head)[2].partition("\n\n")[0]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in table.splitlines()[2:]]


def _row(statement: Statement) -> str:
    arguments = (statement.subject, statement.object, statement.place)
    names = [argument.name if argument else "" for argument in arguments]
    number = f"{statement.quantity.low:g}" if statement.quantity and statement.quantity.low else ""
    source = statement.attributed_to.name if statement.attributed_to else ""
    cells = [statement.relation, *names, statement.date_start or "", number, statement.status, source]
    return "| " + " | ".join(cells).replace("|  |", "| |") + " |"


def test_result_stands_in_the_first_screen() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    begin, end = text.index("<!-- result:begin -->"), text.index("<!-- result:end -->")
    assert text[begin:end].count("\n") > 5
    assert text[:end].count("\n") < 50


def _keys(model: type[msgspec.Struct]) -> set[str]:
    return {field.encode_name for field in msgspec.structs.fields(model)}


@pytest.mark.parametrize("model", [Document, Tokens, Span, Entity, Statement, Fact, Evidence])
def test_record_page_names_every_key(model: type[msgspec.Struct]) -> None:
    page = (ROOT / "docs" / "record.md").read_text(encoding="utf-8")
    assert _keys(model) <= set(re.findall(r"\w+", page))


@pytest.mark.parametrize("types", [ActorType, PlaceType])
def test_actors_page_names_every_type(types: object) -> None:
    page = (ROOT / "docs" / "actors.md").read_text(encoding="utf-8")
    assert " ".join(types.__args__) in page  # type: ignore[attr-defined]
