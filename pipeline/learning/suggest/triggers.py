"""Verbs between two parties that no rule of the ontology reads, with the relation that they most likely tell."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.actors.lexicon import Lexicon
from pipeline.actors.model import GROUPS, PLACES
from pipeline.actors.view import View
from pipeline.learning.suggest.articles import Article
from pipeline.learning.suggest.cues import Cues
from pipeline.learning.suggestions import Proof, Suggestion, logistic, suggestion_id
from pipeline.relations.ontology import Ontology

_PROOFS = 5
_OTHERS = 4
_TWICE = 2
_SIDES = frozenset({*GROUPS, "country", "person"})
#: What a prefix changes nothing of: "recapture" tells what "capture" tells.
_PREFIXES = ("re", "over", "out", "counter", "un", "de", "mis", "under")
_OBLIQUES = frozenset({"obl", "nmod"})

Signature = tuple[str, str, str]


@dataclass(slots=True)
class _Verb:
    count: int = 0
    articles: set[int] = field(default_factory=set)
    signatures: Counter[Signature] = field(default_factory=Counter)
    proofs: list[Proof] = field(default_factory=list)


class TriggerReader:
    """Finds such verbs; the relation is guessed from what is known to be told of such a subject and object."""

    def __init__(self, ontology: Ontology, lexicon: Lexicon, cues: Cues) -> None:
        self._ontology = ontology
        self._lexicon = lexicon
        self._cues = cues
        self._known = {lemma.split()[0] for lemma in ontology.verbs}

    def read(self, articles: Sequence[Article]) -> list[Suggestion]:
        """The suggestions of all articles."""
        usual: dict[Signature, Counter[str]] = defaultdict(Counter)
        verbs: dict[str, _Verb] = defaultdict(_Verb)
        for article in articles:
            kinds = _kinds(article)
            self._learn(usual, article, kinds)
            for verb, subject, slot, object_ in self._open(article.view, kinds):
                one = verbs[article.view.lemma[verb]]
                one.count += 1
                one.signatures[kinds[subject], slot, kinds[object_]] += 1
                if len(one.proofs) < _PROOFS:
                    one.proofs.append(article.proof(verb, verb))
                one.articles.add(article.number)
        return [made for lemma, verb in verbs.items() if (made := self._suggestion(lemma, verb, usual)) is not None]

    def _learn(self, usual: dict[Signature, Counter[str]], article: Article, kinds: Mapping[int, str]) -> None:
        """Count the relations that the rules read off verbs between such a subject and object."""
        told = {s.trigger.start: s.relation for s in article.record.statements}
        view = article.view
        for verb in range(view.n):
            relation = told.get(view.start[verb])
            if relation is None or not view.is_verb(verb):
                continue
            for subject, slot, object_ in _arguments(view, verb):
                if subject in kinds and object_ in kinds:
                    usual[kinds[subject], slot, kinds[object_]][relation] += 1

    def _open(self, view: View, kinds: Mapping[int, str]) -> Iterator[tuple[int, int, str, int]]:
        """Verbs that nothing reads, with a party as the subject and a party or place as the object."""
        for verb in range(view.n):
            lemma = view.lemma[verb]
            if not view.is_verb(verb) or not lemma.isalpha() or lemma in self._known or lemma in self._cues.no_triggers:
                continue
            if lemma in self._lexicon.reporting or lemma in self._ontology.light_verbs:
                continue
            for subject, slot, object_ in _arguments(view, verb):
                if kinds.get(subject) == "side" and object_ in kinds:
                    yield verb, subject, slot, object_
                    break

    def _suggestion(self, lemma: str, verb: _Verb, usual: Mapping[Signature, Counter[str]]) -> Suggestion | None:
        guesses, kin = self._guesses(lemma, verb, usual), self._kin(lemma)
        if not guesses or (verb.count < _TWICE and kin is None):
            return None
        cues = self._cues
        slot = verb.signatures.most_common(1)[0][0][1]
        count = len(verb.articles)
        reasons = [
            cues.reason("bias"),
            cues.growing("articles", math.log2(1 + count), f"in {count} article{'s' * (count > 1)}"),
            cues.growing("mentions", math.log2(1 + verb.count), f"{verb.count} times between parties"),
            cues.reason("follows from the words", f"as {kin!r}" if kin else "as other verbs between such parties"),
        ]
        if count == 1:
            reasons.append(cues.reason("named in one article only"))
        if kin:
            reasons.append(cues.reason("stands beside a known name", f"made of {kin!r}"))
        return Suggestion(
            id=suggestion_id("trigger", lemma),
            kind="trigger",
            name=lemma,
            score=logistic(reasons),
            relation=guesses[0],
            others=guesses[1:_OTHERS],
            slot=slot,
            articles=count,
            mentions=verb.count,
            reasons=reasons,
            proofs=verb.proofs,
        )

    def _guesses(self, lemma: str, verb: _Verb, usual: Mapping[Signature, Counter[str]]) -> list[str]:
        """Relations, the likeliest first: that of the verb inside, then those told of such parties."""
        votes: Counter[str] = Counter()
        for signature, count in verb.signatures.items():
            told = usual.get(signature, Counter())
            whole = told.total()
            for relation, often in told.items():
                votes[relation] += count * often / whole  # type: ignore[assignment]  # shares
        kin = self._kin(lemma)
        first = [self._ontology.verbs[kin][0].relation] if kin else []
        return list(dict.fromkeys([*first, *(relation for relation, _ in votes.most_common())]))

    def _kin(self, lemma: str) -> str | None:
        """The known verb that a verb is made of."""
        inner = (lemma.removeprefix(prefix).lstrip("-") for prefix in _PREFIXES if lemma.startswith(prefix))
        return next((verb for verb in inner if verb in self._ontology.verbs), None)


def _kinds(article: Article) -> dict[int, str]:
    """Head tokens of mentions: ``side`` for whoever acts, ``place``, ``people`` for those acted on."""
    kinds: dict[int, str] = {}
    for span in article.record.spans:
        entity = article.entity(span)
        if entity is None or span.kind not in {"name", "nominal", "pronoun"}:
            continue
        kind = "place" if entity.type in PLACES - {"country"} else "side" if entity.type in _SIDES else "people"
        for i in range(span.token_start, span.token_end + 1):
            kinds.setdefault(i, kind)
    return kinds


def _arguments(view: View, verb: int) -> Iterator[tuple[int, str, int]]:
    """Pairs of a verb's subject and its object, or what a preposition adds, with the name of that slot."""
    passive = bool(view.with_dep(verb, "nsubj:pass"))
    agents = view.with_dep(verb, "obl:agent")
    subjects = agents if passive else view.subjects(verb)
    objects = view.subjects(verb) if passive else view.with_dep(verb, "obj")
    for subject in subjects:
        for object_ in objects:
            yield subject, "obj", object_
        for oblique in view.with_dep(verb, *_OBLIQUES):
            case = view.with_dep(oblique, "case")
            if case and not objects:
                yield subject, view.lower[case[0]], oblique
