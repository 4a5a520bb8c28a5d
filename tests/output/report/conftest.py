"""Reports written from small texts, and a browser without a screen to look at them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pipeline.documents import Cue, Document, Span, Value
from pipeline.facts import Codes, Fact, FactRules, merge
from pipeline.output.report import write_report
from tests.facts.build import document, statement

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
]  # fmt: skip

RULES = FactRules(codes={"ATTACK": Codes(plover="ASSAULT")})


def news() -> list[Document]:
    """Three texts about Aldar: two agree on its capture, one is a recording, one denies."""
    one = document(
        "news/one",
        statement("CAPTURE", "Blue Army", "Aldar", date=("2016-11-01", "2016-11-01")),
        statement("ATTACK", "Blue Guard", "Red Front", place="Old Quarter", date=("2016-11-02", "2016-11-02")),
        statement("KILL", "Red Front", "residents", quantity=(5.0, 8.0), status="reported", attributed_to="Radio Nor"),
        source="Nor Wire",
        published="2016-11-03",
    )
    one.meta["title"] = "Blue Army takes Aldar"
    two = document(
        "talk/two",
        statement("CAPTURE", "Blue Army", "Aldar", date=("2016-11-01", "2016-11-01")),
        statement("SUPPORTS", "Radio Nor", "Blue Army"),
        statement("CONTROLS", "Red Front", "Aldar", date=("2015-01-01", "2016-10-31")),
        source="Hill Radio",
        published="2016-11-02",
        around=" after a night of rain, as callers from both banks of the river told the station",
    )
    three = document(
        "news/three",
        statement("ADVANCE", "Red Front", "Old Quarter", status="planned"),
        statement("ATTACK", "Red Front", "Blue Army", status="negated", date=("2016-12-24", "2016-12-24")),
        source="Nor Wire",
        published="2016-12-25",
    )
    three.origin.cuts = []
    return [one, two, three]


def many(count: int) -> list[Document]:
    """So many texts of one fact each, day after day."""
    return [
        document(
            f"d{i:04}",
            statement("ATTACK", "Blue Army", f"post {i:04}", place="Aldar", date=(day, day)),
            source=f"Wire {i % 7}",
        )
        for i in range(count)
        for day in [f"2016-{1 + i // 28 % 12:02}-{1 + i % 28:02}"]
    ]


def written(folder: Path, documents: list[Document], facts: list[Fact] | None = None, **options: Any) -> Path:
    """The file of the report of documents."""
    path = folder / "report.html"
    found = merge(documents, RULES) if facts is None else facts
    write_report(path, found, lambda: iter(documents), {"sitrep": "1.2", "facts": len(found)}, **options)
    return path


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A Chromium; tests that want it are skipped where there is none."""
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: pip install -e '.[dev]'")
    path = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if path is None:
        pytest.skip("no Chromium is found: apt-get install chromium")
    with api.sync_playwright() as play:
        found = play.chromium.launch(executable_path=path, args=FLAGS, env=os.environ | {"HOME": "/tmp"})
        yield found
        found.close()


@pytest.fixture(scope="session")
def shared(browser: Browser) -> Iterator[Page]:
    """A window for one report after another: opening a window takes longer than opening a report."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


@pytest.fixture
def opened(browser: Browser, shared: Page) -> Iterator[Callable[..., Page]]:
    """Opens a report; at the end it must have asked nothing of a network and complained about nothing.

    The first without options of its own is opened in the shared window, all others in one each.
    """
    pages: list[Page] = []
    complaints: list[str] = []
    requests: list[str] = []
    listeners: dict[str, Callable[[Any], None]] = {
        "console": lambda message: complaints.append(f"{message.type}: {message.text}"),
        "pageerror": lambda error: complaints.append(str(error)),
        "dialog": lambda dialog: complaints.append(f"dialog: {dialog.message}"),
        "request": lambda request: requests.append(request.url),
    }

    def open_(path: Path, hash_: str = "", **options: Any) -> Page:
        alone = bool(options) or shared in pages
        page = browser.new_page(**{"viewport": {"width": 1280, "height": 900}, **options}) if alone else shared
        page.set_default_timeout(10_000)
        pages.append(page)
        for event, listener in listeners.items():
            page.on(event, listener)  # type: ignore[call-overload]
        page.goto(path.as_uri() + hash_)
        page.wait_for_selector("html[data-ready]")
        return page

    yield open_
    for page in pages:
        if page is not shared:
            page.close()
            continue
        page.evaluate("localStorage.clear()")
        page.goto("about:blank")
        for event, listener in listeners.items():
            page.remove_listener(event, listener)
    assert complaints == []
    assert [url for url in requests if not url.startswith(("file:", "data:,", "blob:", "about:"))] == []


@pytest.fixture
def page(opened: Callable[..., Page], tmp_path: Path) -> Page:
    """The report of the small news."""
    return opened(written(tmp_path, news()))


def dated(record: Document, words: str, start: str, end: str) -> None:
    """Add words at the end of a text, as its date."""
    at = len(record.text)
    record.text += words
    record.spans.append(Span(at, at + len(words), 0, 0, "DATE", "date", value=Value(start, end)))


def cued(record: Document, number: int, words: str) -> None:
    """Let words of a text be a cue of one of its statements."""
    at = record.text.index(words)
    record.statements[number].cues.append(Cue("modal", at, at + len(words)))
