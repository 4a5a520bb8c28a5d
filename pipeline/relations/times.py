"""When a predicate happened: the date of its own clause, of its arguments, or of a clause that it is part of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from pipeline.documents import Span, Value
from pipeline.relations.arguments import Arguments
from pipeline.relations.discourse import Discourse
from pipeline.relations.frames import Match
from pipeline.relations.parse import Parse

#: The rule of the entities stage whose date is that of the clause behind it: "nine days after X did Y".
_OFFSET = "offset"
_DASHES = frozenset("-–—")


@dataclass(slots=True)
class When:
    """A resolved time and the reason why it belongs to the predicate."""

    value: Value
    why: str


class Times:
    """Reads the dates of predicates in one document."""

    def __init__(self, parse: Parse, arguments: Arguments, discourse: Discourse) -> None:
        self.parse, self.arguments, self.discourse = parse, arguments, discourse
        #: sentence -> (clause that the date stands in, head token of the date, span)
        self.dates: dict[int, list[tuple[int, int, Span]]] = {}
        for span in arguments.record.spans:
            if span.kind == "date" and span.value is not None and span.value.date_start and span.token_end < parse.n:
                head = self._head(span)
                self.dates.setdefault(parse.sent[head], []).append((self._clause(head, span), head, span))
        for sentence, told in self.dates.items():
            self.dates[sentence] = [d for d in told if len(told) == 1 or not self._in_dateline(d[2])]

    def when(self, match: Match, *, planned: bool = False) -> When | None:
        """The date of a predicate, and where it was found; one that is ``planned`` has not that of the telling."""
        p = self.parse
        anchors = self._anchors(match)
        since = next((v for a in anchors for v in p.with_dep(a, "advcl") if self._is_since(v)), None)
        if since is not None:
            return self._from(since)
        here = self.dates.get(p.sent[match.trigger], [])
        if not here:
            return None
        direct = [s for clause, head, s in here if clause in anchors or self._inside(head, match)]
        if direct:
            return When(_narrowest(direct), "clause")
        if match.relation.kind == "state":
            return None
        described = self._described(match.trigger)
        if described is not None:
            return When(described, "the date that the clause describes")
        for below, above in pairwise(p.clauses(match.trigger)):
            if self._apart(below, above, planned=planned):
                return None
            found = [s for clause, _, s in here if clause == above and s.rule != _OFFSET]
            if found:
                return When(_narrowest(found), "clause above")
        beside = [s for clause, _, s in here if p.dep[clause] == "conj" and p.head[clause] in anchors]
        return When(_narrowest(beside), "coordinated clause") if beside else None

    def _anchors(self, match: Match) -> set[int]:
        """The words whose dates are the predicate's: the trigger, the verb that carries a noun or gives a title."""
        p, trigger, light = self.parse, match.trigger, match.predicate.light
        if match.relation.kind == "event" and light is not None:
            return {trigger, light}
        if match.rule.frame.role and p.dep[trigger] in {"obl", "xcomp"} and p.preposition(trigger) in {"as", ""}:
            return {trigger, p.head[trigger]}
        return {trigger}

    def _apart(self, below: int, above: int, *, planned: bool) -> bool:
        """Whether the clause above has a time of its own: it tells a plan, or what came of the event below."""
        p, prior = self.parse, self.arguments.grammar.prior
        if planned and p.dep[below] not in {"conj", "xcomp"}:
            return True
        for token in (below, *p.ancestors(below)):
            if token == above:
                break
            if p.lemma[token] in prior:
                return True
        return False

    def _in_dateline(self, span: Span) -> bool:
        """As in "BAGHDAD, May 4 - On May 3, …", where the first day is that of the text."""
        p, behind = self.parse, span.token_end + 1
        if behind >= p.n or p.words[behind] not in _DASHES:
            return False
        before = range(p.sents[p.sent[span.token_start]][0], span.token_start)
        return all(p.words[i][0].isupper() or not p.words[i][0].isalnum() for i in before)

    def _is_since(self, clause: int) -> bool:
        return any(self.parse.lower[c] == "since" for c in self.parse.with_dep(clause, "mark"))

    def _from(self, clause: int) -> When | None:
        """As in "Since the war began in May": from then until the text; a beginning told before is that of the text."""
        told = [s.value for c, _, s in self.dates.get(self.parse.sent[clause], []) if c == clause and s.value]
        begins = self.parse.lemma[clause] in self.arguments.grammar.beginning
        start = told[0].date_start if told else self.discourse.begun if begins else None
        end = self.arguments.record.meta.get("published")
        if start is None or not isinstance(end, str) or end < start:
            return None
        return When(Value(start, end[:10], "range"), "the date since which it is so")

    def _head(self, span: Span) -> int:
        p = self.parse
        tokens = range(span.token_start, span.token_end + 1)
        return next((i for i in tokens if p.head[i] not in tokens or p.head[i] == i), span.token_start)

    def _clause(self, head: int, span: Span) -> int:
        """The verb whose clause a date stands in; "nine days after X did Y" dates the doing of Y."""
        p = self.parse
        if span.rule == _OFFSET:
            end = p.sents[p.sent[head]][1]
            return next(
                (i for i in range(span.token_end + 1, end) if p.is_verb(i) and p.with_dep(i, "mark", "nsubj")), -1
            )
        if p.is_verb(head):
            return head
        for above in p.ancestors(head):
            if p.is_verb(above) and p.dep[above] not in {"amod", "aux", "cop"}:
                return above
        return head

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

    def _described(self, trigger: int) -> Value | None:
        """As in "Since June 2014, when it killed hundreds": the killing is of June 2014, not of the time since."""
        p = self.parse
        for clause in p.clauses(trigger):
            when = next((c for c in p.children[clause] if p.lower[c] == "when"), None)
            if when is None:
                continue
            for _, head, span in self.dates.get(p.sent[trigger], []):
                if p.dep[clause] == "advcl":
                    meant = span.token_end in {when - 1, when - 2}
                else:
                    date = {head, *range(span.token_start, span.token_end + 1)}
                    meant = p.dep[clause].endswith("relcl") and (p.head[clause] in date or span.token_end < clause)
                if meant:
                    return _begun(span)
        return None


def _begun(span: Span) -> Value | None:
    """The time at which a "since …" begins, in the precision in which it was said."""
    value, rule = span.value, span.rule or ""
    if value is None or not rule.startswith("since") or value.date_start is None:
        return value
    start = date.fromisoformat(value.date_start)
    if start.day != 1 or "day" in rule:
        return Value(value.date_start, value.date_start, "day")
    if start.month == 1 and "year" in rule:
        return Value(value.date_start, start.replace(month=12, day=31).isoformat(), "year")
    after = (start + timedelta(days=32)).replace(day=1)
    return Value(value.date_start, (after - timedelta(days=1)).isoformat(), "month")


def _narrowest(spans: list[Span]) -> Value:
    return min((s.value for s in spans if s.value is not None), key=_width)


def _width(value: Value) -> int:
    """Days that a resolved date spans; an open end counts as long."""
    if value.date_start is None or value.date_end is None:
        return 10**6
    return (date.fromisoformat(value.date_end) - date.fromisoformat(value.date_start)).days
