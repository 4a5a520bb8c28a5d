"""Time expressions against a table of base days."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language

from pipeline.documents import Span
from pipeline.entities.dates import find_dates, parse_day
from pipeline.entities.rules import read_rules

TABLE = [
    [cell.strip() for cell in line.split("|")]
    for line in Path(__file__).with_name("dates.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]


def dates_of(nlp: Language, text: str, base: str | None) -> list[Span]:
    rules = read_rules().dates
    feasts = {name: rule for rule, names in rules.holidays.items() for name in names}
    named = {name: f"on {day}" for day, names in rules.named.items() for name in names}
    holidays = {tuple(t.text for t in nlp(name.lower())): rule for name, rule in (feasts | named).items()}
    return find_dates(nlp(text), base, holidays, frozenset(rules.planning))


def value(span: Span) -> tuple[str | None, str | None, str | None]:
    assert span.value is not None
    return span.value.date_start, span.value.date_end, span.value.precision


@pytest.mark.parametrize("row", TABLE, ids=[f"{row[0]} {row[1]}" for row in TABLE])
def test_an_expression_is_found_and_resolved(row: list[str], blank: Language) -> None:
    base, marked, first, last, precision = row
    match = re.search(r"\[(.+?)\]", marked)
    assert match is not None
    text = marked.replace("[", "").replace("]", "")
    found = {
        (span.start, text[span.start : span.end]): value(span)
        for span in dates_of(blank, text, None if base == "-" else base)
    }
    wanted = (None if first == "-" else first, None if last == "-" else last, precision)
    assert found.get((match.start(), match[1])) == wanted, found


def test_the_table_is_long_enough() -> None:
    assert len(TABLE) >= 450


@pytest.mark.parametrize(
    "text",
    [
        "Shelling began at 10 a.m. near the river.",
        "Dayton, 42, of Woodbridge, died.",
        "A 28-year-old man died.",
        "About 28 people died.",
        "A T-72 and an F-16 were lost.",
        "Task Force 50 sailed.",
        "You may leave; they may march on.",
        "The fall of the city came soon.",
        "He is second to none.",
        "The militia may march on the capital.",
        "Thousands march through Homs.",
        "Mrs May told the House of Commons that the strikes were legal.",
        "Colonel March commands the brigade.",
        "They sat on the roof while the sun set.",
        "A sat phone was found on the body.",
        "The 24th Mechanized Brigade held the line.",
        "The 3rd Assault Brigade of Azov counterattacked.",
        "Troops fall back when guns spring to life.",
        "Rescuers are on duty 24/7.",
        "The council adopted Resolution 2254 on Syria.",
        "Highway 2000 was cut.",
        "2,014 men surrendered.",
        "Some 2,000 tanks were lost.",
        "Between 15 and 20 fighters were killed.",
        "From 10 to 12 drones were launched.",
        "The shell was 122 mm, the rocket 300 mm.",
        "They hold 9/10 of the city.",
        "Su-25 and MiG-29 jets took off.",
        "The second of two blasts hit the medics.",
        "It was the first of five convoys.",
        "August company held the ridge.",
        "They have fought each other for decades.",
        "Hours later he was freed, and years later shot.",
        "Version 10.5.12 was issued.",
        "The 2nd of the blasts, on the 24th floor, was small.",
        "By the end of the year-long siege few were left.",
        "It was the second day of fighting in the first quarter of the town.",
        "The 1st Armoured Division is dug in.",
        "Major Wed Ali and Captain Mon Zaw were named.",
        "They March songs were sung by the May family.",
        "The spring of the trap had rusted.",
        "The M23 and the FDLR clashed.",
        "A P5+1 meeting ended without result.",
        "He quoted Article 51 and Chapter 7.",
        "UNSCR 1701 and Resolution 1973 were cited.",
        "The 2nd, 3rd and 4th battalions fled.",
        "Sura 2023 of the list is missing.",
        "Fire burned 2,000 hectares.",
        "Roughly 10 to 15 trucks left on the second convoy.",
        "Convoys from the 7th Corps and the 20th Brigade collided.",
        "A second later the wall fell.",
        "Summer clothes were handed out.",
    ],
)
def test_no_time_expression(text: str, blank: Language) -> None:
    assert dates_of(blank, text, "2016-11-01") == []


@pytest.mark.parametrize(
    ("text", "day"),
    [("2016-11-01", "2016-11-01"), ("2016-11-01T10:00:00Z", "2016-11-01"), ("soon", None), ("", None), (None, None)],
)
def test_the_day_of_publication(text: str | None, day: str | None) -> None:
    found = parse_day(text)
    assert (found.isoformat() if found else None) == day


WORDS = [
    "the",
    "end",
    "of",
    "first",
    "half",
    "last",
    "next",
    "2015",
    "3",
    "May",
    "Dec.",
    "Tuesday",
    "two",
    "weeks",
    "ago",
    "after",
    "since",
    "between",
    "and",
    "from",
    "to",
    "into",
    "overnight",
    "night",
    "the 24th",
    "that",
    "so far this",
    "year's",
    "Q2",
    "9000",
    "99999999",
    "years",
    "-",
    ",",
    ".",
    "\n",
]


@pytest.mark.parametrize("words", ["overnight from ", "the end of the first week of ", "Friday night into ", "12, "])
def test_a_phrase_without_an_end_does_not_run_away(words: str, blank: Language) -> None:
    spans = dates_of(blank, words * 1000, "2016-11-01")
    assert all(one.end <= two.start for one, two in pairwise(spans))


@settings(max_examples=150, deadline=None)
@given(
    words=st.lists(st.sampled_from(WORDS), max_size=40),
    base=st.sampled_from([None, "2016-02-29", "0001-01-01", "9999-12-31"]),
)
def test_any_words_give_ordered_spans_with_ordered_days(words: list[str], base: str | None, blank: Language) -> None:
    spans = dates_of(blank, " ".join(words), base)
    assert all(one.end <= two.start for one, two in pairwise(spans))
    for span in spans:
        first, last, _ = value(span)
        assert (first is None) == (last is None)
        assert first is None or last is None or first <= last
