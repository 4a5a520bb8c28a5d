"""Where quotations begin and end, and who speaks in them."""

from __future__ import annotations

from pipeline.relations.parse import Parse
from pipeline.relations.quotes import Quotes
from tests.conftest import parsed

REPORTING = frozenset({"say", "tell"})
DOCUMENTS = frozenset({"statement"})


def quotes(text: str) -> list[tuple[str, str | None]]:
    """The quotations of a text, each with its speaker: ``text`` has its tokens apart, ``¶`` is the end of a paragraph.

    The word before a "said" or "left" is its subject; the last of them is the verb of its sentence.
    """
    words = ["\n\n" if word == "¶" else word for word in text.split()]
    verbs = [i for i, word in enumerate(words) if word in {"said", "left"}]
    heads: list[int] = []
    for start, end in _sentences(words):
        root = next((i for i in reversed(verbs) if start <= i < end), start)
        heads += [i + 1 if i + 1 in verbs else root for i in range(start, end)]
    deps = ["nsubj" if i + 1 in verbs else "ROOT" if heads[i] == i else "dep" for i in range(len(words))]
    doc = parsed(
        words,
        tags=[
            "_SP" if "\n" in w else "VBD" if i in verbs else "NNP" if w.istitle() else "." for i, w in enumerate(words)
        ],
        heads=heads,
        deps=deps,
        lemmas=[{"said": "say", "left": "leave"}.get(word, word) for word in words],
        spaces=[word not in "“‘" and words[i + 1 : i + 2] not in (["’"], ["”"]) for i, word in enumerate(words)],
    )
    found = Quotes(Parse(doc), REPORTING, DOCUMENTS).quotes
    return [(doc[q.start : q.end].text.strip(), doc[q.speaker].text if q.speaker is not None else None) for q in found]


def _sentences(words: list[str]) -> list[tuple[int, int]]:
    """Each ends behind its stop, the closing mark after that, and the end of the paragraph."""
    ends = [i for i, w in enumerate(words) if "\n" in w or w == "."]
    ends = [i + 1 for i in ends if words[i + 1 : i + 2] not in (["”"], ["\n\n"])]
    ends += [
        i + 1 for i, w in enumerate(words) if w == "”" and words[i - 1] == "." and words[i + 1 : i + 2] != ["\n\n"]
    ]
    ends = sorted({*ends, len(words)})
    return list(zip([0, *ends[:-1]], ends, strict=True))


def test_the_speaker_stands_behind() -> None:
    assert quotes("“ The rebels Rebels left the town , ” Rafi said .") == [
        ("The rebels Rebels left the town ,", "Rafi")
    ]


def test_each_paragraph_of_a_speech_has_the_speaker_named_after_the_last() -> None:
    told = quotes("“ We all Rebels left . ¶ “ You all Rebels left . ¶ “ They all Rebels left , ” Rafi said .")
    assert [speaker for _, speaker in told] == ["Rafi", "Rafi", "Rafi"]


def test_a_closed_quotation_takes_no_speaker_from_the_next_paragraph() -> None:
    told = quotes("“ We all Rebels left . ” ¶ “ They all Rebels left , ” Rafi said .")
    assert [speaker for _, speaker in told] == [None, "Rafi"]


def test_a_speech_goes_on_in_the_next_paragraph() -> None:
    told = quotes("“ We all Rebels left , ” Rafi said . “ You Rebels left it . ¶ “ They all Rebels left . ”")
    assert [speaker for _, speaker in told] == ["Rafi", "Rafi", "Rafi"]


def test_single_marks_quote() -> None:
    assert quotes("‘ The last Rebels left , ’ Rafi said .") == [("The last Rebels left ,", "Rafi")]


def test_an_apostrophe_opens_nothing() -> None:
    assert quotes("The rebels ’ Rebels left the town .") == []


def test_an_unclosed_mark_ends_with_its_paragraph() -> None:
    assert quotes("“ The last Rebels left . ¶ Then Rafi left it .") == [("The last Rebels left .", None)]


def test_a_label_is_a_speaker() -> None:
    assert quotes("Rafi : “ The last Rebels left . ”") == [("The last Rebels left .", "Rafi")]


def test_titles_and_scorn_are_no_quotations() -> None:
    assert quotes("Rafi said “ free ” Mocha Rebels left .") == []
