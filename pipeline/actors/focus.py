"""Who is being talked about: the entities seen so far, the latest and most talked of first."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pipeline.actors.model import Draft

_DEPTH = 40
_COUNT_WEIGHT = 0.4
_COUNT_LIMIT = 5


class Focus:
    """Entities in the order of their last mention. Only the last forty are looked at, so that cost does not grow with
    the text.
    """

    def __init__(self) -> None:
        self._recent: dict[int, Draft] = {}

    def touch(self, draft: Draft, position: int, sentence: int, subject: bool, aside: bool = False) -> None:
        """The draft is spoken of at a token; ``aside`` only in the description of something else ("Islamic State
        positions").
        """
        self._recent.pop(id(draft), None)
        self._recent[id(draft)] = draft
        draft.subject = subject or (draft.subject and draft.last_sent == sentence)
        draft.aside = aside and (draft.aside or draft.last_sent != sentence)
        draft.last, draft.last_sent = position, sentence
        draft.seen += 1

    def recent(self) -> Iterator[Draft]:
        """The drafts spoken of, last first."""
        for _, draft in zip(range(_DEPTH), reversed(self._recent.values()), strict=False):
            yield draft

    def best(
        self,
        sentence: int,
        fits: Callable[[Draft], bool],
        window: int | None = None,
        bonus: Callable[[Draft], float] = lambda draft: 0.0,
        clear: float = 0.0,
    ) -> Draft | None:
        """The most salient fitting draft of the last ``window`` sentences (all, where None), ``bonus`` added to its
        salience; None where the next one comes nearer to it than ``clear``.
        """
        found = [d for d in self.recent() if (window is None or sentence - d.last_sent <= window) and fits(d)]
        ranked = sorted(((self.salience(d, sentence) + bonus(d), d.last, d) for d in found), key=_rank, reverse=True)
        if len(ranked) > 1 and ranked[0][0] - ranked[1][0] < clear:
            return None
        return ranked[0][2] if ranked else None

    @staticmethod
    def salience(draft: Draft, sentence: int) -> float:
        """Near, a subject, no mere description, and often spoken of."""
        count = _COUNT_WEIGHT * min(draft.seen, _COUNT_LIMIT)
        return 2.0 * draft.subject - 1.5 * draft.aside - 1.5 * (sentence - draft.last_sent) + count


def _rank(scored: tuple[float, int, Draft]) -> tuple[float, int]:
    return scored[:2]
