"""Plain text: paragraphs, wrapped lines, lists, headings, furniture."""

from __future__ import annotations

import textwrap

import pytest

from pipeline.cleaning import CleaningError
from tests.cleaning.helpers import assert_maps_back, cleaned, kinds

PROSE = (
    "Government troops entered the northern district on Tuesday after a week of shelling, officials said. "
    "Residents told reporters that the bridge was closed and that soldiers from two brigades were searching "
    "houses on the west bank of the river. The governor called for calm and promised that water would be back "
    "by Friday."
)


def test_paragraphs_at_empty_lines() -> None:
    assert kinds(cleaned("One came.\n\n\nTwo went.")) == [("paragraph", "One came."), ("paragraph", "Two went.")]


def test_paragraphs_at_single_line_breaks() -> None:
    document = cleaned("The army entered the town.\nThe mayor fled to the coast.")
    assert document.text == "The army entered the town.\n\nThe mayor fled to the coast."


def test_untouched_text_is_one_run() -> None:
    assert len(cleaned("One came.\n\nTwo went.").origin.runs) == 1


@pytest.mark.parametrize("width", [50, 64, 72, 80, 100])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_wrapped_lines_are_joined(width: int, newline: str) -> None:
    wrapped = newline.join(textwrap.wrap(PROSE, width, break_on_hyphens=False))
    assert cleaned(f"{wrapped}{newline}{newline}{wrapped}").text == f"{PROSE}\n\n{PROSE}"


def test_wrapped_paragraphs_are_told_apart_without_empty_lines() -> None:
    wrapped = "\n".join(textwrap.wrap(PROSE, 64))
    assert cleaned(f"{wrapped}\n{wrapped}").text == f"{PROSE}\n\n{PROSE}"


def test_line_cut_in_mid_sentence_goes_on() -> None:
    assert cleaned("The army entered\nthe city on Tuesday.").text == "The army entered the city on Tuesday."


def test_hyphen_at_the_end_of_a_line_is_kept() -> None:
    assert cleaned("They are US-\nbacked rebels.").text == "They are US-backed rebels."


@pytest.mark.parametrize("marker", ["- ", "* ", "• ", "· ", ". ", ".\u00a0 \u00a0 \u00a0 ", "– ", "  - "])
def test_bullets_are_items(marker: str) -> None:
    text = f"The strikes:\n{marker}Near Tall Abu, one strike hit a bridge.\n{marker}Near Wadi, two strikes hit tanks."
    assert kinds(cleaned(text))[1:] == [
        ("item", "Near Tall Abu, one strike hit a bridge."),
        ("item", "Near Wadi, two strikes hit tanks."),
    ]


def test_numbered_lines_are_items_where_the_numbers_follow() -> None:
    assert [
        kind for kind, _ in kinds(cleaned("1. A bridge fell.\n2. A road was cut.\n44. Brigade held the hill."))
    ] == [
        "item",
        "item",
        "paragraph",
    ]


def test_items_are_parted_by_single_breaks() -> None:
    assert cleaned("It fell.\n- A bridge.\n- A road.\nIt ended.").text == "It fell.\nA bridge.\nA road.\nIt ended."


def test_indented_line_goes_on_with_the_item() -> None:
    assert kinds(cleaned("* A bridge over the\n  Tigris\n* A road"))[0] == ("item", "A bridge over the Tigris")


def test_item_goes_on_in_the_next_line() -> None:
    assert kinds(cleaned("- A bridge over\n  the river fell.")) == [("item", "A bridge over the river fell.")]


def test_first_line_without_a_stop_is_heading_and_title() -> None:
    document = cleaned("Troops Enter the Port\n\nThe army came at dawn.")
    assert (kinds(document)[0], document.meta["title"]) == (
        ("heading", "Troops Enter the Port"),
        "Troops Enter the Port",
    )


def test_long_first_line_is_a_heading_only_where_there_is_no_title() -> None:
    text = (
        "Minister for Roads, Karim Haddad, speaks of the attack on the bridge over the river in the north\n\nHe spoke."
    )
    assert [kinds(cleaned(text, **meta))[0][0] for meta in ({}, {"title": "T"})] == ["heading", "paragraph"]


def test_given_title_wins_over_the_first_line() -> None:
    assert cleaned("Troops Enter the Port\n\nThe army came.", title="Port falls").meta["title"] == "Port falls"


def test_short_line_between_paragraphs_is_heading() -> None:
    document = cleaned("The army came at dawn.\n\nWhat is next\n\nThe bridge is closed.")
    assert [kind for kind, _ in kinds(document)] == ["paragraph", "heading", "paragraph"]


@pytest.mark.parametrize(
    "line", ["The minister said:", "They fled.", "“We will stay.”", "a lower-case line", "He left,"]
)
def test_no_heading(line: str) -> None:
    assert kinds(cleaned(f"{line}\n\nThe Army came at dawn."))[0][0] == "paragraph"


def test_last_short_line_is_no_heading() -> None:
    assert kinds(cleaned("The army came at dawn.\n\nNobody knows why"))[-1][0] == "paragraph"


@pytest.mark.parametrize(
    "line",
    [
        "Subscribe to our channel here:",
        "http://bit.ly/abc",
        "Visit the paper: https://paper.example",
        "Follow us on Facebook and Twitter",
        "Read more: Ten dead in market blast",
        "Share this article",
        "Photo: A. Nouri/Delta Pictures",
        "Advertisement",
        "[Related: the war in maps]",
        "(Reporting by Sara Nouri; editing by B. Lee)",
        "ADVERTISEMENT",
        "© 2016 Delta Post. All rights reserved.",
        "Don’t miss a report, sign up",
        "* * *",
        "------",
    ],
)
def test_furniture_is_dropped(line: str) -> None:
    assert cleaned(f"The army came at dawn.\n\n{line}\n\nThe bridge is closed.").text == (
        "The army came at dawn.\n\nThe bridge is closed."
    )


@pytest.mark.parametrize(
    "line",
    [
        "Follow-up strikes hit the depot on Monday.",
        "Home guards fired at the convoy.",
        "The group said on Twitter that it had taken the town.",
        "Reporting by the paper has shown that the army shelled the town.",
        "Shares in the company fell after the attack.",
        "Email servers of the ministry were attacked.",
        "Like many of his neighbours, he fled to the camp.",
        "The statement, at https://ministry.example/st, says that the army has left the bank.",
    ],
)
def test_text_is_not_taken_for_furniture(line: str) -> None:
    assert cleaned(f"The army came at dawn.\n\n{line}").text.endswith(line)


def test_dropped_blocks_are_counted() -> None:
    assert cleaned("The army came.\n\nRead more: x").meta["dropped_blocks"] == 1


def test_date_line_of_the_head_is_metadata() -> None:
    document = cleaned("Port falls\nPublished: 1 November 2016\n\nThe army came at dawn.")
    assert (document.meta["published"], document.text) == ("2016-11-01", "Port falls\nThe army came at dawn.")


def test_byline_is_metadata() -> None:
    document = cleaned("Port falls\n\nBy Sara Nouri and Ali Haddad\n\nThe army came at dawn.")
    assert (document.meta["author"], "Nouri" in document.text) == ("Sara Nouri and Ali Haddad", False)


def test_front_matter_is_metadata() -> None:
    document = cleaned("---\ntitle: Port falls\ndate: 2016-11-01\n---\n\nThe army came at dawn.")
    assert (document.meta["title"], document.meta["published"], document.text) == (
        "Port falls",
        "2016-11-01",
        "The army came at dawn.",
    )


def test_markdown_marks_are_cut() -> None:
    document = cleaned("# Port falls\n\nThe **army** came to [the port](https://x.example/p).[12]")
    assert kinds(document) == [("heading", "Port falls"), ("paragraph", "The army came to the port.")]


def test_speakers_turn() -> None:
    document = cleaned(">> ANNA LEE: The army came.\n>> It left again.")
    assert [(block.kind, block.speaker) for block in document.blocks] == [("turn", "ANNA LEE"), ("turn", None)]


@pytest.mark.parametrize("text", ["", "   \n\n", "* * *", "https://a.example/b", "\u200b"])
def test_nothing_left_is_a_clear_error(text: str) -> None:
    with pytest.raises(CleaningError, match="no text is left"):
        cleaned(text)


def test_unknown_format_is_a_clear_error() -> None:
    with pytest.raises(CleaningError, match="unknown format 'pdf'"):
        cleaned("A text.", "pdf")


def test_everything_maps_back() -> None:
    raw = "Port\u00a0falls\r\n\r\nIraq&#8217;s army  came to the cafÃ©.\r\n- One\u00adtwo\r\n\r\nRead more: x\r\nEnd."
    assert_maps_back(cleaned(raw), raw)
