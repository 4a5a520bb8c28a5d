"""Web pages: the article, mapped into the page's own characters."""

from __future__ import annotations

import socket

import pytest

from pipeline.cleaning.alignment import align
from pipeline.cleaning.mapped import MappedText
from pipeline.cleaning.markup import visible
from tests.cleaning.helpers import assert_maps_back, cleaned, kinds

PAGE = """<!doctype html>
<html lang="en-GB"><head><title>Army enters the port | Delta Post</title>
<meta property="og:title" content="Army enters the port"><meta property="og:site_name" content="Delta Post">
<meta property="article:published_time" content="2016-11-02T08:00:00+03:00">
<link rel="canonical" href="https://delta.example/a/1"><style>p { color: red }</style>
<script>var text = "<p>The army entered the old port on Tuesday.</p>";</script></head>
<body><nav><ul><li><a href="/">Home</a></li><li><a href="/w">World</a></li></ul></nav>
<article><h1>Army enters the port</h1>
<p>Government troops entered the old <b>har</b>bour on Tuesday, officials&nbsp;said &amp; residents confirmed. It is
the first time in two years that soldiers have been seen there, and the shops stay closed. <!-- <p>no text</p> --></p>
<h2>What is next</h2>
<p>The army&#8217;s commander told <a href="/x" title="a > b">Delta&nbsp;Post</a> that his men would hold the
bridge until the end of the week, when a second brigade is due to arrive from the south of the country.</p>
<ul><li>Three bridges are closed to traffic, the ministry said.</li>
<li>Two hospitals have been hit by rockets.</li></ul>
<p>Subscribe to our newsletter</p>
<blockquote><p>“We will not leave,” a resident said in a long talk by telephone on Monday.</p></blockquote>
</article><footer>Copyright 2016 Delta Post</footer></body></html>
"""


def test_article_without_its_surroundings() -> None:
    document = cleaned(PAGE, "html")
    assert not [word for word in ("Home", "Copyright", "color", "no text", "newsletter") if word in document.text]


def test_kinds_of_block() -> None:
    found = kinds(cleaned(PAGE, "html"))
    assert ("heading", "What is next") in found
    assert ("item", "Two hospitals have been hit by rockets.") in found


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("title", "Army enters the port"),
        ("source", "Delta Post"),
        ("published", "2016-11-02"),
        ("url", "https://delta.example/a/1"),
        ("language", "en"),
    ],
)
def test_metadata(key: str, value: str) -> None:
    assert cleaned(PAGE, "html").meta[key] == value


def test_maps_into_the_page() -> None:
    document = cleaned(PAGE, "html")
    assert_maps_back(document, PAGE, html=True)
    assert "unaligned_chars" not in document.meta


@pytest.mark.parametrize(
    ("words", "shown"),
    [("harbour", "har</b>bour"), ("army’s", "army&#8217;s"), ("said & residents", "said &amp; residents")],
)
def test_spans_show_the_markup_between(words: str, shown: str) -> None:
    document = cleaned(PAGE, "html")
    at = document.text.index(words)
    span = document.origin.raw_span(at, at + len(words))
    assert span is not None
    assert PAGE[slice(*span)] == shown


def test_repeated_block_maps_to_its_own_place() -> None:
    page = PAGE.replace(
        "Army enters the port</h1>", "Army enters the port</h1><p>Army enters the port at dawn, he said.</p>"
    )
    document = cleaned(page, "html")
    span = document.origin.raw_span(0, 20)
    assert span is not None
    assert span[0] > page.index("<article>")


def test_no_connection_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert cleaned(PAGE, "html").text


@pytest.mark.parametrize(
    "page",
    [
        "<p>The army came.</p><p>It left again.</p>",
        "The army came.<br><br>It left again.",
        "<div>The army came.<div>It left again.",
        "<html><body><p>The army came.<p>It left again.<script>",
    ],
)
def test_small_or_broken_pages_are_read_as_they_are_seen(page: str) -> None:
    document = cleaned(page, "html")
    assert "The army came." in document.text
    assert "It left again." in document.text
    assert_maps_back(document, page, html=True)


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("a<b>b</b>c", "abc"),
        ("a<p>b</p>c", "a\nb\nc"),
        ("a &lt; b &copy c &nosuch; d", "a < b © c &nosuch; d"),
        ("a < b and 3<4", "a < b and 3<4"),
        ('<a title="x > y">z</a>', "z"),
        ("<a title='x>y\">z", 'y">z'),
        ("a<!-- b > c -->d", "ad"),
        ("a<script>if (a<b) {}</script>d", "ad"),
        ("a<script>b", "ab"),
        ("a<", "a<"),
        ("a<b", "a"),
        ("<br/>a<br>b", "a\nb"),
    ],
)
def test_visible_text(raw: str, text: str) -> None:
    assert visible(raw).text == text


def test_what_stands_nowhere_is_counted() -> None:
    found, lost = align(["The army came.", "Quite another text here."], MappedText.whole("x The  army came. y"))
    assert ([text.text for text in found], lost) == (["The army came.", "Quite another text here."], 21)
    assert found[1].raw_span(0, 5) is None


def test_block_with_something_cut_out_is_found_word_by_word() -> None:
    page = "The army came to the old harbour ADVERT at dawn on Tuesday and left again at night, he said."
    found, lost = align([page.replace("ADVERT ", "")], MappedText.whole(page))
    assert lost == 0
    assert found[0].raw_span(0, len(found[0])) == (0, len(page))
