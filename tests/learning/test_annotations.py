"""Annotation that comes back from Prodigy and Label Studio."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from pipeline.documents import Document
from pipeline.learning.annotations import Annotated, import_annotations, read_annotations
from pipeline.learning.marked import MarkedMention, read_marked
from pipeline.learning.names import read_rows
from pipeline.output.exports import FORMATS, Job, export
from tests.output.records import records

TEXT = "Rebels left Basra on Monday. They moved on."


def span(words: str, label: str, **more: Any) -> dict[str, Any]:
    start = TEXT.index(words)
    return {"start": start, "end": start + len(words), "label": label, **more}


def prodigy(folder: Path, *tasks: dict[str, Any]) -> Path:
    file = folder / "p.jsonl"
    base = {"text": TEXT, "meta": {"id": "a", "published": "2023-05-02"}}
    file.write_text("".join(json.dumps(base | task) + "\n" for task in tasks))
    return file


def region(words: str, label: str, text: str = TEXT, name: str | None = None, shift: int = 0) -> dict[str, Any]:
    start = text.index(words) + shift
    value = {"start": start, "end": start + len(words), "text": words, "labels": [label]}
    return {"type": "labels", "value": value} | ({"meta": {"text": [name]}} if name else {})


def label_studio(folder: Path, *results: list[dict[str, Any]], text: str = TEXT, **more: Any) -> Path:
    file = folder / "l.json"
    done = [{"id": i, "result": result, "was_cancelled": False} for i, result in enumerate(results)]
    task = {"id": 7, "data": {"text": text, "doc": "a", "published": "2023-05-02"}, "annotations": done}
    file.write_text(json.dumps([task | more]))
    return file


def only(path: Path, **more: Any) -> Annotated:
    (found,) = read_annotations(path, **more)
    return found


def mentions(found: Annotated) -> list[MarkedMention]:
    assert found.text is not None
    return found.text.mentions


def test_prodigy_spans_become_mentions(tmp_path: Path) -> None:
    spans = [span("Basra", "LOC", name="Basra"), span("Monday", "DATE", name="2023-05-01"), span("Rebels", "ORG")]
    found = only(prodigy(tmp_path, {"spans": spans, "mentions": [span("They", "pro", name="Rebels")]}))
    assert found.text
    assert (found.text.id, found.text.published, found.text.text) == ("a", "2023-05-02", TEXT)
    assert [(m.kind, m.name) for m in mentions(found)] == [
        ("ORG", "?"), ("LOC", "Basra"), ("DATE", "2023-05-01"), ("pro", "Rebels"),
    ]  # fmt: skip


def test_label_studio_regions_become_mentions(tmp_path: Path) -> None:
    arrow = {"type": "relation", "from_id": "x", "to_id": "y", "labels": ["ATTACK"]}
    found = only(label_studio(tmp_path, [region("Basra", "LOC", name="Basra"), region("They", "pro"), arrow]))
    assert mentions(found) == [MarkedMention(12, 17, "LOC", "Basra"), MarkedMention(29, 33, "pro", "?")]
    assert (found.spans, found.relations) == (2, 1)


def test_json_min_is_read(tmp_path: Path) -> None:
    task = {"id": 3, "text": TEXT, "doc": "a", "published": "2023-05-02", "label": [region("Basra", "LOC")["value"]]}
    (tmp_path / "m.json").write_text(json.dumps([task]))
    assert mentions(only(tmp_path / "m.json")) == [MarkedMention(12, 17, "LOC", "?")]


def test_the_ground_truth_counts_else_the_newest(tmp_path: Path) -> None:
    results = [[region("Basra", "LOC")], [region("Rebels", "ORG")], [region("Monday", "DATE")]]
    file = label_studio(tmp_path, *results)
    tasks = json.loads(file.read_text())
    for done, day in zip(tasks[0]["annotations"], ("2023-01-01", "2023-01-03", "2023-01-02"), strict=True):
        done["updated_at"] = day
    file.write_text(json.dumps(tasks))
    assert [m.kind for m in mentions(only(file))] == ["ORG"]
    tasks[0]["annotations"][0]["ground_truth"] = True
    file.write_text(json.dumps(tasks))
    assert [m.kind for m in mentions(only(file))] == ["LOC"]


def test_offsets_in_utf_16_are_understood(tmp_path: Path) -> None:
    text = "👩‍🚒👩‍🚒 left Basra"
    found = only(label_studio(tmp_path, [region("Basra", "LOC", text, shift=4)], text=text))
    (mention,) = mentions(found)
    assert text[mention.start : mention.end] == "Basra"
    assert found.left_out == []


@pytest.mark.parametrize(
    ("task", "reason"),
    [
        ({"answer": "reject"}, "answer 'reject'"),
        ({"answer": "ignore"}, "answer 'ignore'"),
        ({"text": " "}, "no text"),
        ({"meta": {"id": "a"}}, "no day of publication: say one with --published"),
        ({"meta": {"id": "a", "published": "May"}}, "no day of publication: say one with --published"),
    ],
)
def test_a_task_without_a_text_says_why(tmp_path: Path, task: dict[str, Any], reason: str) -> None:
    found = only(prodigy(tmp_path, task))
    assert found.text is None
    assert [(out.doc, out.line, out.reason) for out in found.left_out] == [("a", 1, reason)]


@pytest.mark.parametrize("results", [[], [{"was_cancelled": True, "result": []}]])
def test_a_task_nobody_did_is_skipped(tmp_path: Path, results: list[dict[str, Any]]) -> None:
    found = only(label_studio(tmp_path, annotations=results))
    assert [out.reason for out in found.left_out] == ["no annotation, or a cancelled one"]


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (span("Basra", "TOWN"), "the label is no kind of mention"),
        ({"start": 5, "end": 5, "label": "LOC"}, "the offsets are none"),
        ({"start": -1, "end": 5, "label": "LOC"}, "the offsets are none"),
        ({"start": None, "end": 5, "label": "LOC"}, "the offsets are none"),
        ({"start": 5, "end": 500, "label": "LOC"}, "the text ends at 43"),
        ({"start": 6, "end": 7, "label": "LOC"}, "only blanks"),
        (span("Basra", "LOC", text="Mosul"), "the text there is not 'Mosul'"),
    ],
)
def test_a_span_that_is_no_mention_says_why(tmp_path: Path, bad: dict[str, Any], reason: str) -> None:
    found = only(prodigy(tmp_path, {"spans": [bad, span("Monday", "DATE")]}))
    assert [m.kind for m in mentions(found)] == ["DATE"]
    (out,) = found.left_out
    assert (out.file, out.line, out.doc, out.reason) == ("p.jsonl", 1, "a", reason)
    assert (out.start, out.end) == (bad["start"], bad["end"])


def test_a_span_that_cuts_a_word_is_taken_and_named(tmp_path: Path) -> None:
    found = only(prodigy(tmp_path, {"spans": [{"start": 13, "end": 16, "label": "LOC"}]}))
    assert [(m.start, m.end) for m in mentions(found)] == [(13, 16)]
    (out,) = found.left_out
    assert (out.taken, out.words, out.edges) == (True, "asr", (12, 17))


def test_blanks_at_the_ends_are_cut_off(tmp_path: Path) -> None:
    found = only(prodigy(tmp_path, {"spans": [span(" Basra ", "LOC")]}))
    assert [(m.start, m.end) for m in mentions(found)] == [(12, 17)]


@pytest.mark.parametrize(
    ("spans", "kept", "left"),
    [
        ([span("Basra on Monday", "nom"), span("Basra", "LOC")], ["LOC"], "overlaps LOC 12-17"),
        ([span("Basra", "LOC"), span("left Basra", "ORG")], ["ORG"], "overlaps ORG 7-17"),
        ([span("Basra", "LOC"), span("Basra", "LOC")], ["LOC"], "twice"),
    ],
)
def test_of_two_that_overlap_one_stays(tmp_path: Path, spans: list[Any], kept: list[str], left: str) -> None:
    found = only(prodigy(tmp_path, {"spans": spans}))
    assert [m.kind for m in mentions(found)] == kept
    assert [out.reason for out in found.left_out] == [left]


def test_other_labels_can_be_told(tmp_path: Path) -> None:
    found = only(prodigy(tmp_path, {"spans": [span("Basra", "GPE")]}), labels={"GPE": "LOC"})
    assert [m.kind for m in mentions(found)] == ["LOC"]


@pytest.mark.parametrize(
    ("content", "message"),
    [("", "is empty"), ("{no", r"x\.json:1: no JSON"), ("[no", r"x\.json: no JSON"), ("\n\n", "is empty")],
)
def test_a_file_of_no_tool_is_one_line(tmp_path: Path, content: str, message: str) -> None:
    (tmp_path / "x.json").write_text(content)
    with pytest.raises(ValueError, match=message):
        list(read_annotations(tmp_path / "x.json"))


def test_marked_texts_and_rows(tmp_path: Path) -> None:
    spans = [span("Basra", "LOC"), span("They", "pro"), span("Rebels left", "TOWN")]
    file = prodigy(tmp_path, {"spans": spans, "relations": [{}]}, {"answer": "reject"})
    done = import_annotations([file], tmp_path / "m.txt")
    assert (done.tasks, done.texts, done.spans, done.mentions, done.relations) == (2, 1, 3, 2, 1)
    assert done.reasons(tasks=True) == {"answer 'reject'": 1}
    assert done.reasons(tasks=False) == {"the label is no kind of mention": 1}
    (text,) = read_marked(tmp_path / "m.txt")
    assert [m.kind for m in text.mentions] == ["LOC", "pro"]
    import_annotations([file], tmp_path / "m.jsonl")
    (row,) = read_rows(tmp_path / "m.jsonl")
    assert [(m.start, m.end, m.label) for m in row.spans] == [(12, 17, "LOC")]
    left = [json.loads(line) for line in (tmp_path / "m.txt.left-out.jsonl").read_text().splitlines()]
    assert [each["words"] for each in left] == ["Rebels left", None]


def test_two_annotations_of_one_document_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"'a' was in p\.jsonl before"):
        import_annotations([prodigy(tmp_path, {}, {})], tmp_path / "m.txt")


@pytest.mark.parametrize("tool", ["prodigy", "label-studio"])
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(record=records())
def test_what_was_exported_comes_back(tmp_path: Path, tool: str, record: Document) -> None:
    path = export(tool, Job(tmp_path / FORMATS[tool].file), lambda: [record], list).path
    if tool == "label-studio":
        (task,) = json.loads(path.read_text())
        path.write_text(json.dumps([task | {"annotations": [{"result": task["predictions"][0]["result"]}]}]))
    found = only(path)
    lost = [out for out in found.left_out if not out.taken]
    assert found.spans == len(lost) + (len(found.text.mentions) if found.text else 0)
    if found.text is None:
        assert not record.text.strip()
        return
    assert found.text.text == record.text
    assert {out.reason.split()[0] for out in lost} <= {"overlaps", "twice", "the"}
    assert all(out.label == "ARGUMENT" for out in lost if out.reason.startswith("the"))
    spans = {(s.start, s.end) for s in record.spans}
    assert {(m.start, m.end) for m in found.text.mentions} <= spans
    names = {(s.start, s.end) for s in record.spans if s.kind in ("name", "date", "quantity")}
    assert names <= {(m.start, m.end) for m in found.text.mentions}
