"""``python -m tests.fuzz.patterns``: texts made to slow Sitrep's regular expressions down, and how slow they get.

Each repetition of each pattern is pumped: what leads to it, then what it repeats some thousand times, then something
that fits and something that does not. A search through twice as much text may take twice as long; one that takes much
more than that is told, with the text. Patterns are taken where they are made, while all rooms are imported and a text
is read with the shipped pack, so those that configuration makes are among them.
"""

from __future__ import annotations

import argparse
import importlib
import json
import pkgutil
import re
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from types import FrameType
from typing import Any

if sys.version_info >= (3, 11):
    from re import _constants as codes  # type: ignore[attr-defined]
    from re import _parser as parser  # type: ignore[attr-defined]
else:
    import sre_constants as codes
    import sre_parse as parser

_ROOM = "pipeline"
_CHARS = " a1A\n\t-.,;:<>[](){}\"'&#/_*+=|\\~^éا\u00a0’“–"
_SIZES = (4_000, 16_000)
#: So much slower may a search through four times as much text be, and still be linear on a busy machine.
_RATIO = 9.0
#: Seconds below which a search is not worth a second look, and above which it is stopped.
_QUICK, _STOPPED = 0.02, 4.0
_TAILS = ("", "\x00", "\n\x00", "!", "a")
_MOST_SAMPLES = 6


#: A pattern that sees only texts which it cannot be slow on.
_KNOWN = {"pipeline.cleaning.whisper": "reads what the JSON decoder has taken, so every string is closed"}
_OTHERWISE = r"(?<![\w.]){name}\b(?!\.(?:full)?match\(| = re\.compile| *:)"


@dataclass
class Slow:
    """A search whose time grows faster than its text."""

    place: str
    pattern: str
    prefix: str
    pump: str
    tail: str
    seconds: tuple[float, float]


def main() -> None:
    """Attack all patterns; print the slow ones; exit code 1 where there is one."""
    options = argparse.ArgumentParser(prog="python -m tests.fuzz.patterns", description=(__doc__ or "").split("\n")[0])
    options.add_argument("--only", default="", help="patterns of files whose path has this in it")
    options.add_argument("--json", type=Path, help="write what was found there")
    given = options.parse_args()
    found = {key: place for key, place in collected().items() if given.only in place.name}
    slow = [one for (pattern, flags), place in found.items() for one in attacked(pattern, flags, place)]
    for one in slow:
        first, second = one.seconds
        print(f"{one.place}: {first:.3f} s, then {second:.3f} s: {one.prefix!r} + {one.pump!r} * n + {one.tail!r}")
        print(f"  {one.pattern[:150]}")
    for name, why in _KNOWN.items():
        print(f"not tried: {name}, which {why}")
    print(f"{len(found)} patterns, {len(slow)} slow")
    if given.json:
        given.json.write_text(json.dumps([asdict(one) for one in slow], indent=1) + "\n", encoding="utf-8")
    sys.exit(1 if slow else 0)


# --- the patterns -----------------------------------------------------------------------------------------------------


@dataclass
class Place:
    """The line of Sitrep that makes a pattern; ``anchored`` says that it is only ever tried at the start of a text."""

    name: str
    anchored: bool


def collected() -> dict[tuple[str, int], Place]:
    """All patterns with their flags, and where each is made."""
    found: dict[tuple[str, int], Place] = {}
    make: Callable[..., re.Pattern[Any]] = re._compile  # type: ignore[attr-defined]

    def noted(pattern: Any, flags: Any) -> re.Pattern[Any]:
        made = make(pattern, flags)
        frame: FrameType | None = sys._getframe(1)
        while frame is not None and frame.f_globals.get("__name__") == "re":
            frame = frame.f_back
        name = frame.f_globals.get("__name__", "") if frame is not None else ""
        if frame is not None and name.partition(".")[0] == _ROOM and isinstance(made.pattern, str):
            place = Place(f"{name}:{frame.f_lineno}", _is_anchored(Path(frame.f_code.co_filename), frame.f_lineno))
            if name not in _KNOWN:
                found.setdefault((made.pattern, made.flags & ~re.UNICODE.value), place)
        return made

    re._compile = noted  # type: ignore[attr-defined]
    try:
        package = importlib.import_module(_ROOM)
        for module in pkgutil.walk_packages(package.__path__, f"{_ROOM}."):
            with suppress(ImportError):
                if not module.name.endswith("__main__"):
                    importlib.import_module(module.name)
        _read_something()
    finally:
        re._compile = make  # type: ignore[attr-defined]
    return found


def _is_anchored(file: Path, line: int) -> bool:
    """Whether the file uses a pattern by ``match`` and ``fullmatch`` alone; patterns are private to their files."""
    source = file.read_text(encoding="utf-8")
    name = re.match(r"(_\w+)(?:: Final)? = re\.compile", source.split("\n")[line - 1])
    return name is not None and not re.search(_OTHERWISE.format(name=name[1]), source)


def _read_something() -> None:
    """Read a page with the shipped pack: what is made when it is first needed is made now."""
    from pipeline.cleaning import clean
    from pipeline.documents import RawDocument
    from pipeline.running.model import load_model

    page = "<html><title>x</title><body><p>[Music] The army took 3 T-72s in Dara on Tuesday.</p></body></html>"
    load_model("en_sitrep_sm")(clean(RawDocument("a", page, "html", "a.html")).text)


# --- the texts --------------------------------------------------------------------------------------------------------


def attacks(pattern: str, flags: int) -> Iterator[tuple[str, str]]:
    """What leads to each repetition of a pattern, and what to repeat."""
    chars = "".join(dict.fromkeys([*(char for char in pattern if not char.isspace()), *_CHARS]))
    seen = set()
    for prefix, pump in _walk(list(parser.parse(pattern, flags)), "", chars):
        for lead in ("", prefix):
            if pump and (lead, pump) not in seen:
                seen.add((lead, pump))
                yield lead, pump


def _walk(nodes: list[Any], prefix: str, chars: str) -> Iterator[tuple[str, str]]:
    for index, (code, value) in enumerate(nodes):
        if code in (codes.MAX_REPEAT, codes.MIN_REPEAT, getattr(codes, "POSSESSIVE_REPEAT", None)):
            _, most, body = value
            if most > 3:
                for pump in _samples(list(body), chars):
                    yield prefix, pump
                    for after in _samples(nodes[index + 1 : index + 2], chars)[:2]:
                        yield prefix, pump + after
            yield from _walk(list(body), prefix, chars)
        elif code is codes.SUBPATTERN:
            yield from _walk(list(value[-1]), prefix, chars)
        elif code is codes.BRANCH:
            for branch in value[1]:
                yield from _walk(list(branch), prefix, chars)
        elif code in (codes.ASSERT, codes.ASSERT_NOT):
            yield from _walk(list(value[1]), prefix, chars)
        elif code is getattr(codes, "ATOMIC_GROUP", None):
            yield from _walk(list(value), prefix, chars)
        prefix += next(iter(_samples([(code, value)], chars)), "")
    whole = _samples(nodes, chars)
    for pump in whole[:2]:
        yield "", pump
        yield "", pump[:-1]


def _samples(nodes: list[Any], chars: str) -> list[str]:
    """Some strings that nodes match, one after the other."""
    found = [""]
    for code, value in nodes:
        options = list(dict.fromkeys(_options(code, value, chars)))[:_MOST_SAMPLES] or [""]
        found = [text + option for option in options for text in found][:_MOST_SAMPLES]
    return found


def _options(code: Any, value: Any, chars: str) -> list[str]:
    if code is codes.LITERAL:
        return [chr(value)]
    if code is codes.NOT_LITERAL:
        return [char for char in chars if ord(char) != value]
    if code is codes.ANY:
        return [char for char in chars if char != "\n"]
    if code is codes.IN:
        return [char for char in chars if _is_in(char, value)]
    if code in (codes.MAX_REPEAT, codes.MIN_REPEAT, getattr(codes, "POSSESSIVE_REPEAT", None)):
        least, _, body = value
        return [text * max(least, 1) for text in _samples(list(body), chars)]
    if code is codes.SUBPATTERN:
        return _samples(list(value[-1]), chars)
    if code is codes.BRANCH:
        return [text for branch in value[1] for text in _samples(list(branch), chars)[:2]]
    if code is getattr(codes, "ATOMIC_GROUP", None):
        return _samples(list(value), chars)
    return [""]


def _is_in(char: str, items: list[Any]) -> bool:
    inside = any(_fits(char, code, value) for code, value in items if code is not codes.NEGATE)
    return inside != any(code is codes.NEGATE for code, _ in items)


def _fits(char: str, code: Any, value: Any) -> bool:
    if code is codes.LITERAL:
        return ord(char) == value
    if code is codes.RANGE:
        return bool(value[0] <= ord(char) <= value[1])
    kinds: dict[Any, bool] = {
        codes.CATEGORY_DIGIT: char.isdigit(),
        codes.CATEGORY_NOT_DIGIT: not char.isdigit(),
        codes.CATEGORY_SPACE: char.isspace(),
        codes.CATEGORY_NOT_SPACE: not char.isspace(),
        codes.CATEGORY_WORD: char.isalnum() or char == "_",
        codes.CATEGORY_NOT_WORD: not (char.isalnum() or char == "_"),
    }
    return kinds.get(value, False)


# --- the clock --------------------------------------------------------------------------------------------------------


def attacked(pattern: str, flags: int, place: Place) -> list[Slow]:
    """The worst that was found to slow a pattern down, if anything."""
    made = re.compile(pattern, flags)
    for prefix, pump in attacks(pattern, flags):
        for tail in _TAILS:
            texts = [prefix + pump * (size // len(pump)) + tail for size in _SIZES]
            second = _tried(made, texts[1], place)
            if second < _QUICK:
                continue
            first = min(_tried(made, texts[0], place) for _ in range(2))
            second = min(second, _tried(made, texts[1], place))
            if second > _RATIO * first or second >= _STOPPED:
                return [Slow(place.name, pattern, prefix, pump, tail, (first, second))]
    return []


def _tried(pattern: re.Pattern[str], text: str, place: Place) -> float:
    """Seconds to use a pattern on a text as its file does; what takes too long is stopped."""
    started = time.process_time()
    with suppress(TimeoutError), _stopped():
        if place.anchored:
            pattern.match(text)
            pattern.fullmatch(text)
        else:
            for _ in pattern.finditer(text):
                pass
    return time.process_time() - started


@contextmanager
def _stopped() -> Iterator[None]:
    def stop(number: int, frame: FrameType | None) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, _STOPPED * 2)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


if __name__ == "__main__":
    main()
