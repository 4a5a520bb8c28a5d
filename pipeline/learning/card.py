"""The model card of a pack: README.md for people, ``sources`` and ``performance`` in meta.json for programs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from string import Template
from typing import Any

from pipeline.learning.corpora import Corpus, Manifest
from pipeline.resources import configs_dir

SCORES = "scores.json"


def write_card(pack: Path, manifest: Manifest, scores: Mapping[str, Any] | None = None) -> Path:
    """Write README.md and complete meta.json of a pack; the path of the README.

    ``scores`` are those of `evaluate_models.evaluate`; without them the pack's ``scores.json`` is read, and without
    that the card says that nothing was measured. The words stand in ``configs/training/card.md``.

    Raises:
        OSError: the folder is no pack.
    """
    meta_path = pack / "meta.json"
    meta: dict[str, Any] = json.loads(meta_path.read_text(encoding="utf-8"))
    if scores is None and (pack / SCORES).is_file():
        scores = json.loads((pack / SCORES).read_text(encoding="utf-8"))
    names = meta.get("corpora") or list(manifest.corpora)
    used = {name: manifest.corpora[name] for name in manifest.corpora if name in names}
    meta["sources"] = [_source(corpus) for corpus in used.values()]
    meta["performance"] = _headline(scores) if scores else {}
    meta_path.write_text(json.dumps(meta, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    card = pack / "README.md"
    card.write_text(_card(pack, meta, used, scores), encoding="utf-8")
    return card


def _source(corpus: Corpus) -> dict[str, str]:
    return {"name": corpus.title, "author": corpus.authors, "license": corpus.licence, "url": corpus.url}


def _headline(scores: Mapping[str, Any]) -> dict[str, float]:
    """The scores that spaCy's tools know, on the first treebank's test set and the first NER test set."""
    trees = scores["syntax"].get("en_ewt-test") or next(iter(scores["syntax"].values()))
    names = scores["ner"].get("gmb-test") or next(iter(scores["ner"].values()))
    found = {"tag_acc": trees["tag"], "dep_uas": trees["uas"], "dep_las": trees["las"]}
    found |= {f"sents_{key}": trees["sentences"][key] for key in "prf"}
    found |= {f"ents_{key}": names["network"]["exact"][key] for key in "prf"}
    return {**found, "speed": float(scores["speed"]["whole"])}


def _card(pack: Path, meta: Mapping[str, Any], used: Mapping[str, Corpus], scores: Mapping[str, Any] | None) -> str:
    words = configs_dir() / "training"
    question = (words / "card-gmb.md").read_text(encoding="utf-8") if "gmb" in used else ""
    return Template((words / "card.md").read_text(encoding="utf-8")).substitute(
        title=f"{meta['lang']}_{meta['name']} {meta['version']}",
        folder=pack.name,
        scores=_scores_text(scores) if scores else "Not measured yet.\n",
        corpora=_corpora_table(used),
        question=question,
    )


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    columns = list(head)
    lines = ["| " + " | ".join(columns) + " |", "|" + "---|" * len(columns)]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)]) + "\n"


def _percent(*values: float) -> list[str]:
    return [f"{100 * value:.1f}" for value in values]


def _scores_text(scores: Mapping[str, Any]) -> str:
    trees = (
        [name, *_percent(row["tag"], row["lemma"], row["uas"], row["las"], row["sentences"]["f"])]
        for name, row in scores["syntax"].items()
    )
    names = (
        [
            name,
            way,
            str(row["n"]),
            *_percent(*(row["exact"][key] for key in "prf"), row["overlap"]["f"]),
            _by_label(row),
        ]
        for name, ways in scores["ner"].items()
        for way, row in ways.items()
        if way != "as_annotated"
    )
    speed = scores["speed"]
    rate = (
        f"{speed['trained']:,} words a second of one processor for the trained parts, {speed['whole']:,} with all rules"
    )
    parts = [
        "Everything from raw text, in percent. Files ending in -dev chose the best step of the training; those ending"
        " in -test, and re3d_names-dev, were never read in it.",
        "**Syntax.** UAS and LAS without punctuation; sentences by F.",
        _table(("treebank", "tag", "lemma", "UAS", "LAS", "sentences"), trees),
        _relations_text(scores),
        "**Names.** `network` is the trained part alone, `pack` with the entity rules. Only labels that the corpus"
        " marks count, and the gold follows this pack's guideline (titles outside persons, countries LOC).",
        _table(("corpus", "by", "names", "P", "R", "F", "overlap F", "F by label"), names),
        f"**Speed.** {rate} ({speed['words']:,} words of newswire; {speed['machine']}).",
    ]
    return "\n\n".join(part.rstrip() for part in parts) + "\n"


#: Relations of the tree that carry who did what to whom.
_TOLD = ("nsubj", "nsubj:pass", "obj", "obl", "obl:agent", "nmod", "conj", "acl", "advcl", "xcomp", "ccomp", "appos")


def _relations_text(scores: Mapping[str, Any]) -> str:
    files = {name: row["relations"] for name, row in scores["syntax"].items() if name.endswith("-test")}
    rows = ([name, *_percent(*(of.get(told, {}).get("f", 0.0) for told in _TOLD))] for name, of in files.items())
    return "F by relation (label and head):\n\n" + _table(("treebank", *_TOLD), rows)


def _by_label(row: Mapping[str, Any]) -> str:
    return ", ".join(f"{label} {100 * of['exact']['f']:.0f}" for label, of in row["labels"].items() if of["n"])


def _corpora_table(used: Mapping[str, Corpus]) -> str:
    rows = (
        [f"{corpus.title} (`{name}`)", corpus.attribution, corpus.licence, corpus.note] for name, corpus in used.items()
    )
    return _table(("corpus", "credit", "licence", "note"), rows)
