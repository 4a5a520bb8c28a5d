"""One shard, stage by stage: the same function for a process of this machine, of another one, or of a notebook.

A stage's result is its shard's file, whose name is a hash of the documents and of all that their results depend on.
So a file that is there is right, and is never computed again; the records of a changed shard are taken one by one from
the old files.
"""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from pipeline.collector import collect_seldom
from pipeline.documents import Document, Failure, RawDocument, decode, encode, from_doc, to_doc
from pipeline.running.fingerprints import chain
from pipeline.running.jobs import Done, Job, Note, Refused, Setup, Tally, errors_name, read_at, read_failures
from pipeline.running.plan import Item
from pipeline.running.sources import SPOOL, raw_fingerprint
from pipeline.running.stagefiles import records_of
from pipeline.running.stages import CLEAN, ENCODERS, stage
from pipeline.running.store import Store, lines_of, open_store

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc


#: Cleaned documents of about this many bytes are parsed together: a few thousand words, whose numbers still fit into a
#: processor's cache.
_BATCH_BYTES = 20_000

#: Stages in which no network of a pack takes part.
_RULES = ("actors", "relations")

_PACKAGE = Path(__file__).resolve().parents[1]

#: It has a name that no file lists: spellings are looked up in a table that is made for the first such name.
_FIRST_TEXT = "On Monday, the army attacked the town, Vasko Merin said."


def _unheard(docs: list[str], name: str, size: int) -> None:
    """For work that nobody watches."""


class Bench:
    """What a process needs to work on shards; the model is loaded when first needed, once.

    Args:
        setup: what all shards share.
        note: told before documents are worked on.
        own: whether the process has nothing else to do, so that its memory may be arranged for the work.
    """

    def __init__(self, setup: Setup, note: Note = _unheard, *, own: bool = False) -> None:
        self.setup = setup
        self.own = own
        self.note = note
        self.store: Store = open_store(setup.store)
        self.folder = Path(setup.folder)
        self._nlp: Language | None = None
        self._has_networks = False
        self.load_seconds = 0.0

    @property
    def nlp(self) -> Language:
        """The pipeline that was prepared."""
        assert self._nlp is not None, "no stage was prepared"
        return self._nlp

    def prepare(self, name: str) -> None:
        """Import and load what a stage needs, and count the seconds apart from those of the work.

        Stages that are rules alone are given a pipeline without networks, until another stage needs these.

        Raises:
            ModelError: the model cannot be loaded; that ends the run, for it is no document's fault.
        """
        started = time.perf_counter()
        if name == CLEAN:
            import pipeline.cleaning  # noqa: F401 - only for the time it takes
        elif self._nlp is None or not (self._has_networks or name in _RULES):
            from pipeline.running.model import load_model

            self._has_networks = name not in _RULES
            only = None if self._has_networks else [pipe for rules in _RULES for pipe in stage(rules).components]
            self._nlp = load_model(self.setup.model, self.setup.max_characters, self.setup.precision, only)
            with suppress(Exception):  # some tables are read with the first text; a fault shows again in a document
                self._nlp(_FIRST_TEXT)
            if self.own:
                collect_seldom()
        self.load_seconds += time.perf_counter() - started

    def run(self, job: Job) -> Done:
        """Do what is missing of a shard.

        Raises:
            ModelError: the model cannot be loaded.
            OSError: a file cannot be written.
        """
        before = self.load_seconds
        self.store.expect(job.there)
        with _Writer(self.store) as writer:
            done = _ShardRun(self, job, writer).run()
        done.load_seconds = self.load_seconds - before
        return done


class _Writer:
    """Writes the files of a shard behind the back of the work: waiting for the disk costs no computing."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._thread = ThreadPoolExecutor(1)
        self._left: list[Future[None]] = []
        self.files: list[str] = []

    def write(self, name: str, lines: list[bytes]) -> None:
        """Write lines, after all that was asked for before."""
        self.files.append(name)
        self._do(lambda: self._store.write(name, lines))

    def remove(self, name: str) -> None:
        """Remove a file, in the same order."""
        self._do(lambda: self._store.remove(name))

    def _do(self, action: Callable[[], None]) -> None:
        self._left.append(self._thread.submit(action))

    def __enter__(self) -> _Writer:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Wait until everything is in place; what went wrong is raised, unless the work itself went wrong."""
        self._thread.shutdown(cancel_futures=kind is not None)
        for future in self._left if kind is None else ():
            future.result()


class _ShardRun:
    """The state of one shard between its stages: lines and live objects by document id."""

    def __init__(self, bench: Bench, job: Job, writer: _Writer) -> None:
        self.bench, self.job, self.setup, self.writer = bench, job, bench.setup, writer
        self.store = bench.store
        self.names = list(job.files)
        self.items = {item.id: item for item in job.items}
        self.prints = {item.id: chain(item.start, self.setup.stages, self.names) for item in job.items}
        self.alive = [item.id for item in job.items]
        self.lines: dict[str, bytes] | None = None
        self.live: dict[str, Document | Doc] = {}
        self.failures: list[Failure] = []
        self.places: dict[str, tuple[str | None, int | None]] = {}

    def run(self) -> Done:
        done = Done(self.job.number, {})
        for name in self.names:
            file = self.job.files[name]
            if self._is_done(name, file):
                failed = {failure.doc for failure in read_failures(self.store, file)}
                self.alive = [doc_id for doc_id in self.alive if doc_id not in failed]
                self.lines, self.live = None, {}
                self.ready = file
                done.stages[name] = Tally(len(self.alive))
                done.failed += len(failed)
            else:
                done.stages[name] = self._stage(name, file)
                done.failed += len(self.failures)
        done.files = self.writer.files
        return done

    def _is_done(self, name: str, file: str) -> bool:
        return not self.job.again and name not in self.job.redo and self.store.has(file)

    def _stage(self, name: str, file: str) -> Tally:
        """Compute a stage and put its file in place, its failures first."""
        before_lines = self._previous(name)
        self.failures, lines, words = [], self._reused(name, file), 0
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
        self._write(file)
        return Tally(len(self.alive), len(live), words, time.perf_counter() - started)

    def _write(self, file: str) -> None:
        assert self.lines is not None
        self.bench.note([], "", 0)
        errors = errors_name(file)
        if self.failures:
            self.writer.write(errors, [msgspec.json.encode(failure) for failure in self.failures])
        elif self.store.has(errors):
            self.writer.remove(errors)
        self.writer.write(file, [self.lines[doc_id] for doc_id in self.alive])

    def _previous(self, name: str) -> dict[str, bytes]:
        """The lines that a stage starts from."""
        if self.lines is None:
            self.lines = {}
            if name != self.names[0]:
                self.lines = {doc_id: line for doc_id, _, line in records_of(lines_of(self.store, self.ready))}
        return self.lines

    def _reused(self, name: str, file: str) -> dict[str, bytes]:
        """The lines of this stage that an older shard holds; its failures hold as well, unless they are tried again."""
        if name in self.job.redo:
            return {}
        olds = [file] if self.job.again and self.store.has(file) else self.job.reuse.get(name, [])
        wanted = {doc_id: self.prints[doc_id][name] for doc_id in self.alive if doc_id not in self.job.fresh}
        lines: dict[str, bytes] = {}
        for old in olds:
            for doc_id, stages, line in records_of(lines_of(self.store, old)):
                if doc_id in wanted and stages.get(name) == wanted[doc_id]:
                    lines[doc_id] = line
            if not self.job.again:
                self.failures += [failure for failure in read_failures(self.store, old) if failure.doc in wanted]
        return lines

    def _compute(self, name: str, ids: list[str], lines: dict[str, bytes]) -> Iterator[tuple[str, Document | Doc]]:
        """Results of a stage for documents; those that fail go to ``failures``."""
        if name == CLEAN:
            yield from self._clean(ids)
            return
        sources = self._sources(name, lines)
        sizes = {doc_id: len(sources.get(doc_id, b"")) for doc_id in ids}
        if name == "sentences":  # the stage of the large networks: texts of one length need the least padding
            groups = _grouped(sorted(ids, key=lambda doc_id: sizes[doc_id]), sizes, self.setup.batch, _BATCH_BYTES)
        else:
            groups = _grouped(ids, sizes, self.setup.batch)
        for group in groups:
            for part in [[doc_id] for doc_id in group] if self.job.alone else [group]:
                yield from self._batch(name, part, sources)

    def _sources(self, name: str, lines: dict[str, bytes]) -> dict[str, bytes]:
        """The previous stage's lines, from the run's input where this stage is the first."""
        if name != self.names[0]:
            return lines
        return {item.id: self._input(item) for item in self.job.items}

    def _input(self, item: Item) -> bytes:
        """The line that a document starts from."""
        given = self.job.inputs.get(item.id)
        return read_input(self.bench.folder, item) if given is None else given

    def _clean(self, ids: Iterable[str]) -> Iterator[tuple[str, Document]]:
        from pipeline.cleaning import clean

        for doc_id in ids:
            item = self.items[doc_id]
            self.places[doc_id] = (item.file if item.file != SPOOL else None, item.line)
            try:
                self._guard([doc_id], CLEAN, item.length)
                raw = msgspec.json.decode(self._raw(item), type=RawDocument)
                self.places[doc_id] = (raw.path, raw.line)
                self.bench.note([doc_id], CLEAN, len(raw.text))
                record = clean(raw, self.setup.published)
                self._check_size(record)
            except Exception as error:  # whatever a text does to the cleaner, the others go on
                self._fail(doc_id, CLEAN, error)
            else:
                yield doc_id, record

    def _raw(self, item: Item) -> bytes:
        given = self.job.inputs.get(item.id)
        return read_raw(self.bench.folder, item) if given is None else given

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
            self._guard(ids, name, sum(len(sources.get(doc_id, b"")) for doc_id in ids))
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

    def _guard(self, ids: list[str], name: str, size: int) -> None:
        """Refuse documents that ended a process in this stage; say of the others that work on them begins."""
        for doc_id in ids:
            fatal = self.job.fatal.get(doc_id)
            if fatal is not None and fatal.stage == name:
                raise Refused(fatal.code, fatal.message)
        self.bench.note(ids, name, size)

    def _fail(self, doc_id: str, name: str, error: BaseException) -> None:
        path, line = self.places.get(doc_id) or self._place(doc_id)
        code, message = _told(error, quote=self.setup.quote)
        self.failures.append(Failure(doc_id, path, line, name, code, message))

    def _place(self, doc_id: str) -> tuple[str | None, int | None]:
        """Path and line of a document that came as a line of a stage."""
        meta = decode((self.lines or {}).get(doc_id) or self._input(self.items[doc_id])).meta
        return meta.get("raw_path"), meta.get("raw_line")


def read_input(folder: Path, item: Item) -> bytes:
    """The line of a stage's file that a document starts from."""
    return read_at(folder / item.file if item.file == SPOOL else Path(item.file), item)


def read_raw(folder: Path, item: Item) -> bytes:
    """A raw document as JSON, from the spool or from its file.

    Raises:
        Refused: the file is not what it was when the run began.
    """
    if item.file == SPOOL:
        raw = msgspec.json.decode(read_at(folder / item.file, item), type=RawDocument)
    else:
        from pipeline.reading import Range, read_again

        found = read_again(item.file, Range(item.offset, item.length), item.line)
        if isinstance(found, Failure) or raw_fingerprint(found) != item.start:
            raise Refused("changed", f"{item.file} was changed while the run was under way: run again")
        raw = found
    raw.id = item.id
    return msgspec.json.encode(raw)


def _grouped(ids: Sequence[str], sizes: dict[str, int], most: int, most_bytes: int = 0) -> Iterator[list[str]]:
    """The documents in batches of at most ``most``, or fewer as soon as they have enough bytes together."""
    group: list[str] = []
    total = 0
    for doc_id in ids:
        group.append(doc_id)
        total += sizes[doc_id]
        if len(group) == most or 0 < most_bytes <= total:
            yield group
            group, total = [], 0
    if group:
        yield group


def _told(error: BaseException, *, quote: bool) -> tuple[str, str]:
    """The code and the message of an error. What nobody foresaw is a crash, and its kind and place help to find it; its
    words may be those of the document, so they are repeated only where that is wanted.
    """
    message = " ".join(str(error).split())
    code = getattr(error, "code", None)
    if isinstance(code, str):
        return code, message
    if isinstance(error, MemoryError):
        return "memory", "the document needs more memory than a worker may use (worker_megabytes in pipeline.toml)"
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if _PACKAGE in Path(frame.filename).parents]
    places = [f"{Path(frame.filename).name}, line {frame.lineno}" for frame in (*frames[-1:], *own[-1:])]
    where = f" in {', under '.join(dict.fromkeys(places))}" if places else ""
    said = f": {message}" if message and quote else " (quote_errors in pipeline.toml tells more)" if message else ""
    return "crash", f"{type(error).__name__}{where}{said}"


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
