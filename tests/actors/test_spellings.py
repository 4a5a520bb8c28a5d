"""Spellings of names against the shipped knowledge: those that must be linked, and those that must stay apart."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from spacy.language import Language

from pipeline.actors.component import capitals
from pipeline.actors.fuzzy import FuzzyNames
from pipeline.actors.knowledge import load_knowledge, load_nouns
from pipeline.actors.lexicon import load_lexicon
from pipeline.actors.linking import Linker
from pipeline.actors.locating import Locator
from pipeline.actors.names import NameFinder
from pipeline.actors.registry import Registry
from pipeline.actors.view import View
from pipeline.documents import Span
from pipeline.resources import configs_dir

Link = Callable[[str, str], set[str]]
TABLE = (Path(__file__).parent / "spellings.txt").read_text("utf-8").splitlines()
PAIRS = [tuple(cell.strip() for cell in line.split("|")) for line in TABLE if line and not line.startswith("#")]
SAME = [pair[1:] for pair in PAIRS if pair[0] == "same"]
APART = [pair[1:] for pair in PAIRS if pair[0] == "apart"]


@pytest.fixture(scope="module")
def link(nlp: Language) -> Link:
    """A text that is one name, and the label that the model gives it -> the ids of the entries it is linked to."""
    knowledge, lexicon, nouns = load_knowledge(configs_dir()), load_lexicon(configs_dir()), load_nouns(configs_dir())
    finder = NameFinder(knowledge, lexicon, nouns)
    locator = Locator(knowledge, lexicon, nouns, capitals(knowledge))
    linker = Linker(knowledge, nouns, lexicon, FuzzyNames(knowledge, lexicon), locator)

    def linked(text: str, label: str) -> set[str]:
        view = View(nlp.make_doc(text))
        names = finder.find(view, [Span(0, len(text), 0, view.n - 1, label)])
        linker.link(view, names, Registry(knowledge))
        return {name.draft.kb_id for name in names if name.draft and name.draft.kb_id}

    return linked


@pytest.mark.parametrize(("spelling", "name", "label"), SAME)
def test_a_spelling_is_linked_to_its_entry(link: Link, spelling: str, name: str, label: str) -> None:
    knowledge = load_knowledge(configs_dir())
    assert [entry.name for entry_id in link(spelling, label) if (entry := knowledge.get(entry_id))] == [name]


@pytest.mark.parametrize(("one", "other", "label"), APART)
def test_two_names_are_not_taken_for_each_other(link: Link, one: str, other: str, label: str) -> None:
    assert link(one, label).isdisjoint(link(other, label))
