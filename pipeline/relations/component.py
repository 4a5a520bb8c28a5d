"""The spaCy component that reads statements: the last stage that looks at one document."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.relations.confidence import FILE as CONFIDENCE
from pipeline.relations.confidence import load_confidence
from pipeline.relations.cues import load_cues
from pipeline.relations.grammar import load_grammar
from pipeline.relations.ontology import load_ontology
from pipeline.relations.parse import Parse
from pipeline.relations.statements import StatementReader
from pipeline.resources import configs_dir, save_configs, saved_configs

_CONFIGS = ("ontology.yaml", "status.yaml", "grammar.yaml", CONFIDENCE)


class Relations:
    """``doc._.statements`` from the parse, the spans and the entities of a Doc."""

    def __init__(self, configs: Path) -> None:
        self._use(configs)

    def _use(self, configs: Path) -> None:
        self._configs = configs
        self.ontology = load_ontology(configs)
        self.cues = load_cues(configs)
        self.grammar = load_grammar(configs)
        self.confidence = load_confidence(configs)

    def __call__(self, doc: Doc) -> Doc:
        record = doc._.record
        reader = StatementReader(Parse(doc), record, self.ontology, self.cues, self.grammar, self.confidence)
        record.statements = reader.read()
        return doc

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Save the ontology and the word classes with the pack."""
        save_configs(self._configs, _CONFIGS, path)

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> Relations:
        """Take the ontology saved with the pack; one that left it out works with that of the configuration."""
        saved = saved_configs(path, _CONFIGS)
        if saved is not None:
            self._use(saved)
        return self


@Language.factory(
    "sitrep_relations", default_config={"configs": None}, requires=["token.dep", "token.head", "token.tag"]
)
def make_relations(nlp: Language, name: str, configs: str | None) -> Relations:
    """The component with the ontology of ``configs`` (a folder; None for the installed one)."""
    return Relations(Path(configs) if configs else configs_dir())
