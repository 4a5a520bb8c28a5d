"""Numbers of people and things, and what becomes of them: "20 dead, 50 wounded", "killed at least ten people"."""

from __future__ import annotations

from pipeline.relations.parse import SUBJECTS, Parse
from pipeline.relations.repairs.known import Known
from pipeline.relations.repairs.sentences import TENSED, has_verb, is_headline

#: How far behind what became of some it is told what became of others.
_FAR = 8


def dead_in_a_headline(parse: Parse, root: int, known: Known) -> None:
    """As in "Ten dead in Kabul blast": who is dead is the subject."""
    p = parse
    for c in p.with_dep(root, "amod"):
        if c == root + 1 and f"be {p.lemma[c]}" in known.triggers and not has_verb(p, root):
            p.attach(c, c, "ROOT")
            p.attach(root, c, "nsubj")
            for rest in [i for i in p.children[root] if i > c]:
                p.attach(rest, c, p.dep[rest])


def casualties_in_a_headline(parse: Parse, root: int, known: Known) -> None:
    """As in "Five killed in Kabul blast", "20 dead, 50 wounded in bombing": of numbers without a verb it is told."""
    p, result = parse, root + 1
    if not is_headline(p, root) or not _counts(p, root, known) or result >= p.n or p.sent[result] != p.sent[root]:
        return
    if any(p.tag[i] in TENSED and known.participle(p.lower[i]) is None for i in range(*p.sents[p.sent[root]])):
        return
    if p.dep[result] == "nmod" or not _becomes_result(p, result, known):
        return
    p.attach(result, result, "ROOT")
    p.attach(root, result, _subject_of(p, result))
    for c in [c for c in p.children[root] if c > result]:
        p.attach(c, result, p.dep[c])
    _others_in_a_headline(p, result, known)


def _others_in_a_headline(parse: Parse, result: int, known: Known) -> None:
    """As in "20 dead, 50 wounded": what became of the second group, behind what became of the first."""
    p = parse
    end = p.sents[p.sent[result]][1]
    for word in range(result + 2, min(result + _FAR, end)):
        group = word - 1
        if p.words[group] in {",", "and"} or not _counts(p, group, known) or not _becomes_result(p, word, known):
            continue
        p.attach(word, result, "conj")
        p.attach(group, word, _subject_of(p, word))
        for c in [c for c in p.children[word] if c > word and p.dep[c] == "obl"]:
            p.attach(c, result, "obl")
        return


def _counts(parse: Parse, token: int, known: Known) -> bool:
    """Whether a phrase is a number, or a noun with one: "20", "dozens", "20 soldiers"."""
    p = parse
    counted = p.is_noun(token) and bool(p.with_dep(token, "nummod"))
    return p.tag[token] == "CD" or p.lemma[token] in known.grammar.elliptical or counted


def _becomes_result(parse: Parse, token: int, known: Known) -> bool:
    """Whether a word says what becomes of somebody, which then it is tagged and named for: "dead", "wounded"."""
    p = parse
    if f"be {p.lower[token]}" in known.triggers:
        p.lemma[token] = p.lower[token]
        return True
    lemma = known.participle(p.lower[token])
    if lemma is None:
        return False
    p.tag[token], p.lemma[token] = "VBN", lemma
    return True


def _subject_of(parse: Parse, result: int) -> str:
    return "nsubj:pass" if parse.tag[result] == "VBN" else "nsubj"


def gapped_passive(parse: Parse, number: int, known: Known) -> None:
    """As in "Ten were killed and 20 wounded": the second participle is passive as well, of the number before it."""
    p, word = parse, number + 1
    if p.tag[number] != "CD" or word >= p.n or not p.lower[word].endswith("ed"):
        return
    verb = p.head[number] if p.head[word] == number else p.head[word]
    if verb >= number or not p.with_dep(verb, "nsubj:pass") or p.dep[word] not in {"conj", "orphan", "xcomp"}:
        return
    lemma = known.participle(p.lower[word])
    if lemma is not None:
        p.tag[word], p.lemma[word] = "VBN", lemma
        p.attach(word, verb, "conj")
        p.attach(number, word, "nsubj:pass")


def gapped_result(parse: Parse, verb: int, known: Known) -> None:
    """As in "Left three dead and 12 wounded": what becomes of the second group is told like a deed ("wounded 12")."""
    p = parse
    dead = _result(p, verb, known)
    if dead is None:
        return
    for word in range(dead + 3, min(dead + _FAR, p.sents[p.sent[verb]][1])):
        lemma, group = known.participle(p.lower[word]), word - 1
        while dead < p.head[group] < group and p.dep[group] == "nmod":
            group = p.head[group]  # "dozens of people injured"
        if lemma is None or not _counts(p, group, known):
            continue
        p.tag[word], p.lemma[word] = "VBD", lemma
        p.attach(word, verb, "conj")
        p.attach(group, word, "obj")
        if p.head[dead] != verb:
            p.attach(dead, verb, "xcomp")
        return


def _result(parse: Parse, verb: int, known: Known) -> int | None:
    """What became of the objects of a verb like "left": "dead"."""
    p = parse
    if p.lemma[verb] not in known.grammar.resultative:
        return None
    words = (c for t in (verb, *p.with_dep(verb, "obj")) for c in p.with_dep(t, "amod", "xcomp"))
    return next((c for c in words if f"be {p.lower[c]}" in known.triggers), None)


def counted_object(parse: Parse, verb: int, known: Known) -> None:
    """As in "Killed at least ten people": the preposition is the number's, so the noun is an object all the same."""
    p, quantifiers = parse, known.grammar.quantifiers
    if p.with_dep(verb, "obj", "nsubj:pass", "aux:pass") or not p.with_dep(verb, "nsubj"):
        return
    for noun in p.with_dep(verb, "obl", "obl:unmarked"):
        counts = [i for i in p.with_dep(noun, "nummod") if i > verb]
        if p.with_dep(noun, "case") or not counts or " ".join(p.lower[verb + 1 : counts[0]]) not in quantifiers:
            continue
        p.attach(noun, verb, "obj")
        return


def particle_before_a_number(parse: Parse, verb: int, known: Known) -> None:
    """As in "Handed over 12 prisoners" read as "over 12": the particle is the verb's, where the two are one."""
    p, word = parse, verb + 1
    if word >= p.n or p.tag[p.head[word]] != "CD" or p.head[word] < word:
        return
    if f"{p.lemma[verb]} {p.lower[word]}" in known.triggers:
        p.attach(word, verb, "compound:prt")


def dozens_more(parse: Parse, verb: int, known: Known) -> None:
    """As in "Dozens more were wounded": the dozens are the subject."""
    p = parse
    for more in p.with_dep(verb, *SUBJECTS, "obj"):
        counts = [c for c in p.with_dep(more, "obl:unmarked", "nmod:unmarked", "nummod") if c == more - 1]
        if p.lower[more] == "more" and counts and p.is_noun(counts[0]):
            p.attach(counts[0], verb, p.dep[more])
            p.attach(more, counts[0], "amod")
