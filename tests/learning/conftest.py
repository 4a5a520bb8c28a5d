"""Tiny corpora of our own words, in the formats of the real ones."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pipeline.learning import train
from pipeline.learning.corpora import Corpus, Guideline, Manifest, file_digest, load_manifest
from pipeline.learning.jobs import Job
from pipeline.learning.names import Lexicon, Row

CONLLU = """\
# newdoc id = town-1
# sent_id = town-1-1
# text = Rebels didn't leave.
1\tRebels\trebel\tNOUN\tNNS\tNumber=Plur\t4\tnsubj\t_\t_
2-3\tdidn't\t_\t_\t_\t_\t_\t_\t_\t_
2\tdid\tdo\tAUX\tVBD\t_\t4\taux\t_\tSpaceAfter=No
3\tn't\tnot\tPART\tRB\t_\t4\tadvmod\t_\t_
4\tleave\tleave\tVERB\tVB\t_\t0\troot\t_\tSpaceAfter=No
5\t.\t.\tPUNCT\t.\t_\t4\tpunct\t_\t_

# sent_id = town-1-2
# text = They stayed
1\tThey\tthey\tPRON\tPRP\t_\t2\tnsubj\t_\t_
2\tstayed\tstay\tVERB\tVBD\t_\t0\troot\t_\t_
2.1\tput\tput\tVERB\tVBN\t_\t_\t_\t_\t_

# newdoc id = town-2
# sent_id = town-2-1
# text = Shells fell.
1\tShells\tshell\tNOUN\tNNS\t_\t2\tnsubj\t_\t_
2\tfell\tfall\tVERB\tVBD\t_\t0\troot\t_\tSpaceAfter=No
3\t.\t.\tPUNCT\t.\t_\t2\tpunct\t_\t_

"""

NER = (
    '{"id": "a", "text": "Colonel Ali Haddad left Basra on Monday.", "sents": [[0, 40]],'
    ' "spans": [{"start": 0, "end": 18, "label": "PERSON", "name_start": 8}, {"start": 24, "end": 29, "label": "LOC"},'
    ' {"start": 33, "end": 39, "label": "DATE"}]}\n'
    '{"id": "b", "text": "The Iraqi army fired 20 rockets.", "sents": [[0, 32]],'
    ' "spans": [{"start": 4, "end": 9, "label": "NORP"}, {"start": 21, "end": 23, "label": "QUANTITY"}]}\n'
)


@pytest.fixture(scope="session")
def guideline() -> Guideline:
    return Guideline(
        labels=["PERSON", "ORG", "LOC", "NORP", "EVENT", "DATE"],
        outside=["WEAPON", "QUANTITY"],
        places=["U.S."],
        titles=["colonel", "foreign", "maj", "gen", "minister", "president", "secretary", "state"],
        particles=["al", "bin"],
    )


@pytest.fixture(scope="session")
def lexicon(guideline: Guideline) -> Lexicon:
    text = "Iraqi and Kurdish"
    rows = [Row("r", text, [], [])]
    return Lexicon(frozenset({"iraqi", "iraqis"}), Lexicon.collect(guideline, rows).places)


def make_corpus(kind: str, **fields: object) -> Corpus:
    words = {"title": "Tiny", "authors": "we", "licence": "ours", "attribution": "Tiny, by us"}
    return Corpus(**{"kind": kind, **words, **fields})  # type: ignore[arg-type]


@pytest.fixture
def tiny(tmp_path: Path, guideline: Guideline) -> tuple[Path, Manifest]:
    """A folder of corpora and its manifest."""
    folder = tmp_path / "corpora"
    files = {"syntax/tiny.conllu": CONLLU * 4, "ner/tiny.jsonl": NER * 6}
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    corpora = {
        "trees": make_corpus("syntax", train=["syntax/tiny.conllu"], tune=["syntax/tiny.conllu"]),
        "people": make_corpus(
            "ner",
            train=["ner/tiny.jsonl"],
            test=["ner/tiny.jsonl"],
            marks=["PERSON", "ORG", "LOC", "NORP", "DATE"],
            hold_out=3,
        ),
    }
    return folder, Manifest(guideline, corpora, {name: file_digest(folder / name) for name in files})


@pytest.fixture(scope="session")
def toy(tmp_path_factory: pytest.TempPathFactory) -> tuple[Manifest, Job]:
    """The manifest of toy corpora, and the finished job of a small pack trained on their gold for two steps.

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
    last = Job("sm", folder, base / "work", distilled=False, steps=2)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(train, "load_manifest", lambda: manifest)
        for job in last.chain():
            train.do(job)
    return manifest, last


@pytest.fixture(scope="session")
def corpora_dir() -> Path:
    """The folder of the licensed corpora; the test is skipped where they are not."""
    named = os.environ.get("SITREP_CORPORA")
    if not named or not (Path(named) / "syntax").is_dir():
        pytest.skip(
            "needs the licensed corpora, which are no part of the repository: SITREP_CORPORA names their folder"
        )
    return Path(named)
