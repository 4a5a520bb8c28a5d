"""Metadata: whose word counts, under which names, and what is a date."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.cleaning.boilerplate import is_boilerplate
from pipeline.cleaning.dates import dateline, parse_date
from pipeline.cleaning.frontmatter import first_paragraph
from pipeline.cleaning.metadata import resolve
from pipeline.cleaning.settings import settings
from tests.cleaning.helpers import cleaned


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2016-11-01", "2016-11-01"),
        ("2016-11-01T23:30:00-05:00", "2016-11-01"),
        ("2016-11-01 10:00:00Z", "2016-11-01"),
        ("20161101", "2016-11-01"),
        ("2016/11/01", "2016-11-01"),
        ("November 01, 2016", "2016-11-01"),
        ("Nov. 1, 2016, 5:30 p.m. ET", "2016-11-01"),
        ("1st November 2016", "2016-11-01"),
        ("Tue, 01 Nov 2016 10:00:00 +0300", "2016-11-01"),
        ("Published on November 1, 2016", "2016-11-01"),
        (1477994400, "2016-11-01"),
        (1477994400000, "2016-11-01"),
        ("1477994400", "2016-11-01"),
    ],
)
def test_dates(value: Any, day: str) -> None:
    assert parse_date(value) == day


@pytest.mark.parametrize(
    "value",
    ["", "n/a", "yesterday", "2016", "November 2016", "2016-13-45", "soon", None, True, [], "x" * 5000, 7, 1e300],
)
def test_no_dates(value: Any) -> None:
    assert parse_date(value) is None


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("November 1, 2016", "2016-11-01"),
        ("Published: 1 November 2016", "2016-11-01"),
        ("Tuesday, Nov. 1, 2016 at 10:30 a.m. EST", "2016-11-01"),
        ("2016-11-01", "2016-11-01"),
        ("November 1, 2016 was a day of mourning", None),
        ("On November 1, 2016", None),
    ],
)
def test_date_lines(line: str, day: str | None) -> None:
    assert dateline(line) == day


@pytest.mark.parametrize("key", ["date", "published", "Pub_Date", "publish_date", "published_at", "created_at", "DATE"])
def test_names_of_the_date(key: str) -> None:
    assert resolve({key: "November 01, 2016"}, {}, None)["published"] == "2016-11-01"


@pytest.mark.parametrize(
    ("key", "name"), [("headline", "title"), ("publisher", "source"), ("link", "url"), ("lang", "language")]
)
def test_names_of_other_things(key: str, name: str) -> None:
    meta = cleaned("A text.", **{key: "value"}).meta
    assert (meta[name], key in meta) == ("value", False)


def test_other_keys_are_kept() -> None:
    assert cleaned("A text.", licence="CC BY", n=3).meta["n"] == 3


def test_first_name_with_a_date_wins() -> None:
    given = {"published": "n/a", "date": "soon", "created_at": "2016-11-01"}
    assert resolve(given, {}, None)["published"] == "2016-11-01"


def test_unreadable_date_is_noted() -> None:
    meta = cleaned("A text.", date="soon").meta
    assert ("published" in meta, meta["notes"]) == (False, ["published: cannot read 'soon' as a day"])


def test_unreadable_date_of_front_matter_is_noted() -> None:
    assert "soon" in cleaned("---\ndate: soon\n---\nA text.").meta["notes"][0]


def test_unknown_date_is_absent() -> None:
    assert "published" not in cleaned("A text.").meta


def test_callers_date_is_the_last_resort() -> None:
    assert cleaned("A text.", published="2016-01-02").meta["published"] == "2016-01-02"
    assert resolve({"date": "2016-11-01"}, {}, "2016-01-02")["published"] == "2016-11-01"


def test_garbled_title_is_fixed() -> None:
    assert cleaned("A text.", title="Armyâ€™s  move\n").meta["title"] == "Army’s move"


def test_named_source_in_an_object() -> None:
    assert cleaned("A text.", source={"id": None, "name": "Delta Post"}).meta["source"] == "Delta Post"


def test_provenance() -> None:
    meta = cleaned("A text.").meta
    assert (meta["format"], meta["raw_path"]) == ("text", "doc.txt")


def test_description_without_furniture() -> None:
    text = (
        "Subscribe here: http://a.example\n\nShort.\n\nSoldiers entered the old port\non Tuesday.\n\nMore text of it."
    )
    assert first_paragraph(text) == "Soldiers entered the old port on Tuesday."


def test_shipped_configuration_is_valid_and_folded() -> None:
    known = settings()
    assert all(phrase == phrase.casefold() for rule in known.boilerplate for phrase in (*rule.starts, *rule.contains))


def test_rules_spare_long_paragraphs() -> None:
    assert is_boilerplate("Read more: ten dead in blast")
    assert not is_boilerplate("Read more: " + "ten people were killed in the blast, the ministry said. " * 8)
