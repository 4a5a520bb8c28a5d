"""One door in a process of its own: libFuzzer, guided by which lines of Sitrep an input reaches.

``python -m tests.fuzz.one DOOR FOLDER FILES [libFuzzer's options]``. A finding is kept in FOLDER with what was raised,
once for each place in the code, and the search goes on; an input that hangs or eats the memory ends it. FILES is an
empty folder for what the door reads.
"""

from __future__ import annotations

import hashlib
import re
import sys
import time
import traceback
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["pipeline"]):
    from tests.fuzz.doors import doors
    from tests.fuzz.mutation import mutated
    from tests.fuzz.promises import require

#: Processor seconds that an input may take, and more of them for each of its bytes: far more than any needs that is
#: handled in linear time, far less than a quadratic one.
_SECONDS, _SECONDS_A_BYTE = 1.0, 0.0005
#: The parts of a message that differ from input to input.
_VARIES = re.compile(r"\d+|'[^']*'|\"[^\"]*\"")


class _Findings:
    """What was found, once for each place in the code."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder, self._name = folder, name
        self._seen: set[str] = set()

    def add(self, data: bytes, error: BaseException) -> None:
        """Keep an input and what it did."""
        frames = [f"{frame.filename}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)]
        place = next((frame for frame in reversed(frames) if "pipeline" in frame), frames[-1])
        said = _VARIES.sub("", str(error))[:60]
        mark = hashlib.sha256(f"{type(error).__name__} {place} {said}".encode(errors="replace")).hexdigest()[:8]
        if mark in self._seen:
            return
        self._seen.add(mark)
        self._folder.mkdir(parents=True, exist_ok=True)
        (self._folder / f"{self._name}-{mark}").write_bytes(data)
        told = "".join(traceback.format_exception(error))
        (self._folder / f"{self._name}-{mark}.txt").write_text(told, encoding="utf-8", errors="replace")
        print(f"FOUND {self._name}-{mark}: {type(error).__name__} at {place}", file=sys.stderr, flush=True)


def main() -> None:
    """Try inputs on one door until the options say that it is enough."""
    name, folder, files, *options = sys.argv[1:]
    corpus = Path(folder) / "corpus" / name
    corpus.mkdir(parents=True, exist_ok=True)
    findings = _Findings(Path(folder) / "found", name)
    door = doors(Path(files))[name]
    for number, seed in enumerate(door.seeds):
        (corpus / f"seed{number}").write_bytes(seed)

    def check(data: bytes) -> None:
        try:
            _in_time(data)
        except Exception as error:
            findings.add(data, error)

    def _in_time(data: bytes) -> None:
        allowed = _SECONDS + _SECONDS_A_BYTE * len(data)
        for again in (True, False):
            started = time.process_time()
            door.check(data)
            taken = time.process_time() - started
            if taken < allowed:
                return
            require(again, f"{len(data)} bytes take {taken:.1f} s")

    def mutate(data: bytes, size: int, seed: int) -> bytes:
        return mutated(data, size, seed) if seed % 2 else atheris.Mutate(data, size)

    atheris.Setup([sys.argv[0], *options, str(corpus)], check, custom_mutator=mutate)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
