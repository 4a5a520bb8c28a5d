"""What a list or an earlier sentence lends: bullets under "X conducted strikes", "the strike" told of again."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from pipeline.documents import Argument, Statement, Trigger
from pipeline.relations.amounts import Amounts
from pipeline.relations.arguments import Arguments
from pipeline.relations.discourse import LENT, Discourse, is_same
from pipeline.relations.frames import Match
from pipeline.relations.layout import Layout
from pipeline.relations.parse import Parse

#: Slots in which "the strike" stands where its results are told: "ten died in the strike".
_EVENT_SLOTS = ("subj", "in", "during", "by")


class Continuing:
    """Completes the statements of one document by what was told before them."""

    def __init__(
        self, parse: Parse, arguments: Arguments, layout: Layout, discourse: Discourse, amounts: Amounts
    ) -> None:
        self.parse, self.arguments, self.layout = parse, arguments, layout
        self.discourse, self.amounts, self.ontology = discourse, amounts, arguments.ontology
        #: Attacks of a list that are counted already.
        self.counted: set[int] = set()

    def complete(self, match: Match, statement: Statement) -> None:
        """Fill the agent, the aim, the date and the place that a list or an earlier sentence has told."""
        last = self.discourse.last
        listed = self.layout.is_item(statement.trigger.start)
        if match.predicate.kind == "adjective" and last is not None and listed:
            _date_as(statement, last)
        if "continued" not in match.relation.traits:
            return
        self._aim(match, statement)
        same_event = listed or self._is_told_of_again(match)
        if same_event and statement.subject is None:
            doer = self._last_doer(statement)
            if doer is not None and not is_same(doer, statement.object):
                statement.subject, statement.why["subject"] = doer, LENT
        if last is None or statement.date_start is not None or not is_same(statement.subject, last.subject):
            return
        again = statement.relation == last.relation and self.discourse.is_near(statement.trigger.start, last)
        if same_event or again:
            _date_as(statement, last)
        if same_event and statement.place is None and not listed:
            statement.place, statement.why["place"] = last.place, LENT

    def _last_doer(self, statement: Statement) -> Argument | None:
        """Who did the last of such deeds, else who attacked in an earlier sentence."""
        last, aggressor = self.discourse.last, self.discourse.aggressor
        if last is not None and last.status == statement.status:
            return last.subject
        return aggressor.subject if aggressor is not None and aggressor.sentence != statement.sentence else None

    def _is_told_of_again(self, match: Match) -> bool:
        """Whether it is the event that was told of before: "the strike"."""
        p = self.parse
        nouns = [t for slot in _EVENT_SLOTS for t in match.predicate.slots.get(slot, ())]
        nouns += [match.trigger] if match.predicate.kind == "noun" else []
        events = (t for t in nouns if self.arguments.is_means(t))
        return any(p.lower[c] in self.arguments.grammar.definite for t in events for c in p.children[t])

    # --- whom the strikes of a list aim at ---

    def _aim(self, match: Match, statement: Statement) -> None:
        """ "Strikes in Iraq", and in a list "two units", are aimed at whom the strikes of the text are."""
        campaign, aim = self.discourse.campaign, statement.object
        if campaign is None or campaign.object is None or aim is None or statement.relation != campaign.relation:
            return
        if self.layout.is_item(statement.trigger.start) and self._is_somebodys(match):
            statement.object, statement.why["object"] = campaign.object, LENT
            return
        where = [self.arguments.argument(t) for t in match.predicate.slots.get("in", ())]
        again = match.predicate.kind == "noun" and campaign.trigger.lemma == match.predicate.lemma
        if again and aim in where:
            statement.object, statement.why["object"] = campaign.object, LENT
            statement.paths.pop("object", None)

    def _is_somebodys(self, match: Match) -> bool:
        """Whether what is struck are somebody's units or positions, and the clause does not say whose."""
        return bool(match.objects) and all(
            self.parse.lemma[t] in self.ontology.metonyms
            and not self.arguments.is_named(t)
            and self.arguments.owner(t) is None
            for t in match.objects
        )

    def listed_attacks(self, match: Match, told: Statement) -> Iterator[Statement]:
        """In a list of strikes, "two strikes destroyed a bridge" are two more of them on whom the list is about."""
        subjects = (t for t in match.predicate.slots.get("subj", ()) if t not in self.counted)
        events, campaign = [t for t in subjects if self.arguments.is_means(t)], self.discourse.campaign
        self.counted.update(events)
        if campaign is None or told.relation == campaign.relation or not self.layout.is_item(told.trigger.start):
            return
        for event in events:
            quantity = self.amounts.at(event)
            if quantity is None or "attack" not in self.ontology.classes.get(self.parse.lemma[event], ()):
                continue
            token = self.parse.doc[event]
            yield msgspec.structs.replace(
                told,
                relation=campaign.relation,
                trigger=Trigger(token.idx, token.idx + len(token), token.lemma_, campaign.trigger.frame),
                subject=campaign.subject,
                object=campaign.object,
                quantity=quantity,
                paths={},
                why=dict.fromkeys(("subject", "object", "date"), LENT),
            )


def _date_as(statement: Statement, last: Statement) -> None:
    statement.date_start, statement.date_end = last.date_start, last.date_end
    statement.date_precision = last.date_precision
    statement.why["date"] = LENT
