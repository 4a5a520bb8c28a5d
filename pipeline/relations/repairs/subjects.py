"""Subjects that the parser hung on the wrong word, or under the wrong label."""

from __future__ import annotations

from pipeline.relations.parse import FINITE, SUBJECTS, Parse
from pipeline.relations.repairs.known import Known
from pipeline.relations.repairs.sentences import is_joined

#: Labels under which a subject may hide, and clauses that have none of their own.
_MISREAD = frozenset({"compound", "advmod", "obl:unmarked", "nmod:unmarked", "nmod", "dep", "amod", "appos"})
_SUBJECTLESS = frozenset({"amod", "acl", "xcomp", "conj", "acl:relcl", "aux", "cop"})


def find_subject(parse: Parse, verb: int, known: Known) -> None:
    """Give a finite verb its subject, where the parser hung it on the verb as something else or on another phrase."""
    p = parse
    main = p.dep[verb] == "ROOT" or bool(p.with_dep(verb, "aux", "obj"))
    finite = p.tag[verb] in FINITE or (p.tag[verb] == "VBN" and main)
    if not finite or p.dep[verb] in _SUBJECTLESS or p.with_dep(verb, *SUBJECTS, "expl"):
        return
    if p.with_dep(verb, "aux:pass"):
        _conjunct_is_subject(p, verb, "nsubj:pass")
        return
    subject = _misread_subject(p, verb)
    if subject is None:
        _conjunct_is_subject(p, verb, "nsubj")
        return
    p.attach(subject, verb, "nsubj")
    for d in [d for d in p.with_dep(verb, "det") if d < subject]:
        p.attach(d, subject, "det")


def _misread_subject(parse: Parse, verb: int) -> int | None:
    """The bare noun before a verb that hangs on it as something else; that of "US-backed" is none."""
    p = parse
    if p.words[verb - 1] in "-–":
        return None
    nouns = (c for c in reversed(p.children[verb]) if c < verb and p.is_noun(c) and p.dep[c] in _MISREAD)
    return next((c for c in nouns if not p.preposition(c)), None)


def _conjunct_is_subject(parse: Parse, verb: int, dep: str) -> None:
    """As in "According to the ministry, drones destroyed X" read as "according to the ministry and drones"."""
    p = parse
    phrases = p.with_dep(verb, "obl", "advcl")
    phrases += [inner for phrase in phrases for inner in p.with_dep(phrase, "nmod")]
    for phrase in phrases:
        others = [c for c in p.with_dep(phrase, "conj", "appos") if phrase < c < verb and p.is_noun(c)]
        apart = others and any(p.words[i] == "," for i in range(phrase + 1, others[0]))
        if not apart or is_joined(p, phrase, others[0]):
            continue
        p.attach(others[0], verb, dep)
        for c in others[1:]:
            p.attach(c, others[0], "conj")
        for c in [c for c in p.with_dep(phrase, "acl:relcl") if others[0] < c < verb]:
            p.attach(c, others[0], "acl:relcl")
        return


def place_as_subject(parse: Parse, verb: int, known: Known) -> None:
    """As in "Near Sinjar, two strikes hit X" read as "near Sinjar and two strikes hit X"."""
    p = parse
    for subject in p.with_dep(verb, "nsubj"):
        others = [c for c in p.with_dep(subject, "conj", "appos") if subject < c < verb and p.is_noun(c)]
        if p.preposition(subject) in known.grammar.locative and others and not is_joined(p, subject, others[0]):
            p.attach(others[0], verb, "nsubj")
            p.attach(subject, verb, "obl")
            return


def label_as_subject(parse: Parse, verb: int, known: Known) -> None:
    """As in "Salim Rafi: The rebels left the town": who speaks is not who left."""
    p = parse
    subjects = [s for s in p.with_dep(verb, "nsubj", "nsubj:pass") if s < verb]
    for subject in subjects[:-1]:
        if any(p.words[i] == ":" for i in range(subject + 1, subjects[-1])):
            p.attach(subject, verb, "parataxis")


def who_is_somebody(parse: Parse, verb: int, known: Known) -> None:
    """As in "Alarm spread among the Peshmerga, who said": "who" takes up the noun before it, never a whole clause."""
    p = parse
    who = next((s for s in p.with_dep(verb, "nsubj", "nsubj:pass") if p.lower[s] == "who"), None)
    if who is None or p.dep[verb] != "advcl:relcl":
        return
    noun = who - 1 - (p.words[who - 1] == ",")
    if noun < p.sents[p.sent[verb]][0] or not p.is_noun(noun):
        return
    while p.is_noun(p.head[noun]) and p.head[noun] != noun and p.preposition(noun) in {"", "of"}:
        noun = p.head[noun]  # "the head of the army, who", "Salim Rafi, who"
    if noun < who:
        p.attach(verb, noun, "acl:relcl")


def relative_agrees(parse: Parse, verb: int, known: Known) -> None:
    """As in "Forces in the country who are leading the fight": a plural verb has a plural noun before its pronoun."""
    p, noun = parse, parse.head[verb]
    plural = any(p.tag[i] == "VBP" for i in (verb, *p.with_dep(verb, "aux", "aux:pass", "cop")))
    pronoun = any(p.lower[s] == "who" for s in p.with_dep(verb, "nsubj", "nsubj:pass"))
    if p.dep[verb] != "acl:relcl" or not plural or not pronoun or p.tag[noun] != "NN" or p.with_dep(noun, "conj"):
        return
    above = next((a for a in p.ancestors(noun) if p.tag[a] in {"NNS", "NNPS"}), None)
    if above is not None:
        p.attach(verb, above, "acl:relcl")


def inverted(parse: Parse, verb: int, known: Known) -> None:
    """As in "Nor did they shell the town" read as "they did shell": an auxiliary before its subject."""
    p = parse
    inverts = p.lemma[verb] == "do" and any(p.lower[c] in {"nor", "neither"} for c in p.children[verb] if c < verb)
    mains = [c for c in p.with_dep(verb, "xcomp") if p.tag[c] == "VB"]
    subjects = [o for o in p.with_dep(verb, "obj", "iobj", "nsubj") if mains and verb < o < mains[0]]
    if not inverts or not subjects:
        return
    main, head = mains[0], p.head[verb]
    p.attach(main, main if head == verb else head, p.dep[verb])
    for c in [c for c in p.children[verb] if c != main]:
        p.attach(c, main, "nsubj" if c == subjects[0] else p.dep[c])
    p.attach(verb, main, "aux")
