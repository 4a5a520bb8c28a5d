"""What fills a role: from the head token of a phrase to an entity of the document or a thing of the text."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.documents import Argument, Document, Entity, Span
from pipeline.relations.grammar import Grammar
from pipeline.relations.ontology import Ontology
from pipeline.relations.parse import Parse

_ORGANISATION = frozenset({"actor", "organisation"})
#: The classes of argument that an entity of some type can fill.
TYPE_CLASSES: dict[str, frozenset[str]] = {
    **dict.fromkeys(
        [
            "government",
            "military",
            "unit",
            "police",
            "armed_group",
            "coalition",
            "igo",
            "ngo",
            "media",
            "party",
            "company",
            "agency",
            "organisation",
        ],
        _ORGANISATION,
    ),
    "country": frozenset({"actor", "country", "place"}),
    "person": frozenset({"actor", "person"}),
    "office": frozenset({"actor", "person", "office"}),
    "people": frozenset({"actor", "people"}),
    **dict.fromkeys(["region", "city", "district", "feature", "place"], frozenset({"place"})),
    "facility": frozenset({"place", "thing", "area"}),
    "event": frozenset({"operation", "thing"}),
}
_LABEL_CLASSES = {"WEAPON": frozenset({"thing", "weapon"}), "VEHICLE": frozenset({"thing", "vehicle"})}
_THING = frozenset({"thing"})
_NO_THINGS = frozenset({"people", "abstract"})
_NOTHING: frozenset[str] = frozenset()
#: Classes of nouns that say what somebody is.
_OFFICES = frozenset({"people", "dignitary"})
_NO_DEED = frozenset({"abstract"})
#: What is a part of whoever has it: named, or described.
_UNITS = frozenset({"unit"})
_CIVIL = frozenset({"company", "media"})
_BODIES = frozenset({"unit", "agency", "military", "armed_group", "police"})

_PREMODIFIERS = frozenset(
    {
        "compound",
        "amod",
        "nmod:poss",
        "flat",
        "nmod",
        "nmod:desc",
        "advmod",
        "punct",
        "nummod",
        "obl",
        "nsubj",
        "case",
        "obj",
    }
)
_NOMINAL_TAGS = frozenset({"NN", "NNS", "JJ"})
_MAX_NAMES = 14


class Arguments:
    """Reads arguments for one document: which mention every token heads, which name covers it, which are dates."""

    def __init__(self, parse: Parse, record: Document, ontology: Ontology, grammar: Grammar) -> None:
        self.parse, self.record, self.ontology, self.grammar = parse, record, ontology, grammar
        self.entities = {entity.id: entity for entity in record.entities}
        self.by_head: dict[int, Span] = {}
        self.cover: dict[int, Span] = {}
        self.closed: set[int] = set()
        self.outsiders: set[int] = set()
        self.described: dict[str, Span] = {}
        for span in sorted(record.spans, key=lambda s: s.token_end - s.token_start):
            self._index(span)

    def _index(self, span: Span) -> None:
        tokens = range(span.token_start, span.token_end + 1)
        if span.kind == "date":
            self.closed.update(tokens)
        if span.kind in {"date", "quantity"} or span.token_end >= self.parse.n:
            return
        if span.kind == "name" and self._is_excluded(span.token_start):
            self.outsiders.update(tokens)
            return
        heads = [i for i in tokens if self.parse.head[i] not in tokens or self.parse.head[i] == i]
        for i in heads[:1] if span.kind == "name" else heads[-1:]:
            self.by_head[i] = span  # the longest span of a head comes last and stays
            entity = self.entities.get(span.entity or "")
            if (
                span.kind == "nominal"
                and entity is not None
                and "organisation" in TYPE_CLASSES.get(entity.type, _NOTHING)
            ):
                self.described.setdefault(self.parse.lemma[i], span)
            if span.kind == "name" and span.token_start == span.token_end and self._is_organisation(entity):
                self.described.setdefault(self.parse.lower[i], span)
        if span.kind == "name" and span.label not in _LABEL_CLASSES:
            for i in tokens:
                self.cover[i] = span

    @staticmethod
    def _is_organisation(entity: Entity | None) -> bool:
        return entity is not None and "organisation" in TYPE_CLASSES.get(entity.type, _NOTHING)

    def _is_excluded(self, first: int) -> bool:
        """As in "Non-Muslims", who are whoever the name does not name."""
        lower = self.parse.lower
        return lower[max(first - 1, 0)] == "non-" or (
            first > 1 and lower[first - 1] in "-‑–" and lower[first - 2] == "non"
        )

    # --- what a token stands for ---

    def span(self, token: int) -> Span | None:
        """The mention that a token heads, or the name it lies in; "army" in "army jets" is the army of the text."""
        found = self.by_head.get(token) or self.cover.get(token)
        if found is None and self.parse.dep[token] == "compound" and not self._in_term(token):
            found = self.described.get(self.parse.lemma[token])
        return found

    def _in_term(self, token: int) -> bool:
        """As in "Fighter jets", which belong to no fighters."""
        return f"{self.parse.lemma[token]} {self.parse.lemma[self.parse.head[token]]}" in self.ontology.families

    def entity(self, token: int) -> Entity | None:
        """The entity that the phrase headed by a token names."""
        span = self.span(token)
        return self.entities.get(span.entity) if span and span.entity else None

    def is_named(self, token: int) -> bool:
        """Whether the phrase headed by a token stands for somebody or somewhere that the document names."""
        entity = self.entity(token)
        return entity is not None and any(self.record.spans[i].kind == "name" for i in entity.mentions)

    def unwrap(self, token: int) -> int:
        """Step from "most of them", "hundreds of civilians", "the city of Mosul" to what they are about."""
        for _ in range(3):
            inner = self._inside(token)
            if inner is None:
                return token
            token = inner
        return token

    def _inside(self, token: int) -> int | None:
        p = self.parse
        lemma, tag = p.lemma[token], p.tag[token]
        person = self._titled(token)
        if person is not None:
            return person
        partitive = (lemma in self.grammar.partitives or tag in {"CD", "DT"}) and token not in self.by_head
        wrapper = lemma in self.grammar.place_wrappers
        if not partitive and not wrapper:
            return None
        own = self.entity(token)
        if wrapper and own is not None and own.kb_id:
            return None
        for c in p.children[token]:
            if p.dep[c] in {"nmod", "obl"} and p.preposition(c) == "of" and (partitive or self._is_place(c)):
                return c
        if wrapper:
            deps = ("compound", "nmod:desc", "appos", *(("nmod:poss",) if lemma in self.grammar.place_parts else ()))
            return next((c for c in p.with_dep(token, *deps) if self._is_place(c)), None)
        return None

    def _titled(self, token: int) -> int | None:
        """The name behind a title or an office: "Brig. Gen. Yassin al-Dulaimi", "its commander, Yusuf Danjuma"."""
        office = self.parse.tag[token] == "NN" and bool(
            _OFFICES & self.ontology.classes.get(self.parse.lemma[token], _NOTHING)
        )
        if (token in self.cover or not self.parse.tag[token].startswith("NNP")) and not office:
            return None
        names = [c for c in self.parse.with_dep(token, "flat", "compound", "appos") if c > token and c in self.cover]
        people = [self.cover[c] for c in names if self.cover[c].label == "PERSON"]
        return next((t for t, span in self.by_head.items() if people and span is people[0]), None)

    def _is_place(self, token: int) -> bool:
        return "place" in self.classes(token)

    def classes(self, token: int) -> frozenset[str]:
        """The classes of argument that the phrase headed by a token can fill; empty for what stands for nothing."""
        p = self.parse
        if token in self.closed:
            return _NOTHING
        if token in self.outsiders:
            return frozenset({"people"}) if p.tag[token] in {"NNS", "NNPS"} else _THING
        words = self.ontology.classes
        own = words.get(self._pair(token)) or words.get(p.lemma[token], _NOTHING)
        span = self.span(token)
        if span is not None:
            entity = self.entities.get(span.entity or "")
            if entity is not None:
                classes = TYPE_CLASSES.get(entity.type, _THING)
                if span.kind != "nominal":
                    return classes
                if own & _NO_DEED:
                    return own  # "pole position" is none
                return classes | (own - {"people"} if "organisation" in classes else own)
            if span.label in _LABEL_CLASSES:
                return _LABEL_CLASSES[span.label] | own
            if span.kind == "pronoun":
                return _NOTHING
        if p.tag[token] == "CD" and p.dep[token] in {"obj", "nsubj", "nsubj:pass", "conj"}:
            return frozenset({"people"})  # "wounding 17"
        if p.lower[token] == "more" and p.dep[token] == "nsubj:pass":
            return frozenset({"people"})  # "dozens more were wounded"
        if p.tag[token].startswith("NN") or own:
            return own if own & _NO_THINGS else own | _THING
        return _NOTHING

    def _pair(self, token: int) -> str:
        """A noun with the word before it: "election campaign"."""
        before = token - 1
        belongs = before >= 0 and self.parse.head[before] == token
        return f"{self.parse.lower[before]} {self.parse.lemma[token]}" if belongs else ""

    def fits(self, token: int, wanted: frozenset[str]) -> bool:
        """Whether the phrase can fill a role that takes these classes."""
        return ("any" in wanted and bool(self.classes(token))) or bool(self.classes(token) & wanted)

    def owner(self, token: int) -> int | None:
        """The actor to whom a noun belongs: "ISIL targets", "its positions", "fighters of the group"."""
        p = self.parse
        for c in p.children[token]:
            dep = p.dep[c]
            if (dep in {"compound", "nmod:poss", "amod", "nmod:desc"} and c < token) or (
                dep == "nmod" and p.preposition(c) in {"of", "", "from", "by"}
            ):
                c = self.unwrap(c)
                if "actor" in self.classes(c):
                    return c
                if dep == "compound":  # "an Israeli drone strike"
                    inner = next((g for g in p.with_dep(c, "amod", "compound") if "actor" in self.classes(g)), None)
                    if inner is not None:
                        return inner
        return None

    def bodies(self) -> Iterator[tuple[int, int]]:
        """Units and bodies with the organisation to which a possessive or "of" says they belong."""
        for token, span in sorted(self.by_head.items()):
            entity = self.entities.get(span.entity or "")
            if entity is None or entity.type not in (_BODIES if span.kind == "name" else _UNITS):
                continue
            behind = [c for c in self.parse.with_dep(token, "nmod") if self.parse.preposition(c) in {"of", "from"}]
            for c in [*self.parse.with_dep(token, "nmod:poss"), *behind]:
                if span.kind == "nominal" and self.parse.tag[c] == "PRP$":
                    continue  # "their patrol": whoever is on it
                owner = self.entity(c)
                if owner is None or owner is entity or owner.type in _CIVIL:
                    continue
                if owner.type in _UNITS and entity.type not in _UNITS:  # "Russian forces of the 1st Army"
                    continue
                if "organisation" in self.classes(c):
                    yield token, c

    def is_means(self, token: int) -> bool:
        """Whether a noun is a means of violence, not an actor."""
        if "actor" in self.classes(token):
            return False
        return self.ontology.instrument_family(self.lemma_phrase(token)) is not None

    def lemma_phrase(self, token: int) -> str:
        """A noun with its compound, as lemmas: ``"car bomb"``."""
        p = self.parse
        before = [p.lower[c] for c in p.with_dep(token, "compound", "amod") if c < token and p.tag[c] in _NOMINAL_TAGS]
        return " ".join([*before[-2:], p.lemma[token]])

    # --- the argument itself ---

    def argument(self, token: int) -> Argument | None:
        """The phrase headed by a token as an argument, or None where it stands for nothing (an open pronoun)."""
        span, entity = self.span(token), self.entity(token)
        if entity is not None and span is not None and (entity.kb_id or span.kind == "name"):
            return Argument(entity.name, span.start, span.end, entity.id)
        if entity is not None and span is not None:
            names = [] if span.kind == "pronoun" else self.phrase_names(token)
            return Argument(entity.name, span.start, span.end, entity.id, names)
        if span is not None and span.kind == "pronoun":
            return None
        start, end = self._extent(token)
        names = self.phrase_names(token)
        if self.parse.dep[token] == "compound" and self.parse.tag[token] in {"NN", "NNP"} and self._is_people(token):
            names = [f"{self.parse.lower[token]}s", *names]  # the rebels of "rebel-held"
        return Argument(names[0], start, end, None, names)

    def _is_people(self, token: int) -> bool:
        return "people" in self.ontology.classes.get(self.parse.lemma[token], ())

    def nameless(self, token: int) -> str:
        """A noun and the words before it without the names: "Prime Minister", "drone strike", whosoever they are."""
        p = self.parse
        whose = {i for c in p.with_dep(token, "nmod:poss") for i in p.subtree(c)}
        return self._text([i for i in self._premodified(token) if i == token or i not in self.cover.keys() | whose])

    def _extent(self, token: int) -> tuple[int, int]:
        words = self._premodified(token, numbers=True)
        p = self.parse
        return p.idx[words[0]], p.idx[words[-1]] + len(p.words[words[-1]])

    def phrase_names(self, token: int) -> list[str]:
        """Names under which a reader may look for a thing, the fullest plain one first."""
        p = self.parse
        plain = self._premodified(token)
        head = [token]
        numbered = self._premodified(token, numbers=True)
        compound = [i for i in plain if i == token or (p.head[i] == token and p.dep[i] in {"compound", "flat"})]
        found = [
            self._canonical(plain),
            self._text(plain),
            self._text(numbered),
            self._text(compound),
            self._text(head),
            self._text(plain[:-1], p.lemma[token]),
            self._text(compound[:-1], p.lemma[token]),
            p.lemma[token],
        ]
        whole = [c for c in p.with_dep(token, "det", "cc:preconj") if p.lower[c] in self.grammar.universal]
        if whole and whole[0] < plain[0]:
            found.insert(1, self._text([whole[0], *plain]))  # "both sides"
        extended = self._with_of(token, plain)
        if extended:
            found[1:1] = [self._text(extended), self._text([i for i in extended if p.tag[i] != "DT"])]
        return list(dict.fromkeys(name for name in found if name))[:_MAX_NAMES]

    def _premodified(self, token: int, *, numbers: bool = False) -> list[int]:
        """A noun and the words before it, without determiners, and without numbers unless asked for."""
        p = self.parse
        keep: list[int] = []
        for c in p.children[token]:
            if c > token or p.dep[c] not in _PREMODIFIERS or p.dep[c] in {"punct", "case"}:
                continue
            if (p.dep[c] == "nmod:poss" and p.tag[c] == "PRP$") or p.tag[c] in {"DT", "PDT"}:
                continue
            if (p.dep[c] in {"nummod", "advmod"} or p.tag[c] == "CD" or p.words[c][0].isdigit()) and not numbers:
                continue
            if p.words[c][0].isdigit() or p.dep[c] == "nummod":
                keep.append(c)
                continue
            keep.extend(i for i in p.subtree(c) if i < token and p.tag[i] not in {"DT", "PRP$"})
        start = max((c for c in p.children[token] if c < token and p.tag[c] in {"DT", "PRP$"}), default=-1)
        return [i for i in sorted({*keep, token}) if i > start]

    def _with_of(self, token: int, plain: list[int]) -> list[int]:
        p = self.parse
        for c in p.with_dep(token, "nmod"):
            if p.preposition(c) in {"of", "in", "from", "for"} and c - token <= 6:
                return [*plain, *range(token + 1, c + 1)]
        return []

    def _text(self, tokens: list[int], last: str | None = None) -> str:
        """The words with their own spacing; ``last`` is put behind them."""
        p = self.parse
        text = "".join(p.words[i] + (" " if p.blank[i] or not self._glued(i) else "") for i in tokens)
        return f"{text.strip()} {last}".strip() if last is not None and tokens else text.strip()

    def _glued(self, token: int) -> bool:
        p = self.parse
        return token + 1 < p.n and p.idx[token + 1] == p.idx[token] + len(p.words[token])

    def _canonical(self, tokens: list[int]) -> str:
        """The words with the names in them made canonical: "ISIL tanks" is "Islamic State tanks"."""
        parts: list[str] = []
        skip = -1
        for i in tokens:
            if i <= skip:
                continue
            span = self.cover.get(i)
            entity = self.entities.get(span.entity or "") if span else None
            if span is not None and entity is not None and entity.kb_id and tokens[-1] > span.token_end:
                parts.append(entity.name)
                skip = span.token_end
            elif self.parse.tag[i] != "POS":
                parts.append(self.parse.words[i])
        return " ".join(parts).replace(" - ", "-")
