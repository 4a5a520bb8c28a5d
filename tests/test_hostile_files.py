"""Files of rules, records and decisions that are broken or made to do harm: one clear line, and nothing worse."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from rich.console import Console

from pipeline.actors.knowledge import Actor, Demonyms, read_entries
from pipeline.cleaning.settings import Settings as CleaningSettings
from pipeline.cli import _said
from pipeline.documents import Document, Entity, Sentence, Span, Tokens, decode, to_doc
from pipeline.learning.annotations import read_annotations
from pipeline.learning.corpora import load_manifest
from pipeline.learning.evaluate import read_gold, read_system
from pipeline.learning.marked import read_marked
from pipeline.learning.review.files import read_back, write_for
from pipeline.learning.suggestions import Proof, Suggestion, read_suggestions
from pipeline.output.files import read_documents, read_facts
from pipeline.output.harmless import harmless
from pipeline.output.terminal import document_view
from pipeline.packing import packed
from pipeline.relations.ontology import load_ontology
from pipeline.resources import configs_dir, read_yaml
from pipeline.running.settings import load_settings

LAUGHS = "a0: &a0 [lol]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 40))
ESCAPES = "\x1b[2J\x1b]0;title\x07 \x9b31m \u202egnp.exe\u2066 \r\x08\x7f"
WITHOUT_UTF8 = b'{"id": "\xff\xfe"}\n'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (LAUGHS, "its anchors make more than 1,000,000 values"),
        ("places: &a {x: *a}\n", "anchors|not readable as YAML|Expected"),
        ("places: " + "[" * 5_000, "not readable as YAML"),
        ("places: {x: 2016-13-45}\n", "not readable as YAML"),
        ("? [a]\n: b\n", "rules.yaml"),
        ("places: !!python/object/apply:os.system [ls]\n", "not readable as YAML"),
        ("places: [\n", r"rules\.yaml:\d+: not readable as YAML"),
        ("- a\n", "Expected `object`"),
    ],
)
def test_bad_yaml_is_one_line_with_its_file(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "rules.yaml"
    file.write_text(text)
    for shape in (Demonyms, CleaningSettings):
        with pytest.raises(ValueError, match=r"rules\.yaml") as caught:
            read_yaml(file, shape)
    with pytest.raises(ValueError, match=message):
        read_yaml(file, Demonyms)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "text",
    ["relations: x", "relations: {}\nclasses: {a: [{b: c}]}", "relations: {}\ninstruments: [a]", "verbs: 2016-00-01",
     "relations: {A: {gloss: x, kind: event, subject: [], object: [], frames: [{verbs: [' ']}]}}"],
)  # fmt: skip
def test_a_bad_ontology_is_one_line_with_its_file(tmp_path: Path, text: str) -> None:
    (tmp_path / "ontology.yaml").write_text(text)
    (tmp_path / "grammar.yaml").write_bytes((configs_dir() / "grammar.yaml").read_bytes())
    with pytest.raises(ValueError, match=r"ontology\.yaml"):
        load_ontology(tmp_path)


@pytest.mark.parametrize(
    "read", [read_suggestions, read_marked, read_annotations, read_documents, read_facts, read_system]
)
@pytest.mark.parametrize("data", [WITHOUT_UTF8, b'{"id": ' + b"[" * 100_000, b"[{]"], ids=["bytes", "deep", "broken"])
def test_a_broken_file_is_named(tmp_path: Path, read: object, data: bytes) -> None:
    (tmp_path / "broken.jsonl").write_bytes(data)
    with pytest.raises(ValueError, match=r"broken\.jsonl"):
        list(read(tmp_path / "broken.jsonl"))  # type: ignore[operator]


@pytest.mark.parametrize(
    "line", ["{}", '{"relation": "A", "quantity": [1]}', '{"relation": "A", "quantity": {"low": "x"}}']
)
def test_a_line_that_is_no_gold_fact_is_named(tmp_path: Path, line: str) -> None:
    (tmp_path / "a.jsonl").write_text(line)
    with pytest.raises(ValueError, match=r"a\.jsonl, line 1"):
        read_gold(tmp_path)


@pytest.mark.parametrize("load", [load_settings, load_manifest])
@pytest.mark.parametrize("data", [WITHOUT_UTF8, b"a = " + b"[" * 100_000, b"a = 2016-99-99"])
def test_bad_toml_is_one_line_with_its_file(tmp_path: Path, load: object, data: bytes) -> None:
    (tmp_path / "x.toml").write_bytes(data)
    with pytest.raises(ValueError, match=r"x\.toml"):
        load(tmp_path / "x.toml")  # type: ignore[operator]


def test_bad_entries_are_problems_with_their_lines(tmp_path: Path) -> None:
    (tmp_path / "actors.jsonl").write_text('{"id": 1}\n' + "[" * 100_000 + "\n[]\n")
    entries, problems = read_entries(tmp_path / "actors.jsonl", Actor)
    assert (entries, [problem.line for problem in problems]) == ([], [1, 2, 3])
    (tmp_path / "actors.jsonl").write_bytes(WITHOUT_UTF8)
    with pytest.raises(ValueError, match=r"actors\.jsonl: no UTF-8 text"):
        read_entries(tmp_path / "actors.jsonl", Actor)


@pytest.mark.parametrize("form", ["csv", "prodigy", "label-studio"])
@pytest.mark.parametrize("data", [WITHOUT_UTF8, b"[3]", b'[{"annotations": [3]}]', b'id,decision\n"' + b"x" * 200_000])
def test_bad_decisions_are_refused_with_their_file(tmp_path: Path, form: str, data: bytes) -> None:
    (tmp_path / "decided").write_bytes(data)
    if form == "csv" and data.startswith(b"["):  # a table without the columns that are read
        data = WITHOUT_UTF8
        (tmp_path / "decided").write_bytes(data)
    with pytest.raises(ValueError, match="decided"):
        read_back(form, tmp_path / "decided", [])


def test_an_answer_of_another_kind_is_refused(tmp_path: Path) -> None:
    (tmp_path / "decided").write_text('{"answer": {}}')
    with pytest.raises(ValueError, match="decided:1: no answer"):
        read_back("prodigy", tmp_path / "decided", [])


def test_damaged_packing_is_told_with_the_file(tmp_path: Path) -> None:
    data = bytearray(packed(b'{"id": "a", "text": "x"}\n' * 100, "a.gz"))
    data[20] ^= 255
    (tmp_path / "clean.jsonl.gz").write_bytes(data)
    with pytest.raises(ValueError, match=r"clean\.jsonl\.gz: its packing is damaged"):
        list(read_documents(tmp_path / "clean.jsonl.gz"))


# --- records ---


@pytest.mark.parametrize(
    "change",
    [
        {"morph": [7]}, {"morph": [-5]}, {"head": [9], "dep": ["x"]}, {"head": [-(2**63)], "dep": ["x"]},
        {"tag": ["X", "Y"]}, {"start": [-1]}, {"pos": ["NO_SUCH_POS"], "tag": ["X"], "lemma": [""]},
    ],
)  # fmt: skip
def test_layers_that_do_not_fit_are_refused(make_doc: object, change: dict[str, object]) -> None:
    from spacy.vocab import Vocab

    tokens = msgspec.structs.replace(Tokens([0], [4]), **change)
    with pytest.raises(ValueError, match="document 'a'"):
        to_doc(Document("a", "Army", tokens=tokens, sents=[Sentence(0, 4, 0, 0)]), Vocab())


@pytest.mark.parametrize(("first", "last"), [(-2, 0), (0, 9), (3, 1)])
def test_a_span_outside_the_text_is_refused(first: int, last: int) -> None:
    from spacy.vocab import Vocab

    record = Document("a", "Army", tokens=Tokens([0], [4]), spans=[Span(0, 4, first, last, "ORG")])
    with pytest.raises(ValueError, match="document 'a'"):
        to_doc(record, Vocab())


def test_a_line_nested_too_deep_is_no_record() -> None:
    with pytest.raises(ValueError, match=r"recursion|depth"):
        decode(b'{"id": "a", "text": "", "meta": {"x": ' + b"[" * 100_000)


# --- terminals and spreadsheets ---


def test_nothing_that_a_terminal_obeys_gets_through() -> None:
    shown = harmless(ESCAPES)
    assert (len(shown), shown.isprintable(), "gnp.exe" in shown) == (len(ESCAPES), True, True)


def test_a_document_cannot_give_orders_to_the_terminal() -> None:
    record = Document(ESCAPES, f"The army left. {ESCAPES}", {"title": ESCAPES, "source": f"[bold]{ESCAPES}[/nothing]"})
    record.entities = [Entity(ESCAPES, ESCAPES, ESCAPES, ESCAPES)]
    console = Console(width=200, record=True, file=None, force_terminal=False)
    with console.capture() as captured:
        console.print(document_view(record))
    assert all(char.isprintable() or char == "\n" for char in captured.get())
    assert "[bold]" in captured.get()


def test_an_error_cannot_either() -> None:
    assert _said(ValueError(f"no document {ESCAPES}")).isprintable()
    assert _said(FileNotFoundError(2, "No such file", ESCAPES)).isprintable()


def test_a_suggestion_cannot_either() -> None:
    describe = pytest.importorskip("pipeline.learning.review.screen", reason="the review screen is an extra").describe
    one = Suggestion(
        id="a", kind="alias", name=ESCAPES, score=0.5, proofs=[Proof(ESCAPES, ESCAPES, 0, 3)], note=ESCAPES
    )
    assert all(char.isprintable() or char == "\n" for char in describe(one).plain)


@pytest.mark.parametrize("name", ["=cmd()", "+1", "-1", "@x", "\t=1", "＝1", " =1", "\u200b=1"])
def test_the_table_to_decide_in_holds_no_formula(tmp_path: Path, name: str) -> None:
    one = Suggestion(id="alias-1", kind="alias", name=name, score=0.5, aliases=[name], proofs=[Proof(name, name, 0, 1)])
    write_for("csv", tmp_path / "a.csv", [one])
    cells = (tmp_path / "a.csv").read_text(encoding="utf-8-sig")
    assert f",'{name}" in cells or f",\"'{name}" in cells
    assert f",{name}" not in cells
