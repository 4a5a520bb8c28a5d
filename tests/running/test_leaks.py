"""What a run says of itself has no word of the texts in it, whatever goes wrong; paths and ids aside."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest

from pipeline.cli import main
from pipeline.running import runner
from pipeline.running.runner import Options, run
from pipeline.running.settings import RunningSettings, Settings

WORD = "Quetzalbirne"
SENTENCE = f"The {WORD} brigade was quiet in {WORD} on Tuesday."


def write_texts(folder: Path) -> None:
    """Texts in all formats, good ones and ones that go wrong at every place where something can."""
    folder.mkdir()
    files = {
        "good.txt": f"{SENTENCE}\n\nNobody was hurt on the road.\n",
        "again.txt": f"{SENTENCE}\n\nNobody was hurt on the road.\n",
        "late.txt": f"{SENTENCE} Now please quote at once.",
        "long.txt": f"{SENTENCE} " * 500,
        "good.html": f"<html><head><title>{WORD}</title></head><body><p>{SENTENCE}</p></body></html>",
        "good.srt": f"1\n00:00:01,000 --> 00:00:02,000\n{WORD}: {SENTENCE}\n",
        "bad.ass": f"[Script Info]\nTitle: {WORD}\n{SENTENCE}\n[Events]\nFormat: {WORD}\nDialogue: {WORD}\n",
        "bad.ttml": f"<!DOCTYPE x [<!ENTITY e '{WORD}'>]><tt><p begin='x'>{SENTENCE}</p>",
        "segments.json": json.dumps({"segments": [{"start": 0, "text": ""}], "text": WORD}),
        "array.json": f'[{{"text": "{SENTENCE}"}}, {{"text": "{WORD}" {WORD}',
        "bare.csv": f"{WORD},{SENTENCE}\n{WORD},x\n",
        "wide.csv": f"id,text\n1,{SENTENCE},{WORD}\n2,{WORD}\n",
        "beside.txt": SENTENCE,
        "beside.meta.json": f'{{"title": "{WORD}", {WORD}',
        "binary.txt": f"{WORD}" + "\x00\x01\x02\x00" * 100,
    }
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    records = [
        {"text": SENTENCE, "title": WORD, "published": f"{WORD} day", "id_note": WORD, "source": WORD},
        {"id": "one", "text": f"{SENTENCE} One."},
        {"id": "one", "text": f"{SENTENCE} Two."},
        {"id": "one", "text": f"{SENTENCE} Two."},
        {WORD + " says": SENTENCE},
        {"text": {"inner": WORD}},
        [WORD],
        WORD,
        {"text": SENTENCE, "format": "whisper"},
        {"text": "Now please quote.", "meta": {"note": WORD}, WORD: WORD},
    ]
    lines = [*map(json.dumps, records), f'{{"text": "{SENTENCE}", {WORD}']
    (folder / "records.jsonl").write_text("\n".join(lines), encoding="utf-8")


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    folder = tmp_path / "texts"
    write_texts(folder)
    return folder


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch) -> Settings:
    made = Settings(running=RunningSettings(1, 4, 4, 5_000))
    monkeypatch.setattr(runner, "load_settings", lambda: made)
    return made


@pytest.mark.usefixtures("settings")
@pytest.mark.parametrize("times", [1, 2])
def test_a_run_repeats_no_word_of_its_texts(
    texts: Path, faulty_pack: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch, times: int,
) -> None:  # fmt: skip
    out = tmp_path / "out"
    monkeypatch.setattr("sys.argv", ["sitrep", "extract", str(texts), "--out", str(out), "--model", str(faulty_pack)])
    for _ in range(times):
        with pytest.raises(SystemExit) as ended:
            main()
        assert ended.value.code == 1
    said = capfd.readouterr()
    errors = (out / "errors.jsonl").read_text(encoding="utf-8")
    failed = [json.loads(line) for line in errors.splitlines()]
    codes = {failure["error"] for failure in failed}
    assert codes >= {"crash", "too_large", "broken_json", "broken_csv", "missing_text", "wrong_type", "broken_sidecar"}
    assert codes >= {"binary", "broken_format"}
    for what, text in {"errors": errors, "run.json": (out / "run.json").read_text(), **said._asdict()}.items():
        assert WORD not in text, (what, [line for line in text.splitlines() if WORD in line][:3])
    assert WORD in (out / "clean.jsonl").read_text(encoding="utf-8")


def test_what_a_library_said_is_repeated_where_that_is_wanted(
    settings: Settings, texts: Path, faulty_pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    running = msgspec.structs.replace(settings.running, quote_errors=True)
    monkeypatch.setattr(runner, "load_settings", lambda: Settings(running=running))
    run([str(texts / "late.txt")], tmp_path / "out", Options(str(faulty_pack)))
    (failure,) = map(json.loads, (tmp_path / "out" / "errors.jsonl").read_text(encoding="utf-8").splitlines())
    assert f"no such thing as 'The {WORD}" in failure["message"]
