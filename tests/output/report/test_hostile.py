"""A hostile article changes nothing: in a browser, its words are words."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pipeline.documents import Document
from pipeline.facts import Fact, FactRules, merge
from tests.facts.build import document, statement
from tests.output.report.conftest import written

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

#: Attributes that would be run, and links that would.
HANDLERS = """() => [...document.querySelectorAll("*")]
  .filter((node) => [...node.attributes].some(({name}) => name.startsWith("on"))).length"""
LINKS = """() => [...document.querySelectorAll("a")].map((link) => link.href)
  .filter((link) => !/^(https?:|file:|#)/.test(link))"""
WORDS = [
    "<script>window.pwned = 1</script>",
    "</script><script>window.pwned = 1</script>",
    "<!--<script>window.pwned = 1",
    '"><img src=x onerror="window.pwned = 1">',
    "<svg/onload=window.pwned=1>",
    "{{policy}} {% raw %} ${window.pwned=1} {{constructor.constructor('window.pwned=1')()}}",
    "javascript:window.pwned=1",
    "</style><base href=//evil.example>",
    "=HYPERLINK(\"http://evil.example\")",
    "__proto__",
    "\u202egnp.exe\u2066",
    "&lt;b&gt;&#60;i&#62;",
]  # fmt: skip


def hostile(words: str) -> tuple[list[Document], list[Fact]]:
    """A text and a fact that are these words in every place where words can be."""
    record = document(
        "one", statement("ATTACK", "Blue Army", "Red Front", place="Aldar", date=("2016-11-01", "2016-11-01"))
    )
    record.text = f"{record.text}\n{words}"
    record.id = words
    record.meta |= {"title": words, "source": words, "url": "javascript:window.pwned=1"}
    record.origin.cuts[0].link = "javascript:window.pwned=1"
    facts = merge([record], FactRules())
    for fact in facts:
        fact.subject = fact.object = fact.place = fact.attributed_to = fact.relation = fact.status = words
        fact.id, fact.why, fact.instrument, fact.subject_names = words, {words: words}, [words], [words]
        fact.acled = fact.plover = fact.cameo = words
        fact.date_precision = words
        fact.disputed_by = [words]
        for proof in fact.evidence:
            proof.source, proof.link = words, "javascript:window.pwned=1"
    return [record], facts


@pytest.mark.parametrize("words", WORDS)
def test_nothing_of_a_text_runs(tmp_path: Path, opened: Callable[..., Page], words: str) -> None:
    page = opened(written(tmp_path, *hostile(words)))
    page.locator("#map .place").first.wait_for()
    scripts = page.locator("script").count()
    page.locator(".opener").first.click()
    page.get_by_label("Search").fill(words)
    page.get_by_role("button", name="In the whole text").first.click()
    page.get_by_role("dialog").locator(".here").wait_for()
    for section in ("when", "where"):
        page.locator(f"#{section} details").evaluate("node => { node.open = true }")
    assert page.evaluate("window.pwned") is None
    assert page.locator("script").count() == scripts == 4
    assert page.evaluate(HANDLERS) == 0
    assert page.evaluate(LINKS) == []
    assert page.locator("img, iframe, object, embed, base").count() == 0


def test_words_are_shown_as_they_are(tmp_path: Path, opened: Callable[..., Page]) -> None:
    page = opened(written(tmp_path, *hostile(WORDS[1])))
    assert page.locator("tr.fact .c-who bdi").inner_text() == WORDS[1]
    assert page.locator("tr.fact .c-where").inner_text() == ""


def test_no_text_turns_the_line_around_it(tmp_path: Path, opened: Callable[..., Page]) -> None:
    page = opened(written(tmp_path, *hostile("a\u202egnp.exe")))
    assert page.locator("tr.fact .c-who bdi").inner_text() == "agnp.exe"
    page.locator(".opener").first.click()
    page.get_by_role("button", name="In the whole text").first.click()
    page.get_by_role("dialog").locator(".here").wait_for()
    assert "a\ufffdgnp.exe" in page.get_by_role("dialog").locator(".text").inner_text()
    assert "\u202e" not in page.content()


def test_the_policy_lets_nothing_else_run(tmp_path: Path, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(written(tmp_path, *hostile("x")).as_uri())
    refused = page.evaluate(
        """() => {
          const markup = "<img src=x onerror='window.pwned=1'>";
          try { document.body.insertAdjacentHTML("beforeend", markup); return false }
          catch (error) { return error instanceof TypeError }
        }"""
    )
    assert refused
    assert page.evaluate("window.pwned") is None
    page.close()


def test_no_cell_of_the_download_is_a_formula(tmp_path: Path, opened: Callable[..., Page]) -> None:
    page = opened(written(tmp_path, *hostile(WORDS[8])))
    with page.expect_download() as download:
        page.get_by_role("button", name="Download as CSV").click()
    download.value.save_as(tmp_path / "facts.csv")
    with (tmp_path / "facts.csv").open(encoding="utf-8-sig", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
    assert "'" + WORDS[8] in cells
