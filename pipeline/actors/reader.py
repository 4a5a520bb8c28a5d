"""One document read from beginning to end: names, descriptions and pronouns in turn, each given its entity."""

from __future__ import annotations

from pipeline.actors.capitals import governs
from pipeline.actors.chunks import Chunk
from pipeline.actors.composed import Composer
from pipeline.actors.coreference import HE, PRONOUNS, SHE, WE, I, Pronouns
from pipeline.actors.firstperson import FirstPersons
from pipeline.actors.lexicon import Lexicon
from pipeline.actors.model import Draft, Mention, label_of
from pipeline.actors.nominals import Nominals
from pipeline.actors.scene import Scene
from pipeline.actors.speakers import affiliate

_WHERE = frozenset({"in", "near", "across", "inside", "outside", "from", "into"})
_LONGEST_ACRONYM = 3
_SKIPPED = frozenset({"operation"})
#: What is nothing but a pronoun, whatever the tagger says.
_ALWAYS = frozenset({"hers", "theirs", "himself", "herself", "themselves"})
_QUOTES = str.maketrans("", "", '"“”')


class Reader:
    """Reads one document; made anew for each."""

    def __init__(
        self, scene: Scene, lexicon: Lexicon, composer: Composer, nominals: Nominals, pronouns: Pronouns
    ) -> None:
        self._scene, self._view, self._registry, self._heads = scene, scene.view, scene.registry, scene.heads
        self._lexicon = lexicon
        self._composer, self._nominals, self._pronouns = composer, nominals, pronouns
        self._shared: dict[str, Draft] = {}

    def read(self, names: list[Mention], chunks: list[Chunk], source: Draft | None) -> list[Mention]:
        """All mentions; ``source`` is who publishes the text, where that is an actor."""
        for name in names:
            self._heads.update((i, name) for i in range(name.first, name.last + 1))
            if name.draft is not None and not self._is_dateline(name):
                name.draft.total += 1
        for chunk in chunks:
            for name in chunk.names:
                name.modifier = name.last < chunk.head
        speakers = FirstPersons(self._scene, self._lexicon, self._composer, self._registry, source)
        found: list[Mention] = []
        first_persons: list[int] = []
        for position, item in self._in_order(names, chunks):
            if isinstance(item, Mention):
                self._name(item)
            elif isinstance(item, Chunk):
                found += self._chunk(item)
            elif self._view.lower[position] not in WE | I:
                found.append(self._pronoun(position, speakers))
            elif self._view.words[position] != "US":
                first_persons.append(position)
        found += [self._mention(i, speakers.resolve(i, names)) for i in first_persons]
        return [*names, *found]

    def _in_order(self, names: list[Mention], chunks: list[Chunk]) -> list[tuple[int, Mention | Chunk | None]]:
        view = self._view
        items: list[tuple[int, int, int, Mention | Chunk | None]] = []
        items += [(name.first, 1, n, name) for n, name in enumerate(names)]
        items += [(chunk.first, 0, n, chunk) for n, chunk in enumerate(chunks)]
        pronouns = [i for i in range(view.n) if view.lower[i] in PRONOUNS and self._is_pronoun(i)]
        items += [(i, 2, i, None) for i in pronouns]
        return [(first, item) for first, _, _, item in sorted(items, key=lambda item: item[:3])]

    def _is_pronoun(self, i: int) -> bool:
        view = self._view
        shouted = view.words[i].isupper() and len(view.words[i]) > 1 and i + 1 < view.n and view.is_capital(i + 1)
        tagged = not view.tag[i] or view.tag[i].startswith("PRP") or view.lower[i] in _ALWAYS
        return i not in self._heads and not shouted and tagged

    def _touch(self, mention: Mention) -> None:
        if mention.draft is not None:
            aside = (
                mention.modifier or (mention.label == "NORP" and mention.kind == "name") or self._is_setting(mention)
            )
            subject = not aside and self._view.is_subject(mention.head)
            sentence = self._view.sent[mention.head]
            self._scene.focus.touch(mention.draft, mention.first, sentence, subject, aside)

    def _is_setting(self, mention: Mention) -> bool:
        """Whether a country is but where something happens ("in Iraq"), a place what others lie by ("west of Kut")."""
        view, before, draft = self._view, mention.first - 1, mention.draft
        if draft is None:
            return False
        if draft.is_place and self._is_dateline(mention):
            return True
        if before < 0:
            return False
        if draft.type == "country" and view.lower[before] in _WHERE:
            return True
        return draft.is_place and view.lower[before] == "of" and view.lower[before - 1] in self._lexicon.directions

    # --- names

    def _name(self, name: Mention) -> None:
        if name.draft is not None and name.kind == "name" and self._is_government(name):
            government = self._composer.government(self._country_of(name.draft), self._registry)
            government.add_names(name.draft.name)
            name.attach(government)
        if name.draft is not None and name.draft.type == "person":
            self._gender(name.draft, name.role or "")
            affiliate(self._scene, name.draft, self._before_title(name) if name.role else name.first, name.last)
        self._touch(name)

    def _before_title(self, name: Mention) -> int:
        """The token before a person's title: "Navy Capt."."""
        i = name.first - 1
        while i > 0 and (self._view.lower[i].strip(".") in self._lexicon.titles or self._view.words[i] == "."):
            i -= 1
        return max(i, 0)

    def _is_government(self, name: Mention) -> bool:
        """Whether a capital stands for its government; see :mod:`pipeline.actors.capitals`."""
        if name.draft is None or name.modifier or not self._nominals.is_capital(name.draft) or self._is_dateline(name):
            return False
        return governs(self._view, name.head, self._lexicon)

    def _is_dateline(self, name: Mention) -> bool:
        """Whether a name in capitals begins a sentence: "BAGHDAD (Agency) - Iraqi forces ..."; "US" is always so."""
        view = self._view
        begins = name.first == view.sents[view.sent[name.first]][0] or view.words[name.first - 1].isspace()
        words = view.slice(name.first, name.last)
        return begins and words.isupper() and len(words) > _LONGEST_ACRONYM

    def _country_of(self, draft: Draft) -> str:
        place = self._registry.knowledge.places[draft.kb_id or ""]
        return place.country or place.id

    def _gender(self, draft: Draft, words: str) -> None:
        found = set(words.lower().replace(".", " ").split())
        if found & self._lexicon.female:
            draft.gender = "f"
        elif found & self._lexicon.male:
            draft.gender = draft.gender or "m"

    # --- descriptions

    def _chunk(self, chunk: Chunk) -> list[Mention]:
        if chunk.names and chunk.names[-1].last >= chunk.head:
            backed = self._composer.backed(self._view, chunk, self._registry)
            if backed is not None:
                return [self._describe(chunk, backed, "composed")]
            self._as_name(chunk)
            return []
        if chunk.noun is None or chunk.noun.cls in _SKIPPED or self._is_capital_of(chunk):
            return []
        same = None if chunk.plural else self._nominals.same(self._scene, chunk)
        composed = self._composer.read(self._scene, chunk) if same is None else None
        draft = same or composed or self._nominals.same(self._scene, chunk)
        draft = draft or self._nominals.resolve(self._scene, chunk)
        if draft is None:
            draft = self._composer.of_country(self._scene, chunk)
            composed = draft if chunk.first < chunk.head else None
        if draft is None and self._is_bare(chunk):
            return []
        made = self._new(chunk) if draft is None else composed
        draft = draft or made
        assert draft is not None
        self._called(chunk, draft, composed is not None)
        return [self._describe(chunk, draft, "composed" if made is not None and made.named else None)]

    def _describe(self, chunk: Chunk, draft: Draft, rule: str | None) -> Mention:
        """Make a phrase a mention."""
        mention = Mention(chunk.first, chunk.head, chunk.head, "nominal", label_of(draft.type), "rule", rule)
        mention.attach(draft)
        self._heads[chunk.head] = mention
        self._touch(mention)
        return mention

    @staticmethod
    def _is_bare(chunk: Chunk) -> bool:
        """Whether it is one word in the singular without an article: no person ("fighter aircraft", "as commander")."""
        assert chunk.noun is not None
        return not chunk.plural and not chunk.det and chunk.first == chunk.head and not chunk.noun.collective

    def _is_capital_of(self, chunk: Chunk) -> bool:
        """ "the capital of its caliphate" is no place that anybody could find."""
        view = self._view
        return view.lower[chunk.head] == "capital" and chunk.head + 1 < view.n and view.lower[chunk.head + 1] == "of"

    def _as_name(self, chunk: Chunk) -> None:
        """A phrase that ends in a name: an unlisted one may spell a composed actor; "the Turks" are Turkey."""
        name, view = chunk.names[-1], self._view
        if name.draft is None:
            return
        if chunk.noun is not None:
            name.draft.nouns.add(chunk.noun.lemma)
        if name.label == "NORP" and view.is_plural(name.head) and chunk.det != "the" and name.draft.type == "country":
            people = self._registry.composed(view.words[name.head], "people", name.draft.kb_id)
            name.attach(people)
            people.plural = True
            self._scene.focus.touch(people, name.first, view.sent[name.head], view.is_subject(name.head))
        elif name.draft.kb_id is None and name.draft.acts:
            composed = self._composer.read_name(view, name, chunk.noun, self._registry)
            composed = composed or self._composer.of_country(self._scene, chunk)
            if composed is not None:
                composed.add_names(view.slice(name.first, name.last))
                name.attach(composed)

    def _called(self, chunk: Chunk, draft: Draft, composed: bool) -> None:
        """Keep how the text calls a draft."""
        view = self._view
        if chunk.noun is not None:
            draft.nouns.add(chunk.noun.lemma)
        if (composed and draft.kb_id is not None) or not draft.named:
            draft.add_names(_unquoted(view.slice(chunk.first, chunk.head)))
            if chunk.start < chunk.first and view.tag[chunk.start] not in {"DT", "POS"}:
                draft.add_names(view.slice(chunk.start, chunk.head))
        if draft.type == "person":
            self._gender(draft, view.slice(chunk.first, chunk.head))
            affiliate(self._scene, draft, chunk.first, chunk.head, chunk.owner)
            if chunk.title is not None and chunk.title.draft is draft and chunk.title.role is None:
                chunk.title.role = view.slice(chunk.first, chunk.head)

    def _new(self, chunk: Chunk) -> Draft:
        """Somebody not heard of before."""
        assert chunk.noun is not None
        if chunk.noun.cls == "place":
            place = self._facility(chunk) or self._named_place(chunk)
            if place is not None:
                return place
        name = self._phrase(chunk)
        share = chunk.plural and not chunk.counted and chunk.det == "" and chunk.owner is None
        if share and name in self._shared:
            return self._shared[name]
        type_ = "people" if chunk.noun.cls == "person" and chunk.plural else chunk.noun.type
        draft = self._registry.fresh(name, type_)
        draft.plural = chunk.plural
        if share:
            self._shared[name] = draft
        return draft

    def _facility(self, chunk: Chunk) -> Draft | None:
        """The building that is named after the town it stands in: "Abdiya hospital", "Saada remand prison"."""
        town = chunk.names[-1] if chunk.names else None
        if town is None or town.first != chunk.first or chunk.noun is None or chunk.plural:
            return None
        if (
            chunk.noun.type != "facility"
            or town.draft is None
            or not town.draft.is_place
            or town.draft.type == "country"
        ):
            return None
        draft = self._registry.unlisted(self._view.slice(town.first, chunk.head), "facility")
        if not draft.parents:
            self._registry.locate(draft, town.draft)
        return draft

    def _named_place(self, chunk: Chunk) -> Draft | None:
        """The place that its noun alone gives away: "the Wadi Barada area of Damascus"."""
        view, last = self._view, chunk.head - 1
        first = last + 1
        while (
            first > chunk.first
            and view.is_capital(first - 1)
            and view.is_noun(first - 1)
            and first - 1 not in self._heads
        ):
            first -= 1
        if first > last or chunk.noun is None or view.lower[chunk.head] not in self._lexicon.place_heads:
            return None
        draft = self._registry.unlisted(view.slice(first, last), chunk.noun.type)
        around = self._scene.draft_at(chunk.head + 2) if view.lower[chunk.head + 1 : chunk.head + 2] == ["of"] else None
        if around is not None and around.is_place and not draft.parents:
            self._registry.locate(draft, around)
        draft.add_names(view.slice(first, chunk.head))
        return draft

    def _phrase(self, chunk: Chunk) -> str:
        """The words of a description, with its "of" where it says nothing without, or is an office ("Secretary of
        State").
        """
        view, head = self._view, chunk.head
        words = _unquoted(view.slice(chunk.first, head))
        if view.lower[head + 1 : head + 3] == ["loyal", "to"]:
            return words + self._whose(head + 3)
        if head + 2 >= view.n or view.lower[head + 1] != "of":
            return words
        at = head + 3 if view.tag[head + 2] == "DT" and head + 3 < view.n else head + 2
        mention = self._heads.get(at)
        if view.lower[head] in self._lexicon.partial and mention is not None:
            return f"{words} of {view.slice(head + 2, mention.last)}"
        office = view.is_capital(head) and view.is_capital(head + 2)
        return f"{words} of {view.words[head + 2]}" if office else words

    def _whose(self, at: int) -> str:
        """ " loyal to Khalifa Haftar", from the token after "to"; nothing where no name follows."""
        name = self._heads.get(at + (self._view.lower[at : at + 1] == ["the"]))
        return f" loyal to {self._view.slice(at, name.last)}" if name is not None and name.kind == "name" else ""

    # --- pronouns

    def _pronoun(self, i: int, speakers: FirstPersons) -> Mention:
        speaker = speakers.speaker(i)
        own = [draft for draft in (speaker, speakers.body(speaker)) if draft is not None]
        draft = self._pronouns.resolve(self._scene, i, own)
        mention = self._mention(i, draft)
        if draft is not None and draft.type == "person" and self._view.lower[i] in HE | SHE:
            draft.gender = draft.gender or ("f" if self._view.lower[i] in SHE else "m")
        self._touch(mention)
        return mention

    def _mention(self, i: int, draft: Draft | None) -> Mention:
        mention = Mention(i, i, i, "pronoun", label_of(draft.type) if draft else "PRON", "coref")
        if draft is not None:
            mention.attach(draft)
        self._heads[i] = mention
        return mention


def _unquoted(words: str) -> str:
    return words.translate(_QUOTES)
