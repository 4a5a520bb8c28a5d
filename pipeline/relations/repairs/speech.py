"""Verbs of saying: who speaks, and what is said."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.relations.parse import FINITE, PAST, RELATIVE_PRONOUNS, SUBJECTS, Parse
from pipeline.relations.repairs.known import Known
from pipeline.relations.repairs.sentences import TENSED

_CLOSING = frozenset({"”", "»", '"', "''"})
_BREAKS = _CLOSING | {",", "-", "–", "—", "(", "“", "``"}
#: Labels under which the subject of an interrupted clause hangs on the verb that interrupts it.
_STRANDED = frozenset(
    {"nsubj", "nsubj:pass", "vocative", "ccomp", "dep", "dislocated", "obl:unmarked", "nmod:unmarked", "parataxis"}
)


def around_saying(parse: Parse, verb: int, known: Known) -> None:
    """Mend what hangs on a verb of saying."""
    if parse.lemma[verb] not in known.cues.reporting:
        return
    _speaker_behind_a_comma(parse, verb)
    _speaker_behind_quotation(parse, verb)
    _said_after_a_date(parse, verb)
    _content_of_saying(parse, verb, known.grammar.informing)
    _speaker_inside_relative(parse, verb)
    _interruption(parse, verb)
    _subject_of_content(parse, verb)
    _pronoun_of_content(parse, verb)


def _speaker_behind_a_comma(parse: Parse, verb: int) -> None:
    """As in "Soldiers killed ten villagers, the group said" read as villagers that are the group."""
    p = parse
    if p.with_dep(verb, *SUBJECTS) or verb == 0:
        return
    for speaker in range(verb - 1, p.sents[p.sent[verb]][0], -1):
        phrase = p.subtree(speaker)
        if p.dep[speaker] in {"appos", "conj"} and p.is_noun(speaker) and phrase[-1] == verb - 1:
            words = [i for i in phrase if p.dep[i] != "punct"]
            main = next((a for a in p.ancestors(speaker) if p.is_verb(a)), verb)
            if main != verb and main < words[0] and p.words[words[0] - 1] == ",":
                p.attach(speaker, verb, "nsubj")
            return


def _speaker_inside_relative(parse: Parse, verb: int) -> None:
    """As in "Who, prosecutors say, led the unit" read as "who say" and "prosecutors led"."""
    p, noun = parse, parse.head[verb]
    if p.dep[verb] != "acl:relcl" or p.with_dep(verb, *SUBJECTS):
        return
    end = p.sents[p.sent[verb]][1]
    for main in (i for i in range(verb + 1, end) if p.is_verb(i)):
        subjects = p.with_dep(main, "nsubj", "nsubj:pass")
        pronouns = [s for s in subjects if p.lower[s] in RELATIVE_PRONOUNS and s < verb]
        speakers = [s for s in subjects if s not in pronouns and pronouns and pronouns[0] < s < verb]
        if speakers:
            p.attach(speakers[-1], verb, "nsubj")
            p.attach(main, noun, "acl:relcl")
            p.attach(verb, main, "parataxis")
            return


def _interruption(parse: Parse, verb: int) -> None:
    """As in "The rebels, officials said, had left": those who left are not the ones who said so."""
    p = parse
    speakers = p.with_dep(verb, "nsubj") + [s for s in p.with_dep(verb, "nsubj:pass") if p.lower[s] == "it"]
    speaker = min(speakers, key=lambda s: abs(s - verb), default=None)
    if speaker is None:
        return
    head = p.head[verb]
    if p.dep[verb] == "parataxis" and p.is_noun(head) and p.dep[head] in SUBJECTS and head < verb < p.head[head]:
        p.attach(verb, p.head[head], "parataxis")  # "fighters, she added, attacked the base"
        return
    main = next(_interrupted(p, verb), None)
    behind = [c for c in p.with_dep(speaker, "appos") if p.subtree(c)[-1] == verb - 1 and _broken(p, speaker, c)]
    if main is not None and behind:  # "“The rebels,” Salim Rafi said, “have left.”"
        p.attach(behind[0], verb, "nsubj")
        speaker = behind[0]
    first = min(speaker, verb)
    stranded = [
        c
        for c in p.with_dep(verb, *_STRANDED)
        if c < first and c != speaker and _is_nominal(p, c) and not p.preposition(c) and _broken(p, c, first)
    ]
    if p.dep[verb] == "parataxis" and p.head[head] == head and head < first and _is_nominal(p, head):
        stranded.append(head)
    if main is None or not stranded:
        return
    subject = stranded[-1]
    if p.head[subject] == subject:
        p.attach(verb, verb, "ROOT")
    p.attach(subject, main, "nsubj:pass" if p.with_dep(main, "aux:pass") else "nsubj")
    if p.head[main] == verb:
        p.dep[main] = "ccomp"


def _interrupted(parse: Parse, verb: int) -> Iterator[int]:
    """The clause behind a verb of saying, or around it, that has no subject of its own."""
    p = parse
    around = [p.head[verb]] if p.dep[verb] == "parataxis" and p.head[verb] > verb else []
    for c in [*p.with_dep(verb, "ccomp", "parataxis", "conj", "advcl", "xcomp"), *around]:
        if c > verb and _is_finite(p, c) and not p.with_dep(c, *SUBJECTS, "expl", "mark"):
            start = min(p.subtree(c, lambda i: i > verb))
            if _broken(p, verb, start + 1):
                yield c


def _subject_of_content(parse: Parse, verb: int) -> None:
    """As in "Said rebels, backed by the army, had left" read as "said rebels": they are the subject of what is said."""
    p = parse
    for c in p.with_dep(verb, "ccomp"):
        objects = [o for o in p.with_dep(verb, "obj") if verb < o < c and _is_nominal(p, o)]
        if objects and _is_finite(p, c) and not p.with_dep(c, *SUBJECTS, "expl", "mark"):
            p.attach(objects[-1], c, "nsubj:pass" if p.with_dep(c, "aux:pass") else "nsubj")
            return


def _pronoun_of_content(parse: Parse, verb: int) -> None:
    """As in "The town, which rebels say they hold": the pronoun belongs to what is said."""
    p = parse
    if p.dep[verb] != "acl:relcl":
        return
    pronouns = [
        c for c in p.children[verb] if c < verb and p.lower[c] in RELATIVE_PRONOUNS and p.tag[c] in {"WDT", "WP"}
    ]
    speakers = [s for s in p.with_dep(verb, "nsubj") if s not in pronouns]
    for c in p.with_dep(verb, "ccomp") if pronouns and speakers else []:
        if not p.with_dep(c, *SUBJECTS):
            p.attach(pronouns[0], c, "nsubj:pass" if p.with_dep(c, "aux:pass") else "nsubj")
        elif not p.with_dep(c, "obj", "aux:pass"):
            p.attach(pronouns[0], c, "obj")
        return


def _is_nominal(parse: Parse, token: int) -> bool:
    return parse.is_noun(token) or parse.tag[token] in {"PRP", "CD", "DT"}


def _is_finite(parse: Parse, token: int) -> bool:
    helpers = parse.with_dep(token, "aux", "aux:pass", "cop")
    if parse.tag[token] == "VBN" and not helpers and parse.with_dep(token, "obj"):
        return True  # a past tense in the tagger's disguise: a participle takes no object
    return parse.tag[token] in FINITE or any(parse.tag[h] in TENSED for h in helpers)


def _broken(parse: Parse, first: int, last: int) -> bool:
    """Whether a comma, dash or quotation mark stands between two tokens."""
    return any(parse.words[i] in _BREAKS for i in range(first + 1, last))


def _content_of_saying(parse: Parse, verb: int, informing: frozenset[str]) -> None:
    """As in "Told the court that he was held", "said on Friday they had left": the clause is what was said."""
    p = parse
    for noun in p.with_dep(verb, "iobj", "obl", "obl:unmarked", "obj"):
        if p.dep[noun] == "obj" and p.lemma[verb] not in informing:
            continue
        for c in p.with_dep(noun, "acl", "acl:relcl"):
            subjects = p.with_dep(c, "nsubj", "nsubj:pass")
            if c > verb and any(p.lower[i] not in RELATIVE_PRONOUNS for i in subjects):
                p.attach(c, verb, "ccomp")
                return


def _speaker_behind_quotation(parse: Parse, verb: int) -> None:
    """As in "“We seized the town,” Salim Rafi said": the name behind the mark is the speaker, not what was seized."""
    p = parse
    start = p.sents[p.sent[verb]][0]
    mark = next((i for i in range(verb - 1, start, -1) if p.words[i] in _CLOSING), None)
    if mark is None or p.with_dep(verb, *SUBJECTS):
        return
    names = [i for i in range(mark + 1, verb) if p.is_noun(i) and start <= p.head[i] < mark]
    if len(names) == 1:
        p.attach(names[0], verb, "nsubj")


def _said_after_a_date(parse: Parse, verb: int) -> None:
    """As in "On Tuesday a bomb killed ten, officials said" read as "on Tuesday, a bomb [that was] killed"."""
    p = parse
    for phrase in [c for c in p.with_dep(verb, "obl", "obl:unmarked") if c < verb]:
        for noun in p.with_dep(phrase, "appos", "conj", "nmod:unmarked"):
            content = next(
                (v for v in p.with_dep(noun, "acl") if p.with_dep(v, "obj") and p.tag[v] in FINITE | PAST), None
            )
            if content is None or p.with_dep(content, *SUBJECTS):
                continue
            p.attach(content, verb, "ccomp")
            p.attach(noun, content, "nsubj")
            for c in [c for c in p.with_dep(phrase, "conj") if p.is_verb(c)]:
                p.attach(c, content, "conj")
            p.attach(phrase, content, "obl")
            return
