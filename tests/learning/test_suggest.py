"""What new articles suggest: who is new, under which names, of which type, where, and why."""

from __future__ import annotations

import math

import pytest
from spacy.language import Language
from spacy.vocab import Vocab

from pipeline.actors.knowledge import load_knowledge, load_nouns
from pipeline.actors.view import View
from pipeline.documents import Document
from pipeline.learning.choose import choose_documents, choose_sentences
from pipeline.learning.suggest import suggest
from pipeline.learning.suggest.articles import Article
from pipeline.learning.suggest.longforms import introduced, is_short_form
from pipeline.learning.suggest.phrases import noun_before, said_to_be
from pipeline.learning.suggestions import Suggestion, logistic
from tests.learning.conflict import CONFIGS, read_text, records
from tests.learning.naming import CASES


@pytest.fixture(scope="module")
def articles(nlp: Language) -> list[Document]:
    return records(nlp)


@pytest.fixture(scope="module")
def found(articles: list[Document]) -> dict[str, Suggestion]:
    return {one.name: one for one in suggest(articles, CONFIGS)}


@pytest.mark.parametrize(
    ("name", "field", "value"),
    [
        ("Harad Liberation Front", "type", "armed_group"),
        ("Harad Liberation Front", "acronyms", ["HLF"]),
        ("Toma Vashek", "aliases", ["Vashek"]),
        ("Toma Vashek", "parents", ["actor:harad-liberation-front"]),
        ("Levan Oresh", "parents", ["actor:harad-liberation-front"]),
        ("Yeva Soltan", "parents", ["actor:mountain-eagles-brigade"]),
        ("Harad Watch", "type", "ngo"),
        ("Iron Lantern Group", "type", "company"),
        ("Order of the White Flame", "aliases", ["White Flame"]),
        ("Order of the White Flame", "nominals", ["the sect"]),
        ("United Nations Observer Mission in Velkania", "acronyms", ["UNOMIV"]),
        ("Velkania", "type", "country"),
        ("Lesnovar", "parents", ["place:harad"]),
        ("Lesnovar", "country", "place:velkania"),
        ("Mirgora", "type", "city"),
        ("Tirsa River", "type", "feature"),
        ("Velkanian", "entry", "place:velkania"),
    ],
)
def test_articles_say_who_is_new(found: dict[str, Suggestion], name: str, field: str, value: object) -> None:
    assert getattr(found[name], field) == value


def test_the_party_named_most_comes_first(found: dict[str, Suggestion]) -> None:
    assert next(iter(found)) == "Harad Liberation Front"


def test_nothing_known_is_suggested(found: dict[str, Suggestion]) -> None:
    knowledge = load_knowledge(CONFIGS)
    new = [one for one in found.values() if one.kind in {"actor", "place"}]
    known = [one.name for one in new if set(knowledge.candidates(one.name)) & knowledge.actors.keys()]
    assert not known
    assert not {"United Nations", "Cyprus", "Vienna"} & found.keys()


def test_a_name_that_is_a_place_elsewhere_is_suggested(found: dict[str, Suggestion]) -> None:
    assert load_knowledge(CONFIGS).candidates("Harad")
    assert found["Harad"].entry not in load_knowledge(CONFIGS).places


def test_the_score_is_the_sum_of_its_reasons(found: dict[str, Suggestion]) -> None:
    for one in found.values():
        total = sum(reason.weight for reason in one.reasons)
        assert one.score == logistic(one.reasons) == round(1 / (1 + math.exp(-total)), 3)


def test_every_proof_shows_the_name(found: dict[str, Suggestion]) -> None:
    for one in found.values():
        names = {name.lower() for name in [one.name, *one.aliases, *one.acronyms]}
        shown = [proof.text[proof.start : proof.end].lower() for proof in one.proofs]
        assert one.kind == "trigger" or all(any(name in text or text in name for name in names) for text in shown)


def test_the_order_of_the_articles_does_not_matter(articles: list[Document], found: dict[str, Suggestion]) -> None:
    turned = suggest(reversed(articles), CONFIGS)
    assert [(one.name, one.score, one.type) for one in turned] == [(o.name, o.score, o.type) for o in found.values()]


@pytest.mark.parametrize(
    ("text", "long"),
    [
        ("Fighters of the March 23 Movement (M23) left.", "March 23 Movement"),
        ("The Nduma Defense of Congo-Renovated (NDC-R) fled.", "Nduma Defense of Congo-Renovated"),
        ("The Observer Mission in Velkania (OMIV) began.", "Observer Mission in Velkania"),
        ("The Cordal Revolutionary Army (ERC) attacked.", "Cordal Revolutionary Army"),
        ("They met (UNHCR) officials.", None),
        ("He left on Monday (AFP) for Paris.", None),
    ],
)
def test_brackets_show_what_an_acronym_stands_for(nlp: Language, text: str, long: str | None) -> None:
    view = View(nlp(text))
    found = {view.slice(*span) for span in introduced(view).values()}
    assert found == ({long} if long else set())


@pytest.mark.parametrize(("word", "short"), [("M23", True), ("SPLM-N", True), ("Kosti", False), ("2031", False)])
def test_short_forms(word: str, short: bool) -> None:
    assert is_short_form(word) is short


@pytest.mark.parametrize(
    ("text", "name", "noun"),
    [
        ("The monitoring group Harad Watch said so.", "Harad Watch", "monitoring group"),
        ("Mirgora, a village below the pass, burned.", "Mirgora", "village"),
        ("They died west of Masisi, an officer said.", "Masisi", None),
        ("Wazalendo is a loose alliance of militias.", "Wazalendo", "alliance"),
    ],
)
def test_nouns_beside_a_name(nlp: Language, text: str, name: str, noun: str | None) -> None:
    article = Article(0, read_text(nlp, text), Vocab())
    view = article.view
    first = next(i for i in range(view.n) if view.start[i] == text.index(name))
    last = next(i for i in range(view.n) if view.end[i] == text.index(name) + len(name))
    nouns = [*noun_before(view, first), *said_to_be(view, last, load_nouns(CONFIGS))]
    assert (noun in nouns) if noun else not nouns


@pytest.mark.parametrize(("articles", "expected", "never"), [pytest.param(*case, id=name) for name, *case in CASES])
def test_new_conflicts_name_their_own_ways(
    nlp: Language, articles: list[str], expected: list[tuple[str, str, object]], never: list[str]
) -> None:
    documents = [read_text(nlp, text, f"a{number}") for number, text in enumerate(articles)]
    new = {one.name: one for one in suggest(documents, CONFIGS) if one.kind in {"actor", "place"}}
    for name, field, value in expected:
        got = getattr(new[name], field)
        assert set(value) <= set(got) and bool(value) >= bool(got) if isinstance(value, list) else got == value
    assert not set(never) & new.keys()


def test_a_verb_made_of_a_known_one_is_a_trigger(nlp: Language) -> None:
    text = "Russia reinvaded Ukraine on Friday. Russia attacked Ukraine. Israel bombed Hezbollah."
    triggers = [one for one in suggest([read_text(nlp, text)], CONFIGS) if one.kind == "trigger"]
    assert [(one.name, one.relation) for one in triggers] == [("reinvade", "ATTACK")]


def test_a_spelling_of_a_known_name_is_an_alias(nlp: Language) -> None:
    texts = [f"Rebels shelled Mizrata {day}. Libya denied it." for day in ("on Monday", "on Friday")]
    documents = [read_text(nlp, text, f"t{i}") for i, text in enumerate(texts)]
    aliases = [(one.name, one.entry) for one in suggest(documents, CONFIGS) if one.kind == "alias"]
    assert aliases == [("Mizrata", "place:misrata")]


def test_no_articles_suggest_nothing() -> None:
    assert suggest([], CONFIGS) == []


def test_what_is_unsure_and_new_is_annotated_first(found: dict[str, Suggestion], articles: list[Document]) -> None:
    lengths = {record.id: len(record.tokens) for record in articles}
    chosen = choose_documents(found.values(), lengths, 3)
    assert len(chosen) == 3
    assert [one.gain for one in chosen] == sorted((one.gain for one in chosen), reverse=True)
    sentences = choose_sentences(found.values(), 5)
    assert len({one.text for one in sentences}) == 5
    assert all(one.why for one in sentences)
