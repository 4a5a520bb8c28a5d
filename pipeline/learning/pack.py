"""Put a pack together: the trained parts, the rules of English that need no training, and Sitrep's own components.

A pack holds only what use needs: no vectors, no training settings, no strings but labels. It loads without a network.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language
from spacy.lookups import Lookups, load_lookups
from thinc.api import Config

import pipeline
from pipeline.learning import callbacks  # noqa: F401 (the trained parts name them)
from pipeline.learning.slimming import slim
from pipeline.resources import how_to_install
from pipeline.syntax import encoder  # noqa: F401 (and so do they this)
from pipeline.syntax.tokenizer import make_tokenizer

#: Trained components in the order of use, and those of them that not every pack has.
TRAINED = ("transformer", "tok2vec", "senter", "tagger", "parser", "ner")
OPTIONAL = frozenset({"transformer", "senter"})

#: Windows of the language model in use: tokens, and the distance of their starts; what is read twice is averaged.
WINDOWS: Mapping[str, int] = {"tokens": 128, "stride": 80}

#: Components of Sitrep's own and the component each comes before (None: at the end). They read the configuration.
RULES: Mapping[str, str | None] = {
    "sitrep_sentences": "parser",
    "sitrep_lemmas": "ner",
    "sitrep_entities": None,
    "sitrep_actors": None,
    "sitrep_relations": None,
}

#: Coarse part of speech of a Penn tag, as Universal Dependencies' English has it.
UPOS: Mapping[str, str] = {
    tag: pos
    for pos, tags in {
        "ADJ": "JJ JJR JJS",
        "ADP": "IN RP",
        "ADV": "RB RBR RBS WRB",
        "AUX": "MD",
        "CCONJ": "CC",
        "DET": "DT PDT",
        "INTJ": "UH",
        "NOUN": "NN NNS",
        "NUM": "CD",
        "PART": "TO POS",
        "PRON": "PRP PRP$ WP WP$ WDT EX",
        "PROPN": "NNP NNPS",
        "PUNCT": ". , : `` '' -LRB- -RRB- HYPH NFP",
        "SPACE": "_SP",
        "SYM": "SYM $",
        "VERB": "VB VBD VBG VBN VBP VBZ",
        "X": "FW LS ADD AFX GW XX",
    }.items()
    for tag in tags.split()
}
#: Features that a tag implies. The lemmatizer needs them to leave base forms alone ("process" is no plural).
MORPHS: Mapping[str, str] = {
    "JJ": "Degree=Pos",
    "JJR": "Degree=Cmp",
    "JJS": "Degree=Sup",
    "NN": "Number=Sing",
    "NNP": "Number=Sing",
    "NNPS": "Number=Plur",
    "NNS": "Number=Plur",
    "RB": "Degree=Pos",
    "RBR": "Degree=Cmp",
    "RBS": "Degree=Sup",
    "VB": "VerbForm=Inf",
    "VBD": "Tense=Past|VerbForm=Fin",
    "VBG": "Tense=Pres|VerbForm=Part",
    "VBN": "Tense=Past|VerbForm=Part",
    "VBP": "Tense=Pres|VerbForm=Fin",
    "VBZ": "Number=Sing|Person=3|Tense=Pres|VerbForm=Fin",
}
#: Patterns that overrule the part of speech: auxiliaries and copulas, subordinating words,
#: "this" that stands alone, the negation.
UPOS_PATTERNS: Sequence[tuple[dict[str, Any], str]] = (
    ({"DEP": {"IN": ["aux", "aux:pass", "cop"]}, "TAG": {"REGEX": "^(VB|MD)"}}, "AUX"),
    ({"DEP": "mark", "TAG": "IN"}, "SCONJ"),
    ({"DEP": {"IN": ["nsubj", "nsubj:pass", "obj", "obl", "nmod", "conj", "ROOT"]}, "TAG": "DT"}, "PRON"),
    ({"LOWER": {"IN": ["not", "n't", "n’t"]}, "TAG": "RB"}, "PART"),
)

_LEMMA_TABLES = ("lemma_rules", "lemma_exc", "lemma_index")


#: What holds for every pack. Patch versions of spaCy read one another's packs.
_META: Mapping[str, Any] = {"lang": "en", "license": "Apache-2.0", "spacy_version": ">=3.8.7,<3.9.0"}


class PackError(ValueError):
    """A pack cannot be put together; the message is one line for people."""


def build_pack(
    trained: Path, out: Path, meta: Mapping[str, Any] | None = None, rules: Mapping[str, str | None] = RULES
) -> Path:
    """Write the pack of a trained pipeline to ``out``, replacing what is there; ``out``.

    ``trained`` has tagger, parser and ner, and what they listen to. ``meta`` goes into ``meta.json``.

    Raises:
        PackError: a component is lacking, or the tables of the lemmatizer are not installed.
    """
    nlp = assemble(spacy.load(trained), rules)
    nlp.meta.update({**_META, "version": pipeline.__version__, **(meta or {})})
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent) as scratch:
        fresh = Path(scratch) / "pack"
        if "transformer" in nlp.pipe_names:
            slim(nlp)
        nlp.to_disk(fresh)
        _drop_rules(nlp, fresh, rules)
        _rewrite_config(fresh / "config.cfg")
        strings = json.dumps(sorted(_needed_strings(nlp)), ensure_ascii=False, indent=0)
        (fresh / "vocab" / "strings.json").write_text(strings + "\n", encoding="utf-8")
        if out.exists():
            shutil.rmtree(out)
        fresh.rename(out)
    return out


def _rewrite_config(path: Path) -> None:
    """Take out what only training needs: where the language model came from, and windows that do not overlap."""
    config = Config().from_disk(path, interpolate=False)
    transformer = config["components"].get("transformer")
    if transformer:
        transformer["model"]["name"] = "MiniLM"
        transformer["model"]["get_spans"] = {"@span_getters": "sitrep.windows.v1", **WINDOWS}
    config.to_disk(path)


def assemble(trained: Language, rules: Mapping[str, str | None] = RULES) -> Language:
    """The whole pipeline in memory.

    Raises:
        PackError: see `build_pack`.
    """
    nlp = spacy.blank("en")
    nlp.tokenizer = make_tokenizer(nlp)
    for name in TRAINED:
        if name in trained.pipe_names:
            nlp.add_pipe(name, source=trained)
        elif name not in OPTIONAL:
            raise PackError(f"the trained {trained.meta['name']} has no component {name!r}")
    _add_parts_of_speech(nlp)
    _add_lemmatizer(nlp)
    for name, before in rules.items():
        if name == "sitrep_sentences":
            add_sentence_rules(nlp)
        else:
            nlp.add_pipe(name, before=before)
    return nlp


def add_sentence_rules(nlp: Language) -> None:
    """Add the rules for sentences: before the trained parts that split, which decide what the rules leave open."""
    nlp.add_pipe("sitrep_sentences", before="senter" if "senter" in nlp.pipe_names else "parser")


def _add_parts_of_speech(nlp: Language) -> None:
    ruler: Any = nlp.add_pipe("attribute_ruler", before="ner")
    for tag, pos in UPOS.items():
        morph = {"MORPH": MORPHS[tag]} if tag in MORPHS else {}
        ruler.add([[{"TAG": tag}]], {"POS": pos, **morph})
    for pattern, pos in UPOS_PATTERNS:
        ruler.add([[pattern]], {"POS": pos})


def _add_lemmatizer(nlp: Language) -> None:
    lemmatizer: Any = nlp.add_pipe("lemmatizer", before="ner", config={"mode": "rule"})
    try:
        tables: Lookups = load_lookups("en", list(_LEMMA_TABLES))
    except ValueError as error:
        raise PackError(f"spacy-lookups-data is not installed: {how_to_install('train')} (docs/models.md)") from error
    for name in _LEMMA_TABLES:
        table = tables.get_table(name)
        table["aux"] = table["verb"]  # "is" and "has" are verbs to these tables, auxiliaries to the tags
    lemmatizer.initialize(lookups=tables)


def _drop_rules(nlp: Language, folder: Path, names: Iterable[str]) -> None:
    """Leave out what the configuration holds already, so that an edit there is an edit of the pack.

    A component that cannot be loaded without its folder keeps it.
    """
    for name in names:
        if not (folder / name).exists():
            continue
        bare: Any = nlp.create_pipe(nlp.get_pipe_meta(name).factory)
        try:
            bare.from_disk(folder / "no-such-folder")
        except (OSError, ValueError):
            continue
        shutil.rmtree(folder / name)


def _needed_strings(nlp: Language) -> set[str]:
    """Labels, parts of speech and the strings of a new English vocabulary.

    Training leaves every word of the corpora in the vocabulary; the weights do not need them, and use adds what it
    meets.
    """
    labels = {label for _, pipe in nlp.pipeline for label in getattr(pipe, "labels", ())}
    return {*spacy.blank("en").vocab.strings, *labels, *UPOS, *UPOS.values(), "SCONJ", "ROOT", "dep"}
