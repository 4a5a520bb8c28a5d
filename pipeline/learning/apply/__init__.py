"""Accepted suggestions, tried out on a copy of the rules and then put in force: see `prepare` and `Prepared.commit`."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from pipeline.actors.knowledge import load_knowledge
from pipeline.actors.lint import lint
from pipeline.actors.schema import Actor, Place, fold
from pipeline.facts import Fact
from pipeline.learning.apply import journal
from pipeline.learning.apply.effect import Effect, compare, score_pairs
from pipeline.learning.apply.write import Writer
from pipeline.learning.suggestions import Suggestion
from pipeline.relations.lint import FILE as ONTOLOGY
from pipeline.relations.lint import lint_ontology
from pipeline.resources import Problem

__all__ = ["ApplyError", "Prepared", "Tools", "prepare"]

_WORD = re.compile(r"\w+")

#: From a text to the ids of the entries found in it, and to the relations told in it.
Reader = tuple[Callable[[str], set[str]], Callable[[str], list[tuple[str, ...]]]]


class ApplyError(ValueError):
    """Suggestions cannot be applied; the message says why and what to do."""


@dataclass(slots=True)
class Tools:
    """What reads texts with the rules of a folder: for examples, the facts of a corpus, named scores (0 to 1)."""

    reader: Callable[[Path], Reader]
    facts: Callable[[Path], list[Fact]] | None = None
    scores: Callable[[Path], dict[str, float]] | None = None


@dataclass(slots=True)
class Prepared:
    """An apply that has been tried: ``problems`` are new findings of the linter, ``notes`` what was left out."""

    configs: Path
    writer: Writer
    day: str
    chosen: list[Suggestion]
    stamps: dict[str, str]
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    effect: Effect | None = None

    def objections(self, bound: float) -> list[str]:
        """Why it should not be put in force."""
        return [*self.problems, *(self.effect.regressions(bound) if self.effect is not None else [])]

    def commit(self) -> journal.Applied:
        """Put the changes in force and note how to undo them.

        Raises:
            ApplyError: the files have been changed meanwhile.
        """
        edits = self.writer.edits
        if any(_stamp(self.configs / name) != self.stamps.get(name) for name in {edit.file for edit in edits}):
            raise ApplyError(f"files in {self.configs} were changed meanwhile; try again")
        number = max((one.number for one in journal.read_journal(self.configs)), default=0) + 1
        names = {one.id: one.name for one in self.chosen}
        applied = journal.Applied(number, self.day, names, edits)
        journal.commit(self.configs, applied, self.writer.files)
        return applied


def prepare(configs: Path, suggestions: Sequence[Suggestion], day: str, tools: Tools, work: Path) -> Prepared:
    """Try accepted suggestions on a copy of the rules.

    Args:
        configs: the folder of the rules, left as it is.
        suggestions: those that are accepted or merged count.
        day: today (ISO), noted as the origin.
        tools: what reads with rules.
        work: an empty folder for the copy.

    Raises:
        ApplyError, EditError, ValueError: nothing is accepted, or something does not fit the files.
    """
    chosen = [one for one in suggestions if one.decision in {"accept", "merge"}]
    if not chosen:
        raise ApplyError("nothing is accepted: set 'decision' to 'accept' or 'merge' (sitrep learn review)")
    writer = Writer(configs, day)
    stamps = {name: _stamp(configs / name) for name in writer.files}
    writer.apply(chosen)
    staged = work / "configs"
    shutil.copytree(configs, staged)
    _stage(writer, staged)
    prepared = Prepared(configs, writer, day, chosen, stamps, notes=list(writer.dropped))
    prepared.problems = _new_problems(configs, staged, {edit.file for edit in writer.edits})
    if prepared.problems:
        return prepared  # nothing can be read with rules that are not right
    match, read = tools.reader(staged)
    _keep_examples(prepared, match, read)
    _stage(writer, staged)
    prepared.problems += _broken_examples(staged, writer, match)
    effect = Effect()
    if tools.facts is not None:
        effect = compare(tools.facts(configs), tools.facts(staged))
    if tools.scores is not None:
        effect.scores = score_pairs(tools.scores(configs), tools.scores(staged))
    prepared.effect = effect if tools.facts is not None or tools.scores is not None else None
    return prepared


def _stamp(file: Path) -> str:
    return sha256(file.read_bytes()).hexdigest() if file.is_file() else ""


def _stage(writer: Writer, staged: Path) -> None:
    for name, text in writer.files.items():
        (staged / name).write_bytes(text.encode("utf-8"))


def _new_problems(configs: Path, staged: Path, files: set[str]) -> list[str]:
    """What the linter finds in the changed rules and not in those before."""
    after = _lint(staged, files)
    return sorted(after - _lint(configs, files)) if after else []


def _lint(configs: Path, files: set[str]) -> set[str]:
    """Findings without their lines, which move when entries come before them; of the ontology if that is changed."""
    found = [*lint(configs), *(lint_ontology(configs) if ONTOLOGY in files else [])]
    return {str(Problem(problem.file, 0, problem.message)) for problem in found}


def _keep_examples(
    prepared: Prepared, match: Callable[[str], set[str]], read: Callable[[str], list[tuple[str, ...]]]
) -> None:
    """Keep the sentences in which a new entry is found by itself; give each new trigger one that it tells."""
    for entry_id, sentences in prepared.writer.touched.items():
        for sentence in sentences:
            if entry_id not in match(sentence):
                prepared.writer.drop_example(entry_id, sentence)
    for one in prepared.writer.triggers:
        relation = one.relation or ""
        told = (proof.text for proof in one.proofs if any(relation in found for found in read(proof.text)))
        example = next(told, None)
        if example is None:
            prepared.notes.append(
                f"{one.name}: none of its sentences tells {relation} by itself, so none is an example"
            )
        else:
            prepared.writer.add_trigger_example(relation, example)


def _broken_examples(staged: Path, writer: Writer, match: Callable[[str], set[str]]) -> Iterator[str]:
    """Examples of other entries that have a new name in them and hold no longer."""
    knowledge = load_knowledge(staged)
    names = [f" {fold(name)} " for name in _new_names(writer)]
    entries: list[Actor | Place] = [*knowledge.actors.values(), *knowledge.places.values()]
    for entry in entries:
        if entry.id in writer.touched:
            continue
        for sentence, wanted in _sentences(entry.examples, entry.not_examples):
            words = f" {' '.join(_WORD.findall(fold(sentence)))} "
            if any(name in words for name in names) and (entry.id in match(sentence)) is not wanted:
                verb = "is not found any longer" if wanted else "is now found"
                yield f"{entry.id} {verb} in {sentence!r}; narrow the new name"


def _new_names(writer: Writer) -> Iterable[str]:
    return [name for one in writer.touched for name in writer.names_of(one)]


def _sentences(examples: Sequence[str], others: Sequence[str]) -> Iterator[tuple[str, bool]]:
    yield from ((sentence, True) for sentence in examples)
    yield from ((sentence, False) for sentence in others)
