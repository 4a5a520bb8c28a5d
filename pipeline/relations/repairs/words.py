"""Single words that the tagger, tokenizer or lemmatizer took for something else."""

from __future__ import annotations

from pipeline.relations.parse import Parse
from pipeline.relations.repairs.known import Known
from pipeline.relations.repairs.sentences import has_finite

_HYPHENS = "-‑–"


def retag_participle(parse: Parse, token: int, known: Known) -> None:
    """As in "Has armed", "jets bombed positions": a verb tagged as an adjective, for want of another."""
    p, word = parse, parse.lower[token]
    if p.tag[token] not in {"JJ", "NN"} or not word.endswith("ed") or p.words[token - 1 if token else 0] in "-–":
        return
    lemma = next((c for c in (word[:-2], word[:-1], word[:-3]) if c in known.triggers), None)
    helped = bool(p.with_dep(token, "aux"))
    if lemma is not None and (helped or not has_finite(p, token)):
        p.tag[token], p.lemma[token] = "VBN" if helped else "VBD", lemma


def prefix(parse: Parse, token: int, known: Known) -> None:
    """As in "non-combatants", in three tokens: the first two belong to the third."""
    p, word = parse, token + 2
    if p.lower[token] != "non" or word >= p.n or p.words[token + 1] not in _HYPHENS or p.sent[word] != p.sent[token]:
        return
    if p.head[word] == token:
        p.attach(word, word if p.head[token] == token else p.head[token], p.dep[token])
    for c in [c for c in p.children[token] if c != word]:
        p.attach(c, word, p.dep[c])
    p.attach(token, word, "amod")
    p.attach(token + 1, word, "compound")


def preposition_of_a_modifier(parse: Parse, token: int, known: Known) -> None:
    """As in "From Eastern Aleppo" read as an Aleppo that is "from Eastern": the preposition is the noun's."""
    p, modifier = parse, parse.head[token]
    noun = p.head[modifier]
    before = p.dep[token] == "case" and p.dep[modifier] in {"amod", "compound"} and token < modifier < noun
    if before and p.is_noun(noun) and not p.with_dep(noun, "case"):
        p.attach(token, noun, "case")


def undouble(parse: Parse, verb: int, known: Known) -> None:
    """The lemma of "repelled" is "repel", whatever rule made it "repell"."""
    lemma = parse.lemma[verb]
    if lemma not in known.triggers and lemma[-1:] == lemma[-2:-1] and lemma[:-1] in known.triggers:
        parse.lemma[verb] = lemma[:-1]


def third_person(parse: Parse, verb: int, known: Known) -> None:
    """As in "Condemns" tagged as a base form keeps its ending in the lemma."""
    word = parse.lower[verb]
    ending = word.endswith("s") and not word.endswith("ss")
    if parse.tag[verb] in {"VB", "VBP"} and word == parse.lemma[verb] and ending:
        parse.lemma[verb], parse.tag[verb] = word[:-1], "VBZ"
