"""Reading files and records; bad ones give one clear failure each, and the others go on."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import sys
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.documents import Failure, RawDocument
from pipeline.packing import packed
from pipeline.reading import Source, read, read_again, read_ranges, reader, sources

SRT = "1\n00:00:01,000 --> 00:00:02,000\nOne came.\n"
TRANSCRIPT = (
    "---\nVideo Views: 3\n---\n# T\n*  One came [[00:00:01](https://v.example/?t=1)]\n*  and went. [[00:00:02](u)]\n"
)


def put(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def read_file(path: Path) -> list[RawDocument | Failure]:
    return [document for source in sources([str(path)]) if isinstance(source, Source) for document in read(source)]


def one(path: Path) -> RawDocument:
    (document,) = read_file(path)
    assert isinstance(document, RawDocument), document
    return document


def problem(path: Path) -> Failure:
    (found,) = read_file(path)
    assert isinstance(found, Failure), found
    return found


# --- one document a file ---


@pytest.mark.parametrize(
    ("name", "content", "form"),
    [
        ("a.txt", "The army came.", "text"),
        ("a", "The army came.", "text"),
        ("a.md", "# Title\n\nThe army came.\n\n- one\n- two\n", "text"),
        ("a.txt", TRANSCRIPT, "transcript"),
        ("a.md", "# T\n- One came (00:01)\n- and went (00:02)\n", "transcript"),
        ("a.txt", "0:01\nOne came\n0:05\nand went\n", "transcript"),
        ("a.html", "The army <b>came</b>.", "html"),
        ("a.txt", "<!DOCTYPE html><html><body>The army came.</body></html>", "html"),
        ("a.srt", SRT, "subtitles"),
        ("a.txt", SRT, "subtitles"),
        ("a.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\nOne came.\n", "subtitles"),
        ("a.json", json.dumps({"text": "x", "segments": [{"start": 0.0, "end": 1.0, "text": "One."}]}), "whisper"),
        ("a.json", json.dumps({"segments": [{"start": 0.0, "end": 1.0, "text": "One."}]}, indent=1), "whisper"),
        ("a.json", json.dumps([{"start": 0.0, "duration": 1.0, "text": "One."}]), "whisper"),
        ("a.txt", "He said at 10:30 that the army came. <no page>", "text"),
        ("a.txt", "[Reuters] The army came.\n\n[AP] It left.", "text"),
    ],
)
def test_format_is_seen(tmp_path: Path, name: str, content: str, form: str) -> None:
    document = one(put(tmp_path, name, content))
    assert (document.format, document.text) == (form, content)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    text = "“We won’t leave the café,” he said — and stayed in the town for two more weeks.\r\n"
    assert one(put(tmp_path, "a.txt", text.encode(encoding))).text == text


def test_other_alphabets_are_guessed(tmp_path: Path) -> None:
    text = "Войска вошли в город во вторник, сообщили официальные лица. Мост закрыт для движения. " * 4
    assert one(put(tmp_path, "a.txt", text.encode("cp1251"))).text == text


def test_declared_encoding_of_a_page(tmp_path: Path) -> None:
    page = '<html><head><meta charset="windows-1256"></head><body>دخل الجيش المدينة</body></html>'
    assert one(put(tmp_path, "a.html", page.encode("cp1256"))).text == page


def test_hash_is_of_the_bytes(tmp_path: Path) -> None:
    assert one(put(tmp_path, "a.txt", "The army")).sha256 == hashlib.sha256(b"The army").hexdigest()


def test_gzip(tmp_path: Path) -> None:
    document = one(put(tmp_path, "a.srt.gz", gzip.compress(SRT.encode())))
    assert (document.id, document.format, document.text) == ("a", "subtitles", SRT)


@pytest.mark.parametrize("name", ["a.meta.json", "a.txt.meta.json"])
def test_sidecar(tmp_path: Path, name: str) -> None:
    put(tmp_path, name, '{"published": "2015-03-12"}')
    assert one(put(tmp_path, "a.txt", "The army came.")).meta == {"published": "2015-03-12"}


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", "empty"),
        (b" \n ", "empty"),
        (b"%PDF-1.4 ...", "binary"),
        (b"\x89PNG\r\n\x1a\n...", "binary"),
        (bytes(range(32)) * 20, "binary"),
        (b"\x1f\x8b\x08\x00broken", "unreadable"),
    ],
)
def test_bad_files(tmp_path: Path, content: bytes, error: str) -> None:
    found = problem(put(tmp_path, "a.txt", content))
    assert (found.doc, found.error, found.stage, found.path) == ("a", error, "reading", str(tmp_path / "a.txt"))
    assert found.message
    assert "\n" not in found.message


@pytest.mark.parametrize("sidecar", ["{oops", "[1]"])
def test_broken_sidecar(tmp_path: Path, sidecar: str) -> None:
    put(tmp_path, "a.meta.json", sidecar)
    found = problem(put(tmp_path, "a.txt", "The army came."))
    assert (found.error, "a.meta.json" in found.message) == ("broken_sidecar", True)


def test_file_that_is_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MAX_BYTES", 2**20)
    assert problem(put(tmp_path, "a.txt", "a " * 2**20)).message.startswith("the file is larger than 1 MB")


def test_file_that_vanished(tmp_path: Path) -> None:
    (found,) = read(Source("a", str(tmp_path / "a.txt")))
    assert isinstance(found, Failure)
    assert found.error == "unreadable"


def test_note_of_the_id_travels(tmp_path: Path) -> None:
    put(tmp_path, "a.txt", "One.")
    put(tmp_path, "a.md", "Two.")
    assert all("named 'a'" in document.meta["id_note"] for document in read_file(tmp_path))  # type: ignore[union-attr]


# --- JSONL ---


def test_jsonl_records(tmp_path: Path) -> None:
    lines = '{"text": "One.", "id": "x", "date": "2016-11-01", "n": 3}\n\n{"text": "Two."}\n'
    first, second = read_file(put(tmp_path, "a.jsonl", lines))
    assert first == RawDocument(
        "x",
        "One.",
        "text",
        str(tmp_path / "a.jsonl"),
        1,
        hashlib.sha256(b"One.").hexdigest(),
        {"date": "2016-11-01", "n": 3},
    )
    assert isinstance(second, RawDocument)
    assert (second.id, second.line) == ("a:3", 3)


def test_prodigys_form(tmp_path: Path) -> None:
    line = '{"text": "One.", "meta": {"source": "Delta", "id": 7}, "spans": [], "answer": "accept", "_input_hash": 1}'
    document = one(put(tmp_path, "a.jsonl", line))
    assert (document.id, document.meta) == ("7", {"source": "Delta"})


@pytest.mark.parametrize(
    ("line", "error", "said"),
    [
        ("{oops", "broken_json", " at column 2"),
        ('{"text": "a\tb"}', "broken_json", "broken JSON: Invalid control character at column 12"),
        ('{"text": "One.", "id": "a\\u0000b"}', "bad_id", "the id 'a\\x00b' has control characters"),
        ("[1]", "wrong_type", "must be an object"),
        ('"text"', "wrong_type", "a string"),
        ('{"txt": "One."}', "missing_text", "its keys are: txt"),
        ('{"text": 5}', "wrong_type", "must be a string"),
        ('{"text": null}', "missing_text", "no 'text'"),
        ('{"text": "  "}', "empty", "'text' is empty"),
        ("[" * 100_000, "broken_json", "broken JSON"),
    ],
)
def test_bad_record_is_one_failure_and_the_others_go_on(tmp_path: Path, line: str, error: str, said: str) -> None:
    first, bad, last = read_file(put(tmp_path, "a.jsonl", f'{{"text": "One."}}\n{line}\n{{"text": "Two."}}\n'))
    assert isinstance(first, RawDocument)
    assert isinstance(last, RawDocument)
    assert isinstance(bad, Failure)
    assert (bad.line, bad.error, bad.doc) == (2, error, "a:2")
    assert said in bad.message


def test_record_that_is_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MAX_BYTES", 2**20)
    lines = '{"text": "One."}\n{"text": "' + "a " * 2**20 + '"}\n{"text": "Two."}\n'
    _, bad, last = read_file(put(tmp_path, "a.jsonl", lines))
    assert isinstance(bad, Failure)
    assert (bad.line, bad.error) == (2, "too_large")
    assert isinstance(last, RawDocument)
    assert last.line == 3


def test_page_in_a_record_stays_text_unless_it_says_so(tmp_path: Path) -> None:
    page = "<html><body><p>One.</p></body></html>"
    lines = "\n".join(json.dumps(record) for record in ({"text": page}, {"text": page, "format": "html"}))
    assert [document.format for document in read_file(put(tmp_path, "a.jsonl", lines))] == ["text", "html"]  # type: ignore[union-attr]


def test_transcript_in_a_record(tmp_path: Path) -> None:
    assert one(put(tmp_path, "a.jsonl", json.dumps({"text": TRANSCRIPT}))).format == "transcript"


def test_record_in_another_encoding(tmp_path: Path) -> None:
    first, second = read_file(put(tmp_path, "a.jsonl", b'{"text": "caf\xe9 hit"}\n' + '{"text": "café"}'.encode()))
    assert [document.text for document in (first, second)] == ["café hit", "café"]  # type: ignore[union-attr]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_jsonl_with_a_byte_order_mark(tmp_path: Path, encoding: str) -> None:
    found = read_file(put(tmp_path, "a.jsonl", '{"text": "Óne."}\n{"text": "Two."}\n'.encode(encoding)))
    assert [document.text for document in found] == ["Óne.", "Two."]  # type: ignore[union-attr]


def test_halves_of_surrogate_pairs_are_replaced(tmp_path: Path) -> None:
    document = one(put(tmp_path, "a.jsonl", '{"text": "a\\ud800b", "title": "\\udc00"}'))
    assert (document.text, document.meta["title"]) == ("a\ufffdb", "\ufffd")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.txt", "The army came."),
        ("a.html", "<html><body><p>The army came.</p></body></html>"),
        ("a.jsonl", '\ufeff{"text": "Óne.", "id": "x"}\n\nbroken\n{"text": "Two.", "title": "T"}\n'),
    ],
)
def test_a_document_can_be_read_again_from_its_place(tmp_path: Path, name: str, content: str) -> None:
    path = put(tmp_path, name, content)
    put(tmp_path, "a.meta.json", '{"source": "wire"}')
    for document, place in read_ranges(Source("a", str(path))):
        assert place is not None
        again = read_again(str(path), place, document.line)
        if isinstance(document, RawDocument) and isinstance(again, RawDocument):
            again.id = document.id
            assert again == document
        else:
            assert isinstance(document, Failure)
            assert isinstance(again, Failure)


@pytest.mark.parametrize("name", ["a.csv", "a.json", "a.jsonl.gz", "a.jsonl.zst"])
def test_what_cannot_be_found_by_its_bytes_says_so(tmp_path: Path, name: str) -> None:
    text = b"text\nOne.\n" if name == "a.csv" else b'{"text": "One."}\n'
    path = put(tmp_path, name, packed(text, name))
    ((document, place),) = read_ranges(Source("a", str(path)))
    assert isinstance(document, RawDocument)
    assert (document.text, place) == ("One.", None)


def test_a_damaged_zstandard_file_is_a_failure(tmp_path: Path) -> None:
    path = put(tmp_path, "a.jsonl.zst", packed(b'{"text": "One."}\n' * 9, "x.zst")[:-4])
    assert any(isinstance(found, Failure) and found.error == "unreadable" for found in read_file(path))


def test_jsonl_is_streamed(tmp_path: Path) -> None:
    path = put(tmp_path, "a.jsonl", (json.dumps({"text": "The army came. " * 700}) + "\n") * 2000)
    tracemalloc.start()
    assert sum(1 for _ in read(Source("a", str(path)))) == 2000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < path.stat().st_size / 4


# --- JSON and CSV ---


def test_json_array(tmp_path: Path) -> None:
    found = read_file(put(tmp_path, "a.json", '[\n {"text": "One."},\n {"txt": 1},\n {"text": "Two.", "id": "x"}\n]'))
    assert [(document.line, isinstance(document, Failure)) for document in found] == [(2, False), (3, True), (4, False)]


def test_broken_json_array(tmp_path: Path) -> None:
    first, bad = read_file(put(tmp_path, "a.json", '[{"text": "One."},\n{"text": }]'))
    assert isinstance(first, RawDocument)
    assert isinstance(bad, Failure)
    assert (bad.error, bad.line) == ("broken_json", 2)


def test_one_json_record(tmp_path: Path) -> None:
    document = one(put(tmp_path, "a.json", json.dumps({"text": "One.", "title": "T"}, indent=2)))
    assert (document.id, document.line, document.meta) == ("a", None, {"title": "T"})


def test_csv_lines_with_cells_of_several_lines(tmp_path: Path) -> None:
    table = 'id,Text,date\na,"One\ncame, he ""said""",2016\nb,Two.,2017\n'
    first, second = read_file(put(tmp_path, "a.csv", table))
    assert isinstance(first, RawDocument)
    assert isinstance(second, RawDocument)
    assert (first.id, first.text, first.line, first.meta) == ("a", 'One\ncame, he "said"', 2, {"date": "2016"})
    assert (second.id, second.line) == ("b", 4)


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_separators(tmp_path: Path, separator: str) -> None:
    table = f"title{separator}body\nT{separator}One came.\n"
    assert one(put(tmp_path, "a.csv", table)).text == "One came."


def test_large_cells(tmp_path: Path) -> None:
    assert len(one(put(tmp_path, "a.csv", "text\n" + "word " * 100_000)).text) >= 499_999


def test_csv_with_stray_bytes(tmp_path: Path) -> None:
    assert one(put(tmp_path, "a.csv", b"text,title\ncaf\xe9 hit,\xe9t\xe9\n")).text == "café hit"


def test_csv_without_a_text_column(tmp_path: Path) -> None:
    found = problem(put(tmp_path, "a.csv", "title,date\nT,2016\n"))
    assert (found.error, "none of the 2 columns" in found.message) == ("missing_text", True)


def test_row_of_another_width_is_one_failure(tmp_path: Path) -> None:
    bad, good = read_file(put(tmp_path, "a.csv", "id,text\na,One,came\nb,Two\n"))
    assert isinstance(bad, Failure)
    assert (bad.line, bad.error) == (2, "broken_csv")
    assert isinstance(good, RawDocument)


# --- standard input, and anything at all ---


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("The army came.", [("stdin", "text")]),
        ('{"text": "One."}\n{"text": "Two.", "id": "x"}\n', [("stdin:1", "text"), ("x", "text")]),
        (SRT, [("stdin", "subtitles")]),
    ],
)
def test_standard_input(monkeypatch: pytest.MonkeyPatch, content: str, expected: list[tuple[str, str]]) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content.encode())))
    found = [document for document in read(Source("stdin", "-")) if isinstance(document, RawDocument)]
    assert [(document.id, document.format) for document in found] == expected


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300), st.sampled_from(["a.txt", "a.jsonl", "a.json", "a.csv", "a.html", "a.gz"]))
def test_no_bytes_raise(tmp_path: Path, content: bytes, name: str) -> None:
    path = put(tmp_path, name, content)
    for document in read(Source("a", str(path))):
        assert isinstance(document, RawDocument | Failure)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).filter(str.strip))
def test_text_of_a_record_is_kept_as_it_is(tmp_path: Path, text: str) -> None:
    document = one(put(tmp_path, "a.jsonl", json.dumps({"text": text})))
    assert document.text == text
