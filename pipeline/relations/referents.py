"""Whom a phrase stands for by what was told before: "20 others", whose advance "the advance" is, a bare title."""

from __future__ import annotations

import msgspec

from pipeline.documents import Argument
from pipeline.relations.arguments import Arguments
from pipeline.relations.discourse import Discourse, is_same
from pipeline.relations.frames import Match
from pipeline.relations.parse import Parse

_EVENTS = frozenset({"operation", "attack", "movement"})


class Referents:
    """Finds whom phrases stand for in one document."""

    def __init__(self, parse: Parse, arguments: Arguments, discourse: Discourse) -> None:
        self.parse, self.arguments, self.discourse = parse, arguments, discourse
        self.grammar = arguments.grammar

    def is_elliptical(self, token: int) -> bool:
        """Whether a phrase counts without saying whom: "20 others", "dozens more"."""
        counted = self.parse.lemma[token] in self.grammar.elliptical or self.parse.tag[token] == "CD"
        return counted and not self.arguments.is_named(token)

    def counted(self, match: Match, own: Argument) -> Argument | None:
        """Whom an elliptical phrase counts: the victims told just before in the sentence, if any."""
        victims, sentence = self.discourse.victims
        if victims is None or sentence != self.parse.sent[match.trigger] or victims.name == own.name:
            return None
        names = list(dict.fromkeys([*victims.names, own.name, *own.names]))
        return Argument(victims.name, own.start, own.end, victims.entity, names)

    def doer(self, event: int, subject: Argument | None) -> Argument | None:
        """Whose event it is that somebody resists: the noun's owner, else who last advanced or attacked."""
        classes, discourse = self.arguments.classes(event), self.discourse
        if classes.isdisjoint(_EVENTS) or self.arguments.entity(event) is not None:
            return None
        owner = self.arguments.owner(event)
        if owner is not None:
            return self.arguments.argument(owner)
        moves = "movement" in classes and discourse.advancer is not None
        last = discourse.advancer if moves else discourse.aggressor
        if last is None or not discourse.is_near(self.parse.idx[event], last) or is_same(last.subject, subject):
            return None
        return last.subject


class Offices:
    """What the titles of one document lead: "Minister for the Interior X", then "Minister X"."""

    def __init__(self, parse: Parse, arguments: Arguments) -> None:
        self.parse, self.arguments = parse, arguments
        self._known: dict[tuple[str, str], Argument] = {}

    def led(self, match: Match, holder: Argument, named: Argument | None) -> Argument | None:
        """The organisation or office that somebody holds, from then on also behind the bare title.

        ``named`` is the organisation that the clause names.
        """
        office = (holder.name, match.predicate.lemma)
        found = named or self._told_before(match, office) or self._by_title(match, holder)
        if found is not None:
            self._known.setdefault(office, found)
        return found

    def _told_before(self, match: Match, office: tuple[str, str]) -> Argument | None:
        """What a bare title meant when the text gave it in full."""
        known, token = self._known.get(office), self.parse.doc[match.trigger]
        if known is None or _is_full(match):
            return None
        return msgspec.structs.replace(known, start=token.idx, end=token.idx + len(token))

    def _by_title(self, match: Match, holder: Argument) -> Argument | None:
        """What a title leads where no organisation is named: a head of government's country, else the office."""
        entity = self.arguments.entities.get(holder.entity or "")
        names = self.arguments.naming.names(match.trigger)
        token = self.parse.doc[match.trigger]
        start, end = token.idx, token.idx + len(token)
        if _is_full(match):
            fuller = names[1:]
            return Argument((fuller or names)[0], start, end, None, [*fuller, names[0]])
        heads = self.arguments.grammar.heads_of_government
        if entity is None or not entity.country or match.predicate.lemma not in heads:
            return None
        return Argument(entity.country, start, end, None, [entity.country, f"Government of {entity.country}", *names])


def _is_full(match: Match) -> bool:
    """Whether a title says of what: "Minister for the Interior"."""
    return bool(match.predicate.slots.get("for") or match.predicate.slots.get("of"))
