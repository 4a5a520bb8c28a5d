"""spaCy's English tokenizer, brought closer to Universal Dependencies and to news about wars.

Everything is expressed in what a spaCy tokenizer saves (affix patterns, special cases), so a pack on disk carries it.
"""

from __future__ import annotations

import re

from spacy.lang.char_classes import ALPHA, ALPHA_UPPER, HYPHENS
from spacy.language import Language
from spacy.symbols import ORTH  # type: ignore[import-not-found]  # a Cython module without stubs
from spacy.tokenizer import Tokenizer  # type: ignore[import-not-found]
from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex

from .words import Words, read_words

#: The number of a footnote mark glued to a word: "Haidar,[1]"; the brackets come off by spaCy's own rules.
_FOOTNOTE = r"(?<=\[)[0-9]{1,3}"
#: Left whole: telephone numbers, and runs without a blank that no text has, as spaCy takes affixes off one by one, at a
#: cost that grows with the square of the run.
_WHOLE = re.compile(r"(?:[0-9]{1,3}-){1,2}[0-9]{3}-[0-9]{4}$|\S{400}")
#: Runs of one kind of mark are one token, as in UD; bounded, so that a page of them costs no square of its length.
_RUNS = [r"[!?]{2,99}", r"={2,99}", r"\*{2,99}", r"_{2,99}", r">{2,99}", r"<{2,99}", r"#{2,99}"]
#: The hyphen rule of spaCy's English, which two rules replace here.
_HYPHEN_RULE = f"(?<=[{ALPHA}0-9])(?:{HYPHENS})(?=[{ALPHA}])"


def make_tokenizer(nlp: Language, words: Words | None = None) -> Tokenizer:
    """A tokenizer for ``nlp``; assign it to ``nlp.tokenizer`` before training or saving.

    Hyphens split ("Iran-backed", "U.S.-led", "al-Aridi"), but not behind an affix before a small letter ("anti-tank",
    "re-emerged"), as in UD English; names stay reachable ("anti - ISIL"). Ranks, months and the other abbreviations of
    ``configs/syntax.yaml`` keep their point.
    """
    words = words or read_words()
    defaults = nlp.Defaults
    base = nlp.tokenizer if isinstance(nlp.tokenizer, Tokenizer) else Tokenizer(nlp.vocab)
    return Tokenizer(
        nlp.vocab,
        rules=_special_cases(dict(defaults.tokenizer_exceptions or {}), words),
        prefix_search=compile_prefix_regex([*_RUNS, r"US(?=\$)", *(defaults.prefixes or ())]).search,
        suffix_search=compile_suffix_regex(
            [*(defaults.suffixes or ()), *_RUNS, _FOOTNOTE, r"(?<=[0-9])(?:bn|mn|tn)"]
        ).search,
        infix_finditer=compile_infix_regex(
            _infixes([str(rule) for rule in defaults.infixes or ()], words.affixes)
        ).finditer,
        token_match=_WHOLE.match,
        url_match=base.url_match or defaults.url_match,
    )


def _infixes(defaults: list[str], affixes: list[str]) -> list[str]:
    kept = [rule for rule in defaults if rule != _HYPHEN_RULE]
    behind = "".join(f"(?<!\\b[{a[0]}{a[0].upper()}]{a[1:]})" for a in affixes)
    lower = f"(?![{ALPHA_UPPER}])[{ALPHA}]"
    months = r"(?:(?<=\b[JFMASOND][a-z]{2}\.)|(?<=\bSept\.))(?=[0-9])"
    return [
        *kept,
        f"(?<=[{ALPHA}0-9])(?:{HYPHENS})(?=[{ALPHA_UPPER}])",
        f"(?<=[{ALPHA}0-9]){behind}(?:{HYPHENS})(?={lower})",
        f"(?<=[{ALPHA_UPPER}]\\.)(?:{HYPHENS})(?=[{ALPHA}])",  # U.S.-backed
        r"(?<=[Mm]id)-(?=[0-9])",  # mid-2014
        r"(?<=[0-9])[–—](?=[0-9])",  # 11–13
        months,  # Dec.14th, without width: the point stays with the month
        f"(?<=[{ALPHA}]{{2}})\\((?=[{ALPHA_UPPER}])",  # Qanbar(Arabic
    ]


def _special_cases(rules: dict[str, list[dict[int, str]]], words: Words) -> dict[str, list[dict[int, str]]]:
    for word in words.abbreviations:
        rules[word] = [{ORTH: word}]
    for word in ("e-mail", "E-mail"):
        rules[word] = [{ORTH: word}]
    rules["and/or"] = [{ORTH: "and"}, {ORTH: "/"}, {ORTH: "or"}]
    return rules
