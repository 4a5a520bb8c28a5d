from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from pipeline.learning.corpora import (
    CorpusError,
    Manifest,
    check_file,
    check_files,
    corpora_folder,
    load_manifest,
)


def test_the_shipped_manifest_pins_every_file_it_names() -> None:
    manifest = load_manifest()
    named = {
        name
        for corpus in manifest.corpora.values()
        for role in ("train", "tune", "test")
        for name in corpus.files(role)
    }
    assert named == set(manifest.sha256)


def test_no_test_file_is_trained_or_tuned_on() -> None:
    corpora = load_manifest().corpora.values()
    learned = {name for corpus in corpora for name in (*corpus.train, *corpus.tune)}
    assert not learned & {name for corpus in corpora for name in corpus.test}


def test_every_corpus_has_licence_and_credit() -> None:
    assert all(corpus.licence and corpus.attribution for corpus in load_manifest().corpora.values())


def test_the_right_file_passes(tiny: tuple[Path, Manifest]) -> None:
    folder, manifest = tiny
    assert check_file(manifest, folder, "ner/tiny.jsonl") == folder / "ner/tiny.jsonl"


def test_an_absent_file_says_which_folder_is_meant(tiny: tuple[Path, Manifest], tmp_path: Path) -> None:
    with pytest.raises(
        CorpusError, match=r"is missing: name the folder that holds syntax/, ner/ and raw/ \(--corpora DIR"
    ):
        check_file(tiny[1], tmp_path / "elsewhere", "ner/tiny.jsonl")


def test_a_changed_file_is_refused(tiny: tuple[Path, Manifest]) -> None:
    folder, manifest = tiny
    (folder / "ner/tiny.jsonl").write_text("{}\n", encoding="utf-8")
    with pytest.raises(CorpusError, match="differs from the pinned file"):
        check_files(manifest, folder, manifest.corpora.values(), ["train"])


def test_an_unpinned_file_is_refused(tiny: tuple[Path, Manifest]) -> None:
    folder, manifest = tiny
    with pytest.raises(CorpusError, match="no checksum"):
        check_file(msgspec.structs.replace(manifest, sha256={}), folder, "ner/tiny.jsonl")


def test_the_message_is_one_line(tiny: tuple[Path, Manifest], tmp_path: Path) -> None:
    with pytest.raises(CorpusError) as caught:
        check_file(tiny[1], tmp_path, "ner/tiny.jsonl")
    assert "\n" not in str(caught.value)


def test_corpora_can_be_left_out(tiny: tuple[Path, Manifest]) -> None:
    assert list(tiny[1].of_kind("ner", ["people"])) == []


def test_leaving_out_what_is_not_there_is_refused(tiny: tuple[Path, Manifest]) -> None:
    with pytest.raises(CorpusError, match="no corpus is called nobody; there are trees, people"):
        tiny[1].of_kind("ner", ["nobody"])


def test_a_wrong_key_in_the_manifest_is_named(tmp_path: Path) -> None:
    path = tmp_path / "corpora.toml"
    path.write_text("[guideline]\nlabel = []\n[corpora]\n[sha256]\n", encoding="utf-8")
    with pytest.raises(CorpusError, match=r"corpora\.toml: .*label"):
        load_manifest(path)


def test_the_folder_may_come_from_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SITREP_CORPORA", str(tmp_path))
    assert corpora_folder(None) == tmp_path


def test_without_a_folder_the_call_says_how_to_name_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SITREP_CORPORA", raising=False)
    with pytest.raises(CorpusError, match="--corpora DIR"):
        corpora_folder(None)


def test_a_folder_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="is no folder"):
        corpora_folder(tmp_path / "nowhere")


@pytest.mark.corpus
def test_the_licensed_corpora_are_the_pinned_ones(corpora_dir: Path) -> None:
    manifest = load_manifest()
    paths = check_files(manifest, corpora_dir, manifest.corpora.values(), ["train", "tune", "test"])
    assert len(paths) == len(manifest.sha256)
