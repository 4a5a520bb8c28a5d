"""What the HTML report costs: its size, the time until it answers, a letter in the search field, a filter.

Run: ``python benchmarks/report.py [--facts 500 5000] [--rounds 5] [--json FILE]``. The facts are made up: actors,
places and relations are those of the configuration, spread as news spreads them (a few names in most facts), one text
of some three thousand characters to five facts. Chromium without a screen opens the file; every time is the median of
the rounds. A search or a filter ends when the second frame with the new rows is there; a search includes the pause in
which the page waits for the next letter. ``parsed`` is the page's DOMContentLoaded, ``opening`` when it answers,
``drawn`` when map and network are there too. The baseline is the report of the fewest facts. Targets: 5,000 facts are
drawn in less than 3 s, and no search or filter takes longer than 200 ms.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import statistics
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from pipeline.documents import Argument, Document, Entity, Sentence, Span, Statement, Trigger, Value
from pipeline.facts import Evidence, Fact, Mark
from pipeline.output.report import write_report
from pipeline.resources import configs_dir, read_yaml

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
]  # fmt: skip
ROOT = Path(__file__).resolve().parents[1]
OPENING, ANSWER = 3000, 200  # milliseconds
FACTS_OF_A_TEXT = 5
TOWNS = ("Northgate", "Harbor", "Lantern", "Quayside")
SOURCES = [f"{town} {kind}" for town in TOWNS for kind in ("News", "Wire", "Post")]
STATUSES = ("asserted", "reported", "planned", "possible", "negated")
SENTENCES_BETWEEN = 4
#: Waits until all is drawn, the places of the map last.
DRAWN = "() => document.querySelector('#map .place') && document.querySelector('#network .actor') && performance.now()"
#: Waits for what a change shows: two frames after the rows are new.
CHANGE = """async ([id, value, kind]) => {
  const field = document.getElementById(id), started = performance.now();
  const rows = document.getElementById("rows"), seen = new Promise((done) =>
    new MutationObserver((_, observer) => { observer.disconnect(); done(); }).observe(rows, {childList: true}));
  field.value = value;
  field.dispatchEvent(new Event(kind, {bubbles: true}));
  await seen;
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  return performance.now() - started;
}"""
SORTING = """async () => {
  const started = performance.now();
  document.querySelector("th[data-key=who] button").click();
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  return performance.now() - started;
}"""


class World:
    """Actors, places and relations, a few of them in most facts."""

    def __init__(self, seed: int = 7) -> None:
        self.rng = random.Random(seed)  # noqa: S311
        self.actors = self._entries("actors.jsonl")
        self.places = [entry for entry in self._entries("places.jsonl") if "lat" in entry]
        self.relations = list(read_yaml(configs_dir() / "ontology.yaml", dict)["relations"])
        for names in (self.actors, self.places, self.relations):
            self.rng.shuffle(names)
        texts = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "data" / "sample").glob("*.txt"))]
        self.words = " ".join(texts).split()

    def filler(self) -> str:
        """Sentences of the words of the sample texts in no order, so that they compress no better than news does."""
        sentences = (
            " ".join(self.rng.choices(self.words, k=self.rng.randint(14, 30))) for _ in range(SENTENCES_BETWEEN)
        )
        return " ".join(f"{sentence.capitalize()}." for sentence in sentences)

    @staticmethod
    def _entries(name: str) -> list[dict[str, Any]]:
        with (configs_dir() / name).open(encoding="utf-8") as file:
            return [json.loads(line) for line in file if line.strip() and not line.startswith("#")]

    def skewed(self, names: list[Any]) -> Any:
        """One of the names; the first ones much more often."""
        return names[min(int(self.rng.paretovariate(0.55)) - 1, len(names) - 1)]

    def fact(self, number: int) -> Fact:
        """A fact without evidence."""
        rng = self.rng
        subject, object_, place = self.skewed(self.actors), self.skewed(self.actors), self.skewed(self.places)
        relation = self.skewed(self.relations)
        target = place if relation in ("CAPTURE", "CONTROLS", "WITHDRAW", "ADVANCE") else object_
        day = (date(2014, 6, 1) + timedelta(days=int(rng.triangular(0, 3600, 900)))).isoformat()
        dated = rng.random() < 0.7
        return Fact(
            id=f"{number:012x}",
            relation=relation,
            subject=subject["name"],
            subject_id=subject["id"],
            object=target["name"],
            object_id=target["id"],
            place=place["name"],
            place_id=place["id"],
            lat=place["lat"],
            lon=place["lon"],
            subject_names=[subject["name"], *subject.get("acronyms", [])],
            date_start=day if dated else None,
            date_end=day if dated else None,
            date_precision="day" if dated else None,
            quantity_low=float(rng.randint(1, 60)) if rng.random() < 0.3 else None,
            status=rng.choices(STATUSES, (66, 24, 6, 2, 2))[0],
            confidence=round(rng.uniform(0.5, 0.99), 3),
        )


def made(count: int) -> tuple[list[Fact], list[Document]]:
    """Facts and the texts that tell them."""
    world = World()
    facts = [world.fact(number) for number in range(count)]
    documents = []
    for number in range(max(1, count // FACTS_OF_A_TEXT)):
        told = facts[number * FACTS_OF_A_TEXT : (number + 1) * FACTS_OF_A_TEXT]
        again = [world.skewed(facts)] if number % 4 == 0 else []
        documents.append(_document(world, number, [*told, *again]))
    return facts, documents


def _document(world: World, number: int, facts: list[Fact]) -> Document:
    rng = world.rng
    published = (date(2014, 7, 1) + timedelta(days=rng.randint(0, 3600))).isoformat()
    meta = {"title": f"Dispatch {number} from {facts[0].place}", "source": rng.choice(SOURCES), "published": published}
    document = Document(f"wire/{number:06}", "", {**meta, "url": f"https://news.example/{number}"})
    for fact in facts:
        document.text += world.filler() + "\n\n"
        _tell(document, fact)
    named = {(fact.place, fact.place_id, "city") for fact in facts} | {
        (f.subject, f.subject_id, "military") for f in facts
    }
    document.entities = [
        Entity(f"e{i}", str(name), kind, kb_id=id_) for i, (name, id_, kind) in enumerate(sorted(named, key=str))
    ]
    return document


def _tell(document: Document, fact: Fact) -> None:
    """Add a sentence that tells the fact, its statement, and the evidence."""
    start, marks, words = len(document.text), [], ""
    parts = [
        ("subject", fact.subject),
        ("trigger", fact.relation.lower()),
        ("object", fact.object),
        ("place", fact.place),
        ("date", fact.date_start),
    ]
    for role, part in parts:
        words += " " if words else ""
        if part and role != "date":
            marks.append(Mark(len(words), len(words) + len(part), role))
        if part and role == "date":
            at = start + len(words)
            document.spans.append(Span(at, at + len(part), 0, 0, "DATE", "date", value=Value(part, fact.date_end)))
        words += part or ""
    words += "."
    document.text += words + "\n"
    document.sents.append(Sentence(start, start + len(words), 0, 0))
    arguments = {
        mark.role: Argument(words[mark.start : mark.end], start + mark.start, start + mark.end) for mark in marks
    }
    trigger = arguments.pop("trigger")
    told = Statement(
        fact.relation, Trigger(trigger.start, trigger.end, trigger.name), len(document.sents) - 1, **arguments
    )
    told.date_start, told.date_end = fact.date_start, fact.date_end
    document.statements.append(told)
    meta = document.meta
    fact.evidence.append(
        Evidence(
            document.id,
            words,
            start,
            start + len(words),
            link=meta["url"],
            source=meta["source"],
            published=meta["published"],
            marks=marks,
        )
    )
    fact.n_documents = fact.n_statements = len(fact.evidence)


def measure(browser: Browser, count: int, rounds: int, folder: Path) -> dict[str, Any]:
    """Write a report and use it."""
    facts, documents = made(count)
    file = folder / f"report-{count}.html"
    started = time.perf_counter()
    write_report(file, facts, lambda: iter(documents), limit=count)
    found: dict[str, Any] = {"facts": count, "texts": len(documents), "megabytes": file.stat().st_size / 1e6}
    found["writing"] = (time.perf_counter() - started) * 1000
    used = [_use(browser.new_page(viewport={"width": 1440, "height": 900}), file) for _ in range(rounds)]
    return found | {name: statistics.median(each[name] for each in used) for name in used[0]}


def _use(page: Page, file: Path) -> dict[str, float]:
    page.goto(file.as_uri())
    page.wait_for_selector("html[data-ready]", timeout=60_000)
    drawn = page.wait_for_function(DRAWN, timeout=60_000).json_value()
    found = page.evaluate(
        "({parsed: performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd, "
        "opening: performance.getEntriesByName('ready')[0].startTime})"
    )
    found["drawn"] = drawn
    page.wait_for_timeout(1500)
    name = page.locator("tr.fact .c-who bdi").first.inner_text()
    found["first letter"] = page.evaluate(CHANGE, ["f-words", name[:1], "input"])
    page.wait_for_timeout(400)
    letters = []
    for end in range(2, min(len(name), 6) + 1):
        letters.append(page.evaluate(CHANGE, ["f-words", name[:end], "input"]))
        page.wait_for_timeout(400)
    found["letter"] = statistics.median(letters)
    page.evaluate(CHANGE, ["f-words", "", "input"])
    page.wait_for_timeout(400)
    relation = page.locator("#f-relation option").nth(2).get_attribute("value")
    found["filter"] = page.evaluate(CHANGE, ["f-relation", relation, "change"])
    page.wait_for_timeout(400)
    found["sorting"] = page.evaluate(SORTING)
    page.close()
    return dict(found)


def main() -> None:
    """Print the table, and say whether the targets are met."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--facts", type=int, nargs="+", default=[500, 5000])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    path = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if path is None:
        raise SystemExit("no chromium is found: apt-get install chromium")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path, args=FLAGS)
        rows = [measure(browser, count, arguments.rounds, Path(folder)) for count in sorted(arguments.facts)]
        browser.close()
    print("times in ms; × against the first row")
    for row in rows:
        said = [f"{name} {value:,.0f}" if name != "megabytes" else f"{value:.2f} MB" for name, value in row.items()]
        print(
            " · ".join(said),
            f"· drawn ×{row['drawn'] / rows[0]['drawn']:.1f}, letter ×{row['letter'] / rows[0]['letter']:.1f}",
        )
    last = rows[-1]
    good = last["drawn"] < OPENING and max(last["first letter"], last["letter"], last["filter"]) < ANSWER
    print(f"{last['facts']:,} facts: targets {'met' if good else 'missed'}")
    if arguments.json:
        arguments.json.write_text(json.dumps(rows, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
