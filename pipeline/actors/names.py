"""The names of a document: what the rules find and what the model finds, made one list without overlaps.

Who wins, in this order:

1. Of two known names that overlap, the one with more tokens, then the one of higher priority, then the earlier in the
text, then
   the earlier in the files.
2. A known name wins over a span of the model (or of the entity rules) that overlaps it, is equal to it, or contains it
   and adds only what makes no other name: articles, titles, adjectives of nations, directions, lower-case words,
   punctuation.
3. A longer span that adds a word of a name wins: "Baghdad Operational Command" is not Baghdad, and neither is "Baghdad
   airport".
4. Dates and quantities stay, but for those inside a longer known name ("March 23 Movement"); a known name inside one is
   kept as a mention, but is no entity span of its own.
"""

from __future__ import annotations

from pipeline.actors.knowledge import Knowledge
from pipeline.actors.lexicon import Lexicon
from pipeline.actors.matcher import Match, NameMatcher
from pipeline.actors.model import Mention, label_of
from pipeline.actors.nouns import Nouns
from pipeline.actors.schema import Actor
from pipeline.actors.view import View
from pipeline.documents import Span

_ALWAYS_LONGER = frozenset({"EVENT", "WORK", "WEAPON", "VEHICLE"})
_LEADING = frozenset(
    {"the", "a", "an", "his", "her", "its", "their", "our", "my", "your", "this", "that", "these", "those"}
)
_NO_NAMES = ("RB", "VB", "IN", "MD", "PRP", "WDT", "WP", "CC")
_BREAKS = frozenset(',;:()[]"“”')
_SETTLED = frozenset({"city", "district", "region"})


class NameFinder:
    """Finds the names of a document."""

    def __init__(self, knowledge: Knowledge, lexicon: Lexicon, nouns: Nouns) -> None:
        self._knowledge = knowledge
        self._lexicon = lexicon
        self._nouns = nouns
        self._matcher = NameMatcher(knowledge.names())

    def candidates(self, view: View) -> list[Match]:
        """All known names that stand in a document, before any of them wins."""
        return self._matcher.candidates(view)

    def find(self, view: View, spans: list[Span]) -> list[Mention]:
        """All names in the order of the text; ``spans`` are those of the stages before."""
        matches = self._matcher.find(view)
        covered = {i: match for match in matches for i in range(match.first, match.last + 1)}
        matches = [m for m in matches if not self._is_part(view, m, covered) and not self._is_qualified(view, m)]
        covered = {i: match for match in matches for i in range(match.first, match.last + 1)}
        lost: set[Match] = set()
        mentions: list[Mention] = []
        for span in spans:
            inside = {covered[i] for i in range(span.token_start, span.token_end + 1) if i in covered}
            if span.kind != "name":
                continue
            if not inside or self._is_other_name(view, span, inside, covered):
                lost |= inside
                mentions += [name] if (name := _of_span(view, span)) is not None else []
        mentions += [self._of_match(view, match) for match in matches if match not in lost]
        taken = {i for m in mentions for i in range(m.first, m.last + 1)}
        for mention in mentions:
            if mention.label == "NORP" and mention.first - 1 not in taken and self._is_pair(view, mention):
                mention.first -= 1
                mention.entries = ()
                taken.add(mention.first)
        mentions += self._demonyms(view, taken)
        return sorted(_demoted(mentions, spans), key=lambda mention: mention.first)

    def _is_part(self, view: View, match: Match, covered: dict[int, Match]) -> bool:
        """Whether a name of low rank (a city of the gazetteer) is but one word of a longer unknown name."""
        if match.names[0].priority >= 0:
            return False
        around = [view.before(match.first), view.after(match.last)]
        return any(
            i is not None
            and i not in covered
            and view.tag[i] in {"NNP", "NNPS"}
            and view.is_capital(i)
            and view.lower[i].strip(".") not in self._lexicon.titles
            for i in around
        )

    def _is_qualified(self, view: View, match: Match) -> bool:
        """Whether a description is told apart by the compound before it: "Emirati-led coalition troops" are not just
        those, nor are "anti-Assad forces" Assad's."""
        if view.is_capital(match.last):
            return False
        if match.first < match.last and view.prefix(match.first) in self._lexicon.against:
            return True
        led = match.first - 1
        return (
            led > 1
            and view.lower[led] in self._lexicon.commanded
            and view.prefix(led) != ""
            and not view.is_capital(match.first)
        )

    def _is_pair(self, view: View, name: Mention) -> bool:
        """Whether a demonym has two words, of which the model saw the second: "South Sudanese"."""
        pair = name.first > 0 and name.first == name.last and view.is_capital(name.first - 1)
        return pair and self._demonym(f"{view.lower[name.first - 1]} {view.lower[name.first]}") is not None

    def _is_other_name(self, view: View, span: Span, inside: set[Match], covered: dict[int, Match]) -> bool:
        first, last = span.token_start, span.token_end
        if any(match.first < first or match.last > last for match in inside):
            return False
        if span.label in _ALWAYS_LONGER:
            return True
        extra = [i for i in range(first, last + 1) if i not in covered]
        if any(view.words[i] in _BREAKS for i in extra):
            return False
        return any(self._names_more(view, i) for i in extra) or self._is_facility(view, last, covered)

    def _is_facility(self, view: View, last: int, covered: dict[int, Match]) -> bool:
        """Whether a span ends in a building or the like after the name of a town: "Abdiya hospital"."""
        noun, town = self._nouns.cls(view.lower[last]), covered.get(last - 1)
        if noun is None or noun.type != "facility" or town is None or last in covered:
            return False
        return (
            view.lower[last] not in self._lexicon.place_heads
            and _type(self._knowledge, town.names[0].entry_id) in _SETTLED
        )

    def _names_more(self, view: View, i: int) -> bool:
        """Whether a word makes a longer name another name."""
        word = view.lower[i]
        if not view.is_capital(i) or word in {"the", "a", "an"} or word in self._knowledge.demonyms:
            return False
        lexicon = self._lexicon
        plain = word.strip(".")
        return not (
            word in self._knowledge.groups or word in lexicon.directions or word in lexicon.name_frills
            or (plain in lexicon.title_ends and i + 1 < view.n and view.is_capital(i + 1))
        )  # fmt: skip

    def _of_match(self, view: View, match: Match) -> Mention:
        best = match.names[0]
        label = label_of(_type(self._knowledge, best.entry_id))
        entries = tuple(name.entry_id for name in match.names)
        if best.kind == "adjectival":
            label = "NORP"
        return Mention(
            match.first,
            match.last,
            _head(view, match.first, match.last),
            "name",
            label,
            "rule",
            entries=entries,
        )

    def _demonyms(self, view: View, taken: set[int]) -> list[Mention]:
        found = []
        for i in range(view.n):
            if i in taken or not view.is_capital(i):
                continue
            pair = i > 0 and i - 1 not in taken and self._demonym(f"{view.lower[i - 1]} {view.lower[i]}")
            entry = pair or self._demonym(view.lower[i])
            if entry:
                found.append(Mention(i - bool(pair), i, i, "name", "NORP", "rule", entries=(entry,)))
        return found

    def _demonym(self, words: str) -> str | None:
        entry = self._knowledge.demonyms.get(words) or self._knowledge.groups.get(words)
        return entry if entry is not None and self._knowledge.get(entry) is not None else None


def _type(knowledge: Knowledge, entry_id: str) -> str:
    entry = knowledge.get(entry_id)
    if isinstance(entry, Actor) and entry.type == "country":
        return "country"
    return entry.type if entry else "organisation"


def _of_span(view: View, span: Span) -> Mention | None:
    """A span of the model as a name, without articles, pronouns and punctuation at its ends; None where no capital is
    left.
    """
    first, last = span.token_start, span.token_end
    measured = span.value is not None  # coordinates: "-12.1901, -77.0532"
    while not measured and first <= last and (view.lower[first] in _LEADING or not view.words[first][0].isalnum()):
        first += 1
    while last >= first and (view.tag[last] == "POS" or not any(char.isalnum() for char in view.words[last])):
        last -= 1
    inside = range(first, last + 1)
    if not measured and not any(view.words[i][0].isupper() or view.words[i][0].isdigit() for i in inside):
        return None
    if span.source == "model" and all(view.tag[i].startswith(_NO_NAMES) for i in inside):
        return None
    return Mention(
        first, last, _head(view, first, last), "name", span.label, span.source, span.rule, span.role, span=span
    )


def _head(view: View, first: int, last: int) -> int:
    """The token of a span that the others hang on: the one whose head lies outside, a noun rather than another word."""
    tops = [i for i in range(first, last + 1) if not first <= view.head[i] <= last or view.head[i] == i]
    nouns = [i for i in tops if view.is_noun(i)]
    return (nouns or tops or [last])[-1]


def parts(names: list[Mention], spans: list[Span]) -> list[tuple[Mention, Span]]:
    """The dates and quantities that are but parts of known names, with those names."""
    at = {i: name for name in names if name.span is None for i in range(name.first, name.last + 1)}
    fixed = ((at[span.token_start], span) for span in spans if span.kind != "name" and span.token_start in at)
    return [(name, span) for name, span in fixed if _contains(name, span)]


def _contains(name: Mention, span: Span) -> bool:
    inside = name.first <= span.token_start and span.token_end <= name.last
    return inside and name.last - name.first > span.token_end - span.token_start


def _demoted(mentions: list[Mention], spans: list[Span]) -> list[Mention]:
    fixed = {
        i for span in spans if span.kind in {"date", "quantity"} for i in range(span.token_start, span.token_end + 1)
    }
    whole = {id(name) for name, _ in parts(mentions, spans)}
    for mention in mentions:
        if mention.span is not None or id(mention) in whole:
            continue
        if not fixed.isdisjoint(range(mention.first, mention.last + 1)):
            mention.kind = "nominal"
    return mentions
