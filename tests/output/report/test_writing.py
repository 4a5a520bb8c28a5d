"""The file of the report: what it is made of, and what it carries."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import msgspec
import pytest

from pipeline.documents import Document
from pipeline.facts import Fact
from pipeline.output.report import choice, contents, write_report
from tests.output.report.conftest import RULES, merge, news, written

ROOT = Path(__file__).resolve().parents[3]
VOID = {"meta", "input", "br", "link", "img"}


class Reader(HTMLParser):
    """Collects elements with their attributes and the text inside, and checks that they are closed in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.found: list[tuple[str, dict[str, str | None], list[str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs), []))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs), []))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == self.found[-1][0]:
            self.found[-1][2].append(data)


def parsed(path: Path) -> Reader:
    """The elements of a file."""
    reader = Reader()
    reader.feed(path.read_text(encoding="utf-8"))
    assert not reader.open
    return reader


def carried(path: Path, name: str = "d-data") -> Any:
    """The data that a page carries."""
    packed = next("".join(data) for _, attrs, data in parsed(path).found if attrs.get("id") == name)
    return json.loads(gzip.decompress(base64.b64decode(packed)))


def test_nothing_is_fetched(tmp_path: Path) -> None:
    reader = parsed(written(tmp_path, news()))
    assert not {"img", "iframe", "object", "embed", "base"} & {tag for tag, _, _ in reader.found}
    assert not any("src" in attrs for _, attrs, _ in reader.found)
    assert [attrs["href"] for tag, attrs, _ in reader.found if tag == "link"] == ["data:,"]
    style = next("".join(data) for tag, _, data in reader.found if tag == "style")
    assert "@import" not in style
    assert "url(" not in style


def test_the_policy_names_the_one_script_and_the_one_style(tmp_path: Path) -> None:
    reader = parsed(written(tmp_path, news()))
    policy = next(
        str(attrs["content"]) for _, attrs, _ in reader.found if attrs.get("http-equiv") == "Content-Security-Policy"
    )
    for tag in ("script", "style"):
        [inline] = ["".join(data) for found, attrs, data in reader.found if found == tag and "type" not in attrs]
        hash_ = base64.b64encode(hashlib.sha256(inline.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{hash_}'" in policy
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy


def test_no_script_can_end_before_its_end() -> None:
    from pipeline.output.report import writing

    assert not re.search(r"</script|<!--", writing._script(), re.IGNORECASE)


def test_no_script_makes_markup_of_strings() -> None:
    from pipeline.output.report import writing

    own = "".join(writing._read(name) for name in writing._SCRIPTS)
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function", own)


def test_every_rule_of_merging_has_plain_words() -> None:
    from pipeline.output.report import writing

    rules = set(re.findall(r"^\| `([a-z-]+)` \|", (ROOT / "docs" / "merging.md").read_text(encoding="utf-8"), re.M))
    table = writing._read("words.js").partition("RULE_WORDS = {")[2].partition("};")[0]
    assert rules == {quoted or bare for quoted, bare in re.findall(r'^ +(?:"([a-z-]+)"|([a-z]+)):', table, re.M)}
    assert len(rules) > 10


def test_texts_of_most_facts_are_carried_whatever_the_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contents, "MOST_CHARACTERS", 420)
    facts = merge(news(), RULES)

    def whole(texts: list[Document]) -> set[str]:
        path = written(tmp_path, texts, facts)
        carried_ = carried(path, "d-texts")
        return {doc["id"] for doc, (text, _) in zip(carried(path)["docs"], carried_, strict=True) if text is not None}

    assert whole(news()) == whole(news()[::-1]) != set()


def test_a_hold_is_carried_with_the_numbers_of_its_facts(tmp_path: Path) -> None:
    data = carried(written(tmp_path, news()))
    red, blue = data["holdings"]
    ids = [fact["relation"] for fact in data["facts"]]
    assert [ids[number] for number, *_ in red["told"]] == ["CONTROLS"]
    assert (red["ended"], ids[red["by"]], blue["holder"], blue["by"]) == ("captured", "CAPTURE", "Blue Army", None)


def test_the_same_run_gives_the_same_file(tmp_path: Path) -> None:
    first = written(tmp_path, news()).read_bytes()
    assert written(tmp_path, news()).read_bytes() == first


def test_facts_come_in_the_order_of_the_run(tmp_path: Path) -> None:
    facts = merge(news(), RULES)
    assert [fact["id"] for fact in carried(written(tmp_path, news(), facts))["facts"]] == [fact.id for fact in facts]


def test_a_sentence_that_tells_several_facts_is_carried_once(tmp_path: Path) -> None:
    facts = merge(news()[:1], RULES)
    again = [Fact(id="again", relation="X", evidence=facts[0].evidence)]
    data = carried(written(tmp_path, news()[:1], [*facts, *again]))
    assert len(data["sentences"]) == len(facts)


def test_offsets_are_those_of_scripts(tmp_path: Path) -> None:
    [record] = news()[:1]
    facts = merge([record], RULES)
    shift = "\U0001f6a8\U0001f6a8 "
    record.text = shift + record.text
    for fact in facts:
        for proof in fact.evidence:
            proof.start, proof.end = proof.start + len(shift), proof.end + len(shift)
    path = written(tmp_path, [record], facts)
    data, [[text, _], *_] = carried(path), carried(path, "d-texts")
    units = text.encode("utf-16-le")
    sliced = [units[2 * one["start"] : 2 * one["end"]].decode("utf-16-le") for one in data["sentences"]]
    assert sliced == [one["text"] for one in data["sentences"]]


def test_texts_beyond_the_limit_are_left_out_and_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contents, "MOST_CHARACTERS", 150)
    path = written(tmp_path, news())
    kept = [text for text, _ in carried(path, "d-texts") if text is not None]
    assert sum(map(len, kept)) <= 150
    assert carried(path)["about"]["texts_short"] == 3 - len(kept) > 0


def test_a_fact_told_everywhere_carries_some_sentences_and_counts_the_rest(tmp_path: Path) -> None:
    [fact, *_] = merge(news(), RULES)
    fact.evidence = fact.evidence[:1] * 40
    [made] = carried(written(tmp_path, news(), [fact]))["facts"]
    assert len(made["proofs"]) + made["more"] == 40
    assert len(made["proofs"]) == choice.MOST_PROOFS


def test_facts_of_another_state_of_a_text_stand_alone(tmp_path: Path) -> None:
    texts = news()
    facts = merge(texts, RULES)
    for text in texts:
        text.text = "Something else. " + text.text
    data = carried(written(tmp_path, texts, facts))
    assert all(len(fact["proofs"]) >= 1 for fact in data["facts"])
    assert {one["text"] for one in data["sentences"]} == {proof.text for fact in facts for proof in fact.evidence}


def test_unknown_counts_of_sources_are_those_of_documents(tmp_path: Path) -> None:
    facts = [msgspec.structs.replace(fact, n_sources=0) for fact in merge(news(), RULES)]
    made = carried(written(tmp_path, news(), facts))["facts"]
    assert [one["sources"] for one in made] == [fact.n_documents for fact in facts]


def test_a_wide_run_is_small(tmp_path: Path) -> None:
    assert written(tmp_path, news()).stat().st_size < 400_000


def test_facts_are_read_one_at_a_time(tmp_path: Path) -> None:
    chosen = write_report(tmp_path / "r.html", (fact for fact in merge(news(), RULES)))
    assert (chosen.found, chosen.left_out) == (7, 0)
