"""Seconds and memory of merging generated statements, ten to the fourth up to ten to the seventh.

    python benchmarks/merging.py [--most 7] [--least 4] [--json FILE]

Actors, places and events are drawn as in news: a few of each make up most of it (Zipf), a tenth of the documents are
republished with small changes, a third of the statements have no day and nearly a third no place. Each size runs in a
process of its own, so that its peak of memory is its own; the seconds of making the statements are not counted. On a
machine that others use as well, the processor's seconds say more than those of the clock.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import resource
import subprocess
import sys
import tempfile
import time
from bisect import bisect
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from pipeline.documents import Argument, Document, Entity, Quantity, Sentence, Statement, Trigger  # noqa: E402
from pipeline.running.results import FACT_FILES, REVIEW, merge_into  # noqa: E402
from pipeline.running.settings import load_settings  # noqa: E402

IN_A_DOCUMENT = 20
RELATIONS = ("ATTACK", "CLASH", "KILL", "CAPTURE", "CONTROLS", "SUPPORTS", "ADVANCE", "LEADS", "DESTROY", "MEET")
STATUSES = ("asserted",) * 12 + ("reported",) * 6 + ("planned", "possible", "negated")
COUNTED = frozenset({"ATTACK", "KILL", "DESTROY"})
FIRST = date(2010, 1, 1)
WORDS = ("forces", "near", "the", "on", "day", "said", "after", "heavy", "fighting", "positions", "south", "of")


class Zipf:
    """Draws 0, 1, 2 … with chances that fall as 1 / (rank + 1) ** s."""

    def __init__(self, size: int, s: float) -> None:
        self.sums = list(accumulate(1 / (rank + 1) ** s for rank in range(size)))

    def draw(self, chance: random.Random) -> int:
        return bisect(self.sums, chance.random() * self.sums[-1])


class Event(NamedTuple):
    """What a statement may tell, more or less of it."""

    relation: str
    subject: Entity
    object: Entity
    place: Entity
    day: date
    number: float


class World:
    """Actors, places in a chain of three levels, days, and events among them; more of each the more is told."""

    def __init__(self, statements: int) -> None:
        size = max(200, round(5 * math.sqrt(statements)))
        self.actors = [
            Entity(f"a{i}", f"Actor {i}", "armed_group", kb_id=f"actor:{i}", names=[f"Actor {i}", f"the {i}th"])
            for i in range(size)
        ]
        self.places = [self._place(i) for i in range(size)]
        self.days = 4000
        self.actor, self.place, self.relation = Zipf(size, 1.0), Zipf(size, 1.0), Zipf(len(RELATIONS), 0.9)
        self.event, self.number = Zipf(max(100, statements // 3), 0.6), Zipf(200, 1.3)

    @staticmethod
    def _place(i: int) -> Entity:
        parents = [f"Place {i // 10}", f"Place {i // 100}"] if i >= 10 else []
        return Entity(
            f"p{i}", f"Place {i}", "city", kb_id=f"place:{i}", names=[f"Place {i}"], parents=parents, lat=1.0, lon=2.0
        )

    def draw(self, chance: random.Random) -> Event:
        """An event, the same each time its number comes up."""
        own = random.Random(self.event.draw(chance))  # noqa: S311
        relation = RELATIONS[self.relation.draw(own)]
        subject, other = (self.actors[self.actor.draw(own)] for _ in range(2))
        place = self.places[self.place.draw(own)]
        target = place if relation in ("CAPTURE", "CONTROLS", "ADVANCE") else other
        day = FIRST + timedelta(days=own.randrange(self.days))
        return Event(relation, subject, target, place, day, 1.0 + self.number.draw(own))


def documents(statements: int, seed: int = 7) -> Iterator[Document]:
    """Documents with 20 statements each; every tenth is an earlier one, republished by another outlet."""
    world, chance = World(statements), random.Random(seed)  # noqa: S311
    recent: list[Document] = []
    for number in range(max(1, statements // IN_A_DOCUMENT)):
        if recent and chance.random() < 0.1:
            old = chance.choice(recent)
            meta = {**old.meta, "source": f"outlet {chance.randrange(500)}"}
            layers = {"sents": old.sents, "entities": old.entities, "statements": old.statements}
            yield Document(f"{number:08d}", old.text + " Copied.", meta, **layers)
            continue
        made = _document(number, world, chance)
        recent = [*recent[-50:], made]
        yield made


def _document(number: int, world: World, chance: random.Random) -> Document:
    events = [world.draw(chance) for _ in range(IN_A_DOCUMENT)]
    published = (max(event.day for event in events[:3]) + timedelta(days=1)).isoformat()
    entities: dict[str, Entity] = {}
    parts: list[str] = []
    sents: list[Sentence] = []
    told: list[Statement] = []
    at = 0
    for index, event in enumerate(events):
        filler = " ".join(chance.choices(WORDS, k=12))
        head = f"{event.subject.name} {event.relation.lower()} {event.object.name} in "
        text = f"{head}{event.place.name}, {filler} {number} {index}."
        for entity in (event.subject, event.object, event.place):
            entities[entity.id] = entity
        sents.append(Sentence(at, at + len(text), 0, 0))
        told.append(_statement(event, index, at, at + len(head), chance))
        parts.append(text)
        at += len(text) + 1
    meta = {"published": published, "source": f"outlet {chance.randrange(500)}"}
    return Document(
        f"{number:08d}", " ".join(parts), meta, sents=sents, entities=list(entities.values()), statements=told
    )


def _statement(event: Event, index: int, at: int, where: int, chance: random.Random) -> Statement:
    """What one sentence tells of an event: without its day, place or number as often as not."""
    cue = at + len(event.subject.name) + 1
    target = cue + len(event.relation) + 1
    day = event.day.isoformat() if chance.random() < 0.67 else None
    placed = chance.random() < 0.7
    counted = event.relation in COUNTED and chance.random() < 0.5
    return Statement(
        event.relation,
        Trigger(cue, cue + len(event.relation), event.relation.lower()),
        index,
        subject=Argument(event.subject.name, at, cue - 1, event.subject.id),
        object=Argument(event.object.name, target, target + len(event.object.name), event.object.id),
        place=Argument(event.place.name, where, where + len(event.place.name), event.place.id) if placed else None,
        date_start=day,
        date_end=day,
        date_precision="day" if day else None,
        quantity=Quantity(event.number, event.number) if counted else None,
        status=chance.choice(STATUSES),
        confidence=round(0.5 + chance.random() / 2, 3),
    )


def measure(statements: int) -> dict[str, float]:
    """Merge so many statements in this process."""
    making = making_cpu = 0.0

    def timed() -> Iterator[Document]:
        nonlocal making, making_cpu
        source = documents(statements)
        while True:
            started, started_cpu = time.perf_counter(), time.process_time()
            document = next(source, None)
            making += time.perf_counter() - started
            making_cpu += time.process_time() - started_cpu
            if document is None:
                return
            yield document

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with tempfile.TemporaryDirectory(prefix="merging-") as folder:
        started, started_cpu = time.perf_counter(), time.process_time()
        counts = merge_into(Path(folder), timed(), load_settings().facts)
        seconds = time.perf_counter() - started - making
        cpu = time.process_time() - started_cpu - making_cpu
        written = sum((Path(folder) / name).stat().st_size for name in (*FACT_FILES, REVIEW))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {
        "statements": statements,
        "facts": counts.kept + counts.review,
        "seconds": round(seconds, 2),
        "cpu_seconds": round(cpu, 2),
        "making_seconds": round(making, 2),
        "statements_per_cpu_second": round(statements / cpu),
        "peak_mb": round(peak / 1024),
        "start_mb": round(before / 1024),
        "written_mb": round(written / 1e6),
    }


def slope(rows: Sequence[dict[str, float]]) -> float:
    """The exponent of the growth of the processor's seconds with the statements (1 is linear), by least squares."""
    points = [(math.log(row["statements"]), math.log(row["cpu_seconds"])) for row in rows]
    x, y = (sum(values) / len(points) for values in zip(*points, strict=True))
    return sum((a - x) * (b - y) for a, b in points) / sum((a - x) ** 2 for a, _ in points)


def main() -> None:
    """Measure each size in a process of its own and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--least", type=int, default=4, help="the smallest size, as a power of ten")
    parser.add_argument("--most", type=int, default=6, help="the largest size, as a power of ten")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--json", type=Path, help="write the figures there")
    options = parser.parse_args()
    if options.one:
        print(json.dumps(measure(options.one)))
        return
    rows: list[dict[str, float]] = []
    print(
        f"{'statements':>11} {'facts':>10} {'seconds':>8} {'cpu s':>8} {'per cpu s':>9} {'peak MB':>8} {'files MB':>9}"
    )
    for power in range(options.least, options.most + 1):
        command = [sys.executable, __file__, "--one", str(10**power)]
        row = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)  # noqa: S603
        rows.append(row)
        print(
            f"{row['statements']:>11,} {row['facts']:>10,} {row['seconds']:>8.1f} {row['cpu_seconds']:>8.1f} "
            f"{row['statements_per_cpu_second']:>9,} {row['peak_mb']:>8,} {row['written_mb']:>9,}",
            flush=True,
        )
    if len(rows) > 1:
        print(f"the processor's seconds grow as statements to the power of {slope(rows):.2f}")
    if options.json:
        options.json.write_text(json.dumps({"rows": rows, "slope": slope(rows) if len(rows) > 1 else None}, indent=1))


if __name__ == "__main__":
    main()
