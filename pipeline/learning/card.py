"""The model card of a pack: README.md for people, ``sources`` and ``performance`` in meta.json for programs."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from string import Template
from typing import Any

from pipeline.learning.corpora import Corpus, Manifest
from pipeline.learning.packboard import RELATIONS, TREES, figure, labels_of, rounded
from pipeline.resources import configs_dir

SCORES = "scores.json"

_CONDITION = re.compile(r"(?:\[(?P<trait>[a-z]\w*)\] ?)?(?P<rest>.*\n?)", re.DOTALL)


def write_card(pack: Path, manifest: Manifest, scores: Mapping[str, Any] | None = None) -> Path:
    """Write README.md and complete meta.json of a pack; the path of the README.

    ``scores`` are those of `evaluate_models.evaluate`, and kept beside the card; without them the card says that
    nothing was measured. The words stand in ``configs/training``.

    Raises:
        OSError: the folder is no pack.
    """
    meta_path = pack / "meta.json"
    meta: dict[str, Any] = json.loads(meta_path.read_text(encoding="utf-8"))
    if scores is not None:
        (pack / SCORES).write_text(json.dumps(rounded(scores), indent=1) + "\n", encoding="utf-8")
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
    names = scores["ner"].get("re3d_names-dev") or next(iter(scores["ner"].values()))
    found = {"tag_acc": trees["tag"]["f"], "dep_uas": trees["uas"]["f"], "dep_las": trees["las"]["f"]}
    found |= {f"sents_{key}": trees["sentences"][key] for key in "prf"}
    found |= {f"ents_{key}": names["network"]["exact"][key] for key in "prf"}
    return {**found, "speed": float(scores["speed"]["whole"])}


def _card(pack: Path, meta: Mapping[str, Any], used: Mapping[str, Corpus], scores: Mapping[str, Any] | None) -> str:
    words = configs_dir() / "training"
    kind = str(meta["name"]).rpartition("_")[2]
    learned = kind != "sm" or meta.get("distilled", False)
    traits = {*used, kind, *(["distilled"] if kind == "sm" and learned else [])}
    return Template(_chosen((words / "card.md").read_text(encoding="utf-8"), traits)).substitute(
        title=f"{meta['lang']}_{meta['name']} {meta['version']}",
        folder=pack.name,
        scores=_scores_text(scores) if scores else "Not measured yet.\n",
        corpora=_corpora_table(used),
        how="".join(f" --without {name}" for name in meta.get("without", ())) + ("" if learned else " sm --gold"),
    )


def _chosen(text: str, traits: Collection[str]) -> str:
    """The text without the lines that begin with ``[trait]``, unless the pack has that trait."""
    lines = (_CONDITION.match(line) for line in text.splitlines(keepends=True))
    return "".join(line["rest"] for line in lines if line and (line["trait"] is None or line["trait"] in traits))


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    columns = list(head)
    lines = ["| " + " | ".join(columns) + " |", "|" + "---|" * len(columns)]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)]) + "\n"


def _scores_text(scores: Mapping[str, Any]) -> str:
    trees = ([name, *(figure(row.get(metric)) for metric in TREES)] for name, row in scores["syntax"].items())
    tests = [name for name in scores["syntax"] if name.endswith("-test")]
    relations = (
        [relation, *(figure(scores["syntax"][name].get(f"las:{relation}")) for name in tests)] for relation in RELATIONS
    )
    names = (
        [name, way, str(row["exact"]["n"]), figure(row["exact"]), figure(row["overlap"]), _by_label(row)]
        for name, ways in scores["ner"].items()
        for way, row in ways.items()
        if "exact" in row
    )
    speed = scores["speed"]
    parts = [
        "F in percent, everything from raw text. ± is half the width of the interval that holds 95 % of the scores of"
        " collections drawn anew from the documents (bootstrap, 1,000 draws). Files ending in -test, and"
        " re3d_names-dev, were never read in training; the others chose its best step.",
        "**Syntax.** UAS and LAS without punctuation. The treebanks have lost the lines of their sources; `with lines`"
        " are the sentences of texts with a line break behind each sentence that ends without a mark (headlines, items"
        " of lists): the most that lines can help, for real pages break inside sentences too.",
        _table(("treebank", *TREES.values()), trees),
        "LAS by relation:",
        _table(("relation", *tests), relations),
        "**Names.** `network` is the trained part alone, `pack` with the entity rules. Only labels that the corpus"
        " marks count, and the gold follows this pack's guideline (titles outside persons, countries LOC); labels that"
        " rules alone find (WEAPON, VEHICLE, QUANTITY, MONEY) stand in their own column and not in the sum. Overlapping"
        " names are paired one to one.",
        _table(("corpus", "by", "names", "exact", "overlap", "exact by label"), names),
        f"**Speed.** With {speed.get('precision', 'float32')} numbers: {speed['trained']:,} words a second of one core"
        f" for the trained parts, {speed['whole']:,} with all rules, {speed['both']:,} with all rules on"
        f" {speed['cores']} cores ({speed['words']:,} words of newswire; {speed['machine']}).",
    ]
    return "\n\n".join(part.rstrip() for part in parts) + "\n"


def _by_label(row: Mapping[str, Any]) -> str:
    return ", ".join(f"{label} {100 * row[f'exact:{label}']['f']:.0f}" for label in labels_of(row))


def _corpora_table(used: Mapping[str, Corpus]) -> str:
    rows = (
        [f"{corpus.title} (`{name}`)", corpus.attribution, corpus.licence, corpus.note] for name, corpus in used.items()
    )
    return _table(("corpus", "credit", "licence", "note"), rows)
