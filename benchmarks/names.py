"""What known names cost: loading a knowledge of many names, and finding them in texts. `make bench` runs it too.

Run: ``python benchmarks/names.py [--most 100000] [--copies 8]``. The names are made up: as many words as the names that
ship, first words shared as these share them ("Abu", "Deir", "Brigade"). The texts are those of ``data/sample`` and
``data/gold``, in copies with other names in them. Times are the processor's, in one process, text by text in turn, and
of the copies of a text the fastest, so that a busy machine slows all runs alike. Two baselines: the small pack without
the component that reads names (``sitrep_actors``, which also reads descriptions and pronouns), and with that component
and a knowledge without names.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from spacy.language import Language

from pipeline.actors.component import Actors
from pipeline.actors.gazetteer import slug
from pipeline.actors.knowledge import ACTORS, NAMES, PLACES, load_knowledge
from pipeline.learning.marked import MarkedText, read_marked
from pipeline.resources import configs_dir
from pipeline.running.model import load_model

ROOT = Path(__file__).resolve().parents[1]
SIZES = (1_000, 100_000)
LOADING = 5.0  # seconds, for the most names
ADDED = {1_000: 10, 100_000: 30}  # per cent
#: Names by their number of words, as those that ship: more than half have one, three in a thousand more than seven.
WORDS = (1, 2, 3, 4, 5, 6, 7)
SHARE = (54, 28, 11, 4, 1.4, 0.4, 0.3)
FIRST = (
    "Abu", "Deir", "Al", "Tal", "Khan", "Kafr", "Umm", "Ain", "Bani", "Wadi", "Beit", "Ras", "Liwa", "Jaysh", "Ahmed",
    "Mohammed", "Ali", "Northern", "Southern", "New", "National", "United", "First", "Free",
)  # fmt: skip
LAST = ("Brigade", "Front", "Army", "Province", "District", "Battalion", "Airport", "Council", "Forces", "Movement")
ONSETS = ("b", "d", "f", "g", "h", "j", "k", "kh", "l", "m", "n", "q", "r", "s", "sh", "t", "w", "y", "z", "")
VOWELS = ("a", "a", "a", "i", "u", "e", "o", "aa", "ou")
CODAS = ("", "", "", "n", "r", "l", "d", "b", "s", "m", "h", "k")
Run = Callable[[str], None]


def _word(rng: random.Random) -> str:
    syllables = rng.choices((2, 3, 4), (5, 4, 1))[0]
    return "".join(rng.choice(ONSETS) + rng.choice(VOWELS) + rng.choice(CODAS) for _ in range(syllables)).capitalize()


def make_names(count: int, seed: int = 1) -> list[str]:
    """Different made-up names; two in three longer ones begin, and one in three ends, with a word that many share."""
    rng = random.Random(seed)  # noqa: S311
    names: dict[str, None] = {}
    while len(names) < count:
        words = [_word(rng) for _ in range(rng.choices(WORDS, SHARE)[0])]
        if len(words) > 1 and rng.random() < 0.67:
            words[0] = rng.choice(FIRST)
        if len(words) > 1 and rng.random() < 0.33:
            words[-1] = rng.choice(LAST)
        names[" ".join(words)] = None
    return list(names)


def write_knowledge(folder: Path, names: list[str]) -> Path:
    """Configuration with these names, two to an entry, half of them actors; the gazetteer adds countries only."""
    for file in ("mentions.yaml", "nouns.yaml", "demonyms.yaml"):
        shutil.copy(configs_dir() / file, folder / file)
    (folder / NAMES).write_text("gazetteer: {min_population: 100000000, watched_population: 100000000}\n", "utf-8")
    lines: dict[str, list[str]] = {ACTORS: [], PLACES: []}
    for number, start in enumerate(range(0, len(names), 2)):
        name, *aliases = names[start : start + 2]
        file, kind, type_ = ((ACTORS, "actor", "armed_group"), (PLACES, "place", "city"))[number % 2]
        entry = {"id": f"{kind}:{slug(name)}-{number}", "name": name, "type": type_, "aliases": aliases}
        lines[file].append(json.dumps(entry | {"country": "place:iraq"}))
    for file, entries in lines.items():
        (folder / file).write_text("\n".join(entries) + "\n", "utf-8")
    return folder


def make_texts(names: list[str], copies: int, seed: int = 1) -> list[list[str]]:
    """Copies of each of the repository's texts, every third marked name replaced by one of these."""
    rng = random.Random(seed)  # noqa: S311
    return [
        [_varied(marked, names, rng) for _ in range(copies)]
        for marked in read_marked(ROOT / "data/gold/entities/tune.txt")
    ] + [[path.read_text("utf-8")] * copies for path in sorted((ROOT / "data/sample").glob("*.txt"))]


def _varied(marked: MarkedText, names: list[str], rng: random.Random) -> str:
    text = marked.text
    for mention in reversed(marked.mentions):
        if mention.kind in {"LOC", "ORG", "FAC", "PERSON"} and rng.random() < 1 / 3:
            text = text[: mention.start] + rng.choice(names) + text[mention.end :]
    return text


def runner(nlp: Language, actors: Actors | None) -> Run:
    """Reads a text with the pack, with these actors in the place of its own; without, where there are none."""

    def run(text: str) -> None:
        doc = nlp.make_doc(text)
        for name, pipe in nlp.pipeline:
            if name != "sitrep_actors":
                doc = pipe(doc)
            elif actors is not None:
                doc = actors(doc)

    return run


def timed(runs: dict[str, Run], texts: list[list[str]]) -> dict[str, float]:
    """Processor seconds of each run over all texts, of the copies of each text the fastest; the runs in turn."""
    seconds = dict.fromkeys(runs, 0.0)
    order = list(runs)
    for copies in texts:
        best = dict.fromkeys(runs, float("inf"))
        for copy in copies:
            order.append(order.pop(0))
            for name in order:
                start = time.process_time()
                runs[name](copy)
                best[name] = min(best[name], time.process_time() - start)
        seconds = {name: seconds[name] + best[name] for name in runs}
    return seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--most", type=int, default=max(SIZES), help="leave out what has more names")
    parser.add_argument("--copies", type=int, default=8, help="how often each text is taken, with other names in it")
    options = parser.parse_args()
    sizes = [size for size in SIZES if size <= options.most]
    names = make_names(max(sizes))
    nlp = load_model("en_sitrep_sm")
    runs = {"without the component": runner(nlp, None)}
    with tempfile.TemporaryDirectory() as folder:
        for size in (0, *sizes):
            configs = Path(folder) / str(size)
            configs.mkdir()
            write_knowledge(configs, names[:size])
            start = time.process_time()
            load_knowledge(configs)
            loaded = time.process_time()
            actors = Actors(configs)
            made = time.process_time()
            goal = f" (to be under {LOADING:.0f})" if size == max(SIZES) else ""
            print(f"{size:>7,} names: read in {loaded - start:.2f} s, ready in {made - start:.2f} s{goal}", flush=True)
            runs[f"{size:,} names"] = runner(nlp, actors)
    texts = make_texts(names, options.copies)
    timed(runs, texts[:2])  # what is made when it is first needed: the index by sound
    taken = timed(runs, texts)
    words = sum(len(copies[0].split()) for copies in texts)
    print(f"{len(texts)} texts, {words:,} words   seconds   against no component   against no names")
    bare, empty = taken["without the component"], taken["0 names"]
    for name, seconds in taken.items():
        target = next((f"   (to be under {most} %)" for size, most in ADDED.items() if name == f"{size:,} names"), "")
        print(f"{name:28}{seconds:8.2f} {seconds / bare - 1:>+15.1%} {seconds / empty - 1:>+22.1%}{target}")


if __name__ == "__main__":
    main()
