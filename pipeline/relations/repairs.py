"""Mends confusions of the parser that can be told for sure from the words around: clauses read as noun phrases.

News has few sentences without a finite verb; the treebanks a parser learns from have many. So a main verb is at times
hung on its subject as a participle. A passive participle takes no object, which gives the confusion away.
"""

from __future__ import annotations

from collections.abc import Container, Iterable

from pipeline.relations.cues import Cues
from pipeline.relations.grammar import Grammar
from pipeline.relations.lists import anchor, enumerations
from pipeline.relations.parse import FINITE, PAST, SUBJECTS, Parse
from pipeline.relations.speech import repair_speech

#: What ends a sentence; headlines have none.
_STOPS = frozenset({".", "!", "?", "…"})
#: Labels under which a subject may hide, and clauses that have none of their own.
_MISREAD = frozenset({"compound", "advmod", "obl:unmarked", "nmod:unmarked", "nmod", "dep", "amod", "appos"})
_SUBJECTLESS = frozenset({"amod", "acl", "xcomp", "conj", "acl:relcl", "aux", "cop"})
_TENSED = frozenset({"VBD", "VBZ", "VBP", "MD"})
#: How far behind what became of some it is told what became of others.
_FAR = 8
#: Tags with which a new noun phrase begins.
_NEW_PHRASE = frozenset({"DT", "CD", "PRP$", "PDT", "PRP"})


def repair(parse: Parse, grammar: Grammar, cues: Cues, triggers: Container[str], transitive: Container[str]) -> None:
    """Mend a parse in place; ``triggers`` are lemmas of verbs that matter, ``transitive`` those that take objects."""
    governing = grammar.object_control | grammar.using
    for start, end in parse.sents:
        for token in range(start, end):
            _retag_participle(parse, token, triggers)
            _prefix(parse, token)
            _gapped_passive(parse, token, triggers)
            _preposition_of_a_modifier(parse, token)
            _both_sides_of_between(parse, token)
        roots = [i for i in range(start, end) if parse.head[i] == i]
        for root in roots:
            _preposed_place(parse, root, _first_word(parse, start, end), grammar.locative)
            _participle_is_main_verb(parse, root)
            _reduced_relative(parse, root)
            _dead_in_a_headline(parse, root, triggers)
        telegraphic = not any(parse.words[i] in _STOPS for i in range(max(start, end - 3), end))
        if telegraphic:
            for root in roots:
                _infinitive_in_a_headline(parse, root)
                _casualties_in_a_headline(parse, root, grammar.elliptical, triggers)
        for token in range(start, end):
            if parse.is_verb(token):
                _undouble(parse, token, triggers)
                _participle_in_a_headline(parse, token, transitive, telegraphic=telegraphic)
                if telegraphic:
                    _joined_by_a_comma(parse, token)
        for token in range(start, end):
            _gapped_passive(parse, token, triggers)
            if parse.is_verb(token):
                _third_person(parse, token)
                if parse.lemma[token] in cues.reporting:
                    repair_speech(parse, token, grammar.informing)
                _relative_agrees(parse, token)
                _label_as_subject(parse, token)
                _place_as_subject(parse, token, grammar.locative)
                _find_subject(parse, token)
                _particle_before_a_number(parse, token, triggers)
                _counted_object(parse, token, grammar.quantifiers)
                _verb_behind_and(parse, token, triggers)
                _conjunct_of_the_main_verb(parse, token)
                _dozens_more(parse, token)
                _participle_completes_verb(parse, token, grammar.aspectual)
                _gapped_result(parse, token, grammar, triggers)
                _result_completes_verb(parse, token, grammar.resultative)
                _infinitive_completes_verb(parse, token, governing, cues)
                _infinitive_completes_passive(parse, token, grammar.object_control)
                _kept_from(parse, token)
                _short_of(parse, token)
                _inverted(parse, token)
    _gather_enumerations(parse, grammar)


def _retag_participle(parse: Parse, token: int, triggers: Container[str]) -> None:
    """As in "Has armed", "jets bombed positions": a verb tagged as an adjective, for want of another."""
    p, word = parse, parse.lower[token]
    if p.tag[token] not in {"JJ", "NN"} or not word.endswith("ed") or p.words[token - 1 if token else 0] in "-–":
        return
    lemma = next((c for c in (word[:-2], word[:-1], word[:-3]) if c in triggers), None)
    helped = bool(p.with_dep(token, "aux"))
    if lemma is not None and (helped or not _has_finite(p, token)):
        p.tag[token], p.lemma[token] = "VBN" if helped else "VBD", lemma


def _first_word(parse: Parse, start: int, end: int) -> int:
    """The token with which a sentence begins behind a bullet."""
    return next((i for i in range(start, end) if any(c.isalnum() for c in parse.words[i])), start)


def _participle_in_a_headline(parse: Parse, verb: int, transitive: Container[str], *, telegraphic: bool) -> None:
    """As in "Kherson retaken", "Town seized by rebels": headlines tell deeds in the present, so this is passive."""
    p = parse
    if p.tag[verb] not in PAST or p.lemma[verb] not in transitive or p.with_dep(verb, "obj", "aux", "ccomp"):
        return
    if not p.with_dep(verb, "obl:agent") and not (telegraphic and p.dep[verb] == "ROOT"):
        return
    subjects = p.with_dep(verb, "nsubj")
    for c in subjects:
        p.dep[c] = "nsubj:pass"
    if subjects:
        p.tag[verb] = "VBN"


def _joined_by_a_comma(parse: Parse, verb: int) -> None:
    """As in "US, UK strike Houthi targets": a headline's comma is "and", where no second one closes an apposition."""
    p = parse
    for subject in p.with_dep(verb, "nsubj"):
        for c in p.with_dep(subject, "appos"):
            commas = [i for i in range(subject, verb) if p.words[i] == ","]
            if subject < c < verb and len(commas) == 1 and commas[0] < c and p.tag[c].startswith("NNP"):
                p.dep[c] = "conj"


def _dead_in_a_headline(parse: Parse, root: int, triggers: Container[str]) -> None:
    """As in "Ten dead in Kabul blast": who is dead is the subject."""
    p = parse
    for c in p.with_dep(root, "amod"):
        if c == root + 1 and f"be {p.lemma[c]}" in triggers and not _has_verb(p, root):
            p.attach(c, c, "ROOT")
            p.attach(root, c, "nsubj")
            for rest in [i for i in p.children[root] if i > c]:
                p.attach(rest, c, p.dep[rest])


def _infinitive_in_a_headline(parse: Parse, root: int) -> None:
    """As in "US to send missiles to Ukraine": who is to do it is the subject of the infinitive."""
    p = parse
    start, end = p.sents[p.sent[root]]
    if not p.is_noun(root) or any(p.tag[i] in _TENSED for i in range(start, end)):
        return
    verb = next((c for c in p.with_dep(root, "acl") if p.is_infinitive(c)), None)
    if verb is not None and min(p.subtree(verb)) == root + 1:
        _make_main(p, verb, root)


def _casualties_in_a_headline(parse: Parse, root: int, elliptical: frozenset[str], triggers: Container[str]) -> None:
    """As in "Five killed in Kabul blast", "20 dead, 50 wounded in bombing": of numbers without a verb it is told."""
    p, result = parse, root + 1
    if not _counts(p, root, elliptical) or result >= p.n or p.sent[result] != p.sent[root]:
        return
    start, end = p.sents[p.sent[root]]
    if any(p.tag[i] in _TENSED for i in range(start, end) if _participle_of(p, i, triggers) is None):
        return
    if p.dep[result] == "nmod" or not _becomes_result(p, result, triggers):
        return
    p.attach(result, result, "ROOT")
    p.attach(root, result, "nsubj:pass" if p.tag[result] == "VBN" else "nsubj")
    for c in [c for c in p.children[root] if c > result]:
        p.attach(c, result, p.dep[c])
    for word in range(result + 2, min(result + _FAR, end)):
        if (
            p.words[word - 1] in {",", "and"}
            or not _counts(p, word - 1, elliptical)
            or not _becomes_result(p, word, triggers)
        ):
            continue
        p.attach(word, result, "conj")
        p.attach(word - 1, word, "nsubj:pass" if p.tag[word] == "VBN" else "nsubj")
        for c in [c for c in p.children[word] if c > word and p.dep[c] == "obl"]:
            p.attach(c, result, "obl")
        return


def _counts(parse: Parse, token: int, elliptical: frozenset[str]) -> bool:
    """Whether a phrase is a number, or a noun with one: "20", "dozens", "20 soldiers"."""
    p = parse
    counted = p.is_noun(token) and bool(p.with_dep(token, "nummod"))
    return p.tag[token] == "CD" or p.lemma[token] in elliptical or counted


def _becomes_result(parse: Parse, token: int, triggers: Container[str]) -> bool:
    """Whether a word says what becomes of somebody, which then it is tagged and named for: "dead", "wounded"."""
    p = parse
    if f"be {p.lower[token]}" in triggers:
        p.lemma[token] = p.lower[token]
        return True
    lemma = _participle_of(p, token, triggers)
    if lemma is None:
        return False
    p.tag[token], p.lemma[token] = "VBN", lemma
    return True


def _participle_of(parse: Parse, token: int, triggers: Container[str]) -> str | None:
    """The verb of a word that ends as a participle does, whatever the tagger took it for."""
    word = parse.lower[token]
    return next((c for c in (word[:-2], word[:-1]) if c in triggers), None) if word.endswith("ed") else None


def _gapped_result(parse: Parse, verb: int, grammar: Grammar, triggers: Container[str]) -> None:
    """As in "Left three dead and 12 wounded": what becomes of the second group is told like a deed ("wounded 12")."""
    p, elliptical = parse, grammar.elliptical
    if p.lemma[verb] not in grammar.resultative:
        return
    objects = p.with_dep(verb, "obj")
    results = [c for t in (verb, *objects) for c in p.with_dep(t, "amod", "xcomp") if f"be {p.lower[c]}" in triggers]
    if not results:
        return
    dead = results[0]
    for word in range(dead + 3, min(dead + _FAR, p.sents[p.sent[verb]][1])):
        lemma = _participle_of(p, word, triggers)
        group = word - 1
        while dead < p.head[group] < group and p.dep[group] == "nmod":
            group = p.head[group]  # "dozens of people injured"
        if lemma is None or not _counts(p, group, elliptical):
            continue
        p.tag[word], p.lemma[word] = "VBD", lemma
        p.attach(word, verb, "conj")
        p.attach(group, word, "obj")
        if p.head[dead] != verb:
            p.attach(dead, verb, "xcomp")
        return


def _has_verb(parse: Parse, token: int) -> bool:
    start, end = parse.sents[parse.sent[token]]
    return any(parse.is_verb(i) for i in range(start, end))


def _prefix(parse: Parse, token: int) -> None:
    """As in "non-combatants", in three tokens: the first two belong to the third."""
    p, word = parse, token + 2
    if p.lower[token] != "non" or word >= p.n or p.words[token + 1] not in "-‑–" or p.sent[word] != p.sent[token]:
        return
    if p.head[word] == token:
        p.attach(word, word if p.head[token] == token else p.head[token], p.dep[token])
    for c in [c for c in p.children[token] if c != word]:
        p.attach(c, word, p.dep[c])
    p.attach(token, word, "amod")
    p.attach(token + 1, word, "compound")


def _gapped_passive(parse: Parse, number: int, triggers: Container[str]) -> None:
    """As in "Ten were killed and 20 wounded": the second participle is passive as well, of the number before it."""
    p, word = parse, number + 1
    if p.tag[number] != "CD" or word >= p.n or not p.lower[word].endswith("ed"):
        return
    verb = p.head[number] if p.head[word] == number else p.head[word]
    if verb >= number or not p.with_dep(verb, "nsubj:pass") or p.dep[word] not in {"conj", "orphan", "xcomp"}:
        return
    lemma = next((c for c in (p.lower[word][:-2], p.lower[word][:-1]) if c in triggers), None)
    if lemma is not None:
        p.tag[word], p.lemma[word] = "VBN", lemma
        p.attach(word, verb, "conj")
        p.attach(number, word, "nsubj:pass")


def _preposition_of_a_modifier(parse: Parse, token: int) -> None:
    """As in "From Eastern Aleppo" read as an Aleppo that is "from Eastern": the preposition is the noun's."""
    p, modifier = parse, parse.head[token]
    noun = p.head[modifier]
    if (
        p.dep[token] == "case"
        and p.dep[modifier] in {"amod", "compound"}
        and token < modifier < noun
        and p.is_noun(noun)
        and not p.with_dep(noun, "case")
    ):
        p.attach(token, noun, "case")


def _both_sides_of_between(parse: Parse, token: int) -> None:
    """As in "Clashes between the army and the rebels": what "and" joins is between them, not another clash."""
    p, side = parse, parse.head[token]
    if p.lower[token] != "between" or p.dep[token] != "case" or p.with_dep(side, "conj") or not p.is_noun(side):
        return
    above = p.head[side]
    for other in p.with_dep(above, "conj") if above != side else []:
        if other > side and p.is_noun(other) and _joined(p, side, other):
            p.attach(other, side, "conj")
            return
    for first in p.with_dep(side, "compound"):
        if first > token and _joined(p, first, side):
            p.attach(token, first, "case")
            p.attach(first, above, "obl" if p.dep[side] == "obj" else p.dep[side])
            for inner in p.with_dep(first, "conj"):
                p.attach(inner, side, "compound")
            p.attach(side, first, "conj")
            return


def _particle_before_a_number(parse: Parse, verb: int, triggers: Container[str]) -> None:
    """As in "Handed over 12 prisoners" read as "over 12": the particle is the verb's, where the two are one."""
    p, word = parse, verb + 1
    if word >= p.n or p.tag[p.head[word]] != "CD" or p.head[word] < word:
        return
    if f"{p.lemma[verb]} {p.lower[word]}" in triggers:
        p.attach(word, verb, "compound:prt")


def _counted_object(parse: Parse, verb: int, quantifiers: frozenset[str]) -> None:
    """As in "Killed at least ten people": the preposition is the number's, so the noun is an object all the same."""
    p = parse
    if p.with_dep(verb, "obj", "nsubj:pass", "aux:pass") or not p.with_dep(verb, "nsubj"):
        return
    for noun in p.with_dep(verb, "obl", "obl:unmarked"):
        counts = [i for i in p.with_dep(noun, "nummod") if i > verb]
        if p.with_dep(noun, "case") or not counts or " ".join(p.lower[verb + 1 : counts[0]]) not in quantifiers:
            continue
        p.attach(noun, verb, "obj")
        return


def _verb_behind_and(parse: Parse, verb: int, triggers: Container[str]) -> None:
    """As in "Killed two and wounded scores" read as two dead and some that are "wounded scores"."""
    p, noun = parse, parse.head[verb]
    if p.dep[verb] != "amod" or p.dep[noun] != "conj" or p.tag[verb] not in PAST or p.lemma[verb] not in triggers:
        return
    obj = p.first_conjunct(noun)
    first, joint = p.head[obj], [c for c in p.with_dep(noun, "cc") if c == verb - 1]
    if not joint or p.dep[obj] != "obj" or not p.is_verb(first) or p.lemma[first] not in triggers:
        return
    if p.tag[first] not in PAST:
        return
    p.attach(verb, first, "conj")
    p.attach(joint[0], verb, "cc")
    p.attach(noun, verb, "obj")


def _conjunct_of_the_main_verb(parse: Parse, verb: int) -> None:
    """As in "He warned that they could attack, and urged calm": "urged" goes with "warned", not with "could attack"."""
    p, first = parse, parse.head[verb]
    if p.dep[verb] != "conj" or p.tag[verb] != "VBD" or p.with_dep(verb, *SUBJECTS, "aux"):
        return
    if p.tag[first] != "VB" or p.dep[first] != "ccomp" or not any(p.tag[c] == "MD" for c in p.with_dep(first, "aux")):
        return
    if p.tag[p.head[first]] == "VBD":
        p.attach(verb, p.head[first], "conj")


def _dozens_more(parse: Parse, verb: int) -> None:
    """As in "Dozens more were wounded": the dozens are the subject."""
    p = parse
    for more in p.with_dep(verb, *SUBJECTS, "obj"):
        counts = [c for c in p.with_dep(more, "obl:unmarked", "nmod:unmarked", "nummod") if c == more - 1]
        if p.lower[more] == "more" and counts and p.is_noun(counts[0]):
            p.attach(counts[0], verb, p.dep[more])
            p.attach(more, counts[0], "amod")


def _relative_agrees(parse: Parse, verb: int) -> None:
    """As in "Forces in the country who are leading the fight": a plural verb has a plural noun before its pronoun."""
    p, noun = parse, parse.head[verb]
    plural = any(p.tag[i] == "VBP" for i in (verb, *p.with_dep(verb, "aux", "aux:pass", "cop")))
    pronoun = any(p.lower[s] == "who" for s in p.with_dep(verb, "nsubj", "nsubj:pass"))
    if p.dep[verb] != "acl:relcl" or not plural or not pronoun or p.tag[noun] != "NN" or p.with_dep(noun, "conj"):
        return
    above = next((a for a in p.ancestors(noun) if p.tag[a] in {"NNS", "NNPS"}), None)
    if above is not None:
        p.attach(verb, above, "acl:relcl")


def _label_as_subject(parse: Parse, verb: int) -> None:
    """As in "Salim Rafi: The rebels left the town": who speaks is not who left."""
    p = parse
    subjects = [s for s in p.with_dep(verb, "nsubj", "nsubj:pass") if s < verb]
    for subject in subjects[:-1]:
        if any(p.words[i] == ":" for i in range(subject + 1, subjects[-1])):
            p.attach(subject, verb, "parataxis")


def _place_as_subject(parse: Parse, verb: int, locative: frozenset[str]) -> None:
    """As in "Near Sinjar, two strikes hit X" read as "near Sinjar and two strikes hit X"."""
    p = parse
    for subject in p.with_dep(verb, "nsubj"):
        others = [c for c in p.with_dep(subject, "conj", "appos") if subject < c < verb and p.is_noun(c)]
        if p.preposition(subject) in locative and others and not _joined(p, subject, others[0]):
            p.attach(others[0], verb, "nsubj")
            p.attach(subject, verb, "obl")
            return


def _reduced_relative(parse: Parse, root: int) -> None:
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
    _make_main(p, main, subject)
    p.attach(root, subject, "acl" if p.is_verb(root) else "amod")
    for c in [c for c in p.children[root] if c > main]:
        p.attach(c, main, p.dep[c])


def _third_person(parse: Parse, verb: int) -> None:
    """As in "Condemns" tagged as a base form keeps its ending in the lemma."""
    word = parse.lower[verb]
    if (
        parse.tag[verb] in {"VB", "VBP"}
        and word == parse.lemma[verb]
        and word.endswith("s")
        and not word.endswith("ss")
    ):
        parse.lemma[verb], parse.tag[verb] = word[:-1], "VBZ"


def _undouble(parse: Parse, verb: int, triggers: Container[str]) -> None:
    """The lemma of "repelled" is "repel", whatever rule made it "repell"."""
    lemma = parse.lemma[verb]
    if lemma not in triggers and lemma[-1:] == lemma[-2:-1] and lemma[:-1] in triggers:
        parse.lemma[verb] = lemma[:-1]


def _preposed_place(parse: Parse, root: int, start: int, locative: frozenset[str]) -> None:
    """As in "Near Sinjar, two strikes destroyed X" read as "Sinjar: two strikes [that were] destroyed"."""
    p = parse
    if (
        p.lower[start] not in locative
        or p.head[start] != root
        or not p.is_noun(root)
        or p.with_dep(root, "cop", "nsubj")
    ):
        return
    for c in p.with_dep(root, "appos", "conj", "list", "nmod:unmarked", "parataxis"):
        verb = next((v for v in p.with_dep(c, "acl") if p.tag[v] in FINITE | PAST and v > c), None)
        if verb is None or p.with_dep(verb, *SUBJECTS) or not any(p.words[i] == "," for i in range(root, c)):
            continue
        _make_main(p, verb, c)
        p.attach(root, verb, "obl")
        p.dep[start] = "case"
        return


def _participle_is_main_verb(parse: Parse, root: int) -> None:
    """As in "Rebels entered the town" read as "rebels [that were] entered the town"."""
    p = parse
    if (not p.is_noun(root) and p.tag[root] not in {"PRP", "CD"}) or p.with_dep(root, "cop", "aux", "nsubj"):
        return
    verbs = [c for c in p.with_dep(root, "acl", "amod") if c > root and p.tag[c] in FINITE | PAST]
    verbs += [
        c for n in p.with_dep(root, "nmod") for c in p.with_dep(n, "acl") if c > root and p.tag[c] in FINITE | PAST
    ]
    for verb in verbs:
        active = bool(p.with_dep(verb, "obj", "ccomp")) or p.tag[verb] in FINITE or not _has_finite(p, root)
        if active and not p.with_dep(verb, "nsubj", "nsubj:pass", "aux:pass", "mark"):
            _make_main(p, verb, root)
            return
    _swallowed_verb(p, root)


def _swallowed_verb(parse: Parse, root: int) -> None:
    """As in "The military bombed dozens of towns" read as dozens that are "military" and "bombed"."""
    p = parse
    if _has_finite(p, root, but=root):
        return
    for verb in (c for c in p.with_dep(root, "amod", "compound") if 0 < c < root and p.tag[c] in PAST | FINITE):
        before, after = verb - 1, verb + 1
        fresh = p.tag[after] in _NEW_PHRASE or p.tag[before] in {"NNS", "NNPS"}
        fresh = fresh or (after == root and p.tag[root] in {"NNS", "NNP", "NNPS"})
        if before < 0 or p.words[before] in "-–" or not fresh or p.head[before] not in {root, verb}:
            continue
        for c in [c for c in p.children[root] if c < verb and c != before]:
            p.attach(c, before, p.dep[c])
        p.attach(verb, verb, "ROOT")
        p.attach(before, verb, "nsubj")
        p.attach(root, verb, "obj")
        return


def _has_finite(parse: Parse, token: int, but: int | None = None) -> bool:
    """Whether a sentence has a verb that is finite for sure; ``but``: those before that noun in its phrase aside."""
    start, end = parse.sents[parse.sent[token]]
    ends = any(parse.words[i] == "." for i in range(max(start, end - 3), end))
    aside = parse.with_dep(but, "amod", "compound") if but is not None else []
    finite = any(parse.tag[i] in {"VBD", "VBZ", "VBP", "MD"} and i not in aside for i in range(start, end))
    return finite or not ends


def _make_main(parse: Parse, verb: int, subject: int) -> None:
    p = parse
    p.attach(verb, verb, "ROOT")
    p.attach(subject, verb, "nsubj")
    for c in [c for c in p.children[subject] if c > verb]:
        if p.dep[c] in {"punct", "parataxis", "advcl"} or (p.dep[c] == "conj" and p.is_verb(c)):
            p.attach(c, verb, p.dep[c])
    for c in [c for c in p.with_dep(subject, "nmod") if c < subject and p.preposition(c)]:
        p.attach(c, verb, "obl")


def _find_subject(parse: Parse, verb: int) -> None:
    """Give a finite verb its subject, where the parser hung it on the verb as something else or on another phrase."""
    p = parse
    main = p.dep[verb] == "ROOT" or bool(p.with_dep(verb, "aux", "obj"))
    finite = p.tag[verb] in FINITE or (p.tag[verb] == "VBN" and main)
    if not finite or p.dep[verb] in _SUBJECTLESS or p.with_dep(verb, *SUBJECTS, "expl"):
        return
    if p.with_dep(verb, "aux:pass"):
        _conjunct_is_subject(p, verb, "nsubj:pass")
        return
    for c in reversed(p.children[verb]):
        if (
            c < verb
            and p.is_noun(c)
            and p.dep[c] in _MISREAD
            and not p.preposition(c)
            and p.words[verb - 1] not in "-–"
        ):
            p.attach(c, verb, "nsubj")
            for d in [d for d in p.with_dep(verb, "det") if d < c]:
                p.attach(d, c, "det")
            return
    _conjunct_is_subject(p, verb)


def _conjunct_is_subject(parse: Parse, verb: int, dep: str = "nsubj") -> None:
    """As in "According to the ministry, drones destroyed X" read as "according to the ministry and drones"."""
    p = parse
    phrases = p.with_dep(verb, "obl", "advcl")
    phrases += [inner for phrase in phrases for inner in p.with_dep(phrase, "nmod")]
    for phrase in phrases:
        others = [c for c in p.with_dep(phrase, "conj", "appos") if phrase < c < verb and p.is_noun(c)]
        if (
            others
            and any(p.words[i] == "," for i in range(phrase + 1, others[0]))
            and not _joined(p, phrase, others[0])
        ):
            p.attach(others[0], verb, dep)
            for c in others[1:]:
                p.attach(c, others[0], "conj")
            for c in [c for c in p.with_dep(phrase, "acl:relcl") if others[0] < c < verb]:
                p.attach(c, others[0], "acl:relcl")
            return


def _joined(parse: Parse, first: int, second: int) -> bool:
    return any(parse.lower[i] in {"and", "or"} for i in range(first + 1, second))


def _participle_completes_verb(parse: Parse, verb: int, aspectual: frozenset[str]) -> None:
    """As in "Began bombing the town": the participle is what began, not a kind of town."""
    p = parse
    after = verb + 1
    if (
        p.lemma[verb] not in aspectual
        or after >= p.n
        or p.tag[after] != "VBG"
        or p.dep[after] not in {"amod", "compound"}
    ):
        return
    noun = p.head[after]
    if noun in p.with_dep(verb, "obj"):
        p.attach(after, verb, "xcomp")
        p.attach(noun, after, "obj")


def _result_completes_verb(parse: Parse, verb: int, resultative: frozenset[str]) -> None:
    """As in "Left ten people dead": the adjective after the noun is what became of it."""
    p = parse
    if p.lemma[verb] not in resultative:
        return
    for noun in p.with_dep(verb, "obj"):
        for c in [*p.with_dep(noun, "amod"), *p.with_dep(verb, "advmod")]:
            fronted = c == verb + 1 and p.tag[c] == "JJ" and verb + 1 < noun  # "shot dead four workers"
            if (c == noun + 1 and p.tag[c] == "JJ") or fronted:
                p.attach(c, verb, "xcomp")


def _infinitive_completes_verb(parse: Parse, verb: int, governing: frozenset[str], cues: Cues) -> None:
    """As in "urged them to leave", "called on them to leave"; in "made an attempt to leave" it is the noun's."""
    p = parse
    if p.lemma[verb] not in governing:
        return
    nouns = p.with_dep(verb, "obj", "iobj") + [
        c for c in p.with_dep(verb, "obl") if p.preposition(c) in {"on", "upon", "to", "with"}
    ]
    others = [noun for noun in nouns if cues.noun(p.lemma[noun]).infinitive is None]
    for above in [*others, *([verb] if nouns else [])]:
        for c in p.with_dep(above, "acl", "advcl"):
            if p.tag[c] == "VB" and any(p.lower[m] == "to" for m in p.with_dep(c, "mark")):
                p.attach(c, verb, "xcomp")


def _infinitive_completes_passive(parse: Parse, verb: int, control: frozenset[str]) -> None:
    """As in "were pressed by them to leave": the infinitive says to what, unless a comma sets it off as a purpose."""
    p = parse
    if p.lemma[verb] not in control or not p.with_dep(verb, "nsubj:pass"):
        return
    for c in p.with_dep(verb, "advcl"):
        plain = c > verb and not any(p.words[i] in {",", ";"} for i in range(verb, c))
        if plain and p.tag[c] == "VB" and p.lower[c - 1] == "to":
            p.attach(c, verb, "xcomp")


def _kept_from(parse: Parse, verb: int) -> None:
    """As in "Prevented them from entering": the participle completes the verb."""
    p = parse
    nouns = p.with_dep(verb, "obj", "nsubj:pass")
    for above in [*nouns, *([verb] if nouns else [])]:
        for c in p.with_dep(above, "acl", "advcl"):
            if c > verb and p.tag[c] == "VBG" and any(p.lower[m] == "from" for m in p.with_dep(c, "mark", "case")):
                p.attach(c, verb, "xcomp")


def _short_of(parse: Parse, verb: int) -> None:
    """As in "Stopped short of entering the town": the participle completes the verb."""
    p = parse
    for short in p.with_dep(verb, "advmod", "xcomp"):
        for c in p.with_dep(short, "advcl", "acl") if p.lower[short] == "short" else []:
            p.dep[short] = "advmod"
            p.attach(c, verb, "xcomp")


def _inverted(parse: Parse, verb: int) -> None:
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


def _gather_enumerations(parse: Parse, grammar: Grammar) -> None:
    """Make the items of an enumeration conjuncts of the one that hangs in the clause."""
    for heads in enumerations(parse, grammar):
        first = anchor(parse, heads)
        if first is None:
            continue
        for head in heads:
            if head != first and parse.head[head] != head:
                parse.attach(head, first, "conj")


def repair_places(parse: Parse, rows: Iterable[tuple[int, int]]) -> None:
    """As in "Mocha, Yemen" is one place and where it lies, not two: the second hangs on the first as an apposition."""
    for inner, outer in rows:
        if parse.dep[outer] == "conj" and parse.head[outer] == inner:
            parse.attach(outer, inner, "appos")
