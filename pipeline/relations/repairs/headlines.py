"""Headlines: deeds in the present, participles for passives, infinitives for plans, commas for "and"."""

from __future__ import annotations

from pipeline.relations.parse import PAST, Parse
from pipeline.relations.repairs.known import Known
from pipeline.relations.repairs.sentences import TENSED, is_headline, make_main


def participle_in_a_headline(parse: Parse, verb: int, known: Known) -> None:
    """As in "Kherson retaken", "Town seized by rebels": headlines tell deeds in the present, so this is passive."""
    p = parse
    if p.tag[verb] not in PAST or p.lemma[verb] not in known.transitive or p.with_dep(verb, "obj", "aux", "ccomp"):
        return
    if not p.with_dep(verb, "obl:agent") and not (p.dep[verb] == "ROOT" and is_headline(p, verb)):
        return
    subjects = p.with_dep(verb, "nsubj")
    for c in subjects:
        p.dep[c] = "nsubj:pass"
    if subjects:
        p.tag[verb] = "VBN"


def joined_by_a_comma(parse: Parse, verb: int, known: Known) -> None:
    """As in "US, UK strike Houthi targets": a headline's comma is "and", where no second one closes an apposition."""
    p = parse
    if not is_headline(p, verb):
        return
    for subject in p.with_dep(verb, "nsubj"):
        for c in p.with_dep(subject, "appos"):
            commas = [i for i in range(subject, verb) if p.words[i] == ","]
            if subject < c < verb and len(commas) == 1 and commas[0] < c and p.tag[c].startswith("NNP"):
                p.dep[c] = "conj"


def infinitive_in_a_headline(parse: Parse, root: int, known: Known) -> None:
    """As in "US to send missiles to Ukraine": who is to do it is the subject of the infinitive."""
    p = parse
    if not is_headline(p, root) or not p.is_noun(root):
        return
    if any(p.tag[i] in TENSED for i in range(*p.sents[p.sent[root]])):
        return
    verb = next((c for c in p.with_dep(root, "acl") if p.is_infinitive(c)), None)
    if verb is not None and min(p.subtree(verb)) == root + 1:
        make_main(p, verb, root)
