"""What the statements of an article say of new names: what they take part in, whom they lead, when they speak."""

from __future__ import annotations

from pipeline.actors.knowledge import Knowledge
from pipeline.actors.model import GROUPS
from pipeline.documents import Argument
from pipeline.learning.suggest.articles import Article
from pipeline.learning.suggest.clusters import Cluster
from pipeline.learning.suggest.profiles import LEADS, Names, Profiles, Target

#: Relations that somebody tells about somebody; the rest are events and states of arms.
_TALK = frozenset(
    {"CONDEMN", "DEMAND", "MEET", "DECLARE", "THREATEN", "LEADS", "LOCATED_IN", "PART_OF", "HAS_STRENGTH"}
)


class StatementReader:
    """Reads the statements of an article."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge

    def read(self, article: Article, names: Names, profiles: Profiles) -> None:
        for statement in article.record.statements:
            subject, object_ = (
                self._whose(article, names, argument) for argument in (statement.subject, statement.object)
            )
            for target in (subject, object_):
                if isinstance(target, Cluster) and statement.relation not in _TALK:
                    profiles[id(target)].events += 1
            if statement.relation == "LEADS" and isinstance(subject, Cluster) and object_ is not None:
                if subject is not object_ and (isinstance(object_, Cluster) or self._is_body(object_, profiles)):
                    profiles[id(subject)].above.setdefault(
                        object_, article.record.text[statement.trigger.start : statement.trigger.end]
                    )
                profiles[id(subject)].leads += 1
                profile = profiles[id(subject)]
                profile.types["person"] += LEADS
            if statement.relation == "LEADS" and isinstance(object_, Cluster):
                profiles[id(object_)].leads += 1
            if statement.relation == "PART_OF" and isinstance(subject, Cluster) and object_ not in {None, subject}:
                assert object_ is not None
                if self._is_body(object_, profiles):
                    profiles[id(subject)].above.setdefault(object_, "part of")
            source = self._whose(article, names, statement.attributed_to)
            if isinstance(source, Cluster):
                profiles[id(source)].speaks += 1

    def _is_body(self, target: Target, profiles: Profiles) -> bool:
        """Whether somebody can be part of a target."""
        if isinstance(target, str):
            return target in self._knowledge.actors and self._knowledge.actors[target].type != "person"
        return profiles[id(target)].type in GROUPS or profiles[id(target)].type is None

    @staticmethod
    def _whose(article: Article, names: Names, argument: Argument | None) -> Target | None:
        """Whose name an argument of a statement is, or the name that its entity has elsewhere in the article."""
        if argument is None:
            return None
        view = article.view
        votes: dict[int, tuple[Target, int]] = {}
        for i, (start, end) in enumerate(zip(view.start, view.end, strict=True)):
            if argument.start <= start and end <= argument.end and i in names:
                return names[i][0]
        entity = next((e for e in article.record.entities if e.id == argument.entity), None)
        for index in entity.mentions if entity is not None else ():
            span = article.record.spans[index]
            told = names.get(span.token_start) if span.kind == "name" else None
            if told is not None:
                target, count = votes.get(id(told[0]), (told[0], 0))
                votes[id(told[0])] = (target, count + 1)
        return max(votes.values(), key=lambda pair: pair[1])[0] if votes else None
