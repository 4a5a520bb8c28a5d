"""The component ``sitrep_entities``: the model's names, repaired, with what rules know better or alone.

Precedence where spans overlap: coordinates > date > money and quantity > weapon and vehicle > facility > document >
event > the model's names > title and name > body > demonym; inside a class the longer span, then the earlier one. A
listed word, a bare number, month or day of the week inside a longer name of the model stays part of that name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import msgspec
from spacy.language import Language
from spacy.tokens import Doc

from ..documents import ENTITY_KINDS, Span, set_ents
from .coordinates import find_coordinates
from .counted import quantity_for
from .dates import find_dates
from .names import Name, Names
from .quantities import QuantityFinder
from .rules import Rules, read_rules
from .things import NamedFinder, PeopleFinder, Thing, ThingFinder

#: Rules of dates that a longer name can swallow.
_SWALLOWED = frozenset(
    {"month", "weekday", "year", "named", "feast", "number", "many", "head", "name", "demonym", "duration"}
)

#: The place of the model's names among the classes.
_NAMES = 7
#: And that of units by number.
_BODIES = 9

if not Doc.has_extension("quantity_for"):
    Doc.set_extension("quantity_for", method=quantity_for)


class EntityRules:
    """Writes the spans of the kinds name, date and quantity, and ``doc.ents``; running it again changes nothing."""

    def __init__(self, nlp: Language, rules: Rules) -> None:
        self._nlp = nlp
        self._use(rules)

    def _use(self, rules: Rules) -> None:
        self.rules = rules
        self._finders: _Finders | None = None

    def __call__(self, doc: Doc) -> Doc:
        if self._finders is None:  # at first use, when the pipeline has its final tokenizer
            self._finders = _Finders(self.rules, self._tokenize)
        record = doc._.record
        spans = self._finders.spans(doc, record.meta.get("published"))
        record.spans = sorted(
            [*spans, *(span for span in record.spans if span.kind not in ENTITY_KINDS)],
            key=lambda span: (span.start, span.end),
        )
        set_ents(doc, spans)
        return doc

    def candidates(self, doc: Doc) -> list[Span]:
        """All spans that the model and the rules propose, the class that wins first; see the module for the order."""
        if self._finders is None:
            self._finders = _Finders(self.rules, self._tokenize)
        return [span for spans in self._finders.classes(doc, doc._.record.meta.get("published")) for span in spans]

    def _tokenize(self, text: str) -> list[str]:
        return [token.text for token in self._nlp.tokenizer(text)]

    # --- the rules travel with a saved pack ------------------------------------------------------------------------

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """The rules as JSON."""
        return msgspec.json.encode(self.rules)

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> EntityRules:
        """Take the rules of ``to_bytes``."""
        self._use(msgspec.json.decode(data, type=Rules))
        return self

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Write the rules into a folder, which is made."""
        Path(path).mkdir(parents=True, exist_ok=True)
        (Path(path) / "rules.json").write_bytes(self.to_bytes())

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> EntityRules:
        """Take the rules of a folder; a pack that left them out works with those of the configuration."""
        file = Path(path) / "rules.json"
        return self.from_bytes(file.read_bytes()) if file.is_file() else self


class _Finders:
    """The rules made ready for one tokenizer."""

    def __init__(self, rules: Rules, tokenize: Callable[[str], list[str]]) -> None:
        self._names = Names(rules, tokenize)
        self._quantities = QuantityFinder(rules.quantities, tokenize)
        self._things = ThingFinder(rules, tokenize)
        self._facilities = NamedFinder(rules.facilities, "FAC", rules.peoples, tokenize)
        self._works = NamedFinder(rules.works, "WORK", rules.peoples, tokenize)
        self._events = NamedFinder(rules.events, "EVENT", rules.peoples, tokenize)
        self._bodies = NamedFinder(rules.bodies, "ORG", rules.peoples, tokenize)
        self._peoples = PeopleFinder(rules, tokenize)
        self._planning = frozenset(rules.dates.planning)
        feasts = [(name, rule) for rule, names in rules.dates.holidays.items() for name in names]
        named = [(name, f"on {day}") for day, names in rules.dates.named.items() for name in names]
        self._holidays = {tuple(tokenize(name.lower())): rule for name, rule in [*feasts, *named]}

    def spans(self, doc: Doc, published: str | None) -> list[Span]:
        """The spans of a Doc, in order, none overlapping another."""
        return _arbitrated(len(doc), self.classes(doc, published))

    def classes(self, doc: Doc, published: str | None) -> list[list[Span]]:
        """All candidates, by class, the one that wins first."""
        model = _model_spans(doc)
        names = [name for span in model for name in self._names.repaired(doc, *span)]
        dates = find_dates(doc, published, self._holidays, self._planning)
        taken = _mask(len(doc), dates)
        amounts = self._quantities.find(doc, taken)
        bodies = [(name.start, name.end) for name in names if name.label in ("ORG", "NORP", "PERSON")]
        return [
            find_coordinates(doc, model),
            dates,
            amounts,
            [_from_thing(doc, thing) for thing in self._things.find(doc)],
            [_from_thing(doc, thing) for thing in self._facilities.find(doc, bodies)],
            [_from_thing(doc, thing) for thing in self._works.find(doc, bodies)],
            [_from_thing(doc, thing) for thing in self._events.find(doc, bodies)],
            [_from_name(doc, name, "model") for name in names],
            [_from_name(doc, name, "rule", "title") for name in self._names.persons(doc)],
            [_from_thing(doc, thing) for thing in self._bodies.find(doc, bodies)],
            [_from_thing(doc, thing) for thing in self._peoples.find(doc)],
        ]


def _model_spans(doc: Doc) -> list[tuple[int, int, str]]:
    """What the model found: on the record where the rules have run before, else the Doc's entities."""
    spans = [span for span in doc._.record.spans if span.kind in ENTITY_KINDS]
    if spans:
        return [(s.token_start, s.token_end + 1, s.label) for s in spans if s.source == "model"]
    return [(ent.start, ent.end, ent.label_) for ent in doc.ents]


def _arbitrated(length: int, classes: list[list[Span]]) -> list[Span]:
    """One span for each stretch of text, by the stated precedence."""
    inside = [0] * length  # how long the model's name around a token is
    for span in [*classes[_NAMES], *classes[_BODIES]]:
        size = span.token_end - span.token_start + 1
        for i in range(span.token_start, span.token_end + 1):
            inside[i] = max(inside[i], size)
    taken = [False] * length
    chosen: list[Span] = []
    for spans in classes:
        for span in sorted(spans, key=lambda s: (s.token_start - s.token_end, s.token_start)):
            tokens = range(span.token_start, span.token_end + 1)
            swallowed = span.rule in _SWALLOWED and all(inside[i] > len(tokens) for i in tokens)
            if not swallowed and not any(taken[i] for i in tokens):
                taken[tokens.start : tokens.stop] = [True] * len(tokens)
                chosen.append(span)
    return sorted(chosen, key=lambda span: span.start)


def _mask(length: int, spans: list[Span]) -> list[bool]:
    taken = [False] * length
    for span in spans:
        taken[span.token_start : span.token_end + 1] = [True] * (span.token_end - span.token_start + 1)
    return taken


def _from_name(doc: Doc, name: Name, source: str, rule: str | None = None) -> Span:
    span = _made(doc, name.start, name.end, name.label, source, rule)
    span.role = name.role
    return span


def _from_thing(doc: Doc, thing: Thing) -> Span:
    return _made(doc, thing.start, thing.end, thing.label, "rule", thing.rule)


def _made(doc: Doc, start: int, end: int, label: str, source: str, rule: str | None) -> Span:
    last = doc[end - 1]
    return Span(doc[start].idx, last.idx + len(last), start, end - 1, label, source=source, rule=rule)


@Language.factory("sitrep_entities", assigns=["doc.ents"], requires=["doc.ents"], default_config={"rules": None})
def make_entities(nlp: Language, name: str, rules: str | None = None) -> EntityRules:
    """The component, to be placed behind ``ner``; ``rules`` is the path of another ``entities.yaml``."""
    return EntityRules(nlp, read_rules(Path(rules) if rules else None))
