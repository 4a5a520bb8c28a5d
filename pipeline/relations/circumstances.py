"""Where, when, how many and by what means: the circumstances of a predicate, and where they are taken from."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.documents import Quantity, Span, Value
from pipeline.relations.arguments import Arguments
from pipeline.relations.frames import FrameMatcher, Match
from pipeline.relations.ontology import Ontology
from pipeline.relations.parse import Parse

_RANK = {"facility": 0, "feature": 1, "district": 1, "city": 2, "place": 3, "region": 4, "country": 5}


@dataclass(slots=True)
class When:
    """A resolved time and the reason why it belongs to the predicate."""

    value: Value
    why: str


class Circumstances:
    """Reads places, dates, quantities and means for the predicates of one document."""

    def __init__(self, parse: Parse, arguments: Arguments, matcher: FrameMatcher, ontology: Ontology) -> None:
        self.parse, self.arguments, self.matcher, self.ontology = parse, arguments, matcher, ontology
        self.grammar = arguments.grammar
        self.dates: dict[int, list[tuple[int, Span]]] = {}
        self.quantities: dict[int, Span] = {}
        self._index(arguments.record.spans)

    def _index(self, spans: list[Span]) -> None:
        p = self.parse
        for span in spans:
            if span.token_end >= p.n:
                continue
            if span.kind == "date" and span.value is not None and span.value.date_start:
                head = self._head(span)
                self.dates.setdefault(p.sent[head], []).append((head, span))
            elif span.kind == "quantity" and span.value is not None:
                for i in range(span.token_start, span.token_end + 1):
                    self.quantities[i] = span

    def _head(self, span: Span) -> int:
        p = self.parse
        tokens = range(span.token_start, span.token_end + 1)
        return next((i for i in tokens if p.head[i] not in tokens or p.head[i] == i), span.token_start)

    # --- clauses ---

    def chain(self, token: int) -> list[int]:
        """A predicate and the clauses it is part of, nearest first, within its sentence."""
        p = self.parse
        return [token, *(a for a in p.ancestors(token) if p.is_verb(a) or p.dep[a] in {"ROOT", "parataxis"})]

    def _clause(self, token: int) -> int:
        """The verb (or root) whose clause a token stands in."""
        p = self.parse
        for above in p.ancestors(token):
            if p.is_verb(above) and p.dep[above] not in {"amod", "aux", "cop"}:
                return above
        return token

    # --- where ---

    def place(self, match: Match) -> tuple[int, str] | None:
        """The most specific place of an event: of its own clause, of its arguments, or of the clauses above."""
        roles = {*match.subjects, *match.objects}
        own = self._places_at(match.trigger)
        own += [t for role in roles for t in self._places_at(role, self.grammar.inner)]
        if match.predicate.light is not None:
            own += self._places_at(match.predicate.light)
        own += self._noun_places(match)
        if own:
            return min(own, key=self._rank), "clause"
        for above in self.chain(match.trigger)[1:]:
            found = [t for t in self._places_at(above, self.grammar.inner) if t not in roles]
            if found:
                return min(found, key=self._rank), "clause above"
        return None

    def _noun_places(self, match: Match) -> list[int]:
        """ "Baghdad attack", and the places of an instrument that is the subject ("a strike near Tabqa Dam killed")."""
        p = self.parse
        found: list[int] = []
        slots = match.predicate.slots
        nouns = [*slots.get("subj", ())]
        if match.predicate.kind == "noun":
            found += [t for t in slots.get("mod", ()) if self._is_place(t) and "actor" not in self.arguments.classes(t)]
            nouns += [p.head[match.trigger]] if p.is_noun(p.head[match.trigger]) else []
        for noun in nouns:
            found += self._places_at(noun, self.grammar.inner)
        return found

    def _places_at(self, token: int, prepositions: frozenset[str] | None = None) -> list[int]:
        """The places that hang on a token by a locative preposition, the inner ones of a phrase with them."""
        p = self.parse
        prepositions = prepositions or self.grammar.locative
        found: list[int] = []
        queue = [c for c in p.children[token] if p.dep[c] in {"obl", "nmod", "advcl", "nmod:unmarked", "obl:unmarked"}]
        while queue:
            c = queue.pop()
            preposition = p.preposition(c).rpartition(" ")[2] or p.preposition(c)
            if preposition in prepositions or (preposition == "of" and c in found):
                inner = self.arguments.unwrap(c)
                if self._is_place(inner):
                    found.append(inner)
                queue.extend(
                    g for g in p.with_dep(c, "nmod") if p.preposition(g) in self.grammar.inner | {"of"} and g != inner
                )
                if inner != c:
                    queue.extend(g for g in p.with_dep(inner, "nmod") if p.preposition(g) in self.grammar.inner)
            elif preposition == "of" and self.arguments.classes(c) & {"place"} and p.head[c] != token:
                found.append(c)
        return found

    def _is_place(self, token: int) -> bool:
        entity = self.arguments.entity(token)
        return entity is not None and "place" in self.arguments.classes(token) and entity.type in _RANK

    def _rank(self, token: int) -> tuple[int, int]:
        entity = self.arguments.entity(token)
        return (_RANK.get(entity.type, 9) if entity else 9, token)

    # --- when ---

    def when(self, match: Match) -> When | None:
        """The date of a predicate: said in its clause, in a phrase of its arguments, or in a clause that it is part of."""
        p = self.parse
        here = self.dates.get(p.sent[match.trigger], [])
        if not here:
            return None
        anchors = [match.trigger] + ([match.predicate.light] if match.predicate.light is not None else [])
        direct = [s for head, s in here if self._attached(head) in anchors or self._inside(head, match)]
        if direct:
            return When(self._narrowest(direct), "clause")
        if self.ontology.relations[match.rule.relation].kind == "state":
            return None
        for above in self.chain(match.trigger)[1:]:
            if p.is_verb(above) or p.dep[above] == "ROOT":
                found = [s for head, s in here if self._attached(head) == above]
                if found:
                    return When(self._narrowest(found), "clause above")
        below = [
            s for head, s in here if p.dep[self._attached(head)] == "conj" and p.head[self._attached(head)] in anchors
        ]
        return When(self._narrowest(below), "coordinated clause") if below else None

    def _attached(self, head: int) -> int:
        """The verb or root above a date."""
        p = self.parse
        if p.is_verb(head):
            return head
        return self._clause(head)

    def _inside(self, head: int, match: Match) -> bool:
        """Whether a date hangs on the trigger noun or on an argument of the predicate."""
        p = self.parse
        phrase = {match.trigger, *match.objects} if match.predicate.kind == "noun" else set(match.objects)
        for above in p.ancestors(head):
            if above in phrase:
                return True
            if p.is_verb(above):
                return False
        return False

    def _narrowest(self, spans: list[Span]) -> Value:
        values = [s.value for s in spans if s.value is not None]
        return min(values, key=lambda v: (len(v.precision or "") == 0, _width(v)))

    # --- how many ---

    def quantity(self, match: Match, *, article: bool) -> Quantity | None:
        """The number that the relation counts."""
        kind = match.relation.quantity
        if kind == "none" or match.predicate.kind == "adjective":
            return None
        slot = match.rule.frame.quantity
        if slot is not None:
            tokens = [t for name in slot.split("|") for t in self.matcher.slot(match.predicate, name.strip())]
        else:
            tokens = self._counted(match, kind)
        for token in tokens:
            found = self.number_at(token)
            if found is not None:
                return found
            if article and kind == "object" and self._is_single(token):
                return Quantity(1, 1)
        return None

    def _counted(self, match: Match, kind: str) -> list[int]:
        if kind == "object":
            return match.objects
        if kind == "subject":
            return match.subjects
        if kind == "trigger":
            if match.predicate.kind == "noun":
                return [match.trigger]
            return [t for t in match.predicate.slots.get("subj", ()) if self.arguments.is_means(t)]
        if kind == "object_of_verb":
            return match.predicate.slots.get("obj", [])
        return [match.instrument] if match.instrument is not None else []

    def number_at(self, token: int) -> Quantity | None:
        """The number before a noun, or of the partitive it stands in ("16 of them")."""
        p = self.parse
        candidates = [token, *p.with_dep(token, "nummod")]
        head = p.head[token]
        if p.dep[token] == "nmod" and p.preposition(token) == "of":
            candidates += [head, *p.with_dep(head, "nummod")]
        for c in candidates:
            span = self.quantities.get(c)
            if (
                span is not None
                and span.value is not None
                and (span.value.low is not None or span.value.high is not None)
            ):
                return Quantity(span.value.low, span.value.high)
        return None

    def _is_single(self, token: int) -> bool:
        p = self.parse
        if p.tag[token] not in {"NN", "NNP"}:
            return False
        return any(p.lower[c] in {"a", "an", "one"} for c in p.children[token] if c < token)

    # --- by what ---

    def instruments(self, match: Match) -> list[str]:
        """The means that the text names: an instrument as subject, "with"/"using" phrases, the attack noun itself."""
        p = self.parse
        slots = match.predicate.slots
        tokens = [t for t in slots.get("subj", ()) if self.arguments.is_means(t)]
        for name in sorted(self.grammar.means):
            tokens += [t for t in slots.get(name, ()) if self.arguments.is_means(t)]
        for c in p.with_dep(match.trigger, "advcl", "xcomp") + (
            [] if match.predicate.light is None else p.with_dep(match.predicate.light, "advcl")
        ):
            if p.lemma[c] == "use":
                tokens += [t for o in p.with_dep(c, "obj") for t in p.conjuncts(o)]
        if not tokens and p.dep[match.trigger] in {"advcl", "xcomp"} and p.is_verb(p.head[match.trigger]):
            above = self.matcher.reader.verb(
                p.head[match.trigger]
            ).slots  # "responded with missiles to block the advance"
            tokens += [t for t in above.get("with", ()) if self.arguments.is_means(t)]
        if match.instrument is not None:
            tokens += p.conjuncts(match.instrument)
        if (
            match.predicate.kind == "noun"
            and self.ontology.instrument_family(self.arguments.lemma_phrase(match.trigger))
            and not match.rule.frame.role
        ):
            tokens.append(match.trigger)
        return list(dict.fromkeys(self.means(t) for t in tokens if t not in match.objects or t == match.instrument))

    def means(self, token: int) -> str:
        """The name of a means in the words of the text, without number and article."""
        argument = self.arguments.argument(token)
        return (argument.names or [argument.name])[0] if argument is not None else self.arguments.lemma_phrase(token)


def _width(value: Value) -> int:
    """Days a resolved date spans, for choosing the more precise of two."""
    from datetime import date

    try:
        return (
            date.fromisoformat(value.date_end or value.date_start or "") - date.fromisoformat(value.date_start or "")
        ).days
    except ValueError:
        return 10**6
