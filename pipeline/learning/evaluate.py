"""Facts against gold: triples, relaxed, and the details of what was found.

A fact counts once for each document that it has evidence in. Inside a document, facts of one relation are paired one
to one with gold facts, as many triples as can be, then as many relaxed pairs, the best details first. An argument
agrees where the two sides share a name, or are both empty; a triple needs both, a relaxed pair one that is named.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from pipeline.learning.reliability import calibration_error
from pipeline.resources import BROKEN_JSON, read_text

Names = frozenset[str]
Row = TypeVar("Row")

NOBODY: Names = frozenset({""})
DETAILS = ("place", "date", "status", "attribution", "quantity")
_DROPPED = re.compile(r"['’‘`´ʿʾ.]")
_BREAKS = re.compile(r"[\W_]+")
_ENDING = re.compile(r"\.(?:txt|jsonl?|md)$")


class Told(msgspec.Struct, frozen=True):
    """One side of a comparison: names as sets, "" for an empty argument (in gold: also for one that may be empty)."""

    relation: str
    subject: Names
    object: Names
    place: Names
    source: Names
    dates: tuple[str | None, str | None]
    amount: tuple[float | None, float | None]
    statuses: frozenset[str]
    core: bool = True
    confidence: float = 0.0


class Score(msgspec.Struct):
    """Counts of gold and system facts and of the agreements of each level, for precision and for recall."""

    gold: int = 0
    system: int = 0
    found: dict[str, int] = {}
    recalled: dict[str, int] = {}

    def precision(self, level: str) -> float:
        """Of the system's facts, the part that agrees."""
        return self.found.get(level, 0) / self.system if self.system else 0.0

    def recall(self, level: str) -> float:
        """Of the gold facts, the part that was found."""
        return self.recalled.get(level, 0) / self.gold if self.gold else 0.0

    def f(self, level: str) -> float:
        """The harmonic mean of both."""
        both = self.precision(level) + self.recall(level)
        return 2 * self.precision(level) * self.recall(level) / both if both else 0.0

    def count(self, level: str, core: bool) -> None:
        """Count an agreement."""
        self.found[level] = self.found.get(level, 0) + 1
        self.recalled[level] = self.recalled.get(level, 0) + core


class Evaluation(msgspec.Struct):
    """The scores: in all, by relation, by document; ``details`` maps a detail to (right, of).

    ``sure`` has each fact of the system: its confidence, and whether it is a triple of the gold.
    """

    total: Score
    relations: dict[str, Score]
    documents: dict[str, Score]
    details: dict[str, tuple[int, int]]
    sure: list[tuple[float, bool]] = []

    def calibration_error(self) -> float:
        """How far confidence and precision lie apart; see :func:`pipeline.learning.reliability.calibration_error`."""
        return calibration_error(self.sure)

    def precision_at(self, recall: float) -> float:
        """The precision of the surest facts that hold this part of all triples found; of equally sure ones the mean."""
        equals: dict[float, list[bool]] = defaultdict(list)
        for confidence, right in self.sure:
            equals[confidence].append(right)
        wanted = recall * sum(right for _, right in self.sure)
        count = found = 0.0
        for _, rights in sorted(equals.items(), reverse=True):
            if found + sum(rights) >= wanted:
                part = (wanted - found) / (sum(rights) or 1)
                return wanted / (count + part * len(rights)) if wanted else 0.0
            count, found = count + len(rights), found + sum(rights)
        return 0.0

    def mean_f(self, level: str) -> float:
        """The mean over documents that have gold facts."""
        scores = [score.f(level) for score in self.documents.values() if score.gold]
        return sum(scores) / len(scores) if scores else 0.0


def simple(name: object) -> str:
    """A name to compare: no case, accents, punctuation, leading article."""
    text = unicodedata.normalize("NFKD", str(name)).casefold()
    text = _DROPPED.sub("", "".join(char for char in text if not unicodedata.combining(char)))
    words = _BREAKS.sub(" ", text).split()
    while len(words) > 1 and words[0] in ("the", "a", "an"):
        words.pop(0)
    return " ".join(words)


def _names(*values: Any) -> Names:
    flat = [name for value in values for name in (value if isinstance(value, list) else [value])]
    return frozenset(simple(name) for name in flat if name is not None) or NOBODY


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


def gold_fact(row: Mapping[str, Any]) -> Told:
    """A line of a gold file: its names are lists of those that are right, an empty one among them allows none."""
    amount = row.get("quantity") or {}
    return Told(
        relation=row["relation"],
        subject=_names(row.get("subject")),
        object=_names(row.get("object")),
        place=_names(row.get("place")),
        source=_names(row.get("attributed_to")),
        dates=(row.get("date_start") or None, row.get("date_end") or None),
        amount=(_number(amount.get("low")), _number(amount.get("high"))),
        statuses=frozenset([row.get("status", "asserted"), *row.get("status_also", ())]),
        core=bool(row.get("core", True)),
    )


def system_fact(row: Mapping[str, Any]) -> Told:
    """A line of ``facts.jsonl``."""

    def names(role: str) -> Names:
        return _names(row.get(role), row.get(f"{role}_names")) - NOBODY or NOBODY

    return Told(
        relation=row["relation"],
        subject=names("subject"),
        object=names("object"),
        place=names("place"),
        source=names("attributed_to"),
        dates=(row.get("date_start") or None, row.get("date_end") or None),
        amount=(_number(row.get("quantity_low")), _number(row.get("quantity_high"))),
        statuses=frozenset([row.get("status", "asserted")]),
        confidence=float(row.get("confidence") or 0.0),
    )


def _argument(one: Names, other: Names) -> float:
    if one & other:
        return 1.0
    return 0.5 if ("" in one) != ("" in other) else 0.0


def arguments(gold: Told, told: Told, symmetric: Iterable[str]) -> tuple[float, bool]:
    """How far both arguments agree (0 to 2), and whether a named one does; the better way round where both read."""
    ways = [(told.subject, told.object)]
    if gold.relation in symmetric:
        ways.append((told.object, told.subject))
    return max(
        (
            _argument(gold.subject, first) + _argument(gold.object, second),
            bool((gold.subject & first) - NOBODY or (gold.object & second) - NOBODY),
        )
        for first, second in ways
    )


def _place_agrees(gold: Told, told: Told) -> bool:
    """A place that only repeats the object may be left out or put in."""
    if gold.place & told.place:
        return True
    if told.place == NOBODY:
        return bool((gold.place & gold.object) - NOBODY)
    return gold.place == NOBODY and bool(told.place & told.object)


def _amount_agrees(gold: Told, told: Told) -> bool:
    """Ends that one side leaves open are not compared."""
    empty = (None, None)
    if empty in (gold.amount, told.amount):
        return gold.amount == told.amount
    ends = [pair for pair in zip(gold.amount, told.amount, strict=True) if None not in pair]
    return bool(ends) and all(one == other for one, other in ends)


def details(gold: Told, told: Told) -> dict[str, bool]:
    """Which details agree."""
    return {
        "place": _place_agrees(gold, told),
        "date": gold.dates == told.dates,
        "status": not told.statuses.isdisjoint(gold.statuses),
        "attribution": bool(gold.source & told.source),
        "quantity": _amount_agrees(gold, told),
    }


def pair(gold: Sequence[Told], told: Sequence[Told], symmetric: Iterable[str]) -> Iterator[tuple[int, int, bool]]:
    """The pairs (gold, told, is a triple) of one document: triples first, relaxed pairs take what is left."""
    symmetric = frozenset(symmetric)
    options: list[tuple[float, int, bool, int, int]] = []
    for g, wanted in enumerate(gold):
        for t, found in enumerate(told):
            if wanted.relation == found.relation:
                agreement, named = arguments(wanted, found, symmetric)
                if agreement == 2 or named:
                    options.append((-agreement, -sum(details(wanted, found).values()), not wanted.core, g, t))
    options.sort()
    triples = _most([(g, t) for agreement, _, _, g, t in options if agreement == -2])
    yield from ((g, t, True) for g, t in triples.items())
    told_of = set(triples.values())
    rest = [(g, t) for agreement, _, _, g, t in options if agreement > -2 and g not in triples and t not in told_of]
    yield from ((g, t, False) for g, t in _most(rest).items())


def _most(edges: Sequence[tuple[int, int]]) -> dict[int, int]:
    """As many pairs as can be, gold -> told: the first edges where they fit, then augmenting paths for what is left."""
    near: dict[int, list[int]] = defaultdict(list)
    found: dict[int, int] = {}
    taken: dict[int, int] = {}
    for g, t in edges:
        near[g].append(t)
        if g not in found and t not in taken:
            found[g], taken[t] = t, g

    def place(g: int, seen: set[int]) -> bool:
        for t in near[g]:
            if t not in seen:
                seen.add(t)
                if t not in taken or place(taken[t], seen):
                    found[g], taken[t] = t, g
                    return True
        return False

    for g in near:
        if g not in found:
            place(g, set())
    return found


def evaluate(
    gold: Mapping[str, Sequence[Told]],
    system: Mapping[str, Sequence[Told]],
    symmetric: Iterable[str] = (),
    *,
    core: bool = False,
) -> Evaluation:
    """Score the system's facts of each gold document.

    Args:
        gold, system: facts by document.
        symmetric: the relations whose arguments may swap.
        core: count the recall of core facts only; any gold fact still makes a found one right.
    """
    relations: dict[str, Score] = defaultdict(Score)
    result = Evaluation(Score(), relations, {}, dict.fromkeys(DETAILS, (0, 0)))
    for name, wanted in gold.items():
        found = system.get(name, ())
        document = result.documents[name] = Score()
        for fact in wanted:
            for score in (result.total, relations[fact.relation], document):
                score.gold += fact.core or not core
        for fact in found:
            for score in (result.total, relations[fact.relation], document):
                score.system += 1
        pairs = list(pair(wanted, found, symmetric))
        triples = {t for _, t, triple in pairs if triple}
        result.sure.extend((fact.confidence, t in triples) for t, fact in enumerate(found))
        for g, t, triple in pairs:
            counts = wanted[g].core or not core
            for score in (result.total, relations[wanted[g].relation], document):
                for level in ("triple", "relaxed") if triple else ("relaxed",):
                    score.count(level, counts)
            if triple and counts:
                for detail, right in details(wanted[g], found[t]).items():
                    before, of = result.details[detail]
                    result.details[detail] = (before + right, of + 1)
    return result


def _rows(file: Path, read: Callable[[dict[str, Any]], Row]) -> Iterator[Row]:
    """The lines of a file, each read as a fact.

    Raises:
        ValueError: a line is none; the message names file and line.
    """
    for number, line in enumerate(read_text(file, "utf-8-sig").split("\n"), 1):
        if line.strip():
            try:
                yield read(msgspec.json.decode(line, type=dict[str, Any]))
            except BROKEN_JSON as error:
                raise ValueError(f"{file}, line {number}: {error}") from error
            except (KeyError, TypeError, AttributeError, ValueError) as error:
                raise ValueError(f"{file}, line {number}: no fact ({type(error).__name__}: {error})") from error


def read_gold(folder: Path) -> dict[str, list[Told]]:
    """The gold facts of a folder, by document: ``NAME.jsonl`` holds those of the document NAME.

    Raises:
        ValueError: there are none, or a line is no gold fact.
    """
    gold = {file.stem: list(_rows(file, gold_fact)) for file in sorted(folder.glob("*.jsonl"))}
    if not any(gold.values()):
        raise ValueError(f"no gold facts in {folder}")
    return gold


def read_split(file: Path, gold: Mapping[str, Sequence[Told]]) -> dict[str, dict[str, Sequence[Told]]]:
    """The gold facts by part: each line of the file names a part and a document; ``#`` begins a comment.

    Raises:
        ValueError: a line is something else, or the file and the gold do not have the same documents.
    """
    parts: dict[str, dict[str, Sequence[Told]]] = {}
    missing = set(gold)
    for number, line in enumerate(read_text(file, "utf-8-sig").split("\n"), 1):
        words = line.partition("#")[0].split()
        if words and (len(words) != 2 or words[1] not in missing):
            raise ValueError(f"{file}, line {number}: not a part and a document of the gold that has no part yet")
        if words:
            parts.setdefault(words[0], {})[words[1]] = gold[words[1]]
            missing.remove(words[1])
    if missing:
        raise ValueError(f"{file}: no part has {', '.join(sorted(missing))}")
    return parts


def _documents(row: Mapping[str, Any]) -> set[str]:
    """The documents of a fact's evidence, without folders and endings."""
    names = (re.split(r"[/\\]", str(proof.get("doc", "")))[-1] for proof in row.get("evidence") or ())
    return {_ENDING.sub("", name) for name in names}


def read_system(file: Path) -> dict[str, list[Told]]:
    """The facts of a ``facts.jsonl`` by the documents that prove them."""
    found: dict[str, list[Told]] = defaultdict(list)
    for documents, fact in _rows(file, lambda row: (_documents(row), system_fact(row))):
        for name in documents:
            found[name].append(fact)
    return found
