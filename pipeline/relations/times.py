"""When a predicate happened: the date of its own clause, of its arguments, or of a clause that it is part of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from pipeline.documents import Span, Value
from pipeline.relations.arguments import Arguments
from pipeline.relations.frames import Match
from pipeline.relations.parse import Parse

#: The rule of the entities stage whose date is that of the clause behind it: "nine days after X did Y".
_OFFSET = "offset"


@dataclass(slots=True)
class When:
    """A resolved time and the reason why it belongs to the predicate."""

    value: Value
    why: str


class Times:
    """Reads the dates of predicates in one document."""

    def __init__(self, parse: Parse, arguments: Arguments) -> None:
        self.parse = parse
        #: sentence -> (clause that the date stands in, head token of the date, span)
        self.dates: dict[int, list[tuple[int, int, Span]]] = {}
        for span in arguments.record.spans:
            if span.kind == "date" and span.value is not None and span.value.date_start and span.token_end < parse.n:
                head = self._head(span)
                self.dates.setdefault(parse.sent[head], []).append((self._clause(head, span), head, span))

    def when(self, match: Match) -> When | None:
        """The date of a predicate, and where it was found."""
        p = self.parse
        here = self.dates.get(p.sent[match.trigger], [])
        if not here:
            return None
        anchors = {match.trigger} | ({match.predicate.light} if match.predicate.light is not None else set())
        direct = [s for clause, head, s in here if clause in anchors or self._inside(head, match)]
        if direct:
            return When(_narrowest(direct), "clause")
        described = self._described(match.trigger)
        if described is not None:
            return When(described, "the date that the clause describes")
        if match.relation.kind == "state":
            return None
        for above in p.clauses(match.trigger)[1:]:
            found = [s for clause, _, s in here if clause == above and s.rule != _OFFSET]
            if found:
                return When(_narrowest(found), "clause above")
        below = [s for clause, _, s in here if p.dep[clause] == "conj" and p.head[clause] in anchors]
        return When(_narrowest(below), "coordinated clause") if below else None

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
            if not p.dep[clause].endswith("relcl") or not any(p.lower[c] == "when" for c in p.children[clause]):
                continue
            for _, head, span in self.dates.get(p.sent[trigger], []):
                if p.head[clause] in {head, *range(span.token_start, span.token_end + 1)} or span.token_end < clause:
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
