"""The report in a browser: what a reader can do with it."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("playwright", reason="playwright is not installed: pip install -e '.[dev]'")
from playwright.sync_api import expect

from pipeline.facts import FactRules, merge
from tests.facts.build import document, statement
from tests.output.report.conftest import many, news, written

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page


def rows(page: Page) -> list[str]:
    """The facts of the table, each as who, did and whom."""
    found = page.locator("tr.fact").all()
    return [" ".join(row.locator(cell).inner_text() for cell in (".c-who bdi", ".did", ".c-whom")) for row in found]


def field(page: Page, label: str) -> Locator:
    """A field of the filters."""
    return page.get_by_role("search").get_by_label(label, exact=True)


def search(page: Page, words: str) -> None:
    page.get_by_label("Search").fill(words)


def pick(page: Page, name: str, value: str) -> None:
    field(page, name).select_option(value)


def name(page: Page, label: str, value: str) -> None:
    """Type a name into the field of a filter."""
    field(page, label).fill(value)
    field(page, label).press("Enter")


def opener(page: Page, words: str) -> Locator:
    return page.get_by_role("button", name=f"Evidence: {words}")


def details(page: Page, head: str) -> Locator:
    """What stands beside a word in the details of an open fact."""
    return page.locator(".details > div").filter(has=page.get_by_text(head, exact=True)).locator("dd")


ALL = 7
CAPTURE = "Blue Army capture Aldar"


def test_all_facts_are_there(page: Page) -> None:
    assert len(rows(page)) == ALL
    assert page.locator("#count").inner_text() == "7 facts"


def test_what_most_tell_comes_first(page: Page) -> None:
    assert rows(page)[0] == CAPTURE
    assert page.locator("th[data-key=told]").get_attribute("aria-sort") == "descending"


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("capture", 1),
        ("AÂLDAR", 0),
        ("áldar", 4),
        ("blue attack", 2),
        ('"blue army capture"', 1),
        ("takes", 3),
        ("5–8", 0),
        ("no such words", 0),
    ],
)
def test_a_search_finds_all_words(page: Page, words: str, count: int) -> None:
    search(page, words)
    expect(page.locator("tr.fact")).to_have_count(count)


def test_a_search_without_result_offers_the_way_back(page: Page) -> None:
    search(page, "no such words")
    page.get_by_role("button", name="Clear all filters").click()
    assert len(rows(page)) == ALL


@pytest.mark.parametrize(
    ("label", "value", "found"),
    [
        ("Relation", "KILL", ["Red Front kill residents"]),
        ("Status", "planned", ["Red Front advance Old Quarter"]),
        ("Source", "Hill Radio", [CAPTURE, "Red Front controls Aldar", "Radio Nor supports Blue Army"]),
        ("Confidence", "0.95", []),
    ],
)
def test_a_choice_filters(
    tmp_path: Path, opened: Callable[..., Page], label: str, value: str, found: list[str]
) -> None:
    facts = merge(news(), FactRules())
    for fact in facts:
        fact.confidence = 0.8
    page = opened(written(tmp_path, news(), facts))
    pick(page, label, value)
    assert rows(page) == found


def test_an_actor_comes_with_its_parts(page: Page) -> None:
    name(page, "Actor", "Blue Army")
    assert "Blue Guard attack Red Front" in rows(page)
    assert len(rows(page)) == 4


def test_a_place_comes_with_all_in_it(page: Page) -> None:
    name(page, "Place", "Nor")
    assert len(rows(page)) == 4
    assert page.locator("#chips").get_by_text("Nor", exact=True).is_visible()


def test_part_of_a_name_is_enough(page: Page) -> None:
    name(page, "Place", "quarter")
    assert len(rows(page)) == 2


def test_days_filter_and_can_be_taken_back(page: Page) -> None:
    field(page, "From").fill("2016-11-02")
    field(page, "To").fill("2016-12-31")
    field(page, "To").press("Tab")
    assert rows(page) == ["Red Front attack Blue Army", "Blue Guard attack Red Front"]
    page.get_by_role("button", name="Remove the filter date").click()
    assert len(rows(page)) == ALL


def test_two_values_of_one_filter_widen_it(page: Page) -> None:
    pick(page, "Relation", "KILL")
    pick(page, "Relation", "CAPTURE")
    assert len(rows(page)) == 2
    page.get_by_role("button", name="Clear all", exact=True).click()
    assert len(rows(page)) == ALL


def test_the_header_sorts(page: Page) -> None:
    who = page.locator("th[data-key=who]")
    who.get_by_role("button").click()
    assert who.get_attribute("aria-sort") == "ascending"
    first = rows(page)
    who.get_by_role("button").click()
    assert who.get_attribute("aria-sort") == "descending"
    assert first[0].startswith("Blue")
    assert rows(page)[0].startswith("Red")
    assert page.locator("th[aria-sort]").count() == 1


def test_what_is_empty_comes_last_either_way(page: Page) -> None:
    many_ = page.get_by_role("columnheader", name="How many").get_by_role("button")
    for _ in range(2):
        many_.click()
        assert rows(page)[0] == "Red Front kill residents"


def test_a_row_opens_its_evidence(page: Page) -> None:
    button = opener(page, "Blue Army capture Aldar")
    assert button.get_attribute("aria-expanded") == "false"
    button.click()
    assert button.get_attribute("aria-expanded") == "true"
    quotes = page.locator(f"#{button.get_attribute('aria-controls')} blockquote")
    assert quotes.count() == 2
    marks = [(mark.inner_text(), mark.get_attribute("data-role")) for mark in quotes.first.locator("mark").all()]
    assert marks == [("Blue Army", "who"), ("CAPTURE", "did"), ("Aldar", "whom, what")]
    button.click()
    assert page.locator("blockquote").count() == 0


def test_a_recording_is_played_at_the_second(page: Page) -> None:
    opener(page, "Blue Army capture Aldar").click()
    link = page.get_by_role("link", name="Play at 0:07").first
    assert link.get_attribute("href") == "https://example.org/v?t=7"
    assert link.get_attribute("rel") == "noopener noreferrer"


def test_the_sentence_stands_in_the_whole_text(page: Page) -> None:
    opener(page, "Red Front kill residents").click()
    page.get_by_role("button", name="In the whole text").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("heading", name="Blue Army takes Aldar").wait_for()
    spans = dialog.locator(".sentence.here")
    assert (
        spans.evaluate("span => [...span.childNodes].map(node => node.textContent).join('')")
        == "Red Front KILL residents Radio Nor."
    )
    assert "Blue Army CAPTURE Aldar." in dialog.locator(".text").inner_text().replace("\n", " ")
    assert dialog.locator(".text .second").first.get_attribute("href") == "https://example.org/v?t=7"


def test_the_reader_turns_to_the_next_sentence_and_gives_the_focus_back(page: Page) -> None:
    opener(page, "Blue Army capture Aldar").click()
    whole = page.get_by_role("button", name="In the whole text").first
    whole.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("Sentence 1 of 2").wait_for()
    dialog.get_by_role("button", name="Next sentence").click()
    dialog.get_by_text("Sentence 2 of 2").wait_for()
    page.keyboard.press("Escape")
    assert not dialog.is_visible()
    assert whole.evaluate("node => node === document.activeElement")


def test_the_reader_leads_to_the_facts_of_its_text(page: Page) -> None:
    opener(page, "Red Front kill residents").click()
    page.get_by_role("button", name="In the whole text").click()
    page.get_by_role("button", name="All 3 facts of this text").click()
    assert len(rows(page)) == 3
    assert not page.get_by_role("dialog").is_visible()


def test_facts_that_dispute_each_other_are_shown_together(tmp_path: Path, opened: Callable[..., Page]) -> None:
    texts = [document("a", statement("CAPTURE")), document("b", statement("CAPTURE", status="negated")), *news()[2:]]
    facts = merge(texts, FactRules())
    page = opened(written(tmp_path, texts, facts))
    assert page.locator(".c-did").get_by_text("disputed").count() == 2
    page.locator("tr.fact", has_text="disputed").first.locator(".opener").click()
    page.get_by_role("button", name="Show them together").click()
    assert rows(page) == ["Blue Army capture Aldar"] * 2


def test_a_plan_and_its_deed_open_each_other(tmp_path: Path, opened: Callable[..., Page]) -> None:
    day = ("2016-11-01", "2016-11-01")
    texts = [
        document("a", statement("CAPTURE", status="planned"), published="2016-10-20"),
        document("b", statement("CAPTURE", date=day)),
    ]
    page = opened(written(tmp_path, texts, merge(texts, FactRules())))
    pick(page, "Status", "planned")
    assert page.locator(".c-did").get_by_text("carried out").is_visible()
    page.locator(".opener").click()
    details(page, "Carried out by").get_by_role("button", name="asserted: Blue Army capture Aldar 1 Nov 2016").click()
    assert len(rows(page)) == 2
    deed = page.locator("tr.fact", has_text="asserted").locator(".opener")
    assert deed.get_attribute("aria-expanded") == "true"
    assert deed.evaluate("node => node === document.activeElement")
    details(page, "Carries out").get_by_role("button", name="planned: Blue Army capture Aldar").wait_for()


def test_what_is_known_of_a_fact_is_told(tmp_path: Path, opened: Callable[..., Page]) -> None:
    [fact, *_] = merge(news()[:1], FactRules())
    fact.speakers, fact.attributed_to = ["Radio Nor", "<b>the army</b>"], "Radio Nor"
    fact.n_sources, fact.n_documents, fact.n_statements = 2, 3, 4
    fact.merged_by, fact.disputed_by, fact.object_names = ["repeat", "next-day"], ["elsewhere"], ["Aldar", "the town"]
    proof = fact.evidence[0]
    proof.rules, proof.said = ["next-day"], {"date": "2016-11-01/2016-11-03", "place": "", "attributed_to": "<i>x</i>"}
    page = opened(written(tmp_path, news()[:1], [fact]))
    page.locator(".opener").click()
    for head, words in {
        "Told by": "2 sources, 3 texts, 4 statements",
        "Say so": "Radio Nor, <b>the army</b>",
        "Joined because": "a day apart, for what happens once",
        "Disputed by": "1 fact not on this page",
        "Entries": "who actor:blue\nwhom, what place:aldar",
    }.items():
        assert details(page, head).inner_text() == words
    details(page, "Also called").get_by_text("name").first.click()
    assert "the town" in details(page, "Also called").inner_text()
    own = "It says itself when: 1 – 3 Nov 2016; who says so: <i>x</i>. It does not say where."
    joined = "Counted as the same fact: a day apart, for what happens once."
    assert page.locator(".joining").inner_text() == f"{joined} {own}"


@pytest.fixture
def reviewed(tmp_path: Path, opened: Callable[..., Page]) -> Page:
    """The report of the small news, of which the facts of one relation wait for review."""
    facts = merge(news(), FactRules())
    kept = [fact for fact in facts if fact.relation != "KILL"]
    review = [fact for fact in facts if fact.relation == "KILL"]
    return opened(written(tmp_path, news(), kept, review=review))


def test_what_waits_for_review_is_left_out_and_said(reviewed: Page) -> None:
    assert reviewed.locator("#count").inner_text() == "6 facts"
    assert reviewed.locator("#figures dd").first.inner_text() == "6"
    assert "1 fact waits for review" in reviewed.locator("#notice").inner_text()
    search(reviewed, "residents")
    expect(reviewed.locator("tr.fact")).to_have_count(0)


def test_what_waits_for_review_is_shown_alone_and_marked(reviewed: Page) -> None:
    reviewed.get_by_role("button", name="Show what waits for review").click()
    assert rows(reviewed) == ["Red Front kill residents"]
    assert reviewed.locator("tr.review .badge").inner_text() == "for review"
    reviewed.get_by_role("button", name="Remove the filter for review: alone").click()
    assert len(rows(reviewed)) == ALL - 1


def test_what_waits_for_review_can_be_shown_among_the_others(reviewed: Page) -> None:
    pick(reviewed, "For review", "too")
    assert len(rows(reviewed)) == ALL
    assert reviewed.locator("tr.review").count() == 1
    assert "review=too" in reviewed.evaluate("location.hash")


def test_nothing_is_said_of_review_where_nothing_waits(page: Page) -> None:
    assert not page.get_by_label("For review", exact=True).is_visible()
    assert not page.locator("#notice").is_visible()


def test_the_drawings_are_there(page: Page) -> None:
    page.locator("#map .place").first.wait_for()
    assert page.locator("#timeline .bar").count() >= 2
    assert page.locator("#map .land path").count() > 200
    assert page.locator("#network .actor").count() == 4
    assert page.locator("#network line.conflict").count() >= 1
    assert page.locator("#holding .hold").count() == 2


def test_the_drawings_follow_the_filters(page: Page) -> None:
    page.locator("#map .place").first.wait_for()
    pick(page, "Relation", "KILL")
    expect(page.locator("#map .place")).to_have_count(0)
    page.locator("#held").scroll_into_view_if_needed()
    expect(page.locator("#holding .hold")).to_have_count(0)


def test_a_bar_leads_into_its_time(page: Page) -> None:
    page.locator("#timeline .bar").last.click()
    assert rows(page) == ["Red Front attack Blue Army"]
    page.get_by_role("button", name="Whole period").click()
    assert len(rows(page)) == ALL


def test_a_place_of_the_map_filters(page: Page) -> None:
    page.get_by_role("button", name="Old Quarter: 1 fact (attack 1)").dispatch_event("click")
    expect(page.locator("tr.fact")).to_have_count(2)
    assert page.locator("#chips").get_by_text("Old Quarter").is_visible()


def test_the_map_zooms(page: Page) -> None:
    page.locator("#map .place").first.wait_for()
    scale = "() => document.querySelector('#map .land').transform.baseVal.consolidate().matrix.a"
    before = page.evaluate(scale)
    page.get_by_role("button", name="Zoom in").click()
    page.wait_for_function(f"before => ({scale})() > before", arg=before)
    page.locator("#map svg").focus()
    page.keyboard.press("0")
    page.wait_for_function(f"before => Math.abs(({scale})() - before) < before / 100", arg=before)


def test_a_capture_of_the_control_chart_leads_to_its_fact(page: Page) -> None:
    page.get_by_role("button", name="Aldar: Blue Army, taken 1 Nov 2016").dispatch_event("click")
    assert opener(page, "Blue Army capture Aldar").get_attribute("aria-expanded") == "true"


def test_a_hold_leads_to_all_its_facts(page: Page) -> None:
    words = "Aldar: Red Front, held from 1 Jan 2015; to 31 Oct 2016 at least; taken by others 1 Nov 2016"
    page.get_by_role("button", name=words).dispatch_event("click")
    assert sorted(rows(page)) == [CAPTURE, "Red Front controls Aldar"]


def test_a_hold_is_there_in_a_time_in_which_no_fact_is(page: Page) -> None:
    page.locator("#holding .hold").first.wait_for()
    field(page, "From").fill("2015-03-01")
    field(page, "To").fill("2015-03-02")
    field(page, "To").press("Tab")
    page.locator("#held").scroll_into_view_if_needed()
    expect(page.locator("#holding .hold")).to_have_count(1)
    expect(page.locator("#holding .hold")).to_contain_text("Red Front")


def test_every_drawing_is_a_table_too(page: Page) -> None:
    page.locator("#map .place").first.wait_for()
    for section in ("when", "where", "who", "held"):
        page.locator(f"#{section} summary").click()
        expect(page.locator(f"#{section} details tbody tr").first).to_be_visible()


def test_the_keyboard_walks_through_the_page(page: Page) -> None:
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the facts"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "facts"
    seen = []
    for _ in range(14):
        page.keyboard.press("Tab")
        seen.append(
            page.evaluate("document.activeElement.getAttribute('aria-label') || document.activeElement.textContent")
        )
    assert "Download as CSV" in seen
    assert "Who" in seen
    assert "Evidence: Blue Army capture Aldar 1 Nov 2016" in seen
    page.get_by_role("button", name="Evidence: Blue Army capture").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "In the whole text"
    page.keyboard.press("Enter")
    page.get_by_role("dialog").wait_for()
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.textContent") == "In the whole text"


def test_the_arrows_walk_along_the_bars(page: Page) -> None:
    page.locator("#timeline .bar").first.wait_for()
    assert page.locator("#timeline .bar[tabindex='0']").count() == 1
    page.locator("#timeline .bar").first.focus()
    first = page.evaluate("document.activeElement.getAttribute('aria-label')")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") != first
    assert page.locator("#tip").is_visible()
    page.keyboard.press("Enter")
    assert len(rows(page)) < ALL
    expect(page.locator("#timeline .bar:focus")).to_have_count(1)


def test_a_fact_has_an_address(page: Page) -> None:
    opener(page, "Red Front kill residents").click()
    page.get_by_role("link", name="link", exact=True).click()
    expect(page.locator("tr.fact")).to_have_count(1)
    assert rows(page) == ["Red Front kill residents"]


def test_going_to_a_section_keeps_the_page_of_the_table(tmp_path: Path, opened: Callable[..., Page]) -> None:
    page = opened(written(tmp_path, many(120)))
    page.get_by_role("button", name="Next").click()
    page.get_by_role("navigation", name="Sections").get_by_role("link", name="Where").click()
    page.wait_for_timeout(300)
    assert "51–100 of 120" in page.locator("#pager").inner_text()


def test_every_control_has_a_name(page: Page) -> None:
    page.locator("#map .place").first.wait_for()
    nameless = page.evaluate(
        """() => [...document.querySelectorAll("button, [role=button], input, select, a[href], summary")]
        .filter((node) => !node.getAttribute("aria-label") && !node.textContent.trim())
        .filter((node) => !node.labels?.[0]?.textContent.trim())
        .map((node) => node.outerHTML)"""
    )
    assert nameless == []


def test_a_slash_goes_to_the_search(page: Page) -> None:
    page.locator("#theme").focus()
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "f-words"


def background(page: Page) -> str:
    return str(page.evaluate("getComputedStyle(document.body).backgroundColor"))


def test_dark_where_the_reader_has_it_dark(tmp_path: Path, opened: Callable[..., Page]) -> None:
    path = written(tmp_path, news())
    light, dark = opened(path, color_scheme="light"), opened(path, color_scheme="dark")
    assert background(light) == "rgb(252, 251, 248)"
    assert background(dark) == "rgb(21, 24, 27)"


def test_a_button_changes_the_colours(page: Page) -> None:
    button = page.get_by_role("button", name="Colours: auto")
    button.click()
    page.get_by_role("button", name="Colours: light").click()
    assert background(page) == "rgb(21, 24, 27)"


def test_a_phone_has_no_horizontal_scrolling(tmp_path: Path, opened: Callable[..., Page]) -> None:
    page = opened(written(tmp_path, news()), viewport={"width": 360, "height": 740}, is_mobile=True, has_touch=True)
    page.locator("#map .place").first.wait_for()
    opener(page, "Blue Army capture Aldar").click()
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    page.get_by_role("button", name="In the whole text").first.click()
    page.get_by_role("dialog").locator(".here").wait_for()
    assert page.evaluate("document.querySelector('dialog').scrollWidth") <= 360


def test_a_phone_opens_its_filters(tmp_path: Path, opened: Callable[..., Page]) -> None:
    page = opened(written(tmp_path, news()), viewport={"width": 360, "height": 740}, is_mobile=True, has_touch=True)
    assert not field(page, "Relation").is_visible()
    page.get_by_role("button", name="Filters").click()
    pick(page, "Relation", "KILL")
    assert page.get_by_role("button", name="Filters (1)").get_attribute("aria-expanded") == "true"
    assert page.locator("tr.fact").count() == 1


def test_paper_has_every_fact_with_its_first_sentence(tmp_path: Path, opened: Callable[..., Page]) -> None:
    page = opened(written(tmp_path, many(70)), color_scheme="dark")
    assert page.locator("tr.fact").count() == 50
    page.emulate_media(media="print", color_scheme="dark")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("tr.fact").count() == page.locator("tr.more blockquote").count() == 70
    assert not page.locator("#f-words").is_visible()
    assert background(page) == "rgb(255, 255, 255)"
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("tr.fact").count() == 50


def test_pages_of_facts(tmp_path: Path, opened: Callable[..., Page]) -> None:
    page = opened(written(tmp_path, many(120)))
    pages = page.get_by_role("navigation", name="Pages of facts")
    assert pages.get_by_role("button", name="Previous").is_disabled()
    first = rows(page)
    pages.get_by_role("button", name="Next").click()
    assert "51–100 of 120" in pages.inner_text()
    pages.get_by_label("Page", exact=True).select_option(index=2)
    assert page.locator("tr.fact").count() == 20
    assert not set(rows(page)) & set(first)


def test_the_address_keeps_what_is_shown(tmp_path: Path, opened: Callable[..., Page]) -> None:
    path = written(tmp_path, news())
    page = opened(path)
    pick(page, "Status", "planned")
    hash_ = page.evaluate("location.hash")
    assert rows(opened(path, hash_)) == ["Red Front advance Old Quarter"]


@pytest.mark.parametrize(
    "hash_", ["#?from=%3Cscript%3E&sure=NaN", "#?constructor=1&__proto__=2", "#nowhere", "#?from=2016-99-99"]
)
def test_a_strange_address_shows_all(tmp_path: Path, opened: Callable[..., Page], hash_: str) -> None:
    assert len(rows(opened(written(tmp_path, news()), hash_))) == ALL


def test_the_download_has_what_is_shown(page: Page, tmp_path: Path) -> None:
    pick(page, "Relation", "CAPTURE")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download as CSV").click()
    download.value.save_as(tmp_path / "facts.csv")
    with (tmp_path / "facts.csv").open(encoding="utf-8-sig", newline="") as file:
        found = list(csv.DictReader(file))
    assert [(row["subject"], row["relation"], row["object"], row["n_documents"]) for row in found] == [
        ("Blue Army", "CAPTURE", "Aldar", "2")
    ]


def test_the_page_says_what_it_leaves_out(tmp_path: Path, opened: Callable[..., Page]) -> None:
    page = opened(written(tmp_path, many(30), limit=20))
    notice = page.locator("#notice").inner_text()
    assert "10 facts of 30 are left out" in notice
    assert "sitrep report DIR --actor 'Blue Army' 30 facts" in notice
    assert len(rows(page)) == 20


def test_the_page_says_what_was_asked_for(tmp_path: Path, opened: Callable[..., Page]) -> None:
    page = opened(written(tmp_path, news(), asked=["relation KILL"]))
    assert "This report was asked for: relation KILL. The run has 7 facts." in page.locator("#notice").inner_text()


def test_a_report_without_facts(tmp_path: Path, opened: Callable[..., Page]) -> None:
    page = opened(written(tmp_path, []))
    assert rows(page) == []
    assert "The run found no facts." in page.locator("#deck").inner_text()


def test_a_report_without_the_texts(tmp_path: Path, opened: Callable[..., Page]) -> None:
    page = opened(written(tmp_path, [], merge(news(), FactRules())))
    opener(page, "Blue Army capture Aldar").click()
    page.get_by_role("button", name="In the whole text").first.click()
    assert "does not carry the whole text" in page.get_by_role("dialog").locator(".text").inner_text()
