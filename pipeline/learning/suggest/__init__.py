"""Suggestions for the rules from new articles: see `suggest`."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from spacy.vocab import Vocab

from pipeline.actors.knowledge import load_knowledge, load_nouns
from pipeline.actors.lexicon import load_lexicon
from pipeline.documents import Document
from pipeline.learning.suggest.articles import Article
from pipeline.learning.suggest.clusters import cluster
from pipeline.learning.suggest.context import ContextReader
from pipeline.learning.suggest.cues import load_cues
from pipeline.learning.suggest.entries import EntryMaker
from pipeline.learning.suggest.finder import FormFinder
from pipeline.learning.suggest.known import KnownReader
from pipeline.learning.suggest.triggers import TriggerReader
from pipeline.learning.suggestions import Suggestion
from pipeline.relations.ontology import load_ontology

__all__ = ["suggest"]


def suggest(documents: Iterable[Document], configs: Path) -> list[Suggestion]:
    """What articles suggest to add to the rules of a folder of configuration, the best first.

    Args:
        documents: records with all stages done by the rules of that folder.
        configs: the folder.

    Raises:
        ValueError: a file of the folder is not as it should be.
    """
    vocab = Vocab()
    articles = [Article(number, record, vocab) for number, record in enumerate(documents)]
    knowledge, lexicon, nouns = load_knowledge(configs), load_lexicon(configs), load_nouns(configs)
    cues = load_cues(configs)
    forms = FormFinder(knowledge, lexicon, nouns, cues).find(articles)
    profiles = ContextReader(knowledge, lexicon, nouns, cues).read(articles, cluster(forms, lexicon, nouns, cues))
    found = [
        *EntryMaker(knowledge, lexicon, nouns, cues).make(articles, profiles),
        *KnownReader(knowledge, lexicon, nouns, cues).read(articles),
        *TriggerReader(load_ontology(configs), lexicon, cues).read(articles),
    ]
    kept = [one for one in found if one.score >= cues.least]
    ids = (
        {one.entry for one in kept if one.kind in {"actor", "place"}}
        | knowledge.actors.keys()
        | knowledge.places.keys()
    )
    for one in kept:
        one.parents = [above for above in one.parents if above in ids]
        one.allegiance = [above for above in one.allegiance if above in ids]
        one.country = one.country if one.country in ids else None
    return sorted(kept, key=lambda one: (-one.score, one.kind, one.name))
