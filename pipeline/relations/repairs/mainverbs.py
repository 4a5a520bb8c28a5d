"""Main verbs that the parser hung on their subject as participles.

News has few sentences without a finite verb; the treebanks a parser learns from have many. So "rebels entered the
town" is at times read as rebels that were "entered". A passive participle takes no object, which gives it away.
"""

from __future__ import annotations

from pipeline.relations.parse import FINITE, PAST, SUBJECTS, Parse
from pipeline.relations.repairs.known import Known
from pipeline.relations.repairs.sentences import has_finite, make_main

#: Tags with which a new noun phrase begins.
_NEW_PHRASE = frozenset({"DT", "CD", "PRP$", "PDT", "PRP"})


def preposed_place(parse: Parse, root: int, known: Known) -> None:
    """As in "Near Sinjar, two strikes destroyed X" read as "Sinjar: two strikes [that were] destroyed"."""
    p, start = parse, _first_word(parse, root)
    if p.lower[start] not in known.grammar.locative or p.head[start] != root or not p.is_noun(root):
        return
    if p.with_dep(root, "cop", "nsubj"):
        return
    for c in p.with_dep(root, "appos", "conj", "list", "nmod:unmarked", "parataxis"):
        verb = next((v for v in p.with_dep(c, "acl") if p.tag[v] in FINITE | PAST and v > c), None)
        if verb is None or p.with_dep(verb, *SUBJECTS) or not any(p.words[i] == "," for i in range(root, c)):
            continue
        make_main(p, verb, c)
        p.attach(root, verb, "obl")
        p.dep[start] = "case"
        return


def _first_word(parse: Parse, token: int) -> int:
    """The token with which a sentence begins behind a bullet."""
    start, end = parse.sents[parse.sent[token]]
    return next((i for i in range(start, end) if any(c.isalnum() for c in parse.words[i])), start)


def participle_is_main_verb(parse: Parse, root: int, known: Known) -> None:
    """As in "Rebels entered the town" read as "rebels [that were] entered the town"."""
    p = parse
    if (not p.is_noun(root) and p.tag[root] not in {"PRP", "CD"}) or p.with_dep(root, "cop", "aux", "nsubj"):
        return
    hung = [*p.with_dep(root, "acl", "amod"), *(c for n in p.with_dep(root, "nmod") for c in p.with_dep(n, "acl"))]
    for verb in (c for c in hung if c > root and p.tag[c] in FINITE | PAST):
        active = bool(p.with_dep(verb, "obj", "ccomp")) or p.tag[verb] in FINITE or not has_finite(p, root)
        if active and not p.with_dep(verb, "nsubj", "nsubj:pass", "aux:pass", "mark"):
            make_main(p, verb, root)
            return
    _swallowed_verb(p, root)


def _swallowed_verb(parse: Parse, root: int) -> None:
    """As in "The military bombed dozens of towns" read as dozens that are "military" and "bombed"."""
    p = parse
    if has_finite(p, root, but=root):
        return
    for verb in (c for c in p.with_dep(root, "amod", "compound") if 0 < c < root and p.tag[c] in PAST | FINITE):
        before, after = verb - 1, verb + 1
        fresh = p.tag[after] in _NEW_PHRASE or p.tag[before] in {"NNS", "NNPS"}
        fresh = fresh or (after == root and p.tag[root] in {"NNS", "NNP", "NNPS"})
        if p.words[before] in "-–" or not fresh or p.head[before] not in {root, verb}:
            continue
        for c in [c for c in p.children[root] if c < verb and c != before]:
            p.attach(c, before, p.dep[c])
        p.attach(verb, verb, "ROOT")
        p.attach(before, verb, "nsubj")
        p.attach(root, verb, "obj")
        return


def reduced_relative(parse: Parse, root: int, known: Known) -> None:
    """As in "Forces allied with the Houthis left Shabwa" read as "forces [are] allied […], they left"."""
    p = parse
    if p.tag[root] not in PAST | {"JJ"} or p.with_dep(root, "aux", "aux:pass", "cop", "obj", "nsubj:pass"):
        return
    subjects = [c for c in p.with_dep(root, "nsubj") if c < root]
    mains = [c for c in p.with_dep(root, "advcl", "ccomp", "parataxis") if c > root and p.tag[c] in FINITE]
    if len(subjects) != 1 or not mains or p.with_dep(mains[0], "mark", *SUBJECTS):
        return
    if not p.with_dep(root, "obl") or any(p.dep[i] == "punct" for i in range(root, mains[0])):
        return
    main, subject = mains[0], subjects[0]
    make_main(p, main, subject)
    p.attach(root, subject, "acl" if p.is_verb(root) else "amod")
    for c in [c for c in p.children[root] if c > main]:
        p.attach(c, main, p.dep[c])
