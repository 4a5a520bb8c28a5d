"""What completes a verb: participles, infinitives and results that the parser hung on a noun beside it."""

from __future__ import annotations

from pipeline.relations.parse import Parse
from pipeline.relations.repairs.known import Known


def participle_completes_verb(parse: Parse, verb: int, known: Known) -> None:
    """As in "Began bombing the town": the participle is what began, not a kind of town."""
    p, after = parse, verb + 1
    if p.lemma[verb] not in known.grammar.aspectual or after >= p.n or p.tag[after] != "VBG":
        return
    noun = p.head[after]
    if p.dep[after] in {"amod", "compound"} and noun in p.with_dep(verb, "obj"):
        p.attach(after, verb, "xcomp")
        p.attach(noun, after, "obj")


def result_completes_verb(parse: Parse, verb: int, known: Known) -> None:
    """As in "Left ten people dead": the adjective after the noun is what became of it."""
    p = parse
    if p.lemma[verb] not in known.grammar.resultative:
        return
    for noun in p.with_dep(verb, "obj"):
        for c in [*p.with_dep(noun, "amod"), *p.with_dep(verb, "advmod")]:
            fronted = c == verb + 1 and verb + 1 < noun  # "shot dead four workers"
            if p.tag[c] == "JJ" and (c == noun + 1 or fronted):
                p.attach(c, verb, "xcomp")


def infinitive_completes_verb(parse: Parse, verb: int, known: Known) -> None:
    """As in "urged them to leave", "called on them to leave"; in "made an attempt to leave" it is the noun's."""
    p, grammar = parse, known.grammar
    if p.lemma[verb] not in grammar.object_control | grammar.using:
        return
    nouns = p.with_dep(verb, "obj", "iobj") + [
        c for c in p.with_dep(verb, "obl") if p.preposition(c) in {"on", "upon", "to", "with"}
    ]
    others = [noun for noun in nouns if known.cues.noun(p.lemma[noun]).infinitive is None]
    for above in [*others, *([verb] if nouns else [])]:
        for c in p.with_dep(above, "acl", "advcl"):
            if p.is_infinitive(c):
                p.attach(c, verb, "xcomp")


def infinitive_completes_passive(parse: Parse, verb: int, known: Known) -> None:
    """As in "were pressed by them to leave": the infinitive says to what, unless a comma sets it off as a purpose."""
    p = parse
    if p.lemma[verb] not in known.grammar.object_control or not p.with_dep(verb, "nsubj:pass"):
        return
    for c in p.with_dep(verb, "advcl"):
        plain = c > verb and not any(p.words[i] in {",", ";"} for i in range(verb, c))
        if plain and p.tag[c] == "VB" and p.lower[c - 1] == "to":
            p.attach(c, verb, "xcomp")


def kept_from(parse: Parse, verb: int, known: Known) -> None:
    """As in "Prevented them from entering": the participle completes the verb."""
    p = parse
    nouns = p.with_dep(verb, "obj", "nsubj:pass")
    for above in [*nouns, *([verb] if nouns else [])]:
        for c in p.with_dep(above, "acl", "advcl"):
            if c > verb and p.tag[c] == "VBG" and any(p.lower[m] == "from" for m in p.with_dep(c, "mark", "case")):
                p.attach(c, verb, "xcomp")


def short_of(parse: Parse, verb: int, known: Known) -> None:
    """As in "Stopped short of entering the town": the participle completes the verb."""
    p = parse
    for short in p.with_dep(verb, "advmod", "xcomp"):
        for c in p.with_dep(short, "advcl", "acl") if p.lower[short] == "short" else []:
            p.dep[short] = "advmod"
            p.attach(c, verb, "xcomp")
