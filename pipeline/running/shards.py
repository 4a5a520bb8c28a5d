"""One shard, stage by stage: the same function for a process of this machine, of another one, or of a notebook.

A stage's result is its shard's file, whose name is a hash of the documents and of all that their results depend on.
So a file that is there is right, and is never computed again; the records of a changed shard are taken one by one from
the old files.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from pipeline.documents import Document, Failure, RawDocument, decode, encode, from_doc, to_doc
from pipeline.output.files import write_lines
from pipeline.running.fingerprints import chain
from pipeline.running.jobs import Done, Job, Refused, Setup, Tally, errors_file, read_at, read_failures, watch_file
from pipeline.running.plan import lines_by_id
from pipeline.running.stages import CLEAN, ENCODERS, stage

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc


#: Cleaned documents of about this many bytes are parsed together: a few thousand words, whose numbers still fit into a
#: processor's cache.
_BATCH_BYTES = 20_000

_FIRST_TEXT = "On Monday, the army attacked the town."


class Bench:
    """What a process needs to work on shards; the model is loaded when first needed, once."""

    def __init__(self, setup: Setup) -> None:
        self.setup = setup
        self.folder = Path(setup.folder)
        self._nlp: Language | None = None
        self._ready = False
        self.load_seconds = 0.0

    @property
    def nlp(self) -> Language:
        """The pipeline."""
        if self._nlp is None:
            from pipeline.running.model import load_model

            self._nlp = load_model(self.setup.model, self.setup.max_characters, self.setup.precision)
        return self._nlp

    def prepare(self, name: str) -> None:
        """Import and load what a stage needs, and count the seconds apart from those of the work.

        Raises:
            ModelError: the model cannot be loaded; that ends the run, for it is no document's fault.
        """
        started = time.perf_counter()
        if name == CLEAN:
            import pipeline.cleaning  # noqa: F401 - only for the time it takes
        elif not self._ready:
            self._ready = True
            nlp = self.nlp
            with suppress(Exception):  # some tables are read with the first text; a fault shows again in a document
                nlp(_FIRST_TEXT)
        self.load_seconds += time.perf_counter() - started

    def run(self, job: Job) -> Done:
        """Do what is missing of a shard; while it is under way, its watch file is there."""
        note = watch_file(self.folder, job.number)
        note.touch()
        before = self.load_seconds
        done = _ShardRun(self, job).run()
        done.load_seconds = self.load_seconds - before
        note.unlink(missing_ok=True)
        return done


class _ShardRun:
    """The state of one shard between its stages: lines and live objects by document id."""

    def __init__(self, bench: Bench, job: Job) -> None:
        self.bench, self.job, self.setup = bench, job, bench.setup
        self.names = list(job.files)
        self.prints = {item.id: chain(item.start, self.setup.stages, self.names) for item in job.items}
        self.alive = [item.id for item in job.items]
        self.lines: dict[str, bytes] | None = None
        self.live: dict[str, Document | Doc] = {}
        self.failures: list[Failure] = []
        self.places: dict[str, tuple[str | None, int | None]] = {}

    def run(self) -> Done:
        done = Done(self.job.number, {})
        for name in self.names:
            file = self.bench.folder / self.job.files[name]
            if file.is_file() and name not in self.job.redo:
                failed = {failure.doc for failure in read_failures(file)}
                self.alive = [doc_id for doc_id in self.alive if doc_id not in failed]
                self.lines, self.live = None, {}
                self.ready = file
                done.stages[name] = Tally(len(self.alive))
                done.failed += len(failed)
            else:
                done.stages[name] = self._stage(name, file)
                done.failed += len(self.failures)
        return done

    def _stage(self, name: str, file: Path) -> Tally:
        """Compute a stage and put its file in place, its failures first."""
        before_lines = self._previous(name)
        self.failures, lines, words = [], self._reused(name), 0
        known = {failure.doc for failure in self.failures}
        todo = [doc_id for doc_id in self.alive if doc_id not in lines and doc_id not in known]
        if todo:
            self.bench.prepare(name)
        started = time.perf_counter()
        live: dict[str, Document | Doc] = {}
        for doc_id, result in self._compute(name, todo, before_lines):
            record = _record(name, result)
            record.stages = {**record.stages, name: self.prints[doc_id][name]}
            lines[doc_id], live[doc_id] = encode(record), result
            words += len(record.tokens) or len(record.text.split())
        self.alive = [doc_id for doc_id in self.alive if doc_id in lines]
        self.lines, self.live = lines, live
        errors_file(file).unlink(missing_ok=True)
        if self.failures:
            write_lines(errors_file(file), map(msgspec.json.encode, self.failures))
        write_lines(file, (lines[doc_id] for doc_id in self.alive))
        return Tally(len(self.alive), len(live), words, time.perf_counter() - started)

    def _previous(self, name: str) -> dict[str, bytes]:
        """The lines that a stage starts from."""
        if self.lines is None:
            self.lines = lines_by_id(self.ready) if name != self.names[0] else {}
        return self.lines

    def _reused(self, name: str) -> dict[str, bytes]:
        """The lines of this stage that an older shard holds; its failures hold as well."""
        if name in self.job.redo:
            return {}
        wanted, lines = set(self.alive), dict[str, bytes]()
        for old in self.job.reuse.get(name, ()):
            file = self.bench.folder / old
            lines |= {doc_id: line for doc_id, line in lines_by_id(file).items() if doc_id in wanted}
            self.failures += [failure for failure in read_failures(file) if failure.doc in wanted]
        return lines

    def _compute(self, name: str, ids: list[str], lines: dict[str, bytes]) -> Iterator[tuple[str, Document | Doc]]:
        """Results of a stage for documents; those that fail go to ``failures``."""
        if name == CLEAN:
            yield from self._clean(ids)
            return
        sources = self._sources(name, lines)
        most = 1 if self.job.watched else self.setup.batch
        weighed = name == "sentences"  # the stage of the large networks
        sizes = [len(sources.get(doc_id, b"")) if weighed else 0 for doc_id in ids]
        for group in _grouped(ids, sizes, most):
            yield from self._batch(name, group, sources)

    def _sources(self, name: str, lines: dict[str, bytes]) -> dict[str, bytes]:
        """The previous stage's lines, from the run's input where this stage is the first."""
        if name != self.names[0]:
            return lines
        return {item.id: read_at(Path(item.file), item) for item in self.job.items}

    def _clean(self, ids: Iterable[str]) -> Iterator[tuple[str, Document]]:
        from pipeline.cleaning import clean

        items = {item.id: item for item in self.job.items}
        for doc_id in ids:
            item = items[doc_id]
            raw = msgspec.json.decode(read_at(self.bench.folder / item.file, item), type=RawDocument)
            self.places[doc_id] = (raw.path, raw.line)
            try:
                self._guard(doc_id)
                record = clean(raw, self.setup.published)
                self._check_size(record)
            except Exception as error:  # whatever a text does to the cleaner, the others go on
                self._fail(doc_id, CLEAN, error)
            else:
                yield doc_id, record

    def _check_size(self, record: Document) -> None:
        if len(record.text) > self.setup.max_characters:
            raise Refused(
                "too_large",
                f"the text has {len(record.text):,} characters, the limit is {self.setup.max_characters:,} "
                "(max_characters in pipeline.toml): split the document or raise the limit",
            )

    def _batch(self, name: str, ids: list[str], sources: dict[str, bytes]) -> Iterator[tuple[str, Doc]]:
        """A batch through the pipeline; where it fails, its documents one by one, each from its line."""
        try:
            for doc_id in ids:
                self._guard(doc_id)
            fresh = [isinstance(self.live.get(doc_id), Document | None) for doc_id in ids]
            docs = [self._doc(name, doc_id, self.live.pop(doc_id, None), sources) for doc_id in ids]
            docs = list(self._pipe(name, docs, encode_again=any(fresh)))
        except Exception as error:
            if len(ids) == 1:
                self._fail(ids[0], name, error)
                return
            for doc_id in ids:
                self.live.pop(doc_id, None)
                yield from self._batch(name, [doc_id], sources)
            return
        yield from zip(ids, docs, strict=True)

    def _doc(self, name: str, doc_id: str, live: Document | Doc | None, sources: dict[str, bytes]) -> Doc:
        """The Doc that a stage starts from: of this process, or made of its line."""
        if live is not None and not isinstance(live, Document):
            return live
        record = live or decode(sources[doc_id])
        if name == "sentences":
            doc = self.bench.nlp.make_doc(record.text)
            doc._.record = record
            return doc
        return to_doc(record, self.bench.nlp.vocab)

    def _pipe(self, name: str, docs: list[Doc], *, encode_again: bool) -> Iterator[Doc]:
        """The stage's components over Docs; for Docs that come from lines, what they listen to runs again."""
        nlp = self.bench.nlp
        wanted = [pipe for pipe in nlp.component_names if pipe in stage(name).components]
        if encode_again:
            for encoder in ENCODERS:
                if encoder not in wanted and _is_heard(nlp, encoder, wanted):
                    wanted.append(encoder)
        with nlp.select_pipes(enable=wanted):
            yield from nlp.pipe(docs, batch_size=self.setup.batch)

    def _guard(self, doc_id: str) -> None:
        if doc_id in self.job.fatal:
            raise Refused("crash", self.job.fatal[doc_id])
        if self.job.watched:
            watch_file(self.bench.folder, self.job.number).write_text(doc_id, encoding="utf-8")

    def _fail(self, doc_id: str, name: str, error: BaseException) -> None:
        path, line = self.places.get(doc_id) or self._place(doc_id)
        code, message = _told(error)
        self.failures.append(Failure(doc_id, path, line, name, code, message))

    def _place(self, doc_id: str) -> tuple[str | None, int | None]:
        """Path and line of a document that came as a line of a stage."""
        meta = decode((self.lines or {}).get(doc_id) or self._sources(self.names[0], {})[doc_id]).meta
        return meta.get("raw_path"), meta.get("raw_line")


def _grouped(ids: Sequence[str], sizes: Sequence[int], most: int) -> Iterator[list[str]]:
    """The documents in batches of at most ``most``, or fewer as soon as they have enough bytes together."""
    group: list[str] = []
    total = 0
    for doc_id, size in zip(ids, sizes, strict=True):
        group.append(doc_id)
        total += size
        if len(group) == most or total >= _BATCH_BYTES:
            yield group
            group, total = [], 0
    if group:
        yield group


def _told(error: BaseException) -> tuple[str, str]:
    """The code and the message of an error; what nobody foresaw is a crash, and its kind helps to find it."""
    message = " ".join(str(error).split())
    code = getattr(error, "code", None)
    if isinstance(code, str):
        return code, message
    return "crash", f"{type(error).__name__}: {message}" if message else type(error).__name__


def _is_heard(nlp: Language, encoder: str, pipes: Iterable[str]) -> bool:
    """Whether any of the pipes listens to an encoder."""
    if encoder not in nlp.component_names:
        return False
    return not set(pipes).isdisjoint(getattr(nlp.get_pipe(encoder), "listening_components", ()))


def _record(name: str, result: Document | Doc) -> Document:
    """The record of a result; only the stage that tokenizes has to write the tokens into it."""
    if isinstance(result, Document):
        return result
    record: Document = from_doc(result) if name == "sentences" else result._.record
    return record
