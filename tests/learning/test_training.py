"""The whole way on toy corpora: a few steps, no good model."""

from __future__ import annotations

import json
from dataclasses import replace
from io import StringIO
from pathlib import Path

import msgspec
import pytest
import spacy
from rich.console import Console
from spacy.language import Language

from pipeline.learning import convert, evaluate_models, train
from pipeline.learning.card import write_card
from pipeline.learning.corpora import CorpusError, Manifest, file_digest, load_manifest
from pipeline.learning.jobs import Job, fingerprint, is_done
from pipeline.learning.pack import PackError, assemble, build_pack
from pipeline.resources import configs_dir

from .conftest import CONLLU, NER, make_corpus

pytest.importorskip("spacy_lookups_data", reason="the lemmatizer's tables are installed with the extra `train`")

TEXT = "Rebels didn't leave. Colonel Ali Haddad left Basra on Monday."


@pytest.fixture(scope="module")
def toy(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Manifest, Path, Path]:
    """Corpora, manifest, and the two parts trained on them for two steps.

    Forty copies: the parser drops relations that it sees less than thirty times.
    """
    base = tmp_path_factory.mktemp("toy")
    folder = base / "corpora"
    files = {"syntax/t.conllu": CONLLU * 40, "ner/t.jsonl": NER * 6}
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    marks = ["PERSON", "ORG", "LOC", "NORP", "DATE"]
    corpora = {
        "trees": make_corpus("syntax", train=["syntax/t.conllu"], tune=["syntax/t.conllu"]),
        "people": make_corpus("ner", train=["ner/t.jsonl"], tune=["ner/t.jsonl"], marks=marks),
    }
    pins = {name: file_digest(folder / name) for name in files}
    manifest = Manifest(load_manifest().guideline, corpora, pins)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(train, "load_manifest", lambda: manifest)
        parts = [train.train_part(Job(kind, folder, base / kind, steps=2)) for kind in ("syntax", "ner")]
    return folder, manifest, *parts


@pytest.fixture(scope="module")
def pack(toy: tuple[Path, Manifest, Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pack of the toy parts without Sitrep's rules, which have their own tests."""
    out = tmp_path_factory.mktemp("packs") / "en_toy"
    return build_pack(toy[2], toy[3], out, {"name": "toy", "corpora": ["trees", "people"]}, rules={})


def test_conversion_counts_documents(tiny: tuple[Path, Manifest], tmp_path: Path) -> None:
    folder, manifest = tiny
    counts = convert.convert_part(Job("ner", folder, tmp_path / "ner"), manifest)
    assert counts == {"train": 8, "tune": 4}


def test_conversion_is_the_same_every_time(tiny: tuple[Path, Manifest], tmp_path: Path) -> None:
    folder, manifest = tiny
    jobs = [Job("ner", folder, tmp_path / name) for name in ("one", "two")]
    for job in jobs:
        convert.convert_part(job, manifest)
    assert len({(job.folder / "train.spacy").read_bytes() for job in jobs}) == 1


def test_nothing_to_train_with_is_an_error(tiny: tuple[Path, Manifest], tmp_path: Path) -> None:
    folder, manifest = tiny
    with pytest.raises(CorpusError, match="no documents are left to train the ner with"):
        convert.convert_part(Job("ner", folder, tmp_path / "ner", frozenset({"people"})), manifest)


def test_a_finished_part_is_known(toy: tuple[Path, Manifest, Path, Path]) -> None:
    folder, manifest, syntax, _ = toy
    assert is_done(Job("syntax", folder, syntax.parent, steps=2), manifest)


def test_other_steps_are_another_part(toy: tuple[Path, Manifest, Path, Path]) -> None:
    folder, manifest, syntax, _ = toy
    assert not is_done(Job("syntax", folder, syntax.parent, steps=3), manifest)


@pytest.mark.parametrize("field", ["repeat", "hold_out"])
def test_what_decides_the_weights_changes_the_fingerprint(tiny: tuple[Path, Manifest], field: str) -> None:
    folder, manifest = tiny
    changed = {**manifest.corpora, "people": msgspec.structs.replace(manifest.corpora["people"], **{field: 2})}
    job = Job("ner", folder, folder)
    assert fingerprint(job, manifest) != fingerprint(job, msgspec.structs.replace(manifest, corpora=changed))


def test_a_better_credit_does_not_change_the_fingerprint(tiny: tuple[Path, Manifest]) -> None:
    folder, manifest = tiny
    changed = {**manifest.corpora, "people": msgspec.structs.replace(manifest.corpora["people"], attribution="us all")}
    job = Job("ner", folder, folder)
    assert fingerprint(job, manifest) == fingerprint(job, msgspec.structs.replace(manifest, corpora=changed))


def test_names_do_not_touch_the_fingerprint_of_the_syntax(tiny: tuple[Path, Manifest]) -> None:
    folder, manifest = tiny
    job = Job("syntax", folder, folder)
    fewer = msgspec.structs.replace(manifest, guideline=msgspec.structs.replace(manifest.guideline, labels=["ORG"]))
    assert fingerprint(job, manifest) == fingerprint(job, fewer)


def test_progress_is_written(toy: tuple[Path, Manifest, Path, Path]) -> None:
    step, score = train.read_progress(toy[2].parent / "progress.jsonl")
    assert step >= 2
    assert score is not None


def test_a_half_written_line_of_progress_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "progress.jsonl"
    path.write_text('{"step": 10}\n{"step": 20, "score": 0.5}\n{"st', encoding="utf-8")
    assert train.read_progress(path) == (20, 0.5)


def test_no_progress_yet(tmp_path: Path) -> None:
    assert train.read_progress(tmp_path / "none.jsonl") == (0, None)


def test_an_unknown_pack_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="no pack is called 'xl'"):
        train.train("xl", tmp_path)


@pytest.mark.parametrize("part", ["syntax", "ner"])
def test_the_training_configuration_is_complete(part: str) -> None:
    config = spacy.util.load_config(configs_dir() / "training" / f"{part}.cfg", interpolate=False)
    assert spacy.util.load_model_from_config(config, auto_fill=False).pipe_names


# --- the pack ---------------------------------------------------------------------------------------------------


def layers(nlp: Language) -> list[tuple[str, ...]]:
    return [(token.text, token.lemma_, token.tag_, token.pos_, token.dep_, str(token.morph)) for token in nlp(TEXT)]


def test_a_pack_says_what_the_parts_said(toy: tuple[Path, Manifest, Path, Path], pack: Path) -> None:
    whole = assemble(spacy.load(toy[2]), spacy.load(toy[3]), rules={})
    assert layers(spacy.load(pack)) == layers(whole)


def test_a_pack_has_its_components_in_order(pack: Path) -> None:
    names = ["tok2vec", "tagger", "parser", "attribute_ruler", "lemmatizer", "ner"]
    assert spacy.load(pack).pipe_names == names


def test_rules_come_where_they_belong(toy: tuple[Path, Manifest, Path, Path]) -> None:
    nlp = assemble(spacy.load(toy[2]), spacy.load(toy[3]), rules={"sentencizer": "parser", "merge_entities": None})
    assert nlp.pipe_names[2] == "sentencizer"
    assert nlp.pipe_names[-1] == "merge_entities"


def test_a_pack_holds_no_words_of_the_corpora(pack: Path) -> None:
    strings = json.loads((pack / "vocab" / "strings.json").read_text(encoding="utf-8"))
    assert "Haddad" not in strings
    assert "nsubj" in strings


def test_a_pack_holds_no_training_settings(pack: Path) -> None:
    assert "sitrep.progress" not in (pack / "config.cfg").read_text(encoding="utf-8")


def test_building_again_replaces_the_pack(toy: tuple[Path, Manifest, Path, Path], tmp_path: Path) -> None:
    out = tmp_path / "en_toy"
    (out / "old").mkdir(parents=True)
    build_pack(toy[2], toy[3], out, rules={})
    assert sorted(path.name for path in tmp_path.iterdir()) == ["en_toy"]
    assert not (out / "old").exists()


def test_a_part_without_its_component_is_refused(toy: tuple[Path, Manifest, Path, Path], tmp_path: Path) -> None:
    with pytest.raises(PackError, match="has no component 'tok2vec'"):
        build_pack(toy[3], toy[3], tmp_path / "en_toy", rules={})


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
    toy: tuple[Path, Manifest, Path, Path], tmp_path: Path, component: type[_Bare], kept: bool
) -> None:
    name = f"test{component.__name__.lower()}"
    Language.factory(name, func=lambda nlp, name: component())
    out = build_pack(toy[2], toy[3], tmp_path / "en_toy", rules={name: None})
    assert (out / name).exists() is kept
    assert name in spacy.load(out).pipe_names


# --- evaluation and card ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def scores(toy: tuple[Path, Manifest, Path, Path], pack: Path) -> dict[str, object]:
    return evaluate_models.evaluate(spacy.load(pack), toy[1], toy[0])


def test_every_tuning_and_test_file_is_scored(scores: dict[str, dict[str, object]]) -> None:
    assert (list(scores["syntax"]), list(scores["ner"])) == (["t"], ["t"])


def test_scores_are_tables_too(scores: dict[str, object]) -> None:
    stream = StringIO()
    evaluate_models.show(scores, Console(file=stream, width=160))
    assert "Syntax, from raw text" in stream.getvalue()


def test_a_folder_that_is_no_pack_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="is no pack"):
        evaluate_models.main(tmp_path, tmp_path)


def test_the_card_credits_the_corpora(toy: tuple[Path, Manifest, Path, Path], pack: Path) -> None:
    assert "Tiny, by us" in write_card(pack, toy[1]).read_text(encoding="utf-8")


def test_the_card_without_scores_says_so(toy: tuple[Path, Manifest, Path, Path], pack: Path) -> None:
    assert "Not measured yet." in write_card(pack, toy[1]).read_text(encoding="utf-8")


def test_the_card_shows_scores(toy: tuple[Path, Manifest, Path, Path], pack: Path, scores: dict[str, object]) -> None:
    assert "words a second" in write_card(pack, toy[1], scores).read_text(encoding="utf-8")


@pytest.mark.parametrize(("name", "asked"), [("gmb", True), ("people", False)])
def test_the_question_of_gmb_is_asked_where_it_was_used(
    toy: tuple[Path, Manifest, Path, Path], pack: Path, name: str, asked: bool
) -> None:
    _, manifest, _, _ = toy
    named = msgspec.structs.replace(manifest, corpora={name: manifest.corpora["people"]})
    meta = json.loads((pack / "meta.json").read_bytes())
    (pack / "meta.json").write_text(json.dumps({**meta, "corpora": [name]}), encoding="utf-8")
    assert ("open question" in write_card(pack, named).read_text(encoding="utf-8")) is asked


def test_the_card_completes_meta(toy: tuple[Path, Manifest, Path, Path], pack: Path, scores: dict[str, object]) -> None:
    meta = json.loads((pack / "meta.json").read_bytes())
    (pack / "meta.json").write_text(json.dumps({**meta, "corpora": ["trees"]}), encoding="utf-8")
    write_card(pack, toy[1], scores)
    done = json.loads((pack / "meta.json").read_bytes())
    assert ([source["name"] for source in done["sources"]], "dep_las" in done["performance"]) == (["Tiny"], True)


@pytest.mark.corpus
def test_the_licensed_corpora_convert(corpora_dir: Path, tmp_path: Path) -> None:
    manifest = load_manifest()
    small = {name: corpus for name, corpus in manifest.corpora.items() if name in {"re3d_names", "wikigold"}}
    job = replace(Job("ner", corpora_dir, tmp_path / "ner"), without=frozenset())
    counts = convert.convert_part(job, msgspec.structs.replace(manifest, corpora=small))
    assert counts == {"train": 47 * 6 + 115, "tune": 10}
